"""Staffs of rules of thumb: one interpreter for capitals and one for opponents. What they go by is data.

They read a :class:`~fourthseat.engine.rules.view.View` and in it the seat's own :class:`~fourthseat.engine.scenario.doctrine_rows.Doctrine`,
nothing else. They are a baseline for comparison, not a prediction of any government.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from typing import ClassVar, NamedTuple

from fourthseat.engine.core.orders import WANTS_ORDERS, Act, Author, AuthorKind, Choice, Choose, Decision, Order, Reply
from fourthseat.engine.core.terms import Cell
from fourthseat.engine.core.wording import listed
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import ANY_RUNG, IncidentView, Question
from fourthseat.engine.scenario.doctrine_rows import Doctrine, DoctrineRule
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Sought
from fourthseat.players.circumstances import Situation
from fourthseat.players.valuation import best_first

__all__ = ["Advice", "National", "Opponent", "advice", "doctrine_for"]


class Advice(NamedTuple):
    """An order a staff puts forward, and why."""

    act: Act
    title: str
    """Of the option, with the incident where several are open, for people."""
    reason: str


@dataclass(frozen=True, slots=True)
class National:
    """The staff of a capital: orders by its doctrine's rules, and answers what partners ask."""

    decides_from_view_alone: ClassVar = True

    def decide(self, view: View, /) -> Decision:
        """The staff's advice, taken."""
        doctrine = view.doctrine
        orders: list[Order] = []
        reasons: list[str] = []
        for question in view.questions:
            if question.kind in WANTS_ORDERS:
                for act, title, reason in advice(view):
                    orders.append(act)
                    reasons.append(f"{title}: {reason}")
            elif question.kind == "concur":
                p = _leaning(view, doctrine, question)
                reply = Reply(question.about, question.luck < p)
                orders.append(reply)
                reasons.append(_told(question, "concurring" if reply.concur else "not concurring", p))
        intent = (_intent(view) if orders else "Watch and wait.") if view.questions else ""
        return Decision(tuple(orders), intent=intent, reason="; ".join(dict.fromkeys(reasons)), by=_author(doctrine.id))


@dataclass(frozen=True, slots=True)
class Opponent:
    """The opponent's staff: orders by its doctrine's rules, and chooses by its own estimate and its doctrine's bent."""

    decides_from_view_alone: ClassVar = True

    def decide(self, view: View, /) -> Decision:
        """The opponent's orders and choices."""
        doctrine = view.doctrine
        orders: list[Order] = []
        reasons: list[str] = []
        for question in view.questions:
            if question.kind == "choose":
                choice, p = _chosen(view, doctrine, question)
                orders.append(Choose(question.about, choice))
                reasons.append(_told(question, choice, p))
            elif question.kind in WANTS_ORDERS:
                for act, title, reason in advice(view):
                    orders.append(act)
                    reasons.append(f"{title}: {reason}")
        intent = "Keep the initiative below the threshold of war."
        return Decision(tuple(orders), intent=intent, reason="; ".join(dict.fromkeys(reasons)), by=_author(doctrine.id))


def doctrine_for(cell: Cell) -> National | Opponent:
    """Who plays the doctrines of a cell."""
    return Opponent() if cell is Cell.RED else National()


@cache
def _author(name: str) -> Author:
    return Author(AuthorKind.DOCTRINE, name)


# ---------------------------------------------------------------- what is ordered


def advice(view: View) -> list[Advice]:
    """The orders the seat's doctrine puts forward, the most important first, as many as it gives in a move."""
    doctrine, own = view.doctrine, view.spec.doctrine
    most = doctrine.orders if own.orders is None else own.orders
    situation, found = Situation(view, doctrine), dict[Act, Advice]()
    for sought in _in_order(view):
        for one in _by_rule(situation, sought):
            if len(found) >= most:
                return list(found.values())
            found.setdefault(one.act, one)
    return list(found.values())


def _in_order(view: View) -> Sequence[Sought]:
    """The rules that the seat goes by with the options they may find, in its order."""
    own, rules = view.spec.doctrine, view.sought
    if own.consults is False:
        rules = tuple(one for one in rules if one.rule.seek != "consult")
    if own.surges is False:
        rules = tuple(one for one in rules if one.rule.seek != "surge")
    return sorted(rules, key=lambda one: one.rule.joint is True) if own.prefers_joint is False else rules


def _by_rule(situation: Situation, sought: Sought) -> list[Advice]:
    """What a rule puts forward of the options that may answer it."""
    rule = sought.rule
    if rule.seek == "worth":
        return list(_worthwhile(situation, sought))
    found: list[Advice] = []
    if sought.about:
        for incident in situation.live:
            if situation.applies(rule, incident):
                found += _found(situation, rule, sought.about, incident)
    if sought.alone and situation.applies(rule, None):
        found += _found(situation, rule, sought.alone, None)
    return found


def _found(
    situation: Situation, rule: DoctrineRule, options: Sequence[Option], incident: IncidentView | None
) -> list[Advice]:
    """Of *options* those in the menu that *rule* wants about *incident* or about none; they come the strongest first."""
    view, top, found = situation.view, _top(situation, incident), list[Advice]()
    about, with_others = "" if incident is None else incident.id, top + situation.doctrine.joint_above
    for option in options:
        if (
            option.rung <= (with_others if option.joint else top)
            and (rule.again or _may_again(view, option, about))
            and (not rule.standing or option.id in view.standing)
            and view.offers(option, about)
        ):
            act = Act(option.id, about)
            found.append(Advice(act, _title(situation, option, incident), _reason(situation, rule, option, incident)))
            if rule.pick == "strongest":
                break
    return found[-1:] if rule.pick == "gentlest" else found


