"""The state is a fold. Only :func:`apply` makes states; it is total, dull and has no ``if`` about rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Choice, Sort
from fourthseat.engine.core.terms import Cell, Hour, Outcome, Rung, Seat, Turn
from fourthseat.engine.scenario.rows import Ally, Coalition, Member
from fourthseat.engine.scenario.scenario import Scenario, member_terms

__all__ = ["Arrival", "IncidentState", "Request", "SeatState", "State", "Talk", "apply", "fold", "start"]


T = TypeVar("T")


def replace(old: T, **changes: Any) -> T:
    """*old* with some fields changed, without running ``__init__``: several times faster than ``dataclasses.replace``.

    Sound because every class here is frozen, has no slots and computes nothing at birth; a misspelt field is
    caught by mypy's tests of the fold (``tests/engine/test_state.py``), not here.
    """
    new = object.__new__(type(old))
    object.__setattr__(new, "__dict__", old.__dict__ | changes)
    return new


@dataclass(frozen=True, slots=True)
class Arrival:
    """A force on station."""

    seat: Seat
    force: str
    strength: float
    hour: Hour
    joint: bool


@dataclass(frozen=True)
class IncidentState:
    """One incident as it stands."""

    id: str
    window: Hour = 0
    severity: float = 0.0
    resolve: float = 1.0
    red_strength: float = 0.0
    attribution: Mapping[Seat, float] = None  # type: ignore[assignment]  # start() gives every row its own
    opened: Hour | None = None
    closes: Hour | None = None
    positions: Mapping[Seat, Hour] = None  # type: ignore[assignment]
    statements: tuple[tuple[Seat, str], ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    concurred: Hour | None = None
    """First concurrence on any joint measure."""
    combined: Hour | None = None
    """First concurrence on a joint deployment: from then on members' forces there act as one."""
    highest_act: Rung = 0
    choice: Choice | None = None
    pressed_p: float | None = None
    outcome: Outcome | None = None

    @property
    def live(self) -> bool:
        """Open, and the opponent has not chosen yet."""
        return self.opened is not None and self.choice is None


@dataclass(frozen=True)
class SeatState:
    """One seat as it stands."""

    trust: float
    spent: float = 0.0
    raised: bool = False
    hardened: float = 0.0
    hardened_at: Hour | None = None
    consulted: Turn = 0
    """Turn it last consulted; 0 never."""
    programmes: Mapping[str, Hour] = None  # type: ignore[assignment]
    """Technology lines flowing to it, and since when."""
    exempt_share: float = 0.0
    """Added by injects to the exempt share of its terms."""


@dataclass(frozen=True)
class Request:
    """A joint measure before the capitals."""

    id: str
    seat: Seat
    option: str
    incident: str
    hour: Hour
    needed: tuple[Seat, ...]
    rule: str
    replies: Mapping[Seat, bool]
    verdict: bool | None = None


@dataclass(frozen=True)
class Talk:
    """What one cell said to others, and what became of it."""

    number: int
    hour: Hour
    turn: Turn
    seat: Seat
    to: tuple[Seat, ...]
    sort: Sort
    text: str
    about: int
    option: str
    incident: str
    by_turn: Turn
    answers: tuple[tuple[Seat, bool], ...] = ()
    """Who accepted (True) or declined it."""


@dataclass(frozen=True)
class State:
    """Everything."""

    scenario: Scenario
    coalition: Coalition
    members: Mapping[Seat, Member]
    allies: Mapping[Seat, Ally]
    hour: Hour
    turn: Turn
    rung: Rung
    incidents: Mapping[str, IncidentState]
    seats: Mapping[Seat, SeatState]
    readiness: Mapping[str, float]
    tasked: Mapping[str, str]
    """Forces under way or on station, and where."""
    voyages: Mapping[str, tuple[Hour, Hour]]
    """Of those: when they sailed and when they arrive."""
    requests: Mapping[str, Request]
    ordered: Mapping[tuple[Seat, str, str], Turn]
    """Orders control took: seat, option and incident, and the last turn they were given."""
    injected: frozenset[str]
    proposed: tuple[str, ...]
    withheld: frozenset[str]
    amended: Mapping[str, str]
    """Injects control has rewritten."""
    talks: tuple[Talk, ...]
    arguments: int
    """Matrix arguments settled so far."""
    messages: tuple[tuple[Hour, str, tuple[Seat, ...], str], ...]
    """Hour, sender, addressees, text."""
    hotline: bool
    leaks: tuple[tuple[Hour, Seat, str], ...]
    intrusions: tuple[tuple[Hour, Seat, bool], ...]
    pending_licences: frozenset[tuple[Seat, str]]
    licensed: frozenset[tuple[Seat, str]]
    ended: str


