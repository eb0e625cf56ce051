"""The state is a fold. Only :func:`apply` makes states; it is total and dull: it assigns what an entry carries.

What an act or an inject changes was worked out when its entry was written (:mod:`fourthseat.engine.rules.effects`) and
stands in the entry. An old log therefore folds the same for ever, whatever the rules have become since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import replace, replacing
from fourthseat.engine.core.terms import CONSENT, Hour, Outcome, Seat
from fourthseat.engine.rules import talked
from fourthseat.engine.rules.state import (
    UNALTERED,
    Arrival,
    Delivered,
    Given,
    Homeward,
    IncidentState,
    Reputation,
    Request,
    SeatState,
    Settlement,
    State,
    Talk,
    members_of,
    orders_of,
    start,
    unopened,
)
from fourthseat.engine.scenario.added import with_incident
from fourthseat.engine.scenario.scenario import Scenario, member_terms

__all__ = ["apply", "fold", "folded"]


def fold(scenario: Scenario, coalition: str, entries: Iterable[e.Entry]) -> State:
    """The state after *entries*; runs no rule, so any readable log can be watched."""
    return reduce(apply, entries, start(scenario, coalition))


def apply(state: State, entry: e.Entry) -> State:
    """The state after *entry*. Trusts it: rules ran before it was written."""
    return _APPLY[type(entry)](state, entry)


def folded() -> set[type[e.Entry]]:
    """Every kind of entry the fold knows."""
    return set(_APPLY)


# ---------------------------------------------------------------- parts of the state


# What changes most often is changed by functions made for it: a game folds some hundreds of entries.
_at_hour = replacing(State, "hour")
_with_incidents = replacing(State, "hour", "incidents")
_with_seats = replacing(State, "hour", "seats")
_with_orders = replacing(State, "hour", "ordered", "given")
_giving = replacing(State, "hour", "given")
_doing = replacing(State, "done")
_with_requests = replacing(State, "hour", "requests")
_attributed = replacing(IncidentState, "attribution")
_informed_of = replacing(IncidentState, "attribution", "pictures")
_reached = replacing(IncidentState, "arrivals")
_placed = replacing(IncidentState, "positions")
_spending = replacing(SeatState, "spent")
_trusting = replacing(SeatState, "trust")


def _with_incident(state: State, hour: Hour, incident: IncidentState) -> State:
    return _with_incidents(state, hour, {**state.incidents, incident.id: incident})


def _with_seat(state: State, hour: Hour, name: Seat, seat: SeatState) -> State:
    return _with_seats(state, hour, {**state.seats, name: seat})


def _paid(seats: Mapping[Seat, SeatState], costs: e.Costs) -> Mapping[Seat, SeatState]:
    """*seats* after each of those in *costs* has spent its million US$."""
    if not costs:
        return seats
    return {**seats, **{seat: _spending(seats[seat], seats[seat].spent + musd) for seat, musd in costs}}


def _changed(state: State, hour: Hour, changes: Iterable[e.Change]) -> State:
    """*state* with every value set that *changes* carry."""
    for change in changes:
        state = _SET[change.what](state, hour, change)
    return state


def _set_attribution(state: State, hour: Hour, change: e.Change) -> State:
    incident = state.incidents[change.incident]
    return _with_incident(state, hour, _attributed(incident, {**incident.attribution, change.seat: change.to}))


def _set_consulted(state: State, hour: Hour, change: e.Change) -> State:
    return _with_seat(state, hour, change.seat, replace(state.seats[change.seat], consulted=int(change.to)))


def _set_exempt_share(state: State, hour: Hour, change: e.Change) -> State:
    return _with_seat(state, hour, change.seat, replace(state.seats[change.seat], exempt_share=change.to))


def _set_hardened(state: State, hour: Hour, change: e.Change) -> State:
    seat = replace(state.seats[change.seat], hardened=change.to, hardened_at=hour)
    return _with_seat(state, hour, change.seat, seat)


def _set_highest_act(state: State, hour: Hour, change: e.Change) -> State:
    return _with_incident(state, hour, replace(state.incidents[change.incident], highest_act=int(change.to)))


def _set_hotline(state: State, hour: Hour, change: e.Change) -> State:
    return replace(state, hour=hour, hotline=bool(change.to))


def _set_programme(state: State, hour: Hour, change: e.Change) -> State:
    seat = state.seats[change.seat]
    flowing = {**seat.programmes, change.option: int(change.to)}
    return _with_seat(state, hour, change.seat, replace(seat, programmes=flowing))


def _set_raised(state: State, hour: Hour, change: e.Change) -> State:
    return _with_seat(state, hour, change.seat, replace(state.seats[change.seat], raised=bool(change.to)))


def _set_red_strength(state: State, hour: Hour, change: e.Change) -> State:
    return _with_incident(state, hour, replace(state.incidents[change.incident], red_strength=change.to))


def _add_statement(state: State, hour: Hour, change: e.Change) -> State:
    incident = state.incidents[change.incident]
    statements = (*incident.statements, (change.seat, change.option))
    return _with_incident(state, hour, replace(incident, statements=statements))


def _set_trust(state: State, hour: Hour, change: e.Change) -> State:
    return _with_seat(state, hour, change.seat, _trusting(state.seats[change.seat], change.to))


def _alter(state: State, hour: Hour, **parts: Any) -> State:
    """*state* with parts of what effects have altered; who belongs, and on what terms, follows from them."""
    altered = replace(state.altered, **parts)
    members = (
        members_of(state.coalition, altered, state.scenario) if parts.keys() & {"joined", "terms"} else state.members
    )
    return replace(state, hour=hour, altered=altered, members=members)


def _alter_seat(state: State, hour: Hour, name: Seat, **parts: Any) -> State:
    seat = state.seats[name]
    return _with_seat(state, hour, name, replace(seat, altered=replace(seat.altered, **parts)))


def _set_access(state: State, hour: Hour, change: e.Change) -> State:
    key = (change.seat, change.option)
    if change.to:
        return _alter(state, hour, access={**state.altered.access, key: hour})
    return _alter(state, hour, access={one: since for one, since in state.altered.access.items() if one != key})


def _set_arrival(state: State, hour: Hour, change: e.Change) -> State:
    incident = state.incidents[change.incident]
    there = tuple(replace(a, strength=change.to) if a.force == change.option else a for a in incident.arrivals)
    return _with_incident(state, hour, _reached(incident, there))


def _set_closes(state: State, hour: Hour, change: e.Change) -> State:
    return _with_incident(state, hour, replace(state.incidents[change.incident], closes=int(change.to)))


def _set_comfort(state: State, hour: Hour, change: e.Change) -> State:
    return _alter_seat(state, hour, change.seat, comfort=int(change.to))


def _set_granted(state: State, hour: Hour, change: e.Change) -> State:
    return _alter_seat(state, hour, change.seat, granted=change.to)


def _set_home(state: State, hour: Hour, change: e.Change) -> State:
    force, _, place = change.option.partition(" ")
    return _alter(state, hour, homes={**state.altered.homes, force: place})


def _set_indicator(state: State, hour: Hour, change: e.Change) -> State:
    return replace(state, hour=hour, indicators={**state.indicators, change.option: change.to})


def _set_legal(state: State, hour: Hour, change: e.Change) -> State:
    declared = state.seats[change.seat].altered.legal
    legal = declared | {change.option} if change.to else declared - {change.option}
    return _alter_seat(state, hour, change.seat, legal=legal)


def _set_member(state: State, hour: Hour, change: e.Change) -> State:
    joined = {seat: name for seat, name in state.altered.joined.items() if seat != change.seat}
    return _alter(state, hour, joined=joined if change.to < 0 else {**joined, change.seat: change.option})


def _set_part(state: State, hour: Hour, change: e.Change) -> State:
    return _alter(state, hour, left={**state.altered.left, change.option: change.to})


def _set_provoked(state: State, hour: Hour, change: e.Change) -> State:
    return _alter(state, hour, provoked=change.to)


def _set_readiness(state: State, hour: Hour, change: e.Change) -> State:
    return replace(state, hour=hour, readiness={**state.readiness, change.option: change.to})


def _set_rule(state: State, hour: Hour, change: e.Change) -> State:
    return _alter(state, hour, rule=change.option)


def _set_security(state: State, hour: Hour, change: e.Change) -> State:
    return _alter_seat(state, hour, change.seat, security=change.to)


def _set_severity(state: State, hour: Hour, change: e.Change) -> State:
    return _with_incident(state, hour, replace(state.incidents[change.incident], severity=change.to))


def _set_term(state: State, hour: Hour, change: e.Change) -> State:
    return _alter(state, hour, terms={**state.altered.terms, (change.seat, change.option): change.to})


def _set_window(state: State, hour: Hour, change: e.Change) -> State:
    return _with_incident(state, hour, replace(state.incidents[change.incident], window=int(change.to)))


_SET: dict[e.ChangeKind, Callable[[State, Hour, e.Change], State]] = {
    "access": _set_access,
    "arrival": _set_arrival,
    "attribution": _set_attribution,
    "closes": _set_closes,
    "comfort": _set_comfort,
    "consulted": _set_consulted,
    "exempt_share": _set_exempt_share,
    "granted": _set_granted,
    "hardened": _set_hardened,
    "highest_act": _set_highest_act,
    "home": _set_home,
    "hotline": _set_hotline,
    "indicator": _set_indicator,
    "legal": _set_legal,
    "member": _set_member,
    "part": _set_part,
    "programme": _set_programme,
    "provoked": _set_provoked,
    "raised": _set_raised,
    "readiness": _set_readiness,
    "red_strength": _set_red_strength,
    "rule": _set_rule,
    "security": _set_security,
    "severity": _set_severity,
    "statement": _add_statement,
    "term": _set_term,
    "trust": _set_trust,
    "window": _set_window,
}


# ---------------------------------------------------------------- one function a kind of entry


def _clock(state: State, entry: e.Entry) -> State:
    """The hour alone: the entry changes nothing else."""
    return _clock_at(state, entry.hour)


def _dealt(state: State, entry: e.Dealt) -> State:
    incidents = {
        d.id: replace(state.incidents[d.id], window=d.window, severity=d.severity, resolve=d.resolve)
        for d in entry.incidents
    }
    return replace(state, incidents=incidents, readiness=dict(entry.readiness))


def _turn_opened(state: State, entry: e.TurnOpened) -> State:
    return replace(state, hour=entry.hour, turn=entry.turn, closing=False)


def _ordered(state: State, entry: e.Ordered) -> State:
    key = (entry.seat, entry.option, entry.incident)
    number = len(state.given) + 1
    given = Given(number, *key, state.turn, entry.hour)
    return _with_orders(state, entry.hour, {**state.ordered, key: state.turn}, {**state.given, number: given})


def _on_its_way(state: State, seat: Seat, option: str, incident: str) -> Given | None:
    """The oldest of such orders that has no end yet."""
    return next(
        (
            one
            for one in state.given.values()
            if one.ended is None and one.option == option and one.seat == seat and one.incident == incident
        ),
        None,
    )


def _of_this_hour(state: State, hour: Hour, seat: Seat, option: str, incident: str) -> Given | None:
    """The order of the kind that had a first end in this very hour: each of its forces sails, or is not paid for, by itself."""
    key = (hour, seat, option, incident)
    return next((o for o in state.given.values() if (o.ended, o.seat, o.option, o.incident) == key), None)


def _becomes(state: State, hour: Hour, given: Given | None) -> State:
    """*state* with that order as it stands now; as it is where a log speaks of an order that was never taken."""
    if given is None:
        return _clock_at(state, hour)
    return _giving(state, hour, {**state.given, given.number: given})


def _clock_at(state: State, hour: Hour) -> State:
    return state if state.hour == hour else _at_hour(state, hour)


def _dropped(state: State, entry: e.Dropped) -> State:
    key = (entry.seat, entry.option, entry.incident)
    parted = _of_this_hour(state, entry.hour, *key) if entry.cause is e.DropCause.UNPAID else None
    given = parted or _on_its_way(state, *key)
    if given is not None:
        given = replace(
            given,
            ended=entry.hour,
            cause=entry.cause,
            stage=entry.stage,
            hours_late=entry.hours_late,
            payer=entry.payer,
        )
    if entry.cause is e.DropCause.CANCELLED:  # it may be given again in the same move
        state = replace(state, ordered={name: turn for name, turn in state.ordered.items() if name != key})
    return _becomes(state, entry.hour, given)


def _injected(state: State, entry: e.Injected) -> State:
    state = replace(
        state,
        hour=entry.hour,
        injected=state.injected | {entry.inject},
        proposed=tuple(name for name in state.proposed if name != entry.inject),
        messages=(*state.messages, (entry.hour, entry.sender, entry.to, entry.text)),
        inbox=(*state.inbox, _delivered(state, entry)),
    )
    return _changed(state, entry.hour, entry.changes)


def _delivered(state: State, entry: e.Injected) -> Delivered:
    """An inject as it reached its seats, with the mode of its row."""
    row = state.scenario.inject_by_id.get(entry.inject)
    mode = row.mode if row is not None and not entry.mode else entry.mode
    return Delivered(entry.hour, entry.sender, entry.to, entry.text, mode, entry.inject, entry.attached)


def _effected(state: State, entry: e.Effected) -> State:
    if entry.pressure is not None:
        incident = state.incidents[entry.incident]
        incident = replace(incident, pressures=(*incident.pressures, entry.pressure))
        return _with_incident(state, entry.hour, incident)
    if entry.text:
        return replace(
            state,
            hour=entry.hour,
            messages=(*state.messages, (entry.hour, "CONTROL", entry.to, entry.text)),
            inbox=(*state.inbox, Delivered(entry.hour, "CONTROL", entry.to, entry.text)),
        )
    return _changed(_clock(state, entry), entry.hour, entry.changes)


def _handed_out(state: State, entry: e.HandedOut) -> State:
    given = (entry.hour, entry.handout, entry.to, entry.inject)
    return replace(state, hour=entry.hour, handed=(*state.handed, given))


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
    talks = state.talks
    if entry.about:
        answered = talks[entry.about - 1]
        answered = replace(answered, answers=(*answered.answers, (entry.seat, entry.sort == "accept")))
        talks = (*talks[: entry.about - 1], answered, *talks[entry.about :])
    talk = Talk(
        entry.number, entry.hour, state.turn, entry.seat, entry.to, entry.sort, entry.text, entry.about, entry.option,
        entry.incident, entry.by_turn, channel=entry.channel,
    )  # fmt: skip
    return replace(state, hour=entry.hour, talks=(*talks, talk))


def _argued(state: State, entry: e.Argued) -> State:
    established = f"Established: {entry.argument.claim} – {_COMES[entry.outcome]}: {entry.argument.effect}"
    return replace(
        state,
        hour=entry.hour,
        arguments=entry.number,
        argued={**state.argued, entry.number: entry.argument} if entry.argument.effects else state.argued,
        messages=(*state.messages, (entry.hour, "CONTROL", entry.argument.to, established)),
        inbox=(*state.inbox, Delivered(entry.hour, "CONTROL", entry.argument.to, established)),
    )


def _rescheduled(state: State, entry: e.Rescheduled) -> State:
    return replace(
        state,
        hour=entry.hour,
        rescheduled={**state.rescheduled, entry.inject: entry.to},
        withheld=state.withheld - {entry.inject},
    )


def _intervened(state: State, entry: e.Intervened) -> State:
    return replace(state, hour=entry.hour, interventions=(*state.interventions, entry.order))


def _settled(state: State, entry: e.Settled) -> State:
    """*state* with what control has settled: of the order itself, of the request that ends, of the licence sought."""
    state = _clock(state, entry)
    own = orders_of(state, entry.seat)
    if 0 < entry.number <= len(own):
        known: dict[str, Any] = {}
        if entry.matter == "licence" and entry.grants:
            known = {"licensed": entry.hour, "route": "granted"}
        note = Settlement(entry.hour, entry.matter, entry.grants, entry.reason, entry.told)
        order = own[entry.number - 1]
        state = _becomes(state, entry.hour, replace(order, settled=(*order.settled, note), **known))
        state = _off_the_desk(state, order, licensed=bool(known))
    keys = {(entry.seat, entry.option, entry.incident)}
    if entry.request:
        request = state.requests[entry.request]
        back = entry.matter == "order" and not entry.grants
        settled = replace(request, verdict=entry.grants, withdrawn=back, settled=True, told=entry.told)
        state = replace(state, requests={**state.requests, settled.id: settled})
        if not back and request.rule != CONSENT:
            state = _noted_by_others(state, entry)
        if not back and request.rule != CONSENT:
            keys = {key for key in state.ordered if key[1:] == (entry.option, entry.incident)}
    if not entry.grants:  # it may be ordered again
        state = replace(state, ordered={key: turn for key, turn in state.ordered.items() if key not in keys})
    return _let_through(state, entry) if entry.agreed and entry.incident else state


def _noted_by_others(state: State, entry: e.Settled) -> State:
    """*state* with what control has settled of a request noted of every other order that it is about: one may have joined it."""
    note = Settlement(entry.hour, entry.matter, entry.grants, entry.reason, entry.told)
    about = (entry.option, entry.incident)
    given = {
        number: replace(one, settled=(*one.settled, note))
        if one.ended is None and (one.option, one.incident) == about and one.seat in entry.to and one.seat != entry.seat
        else one
        for number, one in state.given.items()
    }
    return replace(state, given=given)


def _off_the_desk(state: State, order: Given, *, licensed: bool) -> State:
    """*state* without the application of *order*, if it has one at the licence desk; a like order of its seat's keeps its own."""
    if order.sought is None or order.licensed is not None:
        return state
    key = (order.seat, order.option)
    others = any(
        one.number != order.number and (one.seat, one.option) == key and one.sought is not None
        for one in state.given.values()
        if one.ended is None and one.licensed is None
    )
    pending = state.pending_licences if others else state.pending_licences - {key}
    return replace(state, pending_licences=pending, licensed=state.licensed | {key} if licensed else state.licensed)


