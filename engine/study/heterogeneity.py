"""Whether futures differ at all: a one-way random-effects analysis of a difference over futures, told before anything else is.

The mean of a future is noisy, and means of futures that are all alike spread too. So their spread is set against the spread within
futures: the ratio of the two mean squares is an F ratio, tested by shuffling whole blocks over the futures, for all contrasts at once
[WestfallYoung1993]. How much the futures differ beyond the dice is a standard deviation with an interval, exact for normal differences
in balanced futures and close to it in others [ThomasHultquist1978], [SearleCasellaMcCulloch1992]. Pure functions of arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_P", "SIGNIFICANT", "Heterogeneity", "Split", "detectable", "heterogeneity", "shuffled", "split"]

SIGNIFICANT = 0.05
"""Adjusted p-value up to which futures are said to differ."""
SHUFFLES = 999
"""Of the blocks over the futures: the smallest p-value is 0.001."""
LEAST_P = 1 / (SHUFFLES + 1)
LEVEL = 0.05
"""One minus the level of each interval."""
POWER = 0.8
"""Share of studies in which a spread that counts as noticeable is noticed."""


class Heterogeneity(NamedTuple):
    """How much a difference varies between futures beyond the dice."""

    futures: int
    games: float
    """Blocks of a future: harmonic mean."""
    error: float
    """Standard error of a future's mean: what the dice alone make of it, root mean square over futures."""
    between: float
    """Standard deviation of the true difference over futures, method of moments; 0 where the means spread less than the dice alone would."""
    low: float
    high: float
    """Bounds of *between*, 95 %."""
    real: float
    """Share of the variance of the futures' means that is not the dice's (I squared), from 0 to 1."""
    ratio: float
    """F ratio: mean square between futures over that within."""
    p: float
    """Chance of such a ratio, or a larger one in any of the contrasts tested with it, if all futures were alike. NaN if untested."""

    @property
    def told(self) -> bool:
        """Whether futures can be told apart."""
        return self.p <= SIGNIFICANT


class Split(NamedTuple):
    """How the games of a study are split between futures and replications, and what the same games would show otherwise."""

    futures: int
    games: float
    """Of each future."""
    noticed: float
    """Standard deviation between futures that four studies of five of this size and split notice."""
    best_futures: int
    best_games: int
    best_noticed: float
    """The same of the best split of as many games."""

    @property
    def good(self) -> bool:
        """Whether another split would notice a spread at least a quarter smaller."""
        return not self.noticed > 4 / 3 * self.best_noticed


def heterogeneity(
    values: NDArray[np.float64], futures: NDArray[np.int64], *, rounds: int = SHUFFLES, seed: int = 1
) -> list[Heterogeneity]:
    """Of each column of *values* (blocks x contrasts, NaN where there is none) how much it varies between *futures*.

    *futures* is the future of each block. The p-values are adjusted for all columns together: whole blocks are shuffled over futures,
    *rounds* times, and each column's F ratio is set against the least likely of all columns in every shuffle. The columns that never
    vary have none.
    """
    found = [_estimated(column, futures) for column in values.T]
    live = [n for n, one in enumerate(found) if one.ratio == one.ratio]
    if not live or not rounds:
        return found
    tails = _tails(shuffled(values[:, live], futures, rounds, seed))
    least = np.sort(tails[1:].min(axis=1))
    for n, tail in zip(live, tails[0], strict=True):
        as_low = int(np.searchsorted(least, tail * (1 + 1e-9), "right"))
        found[n] = found[n]._replace(p=(1 + as_low) / (rounds + 1))
    return found


def _estimated(column: NDArray[np.float64], futures: NDArray[np.int64]) -> Heterogeneity:
    """Everything but the p-value."""
    good = ~np.isnan(column)
    _, where = np.unique(futures[good], return_inverse=True)
    sizes = np.bincount(where)
    count, n = len(sizes), int(good.sum())
    none = Heterogeneity(count, nan, nan, nan, nan, nan, nan, nan, nan)
    if count < 2 or n <= count:
        return none
    centred = column[good] - column[good].mean()
    means = np.bincount(where, weights=centred) / sizes
    within = float(((centred - means[where]) ** 2).sum()) / (n - count)
    games = count / float((1 / sizes).sum())
    among = games * float(means.var(ddof=1))
    if not among > 1e-24 * max(1.0, float(np.abs(column[good]).max()) ** 2) and not within > 0:
        return none._replace(games=games, error=0.0, between=0.0, low=0.0, high=0.0, real=0.0)
    ratio = among / within if within > 0 else inf
    low, high = _bounds(ratio, within, among, games, count - 1, n - count)
    between = sqrt(max(0.0, among - within) / games)
    real = max(0.0, 1 - within / among) if among > 0 else 0.0
    return Heterogeneity(count, games, sqrt(within / games), between, low, high, real, ratio, nan)