def start(scenario: Scenario, coalition: str) -> State:
    """The state before the first entry."""
    variant = scenario.coalition(coalition)
    return State(
        scenario=scenario,
        coalition=variant,
        members=member_terms(variant),
        allies={ally.seat: ally for ally in variant.allies},
        hour=0,
        turn=0,
        rung=scenario.ladder.start,
        incidents={
            i.id: IncidentState(
                i.id,
                red_strength=float(i.red_strength),
                attribution=dict.fromkeys(scenario.capitals, float(i.attribution)),
                positions={},
            )
            for i in scenario.incidents
        },
        seats={
            s.id: SeatState(trust=float(s.trust), programmes={}) for s in scenario.seats if s.cell is not Cell.WHITE
        },
        readiness={},
        tasked={},
        voyages={},
        requests={},
        ordered={},
        injected=frozenset(),
        proposed=(),
        withheld=frozenset(),
        amended={},
        talks=(),
        arguments=0,
        messages=(),
        hotline=False,
        leaks=(),
        intrusions=(),
        pending_licences=frozenset(),
        licensed=frozenset(),
        ended="",
    )


def fold(scenario: Scenario, coalition: str, entries: Iterable[e.Entry]) -> State:
    """The state after *entries*; runs no rule, so any readable log can be watched."""
    return reduce(apply, entries, start(scenario, coalition))


def apply(state: State, entry: e.Entry) -> State:
    """The state after *entry*. Trusts it: rules ran before it was written."""
    return _APPLY[type(entry)](state, entry)


def _incident(state: State, hour: Hour, name: str, **changes: Any) -> State:
    return replace(state, hour=hour, incidents={**state.incidents, name: replace(state.incidents[name], **changes)})


def _seat(state: State, hour: Hour, name: Seat, **changes: Any) -> State:
    return replace(state, hour=hour, seats={**state.seats, name: replace(state.seats[name], **changes)})


def _paid(seats: Mapping[Seat, SeatState], costs: e.Costs) -> dict[Seat, SeatState]:
    return {**seats, **{seat: replace(seats[seat], spent=seats[seat].spent + musd) for seat, musd in costs}}


def _clock(state: State, entry: Any) -> State:
    return replace(state, hour=entry.hour)


def _dealt(state: State, entry: e.Dealt) -> State:
    incidents = {
        d.id: replace(state.incidents[d.id], window=d.window, severity=d.severity, resolve=d.resolve)
        for d in entry.incidents
    }
    return replace(state, incidents=incidents, readiness=dict(entry.readiness))


def _turn_opened(state: State, entry: e.TurnOpened) -> State:
    return replace(state, hour=entry.hour, turn=entry.turn)


def _ordered(state: State, entry: e.Ordered) -> State:
    return replace(
        state, hour=entry.hour, ordered={**state.ordered, (entry.seat, entry.option, entry.incident): state.turn}
    )


def _injected(state: State, entry: e.Injected) -> State:
    state = replace(
        state,
        hour=entry.hour,
        injected=state.injected | {entry.inject},
        proposed=tuple(name for name in state.proposed if name != entry.inject),
        messages=(*state.messages, (entry.hour, entry.sender, entry.to, entry.text)),
    )
    inject = state.scenario.inject_by_id.get(entry.inject)
    if inject is None:
        return state
    effect = inject.effect
    for name, more in effect.attribution.items():
        surer = {seat: min(1.0, max(0.0, a + more)) for seat, a in state.incidents[name].attribution.items()}
        state = _incident(state, entry.hour, name, attribution=surer)
    for seat, more in effect.trust.items() if state.scenario.mechanisms.trust else ():
        state = _seat(state, entry.hour, seat, trust=min(1.0, max(0.0, state.seats[seat].trust + more)))
    for seat, more in effect.exempt_share.items():
        state = _seat(state, entry.hour, seat, exempt_share=state.seats[seat].exempt_share + more)
    return state


def _proposed(state: State, entry: e.Proposed) -> State:
    return replace(state, hour=entry.hour, proposed=(*state.proposed, entry.inject))


def _withheld(state: State, entry: e.Withheld) -> State:
    return replace(
        state,
        hour=entry.hour,
        withheld=state.withheld | {entry.inject},
        proposed=tuple(name for name in state.proposed if name != entry.inject),
    )


