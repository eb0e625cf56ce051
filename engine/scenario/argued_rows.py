"""Effects that people argue for: read as the rows of a scenario's effects are, against the names of the scenario."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache

from pydantic import ValidationError

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.orders import ArguedEffect
from fourthseat.engine.scenario.complaints import complaints
from fourthseat.engine.scenario.effect_checks import OF_OPTIONS, row_complaints
from fourthseat.engine.scenario.effect_rows import KINDS, EffectRow
from fourthseat.engine.scenario.quantity import Quantity
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["ARGUABLE", "row_of", "wrong_with"]

ARGUABLE = tuple(does for does in KINDS if does not in OF_OPTIONS and does != "intrude")
"""Kinds of effect that an argument may bring: those that are no act of a seat's own."""
SOURCE = "a matrix argument"
_DEFAULTS = {one.name: one.default for one in fields(ArguedEffect) if one.name not in ("does", "in_part")}


@lru_cache(maxsize=256)
def row_of(effect: ArguedEffect) -> EffectRow:
    """*effect* as a row of effects; :exc:`ScenarioError` with what would be right for one that means nothing."""
    said: dict[str, object] = {"does": effect.does}
    for name, default in _DEFAULTS.items():
        value = getattr(effect, name)
        if value != default:
            said[name] = (
                Quantity(value, source=SOURCE) if isinstance(value, float | int) and value is not True else value
            )
    try:
        return EffectRow.model_validate(said)
    except ValidationError as wrong:
        raise ScenarioError("; ".join(complaints(wrong, said, EffectRow))) from None


def wrong_with(s: Scenario, effect: ArguedEffect, *, about: bool) -> str:
    """What is wrong with *effect* in *s*, in words; empty for nothing. *about* says whether the argument is on the ruling of an incident."""
    if effect.does in KINDS and effect.does not in ARGUABLE:
        return f"does = {effect.does!r} is what a seat does: only an option can"
    try:
        row = row_of(effect)
    except ScenarioError as wrong:
        return str(wrong)
    found = row_complaints(s, ("argument",), row, option=False, about=about)
    return "; ".join(complaint.message for complaint in found)
