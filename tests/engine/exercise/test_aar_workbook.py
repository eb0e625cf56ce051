"""The exercise as a workbook: every table adds up with the log, numbers are numbers, and nothing that was typed runs."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fourthseat.engine.documents.sheets.tables import Field, Sheet, as_parquet, as_sheets
from fourthseat.engine.exercise.aar.workbook import sheets
from fourthseat.engine.record.log import EventLog
from tests.engine.exercise.played import record

openpyxl = pytest.importorskip("openpyxl", reason="the room's extra is not installed")


@pytest.fixture(scope="module")
def made() -> dict[str, Sheet]:
    """The tables of an exercise with everything in it."""
    return {sheet.name: sheet for sheet in sheets(record("second-thomas"))}


def test_the_tables_add_up_with_the_log(made: dict[str, Sheet]) -> None:
    """A row a line, an order, a request, an answer, a force that moved, an inject; each says where it stands."""
    entries = record("second-thomas").log.entries
    kinds = Counter(type(entry).__name__ for entry in entries)

    assert len(entries) == len(made["Timeline"].rows)
    assert [n + 2 for n in range(len(entries))] == [row[0] for row in made["Timeline"].rows]
    for name, counted in {
        "Decisions": ("Decided",), "Orders": ("Ordered",), "Requests": ("Requested",), "Answers": ("Received",), "Injects": ("Injected",),
        "Forces": ("Sailed", "Arrived"), "Ladder": ("RungMoved",), "Incidents": ("IncidentOpened", "Chosen", "Ruled"),
    }.items():  # fmt: skip
        assert len(made[name].rows) == sum(kinds[kind] for kind in counted), name
    assert {"carried out", "came to nothing"} <= {row[7] for row in made["Orders"].rows}
    assert ("PHL", 1, "people on paper, entered by control") in {row[:3] for row in made["Participants"].rows}


def test_a_row_a_saying_and_a_row_a_hand(made: dict[str, Sheet]) -> None:
    """A question on which nobody voted has a row of its own."""
    kept = record("second-thomas")

    assert [one.text for one in kept.said] == [row[5] for row in made["Cell messages"].rows]
    assert [
        (str(show.seat), show.number, who, vote)
        for show in kept.shows
        for who, vote in show.hands.items() or [("", "")]
    ] == [(row[2], row[3], *row[6:]) for row in made["Shows of hands"].rows]


def test_both_files_hold_the_same(made: dict[str, Sheet]) -> None:
    """What a spreadsheet and a program read is what was written, in the same kinds."""
    parquet = pytest.importorskip("pyarrow.parquet")
    some = [made[name] for name in ("Orders", "Requests", "Measures", "Messages")]
    book = openpyxl.load_workbook(io.BytesIO(as_sheets(some, Path("w.xlsx"), "EXERCISE")))

    assert [sheet.name for sheet in some] == book.sheetnames
    for sheet in some:
        rows = [tuple(cell.value for cell in row) for row in book[sheet.name].iter_rows()]
        assert tuple(field.name for field in sheet.fields) == rows[0]
        for wanted, found in zip(sheet.rows, rows[1:], strict=True):
            assert [
                None if value == "" else pytest.approx(value, rel=1e-14) if isinstance(value, float) else value
                for value in wanted
            ] == list(found)
        table: Any = parquet.read_table(io.BytesIO(as_parquet(sheet)))
        assert [list(column) for column in zip(*sheet.rows, strict=True)] == [table[n].to_pylist() for n in range(table.num_columns)] or not sheet.rows  # fmt: skip


def test_what_was_typed_does_not_run() -> None:
    """A text that looks like a formula is a text; what no cell can hold is left out or cut, and says so."""
    typed = ("=1+1", "@SUM(A1)", "a\x00b", "x" * 40_000, "two\nlines")
    sheet = Sheet("Typed", (Field("Text"),), [(text,) for text in typed])
    book = openpyxl.load_workbook(io.BytesIO(as_sheets([sheet], Path("w.xlsx"), "EXERCISE")))
    cells = [row[0] for row in book["Typed"].iter_rows(min_row=2)]

    assert ["s"] * len(typed) == [cell.data_type for cell in cells]
    assert ["=1+1", "@SUM(A1)", "ab"] == [cell.value for cell in cells[:3]]
    assert len(cells[3].value) == 32_767
    assert "cut" in cells[3].value[-60:]
    assert "two\nlines" == cells[4].value


def test_an_exercise_that_has_not_begun_has_the_same_tables() -> None:
    """All of them, without rows where nothing was done."""
    begun = record("second-thomas")
    empty = replace(begun, log=EventLog(begun.log.header, ()), notes=(), wash=(), participants={})
    made = {sheet.name: len(sheet.rows) for sheet in sheets(empty)}

    assert made.keys() == {sheet.name for sheet in sheets(begun)}
    assert 0 == made["Timeline"] == made["Orders"] == made["Measures"]
