"""Every seat of a scenario staffed in a way that has a name: for looking at a scenario through the eyes of many staffs."""

from __future__ import annotations

from collections.abc import Mapping

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast

__all__ = ["staffed"]


def staffed(scenario: Scenario, staff: str) -> tuple[Scenario, Mapping[Seat, Player]]:
    """*scenario* with its seats staffed as *staff* says, and who plays them.

    ``own``: by the scenario's own doctrines; ``uniform``: every seat orders at random; ``mixed``: the opponents follow their doctrine and
    the others order at random. :exc:`ScenarioError` for any other.
    """
    if staff not in ("own", "uniform", "mixed"):
        raise ScenarioError(f"no way {staff!r} to staff seats; {nearest(staff, ('own', 'uniform', 'mixed'))}")
    red = scenario.red if staff == "mixed" else frozenset[Seat]()
    random = [seat for seat in scenario.players if staff != "own" and seat not in red]
    return scenario, cast(scenario, {str(seat): "uniform" for seat in random})
