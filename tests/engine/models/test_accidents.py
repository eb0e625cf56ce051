"""Laws of accidents and of reputation."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.models.accidents import accident
from fourthseat.engine.models.reputation import remembered
from fourthseat.engine.scenario.constants import USUAL

PS = st.floats(0, 1)
HULLS = st.floats(0, 30)


@given(HULLS, HULLS, st.floats(0, 60), PS, st.booleans(), PS)
def test_what_makes_an_accident_likelier(blue, red, days, severity, hotline, more):
    """It is a chance; strength, time and severity never lower it, a hotline never raises it."""
    p = accident(blue, red, days, severity, hotline=hotline).p
    tiny = 1e-12

    assert 0 <= p < 1
    assert accident(blue + more, red, days, severity, hotline=hotline).p >= p - tiny
    assert accident(blue, red + more, days, severity, hotline=hotline).p >= p - tiny
    assert accident(blue, red, days + more, severity, hotline=hotline).p >= p - tiny
    assert accident(blue, red, days, severity + more * (1 - severity), hotline=hotline).p >= p - tiny
    assert accident(blue, red, days, severity, hotline=True).p <= p + tiny


def test_it_is_a_poisson_process():
    """At severity one half and without a line the chance is 1 - exp(-r n t); two days are one day twice."""
    one, two = (accident(3, 5, days, 0.5, hotline=False).p for days in (1.0, 2.0))

    assert one == pytest.approx(1 - exp(-USUAL.accidents_per_day * 3))
    assert two == pytest.approx(1 - (1 - one) ** 2)


def test_who_does_not_meet_has_no_accident():
    """Nobody there, or no time."""
    assert 0.0 == accident(0, 5, 3, 0.9, hotline=False).p == accident(4, 5, 0, 0.9, hotline=False).p


@given(st.floats(-1, 1), st.floats(-1, 1), PS)
def test_a_memory_moves_towards_the_last_experience(was, experience, step):
    """It stays within what can be remembered, and never passes the experience."""
    now = remembered(was, experience, step)

    assert min(was, experience) - 1e-12 <= now <= max(was, experience) + 1e-12
    assert remembered(was, experience, 1.0) == pytest.approx(experience)
    assert was == remembered(was, experience, 0.0)
