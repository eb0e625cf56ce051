"""The events list as a spreadsheet: out and in again unchanged, by whatever headers, and every mistake with its row and column."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.inprocess import call
from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.exercise.msel.lint import lint
from fourthseat.engine.exercise.msel.reading import read, replaced
from fourthseat.engine.exercise.msel.writing import rows, write
from fourthseat.engine.scenario.conditions import condition
from fourthseat.engine.scenario.event_rows import Effect
from fourthseat.engine.scenario.expressions import words_of
from fourthseat.engine.scenario.overrides import vary

GOOD = {
    "Event Number": "INJ-01", "Designated Scenario Time": "H+24", "Event Type": "Inject", "From": "Press", "To": "AUS, JPN",
    "Message": "Something happens.", "Exercise Objective": "usa-hold",
}  # fmt: skip


LOWER = '[{"does": "rung", "amount": {"value": -1, "low": -1, "high": 0}}]'
"""An effect as a cell says it."""


def sheet(path: Path, *lines: dict[str, str]) -> Path:
    """A CSV of those rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def test_headers_are_hseeps() -> None:
    """The ten, by their names and in their order, among ours."""
    hseep = [
        "Event Number", "Designated Scenario Time", "Event Type", "Inject Mode", "From", "To", "Message",
        "Expected Participant Response", "Exercise Objective", "Notes",
    ]  # fmt: skip
    heads = list(next(rows(scenarios.find("second-thomas"))))

    assert hseep == [head for head in heads if head in hseep]


@pytest.mark.parametrize("name", scenarios.names())
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_round_trip(tmp_path: Path, name: str, ending: str) -> None:
    """Every shipped list comes back as it went, conditions and effects included."""
    scenario, path = scenarios.find(name), tmp_path / f"m.{ending}"

    write(scenario, path)

    canonical = {
        f"msel.{one.id}.when": words_of(condition(scenario, one.condition)) for one in scenario.msel if one.condition
    }
    assert vary(scenario, canonical) == replaced(scenario, path)


def test_what_an_event_changes_in_full_is_read_from_its_cell(tmp_path: Path) -> None:
    """Rows of effects, a flash and what else the sheet says of an event; emptied cells take it away."""
    tutorial = scenarios.find("tutorial")
    full = GOOD | {"Effects in Full": LOWER, "Flash": "Yes"}
    (one,) = replaced(tutorial, sheet(tmp_path / "full.csv", full)).msel
    (bare,) = replaced(tutorial, sheet(tmp_path / "bare.csv", full | {"Effects in Full": "", "Flash": "no"})).msel

    assert [("rung", -1.0)] == [(row.does, float(row.amount or 0)) for row in one.effects]
    assert one.flash
    assert ((), False) == (bare.effects, bare.flash)


@pytest.mark.parametrize(
    ("header", "cell", "word"),
    [
        ("Effects in Full", "rung -1", "no list of effects in JSON"),
        ("Effects in Full", '[{"does": "nothing"}]', "nothing"),
        ("Flash", "perhaps", "neither yes nor no"),
        ("Hand-outs", "no-such-paper", "no-such-paper"),
    ],
)
def test_what_such_a_cell_cannot_say_is_refused(tmp_path: Path, header: str, cell: str, word: str) -> None:
    """With its row and column, beside a row in which the column is understood."""
    known = {"Effects in Full": LOWER, "Flash": "yes", "Hand-outs": ""}
    path = sheet(tmp_path / "s.csv", GOOD | {header: known[header]}, GOOD | {"Event Number": "INJ-02", header: cell})
    with pytest.raises(ScenarioError, match=word) as told:
        replaced(scenarios.find("tutorial"), path)
    assert "INJ-02" in str(told.value) or "row 3" in str(told.value)


