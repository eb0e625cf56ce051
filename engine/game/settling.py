"""What control settles of an order that is on its way: it goes on without what it waited for, or comes to nothing.

What stood on the clock for it is struck: the hours of a consultation, an officer's work at the licence desk. Answers to a request that
control has ended count no more, as those that come when it is settled.
"""

from __future__ import annotations

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Settle
from fourthseat.engine.core.terms import CONSENT, Seat
from fourthseat.engine.game import agenda as a
from fourthseat.engine.game import ends
from fourthseat.engine.game.agenda import UnderWay
from fourthseat.engine.game.table import LICENCE_DESK, Table
from fourthseat.engine.rules.orders_board import request_of
from fourthseat.engine.rules.stages import Stage
from fourthseat.engine.rules.state import Given, orders_of

__all__ = ["settle"]


def settle(game: Table, order: Settle) -> None:
    """Do what control has ordered, which no rule refuses."""
    given = orders_of(game.state, order.seat)[order.number - 1]
    under = game.under_way[given.number]
    name = request_of(game.state, order.seat, order.number)
    request = game.state.requests.get(name)
    whole = order.matter == "order"
    if request is not None and whole and request.seat != order.seat:
        request = None  # another's, which goes on without this order
    left = under.stages if whole else under.stages[:1]
    agreed = order.grants and Stage.CONCURRENCE in left and bool(order.seat in game.state.members)
    game.write(
        e.Settled(
            game.hour, order.seat, order.number, given.option, given.incident, order.matter, order.grants, order.reason, order.told,
            _concerned(game, given, "" if request is None else request.id),
            at_desk=under.stages[0] is Stage.LICENCE,
            request="" if request is None else request.id,
            agreed=agreed,
            deploys=agreed and "deploy" in game.scenario.option_by_id[given.option].does,
        )
    )  # fmt: skip
    if request is not None:
        game.announce(a.SettlementOf(request.id))
        if not whole:
            return  # whoever waits for it goes on, or does not, as after answers
    _strike(game, given.number)
    if not order.grants:
        ends.drop(game, under, e.DropCause.CONTROL, stage=under.stages[0])
        return
    if given.number in game.drafting:
        game.drafting.remove(given.number)
        game.return_team(order.seat)
    game.next(under._replace(stages=(Stage.EFFECT,) if whole else under.stages[1:]))


def _concerned(game: Table, given: Given, name: str) -> tuple[Seat, ...]:
    """Who may be told: the seat, whoever was asked, and of a coalition's request its members."""
    seats = {given.seat}
    if name:
        request = game.state.requests[name]
        seats |= {request.seat, *request.needed, *(game.state.members if request.rule != CONSENT else ())}
    return tuple(seat for seat in game.scenario.players if seat in seats)


def _strike(game: Table, number: int) -> None:
    """Take off the clock what was to come of order *number*; an officer who worked on its licence is free."""

    def of_it(step: a.Step) -> bool:
        if isinstance(step, UnderWay):
            return step.number == number
        return (
            isinstance(step, a.OfficerFree | a.DeskDone | a.LicenceIssued) and step.application.order.number == number
        )

    for struck in game.strike(of_it):
        if isinstance(struck, a.OfficerFree | a.DeskDone):
            game.return_team(LICENCE_DESK)
    game.leave_queue(LICENCE_DESK, of_it)
