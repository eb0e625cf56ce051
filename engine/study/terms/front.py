"""Which points stand against each other: the front, what is best in one thing, what is a compromise. Pure functions of arrays.

Every array of values has a row a point and a column an objective, and lower is better in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["apart", "boxed", "compromise", "corners", "dominated", "merged", "near", "ranked", "scores"]

Values = NDArray[np.float64]
AUGMENTED = 0.01
"""Weight of the sum beside the largest shortfall: so small that it only decides between equals [SteuerChoo1983]."""
FINE = 50.0
"""Boxes that the range of an objective without a margin is cut into."""


def dominated(values: Values) -> NDArray[np.bool_]:
    """Whether another point is at least as good in every objective and better in one. Leading axes are other sets of points."""
    one, other = values[..., :, None, :], values[..., None, :, :]
    return np.asarray(((other <= one).all(-1) & (other < one).any(-1)).any(-1))


def boxed(values: Values, margins: Sequence[float]) -> list[int]:
    """The points that stand for the front where differences below *margins* do not matter [LaumannsEtAl2002].

    Space is cut into boxes as wide as the margins. A point whose box another box dominates is left out, and of several in one box
    the one nearest to its best corner stays. Their places, in rising order.
    """
    if not len(values):
        return []
    width = _widths(values, margins)
    inside, boxes = np.modf((values - values.min(axis=0)) / width + 1e-9)
    kept: dict[tuple[float, ...], int] = {}
    for place in np.lexsort((np.arange(len(values)), (inside**2).sum(1))):
        kept.setdefault(tuple(boxes[place]), int(place))
    names = np.array(list(kept))
    return sorted(place for place, beaten in zip(kept.values(), dominated(names), strict=True) if not beaten)


def near(values: Values, margins: Sequence[float]) -> list[int]:
    """The points that no other beats by more than *margins*, in any objective: on other luck each of them may stand. Their places, in rising order.

    A point is left out if another is as good in every objective, and better by more than the margin in one.
    """
    width = _widths(values, margins)
    return [
        place for place, one in enumerate(values) if not ((values <= one).all(1) & (one - values > width).any(1)).any()
    ]


def merged(values: Values, margins: Sequence[float], order: Sequence[int]) -> list[int]:
    """Those of *order* that differ by more than *margins* in some objective from every one that was taken before."""
    width = _widths(values, margins)
    taken: list[int] = []
    for place in order:
        if all((np.abs(values[place] - values[other]) > width).any() for other in taken):
            taken.append(place)
    return taken


def ranked(values: Values, of: Sequence[int], margins: Sequence[float], weights: Sequence[float]) -> list[int]:
    """Places *of* values that are told, as they score by *weights*, the best first; of points alike one.

    Which of them that is has nothing to do with the weights: with others the same points are told in another order.
    """

    def best_first(places: Sequence[int], by: Sequence[float]) -> list[int]:
        return [places[n] for n in np.argsort(scores(values[list(places)], by, margins), kind="stable")]

    return best_first(merged(values, margins, best_first(of, [1.0] * values.shape[1])), weights)


def _widths(values: Values, margins: Sequence[float]) -> Values:
    """What does not matter, an objective: its margin, or a part of its range where it has none."""
    width = np.array([margin if margin > 0 else 0.0 for margin in margins])
    width = np.where(width > 0, width, np.ptp(values, axis=0) / FINE)
    return np.asarray(np.where(width > 0, width, 1.0))


def corners(values: Values) -> list[int]:
    """The best point of each objective; of equals the one that is best by rank in the others."""
    ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable").sum(1)
    return [int(np.lexsort((ranks, column))[0]) for column in values.T]


def scores(values: Values, weights: Sequence[float], margins: Sequence[float]) -> Values:
    """How far each point falls short of the best in every objective at once: augmented weighted Tchebycheff [SteuerChoo1983].

    An objective's shortfall is counted in parts of its range over the points, but of no less than its margin: what differs by less
    than matters cannot decide. Leading axes are other sets of points.
    """
    best = values.min(axis=-2, keepdims=True)
    span = np.maximum(values.max(axis=-2, keepdims=True) - best, np.maximum(np.array(margins), 1e-12))
    short = np.array(weights) * (values - best) / span
    return np.asarray(short.max(-1) + AUGMENTED * short.sum(-1))


def compromise(values: Values, weights: Sequence[float], margins: Sequence[float]) -> int:
    """The point with the least of :func:`scores`."""
    return int(scores(values, weights, margins).argmin())


def apart(values: Values, margins: Sequence[float], first: Sequence[int], count: int) -> list[int]:
    """*count* points that are far from each other: those in *first*, then each the one farthest from all before it."""
    span = np.maximum(np.ptp(values, axis=0), np.maximum(np.array(margins), 1e-12))
    scaled = values / span
    picked = list(dict.fromkeys(first))[:count]
    while len(picked) < min(count, len(values)):
        distance = (
            np.linalg.norm(scaled[:, None] - scaled[None, picked], axis=-1).min(1) if picked else np.ones(len(values))
        )
        distance[picked] = -1.0
        picked.append(int(distance.argmax()))
    return picked
