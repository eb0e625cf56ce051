"""The patient rule induction method: a box of the inputs in which cases of a kind are dense, peeled off step by step [FriedmanFisher1999].

Each step takes away a slice: a twentieth of what is left from one end of one input, or one of its named values; of all slices the one
that gains most density for each future given up. What is gained in density is paid in coverage, so the result is not one box but the whole way from all futures to the
smallest box: the trade-off an analyst chooses from [BryantLempert2010]. Pure functions of arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "chosen", "peeled"]

SLICE = 0.05
"""Share of what is in the box that a step takes away: patience."""
LEAST = 5
"""Futures below which no box is peeled further."""
HALF = 0.5
"""Coverage below which a box is not chosen of itself: it would leave out most of what it is to describe."""


class Box(NamedTuple):
    """One box on the way, and how good it is."""

    low: tuple[float, ...]
    """Of each input, infinite where it is not limited."""
    high: tuple[float, ...]
    out: tuple[frozenset[float], ...]
    """Of each input the named values left out; empty of a range."""
    inside: int
    """Futures inside."""
    density: float
    """Share of those inside that are of the kind."""
    coverage: float
    """Share of those of the kind that are inside."""

    @property
    def limited(self) -> int:
        """How many inputs the box limits."""
        ranges = zip(self.low, self.high, self.out, strict=True)
        return sum(bool(out) or np.isfinite(low) or np.isfinite(high) for low, high, out in ranges)


def peeled(points: NDArray[np.float64], kind: NDArray[np.bool_], named: Sequence[bool] = ()) -> list[Box]:
    """The boxes from all *points* (futures x inputs) to the smallest, as the futures that are of the *kind* have it.

    Inputs that are *named* have no order: values are left out one by one. The first box holds everything.
    """
    names = list(named) or [False] * points.shape[1]
    inside = np.ones(len(points), bool)
    low, high = np.full(len(names), -np.inf), np.full(len(names), np.inf)
    out: list[frozenset[float]] = [frozenset()] * len(names)
    boxes = [_box(low, high, out, inside, kind)]
    ranges = np.flatnonzero(~np.array(names, bool))
    while inside.sum() > LEAST and not kind[inside].all():
        slices = [*_off_a_value(points, kind, inside, names), *_off_an_end(points, kind, inside, ranges)]
        if not slices:
            break
        # Density gained for each future given up, so that a named value, which may be a third of all, is not taken before its time.
        # Of slices as good as each other the one that leaves more, then the first: the same box whatever the machine.
        now, size = float(kind[inside].mean()), int(inside.sum())
        best = max(slices, key=lambda one: ((one.density - now) / (size - one.left), one.left))
        column = points[:, best.column]
        if best.side == "low":
            inside = inside & (column > best.cut)
            low[best.column] = (best.cut + column[inside].min()) / 2
        elif best.side == "high":
            inside = inside & (column < best.cut)
            high[best.column] = (best.cut + column[inside].max()) / 2
        else:
            inside = inside & (column != best.cut)
            out[best.column] = out[best.column] | {best.cut}
        boxes.append(_box(low, high, out, inside, kind))
    return boxes


class _Slice(NamedTuple):
    """What may be taken away, and what it leaves."""

    density: float
    left: int
    column: int
    side: str
    cut: float


def _off_an_end(
    points: NDArray[np.float64], kind: NDArray[np.bool_], inside: NDArray[np.bool_], ranges: NDArray[np.int64]
) -> Iterator[_Slice]:
    """The best slice off the low ends of all ranges, and that off the high ends."""
    if not len(ranges):
        return
    here, of = points[np.ix_(inside, ranges)], kind[inside] * 1.0
    ordered = np.sort(here, axis=0)
    last = max(0, ceil(SLICE * len(here)) - 1)
    for side, cuts in (("low", ordered[last]), ("high", ordered[len(here) - 1 - last])):
        kept = here > cuts if side == "low" else here < cuts
        sizes = kept.sum(axis=0)
        density = np.where(sizes >= LEAST, of @ kept / np.maximum(sizes, 1), -1.0)
        gained = np.where(density >= 0, (density - of.mean()) / np.maximum(len(here) - sizes, 1), -np.inf)
        n = int(np.lexsort((-np.arange(len(ranges)), sizes, gained))[-1])
        if density[n] >= 0:
            yield _Slice(float(density[n]), int(sizes[n]), int(ranges[n]), side, float(cuts[n]))


def _off_a_value(
    points: NDArray[np.float64], kind: NDArray[np.bool_], inside: NDArray[np.bool_], named: Sequence[bool]
) -> Iterator[_Slice]:
    """One value of one named input."""
    for column in (n for n, own in enumerate(named) if own):
        for value in np.unique(points[inside, column]):
            left = inside & (points[:, column] != value)
            if LEAST <= left.sum() < inside.sum():
                yield _Slice(float(kind[left].mean()), int(left.sum()), column, "out", float(value))


def _box(
    low: NDArray[np.float64], high: NDArray[np.float64], out: Sequence[frozenset[float]], inside: NDArray[np.bool_],
    kind: NDArray[np.bool_],
) -> Box:  # fmt: skip
    of = int(kind[inside].sum())
    density, coverage = of / int(inside.sum()), of / max(1, int(kind.sum()))
    return Box(tuple(map(float, low)), tuple(map(float, high)), tuple(out), int(inside.sum()), density, coverage)


def chosen(boxes: Sequence[Box]) -> Box:
    """The box to name where nobody chose: of those that hold half of the kind, that with the largest product of density and coverage."""
    held = [box for box in boxes if box.coverage >= HALF] or list(boxes[:1])
    return max(held, key=lambda box: (box.density * box.coverage, -box.limited))
