"""Changes to valid tables that know how they are made: the cells, parts and XML of events lists, the columns of Parquet files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from random import Random
from typing import Any

from benchmarks.mutations import NUMBERS, bytes_changed, near, text

__all__ = ["cells_changed", "parquet_changed", "sheet_changed", "workbook_changed"]


def cells_changed(rows: list[list[Any]], luck: Random) -> list[list[Any]]:
    """A table with cells, rows or columns changed; the heading row as likely as all others."""
    rows = [list(row) for row in rows]
    for _ in range(luck.choice((1, 1, 2, 4))):
        at = 0 if luck.random() < 0.3 else luck.randrange(len(rows))
        column = luck.randrange(max(1, len(rows[at])))
        match luck.randrange(9):
            case 0 if len(rows) > 1:
                del rows[at]
            case 1:
                rows.insert(luck.randrange(len(rows) + 1), list(rows[at]))
            case 2:
                for row in rows:
                    del row[column : column + 1]
            case 3:
                rows.insert(at, luck.choice(([], ["Phase 2"], [text(luck)] * 30, [""] * 5)))
            case 4:
                rows[at] += [text(luck)]
            case 5 if rows[at]:
                other = luck.randrange(len(rows[at]))
                rows[at][column], rows[at][other] = rows[at][other], rows[at][column]
            case _ if rows[at]:
                rows[at][column] = luck.choice(
                    (text(luck), near(luck, rows[at][column]), luck.choice(NUMBERS), None, luck.choice(CELLS))
                )
    return rows


CELLS = (
    "D+2 25:61", "2030-05-01", "12:00", "24:00", "H-5", "T+min", "H+1.5", "#REF!", "All Participants", "AUS; JPN", "AUS、JPN", "rung>=9",
    "leaked", "when", "_x000D_", "_x0000_", "#", "Inject #", "TO", "Message", "cancelled", "0:00:00", "1e5", "H+１２", "D＋１",
)  # fmt: skip


def sheet_changed(data: bytes, luck: Random) -> bytes:
    """A CSV file with cells, quotes, separators or bytes changed."""
    choice = luck.random()
    if choice < 0.2:
        return bytes_changed(data, luck)
    rows = cells_changed(list(csv.reader(io.StringIO(data.decode("utf-8-sig")))), luck)
    out = io.StringIO()
    plain = choice < 0.8
    writer = csv.writer(
        out, delimiter="," if plain else luck.choice(";\t|"), quoting=csv.QUOTE_MINIMAL if plain else csv.QUOTE_ALL
    )
    writer.writerows(["" if cell is None else str(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def workbook_changed(data: bytes, luck: Random) -> bytes:
    """An Excel file with cells, its XML, its parts or its bytes changed."""
    choice = luck.random()
    if choice < 0.12:
        return bytes_changed(data, luck)
    if choice < 0.5:
        return _cells_of_a_workbook(data, luck)
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        parts = [(name, whole.read(name)) for name in whole.namelist()]
    at = luck.randrange(len(parts))
    if luck.random() < 0.6:  # the sheet and its strings are what is read most
        at = next((n for n, (name, _) in enumerate(parts) if "sheet1" in name), at)
    name, inside = parts[at]
    match luck.randrange(6):
        case 0:
            del parts[at]
        case 1:
            parts[at] = (text(luck).replace("\0", "").encode("utf-8", "replace").decode() or "x", inside)
        case 2:
            parts[at] = (name, bytes_changed(inside, luck))
        case _:
            parts[at] = (name, _xml_changed(inside, luck))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", luck.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as new:
        for name, inside in parts:
            new.writestr(name, inside)
    return out.getvalue()


XML = (
    b'<c r="ZZZ99999999" t="s"><v>999999</v></c>', b'<c r="A1" t="e"><v>#SPILL!</v></c>', b'<c r="A2" t="d"><v>2030-01-01</v></c>',
    b'<c r="B2"><v>1e308</v></c>', b'<c t="b"><v>2</v></c>', b'<c r="A3" t="str"><f>1+1</f></c>', b'<c r="" s="99999"><v>x</v></c>',
    b"&lol;", b"<a>" * 5000, b"\0", b'<row r="-1"/>', b'<row r="1048577"><c r="XFD1048577"/></row>', b"<![CDATA[", b"-->", b'hidden="1"',
    b'<mergeCell ref="A1:XFD1048576"/>', b"_x000D_", b"&#x1b;", b"<is><t>a</t></is>",
)  # fmt: skip


def _xml_changed(inside: bytes, luck: Random) -> bytes:
    """Tags, numbers and attributes of an XML text dropped, doubled, replaced."""
    spots = list(re.finditer(luck.choice((rb"<[^>]*>", rb"\d+", rb'"[^"]*"', rb">[^<]+<")), inside))
    if not spots:
        return bytes_changed(inside, luck)
    spot = luck.choice(spots)
    put = luck.choice(
        (b"", spot[0] * 2, luck.choice(XML), str(luck.choice(NUMBERS)).encode(), luck.choice(spots)[0],
         text(luck).encode("utf-8", "surrogatepass"))
    )  # fmt: skip
    return inside[: spot.start()] + put + inside[spot.end() :]


def _cells_of_a_workbook(data: bytes, luck: Random) -> bytes:
    """A workbook saved again with other cells, and perhaps merged, hidden, filtered, or with another sheet in front."""
    import datetime

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    rows = cells_changed([[cell.value for cell in row] for row in sheet.iter_rows()], luck)
    sheet.delete_rows(1, sheet.max_row)
    odd = (
        datetime.datetime(2030, 5, 1, 6),
        datetime.time(6),
        datetime.timedelta(days=3, hours=5),
        datetime.date(1900, 1, 1),
        True,
        "=1/0",
    )
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if luck.random() < 0.02:
                value = luck.choice(odd)  # noqa: PLW2901
            if isinstance(value, str):  # what XML cannot hold comes by way of changed XML
                value = value.encode("utf-8", "ignore").decode().translate(CONTROLS)[:32_000]  # noqa: PLW2901
            if isinstance(value, str | int | float | None) or value in odd:
                sheet.cell(number, column, value)
    match luck.randrange(7):
        case 0:
            sheet.merge_cells(
                start_row=1, end_row=luck.randrange(2, 9), start_column=1, end_column=luck.randrange(2, 9)
            )
        case 1:
            sheet.row_dimensions[luck.randrange(1, 6)].hidden = True
        case 2:
            book.create_sheet("Instructions", 0)["A1"] = (
                text(luck)[:300].encode("utf-8", "ignore").decode().translate(CONTROLS)
            )
        case 3:
            book.create_sheet("Hidden").sheet_state = "hidden"
        case 4:
            sheet.insert_rows(1, luck.randrange(1, 4))
        case 5:
            sheet["B2"].number_format = luck.choice(('"H+"0', "[h]:mm", "yyyy-mm-dd", "0.00E+00", ";;;"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CONTROLS = dict.fromkeys((*range(32), 0xFFFE, 0xFFFF))
"""What XML cannot hold, to be taken out."""


# ---------------------------------------------------------------- Parquet


def parquet_changed(data: bytes, luck: Random) -> bytes:
    """A Parquet file whose bytes are damaged, or which is whole and holds other columns or values."""
    if luck.random() < 0.5:
        return bytes_changed(data, luck)
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(data))
    name = luck.choice(table.column_names)
    at = table.column_names.index(name)
    rows = table.num_rows
    match luck.randrange(8):
        case 0:
            table = table.drop_columns([name])
        case 1:
            table = table.rename_columns(
                [
                    text(luck).encode("utf-8", "replace").decode() if n == at else c
                    for n, c in enumerate(table.column_names)
                ]
            )
        case 2:
            table = table.set_column(at, name, pa.array([luck.choice(("", "x", "aukus", "²"))] * rows, pa.string()))
        case 3:
            table = table.set_column(
                at, name, pa.array([luck.choice((-1, 0, 7, 10**6, 2**40, -(2**62)))] * rows, pa.int64())
            )
        case 4:
            table = table.set_column(at, name, pa.nulls(rows))
        case 5:
            table = table.slice(0, luck.choice((0, 1, rows // 2)))
        case 6:
            table = pa.concat_tables([table, table])
        case _:
            values = table[name].to_pylist()
            values[luck.randrange(rows)] = luck.choice((None, *values))
            table = table.set_column(at, name, pa.array(values, table.schema.field(name).type))
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())
