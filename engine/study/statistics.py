"""Paired statistics: intervals first, effect sizes beside them. Pure functions of arrays.

Every function takes the baseline's and the variant's values block by block: position *i* of both is the same luck.
The protocol and its measured coverage are in docs/study.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.statistics import student_t_quantile, wilson_bounds
from fourthseat.engine.study.bounds import bounds

__all__ = [
    "MIN_BLOCKS",
    "Effect",
    "Interval",
    "Spread",
    "correlation",
    "effect",
    "identical",
    "mean_difference",
    "needed",
    "reached",
    "simultaneous",
    "spread",
    "wilson",
]

Values = NDArray[np.float64]

MIN_BLOCKS = 50
"""No t interval below so many blocks: on skewed differences with many exact zeros its coverage falls to 92 % at 20."""
TINY = 1e-12
"""A difference that is only the rounding of a float."""


class Interval(NamedTuple):
    """An estimate with its bounds; NaN bounds where no interval can be given, and *method* says why."""

    estimate: float
    low: float
    high: float
    method: str

    @property
    def half_width(self) -> float:
        """Half the distance between the bounds."""
        return (self.high - self.low) / 2


class Effect(NamedTuple):
    """How large a difference is, in words other than its mean."""

    standardised: float
    """Mean difference over the baseline's sd. Not over the difference's own, which pairing shrinks at will."""
    better: float
    """Share of blocks in which the variant does better: depends on the coupling of luck."""
    tie: float
    worse: float
    superiority: float
    """P(a variant game does better than an independent baseline game), ties half: does not depend on the coupling."""
    median: float
    low: float
    """5 % quantile of the difference."""
    high: float
    """95 % quantile of the difference."""
    correlation: float
    """Between the arms, block by block; NaN if one of them never varies."""
    variance_reduction: float
    """(var a + var b) / var (b - a): how many times as many independent games the pairing is worth."""


class Spread(NamedTuple):
    """Monte Carlo error apart from real variety: what more games would shrink, and what they would not."""

    within: float
    """Standard error of a future's mean difference, root mean square over futures."""
    between: float
    """Standard deviation of the true difference across futures, method of moments, never negative."""
    positive: float
    """Share of futures whose mean difference is above zero."""


def mean_difference(
    base: Values,
    variant: Values,
    alpha: float,
    clusters: NDArray[np.int64] | None = None,
    reach: float | None = None,
) -> Interval:
    """Interval of the mean of variant - base at level 1 - *alpha*, by :func:`fourthseat.engine.study.bounds.bounds`.

    *reach* is the largest size a difference may have, in the measure's unit; by default the largest that was seen, and where nothing
    differs, how far the values of both arms lie apart. With *clusters* (the future of each block) the blocks of one future are not
    independent replications of one truth: each future counts as one value, its share in the overall mean, and no future is taken to
    lie further from the mean than the farthest seen. With few futures the interval is never narrower than Student's t over them.
    """
    difference = variant - base
    n = int(difference.size)
    mean = float(difference.mean()) if n else nan
    if n < MIN_BLOCKS:
        return Interval(mean, nan, nan, f"no interval below {MIN_BLOCKS} blocks")
    if clusters is not None and np.unique(clusters).size < 2:
        return Interval(mean, nan, nan, "no interval over one future")
    units = difference if clusters is None else _by_cluster(difference, clusters)
    # A future's mean is one of many games: it is taken to lie no further from the others than any seen, wherever they lie.
    centre = 0.0 if clusters is None else mean
    away = np.where(np.abs(units - centre) < TINY, 0.0, units - centre)
    # A difference that is the same in every block but for the rounding of a float is one value.
    usual = float(np.median(away))
    away = np.where(np.abs(away - usual) < TINY * max(1.0, abs(usual)), usual, away)
    top = float(np.abs(away).max())
    if clusters is None or top < TINY:
        top = max(top, reach or 0.0)
    if top < TINY and reach is None:
        top = _apart(base, variant)
    if top < TINY:
        return Interval(mean, nan, nan, "no interval: nothing varies, so nothing bounds what was not seen")
    low, high = (centre + bound for bound in bounds(away, alpha, top))
    if units.size < MIN_BLOCKS:
        half = student_t_quantile(1 - alpha / 2, units.size - 1) * float(units.std(ddof=1)) / sqrt(units.size)
        low, high = min(low, mean - half), max(high, mean + half)
    what = "blocks" if clusters is None else f"{units.size} futures"
    return Interval(mean, low, high, f"mean of paired differences over {what}")


