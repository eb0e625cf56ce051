"""The two functions several models share, at known values and at the ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.models.functions import expit, normal_cdf


@pytest.mark.parametrize(("x", "p"), [(0.0, 0.5), (1.0, 0.7310585786300049), (-800.0, 0.0), (800.0, 1.0)])
def test_expit(x: float, p: float) -> None:
    """The logistic curve, without overflow far out."""
    assert p == pytest.approx(expit(x), abs=1e-15)


@pytest.mark.parametrize(("x", "p"), [(0.0, 0.5), (1.959963984540054, 0.975), (-40.0, 0.0), (40.0, 1.0)])
def test_normal_cdf(x: float, p: float) -> None:
    """The standard normal distribution at its textbook values."""
    assert p == pytest.approx(normal_cdf(x), abs=1e-12)


@given(st.floats(-30, 30))
def test_both_are_symmetric(x: float) -> None:
    """f(-x) = 1 - f(x)."""
    assert expit(-x) == pytest.approx(1 - expit(x), abs=1e-12)
    assert normal_cdf(-x) == pytest.approx(1 - normal_cdf(x), abs=1e-12)
