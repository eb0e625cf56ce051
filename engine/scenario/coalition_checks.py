"""Coalitions against the rest of a file: who cannot belong, who leads without belonging, rules nobody can meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.terms import INSTRUMENTS, Cell, ConcurrenceRule, Seat
from fourthseat.engine.scenario.coalition_rows import Coalition
from fourthseat.engine.scenario.complaining import Complaint, Where, in_cell
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import SeatSpec

__all__ = ["coalition_complaints"]


def coalition_complaints(s: Scenario, c: Coalition, seats: Mapping[Seat, SeatSpec]) -> Iterator[Complaint]:
    """What is wrong with one variant: who cannot belong, who leads without belonging, a rule nobody can meet."""
    at = ("coalition", c.id)
    members = [m.seat for m in c.members]
    named = [("member", m) for m in members] + [("ally", a.seat) for a in c.allies] + [("lead", c.lead)]
    for field, name in named:
        if name not in seats:
            yield Complaint("FS201", (*at, field), f"{name!r}: no such seat; {nearest(name, seats)}", name)
        elif seats[name].cell is not Cell.BLUE:
            yield Complaint(
                "FS202",
                (*at, field),
                f"{name!r} sits in {seats[name].cell}; only BLUE seats can belong; {in_cell(seats, Cell.BLUE)}",
                name,
            )
    for name in {m for m in members if members.count(m) > 1}:
        yield Complaint("FS209", (*at, "member"), f"{name!r} is a member twice; remove one of the two rows", name)
    if c.lead not in members:
        yield Complaint(
            "FS208", (*at, "lead"), f"lead = {c.lead!r} is not a member; members: {', '.join(members)}", c.lead
        )
    for ally in c.allies:
        if ally.seat in members:
            yield Complaint(
                "FS209", (*at, "ally"), f"{ally.seat!r} is both member and ally; remove one of the two rows", ally.seat
            )
        if ally.via not in members:
            yield Complaint(
                "FS209",
                (*at, "ally"),
                f"ally {ally.seat!r}: via = {ally.via!r} is not a member; members: {', '.join(members)}",
                ally.via,
            )
    yield from _rule_cannot_be_met(c, (*at, "rule"), c.rule, "rule")
    joint = {option.id for option in s.options if option.joint}
    for what, text in c.rules.items():
        yield from _rule_cannot_be_met(c, (*at, "rules", what), text, f"rules.{what}")
        if what not in joint and what not in INSTRUMENTS:
            message = f"rules: {what!r} is no joint option and no instrument; {nearest(what, (*INSTRUMENTS, *joint))}"
            yield Complaint("FS201", (*at, "rules", what), message, what)


def _rule_cannot_be_met(c: Coalition, at: Where, text: str, key: str) -> Iterator[Complaint]:
    """Why the members of *c* could never meet the rule *text*, which stands at *key*."""
    rule = ConcurrenceRule.parse(text)
    voters = sum(m.consent for m in c.members)
    if rule.kind == "lead" and any(m.seat == c.lead and not m.consent for m in c.members):
        yield Complaint("FS208", at, f"{key} = {text!r} but {c.lead!r}, who leads, has no say (consent = false)", text)
    if (rule.kind == "quorum" and rule.n > voters) or (rule.kind == "lead" and rule.n >= voters > 0 < rule.n):
        yield Complaint(
            "FS208",
            at,
            f"{key} = {text!r} but only {voters} members have a say; give a smaller number, or more members",
            text,
        )
    if rule.kind == "weighted" and not sum(m.weight for m in c.members if m.consent) > 0:
        yield Complaint("FS208", at, f"{key} = {text!r} but no member with a say has a weight", text)
