"""Room for everything on a crowded map: rectangles that keep out of each other's way, first come first served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import cos, pi, sin
from typing import NamedTuple

from fourthseat.engine.exercise.map.projection import WIDTH

__all__ = ["Box", "Sheet", "beside"]

EDGE = 2.0
"""Units of the sheet's rim that stay free."""
STEP, SPOKES = 7.0, 16
"""Units between two rings of places that are tried, and the places of a ring."""


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

    def around(self, other: Box) -> Box:
        """The smallest box that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right, bottom = max(self.x + self.wide, other.x + other.wide), max(self.y + self.high, other.y + other.high)
        return Box(x, y, right - x, bottom - y)

    def shared(self, other: Box) -> float:
        """Square units they have in common."""
        wide = min(self.x + self.wide, other.x + other.wide) - max(self.x, other.x)
        high = min(self.y + self.high, other.y + other.high) - max(self.y, other.y)
        return max(wide, 0.0) * max(high, 0.0)


@dataclass
class Sheet:
    """The places taken so far, on a drawing of that height."""

    height: float
    taken: list[Box] = field(default_factory=list)

    def near(self, wanted: Box, most: float) -> Box:
        """A box of the size of *wanted*, taken from now on: the nearest free one, at most *most* units away.

        If none is free within that, the one that covers the least of what stands there: where something is drawn
        matters more than that all of it can be seen.
        """
        best, least = wanted, float("inf")
        for box in _around(wanted, most):
            if self.free(box):
                best = box
                break
            covered = sum(box.shared(other) for other in self.taken) + 10 * self._outside(box)
            if covered < least:
                best, least = box, covered
        self.taken.append(best)
        return best

    def first(self, wanted: Iterable[Box]) -> Box | None:
        """The first of *wanted* that is free, taken from now on; None if none is."""
        for box in wanted:
            if self.free(box):
                self.taken.append(box)
                return box
        return None

    def free(self, box: Box) -> bool:
        """Whether *box* is inside and overlaps nothing."""
        return self._outside(box) == 0 and not any(box.meets(other) for other in self.taken)

    def _outside(self, box: Box) -> float:
        """Square units of *box* that are off the drawing."""
        off = box.wide * box.high - box.shared(Box(EDGE, EDGE, WIDTH - 2 * EDGE, self.height - 2 * EDGE))
        return off if off > 1e-6 else 0.0


def _around(wanted: Box, most: float) -> Iterator[Box]:
    """*wanted*, then boxes of its size in rings around it, the nearest first."""
    yield wanted
    for ring in range(1, int(most // STEP) + 1):
        for spoke in range(SPOKES):
            angle = 2 * pi * spoke / SPOKES
            yield wanted._replace(x=wanted.x + ring * STEP * cos(angle), y=wanted.y + ring * STEP * sin(angle))


def beside(about: Box, wide: float, high: float, most: float, gap: float = 4.0) -> Iterator[Box]:
    """Boxes of that size outside *about*, the nearest first: right, left, below, above and the corners, up to *most* units off."""
    x, y = about.x + about.wide / 2, about.y + about.high / 2
    off = gap
    while off <= most:
        right, left = about.x + about.wide + off, about.x - off - wide
        below, above = about.y + about.high + off, about.y - off - high
        for bx, by in (
            (right, y - high / 2), (left, y - high / 2), (x - wide / 2, below), (x - wide / 2, above),
            (right, y), (left, y), (right, y - high), (left, y - high),
            (x - wide / 4, below), (x - 3 * wide / 4, below), (x - wide / 4, above), (x - 3 * wide / 4, above),
            (right, below), (left, below), (right, above), (left, above),
        ):  # fmt: skip
            yield Box(bx, by, wide, high)
        off += max(STEP, off / 3)
