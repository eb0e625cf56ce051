"""Known results and laws of the coordination models."""

from __future__ import annotations

import json
from dataclasses import replace
from math import exp, log, prod, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.models.coordination import (
    Consent,
    beta_forget,
    beta_reputation,
    burden,
    commitment,
    interoperable,
    lag_days,
    median_kth,
    p_in_time,
    poisson_binomial,
    trust_after,
    trust_long_run,
)

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "model_vectors.json").read_text(encoding="utf-8"))
MU, SIGMA = VECTORS["latency"]["lognormal_mu"], VECTORS["latency"]["lognormal_sigma"]
PS = st.floats(0, 1)
UNIFORMS = st.integers(0, 2**53 - 1).map(lambda n: n * 2.0**-53)
"""What chance can draw: multiples of 2^-53, as in test_chance.py; nothing lies between 0 and the first of them."""
NEUTRAL = Consent(
    reliability=0.75,
    trust=0.5,
    stake=0.5,
    attribution=1.0,
    attribution_needed=0.6,
    rung=2,
    comfortable_rung=3,
    entrapment=0.6,
    obligation=0.0,
    consulted=0.0,
)
CONSENTS = st.builds(
    Consent,
    reliability=st.floats(0.01, 0.99),
    trust=PS,
    stake=PS,
    attribution=PS,
    attribution_needed=PS,
    rung=st.integers(0, 6),
    comfortable_rung=st.integers(0, 6),
    entrapment=st.floats(0, 2),
    obligation=st.floats(0, 2),
    consulted=st.floats(0, 2),
)


# ---------------------------------------------------------------- commitment


def test_a_neutral_capital_concurs_at_its_base_rate():
    """With every term at zero the chance is the reliability, and the base is the only reason."""
    estimate = commitment(NEUTRAL)

    assert 0.75 == pytest.approx(estimate.p)
    assert ("such requests are honoured 75 % of the time",) == estimate.reasons


@pytest.mark.parametrize(
    ("change", "log_odds"),
    [
        ({"trust": 1.0}, 1.0),
        ({"stake": 0.0}, -1.0),
        ({"attribution": 0.1}, -2.0),
        ({"rung": 5}, -1.2),
        ({"obligation": 0.4}, 0.4),
        ({"consulted": 0.4}, 0.4),
    ],
)
def test_each_term_moves_the_log_odds_and_gives_one_reason(change, log_odds):
    """A term adds its log-odds to the base and one sentence to the reasons."""
    estimate = commitment(replace(NEUTRAL, **change))

    assert log(3) + log_odds == pytest.approx(log(estimate.p / (1 - estimate.p)))
    assert 2 == len(estimate.reasons)
    assert f"odds x {exp(log_odds):.2f}" in estimate.reasons[1]


def test_reasons_come_largest_first():
    """After the base, the term that moved the odds most is named first."""
    estimate = commitment(replace(NEUTRAL, consulted=0.4, rung=5, trust=0.7))

    assert ["comfortable", "trust", "consulted"] == [
        word for reason in estimate.reasons for word in ("comfortable", "trust", "consulted") if word in reason
    ] or ["comfortable", "consulted", "trust"] == [
        word for reason in estimate.reasons for word in ("comfortable", "trust", "consulted") if word in reason
    ]
    assert "comfortable" in estimate.reasons[1]


@given(CONSENTS, st.floats(0, 1))
def test_what_makes_a_capital_concur(c, more):
    """Trust, stake, attribution, obligation and consultation help; rungs above comfort and standards of proof hurt."""
    p, tiny = commitment(c).p, 1e-12

    assert 0 <= p <= 1
    for field in ("trust", "stake", "attribution"):
        assert commitment(replace(c, **{field: getattr(c, field) + more * (1 - getattr(c, field))})).p >= p - tiny
    assert commitment(replace(c, obligation=c.obligation + more)).p >= p - tiny
    assert commitment(replace(c, consulted=c.consulted + more)).p >= p - tiny
    assert commitment(replace(c, rung=c.rung + 1)).p <= p + tiny
    assert commitment(replace(c, entrapment=c.entrapment + more)).p <= p + tiny
    assert commitment(replace(c, attribution_needed=c.attribution_needed + more)).p <= p + tiny


@pytest.mark.parametrize("reliability", [0.0, 1.0, 1.2])
def test_a_certain_capital_is_refused(reliability):
    """A reliability of 0, 1 or beyond is an error that names the value."""
    with pytest.raises(ScenarioError, match=f"{reliability:g}"):
        commitment(replace(NEUTRAL, reliability=reliability))


# ---------------------------------------------------------------- latency


@pytest.mark.parametrize(("n", "k", "key"), [(3, 3, "3"), (4, 4, "4")])
def test_unanimity_takes_this_long(n, k, key):
    """Median days to unanimity of three and of four capitals at the pooled lag."""
    assert VECTORS["latency"]["median_max"][key] == pytest.approx(median_kth(MU, SIGMA, n, k), rel=1e-3)


