"""Known results and laws of the deterrence models."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fourthseat.engine.models import MODEL_NAMES
from fourthseat.engine.models.deterrence import (
    DETERRENCE,
    Challenge,
    outcomes,
    p_star,
    perfect,
    private_information,
    qre,
    quantal,
    responses,
    threshold,
    worth_of_holding,
    worth_of_pressing,
)
from fourthseat.engine.scenario.constants import USUAL

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "model_vectors.json").read_text(encoding="utf-8"))
PS = st.floats(0, 1)
CHALLENGES = st.builds(
    Challenge,
    p_resist=PS,
    p_prevail=PS,
    gain=st.floats(0.1, 3),
    cost=st.floats(0, 3),
    status_quo=st.floats(-1, 2),
    provocation=st.floats(0, 0.5),
)
PRECISIONS = st.floats(0, 50)
NAMES = st.sampled_from(sorted(DETERRENCE))
PLAIN = Challenge(p_resist=0.5, p_prevail=0.0, gain=1.0, cost=1.5, status_quo=0.2, provocation=0.0)


def test_the_registry_holds_three_models():
    """The three alternatives are registered under their names."""
    assert ("quantal", "threshold", "perfect") == MODEL_NAMES["deterrence"]
    assert [quantal, threshold, perfect] == list(DETERRENCE.values())


def test_the_threshold_of_huth_and_russett():
    """G = 1, C = 1.5, S = 0.2 deter from a chance of resistance of 0.32."""
    v = VECTORS["eu_deterrence_threshold"]

    assert v["p_star"] == pytest.approx(p_star(v["G"], v["C"], v["S"]))


@given(st.floats(0.1, 3), st.floats(0, 3), st.floats(-1, 2), st.floats(0, 1))
def test_the_threshold_falls_in_cost_and_status_quo(gain, cost, status_quo, more):
    """A dearer defeat or a better status quo never takes more resistance to deter."""
    assert p_star(gain, cost, status_quo) >= p_star(gain, cost + more, max(-cost, status_quo)) or status_quo < -cost
    assert p_star(gain, cost, status_quo) >= p_star(gain, cost, status_quo + more)


def test_a_good_status_quo_always_deters():
    """S >= G deters at any chance of resistance."""
    assert 0.0 == p_star(1.0, 1.5, 1.0)
    assert 0.0 == threshold(replace(PLAIN, p_resist=0.0, status_quo=1.0), 2).p


@pytest.mark.parametrize(("p_resist", "p"), [(0.31, 1.0), (0.32, 0.0), (0.33, 0.0)])
def test_expected_utility_presses_below_the_threshold_only(p_resist, p):
    """At p* exactly, the opponent is deterred."""
    assert p == threshold(replace(PLAIN, p_resist=p_resist, status_quo=0.2), 2).p


@pytest.mark.parametrize("row", VECTORS["signorino_game"]["rows_lambda_pA_pR"])
def test_signorinos_logit_game(row):
    """PA and pR of the two-player logit game at lambda 0, 1, 2 and 5."""
    v = VECTORS["signorino_game"]
    challenger = (v["uA"]["SQ"], v["uA"]["concede"], v["uA"]["war"])
    defender = (v["uD"]["concede"], v["uD"]["war"])

    assert (row[1], row[2]) == pytest.approx(qre(challenger, defender, row[0]), abs=2e-6)


def test_no_precision_is_a_coin_toss():
    """At lambda 0 the outcomes are (1/2, 1/4, 1/4)."""
    assert (0.5, 0.25, 0.25) == outcomes(*qre((0.3, 1, -2), (-1, 4), 0))


def test_great_precision_is_subgame_perfect():
    """As lambda grows the logit game gives the backward-induction outcome."""
    assert (1, 0, 0) == pytest.approx(outcomes(*qre((0, 1, -1), (-1, -0.5), 200)))
    assert (0, 1, 0) == pytest.approx(outcomes(*qre((0, 1, -1), (-0.5, -1), 200)))


@given(st.tuples(*[st.floats(-3, 3)] * 3), st.tuples(*[st.floats(-3, 3)] * 2), st.floats(-3, 3), st.floats(0, 20))
def test_only_utility_differences_matter(challenger, defender, shift, precision):
    """Adding a constant to a player's utilities changes nothing, and outcomes sum to one."""
    moved = qre(tuple(u + shift for u in challenger), tuple(u + shift for u in defender), precision)

    assert moved == pytest.approx(qre(challenger, defender, precision), abs=1e-9)
    assert sum(outcomes(*moved)) == pytest.approx(1)
    probit = private_information(challenger, defender)
    assert probit == pytest.approx(private_information(tuple(u + shift for u in challenger), defender[:2])) or shift
    assert sum(outcomes(*probit)) == pytest.approx(1)


def test_the_private_information_form_is_probit():
    """PR and pA are normal probabilities with the shocks' variances added up."""
    p_act, p_resist = private_information((0, 1, -1), (-1, -0.5))

    assert stats.norm.cdf(0.5 / 2**0.5) == pytest.approx(p_resist)
    spread = (1 + p_resist**2 + (1 - p_resist) ** 2) ** 0.5
    assert stats.norm.cdf((1 - 2 * p_resist) / spread) == pytest.approx(p_act)


