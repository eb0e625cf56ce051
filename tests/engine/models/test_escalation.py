"""Known results and laws of the escalation models."""

from __future__ import annotations

import json
from dataclasses import replace
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.chance import draw, exponential
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.models import MODEL_NAMES
from fourthseat.engine.models.escalation import (
    ESCALATION,
    ICB_RESPONSE,
    MID_RESPONSE,
    WEIGHTS,
    Tension,
    attrition_mean,
    bargaining_range,
    concession_hazards,
    demand,
    step,
)
from fourthseat.engine.scenario.constants import ModelConstants

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "model_vectors.json").read_text(encoding="utf-8"))
PS = st.floats(0, 1)
RUNGS = st.integers(0, 6)
KERNELS = st.sampled_from(sorted(ESCALATION))
TENSIONS = st.builds(
    Tension,
    rung=RUNGS,
    act_rung=RUNGS,
    severity=PS,
    cohesion=PS,
    hotline=st.booleans(),
    provocation=st.floats(0, 1),
    met=PS,
    held=st.booleans(),
)
USUAL = Tension(rung=3, act_rung=3, severity=0.5, cohesion=0.5, hotline=False, provocation=0.0, met=1.0)


def test_the_registry_holds_two_kernels():
    """The two data sets are registered; another name is an error that lists them."""
    assert ("mid", "icb") == MODEL_NAMES["escalation"]
    with pytest.raises(ScenarioError, match="'kahn'; known: mid, icb"):
        step(USUAL, "kahn")


def test_weights_by_rung():
    """Seven rungs; Rivera's classes 0, 4, 12, 12, 28, 28, 28; the blank profile counts nothing."""
    assert (0, 4, 12, 12, 28, 28, 28) == WEIGHTS["rivera"]
    assert {0.0} == set(WEIGHTS["blank"])
    assert {7} == {len(weights) for weights in WEIGHTS.values()}
    assert 12 == WEIGHTS["rivera"][3]


@pytest.mark.parametrize("table", [MID_RESPONSE, ICB_RESPONSE])
def test_published_rows_are_shares(table):
    """Every published row sums to one up to rounding."""
    for shares, n in table.values():
        assert 1 == pytest.approx(sum(shares), abs=2e-4)
        assert n > 0


def test_sample_sizes():
    """1,681 disputes and 817 crisis actors stand behind the rows."""
    assert 1681 == sum(n for _, n in MID_RESPONSE.values())
    assert 817 == sum(n for _, n in ICB_RESPONSE.values())


def test_a_show_of_force_is_answered_as_the_disputes_were():
    """On rung 3 a display is exceeded in 16.7 % of disputes and matched in 24.6 %; half of the rest settle."""
    down, same, up = ESCALATION["mid"](3, 3)

    assert (0.1673, 0.5863 / 2, 0.2464 + 0.5863 / 2) == pytest.approx((up, down, same), abs=1e-4)


def test_a_show_of_force_is_answered_as_the_crises_were():
    """On rung 3 a non-violent military trigger meets violence in 18.2 % of crises."""
    down, _, up = ESCALATION["icb"](3, 3)

    assert (0.1818, 0.3561 / 2) == pytest.approx((up, down), abs=1e-4)


def test_a_limited_exchange_rarely_becomes_a_war():
    """On rung 5 the climb to major conflict mixes 0.5 % (use of force) with one tenth of the war row."""
    assert 0.9 * 0.0048 + 0.1 * 0.9167 == pytest.approx(ESCALATION["mid"](5, 5)[2], abs=1e-4)


@given(KERNELS, RUNGS, RUNGS)
def test_base_rates_are_probabilities(kernel, act, rung):
    """Down, same and up sum to one; nothing rises above 6 or falls below 0; an overtopping act cannot settle."""
    down, same, up = ESCALATION[kernel](act, rung)

    assert 1 == pytest.approx(down + same + up)
    assert min(down, up) >= 0
    assert same >= -1e-12
    assert not (rung == 6 and up)
    assert not ((rung == 0 or act > rung) and down)


@given(KERNELS, RUNGS)
def test_a_higher_crisis_is_harder_to_overtop(kernel, act):
    """For one act, the base chance to climb falls with the rung the crisis stands on."""
    ups = [ESCALATION[kernel](act, rung)[2] for rung in range(7)]

    assert sorted(ups, reverse=True) == ups


@given(KERNELS, RUNGS)
def test_nothing_done_climbs_nothing(kernel, rung):
    """Without an act there is nothing to answer."""
    assert 0 == ESCALATION[kernel](0, rung)[2]