def test_a_list_says_in_words_what_its_events_change(tmp_path: Path) -> None:
    """Beside what the game reads; what stands in that column is passed over when the list comes back."""
    scenario, path = scenarios.find("second-thomas"), tmp_path / "m.csv"
    header, *listed = rows(scenario)
    told = {row[0]: row[header.index("Effect in Words")] for row in listed}
    write(scenario, path)
    path.write_text(path.read_text(encoding="utf-8-sig").replace(told["INJ-06"], "nothing at all"), encoding="utf-8")
    back = {inject.id: inject for inject in replaced(scenario, path).msel}

    assert {one.id for one in scenario.msel if one.effect != Effect() or one.effects} == {
        i for i, t in told.items() if t
    }
    assert "trust of JPN -0.05" == told["INJ-06"]
    assert "nothing at all" in path.read_text(encoding="utf-8")
    assert all(one.effect == back[one.id].effect and one.columns == back[one.id].columns for one in scenario.msel)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_unknown_columns_are_kept(tmp_path: Path, ending: str) -> None:
    """What a facilitator adds for itself survives the way in and out."""
    tutorial = scenarios.find("tutorial")
    came = sheet(tmp_path / "a.csv", GOOD | {"Learning Points": "who speaks first", "Max minutes": "20"})
    taken = replaced(tutorial, came)

    write(taken, tmp_path / f"b.{ending}")

    assert {"Learning Points": "who speaks first", "Max minutes": "20"} == taken.msel[0].columns
    assert taken == replaced(tutorial, tmp_path / f"b.{ending}")


def test_headers_by_other_names(tmp_path: Path) -> None:
    """Other templates' headers, in any order and case; times as people write them; ALL for everybody."""
    tutorial = scenarios.find("tutorial")
    other = {
        "DETAILS": "One.",
        "To Org": "all",
        "Control Number": "INJ-07",
        "Simulated Time": "D+2 06:00",
        "method": "cable",
    }

    (one,) = replaced(tutorial, sheet(tmp_path / "s.csv", other)).msel

    assert ("INJ-07", 54, "cable", "One.", "CONTROL") == (one.id, one.hour, one.mode, one.text, one.sender)
    assert tuple(tutorial.players) == one.to


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([GOOD | {"To": "AUS, NZL"}], "row 2, column 'To': no seat 'NZL'"),
        ([GOOD, GOOD | {"Event Number": "INJ-02", "Designated Scenario Time": "soon"}], "row 3, column 'Designated Scenario Time': 'soon' is no"),
        ([GOOD | {"Event Type": "Surprise"}], "row 2, column 'Event Type': 'Surprise' is none of Inject"),
        ([GOOD, GOOD], "Event Number 'INJ-01' appears twice"),
        ([GOOD | {"Message": ""}], "row 2, column 'Message': is empty"),
        ([GOOD | {"Event Number": "第一"}], "row 2, column 'Event Number': '第一' has no letter and no digit"),
        ([GOOD | {"Condition": "rung>"}], "row 2, column 'Condition': 'rung>' is no condition: column 6: the condition ends"),
        ([GOOD | {"Designated Scenario Time": "H+9000"}], "row 2, column 'Designated Scenario Time': hour = 9000 is after ENDEX"),
        ([GOOD | {"Designated Scenario Time": ""}], "row 2, column 'Designated Scenario Time': needs an hour"),
        ([GOOD | {"Event Type": "Contingency Inject"}], "row 2, column 'Condition': a contingency inject needs a condition"),
        ([GOOD | {"Condition": '{"fired": "INJ-99"}'}], "row 2, column 'Condition': when: column 18: 'INJ-99': no such inject"),
        ([GOOD | {"Effect": '{"trust": {"NZL": 0.1}}'}], "row 2, column 'Effect': seat = 'NZL': no such seat"),
        ([GOOD | {"Effect": '{"opens": "raid"}'}], "row 2, column 'Effect': effect.opens = 'raid'"),
        ([GOOD | {"Effect": '{"opens": "survey"}'}], "row 2, column 'Effect': effect.opens = 'survey', which opens by itself at hour 0"),
        ([GOOD | {"Exercise Objective": "usa-win"}], "row 2, column 'Exercise Objective': objective = 'usa-win'"),
        ([GOOD | {"To": ""}], "row 2, column 'To': nobody receives it"),
        ([{"Event Number": "INJ-01", "Message": "x"}], "row 1: no column 'To'"),
        ([{"Event Number": "1", "Time": "24", "Recipient": "JPN", "Send To": "AUS", "Message": "x"}], "columns 'Recipient' and 'Send To' may both be 'To'; say which"),
    ],
)  # fmt: skip
def test_a_broken_sheet_is_told_by_row_and_column(tmp_path: Path, lines: list[dict[str, str]], words: str) -> None:
    """What, where, and what would be right."""
    with pytest.raises(ScenarioError) as told:
        replaced(scenarios.find("tutorial"), sheet(tmp_path / "s.csv", *lines))

    assert words in str(told.value)


