"""Lists as people have them: what is read, what is left out and said, what is refused and how it may be said instead."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.styles import Font

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.exercise.msel.mapping import Instructions
from fourthseat.engine.exercise.msel.reading import Taken, read, replaced
from fourthseat.engine.exercise.msel.writing import write
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario

TUTORIAL = scenarios.find("tutorial")
EVERY = tuple(map(str, TUTORIAL.players))
HEADS = ["Event Number", "Designated Scenario Time", "To", "Message", "Exercise Objective", "Notes"]


def event(number: str = "INJ-01", **changed: object) -> list[object]:
    """One good row under :data:`HEADS`."""
    row = dict(zip(HEADS, [number, "H+24", "AUS", "Something happens.", "usa-hold", ""], strict=True))
    return list((row | {key.replace("_", " "): value for key, value in changed.items()}).values())


def text_list(path: Path, *lines: Sequence[str]) -> Path:
    """A CSV of those lines."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def book(path: Path, sheets: dict[str, list[list[object]]], finish: Callable[[Any], None] = lambda _: None) -> Path:
    """A workbook of those sheets; *finish* may hide, merge and strike."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    finish(made)
    made.save(path)
    return path


def refused(path: Path, told: Instructions | None = None) -> str:
    """What a list is refused with."""
    with pytest.raises(ScenarioError) as wrong:
        read(TUTORIAL, path, told)
    return str(wrong.value)


# ---------------------------------------------------------------- headers and columns


@pytest.mark.parametrize(
    ("heads", "line", "told", "is_"),
    [
        (["#", "Real Time", "Player", "From", "Script"], ["1", "19:29", "AUS", "Press", "The ship turns."], Instructions(startex="18:00", times="scenario"), ("1", 1, "The ship turns.")),
        (["EVENT #", "EVENT TIME", "SEND TO (RECIPIENT PLAYERS)", "EVENT DESCRIPTION", "EXPECTED OUTCOMES"], ["1", "11:00", "AUS", "The ship turns.", "They answer"], Instructions(startex="09:00"), ("1", 2, "The ship turns.")),
        (["EventNumber", "ScheduledTime", "Target", "Description", "ExpectedAction", "DeliveryMethod"], ["1", "09:00", "AUS", "The ship turns.", "x", "Radio"], Instructions(startex="2026-11-26T08:30"), ("1", 0, "The ship turns.")),
        (["T+min", "Inject#", "Delivery", "Description", "Expected Actions"], ["T+5", "1", "Phone", "The ship turns.", "x"], Instructions(times="scenario", defaults={"To": "AUS"}), ("1", 0, "The ship turns.")),
        (["No.", "Inject #", "To", "Time", "Narrative"], ["1", "7", "AUS", "H+24", "The ship turns."], Instructions(), ("7", 24, "The ship turns.")),
        (["番号", "時刻", "付与先", "内容"], ["１", "Ｈ＋２４", "ＡＵＳ", "船が動く。"], Instructions(), ("1", 24, "船が動く。")),
        (["Nummer", "Zeit", "An", "Text"], ["1", "H+24", "AUS", "Ein Schiff."], Instructions(columns={"Nummer": "Event Number", "Zeit": "Time", "An": "To"}), ("1", 24, "Ein Schiff.")),
        (["Move", "To", "Message"], ["2", "AUS", "x"], Instructions(), ("01", 240, "x")),
        (["Serial", "Date", "Recipient", "Text"], ["1", "2026-11-26 10:00", "AUS", "x"], Instructions(startex="2026-11-26T08:00"), ("1", 2, "x")),
        (["Serial", "Date", "Time", "Recipient", "Text"], ["1", "27 Nov 2026", "0900", "AUS", "x"], Instructions(startex="2026-11-26T08:00"), ("1", 25, "x")),
    ],
)  # fmt: skip
def test_headers_of_many_kinds_are_read(
    tmp_path: Path, heads: list[str], line: list[str], told: Instructions, is_: tuple[str, int, str]
) -> None:
    """One row a kind of list, with no more said than cannot be guessed."""
    (one,) = read(TUTORIAL, text_list(tmp_path / "l.csv", ["Exercise title"], [], heads, line), told).scenario.msel

    assert is_ == (one.id, one.hour, one.text)
    assert ("AUS",) == one.to


def test_what_cannot_be_guessed_is_asked_for(tmp_path: Path) -> None:
    """Every header and what was understood of it, what is lacking, and words to paste that answer it."""
    path = text_list(tmp_path / "l.csv", ["T+min", "Inject#", "Wer", "Description"], ["T+5", "1", "AUS", "x"])

    told = refused(path)

    for words in ("no column 'To': nobody can tell who receives", "--times exercise --move-minutes 30", "'Inject#'", "Event Number", "? (kept with its row)", '--map "Wer=To"', '--default "To=All"'):  # fmt: skip
        assert words in told
    assert 0 == read(TUTORIAL, path, Instructions(columns={"Wer": "To"}, times="scenario")).scenario.msel[0].hour


def test_two_header_rows_and_a_group_above(tmp_path: Path) -> None:
    """A merged group over two columns gives them their meaning."""

    def merge(made: Any) -> None:
        made["L"].merge_cells("B1:C1")
        made["L"].merge_cells("A1:A2")

    path = book(tmp_path / "l.xlsx", {"L": [["No.", "Time", None, "Addressing", None, "Text"], [None, "Exercise", "Real", "From", "To", None], [1, "H+24", "09:00", "Press", "AUS", "x"]]}, merge)  # fmt: skip

    (one,) = replaced(TUTORIAL, path).msel

    assert ("1", 24, "Press", ("AUS",), "x") == (one.id, one.hour, one.sender, one.to, one.text)
    assert "09:00" in one.columns.values()


def test_columns_without_or_with_the_same_header_are_kept(tmp_path: Path) -> None:
    """By their letter; nothing that stands in a row is lost."""
    path = text_list(tmp_path / "l.csv", [*HEADS, "Owner", "Owner", ""], [*map(str, event()), "A", "B", "C"])

    assert {"Owner": "A", "Owner (column H)": "B", "column I": "C"} == replaced(TUTORIAL, path).msel[0].columns


def test_theirs_is_kept_where_ours_cannot_be_read(tmp_path: Path) -> None:
    """A type, a capability, a trigger or a state in another list's words is a column of its own, and said."""
    heads = ["#", "Time", "To", "Text", "Inject Type", "Core Capability", "Trigger", "State"]
    taken = read(
        TUTORIAL,
        text_list(tmp_path / "l.csv", heads, ["1", "24", "AUS", "x", "Media", "Mass Care", "phone rings", "Maryland"]),
    )

    assert {
        "Inject Type": "Media",
        "Core Capability": "Mass Care",
        "Trigger": "phone rings",
        "State": "Maryland",
    } == taken.scenario.msel[0].columns
    assert 4 == sum(read == "own column" for _, read, _ in taken.summary.columns_read())


