"""A table as text (CSV and its kin) read whatever wrote it: how it is encoded, what parts its cells, what is wrong in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.cells import (
    EMPTY,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_LARGE,
    Book,
    Cell,
    Line,
    Sheet,
    fault_in,
    made_harmless,
    one_line,
    unquoted,
)

__all__ = ["MOST_BYTES", "read_delimited"]

MOST_BYTES = 20_000_000
"""Of a text: five thousand rows of four thousand letters."""
MARKS = (",", ";", "\t", "|")
"""What may part cells; the first of those that do equally well is taken."""
Knows = Callable[[list[list[str]]], int]


def read_delimited(path: Path, knows: Knows) -> Book:
    """The table in *path* as a book of one sheet; *knows* says how well it knows a table, of the ways the text may be parted."""
    table = _table(path, _text(path), knows)
    lines = []
    for number, texts in enumerate(table, 1):
        cells = [_cell(text) for text in texts]
        while cells and cells[-1] == EMPTY:
            cells.pop()
        if cells:
            lines.append(Line(number, tuple(cells)))
    wide = max((len(line.cells) for line in lines), default=0)
    cut = ""
    if len(lines) > MOST_ROWS or wide > MOST_COLUMNS:
        cut = TOO_LARGE
        lines = [Line(line.number, line.cells[:MOST_COLUMNS]) for line in lines[:MOST_ROWS]]
    return Book(path, (Sheet(one_line(path.stem), tuple(lines), cut=cut),))


def _text(path: Path) -> str:
    """The text of the file: UTF-8 or UTF-16, with a mark at its start, several or none.

    Text in another code page is refused, not guessed at: two code pages often both read it, one of them wrongly.
    """
    raw = path.read_bytes()
    code = "utf-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        code = "utf-16"
    elif (half := len(raw[:4000]) // 2) and raw[1:4000:2].count(0) > 0.8 * half:
        code = "utf-16-le"  # every other byte is zero: Latin letters, two bytes each
    elif half and raw[0:4000:2].count(0) > 0.8 * half:
        code = "utf-16-be"
    try:
        text = raw.decode(code)
    except UnicodeDecodeError as wrong:
        row = len(re.findall(rb"\r\n?|\n", raw[: wrong.start])) + 1
        raise ScenarioError(
            f"{path}: row {row}: byte {wrong.start} is not UTF-8 text but of an older code page; "
            "save it as CSV UTF-8 or as .xlsx"
        ) from None
    return text.lstrip("\ufeff").rstrip("\x1a")  # an old end of file


def _cell(held: str) -> Cell:
    """A cell, without the quote that writing put before what could be a formula."""
    text = unquoted(made_harmless(held))
    return Cell(text, text, fault_in(held)) if text else EMPTY


def _table(path: Path, text: str, knows: Knows) -> Sequence[Sequence[str]]:
    """*text* parted by the mark that *knows* most in, or that its first line names."""
    first_line, *rest = re.split(r"\r\n?|\n", text, maxsplit=1)
    if (mark := re.fullmatch(r'"?sep=(.)"?\s*', first_line, re.IGNORECASE)) is not None:
        return _split(path, "".join(rest), mark[1])  # Excel's way to name the mark; it does not count as a row
    tables, wrongs = [], []
    for mark_ in MARKS:
        try:
            tables.append(_split(path, text, mark_))
        except ScenarioError as wrong:
            wrongs.append(wrong)
    if not tables:
        raise wrongs[0]
    best = max(tables, key=knows)
    if wrongs and knows(best) < 3:
        raise wrongs[0]
    return best


def _split(path: Path, text: str, mark: str) -> list[list[str]]:
    """*text* cut into cells at *mark*; :exc:`ScenarioError` names the row that is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    table: list[list[str]] = []
    try:
        table.extend(reader)
    except csv.Error as wrong:
        raise ScenarioError(
            f"{path}: row {len(table) + 1}: not CSV: {wrong}; a text with quotes in it stands in quotes, its own doubled"
        ) from None
    return table
