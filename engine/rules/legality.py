"""What a seat may order. One rule, one place: the menu, a refusal and re-asking are one function seen three ways."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.orders import (
    Act,
    Amend,
    Argue,
    Cancel,
    Choose,
    End,
    Improvise,
    Intervene,
    Introduce,
    Order,
    Overrule,
    Propose,
    Realign,
    Recall,
    RefusalCause,
    Release,
    Reply,
    Reschedule,
    Send,
    Settle,
    Withhold,
    order_text,
)
from fourthseat.engine.core.talk import (
    Answer,
    Ask,
    Assign,
    CloseChannel,
    CloseMotion,
    Deliver,
    OpenChannel,
    Post,
    PutForward,
    Sponsor,
    Table,
    Vote,
)
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.rules import contingency
from fourthseat.engine.rules.concurrence import agreed
from fourthseat.engine.rules.contingency import Lacks
from fourthseat.engine.rules.recalling import may_be_called_back
from fourthseat.engine.rules.settling import refuse_settling
from fourthseat.engine.rules.state import State, Talk
from fourthseat.engine.rules.talked import refuse_talk
from fourthseat.engine.scenario.added import wrong_with_row
from fourthseat.engine.scenario.argued_rows import wrong_with
from fourthseat.engine.scenario.findings import shortened
from fourthseat.engine.scenario.force_rows import Force
from fourthseat.engine.scenario.option_rows import Option

__all__ = [
    "Refusal",
    "Unpaid",
    "barred",
    "barred_by_conditions",
    "costs",
    "idle_forces",
    "left_musd",
    "menu",
    "offers",
    "promise",
    "refuse",
    "unpaid",
]


class Refusal(NamedTuple):
    """Why control would not carry out an order."""

    cause: RefusalCause
    reason: str
    """The rule in words, with what is known and near to what was named: for control and the log.

    It may speak of what a seat cannot see; a seat is answered from its own view.
    """

    def __str__(self) -> str:
        """The words."""
        return self.reason


# ---------------------------------------------------------------- what a seat may order


def menu(state: State, seat: Seat) -> tuple[Act, ...]:
    """Every option *seat* could order now."""
    live = [i.id for i in state.incidents.values() if i.live]
    acts = []
    for option in state.scenario.options_of[seat]:
        about = live if option.about else [""]
        acts += [_act(option.id, name) for name in about if offers(state, seat, option, name)]
    return tuple(acts)


_act = lru_cache(maxsize=4096)(Act)
"""Orders are values: a menu needs no new one for what it has offered before."""


def offers(state: State, seat: Seat, option: Option, incident: str) -> bool:
    """Whether :func:`menu` has *option*, one of the seat's own, about *incident* or (empty) about none."""
    if option.incidents and incident not in option.incidents:
        return False
    return _barred(state, seat, option, incident) is None


def barred(state: State, seat: Seat, option: Option, incident: str) -> RefusalCause | None:
    """By which rule :func:`menu` does not have *option*, one of the seat's own, now; None if it has it."""
    bar = _barred(state, seat, option, incident)
    return None if bar is None else bar.cause


