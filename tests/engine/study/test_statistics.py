"""Intervals that cover, effect sizes that mean what they say, nothing of width nothing."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from scipy import stats

from fourthseat.engine.study.statistics import (
    effect,
    mean_difference,
    needed,
    reached,
    simultaneous,
    spread,
    wilson,
)

LUCK = np.random.default_rng(7)
BASE = LUCK.normal(0, 1, 200)
VARIANT = BASE + LUCK.normal(0.3, 0.5, 200)


def test_many_different_values_have_nearly_the_textbook_interval() -> None:
    """Centred on scipy's paired t test, and a little wider: one more value than was seen is counted at either end."""
    theirs = stats.ttest_rel(VARIANT, BASE).confidence_interval(0.95)
    ours = mean_difference(BASE, VARIANT, 0.05)

    assert ours.low < theirs.low < theirs.high < ours.high
    assert ours.high - ours.low < 1.2 * (theirs.high - theirs.low)


def test_no_interval_is_pretended_on_few_blocks_or_one_future() -> None:
    """Below fifty blocks, or over one future, the bounds are missing and the method says why."""
    few = mean_difference(BASE[:49], VARIANT[:49], 0.05)
    one = mean_difference(BASE, VARIANT, 0.05, np.zeros(200, np.int64))

    assert np.isnan([few.low, few.high, one.low, one.high]).all()
    assert ("no interval below 50 blocks", "no interval over one future") == (few.method, one.method)


def test_balanced_futures_are_judged_by_their_means() -> None:
    """With equally many games a future, the interval is that of the futures' means, never narrower than Student's t over them."""
    futures = np.arange(200) % 20
    means = np.array([(VARIANT - BASE)[futures == f].mean() for f in range(20)])
    half = stats.t.ppf(0.975, 19) * means.std(ddof=1) / np.sqrt(20)
    found = mean_difference(BASE, VARIANT, 0.05, futures)

    assert found.estimate == pytest.approx(means.mean())
    assert found.low <= means.mean() - half
    assert found.high >= means.mean() + half
    assert found.half_width < 1.5 * half


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(0, 20, 0.0, 0.1611), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)]
)  # fmt: skip
def test_the_score_interval_of_a_share(k: int, n: int, low: float, high: float) -> None:
    """Newcombe's published examples of Wilson's interval without continuity correction."""
    found = wilson(k, n, 0.05)

    assert (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5)) == (found.low, found.high)


@pytest.mark.parametrize("alpha", [0.05, 0.05 / 6])
def test_nothing_that_differs_yet_is_no_proof_of_nothing(alpha: float) -> None:
    """Where no block of a hundred differs the interval is the rule of three's, and not of width nothing."""
    base = np.repeat([0.0, 1.0], 50)
    found = mean_difference(base, base, alpha)

    assert found.estimate == 0
    assert found.high == pytest.approx(1 - (alpha / 2) ** (1 / 100), rel=0.006)
    assert found.low == pytest.approx(-found.high)


def test_where_nothing_varies_only_the_measure_itself_bounds_a_difference() -> None:
    """All games alike: with a reach there is an interval, without one there is none, and it says why."""
    base = np.zeros(100)

    assert mean_difference(base, base, 0.05, reach=1.0).high == pytest.approx(0.0362, abs=3e-4)
    assert np.isnan(mean_difference(base, base, 0.05, reach=0.0).low)
    assert mean_difference(base, base, 0.05).method.startswith("no interval: nothing varies")


def test_order_of_blocks_and_a_common_shift_change_nothing() -> None:
    """Only the differences count, and not the order in which they came."""
    turned = LUCK.permutation(200)
    there = mean_difference(BASE, VARIANT, 0.05)

    for other in (mean_difference(BASE[turned], VARIANT[turned], 0.05), mean_difference(BASE + 9, VARIANT + 9, 0.05)):
        assert (pytest.approx(there.low), pytest.approx(there.high)) == (other.low, other.high)


def test_effect_sizes() -> None:
    """Shares add up, pairing on the same luck is worth many independent games, and better follows the measure's sense."""
    up, down = effect(BASE, VARIANT, "higher"), effect(BASE, VARIANT, "lower")

    assert pytest.approx(1) == up.better + up.tie + up.worse
    assert (up.better, pytest.approx(1 - up.superiority)) == (down.worse, down.superiority)
    assert up.variance_reduction > 5
    assert up.correlation > 0.8
    assert inf == effect(BASE, BASE + 1, "higher").variance_reduction
    others = [np.delete(BASE, n) for n in range(BASE.size)]
    brute = np.mean([(v > b).mean() + (v == b).mean() / 2 for v, b in zip(VARIANT, others, strict=True)])
    assert pytest.approx(brute) == up.superiority


def test_more_games_shrink_the_error_and_not_the_spread_across_futures() -> None:
    """Monte Carlo error within a future is kept apart from how much the futures truly differ."""
    found = []
    for games in (20, 200):
        futures = np.repeat(np.arange(40), games)
        true = np.random.default_rng(5).normal(0.5, 1.0, 40)[futures]
        difference = true + np.random.default_rng(6).normal(0, 2, futures.size)
        found.append(spread(np.zeros(futures.size), difference, futures))

    assert found[1].within < found[0].within / 2
    assert all(0.7 < one.between < 1.3 for one in found)
    assert 0.5 < found[1].positive < 0.9


def test_precision_is_reached_by_every_contrast_or_not_at_all() -> None:
    """One wide interval keeps the study going; a missing one too."""
    assert reached([0.1, 0.2], [0.1, 0.3])
    assert not reached([0.1, 0.4], [0.1, 0.3])
    assert not reached([nan], [1.0])
    assert 400 == needed(100, 0.2, 0.1)
    assert 0.005 == simultaneous(0.05, 10)
