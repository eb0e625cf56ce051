"""Effects against the rest of a file: names that do not exist, amounts and targets that nobody gives, kinds in the wrong place."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.terms import NOBODY, Cell
from fourthseat.engine.scenario.complaining import Complaint, Where
from fourthseat.engine.scenario.conditions import ConditionError, names_in, read_condition
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["OF_OPTIONS", "effect_complaints", "row_complaints"]

OF_OPTIONS = frozenset({"statement", "surge", "deploy", "picture", "consult", "transfer"})
"""Kinds that are an act: a seat does them, so they stand in an option."""


def effect_complaints(s: Scenario) -> Iterator[Complaint]:
    """Every way the effects and indicators of *s* contradict its other rows."""
    for option in s.options:
        yield from _steps(option)
        for number, row in enumerate(option.effects):
            yield from row_complaints(s, ("option", option.id, "effects", number), row, option=True, about=True)
    for inject in s.msel:
        for number, row in enumerate(inject.effects):
            yield from row_complaints(s, ("msel", inject.id, "effects", number), row, option=False, about=False)
    for incident in s.incidents:
        for outcome, rows in incident.ends.items():
            for number, row in enumerate(rows):
                where = ("incident", incident.id, "ends", str(outcome), number)
                yield from row_complaints(s, where, row, option=False, about=True)
    seats = {seat.id for seat in s.seats}
    for indicator in s.indicators:
        at = ("indicator", indicator.id)
        if not indicator.low <= indicator.start <= indicator.high:
            message = f"start = {indicator.start:g} does not lie between low = {indicator.low:g} and high = {indicator.high:g}"
            yield Complaint("FS401", (*at, "start"), message, float(indicator.start))
        for seat in indicator.seen_by:
            yield from _unknown((*at, "seen_by"), "seen_by", seat, seats, "seat")
    if len({one.id for one in s.indicators}) < len(s.indicators):
        twice = next(one.id for n, one in enumerate(s.indicators) if one.id in {o.id for o in s.indicators[:n]})
        yield Complaint("FS004", ("indicator", "id"), f"indicator {twice!r} appears twice", twice)


def _steps(option: Option) -> Iterator[Complaint]:
    """Steps that cannot be taken, and steps that an option needs and does not list."""
    at, steps = ("option", option.id, "steps"), option.steps
    if steps is None:
        return
    needed = (
        ("concurrence", option.joint, "joint"),
        ("consent", (bool(option.consent_of) or option.asks_access) and not option.joint, "consent_of"),
    )
    for step, asked, key in (*needed, ("licence", option.licence, "licence")):
        if asked and step not in steps:
            yield Complaint(
                "FS207", at, f"{key} asks for it, but steps does not list {step!r}: add it where it comes", None
            )
        if step in steps and not asked:
            yield Complaint(
                "FS207", at, f"steps lists {step!r}, but nothing asks for it: set {key}, or remove it", step
            )
    if len(set(steps)) < len(steps):
        yield Complaint("FS207", at, "steps lists a step twice", None)
    if "transit" in steps and "deploy" not in option.does:
        yield Complaint("FS207", at, "steps lists 'transit', but no force goes: remove it", "transit")


def _unknown(where: Where, key: str, name: str, names: Collection[str], what: str) -> Iterator[Complaint]:
    if name and name not in names:
        yield Complaint("FS201", where, f"{key} = {str(name)!r}: no such {what}; {nearest(name, names)}", str(name))


def row_complaints(s: Scenario, at: Where, row: EffectRow, *, option: bool, about: bool) -> Iterator[Complaint]:
    """What is wrong with one effect, which stands in an *option* or is *about* an incident by itself."""
    seats = {seat.id for seat in s.seats if seat.cell is not Cell.WHITE}
    for key, name, names, what in (
        ("incident", row.incident, s.incident_by_id, "incident"),
        ("seat", row.seat, seats, "seat"),
        ("indicator", row.indicator, s.indicator_by_id, "indicator"),
        ("force", row.force, s.force_by_id, "force"),
        ("place", row.place, {place.id for place in s.places}, "place"),
        ("coalition", row.coalition, s.coalition_by_id, "coalition"),
        *(("seats", seat, seats, "seat") for seat in row.seats),
    ):
        yield from _unknown((*at, key), key, str(name), names, what)
    if row.does in OF_OPTIONS and not option:
        yield Complaint(
            "FS207", (*at, "does"), f"does = {row.does!r} is what a seat does: only an option can", row.does
        )
    if row.does == "deploy" and row.modified:
        message = (
            "a deployment has no delay, chance or condition of its own; its steps, lags and distances are its delay"
        )
        yield Complaint("FS207", (*at, "does"), message, row.does)
    if row.kind.unit and row.amount is None and not option:
        yield Complaint("FS207", (*at, "amount"), f"{row.does} needs an amount ({row.kind.unit})")
    if row.kind.on == "incident" and not row.incident and not about:
        message = f"{row.does} needs incident: an inject is about none by itself"
        yield Complaint("FS207", (*at, "incident"), message)
    if row.kind.on in ("seat", "coalition") and row.seat == NOBODY and not option and _needs_seat(row):
        yield Complaint("FS207", (*at, "seat"), f"{row.does} needs seat: nobody has ordered it")
    if row.force and row.place and row.does == "moves" and row.force in s.force_by_id:
        force = s.force_by_id[row.force]
        if force.home == row.place:
            yield Complaint("FS207", (*at, "place"), f"place = {row.place!r} is the force's home already", row.place)
    if row.when:
        yield from _condition(s, at, row.when)
    for number, inner in enumerate(row.then):
        yield from row_complaints(s, (*at, "then", number), inner, option=False, about=about)


def _needs_seat(row: EffectRow) -> bool:
    return row.does not in ("rule", "provocation") and not (row.does == "readiness" and row.force)


def _condition(s: Scenario, at: Where, text: str) -> Iterator[Complaint]:
    """What is wrong with a condition's words."""
    try:
        read_condition(text, names_in(s))
    except ConditionError as wrong:
        yield Complaint("FS211", (*at, "when"), f"when = {text!r}: {wrong}", text)
