"""What one game's variance is made of: the dice, the assumptions, and each lever of a study, in shares that add up to one.

A study is a balanced factorial: every block (one future, one luck) is played in every cell of its levers. Draw a cell and a block at
random, and the variance of a measure over such games is, exactly ::

    total = sum of main effects of the levers + their interactions + assumptions + dice

A lever's main effect is the variance of the mean over its levels, as in an analysis of variance with all levels equally likely: its
first-order index [Sobol2001] times the total. *Assumptions* is the variance between futures within a cell and *dice* that within a
future and cell, by the method of moments [SearleCasellaMcCulloch1992]; both hold what luck and assumptions do to the levers' effects.
Means over few games vary by themselves: from each squared effect the variance of its own estimate is taken away, so that a lever that
does nothing has a share of 0 on average and may come out below. Errors are by a delete-a-group jackknife over blocks, or over
futures where there are several [EfronTibshirani1993]: no block is independent of itself in another cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.statistics import student_t_quantile

__all__ = ["ASSUMPTIONS", "DICE", "LEAST_BLOCKS", "TOGETHER", "Share", "Variance", "variance"]

DICE, ASSUMPTIONS, TOGETHER = "dice", "assumptions", "together"
"""Parts that are no lever: luck, uncertain inputs, and what levers do only together (interactions)."""
GROUPS = 20
"""Of the jackknife, at most."""
LEAST_BLOCKS = 10
"""Blocks below which nothing is said."""


class Share(NamedTuple):
    """One part of the variance."""

    part: str
    """A lever's name, or :data:`DICE`, :data:`ASSUMPTIONS` or :data:`TOGETHER`."""
    levels: int
    """Of a lever; 0 of the others."""
    share: float
    """Of the whole variance; may come out slightly below 0 where there is nothing."""
    low: float
    high: float
    """Bounds at the level asked for; equal to the share where nothing varies between groups."""


class Variance(NamedTuple):
    """The parts of one measure's variance."""

    measure: str
    total: float
    """Variance of one game over cells, futures and dice, in the measure's unit squared."""
    blocks: int
    """Complete in every cell."""
    shares: tuple[Share, ...]
    """Levers in their order, then together, assumptions if there are several futures, dice."""

    def of(self, part: str) -> Share | None:
        """The share of *part*; None if it was not varied."""
        return next((share for share in self.shares if share.part == part), None)


def variance(
    measure: str,
    values: NDArray[np.float64],
    cells: Sequence[Mapping[str, object]],
    futures: NDArray[np.int64] | None = None,
    alpha: float = 0.05,
) -> Variance | None:
    """The parts of a measure whose *values* are blocks x cells, NaN where it does not apply: such a block is left out.

    *cells* name the level of every lever in each column and are every combination of the levers' levels, once. *futures* is the future
    of each block. None where fewer than :data:`LEAST_BLOCKS` blocks are complete or nothing varies; :exc:`ValueError` if a
    combination is missing or stands twice.
    """
    axes = _axes(cells)
    good = ~np.isnan(values).any(1)
    kept = values[good]
    groups_of = None if futures is None or len(np.unique(futures)) < 2 else futures[good]
    if len(kept) < LEAST_BLOCKS or (groups_of is not None and len(np.unique(groups_of)) < LEAST_BLOCKS):
        return None
    table = _ordered(kept, cells, axes)
    names = [*axes, *([TOGETHER] if len(axes) > 1 else []), *([ASSUMPTIONS] if groups_of is not None else []), DICE]
    parts = _parts(table, groups_of)
    total = float(parts.sum())
    if not total > 0:
        return None
    shares = parts / total
    half = _half_widths(table, groups_of, alpha)
    levels = [len(levels) for levels in axes.values()] + [0] * (len(names) - len(axes))
    rows = zip(names, levels, shares.tolist(), half.tolist(), strict=True)
    return Variance(measure, total, len(kept), tuple(Share(n, k, s, s - h, s + h) for n, k, s, h in rows))


