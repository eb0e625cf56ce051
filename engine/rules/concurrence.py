"""Whether a coalition agrees, and what its members share: the subject of the game, in pure functions."""

from __future__ import annotations

from collections.abc import Collection

from fourthseat.engine.core.terms import CONSENT, NOBODY, STANDING, ConcurrenceRule, Hour, Seat
from fourthseat.engine.rules.state import Request, State
from fourthseat.engine.scenario.option_rows import Option

__all__ = [
    "agreed", "done_beforehand", "hosts", "in_time", "needed", "open_request", "rule_now", "sharing", "side_by_side", "standing",
    "verdict",
]  # fmt: skip


def in_time(hour: Hour, closes: Hour | None) -> bool:
    """Whether something that lands at *hour* beats a window that closes at *closes*. The closing hour itself is late."""
    return closes is None or hour < closes


def rule_now(state: State, option: Option) -> str:
    """The rule by which the coalition concurs on *option*: the variant's, unless an effect has changed it."""
    return state.altered.rule or state.coalition.rule_for(option)


def standing(state: State, seat: Seat, option: Option) -> bool:
    """Whether *seat* may order the joint *option* without new concurrence: all members agreed beforehand, or all others with it."""
    if not option.joint or not state.scenario.agreed_beforehand or not state.scenario.mechanisms.standing_measures:
        return False
    member = state.members.get(seat)
    return member is not None and (option.id in state.coalition.standing or option.id in member.standing)


def hosts(state: State, seat: Seat, option: Option) -> tuple[Seat, ...]:
    """Who must consent to the national *option* of *seat*: its owners, and the hosts of places it asks access to."""
    asked = {*option.consent_of}
    if state.scenario.access and state.scenario.mechanisms.access:
        for effect in option.effects:
            if effect.does == "access" and not effect.off:
                guest = seat if effect.seat == NOBODY else effect.seat
                row = state.scenario.access_by_use.get((guest, effect.place))
                if row is not None and row.consent:
                    asked.add(row.host)
    return tuple(sorted(asked - {seat}))


def needed(state: State, seat: Seat, option: Option) -> tuple[Seat, ...]:
    """Whose answers count for a joint *option* that *seat* proposes, by the coalition's rule for it and the option's owners."""
    if not state.scenario.mechanisms.concurrence:
        return (seat,)
    if standing(state, seat, option):
        return tuple(sorted({*option.consent_of} - state.members.keys())) or (seat,)
    voters = [m.seat for m in state.members.values() if m.consent]
    rule = ConcurrenceRule.parse(rule_now(state, option))
    if rule.kind == "lead" and not rule.n:
        voters = [state.coalition.lead]
    return tuple(sorted({*voters, *option.consent_of}))


def verdict(state: State, request: Request, hour: Hour | None = None) -> bool | None:
    """True once the rule is satisfied, False once it cannot be any more, None while it is open at *hour* (now, if None).

    An owner named by the option must agree under every rule; the coalition's rule counts the others.
    """
    if request.rule in (CONSENT, STANDING):
        said = [request.replies.get(seat) for seat in request.needed]
        return False if False in said else None if None in said else True
    option = state.scenario.option_by_id[request.option]
    owners = [seat for seat in request.needed if seat in option.consent_of]
    voters = [m.seat for m in state.members.values() if m.consent and m.seat in request.needed]
    rule, lead = ConcurrenceRule.parse(request.rule), state.coalition.lead
    leads = rule.kind == "lead" and lead in request.needed
    if leads and not rule.n:
        voters = [lead]
    yes = {seat for seat in request.needed if request.replies.get(seat)}
    no = {seat for seat in request.needed if request.replies.get(seat) is False}
    if any(owner in no for owner in owners) or (leads and lead in no):
        return False
    since = (state.hour if hour is None else hour) - request.hour
    agreed_by_rule = _by_rule(state, rule, voters, yes, no, since)
    if agreed_by_rule is False:
        return False
    said_yes = all(owner in yes for owner in owners) and (not leads or lead in yes)
    return True if agreed_by_rule and said_yes else None


def _by_rule(
    state: State, rule: ConcurrenceRule, voters: list[Seat], yes: Collection[Seat], no: Collection[Seat], since: Hour
) -> bool | None:
    """What *rule* makes of the answers of *voters*, *since* so many hours after they were asked; None while it is open."""
    if rule.kind == "silence":
        return False if any(seat in no for seat in voters) else True if since >= rule.n else None
    if rule.kind == "weighted":
        weights = {seat: float(state.members[seat].weight) for seat in voters}
        threshold = rule.share * sum(weights.values()) - _ROUNDING
        if sum(weight for seat, weight in weights.items() if seat not in no) < threshold:
            return False
        return True if sum(weight for seat, weight in weights.items() if seat in yes) >= threshold else None
    threshold = rule.needed(len(voters))
    if sum(seat in no for seat in voters) > len(voters) - threshold:
        return False
    return True if sum(seat in yes for seat in voters) >= threshold else None


_ROUNDING = 1e-9
"""Weights are summed in floating point: shares that are equal on paper count as equal."""


def open_request(state: State, option: str, incident: str) -> Request | None:
    """A request about the same measure that is still open or has been agreed."""
    return next(
        (
            r
            for r in state.requests.values()
            if (r.option, r.incident) == (option, incident) and r.verdict is not False and r.rule != CONSENT
        ),
        None,
    )


def agreed(state: State, option: str, incident: str) -> bool:
    """Whether the coalition has concurred on *option* about *incident*."""
    request = open_request(state, option, incident)
    return request is not None and bool(request.verdict)


def done_beforehand(state: State, request: Request) -> bool:
    """Whether another seat has set going what *request* is about under an agreement made beforehand."""
    return request.rule != STANDING and any(
        (r.option, r.incident, r.rule, r.verdict) == (request.option, request.incident, STANDING, True)
        for r in state.requests.values()
    )


# ---------------------------------------------------------------- membership


def sharing(state: State, seat: Seat) -> float:
    """Sharing level s of *seat* with the coalition: the policy cap, or its trust where that is lower.

    An ally outside has its level with its treaty partner alone; any other seat has none.
    """
    terms = state.members.get(seat) or state.allies.get(seat)
    return min(float(terms.information), state.seats[seat].trust) if terms is not None else 0.0


def side_by_side(state: State, seat: Seat, there: Collection[Seat]) -> float:
    """Sharing level of *seat*'s force beside a treaty partner that is *there* too, without any joint measure."""
    levels = [
        float(treaty.side_by_side)
        for treaty in state.scenario.treaties
        if seat in treaty.parties and all(party in there for party in treaty.parties)
    ]
    return min(max(levels, default=0.0), state.seats[seat].trust)
