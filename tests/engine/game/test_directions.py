"""Which way things go, whatever the luck: more sharing makes no staff later, a slower desk no licence measure better."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.overrides import vary
from fourthseat.players.cast import cast_for, cast_names
from tests.conftest import Script

ROUNDING = 2
"""Hours by which rounding up twice, once a picture, may make a staff later."""


def positions(name: str, level: float, seed: int) -> dict[tuple[str, str], int]:
    """When each capital has a position on each incident in a game in which nobody orders anything."""
    scenario = vary(scenarios.find(name), {"coalition.aukus-jpn.member.JPN.information": level})
    cast: Any = {seat: Script() for seat in ("CONTROL", *scenario.players)}
    game = play(Game(scenario, "aukus-jpn", seed), cast)
    return {(x.seat, x.incident): x.hour for x in game.entries if isinstance(x, e.Assessed)}


@settings(max_examples=8)
@given(
    st.sampled_from(["missile-overflight", "senkaku"]), st.integers(0, 10**6), st.floats(0.1, 0.9), st.floats(0, 0.5)
)
def test_more_sharing_makes_no_staff_later(name: str, seed: int, level: float, more: float) -> None:
    """A partner that shares more gives better pictures sooner: nobody's position comes later for it."""
    less, better = positions(name, level, seed), positions(name, min(1.0, level + more), seed)

    for who, hour in less.items():
        assert who in better, f"{who} had a position with less sharing"
        assert better[who] <= hour + ROUNDING, (who, hour, better[who])


@pytest.mark.parametrize("change", [("desk.base_days", 20, 80), ("desk.p_reviewed", 0.0, 0.6)])
def test_a_slower_desk_is_no_better_by_the_measure(change: tuple[str, float, float]) -> None:
    """Licences that a slow desk has not granted by ENDEX count as long as they have waited, game by game."""
    path, quick, slow = change
    for seed in (1, 2):
        values = []
        for days in (quick, slow):
            scenario = vary(scenarios.find("second-thomas"), {path: days})
            game = play(Game(scenario, "aukus-jpn", seed), cast_for(scenario, cast_names(scenario, {})))
            values.append(measure(scenario, game.entries, game.state)["licence_days"])
        assert values[0] is not None
        assert values[1] is not None
        assert values[0] <= values[1]