def _let_through(state: State, entry: e.Settled) -> State:
    """*state* with a joint measure that goes ahead without concurrence."""
    incident = state.incidents[entry.incident]
    if incident.let_through is None:
        incident = replace(incident, let_through=entry.hour)
    if incident.combined is None and entry.deploys:
        incident = replace(incident, combined=entry.hour)
    return _with_incident(state, entry.hour, incident)


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
        members=member_terms(variant)
        if state.altered is UNALTERED
        else members_of(variant, state.altered, state.scenario),
        allies={a.seat: a for a in variant.allies},
    )


def _added(state: State, entry: e.IncidentAdded) -> State:
    """*state* with an incident more, and a scenario that has its row."""
    scenario, luck = with_incident(state.scenario, entry.row, entry.like), entry.dealt
    row = scenario.incident_by_id.get(luck.id)
    if row is None:
        raise ScenarioError(f"the luck of {luck.id!r}, and the row of another incident")
    fresh = replace(unopened(scenario, row), window=luck.window, severity=luck.severity, resolve=luck.resolve)
    return replace(state, hour=entry.hour, scenario=scenario, incidents={**state.incidents, luck.id: fresh})


def _opened(state: State, entry: e.IncidentOpened) -> State:
    incident = replace(state.incidents[entry.incident], opened=entry.hour, closes=entry.closes)
    return _with_incident(state, entry.hour, incident)


