"""What the papers of a seminar are made of: the blocks of a page, and a few more, none of them with any markup.

Whatever people typed is text and nothing else, in every format: there is no mark in it that a renderer would obey. The
one thing a renderer looks for is a citation, ``[L12]``, and :func:`typed` takes those out of what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

__all__ = [
    "CITED",
    "EXERCISE",
    "SMALL",
    "Block",
    "Document",
    "Drawing",
    "Fresh",
    "Grid",
    "Heading",
    "Labelled",
    "Note",
    "Numbered",
    "Points",
    "Section",
    "Table",
    "Wide",
    "clean",
    "lies",
    "shares",
    "typed",
]

CITED = re.compile(r"\[L(\d+)\]")
"""How a sentence cites line 12 of the log: ``[L12]``."""
EXERCISE = "EXERCISE EXERCISE EXERCISE"
"""Stands on every page, print and export, before the handling."""
SMALL = 9
"""Rows up to which a table stays on one page."""
SPACES = frozenset("\t\n\v\f\r\x85\u2028\u2029")
JOINERS = frozenset("\u200c\u200d")
"""Zero-width characters that writing systems need; they move nothing else on the line."""


Table = tuple[str, tuple[str, ...], Sequence[tuple[str, ...]]]
"""Title, column heads, rows."""


class Drawing(NamedTuple):
    """A figure: its file name, SVG, and what it shows, for those who see it and those who do not."""

    name: str
    svg: str
    caption: str
    png: bytes = b""
    """The same for a word processor, where one is written."""


class Points(NamedTuple):
    """A list."""

    items: tuple[str, ...]


class Note(NamedTuple):
    """A paragraph set apart: what must not be overlooked."""

    text: str


Block = str | Points | Note | Table | Drawing


class Section(NamedTuple):
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


class Document(NamedTuple):
    """A title, a line under it, a line on every page, and sections."""

    title: str
    subtitle: str
    banner: str
    sections: tuple[Section, ...]


class Heading(str):
    """A heading inside a section."""

    __slots__ = ()


class Labelled(str):
    """A paragraph that begins with a label in bold."""

    label: str

    def __new__(cls, label: str, text: str) -> Labelled:
        """*text* under *label*."""
        made = super().__new__(cls, text)
        made.label = label
        return made


class Numbered(str):
    """A sentence in bold with its number: an area for improvement, a strength."""

    number: int

    def __new__(cls, number: int, text: str) -> Numbered:
        """*text* as the *number*-th."""
        made = super().__new__(cls, text)
        made.number = number
        return made


class Grid(tuple[str, tuple[str, ...], Sequence[tuple[str, ...]]]):
    """A table that knows how wide its columns are. A cell may have several lines."""

    widths: tuple[float, ...]
    """Shares of the line's width, in any unit; empty for shares by what stands in the columns."""
    strong: frozenset[int]
    """Rows in bold: heads of groups."""
    anchors: bool
    """The first column holds lines of the log, which citations lead to."""
    tall: tuple[float, ...]
    """Least height of every row in centimetres, for forms filled in by hand; empty for as high as the text."""

    def __new__(
        cls,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float] = (),
        *,
        strong: Sequence[int] = (),
        anchors: bool = False,
        tall: Sequence[float] = (),
    ) -> Grid:
        """*rows* under *heads*; an empty head row is not printed."""
        made = super().__new__(cls, (title, tuple(heads), tuple(tuple(row) for row in rows)))
        made.widths, made.strong = tuple(widths), frozenset(strong)
        made.anchors, made.tall = anchors, tuple(tall)
        return made


class Fresh(Section):
    """A section that begins a page of its own."""

    __slots__ = ()


class Wide(Section):
    """A section on pages of their own turned on their side."""

    __slots__ = ()


def lies(document: Document) -> bool:
    """Whether the paper begins on its side."""
    return bool(document.sections) and isinstance(document.sections[0], Wide)


def clean(text: str) -> str:
    r"""*text* on one line, without characters that are not there to be read: controls, overrides of direction, half a pair.

    >>> clean("a\u202eb\x00c\r\n d")
    'abc d'
    """
    kept = (
        " " if c in SPACES else c if c in JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else ""
        for c in text
    )  # fmt: skip
    return " ".join("".join(kept).split())


def typed(text: str) -> str:
    """What somebody typed, as it may stand in a paper: clean, citing nothing, without the stop a template adds itself.

    >>> typed("as [L7] says.")
    'as (L7) says'
    """
    told = CITED.sub(r"(L\1)", clean(text))
    return told[:-1] if told.endswith(".") and not told.endswith("..") else told


def shares(grid: tuple[str, tuple[str, ...], Sequence[tuple[str, ...]]]) -> list[float]:
    """Share of the line's width each column of a table gets; together 1."""
    _, heads, rows = grid
    given = grid.widths if isinstance(grid, Grid) else ()
    widths = list(given) or [
        max([3.0, max(map(len, head.split()), default=0), *((len(row[n]) or 1) ** 0.5 * 2 for row in rows)])
        for n, head in enumerate(heads)
    ]
    return [width / sum(widths) for width in widths]