def refuse(state: State, seat: Seat, order: Order) -> Refusal | None:
    """Why control would refuse *order* of *seat* now, or None."""
    match order:
        case Act():
            return _refuse_act(state, seat, order)
        case Cancel():
            return _refuse_cancel(state, seat, order)
        case Recall(force):
            return _refuse_recall(state, seat, force)
        case Reply(request):
            asked = state.requests.get(request)
            if asked is None:
                return Refusal(RefusalCause.UNKNOWN, f"no request {request!r}; {nearest(request, state.requests)}")
            return (
                None
                if seat in asked.needed
                else Refusal(RefusalCause.NOT_YOURS, f"{request} does not need {seat}'s concurrence")
            )
        case Choose(incident):
            if incident not in state.incidents:
                return Refusal(RefusalCause.UNKNOWN, f"no incident {incident!r}; {nearest(incident, state.incidents)}")
            spec = state.scenario.incident_by_id[incident]
            if seat not in spec.challengers:
                whose = " and ".join(spec.challengers)
                return Refusal(RefusalCause.NOT_YOURS, f"{incident} is {whose}'s to choose, not {seat}'s")
            if order.choice not in spec.choices:
                message = f"{order.choice} is no course at {incident}; it has {', '.join(spec.choices)}"
                return Refusal(RefusalCause.NOT_ABOUT, message)
            return None
        case Propose(text):
            return None if text.strip() else Refusal(RefusalCause.INCOMPLETE, "an order in one's own words needs words")
        case Send():
            return _refuse_words(state, seat, order)
        case (
            Ask() | Assign() | Answer() | PutForward() | Table() | Sponsor() | Vote() | CloseMotion() | OpenChannel() | CloseChannel() | Post()
            | Deliver()
        ):  # fmt: skip
            refused = refuse_talk(state, seat, order)
            return None if refused is None else Refusal(*refused)
    return (
        _refuse_control(state, order)
        if seat == CONTROL
        else Refusal(RefusalCause.NOT_YOURS, f"only CONTROL may {order.kind}")
    )


def _refuse_act(state: State, seat: Seat, order: Act) -> Refusal | None:
    option = state.scenario.option_by_id.get(order.option)
    if option is None:
        return Refusal(
            RefusalCause.UNKNOWN, f"no option {order.option!r}; {nearest(order.option, state.scenario.option_by_id)}"
        )
    if seat not in option.seats:
        return Refusal(RefusalCause.NOT_YOURS, f"{option.id} is not among {seat}'s options")
    if option.id not in state.scenario.names_of[seat]:
        return Refusal(RefusalCause.REPEATED, f"{seat} already has {option.programme}")
    if not option.about:
        if order.incident:
            return Refusal(RefusalCause.NOT_ABOUT, f"{option.id} is about no incident, not {order.incident!r}")
    elif order.incident not in state.incidents:
        return Refusal(
            RefusalCause.NOT_ABOUT, f"{option.id} needs an incident; {nearest(order.incident, state.incidents)}"
        )
    elif option.incidents and order.incident not in option.incidents:
        return Refusal(
            RefusalCause.NOT_ABOUT,
            f"{option.id} is not about {order.incident}; it is about {', '.join(option.incidents)}",
        )
    return _refuse_now(state, seat, option, order.incident)


def _refuse_cancel(state: State, seat: Seat, order: Cancel) -> Refusal | None:
    """Why *seat* cannot take an order back: it has none such on its way."""
    about = (seat, order.option, order.incident)
    if all(one.ended is not None or (one.seat, one.option, one.incident) != about for one in state.given.values()):
        return Refusal(RefusalCause.NOT_NOW, f"{seat} has no such order on its way: {order_text(order)}")
    return None


def _refuse_recall(state: State, seat: Seat, force: str) -> Refusal | None:
    """Why *seat* cannot call *force* back: it has none such under way, nor at an incident that is open."""
    spec = state.scenario.force_by_id.get(force)
    if spec is None:
        own = [one.id for one in state.scenario.forces_of.get(seat, ())]
        return Refusal(RefusalCause.UNKNOWN, f"no force {force!r}; {nearest(force, own)}")
    if spec.seat != seat:
        return Refusal(RefusalCause.NOT_YOURS, f"{force} is {spec.seat}'s to call back, not {seat}'s")
    if not may_be_called_back(state, force):
        why = f"{force} is neither under way nor on station where all is open yet, so it cannot be called back"
        return Refusal(RefusalCause.NOT_NOW, why)
    return None


class _Bar(NamedTuple):
    """A rule that bars an option for now, and the words for it, made only when somebody is to read them."""

    cause: RefusalCause
    words: Callable[[State, Seat, Option, str], str]