def _informed(state: State, entry: e.Informed) -> State:
    incident = state.incidents[entry.incident]
    surer = {**incident.attribution, entry.seat: entry.attribution}
    pictures = {(entry.source, entry.seat): entry.hour, **incident.pictures}
    return _with_incident(state, entry.hour, _informed_of(incident, surer, pictures))


def _assessed(state: State, entry: e.Assessed) -> State:
    incident = state.incidents[entry.incident]
    positions = {**incident.positions, entry.seat: entry.hour}
    return _with_incident(state, entry.hour, _placed(incident, positions))


def _requested(state: State, entry: e.Requested) -> State:
    request = Request(entry.request, entry.seat, entry.option, entry.incident, entry.hour, entry.needed, entry.rule, {})
    return _with_requests(state, entry.hour, {**state.requests, entry.request: request})


def _received(state: State, entry: e.Received) -> State:
    if entry.late:
        return _clock(state, entry)
    request = state.requests[entry.request]
    request = replace(request, replies={**request.replies, entry.seat: entry.concur})
    return _with_requests(state, entry.hour, {**state.requests, entry.request: request})


def _concurred(state: State, entry: e.Concurred) -> State:
    request = replace(state.requests[entry.request], verdict=True)
    requests = {**state.requests, entry.request: request}
    incident = state.incidents[request.incident]
    if incident.concurred is None:
        incident = replace(incident, concurred=entry.hour)
    if incident.combined is None and entry.deploys:
        incident = replace(incident, combined=entry.hour)
    incidents = {**state.incidents, incident.id: incident}
    return replace(state, hour=entry.hour, requests=requests, incidents=incidents)


