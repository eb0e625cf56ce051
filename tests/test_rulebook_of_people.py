"""The rule book, on people: strangers, hosts, opponents with forces, rules of concurrence. The drill is that of the other rule book."""

from __future__ import annotations

from typing import Any

import pytest

from fourthseat.engine.core import entries as e
from fourthseat.engine.rules.view import view

ONE = {"turns": 1}
RED_SHIP = {
    "force.usa-ship.seat": "PRC", "force.usa-ship.strength": 6, "option.patrol.seats": ["AUS", "JPN", "PRC"],
}  # fmt: skip
"""The ship of the USA is the opponent's."""
HOST = ONE | {"option.patrol.consent_of": ["PHL"]}


# ---------------------------------------------------------------- J. who stands where


def test_p01_an_opponents_force_never_counts_for_the_coalition(table: Any) -> None:
    """What the opponent sends adds to its own strength from the hour it arrives, and to nobody else's."""
    played = table(ONE | RED_SHIP, PRC="patrol@raid")
    raid = played.state.incidents["raid"]

    assert [("PRC", False)] == played.rows(e.Arrived, "seat", "late")
    assert [0.0] == played.rows(e.Chosen, "strength")
    assert () == raid.arrivals
    assert 8 == pytest.approx(raid.red_strength, abs=1.3)
    assert 0 == raid.highest_act


def test_p02_an_opponents_force_that_comes_too_late_counts_nothing(table: Any) -> None:
    """A force of the opponent's that arrives as the window closes changes no strength."""
    played = table(ONE | RED_SHIP | {"force.usa-ship.ready_hours": 40}, PRC="patrol@raid")

    assert [True] == played.rows(e.Arrived, "late")
    assert 2 == played.state.incidents["raid"].red_strength


def test_p03_an_opponents_force_goes_to_its_own_act(table: Any) -> None:
    """No opponent reinforces what is another opponent's."""
    two = ONE | RED_SHIP | {"seat.PHL.cell": "RED", "incident.raid.opponent": "PHL"}

    assert ["raid is not PRC's act"] == table(two, PRC="patrol@raid").refusals


def test_p04_a_stranger_is_no_freer_than_an_ally(table: Any) -> None:
    """A BLUE cell that is neither member nor ally consults the lead before it acts; what it shares counts for nothing."""
    alone = ONE | {"coalition.pact.ally": [], "assumptions.stranger_consult_hours": {"low": 7, "mode": 7, "high": 7}}
    stranger = table(alone, JPN="protest@raid")
    ally = table(ONE, JPN="protest@raid")
    free = table(alone | {"mechanisms.consultation": False}, JPN="protest@raid")

    assert [[9], [7], [2]] == [played.rows(e.Acted, "hour") for played in (stranger, ally, free)]
    assert ("JPN",) == stranger.game.scenario.strangers(stranger.state.coalition)


# ---------------------------------------------------------------- K. hosts


def test_p05_a_host_is_asked_about_a_national_measure(table: Any) -> None:
    """A national measure waits for the consent of its host; no coalition concurs by it."""
    played = table(HOST, USA="patrol@raid")

    assert [("USA", ("PHL",), "consent")] == played.rows(e.Requested, "seat", "needed", "rule")
    assert [("PHL", True, False)] == played.rows(e.Received, "seat", "concur", "late")
    assert [3] == played.rows(e.Consented, "hour") == played.rows(e.Sailed, "hour")
    assert played.state.incidents["raid"].concurred is None
    assert [] == played.of(e.Concurred)


def test_p06_a_host_may_refuse(table: Any) -> None:
    """Without the host's consent nothing comes of it; the same may be ordered again."""
    played = table({"option.patrol.consent_of": ["PHL"], "incident.raid.window_hours": {"low": 90, "mode": 90, "high": 90}},
                   refuses=("PHL",), USA=("patrol@raid", "patrol@raid"))  # fmt: skip

    assert [e.DropCause.REFUSED, e.DropCause.REFUSED] == played.rows(e.Dropped, "cause")
    assert [] == played.of(e.Sailed)
    assert 2 == len(played.of(e.Blocked))


def test_p07_a_host_without_a_position_lets_the_window_close(table: Any) -> None:
    """A host answers from a position of its own; if it has none in time the request lapses."""
    played = table(HOST | {"seat.PHL.lag_mu": 2}, USA="patrol@raid")

    assert [e.BlockCause.LAPSED] == played.rows(e.Blocked, "cause")
    assert [e.DropCause.LAPSED] == played.rows(e.Dropped, "cause")


def test_p08_nobody_asks_itself(table: Any) -> None:
    """Whoever orders what is its own needs nobody's consent."""
    played = table(HOST | {"option.patrol.consent_of": ["USA"]}, USA="patrol@raid", AUS="patrol@raid")

    assert [("AUS", ("USA",))] == played.rows(e.Requested, "seat", "needed")
    assert ["USA", "AUS"] == played.rows(e.Sailed, "seat")


def test_p09_a_measure_about_no_incident_waits_for_its_host_too(table: Any) -> None:
    """What is about no incident has no window: the host is asked at once, and the request never lapses."""
    played = table(ONE | {"option.alert.consent_of": ["PHL"]}, USA="alert")

    assert [1] == played.rows(e.Consented, "hour") == played.rows(e.Acted, "hour")


def test_p10_only_those_concerned_see_the_request(table: Any) -> None:
    """A national request is the business of who asks and who is asked; a partner does not see it."""
    played = table(HOST, USA="patrol@raid")
    seen = {seat: len(view(played.state, seat).asked) for seat in played.game.scenario.players}

    assert {"USA": 1, "PHL": 1, "AUS": 0, "GBR": 0, "JPN": 0, "PRC": 0} == seen


def test_p11_a_hosts_answer_is_no_sign_of_cohesion(table: Any) -> None:
    """Measures of the coalition count what the coalition was asked."""
    from fourthseat.engine.record.measures import measure

    played = table(HOST, refuses=("PHL",), USA="patrol@raid")
    found = measure(played.game.scenario, played.game.entries, played.state)

    assert found["cohesion"] is None
    assert 0 == found["decision_load"]
