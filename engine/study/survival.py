"""Time to an event of several kinds: how often each has come by each hour, where some were not watched to their end.

With one kind of event this is one minus the estimator of [KaplanMeier1958]; with several, of which the first ends the wait, that of
[AalenJohansen1978]. A share's error is over clusters of waits, never over waits: incidents of one game are no independent
replications.
"""

from __future__ import annotations

from math import nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.statistics import student_t_quantile

__all__ = ["Incidence", "Ratio", "cumulative_incidence", "ratio"]

Values = NDArray[np.float64]


class Incidence(NamedTuple):
    """How often each kind of event has come by each hour."""

    hours: Values
    """At which anything happened, ascending."""
    by_cause: Values
    """Causes x hours: share that has ended by that cause by then."""
    waiting: Values
    """Share that waits still after each hour; with the causes it adds up to one."""

    def reached(self, cause: int, share: float) -> float:
        """The first hour by which *share* of all have ended by *cause*; NaN if they never do."""
        there = np.flatnonzero(self.by_cause[cause] >= share - 1e-12)
        return float(self.hours[there[0]]) if there.size else nan


def cumulative_incidence(hours: Values, cause: NDArray[np.int64], causes: int) -> Incidence:
    """The cumulative incidence of each of so many *causes* from waits of so many *hours*, each ended by a *cause*.

    A *cause* of -1 is a wait that was not watched to its end, after that many hours; at the same hour events come first.
    """
    at = np.unique(hours[cause >= 0])
    events = np.array(
        [np.bincount(np.searchsorted(at, hours[cause == number]), minlength=at.size) for number in range(causes)]
    ).reshape(causes, at.size)
    at_risk = hours.size - np.searchsorted(np.sort(hours), at, "left")
    waiting = np.cumprod(1 - events.sum(0) / np.maximum(at_risk, 1))
    before = np.concatenate([[1.0], waiting[:-1]]) if at.size else waiting
    return Incidence(at, np.cumsum(before * events / np.maximum(at_risk, 1), axis=1), waiting)


class Ratio(NamedTuple):
    """A share of things that come several to a cluster, with its bounds; NaN where there are fewer than two clusters."""

    share: float
    low: float
    high: float


def ratio(part: Values, whole: Values, alpha: float = 0.05) -> Ratio:
    """The share that *part* is of *whole*, both summed over clusters, with the interval of a ratio of means [Cochran1977].

    The error of a ratio is that of the residuals part - share * whole, cluster by cluster; t over the clusters, within 0 and 1.
    """
    total, n = float(whole.sum()), int(whole.size)
    if not total:
        return Ratio(nan, nan, nan)
    share = float(part.sum()) / total
    if n < 2:
        return Ratio(share, nan, nan)
    residuals = part - share * whole
    error = sqrt(float((residuals**2).sum()) * n / (n - 1)) / total
    half = student_t_quantile(1 - alpha / 2, n - 1) * error
    return Ratio(share, max(0.0, share - half), min(1.0, share + half))
