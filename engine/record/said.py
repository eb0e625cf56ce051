"""A condition as a sentence for people, with the titles of what it speaks of: for control's desk, the facilitator's guide and a seat's menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.wording import BECAME, CHOICE_PAST
from fourthseat.engine.rules.contingency import Lacks
from fourthseat.engine.scenario.conditions import condition
from fourthseat.engine.scenario.expressions import (
    All,
    Any,
    Calculation,
    Chance,
    Comparison,
    Expression,
    Fact,
    Not,
    Number,
    words_of,
)
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["course_told", "lacks_told", "sentence"]

Called = Callable[[str, str], str]
"""What a row is called, by what kind of thing names it and its name."""

AGAINST = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "=": "exactly"}
NOT_AGAINST = {"<": "at least", "<=": "above", ">": "at most", ">=": "below", "=": "not"}
OF_THE_GAME = {
    "rung": "the rung of the crisis",
    "hour": "the hour",
    "turn": "the move",
    "leaks": "the number of secrets that got out",
    "members": "the number of members",
}
OF_SOMEBODY = {
    "trust": "the trust of {0}",
    "budget": "what {0} has left to spend, million US$,",
    "spent": "what {0} has spent, million US$,",
    "strength": "the strength on station in {0}",
    "attribution": "how sure {0} is who is behind {1}",
}
SO = {
    "opened": ("{0} has opened", "{0} has not opened"),
    "concurred": ("the coalition has concurred on {0}", "the coalition has not concurred on {0}"),
    "member": ("{0} belongs to the coalition", "{0} does not belong to the coalition"),
    "sent": ("{0} has been sent", "{0} has not been sent"),
    "declared": ("{0} has declared {1}", "{0} has not declared {1}"),
    "access": ("{0} may sail from {1}", "{0} may not sail from {1}"),
    "leaked": ("a secret has got out", "no secret has got out"),
    "closing": ("the move closes", "the move does not close"),
}
"""What is so, and what is not."""


def sentence(scenario: Scenario, text: str) -> str:
    """The condition *text* of *scenario* as a sentence without its full stop."""
    return _said(partial(_title, scenario), condition(scenario, text), yes=True)


def lacks_told(lacks: Lacks) -> str:
    """What is missing, for the seat whose menu lacks something for it."""
    if lacks.law:
        return f"needs {' or '.join(lacks.law)}, which you have not declared"
    if not lacks.parts:
        return "what it requires has not come about"
    called = {(kind, name): f"“{title}”" for kind, name, title in lacks.titles}
    called |= {(kind, name): told for kind, name, told in lacks.names}
    whole = lacks.parts[0] if len(lacks.parts) == 1 else All(lacks.parts)
    return f"only when {_said(lambda kind, name: called[kind, name], whole, yes=True)}"


def course_told(s: Scenario, incident: str, choice: Choice) -> str:
    """What it means for an opponent to choose so over *incident*, in a few words for whoever chooses."""
    course = next((one for one in s.incident_by_id[incident].courses if one.choice == choice), None)
    if course is not None and choice == "sideways" and course.incident:
        return f"“{s.incident_by_id[course.incident].title}” opens, or hardens if it is open already"
    if course is not None and choice == "offer" and course.terms:
        return f"everybody is told: “{course.terms}”"
    return _COURSES[choice]


_COURSES: dict[Choice, str] = {
    "press": "you go through with it, whatever is there by then",
    "hold": "you leave it as it is, and press no further",
    "back-down": "you give it up, for everybody to see",
    "sideways": "you act somewhere else instead",
    "offer": "you offer terms",
}


def _said(called: Called, part: Expression, *, yes: bool) -> str:
    """*part*, or its contrary."""
    match part:
        case Not(inner):
            return _said(called, inner, yes=not yes)
        case All(parts) | Any(parts):
            word = "and" if isinstance(part, All) is yes else "or"
            told = [_said(called, one, yes=yes) for one in parts]
            mixed = any(isinstance(one.part if isinstance(one, Not) else one, All | Any) for one in parts)
            return f"; {word} ".join(told) if mixed else f" {word} ".join(told)
        case Comparison(left, sign, right):
            return f"{_number(called, left)} is {(AGAINST if yes else NOT_AGAINST)[sign]} {_number(called, right)}"
        case Chance(p):
            return f"a chance of {p:.0%} comes up" if yes else f"a chance of {p:.0%} does not come up"
        case Fact():
            return _fact(called, part, yes=yes)
    return words_of(part)


def _fact(called: Called, fact: Fact, *, yes: bool) -> str:
    names = [called(fact.kind, name) for name in fact.names]
    match fact.kind:
        case "ended" if fact.values:
            became = " or ".join(BECAME[one] for one in fact.values)  # type: ignore[index]
            return f"{names[0]} is {became}" if yes else f"{names[0]} is not {became}"
        case "ended":
            return f"{names[0]} is decided" if yes else f"{names[0]} is not decided"
        case "chose":
            chose = " or ".join(CHOICE_PAST[one] for one in fact.values)  # type: ignore[index]
            return f"the opponent {chose} in {names[0]}" if yes else f"the opponent in {names[0]} did not: {chose}"
        case "ordered" | "done" as kind:
            who = names[0] if len(names) > 1 else "somebody" if yes else "nobody"
            did = "ordered" if kind == "ordered" else "carried out"
            return f"{who} has {'not ' if len(names) > 1 and not yes else ''}{did} {names[-1]}"
    return SO[fact.kind][0 if yes else 1].format(*names)


def _number(called: Called, part: Expression) -> str:
    match part:
        case Number("indicator", (name,)):
            return called("indicator", name)
        case Number(kind, names):
            return OF_THE_GAME.get(kind) or OF_SOMEBODY[kind].format(*(called(kind, name) for name in names))
        case Calculation(left, sign, right):
            return f"{_number(called, left)} {sign} {_number(called, right)}"
    return words_of(part)


def _title(s: Scenario, kind: str, name: str) -> str:
    """What *name* is called in a part of that *kind*: an indicator or a declaration where it says so, whatever else has that name."""
    if kind == "indicator":
        return next((one.title for one in s.indicators if one.id == name), name)
    law = s.legal_by_id.get(name) if kind == "declared" else None
    row = law or s.incident_by_id.get(name) or s.option_by_id.get(name)
    if row is None:
        return s.place_name(name)
    return f"“{row.title}”"
