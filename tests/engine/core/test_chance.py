"""Laws of chance: addresses, uniformity, inverse distribution functions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fourthseat.engine.core.chance import draw, erlang, exponential, lognormal, normal, triangular, within

SEEDS = st.integers(0, 2**128 - 1)
PARTS = st.lists(st.one_of(st.integers(-1000, 1000), st.text(max_size=8)), min_size=1, max_size=4)
UNIFORMS = st.integers(0, 2**53 - 1).map(lambda n: n * 2.0**-53)
"""What draw() can give: 53 bits."""
GRID = [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999]


@given(SEEDS, PARTS)
def test_a_draw_is_a_function_of_its_address(seed, address):
    """The same seed and address give the same number in [0, 1), whoever asks."""
    drawn = draw(seed, *address)

    assert drawn == draw(seed, *address)
    assert 0 <= drawn < 1


@given(SEEDS, PARTS, PARTS)
def test_other_addresses_draw_other_numbers(seed, one, other):
    """Two different addresses share no luck."""
    assert (one == other) == (draw(seed, *one) == draw(seed, *other))


@pytest.mark.parametrize(
    ("one", "other"), [((1,), ("1",)), (("ab", "c"), ("a", "bc")), (("a",), ("a", "")), (("a", 1), (1, "a"))]
)
def test_lookalike_addresses_differ(one, other):
    """Type, cut and order of an address matter."""
    assert draw(7, *one) != draw(7, *other)


def test_other_seeds_draw_other_numbers():
    """A thousand seeds give a thousand numbers at one address."""
    assert 1000 == len({draw(seed, "rule", 1) for seed in range(1000)})


@pytest.mark.parametrize("vary", ["seed", "number", "name"])
def test_draws_are_uniform(vary):
    """Ten thousand neighbouring seeds or addresses pass a Kolmogorov-Smirnov test of uniformity."""
    drawn = {
        "seed": lambda n: draw(n, "rule"),
        "number": lambda n: draw(7, "rule", n),
        "name": lambda n: draw(7, f"incident-{n}", "rule"),
    }[vary]

    assert stats.kstest([drawn(n) for n in range(10_000)], "uniform").pvalue > 0.001


def test_neighbouring_addresses_are_uncorrelated():
    """Consecutive turns at one address correlate no more than chance allows."""
    drawn = [draw(11, "lag", turn) for turn in range(10_001)]

    assert abs(stats.pearsonr(drawn[:-1], drawn[1:]).statistic) < 0.04


@pytest.mark.parametrize("u", GRID)
def test_inverse_cdfs_agree_with_scipy(u):
    """Each inverse CDF is scipy's quantile function."""
    assert stats.uniform(2, 3).ppf(u) == pytest.approx(within(u, 2, 5))
    assert stats.norm.ppf(u) == pytest.approx(normal(u))
    assert stats.lognorm(1.423, scale=6.147).ppf(u) == pytest.approx(lognormal(u, 1.816, 1.423), rel=1e-3)
    assert stats.expon(scale=4).ppf(u) == pytest.approx(exponential(u, 4))
    assert stats.triang(0.25, loc=2, scale=8).ppf(u) == pytest.approx(triangular(u, 2, 4, 10))


def test_an_erlang_of_two_stages_has_the_gamma_distribution():
    """The sum of two exponential stages of total mean 45 is Gamma(2) with that mean."""
    days = [erlang((draw(1, n, 1), draw(1, n, 2)), 45.0) for n in range(10_000)]

    assert stats.kstest(days, stats.gamma(2, scale=22.5).cdf).pvalue > 0.001


def test_the_extreme_uniforms_stay_finite():
    """A uniform of exactly 0 gives a finite normal and the low end of everything else."""
    assert -9 < normal(0.0) < -8
    assert lognormal(0.0, 1, 1) > 0
    assert 0.0 == exponential(0.0, 3)
    assert 2 == triangular(0.0, 2, 4, 10)
    assert 5 == triangular(0.3, 5, 5, 5)


@given(UNIFORMS, UNIFORMS)
def test_inverse_cdfs_are_monotone(a, b):
    """More luck is never a smaller number."""
    low, high = sorted((a, b))

    for f in (
        lambda u: within(u, -1, 4),
        normal,
        lambda u: lognormal(u, 0, 1),
        lambda u: exponential(u, 2),
        lambda u: triangular(u, 0, 1, 5),
        lambda u: erlang((u, 0.5), 3),
    ):
        assert f(low) <= f(high)
