"""Known results and laws of the engagement models."""

from __future__ import annotations

import json
from itertools import pairwise
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fourthseat.engine.models.engagement import Fleet, contest, exchange, hughes, lanchester_square, salvo

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "model_vectors.json").read_text(encoding="utf-8"))
STRENGTHS = st.floats(0, 1e6)
EXPONENTS = st.floats(0.5, 2)
ROWS = [
    dict(zip(VECTORS["salvo_stochastic"]["columns"], row, strict=True)) for row in VECTORS["salvo_stochastic"]["rows"]
]


@pytest.mark.parametrize(
    ("blue", "red", "exponent", "p"),
    [
        (3, 1, 1, 0.75),
        (2, 1, 2, 0.8),
        (0, 0, 1, 0.5),
        (1, 0, 1, 1.0),
        (0, 1, 1, 0.0),
        (5, 5, 0.5, 0.5),
    ],
)
def test_a_contest_of_strength(blue, red, exponent, p):
    """B^m / (B^m + R^m), a coin toss if nobody is there."""
    assert p == pytest.approx(contest(blue, red, exponent).p)


@given(STRENGTHS, STRENGTHS, EXPONENTS, st.floats(0, 100))
def test_contest_laws(blue, red, exponent, more):
    """A probability with reasons, mirrored between the sides, rising in one's own strength."""
    p = contest(blue, red, exponent)

    assert 0 <= p.p <= 1
    assert 2 == len(p.reasons)
    assert 1 == pytest.approx(p.p + contest(red, blue, exponent).p)
    assert contest(blue + more, red, exponent).p >= p.p - 1e-12 or blue == red == 0


@given(st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0.1, 50), EXPONENTS)
def test_only_the_ratio_of_strengths_matters(blue, red, scale, exponent):
    """Doubling both sides changes nothing, and the closed form holds."""
    p = contest(blue, red, exponent).p

    assert p == pytest.approx(contest(scale * blue, scale * red, exponent).p)
    assert blue**exponent / (blue**exponent + red**exponent) == pytest.approx(p)


def test_hughess_parity():
    """Half the ships need twice the striking, defensive and staying power: equal fractional losses."""
    v = VECTORS["hughes_parity"]
    a, b = (Fleet(v[s]["n"], v[s]["striking"], v[s]["defence"], v[s]["staying"]) for s in "AB")
    loss_a, loss_b = hughes(a, b)

    assert v["fractional_loss_each"] == pytest.approx(loss_a / a.ships)
    assert v["fractional_loss_each"] == pytest.approx(loss_b / b.ships)


def test_even_fleets_lose_nothing_in_the_deterministic_salvo():
    """Where defence absorbs the strike, Hughes's equations give no loss at all."""
    fleet = Fleet(3, 2, 2, 2)

    assert (0.0, 0.0) == hughes(fleet, fleet)


def _salvo(row):
    return salvo(row["nOff"], row["pOff"], row["nDef"], row["pDef"], row["loss_per_hit"], sd_per_hit=row["sd_loss"])


@pytest.mark.parametrize("row", ROWS)
def test_armstrongs_normal_approximation(row):
    """Mean and standard deviation of the loss match the published form."""
    loss = _salvo(row)

    assert row["normal_E_loss"] == pytest.approx(loss.mean, abs=2e-5)
    assert row["normal_sd_loss"] == pytest.approx(loss.sd, abs=2e-5)


@pytest.mark.parametrize("row", ROWS)
def test_the_approximation_is_within_one_per_cent_of_the_exact_convolution(row):
    """Normal against exact binomials: mean and sd within 1 %, P(no hit) within 0.01 thanks to the correction."""
    loss = _salvo(row)
    off, dfn = stats.binom(row["nOff"], row["pOff"]), stats.binom(row["nDef"], row["pDef"])
    exact = sum(
        row["loss_per_hit"] * (h - d) * off.pmf(h) * dfn.pmf(d)
        for h in range(row["nOff"] + 1)
        for d in range(row["nDef"] + 1)
        if h > d
    )

    assert row["exact_E_loss_untruncated"] == pytest.approx(exact, abs=1e-4)
    assert exact == pytest.approx(loss.mean, rel=0.01)
    assert row["exact_sd"] == pytest.approx(loss.sd, rel=0.01)
    assert row["exact_P_no_hit"] == pytest.approx(loss.p_none, abs=0.01)


def test_even_forces_still_lose_something():
    """At a mean of zero net hits the stochastic salvo expects 0.37 hulls lost where Hughes gives none."""
    row = ROWS[2]

    assert 0.0 == row["det_loss"]
    assert 0.37 == pytest.approx(_salvo(row).mean, abs=0.01)


def test_a_salvo_without_chance_is_hughes():
    """Certain hits and certain stops leave the difference."""
    loss = salvo(6, 1, 4, 1, 0.5)

    assert (1.0, 0.0, 0.0) == (loss.mean, loss.sd, loss.p_none)
    assert 1.0 == salvo(0, 0.5, 0, 0.5, 0.5).p_none


@given(st.floats(0, 20), st.floats(0, 20))
def test_exchange_laws(blue, red):
    """Losses lie between nothing and the hulls present, mirror between the sides, and come with reasons."""
    both, mirrored = exchange(blue, red), exchange(red, blue)

    assert 0 <= both.blue_loss <= blue
    assert 0 <= both.red_loss <= red
    assert (both.blue_loss, both.red_loss) == (mirrored.red_loss, mirrored.blue_loss)
    assert 2 == len(both.reasons)


def test_more_shooters_hurt_more():
    """Against the same three hulls, expected losses rise with the hulls that fire."""
    losses = [exchange(3, red).blue_loss for red in range(8)]

    assert 0 == losses[0]
    assert all(a <= b for a, b in pairwise(losses))


def test_lanchesters_square_law():
    """100 against 60 at a = 0.8, b = 0.9 leaves 82.5 after 0.756, and the law's invariant holds."""
    v = VECTORS["lanchester_square"]
    left, none, time = lanchester_square(v["x0"], v["y0"], v["a"], v["b"])

    assert (v["x_survivors"], 0, v["t_end"]) == pytest.approx((left, none, time), abs=1e-6)
    assert v["b"] * v["x0"] ** 2 - v["a"] * v["y0"] ** 2 == pytest.approx(v["b"] * left**2)


def test_lanchester_both_ways():
    """The other side wins by the mirrored numbers, and an exact draw never ends."""
    assert lanchester_square(100, 60, 0.8, 0.9)[0] == pytest.approx(lanchester_square(60, 100, 0.9, 0.8)[1])
    assert (0.0, 0.0, inf) == lanchester_square(10, 10, 1, 1)
