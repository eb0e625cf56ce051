"""Bounds of a mean that hold where most blocks do not differ: exact for rare differences, and never of width nothing.

A t interval takes what was seen for all there is: where no block of the sample differs it has no width, and where few do its tails
miss far too often. These bounds count one more value than was seen, at the end of what a difference can reach, and ask how a mean of
all of them with random weights (uniform over all that add up to one) may come out [Gaffke2005] [LearnedMillerThomas2019]. For shares
they are the exact bounds [ClopperPearson1934], for a sample without any difference the rule of three, and for many different values
close to Student's t. The chance is computed by a saddlepoint approximation [LugannaniRice1980], within half a per cent of the exact
bound where that is known, and on the safe side of it (docs/study.md has the coverage that was measured).
"""

from __future__ import annotations

from math import ceil, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.statistics import normal_quantile

__all__ = ["blocks_for", "bounds", "upper_bound"]

ROUNDS = 200
"""Most steps of a search between two bounds, which halves them at worst."""
MOST = 1e9
"""Blocks that no study will play."""
FINE = 1.002
"""Ratio of two numbers of blocks that are told as one."""
CLOSE = 1e-9
"""Relative distance at which such a search ends."""


def bounds(values: NDArray[np.float64], alpha: float, reach: float, times: float = 1.0) -> tuple[float, float]:
    """Lower and upper bound of the mean that *values* are drawn from, together at level 1 - *alpha*.

    *reach* is the largest size a value may have, either way, at least that of the largest seen; same unit as *values*. With *times* it
    is as if each value had been seen so many times: what a longer study would say.
    """
    return -upper_bound(-values, alpha / 2, reach, times), upper_bound(values, alpha / 2, reach, times)


def blocks_for(values: NDArray[np.float64], alpha: float, reach: float, target: float) -> int | None:
    """How many values like these give bounds with a half width of *target*, which those seen do not; None for more than any study has."""
    few, many = 1.0, 2.0
    while (half := _half_width(values, alpha, reach, many)) > target:
        few, many = many, many * max(2.0, half / target)
        if many * values.size > MOST:
            return None
    for _ in range(40):
        middle = sqrt(few * many)
        few, many = (middle, many) if _half_width(values, alpha, reach, middle) > target else (few, middle)
        if many / few < FINE:
            break
    return ceil(many * values.size)


def _half_width(values: NDArray[np.float64], alpha: float, reach: float, times: float) -> float:
    low, high = bounds(values, alpha, reach, times)
    return (high - low) / 2


def upper_bound(values: NDArray[np.float64], alpha: float, top: float, times: float = 1.0) -> float:
    """The value that the mean exceeds with chance *alpha* at most, where no value can lie above *top*."""
    seen, ties = np.unique(values, return_counts=True)
    points, counts = np.append(seen, top), np.append(times * ties.astype(np.float64), 1.0)
    if points[0] >= top:
        return float(top)
    target = normal_quantile(1 - alpha)
    weight = counts.sum()
    low = float(points @ counts / weight)
    high = top
    mean, error = low, sqrt(float(counts @ (points - low) ** 2)) / weight
    before, tried = _Tried(low, 0.0), min(mean + target * error, (low + high) / 2)
    for _ in range(ROUNDS):
        root = _signed_root(points - tried, counts)
        low, high = (tried, high) if root < target else (low, tried)
        if high - low <= CLOSE * (top - mean) or abs(root - target) <= CLOSE:
            break
        slope = (root - before.root) / (tried - before.mean)
        before = _Tried(tried, root)
        following = tried + (target - root) / slope if slope > 0 else low
        tried = following if low < following < high else (low + high) / 2
    return float(tried)


class _Tried(NamedTuple):
    """A mean that was tried, and how many standard deviations of a normal distribution its chance lies out."""

    mean: float
    root: float


def _signed_root(excess: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """The normal quantile at which a sum of exponentials, *counts* of them times each *excess*, is still below zero.

    *excess* is what each value lies above the mean that is tried, which lies above the mean of all: both signs occur.
    """
    s = _saddle(excess, counts)
    shrunk = excess / (1 - s * excess)
    height = 2 * float(counts @ np.log1p(-s * excess))
    if height <= CLOSE**2:
        return 0.0
    w, u = sqrt(height), s * sqrt(float(counts @ shrunk**2))
    return w + log(u / w) / w


def _saddle(excess: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """Where the sum of excess / (1 - s excess) is nothing, between 0 and the pole of the largest: Newton's steps within bounds."""
    low, high = 0.0, 1 / float(excess.max())
    s = min(-float(counts @ excess) / float(counts @ excess**2), high / 2)
    for _ in range(ROUNDS):
        shrunk = excess / (1 - s * excess)
        value = float(counts @ shrunk)
        low, high = (low, s) if value > 0 else (s, high)
        following = s - value / float(counts @ shrunk**2)
        following = following if low < following < high else (low + high) / 2
        if abs(following - s) <= CLOSE * s:
            return following
        s = following
    return s