_SKIPS = _Bar(RefusalCause.RUNG, lambda s, _, o, __: f"{o.id} skips from rung {s.rung} to {o.rung}")
_OUTSIDE = _Bar(
    RefusalCause.MEMBERSHIP,
    lambda s, seat, o, _: f"{seat} is not in {s.coalition.id}, and {o.id} is a coalition measure",
)
_ORDERED = _Bar(
    RefusalCause.REPEATED,
    lambda _, seat, o, about: f"{seat} has already ordered {o.id}" + (f" at {about}" if about else ""),
)
_CLOSED = _Bar(RefusalCause.NOT_NOW, lambda _, __, ___, about: f"{about} is not open")
_AGREED = _Bar(RefusalCause.REPEATED, lambda s, _, o, about: f"{s.coalition.id} has already made {o.id} at {about}")
_NOT_ITS_ACT = _Bar(RefusalCause.NOT_YOURS, lambda _, seat, __, about: f"{about} is not {seat}'s act")
_UNDECLARED = _Bar(
    RefusalCause.LAW, lambda _, seat, o, __: f"{o.id} needs {o.needs_legal}, which {seat} has not declared"
)
_UNOPENED = _Bar(
    RefusalCause.LAW,
    lambda s, seat, o, _: (
        f"{o.id} needs {' or '.join(sorted(s.scenario.opened_by_law[seat, o.id]))}, which {seat} has not declared"
    ),
)
_NO_GROUND = _Bar(RefusalCause.REQUIRES, lambda _, __, o, ___: f"the facts do not allow what {o.id} declares")
_DECLARED = _Bar(RefusalCause.REPEATED, lambda _, seat, o, __: f"{seat} has declared what {o.id} declares")
_NO_FORCE = _Bar(RefusalCause.NO_FORCE, lambda _, seat, o, __: f"{seat} has no idle force for {o.id}")
_LET_IN = _Bar(
    RefusalCause.REPEATED, lambda _, __, o, ___: f"{o.id}: what it does about access to a place holds already"
)
_RAISED = _Bar(RefusalCause.REPEATED, lambda _, seat, __, ___: f"{seat} is already at raised readiness")
_ALONE = _Bar(RefusalCause.MEMBERSHIP, lambda s, seat, _, __: f"{seat} has no partner in {s.coalition.id} to consult")
_LACKS = _Bar(RefusalCause.REQUIRES, lambda _, __, o, ___: f"{o.id} requires {o.requires}")
_TOO_DEAR = _Bar(
    RefusalCause.NO_MONEY,
    lambda s, seat, o, _: (
        f"{o.id} costs {seat} {_share(s, o):.0f} million US$ and it has {left_musd(s, seat):.0f} left"
    ),
)


def _refuse_now(state: State, seat: Seat, option: Option, incident: str) -> Refusal | None:
    """Why control would refuse what *seat* may order at other times."""
    bar = _barred(state, seat, option, incident)
    return None if bar is None else Refusal(bar.cause, bar.words(state, seat, option, incident))


def _barred(state: State, seat: Seat, option: Option, incident: str) -> _Bar | None:
    """The first rule that bars *option* for *seat* now, about *incident* or (empty) about none; None if it may be ordered."""
    if option.rung > state.rung + 1:
        return _SKIPS
    if option.joint and seat not in state.members:
        return _OUTSIDE
    if (
        option.needs_legal
        and state.scenario.mechanisms.law
        and option.needs_legal not in state.seats[seat].altered.legal
    ):
        return _UNDECLARED
    if state.scenario.legal and state.scenario.mechanisms.law and (bar := _by_law(state, seat, option)):
        return bar
    if state.scenario.access and _access_holds(state, seat, option):
        return _LET_IN
    if option.requires is not None and not contingency.allows(state, option):
        return _LACKS
    given = state.ordered.get((seat, option.id, incident))
    if given is not None and (given == state.turn or option.once_only):
        return _ORDERED
    if incident:
        if not state.incidents[incident].live:
            return _CLOSED
        if option.joint and "deploy" not in option.does and agreed(state, option.id, incident):
            return _AGREED
        if "surge" in option.does and seat not in state.scenario.incident_by_id[incident].challengers:
            return _NOT_ITS_ACT
        if "deploy" in option.does:
            if seat in state.scenario.red and seat not in state.scenario.incident_by_id[incident].challengers:
                return _NOT_ITS_ACT
            if not idle_forces(state, seat, option):
                return _NO_FORCE
    elif "posture" in option.does and state.seats[seat].raised:
        return _RAISED
    elif "consult" in option.does and seat not in state.members and seat not in state.allies:
        return _ALONE
    if option.cost_musd and state.scenario.mechanisms.resources and _share(state, option) > left_musd(state, seat):
        return _TOO_DEAR
    return None