@given(TENSIONS, KERNELS)
def test_a_step_is_one_rung_at_most(t, kernel):
    """The two chances are probabilities that leave room for staying, with a reason each."""
    up, down = step(t, kernel)

    assert 0 <= up.p <= 1
    assert 0 <= down.p <= 1
    assert up.p + down.p <= 1 + 1e-12
    assert up.reasons
    assert down.reasons


@given(TENSIONS, KERNELS, PS)
def test_what_makes_a_crisis_climb(t, kernel, more):
    """Severity, provocation and meeting forces raise the chance to climb; cohesion and a hotline lower it."""
    up, down = step(t, kernel)
    tiny = 1e-12

    for worse in (
        replace(t, severity=t.severity + more * (1 - t.severity)),
        replace(t, provocation=t.provocation + more),
        replace(t, met=t.met + more * (1 - t.met)),
        replace(t, held=False),
    ):
        assert step(worse, kernel)[0].p >= up.p - tiny
        assert step(worse, kernel)[1].p <= down.p + tiny
    for better in (replace(t, cohesion=t.cohesion + more * (1 - t.cohesion)), replace(t, hotline=True)):
        assert step(better, kernel)[0].p <= up.p + tiny
        assert step(better, kernel)[1].p >= down.p - tiny


@pytest.mark.parametrize(
    ("change", "log_odds"),
    [
        ({}, 0.6),
        ({"met": 0.0}, -0.6),
        ({"met": 0.5}, 0.0),
        ({"held": True}, 0.6 - 1.5),
        ({"severity": 1.0}, 1.1),
        ({"cohesion": 1.0}, 0.35),
        ({"hotline": True}, 0.2),
        ({"provocation": 0.1}, 0.8),
    ],
)
def test_each_term_multiplies_the_odds_of_climbing(change, log_odds):
    """The odds are the published ones times exp of the terms; the rest is shared as before."""
    base_down, _, base_up = ESCALATION["mid"](3, 3)
    up, down = step(replace(USUAL, **change), "mid")

    assert log(base_up / (1 - base_up)) + log_odds == pytest.approx(log(up.p / (1 - up.p)))
    assert base_down / (1 - base_up) == pytest.approx(down.p / (1 - up.p))


def test_the_range_of_the_resistance_term_comes_from_the_data():
    """Striking the disputes without any reply multiplies the odds of exceeding a display by exp(1.18)."""
    none, *_, use, _ = MID_RESPONSE[3][0]
    struck = use / (1 - none)

    assert 1.18 == pytest.approx(log(struck / (1 - struck)) - log(use / (1 - use)), abs=0.01)
    assert 1.2 == ModelConstants().met_slope.high


def test_a_war_of_attrition():
    """V = 10, c = 1: each gives in at rate 0.1, the mean length is 5 and nobody gains anything."""
    v = VECTORS["war_of_attrition"]
    lengths, payoffs = [], []
    for n in range(20_000):
        one, two = (exponential(draw(9, side, n), v["V"] / v["c"]) for side in ("one", "two"))
        lengths.append(min(one, two))
        payoffs.append(v["V"] * (two < one) - v["c"] * min(one, two))

    assert (v["concession_hazard"],) * 2 == concession_hazards((v["V"], v["V"]), (v["c"], v["c"]))
    assert v["E_duration"] == attrition_mean(v["V"], v["c"])
    assert v["E_duration"] == pytest.approx(sum(lengths) / len(lengths), rel=0.03)
    assert v["E_payoff"] == pytest.approx(sum(payoffs) / len(payoffs), abs=0.2)


def test_the_side_with_more_at_stake_outlasts_the_other():
    """In an asymmetric war of attrition i gives in at c_j / V_j: the rates make the other indifferent."""
    assert (0.5, 0.1) == concession_hazards((10, 2), (1, 1))


def test_fearons_bargaining_range():
    """P = 0.5, cA = 0.1, cB up to 0.4: demand 0.65 at a risk of war of 0.375, the best on a grid of demands."""

    def worth(x):
        refused = min(1.0, max(0.0, (x - 0.5) / 0.4))
        return (1 - refused) * x + refused * (0.5 - 0.1)

    x, risk = demand(0.5, 0.1, 0.4)

    assert (0.65, 0.375) == pytest.approx((x, risk))
    assert max(worth(n / 1000) for n in range(1001)) == pytest.approx(worth(x))
    assert (0.5, 0.0) == demand(0.5, 0.5, 0.4)
    assert (0.4, 0.7) == pytest.approx(bargaining_range(0.5, 0.1, 0.2))
    assert (0.0, 1.0) == bargaining_range(0.5, 0.6, 0.6)
