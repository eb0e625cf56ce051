"""Statistics every part of the program shares, from the standard library alone: quantiles and the interval of a share.

Tests hold each against SciPy's or NumPy's value. What needs arrays is in :mod:`fourthseat.engine.study.statistics`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, floor, inf, lgamma, log, nan, pi, sqrt
from statistics import NormalDist

__all__ = ["normal_quantile", "quantile", "student_t_quantile", "wilson_bounds"]

LARGE_DF = 1000
"""Degrees of freedom from which four terms of the expansion around the normal quantile are exact to 11 digits."""
PRECISION = 1e-15
"""Relative change at which an iteration stops."""


def normal_quantile(p: float) -> float:
    """Quantile of the standard normal distribution at probability *p*, between 0 and 1."""
    return NormalDist().inv_cdf(p)


@lru_cache(maxsize=256)
def student_t_quantile(p: float, df: int) -> float:
    """Quantile of Student's t distribution with *df* degrees of freedom at probability *p*, between 0 and 1.

    Correct to ten digits or more. The upper quantile is found between bounds by Newton's steps on the tail
    probability, halving the bounds where a step would leave them; for many degrees of freedom an expansion does.
    """
    if not 0 < p < 1 or df < 1:
        raise ValueError(f"no t quantile at probability {p:g} with {df} degrees of freedom")
    if p < 0.5:
        return -student_t_quantile(1 - p, df)
    if p == 0.5:
        return 0.0
    if df >= LARGE_DF:
        return _expanded(normal_quantile(p), df)
    tail = 1 - p
    low, high = 0.0, 1.0
    while _upper_tail(high, df) > tail:
        low, high = high, 2 * high
    t = (low + high) / 2
    for _ in range(200):
        excess = _upper_tail(t, df) - tail
        low, high = (t, high) if excess > 0 else (low, t)
        stepped = t + excess / _density(t, df)
        following = stepped if low < stepped < high else (low + high) / 2
        if abs(following - t) <= PRECISION * t:
            break
        t = following
    return following


def wilson_bounds(successes: int, n: int, level: float) -> tuple[float, float]:
    """Bounds of a share of which *successes* in *n* trials were seen, at confidence *level* [Wilson1927].

    They stay inside [0, 1] and do not meet at 0 or 1. NaN without trials.
    """
    if n == 0:
        return nan, nan
    z = normal_quantile((1 + level) / 2)
    p = successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half_width = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half_width, middle + half_width


def quantile(ordered: Sequence[float], q: float) -> float:
    """Quantile *q*, 0 to 1, of values in ascending order, interpolated between them (type 7, as R and NumPy do).

    Raises :exc:`ValueError` for no values.
    """
    if not ordered:
        raise ValueError("no quantile of no values")
    position = q * (len(ordered) - 1)
    below = min(floor(position), len(ordered) - 1)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def _expanded(z: float, df: int) -> float:
    """Student's t quantile from the normal quantile *z*, in powers of 1/df [AbramowitzStegun1964]."""
    return (
        z
        + (z**3 + z) / (4 * df)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * df**4)
    )


def _density(t: float, df: int) -> float:
    """Density of Student's t distribution at *t*."""
    scale = lgamma((df + 1) / 2) - lgamma(df / 2) - log(df * pi) / 2
    return exp(scale - (df + 1) / 2 * log(1 + t * t / df))


def _upper_tail(t: float, df: int) -> float:
    """Probability that Student's t lies above *t*, which is not negative: half an incomplete beta function."""
    return _incomplete_beta(df / (df + t * t), df / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction where that converges fast."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    return front * _beta_fraction(x, a, b)


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function, evaluated by Lentz's method."""
    tiny = 1e-300
    above, below = 1.0, 1 / (_away_from_zero(1 - (a + b) * x / (a + 1), tiny))
    value = below
    change = inf
    m = 0
    while abs(change - 1) > PRECISION and m < 10_000:
        m += 1
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            below = 1 / _away_from_zero(1 + term * below, tiny)
            above = _away_from_zero(1 + term / above, tiny)
            change = above * below
            value *= change
    return value


def _away_from_zero(x: float, tiny: float) -> float:
    return x if abs(x) > tiny else tiny
