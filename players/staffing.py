"""Every seat of a scenario staffed in a way that has a name: for looking at a scenario through the eyes of many staffs."""

from __future__ import annotations

from collections.abc import Mapping

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.doctrine_sets import following
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast

__all__ = ["staffed"]


def staffed(scenario: Scenario, staff: str) -> tuple[Scenario, Mapping[Seat, Player]]:
    """*scenario* with its seats staffed as *staff* says, and who plays them.

    A set of doctrines (``own``, ``bold``, ``bold,risk-taker``); ``uniform``: every seat orders at random; ``mixed``: the opponents follow
    their doctrine and the others order at random. :exc:`ScenarioError` for a doctrine there is none of.
    """
    if staff in ("uniform", "mixed"):
        random = [seat for seat in scenario.players if staff == "uniform" or seat not in scenario.red]
        return scenario, cast(scenario, {str(seat): "uniform" for seat in random})
    changed = following(scenario, [staff])
    return (vary(scenario, changed) if changed else scenario), cast(scenario)
