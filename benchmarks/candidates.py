"""Intervals of a mean that a study could use, each as the level at which it would just miss a given truth.

Every function takes samples, a row a sample, the truth, and the two ends between which a value must lie; it gives for each row the
smallest alpha at which its two-sided interval misses. So one set of samples tells the coverage at every level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from fourthseat.engine.core.statistics import wilson_bounds

Rows = NDArray[np.float64]
Candidate = Callable[[Rows, float, float, float], Rows]

RESAMPLES = 1999
"""Of a bootstrap."""


def student(rows: Rows, truth: float, low: float, high: float) -> Rows:  # noqa: ARG001
    """Student's t; where nothing differs its interval has no width."""
    n, mean = rows.shape[1], rows.mean(1)
    error = rows.std(1, ddof=1) / sqrt(n)
    level = np.where(np.abs(mean - truth) < 1e-12, 1.0, 0.0)
    varies = error > 0
    level[varies] = 2 * stats.t.sf(np.abs(mean - truth)[varies] / error[varies], n - 1)
    return level


def johnson(rows: Rows, truth: float, low: float, high: float) -> Rows:  # noqa: ARG001
    """Student's t corrected for skewness [Johnson1978]."""
    n, off = rows.shape[1], rows.mean(1) - truth
    spread, third = rows.std(1, ddof=1), ((rows - rows.mean(1, keepdims=True)) ** 3).mean(1)
    level = np.where(np.abs(off) < 1e-12, 1.0, 0.0)
    v = spread > 0
    corrected = off[v] + third[v] / (6 * spread[v] ** 2 * n) + third[v] * off[v] ** 2 / (3 * spread[v] ** 4)
    level[v] = 2 * stats.t.sf(np.abs(corrected) / (spread[v] / sqrt(n)), n - 1)
    return level


def bootstrap_t(rows: Rows, truth: float, low: float, high: float) -> Rows:  # noqa: ARG001
    """Studentised bootstrap [EfronTibshirani1993]; a resample in which nothing differs counts as far out."""
    luck, n, level = np.random.default_rng(1), rows.shape[1], []
    for row in rows:
        mean, spread = row.mean(), row.std(ddof=1)
        if spread == 0:
            level.append(1.0 if abs(mean - truth) < 1e-12 else 0.0)
            continue
        drawn = row[luck.integers(0, n, (RESAMPLES, n))]
        spreads = drawn.std(1, ddof=1)
        off = drawn.mean(1) - mean
        ratio = np.divide(off, spreads, out=np.where(off > 0, np.inf, -np.inf), where=spreads > 0)
        seen = (mean - truth) / spread
        above, below = (ratio >= seen).sum() + 1, (ratio <= seen).sum() + 1
        level.append(min(1.0, 2 * min(above, below) / (RESAMPLES + 1)))
    return np.array(level)


def empirical_likelihood(rows: Rows, truth: float, low: float, high: float) -> Rows:  # noqa: ARG001
    """Empirical likelihood against the chi-square [Owen2001]."""
    return stats.chi2.sf(_likelihood(rows, truth)[0], 1)


def adjusted_likelihood(rows: Rows, truth: float, low: float, high: float) -> Rows:  # noqa: ARG001
    """The same with one more point on the other side of the truth, so that there always is an interval [ChenVariyathAbraham2008]."""
    n = rows.shape[1]
    extra = truth - max(1.0, log(n) / 2) * (rows.mean(1) - truth)
    return stats.chi2.sf(_likelihood(np.column_stack([rows, extra]), truth)[0], 1)


def newcombe(rows: Rows, truth: float, low: float, high: float) -> Rows:  # noqa: ARG001
    """Square-and-add of Wilson bounds for paired shares [Newcombe1998]: rows of -1, 0 and 1 alone, with baselines at 0 where tied."""
    if not np.isin(rows, (-1.0, 0.0, 1.0)).all():
        return np.full(len(rows), np.nan)
    levels = np.geomspace(1e-6, 1, 200)
    found = []
    for row in rows:
        up, down, n = int((row > 0).sum()), int((row < 0).sum()), row.size
        missed = [not _newcombe_holds(up, down, n, alpha, truth) for alpha in levels]
        found.append(levels[int(np.argmax(missed))] if any(missed) else 1.0)
    return np.array(found)


def _newcombe_holds(up: int, down: int, n: int, alpha: float, truth: float) -> bool:
    estimate = (up - down) / n
    a, b = (wilson_bounds(k, n, 1 - alpha) for k in (down, up))
    margins = down * (n - down) * up * (n - up)
    phi = -down * up / sqrt(margins) if margins else 0.0
    down_a, up_a, down_b, up_b = down / n - a[0], a[1] - down / n, up / n - b[0], b[1] - up / n
    below = estimate - sqrt(max(0.0, down_b**2 - 2 * phi * down_b * up_a + up_a**2))
    above = estimate + sqrt(max(0.0, up_b**2 - 2 * phi * up_b * down_a + down_a**2))
    return below <= truth <= above


