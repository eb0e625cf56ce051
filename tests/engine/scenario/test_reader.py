"""From raw tables to a scenario: what is ill formed is told by its key, its value and what would be right."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.shown import MOST_OF_A_MESSAGE
from fourthseat.engine.scenario.findings import MOST
from fourthseat.engine.scenario.reader import parse, parse_rows


@pytest.fixture
def raw() -> dict[str, Any]:
    """The tutorial as its file has it."""
    found: dict[str, Any] = json.loads(scenarios.find("tutorial").model_dump_json(by_alias=True))
    return found


def refused(raw: dict[str, Any]) -> str:
    """What the reader says of *raw*."""
    with pytest.raises(ScenarioError) as told:
        parse(raw, "f.toml")
    return str(told.value)


def test_what_was_written_is_read_again(raw: dict[str, Any]) -> None:
    """A scenario survives the way to raw tables and back."""
    assert scenarios.find("tutorial") == parse(raw, "f.toml") == parse_rows(raw, "f.toml")


def test_an_unknown_key_is_told_with_the_nearest_of_its_table(raw: dict[str, Any]) -> None:
    """The keys of the table it stands in, not of the whole file."""
    raw["incident"][0]["window_hour"] = 3

    assert (
        refused(raw)
        == f"f.toml: incident[{raw['incident'][0]['id']}].window_hour: unknown key; did you mean 'window_hours'?"
    )


def test_a_row_is_named_by_its_id_or_its_seat(raw: dict[str, Any]) -> None:
    """A number of a row is what nobody can look up."""
    raw["coalition"][0]["member"][0]["consent"] = "maybe"
    member = raw["coalition"][0]["member"][0]["seat"]

    assert refused(raw).startswith(f"f.toml: coalition[{raw['coalition'][0]['id']}].member[{member}].consent: 'maybe'")


def test_a_missing_key_is_missing(raw: dict[str, Any]) -> None:
    """Nothing else is said of it."""
    del raw["title"]

    assert refused(raw) == "f.toml: title: missing"


def test_a_date_is_a_value_like_any_wrong_one(raw: dict[str, Any]) -> None:
    """TOML has dates; no key of a scenario takes one, and none breaks the reader."""
    raw["turns"] = date(2026, 7, 1)

    assert refused(raw).startswith("f.toml: turns")


def test_many_mistakes_are_counted(raw: dict[str, Any]) -> None:
    """The first of them, a dozen or a screen at most, and how many more."""
    raw |= {f"odd{n}": 1 for n in range(MOST + 3)}
    lines = refused(raw).splitlines()

    assert 3 < len(lines) <= MOST + 1
    assert lines[-1] == f"… and {MOST + 3 - (len(lines) - 1)} more"
    assert sum(map(len, lines)) < MOST_OF_A_MESSAGE


def test_nesting_without_end_is_no_scenario(raw: dict[str, Any]) -> None:
    """One line instead of a traceback."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]

    assert refused(raw | {"title": deep}) == "f.toml: nested too deeply for a scenario"


def test_rows_alone_may_contradict_each_other(raw: dict[str, Any]) -> None:
    """The half that checks no row against another is for those who place the complaints themselves."""
    raw["incident"][0]["place"] = "atlantis"

    assert parse_rows(raw, "f.toml").incidents[0].place == "atlantis"
    assert "no such place" in refused(raw)


@pytest.mark.parametrize(("hour", "turn"), [(0, 1), (23, 1), (24, 2), (10_000, 0)])
def test_an_hour_lies_in_a_move(raw: dict[str, Any], hour: int, turn: int) -> None:
    """Counted from 1; what comes after ENDEX belongs to the last move."""
    s = parse(raw | {"turn_hours": 24, "msel": []}, "f.toml") if raw["turn_hours"] == 24 else scenarios.find("tutorial")
    length = s.turn_hours

    assert (turn or s.turns) == s.turn_at(hour * length // 24)
