"""Places to draw: kinds of spreads over the Earth, and scenarios of the cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.exercise.map.projection import Position
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names

__all__ = ["CASES", "SPREADS", "case", "played", "position", "positions"]

FOLDER = Path(__file__).parents[3] / "data/places"
CASES = ("baltic", "far-pacific", "date-line", "river")
"""Scenarios that drew nonsense, or nothing, while the map knew one part of the world."""

SPREADS: dict[str, list[Position]] = {
    "one place": [(23.0, 59.0)],
    "the same place twice": [(178.0, -18.0), (178.0, -18.0)],
    "across the date line": [(178.4, -18.1), (-171.8, -13.8), (-176.6, 51.9)],
    "on the date line": [(180.0, 10.0), (-180.0, -10.0)],
    "around the North Pole": [(15.0, 78.0), (105.0, 80.0), (-62.0, 82.5), (-150.0, 85.0)],
    "the North Pole": [(0.0, 90.0)],
    "the South Pole": [(0.0, -90.0), (40.0, -69.0)],
    "Antarctica": [(166.7, -77.8), (0.0, -71.0), (-68.0, -67.6)],
    "a river": [(70.6, 33.0), (71.5, 33.1)],
    "both sides of an ocean": [(-0.1, 51.5), (-74.0, 40.7)],
    "the world": [(0.0, 51.0), (139.7, 35.7), (-77.0, 38.9), (151.2, -33.9)],
    "opposite ends of the Earth": [(0.0, 40.0), (180.0, -40.0)],
    "all around the equator": [(-179.0, 0.0), (-60.0, 0.0), (60.0, 0.0), (179.0, 0.0)],
}

position = st.tuples(st.floats(-180, 180, allow_nan=False, width=32), st.floats(-90, 90, allow_nan=False, width=32))
"""Any point of the Earth."""
positions = st.lists(position, min_size=1, max_size=8)


@cache
def case(name: str) -> Scenario:
    """A scenario of the cases, or a shipped one."""
    return scenarios.load(FOLDER / f"{name}.toml") if name in CASES else scenarios.find(name)


@cache
def played(name: str, answers: int = 6) -> View:
    """Control's view after some rounds of doctrines."""
    scenario = case(name)
    game, cast = Game(scenario, scenario.coalitions[-1].id, 7), cast_for(scenario, cast_names(scenario, {}))
    for _ in range(answers):
        if game.pending:
            game.submit({seat: cast[seat].decide(asked) for seat, asked in game.pending.items()})
    return view(game.state, CONTROL)
