"""The rules of the table. One rule, one place: the menu, a refusal and re-asking are one function seen three ways."""

from __future__ import annotations

from collections.abc import Collection

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.orders import (
    Act,
    Amend,
    Argue,
    Choose,
    End,
    Improvise,
    Order,
    Overrule,
    Propose,
    Realign,
    Release,
    Reply,
    Send,
    Withhold,
)
from fourthseat.engine.core.terms import CONTROL, Hour, Seat
from fourthseat.engine.rules.state import Request, State, Talk
from fourthseat.engine.scenario.rows import Condition, Force, Inject, Option

__all__ = [
    "costs",
    "holds",
    "idle_forces",
    "in_time",
    "menu",
    "needed",
    "open_request",
    "promise",
    "refuse",
    "sharing",
    "side_by_side",
    "unpaid",
    "verdict",
]

ABOUT = frozenset({"statement", "deploy", "share", "surge"})
"""Kinds that are about one incident; the others are about none."""

ONCE = frozenset({"statement", "deploy", "transfer"})
"""Kinds that are ordered once about an incident; the others may be repeated on later turns."""


# ---------------------------------------------------------------- what a seat may order


def menu(state: State, seat: Seat) -> tuple[Act, ...]:
    """Every option *seat* could order now."""
    live = [i.id for i in state.incidents.values() if i.live]
    acts = []
    for option in state.scenario.options_of[seat]:
        about = live if option.kind in ABOUT else [""]
        if option.incidents:
            about = [name for name in about if name in option.incidents]
        acts += [Act(option.id, name) for name in about if _refuse_now(state, seat, option, name) is None]
    return tuple(acts)


def refuse(state: State, seat: Seat, order: Order) -> str | None:
    """Why control would refuse *order* of *seat* now, or None."""
    match order:
        case Act():
            return _refuse_act(state, seat, order)
        case Reply(request):
            asked = state.requests.get(request)
            if asked is None:
                return f"no request {request!r}; {nearest(request, state.requests)}"
            return None if seat in asked.needed else f"{request} does not need {seat}'s concurrence"
        case Choose(incident):
            if incident not in state.incidents:
                return f"no incident {incident!r}; {nearest(incident, state.incidents)}"
            opponent = state.scenario.incident_by_id[incident].opponent
            return None if seat == opponent else f"{incident} is {opponent}'s to choose, not {seat}'s"
        case Propose(text):
            return None if text.strip() else "an order in one's own words needs words"
        case Send():
            return _refuse_words(state, seat, order)
    return _refuse_control(state, order) if seat == CONTROL else f"only CONTROL may {order.kind}"


def _refuse_act(state: State, seat: Seat, order: Act) -> str | None:
    option = state.scenario.option_by_id.get(order.option)
    if option is None:
        return f"no option {order.option!r}; {nearest(order.option, state.scenario.option_by_id)}"
    if seat not in option.seats:
        return f"{option.id} is not among {seat}'s options"
    if all(known is not option for known in state.scenario.options_of[seat]):
        return f"{seat} already has {option.programme}"
    if option.kind not in ABOUT:
        if order.incident:
            return f"{option.id} is about no incident, not {order.incident!r}"
    elif order.incident not in state.incidents:
        return f"{option.id} needs an incident; {nearest(order.incident, state.incidents)}"
    elif option.incidents and order.incident not in option.incidents:
        return f"{option.id} is not about {order.incident}; it is about {', '.join(option.incidents)}"
    return _refuse_now(state, seat, option, order.incident)


def _refuse_now(state: State, seat: Seat, option: Option, incident: str) -> str | None:
    """Why control would refuse what *seat* may order at other times."""
    if option.rung > state.rung + 1:
        return f"{option.id} skips from rung {state.rung} to {option.rung}"
    if option.joint and seat not in state.members:
        return f"{seat} is not in {state.coalition.id}, and {option.id} is a coalition measure"
    given = state.ordered.get((seat, option.id, incident))
    if given is not None and (given == state.turn or option.kind in ONCE):
        return f"{seat} has already ordered {option.id}" + (f" at {incident}" if incident else "")
    if incident:
        if not state.incidents[incident].live:
            return f"{incident} is not open"
        if option.joint and option.kind == "statement" and _agreed(state, option.id, incident):
            return f"{state.coalition.id} has already made {option.id} at {incident}"
        if option.kind == "surge" and state.scenario.incident_by_id[incident].opponent != seat:
            return f"{incident} is not {seat}'s act"
        if option.kind == "deploy" and not idle_forces(state, seat, option):
            return f"{seat} has no idle force for {option.id}"
    elif option.kind == "posture" and state.seats[seat].raised:
        return f"{seat} is already at raised readiness"
    elif option.kind == "consult" and seat not in state.members and seat not in state.allies:
        return f"{seat} has no partner in {state.coalition.id} to consult"
    return _refuse_cost(state, seat, option)


