"""What a mechanism that is off leaves unread, as games say."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from fourthseat import scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.overrides import numbers, triangles, vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.inputs import multiplied
from fourthseat.engine.study.switches import READ_BY
from fourthseat.players.cast import cast_for, cast_names

SHIPPED = scenarios.find("second-thomas")
SEEDS = range(1, 5)


def told(scenario: Scenario, mechanism: str) -> list[object]:
    """Everything measured of some games of a variant that the mechanism matters to: only outsiders consult."""
    cast = cast_for(scenario, cast_names(scenario, {}))
    variant = "aukus" if mechanism == "consultation" else "aukus-jpn"
    games = [play(Game(scenario, variant, seed), cast) for seed in SEEDS]
    return [measure(game.scenario, game.entries, game.state) for game in games]


def moved(scenario: Scenario, patterns: tuple[str, ...], up: bool) -> Scenario:
    """The scenario with every number and triangle that a pattern names at one end of its range."""
    changes: dict[str, float] = {}
    for path, number in numbers(scenario):
        if (
            any(fnmatchcase(path, pattern) for pattern in patterns)
            and number.low is not None
            and number.high is not None
        ):
            changes[path] = number.high if up else number.low
    for path, _ in triangles(scenario):
        if any(fnmatchcase(path, pattern) for pattern in patterns):
            changes |= dict(multiplied(scenario, path, 2.0 if up else 0.5))
    assert changes, "the patterns name something"
    return vary(scenario, changes)


@pytest.mark.parametrize("mechanism", READ_BY)
def test_a_mechanism_that_is_off_leaves_its_numbers_unread(mechanism: str) -> None:
    """At either end of their ranges every game is the same."""
    off = vary(SHIPPED, {f"mechanisms.{mechanism}": False})
    low, high = (told(moved(off, READ_BY[mechanism], up), mechanism) for up in (False, True))
    assert low == high


def test_with_its_mechanism_on_a_number_is_read() -> None:
    """How provoking members are, and how long an ally consults, change games: the sameness above is not that of dead numbers."""
    for mechanism in ("provocation", "consultation"):
        low, high = (told(moved(SHIPPED, READ_BY[mechanism], up), mechanism) for up in (False, True))
        assert low != high