def _by_law(state: State, seat: Seat, option: Option) -> _Bar | None:
    """Why the legal categories of *seat* bar *option*: it needs one, or declares one for which there is no ground."""
    declared = state.seats[seat].altered.legal
    needed = state.scenario.opened_by_law.get((seat, option.id))
    if needed and needed.isdisjoint(declared):
        return _UNOPENED
    for effect in option.effects if "legal" in option.does else ():
        row = state.scenario.legal_by_id.get(effect.category)
        if row is not None and not effect.off and row.seat == (effect.seat or seat):
            if row.id in declared and option.does == {"legal"}:
                return _DECLARED
            if row.requires is not None and not contingency.holds_now(state, row.requires):
                return _NO_GROUND
    return None


def barred_by_conditions(state: State, seat: Seat, option: Option) -> Lacks | None:
    """What *option* requires, or the law, that keeps it off the menu of *seat*, as far as it may know; None if neither does."""
    if option.requires is not None and (lacks := contingency.lacking(state, seat, option.requires)) is not None:
        return lacks
    if not state.scenario.mechanisms.law:
        return None
    declared = state.seats[seat].altered.legal
    needed = state.scenario.opened_by_law.get((seat, option.id), frozenset()) if state.scenario.legal else frozenset()
    if option.needs_legal and option.needs_legal not in declared:
        needed = frozenset({option.needs_legal})
    if needed and needed.isdisjoint(declared):
        rows = state.scenario.legal_by_id
        return Lacks(law=tuple([rows[name].title if name in rows else name for name in sorted(needed)]))
    for effect in option.effects if "legal" in option.does else ():
        row = state.scenario.legal_by_id.get(effect.category)
        if row is None or row.requires is None or effect.off or row.seat != (effect.seat or seat):
            continue
        if (lacks := contingency.lacking(state, seat, row.requires)) is not None:
            return lacks
    return None


def _access_holds(state: State, seat: Seat, option: Option) -> bool:
    """Whether access is all that *option* is about, and stands already as it would have it."""
    if option.does != {"access"}:
        return False
    guests = [((row.seat or seat, row.place), not row.off) for row in option.effects]
    return all((key in state.altered.access) is wanted for key, wanted in guests)


def _share(state: State, option: Option) -> float:
    """What a seat pays for *option*, million US$: all of it, or its part of a joint measure."""
    return option.cost_musd / len(state.members) if option.joint else float(option.cost_musd)


def left_musd(state: State, seat: Seat) -> float:
    """What *seat* has left to spend, million US$."""
    own = state.seats[seat]
    return state.scenario.seat_by_id[seat].budget_musd + own.altered.granted - own.spent


def _refuse_words(state: State, seat: Seat, order: Send) -> Refusal | None:
    scenario = state.scenario
    strangers = [to for to in order.to if (to != CONTROL and to not in scenario.players) or to == seat]
    if strangers or not order.to:
        others = [other for other in (*scenario.players, CONTROL) if other != seat]
        if not strangers:
            return Refusal(RefusalCause.INCOMPLETE, "to whom?")
        return Refusal(
            RefusalCause.UNKNOWN, f"{seat} cannot write to {strangers[0]!r}; {nearest(strangers[0], others)}"
        )
    if not order.text.strip():
        return Refusal(RefusalCause.INCOMPLETE, "a message needs a text")
    if order.sort != "message" and CONTROL in (seat, *order.to):
        return Refusal(RefusalCause.NOT_ABOUT, "between a cell and control go messages alone")
    if order.option and order.option not in scenario.option_by_id:
        return Refusal(
            RefusalCause.UNKNOWN, f"no option {order.option!r}; {nearest(order.option, scenario.option_by_id)}"
        )
    if order.incident and order.incident not in state.incidents:
        return Refusal(
            RefusalCause.UNKNOWN, f"no incident {order.incident!r}; {nearest(order.incident, state.incidents)}"
        )
    if not 0 <= order.by_turn <= scenario.turns:
        return Refusal(
            RefusalCause.UNKNOWN, f"move {order.by_turn} is not one of this exercise's (1 to {scenario.turns})"
        )
    if order.sort not in ("accept", "decline"):
        return Refusal(RefusalCause.NOT_ABOUT, "only an answer is about another message") if order.about else None
    asked = state.talks[order.about - 1] if 0 < order.about <= len(state.talks) else None
    if asked is None or seat not in asked.to or asked.sort not in ("offer", "request"):
        return Refusal(RefusalCause.UNKNOWN, f"no offer or request {order.about} to {seat}")
    return (
        Refusal(RefusalCause.REPEATED, f"{seat} has already answered {order.about}")
        if any(who == seat for who, _ in asked.answers)
        else None
    )


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