def _amended(state: State, entry: e.Amended) -> State:
    return replace(state, hour=entry.hour, amended={**state.amended, entry.inject: entry.text})


def _sent(state: State, entry: e.Sent) -> State:
    talks = list(state.talks)
    if entry.about:
        answered = talks[entry.about - 1]
        said = (*answered.answers, (entry.seat, entry.sort == "accept"))
        talks[entry.about - 1] = replace(answered, answers=said)
    talk = Talk(
        entry.number, entry.hour, state.turn, entry.seat, entry.to, entry.sort, entry.text, entry.about, entry.option,
        entry.incident, entry.by_turn,
    )  # fmt: skip
    return replace(state, hour=entry.hour, talks=(*talks, talk))


def _argued(state: State, entry: e.Argued) -> State:
    told = f"Established: {entry.argument.claim} – {_COMES[entry.outcome]}: {entry.argument.effect}"
    return replace(
        state,
        hour=entry.hour,
        arguments=entry.number,
        messages=(*state.messages, (entry.hour, "CONTROL", entry.argument.to, told)),
    )


_COMES = {
    Outcome.SUCCESS: "it comes to pass",
    Outcome.PARTIAL: "it comes to pass in part",
    Outcome.FAILURE: "it does not come to pass",
}


def _realigned(state: State, entry: e.Realigned) -> State:
    variant = state.scenario.coalition(entry.coalition)
    return replace(
        state,
        hour=entry.hour,
        coalition=variant,
        members=member_terms(variant),
        allies={a.seat: a for a in variant.allies},
    )


def _opened(state: State, entry: e.IncidentOpened) -> State:
    return _incident(state, entry.hour, entry.incident, opened=entry.hour, closes=entry.closes)


def _informed(state: State, entry: e.Informed) -> State:
    known = state.incidents[entry.incident].attribution
    surer = known[entry.seat] + (1 - known[entry.seat]) * entry.quality
    return _incident(state, entry.hour, entry.incident, attribution={**known, entry.seat: surer})


def _assessed(state: State, entry: e.Assessed) -> State:
    positions = state.incidents[entry.incident].positions
    return _incident(state, entry.hour, entry.incident, positions={**positions, entry.seat: entry.hour})


def _requested(state: State, entry: e.Requested) -> State:
    request = Request(entry.request, entry.seat, entry.option, entry.incident, entry.hour, entry.needed, entry.rule, {})
    return replace(state, hour=entry.hour, requests={**state.requests, entry.request: request})


def _received(state: State, entry: e.Received) -> State:
    if entry.late:
        return _clock(state, entry)
    request = state.requests[entry.request]
    request = replace(request, replies={**request.replies, entry.seat: entry.concur})
    return replace(state, hour=entry.hour, requests={**state.requests, entry.request: request})


def _concurred(state: State, entry: e.Concurred) -> State:
    request = replace(state.requests[entry.request], verdict=True)
    state = replace(state, requests={**state.requests, entry.request: request})
    incident = state.incidents[request.incident]
    first = {"concurred": entry.hour} if incident.concurred is None else {}
    if incident.combined is None and state.scenario.option_by_id[request.option].kind == "deploy":
        first["combined"] = entry.hour
    return _incident(state, entry.hour, request.incident, **first)


def _blocked(state: State, entry: e.Blocked) -> State:
    request = replace(state.requests[entry.request], verdict=False)
    about = (request.option, request.incident)
    ordered = {key: turn for key, turn in state.ordered.items() if key[1:] != about}
    return replace(state, hour=entry.hour, requests={**state.requests, entry.request: request}, ordered=ordered)


def _sought(state: State, entry: e.LicenceSought) -> State:
    return replace(state, hour=entry.hour, pending_licences=state.pending_licences | {(entry.seat, entry.option)})


def _licensed(state: State, entry: e.Licensed) -> State:
    key = (entry.seat, entry.option)
    return replace(
        state, hour=entry.hour, pending_licences=state.pending_licences - {key}, licensed=state.licensed | {key}
    )


