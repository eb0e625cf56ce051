"""Papers: what people typed is text in every format, the marking is on every page, tables fit their pages."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.documents.blocks import (
    Document,
    Drawing,
    Fresh,
    Grid,
    Heading,
    Labelled,
    Note,
    Numbered,
    Points,
    Section,
    Wide,
    clean,
    shares,
    typed,
)
from fourthseat.engine.documents.docx import docx, linked, plain_markdown

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BANNER = "EXERCISE EXERCISE EXERCISE – UNCLASSIFIED"
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a | b | c", "| --- |", "[click](http://example.test)", "![x](http://example.test/x.png)",
    "http://example.test www.example.test a@example.test", "**bold** _it_ `code` ~~gone~~", "# heading", "> quote", "- item", "1. item", "===", "---", "&lt;b&gt; &amp;",
    "trailing \\", "[L2] [L99999]", "[L2]: http://example.test", "]]>", "</table></section>", "$x$", "x\u202egnp.exe", "a\u2066b\u2069", "nul\x00bell\x07esc\x1b[31m",
    "\ud800 half", "line\nbreak\r\nand\u2028more", "    indented", "=cmd|'/c calc'!A1", "{{7*7}}", "__FORM__", "<!-- -->", "\ufeffmark", "😀 日本 עברית",
)  # fmt: skip


def paper(text: str, *sections: Section) -> Document:
    """One with *text* wherever a text may stand."""
    blocks = (
        text, Points((text, "two")), Note(text), Heading(text), Labelled(text, text), Numbered(1, text),
        Grid(text, (text, "b"), [(text, f"{text}\n{text}"), ("x", "y")], (1, 2), strong=[1]), Drawing("d", "<svg></svg>", text),
    )  # fmt: skip
    return Document(text, text, f"{BANNER} {text}", (Section(text, blocks), *sections))


class Strict(HTMLParser):
    """Every tag closed where it should be; what was written between them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.told: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.told.append(data)


def shape(text: str) -> list[str]:
    """The page's tags, in order."""
    page = Strict()
    page.feed(linked(paper(text)))
    assert [] == page.open
    return page.tags


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_shows_what_was_typed_and_obeys_none_of_it(text: str) -> None:
    """The same tags as with a harmless word; the text itself between them."""
    told = Strict()
    told.feed(linked(paper(text)))

    assert len(shape("word")) <= len(told.tags) <= len(shape("word")) + 20 * text.count("\n")
    assert set(told.tags) <= set(shape("word"))
    assert " ".join(clean(text).split()) in " ".join(" ".join(told.told).split()) or "\n" in text


WORDS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=60), st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join)
)


@given(WORDS)
def test_markdown_obeys_nothing_that_was_typed(text: str) -> None:
    """Law: parsed again, there is no link, picture, code, HTML or line of a table that was not laid out, and the words are whole."""
    parser: Any = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    kept = typed(text)
    document = Document("t", "", "b", (Section("S", (kept or "-", Points((kept, "two")), Note(kept), Grid("g", ("a", "b"), [(kept, "y"), ("x", kept)]))),))  # fmt: skip
    tokens = parser.parse(plain_markdown(document))
    inner = {child.type for token in tokens for child in token.children or ()}

    assert inner <= {"text", "strong_open", "strong_close", "softbreak", "text_special"}
    assert {"html_block", "fence", "code_block"}.isdisjoint(token.type for token in tokens)
    assert (3, 2, 2, 1) == tuple(
        sum(token.type == kind for token in tokens)
        for kind in ("tr_open", "list_item_open", "heading_open", "bullet_list_open")
    )
    cells = [token.content for token in tokens if token.type == "inline"]
    plain = ["".join(c.content for c in token.children) for token in tokens if token.type == "inline"]
    assert len(cells) == len(plain)
    assert kept in plain or not kept
    assert re.search(r"https?://|www\.|\w@\w", plain_markdown(document)) is None