def packed(path: Path, members: dict[str, bytes]) -> Path:
    """A zip of those members, deflated."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, inside in members.items():
            file.writestr(name, inside)
    return path


def members(path: Path) -> dict[str, bytes]:
    """What a workbook holds."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>"""


def test_a_file_that_is_no_sheet(tmp_path: Path) -> None:
    """Whatever else may carry the name: one message with the file and what it is, in any depth of damage."""
    tutorial, whole = scenarios.find("tutorial"), tmp_path / "whole.xlsx"
    write(tutorial, whole)
    good, inside = whole.read_bytes(), members(whole)
    (tmp_path / "text.xlsx").write_text("not a workbook", "utf-8")
    (tmp_path / "bytes.csv").write_bytes(b"abc\xff\xfe\x00")
    (tmp_path / "empty.csv").write_text("", "utf-8")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "locked.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 600)
    (tmp_path / "half.xlsx").write_bytes(good[: len(good) // 2])
    (tmp_path / "old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1"))
    (tmp_path / "quote.csv").write_text('Event Number,To,Message\nINJ-01,AUS,"never closed\n', "utf-8")
    sheet(tmp_path / "long.csv", *[GOOD] * 6000)
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(6_000_000)
    packed(tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b"0" * 60_000_000})
    packed(tmp_path / "laughs.xlsx", inside | {"xl/worksheets/sheet1.xml": LAUGHS})
    packed(tmp_path / "wide.xlsx", inside | {"xl/worksheets/sheet1.xml": LAUGHS.decode().encode("utf-16")})
    packed(tmp_path / "torn.xlsx", inside | {"xl/worksheets/sheet1.xml": inside["xl/worksheets/sheet1.xml"][:900]})
    packed(tmp_path / "bare.xlsx", {"hello.txt": b"hello"})
    for name, words in {
        "text.xlsx": "text.xlsx: is ", "bytes.csv": "row 1: byte 3 is not UTF-8", "empty.csv": "is empty",
        "nothing.csv": "no such file", "long.csv": "more than 5,000 filled rows", "large.csv": "not CSV",
        "bomb.xlsx": "has no workbook in it", "folder.csv": "is a folder", "locked.xlsx": "locked with a password",
        "picture.xlsx": "is a picture", "half.xlsx": "is damaged or cut short", "old.xls": "as .xlsx or .csv, not .xls",
        "laughs.xlsx": "sheet1.xml declares a document type", "wide.xlsx": "declares a document type", "torn.xlsx": "is damaged",
        "bare.xlsx": "has no workbook in it", "quote.csv": "not CSV",
    }.items():  # fmt: skip
        with pytest.raises(ScenarioError) as told:
            replaced(tutorial, tmp_path / name)
        assert words in str(told.value)
        assert str(told.value).startswith(f"{tmp_path / name}: ")
        assert 1 == len(str(told.value).splitlines())


def test_a_workbook_that_claims_to_be_enormous(tmp_path: Path) -> None:
    """A million rows and sixteen thousand columns declared, one cell far out: what is declared is not believed, what is there is refused."""
    tutorial, path = scenarios.find("tutorial"), tmp_path / "m.xlsx"
    write(tutorial, path)
    inside = members(path)
    xml = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', inside["xl/worksheets/sheet1.xml"])
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'

    packed(tmp_path / "a.xlsx", inside | {"xl/worksheets/sheet1.xml": xml})
    packed(tmp_path / "b.xlsx", inside | {"xl/worksheets/sheet1.xml": xml.replace(b"</sheetData>", far)})

    assert tutorial == replaced(tutorial, tmp_path / "a.xlsx")
    with pytest.raises(ScenarioError, match="is it a list of events"):
        replaced(tutorial, tmp_path / "b.xlsx")


