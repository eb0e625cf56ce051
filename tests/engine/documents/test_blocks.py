"""Blocks: a closed set of frozen kinds, names that stay, texts without anything in them that is not there to be read."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.documents.blocks import (
    Block,
    Document,
    Drawing,
    Layout,
    Mark,
    Section,
    Table,
    Theme,
    block_texts,
    clean,
    column_shares,
    number_columns,
    section_titles,
    spans,
    starts_landscape,
    text_columns,
    typed,
    without_marks,
)
from tests.engine.documents.samples import Unknown, every_kind, of, paper


def test_the_samples_hold_every_kind_of_block() -> None:
    """A new kind fails here first, then in every renderer."""
    assert set(get_args(Block)) == {type(block) for block in every_kind("x")}


@pytest.mark.parametrize("block", every_kind("x")[1:], ids=lambda block: type(block).__name__)
def test_a_block_is_frozen_and_is_no_text(block: Any) -> None:
    """No kind can pass for a paragraph or a tuple, and none can be changed or given a field it has not."""
    assert not isinstance(block, str | tuple)
    assert not hasattr(block, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(block, dataclasses.fields(block)[0].name, "other")


def test_a_row_has_as_many_cells_as_the_table_has_columns() -> None:
    """Told where the table is made, by its name."""
    with pytest.raises(ValueError, match=r"table forces: 1 cells under 2 columns: \('a',\)"):
        Table("forces", "", text_columns("a", "b"), [("a",)])
    with pytest.raises(ValueError, match="table form: 1 heights of 2 rows"):
        Table("form", "", text_columns("a"), [("a",), ("b",)], row_heights=[1.0])


@pytest.mark.parametrize("name", ["", "../x", "a b", "-x", "a/b", ".hidden"])
def test_a_name_that_could_not_be_a_file_is_refused(name: str) -> None:
    """Names are the code's: a bad one is a bug."""
    with pytest.raises(ValueError, match="cannot name a file"):
        Table(name, "", (), [])
    with pytest.raises(ValueError, match="cannot name a file"):
        Drawing(name, "", "")


def test_two_tables_of_one_name_would_overwrite_each_other() -> None:
    """So no document has them; a table and a drawing lie in folders of their own."""
    table, drawing = Table("ladder", "", text_columns("a"), [("x",)]), Drawing("ladder", "<svg></svg>", "c")

    assert (table,) == of(table, drawing).tables
    assert (drawing,) == of(table, drawing).drawings
    with pytest.raises(ValueError, match="Title: more than one table named ladder"):
        of(table, dataclasses.replace(table, title="other"))
    with pytest.raises(ValueError, match="Title: more than one drawing named ladder"):
        of(drawing, drawing)


def test_sections_are_numbered_in_a_numbered_document_but_for_appendices() -> None:
    """Whether a section is an appendix is not read off its title."""
    sections = (Section("A", ("x",)), Section("Appendix A", ("x",), appendix=True), Section("Appendixes", ("x",)))
    document = Document("t", "", "", sections)

    assert ["A", "Appendix A", "Appendixes"] == section_titles(document)
    assert ["1. A", "Appendix A", "2. Appendixes"] == section_titles(dataclasses.replace(document, numbered=True))


def test_a_document_lies_on_its_side_if_its_first_section_does() -> None:
    """Later ones turn the page."""
    wide = Section("W", ("x",), Layout.LANDSCAPE)

    assert starts_landscape(Document("t", "", "", (wide,)))
    assert not starts_landscape(Document("t", "", "", (Section("S", ("x",)), wide)))
    assert not starts_landscape(Document("t", "", "", ()))


def test_everything_written_in_a_block_is_told_and_an_unknown_block_is_an_error() -> None:
    """Citations are looked for in all of it."""
    written = [text for block in paper("[L7]").sections[0].blocks for text in block_texts(block)]

    assert len(every_kind("x")) <= sum("[L7]" in text for text in written)
    with pytest.raises(AssertionError):
        list(block_texts(Unknown()))  # type: ignore[arg-type]


def test_only_a_report_obeys_emphasis() -> None:
    """In a paper a star is a star; a citation is one in both."""
    text = "**A** *b* `c*d` [L7]"

    assert [(text[:-4], Mark.PLAIN), ("[L7]", Mark.CITATION)] == list(spans(text, Theme.PAPER))
    assert [Mark.STRONG, Mark.EMPHASIS, Mark.CODE, Mark.CITATION] == [
        span.mark for span in spans(text, Theme.REPORT) if span.text.strip()
    ]
    assert ("A b c*d [L7]", text) == (without_marks(text, Theme.REPORT), without_marks(text, Theme.PAPER))


@given(st.text(), st.sampled_from(Theme))
def test_spans_lose_no_letter(text: str, theme: Theme) -> None:
    """Law: joined again the spans are the text, less the marks of a report."""
    joined = "".join(span.text for span in spans(text, theme))

    assert text.replace("*", "").replace("`", "") == joined.replace("*", "").replace("`", "")
    assert theme is Theme.REPORT or joined == text


@given(st.text(max_size=80))
def test_what_cannot_be_read_is_not_in_any_paper(text: str) -> None:
    """Law: no control, override of direction or half a pair is left, and cleaning twice changes nothing."""
    told = clean(text)

    assert told == clean(told)
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"} and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f" for c in told)  # fmt: skip


def test_what_was_typed_cites_nothing() -> None:
    """A citation is the report's alone: the form of one is taken out of a cell's words."""
    assert "see (L2)" == typed("see [L2].")
    assert "wait.." == typed("wait..")


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=400)), max_size=5))
def test_columns_share_the_line(rows: list[tuple[str, str]]) -> None:
    """Law: shares add up to the line, and no column is so narrow that a short word would be broken."""
    shares = column_shares(Table("t", "t", text_columns("Name", "What it is"), rows))

    assert pytest.approx(1) == sum(shares)
    assert min(shares) > 0.05


def test_given_widths_are_kept() -> None:
    """In any unit."""
    assert pytest.approx([0.25, 0.75]) == column_shares(Table("t", "", text_columns(("a", 2), ("b", 6)), []))
    assert ("number", "number") == tuple(column.kind for column in number_columns("a", "b"))
