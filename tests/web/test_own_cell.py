"""Inside a cell: one draft for everybody in it, who may seal, a show of hands, their own talk. Nobody else hears of it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fourthseat.engine.core.entries.turns import EndCause, Ended
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar.report import report
from fourthseat.engine.exercise.aar.workbook import sheets
from fourthseat.engine.record.log import EventLog
from fourthseat.players.web.actions import Actions
from fourthseat.players.web.archive import record_of
from fourthseat.players.web.lookahead_worker import RolloutWorker
from fourthseat.players.web.session import Room
from fourthseat.players.web.stream import Streams
from fourthseat.players.web.views import Pages

MARK = "zqowncellzq"


def opened(open_room: Any) -> Any:
    """The drill with its first move open."""
    table = open_room("tutorial", "aukus-jpn")
    table["CONTROL"].seal()
    return table


def drafted(person: Any, status: int = 200, **fields: Any) -> str:
    """Somebody fills something in."""
    return str(person.do("draft", status, key=person.key, tab="t", fields=json.dumps(fields)))


def test_several_people_fill_in_one_form(open_room: Any) -> None:
    """Field by field, the last who changed it; a screen of the cell gets it, no other screen does; sealed, it is over."""
    table = opened(open_room)
    ann, ben = table.join("JPN", "Ann"), table.join("JPN", "Ben")
    site = ann.client.app.state.site
    drafted(ann, act=["harden@"], intent=[f"{MARK} calm"])
    drafted(ben, reason=["because"], intent=[f"{MARK} calmer"])
    draft = site.actions.cell.draft_of("JPN")

    assert draft.fields == {"act": ["harden@"], "intent": [f"{MARK} calmer"], "reason": ["because"]}
    assert "Ben" == draft.by
    assert None is site.actions.cell.draft_of("USA") is site.actions.cell.draft_of("CONTROL")
    assert MARK in first_news(site.streams, table.room, "JPN")
    for role in ("USA", "CONTROL", "BOARD", "EVALUATOR"):
        assert MARK not in first_news(site.streams, table.room, role), role
    key = ann.key
    ann.seal(act=ann.menu[:1])
    assert site.actions.cell.draft_of("JPN") is None
    ben.do("recall", key=key)
    assert site.actions.cell.draft_of("JPN").fields["reason"] == ["because"], "recalled, the form is as it was"


def first_news(streams: Streams, room: Room, role: str) -> str:
    """What a screen of *role* that opens now is sent first."""

    async def look() -> str:
        news = streams.of(role, room.keys.session(role))
        try:
            await anext(news)
            return await anext(news)
        finally:
            await news.aclose()

    return asyncio.run(look())


def test_what_is_no_draft_is_refused_and_what_comes_late_is_passed_over(open_room: Any) -> None:
    """Fields that no form has, too many, too long, no JSON; a round that is over."""
    table = opened(open_room)
    ann = table.join("JPN", "Ann")
    for fields in ({"token": ["x"]}, {"intent": "x"}, {"intent": ["x" * 4001]}, {"act": [1]}, {"act": ["x"] * 121}):
        assert "no draft" in drafted(ann, 409, **fields)
    assert "no draft" in ann.do("draft", 409, key=ann.key, fields="{")
    assert "no draft" in ann.do("draft", 409, key=ann.key, fields="[1]")
    ann.do("draft", key="main/orders:9", fields="{}")
    assert "cannot do that" in table["BOARD"].do("draft", 409, key=ann.key, fields="{}") or not table["BOARD"].token


def test_who_may_seal_is_the_cells_own_to_say(open_room: Any) -> None:
    """Named, they alone seal and say it anew; control seals for a cell on paper, and frees one whose head has gone."""
    table = opened(open_room)
    ann, ben, control = table.join("JPN", "Ann"), table.join("JPN", "Ben"), table["CONTROL"]
    ann.do("cell-role", role="head of cell")
    ann.do("cell-seal", who=["Ann", "nobody"])
    assert "Ann" in ben.do("seal", 409, key=ben.key)
    assert "Ann" in ben.do("cell-seal", 409, who=["Ben"])
    ann.seal()
    key = f"{table.room.active}/orders:1"
    ann.do("recall", key=key)
    control.do("seal", key=key, seat="JPN")
    control.do("recall", key=key, seat="JPN")
    control.do("cell-free", seat="JPN")
    ben.seal()
    assert "everybody" in control.do("cell-free", 409, seat="JPN").lower()
    assert table.room.record.cells[Seat("JPN")].roles == {"Ann": "head of cell"}


def test_hands_and_words_of_a_cell_stay_in_it_and_outlive_a_restart(open_room: Any) -> None:
    """On that cell's page, in no other's; in the journal and not in the game's log."""
    table = opened(open_room)
    ann, ben, nobody = table.join("JPN", "Ann"), table.join("JPN", "Ben"), table.join("JPN")
    before = len(table.room.game.entries)
    ann.do("cell-ask", text=f"{MARK} do we go?")
    ann.do("cell-vote", number="1", vote="yes")
    ben.do("cell-vote", number="1", vote="no")
    ben.do("cell-vote", number="1", vote="yes")
    assert "name" in nobody.do("cell-vote", 409, number="1", vote="yes")
    assert "question" in ann.do("cell-vote", 409, number="2", vote="yes")
    ann.do("cell-say", text=f"{MARK} in confidence")

    assert "yes: Ann, Ben" in ann.page
    assert f"{MARK} in confidence" in ben.page
    for role in ("USA", "AUS", "CONTROL", "BOARD", "OBSERVER", "EVALUATOR"):
        assert MARK not in table[role].page, role
    assert len(table.room.game.entries) == before
    table.room.close()
    again = Room.resume(table.room.folder)
    try:
        assert Actions(again, Pages(again), RolloutWorker()).cell.draft_of("JPN") is None
        own = again.record.cells[Seat("JPN")]
        assert [MARK in one.text for one in own.said] == [True]
        assert {(1, "Ann"): "yes", (1, "Ben"): "yes"} == own.hands
        _only_after_endex(again)
    finally:
        again.close()


def _only_after_endex(room: Room) -> None:
    """While the game goes on control's report and workbook have nothing of it; once it has ended they do, as it was, and the releasable version not."""
    playing = room.branches[room.active].log
    over = EventLog(playing.header, (*playing.entries, Ended(room.state.hour, EndCause.CONTROL, "Time is up.")))
    before, after = (record_of(room.record, one, room.active) for one in (playing, over))
    assert before.said == before.shows == ()
    assert [f"{MARK} in confidence"] == [one.text for one in after.said]
    assert [("JPN", 1, {"Ann": "yes", "Ben": "yes"})] == [
        (show.seat, show.number, dict(show.hands)) for show in after.shows
    ]
    assert MARK in as_markdown(report(after))
    assert MARK not in as_markdown(report(after, releasable=True))
    assert MARK in str(sheets(after))
