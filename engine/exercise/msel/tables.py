"""Where in a spreadsheet the list of events stands: which sheet, which row has its headers, which rows below are events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.documents.sheets.cells import Book, Line, Seen, Sheet, column_letter
from fourthseat.engine.documents.sheets.reading import read_book
from fourthseat.engine.exercise.msel.headers import LONGEST_HEADER, TABLE, known, plain
from fourthseat.engine.exercise.msel.mapping import Instructions

__all__ = ["Table", "find_table", "hidden_why", "is_section", "is_struck"]

FIRST_ROWS = 60
"""Above its headers a sheet may have a title, dates, a legend; the headers are looked for this far down."""
LIST_NAMES = (
    "msel",
    "mel",
    "mel mil",
    "inject",
    "event",
    "event list",
    "inject list",
    "master scenario event list",
    "状況付与",
    "付与計画",
    "状況付与計画",
    "付与一覧",
)
"""What a sheet with the list is called, as :func:`plain` has it."""
NOT_THE_LIST = (
    "old",
    "draft",
    "info",
    "template",
    "example",
    "instruction",
    "archive",
    "backup",
    "copy",
    "legend",
    "cover",
    "readme",
    "help",
    "旧",
    "記入例",
    "凡例",
)


class Table(NamedTuple):
    """The list in its sheet."""

    path: Path
    sheet: Sheet
    top: int
    """Number of the header row; of the lower one where there are two."""
    two_rows: bool
    headers: tuple[str, ...]
    """By column; empty for none. No two are the same."""
    lines: tuple[Line, ...]
    """Every filled row below."""
    others: tuple[str, ...]
    """Other sheets, each with why it was not read."""
    texts_only: bool

    @property
    def place(self) -> str:
        """What messages begin with: the file, and the sheet where there are sheets."""
        return str(self.path) if self.texts_only else f"{self.path}: sheet {self.sheet.name!r}"


class Found(NamedTuple):
    """The header row of a sheet that looks most like one."""

    fields: frozenset[str]
    at: int
    """Which of the sheet's lines; the lower of two."""
    headers: tuple[str, ...]
    two_rows: bool


def find_table(path: Path, told: Instructions) -> Table:
    """The list in *path*; :exc:`ScenarioError` if there is none, or two that are equally like one."""
    said = {plain(header) for header in told.columns}

    def knows(table: list[list[str]]) -> int:
        return max((len(_fields(tuple(row), said)) for row in table[:FIRST_ROWS]), default=0)

    book = read_book(path, knows)
    found = {sheet.name: _header_row(sheet, said) for sheet in book.sheets}
    sheet = _chosen(book, found, told)
    if sheet.cut:
        raise ScenarioError(f"{path}: {'' if book.texts_only else f'sheet {sheet.name!r} '}{sheet.cut}")
    head = found[sheet.name]
    if head is None:
        shows = "is empty" if not sheet.lines else f"row {sheet.lines[0].number} holds no headers"
        raise ScenarioError(f"{path}: {shows}; `fourthseat msel SCENARIO --out FILE` writes a sheet to start from")
    others = [
        f"{other.name!r}{'' if other.visible else ' (hidden)'}"
        for other in book.sheets
        if other is not sheet and _listlike(found[other.name])
    ]
    lines = sheet.lines[head.at + 1 :]
    width = max([len(head.headers), *(len(line.cells) for line in lines)])
    return Table(
        path,
        sheet,
        sheet.lines[head.at].number,
        head.two_rows,
        _unique(head.headers, width, lines),
        lines,
        tuple(others),
        book.texts_only,
    )


def _chosen(book: Book, found: Mapping[str, Found | None], told: Instructions) -> Sheet:
    """The sheet that was asked for, else the one most like a list; a hidden one only if it was asked for."""
    names = [sheet.name for sheet in book.sheets]
    if told.sheet:
        for sheet in book.sheets:
            if sheet.name.casefold().strip() == told.sheet.casefold().strip():
                return sheet
        raise ScenarioError(f"{book.path}: no sheet {told.sheet!r}; {nearest(told.sheet, names)}")
    if not book.sheets:
        raise ScenarioError(
            f"{book.path}: holds no sheet of cells{': ' + ', '.join(book.skipped) if book.skipped else ''}"
        )
    lists = [sheet for sheet in book.sheets if _listlike(found[sheet.name])]
    seen = [sheet for sheet in lists if sheet.visible]
    if lists and not seen:
        hidden = ", ".join(repr(sheet.name) for sheet in lists)
        raise ScenarioError(
            f"{book.path}: the only list is on a hidden sheet ({hidden}); show it, or say --sheet {lists[0].name!r}"
        )
    ranked = sorted(seen, key=lambda sheet: _rank(sheet, found[sheet.name]), reverse=True)
    if not ranked:
        visible = [sheet for sheet in book.sheets if sheet.visible and sheet.lines] or list(book.sheets)
        return max(visible, key=lambda sheet: len((found[sheet.name] or NOTHING).fields))
    best = [sheet for sheet in ranked if _alike(sheet, ranked[0], found)]
    if len(best) > 1:
        choice = ", ".join(repr(sheet.name) for sheet in best)
        raise ScenarioError(f"{book.path}: sheets {choice} are lists alike; say which: --sheet {best[0].name!r}")
    return ranked[0]


NOTHING = Found(frozenset(), 0, (), two_rows=False)


def _listlike(head: Found | None) -> bool:
    """Whether what is under *head* can be a list of events."""
    return (
        head is not None
        and "text" in head.fields
        and len(head.fields & {"to", "hour", "id", "move", "sender", "expected"}) >= 1
    )


