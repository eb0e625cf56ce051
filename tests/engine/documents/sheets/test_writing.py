"""Spreadsheets going out: nothing in them runs, every text comes back, and a facilitator can work in them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.cells import inert_cell, made_harmless
from fourthseat.engine.documents.sheets.reading import read_book
from fourthseat.engine.documents.sheets.writing import ColumnLayout, Layout, as_csv, as_workbook

WRITTEN = st.text(
    st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("=+-@'\"_x0041D;,\n\t\r＝")), max_size=20
).filter(lambda text: "\x85" not in text)
"""Any text without control characters, and often one that means something to a spreadsheet."""
TABLES = st.lists(st.lists(WRITTEN, min_size=1, max_size=4), min_size=1, max_size=5)
HEADERS = ("number", "text", "recipient")
PLAIN = Layout("MSEL", "EXERCISE")


def shown(text: str) -> str:
    """A text as reading gives it back: blanks around it gone, one kind of line end."""
    return made_harmless(text)


def texts(path: Path) -> dict[tuple[int, int], str]:
    """What the first sheet of a file shows, by row and column, empty cells left out."""
    sheet = read_book(path, lambda table: sum(cell in HEADERS for row in table[:3] for cell in row)).sheets[0]
    return {(line.number, n): cell.text for line in sheet.lines for n, cell in enumerate(line.cells) if cell.text}


@given(TABLES)
def test_every_text_comes_back_from_a_workbook(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]
) -> None:
    """Law: what is written is what is read, whatever the text looks like."""
    path = tmp_path_factory.getbasetemp() / "law.xlsx"
    path.write_bytes(as_workbook(table, path, PLAIN))

    assert {(r, c): shown(t) for r, row in enumerate(table, 1) for c, t in enumerate(row) if shown(t)} == texts(path)


@given(TABLES)
def test_every_text_comes_back_from_a_csv(tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]) -> None:
    """Law: below the banner and the headers, by which the separator is known, what is written is what is read."""
    path = tmp_path_factory.getbasetemp() / "law.csv"
    path.write_bytes(as_csv([HEADERS, *table], "EXERCISE"))
    back = {(r - 2, c): text for (r, c), text in texts(path).items() if r > 2}

    assert {(r, c): shown(t) for r, row in enumerate(table, 1) for c, t in enumerate(row) if shown(t)} == back


@given(TABLES)
def test_no_cell_of_a_csv_is_a_formula(table: list[list[str]]) -> None:
    """Law: no cell begins like a formula, in half width or full."""
    written = list(csv.reader(io.StringIO(as_csv(table, "EXERCISE").decode("utf-8-sig"), newline="")))

    assert not any(cell.startswith(tuple("=+-@＝＋－＠")) for row in written for cell in row)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-x", "@x", "\tx", "'=1+1", "''=x", "＝1"])
def test_a_quote_stands_before_what_could_be_a_formula(cell: str) -> None:
    """Before quotes that somebody typed too, or one of them would be taken off."""
    assert f"'{cell}" == inert_cell(cell)


@pytest.mark.parametrize("cell", ["", "x", "1", "'quoted' text"])
def test_other_cells_are_left_alone(cell: str) -> None:
    """A text is its own."""
    assert cell == inert_cell(cell)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("b\x07", "row 1, column B: holding control characters"),
        ("\ud800", "column B"),
        ("x" * 32_768, "32,768 characters"),
    ],
)
def test_a_workbook_says_which_cell_it_cannot_hold(tmp_path: Path, text: str, why: str) -> None:
    """By row and column; CSV takes it."""
    with pytest.raises(ScenarioError, match=f"{why}.*no workbook takes it"):
        as_workbook([["a", text]], tmp_path / "x.xlsx", PLAIN)


def test_a_workbook_helps_whoever_fills_it_in(tmp_path: Path) -> None:
    """Drop-downs short and long, hints, a header that stays and repeats in print, a filter, the banner and a guide."""
    many = tuple(f"objective number {n}, of many" for n in range(40))
    layout = Layout(
        "MSEL",
        "EXERCISE & MORE",
        {
            "Type": ColumnLayout(14, ("Inject", "Expected Action"), help="What kind of event it is."),
            "To": ColumnLayout(16, ("AUS", "JPN"), free=True),
            "Objective": ColumnLayout(20, many),
        },
        (("Type", "One of three."), ("=To", "Who gets it.")),
    )
    path = tmp_path / "list.xlsx"
    path.write_bytes(as_workbook([("Type", "To", "Objective"), ("Inject", "AUS, JPN", "")], path, layout))
    book = openpyxl.load_workbook(path)
    sheet = book["MSEL"]
    offers = {str(offer.sqref).split("2:")[0]: offer for offer in sheet.data_validations.dataValidation}

    assert ["MSEL", "How to fill this in", "Choices"] == book.sheetnames
    assert [True, False, True] == [offers[c].showErrorMessage for c in "ABC"]
    assert ('"Inject,Expected Action"', "What kind of event it is.") == (offers["A"].formula1, offers["A"].prompt)
    assert "Choices!$A$1:$A$40" == offers["C"].formula1
    assert many == tuple(row[0] for row in book["Choices"].iter_rows(values_only=True))
    assert "hidden" == book["Choices"].sheet_state
    assert ("B2", "$1:$1", "landscape", "A1:C2") == (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation, sheet.auto_filter.ref)  # fmt: skip
    assert "EXERCISE && MORE" == sheet.oddHeader.center.text
    assert ["MSEL", "How to fill this in", "Choices"] == [one.name for one in read_book(path).sheets]
    assert "=To" == read_book(path).sheets[1].lines[1].cells[0].text
