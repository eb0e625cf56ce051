"""Agreements that can never be used: access nobody can ask for, legal categories nobody can declare."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["unused_agreements"]


def unused_agreements(s: Scenario) -> Iterator[Complaint]:
    """Every agreement of *s* that no option and no other effect brings to life."""
    rows = [*_orders(s), *(("", effect) for effect in _others(s))]
    for row in s.access:
        asked = any(
            e.does == "access" and not e.off and e.place == row.place and row.guest in (seat, e.seat)
            for seat, e in rows
        )
        if row.consent and not asked:
            message = (
                f"no option of {row.guest} asks for it: give one the effect access with this place, or consent = false"
            )
            yield Complaint("FS316", ("access", row.id, "consent"), message, True)
    for category in s.legal:
        declared = any(
            e.does == "legal" and not e.off and e.category == category.id and category.seat in (seat, e.seat)
            for seat, e in rows
        )
        if not declared:
            message = (
                f"nothing lets {category.seat} declare it: give an option of its the effect legal with this category"
            )
            yield Complaint("FS316", ("legal", category.id, "id"), message, category.id)


def _orders(s: Scenario) -> Iterator[tuple[str, EffectRow]]:
    """Each effect of an option with each seat that may order it."""
    for option in s.options:
        for effect in option.effects:
            for seat in option.seats:
                yield str(seat), effect


def _others(s: Scenario) -> Iterator[EffectRow]:
    """Effects of injects and outcomes."""
    for inject in s.msel:
        yield from inject.effects
    for incident in s.incidents:
        for effects in incident.ends.values():
            yield from effects
