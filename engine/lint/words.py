"""Conditions: those that hold from the first hour, and menus that turn on what their seat cannot know."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.rules import contingency
from fourthseat.engine.rules.state import start
from fourthseat.engine.scenario.checks import Complaint, Where
from fourthseat.engine.scenario.conditions import condition
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["conditions"]


def conditions(s: Scenario) -> Iterator[Complaint]:
    """What in the conditions of *s* decides nothing, or tells a seat what it should not know."""
    begin = [start(s, coalition.id) for coalition in s.coalitions]
    rows: list[tuple[Where, str, str]] = [
        *(
            (("msel", i.id, "when"), i.condition, "the inject proposes itself at STARTEX")
            for i in s.msel
            if i.condition is not None
        ),
        *((("end", n, "when"), end.when, "the exercise ends at STARTEX") for n, end in enumerate(s.ends)),
    ]
    for where, text, so in rows:
        if all(contingency.holds_now(state, text) for state in begin):
            hint = "; what is missing is missed as a move closes: closing and …" if text.startswith("not ") else ""
            yield Complaint("FS603", where, f"when: {text!r} holds from the first hour: {so}{hint}", text)
    for option in s.options:
        if option.requires is None:
            continue
        hidden = sorted(
            {word for seat in option.seats for word in contingency.hidden(s, seat, condition(s, option.requires))}
        )
        if hidden:
            message = f"requires: whoever sees its menu learns what it may not know otherwise: {', '.join(hidden)}"
            yield Complaint("FS308", ("option", option.id, "requires"), message, option.requires)