def grid(path: Path, *lines: list[object]) -> Path:
    """A workbook of those cells, formulas and all, as its user would save it without a spreadsheet having calculated."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)
    return path


HEADS = ["Event Number", "Designated Scenario Time", "To", "Message", "Notes"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([HEADS, ["INJ-01", 24, "AUS", "=1+1", None]], "row 2, column 'Message': the formula =1+1 has never been calculated"),
        ([HEADS, ["INJ-01", 24, "AUS", "One.", "=A9"]], "row 2, column 'Notes': the formula =A9 has never been calculated"),
        ([HEADS, ["INJ-01", 24, "AUS", "#REF!", None]], "row 2, column 'Message': #REF! is a formula that went wrong"),
        ([HEADS, ["INJ-01", datetime(2030, 1, 2, 6), "AUS", "One.", None]], "row 2, column 'Designated Scenario Time': '2030-01-02 6:00:00' is a date, and nobody has said on which day STARTEX is"),
        ([HEADS, ["INJ-01", 24.5, "AUS", "One.", None]], "'24.5' is no time; such are H+30"),
        ([["Exercise Four"], [], HEADS, ["INJ-01", 24, "NZL", "One.", None]], "row 4, column 'To': no seat 'NZL'; "),
        ([HEADS, ["INJ-01", 24, "AUS", "One.", None], ["INJ-01", 30, "AUS", "Two.", None]], "row 3, column 'Event Number': Event Number 'INJ-01' appears twice, first in row 2"),
        ([[*HEADS, "Exercise Objective"], ["INJ-01", 24, "AUS", "One.", None, "win"]], "row 2, column 'Exercise Objective': objective = 'win': no such objective"),
        ([[*HEADS, "Event Type"], ["INJ-01", 24, "AUS", "One.", None, "Contingency Inject"]], "row 2, column 'Condition': a contingency inject needs a condition"),
        ([HEADS, ["INJ-01", "TBD", "AUS", "One.", None]], "row 2, column 'Designated Scenario Time': needs an hour"),
    ],
)  # fmt: skip
def test_a_broken_workbook_is_told_by_row_and_column(tmp_path: Path, lines: list[list[object]], words: str) -> None:
    """Rows as the spreadsheet counts them, a title above the headers included; nothing a cell says is silently lost."""
    with pytest.raises(ScenarioError) as told:
        replaced(scenarios.find("tutorial"), grid(tmp_path / "s.xlsx", *lines))

    assert words in str(told.value)


def test_merged_cells_apply_to_their_rows(tmp_path: Path) -> None:
    """A title merged across the sheet is passed over; a message merged over two rows is that of both."""
    book = openpyxl.Workbook()
    for line in (["Events list of the day"], HEADS, ["INJ-01", 24, "AUS", "One.", ""], ["INJ-02", 30, "AUS", "", ""]):
        book.active.append(line)
    book.active.merge_cells("A1:E1")
    book.active.merge_cells("D3:D4")
    book.save(tmp_path / "m.xlsx")

    assert ["One.", "One."] == [one.text for one in replaced(scenarios.find("tutorial"), tmp_path / "m.xlsx").msel]


def test_the_sheet_called_msel_is_read(tmp_path: Path) -> None:
    """A workbook with a cover: the list is found by its name, a calculated time is taken as its value."""
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    list_ = book.create_sheet("Draft MSEL v2")
    list_.append(HEADS)
    list_.append(["INJ-01", 24.0, "AUS", "One.", "x"])
    book.save(tmp_path / "m.xlsx")

    (one,) = replaced(scenarios.find("tutorial"), tmp_path / "m.xlsx").msel

    assert (24, "One.", "x") == (one.hour, one.text, one.notes)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("named", [False, True])
def test_csv_as_any_spreadsheet_saves_it(tmp_path: Path, mark: str, code: str, named: bool) -> None:
    """Comma, semicolon or tab; with and without a mark of its encoding; with Excel's line that names the separator."""
    tutorial, path = scenarios.find("tutorial"), tmp_path / "s.csv"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark)
    for row in rows(tutorial):
        writer.writerow(row)
    path.write_bytes(((f"sep={mark}\r\n" if named else "") + out.getvalue()).encode(code))

    assert tutorial == replaced(tutorial, path)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@given(
    text=st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).map(str.strip).filter(bool),
    first=st.sampled_from(["", "=", "+", "-", "@", "'", "''=", "'=", "'a", "_x0041_", "<!DOCTYPE", '"', "a\nb", ";;;"]),
)
def test_any_words_come_back(tmp_path: Path, ending: str, text: str, first: str) -> None:
    """Law: whatever a message or a note says, out and in again is the same, quotes before formulas included."""
    scenario = vary(scenarios.find("tutorial"), {"msel.INJ-01.text": first + text, "msel.INJ-02.notes": first + text})
    path = tmp_path / f"m.{ending}"
    path.unlink(missing_ok=True)

    write(scenario, path)

    canonical = {
        f"msel.{one.id}.when": words_of(condition(scenario, one.condition)) for one in scenario.msel if one.condition
    }
    assert vary(scenario, canonical) == replaced(scenario, path)