@given(WORDS)
def test_a_docx_opens_whatever_was_typed(text: str) -> None:
    """Law: every part is well-formed XML, with the words as they were typed less what cannot be read."""
    with zipfile.ZipFile(io.BytesIO(docx(paper(text)))) as packed:
        parts = {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith((".xml", ".rels"))}  # fmt: skip
    body = parts["word/document.xml"]
    told = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p")]

    assert any(clean(text.splitlines()[0] if text.splitlines() else "") in one for one in told)
    external = [r.get("Target") for name, part in parts.items() if name.endswith(".rels") for r in part if r.get("TargetMode") == "External"]  # fmt: skip
    assert [] == external


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


# ---------------------------------------------------------------- pages


def parts(document: Document) -> dict[str, ElementTree.Element]:
    """The DOCX's parts, parsed."""
    with zipfile.ZipFile(io.BytesIO(docx(document))) as packed:
        return {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith(".xml")}


def test_the_marking_and_the_number_are_on_every_page_of_a_docx() -> None:
    """One header and one footer, of the first section, which the others take over; nothing switches them off."""
    document = paper("word", Wide("turned", ("x",)), Section("back", ("y",)))
    found = parts(document)
    sections = list(found["word/document.xml"].iter(f"{W}sectPr"))
    header = [part for name, part in found.items() if "/header" in name]
    footer = [part for name, part in found.items() if "/footer" in name]

    assert 3 == len(sections)
    assert [1, 0, 0] == [len(one.findall(f"{W}headerReference")) for one in sections]
    assert all(one.find(f"{W}titlePg") is None for one in sections)
    assert all(BANNER in "".join(part.itertext()) for part in (*header, *footer))
    assert {"PAGE", "NUMPAGES"} == {field.get(f"{W}instr") for part in footer for field in part.iter(f"{W}fldSimple")}


def test_the_marking_and_the_number_are_in_the_margins_of_every_printed_page() -> None:
    """Standing and lying pages alike."""
    page = linked(paper("word", Wide("turned", ("x",))))
    margins = re.findall(r"@page[^{]*\{.*", page)

    assert 2 == len(margins)
    assert all(one.count("EXERCISE EXERCISE EXERCISE") == 2 and "counter(page)" in one for one in margins)


def test_a_handling_cannot_leave_the_style_sheet() -> None:
    """The marking is a scenario's own words: no quote, brace or tag of it ends the rule it stands in."""
    bad = '"; } </style><script>x</script> \\'
    page = linked(Document("t", "", bad, (Section("S", ("x",)),)))
    style = page.partition("<style>")[2].partition("</style>")[0]

    assert "<" not in style
    assert "<script" not in page
    assert style.count("{") == style.count("}")


def test_tables_repeat_their_heads_and_keep_their_rows_whole() -> None:
    """Heads on every page, no row over a page's end, columns as wide as the page together."""
    grid = Grid("g", ("a", "b"), [("1", "2")] * 40, (1, 3))
    [table] = parts(Document("t", "", "b", (Section("S", (grid,)),)))["word/document.xml"].iter(f"{W}tbl")
    rows = list(table.iter(f"{W}tr"))
    widths = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]

    assert 41 == len(rows)
    assert [True] + [False] * 40 == [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert pytest.approx(17.4 / 2.54 * 1440, rel=0.01) == sum(widths)
    assert pytest.approx(3, rel=0.01) == widths[1] / widths[0]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=400)), max_size=5))
def test_columns_share_the_line(rows: list[tuple[str, str]]) -> None:
    """Law: shares add up to the line, and no column is so narrow that a short word would be broken."""
    found = shares(("t", ("Name", "What it is"), rows))

    assert pytest.approx(1) == sum(found)
    assert min(found) > 0.05


def test_sections_turn_the_page_when_they_ask_for_it() -> None:
    """A fresh section begins a page; a wide one lies on its side; a paper that begins wide begins with a lying page."""
    body = parts(paper("word", Fresh("new", ("x",))))["word/document.xml"]
    heads = [p for p in body.iter(f"{W}p") if "new" in "".join(p.itertext())]
    lying = parts(Document("t", "", "b", (Wide("W", ("x",)),)))["word/document.xml"]

    assert any(p.find(f"{W}pPr/{W}pageBreakBefore") is not None for p in heads)
    assert ["landscape"] == [one.get(f"{W}orient") for one in lying.iter(f"{W}pgSz")]
    assert "A4 landscape" in linked(Document("t", "", "b", (Wide("W", ("x",)),)))
