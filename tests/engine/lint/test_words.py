"""What the linter says of conditions: those that hold at once, and menus that tell a secret."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.lint.words import conditions
from fourthseat.engine.scenario.overrides import vary

TUTORIAL = scenarios.find("tutorial")


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ("rung >= 1", True),
        ("closing and rung >= 1", True),
        ("not ordered(joint-statement)", True),
        ("closing and not ordered(joint-statement)", False),
        ("rung >= 4", False),
        ("hour > 10", False),
    ],
)
def test_a_condition_that_holds_from_the_first_hour_is_told(when: str, *, holds: bool) -> None:
    """Not what is missing as a move closes."""
    found = [one.code for one in conditions(vary(TUTORIAL, {"msel.INJ-02.when": when}))]

    assert (["FS603"] if holds else []) == found


@pytest.mark.parametrize(
    ("requires", "hidden"),
    [
        ("rung >= 2 and survey opened", ""),
        ("leaked", "leaked"),
        ("trust(JPN) > 0.5", "trust(JPN)"),
        ("ordered(presence)", "ordered(presence)"),
        ("sent(INJ-01)", ""),
        ("concurred(survey)", ""),
    ],
)
def test_a_menu_that_tells_a_secret_is_told(requires: str, hidden: str) -> None:
    """With the facts that its seats are never told."""
    found = list(conditions(vary(TUTORIAL, {"option.joint-presence.requires": requires})))

    assert bool(hidden) == bool(found)
    assert all(one.code == "FS509" and hidden in one.message for one in found)
