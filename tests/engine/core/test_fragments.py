"""What a notebook shows: nothing in it is obeyed, and it is no longer than a screen."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.fragments import MOST_ROWS, card, html_table


class Read(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser gives them
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@given(TEXT, TEXT, st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=4), TEXT)
def test_every_text_is_text(title: str, line: str, rows: list[list[str]], note: str) -> None:
    """Whatever is written, no other tag comes of it and all of it is there."""
    page = Read(card(title, [line], [html_table(("a", "b"), rows)], note))

    assert page.tags <= {"div", "table", "thead", "tbody", "tr", "th", "td"}
    assert all(text in page.text for text in (title, line, note, *(cell for row in rows for cell in row)))


def test_a_long_table_is_cut_and_says_so() -> None:
    """Its first rows, and how many there are."""
    page = Read(html_table(("n",), [(str(n),) for n in range(1000)]))

    assert f"{MOST_ROWS - 1}" in page.text
    assert f"… {1000 - MOST_ROWS} more of 1000 rows" in page.text
    assert "" == html_table(("n",), [])
