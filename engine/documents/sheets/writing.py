"""Tables of texts written as a spreadsheet that people work in, so that nothing in it runs, and reading gives back the same texts."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import FileError, file_error
from fourthseat.engine.documents.sheets.cells import column_letter, inert_cell, made_harmless, quoted

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["ColumnLayout", "Layout", "as_csv", "as_workbook"]

MOST_LETTERS = 32_767
"""Excel's own limit of a cell."""
MOST_PROMPT, MOST_CHOICES = 255, 250
"""Letters of a hint beside a cell, and of choices that a drop-down holds itself: Excel's own limits. Longer ones stand in a sheet."""
PAGE = 190
"""Letters that a landscape page takes side by side at seven tenths of the size; what is wider goes on to a page beside it."""
LINE, TALLEST = 15.0, 409.0
"""Points: the height of a line of text, and Excel's limit of a row."""
SCRATCH_BYTES = 1_000_000
"""A scratch folder with less room than this is taken for the reason why a workbook could not be made."""
SPARE_ROWS = 500
"""Rows below the last that have drop-downs too, for those somebody adds."""
FONT = "Calibri"
HEADER, SHADE, RULE = "1F3864", "F3F6FA", "C9D1DC"
"""Colours: behind the headers, behind every other row, between rows."""
NO_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]")
"""What no workbook holds."""
ESCAPES = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\\ufffe\\uffff]")
"""What a workbook reads as another character, or that XML cannot hold; each is written by its number."""


class ColumnLayout(NamedTuple):
    """How one column looks, and what helps whoever fills it in."""

    width: int = 18
    """In letters."""
    choices: tuple[str, ...] = ()
    """A drop-down of these."""
    free: bool = False
    """Other texts than the choices are taken too, as several of them in one cell."""
    help: str = ""
    """A hint that appears when a cell of the column is chosen; cut at 255 letters."""


class Layout(NamedTuple):
    """How a workbook looks."""

    title: str
    """Of the sheet with the table."""
    banner: str = ""
    """On every printed page."""
    columns: Mapping[str, ColumnLayout] = {}
    """By header."""
    guide: Sequence[Sequence[str]] = ()
    """Rows of a second sheet, that says how the first is filled in: headers, then rows whose first cell is their heading."""
    guide_title: str = "How to fill this in"


def as_csv(rows: Iterable[Sequence[str]], banner: str) -> bytes:
    """*rows*, without blanks around a text, as CSV below a line with *banner*, in UTF-8 with the mark that tells spreadsheets so."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow((banner,))
    writer.writerows([inert_cell(cell.strip()) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", "replace")


def as_workbook(rows: Iterable[Sequence[str]], path: Path, layout: Layout) -> bytes:
    """*rows*, headers first, as a workbook laid out for work and for print. *path* is what messages name.

    Raises :exc:`ScenarioError` with the row and column of a text that no workbook holds, and :exc:`FileError` if the scratch
    files it is made of find no room.
    """
    openpyxl = _openpyxl()
    from openpyxl.writer.excel import ExcelWriter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = layout.title
    table = [tuple(row) for row in rows]
    for number, row in enumerate(table, 1):
        for column, text in enumerate(row, 1):
            _put(sheet, number, column, _held(path, number, column, text), number == 1)
    _arrange(sheet, table)
    _offer(book, sheet, table, layout)
    widths = [layout.columns.get(header, ColumnLayout()).width for header in table[0]] if table else []
    _size(sheet, table, widths)
    _print(sheet, layout, sum(widths))
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    if layout.guide:
        _guide(book, layout)
    file = io.BytesIO()
    try:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).save()
    except OSError as wrong:  # each sheet is written to a scratch file first
        raise file_error(path, wrong) from None
    except Exception as wrong:  # which the library may leave to another, that has errors of its own for a full disk
        scratch = tempfile.gettempdir()
        full = shutil.disk_usage(scratch).free < SCRATCH_BYTES
        why = os.strerror(errno.ENOSPC) if full else str(wrong)
        raise FileError(f"{path}: cannot be made in the scratch folder {scratch}: {why}") from None
    return file.getvalue()


def _held(path: Path, row: int, column: int, text: str) -> str:
    """*text* as a cell holds it."""
    text = text.strip()
    bad = NO_TEXT.search(text)
    if bad is not None or len(text) > MOST_LETTERS:
        why = "holding control characters" if bad else f"{len(text):,} characters long"
        raise ScenarioError(
            f"{path}: row {row}, column {column_letter(column - 1)}: {why}: no workbook takes it; .csv does"
        )
    return ESCAPES.sub(lambda found: f"_x{ord(found[0]):04X}_", f"'{text}" if quoted(text) else text)


def _put(sheet: Worksheet, number: int, column: int, text: str, header: bool) -> None:
    """A text in a cell that stays one, whatever it begins with and whoever edits it."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell: Any = sheet.cell(number, column)
    cell.alignment = Alignment(wrap_text=True, vertical="center" if header else "top")
    cell.border = Border(bottom=Side("thin", RULE), right=Side("thin", RULE))
    if header:
        cell.font, cell.fill = Font(FONT, bold=True, color="FFFFFF"), PatternFill("solid", HEADER)
    cell.number_format = "@"
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _arrange(sheet: Worksheet, table: Sequence[Sequence[str]]) -> None:
    """A header that stays, a filter, and every other row shaded, also after rows were moved."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    headers = table[0] if table else ()
    sheet.freeze_panes = "B2"
    if headers:
        last = column_letter(len(headers) - 1)
        sheet.auto_filter.ref = f"A1:{last}{len(table)}"
        shade = FormulaRule(formula=["MOD(ROW(),2)=1"], fill=PatternFill("solid", bgColor=SHADE))
        sheet.conditional_formatting.add(f"A2:{last}{max(2, len(table))}", shade)


def _size(sheet: Worksheet, table: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """Columns as wide as told, rows high enough for their texts: not every spreadsheet sees to that when it opens a file."""
    for column, width in enumerate(widths):
        sheet.column_dimensions[column_letter(column)].width = width
    for number, row in enumerate(table, 1):
        lines = max((_lines(text, width) for text, width in zip(row, widths, strict=False)), default=1)
        sheet.row_dimensions[number].height = min(TALLEST, LINE * lines + 3)


def _lines(text: str, width: int) -> int:
    """Lines that *text* takes in a column *width* letters wide; a letter of full width takes two, and words are not cut."""
    room = max(1, width - 2)
    return sum(
        1 + sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in line) // room
        for line in text.split("\n")
    )


def _offer(book: Any, sheet: Worksheet, table: Sequence[Sequence[str]], layout: Layout) -> None:
    """Drop-downs and hints for the cells below the headers."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for column, header in enumerate(table[0] if table else ()):
        about = layout.columns.get(header, ColumnLayout())
        if not about.choices and not about.help:
            continue
        offer: Any = DataValidation(allow_blank=True)
        if about.choices:
            offer.type, offer.formula1 = "list", _choices(book, header, about.choices)
            offer.showErrorMessage = not about.free
            offer.errorTitle, offer.error = header[:32], "Choose one of the list, or leave the cell empty."
        if about.help:
            offer.showInputMessage = True
            offer.promptTitle, offer.prompt = header[:32], about.help[:MOST_PROMPT]
        letter = column_letter(column)
        offer.add(f"{letter}2:{letter}{len(table) + SPARE_ROWS}")
        sheet.add_data_validation(offer)


