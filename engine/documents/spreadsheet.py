"""Spreadsheets as tables of texts: out so that nothing in them runs, in with a bound on everything.

What is wrong with a file is said with its row and column; nothing of a broken one is half taken over.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import ScenarioError

__all__ = ["as_csv", "as_workbook", "column_letter", "inert_cell", "read_cells"]

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 5_000_000, 20_000_000, 2000, 80, 32_767
"""What a sheet may hold: far more than any exercise needs, far less than would hurt. The last is Excel's own limit of a cell."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters a spreadsheet may take for a formula."""
OTHERS = {
    b"\xd0\xcf\x11\xe0": "is locked with a password or an old .xls",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"GIF8": "is a picture",
    b"%PDF": "is a PDF",
}
"""What else is found under the name of a workbook, by its first bytes."""


# ---------------------------------------------------------------- out


def _quoted(cell: str) -> bool:
    """Whether *cell* begins with quotes before what could be a formula: one of them would be taken for ours."""
    return cell.startswith("'") and cell.lstrip("'").startswith(FORMULA)


def inert_cell(cell: str) -> str:
    """*cell* with a quote before what a spreadsheet may take for a formula, so that it stays a text; reading takes it off."""
    return f"'{cell}" if cell.startswith(FORMULA) or _quoted(cell) else cell


def as_csv(rows: Iterable[Sequence[str]], banner: str) -> bytes:
    """*rows* as CSV below a line with *banner*, in UTF-8 with the mark that tells spreadsheets so."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow((banner,))
    writer.writerows([inert_cell(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets it is UTF-8


def as_workbook(rows: Iterable[Sequence[str]], path: Path, title: str, banner: str, widths: Mapping[str, int]) -> bytes:
    """*rows* as a workbook with one sheet called *title* and *banner* on every printed page; *widths*, in letters, by header.

    *path* is what messages name.
    """
    openpyxl = _openpyxl()
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
            if not text:
                continue
            if len(text) > MOST_LETTERS or re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
                why = f"{len(text):,} characters long" if len(text) > MOST_LETTERS else "holding control characters"
                raise ScenarioError(f"{path}: row {number}, column {column}: {why}: no workbook takes it; .csv does")
            cell.value = f"'{text}" if _quoted(text) else text
            cell.data_type = "s"  # a text, whatever it begins with
            cell.quotePrefix = text.startswith(FORMULA)  # and it stays one when somebody edits it
    for column, header in enumerate(sheet[1], 1):
        sheet.column_dimensions[get_column_letter(column)].width = widths.get(str(header.value), 18)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = banner.replace("&", "&&")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# ---------------------------------------------------------------- in


def read_cells(path: Path, knows: Callable[[list[list[str]]], int]) -> list[list[str]]:
    """The cells of the list in *path*, every one a text, lines without the empty cells at their end.

    *knows* says how many headers it knows in a table: of the ways a CSV may be separated the one that it knows most in is taken.
    Raises :exc:`ScenarioError` with what is wrong and where.
    """
    kind = path.suffix.lower()
    try:
        size = path.stat().st_size
        if path.exists() and not path.is_file():
            raise ScenarioError(f"{path}: is no file; a list is read from .xlsx or .csv")
        if kind not in (".xlsx", ".csv"):
            raise ScenarioError(f"{path}: a list is read as .xlsx or .csv, not {kind or 'without an ending'}")
        if size > MOST_BYTES:
            raise ScenarioError(f"{path}: {size:,} bytes; a list holds at most {MOST_BYTES:,}")
        lines = _cells_of_workbook(path) if kind == ".xlsx" else _cells_of_csv(path, knows)
        rows = [_trimmed([_text(cell) for cell in line]) for line in lines]
    except OSError as wrong:
        raise ScenarioError(f"{path}: {wrong.strerror or wrong}") from None
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS:
        raise ScenarioError(f"{path}: more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns: is it a list of events?")
    return rows


def column_letter(column: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def _trimmed(line: list[str]) -> list[str]:
    """Without the empty cells at the end, of which a workbook may have thousands."""
    while line and not line[-1]:
        line.pop()
    return line


def _text(cell: Any) -> str:
    """A cell's value as text, without the quote that :func:`inert_cell` put before it."""
    text = "" if cell is None else str(cell).replace("\r\n", "\n").strip()
    return text[1:] if _quoted(text) else text


