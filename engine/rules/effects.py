"""What an act, an inject or an outcome changes, worked out once, when its entry is written. The fold only assigns it.

Every kind of effect is one small pure function of :data:`EFFECTS`, from the state to the changes. Its unit, bounds, mechanism
and audience stand in :data:`~fourthseat.engine.scenario.effect_rows.KINDS`. What a function gives is within its bounds, and
nothing at all once its mechanism is switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from fourthseat.engine.core.entries.changes import Change, Pressure
from fourthseat.engine.core.terms import NOBODY, Hour, Rung, Seat
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.option_rows import Option

__all__ = [
    "EFFECTS",
    "ON_THE_CLOCK",
    "On",
    "before",
    "changes",
    "highest_act",
    "of_act",
    "of_inject",
    "possible",
    "pressure",
    "released_forces",
    "remaining",
    "seen_by",
    "told",
    "total",
    "undone",
]


class On(NamedTuple):
    """What an effect comes about on."""

    hour: Hour
    seat: Seat
    """Whose it is: the seat the effect names, else the one that ordered it."""
    incident: str
    amount: float
    option: str = ""
    """The option it is an effect of."""


# ---------------------------------------------------------------- kinds


def _within(value: float, low: float = 0.0, high: float = 1.0) -> float:
    return min(high, max(low, value))


def _statement(_: State, __: EffectRow, on: On) -> Iterator[Change]:
    yield Change("statement", seat=on.seat, incident=on.incident, option=on.option)


def _surge(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    stronger = state.incidents[on.incident].red_strength * (1 + on.amount)
    yield Change("red_strength", stronger, incident=on.incident)


def _attribution(state: State, row: EffectRow, on: On) -> Iterator[Change]:
    for seat, sure in state.incidents[on.incident].attribution.items():
        if not row.seats or seat in row.seats:
            yield Change("attribution", _within(sure + on.amount), seat=seat, incident=on.incident)


def _window(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    incident = state.incidents[on.incident]
    if incident.opened is None:
        yield Change("window", float(max(1, incident.window + round(on.amount))), incident=on.incident)
    elif incident.live and incident.closes is not None and incident.closes > on.hour:
        yield Change("closes", float(max(on.hour, incident.closes + round(on.amount))), incident=on.incident)


def _severity(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    yield Change("severity", _within(state.incidents[on.incident].severity + on.amount), incident=on.incident)


def _trust(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    yield Change("trust", _within(state.seats[on.seat].trust + on.amount), seat=on.seat)


def _budget(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    yield Change("granted", state.seats[on.seat].altered.granted + on.amount, seat=on.seat)


def _readiness(state: State, row: EffectRow, on: On) -> Iterator[Change]:
    names = [row.force] if row.force else [force.id for force in state.scenario.forces_of[on.seat]]
    for name in names:
        yield Change("readiness", _within(state.readiness.get(name, 0.0) + on.amount), option=name)


def _posture(_: State, row: EffectRow, on: On) -> Iterator[Change]:
    yield Change("raised", 0.0 if row.off else 1.0, seat=on.seat)


def _defence(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    yield Change("hardened", max(-1.0, state.seats[on.seat].hardened + on.amount), seat=on.seat)


def _security(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    now = _within(state.seats[on.seat].altered.security + on.amount, -1.0, 1.0)
    yield Change("security", now, seat=on.seat)


def _comfort(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    now = _within(state.seats[on.seat].altered.comfort + round(on.amount), -6, 6)
    yield Change("comfort", float(now), seat=on.seat)


def _legal(_: State, row: EffectRow, on: On) -> Iterator[Change]:
    yield Change("legal", 0.0 if row.off else 1.0, seat=on.seat, option=row.category)


def _exempt_share(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    now = _within(state.seats[on.seat].exempt_share + on.amount, -1.0, 1.0)
    yield Change("exempt_share", now, seat=on.seat)


def _consult(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    yield Change("consulted", float(state.turn), seat=on.seat)


def _transfer(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    programme = state.scenario.option_by_id[on.option].programme or ""
    yield Change("programme", float(on.hour), seat=on.seat, option=programme)


def _access(_: State, row: EffectRow, on: On) -> Iterator[Change]:
    yield Change("access", 0.0 if row.off else 1.0, seat=on.seat, option=row.place)


def _lost(state: State, row: EffectRow, on: On) -> Iterator[Change]:
    kept = 1 - on.amount
    yield Change("part", state.altered.left.get(row.force, 1.0) * kept, option=row.force)
    for incident in state.incidents.values():
        for there in incident.arrivals:
            if there.force == row.force:
                yield Change("arrival", there.strength * kept, incident=incident.id, option=row.force)


def _arrives(_: State, row: EffectRow, __: On) -> Iterator[Change]:
    yield Change("part", 1.0, option=row.force)


def _moves(_: State, row: EffectRow, __: On) -> Iterator[Change]:
    yield Change("home", option=f"{row.force} {row.place}")


def _joins(state: State, row: EffectRow, on: On) -> Iterator[Change]:
    variants = [c.id for c in state.scenario.coalitions if any(m.seat == on.seat for m in c.members)]
    terms = row.coalition if row.coalition in variants else variants[0] if variants else ""
    if terms and on.seat not in state.members:
        yield Change("member", 1.0, seat=on.seat, option=terms)


def _leaves(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    if on.seat in state.members and on.seat != state.coalition.lead:
        yield Change("member", 0.0, seat=on.seat)


def _terms(state: State, row: EffectRow, on: On) -> Iterator[Change]:
    if on.seat in state.members:
        more = state.altered.terms.get((on.seat, row.term), 0.0) + on.amount
        yield Change("term", more, seat=on.seat, option=row.term)


def _rule(_: State, row: EffectRow, __: On) -> Iterator[Change]:
    yield Change("rule", option=row.rule)


def _provocation(state: State, _: EffectRow, on: On) -> Iterator[Change]:
    yield Change("provoked", state.altered.provoked + on.amount)


def _hotline(_: State, __: EffectRow, ___: On) -> Iterator[Change]:
    yield Change("hotline", 1.0)


def _indicator(state: State, row: EffectRow, on: On) -> Iterator[Change]:
    spec = state.scenario.indicator_by_id[row.indicator]
    now = _within(state.indicators[row.indicator] + on.amount, spec.low, spec.high)
    yield Change("indicator", now, option=row.indicator)


def _nothing(_: State, __: EffectRow, ___: On) -> Iterator[Change]:
    """Its entry carries no change: a pressure, a text, or what other entries tell in full."""
    return iter(())


EFFECTS: dict[str, Callable[[State, EffectRow, On], Iterator[Change]]] = {
    "statement": _statement,
    "signal": _nothing,
    "punish": _nothing,
    "reward": _nothing,
    "strength": _nothing,
    "surge": _surge,
    "deploy": _nothing,
    "attribution": _attribution,
    "picture": _nothing,
    "window": _window,
    "severity": _severity,
    "open": _nothing,
    "close": _nothing,
    "trust": _trust,
    "budget": _budget,
    "readiness": _readiness,
    "posture": _posture,
    "defence": _defence,
    "security": _security,
    "comfort": _comfort,
    "legal": _legal,
    "exempt_share": _exempt_share,
    "consult": _consult,
    "transfer": _transfer,
    "access": _access,
    "lost": _lost,
    "arrives": _arrives,
    "moves": _moves,
    "joins": _joins,
    "leaves": _leaves,
    "terms": _terms,
    "rule": _rule,
    "provocation": _provocation,
    "rung": _nothing,
    "hotline": _hotline,
    "indicator": _indicator,
    "intrude": _nothing,
    "message": _nothing,
}
"""What every kind of effect sets. A kind that sets nothing is a pressure, or is done by the clock."""

PRESSURES = frozenset({"signal", "punish", "reward", "strength"})
"""Kinds that add to what an opponent weighs, for as long as they last."""

ON_THE_CLOCK = frozenset({"open", "close", "rung", "picture", "intrude", "message", "deploy"})
"""Kinds that set nothing by themselves: the clock does what they say, and that has entries of its own, or it is a text."""

SWITCHED_ELSEWHERE = frozenset({"consult", "defence", "transfer", "deploy", "picture", "intrude"})
"""Kinds whose rules ask their switch themselves, where what is done has its effect."""


def changes(state: State, row: EffectRow, on: On) -> tuple[Change, ...]:
    """What *row* sets now; nothing if its mechanism is off, or it would change nothing that can be changed."""
    if row.does not in SWITCHED_ELSEWHERE and not getattr(state.scenario.mechanisms, row.kind.mechanism):
        return ()
    return tuple(EFFECTS[row.does](state, row, on))


def pressure(state: State, row: EffectRow, on: On) -> Pressure | None:
    """What *row* adds to what the opponent weighs; None for other kinds, and if its mechanism is off."""
    if row.does not in PRESSURES or not on.amount or not getattr(state.scenario.mechanisms, row.kind.mechanism):
        return None
    what = row.side if row.does == "strength" else row.does
    until = None if row.lasts_hours is None else on.hour + max(1, round(row.lasts_hours))
    return Pressure(what, on.amount, on.hour, until, float(row.half_life_hours or 0.0))  # type: ignore[arg-type]


def possible(state: State, row: EffectRow, on: On) -> bool:
    """Whether what the clock is to do can be done now: what is open cannot be opened, what is over not be closed."""
    if row.does == "open":
        return state.incidents[on.incident].opened is None
    if row.does == "close":
        return state.incidents[on.incident].live
    return True


def total(pressures: tuple[Pressure, ...], what: str, hour: Hour) -> float:
    """What is left at *hour* of everything of one kind among *pressures*, added up."""
    return sum(remaining(one, hour) for one in pressures if one.what == what)


def remaining(one: Pressure, hour: Hour) -> float:
    """What is left of one pressure at *hour*: nothing once it is over, half after each half-life."""
    if one.until is not None and hour >= one.until:
        return 0.0
    return one.amount * 0.5 ** ((hour - one.since) / one.half_life) if one.half_life else one.amount


def told(state: State, row: EffectRow, on: On) -> tuple[Seat, ...]:
    """Who may be told that *row* has come about."""
    if row.does == "indicator":
        return seen_by(state, row.indicator)
    if row.does == "message":
        return row.seats or state.scenario.players
    match row.kind.told:
        case "everybody":
            return state.scenario.players
        case "members":
            return tuple(state.members)
        case "seat":
            return (on.seat,) if on.seat != NOBODY else ()
    return ()


def seen_by(state: State, indicator: str) -> tuple[Seat, ...]:
    """The seats that see an indicator."""
    return state.scenario.indicator_by_id[indicator].seen_by or state.scenario.players


# ---------------------------------------------------------------- what does not last


VALUES: dict[str, Callable[[State, Change], float]] = {
    "access": lambda s, c: float((c.seat, c.option) in s.altered.access),
    "attribution": lambda s, c: s.incidents[c.incident].attribution[c.seat],
    "comfort": lambda s, c: s.seats[c.seat].altered.comfort,
    "exempt_share": lambda s, c: s.seats[c.seat].exempt_share,
    "granted": lambda s, c: s.seats[c.seat].altered.granted,
    "hardened": lambda s, c: s.seats[c.seat].hardened,
    "indicator": lambda s, c: s.indicators[c.option],
    "legal": lambda s, c: float(c.option in s.seats[c.seat].altered.legal),
    "provoked": lambda s, _: s.altered.provoked,
    "raised": lambda s, c: float(s.seats[c.seat].raised),
    "readiness": lambda s, c: s.readiness.get(c.option, 0.0),
    "rule": lambda _, __: 0.0,
    "security": lambda s, c: s.seats[c.seat].altered.security,
    "severity": lambda s, c: s.incidents[c.incident].severity,
    "term": lambda s, c: s.altered.terms.get((c.seat, c.option), 0.0),
    "trust": lambda s, c: s.seats[c.seat].trust,
}
"""What stands now of what a change that can be undone sets."""

AS_THE_VARIANT = -1.0
"""Of a change of membership: the seat belongs, or does not, as the variant has it."""
TOGGLES = frozenset({"access", "legal", "raised"})
SHARES = frozenset({"attribution", "readiness", "severity", "trust"})


def before(state: State, change: Change) -> Change:
    """*change* as it would have to read to leave things as they stand."""
    name = state.altered.rule if change.what == "rule" else change.option
    if change.what == "member":
        joined = state.altered.joined.get(change.seat)
        if joined is None:
            return Change("member", AS_THE_VARIANT, change.seat)
        return Change("member", float(bool(joined)), change.seat, option=joined)
    return Change(change.what, VALUES[change.what](state, change), change.seat, change.incident, name)


def undone(state: State, did: Change, was: Change) -> Change | None:
    """What takes *did* back, which stood as *was*; a number loses what it gained, whatever else has moved it since.

    None where somebody else has set it otherwise since, or where nothing would change.
    """
    if did.what == "member":
        return was if before(state, did) == did else None
    now = VALUES[did.what](state, did)
    if did.what == "rule":
        return Change("rule", option=was.option) if state.altered.rule == did.option else None
    if did.what in TOGGLES:
        back = Change(did.what, was.to, did.seat, did.incident, did.option)
        return back if now == did.to != was.to else None
    value = now - (did.to - was.to)
    if did.what in SHARES:
        value = _within(value)
    elif did.what == "indicator":
        spec = state.scenario.indicator_by_id[did.option]
        value = _within(value, spec.low, spec.high)
    return Change(did.what, value, did.seat, did.incident, did.option) if value != now else None


# ---------------------------------------------------------------- acts and injects


def of_act(state: State, hour: Hour, seat: Seat, option: Option, incident: str) -> tuple[Change, ...]:
    """What *option*, carried out by *seat* at *hour*, is by itself; a deployment's effect comes with its forces instead."""
    own: tuple[Change, ...] = ()
    for row in option.deeds:
        if row.does not in ON_THE_CLOCK:
            on = On(hour, row.seat or seat, row.incident or incident, option.size(row), option.id)
            own = (*own, *changes(state, row, on))
    if (
        incident
        and option.does.isdisjoint(("surge", "intrude"))
        and option.rung > state.incidents[incident].highest_act
    ):
        return (*own, Change("highest_act", float(option.rung), incident=incident))
    return own


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
            yield Change("attribution", _within(sure + more), seat=seat, incident=name)
    for seat, more in effect.trust.items() if state.scenario.mechanisms.trust else ():
        yield Change("trust", _within(state.seats[seat].trust + more), seat=seat)
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
