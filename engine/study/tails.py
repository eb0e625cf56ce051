"""What a variant changes in the worst games: the mean of the worst share, from all blocks, with an error over clusters.

A quantile of a count jumps from one whole number to the next, or stands still; the mean of what lies beyond it, the expected shortfall
[RockafellarUryasev2000], moves with every game in the tail.
"""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.study.statistics import Values, mean_difference

__all__ = ["LEAST", "Tail", "shortfall", "tail_difference"]

LEAST = 20
"""Games that lie in the tail where bounds are given: of fewer the error itself is hardly known."""


class Tail(NamedTuple):
    """The worst share of two variants' games."""

    baseline: float
    """Mean of the worst games of the baseline."""
    difference: float
    """That of the variant's worst games less that."""
    low: float
    high: float


def shortfall(values: Values, share: float) -> tuple[float, Values]:
    """The mean of the highest *share* of *values*, and each value's influence on it, whose mean is that mean.

    The last value that lies in the tail counts in part. The influence of a value x is q + max(x - q, 0) / share, where q is the
    quantile where the tail begins [HongHuLiu2014].
    """
    ordered = np.sort(values)[::-1]
    left = share * values.size
    whole = int(left)
    part = (left - whole) * ordered[whole] if whole < values.size else 0.0
    mean = float((ordered[:whole].sum() + part) / left)
    begins = float(ordered[min(whole, values.size - 1)])
    influence = begins + np.maximum(values - begins, 0.0) / share
    return mean, influence


def tail_difference(
    base: Values,
    variant: Values,
    worse_is_higher: bool,
    clusters: NDArray[np.int64] | None = None,
    *,
    share: float = 0.05,
    alpha: float = 0.05,
) -> Tail:
    """The mean of the worst *share* of the variant's games less that of the baseline's, with an interval at level 1 - *alpha*.

    Every block is used. Blocks are pairs on the same luck, and with *clusters*, the future of each, the error is over futures: it is
    the paired t interval of the games' influences. No bounds where fewer than :data:`LEAST` games lie in the tail.
    """
    sign = 1.0 if worse_is_higher else -1.0
    (there, influence), (other, influence_there) = (shortfall(sign * values, share) for values in (base, variant))
    difference = sign * (other - there)
    if share * base.size < LEAST:
        return Tail(sign * there, difference, nan, nan)
    half = mean_difference(influence, influence_there, alpha, clusters).half_width
    return Tail(sign * there, difference, difference - half, difference + half)
