"""One rule says what an interval lets one claim, and it never calls a difference better that does not matter."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.study.verdicts import verdict

ENDS = st.floats(-1, 1, allow_nan=False)


@pytest.mark.parametrize(
    ("low", "high", "zone", "better", "word"),
    [
        (0.1, 0.3, 0.0, "higher", "superior"),
        (0.1, 0.3, 0.0, "lower", "inferior"),
        (0.1, 0.3, 0.0, "", "higher"),
        (-0.3, -0.1, 0.0, "", "lower"),
        (-0.1, 0.3, 0.0, "higher", "inconclusive"),
        (-0.1, 0.1, 0.2, "higher", "equivalent"),
        (0.05, 0.1, 0.2, "higher", "equivalent"),
        (0.05, 0.3, 0.2, "higher", "non-inferior"),
        (0.05, 0.3, 0.2, "lower", "non-superior"),
        (0.05, 0.3, 0.2, "", "not lower"),
        (-0.3, -0.05, 0.2, "", "not higher"),
        (-0.1, 0.3, 0.2, "higher", "non-inferior"),
        (-0.3, 0.1, 0.2, "higher", "non-superior"),
        (-0.3, 0.3, 0.2, "higher", "inconclusive"),
        (0.25, 0.3, 0.2, "higher", "superior"),
        (0.25, 0.3, 0.2, "lower", "inferior"),
        (-0.3, -0.25, 0.2, "lower", "superior"),
        (0.0, 0.0, 0.1, "higher", "equivalent"),
        (nan, nan, 0.1, "higher", "inconclusive"),
    ],
)
def test_verdicts_by_rule(low: float, high: float, zone: float, better: str, word: str) -> None:
    """The interval and the zone decide, nobody's eye."""
    assert word == verdict(low, high, zone, better)


@given(ENDS, ENDS, st.floats(0.01, 0.5))
def test_nothing_in_the_zone_is_ever_called_better_or_worse(one: float, other: float, zone: float) -> None:
    """Superior and inferior need every value of the interval beyond the zone; turned about, the words turn about."""
    low, high = sorted((one, other))
    said, turned = verdict(low, high, zone, "higher"), verdict(-high, -low, zone, "lower")

    assert said == turned
    if said == "superior":
        assert low > zone
    if said == "inferior":
        assert high < -zone
    swap = {
        "superior": "inferior",
        "inferior": "superior",
        "non-inferior": "non-superior",
        "non-superior": "non-inferior",
    }
    assert swap.get(said, said) == verdict(low, high, zone, "lower")


@given(ENDS, st.floats(0.01, 0.5))
def test_an_interval_narrower_than_the_zone_always_says_something(middle: float, zone: float) -> None:
    """A default target is half the zone: whatever comes out, it is one of the five that claim."""
    assert verdict(middle - zone / 2, middle + zone / 2, zone, "higher") != "inconclusive"
