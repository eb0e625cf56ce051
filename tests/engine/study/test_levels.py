"""Which rules a study crosses by default: those of the scenario, and the usual ones that every variant can meet."""

from __future__ import annotations

from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.terms import RULES
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study.levels import rule_levels
from fourthseat.engine.study.plan import Arm, plan
from fourthseat.engine.study.presets import default_study

TUTORIAL = scenarios.find("tutorial")
VARIANTS = [c.id for c in TUTORIAL.coalitions]
ALL = {f"coalition.{name}.rule": "silence:24" for name in VARIANTS}
CASES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "as shipped": ({}, RULES),
    "a rule of their own": (ALL, (*RULES, "silence:24")),
    "one apart": ({"coalition.aukus.rule": "lead+1"}, (*RULES, "lead+1", "own")),
    "one with a rule for some options": ({"coalition.aukus.rules": {"military": "lead"}}, (*RULES, "own")),
    "a rule another cannot meet": ({"coalition.aukus-jpn.rule": "quorum:4"}, (*RULES, "own")),
}


@pytest.mark.parametrize(("changes", "levels"), CASES.values(), ids=CASES)
def test_the_levels_are_the_scenarios_own(changes: dict[str, Any], levels: tuple[str, ...]) -> None:
    """Each can be played by every variant."""
    scenario = vary(TUTORIAL, changes)

    assert levels == rule_levels(scenario)
    plan(default_study(scenario, "tutorial"), scenario).tried()


def test_a_variant_of_one_member_breaks_no_default_study() -> None:
    """Two of one cannot agree."""
    raw = TUTORIAL.model_dump(mode="json", by_alias=True)
    alone = raw["coalition"][0] | {
        "id": "alone",
        "rule": "lead",
        "member": [raw["coalition"][0]["member"][0]],
        "ally": [],
    }
    alone["lead"] = alone["member"][0]["seat"]
    scenario = vary(TUTORIAL, {"coalition": [*raw["coalition"], alone]})

    assert ("lead", "unanimity", "own") == rule_levels(scenario)


def test_own_is_each_by_its_own_and_any_other_is_for_all_it_does() -> None:
    """A level of the rule factor sets aside what a variant has for some options; ``own`` leaves it."""
    scenario = vary(TUTORIAL, {"coalition.aukus.rules": {"military": "lead"}})
    made = plan(default_study(scenario, "tutorial"), scenario)
    own, led = (made.played(0, Arm("aukus", rule, True)) for rule in ("own", "lead"))

    assert ("unanimity", {"military": "lead"}) == (own.coalition("aukus").rule, own.coalition("aukus").rules)
    assert ("lead", {}) == (led.coalition("aukus").rule, led.coalition("aukus").rules)
