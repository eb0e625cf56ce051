"""What a document is made of: a title, sections, and blocks of a closed set of kinds, none of them with any markup.

Every renderer matches on :data:`Block` exhaustively (``assert_never``): a kind that one of them does not know is an
error of mypy and an error at run time, never a paragraph printed in silence.

In a paper of an exercise (:attr:`Theme.PAPER`), whatever people typed is text and nothing else, in every format: there
is no mark in it that a renderer would obey. The one thing a renderer looks for is a citation, ``[L12]``, and
:func:`typed` takes those out of what was typed. A report of a study (:attr:`Theme.REPORT`) is written by the engine, and
its sentences may hold ``code``, ``**strong**`` and ``*emphasis*``; nothing else in them is obeyed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple, assert_never

__all__ = [
    "CITED",
    "EXERCISE",
    "FEW_ROWS",
    "Block",
    "Column",
    "Document",
    "Drawing",
    "Heading",
    "Labelled",
    "Layout",
    "Mark",
    "Note",
    "Numbered",
    "Points",
    "Section",
    "Span",
    "Table",
    "Theme",
    "block_texts",
    "clean",
    "column_shares",
    "number_columns",
    "section_titles",
    "spans",
    "starts_landscape",
    "text_columns",
    "typed",
    "without_marks",
]

CITED = re.compile(r"\[L(\d+)\]")
"""How a sentence cites line 12 of the log: ``[L12]``."""
EXERCISE = "EXERCISE EXERCISE EXERCISE"
"""Stands on every page, print and export, before the handling."""
FEW_ROWS = 9
"""Rows up to which a table stays on one page."""
SPACES = frozenset("\t\n\v\f\r\x85\u2028\u2029")
JOINERS = frozenset("\u200c\u200d")
"""Zero-width characters that writing systems need; they move nothing else on the line."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
"""Names of tables and drawings: they become names of files."""


# ---------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph that begins with a label in bold; without a text, the label heads what follows."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence in bold with its number: an area for improvement, a strength."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph set apart: what must not be overlooked."""

    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure: the name of its file, SVG, and what it shows, for those who see it and those who do not."""

    name: str
    svg: str
    caption: str
    png: bytes = b""
    """The same for a word processor; drawn from the SVG where it is empty."""

    def __post_init__(self) -> None:
        """Refuse a name that could not be a file's."""
        _check_name(self.name)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    heading: str
    kind: Literal["text", "number"] = "text"
    """Numbers stand on the right."""
    width: float = 0.0
    """Share of the line's width, in any unit; 0 in every column for shares by what stands in them."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under typed columns. A cell may have several lines."""

    name: str
    """Of its file: stays the same however the title is worded."""
    title: str
    """Printed above; empty for none."""
    columns: Sequence[Column]
    """Without any heading there is no head row."""
    rows: Sequence[Sequence[str]]
    strong_rows: frozenset[int] = frozenset()
    """Rows in bold: heads of groups."""
    anchors: bool = False
    """The first column holds lines of the log, which citations lead to."""
    row_heights: Sequence[float] = ()
    """Least height of every row in centimetres, for forms filled in by hand; empty for as high as the text."""

    def __post_init__(self) -> None:
        """Freeze rows and columns; :exc:`ValueError` if a row has too few or too many cells."""
        _check_name(self.name)
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "rows", tuple(tuple(row) for row in self.rows))
        object.__setattr__(self, "row_heights", tuple(self.row_heights))
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.name}: {len(row)} cells under {len(self.columns)} columns: {row}")
        if self.row_heights and len(self.row_heights) != len(self.rows):
            raise ValueError(f"table {self.name}: {len(self.row_heights)} heights of {len(self.rows)} rows")

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns' headings."""
        return tuple(column.heading for column in self.columns)


Block = str | Heading | Labelled | Numbered | Points | Note | Drawing | Table
"""One kind of each; a plain ``str`` is a paragraph."""


def _check_name(name: str) -> None:
    """:exc:`ValueError` unless *name* may stand before the ending of a file's name."""
    if NAME.fullmatch(name) is None:
        raise ValueError(f"{name!r} cannot name a file: letters, digits, '.', '-' and '_' only")


def text_columns(*headings: str | tuple[str, float]) -> tuple[Column, ...]:
    """Columns of texts: a heading each, or a heading with its width."""
    return tuple(Column(h) if isinstance(h, str) else Column(h[0], "text", h[1]) for h in headings)


def number_columns(*headings: str) -> tuple[Column, ...]:
    """Columns of numbers."""
    return tuple(Column(heading, "number") for heading in headings)


def block_texts(block: Block) -> Iterator[str]:
    """Everything that is written in *block*, but for a table's title and headings."""
    match block:
        case str():
            yield block
        case Heading() | Labelled() | Numbered() | Note():
            yield block.text
        case Points():
            yield from block.items
        case Drawing():
            yield block.caption
        case Table():
            for row in block.rows:
                yield from row
        case _:
            assert_never(block)


# ---------------------------------------------------------------- sections and documents


class Layout(Enum):
    """On which page a section begins."""

    RUNNING = "after the one before"
    NEW_PAGE = "on a page of its own"
    LANDSCAPE = "on pages of its own, turned on their side"


