"""The events list as a spreadsheet: out and in again unchanged, by whatever headers, and every mistake with its row and column."""

from __future__ import annotations

import csv
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

import scenarios
from engine.errors import ScenarioError
from engine.seminar.msel import lint, replaced, rows, write
from engine.vary import vary

ROOT = Path(__file__).parents[3]
GOOD = {
    "Event Number": "INJ-01", "Designated Scenario Time": "H+24", "Event Type": "Inject", "From": "Press", "To": "AUS, JPN",
    "Message": "Something happens.", "Exercise Objective": "usa-hold",
}  # fmt: skip


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

    assert scenario == replaced(scenario, path)


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
        ([GOOD, GOOD | {"Event Number": "INJ-02", "Designated Scenario Time": "noon"}], "row 3, column 'Designated Scenario Time': 'noon' is no"),
        ([GOOD | {"Event Type": "Surprise"}], "row 2, column 'Event Type': 'Surprise' is none of Inject"),
        ([GOOD, GOOD], "Event Number 'INJ-01' appears twice"),
        ([GOOD | {"Message": ""}], "row 2, column 'Message': is empty"),
        ([GOOD | {"Event Number": "first one"}], "row 2, column 'Event Number'"),
        ([GOOD | {"Condition": "rung>3"}], "row 2, column 'Condition': 'rung>3' is not of the form"),
        ([GOOD | {"Designated Scenario Time": "H+9000"}], "after ENDEX"),
        ([GOOD | {"To": ""}], "row 2, column 'To': nobody receives it"),
        ([{"Event Number": "INJ-01", "Message": "x"}], "row 1: no column 'To'"),
        ([GOOD | {"Recipient": "JPN"}], "columns 'To' and 'Recipient' are both 'To'"),
    ],
)  # fmt: skip
def test_a_broken_sheet_is_told_by_row_and_column(tmp_path: Path, lines: list[dict[str, str]], words: str) -> None:
    """What, where, and what would be right."""
    with pytest.raises(ScenarioError) as told:
        replaced(scenarios.find("tutorial"), sheet(tmp_path / "s.csv", *lines))

    assert words in str(told.value)


def test_a_file_that_is_no_sheet(tmp_path: Path) -> None:
    """Text called a workbook, bytes called CSV, an empty file, a folder, too many rows, a packed bomb."""
    tutorial = scenarios.find("tutorial")
    (tmp_path / "text.xlsx").write_text("not a workbook", "utf-8")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty.csv").write_text("", "utf-8")
    sheet(tmp_path / "long.csv", *[GOOD] * 3000)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    for name, words in {
        "text.xlsx": "is no Excel workbook", "bytes.csv": "is not UTF-8", "empty.csv": "holds no headers", "nothing.csv": "No such file",
        "long.csv": "more than 2,000 rows", "bomb.xlsx": "unpacks to",
    }.items():  # fmt: skip
        with pytest.raises(ScenarioError, match=words):
            replaced(tutorial, tmp_path / name)


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
        told = subprocess.run(
            [sys.executable, "-m", "cli", *args], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert code == told.returncode, told.stderr
        assert "Traceback" not in told.stderr
        return told.stdout + told.stderr

    path = str(tmp_path / "m.xlsx")
    assert "2 events written" in said("msel", "tutorial", "--out", path)
    assert "File exists" in said("msel", "tutorial", "--out", path, code=2)
    assert "playable; 2 events" in said("msel", "tutorial", "--check", path)
    assert said("play", "tutorial", "--seed", "3") == said("play", "tutorial", "--seed", "3", "--msel", path)
    assert ".xlsx or .csv, not .doc" in said("msel", "tutorial", "--out", str(tmp_path / "m.doc"), code=2)
