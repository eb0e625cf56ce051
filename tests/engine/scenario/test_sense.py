"""What is well formed and cannot mean anything is refused wherever a scenario is made, and read where one was kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.sense import RESERVED, senseless
from fourthseat.players.web.roles import AUDIENCE


def kept(**changes: Any) -> dict[str, Any]:
    """The tutorial as a log keeps it, with some fields of first rows changed: ``incident={"hour": 3}``."""
    raw: dict[str, Any] = json.loads(scenarios.find("tutorial").model_dump_json(by_alias=True))
    for table, fields in changes.items():
        raw[table][0] |= fields
    return raw


TWICE = {"effect": {"opens": "survey"}}


def test_what_was_kept_is_read_and_what_is_made_is_refused() -> None:
    """A log from before the rule can still be watched; a file, an override or an events list with it cannot be played."""
    raw = kept(msel=TWICE)

    assert parse(raw, "log").msel[0].effect.opens == "survey"
    with pytest.raises(ScenarioError, match="which opens by itself at hour 0"):
        parse(raw, "file", strict=True)
    with pytest.raises(ScenarioError, match="which opens by itself at hour 0"):
        vary(scenarios.find("tutorial"), {"msel.INJ-01.effect": TWICE["effect"]})


@pytest.mark.parametrize("name", scenarios.names())
def test_a_shipped_scenario_makes_sense(name: str) -> None:
    """Nothing that is shipped is refused."""
    assert [] == list(senseless(scenarios.find(name)))


def test_the_lists_are_the_rules() -> None:
    """The room's roles are reserved."""
    assert {"CONTROL", *AUDIENCE} <= set(RESERVED)