class Theme(Enum):
    """How a document looks, and which marks in its texts are obeyed."""

    REPORT = "a study's report: in serifs, with the engine's own emphasis"
    PAPER = "an exercise's paper: without serifs, what people typed left as it is"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]
    layout: Layout = Layout.RUNNING
    appendix: bool = False
    """Its title bears a letter of its own, so it gets no number."""


@dataclass(frozen=True, slots=True)
class Document:
    """A title, lines under it, the marking of every page, and sections."""

    title: str
    subtitle: str
    marking: str
    """Stands on every page; empty for a document that goes to everybody."""
    sections: tuple[Section, ...]
    theme: Theme = Theme.PAPER
    numbered: bool = False
    """Whether its sections are numbered, appendices apart."""

    def __post_init__(self) -> None:
        """:exc:`ValueError` if two tables or two drawings would be written to one file."""
        blocks = [block for section in self.sections for block in section.blocks]
        for kind in (Table, Drawing):
            names = Counter(block.name for block in blocks if isinstance(block, kind))
            twice = [name for name, count in names.items() if count > 1]
            if twice:
                raise ValueError(f"{self.title}: more than one {kind.__name__.lower()} named {', '.join(twice)}")

    def __repr__(self) -> str:
        """In one line: what is written in it is pages."""
        return f"<Document {self.title!r}: {len(self.sections)} sections, {len(self.tables)} tables, {len(self.drawings)} drawings>"

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, in their order."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Table))

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """Its drawings, in their order."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Drawing))


def starts_landscape(document: Document) -> bool:
    """Whether the document begins on its side."""
    return bool(document.sections) and document.sections[0].layout is Layout.LANDSCAPE


def section_titles(document: Document) -> list[str]:
    """The sections' titles as they are printed, with their numbers in a numbered document."""
    titles, number = [], 0
    for section in document.sections:
        counts = document.numbered and not section.appendix
        number += counts
        titles.append(clean(f"{number}. {section.title}" if counts else section.title))
    return titles


# ---------------------------------------------------------------- texts


class Mark(Enum):
    """What sets a stretch of a text apart."""

    PLAIN = "nothing"
    STRONG = "**strong**"
    EMPHASIS = "*emphasis*"
    CODE = "`code`"
    CITATION = "[L12]"


class Span(NamedTuple):
    """A stretch of a text, without its marks; a citation keeps its brackets."""

    text: str
    mark: Mark


_MARKS = {
    Theme.PAPER: re.compile(r"(?P<CITATION>\[L\d+\])"),
    Theme.REPORT: re.compile(
        r"(?P<CITATION>\[L\d+\])|`(?P<CODE>[^`]+)`|\*\*(?P<STRONG>[^*]+)\*\*|\*(?P<EMPHASIS>[^*\s][^*]*)\*"
    ),
}
"""The marks that each theme obeys, named like the members of :class:`Mark`."""


def spans(text: str, theme: Theme) -> Iterator[Span]:
    """*text*, one clean line of a document of *theme*, cut where a mark begins or ends.

    >>> [span.text for span in spans("as *you* say [L7]", Theme.REPORT)]
    ['as ', 'you', ' say ', '[L7]']
    >>> [span.text for span in spans("as *you* say [L7]", Theme.PAPER)]
    ['as *you* say ', '[L7]']
    """
    end = 0
    for match in _MARKS[theme].finditer(text):
        if match.start() > end:
            yield Span(text[end : match.start()], Mark.PLAIN)
        kind = match.lastgroup or ""
        yield Span(match[kind], Mark[kind])
        end = match.end()
    if end < len(text):
        yield Span(text[end:], Mark.PLAIN)


def without_marks(text: str, theme: Theme) -> str:
    """*text* as it reads, line by line: for a cell of a spreadsheet, which knows no emphasis."""
    return "\n".join("".join(span.text for span in spans(line, theme)) for line in text.split("\n"))


def clean(text: str) -> str:
    r"""*text* on one line, without characters that are not there to be read: controls, overrides of direction, half a pair.

    >>> clean("a\u202eb\x00c\r\n d")
    'abc d'
    """
    readable = (
        " " if c in SPACES else c if c in JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else ""
        for c in text
    )  # fmt: skip
    return " ".join(filter(None, "".join(readable).split(" ")))  # a no-break or an ideographic space is what was meant


def typed(text: str) -> str:
    """What somebody typed, as it may stand in a paper: clean, citing nothing, without the stop a template adds itself.

    >>> typed("as [L7] says.")
    'as (L7) says'
    """
    words = CITED.sub(r"(L\1)", clean(text))
    return words[:-1] if words.endswith(".") and not words.endswith("..") else words


def column_shares(table: Table) -> list[float]:
    """Share of the line's width each column of *table* gets; together 1."""
    widths = [column.width for column in table.columns]
    if not any(widths):
        widths = [
            max(
                3.0,
                max(map(len, heading.split()), default=0),
                *((len(row[n]) or 1) ** 0.5 * 2 for row in table.rows),
            )
            for n, heading in enumerate(table.headings)
        ]
    return [width / sum(widths) for width in widths]