# ---------------------------------------------------------------- rows


def left_out(taken: Taken) -> dict[int, str]:
    """Why by row."""
    return {one.row: one.why for one in taken.summary.left_out}


def test_what_its_author_hid_is_not_played_and_said(tmp_path: Path) -> None:
    """A hidden row, a struck one; ``--include-hidden`` takes both."""

    def hide(made: Any) -> None:
        made["MSEL"].row_dimensions[3].hidden = True
        for cell in made["MSEL"][4]:
            cell.font = Font(strike=True)

    path = book(tmp_path / "l.xlsx", {"MSEL": [HEADS, event(), event("INJ-02"), event("INJ-03")]}, hide)
    taken = read(TUTORIAL, path)

    assert {3: "is hidden", 4: "is struck through"} == left_out(taken)
    assert "1 event read, 2 left out (row 3 is hidden; row 4 is struck through)" in taken.summary.line()
    assert 3 == len(read(TUTORIAL, path, Instructions(include_hidden=True)).scenario.msel)


def test_words_struck_through_are_not_read_and_said(tmp_path: Path) -> None:
    """A message struck leaves its row out; other cells and single words are left out of theirs."""
    two = CellRichText(TextBlock(InlineFont(strike=True), "two ships"), " three ships are seen")

    def strike(made: Any) -> None:
        made["MSEL"]["F2"].font = Font(strike=True)
        made["MSEL"]["D3"].font = Font(strike=True)

    path = book(
        tmp_path / "l.xlsx",
        {"MSEL": [HEADS, event(Notes="old"), event("INJ-02"), event("INJ-03", Message=two)]},
        strike,
    )
    taken = read(TUTORIAL, path)

    assert {3: "has its message struck through"} == left_out(taken)
    assert ["", "three ships are seen"] == [taken.scenario.msel[0].notes, taken.scenario.msel[1].text]
    assert ["'old'", "'two ships'"] == [note.rpartition(": ")[2] for note in taken.summary.notes]