def _rank(sheet: Sheet, head: Found | None) -> tuple[int, int]:
    """How much a sheet looks like the list: its name, then how many of its columns are known."""
    return _named(sheet), len((head or NOTHING).fields)


def _named(sheet: Sheet) -> int:
    """3 for a sheet called as lists are, 2 for one whose name has such a word, 0 for one that says it is none."""
    name = plain(sheet.name)
    if any(word in name.split() or (not word.isascii() and word in name) for word in NOT_THE_LIST):
        return 0
    if name in LIST_NAMES:
        return 3
    return 2 if any(word in name.split() or (not word.isascii() and word in name) for word in LIST_NAMES) else 1


def _alike(one: Sheet, best: Sheet, found: Mapping[str, Found | None]) -> bool:
    """Whether nothing tells *one* and *best* apart: names of one rank, and columns known but for one."""
    (name, fields), (best_name, best_fields) = _rank(one, found[one.name]), _rank(best, found[best.name])
    return name == best_name and best_fields - fields <= 1


def _header_row(sheet: Sheet, said: set[str]) -> Found | None:
    """The row, or two rows, in which most headers are known; where none is, the first row with three texts beside each other."""
    best: Found | None = None
    lines = sheet.lines[:FIRST_ROWS]
    for at, line in enumerate(lines):
        texts = tuple(cell.text for cell in line.cells)
        one = Found(_fields(texts, said), at, texts, two_rows=False)
        if best is None or len(one.fields) > len(best.fields):
            best = one
        if at + 1 < len(lines) and lines[at + 1].number == line.number + 1:
            both = _joined(line, lines[at + 1], said)
            two = Found(_fields(both, said), at + 1, both, two_rows=True)
            below = _fields(tuple(lines[at + 1].texts), said)
            if len(two.fields) > max(len(best.fields), len(below)) and len(below) >= 1:
                best = two
    if best is not None and best.fields:
        return best
    for at, line in enumerate(lines):
        own = [cell for cell in line.cells if cell.text and not cell.repeated]
        if len(own) >= 3 and all(isinstance(cell.value, str) and len(cell.text) <= LONGEST_HEADER for cell in own):
            return Found(frozenset(), at, tuple(cell.text for cell in line.cells), two_rows=False)
    return None


def _fields(texts: Sequence[str], said: set[str]) -> frozenset[str]:
    """Which fields a row of headers would name."""
    short = [text for text in texts if text and len(text) <= LONGEST_HEADER]
    told = {f"said {plain(text)}" for text in short if plain(text) in said}
    return frozenset(one.field for text in short if (one := known(text)) is not None) | told


def _joined(upper: Line, lower: Line, said: set[str]) -> tuple[str, ...]:
    """The headers that two rows make: the lower one where it says enough, else both together."""
    made = []
    for at in range(max(len(upper.cells), len(lower.cells))):
        above, below = upper.at(at), lower.at(at)
        if not below.text or not above.text or below.text == above.text:
            made.append(below.text or ("" if above.repeated else above.text))
        elif known(f"{below.text} {above.text}") or known(f"{above.text} {below.text}"):
            both = (f"{above.text} {below.text}", f"{below.text} {above.text}")
            made.append(
                next(words for words in both if known(words)) if not _own_name(below.text, said) else below.text
            )
        else:
            made.append(below.text if _own_name(below.text, said) else f"{above.text}: {below.text}")
    return tuple(made)


def _own_name(text: str, said: set[str]) -> bool:
    """Whether a lower header says by itself which field it is."""
    return plain(text) in TABLE or plain(text) in said


def _unique(headers: Sequence[str], width: int, lines: Sequence[Line]) -> tuple[str, ...]:
    """A name for every column that has a header or holds anything, each its own."""
    made: list[str] = []
    for at in range(width):
        header = " ".join(headers[at].split()) if at < len(headers) else ""
        if not header and any(line.at(at).text and not line.at(at).repeated for line in lines):
            header = f"column {column_letter(at)}"
        made.append(f"{header} (column {column_letter(at)})" if header and header in made else header)
    return tuple(made)


def is_section(line: Line, sheet: Sheet, headers: Sequence[str]) -> str:
    """The text of a row that is a heading over others, one cell alone or one merged across; empty for an event."""
    own = [at for at, cell in enumerate(line.cells) if cell.text and not cell.repeated]
    if len(own) != 1:
        return ""
    wide = any(
        span.top <= line.number <= span.bottom and span.left <= own[0] and span.right > span.left
        for span in sheet.merged
    )
    rest = [
        at
        for at, cell in enumerate(line.cells)
        if cell.text and cell.repeated and not _across(sheet, line.number, own[0], at)
    ]
    if rest:
        return ""
    return line.at(own[0]).text if wide or (own[0] < len(headers)) else ""


def _across(sheet: Sheet, row: int, left: int, at: int) -> bool:
    """Whether the cell in column *at* is covered by the merged one that begins in column *left* of this row."""
    return any(span.top == row and span.left == left and span.left < at <= span.right for span in sheet.merged)


def is_struck(line: Line) -> bool:
    """Whether everything in the row is struck through."""
    own = [cell for cell in line.cells if cell.text and not cell.repeated]
    return bool(own) and all(cell.struck for cell in own)


def hidden_why(line: Line) -> str:
    """Why a row is not seen; empty for one that is."""
    return "" if line.seen is Seen.SHOWN else f"is {line.seen}"
