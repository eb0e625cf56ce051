"""The sign of every input of a staff's lag, a release, a consultation, a journey and a licence, over random draws."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core.records import replace
from fourthseat.engine.models.coordination import lag_days
from fourthseat.engine.rules import durations
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.scenario.overrides import vary

PS = st.floats(0, 1)
SEEDS = st.integers(0, 10**6)
LUCK = st.integers(1, 2**53 - 1).map(lambda n: n * 2.0**-53)


@cache
def state(path: str = "", value: Any = 0.0, coalition: str = "aukus") -> State:
    """Second Thomas Shoal at STARTEX, with one number changed."""
    scenario = scenarios.find("second-thomas")
    return start(vary(scenario, {path: value}) if path else scenario, coalition)


@given(LUCK, LUCK, st.floats(0.5, 2.5), st.floats(0.5, 2), PS, st.floats(0, 1))
def test_a_lag_rises_with_its_log_mean_and_spreads_with_its_deviation(
    common: float, own: float, mu: float, sigma: float, correlation: float, more: float
) -> None:
    """A higher log-mean is slower for every luck; a wider spread makes slow luck slower and quick luck quicker."""
    days = lag_days(common, own, mu, sigma, correlation)
    wider = lag_days(common, own, mu, sigma + more, correlation)

    assert lag_days(common, own, mu + more, sigma, correlation) >= days
    assert wider >= days - 1e-9 if days >= lag_days(0.5, 0.5, mu, sigma, correlation) else wider <= days + 1e-9


@given(st.integers(1, 2000), PS, PS, PS)
def test_a_better_picture_leaves_less_to_do(hours: int, own: float, shared: float, more: float) -> None:
    """Work that is left shrinks with the quality of what is shared, never grows, and never vanishes."""
    left = durations.shortened(state(), hours, own, shared)
    better = durations.shortened(state(), hours, own, min(1.0, shared + more))

    assert 1 <= better <= left <= hours


@pytest.mark.parametrize(
    ("path", "low", "high", "slower"),
    [
        ("coalition.aukus.member.AUS.information", 0.2, 0.9, False),
        ("assumptions.release_hours", 2, 24, True),
    ],
)
def test_a_release_is_sooner_with_sharing_and_later_with_paper(
    path: str, low: float, high: float, slower: bool
) -> None:
    """Between members: hours fall with the sharing level, and rise with the hours a release takes."""
    few, many = (durations.release(state(path, value), "USA", "AUS") for value in (low, high))  # type: ignore[arg-type]

    assert few is not None
    assert many is not None
    assert (few[0] < many[0]) is slower


@given(SEEDS, PS, PS)
def test_a_framework_never_lengthens_a_consultation(seed: int, saved: float, more: float) -> None:
    """An ally outside consults no longer the more a standing framework with a member saves."""
    scenario = state().scenario
    treaty = next(row for row in scenario.treaties if set(row.parties) == {"AUS", "JPN"})

    def hours(share: float) -> int:
        row = treaty.model_copy(update={"consultation": type(treaty.consultation)(share)})
        others = tuple(one for one in scenario.treaties if one.id != treaty.id)
        changed = replace(state(), scenario=scenario.model_copy(update={"treaties": (*others, row)}))
        return durations.consult(changed, seed, "JPN", "swarm")  # type: ignore[arg-type]

    assert 0 <= hours(min(1.0, saved + more)) <= hours(saved)


@given(st.integers(0, 1000), st.integers(0, 1000), st.floats(0, 48))
def test_access_never_lengthens_a_way(open_for: int, longer: int, saved: float) -> None:
    """The way a force takes is no longer with access than without, and no longer the longer a place has been open to it."""
    scenario = state().scenario
    force, incident = scenario.force_by_id["aus-frigate"], scenario.incident_by_id["swarm"]

    def hours(since: int | None) -> int:
        places: Any = {} if since is None else {("AUS", "sasebo"): -since}
        let_in = replace(state(), altered=replace(state().altered, access=places))
        return durations.journey(let_in, 0, force, incident).hours

    assert hours(open_for + longer) <= hours(open_for) <= hours(None)
    assert saved >= 0


LICENCE = [
    ("desk.arrivals_per_day", 8, 11.5, 1), ("desk.service_per_day", 0.97, 2.0, -1), ("desk.officers", 12, 20, -1),
    ("desk.exempt_flow", 0.0, 0.8, -1), ("desk.base_days", 20, 80, 1), ("desk.p_notified", 0.0, 0.4, 1), ("desk.p_reviewed", 0.0, 0.6, 1),
    ("coalition.aukus-jpn.member.JPN.exempt_share", 0.0, 0.8, -1),
]  # fmt: skip
"""Every input of a licence's days, its ends, and which way it goes."""


@pytest.mark.parametrize(("path", "low", "high", "sign"), LICENCE)
@given(seed=SEEDS)
def test_the_sign_of_every_input_of_a_licence(path: str, low: float, high: float, sign: int, seed: int) -> None:
    """For every luck a licence takes no fewer days with more work and more reviews, no more with more hands and exemptions."""

    def days(value: float) -> float:
        at = state(path, value, "aukus-jpn")
        found = durations.licence(at, seed, "JPN", at.scenario.option_by_id["uncrewed-watch"])  # type: ignore[arg-type]
        return found.desk_days + found.behind_days

    assert sign * (days(high) - days(low)) >= -1e-9