def _bounds(ratio: float, within: float, among: float, games: float, above: int, below: int) -> tuple[float, float]:
    """Bounds of the standard deviation between futures: the F ratio inverted; without any spread within, that of a variance."""
    from scipy import stats

    ends = 1 - LEVEL / 2, LEVEL / 2
    if within <= 0:
        low, high = (sqrt(among / games * above / float(stats.chi2.ppf(q, above))) for q in ends)
        return low, high
    low, high = (sqrt(max(0.0, ratio / float(stats.f.ppf(q, above, below)) - 1) * within / games) for q in ends)
    return low, high


class Shuffled(NamedTuple):
    """F ratios of every column in the blocks as they are (the first row) and in shuffles of them."""

    ratios: NDArray[np.float64]
    above: NDArray[np.float64]
    below: NDArray[np.float64]
    """Degrees of freedom, in the same shape."""


def shuffled(values: NDArray[np.float64], futures: NDArray[np.int64], rounds: int, seed: int = 1) -> Shuffled:
    """F ratios of each column of *values* as they are, and with whole blocks shuffled over *futures* *rounds* times; seeded."""
    there = ~np.isnan(values)
    filled = np.where(there, values - np.nanmean(values, axis=0), 0.0)
    squares, n = (filled**2).sum(axis=0), there.sum(axis=0)
    luck = np.random.default_rng(seed)
    order = np.argsort(futures, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(futures[order]) != 0])
    ratios, above, below = (np.empty((rounds + 1, values.shape[1])) for _ in range(3))
    whole = bool(there.all())
    for row in range(rounds + 1):
        pick = order if row == 0 else luck.permutation(len(values))
        sums = np.add.reduceat(filled[pick], starts, axis=0)
        sizes = _sizes(starts, len(values), values.shape[1]) if whole else np.add.reduceat(there[pick] * 1.0, starts)
        ratios[row], above[row], below[row] = _ratios(sums, sizes, squares, n)
    return Shuffled(ratios, above, below)


def _sizes(starts: NDArray[np.int64], blocks: int, columns: int) -> NDArray[np.float64]:
    """Blocks of each future, in every column: what the sums of a column of ones would be."""
    return np.repeat(np.diff(np.append(starts, blocks))[:, None] * 1.0, columns, axis=1)


def _ratios(
    sums: NDArray[np.float64], sizes: NDArray[np.float64], squares: NDArray[np.float64], n: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """F ratio and degrees of freedom of each column, from the futures' sums and sizes."""
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(sizes > 0, sums / sizes, np.nan)
        count = (sizes > 0).sum(axis=0)
        games = count / np.where(sizes > 0, 1 / sizes, 0.0).sum(axis=0)
        among = games * np.nansum((means - np.nanmean(means, axis=0)) ** 2, axis=0) / (count - 1)
        within = (squares - np.nansum(sizes * means**2, axis=0)) / (n - count)
        return among / np.maximum(within, 1e-15 * squares / n), count - 1.0, n - count * 1.0


def _tails(found: Shuffled) -> NDArray[np.float64]:
    """Chance of a larger F ratio if differences were normal: one scale for columns of unlike degrees of freedom."""
    from scipy import stats

    return np.nan_to_num(stats.f.sf(found.ratios, found.above, found.below), nan=1.0)


def detectable(futures: int, games: float, within: float, alpha: float = SIGNIFICANT, power: float = POWER) -> float:
    """Standard deviation between *futures* of *games* games each that an F test at level *alpha* finds with chance *power*.

    *within* is the standard deviation of a game's difference within a future. From the F ratio's distribution for normal effects,
    1 + games x variance between / variance within times that of no effect [SearleCasellaMcCulloch1992]. Infinite where nothing is found.
    """
    from scipy import stats

    above, below = futures - 1, round(futures * games) - futures
    if above < 1 or below < 1:
        return inf
    times = float(stats.f.ppf(1 - alpha, above, below) / stats.f.ppf(1 - power, above, below))
    return within * sqrt(max(0.0, times - 1) / games)


def split(one: Heterogeneity, contrasts: int = 1) -> Split:
    """How good the split of the games of *one* is to tell futures apart, where *contrasts* are tested together (Bonferroni)."""
    within, every = one.error * sqrt(one.games), round(one.futures * one.games)
    alpha = SIGNIFICANT / max(1, contrasts)
    choices: Sequence[int] = sorted(
        {*range(5, min(every // 2, 64) + 1), *(2**k for k in range(3, 13) if 2**k <= every // 2)}
    )
    tried = [(detectable(count, every / count, within, alpha), count) for count in choices]
    noticed = detectable(one.futures, one.games, within, alpha)
    least, count = min(tried, default=(noticed, one.futures))
    if noticed <= least:
        return Split(one.futures, one.games, noticed, one.futures, round(one.games), noticed)
    return Split(one.futures, one.games, noticed, count, every // count, least)
