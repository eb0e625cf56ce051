"""The rule book of time: moves of their own length, the clock that runs on, orders asked for in mid-move."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import End
from fourthseat.engine.models.cyber import Holder, leak
from fourthseat.engine.scenario.event_rows import Move
from fourthseat.engine.scenario.overrides import vary


def feint(hour: int) -> dict[str, Any]:
    """The feint opens by itself at *hour*."""
    return {"msel.inj-02.effect": {}, "incident.feint.hour": hour}


def hours(value: float) -> dict[str, float]:
    """A spread without any spread."""
    return {"low": value, "mode": value, "high": value}


# ---------------------------------------------------------------- moves and hours


@given(lengths=st.lists(st.integers(1, 200), min_size=1, max_size=8))
def test_moves_and_hours_are_reckoned_one_way(drill: Any, lengths: list[int]) -> None:
    """Every hour lies in the move that has opened last; the last one holds whatever comes after it."""
    moves = tuple(Move(hours=one) for one in lengths)
    s = drill.model_copy(update={"moves": moves, "turns": len(lengths)})

    assert sum(lengths) == s.endex == s.closes_at(len(lengths))
    for turn, length in enumerate(lengths, 1):
        assert length == s.hours_at(turn) == s.closes_at(turn) - s.opens_at(turn)
        assert turn == s.turn_at(s.opens_at(turn)) == s.turn_at(s.closes_at(turn) - 1)
    assert len(lengths) == s.turn_at(s.endex) == s.turn_at(s.endex + 1000)


def test_a_move_without_a_length_has_the_usual_one(table: Any) -> None:
    """Rows of moves say what differs; a move is opened and closed at its own hours."""
    played = table({"turns": 3, "move": [{"hours": 10}, {}, {"hours": 72}]})

    assert [0, 10, 58] == played.rows(e.TurnOpened, "hour")
    assert [10, 58, 130] == played.rows(e.TurnClosed, "hour")


def test_what_is_held_longer_leaks_more() -> None:
    """The hazard of an item is by the hours it is held, not by the number of moves."""
    odds = [leak((Holder("USA", 0.03, 1.0, 0.5, held / 730.5),)).p for held in (0, 100, 400)]

    assert 0 == odds[0] < odds[1] < odds[2]


# ---------------------------------------------------------------- the clock runs on


LATE = {"turns": 1, "incident.raid.window_hours": hours(60)}
"""The window closes twelve hours after the only move."""


def test_the_clock_runs_on_until_every_window_has_closed(table: Any) -> None:
    """The last move takes no more orders, and closes when the last window has: rulings, then ENDEX."""
    played = table(LATE | feint(47), choice="press")

    assert [(48, ("feint", "raid"))] == played.rows(e.RunsOn, "hour", "incidents")
    assert [60, 71] == played.rows(e.Chosen, "hour")
    assert [71] == played.rows(e.TurnClosed, "hour")
    assert {"raid", "feint"} == set(played.rows(e.Ruled, "incident"))
    assert [(71, e.EndCause.ALL_MOVES)] == played.rows(e.Ended, "hour", "cause")
    assert {0} == {hour for hour, asked in played.rows(e.Decided, "hour", "asked") if asked[0].kind == "orders"}


def test_a_window_that_closes_with_the_last_move_does_not_hold_the_clock(table: Any) -> None:
    """What ends in the closing hour belongs to the move."""
    played = table({"turns": 1, "incident.raid.window_hours": hours(48)})

    assert [] == played.of(e.RunsOn)
    assert [48] == played.rows(e.Ended, "hour")


def test_what_was_ordered_before_goes_on_while_the_clock_runs_on(table: Any) -> None:
    """A ship under way arrives, and counts."""
    slow = {"force.usa-ship.ready_hours": 50}
    played = table(LATE | slow, USA="patrol@raid")

    assert [(False, "usa-ship")] == played.rows(e.Arrived, "late", "force")
    assert 48 < played.rows(e.Arrived, "hour")[0] < 60


def test_nothing_opens_after_the_last_move(table: Any) -> None:
    """An incident delayed past it never opens, so nobody faces it without orders."""
    delayed = feint(47) | {"incident.feint.jitter_hours": 40}
    seeds = [table(LATE | delayed, seed=seed) for seed in range(6)]

    assert all(hour < 48 for played in seeds for hour in played.rows(e.IncidentOpened, "hour"))
    assert any(1 == len(played.of(e.IncidentOpened)) for played in seeds)


def test_control_may_end_it_before(table: Any) -> None:
    """ENDEX that control calls is ENDEX: what is open stays open."""
    played = table({"incident.raid.window_hours": hours(200)}, control={"close:1": [End("late")]})

    assert [] == played.of(e.RunsOn) + played.of(e.Chosen)


@pytest.mark.parametrize("name", ["luzon-cables", "second-thomas", "senkaku"])
def test_no_shipped_game_leaves_an_incident_undecided(name: str, shipped: Any, casting: Any) -> None:
    """Unless it goes to the top of the ladder first."""
    from fourthseat.engine.game.game import Game, play

    s = shipped(name)
    for seed in range(3):
        state = play(Game(s, None, seed), casting(s)).state
        assert not any(i.live for i in state.incidents.values()) or state.ended is e.EndCause.TOP_RUNG


# ---------------------------------------------------------------- flash orders


FLASH = {"turns": 1, "flash_orders": True} | feint(20)


def test_an_incident_in_mid_move_asks_every_capital_at_once(table: Any) -> None:
    """Where the scenario says so; the opponent, whose act it is, is not asked."""
    played = table(FLASH, AUS="", USA="")
    flashed = [(d.hour, d.seat) for d in played.of(e.Decided) if d.asked[0].kind == "flash"]

    assert [(20, seat) for seat in ("AUS", "GBR", "JPN", "PHL", "USA")] == flashed
    assert [] == [d for d in table(FLASH | {"flash_orders": False}).of(e.Decided) if d.asked[0].kind == "flash"]


def test_flash_orders_are_carried_out_from_that_hour(table: Any) -> None:
    """Refused and accepted by the same rules as any others; a window shorter than the move can be met."""
    played = table(FLASH | {"incident.feint.window_hours": hours(20)}, USA="patrol@feint")

    assert [(0, "USA")] == played.rows(e.Refused, "hour", "seat")
    assert [(20, "USA")] == played.rows(e.Ordered, "hour", "seat")
    assert [False] == played.rows(e.Arrived, "late")


def test_a_flash_inject_asks_whoever_receives_it(table: Any) -> None:
    """At its hour in mid-move, once however much comes in that hour."""
    row = {
        "id": "inj-01",
        "hour": 10,
        "to": ["AUS", "USA"],
        "text": "The press asks.",
        "source": "invented",
        "flash": True,
    }
    rows = [row, row | {"id": "inj-09", "to": ["USA"]}]
    played = table({"turns": 1, "flash_orders": True, "incident.feint.hour": 40, "msel": rows})
    flashed = [(d.hour, d.seat, len(d.asked)) for d in played.of(e.Decided, hour=10) if d.asked[0].kind == "flash"]

    assert [(10, "AUS", 1), (10, "USA", 1)] == flashed


def test_what_comes_as_a_move_opens_waits_for_its_orders(table: Any) -> None:
    """They are asked for in that very hour; and nobody is asked after the last move."""
    played = table({"flash_orders": True} | feint(48))

    assert [] == [d for d in played.of(e.Decided) if d.asked[0].kind == "flash"]


def test_a_game_stands_at_a_flash_and_is_a_value(drill: Any, logged: Any) -> None:
    """Copied and pickled there, it goes on to the same end; the log played again is the log."""
    from fourthseat.engine.core.terms import CONTROL
    from fourthseat.engine.game.game import Game, play
    from fourthseat.engine.record.log import lines, parse_log
    from fourthseat.engine.record.replay import rerun
    from fourthseat.players.cast import cast_for, cast_names

    s = vary(
        drill, FLASH | {"move": [{"hours": 72, "title": "One", "situation": "It begins.", "briefs": {"USA": "Hold."}}]}
    )
    cast = cast_for(s, cast_names(s, {}))
    game = Game(s, None, 3)
    while not any(q.kind == "flash" for view in game.pending.values() for q in view.questions):
        game.submit({seat: cast[seat].decide(view) for seat, view in game.pending.items()})
    assert CONTROL not in game.pending
    ends = [play(one, cast).entries for one in (copy.copy(game), pickle.loads(pickle.dumps(game)), game)]

    assert ends[0] == ends[1] == ends[2]
    log = parse_log("".join(lines(logged(game))).encode(), "log")
    assert list(log.entries) == rerun(log).entries == game.entries


def test_the_story_of_every_seat_says_when_and_that_the_clock_runs_on(drill: Any, logged: Any) -> None:
    """Each line has its hour, with the date where there is one; everybody is told that there are no more orders."""
    from fourthseat.engine.core.terms import CONTROL, Seat
    from fourthseat.engine.game.game import Game, play
    from fourthseat.engine.record.perspective import narrate_entries, narrate_for_seat
    from fourthseat.engine.rules.state import start
    from fourthseat.players.cast import cast_for, cast_names

    s = vary(drill, LATE | {"startex": "2031-03-14T20:00+09:00", "move": [{"title": "One"}]})
    log = logged(play(Game(s, None, 3), cast_for(s, cast_names(s, {}))))
    for seat in (CONTROL, Seat("USA"), Seat("PRC")):
        chosen = range(len(log.entries))
        told = list(
            narrate_entries(log.entries, start(s, "pact")) if seat == CONTROL else narrate_for_seat(log, seat, chosen)
        )
        assert all(line.when.startswith("H+") and "UTC+09:00" in line.when for line in told if line.hour is not None)
        assert any("H+48 · Sun 16 Mar 20:00" in line.when and "no more orders" in line.text for line in told), seat
        assert any("One" in line.text for line in told)


def test_board_map_and_replay_say_the_date_beside_the_hour(drill: Any, logged: Any) -> None:
    """Wherever an hour stands, its date does; the replay's clock is given STARTEX and the zone's times, a summer time included."""
    import re

    from fourthseat.engine.core.terms import CONTROL
    from fourthseat.engine.exercise.map.board import board
    from fourthseat.engine.game.game import Game, play
    from fourthseat.engine.rules.viewers import view
    from fourthseat.engine.scenario.calendar import hour_told, read_startex
    from fourthseat.players.cast import cast
    from fourthseat.players.web.replay_page import theatre
    from tests.web.test_theatre import data

    s = vary(drill, LATE | {"startex": "2031-03-29 20:00 Europe/Oslo"})
    game = play(Game(s, None, 3), cast(s, {}))
    told = [row.told for group in board(view(game.state, CONTROL), s, game.entries) for row in group.rows]
    hours = [text for row in told for text in re.findall(r"H\+\d+(?!\d| · \d\d \w\w\w \d\d:\d\d)", row)]
    assert any("H+" in row for row in told)
    assert hours == []

    [shown] = data(theatre([("log", logged(game))]))["shows"]
    startex = read_startex(s.startex)
    assert shown["dates"] == {"start": startex.timestamp() / 60, "zones": [[0, 60, "CET"], [6, 120, "CEST"]]}
    assert hour_told(6, startex) == "H+6 · Sun 30 Mar 03:00 CEST"
    assert hour_told(6, startex, short=True) == "H+6 · 30 Mar 03:00"
