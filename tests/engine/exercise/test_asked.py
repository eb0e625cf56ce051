"""What the report tells of questions and proposals, and what of it leaves the room."""

from __future__ import annotations

from fourthseat import scenarios
from fourthseat.engine.core import talk as t
from fourthseat.engine.core.orders import Decision, Order
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar.report import Record, report
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header

AUS, GBR, JPN, USA = map(Seat, ("AUS", "GBR", "JPN", "USA"))


def test_questions_and_proposals_stand_in_the_report_with_their_lines() -> None:
    """Control's version has them all; the releasable one those that every capital read, without whose they were to answer."""
    game = Game(scenarios.find("tutorial"), "aukus-jpn", 3)

    def say(seat: Seat, *orders: Order) -> None:
        game.interject(seat, Decision(orders))

    say(JPN, t.Ask("zqown how many?"), t.Ask("zqall whose are they?"))
    say(CONTROL, t.Assign("JPN-1", "zqreed"), t.Answer("JPN-1", "zqown nine."))
    say(CONTROL, t.Answer("JPN-2", "zqall ours.", game.scenario.capitals))
    say(AUS, t.Table("zqpair together?", (USA,)))
    say(CONTROL, t.Table("zqplenary go on?", game.scenario.players))
    say(USA, t.Sponsor("AUS-1"), t.Vote("CONTROL-1", "against"))
    log = EventLog(Header(game.scenario, "aukus-jpn", 3), tuple(game.entries))
    whole, released = (as_markdown(report(Record(log), releasable=r)) for r in (False, True))

    for words in (
        "JPN-1",
        "zqown nine",
        "zqreed",
        "zqall ours",
        "zqpair together?",
        "for 2 (AUS, USA)",
        "zqplenary go on?",
    ):
        assert words in whole, words
    for words in ("zqall ours", "zqplenary go on?", "against 1 (USA)"):
        assert words in released, words
    for words in ("zqown", "zqreed", "zqpair"):
        assert words not in released, words


def test_a_report_on_a_game_without_talk_says_nothing_of_it() -> None:
    """No empty table."""
    game = Game(scenarios.find("tutorial"), "aukus-jpn", 3)
    log = EventLog(Header(game.scenario, "aukus-jpn", 3), tuple(game.entries))
    assert "Requests for information" not in as_markdown(report(Record(log)))
