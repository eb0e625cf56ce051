"""What is remembered of how the coalition stood, once an incident is over."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.models.reputation import remembered
from fourthseat.engine.rules.pricing import strength
from fourthseat.engine.rules.state import IncidentState, State

__all__ = ["learnt"]


def learnt(state: State, incident: IncidentState) -> Iterator[e.Remembered]:
    """What the next challenger makes of *incident*, which is over; nothing if nobody learns, or there was nothing to learn.

    The coalition stood its ground if forces of its were there, or if what it said was not put to the test. It gave way if the act
    was pressed and stood with nothing of the coalition's there. It was intransigent if it acted on a higher rung than the act and
    neither a line to the opponent was open as the move closed nor had it offered anything.
    """
    if not state.scenario.mechanisms.reputation:
        return
    pressed, failed = incident.choice == "press", incident.outcome is Outcome.FAILURE
    there = strength(state, incident, incident.closes if incident.closes is not None else state.hour) > 0
    said = incident.joint is not None or any(seat not in state.scenario.red for seat, _ in incident.statements)
    gave_way, stood = pressed and failed and not there, there or (said and not pressed)
    if not gave_way and not stood:
        return
    offered = state.hotline or any(one.what == "reward" and one.amount > 0 for one in incident.pressures)
    beyond = incident.highest_act > state.scenario.incident_by_id[incident.id].rung and not offered and not gave_way
    was, step = state.reputation, float(state.scenario.assumptions.models.reputation_step)
    firmness = remembered(was.firmness, -1.0 if gave_way else 1.0, step)
    grievance = remembered(was.grievance, 1.0 if beyond else 0.0, step)
    conduct: e.Conduct = (
        "gave-way" if gave_way else "intransigent" if beyond else "firm-but-flexible" if offered else "firm"
    )
    if (firmness, grievance) != (was.firmness, was.grievance):
        yield e.Remembered(state.hour, incident.id, conduct, firmness, grievance)
