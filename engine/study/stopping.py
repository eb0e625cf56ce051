"""When more games cannot help: because the futures themselves differ, or because a measure hardly ever applies."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.statistics import wilson_bounds
from fourthseat.engine.study.statistics import MIN_BLOCKS

__all__ = ["narrowest", "too_rare"]

SURE = 0.95
"""Level at which it must be certain that more games do not help."""


def narrowest(difference: NDArray[np.float64], futures: NDArray[np.int64], half_width: float) -> float:
    """The half width, now *half_width*, that no number of games of the same futures would go below; 0 where nothing is certain.

    The interval over futures shrinks to what the futures' own variety leaves. That variety is taken at its lower bound, by the F test of
    one-way random effects [SearleCasellaMcCulloch1992]: after a few games a future the estimate alone is mostly luck.
    """
    from scipy.stats import f

    groups, where = np.unique(futures, return_inverse=True)
    sizes = np.bincount(where)
    count, n = groups.size, difference.size
    if count < 2 or n <= count or isnan(half_width):
        return 0.0
    means = np.bincount(where, weights=difference) / sizes
    within = float(((difference - means[where]) ** 2).sum()) / (n - count)
    between = float((sizes * (means - difference.mean()) ** 2).sum()) / (count - 1)
    if between <= 0:
        return 0.0
    least = max(0.0, between / float(f.ppf(SURE, count - 1, n - count)) - within)
    return half_width * sqrt(least / between)


def too_rare(applies: int, blocks: int, cap: int) -> bool:
    """Whether a measure that applies to *applies* of *blocks* blocks will not apply to enough of *cap* blocks for any interval."""
    if applies >= MIN_BLOCKS or not blocks:
        return False
    return wilson_bounds(applies, blocks, SURE)[1] * cap < MIN_BLOCKS
