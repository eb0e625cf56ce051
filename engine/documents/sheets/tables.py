"""Several typed tables as one workbook, a sheet each, or as Parquet, a file each: for people in a spreadsheet, and for programs.

Numbers are numbers in both, and text stays text whatever it begins with: nothing that somebody typed runs when a file is opened.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import file_error
from fourthseat.engine.documents.sheets.cells import column_letter, made_harmless
from fourthseat.engine.documents.sheets.writing import ESCAPES, MOST_LETTERS, NO_TEXT

__all__ = ["Cell", "Field", "Sheet", "as_parquet", "as_sheets"]

Cell = str | int | float | None
"""What a cell holds; None for nothing."""
WIDEST, NARROWEST = 60, 9
"""Letters that a column is wide at most and at least."""
LOOKED_AT = 300
"""Rows by whose texts a column's width is chosen."""
HEADER, SHADE = "1F3864", "F3F6FA"
LINE, TALLEST = 15.0, 300.0
"""Points: the height of a line of text, and that of the highest row."""
CUT = " … (cut: a cell holds 32,767 characters)"


class Field(NamedTuple):
    """A column."""

    name: str
    """Its heading, and its name in Parquet in small letters with underscores."""
    kind: Literal["text", "whole", "number"] = "text"


class Sheet(NamedTuple):
    """A table of one kind of rows."""

    name: str
    """Of the sheet, at most 31 letters, and of the file."""
    fields: tuple[Field, ...]
    rows: Sequence[tuple[Cell, ...]]


def as_sheets(sheets: Sequence[Sheet], path: Path, banner: str) -> bytes:
    """*sheets* as one workbook, with headings that stay, filters, and *banner* on every printed page; *path* is what messages name.

    Raises :exc:`ScenarioError` if the library for it is not installed, and :exc:`FileError` if there is no room for its scratch files.
    """
    try:
        import openpyxl
        from openpyxl.writer.excel import ExcelWriter
    except ImportError:
        raise ScenarioError(
            "writing .xlsx needs the library openpyxl, which is not installed: pip install 'fourthseat[seminar]'; Parquet works without"
        ) from None
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for one in sheets:
        _fill(book.create_sheet(one.name), one, banner)
    file = io.BytesIO()
    try:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).save()
    except OSError as wrong:
        raise file_error(path, wrong) from None
    return file.getvalue()


def _fill(sheet: Any, one: Sheet, banner: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    head, wrapped = Font("Calibri", bold=True, color="FFFFFF"), Alignment(wrap_text=True, vertical="top")
    back, pale = PatternFill("solid", HEADER), PatternFill("solid", SHADE)
    widths = [_width(one, n) for n in range(len(one.fields))]
    for column, (field, width) in enumerate(zip(one.fields, widths, strict=True), 1):
        cell = sheet.cell(1, column, field.name)
        cell.font, cell.fill, cell.alignment = head, back, wrapped
        sheet.column_dimensions[column_letter(column - 1)].width = width
    for number, row in enumerate(one.rows, 2):
        lines = 1
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.alignment = wrapped
            if number % 2:
                cell.fill = pale
            if isinstance(value, str) and value:
                text = _held(value)
                cell.value, cell.data_type, cell.number_format = text, "s", "@"
                cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
                room = max(1, widths[column - 1] - 2)
                lines = max(lines, sum(-(-len(part) // room) or 1 for part in text.split("\n")))
            elif value is not None and value != "":
                cell.value = value
        sheet.row_dimensions[number].height = min(TALLEST, LINE * lines + 3)
    sheet.freeze_panes = "A2"
    if one.rows:
        sheet.auto_filter.ref = f"A1:{column_letter(len(one.fields) - 1)}{len(one.rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.center.text = made_harmless(banner).replace("&", "&&")
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "Page &P of &N"


def _held(text: str) -> str:
    """*text* as a cell holds it: what no workbook can hold is left out, and what is too long is cut and says so."""
    kept = NO_TEXT.sub("", text)
    if len(kept) > MOST_LETTERS:
        kept = kept[: MOST_LETTERS - len(CUT)] + CUT
    return ESCAPES.sub(lambda found: f"_x{ord(found[0]):04X}_", kept)


def _width(one: Sheet, column: int) -> int:
    """Letters: as wide as the longest of the first texts, within bounds."""
    longest = max((len(str(row[column] or "")) for row in one.rows[:LOOKED_AT]), default=0)
    return min(WIDEST, max(NARROWEST, len(one.fields[column].name) + 4, longest + 2))


def as_parquet(sheet: Sheet) -> bytes:
    """*sheet* as a Parquet file; :exc:`ScenarioError` if the library for it is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise ScenarioError("Parquet needs the library pyarrow, which is not installed") from None
    kinds = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64()}
    columns, schema = [], []
    for n, field in enumerate(sheet.fields):
        values = [row[n] if row[n] != "" or field.kind == "text" else None for row in sheet.rows]
        columns.append(pa.array(values, kinds[field.kind], from_pandas=False))
        schema.append(pa.field(field.name.lower().replace(" ", "_"), kinds[field.kind]))
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=pa.schema(schema)), file, compression="zstd")
    return file.getvalue()