def test_the_chance_of_war_rises_then_falls_in_resistance():
    """P(war) is not monotone in the defender's resolve: certain resistance deters, none avoids war."""
    wars = [outcomes(quantal(replace(PLAIN, p_resist=p), 5).p, p)[2] for p in (0.0, 0.3, 1.0)]

    assert wars[0] < wars[1] > wars[2]


def test_quantal_is_the_challengers_half_of_the_logit_game():
    """With W = 0 the quantal model gives pA of the logit game at its pR."""
    v = VECTORS["signorino_game"]["rows_lambda_pA_pR"][2]
    c = Challenge(p_resist=v[2], p_prevail=0.0, gain=1.0, cost=1.0, status_quo=0.0, provocation=0.0)

    assert v[1] == pytest.approx(quantal(c, v[0]).p, abs=2e-6)


@given(CHALLENGES, PRECISIONS, NAMES)
def test_an_estimate_is_a_probability_with_reasons(c, precision, name):
    """Every model answers in [0, 1] and says why in short sentences."""
    estimate = DETERRENCE[name](c, precision)

    assert 0 <= estimate.p <= 1
    assert 4 <= len(estimate.reasons) <= 5
    assert all(0 < len(reason) < 80 for reason in estimate.reasons)


@given(CHALLENGES)
def test_without_precision_nobody_knows(c):
    """Lambda = 0 gives one half in both stochastic models."""
    assert 0.5 == quantal(c, 0).p
    assert 0.5 == perfect(c, 0).p


@given(CHALLENGES, PRECISIONS, NAMES, st.floats(0, 1))
def test_what_makes_pressing_less_attractive(c, precision, name, more):
    """Resistance, cost and the status quo never invite; provocation, gain and prospects never deter."""
    model, tiny = DETERRENCE[name], 1e-9
    p = model(c, precision).p

    assert model(replace(c, p_resist=c.p_resist + more * (1 - c.p_resist)), precision).p <= p + tiny
    assert model(replace(c, cost=c.cost + more), precision).p <= p + tiny
    assert model(replace(c, status_quo=c.status_quo + more), precision).p <= p + tiny
    assert model(replace(c, provocation=c.provocation + more), precision).p >= p - tiny
    assert model(replace(c, p_prevail=c.p_prevail + more * (1 - c.p_prevail)), precision).p >= p - tiny
    assert model(replace(c, gain=c.gain + more), precision).p >= p - tiny


@given(CHALLENGES)
def test_quantal_tends_to_the_threshold(c):
    """At great precision the quantal model is the expected-utility model, away from the tie."""
    worth = c.p_resist * (c.p_prevail * c.gain - (1 - c.p_prevail) * c.cost) + (1 - c.p_resist) * c.gain
    if abs(worth - c.status_quo + c.provocation) > 1e-3:
        assert threshold(c, 0).p == pytest.approx(quantal(c, 1e5).p)


@pytest.mark.parametrize(("p_resist", "p"), [(0.30, 1.0), (0.55, float(USUAL.hard_share)), (0.70, 0.0)])
def test_perfect_deterrence_deters_the_soft_and_the_hard_at_their_own_thresholds(p_resist, p):
    """At great precision: both press, then only the type with the higher threshold, then neither."""
    c = Challenge(p_resist=p_resist, p_prevail=0.5, gain=1.0, cost=1.0, status_quo=0.4, provocation=0.0)

    assert pytest.approx(0.6) == p_star(1.0, 0.0, 0.4)
    assert pytest.approx(0.6 / 1.3) == p_star(1.0, 0.3, 0.4)
    assert p == pytest.approx(perfect(c, 1e4).p)


def test_the_reasons_are_the_staffs_sentences():
    """The debrief names resistance, prospects, the status quo with what provocation took, and the comparison."""
    c = Challenge(p_resist=0.62, p_prevail=0.45, gain=1.0, cost=1.0, status_quo=0.35, provocation=0.05)

    assert (
        "resistance looks 62 % likely",
        "if resisted it gets its way 45 % of the time",
        "the status quo is worth 0.30 (0.05 lost to provocation)",
        "pressing is worth 0.32 against 0.30 for holding",
    ) == quantal(c, 2).reasons
    assert "the status quo is worth 0.35" == quantal(replace(c, provocation=0.0), 2).reasons[2]


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=6), PRECISIONS)
def test_chances_of_courses_are_one_distribution(worths, precision):
    """They sum to one, the worthiest is likeliest, and without precision all are alike."""
    chances = responses(worths, precision)

    assert sum(chances) == pytest.approx(1)
    assert max(chances) == pytest.approx(chances[worths.index(max(worths))])
    assert responses(worths, 0) == pytest.approx([1 / len(worths)] * len(worths))


@given(CHALLENGES, PRECISIONS)
def test_of_two_courses_the_response_is_the_quantal_model(c, precision):
    """To the last digit, whatever the challenge."""
    assert quantal(c, precision).p == responses([worth_of_pressing(c), worth_of_holding(c)], precision)[0]
