"""Texts and documents the renderers are tried on."""

from __future__ import annotations

from hypothesis import strategies as st

from fourthseat.engine.documents.blocks import (
    Block,
    Document,
    Drawing,
    Heading,
    Labelled,
    Note,
    Numbered,
    Points,
    Section,
    Table,
    Theme,
    number_columns,
    text_columns,
)

MARKING = "EXERCISE EXERCISE EXERCISE – UNCLASSIFIED"
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a | b | c", "| --- |", "[click](http://example.test)", "![x](http://example.test/x.png)",
    "http://example.test www.example.test a@example.test", "**bold** _it_ `code` ~~gone~~", "# heading", "> quote", "- item", "1. item", "===", "---", "&lt;b&gt; &amp;",
    "trailing \\", "[L2] [L99999]", "[L2]: http://example.test", "]]>", "</table></section>", "$x$", "x\u202egnp.exe", "a\u2066b\u2069", "nul\x00bell\x07esc\x1b[31m",
    "\ud800 half", "line\nbreak\r\nand\u2028more", "    indented", "=cmd|'/c calc'!A1", "{{7*7}}", "__FORM__", "<!-- -->", "\ufeffmark", "😀 日本 עברית",
    "_a_b_ c_d _", "__a__b__",
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=60), st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join)
)
"""What somebody may type."""


class Unknown:
    """A block that no renderer has heard of."""


def every_kind(text: str) -> tuple[Block, ...]:
    """One block of each kind, with *text* wherever a text may stand."""
    return (
        text,
        Heading(text),
        Labelled(text, text),
        Numbered(1, text),
        Points((text, "two")),
        Note(text),
        Drawing("d", "<svg></svg>", text),
        Table(
            "t",
            text,
            text_columns((text, 1), ("b", 2)),
            [(text, f"{text}\n{text}"), ("x", "y")],
            strong_rows=frozenset({1}),
        ),
    )


def paper(text: str, *sections: Section) -> Document:
    """A paper with *text* in every kind of block, and *sections* after it."""
    return Document(text, text, f"{MARKING} {text}", (Section(text, every_kind(text)), *sections))


def of(*blocks: Block, theme: Theme = Theme.PAPER) -> Document:
    """A document of one section of *blocks*."""
    return Document("Title", "", "", (Section("S", blocks),), theme)


def numbers() -> Table:
    """A table with a column of texts that look like numbers, and one of numbers that look like texts."""
    return Table("n", "", (*text_columns("hull"), *number_columns("×")), [("2.0", "×1.2 (does not help)"), ("3", "")])
