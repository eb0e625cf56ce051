"""Conditions: those that hold from the first hour, and menus that turn on what their seat cannot know."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.core.records import replace
from fourthseat.engine.rules import contingency
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.scenario.complaining import Complaint, Where
from fourthseat.engine.scenario.conditions import condition
from fourthseat.engine.scenario.expressions import All, Any, Expression, Not, holds
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["conditions"]


def _at_once(state: State, said: Expression) -> bool:
    """Whether *said* holds at STARTEX, or as the first move closes by what is so then, not by what is missing."""
    closing = contingency.facts(replace(state, closing=True))
    return holds(said, contingency.facts(state)) or holds(_without_absence(said), closing)


def _without_absence(said: Expression) -> Expression:
    """*said* with nothing in it that holds because something has not happened."""
    match said:
        case Not():
            return Any(())
        case All(parts) | Any(parts):
            return type(said)(tuple(map(_without_absence, parts)))
    return said


def conditions(s: Scenario) -> Iterator[Complaint]:
    """What in the conditions of *s* decides nothing, or tells a seat what it should not know."""
    begin = [start(s, coalition.id) for coalition in s.coalitions]
    rows: list[tuple[Where, str, str]] = [
        *(
            (("msel", i.id, "when"), i.condition, "the inject proposes itself in the first move")
            for i in s.msel
            if i.condition is not None
        ),
        *((("end", n, "when"), end.when, "the exercise ends at STARTEX") for n, end in enumerate(s.ends)),
        *(
            (("handout", one.id, "when"), one.when, "it is handed out in the first move")
            for one in s.handouts
            if one.when is not None
        ),
    ]
    for where, text, so in rows:
        said = condition(s, text)
        if all(_at_once(state, said) for state in begin):
            hint = (
                "what is missing is missed as a move closes: closing and …"
                if _without_absence(said) != said
                else "ask for more, such as a higher rung"
            )
            yield Complaint("FS603", where, f"when: {text!r} holds from the first hour, and {so}; {hint}", text)
    for option in s.options:
        if option.requires is None:
            continue
        hidden = sorted(
            {word for seat in option.seats for word in contingency.hidden(s, seat, condition(s, option.requires))}
        )
        if hidden:
            message = f"requires: whoever sees its menu learns what it may not know otherwise: {', '.join(hidden)}"
            yield Complaint("FS509", ("option", option.id, "requires"), message, option.requires)