def _refuse_cost(state: State, seat: Seat, option: Option) -> str | None:
    if state.scenario.mechanisms.resources and option.cost_musd:
        left = state.scenario.seat_by_id[seat].budget_musd - state.seats[seat].spent
        share = option.cost_musd / len(state.members) if option.joint else option.cost_musd
        if share > left:
            return f"{option.id} costs {seat} {share:.0f} million US$ and it has {left:.0f} left"
    return None


def _refuse_words(state: State, seat: Seat, order: Send) -> str | None:
    scenario = state.scenario
    strangers = [to for to in order.to if to not in scenario.players or to == seat]
    if strangers or not order.to:
        others = [other for other in scenario.players if other != seat]
        return f"{seat} cannot write to {strangers[0]!r}; {nearest(strangers[0], others)}" if strangers else "to whom?"
    if not order.text.strip():
        return "a message needs a text"
    if order.option and order.option not in scenario.option_by_id:
        return f"no option {order.option!r}; {nearest(order.option, scenario.option_by_id)}"
    if order.incident and order.incident not in state.incidents:
        return f"no incident {order.incident!r}; {nearest(order.incident, state.incidents)}"
    if not 0 <= order.by_turn <= scenario.turns:
        return f"move {order.by_turn} is not one of this exercise's (1 to {scenario.turns})"
    if order.sort not in ("accept", "decline"):
        return "only an answer is about another message" if order.about else None
    asked = state.talks[order.about - 1] if 0 < order.about <= len(state.talks) else None
    if asked is None or seat not in asked.to or asked.sort not in ("offer", "request"):
        return f"no offer or request {order.about} to {seat}"
    return f"{seat} has already answered {order.about}" if any(who == seat for who, _ in asked.answers) else None


def promise(state: State, talk: Talk) -> bool | None:
    """Whether what *talk* binds its sender (or who accepted it) to was ordered in time; None while open or unbinding.

    Bound are the sender of a commitment or an accepted offer, and whoever accepted a request.
    """
    accepted = [seat for seat, yes in talk.answers if yes]
    bound = {"commitment": [talk.seat], "offer": [talk.seat] if accepted else [], "request": accepted}.get(talk.sort)
    if not bound or not talk.option:
        return None
    due = talk.by_turn or state.scenario.turns
    done = all(
        any(
            who == seat and option == talk.option and talk.incident in ("", incident) and talk.turn <= turn <= due
            for (who, option, incident), turn in state.ordered.items()
        )
        for seat in bound
    )
    return True if done else False if state.turn > due or state.ended else None


def _refuse_control(state: State, order: Order) -> str | None:
    scenario = state.scenario
    match order:
        case Release(name) | Withhold(name):
            if name not in scenario.inject_by_id:
                return f"no inject {name!r}; {nearest(name, scenario.inject_by_id)}"
            return f"{name} has already been released" if name in state.injected else None
        case Amend(name, text):
            if name not in scenario.inject_by_id:
                return f"no inject {name!r}; {nearest(name, scenario.inject_by_id)}"
            if name in state.injected:
                return f"{name} has already been released"
            return None if text.strip() else "an inject needs a text"
        case Improvise(text, to):
            strangers = [seat for seat in to if seat not in scenario.seat_by_id]
            if strangers or not to:
                return (
                    f"no seat {strangers[0]!r}; {nearest(strangers[0], scenario.seat_by_id)}"
                    if strangers
                    else "an inject needs a recipient"
                )
            return None if text.strip() else "an inject needs a text"
        case Realign(name):
            return (
                None
                if name in scenario.coalition_by_id
                else f"no coalition {name!r}; {nearest(name, scenario.coalition_by_id)}"
            )
        case Overrule(name, _, reason):
            if name not in state.incidents:
                return f"no incident {name!r}; {nearest(name, state.incidents)}"
            return None if reason.strip() else "an overrule needs a reason"
        case Argue():
            return _refuse_argument(state, order)
        case End(reason):
            return None if reason.strip() else "ENDEX needs a reason"
        case _:
            return f"{order.kind} is not CONTROL's"


