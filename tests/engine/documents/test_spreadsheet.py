"""Spreadsheets: out so that nothing in them runs, in as they were, each fault with its row and column."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.spreadsheet import as_csv, as_workbook, column_letter, inert_cell, read_cells

CELLS = st.lists(
    st.lists(
        st.text(alphabet="=+-@'ab;,\"\n\té", min_size=1, max_size=8).map(str.strip).filter(bool), min_size=2, max_size=3
    ),
    min_size=1,
    max_size=4,
)
"""Rows without an empty cell at their end."""


def read_from(path: Path, contents: bytes) -> list[list[str]]:
    """The cells of a file with *contents*, whose headers are ``number`` and ``text``."""
    path.write_bytes(contents)
    return read_cells(path, lambda table: sum(cell in ("number", "text") for cell in table[0]) if table else 0)


@given(CELLS)
def test_no_cell_is_a_formula_and_every_cell_comes_back(rows: list[list[str]]) -> None:
    """Law: what is written never begins like a formula, and taking the quote off again gives what was there."""
    written = list(csv.reader(io.StringIO(as_csv(rows, "EXERCISE").decode("utf-8-sig"))))

    assert ["EXERCISE"] == written[0]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in written for cell in row)
    assert rows == [[cell[1:] if cell.startswith("'") and cell != was else cell for cell, was in zip(row, before, strict=True)] for row, before in zip(written[1:], rows, strict=True)]  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-x", "@x", "\tx", "'=1+1", "''=x"])
def test_a_quote_stands_before_what_could_be_a_formula(cell: str) -> None:
    """Before quotes that somebody typed too, or one of them would be taken off."""
    assert f"'{cell}" == inert_cell(cell)


@pytest.mark.parametrize("cell", ["", "x", "1", "'quoted' text"])
def test_other_cells_are_left_alone(cell: str) -> None:
    """A text is its own."""
    assert cell == inert_cell(cell)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_comes_back_from_either_file(tmp_path: Path, ending: str) -> None:
    """With accents, lines inside a cell, and cells that look like formulas."""
    rows = [["number", "text"], ["1", "=naïve\nline"], ["'=2", "日本"]]
    path = tmp_path / f"list.{ending}"
    contents = as_csv(rows, "EXERCISE") if ending == "csv" else as_workbook(rows, path, "MSEL", "EXERCISE", {})
    back = read_from(path, contents)

    assert rows == [row for row in back if row != ["EXERCISE"]]


def test_a_workbook_says_which_cell_it_cannot_hold(tmp_path: Path) -> None:
    """By row and column; CSV takes it."""
    with pytest.raises(ScenarioError, match="row 1, column 2: holding control characters: no workbook takes it"):
        as_workbook([["a", "b\x07"]], tmp_path / "x.xlsx", "MSEL", "EXERCISE", {})


def test_the_separator_is_the_one_that_shows_most_headers(tmp_path: Path) -> None:
    """Comma, semicolon or tab; or what the first line says."""
    for contents in (b"number;text\n1;a,b,c,d\n", b"number\ttext\n1\ta,b,c,d\n", b"sep=|\nnumber|text\n1|a,b,c,d\n"):
        assert [["number", "text"], ["1", "a,b,c,d"]] == read_from(tmp_path / "l.csv", contents)


@pytest.mark.parametrize(
    ("name", "contents", "why"),
    [
        ("l.csv", b"number,text\n1,\xff", "row 2: byte 14 is not UTF-8 text"),
        ("l.csv", b'number,text\n"1,', "row 2: not CSV"),
        ("l.txt", b"x", "is read as .xlsx or .csv, not .txt"),
        ("l.xlsx", b"%PDF-1.7", "is a PDF, no Excel workbook"),
        ("l.xlsx", b"PK\x03\x04", "is damaged or cut short"),
        ("l.csv", b"a\n" * 2001, "more than 2,000 rows"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_line(tmp_path: Path, name: str, contents: bytes, why: str) -> None:
    """With its name and the place."""
    with pytest.raises(ScenarioError, match=why) as wrong:
        read_from(tmp_path / name, contents)
    assert name in str(wrong.value)


def test_columns_are_named_as_a_spreadsheet_names_them() -> None:
    """A to Z, then AA."""
    assert ["A", "Z", "AA", "AB"] == [column_letter(n) for n in (0, 25, 26, 27)]