@pytest.mark.parametrize("word", ["cut", "Omitted", "NOT INJECTED", "deleted", "cancelled", "On hold", "draft", "中止"])
@pytest.mark.parametrize("header", ["Status", "Inject Status", "状態"])
def test_a_status_may_leave_a_row_out(tmp_path: Path, header: str, word: str) -> None:
    """And it is said, with the word."""
    path = text_list(
        tmp_path / "l.csv", [*HEADS, header], [*map(str, event()), "approved"], [*map(str, event("INJ-02")), word]
    )
    taken = read(TUTORIAL, path)

    assert {3: f"has {header} {word!r}"} == left_out(taken)
    assert ["INJ-01"] == [one.id for one in taken.scenario.msel]


@pytest.mark.parametrize(("header", "word", "out"), [("Omit?", "Y", True), ("Omit?", "no", False), ("Cut", "x", True), ("Include", "N", True), ("Include", "yes", False)])  # fmt: skip
def test_a_column_may_say_yes_or_no(tmp_path: Path, header: str, word: str, out: bool) -> None:
    """Whichever way it asks."""
    path = text_list(tmp_path / "l.csv", [*HEADS, header], [*map(str, event("INJ-02")), ""], [*map(str, event()), word])

    assert out == bool(left_out(read(TUTORIAL, path)))


def test_an_unknown_status_is_asked_about(tmp_path: Path) -> None:
    """Neither played nor left out in silence."""
    path = text_list(tmp_path / "l.csv", [*HEADS, "Status"], [*map(str, event()), "with Bob"])

    assert "'with Bob': is such an event played or not?" in refused(path)
    assert '--map "with Bob=play"' in refused(path)
    assert "no event stands below it" in refused(path, Instructions(status={"with Bob": "leave out"}))
    assert 1 == len(read(TUTORIAL, path, Instructions(status={"with Bob": "play"})).scenario.msel)


def test_headings_over_rows_are_skipped_and_said(tmp_path: Path) -> None:
    """A merged one, one that stands alone, the headers once more, a number nobody has written an event for; a day counts."""
    lines = [
        ["No", "Time", "To", "Text"],
        ["DAY 1"],
        [1, "0900", "AUS", "x"],
        ["No", "Time", "To", "Text"],
        ["Day 2 - the port"],
        [2, "0900", "AUS", "y"],
        [3],
    ]

    taken = read(
        TUTORIAL,
        book(tmp_path / "l.xlsx", {"L": lines}, lambda made: made["L"].merge_cells("A2:D2")),
        Instructions(startex="08:00"),
    )

    assert [1, 25] == [one.hour for one in taken.scenario.msel]
    assert [2, 4, 5, 7] == [one.row for one in taken.summary.skipped]


