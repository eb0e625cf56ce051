"""What a spreadsheet file holds, whoever wrote it: books of sheets of lines of cells, and what is wrong with a cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Self

__all__ = [
    "EMPTY",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "TOO_LARGE",
    "Book",
    "Cell",
    "Fault",
    "FaultKind",
    "Line",
    "Seen",
    "Sheet",
    "Span",
    "Value",
    "column_letter",
    "fault_in",
    "inert_cell",
    "made_harmless",
    "one_line",
    "quoted",
    "unquoted",
]

MOST_ROWS, MOST_COLUMNS = 5_000, 200
"""Filled rows and columns of one sheet that are read: far more than any list of events has. What is longer says so by ``Sheet.cut``."""
TOO_LARGE = f"has more than {MOST_ROWS:,} filled rows or {MOST_COLUMNS} columns: is it a list of events?"
"""What is said of a sheet that has more."""

Value = str | bool | int | float | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None
"""What a cell holds: a text, a number, a date, a time of day, a duration, or nothing."""


class FaultKind(StrEnum):
    """The ways in which a cell does not hold what its author meant."""

    ERROR = "error"
    """A formula went wrong: ``#REF!`` and the like."""
    UNCALCULATED = "uncalculated"
    """A formula whose result the file does not have."""
    CONTROL = "control"
    """A control character stands in the text."""


class Fault(NamedTuple):
    """What is wrong with a cell; it only matters if the cell does."""

    kind: FaultKind
    why: str
    """A sentence that goes on after ``row 3, column D:`` and says what to do."""

    @classmethod
    def uncalculated(cls, formula: str) -> Fault:
        """Of a formula without a result; *formula* as the file has it, possibly nothing."""
        plain = one_line(formula).lstrip("=")[:60]
        told = f"the formula ={plain}" if plain else "a formula"
        why = f"{told} has never been calculated; open and save the file in a spreadsheet, or write the text itself"
        return cls(FaultKind.UNCALCULATED, why)


class Cell(NamedTuple):
    """One cell: what it shows and what it holds."""

    text: str = ""
    """What the spreadsheet shows, with the number format applied, without blanks around it; lines end in ``\\n``; no control characters."""
    value: Value = None
    """What it holds. A CSV holds texts only."""
    fault: Fault | None = None
    struck: bool = False
    """Everything in it is struck through."""
    struck_parts: tuple[str, ...] = ()
    """What is struck through, where only a part is. These words still stand in *text*."""
    repeated: bool = False
    """It is covered by a merged cell, whose text and value are repeated here."""
    kept: str = ""
    """The text without the struck parts, where only a part is struck."""

    @classmethod
    def of_runs(cls, runs: Sequence[tuple[str, bool]], text: str, value: Value, fault: Fault | None) -> Self:
        """A cell whose text is made of *runs*, each with whether it is struck through; *text* is what all of them show."""
        parts = [plain for run, struck in runs if struck and (plain := made_harmless(run))]
        kept = made_harmless("".join(run for run, struck in runs if not struck))
        if not parts or not kept:
            return cls(text, value, fault, struck=bool(parts))
        return cls(text, value, fault, struck_parts=tuple(parts), kept=re.sub(r"(?<=\s) +", "", kept))


EMPTY = Cell()


