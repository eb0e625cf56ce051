"""What a future's true differences may be, given its noisy means: futures borrow strength from each other.

A hierarchical normal model: the true differences of a future, one for each column, are drawn from a normal distribution over futures,
and its means scatter around them with the dice [EfronMorris1973]. Both covariances are estimated from the study itself; that between
futures is drawn anew in every round from its distribution given its estimate and cut to what a covariance can be, so that a study that
cannot tell futures apart does not claim to. Whatever is asked of the futures (a share of them, the worst, what choosing otherwise would
cost) is asked of every draw, and has an interval. With one column it is the empirical Bayes of a one-way random-effects model.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Drawn", "drawn"]

ROUNDS = 1000
"""Draws."""
MOST_NUMBERS = 4_000_000
"""Numbers drawn at most: of very many futures fewer rounds are."""


class Drawn(NamedTuple):
    """Draws of the true values of the futures."""

    futures: NDArray[np.int64]
    """Which futures they are."""
    means: NDArray[np.float64]
    """Futures x columns, as they were seen."""
    values: NDArray[np.float64]
    """Rounds x futures x columns."""

    @property
    def expected(self) -> NDArray[np.float64]:
        """Futures x columns: the mean over the draws, nearer to each other than the means are."""
        return np.asarray(self.values.mean(axis=0))


def drawn(
    values: NDArray[np.float64],
    futures: NDArray[np.int64],
    *,
    rounds: int = ROUNDS,
    seed: int = 1,
    alike: bool = False,
) -> Drawn | None:
    """Draws of the futures' true values, from *values* (blocks x columns, none of them NaN) and the future of each block; seeded.

    Of futures that are *alike* all have the value of their mean in every draw: what the dice leave open is drawn, and nothing else.

    None where nothing can be said: fewer futures than columns and two, or no future with a second block.
    """
    which, where = np.unique(futures, return_inverse=True)
    sizes = np.bincount(where)
    count, columns = len(which), values.shape[1]
    if count < columns + 2 or len(values) <= count:
        return None
    means = np.stack([np.bincount(where, weights=column) for column in values.T], axis=1) / sizes[:, None]
    rounds = max(50, min(rounds, MOST_NUMBERS // (count * columns)))
    centre = means.mean(axis=0)
    within = _covariance(values - means[where], len(values) - count)
    games = count / float((1 / sizes).sum())
    among = games * _covariance(means - centre, count - 1)
    basis, whiten = _axes(within, among)
    if not basis.shape[1]:
        return Drawn(which, means, np.repeat(means[None], rounds, axis=0))
    luck = np.random.default_rng(seed)
    seen = (means - centre) @ whiten  # in axes in which the dice are independent and of variance 1 a game
    turned, spread = _between(whiten.T @ among @ whiten, games, count - 1, rounds, luck)
    spread = np.zeros_like(spread) if alike else spread
    along = seen @ turned  # rounds x futures x axes
    error = (1 / sizes)[None, :, None]
    weight = spread[:, None, :] / (spread[:, None, :] + error)
    precision = 1 / (spread[:, None, :] + error)
    middle = (precision * along).sum(axis=1) / precision.sum(axis=1)
    middle = middle + luck.standard_normal(middle.shape) / np.sqrt(precision.sum(axis=1))
    true = weight * along + (1 - weight) * middle[:, None, :]
    true = true + np.sqrt(weight * error) * luck.standard_normal(true.shape)
    return Drawn(which, means, centre + (true @ np.swapaxes(turned, 1, 2)) @ basis.T)


def _covariance(residuals: NDArray[np.float64], freedom: int) -> NDArray[np.float64]:
    return np.asarray(residuals.T @ residuals / freedom)


def _axes(within: NDArray[np.float64], among: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Axes in which anything varies, back to the columns and from them, with the dice of variance 1 along each.

    Columns that never differ from each other, or never vary, share axes or have none.
    """
    values, vectors = np.linalg.eigh(within + among)
    kept = vectors[:, values > 1e-12 * max(float(values.max()), 1e-300)]
    inner = kept.T @ within @ kept
    # Where the dice do nothing at all a future's mean is taken as all but known.
    inner += (
        1e-9 * np.eye(len(inner)) * max(float(np.trace(inner)), float(np.trace(kept.T @ among @ kept)) * 1e-6, 1e-300)
    )
    root = np.linalg.cholesky(inner)
    return kept @ root, kept @ np.linalg.inv(root).T


def _between(
    among: NDArray[np.float64], games: float, freedom: int, rounds: int, luck: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draws of the covariance between futures: its axes (rounds x axes x axes) and its variance along each, never below zero."""
    from scipy import stats

    size = len(among)
    least = 1e-9 * np.eye(size) * max(1.0, float(np.trace(among)))
    made = np.asarray(stats.invwishart.rvs(freedom, freedom * among + least, size=rounds, random_state=luck))
    values, vectors = np.linalg.eigh(made.reshape(rounds, size, size))
    return vectors, np.maximum(0.0, values - 1) / games