def _worthwhile(situation: Situation, sought: Sought) -> Iterator[Advice]:
    """Every order that a rule lets through whose own effects are worth giving it, the best first."""
    view, doctrine, rule = situation.view, situation.doctrine, sought.rule
    by_id = {incident.id: incident for incident in situation.live}
    tops: dict[str, int] = {}
    for act, option, _, gain in best_first(view, doctrine, sought.about, sought.alone):
        incident = by_id.get(act.incident)
        if act.incident not in tops:
            tops[act.incident] = _top(situation, incident)
        if (
            "deploy" not in option.does
            and option.rung <= tops[act.incident] + (doctrine.joint_above if option.joint else 0)
            and (not rule.standing or option.id in view.standing)
            and situation.applies(rule, incident)
            and (rule.again or _may_again(view, option, act.incident))
        ):
            yield Advice(
                act,
                _title(situation, option, incident),
                f"{_reason(situation, rule, option, incident)}, for its effect on {gain}",
            )


def _top(situation: Situation, incident: IncidentView | None) -> int:
    """The highest rung of what it orders; an opponent knows what it did and minds no rung that the rules allow."""
    return ANY_RUNG if situation.doctrine.side == "opponent" else situation.top(incident)


def _may_again(view: View, option: Option, incident: str) -> bool:
    """Whether an order is new, or what it did the last time has worn off."""
    given = view.ordered_in(option.id, incident)
    if given is None:
        return True
    passing = [row for row in option.acts if row.lasts_hours is not None or row.half_life_hours is not None]
    if not passing or len(passing) < len(option.acts):
        return any(row.chance is not None for row in option.acts) and given < view.turn - 1
    lasting = max(float(row.lasts_hours or row.half_life_hours or 0.0) for row in passing)
    return view.hour - view.move_hours[given - 1] >= lasting


def _title(situation: Situation, option: Option, incident: IncidentView | None) -> str:
    """The option by its title, with the incident where several are open."""
    several = incident is not None and len(situation.live) > 1
    return f"{option.title} ({incident.title})" if several and incident is not None else option.title


def _reason(situation: Situation, rule: DoctrineRule, option: Option, incident: IncidentView | None) -> str:
    """The rule's reason with what it leaves open filled in."""
    if "{" not in rule.reason:
        return rule.reason
    view = situation.view
    seen = incident or next(iter(situation.live), None)
    return rule.reason.format(
        rung=view.rung,
        comfort=view.comfortable,
        stake="no part of it" if seen is None else f"{100 * seen.stake:.0f} %",
        attribution="not at all" if seen is None else f"{100 * seen.attribution:.0f} %",
        title=option.title,
    )


# ---------------------------------------------------------------- what is answered and chosen


def _tilted(p: float, log_odds: float) -> float:
    """*p* with *log_odds* added; what is certain stays so."""
    if not log_odds or not 0 < p < 1:
        return p
    return 1 / (1 + exp(-(log(p / (1 - p)) + log_odds)))


def _leaning(view: View, doctrine: Doctrine, question: Question) -> float:
    """The chance that it concurs: what its staff says, and what its doctrine adds."""
    p = question.estimate.p if question.estimate is not None else 0.0
    answers, situation = doctrine.answers, Situation(view, doctrine)
    bent = float(answers.concurring)
    if answers.pressed and situation.holds("pressed", None):
        bent += float(answers.pressed)
    if answers.spared and situation.holds("spared", None):
        bent += float(answers.spared)
    if answers.sending or answers.joined:
        asked = next((one for one in view.asked if one.id == question.about), None)
        if asked is not None:
            bent += float(answers.joined) * sum(yes for who, yes in asked.replies if who != view.seat)
            bent += float(answers.sending) * (asked.option in view.sends)
    return _tilted(p, bent)


def _chosen(view: View, doctrine: Doctrine, question: Question) -> tuple[Choice, float]:
    """What the opponent does, and the chance it gave to pressing."""
    choices, bent = doctrine.choices, _bent(view, doctrine, question)
    chances = [
        chance * exp(bent if choice == "press" else float(choices.courses.get(choice, 0.0)))
        for choice, chance in question.courses
    ]
    total, below = sum(chances), 0.0
    for (choice, _), chance in zip(question.courses, chances, strict=True):
        below += chance / total if total else 0.0
        if question.luck < below:
            return choice, chances[0] / total
    return question.choices[-1], chances[0] / total if total else 0.0


def _bent(view: View, doctrine: Doctrine, question: Question) -> float:
    """Log-odds that the doctrine adds to pressing."""
    choices, situation = doctrine.choices, Situation(view, doctrine)
    incident = next((one for one in view.live if one.id == question.about), None)
    bent = float(choices.pressing)
    if choices.unopposed and incident is not None and situation.holds("unopposed", incident):
        bent += float(choices.unopposed)
    if choices.warned and incident is not None and situation.holds("spoken", incident):
        bent += float(choices.warned)
    if choices.met and situation.holds("met", None):
        bent += float(choices.met)
    if choices.reassured and situation.holds("reassured", None):
        bent += float(choices.reassured)
    return bent


# ---------------------------------------------------------------- words


def _intent(view: View) -> str:
    live = [i.title for i in view.live]
    return f"Deter and hold together over {listed(live)}." if live else "Prepare for the next incident."


def _told(question: Question, verb: str, p: float) -> str:
    """What was decided, what the staff said, and what the doctrine made of it where that differs."""
    if question.estimate is None:
        return verb
    made = "" if abs(p - question.estimate.p) < 0.005 else f", this doctrine makes it {100 * p:.0f} %"
    return f"{verb}: staff put it at {100 * question.estimate.p:.0f} % ({_first(question.estimate.reasons)}){made}"


def _first(reasons: Iterable[str]) -> str:
    return next(iter(reasons), "no reason given")
