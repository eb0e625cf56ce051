"""Futures that differ and futures that only seem to: every estimator against a truth that is known."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from fourthseat.engine.study.heterogeneity import detectable, heterogeneity, split
from fourthseat.engine.study.shrinkage import drawn


def futures_of(
    tau: float, futures: int = 40, games: int = 20, mean: float = 0.0, seed: int = 1, columns: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """A random-effects normal model: the games, their futures, and the true value of each future; dice of sd 1."""
    luck = np.random.default_rng(seed)
    where = np.tile(np.arange(futures), games)
    truth = mean + tau * luck.standard_normal((futures, columns))
    return truth[where] + luck.standard_normal((futures * games, columns)), where, truth


def test_the_ratio_is_that_of_an_analysis_of_variance() -> None:
    """The F ratio of balanced futures is SciPy's, and the p-value by shuffling is near its own."""
    values, where, _ = futures_of(0.25, futures=12)

    (found,) = heterogeneity(values, where)
    ratio, p = stats.f_oneway(*(values[where == n, 0] for n in range(12)))
    assert found.ratio == pytest.approx(ratio)
    assert found.p == pytest.approx(p, abs=0.02)


@pytest.mark.parametrize("tau", [0.0, 0.15, 0.5])
def test_the_spread_between_futures_is_within_its_interval(tau: float) -> None:
    """Of 200 studies about 190 hold the true standard deviation between futures, whether there is any or none."""
    held = 0
    for seed in range(200):
        values, where, _ = futures_of(tau, seed=seed)
        (found,) = heterogeneity(values, where, rounds=0)
        held += found.low <= tau <= found.high
    assert 180 <= held <= 199


def test_without_any_difference_one_study_in_twenty_tells_one_among_all_its_contrasts() -> None:
    """Ten contrasts tested together, 40 studies without any difference: about two say that some contrast differs."""
    said = 0
    for seed in range(40):
        values, where, _ = futures_of(0.0, futures=16, games=6, seed=seed, columns=10)
        said += any(one.told for one in heterogeneity(values, where, rounds=59, seed=seed))
    assert said <= 6


def test_a_difference_that_is_there_is_told() -> None:
    """Beside nine columns of dice, the one in which futures differ by half a standard deviation is named."""
    values, where, _ = futures_of(0.0, columns=10)
    values[:, 3] += futures_of(0.5, seed=2)[2][where, 0]

    found = heterogeneity(values, where, rounds=199)
    assert [3] == [n for n, one in enumerate(found) if one.told]
    assert 0.6 < found[3].real < 1


def test_what_never_varies_is_no_difference_and_what_only_futures_move_is_all_of_it() -> None:
    """Zeros have no ratio; values that are the future's alone an infinite one."""
    where = np.tile(np.arange(10), 5)
    values = np.column_stack([np.zeros(50), where * 1.0])

    none, all_of_it = heterogeneity(values, where, rounds=99)
    assert (none.between, none.told) == (0.0, False)
    assert all_of_it.ratio == inf
    assert all_of_it.between == pytest.approx(np.arange(10).std(ddof=1))
    assert all_of_it.told


def test_games_to_which_a_measure_does_not_apply_are_left_out() -> None:
    """Unbalanced futures: the same as without those rows."""
    values, where, _ = futures_of(0.4)
    there = np.random.default_rng(3).random(len(values)) < 0.7
    gaps = np.where(there[:, None], values, np.nan)

    (found,) = heterogeneity(gaps, where, rounds=0)
    (apart,) = heterogeneity(values[there], where[there], rounds=0)
    assert found == pytest.approx(apart, nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5, 5), st.floats(0.1, 10))
def test_units_do_not_matter(seed: int, shift: float, scale: float) -> None:
    """Another zero and another unit change the spread by the unit and the test by nothing."""
    values, where, _ = futures_of(0.3, futures=8, games=5, seed=seed)
    (one,) = heterogeneity(values, where, rounds=19)
    (other,) = heterogeneity(shift + scale * values, where, rounds=19)

    assert other.p == one.p
    assert [other.between, other.error] == pytest.approx([scale * one.between, scale * one.error], abs=1e-9)


def test_shares_of_futures_are_held_by_their_intervals_and_are_not_the_noise_of_the_means() -> None:
    """Share of futures above 0.1, 100 studies: the interval holds the true share in about 95, and is right on average."""
    held, off, raw_off = 0, [], []
    for seed in range(100):
        values, where, truth = futures_of(0.15, mean=0.1, games=10, seed=seed)
        found = drawn(values, where, rounds=200, seed=seed)
        assert found is not None
        shares = (found.values[:, :, 0] > 0.4).mean(axis=1)
        low, high = np.quantile(shares, (0.025, 0.975))
        true = (truth[:, 0] > 0.4).mean()
        held += low <= true <= high
        off.append(shares.mean() - true)
        raw_off.append((found.means[:, 0] > 0.4).mean() - true)
    assert held >= 90
    assert abs(np.mean(off)) < 0.05 < np.mean(raw_off) / 2, (
        "one future in fifty lies beyond, and a fifth of the raw means"
    )


def test_what_is_drawn_lies_between_the_futures_mean_and_the_mean_of_all() -> None:
    """Shrunken: of futures that hardly differ nearly all of the way, of futures that differ much hardly at all."""
    for tau, least, most in ((0.02, 0.0, 0.5), (3.0, 0.97, 1.01)):
        values, where, _ = futures_of(tau)
        found = drawn(values, where)
        assert found is not None
        assert least <= found.expected[:, 0].std() / found.means[:, 0].std() <= most


def test_columns_that_are_copies_of_each_other_are_drawn_alike() -> None:
    """Two variants that never differ regret the same in every draw."""
    values, where, _ = futures_of(0.3)
    found = drawn(np.column_stack([values[:, 0], values[:, 0], 2 * values[:, 0]]), where)

    assert found is not None
    assert found.values[:, :, 1] == pytest.approx(found.values[:, :, 0])
    assert found.values[:, :, 2] == pytest.approx(2 * found.values[:, :, 0])


def test_one_game_a_future_tells_nothing() -> None:
    """No draws, and no p."""
    values, where, _ = futures_of(0.3, games=1)

    assert drawn(values, where) is None
    (found,) = heterogeneity(values, where)
    assert not found.told


def test_a_spread_that_counts_as_noticed_is_noticed_in_four_of_five_studies() -> None:
    """The closed form of the test's power against 200 studies."""
    tau = detectable(16, 10, 1.0)
    said = 0
    for seed in range(200):
        values, where, _ = futures_of(tau, futures=16, games=10, seed=seed)
        said += stats.f_oneway(*(values[where == n, 0] for n in range(16))).pvalue <= 0.05
    assert 0.72 <= said / 200 <= 0.88


def test_a_split_says_what_would_be_better() -> None:
    """Two games of each of 400 futures notice little; the same games over fewer futures more, and the best split is called good."""
    values, where, _ = futures_of(0.1, futures=400, games=2)
    thin = split(heterogeneity(values, where, rounds=0)[0])

    assert not thin.good
    assert thin.best_futures < 100
    assert thin.best_noticed < 0.7 * thin.noticed
    values, where, _ = futures_of(0.1, futures=thin.best_futures, games=thin.best_games)
    assert split(heterogeneity(values, where, rounds=0)[0]).good