def _consented(state: State, entry: e.Consented) -> State:
    request = replace(state.requests[entry.request], verdict=True)
    return _with_requests(state, entry.hour, {**state.requests, entry.request: request})


def _blocked(state: State, entry: e.Blocked) -> State:
    withdrawn = entry.cause is e.BlockCause.WITHDRAWN
    request = replace(state.requests[entry.request], verdict=False, withdrawn=withdrawn)
    about, alone = (request.option, request.incident), request.rule == CONSENT or withdrawn
    ordered = {
        key: turn for key, turn in state.ordered.items() if key[1:] != about or (alone and key[0] != request.seat)
    }
    return replace(state, hour=entry.hour, requests={**state.requests, entry.request: request}, ordered=ordered)


def _sought(state: State, entry: e.LicenceSought) -> State:
    state = replace(state, hour=entry.hour, pending_licences=state.pending_licences | {(entry.seat, entry.option)})
    return _becomes(state, entry.hour, _at_desk(state, entry, sought=entry.hour))


def _at_desk(state: State, entry: e.LicenceSought | e.Licensed, **known: Any) -> Given | None:
    """The order whose licence *entry* is about, with what is *known* of it now."""
    for one in state.given.values():
        waits = one.licensed is None and (one.sought is None) == isinstance(entry, e.LicenceSought)
        if waits and one.ended is None and (one.seat, one.option) == (entry.seat, entry.option):
            return replace(one, **known)
    return None


