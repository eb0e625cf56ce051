"""A spreadsheet file of any kind as a :class:`Book`, or one sentence that says what it is instead and what to do."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.archive import MOST_LISTED, listed
from fourthseat.engine.documents.sheets.cells import Book
from fourthseat.engine.documents.sheets.delimited import MOST_BYTES as MOST_TEXT
from fourthseat.engine.documents.sheets.delimited import read_delimited
from fourthseat.engine.documents.sheets.opendocument import read_opendocument
from fourthseat.engine.documents.sheets.workbook import read_workbook

__all__ = ["ENDINGS", "MOST_BYTES", "read_book"]

MOST_BYTES = 200_000_000
"""Size of a workbook, pictures included: they are never unpacked."""
TEXTS, WORKBOOKS, OPEN = (".csv", ".tsv", ".tab", ".txt"), (".xlsx", ".xlsm", ".xltx", ".xltm"), (".ods", ".ots")
ENDINGS = (*WORKBOOKS, *OPEN, *TEXTS)
"""Of the files that are read."""
AS_XLSX = "save it as .xlsx or .csv"
OTHERS = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF": "a PDF",
    b"{\\rtf": "a document of a word processor",
    b"\x1f\x8b": "a packed file",
    b"Rar!": "a packed file",
    b"7z\xbc\xaf": "a packed file",
    b"SQLite": "a database",
    b"PAR1": "a table of a study (Parquet)",
}
"""What else is found under the name of a spreadsheet, by its first bytes."""
MARKUP = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<style", b"mime-version:")
"""How files begin that websites and old spreadsheets call .xls or .csv."""
PARTS = {
    "EncryptedPackage": f"locked with a password; open it in a spreadsheet and {AS_XLSX} without a password",
    "Workbook": f"an Excel workbook from before 2007 (.xls); open it in a spreadsheet and {AS_XLSX}",
    "Book": f"an Excel workbook from before 1997 (.xls); open it in a spreadsheet and {AS_XLSX}",
    "WordDocument": f"a document of a word processor; {AS_XLSX}",
}
"""What the old container of Microsoft's files holds, by the name of a part, in the order they are looked for."""
PACKED = {
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "index/document.iwa": "a Numbers document",
    "index.zip": "a Numbers document",
    "word/document.xml": "a document of a word processor",
    "ppt/presentation.xml": "a presentation",
}
"""What else is packed as a workbook is, by the name of a part in small letters."""


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
            what = "a folder" if stat.S_ISDIR(about.st_mode) else "no file"
            raise ScenarioError(f"{path}: is {what}; a list is read from .xlsx, .ods or .csv")
        most = MOST_TEXT if kind in TEXTS else MOST_BYTES
        if about.st_size > most:
            raise ScenarioError(
                f"{path}: {about.st_size:,} bytes; a list holds at most {most:,}: take out what is not the list"
            )
        _recognise(path, kind)
        if kind in TEXTS:
            return read_delimited(path, knows)
        return read_opendocument(path) if kind in OPEN else read_workbook(path)
    except FileNotFoundError:
        raise ScenarioError(f"{path}: no such file") from None
    except OSError as wrong:
        raise ScenarioError(f"{path}: {wrong.strerror or wrong}") from None


def _recognise(path: Path, kind: str) -> None:
    """Refuse a file that is something else than its ending says, by what it is and what to do."""
    with path.open("rb") as file:
        head = file.read(4096)
    for first, what in OTHERS.items():
        if head.startswith(first):
            raise ScenarioError(f"{path}: is {what}, no spreadsheet; {AS_XLSX}")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ScenarioError(f"{path}: is {_in_container(path)}")
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begins.startswith(MARKUP):
        raise ScenarioError(
            f"{path}: is a web page or XML under the name of a spreadsheet; open it in one and {AS_XLSX}"
        )
    if begins.startswith(b'{"') and b"doc_id" in begins:
        raise ScenarioError(f"{path}: is only a link to a sheet online; download it there as .xlsx")
    holds = _packed(path) if head.startswith(b"PK") else ""
    if holds in PACKED.values():
        raise ScenarioError(f"{path}: is {holds}; {AS_XLSX}")
    wants = ".xlsx" if kind in WORKBOOKS else ".ods" if kind in OPEN else kind
    if holds and holds != wants and kind in ENDINGS:
        raise ScenarioError(f"{path}: is a workbook of the kind {holds}, not {kind}; rename it to end in {holds}")
    if kind not in ENDINGS:
        raise ScenarioError(f"{path}: a list is read as .xlsx, .ods or .csv, not {kind or 'without an ending'}")
    if not head:
        raise ScenarioError(f"{path}: is empty; `fourthseat msel SCENARIO --out FILE` writes a sheet to start from")
    if kind not in TEXTS and not head.startswith(b"PK"):
        what = "LibreOffice spreadsheet" if kind in OPEN else "Excel workbook"
        raise ScenarioError(f"{path}: is no {what} ({kind}) but something else under its name; {AS_XLSX}")


def _in_container(path: Path) -> str:
    """What the old container in *path* holds, and what to do."""
    contents = path.read_bytes()
    unknown = f"locked with a password or of an old program; {AS_XLSX}, not .xls, without a password"
    return next((what for part, what in PARTS.items() if part.encode("utf-16-le") in contents), unknown)


def _packed(path: Path) -> str:
    """What is packed in *path*: the ending it should have, or what it is called; empty if that is not known."""
    try:
        if listed(path) > MOST_LISTED:
            return ""
        with zipfile.ZipFile(path) as packed:
            names = {name.replace("\\", "/").strip("/").lower() for name in packed.namelist()}
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        return ""
    if other := next((what for part, what in PACKED.items() if part in names), ""):
        return other
    if "content.xml" in names:
        return ".ods"
    return ".xlsx" if any(name.endswith("workbook.xml") for name in names) else ""
