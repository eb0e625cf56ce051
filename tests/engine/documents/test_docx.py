"""DOCX: opens whatever was typed, the marking is on every page, tables fit their pages, the same bytes every time."""

from __future__ import annotations

import builtins
import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.blocks import Document, Layout, Section, Table, Theme, clean, text_columns
from fourthseat.engine.documents.docx import as_docx
from tests.engine.documents.samples import MARKING, WORDS, Unknown, numbers, of, paper

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@given(WORDS)
def test_a_docx_opens_whatever_was_typed(text: str) -> None:
    """Law: every part is well-formed XML, with the words as they were typed less what cannot be read."""
    with zipfile.ZipFile(io.BytesIO(as_docx(paper(text)))) as packed:
        parts = {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith((".xml", ".rels"))}  # fmt: skip
    body = parts["word/document.xml"]
    told = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p")]

    assert any(clean(text.splitlines()[0] if text.splitlines() else "") in one for one in told)
    external = [r.get("Target") for name, part in parts.items() if name.endswith(".rels") for r in part if r.get("TargetMode") == "External"]  # fmt: skip
    assert [] == external


def parts(document: Document) -> dict[str, ElementTree.Element]:
    """The DOCX's parts, parsed."""
    with zipfile.ZipFile(io.BytesIO(as_docx(document))) as packed:
        return {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith(".xml")}


def test_the_marking_and_the_number_are_on_every_page_of_a_docx() -> None:
    """One header and one footer, of the first section, which the others take over; nothing switches them off."""
    document = paper("word", Section("turned", ("x",), Layout.LANDSCAPE), Section("back", ("y",)))
    found = parts(document)
    sections = list(found["word/document.xml"].iter(f"{W}sectPr"))
    header = [part for name, part in found.items() if "/header" in name]
    footer = [part for name, part in found.items() if "/footer" in name]

    assert 3 == len(sections)
    assert [1, 0, 0] == [len(one.findall(f"{W}headerReference")) for one in sections]
    assert all(one.find(f"{W}titlePg") is None for one in sections)
    assert all(MARKING in "".join(part.itertext()) for part in (*header, *footer))
    assert {"PAGE", "NUMPAGES"} == {field.get(f"{W}instr") for part in footer for field in part.iter(f"{W}fldSimple")}


def test_tables_repeat_their_heads_and_keep_their_rows_whole() -> None:
    """Heads on every page, no row over a page's end, columns as wide as the page together."""
    grid = Table("g", "g", text_columns(("a", 1), ("b", 3)), [("1", "2")] * 40)
    [table] = parts(Document("t", "", "b", (Section("S", (grid,)),)))["word/document.xml"].iter(f"{W}tbl")
    rows = list(table.iter(f"{W}tr"))
    widths = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]

    assert 41 == len(rows)
    assert [True] + [False] * 40 == [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert pytest.approx(17.4 / 2.54 * 1440, rel=0.01) == sum(widths)
    assert pytest.approx(3, rel=0.01) == widths[1] / widths[0]


def test_sections_turn_the_page_when_they_ask_for_it() -> None:
    """A fresh section begins a page; a wide one lies on its side; a paper that begins wide begins with a lying page."""
    body = parts(paper("word", Section("new", ("x",), Layout.NEW_PAGE)))["word/document.xml"]
    heads = [p for p in body.iter(f"{W}p") if "new" in "".join(p.itertext())]
    lying = parts(Document("t", "", "b", (Section("W", ("x",), Layout.LANDSCAPE),)))["word/document.xml"]

    assert any(p.find(f"{W}pPr/{W}pageBreakBefore") is not None for p in heads)
    assert ["landscape"] == [one.get(f"{W}orient") for one in lying.iter(f"{W}pgSz")]


def test_every_kind_of_block_is_written() -> None:
    """A heading, a label in bold, a list, a caption, a table: each in the style of its kind."""
    body = parts(paper("word"))["word/document.xml"]
    paragraphs = [
        (style.get(f"{W}val") if (style := p.find(f"{W}pPr/{W}pStyle")) is not None else "", "".join(p.itertext()))
        for p in body.iter(f"{W}p")
    ]

    for paragraph in (
        ("", "word"), ("Heading2", "word"), ("", "word: word"), ("", "1. word"), ("ListBullet", "word"),
        ("ListBullet", "two"), ("Caption", "word"),
    ):  # fmt: skip
        assert paragraph in paragraphs, paragraph
    assert 1 == len(list(body.iter(f"{W}tbl")))


def test_an_unknown_kind_of_block_is_an_error() -> None:
    """It is not printed as if it were a paragraph."""
    with pytest.raises(AssertionError):
        as_docx(of(Unknown()))  # type: ignore[arg-type]


def test_a_column_stands_on_the_side_of_its_kind() -> None:
    """Whatever its cells look like."""
    [table] = parts(of(numbers()))["word/document.xml"].iter(f"{W}tbl")
    sides = [[cell.find(f".//{W}jc") is not None for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]

    assert [[False, True]] * 3 == sides


def test_marks_and_citations() -> None:
    """A report's emphasis is seen; a citation leads to its bookmark where there is one."""
    lines = Table("cited", "", text_columns("Line"), [("L7",)], anchors=True)
    body = parts(of("**a** *b* `c` [L7] [L8]", lines, theme=Theme.REPORT))["word/document.xml"]
    runs = {"".join(run.itertext()): run for run in body.iter(f"{W}r")}

    assert runs["a"].find(f"{W}rPr/{W}b") is not None
    assert runs["b"].find(f"{W}rPr/{W}i") is not None
    assert "Courier New" in str(ElementTree.tostring(runs["c"]))
    assert ["L7"] == [link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")]
    assert ["L7"] == [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]


def test_without_its_library_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTML and Markdown need none."""
    real = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name == "docx":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ScenarioError, match="DOCX needs the library python-docx"):
        as_docx(of("x"))
