"""Control grants or refuses what an order waits for: what was decided stays decided, and nothing of it counts as a capital's answer."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Act, Decision, Matter, RefusalCause, Settle
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar.report import Record, report
from fourthseat.engine.exercise.aar.workbook import sheets
from fourthseat.engine.game import agenda as a
from fourthseat.engine.game.game import Game
from fourthseat.engine.game.table import LICENCE_DESK
from fourthseat.engine.record.log import EventLog, Header, lines, parse_log
from fourthseat.engine.record.measures import measure
from fourthseat.engine.record.order_words import order_line
from fourthseat.engine.record.perspective import WALL, Perspectives
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.rules.fold import fold
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.orders_board import Standing, orders_board
from fourthseat.engine.rules.settling import Waiting, waiting
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.overrides import vary
from fourthseat.players.cast import cast_for, cast_names
from tests.engine.game.test_cancel import until
from tests.engine.rules.test_orders_board import compare

AUS, GBR, JPN, PHL, USA = map(Seat, ("AUS", "GBR", "JPN", "PHL", "USA"))


def say(game: Game, order: Settle) -> list[e.Entry]:
    """What the game writes when control says *order*."""
    before = len(game.entries)
    game.interject(CONTROL, Decision((order,)))
    return game.entries[before:]


def played_again(game: Game) -> list[str]:
    """What is wrong with the log of *game*, written, read and played again."""
    log = EventLog(Header(game.scenario, game.start.coalition.id, game.seed), tuple(game.entries))
    assert fold(game.scenario, game.start.coalition.id, log.entries) == game.state
    return verification_errors(parse_log("".join(lines(log)).encode(), "log"))


def at_question(drill: Any, kind: str, *, seat: Seat = USA, order: Act, **changes: Any) -> Game:
    """A drill in which *seat* gives one *order* and nobody else any, at the first question of a *kind*."""
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    return until(Game(vary(drill, changes) if changes else drill), kind, none | {seat: (order,)})


CASES: list[tuple[Matter, dict[str, Any]]] = [
    ("concurrence", {"order": Act("joint-protest", "raid")}),
    ("consent", {"order": Act("patrol", "raid"), "option.patrol.consent_of": ["PHL"]}),
]


@pytest.mark.parametrize(("matter", "given_order"), CASES, ids=[matter for matter, _ in CASES])
@pytest.mark.parametrize("told", [True, False], ids=["told", "hidden"])
def test_a_grant_is_control_s_and_no_capital_s(
    drill: Any, matter: Matter, given_order: dict[str, Any], told: bool
) -> None:
    """The order goes on at once; no answer, no concurrence and no consent is written, and no number counts one."""
    game = at_question(drill, "concur", **given_order)
    [one] = waiting(game.state)
    assert (USA, matter) == (one.seat, one.matter)
    made = say(game, Settle(USA, 1, matter, grants=True, reason="The host's cable came by hand.", told=told))

    assert [e.Decided, e.Settled] == [type(entry) for entry in made[:2]]
    assert {e.Acted, e.Sailed} & {type(entry) for entry in made}
    until(game, "close", dict.fromkeys(drill.players, ()))
    kinds = {type(entry) for entry in game.entries}
    assert not kinds & {e.Concurred, e.Consented, e.Blocked}
    numbers = measure(game.scenario, game.entries, game.state)
    assert numbers["cohesion"] is None
    assert numbers["concurred_in_time"] in (None, 0.0)
    assert (game.state.incidents["raid"].let_through is not None) is (matter == "concurrence")
    assert game.state.incidents["raid"].concurred is None
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    told_to = {seat: " ".join(item.line.text for item in eyes.told[seat]) for seat in eyes.told}
    board = order_line(orders_board(game.state, USA)[0], str)
    for text in (told_to[USA], board.told, told_to[GBR if matter == "concurrence" else PHL]):
        assert ("by control: The host's cable came by hand" in text) is told, text
    assert "cable" not in told_to[WALL] + told_to[Seat("PRC")]
    assert "CONTROL GRANTS" in told_to[CONTROL]
    assert [] == played_again(game)


@pytest.mark.parametrize(("matter", "given_order"), CASES, ids=[matter for matter, _ in CASES])
def test_what_control_refuses_comes_to_nothing_and_may_be_ordered_again(
    drill: Any, matter: Matter, given_order: dict[str, Any]
) -> None:
    """Its end is typed; a second word on it is refused and says that it was decided."""
    game = at_question(drill, "concur", **given_order)
    again = Settle(USA, 1, matter, grants=True, reason="on second thoughts")
    made = say(game, Settle(USA, 1, matter, grants=False, reason="not in this exercise"))

    [dropped] = [entry for entry in made if isinstance(entry, e.Dropped)]
    assert (e.DropCause.CONTROL, matter) == (dropped.cause, dropped.stage)
    assert not [entry for entry in made if isinstance(entry, e.Blocked | e.TrustMoved)]
    assert all(key[0] != USA for key in game.state.ordered)
    assert Standing.NOTHING is orders_board(game.state, USA)[0].standing
    refusal = refuse(game.state, CONTROL, again)
    assert refusal is not None
    assert RefusalCause.REPEATED is refusal.cause
    assert "decided" in refusal.reason
    until(game, "close", dict.fromkeys(drill.players, ()))
    assert [] == played_again(game)


def test_a_licence_is_granted_while_an_officer_works_and_the_officer_is_free(drill: Any) -> None:
    """The next application is taken up at once; the granted one is no licence of the desk in any number."""
    slow = vary(drill, {"desk.case_officers": 1})
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    game = until(Game(slow), "close", none | {AUS: (Act("radar"),), GBR: (Act("radar"),)})
    first, second = waiting(game.state)
    assert ("licence", "licence") == (first.matter, second.matter)
    made = say(game, Settle(first.seat, 1, "licence", grants=True, reason="waived"))

    assert [e.Decided, e.Settled, e.Acted] == [type(entry) for entry in made]
    assert (first.seat, "radar") in game.state.licensed
    officers(game)
    refused = say(game, Settle(second.seat, 1, "licence", grants=False, reason="not this year"))
    assert [e.Decided, e.Settled, e.Dropped] == [type(entry) for entry in refused]
    assert not game.state.pending_licences
    officers(game)
    until(game, "never", none)
    assert not any(isinstance(entry, e.Licensed) for entry in game.entries)
    numbers = measure(game.scenario, game.entries, game.state)
    assert (None, 0.0) == (numbers["licence_days"], numbers["licences_open"])
    assert [] == played_again(game)


def test_a_consultation_may_be_cut_short(drill: Any) -> None:
    """An ally outside need not wait for its partner; the hours that were set down for it do nothing any more."""
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    orders = none | {USA: (Act("joint-protest", "raid"),), JPN: (Act("patrol", "raid"),)}
    game = until(Game(drill), "concur", orders)
    [one] = [one for one in waiting(game.state) if one.seat == JPN]
    assert "consultation" == one.matter
    say(game, Settle(JPN, 1, "consultation", grants=True, reason="they spoke last night"))
    [sailed] = [entry for entry in game.entries if isinstance(entry, e.Sailed)]
    assert (JPN, game.hour) == (sailed.seat, sailed.hour)
    until(game, "never", none)
    assert 1 == sum(isinstance(entry, e.Sailed) for entry in game.entries)
    assert [] == played_again(game)


def test_an_order_as_a_whole_is_let_through_or_refused(drill: Any) -> None:
    """Whatever still stands before it falls away; an order that has joined another's request is not let through by itself."""
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    joint = Act("joint-protest", "raid")
    game = until(Game(drill), "concur", none | {USA: (joint,), AUS: (joint,), GBR: (Act("radar"),)})
    first = next(iter(game.state.requests.values())).seat
    other = AUS if first == USA else USA
    refusal = refuse(game.state, CONTROL, Settle(other, 1, "order", grants=True, reason="x"))
    assert refusal is not None
    assert f"request of {first}" in refusal.reason
    through, back = copy.copy(game), copy.copy(game)
    say(through, Settle(first, 1, "order", grants=True, reason="it is agreed"))
    assert [first] == [entry.seat for entry in through.entries if isinstance(entry, e.Acted)]
    assert e.DropCause.JOINED is orders_board(through.state, other)[0].cause
    say(back, Settle(first, 1, "order", grants=False, reason="out of play"))
    assert e.DropCause.CONTROL is orders_board(back.state, first)[0].cause
    assert [first, other] == [entry.seat for entry in back.entries if isinstance(entry, e.Requested)]
    shut = copy.copy(game)
    say(shut, Settle(other, 1, "concurrence", grants=False, reason="Not in this move.", told=True))
    for seat in (first, other):  # whoever had asked and whoever had joined read the same
        assert (
            "concurrence was refused by control: Not in this move"
            in order_line(orders_board(shut.state, seat)[0], str).told
        )
    say(back, Settle(GBR, 1, "order", grants=True, reason="no licence is needed"))
    assert (GBR, "radar") in back.state.done
    for one in (through, back):
        until(one, "close", none)
        assert [] == played_again(one)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (Settle(USA, 1, "concurrence", True, " "), "needs a reason"),
        (Settle(Seat("UAS"), 1, "order", True, "x"), "no cell 'UAS'"),
        (Settle(USA, 3, "order", True, "x"), "numbered from 1 to 1"),
        (Settle(GBR, 1, "order", True, "x"), "has given none"),
        (Settle(USA, 1, "licence", True, "x"), "does not wait for a licence: it waits for concurrence"),
    ],
    ids=["no reason", "no seat", "no order", "none given", "another thing"],
)
def test_what_cannot_be_settled_is_refused_with_what_would_be_right(drill: Any, order: Settle, words: str) -> None:
    """In words, and by nobody but control."""
    game = at_question(drill, "concur", order=Act("joint-protest", "raid"))
    refusal = refuse(game.state, CONTROL, order)
    assert refusal is not None
    assert words in refusal.reason
    assert refuse(game.state, USA, order) is not None
    assert [e.Decided, e.Refused] == [type(entry) for entry in say(game, order)]


