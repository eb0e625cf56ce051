"""What an option's effects are worth to a seat, as its staff would put it from what it sees; doctrines order what is worth something.

A rule of thumb, not a prediction: each kind of effect has a worth to the coalition for one unit of its amount, in utility (the worth
of an unopposed success is 1). What helps the coalition hurts its opponent. All numbers are judgements; their order matters, not their
size, since they only rank what a seat may order anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fourthseat.engine.core.orders import Act
from fourthseat.engine.core.terms import NOBODY, Cell, Rung
from fourthseat.engine.rules.view import ANY_RUNG, View
from fourthseat.engine.scenario.effect_rows import SHORT, EffectRow
from fourthseat.engine.scenario.rows import Option

__all__ = ["Worth", "best_first", "worth"]

LEAST = 0.01
"""Worth, in utility, below which nobody orders anything. Judgement, range 0.005-0.05."""
COST = 0.2
"""Worth lost by spending all that a seat has left. Judgement, range 0.1-0.5."""
HOURS = 240.0
"""A window that much longer is worth as much as being expected to resist for certain. Judgement, range 96-480."""

PER_UNIT: dict[str, float] = {
    "signal": 1.0, "punish": 1.0, "reward": 1.0, "strength": 0.2, "attribution": 0.4, "picture": 0.2, "window": 1 / HOURS,
    "severity": -0.5, "open": -0.5, "close": 0.5, "trust": 0.4, "budget": 0.001, "readiness": 0.3, "posture": 0.05,
    "defence": 0.2, "security": 0.3, "comfort": 0.05, "legal": 0.1, "exempt_share": 0.2, "access": 0.15, "lost": -0.5,
    "arrives": 0.3, "moves": 0.05, "joins": 0.1, "leaves": -0.1, "terms": 0.1, "rule": 0.02, "provocation": -1.0,
    "rung": -0.1, "hotline": 0.05, "message": 0.02, "intrude": -0.2,
}  # fmt: skip
"""Worth of one unit of each kind to the coalition, utility; of one that has no amount, as it is. Judgements, half to double."""


class Worth(NamedTuple):
    """What an order is worth to a seat, and what for."""

    act: Act
    value: float
    reason: str


def best_first(view: View, top: Rung = ANY_RUNG) -> list[Worth]:
    """Every order of *view*'s seat up to rung *top* whose own effects are worth giving it, the best first."""
    orders = view.effective()
    if not orders:
        return []
    found = [worth(view, act, option) for act, option in orders if option.rung <= top]
    return sorted(
        (one for one in found if one.value >= LEAST), key=lambda one: (-one.value, one.act.option, one.act.incident)
    )


def worth(view: View, act: Act, option: Option) -> Worth:
    """What *act*, an order of *option*, is worth to the seat of *view*, all its effects together, less what it costs."""
    stake = next((incident.stake for incident in view.live if incident.id == act.incident), 0.5)
    parts = [(value * (stake if row.kind.on == "incident" else 1.0), row) for value, row in _parts(view, option)]
    left = max(1.0, float(view.spec.budget_musd) - view.spent)
    value = sum(part for part, _ in parts) - COST * min(1.0, float(option.cost_musd) / left)
    _, main = max(parts, key=lambda part: part[0])
    return Worth(act, value, f"{option.title} for {SHORT[main.does]}")


def _parts(view: View, option: Option) -> Iterator[tuple[float, EffectRow]]:
    """Each effect with its worth to the seat."""
    red = view.spec.cell is Cell.RED
    for row in option.acts:
        size = option.size(row) if row.kind.unit else 1.0
        value = _of_kind(view, row) * size * (-1.0 if row.off else 1.0)
        if row.chance is not None:
            value *= float(row.chance)
        own = row.kind.on == "seat" and row.seat in (NOBODY, view.seat)
        yield (-value if red and not own else value), row


def _of_kind(view: View, row: EffectRow) -> float:
    """Worth to the coalition of one unit of what *row* does."""
    if row.does == "strength" and row.side == "red":
        return -PER_UNIT["strength"]
    if row.does == "indicator":
        seen = next((one for one in view.indicators if one.id == row.indicator), None)
        if seen is None or not seen.better or seen.high <= seen.low:
            return 0.0
        return (1.0 if seen.better == "higher" else -1.0) / (seen.high - seen.low)
    return PER_UNIT.get(row.does, 0.0)
