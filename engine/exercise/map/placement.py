"""Room for everything on a crowded map: rectangles that keep out of each other's way, first come first served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from math import cos, pi, sin
from typing import NamedTuple

from fourthseat.engine.exercise.map.projection import WIDTH

__all__ = ["Box", "Sheet", "arranged", "beside"]

EDGE = 2.0
"""Units of the sheet's rim that stay free."""
STEP, SPOKES, RINGS = 10.0, 24, 11
"""Units between two rings of places that are tried, the places of a ring, and how many rings there are."""
AROUND = (
    (0.0, 0.0, 0.0),
    *(
        (ring * STEP, ring * STEP * cos(2 * pi * spoke / SPOKES), ring * STEP * sin(2 * pi * spoke / SPOKES))
        for ring in range(1, RINGS + 1)
        for spoke in range(SPOKES)
    ),
)
"""Places around a point: how far, and by how much to the right and down; the nearest first."""


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

    def first(self, wanted: Iterable[Box]) -> Box | None:
        """The first of *wanted* that is free, taken from now on; None if none is."""
        for box in wanted:
            if self.free(box):
                self.taken.append(box)
                return box
        return None

    def free(self, box: Box) -> bool:
        """Whether *box* is inside and overlaps nothing."""
        x, y, wide, high = box
        right, bottom = x + wide, y + high
        if x < EDGE or y < EDGE or right > WIDTH - EDGE or bottom > self.height - EDGE:
            return False
        for ox, oy, other_wide, other_high in self.taken:
            if x < ox + other_wide and ox < right and y < oy + other_high and oy < bottom:
                return False
        return True

    def hidden(self, box: Box) -> float:
        """How much *box* would cover, or lose at the edge, which counts for more."""
        return sum(box.shared(other) for other in self.taken) + 10 * self._outside(box)

    def _outside(self, box: Box) -> float:
        """Square units of *box* that are off the drawing."""
        return box.wide * box.high - box.shared(Box(EDGE, EDGE, WIDTH - 2 * EDGE, self.height - 2 * EDGE))


@lru_cache(maxsize=512)
def arranged(height: float, wanted: tuple[Box, ...], most: float) -> tuple[Box, ...]:
    """Boxes of the sizes of *wanted* on a drawing of that *height*: each the nearest free one, at most *most* units away.

    If none is free within that, the one that covers the least of what stands there: where something is drawn
    matters more than that all of it can be seen. Pictures that follow each other in time mostly ask for the same.
    """
    sheet = Sheet(height)
    for one in wanted:
        if sheet.first(_within(one, most)) is None:
            sheet.taken.append(min(islice(_within(one, most), 0, None, 3), key=sheet.hidden))
    return tuple(sheet.taken)


def _within(wanted: Box, most: float) -> Iterator[Box]:
    """*wanted*, then boxes of its size around it, the nearest first, up to *most* units away."""
    x, y, wide, high = wanted
    for far, dx, dy in AROUND:
        if far > most:
            return
        yield Box(x + dx, y + dy, wide, high)


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
        off += max(0.7 * STEP, off / 3)