@settings(max_examples=6)
@given(st.data())
def test_whatever_is_settled_the_log_is_played_again_and_the_board_is_the_clock_s(data: st.DataObject) -> None:
    """At any question of a game of doctrines: what is granted is not waited for, what is refused is over, no team is lost."""
    name = data.draw(st.sampled_from(["tutorial", "pillar-two"]))
    scenario = scenarios.find(name)
    cast = cast_for(scenario, cast_names(scenario, {}))
    game, settled = Game(scenario, scenario.coalitions[-1].id, data.draw(st.integers(0, 99))), 0
    while game.pending and settled < 12:
        compare(game)
        officers(game)
        open_now = waiting(game.state)
        if open_now and data.draw(st.booleans()):
            settled += 1
            settle_one(game, data.draw(st.sampled_from(open_now)), data)
        else:
            game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    assert [] == played_again(game)


def settle_one(game: Game, one: Waiting, data: st.DataObject) -> None:
    """Settle it one way or the other, and look at what became of it."""
    matter = data.draw(st.sampled_from(["order", *([one.matter] if one.matter else [])]))
    grants, told = data.draw(st.booleans()), data.draw(st.booleans())
    order = Settle(one.seat, one.order.number, matter, grants, "as drawn", told)  # type: ignore[arg-type]
    if matter == "order" and grants and one.joined:
        assert refuse(game.state, CONTROL, order) is not None
        return
    before = view(game.state, one.seat)
    made = say(game, order)
    line = orders_board(game.state, one.seat)[one.order.number - 1]
    assert not [entry for entry in made if isinstance(entry, e.Concurred | e.Consented | e.Licensed | e.Blocked)]
    if matter == "order" or not grants:
        assert line.standing in (Standing.UNDER_WAY, Standing.DONE, Standing.NOTHING)
        assert grants or e.DropCause.CONTROL is line.cause
    else:
        assert line.standing is not one.order.standing or line.since != one.order.since
    assert [told] * told == [bool(one.told) for one in line.settled]
    refusal = refuse(game.state, CONTROL, order)
    assert refusal is not None
    assert RefusalCause.REPEATED is refusal.cause
    assert before.seat == one.seat