def _acted(state: State, entry: e.Acted) -> State:
    option = state.scenario.option_by_id[entry.option]
    state = replace(state, hour=entry.hour, seats=_paid(state.seats, entry.costs))
    name, amount = entry.incident, float(option.amount)
    match option.kind:
        case "statement":
            said = state.incidents[name].statements
            state = _incident(state, entry.hour, name, statements=(*said, (entry.seat, entry.option)))
        case "harden":
            state = _seat(
                state,
                entry.hour,
                entry.seat,
                hardened=state.seats[entry.seat].hardened + amount,
                hardened_at=entry.hour,
            )
        case "consult":
            state = _seat(state, entry.hour, entry.seat, consulted=state.turn)
        case "reassure":
            state = replace(state, hotline=True)
        case "posture":
            state = _seat(state, entry.hour, entry.seat, raised=True)
        case "transfer":
            flowing = {**state.seats[entry.seat].programmes, option.programme or "": entry.hour}
            state = _seat(state, entry.hour, entry.seat, programmes=flowing)
        case "surge":
            now = state.incidents[name].red_strength
            state = _incident(state, entry.hour, name, red_strength=now * (1 + amount))
        case _:
            pass
    if name and option.rung > state.incidents[name].highest_act and option.kind not in ("surge", "intrude"):
        state = _incident(state, entry.hour, name, highest_act=option.rung)
    return state


def _sailed(state: State, entry: e.Sailed) -> State:
    rung = max(state.incidents[entry.incident].highest_act, state.scenario.option_by_id[entry.option].rung)
    state = replace(
        state,
        tasked={**state.tasked, entry.force: entry.incident},
        voyages={**state.voyages, entry.force: (entry.hour, entry.arrives)},
        seats=_paid(state.seats, entry.costs),
    )
    return _incident(state, entry.hour, entry.incident, highest_act=rung)


def _arrived(state: State, entry: e.Arrived) -> State:
    there = Arrival(entry.seat, entry.force, entry.strength, entry.hour, entry.joint)
    return _incident(state, entry.hour, entry.incident, arrivals=(*state.incidents[entry.incident].arrivals, there))


def _chosen(state: State, entry: e.Chosen) -> State:
    held = None if entry.choice == "press" else Outcome.SUCCESS
    return _incident(state, entry.hour, entry.incident, choice=entry.choice, pressed_p=entry.estimate.p, outcome=held)


def _tried(state: State, entry: e.Tried) -> State:
    return replace(state, hour=entry.hour, intrusions=(*state.intrusions, (entry.hour, entry.holder, entry.success)))


def _leaked(state: State, entry: e.Leaked) -> State:
    return replace(state, hour=entry.hour, leaks=(*state.leaks, (entry.hour, entry.holder, entry.route)))


def _ruled(state: State, entry: e.Ruled) -> State:
    return _incident(state, entry.hour, entry.incident, outcome=entry.outcome)


def _rung_moved(state: State, entry: e.RungMoved) -> State:
    return replace(state, hour=entry.hour, rung=entry.to)


def _trust_moved(state: State, entry: e.TrustMoved) -> State:
    return _seat(state, entry.hour, entry.seat, trust=entry.to)


def _recovered(state: State, entry: e.Recovered) -> State:
    def busy(force: str, incident: IncidentState) -> bool:
        """The incident is open, or the force has not even got there yet."""
        return incident.choice is None or all(arrival.force != force for arrival in incident.arrivals)

    live = {force: name for force, name in state.tasked.items() if busy(force, state.incidents[name])}
    return replace(
        state, hour=entry.hour, readiness={**state.readiness, **dict(entry.readiness)}, tasked=live, hotline=False
    )


def _ended(state: State, entry: e.Ended) -> State:
    return replace(state, hour=entry.hour, ended=entry.reason)


_APPLY: dict[type, Callable[[State, Any], State]] = {
    e.Dealt: _dealt,
    e.TurnOpened: _turn_opened,
    e.TurnClosed: _clock,
    e.Decided: _clock,
    e.Ordered: _ordered,
    e.Refused: _clock,
    e.Injected: _injected,
    e.Proposed: _proposed,
    e.Withheld: _withheld,
    e.Amended: _amended,
    e.Sent: _sent,
    e.Argued: _argued,
    e.Realigned: _realigned,
    e.IncidentOpened: _opened,
    e.Informed: _informed,
    e.Assessed: _assessed,
    e.Requested: _requested,
    e.Received: _received,
    e.Concurred: _concurred,
    e.Blocked: _blocked,
    e.Dropped: _clock,
    e.LicenceSought: _sought,
    e.Licensed: _licensed,
    e.Acted: _acted,
    e.Sailed: _sailed,
    e.Arrived: _arrived,
    e.Chosen: _chosen,
    e.Tried: _tried,
    e.Leaked: _leaked,
    e.Ruled: _ruled,
    e.Exchanged: _clock,
    e.RungMoved: _rung_moved,
    e.TrustMoved: _trust_moved,
    e.Recovered: _recovered,
    e.Ended: _ended,
}