def _licensed(state: State, entry: e.Licensed) -> State:
    key = (entry.seat, entry.option)
    state = replace(
        state, hour=entry.hour, pending_licences=state.pending_licences - {key}, licensed=state.licensed | {key}
    )
    return _becomes(state, entry.hour, _at_desk(state, entry, licensed=entry.hour, route=entry.route))


def _carried_out(state: State, entry: e.Acted | e.Sailed) -> State:
    """*state* with the order of *entry* among those that were carried out."""
    key, about = (entry.seat, entry.option), (entry.seat, entry.option, entry.incident)
    sailed = ((entry.force, entry.arrives),) if isinstance(entry, e.Sailed) else ()
    parted = _of_this_hour(state, entry.hour, *about) if sailed else None
    given = parted or _on_its_way(state, *about)
    if given is not None:
        state = _becomes(state, state.hour, replace(given, ended=entry.hour, sailed=(*given.sailed, *sailed)))
    return state if key in state.done else _doing(state, state.done | {key})


def _acted(state: State, entry: e.Acted) -> State:
    state = _carried_out(state, entry)
    if entry.costs or not entry.changes:
        state = _with_seats(state, entry.hour, _paid(state.seats, entry.costs))
    return _changed(state, entry.hour, entry.changes)


def _sailed(state: State, entry: e.Sailed) -> State:
    incident = replace(state.incidents[entry.incident], highest_act=entry.highest_act)
    return replace(
        _carried_out(state, entry),
        hour=entry.hour,
        tasked={**state.tasked, entry.force: entry.incident},
        voyages={**state.voyages, entry.force: (entry.hour, entry.arrives)},
        sailings={**state.sailings, entry.force: entry},
        seats=_paid(state.seats, entry.costs),
        incidents={**state.incidents, incident.id: incident},
    )