def _refuse_control(state: State, order: Order) -> Refusal | None:
    scenario = state.scenario
    match order:
        case Release(name) | Withhold(name):
            if name not in scenario.inject_by_id:
                return Refusal(RefusalCause.UNKNOWN, f"no inject {name!r}; {nearest(name, scenario.inject_by_id)}")
            return (
                Refusal(RefusalCause.REPEATED, f"{name} has already been released") if name in state.injected else None
            )
        case Amend(name, text):
            if name not in scenario.inject_by_id:
                return Refusal(RefusalCause.UNKNOWN, f"no inject {name!r}; {nearest(name, scenario.inject_by_id)}")
            if name in state.injected:
                return Refusal(RefusalCause.REPEATED, f"{name} has already been released")
            return None if text.strip() else Refusal(RefusalCause.INCOMPLETE, "an inject needs a text")
        case Improvise(text, to):
            strangers = [seat for seat in to if seat not in scenario.seat_by_id]
            if strangers or not to:
                return (
                    Refusal(
                        RefusalCause.UNKNOWN, f"no seat {strangers[0]!r}; {nearest(strangers[0], scenario.seat_by_id)}"
                    )
                    if strangers
                    else Refusal(RefusalCause.INCOMPLETE, "an inject needs a recipient")
                )
            return None if text.strip() else Refusal(RefusalCause.INCOMPLETE, "an inject needs a text")
        case Realign(name):
            return (
                None
                if name in scenario.coalition_by_id
                else Refusal(RefusalCause.UNKNOWN, f"no coalition {name!r}; {nearest(name, scenario.coalition_by_id)}")
            )
        case Overrule(name, _, reason):
            if name not in state.incidents:
                return Refusal(RefusalCause.UNKNOWN, f"no incident {name!r}; {nearest(name, state.incidents)}")
            return None if reason.strip() else Refusal(RefusalCause.INCOMPLETE, "an overrule needs a reason")
        case Argue():
            return _refuse_argument(state, order)
        case Intervene():
            return _refuse_intervention(state, order)
        case Introduce():
            return _refuse_introduction(state, order)
        case Settle():
            refused = refuse_settling(state, order)
            return None if refused is None else Refusal(*refused)
        case Reschedule():
            return _refuse_rescheduling(state, order)
        case End(reason):
            return None if reason.strip() else Refusal(RefusalCause.INCOMPLETE, "ENDEX needs a reason")
        case _:
            return Refusal(RefusalCause.NOT_YOURS, f"{order.kind} is not CONTROL's")


def _refuse_argument(state: State, order: Argue) -> Refusal | None:
    if order.incident and order.incident not in state.incidents:
        return Refusal(
            RefusalCause.UNKNOWN, f"no incident {order.incident!r}; {nearest(order.incident, state.incidents)}"
        )
    strangers = [seat for seat in order.to if seat not in state.scenario.seat_by_id]
    if strangers:
        return Refusal(
            RefusalCause.UNKNOWN, f"no seat {strangers[0]!r}; {nearest(strangers[0], state.scenario.seat_by_id)}"
        )
    if not order.claim.strip() or not order.effect.strip():
        return Refusal(RefusalCause.INCOMPLETE, "an argument needs a claim and the effect it is to have")
    for number, effect in enumerate(order.effects, 1):
        if said := wrong_with(state.scenario, effect, about=bool(order.incident)):
            return Refusal(RefusalCause.INCOMPLETE, f"effect {number}: {said}")
    if order.method == "vote" and not order.votes:
        return Refusal(RefusalCause.INCOMPLETE, "a vote needs votes")
    if order.method in ("consensus", "umpire") and order.verdict is None:
        return Refusal(RefusalCause.INCOMPLETE, f"{order.method} needs a verdict")
    return None


