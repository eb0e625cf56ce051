"""Known results and laws of the cyber models."""

from __future__ import annotations

import json
from math import exp, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import replace
from fourthseat.engine.models.cyber import (
    Holder,
    any_of,
    breach,
    guard,
    leak,
    reach,
    tullock_duel,
    tullock_effort,
    weakest_link,
)
from fourthseat.engine.scenario.constants import USUAL

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "model_vectors.json").read_text(encoding="utf-8"))
PS = st.floats(0, 1)
EFFORTS = st.floats(0, 1e4)
HOLDERS = st.builds(
    Holder,
    name=st.sampled_from(["AUS", "GBR", "USA", "JPN"]),
    hazard_per_month=st.floats(0, 0.05),
    people=st.floats(0, 5),
    security=PS,
    item_months=st.floats(0, 60),
)


@pytest.mark.parametrize(
    ("attack", "defence", "exponent", "p"),
    [(1, 1, 1, 0.5), (3, 1, 1, 0.75), (2, 1, 2, 0.8), (0, 1, 1, 0), (0, 0, 1, 0), (1, 0, 1, 1)],
)
def test_a_breach(attack, defence, exponent, p):
    """A^r / (A^r + D^r); no effort never gets in."""
    assert p == pytest.approx(breach(attack, defence, exponent).p)


@given(EFFORTS, EFFORTS, st.floats(0.5, 2), st.floats(0, 100))
def test_breach_laws(attack, defence, exponent, more):
    """A probability with reasons, rising in effort and falling in defence."""
    p = breach(attack, defence, exponent)

    assert 0 <= p.p <= 1
    assert p.reasons
    assert breach(attack + more, defence, exponent).p >= p.p - 1e-12
    assert breach(attack, defence + more, exponent).p <= p.p + 1e-12


@given(st.lists(PS, min_size=1, max_size=6), PS)
def test_one_more_holder_never_lowers_the_risk(ps, newcomer):
    """Weakest link and any-of rise with membership, and any-of is at least the weakest link."""
    assert weakest_link(ps) <= weakest_link([*ps, newcomer])
    assert any_of(ps) <= any_of([*ps, newcomer]) + 1e-12
    assert weakest_link(ps) <= any_of(ps) + 1e-12 <= sum(ps) + 2e-12


@pytest.mark.parametrize("n", ["3", "4"])
def test_independent_leaks_add_up(n):
    """At 2 % each, three holders leak with 5.9 %, four with 7.8 %."""
    v = VECTORS["leak_union"]
    holders = [Holder("any", -log(1 - v["p"]), 1.0, 0.0, 1.0)] * int(n)

    assert v[n] == pytest.approx(any_of([v["p"]] * int(n)), abs=1e-6)
    assert v[n] == pytest.approx(leak(holders).p, abs=1e-6)


def test_without_holders_nothing_leaks():
    """No holder, no people or no time: no leak."""
    assert 0.0 == leak(()).p
    assert 0.0 == leak((Holder("AUS", 0.03, 0.0, 0.5, 12),)).p
    assert 0.0 == leak((Holder("AUS", 0.03, 1.0, 0.5, 0),)).p
    assert 0.0 == weakest_link(()) == any_of(())


def test_a_leak_is_exponential_in_hazard():
    """1 - exp(-h exp(-z sec) n T) for one holder."""
    assert 1 - exp(-0.03 * exp(-USUAL.security_slope * 0.6) * 0.7 * 12) == pytest.approx(
        leak((Holder("AUS", 0.03, 0.7, 0.6, 12),)).p
    )


@given(st.lists(HOLDERS, max_size=5), HOLDERS, PS)
def test_leak_laws(holders, newcomer, more):
    """A probability with reasons; it rises with holders, people, hazard and item-months, and falls with security."""
    p = leak(holders)
    safer = [replace(h, security=h.security + more * (1 - h.security)) for h in holders]

    assert 0 <= p.p <= 1
    assert p.reasons
    assert leak([*holders, newcomer]).p >= p.p - 1e-12
    for name in ("hazard_per_month", "people", "item_months"):
        grown = [replace(h, **{name: getattr(h, name) * (1 + more)}) for h in holders]
        assert leak(grown).p >= p.p - 1e-12, name
    assert leak(safer).p <= p.p + 1e-12


@given(
    st.floats(0.01, 5), st.floats(0.01, 5), st.floats(0.1, 3), st.floats(0, 2), PS, st.integers(0, 9), st.floats(0.5, 2), PS
)  # fmt: skip
def test_the_sign_of_every_input_of_an_intrusion(effort, people, defence, hardened, security, tried, exponent, more):
    """Effort and people with access help it; defence, hardening, security and the alarm of earlier tries hinder it."""

    def p(effort=effort, people=people, defence=defence, hardened=hardened, security=security, tried=tried):
        return breach(reach(effort, people), guard(defence, hardened, security, tried), exponent).p

    tiny = 1e-12
    assert p(effort=effort * (1 + more)) >= p() - tiny
    assert p(people=people * (1 + more)) >= p() - tiny
    assert p(defence=defence * (1 + more)) <= p() + tiny
    assert p(hardened=hardened + more) <= p() + tiny
    assert p(security=security + more * (1 - security)) <= p() + tiny
    assert p(tried=tried + 1) <= p() + tiny
    assert p(people=0) == 0


def test_the_reason_names_the_weakest_holder_and_its_share():
    """The holder with the largest part of the hazard is named first."""
    holders = (Holder("AUS", 0.03, 1.0, 0.6, 1), Holder("JPN", 0.03, 1.0, 0.6, 3))

    assert "weakest holder JPN, 75 % of the hazard" == leak(holders).reasons[0]


@pytest.mark.parametrize("n", [2, 4])
def test_equal_rivals_effort(n):
    """Two rivals for a prize of 100 spend 25 each, four spend 18.75."""
    assert VECTORS["tullock"][f"sym_n{n}_r1_V100"] == pytest.approx(tullock_effort(100, n, 1))


@pytest.mark.parametrize(("exponent", "key"), [(1, "asym_V100_50_r1"), (0.5, "asym_V100_50_r0.5")])
def test_unequal_rivals_effort(exponent, key):
    """Efforts and chance of the rival that values the prize at 100 against 50."""
    v = VECTORS["tullock"][key]

    assert (v["x1"], v["x2"], v["p1"]) == pytest.approx(tullock_duel(100, 50, exponent), abs=1e-6)


def test_effort_is_the_best_reply():
    """Neither rival gains by spending a little more or less than in equilibrium."""
    x1, x2, _ = tullock_duel(100, 50, 1)

    def worth(mine, theirs, prize):
        return prize * breach(mine, theirs, 1).p - mine

    for change in (0.9, 0.99, 1.01, 1.1):
        assert worth(change * x1, x2, 100) < worth(x1, x2, 100)
        assert worth(change * x2, x1, 50) < worth(x2, x1, 50)


def test_too_decisive_a_contest_has_no_pure_equilibrium():
    """Beyond r = n / (n - 1), or where the weaker would stay out, the error names the values."""
    with pytest.raises(ScenarioError, match="2 rivals at exponent 2.1"):
        tullock_effort(100, 2, 2.1)
    with pytest.raises(ScenarioError, match="100 and 50 at exponent 1.6"):
        tullock_duel(100, 50, 1.6)
