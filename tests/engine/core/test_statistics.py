"""The shared statistics, held against SciPy and NumPy."""

from __future__ import annotations

from math import isnan
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from fourthseat.engine.core.statistics import normal_quantile, quantile, student_t_quantile, wilson_bounds

PROBABILITIES = (0.5, 0.6, 0.9, 0.95, 0.975, 0.995, 0.999, 1 - 0.05 / 72, 1 - 1e-6)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 7, 10, 19, 49, 59, 99, 400, 999, 1000, 1001, 1999, 20_000, 999_999])
def test_the_t_quantile_is_scipys(df: int) -> None:
    """To ten digits over every size of study and every level of an interval, on both sides."""
    for p in PROBABILITIES:
        right = float(stats.t.isf(1 - p, df)) if p != 0.5 else 0.0
        assert pytest.approx(right, rel=1e-10, abs=1e-12) == student_t_quantile(p, df)
        assert pytest.approx(-student_t_quantile(p, df), rel=1e-10, abs=1e-12) == student_t_quantile(1 - p, df)


@pytest.mark.parametrize(("p", "df"), [(0.0, 5), (1.0, 5), (1.2, 5), (0.9, 0)])
def test_a_t_quantile_that_is_none_says_so(p: float, df: int) -> None:
    """A probability of 0 or 1, or no degrees of freedom, has no quantile."""
    with pytest.raises(ValueError, match="no t quantile"):
        student_t_quantile(p, df)


def test_the_normal_quantile_is_scipys() -> None:
    """In the tails too."""
    for p in (1e-9, 0.025, *PROBABILITIES):
        assert pytest.approx(float(stats.norm.ppf(p)), rel=1e-12, abs=1e-15) == normal_quantile(p)


@pytest.mark.parametrize(("successes", "n"), [(0, 1), (0, 60), (3, 60), (30, 60), (59, 60), (60, 60), (700, 1000)])
def test_wilsons_bounds_are_scipys(successes: int, n: int) -> None:
    """At both ends of the scale and between them; never outside [0, 1]."""
    for level in (0.9, 0.95, 0.9986):
        right = stats.binomtest(successes, n).proportion_ci(level, method="wilson")
        low, high = wilson_bounds(successes, n, level)

        assert pytest.approx((right.low, right.high), abs=1e-12) == (low, high)
        assert -1e-15 <= low < high <= 1 + 1e-15


def test_a_share_of_nothing_has_no_bounds() -> None:
    """No trials, no interval."""
    assert all(isnan(bound) for bound in wilson_bounds(0, 0, 0.95))


def test_quantiles_are_numpys() -> None:
    """Interpolated between ordered values, for one value as for many."""
    values = sorted(NormalDist(seed).samples(1, seed=seed)[0] for seed in range(37))
    for q in (0.0, 0.05, 0.1, 0.5, 0.9, 0.95, 1.0):
        assert pytest.approx(float(np.quantile(values, q)), rel=1e-13) == quantile(values, q)
        assert quantile([4.0], q) == 4.0
    with pytest.raises(ValueError, match="no quantile"):
        quantile([], 0.5)