def bernstein(rows: Rows, truth: float, low: float, high: float) -> Rows:
    """Empirical Bernstein bound for values between two known ends [MaurerPontil2009]."""
    n, spread, off = rows.shape[1], rows.std(1, ddof=1), np.abs(rows.mean(1) - truth)
    # With x = log(4 / alpha), its half width is a sqrt(x) + b x: solved for x.
    a, b = spread * sqrt(2 / n), 7 * (high - low) / (3 * (n - 1))
    root = (-a + np.sqrt(a**2 + 4 * b * off)) / (2 * b)
    return np.minimum(1.0, 4 * np.exp(-(root**2)))


def betting(rows: Rows, truth: float, low: float, high: float) -> Rows:
    """Hedged capital of bets against the truth, for values between two known ends [WaudbySmithRamdas2024]; sized for three in a thousand."""
    scaled, at, n = (rows - low) / (high - low), (truth - low) / (high - low), rows.shape[1]
    t = np.arange(1, n + 1)
    means = (0.5 + np.cumsum(scaled, 1)) / (t + 1)
    spreads = (0.25 + np.cumsum((scaled - means) ** 2, 1)) / (t + 1)
    before = np.column_stack([np.full(len(rows), 0.25), spreads[:, :-1]])
    size = np.sqrt(2 * log(2 / 0.003) / (n * before))
    up = np.log1p(np.minimum(size, 0.5 / max(at, 1e-12)) * (scaled - at)).sum(1)
    down = np.log1p(-np.minimum(size, 0.5 / max(1 - at, 1e-12)) * (scaled - at)).sum(1)
    return np.minimum(1.0, 2 * np.exp(-np.maximum(up, down)))


def largest_seen(rows: Rows, truth: float, low: float, high: float) -> Rows:
    """The program's bounds with the largest difference seen as their reach; where none is seen, the known ends."""
    reach = np.abs(rows).max(1)
    reach = np.where(reach > 0, reach, max(-low, high))
    return _gaffke(rows, truth, -reach, reach)


def known_ends(rows: Rows, truth: float, low: float, high: float) -> Rows:
    """The program's bounds with the known ends as their reach [Gaffke2005]."""
    return _gaffke(rows, truth, np.full(len(rows), low), np.full(len(rows), high))


def _gaffke(rows: Rows, truth: float, low: Rows, high: Rows) -> Rows:
    above = _exceeds(np.column_stack([rows, high]) - truth)
    below = _exceeds(truth - np.column_stack([rows, low]))
    return np.minimum(1.0, 2 * np.minimum(above, below))


def _exceeds(excess: Rows) -> Rows:
    """Chance that a randomly weighted mean of each row lies above 0; 1 where the plain mean does."""
    chance = np.ones(len(excess))
    under = excess.mean(1) < 0
    chance[under & (excess.max(1) <= 0)] = 0.0
    under &= excess.max(1) > 0
    if under.any():
        height, s, second = _likelihood(excess[under], 0.0)
        w, u = np.sqrt(np.maximum(height, 1e-18)), np.abs(s) * np.sqrt(second)
        chance[under] = np.where(w < 1e-6, 0.5, stats.norm.sf(w + np.log(u / w) / w))
    return chance


def _likelihood(rows: Rows, truth: float) -> tuple[Rows, Rows, Rows]:
    """Of each row: twice the log empirical likelihood ratio at *truth*, its multiplier, and the second derivative there.

    Infinite where the truth lies outside what was seen.
    """
    excess = rows - truth
    height, s, second = (np.full(len(rows), x) for x in (np.inf, np.nan, np.nan))
    known = (excess.max(1) > 0) & (excess.min(1) < 0)
    height[np.abs(excess).max(1) < 1e-12] = 0.0
    a = excess[known]
    low, high = 1 / a.min(1), 1 / a.max(1)
    m = np.zeros(len(a))
    for _ in range(80):
        shrunk = a / (1 - m[:, None] * a)
        value, slope = shrunk.sum(1), (shrunk**2).sum(1)
        low, high = np.where(value > 0, low, m), np.where(value > 0, m, high)
        following = m - value / slope
        inside = (following > low) & (following < high)
        moved = np.where(inside, following, (low + high) / 2)
        if np.all(np.abs(moved - m) <= 1e-11 * (np.abs(m) + 1e-300)):
            break
        m = moved
    shrunk = a / (1 - m[:, None] * a)
    height[known], s[known] = 2 * np.log1p(-m[:, None] * a).sum(1), m
    second[known] = (shrunk**2).sum(1)
    return np.maximum(height, 0.0), s, second


CANDIDATES: Mapping[str, Candidate] = {
    "Student's t": student,
    "t, skewness corrected": johnson,
    "bootstrap-t": bootstrap_t,
    "empirical likelihood": empirical_likelihood,
    "the same, adjusted": adjusted_likelihood,
    "Newcombe, paired": newcombe,
    "empirical Bernstein, known ends": bernstein,
    "betting, known ends": betting,
    "Gaffke, known ends": known_ends,
    "Gaffke, largest seen": largest_seen,
}
"""By name, in the order of the table."""
