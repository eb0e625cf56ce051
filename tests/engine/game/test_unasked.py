"""What is said unasked: words between cells, control's orders while the clock stands, and matrix arguments."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import OrderError
from fourthseat.engine.core.orders import (
    Act,
    Amend,
    Argue,
    Decision,
    End,
    Improvise,
    Order,
    Overrule,
    Point,
    Realign,
    Release,
    Send,
    Withhold,
)
from fourthseat.engine.core.terms import CONTROL, Outcome, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.models.argument import by_vote, odds, outcome
from fourthseat.engine.record.log import EventLog, Header, lines, parse_log
from fourthseat.engine.record.perspective import check_references
from fourthseat.engine.record.replay import rerun, verification_errors
from fourthseat.engine.rules.legality import promise
from fourthseat.engine.rules.viewers import view
from fourthseat.players.cast import cast_for, cast_names

AUS, GBR, JPN, PRC, USA = map(Seat, ("AUS", "GBR", "JPN", "PRC", "USA"))


def said(game: Game, seat: Seat, *orders: Order) -> list[e.Entry]:
    """The entries that follow when *seat* says something unasked."""
    before = len(game.entries)
    game.interject(seat, Decision(orders))
    return game.entries[before + 1 :]


def log_of(game: Game) -> EventLog:
    """What *game* has written so far."""
    return EventLog(Header(game.scenario, game.start.coalition.id, game.seed), tuple(game.entries))


def on(game: Game, upto: str = "") -> Game:
    """*game* played by doctrines to its end, or to the first question whose name begins with *upto*."""
    cast = cast_for(game.scenario, cast_names(game.scenario, {}))
    while game.pending:
        if upto and any(q.id.startswith(upto) for shown in game.pending.values() for q in shown.questions):
            break
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    return game


def test_words_reach_whom_they_are_meant_for_and_nobody_else(drill: Any) -> None:
    """A message is in the sender's and the addressee's view, in control's, and in no other."""
    game = Game(drill)
    on(game, "orders:1")
    [sent] = said(game, USA, Send((JPN,), "stand by"))

    assert ("stand by", 1) == (sent.text, sent.number)
    assert {CONTROL, JPN, USA} == {
        seat for seat in (*drill.players, CONTROL) if any(t.text == "stand by" for t in view(game.state, seat).talks)
    }


def test_what_breaks_a_rule_of_words_is_refused_with_the_reason(drill: Any) -> None:
    """To oneself, to nobody, empty, an answer to nothing, an order before its time: each is logged as refused."""
    game = on(Game(drill), "orders:1")
    wrong = [
        said(game, USA, order)[0].reason
        for order in (Send((USA,), "x"), Send((), "x"), Send((JPN,), " "), Send((JPN,), "x", "accept", 4),
                      Send((JPN,), "x", option="patroll"), Send((JPN,), "x", by_turn=9), Act("talks"), End("now"))
    ]  # fmt: skip

    assert [
        "USA cannot write to 'USA'; did you mean 'AUS'?",
        "to whom?",
        "a message needs a text",
        "no offer or request 4 to USA",
        "no option 'patroll'; did you mean 'patrol'?",
        "move 9 is not one of this exercise's (1 to 2)",
        "act waits until it is asked for",
        "end waits until it is asked for",
    ] == wrong


@pytest.mark.parametrize(("ordered", "kept"), [("patrol@raid", True), ("talks", False)])
def test_a_promise_is_held_against_what_was_ordered(drill: Any, ordered: str, kept: bool) -> None:
    """An accepted offer binds who made it, an accepted request who accepted it, a commitment its sender."""
    game = on(Game(drill), "orders:1")
    said(game, USA, Send((JPN,), "we sail", "offer", option="patrol", incident="raid", by_turn=1))
    said(game, JPN, Send((USA,), "please do", "accept", 1))
    said(game, AUS, Send((USA,), "we too", "commitment", option="patrol", by_turn=1))
    said(game, GBR, Send((USA,), "hm", "message", option="patrol"))

    assert [None] * 4 == [promise(game.state, talk) for talk in game.state.talks]
    act = Act(*ordered.split("@"))
    game.submit({seat: Decision((act,) if seat in (USA, AUS) else ()) for seat in game.pending})
    on(game)

    assert [kept, None, kept, None] == [promise(game.state, talk) for talk in game.state.talks]


