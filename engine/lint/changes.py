"""Effects and indicators: what never comes about, comes too late, or is never moved by anything."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["changes"]

Where = tuple[str | int, ...]


def changes(s: Scenario) -> Iterator[Complaint]:
    """What of the effects and indicators of *s* is hardly meant."""
    rows = list(_every(s))
    for where, row in rows:
        if row.chance is not None and not row.chance:
            yield Complaint(
                "FS313", (*where, "chance"), f"{row.does}: chance = 0, so it never comes about; remove it", 0.0
            )
        if row.delay_hours is not None and row.delay_hours >= s.endex:
            message = f"{row.does}: delay_hours = {float(row.delay_hours):g}, and the exercise ends at {s.endex}: nobody sees it come"
            yield Complaint("FS414", (*where, "delay_hours"), message, float(row.delay_hours))
    moved = {row.indicator for _, row in rows}
    for indicator in s.indicators:
        if indicator.id not in moved and not indicator.drift_per_day:
            message = "nothing moves it: no effect names it, and it has no drift_per_day"
            yield Complaint("FS314", ("indicator", indicator.id, "id"), message, indicator.id)


def _every(s: Scenario) -> Iterator[tuple[Where, EffectRow]]:
    """Every effect that injects, options and ends of incidents have, with its place."""
    for inject in s.msel:
        yield from (((("msel", inject.id, "effects", n)), row) for n, row in enumerate(inject.effects))
    for option in s.options:
        yield from (((("option", option.id, "effects", n)), row) for n, row in enumerate(option.effects))
    for one in s.incidents:
        for outcome, effects in one.ends.items():
            yield from (((("incident", one.id, "ends", str(outcome), n)), row) for n, row in enumerate(effects))
