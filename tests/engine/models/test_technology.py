"""Known results and laws of the technology models."""

from __future__ import annotations

import json
from itertools import pairwise
from math import exp
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.models.technology import (
    Desk,
    bass,
    bass_peak,
    erlang_b,
    erlang_c,
    exempted,
    gap,
    half_life,
    mean_wait,
    p_wait_longer,
    wait_days,
)

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "model_vectors.json").read_text(encoding="utf-8"))
ROWS = [dict(zip(VECTORS["mmc"]["columns"], row, strict=True)) for row in VECTORS["mmc"]["rows"]]
UNIFORMS = st.integers(0, 2**53 - 1).map(lambda n: n * 2.0**-53)
"""What chance can draw: multiples of 2^-53, as in test_chance.py."""
DESKS = st.builds(
    lambda load, service, officers, exempt: Desk(load * service * officers, service, officers, exempt),
    st.floats(0.01, 0.98),
    st.floats(0.2, 3),
    st.integers(1, 40),
    st.floats(0, 1),
)


@pytest.mark.parametrize("row", ROWS)
def test_the_textbook_queue(row):
    """Erlang C, the wait and the queue's length of five M/M/c queues."""
    rates = row["lambda"], row["mu"], row["c"]

    assert row["ErlangC"] == pytest.approx(erlang_c(*rates), abs=1e-6)
    assert row["Wq"] == pytest.approx(mean_wait(*rates), abs=1e-6)
    assert row["Lq"] == pytest.approx(row["lambda"] * mean_wait(*rates), abs=1e-5)
    assert row["L"] == pytest.approx(row["lambda"] * (mean_wait(*rates) + 1 / row["mu"]), abs=1e-5)


def test_nine_fourteenths():
    """At (3, 2, 2) an application waits with chance 9/14, on average 9/14 of a day."""
    assert 9 / 14 == pytest.approx(erlang_c(3, 2, 2))
    assert 9 / 14 == pytest.approx(mean_wait(3, 2, 2))


def test_the_waits_tail():
    """P(Wq > 1) at (3, 2, 2) is 0.2365."""
    v = VECTORS["mmc"]["tail"]

    assert v["P(Wq>t)"] == pytest.approx(p_wait_longer(v["t"], v["lambda"], v["mu"], v["c"]), abs=1e-6)


def test_one_officer_waits_with_chance_rho():
    """With one officer Erlang C is the load."""
    assert 0.8 == pytest.approx(erlang_c(0.8, 1.0, 1))


def test_many_officers_do_not_overflow():
    """Two hundred officers are within reach of the recursion, and agree with the Poisson form of Erlang B."""
    assert float(stats.poisson(190).pmf(200) / stats.poisson(190).cdf(200)) == pytest.approx(erlang_b(190.0, 1.0, 200))
    assert 0 < erlang_c(190.0, 1.0, 200) < 1


def test_exempting_some_helps_everyone_left():
    """C = 4: 3.8 a day wait 4.46 days; with 75 % of the two members' flow exempt, the rest wait 0.023."""
    assert 4.46 == pytest.approx(mean_wait(3.8, 1.0, 4), abs=0.01)
    assert 0.023 == pytest.approx(mean_wait(0.25 * 3.2 + 0.6, 1.0, 4), abs=0.001)


@given(DESKS, UNIFORMS)
def test_the_wait_inverts_its_distribution(desk, u):
    """A positive wait t at u has P(Wq > t) = 1 - u; no wait has u within the mass at zero."""
    t, rates = wait_days(desk, u), (exempted(desk), desk.service_per_day, desk.officers)

    assert t >= 0
    if t > 0:
        assert 1 - u == pytest.approx(p_wait_longer(t, *rates), rel=1e-6)
    elif rates[0] > 0:
        assert u <= 1 - erlang_c(*rates) + 1e-9


@given(DESKS, UNIFORMS, st.floats(0, 1))
def test_what_shortens_the_wait(desk, u, more):
    """Better luck, more officers and more exemption never lengthen the wait."""
    wait, tiny = wait_days(desk, u), 1e-9

    assert wait_days(desk, u * more) <= wait + tiny
    assert (
        wait_days(Desk(desk.arrivals_per_day, desk.service_per_day, desk.officers + 1, desk.exempt_share), u)
        <= wait + tiny
    )
    exempt = desk.exempt_share + more * (1 - desk.exempt_share)
    assert wait_days(Desk(desk.arrivals_per_day, desk.service_per_day, desk.officers, exempt), u) <= wait + tiny


def test_the_mean_of_drawn_waits():
    """Ten thousand drawn waits average Wq."""
    waits = [wait_days(Desk(3, 2, 2, 0.0), draw(4, "desk", n)) for n in range(10_000)]

    assert 9 / 14 == pytest.approx(sum(waits) / len(waits), rel=0.05)


def test_a_desk_that_cannot_keep_up_is_an_error():
    """At a load of 1 or more there is no stationary wait; the error names the rates."""
    with pytest.raises(ScenarioError, match="12 applications a day, 12 officers at 1 a day"):
        wait_days(Desk(12.0, 1.0, 12, 0.0), 0.5)


def test_a_desk_without_work_has_no_wait():
    """If everything is exempt nobody waits."""
    assert 0.0 == wait_days(Desk(12.0, 1.0, 1, 1.0), 0.99)


def test_nothing_shared_is_nothing_learned():
    """At s = 0, or before it flows, the whole gap remains."""
    assert 1.0 == gap(10, 0.0, 0.3)
    assert 1.0 == gap(0, 0.8, 0.3)
    assert 1.0 == gap(-1, 0.8, 0.3)


@given(st.floats(0.05, 1), st.floats(0.1, 0.6))
def test_halving_the_share_doubles_the_half_life(share, phi):
    """Half the gap is closed after ln 2 / (phi s) years."""
    assert 0.5 == pytest.approx(gap(half_life(share, phi), share, phi))
    assert 2 * half_life(share, phi) == pytest.approx(half_life(share / 2, phi))


@given(st.floats(0, 30), st.floats(0, 1), st.floats(0, 0.6), st.floats(0, 5))
def test_gap_laws(years, share, phi, more):
    """The gap stays in [0, 1] and shrinks with time and sharing, as exp(-phi s t)."""
    left = gap(years, share, phi)

    assert exp(-phi * share * years) == pytest.approx(left)
    assert 0 <= left <= 1
    assert gap(years + more, share, phi) <= left
    assert gap(years, min(1.0, share + more), phi) <= left


def test_bass_diffusion():
    """P = 0.03, q = 0.38: adoption is fastest at 6.19 years and a third have adopted by 5."""
    v = VECTORS["bass"]
    shares = [bass(t / 10, v["p"], v["q"]) for t in range(300)]

    assert v["t_peak"] == pytest.approx(bass_peak(v["p"], v["q"]), abs=1e-6)
    assert v["F5"] == pytest.approx(bass(5, v["p"], v["q"]), abs=1e-6)
    assert 0.0 == shares[0]
    assert all(a < b < 1 for a, b in pairwise(shares))
    steps = [b - a for a, b in pairwise(shares)]
    assert v["t_peak"] == pytest.approx(steps.index(max(steps)) / 10, abs=0.11)
    assert 0.0 == bass_peak(0.4, 0.1)