def _cells_of_csv(path: Path, knows: Callable[[list[list[str]]], int]) -> list[list[str]]:
    """The cells of a CSV in UTF-8 or UTF-16, separated in whichever way *knows* most headers in."""
    raw = path.read_bytes()
    try:
        # Excel's "Unicode text" is UTF-16 with a mark; everything else that is no UTF-8 has lost its accents already.
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as wrong:
        row = raw[: wrong.start].count(b"\n") + 1
        raise ScenarioError(
            f"{path}: row {row}: byte {wrong.start} is not UTF-8 text; save it as CSV UTF-8 or as .xlsx"
        ) from None
    first_line, _, rest = text.partition("\n")
    if (mark := re.fullmatch(r"sep=(.)\s*", first_line)) is not None:  # Excel's way to name the separator
        return _split(path, rest, mark[1])
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


def _cells_of_workbook(path: Path) -> list[list[Any]]:
    """The cells of a workbook, after it was checked that it is one and is not too large."""
    openpyxl = _openpyxl()
    with path.open("rb") as file:
        head = file.read(8)
    for first, what in OTHERS.items():
        if head.startswith(first):
            raise ScenarioError(f"{path}: {what}, no Excel workbook (.xlsx); save it as .xlsx without a password")
    try:
        _bounded(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which a list does not need
            return _rows_of(openpyxl, path)
    except (ScenarioError, OSError):
        raise
    except Exception as wrong:  # a workbook can be broken in more ways than the library names
        hurt = "is damaged or cut short" if head.startswith(b"PK") else "is no Excel workbook (.xlsx)"
        raise ScenarioError(f"{path}: {hurt}: {str(wrong).strip() or type(wrong).__name__}") from None


def _bounded(path: Path) -> None:
    """Refuse what unpacks too large, or declares entities of its own, before anything reads it as XML."""
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise ScenarioError(f"{path}: unpacks to {unpacked:,} bytes; a list holds at most {MOST_UNPACKED:,}")
        for part in packed.infolist():
            contents = packed.read(part)
            for code in ("ascii", "utf-16-le", "utf-16-be"):
                if "<!DOCTYPE".encode(code) in contents or "<!ENTITY".encode(code) in contents:
                    raise ScenarioError(f"{path}: {part.filename} declares entities, which no Excel workbook does")


def _rows_of(openpyxl: Any, path: Path) -> list[list[Any]]:
    """The cells of the list's sheet: what formulas last came to; a formula without a value is told."""
    values, formulas = [
        openpyxl.load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
        for data_only in (True, False)
    ]
    try:
        name = next((name for name in values.sheetnames if "msel" in name.lower()), values.worksheets[0].title)
        most = {"max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS + 1, "values_only": True}
        table = [list(line) for line in values[name].iter_rows(**most)]
        for number, line in enumerate(formulas[name].iter_rows(**most)):
            for column, cell in enumerate(line):
                if isinstance(cell, str) and cell.startswith("=") and table[number][column] is None:
                    raise ScenarioError(
                        f"{path}: row {number + 1}, column {column_letter(column)}: {cell[:60]!r} has never been calculated; "
                        "open and save the sheet in a spreadsheet, or write the text itself"
                    )
        return table
    finally:
        values.close()
        formulas.close()


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise ScenarioError(
            ".xlsx needs the library openpyxl, which is not installed: pip install '.[seminar]'; .csv works without"
        ) from None
    return openpyxl
