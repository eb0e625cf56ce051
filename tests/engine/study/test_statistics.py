"""Intervals that cover, effect sizes that mean what they say, verdicts by rule."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fourthseat.engine.study.statistics import (
    effect,
    mean_difference,
    needed,
    quantile_difference,
    reached,
    risk_difference,
    simultaneous,
    spread,
    verdict,
    wilson,
)

LUCK = np.random.default_rng(7)
BASE = LUCK.normal(0, 1, 200)
VARIANT = BASE + LUCK.normal(0.3, 0.5, 200)


def test_the_paired_interval_is_the_textbook_one() -> None:
    """The same bounds as scipy's paired t test."""
    theirs = stats.ttest_rel(VARIANT, BASE).confidence_interval(0.95)
    ours = mean_difference(BASE, VARIANT, 0.05)

    assert (pytest.approx(theirs.low), pytest.approx(theirs.high)) == (ours.low, ours.high)


def test_no_interval_is_pretended_on_few_blocks_or_one_future() -> None:
    """Below fifty blocks, or over one future, the bounds are missing and the method says why."""
    few = mean_difference(BASE[:49], VARIANT[:49], 0.05)
    one = mean_difference(BASE, VARIANT, 0.05, np.zeros(200, np.int64))

    assert np.isnan([few.low, few.high, one.low, one.high]).all()
    assert ("no interval below 50 blocks", "no interval over one future") == (few.method, one.method)


def test_balanced_futures_give_the_t_interval_of_their_means() -> None:
    """With equally many games a future, clustering is the t interval over the futures' means."""
    futures = np.arange(200) % 20
    means = np.array([(VARIANT - BASE)[futures == f].mean() for f in range(20)])
    half = stats.t.ppf(0.975, 19) * means.std(ddof=1) / np.sqrt(20)

    assert pytest.approx(half) == mean_difference(BASE, VARIANT, 0.05, futures).half_width


@pytest.mark.parametrize(
    ("k", "n", "low", "high"), [(0, 20, 0.0, 0.1611), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)]
)  # fmt: skip
def test_the_score_interval_of_a_share(k: int, n: int, low: float, high: float) -> None:
    """Newcombe's published examples of Wilson's interval without continuity correction."""
    found = wilson(k, n, 0.05)

    assert (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5)) == (found.low, found.high)


def pairs(both: int, only_a: int, only_b: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """Paired zeros and ones with these counts."""
    rows = [(1, 1)] * both + [(1, 0)] * only_a + [(0, 1)] * only_b + [(0, 0)] * neither
    a, b = np.array(rows, float).T
    return a, b


def test_a_published_paired_risk_difference() -> None:
    """The worked table 59, 6, 16, 80 of the paired-proportions literature: 0.0046 to 0.1186 in favour of the sixteen."""
    found = risk_difference(*pairs(59, 6, 16, 80), 0.05)

    assert (pytest.approx(0.0046, abs=5e-5), pytest.approx(0.1186, abs=5e-5)) == (found.low, found.high)


def test_a_paired_risk_difference_covers() -> None:
    """Over many samples of a known difference the interval holds it in about 95 %."""
    luck, held = np.random.default_rng(3), 0
    for _ in range(600):
        u = luck.random(80)
        found = risk_difference((u < 0.5).astype(float), ((u < 0.45) | (u > 0.9)).astype(float), 0.05)
        held += found.low <= 0.05 <= found.high
    assert 0.93 <= held / 600 <= 0.985


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(10, 40))
def test_swapping_the_arms_mirrors_a_risk_difference(both: int, only_a: int, only_b: int, neither: int) -> None:
    """What is better by so much one way is worse by as much the other way."""
    a, b = pairs(both + 40, only_a, only_b, neither)
    there, back = risk_difference(a, b, 0.05), risk_difference(b, a, 0.05)

    assert (pytest.approx(-back.high), pytest.approx(-back.low)) == (there.low, there.high)
    assert there.low <= there.estimate <= there.high


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
    brute = np.mean([(v > BASE).mean() + (v == BASE).mean() / 2 for v in VARIANT])
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


def test_quantiles_are_resampled_in_pairs_and_by_seed() -> None:
    """The bootstrap is the same every time, and an arm against itself differs by nothing."""
    assert quantile_difference(BASE, VARIANT, 0.9, 0.05) == quantile_difference(BASE, VARIANT, 0.9, 0.05)
    assert (0, 0, 0) == quantile_difference(BASE, BASE, 0.9, 0.05)[:3]


@pytest.mark.parametrize(
    ("low", "high", "zone", "better", "word"),
    [
        (0.1, 0.3, 0.0, "higher", "better"),
        (0.1, 0.3, 0.0, "lower", "worse"),
        (0.1, 0.3, 0.0, "", "higher"),
        (-0.3, -0.1, 0.0, "", "lower"),
        (-0.1, 0.3, 0.0, "higher", "undecided"),
        (-0.1, 0.1, 0.2, "higher", "equivalent"),
        (0.05, 0.1, 0.2, "higher", "equivalent"),
        (0.05, 0.3, 0.2, "higher", "better"),
        (0.0, 0.0, 0.0, "higher", "same"),
        (0.0, 0.0, 0.1, "higher", "same"),
        (nan, nan, 0.1, "higher", "undecided"),
    ],
)
def test_verdicts_by_rule(low: float, high: float, zone: float, better: str, word: str) -> None:
    """The interval and the zone decide, nobody's eye."""
    assert word == verdict(low, high, zone, better)


def test_precision_is_reached_by_every_contrast_or_not_at_all() -> None:
    """One wide interval keeps the study going; a missing one too."""
    assert reached([0.1, 0.2], [0.1, 0.3])
    assert not reached([0.1, 0.4], [0.1, 0.3])
    assert not reached([nan], [1.0])
    assert 400 == needed(100, 0.2, 0.1)
    assert 0.005 == simultaneous(0.05, 10)
