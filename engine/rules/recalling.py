"""Calling back a force that is under way or on station: whether it can be, how long it then is on its way home, and what is not spent.

A force that is called back goes back the way it has come: from the way, it is home as many hours from now as it has been at sea;
from its station, as many as the way there took. One that is still making ready has not left, and is free at once. What leaves a
station counts there no more from that hour. What its days away cost was set aside as it sailed: the days that it will not be away
are not spent.
"""

from __future__ import annotations

from typing import NamedTuple

from fourthseat.engine.core.entries.changes import Costs
from fourthseat.engine.core.terms import Hour
from fourthseat.engine.rules.durations import at_sea
from fourthseat.engine.rules.state import State

__all__ = ["WayBack", "may_be_called_back", "on_station", "under_way", "way_back"]


class WayBack(NamedTuple):
    """What calling a force back now comes to."""

    home: Hour
    """When it is back, and can be sent again."""
    unspent: Costs
    """What comes back of what was set aside for it, million US$ by seat."""
    on_station: bool = False
    """Whether it is there by now: what leaves counts there no more."""


def under_way(state: State, force: str) -> bool:
    """Whether *force* has sailed, is not there yet, and has neither been called back nor lost."""
    voyage = state.voyages.get(force)
    lost = state.altered.left.get(force, 1.0) <= 0
    return force in state.tasked and voyage is not None and state.hour < voyage[1] and not lost


def on_station(state: State, force: str) -> bool:
    """Whether *force* is where it was sent, has neither been lost nor called back, and what it was sent about is not decided yet.

    Once that is decided, forces stay to the end of the move and are free then.
    """
    name, voyage = state.tasked.get(force), state.voyages.get(force)
    if name is None or voyage is None or not state.incidents[name].live or state.altered.left.get(force, 1.0) <= 0:
        return False
    there = (*state.incidents[name].arrivals, *state.incidents[name].reinforcements)
    return any(one.force == force and one.hour == voyage[1] for one in there)


def may_be_called_back(state: State, force: str) -> bool:
    """Whether *force* is under way or on station, so that it can be called back."""
    return under_way(state, force) or on_station(state, force)


def way_back(state: State, force: str, hour: Hour) -> WayBack:
    """What calling back *force*, which is under way or on station, comes to at *hour*."""
    sailing, spec = state.sailings[force], state.scenario.force_by_id[force]
    home, there = hour + at_sea(state, sailing, hour), on_station(state, force)
    charged = sum(musd for _, musd in sailing.costs)
    fixed = float(state.scenario.option_by_id[sailing.option].cost_musd)
    away = float(spec.cost_musd_day) * (home - sailing.hour) / 24
    unspent = charged - fixed - away
    if unspent <= 0 or not charged:
        return WayBack(home, (), there)
    return WayBack(home, tuple((seat, unspent * musd / charged) for seat, musd in sailing.costs), there)