def test_control_fires_now_and_rewrites_what_is_to_come(drill: Any) -> None:
    """While the clock stands control fires, takes off and rewrites injects; what it fires is on the table at once."""
    game = on(Game(drill), "orders:1")
    fired = said(game, CONTROL, Amend("inj-01", "The press asks again."), Release("inj-02"), Withhold("inj-03"))

    assert [e.Amended, e.Injected, e.Withheld, e.IncidentOpened] == [type(x) for x in fired[:4]]
    assert "A second ship." in [text for _, _, text in game.pending[USA].messages]
    assert any(s.id == "feint" for s in game.pending[USA].incidents)
    on(game)
    assert ["The press asks again."] == [x.text for x in game.entries if type(x) is e.Injected and x.inject == "inj-01"]


def test_endex_may_be_called_while_cells_deliberate(drill: Any) -> None:
    """ENDEX needs no question: nothing is pending afterwards, and nobody can say any more."""
    game = on(Game(drill), "orders:2")
    said(game, CONTROL, End("the room is needed"))

    assert {} == game.pending
    assert (game.state.ended, game.state.end_reason) == (e.EndCause.CONTROL, "the room is needed")
    with pytest.raises(OrderError, match="the game is over"):
        game.interject(USA, Decision())


def test_a_stranger_says_nothing(drill: Any) -> None:
    """Only the table speaks."""
    with pytest.raises(OrderError, match="no seat 'FRA'"):
        Game(drill).interject(Seat("FRA"), Decision())


@pytest.mark.parametrize(("net", "p"), [(0, 21), (1, 26), (2, 30), (3, 33), (-1, 15), (-2, 10), (-3, 6)])
def test_the_odds_of_two_dice_are_the_published_ones(net: int, p: int) -> None:
    """2d6 on 7 or more: 58.3 %, with +1 72.2 %, +2 83.3 %, +3 91.7 %, −1 41.7 %, −2 27.8 %, −3 16.7 % [Mouat]."""
    assert p / 36 == odds(max(net, 0), max(-net, 0)).p


def test_a_thrown_margin_and_a_vote_have_three_outcomes() -> None:
    """What is missed by two or less holds in part, and so does an even vote."""
    assert ["SUCCESS", "PARTIAL", "PARTIAL", "FAILURE"] == [outcome(m) for m in (0, -1, -2, -3)]
    assert ["SUCCESS", "PARTIAL", "FAILURE"] == [by_vote(m) for m in (1, 0, -1)]


def argument(method: Any = "2d6", incident: str = "raid", **more: Any) -> Argue:
    """An argument with two reasons for it that count, one against, and one that does not count."""
    pros = (
        Point("USA", "the carrier is near"),
        Point("JPN", "the press is watching"),
        Point("GBR", "hm", counts=False),
    )
    return Argue(
        "The ring opens", "the boats pass", method, (USA, JPN), incident, pros, (Point("PRC", "night"),), **more
    )


@pytest.mark.parametrize(
    ("order", "came"),
    [
        (argument("consensus", verdict=Outcome.PARTIAL), "PARTIAL"),
        (argument("umpire", verdict=Outcome.SUCCESS), "SUCCESS"),
        (argument("vote", votes=(("USA", True), ("JPN", True), ("PRC", False))), "SUCCESS"),
        (argument("vote", votes=(("USA", True), ("PRC", False))), "PARTIAL"),
        (argument(), None),
    ],
)
def test_an_argument_about_an_incident_ends_as_its_ruling(drill: Any, order: Argue, came: str | None) -> None:
    """Whatever the method, the log carries one ruling by the argument, with its number and its reason."""
    pressing = {"incident.raid.base_resist": 0}
    game = pressed(drill, pressing)
    [settled] = said(game, CONTROL, order)
    if came is None:
        assert 26 / 36 == settled.estimate.p
        assert settled.margin == sum(settled.dice) + 2 - 1 - 7
        assert all(1 <= die <= 6 for die in settled.dice)
        assert settled.dice == said(pressed(drill, pressing), CONTROL, order)[0].dice, "the same luck"
    on(game)
    [ruled] = [x for x in game.entries if type(x) is e.Ruled]

    assert (ruled.outcome, ruled.by, ruled.argument) == (came or settled.outcome, e.Ruler.ARGUMENT, 1)
    assert ruled.reason.startswith(f"matrix argument 1, {order.method}: The ring opens")
    assert verification_errors(log_of(game)) == []


