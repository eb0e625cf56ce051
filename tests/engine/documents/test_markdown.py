"""Markdown: nothing anybody typed is markup, drawings are inside or beside, columns stand on the side of their kind."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from fourthseat.engine.documents.blocks import (
    Document,
    Drawing,
    Note,
    Points,
    Section,
    Table,
    Theme,
    text_columns,
    typed,
)
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.record.narration import DISCLAIMER
from tests.engine.documents.samples import WORDS, Unknown, numbers, of, paper


@given(WORDS)
def test_markdown_obeys_nothing_that_was_typed(text: str) -> None:
    """Law: parsed again, there is no link, picture, code, HTML or line of a table that was not laid out, and the words are whole."""
    parser: Any = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    words = typed(text)
    table = Table("g", "g", text_columns("a", "b"), [(words, "y"), ("x", words)])
    document = Document("t", "", "b", (Section("S", (words or "-", Points((words, "two")), Note(words), table)),))
    tokens = parser.parse(as_markdown(document))
    inner = {child.type for token in tokens for child in token.children or ()}

    assert inner <= {"text", "strong_open", "strong_close", "softbreak", "text_special"}
    assert {"html_block", "fence", "code_block"}.isdisjoint(token.type for token in tokens)
    assert (3, 2, 2, 1) == tuple(
        sum(token.type == kind for token in tokens)
        for kind in ("tr_open", "list_item_open", "heading_open", "bullet_list_open")
    )
    plain = ["".join(c.content for c in token.children) for token in tokens if token.type == "inline"]
    assert words in plain or not words
    assert re.search(r"https?://|www\.|\w@\w", as_markdown(document)) is None


def test_every_kind_of_block_is_written() -> None:
    """Each as Markdown writes it."""
    text = as_markdown(paper("word"), figures="figures")

    for part in (
        "\n\nword\n\n", "\n\n### word\n\n", "\n\n**word:** word\n\n", "\n\n**1. word**\n\n", "\n\n- word\n- two\n\n",
        "\n\n> **word**\n\n", "\n\n![word](figures/d.svg)\n\n*word*\n\n",
        "\n\n**word**\n\n| word | b |\n| --- | --- |\n| word | word; word |\n| **x** | **y** |\n",
    ):  # fmt: skip
        assert part in text, part


def test_an_unknown_kind_of_block_is_an_error() -> None:
    """It is not printed as if it were a paragraph."""
    with pytest.raises(AssertionError):
        as_markdown(of(Unknown()))  # type: ignore[arg-type]


def test_a_column_stands_on_the_side_of_its_kind() -> None:
    """Whatever its cells look like."""
    assert "| hull | × |\n| --- | ---: |\n| 2.0 |" in as_markdown(of(numbers()))


def test_only_a_report_obeys_emphasis() -> None:
    """In a paper a star is a star; inside what is strong already no mark is written twice."""
    text = "**a** *b* `c_d`"

    assert "\n\n**a** *b* `c_d`\n\n" in as_markdown(of(text, theme=Theme.REPORT))
    assert "\n\n> **a b `c_d`**\n\n" in as_markdown(of(Note(text), theme=Theme.REPORT))
    assert "\n\n\\*\\*a\\*\\* \\*b\\* \\`c_d\\`\n\n" in as_markdown(of(text))


def test_a_name_of_a_measure_is_not_spoilt_by_strokes() -> None:
    """An underscore inside a word is no mark, so it needs none before it; one at a word's edge does."""
    assert "status_quo_held" in as_markdown(of("status_quo_held"))
    assert "\\_it\\_" in as_markdown(of("_it_"))


def test_drawings_are_inside_unless_they_lie_beside() -> None:
    """One file alone has to be whole."""
    drawing = Drawing("d", "<svg></svg>", "What it shows [L7].")

    assert "](data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=)" in as_markdown(of(drawing))
    assert "![What it shows .](figures/d.svg)\n\n*What it shows [L7].*" in as_markdown(of(drawing), figures="figures")


def test_marking_and_disclaimer_stand_at_both_ends() -> None:
    """A document without a marking has the disclaimer alone."""
    marked, plain = as_markdown(paper("word")), as_markdown(of("x"))

    assert (2, 2) == (marked.count("**EXERCISE EXERCISE EXERCISE"), marked.count(DISCLAIMER))
    assert 2 == plain.count(DISCLAIMER)
    assert "****" not in plain