def _recalled(state: State, entry: e.Recalled) -> State:
    """The force is bound for home; an order of whose forces none goes on may be given again in the same move."""
    voyage = state.voyages[entry.force]
    about = (entry.seat, entry.option, entry.incident)
    homeward = Homeward(entry.incident, entry.hour, entry.home, voyage)
    if entry.from_station:
        state = _with_incident(state, entry.hour, _without(state.incidents[entry.incident], entry))
    state = replace(
        state,
        hour=entry.hour,
        tasked={force: name for force, name in state.tasked.items() if force != entry.force},
        homeward={**state.homeward, entry.force: homeward},
        recalls={**state.recalls, entry.force: state.recalls.get(entry.force, 0) + 1},
        seats=_paid(state.seats, tuple((seat, -musd) for seat, musd in entry.unspent)),
    )
    sailed = (entry.force, voyage[1])
    own = [one for one in state.given.values() if (one.seat, one.option, one.incident) == about]
    given = next((one for one in reversed(own) if sailed in one.sailed), None)
    if given is None:
        return state
    called = replace(given, recalled=(*given.recalled, (entry.force, entry.hour, entry.home)))
    if given is own[-1] and len(called.recalled) == len(called.sailed):
        state = replace(state, ordered={name: turn for name, turn in state.ordered.items() if name != about})
    return _becomes(state, entry.hour, called)


