"""Spreadsheets of LibreOffice: what they show, what is hidden, merged, struck or wrong in them."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.cells import Book, FaultKind, Seen
from fourthseat.engine.documents.sheets.reading import read_book

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
STYLES = """
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-type="single"/></style:style>
<style:style style:name="ce1" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
"""


def content(tables: str) -> str:
    """The part with the cells."""
    return f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"


def read(folder: Path, part: str | bytes, **more: str) -> Book:
    """The book whose cells are in *part*."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        pack.writestr("content.xml", part)
        for name, contents in more.items():
            pack.writestr(name, contents)
    path = folder / "list.ods"
    path.write_bytes(file.getvalue())
    return read_book(path)


ROWS = """
<table:table table:name="MSEL">
 <table:shapes><text:p>in a shape</text:p></table:shapes>
 <table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
 <table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>a comment</text:p></office:annotation><text:p>line <text:s text:c="2"/>one</text:p><text:p>two</text:p></table:table-cell>
  <table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>both</text:p></table:table-cell></table:table-row>
 <table:table-row table:visibility="filter"><table:table-cell office:value-type="float" office:value="7"><text:p>INJ-007</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
 <table:table-row table:visibility="collapse"><table:table-cell table:number-columns-repeated="2" office:value-type="time" office:time-value="PT30H00M00S"><text:p>30:00</text:p></table:table-cell></table:table-row>
 <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1000"/></table:table-row>
 <table:table-row><table:table-cell table:style-name="ce1" office:value-type="string"><text:p>all struck</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p><text:span text:style-name="T1">Two</text:span> three</text:p></table:table-cell></table:table-row>
 <table:table-row><table:table-cell table:formula="of:=SUM([.A1])"/><table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
 <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table>
<table:table table:name="Old" table:style-name="ta2"/>
<table:table table:name="'file:///other.ods'#MSEL"><table:table-source/><table:table-row><table:table-cell><text:p>copied</text:p></table:table-cell></table:table-row></table:table>
"""


def test_everything_a_sheet_says_about_its_cells_is_read(tmp_path: Path) -> None:
    """Texts without comments, shapes and blanks; types; merged, hidden and repeated cells; struck ones; formulas."""
    book = read(tmp_path, content(ROWS))
    one, two = book.sheets
    faults = [cell.fault.kind for cell in one.lines[4].cells if cell.fault]

    assert ("MSEL", Seen.SHOWN, "Old", Seen.HIDDEN) == (one.name, one.seen, two.name, two.seen)
    assert [(1, Seen.SHOWN), (2, Seen.FILTERED), (3, Seen.HIDDEN), (7, Seen.SHOWN), (8, Seen.SHOWN)] == [(line.number, line.seen) for line in one.lines]  # fmt: skip
    assert ["line   one\ntwo", "both"] == one.lines[0].texts
    assert (["INJ-007", "both"], 7, True) == (one.lines[1].texts, one.lines[1].at(0).value, one.lines[1].at(1).repeated)
    assert [datetime.timedelta(hours=30)] * 2 == [cell.value for cell in one.lines[2].cells]
    assert (True, ("Two",), "Two three") == (one.lines[3].at(0).struck, one.lines[3].at(1).struck_parts, one.lines[3].at(1).text)  # fmt: skip
    assert "three" == one.lines[3].at(1).kept
    assert [FaultKind.UNCALCULATED, FaultKind.ERROR] == faults
    assert {1, 2} == one.hidden_columns
    assert ("'file:///other.ods'#MSEL",) == book.skipped


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('office:value-type="date" office:date-value="2026-03-05"', datetime.date(2026, 3, 5)),
        ('office:value-type="date" office:date-value="2026-03-05T09:30:00"', datetime.datetime(2026, 3, 5, 9, 30)),
        ('office:value-type="time" office:time-value="PT09H30M00S"', datetime.time(9, 30)),
        ('office:value-type="time" office:time-value="-PT09H30M00S"', -datetime.timedelta(hours=9, minutes=30)),
        ('office:value-type="boolean" office:boolean-value="true"', True),
        ('office:value-type="percentage" office:value="0.5"', 0.5),
        ('office:value-type="float" office:value="24.0"', 24),
        ('office:value-type="float" office:value="nonsense"', "shown"),
        ('office:value-type="time" office:time-value="PT99H99M99S"', datetime.timedelta(hours=99, minutes=99, seconds=99)),
        ('office:value-type="date" office:date-value="soon"', "shown"),
        ("", "shown"),
    ],
)  # fmt: skip
def test_a_cell_has_its_type(tmp_path: Path, cell: str, value: object) -> None:
    """Dates, times, durations, numbers; what says nothing we know holds what it shows."""
    table = f'<table:table table:name="A"><table:table-row><table:table-cell {cell}><text:p>shown</text:p></table:table-cell></table:table-row></table:table>'
    found = read(tmp_path, content(table)).sheets[0].lines[0].cells[0]

    assert ("shown", value, type(value)) == (found.text, found.value, type(found.value))


@pytest.mark.parametrize(
    ("part", "more", "why"),
    [
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", {}, "declares a document type"),
        ("<x>", {}, "is damaged or cut short in content.xml"),
        ("noise", {"META-INF/manifest.xml": "<m><encryption-data/></m>"}, "is locked with a password"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, part: str, more: dict[str, str], why: str) -> None:
    """Entities, cut files, passwords."""
    with pytest.raises(ScenarioError, match=why):
        read(tmp_path, part, **more)


@settings(max_examples=60)
@given(st.data())
def test_any_change_of_the_cells_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Law: there is a book or one sentence."""
    contents = content(ROWS).encode()
    start = data.draw(st.integers(0, len(contents)))
    put = data.draw(
        st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b"-1", b"999999999", b"<text:p>", b"\xff"]))
    )
    changed = contents[:start] + put + contents[start + data.draw(st.integers(0, 30)) :]
    told = ""
    try:
        read(tmp_path_factory.getbasetemp(), changed)
    except ScenarioError as wrong:
        told = str(wrong)

    assert "\n" not in told
