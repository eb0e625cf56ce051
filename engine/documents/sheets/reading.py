"""A spreadsheet file of any kind as a :class:`Book`, or one sentence that says what it is instead and what to do."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.cells import Book
from fourthseat.engine.documents.sheets.delimited import MOST_BYTES as MOST_TEXT
from fourthseat.engine.documents.sheets.delimited import read_delimited
from fourthseat.engine.documents.sheets.workbook import read_workbook

__all__ = ["MOST_BYTES", "read_book"]

MOST_BYTES = 200_000_000
"""Size of a workbook, pictures included: they are never unpacked."""
OTHERS = {
    b"\xd0\xcf\x11\xe0": "is locked with a password or an old .xls",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"GIF8": "is a picture",
    b"%PDF": "is a PDF",
}
"""What else is found under the name of a workbook, by its first bytes."""
TEXTS, WORKBOOKS = (".csv", ".tsv", ".tab", ".txt"), (".xlsx", ".xlsm")


def _filled(table: list[list[str]]) -> int:
    """How well a table is parted: cells of its first rows, for want of headers that are known."""
    return sum(len(row) for row in table[:20])


def read_book(path: Path, knows: Callable[[list[list[str]]], int] = _filled) -> Book:
    """What the spreadsheet in *path* shows.

    *knows* says how many headers it knows in a table of texts: of the ways a CSV may be parted into cells the one it
    knows most in is taken. Raises :exc:`ScenarioError` with what is wrong and where.
    """
    kind = path.suffix.lower()
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ScenarioError(f"{path}: is no file; a list is read from .xlsx or .csv")
        if kind not in TEXTS + WORKBOOKS:
            raise ScenarioError(f"{path}: a list is read as .xlsx or .csv, not {kind or 'without an ending'}")
        most = MOST_TEXT if kind in TEXTS else MOST_BYTES
        if about.st_size > most:
            raise ScenarioError(f"{path}: {about.st_size:,} bytes; a list holds at most {most:,}")
        if kind in TEXTS:
            return read_delimited(path, knows)
        with path.open("rb") as file:
            head = file.read(8)
        for first, what in OTHERS.items():
            if head.startswith(first):
                raise ScenarioError(f"{path}: {what}, no Excel workbook (.xlsx); save it as .xlsx without a password")
        return read_workbook(path)
    except OSError as wrong:
        raise ScenarioError(f"{path}: {wrong.strerror or wrong}") from None