def _without(incident: IncidentState, entry: e.Recalled) -> IncidentState:
    """*incident* without the force that is called back from there."""
    stay = tuple([one for one in incident.arrivals if one.force != entry.force])
    if len(stay) < len(incident.arrivals):
        gone = [one for one in incident.arrivals if one.force == entry.force]
        return replace(incident, arrivals=stay, left=(*incident.left, *gone))
    gone = [one for one in incident.reinforcements if one.force == entry.force]
    less = sum(0.0 if one.late else one.strength for one in gone)
    stay = tuple([one for one in incident.reinforcements if one.force != entry.force])
    return replace(incident, reinforcements=stay, red_strength=max(0.0, incident.red_strength - less))


def _returned(state: State, entry: e.Returned) -> State:
    homeward = {force: back for force, back in state.homeward.items() if force != entry.force}
    return replace(state, hour=entry.hour, homeward=homeward)


def _arrived(state: State, entry: e.Arrived) -> State:
    incident = state.incidents[entry.incident]
    there = Arrival(entry.seat, entry.force, entry.strength, entry.hour, entry.joint, entry.late)
    if entry.seat in state.scenario.red:
        stronger = incident.red_strength + (0.0 if entry.late else entry.strength)
        more = (*incident.reinforcements, there)
        return _with_incident(state, entry.hour, replace(incident, reinforcements=more, red_strength=stronger))
    return _with_incident(state, entry.hour, _reached(incident, (*incident.arrivals, there)))