def _by_cluster(difference: Values, clusters: NDArray[np.int64]) -> Values:
    """One value a cluster, its share in the overall mean: their mean is that of all."""
    groups, where = np.unique(clusters, return_inverse=True)
    return np.asarray(groups.size / difference.size * np.bincount(where, weights=difference), np.float64)


def _apart(base: Values, variant: Values) -> float:
    """How far the smallest and the largest value of both arms lie apart."""
    return float(max(base.max(), variant.max()) - min(base.min(), variant.min()))


def wilson(successes: int, n: int, alpha: float) -> Interval:
    """Score interval of a share at level 1 - *alpha* [Wilson1927]."""
    if n == 0:
        return Interval(nan, nan, nan, "no games")
    return Interval(successes / n, *wilson_bounds(successes, n, 1 - alpha), "Wilson")


def simultaneous(alpha: float, contrasts: int) -> float:
    """Each interval's alpha so that all err together in at most *alpha*: Bonferroni, valid under any dependence."""
    return alpha / max(1, contrasts)


def effect(base: Values, variant: Values, better: str) -> Effect:
    """Effect sizes of variant against base; *better* is ``higher``, ``lower`` or empty (then higher counts as better)."""
    if base.size < 2:
        return Effect(*[nan] * 10)
    difference = variant - base
    sign = -1 if better == "lower" else 1
    up, down = float((sign * difference > TINY).mean()), float((sign * difference < -TINY).mean())
    low, median, high = (float(x) for x in np.quantile(difference, (0.05, 0.5, 0.95)))
    sd_a, sd_b, sd_d = float(base.std(ddof=1)), float(variant.std(ddof=1)), float(difference.std(ddof=1))
    reduction = inf if sd_d < TINY else (sd_a**2 + sd_b**2) / sd_d**2
    ordered = np.sort(sign * base)
    below = np.searchsorted(ordered, sign * variant, "left")
    upto = np.searchsorted(ordered, sign * variant, "right")
    own = np.sign(sign * difference) + 1  # a game's own pair has the same luck: it is no independent one
    superiority = float((below + upto - own).sum()) / (2 * base.size * (base.size - 1))
    standardised = float(difference.mean()) / sd_a if sd_a > TINY else nan
    return Effect(
        standardised,
        up,
        max(0.0, 1 - up - down),
        down,
        superiority,
        median,
        low,
        high,
        correlation(base, variant),
        reduction,
    )


def correlation(base: Values, variant: Values) -> float:
    """Between the arms, block by block: what pairing gains; NaN if one of them never varies."""
    varies = base.size > 1 and base.std() > TINY and variant.std() > TINY
    return float(np.corrcoef(base, variant)[0, 1]) if varies else nan


def spread(base: Values, variant: Values, futures: NDArray[np.int64]) -> Spread:
    """Variance components of the difference, one-way random effects over *futures* by the method of moments."""
    difference = variant - base
    groups, where = np.unique(futures, return_inverse=True)
    sizes = np.bincount(where)
    means = np.bincount(where, weights=difference) / sizes
    if groups.size < 2 or difference.size <= groups.size:
        return Spread(nan, nan, float((means > 0).mean()) if means.size else nan)
    error = float(((difference - means[where]) ** 2).sum()) / (difference.size - groups.size)
    between = float((sizes * (means - difference.mean()) ** 2).sum()) / (groups.size - 1)
    size = (difference.size - float((sizes**2).sum()) / difference.size) / (groups.size - 1)
    return Spread(
        sqrt(error * float((1 / sizes).mean())), sqrt(max(0.0, (between - error) / size)), float((means > 0).mean())
    )


def identical(base: Values, variant: Values) -> bool:
    """Whether there are blocks and no block differs between the arms by more than the rounding of a float."""
    return bool(base.size) and bool((np.abs(variant - base) < TINY).all())


def reached(half_widths: Sequence[float], targets: Sequence[float]) -> bool:
    """Whether every half width is at most its target; NaN is not."""
    return all(half <= target for half, target in zip(half_widths, targets, strict=True))


def needed(n: int, half_width: float, target: float) -> int:
    """Blocks at which an interval now *half_width* wide at *n* would be *target* wide."""
    return ceil(n * (half_width / target) ** 2)
