"""The mean of the worst games: a closed form, its laws, and its interval's level."""

from __future__ import annotations

from math import exp, isnan, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.study.tails import shortfall, tail_difference


def test_the_worst_of_a_normal_is_known() -> None:
    """The mean beyond the 95 % quantile of a standard normal is phi(1.645) / 0.05 = 2.063."""
    values = np.random.default_rng(1).normal(size=200_000)
    closed = exp(-(1.6448536**2) / 2) / sqrt(2 * pi) / 0.05

    found = tail_difference(values, values + 0.5, worse_is_higher=True)
    assert found.baseline == pytest.approx(closed, abs=0.02)
    assert found.difference == pytest.approx(0.5)
    assert found.low <= 0.5 <= found.high
    assert isnan(tail_difference(values[:300], values[:300], worse_is_higher=True).low), "15 games are no tail"


@given(st.lists(st.integers(-50, 50), min_size=60, max_size=60), st.booleans())
def test_a_share_of_one_is_the_mean_and_the_worst_are_no_better(values: list[int], higher: bool) -> None:
    """Whatever the values, and whichever way is worse; an arm against itself differs by nothing."""
    array = np.array(values, float)
    whole = tail_difference(array, array, higher, share=1.0)
    worst = tail_difference(array, array, higher)

    assert whole.baseline == pytest.approx(array.mean())
    assert worst.baseline >= whole.baseline - 1e-9 if higher else worst.baseline <= whole.baseline + 1e-9
    assert 0 == worst.difference


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=60), st.floats(0.05, 1.0))
def test_the_influences_have_the_mean_they_are_of(values: list[int], share: float) -> None:
    """So an interval of their mean is one of the tail's."""
    mean, influence = shortfall(np.array(values, float), share)

    assert influence.mean() == pytest.approx(mean, abs=1e-9)


@pytest.mark.parametrize("futures", [None, 40])
def test_its_interval_holds_its_level(futures: int | None) -> None:
    """A shift of a skewed distribution with common luck, blocks alone or in futures that differ: 88 to 99 % of 400 intervals hold it."""
    luck, held = np.random.default_rng(5), 0
    truth = 0.2 * (1 + np.log(20))
    for _ in range(400):
        base, scale, clusters = luck.exponential(size=1000), np.full(1000, 1.2), None
        if futures:
            clusters = np.arange(1000) % futures
            scale = 1.2 + luck.normal(0, 0.02, futures)[clusters]
        found = tail_difference(base, scale * base, worse_is_higher=True, clusters=clusters)
        held += found.low <= truth <= found.high

    assert 0.88 <= held / 400 <= 0.99
