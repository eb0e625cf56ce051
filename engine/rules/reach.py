"""Whether an idle force can be there in time: the hours the game itself would take, for a seat's table and its map."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from fourthseat.engine.core.terms import Hour, Seat
from fourthseat.engine.rules.durations import from_a_host, hours_to_sail, way
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import ForceView
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Reach", "radius", "reach"]


class Reach(NamedTuple):
    """Whether an idle force can be there in time."""

    force: str
    incident: str
    needs: Hour
    """Hours to make ready and to go."""
    left: Hour
    """Hours until the window usually closes."""


def reach(shown: View, scenario: Scenario) -> list[Reach]:
    """Every idle force of the seat's own against every open incident its domain counts at."""
    rows = []
    for force in shown.forces:
        spec = scenario.force_by_id[force.id]
        for one in shown.incidents:
            incident = scenario.incident_by_id[one.id]
            if one.choice is None and force.idle and (not incident.domains or spec.domain in incident.domains):
                prepares = hours_to_sail(spec, raised=shown.raised)
                needs = min(
                    prepares + way(scenario, spec, incident, force.home)[1],
                    *(
                        from_a_host(scenario, spec, incident, a.at, prepares, shown.hour - a.since, force.home).hours
                        for a in shown.access
                        if a.since is not None and a.guest == spec.seat
                    ),
                    10**9,
                )
                rows.append(Reach(force.name, one.title, needs, one.expected_to_close - shown.hour))
    return rows


def radius(shown: View, scenario: Scenario, force: ForceView, raised: Collection[Seat]) -> float | None:
    """Nautical miles *force* gets before the first open window usually closes; infinite with proximity switched off.

    What arrives in the hour in which the window closes is late, so the last hour of it does not count. *raised* are the seats at raised posture. None if it is not idle, cannot move, or is not ready in time.
    """
    spec = scenario.force_by_id[force.id]
    left = min((one.expected_to_close - shown.hour for one in shown.incidents if one.choice is None), default=0)
    hours = left - 1 - hours_to_sail(spec, raised=spec.seat in raised)
    if not force.idle or hours <= 0 or spec.speed_kn <= 0:
        return None
    return hours * float(spec.speed_kn) if scenario.mechanisms.proximity else float("inf")