@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 3), (4, 2)])
def test_a_quorum_takes_this_long(n, k):
    """Median days to any k of n capitals at the pooled lag."""
    assert VECTORS["latency"][f"median_{k}of{n}"] == pytest.approx(median_kth(MU, SIGMA, n, k), rel=1e-3)


@pytest.mark.parametrize(("n", "k"), [(1, 1), (3, 2), (4, 4), (7, 3)])
def test_the_median_is_a_beta_quantile(n, k):
    """The median of the k-th of n is F's quantile at the median of Beta(k, n - k + 1)."""
    assert exp(MU + SIGMA * stats.norm.ppf(stats.beta(k, n - k + 1).median())) == pytest.approx(
        median_kth(MU, SIGMA, n, k)
    )


@given(st.floats(0.1, 200), st.integers(1, 6), st.integers(1, 6))
def test_order_statistics_are_binomial_tails(t, n, k):
    """P(k of n by t) is a binomial tail; unanimity is the product; more needed is never sooner."""
    f = float(stats.norm.cdf((log(t) - MU) / SIGMA))

    assert float(stats.binom(n, f).sf(k - 1)) == pytest.approx(p_in_time(t, MU, SIGMA, n, k), abs=1e-9)
    assert f**n == pytest.approx(p_in_time(t, MU, SIGMA, n, n), abs=1e-9)
    assert p_in_time(t, MU, SIGMA, n, k) >= p_in_time(t, MU, SIGMA, n, k + 1) - 1e-12
    assert p_in_time(t, MU, SIGMA, n + 1, k) >= p_in_time(t, MU, SIGMA, n, k) - 1e-12
    assert p_in_time(t + 1, MU, SIGMA, n, k) >= p_in_time(t, MU, SIGMA, n, k) - 1e-12


def test_nobody_is_ready_before_the_trigger():
    """At or before time zero nothing has been decided."""
    assert 0.0 == p_in_time(0.0, MU, SIGMA, 3, 1)


def test_lags_are_lognormal_whatever_the_correlation():
    """The common shock changes how capitals move together, not how long one takes."""
    for rho in (0.0, 0.5, 1.0):
        lags = [lag_days(draw(3, "c", n), draw(3, "own", n), MU, SIGMA, rho) for n in range(4000)]
        assert stats.kstest(lags, stats.lognorm(SIGMA, scale=exp(MU)).cdf).pvalue > 0.001


def test_the_common_shock_correlates_two_capitals():
    """Normal scores of two capitals correlate at the given correlation, and unanimity gets quicker for it."""

    def scores(seat, rho):
        return [log(lag_days(draw(3, "c", n), draw(3, seat, n), MU, SIGMA, rho)) for n in range(4000)]

    for rho in (0.0, 0.5):
        assert rho == pytest.approx(stats.pearsonr(scores("one", rho), scores("two", rho)).statistic, abs=0.04)
    together, apart = (
        sorted(max(pair) for pair in zip(scores("one", rho), scores("two", rho), strict=True))[2000]
        for rho in (0.9, 0.0)
    )
    assert together < apart


@given(UNIFORMS, UNIFORMS, UNIFORMS)
def test_a_lag_is_monotone_in_both_uniforms(common, low, high):
    """Worse luck, common or own, never means a quicker capital."""
    low, high = sorted((low, high))

    assert 0 < lag_days(low, common, MU, SIGMA, 0.5) <= lag_days(high, common, MU, SIGMA, 0.5)
    assert lag_days(common, low, MU, SIGMA, 0.5) <= lag_days(common, high, MU, SIGMA, 0.5)


@given(st.lists(PS, max_size=6))
def test_the_poisson_binomial_sums_to_one(ps):
    """Its mean is the sum of the chances; all and none are products."""
    pmf = poisson_binomial(ps)

    assert len(ps) + 1 == len(pmf)
    assert 1 == pytest.approx(sum(pmf))
    assert sum(ps) == pytest.approx(sum(k * p for k, p in enumerate(pmf)), abs=1e-9)
    assert prod(ps) == pytest.approx(pmf[-1], abs=1e-12)


@given(st.integers(0, 8), PS)
def test_equal_chances_are_binomial(n, p):
    """With one chance for all, the Poisson-binomial is the binomial."""
    p = round(p, 9)  # scipy overflows on subnormal chances
    assert list(stats.binom(n, p).pmf(range(n + 1))) == pytest.approx(list(poisson_binomial([p] * n)), abs=1e-9)


# ---------------------------------------------------------------- strength and burden


