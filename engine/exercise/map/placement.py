"""Room for everything on a crowded map: rectangles that keep out of each other's way, first come first served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fourthseat.engine.exercise.map.base import EDGE, WIDTH

__all__ = ["AROUND", "Box", "Sheet", "beside"]

AROUND = tuple(
    (dx * far, dy * far)
    for far in (0.0, 1.0, 2.2, 3.6)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8))
    if far or (dx, dy) == (1, 0)
)
"""Directions from a point in which something may lie, the nearest first; :func:`beside` makes places of them."""


class Box(NamedTuple):
    """A rectangle of the drawing."""

    x: float
    y: float
    wide: float
    high: float

    def meets(self, other: Box) -> bool:
        """Whether they overlap."""
        return (
            self.x < other.x + other.wide
            and other.x < self.x + self.wide
            and self.y < other.y + other.high
            and other.y < self.y + self.high
        )


@dataclass
class Sheet:
    """The places taken so far, on a drawing of that height."""

    height: float
    taken: list[Box] = field(default_factory=list)

    def take(self, wanted: Sequence[Box]) -> Box:
        """The first of *wanted* that is free and inside, or the one that overlaps the fewest; taken from now on."""

        def clashes(box: Box) -> float:
            return sum(box.meets(other) for other in self.taken) + 2.5 * (not self.inside(box))

        best = min(wanted, key=clashes)  # the first of equals
        self.taken.append(best)
        return best

    def free(self, box: Box) -> bool:
        """Whether *box* is inside and overlaps nothing."""
        return self.inside(box) and not any(box.meets(other) for other in self.taken)

    def inside(self, box: Box) -> bool:
        """Whether all of *box* is on the drawing."""
        return box.x > 2 and box.y > 2 and box.x + box.wide < WIDTH - 2 and box.y + box.high < self.height - 2


def beside(x: float, y: float, wide: float, high: float, dx: float, dy: float, clear: float) -> Box:
    """A box of that size in the direction (*dx*, *dy*) of a point, kept inside the sheet's left and right edge; *clear*
    units around the point are left free.
    """
    away_x = (abs(dx) - 1) * 30 + clear + wide / 2 if abs(dx) >= 0.8 else 0.0
    away_y = (abs(dy) - 1) * 30 + clear + high / 2 if abs(dy) >= 0.8 else 0.0
    cx = x + (away_x if dx > 0 else -away_x if dx < 0 else 0)
    cy = y + (away_y if dy > 0 else -away_y if dy < 0 else 0)
    left = min(max(cx - wide / 2, EDGE / 4), WIDTH - wide - EDGE / 4)
    return Box(left, cy - high / 2, wide, high)
