"""While the clock of the game stands for somebody, nobody else reads that it does, when, or for whom."""

from __future__ import annotations

import re
from typing import Any

from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.players.web.standstill import RUNNING
from fourthseat.players.web.views import Pages
from tests.web.conftest import Table


def stops(table: Table, turns: int) -> Any:
    """Play on, the first way each form allows, and stop wherever somebody is asked while a move's clock runs."""
    room = table.room
    while room.stage != "washup" and room.state.turn <= turns:
        if room.stage in ("respond", "adjudicate"):
            yield room.stage
        if room.stage == "outbrief":
            table["CONTROL"].do("plenary")
        elif CONTROL in room.game.pending:
            table["CONTROL"].seal(**{f"prop-{p}": "send" for p in room.state.proposed})
        else:
            for seat in room.waiting():
                table[str(seat)].answer()


def test_who_is_not_asked_sees_the_same_whoever_is(open_room: Any) -> None:
    """From stop to stop of a move the page and the clock of a cell that is not asked are the same to the byte, the wall's too."""
    table = open_room("second-thomas", "aukus-jpn")
    pages, room = Pages(table.room), table.room
    last: dict[str, tuple[int, object, object]] = {}
    counted = 0
    for _ in stops(table, 3):
        pages.forget()
        asked, turn = room.round.asked, room.state.turn
        for role in (*map(str, room.scenario.players), "BOARD", "OBSERVER"):
            if role in asked:
                last.pop(role, None)
                continue
            pieces, clock = dict(pages.live(role)), pages.clock_mark(role)
            assert RUNNING == room.sight.stage_of(role) == clock
            assert pages.clock(role)["left"] is None
            if role in last and last[role][0] == turn:
                assert last[role][1:] == (pieces, clock), role
                counted += 1
            last[role] = turn, pieces, clock
            assert room.sight.shown(role).hour <= room.state.hour
    assert counted > 20


def test_words_reach_a_cell_that_is_not_asked_with_the_hour_it_reads(open_room: Any) -> None:
    """What is said to it while the clock stands, by a cell or by control's hand, is there at once; the hour told is its own."""
    table = open_room("second-thomas", "aukus-jpn")
    table["CONTROL"].seal()
    room = table.room
    next(s for s in stops(table, 3) if room.state.hour > 0)
    quiet = next(seat for seat in room.scenario.players if seat not in room.round.asked)
    speaker = next(seat for seat in room.scenario.players if seat != quiet)
    before = room.sight.shown(str(quiet))
    table[speaker].do("send", to=[quiet], text="We are still talking.")
    table["CONTROL"].do("adhoc", to=[quiet], text="A call from the palace.")
    page, shown = table[quiet].page, room.sight.shown(str(quiet))

    assert "We are still talking." in page
    assert "A call from the palace." in page
    assert before.hour == shown.hour < room.state.hour
    assert re.search(rf"H\+{room.state.hour}\b", page) is None


def test_a_cell_counts_the_messages_it_knows_of(open_room: Any) -> None:
    """Its first offer is its first, whatever went round before; and a number it does not have is refused as one that nobody has."""
    table = open_room()
    table["CONTROL"].seal()
    for n in range(3):
        table["AUS"].do("send", to=["USA"], sort="offer", text=f"Between us {n}.", option="", about="0")
    table["USA"].do("send", to=["PRC"], sort="offer", text="A quiet word.")
    china = table["PRC"]

    assert "offer 1:" in china.page
    assert "offer 4" not in china.page
    assert {"There is no such offer."} == {
        china.do("answer", 409, about=n, sort="accept", text="Yes.") for n in (0, 2, 3, 4, 5, 99)
    }
    assert 1 == len(
        {
            re.sub(r"\d+", "N", china.do("send", 409, to=["USA"], about=n, sort="accept", text="Yes."))
            for n in (2, 3, 4, 5, 99)
        }
    )
    assert "Answered." == china.do("answer", about=1, sort="accept", text="Yes.")
    assert "answered that already" in china.do("answer", 409, about=1, sort="accept", text="Yes.")
    assert "accept 2 of 1" in china.page


def test_a_seat_that_floods_is_slowed_and_nobody_else(open_room: Any) -> None:
    """A list of addressees counts each once; a seat that floods is told to wait, and the others hear nothing of it."""
    table = open_room()
    table["CONTROL"].seal()
    japan = table["JPN"]
    japan.do("send", to=["USA"] * 900, text="Once.")
    assert (Seat("USA"),) == table.room.state.talks[-1].to
    refused = [
        japan.client.post(
            "/at/JPN/do", data={"verb": "send", "token": japan.token, "to": "USA", "text": "x" * 3000}
        ).status_code
        for _ in range(30)
    ]

    assert 409 in refused
    assert len(table.room.state.talks) < 25
    assert "Sent." == table["USA"].do("send", to=["JPN"], text="Still here.")