def _choices(book: Any, header: str, choices: Sequence[str]) -> str:
    """Where a drop-down finds *choices*: in itself if it has room, else in a column of a hidden sheet."""
    told = ",".join(choices)
    if len(told) <= MOST_CHOICES and not any(mark in one for one in choices for mark in ',"'):
        return f'"{told}"'
    if "Choices" not in book.sheetnames:
        book.create_sheet("Choices").sheet_state = "hidden"
    sheet = book["Choices"]
    column = sheet.max_column + (sheet["A1"].value is not None)
    for number, one in enumerate(choices, 1):
        _put(sheet, number, column, _held(Path(header), number, column, one), False)
    letter = column_letter(column - 1)
    return f"Choices!${letter}$1:${letter}${len(choices)}"


def _print(sheet: Worksheet, layout: Layout, wide: int) -> None:
    """Landscape, no smaller than can be read, the banner above and the page's number below. *wide*: letters side by side."""
    about: Any = sheet
    about.page_setup.orientation, about.page_setup.paperSize = "landscape", 9  # A4
    about.page_setup.fitToWidth, about.page_setup.fitToHeight = -(-wide // PAGE), 0
    about.page_setup.pageOrder = "overThenDown"
    about.sheet_properties.pageSetUpPr.fitToPage = True
    about.page_margins.left = about.page_margins.right = 0.4
    about.oddHeader.center.text = made_harmless(layout.banner).replace("&", "&&")
    about.oddFooter.left.text = "&A"
    about.oddFooter.right.text = "Page &P of &N"


def _guide(book: Any, layout: Layout) -> None:
    """The second sheet: a heading and what it is about, row by row."""
    from openpyxl.styles import Font

    sheet = book.create_sheet(layout.guide_title, 1)
    for number, row in enumerate(layout.guide, 1):
        for column, text in enumerate(row, 1):
            _put(sheet, number, column, _held(Path(layout.guide_title), number, column, text), number == 1)
        if number > 1:
            sheet.cell(number, 1).font = Font(FONT, bold=True)
    widths = [34, *(100 for _ in range(max(map(len, layout.guide)) - 1))]
    _size(sheet, layout.guide, widths)
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _print(sheet, layout, sum(widths))


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise ScenarioError(
            "writing .xlsx needs the library openpyxl, which is not installed: pip install 'fourthseat[seminar]'; .csv works without"
        ) from None
    return openpyxl
