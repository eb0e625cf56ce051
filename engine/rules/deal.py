"""The deal: everything the world decides before anyone moves, the same in every coalition variant."""

from __future__ import annotations

from math import ceil

from fourthseat.engine.core.chance import draw, within
from fourthseat.engine.core.entries.turns import Dealt, DealtIncident
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["deal", "deal_incident"]


def deal_incident(i: Incident, seed: int) -> DealtIncident:
    """The luck of one incident, by its name."""
    return DealtIncident(
        id=i.id,
        hour=None if i.hour is None else i.hour + int(within(draw(seed, "world", i.id, "hour"), 0, i.jitter_hours + 1)),
        window=max(1, ceil(i.window_hours.at(draw(seed, "world", i.id, "window")))),
        severity=i.severity.at(draw(seed, "world", i.id, "severity")),
        resolve=i.resolve.at(draw(seed, "world", i.id, "resolve")),
    )


def deal(scenario: Scenario, seed: int) -> Dealt:
    """Hours, windows, severities, the opponent's hidden type and each force's readiness, all by address."""
    incidents = tuple(deal_incident(i, seed) for i in sorted(scenario.incidents, key=lambda i: i.id))
    readiness = tuple(
        (f.id, min(1.0, max(0.0, float(f.availability) + within(draw(seed, "world", "readiness", f.id), -0.2, 0.2))))
        for f in sorted(scenario.forces, key=lambda f: f.id)
    )
    return Dealt(0, incidents, readiness)
