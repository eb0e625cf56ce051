"""Whether a coalition agrees, and what its members share: the subject of the game, in pure functions."""

from __future__ import annotations

from collections.abc import Collection

from fourthseat.engine.core.terms import ConcurrenceRule, Hour, Seat
from fourthseat.engine.rules.state import Request, State
from fourthseat.engine.scenario.rows import Option

__all__ = ["agreed", "in_time", "needed", "open_request", "rule_now", "sharing", "side_by_side", "verdict"]


def in_time(hour: Hour, closes: Hour | None) -> bool:
    """Whether something that lands at *hour* beats a window that closes at *closes*. The closing hour itself is late."""
    return closes is None or hour < closes


def rule_now(state: State) -> str:
    """The rule by which the coalition concurs: the variant's, unless an effect has changed it."""
    return state.altered.rule or state.coalition.rule


def needed(state: State, seat: Seat, option: Option) -> tuple[Seat, ...]:
    """Whose answers count for a joint *option* that *seat* proposes, by the coalition's rule and the option's owners."""
    if not state.scenario.mechanisms.concurrence:
        return (seat,)
    voters = [m.seat for m in state.members.values() if m.consent]
    if ConcurrenceRule.parse(rule_now(state)).kind == "lead":
        voters = [state.coalition.lead]
    return tuple(sorted({*voters, *option.consent_of}))


def verdict(state: State, request: Request) -> bool | None:
    """True once the rule is satisfied, False once it cannot be any more, None while it is open.

    An owner named by the option must agree under every rule; the coalition's rule counts the others.
    """
    option = state.scenario.option_by_id[request.option]
    owners = [seat for seat in request.needed if seat in option.consent_of]
    voters = [m.seat for m in state.members.values() if m.consent and m.seat in request.needed]
    rule = ConcurrenceRule.parse(request.rule)
    if rule.kind == "lead" and state.coalition.lead in request.needed:
        voters = [state.coalition.lead]
    yes = [seat for seat in request.needed if request.replies.get(seat)]
    no = [seat for seat in request.needed if request.replies.get(seat) is False]
    if any(owner in no for owner in owners):
        return False
    threshold = rule.needed(len(voters))
    if sum(seat in voters for seat in no) > len(voters) - threshold:
        return False
    if sum(seat in voters for seat in yes) >= threshold and all(owner in yes for owner in owners):
        return True
    return None


def open_request(state: State, option: str, incident: str) -> Request | None:
    """A request about the same measure that is still open or has been agreed."""
    return next(
        (r for r in state.requests.values() if (r.option, r.incident) == (option, incident) and r.verdict is not False),
        None,
    )


def agreed(state: State, option: str, incident: str) -> bool:
    """Whether the coalition has concurred on *option* about *incident*."""
    request = open_request(state, option, incident)
    return request is not None and bool(request.verdict)


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