def test_what_no_workbook_can_hold(tmp_path: Path) -> None:
    """A control character, or more letters than a cell takes, is refused with its row and column; CSV takes both, and the first is refused there."""
    for text, words in {"bell \a": "control characters", "x" * 40_000: "40,000 characters"}.items():
        scenario = vary(scenarios.find("tutorial"), {"msel.INJ-01.text": text})
        with pytest.raises(ScenarioError, match=f"row 2, column H: .*{words}"):
            write(scenario, tmp_path / "m.xlsx")
        write(scenario, tmp_path / f"{len(text)}.csv")
    assert scenario == replaced(scenario, tmp_path / "40000.csv")
    with pytest.raises(ScenarioError, match=r"column 'Message': holds the control character U\+0007"):
        replaced(scenario, tmp_path / "6.csv")


def test_remarks_name_row_and_column(tmp_path: Path) -> None:
    """Of a sheet that is playable and yet likely to go wrong: where to look."""
    tutorial = scenarios.find("tutorial")
    taken, where, _ = read(
        tutorial, sheet(tmp_path / "s.csv", GOOD, GOOD | {"Event Number": "INJ-02", "Exercise Objective": ""})
    )

    told = lint(taken, where)

    assert "row 3, column 'Exercise Objective': INJ-02: serves no exercise objective" in told
    assert any(
        line.startswith("row 2, column 'Designated Scenario Time': INJ-01, INJ-02: all at H+24") for line in told
    )


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", '=HYPERLINK("x")'])
def test_no_text_becomes_a_formula(tmp_path: Path, text: str) -> None:
    """A message that looks like one is a text in both formats, and comes back as it was."""
    scenario = vary(scenarios.find("tutorial"), {"msel.INJ-01.text": text})

    write(scenario, tmp_path / "m.xlsx")
    write(scenario, tmp_path / "m.csv")

    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert not [cell for line in book["MSEL"].iter_rows() for cell in line if cell.data_type == "f"]
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not [cell for line in csv.reader(file) for cell in line if cell.startswith(("=", "+", "-", "@"))]
    assert scenario == replaced(scenario, tmp_path / "m.xlsx") == replaced(scenario, tmp_path / "m.csv")


def test_remarks_before_startex() -> None:
    """No objective, no expected response, two at once for one cell, a timed contingency."""
    tutorial = scenarios.find("tutorial")
    first = tutorial.msel[0]
    twin = first.model_dump(mode="json", by_alias=True) | {"id": "INJ-09", "objective": "", "expected": ""}
    told = lint(vary(tutorial, {"msel": [first.model_dump(mode="json", by_alias=True), twin]}))

    assert "INJ-09: serves no exercise objective" in told
    assert any(line.startswith("INJ-09: no expected response") for line in told)
    assert any(line.startswith(f"INJ-01, INJ-09: all at H+{first.hour} for") for line in told)


def test_the_command_and_a_game_from_a_sheet(tmp_path: Path) -> None:
    """Out, checked, played: the same game as from the scenario; nothing is overwritten."""

    def said(*args: str, code: int = 0) -> str:
        told = call(args)
        assert (code, "") == (told.code, told.raised), told.err + told.trace
        return told.err if code else told.out

    path = str(tmp_path / "m.xlsx")
    assert f"{len(scenarios.find('tutorial').msel)} events written" in said("msel", "tutorial", "--out", path)
    assert "already exists" in said("msel", "tutorial", "--out", path, code=2)
    assert f"playable; {len(scenarios.find('tutorial').msel)} events" in said("msel", "tutorial", "--check", path)
    assert said("play", "tutorial", "--seed", "3") == said("play", "tutorial", "--seed", "3", "--msel", path)
    assert ".xlsx or .csv, not .doc" in said("msel", "tutorial", "--out", str(tmp_path / "m.doc"), code=2)
