"""Contradictions between rows: each with its place, the value that is wrong and one sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.checks import DETERRENCE_NAMES, contradictions
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.reader import parse, parse_rows


def tutorial(**tables: Any) -> dict[str, Any]:
    """The tutorial as its file has it, with other *tables*."""
    raw: dict[str, Any] = json.loads(scenarios.find("tutorial").model_dump_json(by_alias=True))
    return raw | tables


def events(**fields: Any) -> list[dict[str, Any]]:
    """A list of one event."""
    return [{"id": "INJ-01", "hour": 1, "to": ["JPN"], "text": "t", "source": "s", **fields}]


def wrong(raw: dict[str, Any]) -> list[Complaint]:
    """What the rows of *raw* contradict each other in."""
    return list(contradictions(parse_rows(raw, "here")))


@pytest.mark.parametrize("name", scenarios.names())
def test_a_shipped_scenario_has_nothing_to_complain_of(name: str) -> None:
    """What is shipped can be played."""
    assert [] == list(contradictions(scenarios.find(name)))


@pytest.mark.parametrize(
    ("fields", "where", "value"),
    [
        ({"to": ["JPN", "NZL"]}, ("to",), "NZL"),
        ({"effect": {"trust": {"NZL": 0.1}}}, ("effect", "trust"), "NZL"),
        ({"effect": {"exempt_share": {"NZL": 0.1}}}, ("effect", "exempt_share"), "NZL"),
        ({"effect": {"opens": "raid"}}, ("effect", "opens"), "raid"),
        ({"effect": {"attribution": {"raid": 0.1}}}, ("effect", "attribution"), "raid"),
        ({"hour": None}, ("hour",), None),
        ({"hour": 9999}, ("hour",), 9999),
        ({"objective": "usa-win"}, ("objective",), "usa-win"),
        ({"kind": "contingency", "hour": None}, ("when",), None),
        ({"when": {}}, ("when",), None),
        ({"when": {"incident": "raid"}}, ("when", "incident"), "raid"),
        ({"when": {"fired": "INJ-99"}}, ("when", "fired"), "INJ-99"),
        ({"when": {"not_ordered": "bribe"}}, ("when", "not_ordered"), "bribe"),
        ({"when": {"outcome": ["FAILURE"]}}, ("when", "incident"), None),
    ],
)
def test_a_complaint_about_an_event_names_its_row_and_its_field(
    fields: dict[str, Any], where: tuple[str, ...], value: object
) -> None:
    """Not the words of the sentence but the place says which cell of a sheet is meant."""
    [found] = wrong(tutorial(msel=events(**fields)))

    assert (("msel", "INJ-01", *where), ("msel", "INJ-01"), where[0], value) == (
        found.where,
        found.row,
        found.field,
        found.value,
    )
    assert str(found) == f"msel INJ-01: {found.message}"


def test_a_complaint_about_no_row_stands_by_itself() -> None:
    """A single value at the top, and a circle through several rows, have a field and no row."""
    [model] = wrong(tutorial(models={"deterrence": "quantol", "escalation": "mid"}))
    [circle] = wrong(tutorial(msel=[*events(when={"fired": "INJ-01"})]))

    assert (None, "deterrence", "quantol") == (model.row, model.field, model.value)
    assert str(model) == "models.deterrence = 'quantol': did you mean 'quantal'?"
    assert (None, "when") == (circle.row, circle.field)
    assert str(circle).startswith("circular condition: inject INJ-01")
    assert "quantal" in DETERRENCE_NAMES


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("quorum:3", []),
        ("quorum:4", ["rule = 'quorum:4' but only 3 members have a say; give a smaller number, or more members"]),
        ("unanimity", []),
        ("lead", []),
    ],
)
def test_a_quorum_must_be_within_those_who_have_a_say(rule: str, expected: list[str]) -> None:
    """Three members vote: three can be asked for, four cannot."""
    raw = tutorial()
    raw["coalition"] = [c | {"rule": rule} for c in raw["coalition"] if c["id"] == "aukus"]

    found = wrong(raw)

    assert expected == [one.message for one in found]
    assert all(one.where == ("coalition", "aukus", "rule") for one in found)


def test_the_reader_prints_each_complaint_on_a_line_of_its_own() -> None:
    """The file, then the sentence with its row."""
    raw = tutorial(msel=events(to=["NZL"], hour=9999))

    with pytest.raises(ScenarioError) as told:
        parse(raw, "file.toml")

    seat, hour = str(told.value).splitlines()
    assert seat.startswith("file.toml: msel INJ-01: seat = 'NZL': no such seat; ")
    assert hour.startswith("file.toml: msel INJ-01: hour = 9999 is after ENDEX")


def test_two_names_may_not_share_an_address_of_chance() -> None:
    """A force called like a field of an incident's luck is refused beside an incident called ``readiness``, not otherwise."""
    raw = tutorial()
    force = raw["force"][0]["id"]
    renamed = json.loads(json.dumps(raw).replace(f'"{force}"', '"hour"'))
    assert [] == wrong(renamed)
    incident, text = raw["incident"][0]["id"], json.dumps(renamed)
    both = json.loads(text.replace(f'"{incident}"', '"readiness"').replace(f"({incident})", "(readiness)"))
    [found] = wrong(both)

    assert ("force", "hour", "id") == found.where
    assert "share its luck" in found.message
