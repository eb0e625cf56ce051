"""An order is taken back as long as it has not been carried out, with what was asked of others for it."""

from __future__ import annotations

from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Act, Cancel, Decision
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.perspective import Perspectives
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.rules.orders_board import Standing, orders_board
from fourthseat.engine.rules.seen import refuse_seen
from fourthseat.engine.rules.viewers import view
from fourthseat.players.cast import cast_for, cast_names

AUS, GBR, USA = map(Seat, ("AUS", "GBR", "USA"))


def until(game: Game, kind: str, seats: dict[Seat, tuple[Act, ...]]) -> Game:
    """*game* gone on with, its *seats* ordering what they are to and everybody else as doctrine, to a question of that *kind*."""
    cast = cast_for(game.scenario, cast_names(game.scenario, {}))
    while game.pending and all(q.kind != kind for shown in game.pending.values() for q in shown.questions):
        answers = {seat: cast[seat].decide(shown) for seat, shown in game.pending.items()}
        for seat, orders in seats.items():
            if any(q.kind == "orders" for q in game.pending.get(seat, view(game.state, seat)).questions):
                answers[seat] = Decision(orders if game.state.turn == 1 else ())
        game.submit(answers)
    return game


def test_what_was_asked_of_others_goes_with_the_order_it_was_asked_for(drill: Any) -> None:
    """Answers count no more, it may be ordered again in the same move, each seat is told its own, and the log plays again."""
    joint = Act("joint-protest", "raid")
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    game = until(Game(drill), "concur", none | {USA: (joint,)})
    assert [Standing.CONCURRENCE] == [one.standing for one in orders_board(game.state, USA)]
    before = len(game.entries)
    game.interject(USA, Decision((Cancel("joint-protest", "raid"),)))

    assert [e.Decided, e.Dropped, e.Blocked] == [type(entry) for entry in game.entries[before:]]
    [line] = orders_board(game.state, USA)
    assert (Standing.NOTHING, e.DropCause.CANCELLED, False) == (line.standing, line.cause, line.may_cancel)
    assert (USA, "joint-protest", "raid") not in game.state.ordered
    until(game, "close", none)
    late = [entry.late for entry in game.entries[before:] if isinstance(entry, e.Received)]
    assert late
    assert all(late)
    assert not any(isinstance(entry, e.Concurred) for entry in game.entries)
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    told = {seat: [item.line.text for item in eyes.told[seat]] for seat in (USA, GBR, CONTROL)}
    assert any("Taken back" in text for text in told[USA])
    assert not any("Taken back" in text for text in told[GBR])
    assert any("USA has taken it back" in text for text in told[GBR])
    log = EventLog(Header(game.scenario, game.start.coalition.id, game.seed), tuple(game.entries))
    assert [] == verification_errors(log)


def test_what_is_no_order_on_its_way_cannot_be_taken_back(drill: Any) -> None:
    """Another's, and one that was never given: refused by the rules, and by what the seat itself can see."""
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    game = until(Game(drill), "concur", none | {USA: (Act("joint-protest", "raid"),)})
    for seat, order in ((GBR, Cancel("joint-protest", "raid")), (USA, Cancel("patrol", "raid"))):
        before = len(game.entries)
        game.interject(seat, Decision((order,)))
        assert [e.Decided, e.Refused] == [type(entry) for entry in game.entries[before:]], (seat, order)
        assert refuse_seen(view(game.state, seat), {}, order) is not None


def test_who_has_joined_a_request_asks_for_itself_once_it_is_withdrawn(drill: Any) -> None:
    """Nothing of the other's order is lost, and who took its own back did not learn of it before."""
    joint = Act("joint-protest", "raid")
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    game = until(Game(drill), "concur", none | {USA: (joint,), AUS: (joint,)})
    (request,) = game.state.requests.values()
    first, other = request.seat, AUS if request.seat == USA else USA
    assert orders_board(game.state, first)[0].may_cancel
    before = len(game.entries)
    game.interject(first, Decision((Cancel("joint-protest", "raid"),)))
    until(game, "close", none)
    asked = [entry.seat for entry in game.entries[before:] if isinstance(entry, e.Requested)]

    assert [other] == asked
    [line] = orders_board(game.state, other)
    assert line.refused or line.standing is Standing.DONE  # by answers of its own
    log = EventLog(Header(game.scenario, game.start.coalition.id, game.seed), tuple(game.entries))
    assert [] == verification_errors(log)