def test_merged_cells_apply_to_their_rows(tmp_path: Path) -> None:
    """An objective merged down three rows is that of all three."""
    path = book(tmp_path / "l.xlsx", {"MSEL": [HEADS, event(), event("INJ-02", Exercise_Objective=None), event("INJ-03", Exercise_Objective=None)]}, lambda made: made["MSEL"].merge_cells("E2:E4"))  # fmt: skip

    assert ["usa-hold"] * 3 == [one.objective for one in replaced(TUTORIAL, path).msel]


def test_a_row_for_control_alone_is_no_event(tmp_path: Path) -> None:
    """It is said; among others control receives nothing, and that is said too."""
    taken = read(TUTORIAL, text_list(tmp_path / "l.csv", HEADS, [*map(str, event())], [*map(str, event("INJ-02", To="EXCON"))], [*map(str, event("INJ-03", To="SimCell, JPN"))]))  # fmt: skip

    assert {3: "is addressed to control alone ('EXCON')"} == left_out(taken)
    assert ("JPN",) == taken.scenario.msel[1].to
    assert any("SimCell is control" in note for note in taken.summary.notes)


# ---------------------------------------------------------------- sheets


def test_the_sheet_that_is_read_is_the_list_and_named(tmp_path: Path) -> None:
    """Visible before hidden, its name before others; those not read are named too."""

    def hide(made: Any) -> None:
        made["MSEL old"].sheet_state = "hidden"

    path = book(
        tmp_path / "l.xlsx",
        {"MSEL old": [HEADS, event("INJ-08")], "Cover": [["Title"]], "Injects final": [HEADS, event("INJ-09")]},
        hide,
    )
    taken = read(TUTORIAL, path)

    assert ["INJ-09"] == [one.id for one in taken.scenario.msel]
    assert "sheet 'Injects final': 1 event read; not read: 'MSEL old' (hidden)" in taken.summary.line()
    assert "INJ-08" == read(TUTORIAL, path, Instructions(sheet="msel OLD")).scenario.msel[0].id
    assert "did you mean 'MSEL old'" in refused(path, Instructions(sheet="MSEL odl"))


def test_two_lists_alike_are_a_question(tmp_path: Path) -> None:
    """Which is neither the first nor the second."""
    path = book(tmp_path / "l.xlsx", {"Day one": [HEADS, event()], "Day two": [HEADS, event("INJ-02")]})

    assert "sheets 'Day one', 'Day two' are lists alike; say which: --sheet 'Day one'" in refused(path)
    assert "INJ-02" == read(TUTORIAL, path, Instructions(sheet="Day two")).scenario.msel[0].id


def test_information_beside_the_list_is_not_the_list(tmp_path: Path) -> None:
    """A sheet whose name says so comes second, also when it comes first."""
    path = book(tmp_path / "l.xlsx", {"MSEL INFO ONLY": [HEADS, event()], "MSEL": [HEADS, event("INJ-02")]})

    assert "INJ-02" == replaced(TUTORIAL, path).msel[0].id


def test_the_only_list_hidden_is_a_question_and_a_chart_none(tmp_path: Path) -> None:
    """A hidden sheet is read if it is asked for; a tab with a chart is no sheet."""

    def hide(made: Any) -> None:
        made.create_chartsheet("MSEL chart", 0).add_chart(BarChart())
        made["Plan"].sheet_state = "hidden"

    path = book(tmp_path / "l.xlsx", {"Cover": [["Title"]], "Plan": [HEADS, event()]}, hide)

    assert "the only list is on a hidden sheet ('Plan'); show it, or say --sheet 'Plan'" in refused(path)
    assert 1 == len(read(TUTORIAL, path, Instructions(sheet="Plan")).scenario.msel)


# ---------------------------------------------------------------- what is wrong


def test_all_that_is_wrong_with_a_row_is_said(tmp_path: Path) -> None:
    """Every field of it, also what only the whole list shows, and every row."""
    wrong = event("INJ-01", To="NZL", Message="", Exercise_Objective="usa-win", Designated_Scenario_Time="soon")
    told = refused(text_list(tmp_path / "l.csv", [*HEADS, "Condition", "Event Type"], [*map(str, wrong), "if it rains", "Surprise"], [*map(str, event("INJ-02", To="EOC"))]))  # fmt: skip

    for words in ("row 2, column 'To': no seat 'NZL'", "'Message': is empty", "objective = 'usa-win'", "'soon' is no time", "'if it rains' is no condition", "'Surprise' is none of", "row 3, column 'To': no seat 'EOC'", '--map "NZL=SEAT" --map "EOC=SEAT"'):  # fmt: skip
        assert words in told


