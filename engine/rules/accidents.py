"""Accidents where forces meet: one draw an incident and move, at an address that no variant's membership is part of."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.models.accidents import accident
from fourthseat.engine.rules.concurrence import in_time
from fourthseat.engine.rules.pricing import opposing, strength
from fourthseat.engine.rules.state import IncidentState, State
from fourthseat.engine.scenario.ladder import FORCE

__all__ = ["accidents", "where_forces_meet"]


def where_forces_meet(state: State) -> tuple[str, ...]:
    """Incidents at which forces of both sides have met in the move that closes; none if nobody may have accidents."""
    if not state.scenario.mechanisms.accidents:
        return ()
    began = state.scenario.opens_at(state.turn)
    return tuple([i.id for i in state.incidents.values() if i.arrivals and i.closes is not None and i.closes > began])


def accidents(state: State, incident: IncidentState, seed: int) -> Iterator[e.Accident | e.RungMoved]:
    """What happens to forces that have met at *incident* in the move that closes; at most one accident, and a rung.

    It is an act of force whoever wanted it: the ladder climbs one rung towards those on which force is used, never by itself to
    where fire is exchanged, and the incident is the more severe and is answered as force is.
    """
    scenario, ladder = state.scenario, state.scenario.ladder
    ends = state.hour if incident.closes is None else min(state.hour, incident.closes)
    there = [arrival.hour for arrival in incident.arrivals if in_time(arrival.hour, incident.closes)]
    if not there:
        return
    days = (ends - max(scenario.opens_at(state.turn), min(there))) / 24
    constants = scenario.assumptions.models
    priced = accident(
        strength(state, incident, ends), opposing(incident, ends), days, incident.severity, hotline=state.hotline,
        constants=constants,
    )  # fmt: skip
    drawn = draw(seed, "accident", incident.id, state.turn)
    if drawn < priced.p:
        severity = min(1.0, incident.severity + float(constants.accident_harm))
        yield e.Accident(state.hour, incident.id, severity, priced, drawn)
        highest = min(ladder.first_at(FORCE), ladder.top, *_below(ladder.exchange_rung), *_below(ladder.end_rung))
        if state.rung < highest:
            spec = scenario.incident_by_id[incident.id]
            yield e.RungMoved(state.hour, state.rung + 1, spec.title, "an accident where forces met", 1.0, 0.0)


def _below(rung: int) -> tuple[int, ...]:
    return (rung - 1,) if rung > 0 else ()