def _refuse_rescheduling(state: State, order: Reschedule) -> Refusal | None:
    inject = state.scenario.inject_by_id.get(order.inject)
    if inject is None:
        return Refusal(
            RefusalCause.UNKNOWN,
            f"no inject {order.inject!r}; {nearest(order.inject, state.scenario.inject_by_id)}",
        )
    if inject.id in state.injected:
        return Refusal(RefusalCause.REPEATED, f"{inject.id} has already been released")
    if inject.kind == "contingency":
        return Refusal(
            RefusalCause.NOT_NOW, f"{inject.id} waits for its condition, not for an hour; it can be fired by hand"
        )
    if not state.hour <= order.to <= state.scenario.endex:
        return Refusal(
            RefusalCause.NOT_NOW,
            f"H+{order.to} is not between now, H+{state.hour}, and the end of the last move, H+{state.scenario.endex}",
        )
    return None


def _refuse_intervention(state: State, order: Intervene) -> Refusal | None:
    if not order.reason.strip():
        return Refusal(RefusalCause.INCOMPLETE, "a change of the world needs a reason")
    if not order.effects:
        return Refusal(RefusalCause.INCOMPLETE, "no effect is named")
    for number, effect in enumerate(order.effects, 1):
        if said := wrong_with(state.scenario, effect, about=False):
            return Refusal(RefusalCause.INCOMPLETE, f"effect {number}: {said}")
    return None


def _refuse_introduction(state: State, order: Introduce) -> Refusal | None:
    """Why the incident cannot be added: every key that is wrong, with what would be right."""
    if not order.reason.strip():
        return Refusal(RefusalCause.INCOMPLETE, "an incident that the scenario lacks needs a reason")
    wrong = wrong_with_row(state.scenario, order.row, order.like, state.hour)
    if not wrong:
        return None
    cause = RefusalCause.REPEATED if wrong[0].code == "FS004" else RefusalCause.INCOMPLETE
    return Refusal(cause, "; ".join(shortened([str(one) for one in wrong])))


def idle_forces(state: State, seat: Seat, option: Option) -> tuple[Force, ...]:
    """The seat's forces that *option* would send now."""
    domains, tasked, readiness = option.domains, state.tasked, state.readiness
    idle = tuple(
        [
            force
            for force in state.scenario.forces_of[seat]
            if force.domain in domains and force.id not in tasked and readiness.get(force.id, 0.0) > 0
        ]
    )
    if state.homeward:
        idle = tuple([force for force in idle if force.id not in state.homeward])
    left = state.altered.left
    return tuple([force for force in idle if left.get(force.id, 1.0) > 0]) if left else idle


class Unpaid(NamedTuple):
    """A share of the costs that a seat cannot pay, in million US$."""

    seat: Seat
    share: float
    left: float


def unpaid(state: State, shares: tuple[tuple[Seat, float], ...]) -> Unpaid | None:
    """The first seat that cannot pay its share of what is about to be done; None if everybody can."""
    if state.scenario.mechanisms.resources:
        for seat, share in shares:
            left = left_musd(state, seat)
            if share > left:
                return Unpaid(seat, share, left)
    return None


def costs(state: State, seat: Seat, option: Option, musd: float) -> tuple[tuple[Seat, float], ...]:
    """Who pays *musd* for *option*: the seat, or with pooled resources every member of a joint measure alike."""
    if option.joint and state.scenario.mechanisms.resources:
        each = musd / len(state.members)
        return tuple((member, each) for member in state.members)
    return ((seat, musd),)