def test_many_faults_are_counted(tmp_path: Path) -> None:
    """The first twenty rows are shown, one fault of a whole column once; the message is a screen, not a book."""
    rows = [
        list(map(str, event(f"INJ-{n}", Designated_Scenario_Time=f"{n % 24:02}:00", To=f"Unit {n}" * 200)))
        for n in range(1, 200)
    ]

    told = refused(text_list(tmp_path / "l.csv", HEADS, *rows))

    assert 1 == told.count("nobody has said when STARTEX is")
    assert "(and so in 198 more: row 3, 4" in told
    assert re.search(r"… and \d+ more in 199 rows altogether", told)
    assert len(told) < 4_200


@pytest.mark.parametrize(
    ("move", "time", "hour"),
    [("2", "", 240), ("Move 2", "", 240), ("2", "H+240", 240), ("1", "H+239", 239), ("", "H+24", 24)],
)
def test_a_move_is_obeyed(tmp_path: Path, move: str, time: str, hour: int) -> None:
    """Without a time it is when the move opens."""
    path = text_list(
        tmp_path / "l.csv",
        ["Event Number", "Move", "Designated Scenario Time", "To", "Message"],
        ["1", move, time, "AUS", "x"],
    )

    assert hour == replaced(TUTORIAL, path).msel[0].hour


@pytest.mark.parametrize(("move", "time", "words"), [("2", "H+24", "move 2 and time 'H+24' contradict each other: move 2 is H+240 to H+479"), ("9", "", "'9' is none of the moves 1 to 2"), ("late", "H+24", "none of the moves")])  # fmt: skip
def test_a_move_that_contradicts_is_refused(tmp_path: Path, move: str, time: str, words: str) -> None:
    """Never thrown away; both are named."""
    path = text_list(
        tmp_path / "l.csv",
        ["Event Number", "Move", "Designated Scenario Time", "To", "Message"],
        ["1", move, time, "AUS", "x"],
    )

    assert words in refused(path)


@pytest.mark.parametrize("error", ["#REF!", "#SPILL!", "#CALC!", "Err:508", "#ERROR!", "#N/A"])
def test_an_error_matters_where_it_is_read(tmp_path: Path, error: str) -> None:
    """In a message it is refused, in a column of one's own kept."""
    bad = book(tmp_path / "a.xlsx", {"MSEL": [HEADS, event(Message=error)]})
    kept = book(tmp_path / "b.xlsx", {"MSEL": [[*HEADS, "Owner"], [*event(), error]]})

    assert f"row 2, column 'Message': {error} is a formula that went wrong" in refused(bad)
    assert {"Owner": error} == replaced(TUTORIAL, kept).msel[0].columns


@pytest.mark.parametrize("character", ["\x07", "\x1b", "\x00", "\x0b"])
def test_a_control_character_is_refused_by_row_and_column(tmp_path: Path, character: str) -> None:
    """It never reaches a screen."""
    told = refused(text_list(tmp_path / "l.csv", HEADS, list(map(str, event(Message=f"a{character}b")))))

    assert "row 2, column 'Message': holds the control character" in told
    assert character not in told


def test_an_event_may_come_after_another(tmp_path: Path) -> None:
    """A time that is "after inject 1" waits for it, as a contingency does."""
    path = text_list(
        tmp_path / "l.csv", ["#", "Time", "To", "Text"], ["1", "24", "AUS", "x"], ["2", "after inject 1", "AUS", "y"]
    )

    two = replaced(TUTORIAL, path).msel[1]

    assert ("contingency", None, "closing and sent(1)") == (two.kind, two.hour, two.when)


