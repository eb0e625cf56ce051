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
    Book,
    Cell,
    Line,
    Sheet,
    fault_in,
    made_harmless,
    unquoted,
)

__all__ = ["MOST_BYTES", "read_delimited"]

MOST_BYTES = 20_000_000
Knows = Callable[[list[list[str]]], int]


def read_delimited(path: Path, knows: Knows) -> Book:
    """The table in *path* as a book of one sheet; *knows* says how well it knows a table, of the ways the text may be parted."""
    raw = path.read_bytes()
    try:
        # Excel's "Unicode text" is UTF-16 with a mark; everything else that is no UTF-8 has lost its accents already.
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as wrong:
        row = raw[: wrong.start].count(b"\n") + 1
        raise ScenarioError(
            f"{path}: row {row}: byte {wrong.start} is not UTF-8 text; save it as CSV UTF-8 or as .xlsx"
        ) from None
    table = _table(path, text, knows)
    lines = []
    for number, row_ in enumerate(table, 1):
        cells = [_cell(text) for text in row_]
        while cells and cells[-1] == EMPTY:
            cells.pop()
        if cells:
            lines.append(Line(number, tuple(cells)))
    wide = max((len(line.cells) for line in lines), default=0)
    cut = ""
    if len(lines) > MOST_ROWS or wide > MOST_COLUMNS:
        cut = f"has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns: is it a list of events?"
        lines = [Line(line.number, line.cells[:MOST_COLUMNS]) for line in lines[:MOST_ROWS]]
    return Book(path, (Sheet(made_harmless(path.stem), tuple(lines), cut=cut),))


def _cell(held: str) -> Cell:
    """A cell, without the quote that writing put before what could be a formula."""
    text = unquoted(made_harmless(held))
    return Cell(text, text, fault_in(held)) if text else EMPTY


def _table(path: Path, text: str, knows: Knows) -> Sequence[Sequence[str]]:
    """*text* parted by the mark that *knows* most in, or that its first line names."""
    first_line, _, rest = text.partition("\n")
    if (mark := re.fullmatch(r"sep=(.)\s*", first_line)) is not None:  # Excel's way to name the separator
        return [[], *_split(path, rest, mark[1])]
    tables, wrongs = [], []
    for mark_ in (",", ";", "\t"):
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
        raise ScenarioError(f"{path}: row {len(table) + 1}: not CSV: {wrong}") from None
    return table