def test_a_partner_that_shares_little_never_lowers_the_joint_strength():
    """K rises from 303.8 to 343.6 when a partner with lower sharing joins; averaging sharing levels would hide that."""
    three = [(0.3 * 997, 0.8), (0.05 * 81.8, 0.8), (0.8 * 33.8, 0.8)]

    assert 303.8 == pytest.approx(interoperable(three, 0.6), abs=0.05)
    assert 343.6 == pytest.approx(interoperable([*three, (0.9 * 55.3, 0.5)], 0.6), abs=0.05)
    assert 0 == interoperable([], 0.6)


@given(st.lists(st.tuples(st.floats(0, 50), PS), max_size=5), PS, st.tuples(st.floats(0, 50), PS))
def test_joint_strength_lies_between_stand_alone_and_the_sum(parts, stand_alone, newcomer):
    """Every contribution counts between i0 and fully, and a newcomer never subtracts."""
    k, total = interoperable(parts, stand_alone), sum(x for x, _ in parts)

    assert stand_alone * total - 1e-9 <= k <= total + 1e-9
    assert k <= interoperable([*parts, newcomer], stand_alone) + 1e-9


@pytest.mark.parametrize("case", ["equal", "corner", "corner2"])
def test_olson_and_zeckhauser(case):
    """Equal allies underprovide equally; a large one pays alone, at a fraction of its income."""
    v = VECTORS["olson_zeckhauser_cobb_douglas"][case]

    assert v["g"] == pytest.approx(list(burden(v["y"], v["a"], 1.0)), abs=1e-5)


def test_the_alliance_provides_less_than_the_optimum():
    """Two equal allies provide 3.53 where 6 would be best."""
    v = VECTORS["olson_zeckhauser_cobb_douglas"]["equal"]

    assert v["G"] == pytest.approx(sum(burden(v["y"], v["a"], 1.0)), abs=1e-5)
    assert v["G_optimum"] == pytest.approx(v["a"] * sum(v["y"]))


def test_private_benefits_make_everybody_pay_in_proportion():
    """At a public share of 0 each pays a y_i: no exploitation of the large."""
    assert [10.0, 1.0, 0.5] == pytest.approx(list(burden([100, 10, 5], 0.1, 0.0)))


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=5), st.floats(0.05, 0.95), PS)
def test_the_burden_is_the_best_response_to_itself(incomes, a, rho):
    """Each contribution is the best reply to the others, and repeated best replies arrive there."""
    g = burden(incomes, a, rho)

    for i, y in enumerate(incomes):
        assert max(0.0, a * y - rho * (1 - a) * (sum(g) - g[i])) == pytest.approx(g[i], abs=1e-7)
    reply = [0.0] * len(incomes)
    for _ in range(2000):
        for i, y in enumerate(incomes):
            reply[i] = max(0.0, a * y - rho * (1 - a) * (sum(reply) - reply[i]))
    assert reply == pytest.approx(list(g), abs=1e-5)


def test_nobody_pays_for_what_nobody_wants():
    """Without taste for the good, or without allies, nothing is contributed."""
    assert (0.0, 0.0) == burden([10, 20], 0.0, 1.0)
    assert () == burden([], 0.3, 1.0)


# ---------------------------------------------------------------- trust


@given(PS, PS, st.floats(0.01, 0.99), st.integers(1, 10))
def test_constant_experience_approaches_itself_geometrically(trust, outcome, rate, n):
    """tau_n = o + (tau_0 - o)(1 - a)^n, and trust stays in [0, 1]."""
    now = trust
    for _ in range(n):
        now = trust_after(now, outcome, rate, rate)

    assert outcome + (trust - outcome) * (1 - rate) ** n == pytest.approx(now, abs=1e-9)
    assert -1e-12 <= now <= 1 + 1e-12


def test_bad_news_counts_for_more():
    """One bad experience undoes several good ones at the default rates."""
    assert 0.55 == pytest.approx(trust_after(0.5, 1.0, 0.1, 0.3))
    assert 0.35 == pytest.approx(trust_after(0.5, 0.0, 0.1, 0.3))


def test_the_long_run_mean_of_trust():
    """With 90 % good experiences trust averages q a+ / (q a+ + (1 - q) a-) = 0.75."""
    trust, total, steps = 0.5, 0.0, 20_000
    for n in range(steps):
        trust = trust_after(trust, float(draw(5, "trust", n) < 0.9), 0.1, 0.3)
        total += trust

    assert 0.75 == pytest.approx(trust_long_run(0.9, 0.1, 0.3))
    assert 0.75 == pytest.approx(total / steps, abs=4 * 0.2 * sqrt(20 / steps))


def test_beta_reputation():
    """Eight good and two bad experiences give 0.75; none gives one half; forgetting keeps the last only."""
    assert 0.75 == beta_reputation(8, 2)
    assert 0.5 == beta_reputation(0, 0)
    assert (9, 2) == beta_forget(8, 2, 1, 1)
    assert (0, 1) == beta_forget(8, 2, 0, 0)