def _refuse_argument(state: State, order: Argue) -> str | None:
    if order.incident and order.incident not in state.incidents:
        return f"no incident {order.incident!r}; {nearest(order.incident, state.incidents)}"
    strangers = [seat for seat in order.to if seat not in state.scenario.seat_by_id]
    if strangers:
        return f"no seat {strangers[0]!r}; {nearest(strangers[0], state.scenario.seat_by_id)}"
    if not order.claim.strip() or not order.effect.strip():
        return "an argument needs a claim and the effect it is to have"
    if order.method == "vote" and not order.votes:
        return "a vote needs votes"
    if order.method in ("consensus", "umpire") and order.verdict is None:
        return f"{order.method} needs a verdict"
    return None


def idle_forces(state: State, seat: Seat, option: Option) -> tuple[Force, ...]:
    """The seat's forces that *option* would send now."""
    return tuple(
        force
        for force in state.scenario.forces_of[seat]
        if force.domain in option.domains and force.id not in state.tasked and state.readiness.get(force.id, 0.0) > 0
    )


def unpaid(state: State, shares: tuple[tuple[Seat, float], ...]) -> str | None:
    """Who cannot pay its share of what is about to be done, in words; None if everybody can."""
    if state.scenario.mechanisms.resources:
        for seat, share in shares:
            left = state.scenario.seat_by_id[seat].budget_musd - state.seats[seat].spent
            if share > left:
                return f"{seat}'s share is {share:.0f} million US$ and it has {left:.0f} left"
    return None


def costs(state: State, seat: Seat, option: Option, musd: float) -> tuple[tuple[Seat, float], ...]:
    """Who pays *musd* for *option*: the seat, or with pooled resources every member of a joint measure alike."""
    if option.joint and state.scenario.mechanisms.resources:
        each = musd / len(state.members)
        return tuple((member, each) for member in state.members)
    return ((seat, musd),)


# ---------------------------------------------------------------- concurrence


def in_time(hour: Hour, closes: Hour | None) -> bool:
    """Whether something that lands at *hour* beats a window that closes at *closes*. The closing hour itself is late."""
    return closes is None or hour < closes


def needed(state: State, seat: Seat, option: Option) -> tuple[Seat, ...]:
    """Whose answers count for a joint *option* that *seat* proposes, by the coalition's rule and the option's owners."""
    if not state.scenario.mechanisms.concurrence:
        return (seat,)
    voters = [m.seat for m in state.members.values() if m.consent]
    if state.coalition.rule == "lead":
        voters = [state.coalition.lead]
    return tuple(sorted({*voters, *option.consent_of}))


def verdict(state: State, request: Request) -> bool | None:
    """True once the rule is satisfied, False once it cannot be any more, None while it is open.

    An owner named by the option must agree under every rule; the coalition's rule counts the others.
    """
    option = state.scenario.option_by_id[request.option]
    owners = [seat for seat in request.needed if seat in option.consent_of]
    voters = [m.seat for m in state.members.values() if m.consent and m.seat in request.needed]
    if request.rule == "lead" and state.coalition.lead in request.needed:
        voters = [state.coalition.lead]
    yes = [seat for seat in request.needed if request.replies.get(seat)]
    no = [seat for seat in request.needed if request.replies.get(seat) is False]
    if any(owner in no for owner in owners):
        return False
    threshold = _threshold(len(voters), request.rule)
    if sum(seat in voters for seat in no) > len(voters) - threshold:
        return False
    if sum(seat in voters for seat in yes) >= threshold and all(owner in yes for owner in owners):
        return True
    return None


def _threshold(voters: int, rule: str) -> int:
    if rule == "lead":
        return min(1, voters)
    if rule == "unanimity":
        return voters
    return min(int(rule[7:]), voters)


def open_request(state: State, option: str, incident: str) -> Request | None:
    """A request about the same measure that is still open or has been agreed."""
    return next(
        (r for r in state.requests.values() if (r.option, r.incident) == (option, incident) and r.verdict is not False),
        None,
    )


def _agreed(state: State, option: str, incident: str) -> bool:
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


# ---------------------------------------------------------------- conditions


def proposes_itself(state: State, inject: Inject) -> bool:
    """Whether *inject* is a contingency whose condition holds, and control has not dealt with it yet."""
    known = inject.id in state.injected or inject.id in state.withheld or inject.id in state.proposed
    return inject.when is not None and not known and holds(state, inject.when)


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