def _chosen(state: State, entry: e.Chosen) -> State:
    incident = replace(
        state.incidents[entry.incident],
        choice=entry.choice,
        chosen=entry.hour,
        pressed_p=entry.estimate.p,
        outcome=None if entry.choice == "press" else Outcome.SUCCESS,
    )
    state = _with_incident(state, entry.hour, incident)
    if entry.choice == "offer":
        spec = state.scenario.incident_by_id[entry.incident]
        terms = "; ".join(course.terms for course in spec.courses if course.choice == "offer")
        told = (entry.hour, str(spec.challengers[0]), state.scenario.players, terms)
        state = replace(state, messages=(*state.messages, told))
    return _changed(state, entry.hour, entry.changes) if entry.changes else state


def _tried(state: State, entry: e.Tried) -> State:
    return replace(state, hour=entry.hour, intrusions=(*state.intrusions, (entry.hour, entry.holder, entry.success)))


def _leaked(state: State, entry: e.Leaked) -> State:
    leaks = (*state.leaks, (entry.hour, entry.holder, entry.route))
    state = replace(state, hour=entry.hour, leaks=leaks, out=state.out | {entry.item})
    return _changed(state, entry.hour, entry.changes) if entry.changes else state


def _ruled(state: State, entry: e.Ruled) -> State:
    return _with_incident(state, entry.hour, replace(state.incidents[entry.incident], outcome=entry.outcome))


def _accident(state: State, entry: e.Accident) -> State:
    worse = replace(state.incidents[entry.incident], severity=entry.severity, accident=True)
    return _with_incident(state, entry.hour, worse)


def _remembered(state: State, entry: e.Remembered) -> State:
    return replace(state, hour=entry.hour, reputation=Reputation(entry.firmness, entry.grievance))


def _rung_moved(state: State, entry: e.RungMoved) -> State:
    return replace(state, hour=entry.hour, rung=entry.to)


def _trust_moved(state: State, entry: e.TrustMoved) -> State:
    return _with_seat(state, entry.hour, entry.seat, _trusting(state.seats[entry.seat], entry.to))


def _recovered(state: State, entry: e.Recovered) -> State:
    tasked = {force: name for force, name in state.tasked.items() if force not in entry.released}
    readiness = {**state.readiness, **dict(entry.readiness)}
    return replace(state, hour=entry.hour, readiness=readiness, tasked=tasked, hotline=False, closing=True)


def _ended(state: State, entry: e.Ended) -> State:
    return replace(state, hour=entry.hour, ended=entry.cause, end_reason=entry.reason)


_APPLY: dict[type[e.Entry], Callable[[State, Any], State]] = {
    e.Dealt: _dealt,
    e.TurnOpened: _turn_opened,
    e.TurnClosed: _clock,
    e.Decided: _clock,
    e.Ordered: _ordered,
    e.Refused: _clock,
    e.Effected: _effected,
    e.Injected: _injected,
    e.HandedOut: _handed_out,
    e.Proposed: _proposed,
    e.Withheld: _withheld,
    e.Amended: _amended,
    e.Sent: _sent,
    **talked.FOLDS,
    e.Argued: _argued,
    e.Intervened: _intervened,
    e.Settled: _settled,
    e.Rescheduled: _rescheduled,
    e.Realigned: _realigned,
    e.IncidentAdded: _added,
    e.IncidentOpened: _opened,
    e.Informed: _informed,
    e.Assessed: _assessed,
    e.Requested: _requested,
    e.Received: _received,
    e.Concurred: _concurred,
    e.Blocked: _blocked,
    e.Consented: _consented,
    e.Dropped: _dropped,
    e.LicenceSought: _sought,
    e.Licensed: _licensed,
    e.Acted: _acted,
    e.Sailed: _sailed,
    e.Recalled: _recalled,
    e.Returned: _returned,
    e.Arrived: _arrived,
    e.Chosen: _chosen,
    e.Tried: _tried,
    e.Leaked: _leaked,
    e.Ruled: _ruled,
    e.Exchanged: _clock,
    e.Accident: _accident,
    e.Remembered: _remembered,
    e.RungMoved: _rung_moved,
    e.TrustMoved: _trust_moved,
    e.Recovered: _recovered,
    e.RunsOn: _clock,
    e.Ended: _ended,
}
