"""What control is told to look at: what is due, what closes, what the cells ordered in their own words, what waits for an answer."""

from __future__ import annotations

from typing import Any

from fourthseat.engine.core.orders import Reschedule, Withhold
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.players.web.advice import advice
from fourthseat.players.web.followed import Followed
from fourthseat.players.web.script import consequences, events, timeline


def rows_of(room: Any) -> Any:
    """The events list as it stands."""
    followed = Followed()
    followed.more(room.game.entries)
    return events(room.state, followed)


def test_what_a_move_holds_is_said_and_an_empty_one_too(open_room: Any) -> None:
    """Injects due before the move closes and windows that close in it; without any, that there is nothing."""
    table = open_room("second-thomas", "aukus-jpn", doctrine=("GBR", "JPN", "PHL", "PRC", "USA"))
    room = table.room
    said = advice(room.state, "brief", (), rows_of(room))
    until = room.scenario.closes_at(1)
    due = [row for row in rows_of(room) if row.hour is not None and row.hour < until]

    assert due
    assert any(due[0].row.id in line for line in said)
    for row in due:
        room.say(CONTROL, Withhold(row.row.id))
    assert not any(line.startswith("Due in this move") for line in advice(room.state, "brief", (), rows_of(room)))
    table.until("deliberate", 4)
    for row in rows_of(room):
        if row.movable:
            room.say(CONTROL, Withhold(row.row.id))
    closing = any(i.live and (i.closes or 0) <= room.scenario.endex for i in room.state.incidents.values())
    last = advice(room.state, "deliberate", (), rows_of(room))
    assert closing is any(line.startswith("Windows that close") for line in last)
    assert closing is not any(line.startswith("Nothing is due") for line in last)


def test_orders_in_own_words_and_questions_are_not_forgotten(open_room: Any) -> None:
    """Who ordered in its own words is named once; nothing of it is said in the plenary, where they are argued no more."""
    state = open_room("second-thomas", "aukus-jpn").room.state
    japan = Seat("JPN")

    assert any(
        line.startswith("JPN ordered in their own words") for line in advice(state, "adjudicate", (japan, japan), ())
    )
    assert not any("own words" in line for line in advice(state, "plenary", (japan,), ()))


def test_the_time_line_has_every_inject_once_and_every_window_that_is_known(open_room: Any) -> None:
    """Sorted by hour, what waits for a condition last; moved ones where they were moved; what an inject changes in words."""
    room = open_room("second-thomas", "aukus-jpn").room
    name = next(row.row.id for row in rows_of(room) if row.movable and row.hour)
    room.say(CONTROL, Reschedule(name, 600))
    rows = rows_of(room)
    line = timeline(room.state, rows)

    assert sorted(i.id for i in room.scenario.msel) == sorted(row.row.id for row in line.injects)
    assert [r.hour for r in rows] == sorted((r.hour for r in rows), key=lambda h: (h is None, h or 0))
    assert 600 == next(row.hour for row in rows if row.row.id == name)
    assert all(row.hour is None and not row.movable for row in rows if row.row.kind == "contingency")
    assert [w.start for w in line.windows] == sorted(w.start for w in line.windows)
    assert line.end >= room.scenario.endex
    does = consequences(room.scenario)
    assert {i.id for i in room.scenario.msel if i.effects or i.effect.trust or i.effect.rung or i.effect.opens} <= set(
        does
    )
