"""The rule book, on people: strangers, hosts, opponents with forces, rules of concurrence. The drill is that of the other rule book."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass, field
from typing import Any

import pytest

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Choose, Decision
from fourthseat.engine.core.terms import CONTROL, Outcome
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.together import play_together
from fourthseat.engine.record.log import EventLog, Header, lines, parse_log
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.overrides import vary
from fourthseat.players.cast import cast as cast_of
from tests.conftest import _drill

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


# ---------------------------------------------------------------- L. several opponents, and what they may do

TWO_OPPONENTS = ONE | {"seat.PHL.cell": "RED", "incident.raid.opponents": ["PRC", "PHL"]}


@dataclass(frozen=True)
class Chooses:
    """An opponent that always chooses the same, and keeps what it was shown."""

    choice: Any
    shown: list[View] = field(default_factory=list)

    def decide(self, view: View, /) -> Decision:
        """The choice."""
        self.shown.append(view)
        return Decision(tuple(Choose(q.about, self.choice) for q in view.questions if q.kind == "choose"))


def chosen(changes: dict[str, Any], **choices: str) -> Game:
    """The drill with opponents that choose just so; everybody else is silent."""
    scenario = vary(_drill(), changes)
    cast: dict[Any, Any] = {seat: Chooses(choices.get(seat, "hold")) for seat in (*scenario.players, CONTROL)}
    return play(Game(scenario, "pact", 0), cast)


def entry_of(game: Game) -> e.Chosen:
    """What was chosen about the raid."""
    return next(one for one in game.entries if isinstance(one, e.Chosen) and one.incident == "raid")


def test_p12_the_boldest_choice_of_several_opponents_counts(table: Any) -> None:
    """Each is asked; what one presses is pressed, and the chance is that at least one does."""
    one = entry_of(chosen(ONE))
    for first, second, came in (
        ("hold", "press", "press"),
        ("back-down", "hold", "hold"),
        ("back-down", "back-down", "back-down"),
    ):
        game = chosen(TWO_OPPONENTS, PRC=first, PHL=second)
        told = entry_of(game)

        assert (came, (("PRC", first), ("PHL", second))) == (told.choice, told.choices)
        assert told.estimate.p == pytest.approx(1 - (1 - one.estimate.p) ** 2)
        assert {"PRC", "PHL"} == {
            d.seat for d in game.entries if isinstance(d, e.Decided) and d.asked[0].kind == "choose"
        }


def test_p13_either_opponent_may_reinforce(table: Any) -> None:
    """What belongs to several is each one's own act: its page says so and control refuses neither."""
    both = TWO_OPPONENTS | {"option.reinforce.seats": ["PRC", "PHL"]}
    played = table(both, PHL="reinforce@raid", PRC="reinforce@raid")

    assert [] == played.refusals
    assert [1.0, 1.0] == [view(played.state, seat).incidents[0].attribution for seat in ("PRC", "PHL")]


PRESS_OR_HOLD = [{"choice": "hold"}, {"choice": "press"}]
SIDEWAYS = [*PRESS_OR_HOLD, {"choice": "sideways", "incident": "feint"}]
OFFER = [*PRESS_OR_HOLD, {"choice": "offer", "terms": "We leave if you do."}]


def courses(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The drill with these courses of the opponent at the raid."""
    return ONE | {"incident.raid.course": list(rows)} | more


def test_p14_two_courses_are_priced_as_none(table: Any) -> None:
    """To press or to hold, listed or not, is one quantal response: to the last digit."""
    assert entry_of(chosen(ONE)).estimate.p == entry_of(chosen(courses(*PRESS_OR_HOLD))).estimate.p


def test_p15_a_course_that_is_worth_more_is_taken_rather(table: Any) -> None:
    """Whatever else it may do takes from its pressing; the more it is worth, the more."""
    odds = [
        entry_of(
            chosen(courses(*PRESS_OR_HOLD, {"choice": "back-down", "worth": {"value": worth, "source": "x"}}))
        ).estimate.p
        for worth in (-9, 0, 1)
    ]

    assert odds[0] > odds[1] > odds[2]
    assert odds[0] == pytest.approx(entry_of(chosen(ONE)).estimate.p, abs=1e-6)


def test_p16_acting_elsewhere_opens_or_hardens_another_incident(table: Any) -> None:
    """One that waits opens in that hour; in one that is open the opponent gets stronger."""
    opened = chosen(courses(*SIDEWAYS), PRC="sideways")
    later = {"incident.feint.hour": 0, "msel": [], "incident.feint.window_hours": {"low": 40, "mode": 40, "high": 40}}
    harder = chosen(courses(*SIDEWAYS, **later), PRC="sideways")

    assert 24 == opened.state.incidents["feint"].opened
    assert 2.6 == pytest.approx(harder.state.incidents["feint"].red_strength)
    assert ["sideways", "sideways"] == [game.state.incidents["raid"].choice for game in (opened, harder)]


def test_p17_terms_are_told_to_everybody(table: Any) -> None:
    """An offer is a message from the opponent; the incident is not pressed."""
    game = chosen(courses(*OFFER), PRC="offer")

    assert [(24, "PRC", "We leave if you do.")] == [m for m in view(game.state, "AUS").messages if m[1] == "PRC"]  # type: ignore[arg-type]
    assert Outcome.SUCCESS is game.state.incidents["raid"].outcome


def test_p18_nobody_takes_a_course_there_is_not(table: Any) -> None:
    """Control refuses it, and the opponent holds."""
    game = chosen(ONE, PRC="sideways")

    assert ["sideways is no course at raid; it has press, hold, back-down"] == [
        one.reason for one in game.entries if isinstance(one, e.Refused)
    ]
    assert "hold" == entry_of(game).choice


def test_p19_a_doctrine_takes_its_courses_as_often_as_they_are_priced(table: Any) -> None:
    """Over two hundred games, within four standard errors of each course's mean chance."""
    scenario = vary(_drill(), courses(*SIDEWAYS))
    games = [play(Game(scenario, "pact", seed), cast_of(scenario)) for seed in range(200)]
    mean = sum(entry_of(game).estimate.p for game in games) / 200
    share = sum(entry_of(game).choice == "press" for game in games) / 200

    assert mean == pytest.approx(share, abs=4 * (0.25 / 200) ** 0.5)
    assert {"press", "hold", "sideways"} == {entry_of(game).choice for game in games}


def test_p20_a_game_with_all_of_it_is_a_value(table: Any) -> None:
    """It is copied, put away, played together with another, and its log read again."""
    changes = (
        TWO_OPPONENTS | courses(*SIDEWAYS) | {"coalition.pact.rule": "silence:9", "option.patrol.consent_of": ["JPN"]}
    )
    scenario = vary(_drill(), changes)
    game = play(Game(scenario, "pact", 3), cast_of(scenario))
    kept = play(pickle.loads(pickle.dumps(copy.copy(Game(scenario, "pact", 3)))), cast_of(scenario))
    pair = [scenario, vary(scenario, {"assumptions.precision": 3})]
    log = EventLog(Header(scenario, "pact", 3), tuple(game.entries))

    assert game.entries == kept.entries
    assert parse_log("".join(lines(log)).encode(), "log").entries == tuple(game.entries)
    for places, shared in play_together(pair, "pact", 3, cast_of(scenario)):
        for place in places:
            alone = play(Game(pair[place], "pact", 3), cast_of(scenario))
            assert alone.entries == shared.entries