def test_the_report_tells_control_s_hand_and_the_version_to_release_no_reason_that_was_kept(drill: Any) -> None:
    """What control let through is no concurrence and no licence in any figure or table; a hidden reason stays with control."""
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    orders = {USA: (Act("joint-protest", "raid"),), AUS: (Act("radar"),), GBR: (Act("radar"),)}
    game = until(Game(drill), "concur", none | orders)
    say(game, Settle(USA, 1, "concurrence", grants=True, reason="The cable came by hand.", told=True))
    say(game, Settle(GBR, 1, "order", grants=False, reason="zqsecret"))
    say(game, Settle(AUS, 1, "licence", grants=True, reason="Waived."))
    until(game, "never", none)
    record = Record(EventLog(Header(game.scenario, game.start.coalition.id, game.seed), tuple(game.entries)))
    control, public = (as_markdown(report(record, releasable=releasable)) for releasable in (False, True))
    for text in (control, public):
        assert "Against it: a joint measure that control let through" in text
        assert "let through by control after 0 h" in text
        assert "AUS concurs (after control had decided)" in text
        assert "Control's word: no capital's answer." in text
        assert "The cable came by hand." in text
        assert not re.search(r"The coalition (concurred|agreed) on|came through, in|had no answer by the end", text)
    assert "came to nothing.**" not in control  # by no fault of a cell
    assert "zqsecret" in control
    assert "zqsecret" not in public
    assert "Control refuses an order of GBR, radar." in public
    books = {sheet.name: sheet.rows for sheet in sheets(record)}
    assert "let through by control" in books["Requests"][0]
    assert ["applied for", "applied for", "refused by control", "granted by control"] == [
        r[6] for r in books["Licences"]
    ]


def officers(game: Game) -> None:
    """No officer and no team of a staff is lost or made by what control settles."""
    busy = sum(isinstance(due.step, a.DeskDone | a.OfficerFree) for due in game.agenda)
    assert game.scenario.desk.case_officers == game._teams[LICENCE_DESK].free + busy
    for seat in game.scenario.seats:
        working = sum(who == seat.id for who, _ in game.at_work)
        drafting = sum(game.under_way[n].seat == seat.id for n in game.drafting)
        taking = sum(isinstance(d.step, a.TeamFree | a.TeamTakesUp) and _seat(d.step) == seat.id for d in game.agenda)
        assert seat.staff_teams == game._teams[seat.id].free + working + drafting + taking, seat.id


def _seat(step: a.TeamFree | a.TeamTakesUp) -> Seat:
    return step.seat if isinstance(step, a.TeamTakesUp) else step.order.seat