def _axes(cells: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
    """The levels of each lever that has more than one, in the order of their first cell."""
    levels = {name: list(dict.fromkeys(cell[name] for cell in cells)) for name in (cells[0] if cells else {})}
    axes = {name: found for name, found in levels.items() if len(found) > 1}
    if len(cells) != prod(map(len, axes.values())):
        raise ValueError(f"{len(cells)} cells are not every combination of {', '.join(axes) or 'no lever'}")
    return axes


def _ordered(
    values: NDArray[np.float64], cells: Sequence[Mapping[str, object]], axes: Mapping[str, Sequence[object]]
) -> NDArray[np.float64]:
    """*values* as an array of blocks by the levels of each lever."""
    place = {tuple(cell[name] for name in axes): n for n, cell in enumerate(cells)}
    every = list(product(*axes.values()))
    if len(place) != len(every):
        raise ValueError("a combination of levels stands twice among the cells")
    return values[:, [place[combination] for combination in every]].reshape(len(values), *map(len, axes.values()))


def _parts(table: NDArray[np.float64], futures: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Variance of each part: every lever, together if there are several, assumptions if there are futures, dice."""
    units = table if futures is None else _means(table, futures)  # what is independent of each other
    levers = range(1, table.ndim)
    grand = units.mean(axis=tuple(levers), keepdims=True) if table.ndim > 1 else units
    parts, left = [], units - grand
    for axis in levers:
        effects = units.mean(axis=tuple(other for other in levers if other != axis), keepdims=True) - grand
        parts.append(_squared(effects))
        left = left - effects
    if table.ndim > 2:
        parts.append(_squared(left))
    if futures is None:
        return np.array([*parts, float(table.var(axis=0, ddof=1).mean())])
    between, within = _components(table, futures)
    return np.array([*parts, between, within])


def _squared(effects: NDArray[np.float64]) -> float:
    """Mean square of the true effects, whose estimates are the means of *effects* over its first axis."""
    return float((effects.mean(axis=0) ** 2 - effects.var(axis=0, ddof=1) / len(effects)).mean())


def _means(table: NDArray[np.float64], futures: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean of each future, cell by cell."""
    _, where = np.unique(futures, return_inverse=True)
    sums = np.zeros((int(where.max()) + 1, *table.shape[1:]))
    np.add.at(sums, where, table)
    return sums / np.bincount(where).reshape(-1, *[1] * (table.ndim - 1))


def _components(table: NDArray[np.float64], futures: NDArray[np.int64]) -> tuple[float, float]:
    """Variance between futures and within them, mean over cells: one-way random effects by the method of moments."""
    _, where = np.unique(futures, return_inverse=True)
    sizes = np.bincount(where)
    n, count = len(table), len(sizes)
    means = _means(table, futures)
    if n == count:  # one luck a future: the two cannot be told apart, and all of it is told as the assumptions'
        return float(table.var(axis=0, ddof=1).mean()), 0.0
    within = ((table - means[where]) ** 2).sum(axis=0) / (n - count)
    weights = sizes.reshape(-1, *[1] * (table.ndim - 1))
    between = (weights * (means - table.mean(axis=0)) ** 2).sum(axis=0) / (count - 1)
    size = (n - float((sizes**2).sum()) / n) / (count - 1)
    return float(((between - within) / size).mean()), float(within.mean())


def _half_widths(table: NDArray[np.float64], futures: NDArray[np.int64] | None, alpha: float) -> NDArray[np.float64]:
    """Half the width of each share's interval: Student's t times a delete-a-group jackknife's error."""
    units = np.arange(len(table)) if futures is None else np.unique(futures, return_inverse=True)[1]
    count = min(GROUPS, int(units.max()) + 1)
    group = units % count
    without = []
    for number in range(count):
        keep = group != number
        parts = _parts(table[keep], None if futures is None else futures[keep])
        total = parts.sum()
        without.append(parts / total if total > 0 else np.zeros_like(parts))
    spread = np.array(without)
    error = np.sqrt(((spread - spread.mean(axis=0)) ** 2).sum(axis=0) * (count - 1) / count)
    return np.asarray(student_t_quantile(1 - alpha / 2, count - 1) * error)
