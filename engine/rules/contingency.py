"""Contingency injects: when a row of the events list proposes itself to control."""

from __future__ import annotations

from fourthseat.engine.core.terms import Hour
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario import conditions
from fourthseat.engine.scenario.rows import Condition, Inject

__all__ = ["holds", "holds_now", "proposes_itself"]


def proposes_itself(state: State, inject: Inject) -> bool:
    """Whether *inject* is a contingency whose condition holds, and control has not dealt with it yet."""
    known = inject.id in state.injected or inject.id in state.withheld or inject.id in state.proposed
    return inject.when is not None and not known and holds(state, inject.when)


def holds_now(state: State, text: str, hour: Hour | None = None, seed: int | None = None, place: str = "") -> bool:  # noqa: ARG001
    """Whether the condition *text* of the state's scenario holds; *seed* and *place* are for chances in it."""

    def so(fact: conditions.Fact) -> bool:
        names, values = fact.names, fact.values
        match fact.kind:
            case "ended":
                outcome = state.incidents[names[0]].outcome
                return outcome is not None and (not values or outcome in values)
            case "chose":
                return state.incidents[names[0]].choice in values
            case "concurred":
                return state.incidents[names[0]].concurred is not None
            case "ordered":
                return any(key[1] == names[-1] and (len(names) == 1 or key[0] == names[0]) for key in state.ordered)
            case "sent":
                return names[0] in state.injected
        return bool(state.leaks)

    numbers = {"rung": float(state.rung), "hour": float(state.hour if hour is None else hour), **state.indicators}
    read = conditions.read_condition(text, conditions.names_in(state.scenario))
    return conditions.holds(read, conditions.Facts(numbers, so))


def holds(state: State, when: Condition) -> bool:
    """Whether a contingency inject's condition holds."""
    if when.incident is not None:
        incident = state.incidents[when.incident]
        if incident.choice is None or (when.outcome and incident.outcome not in when.outcome):
            return False
        if (when.choice and incident.choice not in when.choice) or (
            when.not_concurred and incident.concurred is not None
        ):
            return False
    return not (
        (when.rung_at_least is not None and state.rung < when.rung_at_least)
        or (when.leaked and not state.leaks)
        or (when.fired is not None and when.fired not in state.injected)
        or (when.not_ordered is not None and any(key[1] == when.not_ordered for key in state.ordered))
    )
