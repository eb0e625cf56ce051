"""Time to an event: published numbers of the product-limit estimator, and laws of the one with several causes."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.study.survival import cumulative_incidence, ratio

SIX_MP = {
    6: "eeec",
    7: "e",
    9: "c",
    10: "ec",
    11: "c",
    13: "e",
    16: "e",
    17: "c",
    19: "c",
    20: "c",
    22: "e",
    23: "e",
    25: "c",
    32: "cc",
    34: "c",
    35: "c",
}
"""Weeks of remission under 6-MP, event or censored: the example every textbook of survival begins with."""


def test_published_survival_is_found() -> None:
    """S(6) = 0.857, S(10) = 0.753, S(13) = 0.690, S(23) = 0.448."""
    waits = [(week, -1 if mark == "c" else 0) for week, marks in SIX_MP.items() for mark in marks]
    hours, cause = np.array(waits, float).T
    found = cumulative_incidence(hours, cause.astype(np.int64), 1)
    by_week = dict(zip(found.hours.tolist(), found.waiting.tolist(), strict=True))

    assert [0.857, 0.753, 0.690, 0.448] == [round(by_week[week], 3) for week in (6, 10, 13, 23)]
    assert 23.0 == found.reached(0, 0.5)


WAITS = st.lists(st.tuples(st.integers(1, 30), st.integers(-1, 2)), min_size=1, max_size=60)


@given(WAITS)
def test_causes_and_those_who_wait_add_up_to_one(waits: list[tuple[int, int]]) -> None:
    """At every hour; shares only grow, and nobody ends before anything happened."""
    hours, cause = np.array(waits, float).T
    found = cumulative_incidence(hours, cause.astype(np.int64), 3)

    assert np.allclose(found.by_cause.sum(0) + found.waiting, 1)
    assert (np.diff(found.by_cause, axis=1) >= -1e-12).all()


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 2)), min_size=1, max_size=60))
def test_with_all_watched_to_their_end_shares_are_counts(waits: list[tuple[int, int]]) -> None:
    """Without censoring the estimator is the share that has ended by each cause by each hour."""
    hours, cause = np.array(waits, float).T
    found = cumulative_incidence(hours, cause.astype(np.int64), 3)
    for number in range(3):
        counted = [float(((hours <= at) & (cause == number)).mean()) for at in found.hours]
        assert np.allclose(counted, found.by_cause[number])


def test_a_cause_that_never_comes_is_never_reached() -> None:
    """And nothing at all happened where nothing was watched to its end."""
    found = cumulative_incidence(np.array([3.0, 4.0]), np.array([0, -1]), 2)
    nothing = cumulative_incidence(np.array([3.0]), np.array([-1]), 2)

    assert isnan(found.reached(1, 0.01))
    assert 3.0 == found.reached(0, 0.5)
    assert 0 == nothing.hours.size


def test_a_share_is_over_clusters() -> None:
    """With one thing to a cluster it is the share's own error; with copies of it in a cluster it does not shrink."""
    part = np.array([1.0] * 30 + [0.0] * 70)
    one, copies = ratio(part, np.ones(100)), ratio(4 * part, np.full(100, 4.0))

    assert one == pytest.approx(copies)
    assert one.high - one.share == pytest.approx(1.984 * sqrt(0.3 * 0.7 / 99), rel=1e-3)
    assert isnan(ratio(np.array([1.0]), np.array([2.0])).low)
    assert isnan(ratio(np.zeros(3), np.zeros(3)).share)


def test_the_interval_of_a_share_holds_its_level() -> None:
    """Clusters that differ, things of one cluster alike: 95 % of 400 intervals hold the truth, within Monte Carlo error."""
    luck, held = np.random.default_rng(3), 0
    for _ in range(400):
        sizes = luck.integers(1, 4, 150).astype(float)
        p = luck.beta(2, 3, 150)
        found = ratio((luck.random(150) < p) * sizes, sizes)
        held += found.low <= 0.4 <= found.high

    assert 0.92 <= held / 400 <= 0.98