def pressed(drill: Any, changes: dict[str, Any]) -> Game:
    """The drill at the close of its first move, the raid pressed."""
    from fourthseat.engine.core.orders import Choose
    from fourthseat.engine.scenario.overrides import vary

    game = Game(vary(drill, changes))
    while not any(q.id == "close:1" for shown in game.pending.values() for q in shown.questions):
        game.submit(
            {
                seat: Decision(tuple(Choose(q.about, "press") for q in shown.questions if q.kind == "choose"))
                for seat, shown in game.pending.items()
            }
        )
    return game


def test_a_later_overrule_stands_above_the_argument(drill: Any) -> None:
    """Control has the last word until the move closes."""
    game = pressed(drill, {})
    said(game, CONTROL, argument("umpire", verdict=Outcome.SUCCESS))
    game.submit({CONTROL: Decision((Overrule("raid", Outcome.FAILURE, "the sea was too high"),))})

    assert [("FAILURE", "the sea was too high")] == [(x.outcome, x.reason) for x in game.entries if type(x) is e.Ruled]


def test_an_argument_about_nothing_up_for_a_ruling_establishes_a_fact_or_is_refused(drill: Any) -> None:
    """Without an incident it tells its addressees what is so; about an incident not up for a ruling it is refused."""
    game = on(Game(drill), "orders:1")
    settled, *_ = said(game, CONTROL, argument("umpire", "", verdict=Outcome.SUCCESS))
    refused, *_ = said(game, CONTROL, argument())

    assert type(settled) is e.Argued
    assert "no outcome of raid is up for a ruling" == refused.reason
    assert "Established: The ring opens – it comes to pass: the boats pass" in [
        m[2] for m in game.pending[JPN].messages
    ]
    assert [] == [m for m in game.pending[AUS].messages if "Established" in m[2]]


UNASKED = st.tuples(
    st.integers(0, 30),
    st.sampled_from(
        (
            (USA, Send((JPN, GBR), "offer of ships", "offer", option="patrol", incident="blockade", by_turn=2)),
            (JPN, Send((USA,), "yes", "accept", 1)),
            (PRC, Send((USA,), "go home")),
            (CONTROL, Release("INJ-05")),
            (CONTROL, Withhold("INJ-03")),
            (CONTROL, Amend("INJ-02", "Another video.")),
            (CONTROL, Improvise("The wind turns.", (USA, PRC))),
            (CONTROL, Realign("aukus-jpn")),
            (CONTROL, Realign("aukus")),
            (CONTROL, argument("2d6", "")),
            (CONTROL, End("enough")),
        )
    ),
)


@given(st.lists(UNASKED, max_size=8), st.integers(0, 500))
def test_whatever_is_said_and_when_the_game_played_again_is_the_same(spoken: Any, seed: int) -> None:
    """Law: a log with anything said unasked, at any moment, is proved by its rerun and survives its file."""
    scenario = scenarios.find("second-thomas")
    game, cast, asks = Game(scenario, "aukus", seed), cast_for(scenario, cast_names(scenario, {})), 0
    while game.pending:
        for when, (seat, order) in spoken:
            if when == asks and game.pending:
                game.interject(seat, Decision((order,)))
        for seat, shown in game.pending.items():
            if game.pending:
                game.submit({seat: cast[seat].decide(shown)})
        asks += 1
    log = log_of(game)
    text = "".join(lines(log))

    assert list(log.entries) == rerun(log).entries
    assert log.entries == parse_log(text.encode(), "x").entries
    assert json.loads(text.splitlines()[-1])["kind"] == "Ended"
    check_references(log)
    hours = [x.hour for x in log.entries]
    assert hours == sorted(hours)
