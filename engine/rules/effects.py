"""What an act or an inject changes, worked out once, when its entry is written. The fold only assigns it."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.core.entries import Change
from fourthseat.engine.core.terms import Hour, Rung, Seat
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.rows import Inject, Option

__all__ = ["of_act", "of_inject", "released_forces"]


def of_act(state: State, hour: Hour, seat: Seat, option: Option, incident: str) -> tuple[Change, ...]:
    """What *option*, carried out by *seat* at *hour*, sets; a deployment's effect comes with its forces instead."""
    own = _of_kind(state, hour, seat, option, incident)
    if incident and option.kind not in ("surge", "intrude") and option.rung > state.incidents[incident].highest_act:
        climbed = Change("highest_act", float(option.rung), incident=incident)
        return (climbed,) if own is None else (own, climbed)
    return () if own is None else (own,)


def _of_kind(state: State, hour: Hour, seat: Seat, option: Option, incident: str) -> Change | None:
    """What an option of its kind sets by itself; None for kinds whose effect is worked out by the clock or adjudication."""
    amount = float(option.amount)
    match option.kind:
        case "statement":
            return Change("statement", seat=seat, incident=incident, option=option.id)
        case "harden":
            return Change("hardened", state.seats[seat].hardened + amount, seat=seat)
        case "consult":
            return Change("consulted", float(state.turn), seat=seat)
        case "reassure":
            return Change("hotline", 1.0)
        case "posture":
            return Change("raised", 1.0, seat=seat)
        case "transfer":
            return Change("programme", float(hour), seat=seat, option=option.programme or "")
        case "surge":
            return Change("red_strength", state.incidents[incident].red_strength * (1 + amount), incident=incident)
        case _:
            return None


def highest_act(state: State, seat: Seat, option: Option, incident: str) -> Rung:
    """The highest rung on which the coalition has acted about *incident* once *seat* has carried out *option*."""
    highest = state.incidents[incident].highest_act
    return highest if seat in state.scenario.red else max(highest, option.rung)


def of_inject(state: State, inject: Inject) -> tuple[Change, ...]:
    """What *inject*, sent in *state*, sets: certainty who did it, trust, and shares of exemption, each within its bounds."""
    return tuple(_of_inject(state, inject))


def _of_inject(state: State, inject: Inject) -> Iterator[Change]:
    effect = inject.effect
    for name, more in effect.attribution.items():
        for seat, sure in state.incidents[name].attribution.items():
            yield Change("attribution", min(1.0, max(0.0, sure + more)), seat=seat, incident=name)
    for seat, more in effect.trust.items() if state.scenario.mechanisms.trust else ():
        yield Change("trust", min(1.0, max(0.0, state.seats[seat].trust + more)), seat=seat)
    for seat, more in effect.exempt_share.items():
        yield Change("exempt_share", state.seats[seat].exempt_share + more, seat=seat)


def released_forces(state: State) -> tuple[str, ...]:
    """Forces that are free again at the end of a move: their incident is over, and they have been there."""
    return tuple(
        force
        for force, name in state.tasked.items()
        if state.incidents[name].choice is not None
        and any(
            arrival.force == force
            for arrival in (*state.incidents[name].arrivals, *state.incidents[name].reinforcements)
        )
    )
