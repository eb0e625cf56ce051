"""What an option's effects are worth to a seat, as its staff would put it from what it sees; doctrines order what is worth something.

A rule of thumb, not a prediction: the doctrine gives each kind of effect a worth to the coalition for one unit of its amount, in
utility (the worth of an unopposed success is 1), and each instrument a preference. What helps the coalition hurts its opponent. The order of
these numbers matters, not their size, since they only rank what a seat may order anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fourthseat.engine.core.orders import Act
from fourthseat.engine.core.terms import NOBODY, Cell
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.doctrine_rows import Doctrine
from fourthseat.engine.scenario.effect_rows import SHORT, EffectRow
from fourthseat.engine.scenario.option_rows import Option

__all__ = ["Worth", "best_first", "worth"]


class Worth(NamedTuple):
    """What an order is worth to a seat, and what for."""

    act: Act
    option: Option
    value: float
    gain: str
    """What it is given for, in a few words."""


def best_first(view: View, doctrine: Doctrine, about: Sequence[Option], alone: Sequence[Option]) -> list[Worth]:
    """Every order of the menu, of an option *about* an incident or *alone*, whose own effects are worth giving it, the best first; of equals by name."""
    orders = [(option, incident.id) for option in about for incident in view.live] + [(option, "") for option in alone]
    found = [
        worth(view, doctrine, Act(option.id, name), option) for option, name in orders if view.offers(option, name)
    ]
    least = float(doctrine.least)
    return sorted(
        (one for one in found if one.value >= least), key=lambda one: (-one.value, one.act.option, one.act.incident)
    )


def worth(view: View, doctrine: Doctrine, act: Act, option: Option) -> Worth:
    """What *act*, an order of *option*, is worth to the seat of *view*, all its effects together, less what it costs."""
    stake = next((incident.stake for incident in view.live if incident.id == act.incident), 0.5)
    parts = [
        (value * (stake if row.kind.on == "incident" else 1.0), row) for value, row in _parts(view, doctrine, option)
    ]
    liked = float(doctrine.instruments.get(option.means, 1.0))
    left = max(1.0, float(view.spec.budget_musd) - view.spent)
    value = liked * sum(part for part, _ in parts) - float(doctrine.cost) * min(1.0, float(option.cost_musd) / left)
    _, main = max(parts, key=lambda part: part[0])
    return Worth(act, option, value if liked else 0.0, _subject(view, main))


def _subject(view: View, row: EffectRow) -> str:
    """What an effect is about, in words: of an indicator its title."""
    title = next((one.title for one in view.indicators if one.id == row.indicator), "")
    return f"“{title}”" if title else SHORT[row.does]


def _parts(view: View, doctrine: Doctrine, option: Option) -> Iterator[tuple[float, EffectRow]]:
    """Each effect with its worth to the seat."""
    red = view.spec.cell is Cell.RED
    for row in option.acts:
        size = option.size(row) if row.kind.unit else 1.0
        value = _of_kind(view, doctrine, row) * size * (-1.0 if row.off else 1.0)
        if row.chance is not None:
            value *= float(row.chance)
        own = row.kind.on == "seat" and row.seat in (NOBODY, view.seat)
        if row.kind.on in ("seat", "indicator") and not own:
            value *= float(doctrine.others)
        yield (-value if red and not own else value), row


def _of_kind(view: View, doctrine: Doctrine, row: EffectRow) -> float:
    """Worth to the coalition of one unit of what *row* does."""
    if row.does == "strength" and row.side == "red":
        return -float(doctrine.worth.get("strength", 0.0))
    if row.does == "indicator":
        seen = next((one for one in view.indicators if one.id == row.indicator), None)
        if seen is None or not seen.better or seen.high <= seen.low:
            return 0.0
        whole = float(doctrine.worth.get("indicator", 0.0)) / (seen.high - seen.low)
        return whole if seen.better == "higher" else -whole
    return float(doctrine.worth.get(row.does, 0.0))