class Seen(StrEnum):
    """Whether somebody who opens the file sees a row or a sheet."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    """Hidden by hand, or folded away in an outline."""
    FILTERED = "hidden by a filter"
    """A row only."""
    VERY_HIDDEN = "hidden so that no menu shows it"
    """A sheet only."""


class Line(NamedTuple):
    """One row that has something in it."""

    number: int
    """As the spreadsheet counts, from 1. In a CSV: the row of the table, not the line of the file."""
    cells: tuple[Cell, ...]
    """From column A; empty ones at the end are left out."""
    seen: Seen = Seen.SHOWN

    @property
    def texts(self) -> list[str]:
        """What the row shows."""
        return [cell.text for cell in self.cells]

    def at(self, column: int) -> Cell:
        """The cell of a column, counted from 0; empty beyond the end."""
        return self.cells[column] if column < len(self.cells) else EMPTY


class Span(NamedTuple):
    """A merged range: first and last row, counted from 1, first and last column, counted from 0; all included."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One tab that holds cells."""

    name: str
    lines: tuple[Line, ...]
    seen: Seen = Seen.SHOWN
    hidden_columns: frozenset[int] = frozenset()
    """Counted from 0."""
    merged: tuple[Span, ...] = ()
    cut: str = ""
    """Why not all of it was read, as a sentence; empty if all was. Whoever uses the sheet refuses it."""

    @property
    def visible(self) -> bool:
        """Whether its tab is seen when the file is opened."""
        return self.seen is Seen.SHOWN


@dataclass(frozen=True)
class Book:
    """A spreadsheet file; a CSV is a book with one sheet named as the file is, without its ending."""

    path: Path
    sheets: tuple[Sheet, ...]
    skipped: tuple[str, ...] = field(default=())
    """Names of the tabs that hold no cells: charts, dialogs, macros."""

    @property
    def texts_only(self) -> bool:
        """Whether it is a CSV, whose cells are all texts and never hidden, merged or struck."""
        return self.path.suffix.lower() in (".csv", ".tsv", ".tab", ".txt")


ERROR_SHOWN = re.compile(
    r"#(?:REF|VALUE|DIV/0|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|EXTERNAL|PYTHON|TIMEOUT|ERROR|DATA|NAME)[!?]"
    r"|#N/A|#GETTING_DATA|Err:5\d\d",
    re.IGNORECASE,
)
"""What Excel, LibreOffice and Google show, as the whole cell, where a formula went wrong."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters but for tab, the ends of lines and ``U+0085``, which some systems end lines with."""

NO_CHARACTER = re.compile("[\ud800-\udfff]")
"""Halves of a character, which no file in UTF-8 can hold."""


def made_harmless(text: str) -> str:
    r"""*text* with line ends as ``\n``, every control character as the sign that stands for it, blanks around it gone."""
    plain = re.sub(r"\r\n?|\x85", "\n", text)
    return NO_CHARACTER.sub("\ufffd", CONTROL.sub(_sign, plain)).strip()


def _sign(found: re.Match[str]) -> str:
    """``␛`` for an escape; the newer control characters have no signs of their own."""
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def fault_in(text: str) -> Fault | None:
    """What is wrong with a cell that holds *text*; None if nothing is."""
    if ERROR_SHOWN.fullmatch(shown := text.strip()):
        return Fault(FaultKind.ERROR, f"{shown} is a formula that went wrong; mend it or write a text")
    if (found := CONTROL.search(text)) is not None:
        why = (
            f"holds the control character U+{ord(found[0]):04X}, which no text needs; delete it or write the text again"
        )
        return Fault(FaultKind.CONTROL, why)
    return None


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters a spreadsheet may take for a formula."""


def quoted(cell: str) -> bool:
    """Whether *cell* begins with quotes before what could be a formula: one of them is ours, or would be taken for it."""
    return cell.startswith("'") and cell.lstrip("'").startswith(FORMULA)


def inert_cell(cell: str) -> str:
    """*cell* with a quote before what a spreadsheet may take for a formula, so that it stays a text; reading takes it off."""
    return f"'{cell}" if cell.startswith(FORMULA) or quoted(cell) else cell


def one_line(text: str) -> str:
    """*text*, harmless, with single blanks for all blanks and line ends: a name of a sheet, as messages say it."""
    return " ".join(made_harmless(text).split())


def unquoted(text: str) -> str:
    """*text* without the quote that :func:`inert_cell` put before it."""
    return text[1:].strip() if quoted(text) else text


def column_letter(column: int) -> str:
    """``A`` for 0, ``AA`` for 26, ``XFD`` for 16383."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
