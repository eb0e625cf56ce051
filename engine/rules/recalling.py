"""Calling back a force that is under way: whether it can be, how long it then is on its way home, and what is not spent.

A force that is called back goes back the way it has come, so it is home as many hours from now as it has been at sea. One that
is still making ready has not left, and is free at once. What its days away cost was set aside as it sailed: the days that it
will not be away are not spent.
"""

from __future__ import annotations

from typing import NamedTuple

from fourthseat.engine.core.entries import Costs
from fourthseat.engine.core.terms import Hour
from fourthseat.engine.rules.durations import at_sea
from fourthseat.engine.rules.state import State

__all__ = ["WayBack", "under_way", "way_back"]


class WayBack(NamedTuple):
    """What calling a force back now comes to."""

    home: Hour
    """When it is back, and can be sent again."""
    unspent: Costs
    """What comes back of what was set aside for it, million US$ by seat."""


def under_way(state: State, force: str) -> bool:
    """Whether *force* has sailed, is not there yet, and has neither been called back nor lost."""
    voyage = state.voyages.get(force)
    lost = state.altered.left.get(force, 1.0) <= 0
    return force in state.tasked and voyage is not None and state.hour < voyage[1] and not lost


def way_back(state: State, force: str) -> WayBack:
    """What calling back *force*, which is under way, comes to in this hour."""
    sailing, spec = state.sailings[force], state.scenario.force_by_id[force]
    home = state.hour + at_sea(state, sailing)
    charged = sum(musd for _, musd in sailing.costs)
    fixed = float(state.scenario.option_by_id[sailing.option].cost_musd)
    away = float(spec.cost_musd_day) * (home - sailing.hour) / 24
    unspent = charged - fixed - away
    if unspent <= 0 or not charged:
        return WayBack(home, ())
    return WayBack(home, tuple((seat, unspent * musd / charged) for seat, musd in sailing.costs))
