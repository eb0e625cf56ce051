"""HTML: one page that needs nothing else, what was typed in it is text, the marking is on every printed page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from fourthseat.engine.documents.blocks import Document, Drawing, Layout, Section, Table, Theme, clean, text_columns
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.record.narration import DISCLAIMER
from tests.engine.documents.samples import HOSTILE, Unknown, every_kind, numbers, of, paper


class Strict(HTMLParser):
    """Every tag closed where it should be; what was written between them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(document: Document) -> Strict:
    """The page of *document*, every tag of it closed."""
    page = Strict()
    page.feed(as_html(document))
    assert [] == page.open
    return page


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_shows_what_was_typed_and_obeys_none_of_it(text: str) -> None:
    """The same tags as with a harmless word; the text itself between them."""
    page, harmless = parsed(paper(text)), parsed(paper("word")).tags

    assert len(harmless) <= len(page.tags) <= len(harmless) + 20 * text.count("\n")
    assert set(page.tags) <= set(harmless)
    assert " ".join(clean(text).split()) in " ".join(" ".join(page.texts).split()) or "\n" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_report_runs_nothing_either(text: str) -> None:
    """Its own marks are obeyed; a tag, a link and a script in a question or a note are text."""
    page = parsed(Document(text, text, "", (Section(text, every_kind(text)),), Theme.REPORT))

    assert set(page.tags) <= {*parsed(paper("word")).tags, "em", "strong", "code"}


def test_every_kind_of_block_has_an_element_of_its_own() -> None:
    """Seen in the page, one beside the other."""
    page = as_html(paper("word")).partition("<main>")[2]

    for element in (
        "<p>word</p>", "<h3>word</h3>", "<p><strong>word:</strong> word</p>", '<p class="leads numbered"><strong>1. word</strong></p>',
        "<ul><li>word</li><li>two</li></ul>", '<p class="note">word</p>',
        '<figure><svg role="img" aria-label="word"></svg><figcaption>word</figcaption></figure>',
        '<tr><td>word</td><td>word<br>word</td></tr><tr class="s"><td>x</td>',
    ):  # fmt: skip
        assert page.count(element) == 1, element


def test_an_unknown_kind_of_block_is_an_error() -> None:
    """It is not printed as if it were a paragraph."""
    with pytest.raises(AssertionError):
        as_html(of(Unknown()))  # type: ignore[arg-type]


def test_a_column_stands_on_the_side_of_its_kind() -> None:
    """Whatever its cells look like."""
    page = as_html(of(numbers()))

    assert '<td>2.0</td><td class="n">×1.2 (does not help)</td>' in page
    assert '<th scope="col">hull</th><th scope="col" class="n">×</th>' in page


def test_marks_and_citations() -> None:
    """A report's emphasis is seen; a citation leads to its line where that line stands in the document."""
    lines = Table("cited", "", text_columns("Line"), [("L7",)], anchors=True)
    text = "**a** *b* `c` [L7] [L8]"
    marked = "<strong>a</strong> <em>b</em> <code>c</code>"

    assert f'<p>{marked} <a href="#L7">[L7]</a> [L8]</p>' in as_html(of(text, lines, theme=Theme.REPORT))
    assert '<p>**a** *b* `c` <a href="#L7">[L7]</a> [L8]</p>' in as_html(of(text, lines))
    assert '<tr id="L7">' in as_html(of(lines))


def test_the_label_of_a_drawing_bears_no_marks_and_its_ids_are_its_own() -> None:
    """Two drawings share a page; a caption is read aloud."""
    drawing = Drawing("one", '<svg><path id="p"/><use href="#p" clip-path="url(#p)"/></svg>', 'A "b" `c` [L7].')
    page = as_html(of(drawing, theme=Theme.REPORT))

    assert 'aria-label="A &quot;b&quot; c ."' in page
    assert '<path id="one-p"/><use href="#one-p" clip-path="url(#one-p)"/>' in page


def test_the_marking_and_the_number_are_in_the_margins_of_every_printed_page() -> None:
    """Standing and lying pages alike."""
    page = as_html(paper("word", Section("turned", ("x",), Layout.LANDSCAPE)))
    margins = re.findall(r"@page[^{]*\{.*", page)

    assert 2 == len(margins)
    assert all(one.count("EXERCISE EXERCISE EXERCISE") == 2 and "counter(page)" in one for one in margins)


def test_a_document_without_a_marking_bears_the_disclaimer_alone() -> None:
    """At its top and at its end, and at the foot of every printed page with its number; nothing at the head of one."""
    page = as_html(of("x", theme=Theme.REPORT))
    margins = re.findall(r"@page[^{]*\{.*", page)

    assert 2 == page.partition("</style>")[2].count(DISCLAIMER)
    assert "<aside" not in page
    assert all(one.count("not a forecast") == 1 and "counter(page)" in one for one in margins)
    assert "@top-center" not in page
    assert "section::before" not in page


def test_a_handling_cannot_leave_the_style_sheet() -> None:
    """The marking is a scenario's own words: no quote, brace or tag of it ends the rule it stands in."""
    page = as_html(Document("t", "", '"; } </style><script>x</script> \\', (Section("S", ("x",)),)))
    style = page.partition("<style>")[2].partition("</style>")[0]

    assert "<" not in style
    assert "<script" not in page
    assert style.count("{") == style.count("}")


def test_sections_turn_the_page_when_they_ask_for_it() -> None:
    """A fresh section begins a page, a wide one lies on its side; in a paper that begins wide every page does."""
    new, wide = Section("N", ("x",), Layout.NEW_PAGE), Section("W", ("x",), Layout.LANDSCAPE)
    page, lying = as_html(paper("word", new, wide)), as_html(Document("t", "", "b", (wide,)))

    assert '<section id="s1" class="fresh">' in page
    assert '<section id="s2" class="turned">' in page
    assert '<section id="s0"><h2>W' in lying
    assert "@page { size: A4 landscape" in lying


def test_a_form_has_rows_of_a_height_and_no_head() -> None:
    """Ruled lines for a hand."""
    page = as_html(of(Table("f", "", text_columns(("", 1), ("", 3)), [("Why", "")], row_heights=[3.1])))

    assert '<tr style="height:3.1cm"><td>Why</td><td></td></tr>' in page
    assert '<col style="width:25.0%"><col style="width:75.0%">' in page
    assert "<thead>" not in page
    assert "<caption>" not in page
