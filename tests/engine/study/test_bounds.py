"""Bounds of a mean: exact for shares, mirrored, wider with less, and holding their level where a t interval does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks.candidates import known_ends, largest_seen, student
from benchmarks.truths import TRUTHS, Truth
from fourthseat.engine.study.bounds import blocks_for, bounds, upper_bound

VALUES = st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.0, 0.25, 1.0]), min_size=8, max_size=60).map(np.array)


@pytest.mark.parametrize("n", [50, 400])
@pytest.mark.parametrize("k", [0, 1, 7, 40])
@pytest.mark.parametrize("alpha", [0.025, 0.05 / 12, 0.05 / 216])
def test_shares_have_the_exact_bound(n: int, k: int, alpha: float) -> None:
    """Of *k* ones among *n*: Clopper and Pearson's upper bound, to half a per cent and never below it."""
    exact = stats.beta.ppf(1 - alpha, k + 1, n - k)
    found = upper_bound(np.repeat([0.0, 1.0], [n - k, k]), alpha, 1.0)

    assert exact <= found * (1 + 1e-5)
    assert found <= 1.006 * exact


@given(VALUES)
def test_the_bounds_mirror_and_hold_the_mean(values: np.ndarray) -> None:
    """Turned about, they turn about; the mean lies between them, and both within reach."""
    low, high = bounds(values, 0.05, 1.0)

    assert bounds(-values, 0.05, 1.0) == (pytest.approx(-high), pytest.approx(-low))
    assert -1 <= low <= values.mean() <= high <= 1


@given(VALUES)
def test_more_of_the_same_and_a_laxer_level_are_narrower(values: np.ndarray) -> None:
    """Four times as many values like these, or half as sure: never wider; a longer reach never narrower."""
    low, high = bounds(values, 0.01, 1.0)

    for other in (bounds(values, 0.01, 1.0, times=4.0), bounds(values, 0.05, 1.0)):
        assert low <= other[0] + 1e-9
        assert other[1] <= high + 1e-9
    wider = bounds(values, 0.01, 2.0)
    assert wider[0] <= low + 1e-9
    assert high <= wider[1] + 1e-9


def test_the_blocks_that_would_do_would_do() -> None:
    """So many values like these give the half width asked for; where none differs it shrinks with n, not with its root."""
    for values, target in ((np.repeat([0.0, 1.0], [95, 5]), 0.03), (np.zeros(100), 0.01)):
        needed = blocks_for(values, 0.05, 1.0, target)
        assert needed is not None
        low, high = bounds(values, 0.05, 1.0, times=needed / 100)
        assert (high - low) / 2 == pytest.approx(target, rel=0.01)
    assert needed == pytest.approx(np.log(0.025) / np.log(0.99), rel=0.01)
    assert blocks_for(np.repeat([0.0, 1.0], 50), 0.05, 1.0, 1e-7) is None


def test_the_experiment_judges_the_bounds_the_program_uses() -> None:
    """The experiment's quick way through many samples: a truth is missed at just the level at which it is a bound."""
    rows = TRUTHS[2].draw(np.random.default_rng(3), (5, 100))
    for row in rows[np.abs(rows).max(1) > 0]:
        low, high = bounds(row, 0.05, 1.0)
        assert known_ends(row[None], high, -1.0, 1.0)[0] == pytest.approx(0.05, rel=1e-4)
        assert known_ends(row[None], low, -1.0, 1.0)[0] == pytest.approx(0.05, rel=1e-4)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_known_ends_hold_their_level_and_students_t_does_not_always(truth: Truth) -> None:
    """At the tails of six contrasts together, with a hundred blocks."""
    alpha = 0.05 / 6
    rows = truth.draw(np.random.default_rng(11), (1500, 100))

    assert (known_ends(rows, truth.mean, -truth.end, truth.end) < alpha).mean() <= 1.5 * alpha
    if truth.name.startswith(("one in", "shares, 1 %")):
        assert (student(rows, truth.mean, -truth.end, truth.end) < alpha).mean() > 10 * alpha
        assert (largest_seen(rows, truth.mean, -truth.end, truth.end) < alpha).mean() <= alpha