def test_events_of_the_scenarios_own_list_may_stay(tmp_path: Path) -> None:
    """Where one of them opens an incident that the list does not: it is said, and one word keeps it."""
    scenario = scenarios.find("second-thomas")
    path = text_list(tmp_path / "l.csv", HEADS[:4], ["1", "H+24", "AUS", "x"])

    with pytest.raises(ScenarioError) as wrong:
        read(scenario, path)
    kept = read(scenario, path, Instructions(keep=("INJ-05",))).scenario

    assert "INJ-05 of the scenario's own list opens it" in str(wrong.value)
    assert "--keep INJ-05" in str(wrong.value)
    assert ["1", "INJ-05"] == [one.id for one in kept.msel]
    assert scenario.inject_by_id["INJ-05"] == kept.msel[1]


def test_headers_of_any_length_are_cut_in_messages(tmp_path: Path) -> None:
    """Sixty thousand characters are none of the reader's business."""
    told = refused(text_list(tmp_path / "l.csv", ["[" * 60_000, "Who\x1b[31m", "Message"], ["1", "2", "3"]))

    assert len(told) < 3_000
    assert "\x1b" not in told


# ---------------------------------------------------------------- out and in again

own_names = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=6).map(
    lambda name: f"Own {name}"
)
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30).map(str.strip)
injects = st.builds(
    dict,
    hour=st.integers(0, 479),
    mode=texts.filter(bool),
    to=st.lists(st.sampled_from(EVERY), min_size=1, unique=True),
    text=texts.filter(bool),
    expected=texts,
    notes=texts,
    objective=st.sampled_from(["", *(one.id for seat in TUTORIAL.seats for one in seat.objectives)]),
    flash=st.booleans(),
    effects=st.lists(st.builds(dict, does=st.just("rung"), amount=st.builds(dict, value=st.sampled_from([-1, 1]), low=st.just(-1), high=st.just(1))), max_size=2),
    source=texts.filter(bool),
    kind=st.sampled_from(["inject", "expected-action"]),
    effect=st.fixed_dictionaries({}, optional={"rung": st.sampled_from([-1, 1]), "trust": st.dictionaries(st.sampled_from(["JPN", "USA"]), st.floats(-1, 1), min_size=1), "basis": texts.filter(bool)}),
    columns=st.dictionaries(own_names, texts.filter(bool), max_size=2),
) | st.builds(
    dict,
    kind=st.just("contingency"),
    to=st.just(["JPN"]),
    text=texts.filter(bool),
    source=st.just("law"),
    when=st.sampled_from([{"not_ordered": "joint-statement"}, {"leaked": True, "rung_at_least": 3}, {"incident": "survey", "outcome": ["FAILURE", "PARTIAL"]}, {"incident": "survey", "choice": ["press", "back-down"]}, {"incident": "survey", "not_concurred": True}, {"incident": "survey"}, "rung >= 3 or not leaked and hour > 200"]),
)  # fmt: skip


def in_one_form(scenario: Scenario) -> dict[str, Any]:
    """Everything a scenario says; conditions in words, as a sheet has them whatever a file had."""
    whole = scenario.model_dump(mode="json", by_alias=True)
    return whole | {
        "msel": [row | {"when": inject.condition} for row, inject in zip(whole["msel"], scenario.msel, strict=True)]
    }


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@settings(max_examples=12)
@given(rows=st.lists(injects, min_size=1, max_size=4))
def test_any_list_comes_back_as_it_went(tmp_path: Path, ending: str, rows: list[dict[str, Any]]) -> None:
    """Law: of every field, conditions, effects and columns of one's own included."""
    scenario = vary(TUTORIAL, {"msel": [row | {"id": f"INJ-{number}"} for number, row in enumerate(rows)]})
    path = tmp_path / f"m.{ending}"
    path.unlink(missing_ok=True)

    write(scenario, path)

    assert in_one_form(scenario) == in_one_form(replaced(scenario, path))
