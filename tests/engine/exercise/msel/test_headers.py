"""Headers by their many names: each kind of spelling, what beats what, and what nobody may guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.exercise.msel.headers import FIELDS, NAMES, OWN, known, plain, target_field, understood

KINDS = {
    # a sign for "number", abbreviations, plurals, marks
    "#": "id", "No.": "id", "Nr": "id", "EVENT #": "id", "Event No:": "id", "Inject #": "id", "Inject#": "id", "MSEL NUMBER": "id",
    "Serial": "id", "Seq No": "id", "Inject ID": "id", "Objectives": "objective", "Recipient(s)": "to", "Player(s)": "to", "TO:": "to",
    # words run together
    "EventNumber": "id", "DESIGNATEDSCENARIOTIME": "hour", "ScheduledTime": "hour", "deliveryMethod": "mode", "SENDTO": "to",
    # brackets, slashes, line breaks, underscores
    "SEND TO (RECIPIENT PLAYERS)": "to", "Originator (From)": "sender", "DESCRIPTION/SCRIPT": "text", "Expected\nOutcomes": "expected",
    "expected_player_action": "expected", "Event/Inject Description": "text", "Date/Time Delivered": "hour",
    # other words
    "SENT FROM": "sender", "INJECT DTG": "hour", "EVENT TIME": "hour", "Real Time": "hour", "Exercise Time": "hour", "Inject Narrative": "text",
    "Narrative": "text", "Player": "to", "Target Audience": "to", "Anticipated Response": "expected", "Means": "mode", "Remarks": "notes",
    "Core Capability": "objective", "Trigger": "when", "Omit?": "omitted", "Not Injected": "omitted", "Status": "status", "Day": "day",
    # units and nothing else
    "T+min": "hour", "T + min": "hour", "H+": "hour", "Minutes": "hour", "Time (min)": "hour",
    # Japanese, full width
    "番号": "id", "時刻": "hour", "付与先": "to", "発出元": "sender", "内容": "text", "期待される行動": "expected", "備考": "notes", "Ｎｏ．": "id", "ＴＯ：": "to",
    "付与時刻（訓練）": "hour", "付与内容": "text", "状態": "status", "付与手段": "mode",
}  # fmt: skip


@pytest.mark.parametrize(("header", "field"), KINDS.items())
def test_a_header_is_known_by_its_kind_of_spelling(header: str, field: str) -> None:
    """One row a kind."""
    found = known(header)

    assert found is not None
    assert field == found.field


@pytest.mark.parametrize(
    "header", ["", "Severity", "Attachment", "Evaluator", "Learning Points", "Max minutes", "x" * 5_000]
)
def test_what_nobody_knows_is_nobodys(header: str) -> None:
    """A column of somebody's own is not taken for one of ours."""
    assert known(header) is None


@given(
    st.sampled_from(
        [(field, name) for field, groups in NAMES.items() for _, names in groups for name in names.split("; ")]
    ),
    st.data(),
)
def test_spelling_changes_nothing(one: tuple[str, str], data: st.DataObject) -> None:
    """Law: case, doubled blanks, line breaks, a colon and an explanation in brackets leave the field as it was."""
    _, name = one
    respelt = data.draw(
        st.sampled_from(
            [
                name.upper(),
                name.title(),
                f"  {name}:",
                name.replace(" ", "\n"),
                name.replace(" ", "  "),
                f"{name} (see annex)",
            ]
        )
    )

    plainly, again = known(name), known(respelt)

    assert plainly is not None
    assert again is not None
    assert plainly.field == again.field


@given(st.text(max_size=40))
def test_no_header_is_too_odd(header: str) -> None:
    """Law: any text is a header or none; its plain form has one."""
    known(header)

    assert plain(header) == plain(plain(header)) or header


@pytest.mark.parametrize(("header", "unit", "clock"), [("T+min", "min", ""), ("Time (min)", "min", ""), ("Hours", "h", ""), ("Real Time", "", "exercise"), ("Time (local)", "", "exercise"), ("Scenario Time", "", "scenario"), ("Elapsed", "h:mm", ""), ("訓練時刻", "", "exercise")])  # fmt: skip
def test_a_header_may_say_unit_and_clock(header: str, unit: str, clock: str) -> None:
    """What a bare number counts, and whose time it is."""
    found = known(header)

    assert found is not None
    assert (unit, clock) == (found.unit, found.clock)


def taken(*headers: str, **told: str) -> dict[str, str]:
    """Field by header."""
    return {match.header: match.field for match in understood(headers, told).matches}


def test_the_surer_name_wins_and_the_other_is_kept() -> None:
    """A counter of rows beside the inject's own number, a title beside the text: never a number as the message."""
    assert {"No.": OWN, "Inject #": "id", "To": "to", "Time": "hour", "Narrative": "text"} == taken(
        "No.", "Inject #", "To", "Time", "Narrative"
    )
    assert {"Event": OWN, "Description": "text"} == taken("Event", "Description")
    assert {"To": "to", "Recipient": OWN} == taken("To", "Recipient")


def test_equals_are_asked_about_where_it_matters() -> None:
    """Two recipients' columns are a question; of two for notes the first is taken and the second kept."""
    found = understood(["Recipient", "Send To", "Remarks", "Comments", "Text"], {})

    assert [("to", ("Recipient", "Send To"))] == list(found.undecided)
    assert "Remarks" == getattr(found.column("notes"), "header", "")


def test_what_a_person_says_wins() -> None:
    """Also against a better name, and with a unit."""
    headers = ("To", "Wer", "When")

    assert {"To": OWN, "Wer": "to", "When": "hour"} == taken(*headers, wer="To", when="Time (min)")
    assert "min" == getattr(understood(headers, {"when": "Time (min)"}).column("hour"), "unit", "")


@pytest.mark.parametrize("field", FIELDS)
def test_every_column_can_be_named(field: str) -> None:
    """What a mapping says is the header that is printed."""
    assert (field, "", "") == target_field(FIELDS[field])
