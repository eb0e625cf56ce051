"""How sure what is said of the points is: intervals that hold together, and how often resampled futures say the same.

The futures of a stage are resampled with replacement, as many as there are of each set of doctrines, for all points at once, so
that what they have in common stays in common [EfronTibshirani1993].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.study.statistics import MIN_BLOCKS, TINY
from fourthseat.engine.study.terms.front import dominated, scores

__all__ = ["Differences", "Standing", "differences", "resampled", "standing", "worst_tenth"]

Values = NDArray[np.float64]
RESAMPLES = 2000
TAIL = 0.1
"""Share of the futures that counts as the worst."""
RARE = 10
"""Futures that must differ at least for an interval: of fewer, no bootstrap knows how rare the difference is."""


class Differences(NamedTuple):
    """Mean differences of some rows from what they are set against, in the measures' units: rows x objectives each."""

    means: Values
    """NaN where a measure never applies to both."""
    low: Values
    """Bounds that hold for all rows and objectives together; NaN where too few futures differ, or there are too few."""
    high: Values
    differing: NDArray[np.int64]
    """Futures in which anything differs."""
    futures: NDArray[np.int64]
    """Futures in which the measure applies to both."""
    level: float
    """At which the bounds hold together."""


class Standing(NamedTuple):
    """How the points stand to the baseline and to each other, as shares of resamples."""

    better: Values
    """Points x objectives: better than the baseline."""
    undominated: Values
    """Of each point: no other point was better in one thing and as good in the rest."""
    compromise: Values
    """Of each point: it was the compromise by the weights."""


def resampled(strata: Sequence[object], seed: int, rounds: int = RESAMPLES) -> Values:
    """How often each future is drawn in each resample: rounds x futures, as many of each of the *strata* as there are."""
    draws = np.zeros((rounds, len(strata)))
    generator = np.random.default_rng(seed)
    for one in dict.fromkeys(strata):
        places = np.array([place for place, other in enumerate(strata) if other == one])
        draws[:, places] = generator.multinomial(len(places), np.full(len(places), 1 / len(places)), size=rounds)
    return draws


def differences(rows: Values, draws: Values, alpha: float = 0.05) -> Differences:
    """Mean and simultaneous bounds of *rows*: rows x futures x objectives of differences, NaN where there is none.

    The bounds are studentised and hold for all cells together: the (1 - *alpha*) quantile of the largest t of a resample
    [WestfallYoung1993]. None are given over fewer than 50 futures, or where fewer than ten of them differ.
    """
    there = ~np.isnan(rows)
    filled = np.where(there, rows, 0.0)
    count = there.sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = filled.sum(1) / count
        error = np.sqrt((np.where(there, (filled - means[:, None]) ** 2, 0.0).sum(1) / (count - 1)) / count)
        differing = (np.abs(filled) > TINY).sum(1)
        given = (count >= MIN_BLOCKS) & (differing >= RARE) & (error > TINY)
        n = _drawn(draws, there.astype(float))
        mean = _drawn(draws, filled) / n
        square = _drawn(draws, filled**2) / n
        spread = np.sqrt(np.maximum(square - mean**2, 0.0) / (n - 1))
        t = np.abs(mean - means) / np.where(spread > TINY, spread, np.nan)
    t = np.where(given, t, np.nan)
    largest = np.nanmax(t.reshape(len(draws), -1), axis=1) if given.any() else np.full(len(draws), np.nan)
    times = float(np.nanquantile(largest, 1 - alpha)) if given.any() else np.nan
    half = np.where(given, times * error, np.nan)
    return Differences(means, means - half, means + half, differing, count, 1 - alpha)


def worst_tenth(rows: Values, sign: Values) -> Values:
    """Mean of each of *rows* (rows x futures x objectives) over the tenth of the futures in which it is worst: rows x objectives.

    *sign* says of each objective which way is worse: 1 where higher is, -1 where lower is. Luck is in it: the worst futures are also those
    with the worst dice, for every row alike.
    """
    found = np.full((rows.shape[0], rows.shape[2]), np.nan)
    for row, column in np.ndindex(found.shape):
        values = rows[row, :, column]
        values = np.sort(values[~np.isnan(values)] * sign[column])[::-1]
        if len(values):
            found[row, column] = values[: max(1, round(TAIL * len(values)))].mean() * sign[column]
    return found


def standing(
    points: Values, baseline: Values, draws: Values, weights: Sequence[float], margins: Sequence[float]
) -> Standing:
    """How *points* (points x futures x objectives, lower is better) stand to *baseline* (futures x objectives) in every resample."""
    gain = _means(points - baseline[None], draws)
    level = _means(points, draws)
    beaten = dominated(level)
    short = np.where(beaten, np.inf, scores(level, weights, margins))
    chosen = short.argmin(1)
    return Standing(
        (gain < -TINY).mean(0),
        1.0 - beaten.mean(0),
        np.bincount(chosen, minlength=len(points)) / len(draws),
    )


def _means(rows: Values, draws: Values) -> Values:
    """Means of each resample: rounds x rows x objectives; NaN where a measure applies to no future of it."""
    there = ~np.isnan(rows)
    n = _drawn(draws, there.astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(_drawn(draws, np.where(there, rows, 0.0)) / n)


def _drawn(draws: Values, rows: Values) -> Values:
    """Sums of *rows* over the futures drawn in each resample: rounds x rows x objectives."""
    return np.asarray(np.tensordot(draws, rows, axes=(1, 1)))
