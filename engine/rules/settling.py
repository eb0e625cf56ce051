"""What of the cells' orders control may settle now, and why not: only what is still open; what was decided stays decided."""

from __future__ import annotations

from typing import NamedTuple

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.orders import Matter, RefusalCause, Settle
from fourthseat.engine.core.terms import CONSENT, NOBODY, Seat
from fourthseat.engine.rules.orders_board import OPEN, OrderView, Standing, on_their_way, orders_board, request_of
from fourthseat.engine.rules.state import Given, State, orders_of

__all__ = ["MATTERS", "Waiting", "refuse_settling", "waiting"]

MATTERS: dict[Standing, Matter] = {
    Standing.CONSULTATION: "consultation",
    Standing.CONSENT: "consent",
    Standing.CONCURRENCE: "concurrence",
    Standing.LICENCE: "licence",
}
"""What an order waits for that somebody decides, by where it stands."""


class Waiting(NamedTuple):
    """An order of a cell's that is on its way, for control."""

    seat: Seat
    order: OrderView
    matter: Matter | None
    """What it waits for that control may settle by itself; None while its own staff has it."""
    joined: Seat
    """Whose request it has joined, if that is another's; else empty: it may be let through as a whole."""


def waiting(state: State) -> tuple[Waiting, ...]:
    """Every order that control may settle, cell by cell, in the order in which they were taken."""
    return tuple(
        Waiting(seat, order, MATTERS.get(order.standing), _joined(state, seat, request))
        for seat in state.scenario.players
        for order, request in on_their_way(state, seat)
        if order.standing in OPEN
    )


def _joined(state: State, seat: Seat, name: str) -> Seat:
    """Whose request the one called *name* is, if it is another's than *seat*'s."""
    request = state.requests.get(name)
    return NOBODY if request is None or request.seat == seat else request.seat


def refuse_settling(state: State, order: Settle) -> tuple[RefusalCause, str] | None:
    """Why control cannot settle what *order* names: there is no such order, or it waits for no such thing, or that was decided."""
    if not order.reason.strip():
        return RefusalCause.INCOMPLETE, "what is granted or refused needs a reason"
    if order.seat not in state.scenario.players:
        return RefusalCause.UNKNOWN, f"no cell {str(order.seat)!r}; {nearest(order.seat, state.scenario.players)}"
    board = orders_board(state, order.seat)
    if not 0 < order.number <= len(board):
        have = f"its orders are numbered from 1 to {len(board)}" if board else "it has given none that was taken"
        return RefusalCause.UNKNOWN, f"{order.seat} has no order {order.number}: {have}"
    line = board[order.number - 1]
    name = f"order {order.number} of {order.seat} ({line.option})"
    if line.standing not in OPEN or line.standing is Standing.UNDER_WAY:
        came = {Standing.NOTHING: "has come to nothing", Standing.RECALLED: "was called back"}.get(
            line.standing, "has been carried out"
        )
        return RefusalCause.REPEATED, f"{name} {came} at H+{line.since}: what was decided is not changed"
    if order.matter == "order":
        joined = _joined(state, order.seat, request_of(state, order.seat, order.number))
        if order.grants and joined:
            return (
                RefusalCause.NOT_NOW,
                f"{name} has joined the request of {joined}: grant the concurrence, or let the order of {joined} through",
            )
        return None
    waits = MATTERS.get(line.standing)
    if waits == order.matter:
        return None
    given = orders_of(state, order.seat)[order.number - 1]
    decided = _decided(state, given, order.matter)
    if decided:
        return RefusalCause.REPEATED, f"the {order.matter} of {name} {decided}: what was decided is not changed"
    now = f"waits for {_A[waits]}" if waits else "is with its staff"
    return RefusalCause.NOT_NOW, f"{name} does not wait for {_A[order.matter]}: it {now}"


_A: dict[Matter, str] = {
    "order": "anything",
    "consultation": "a consultation",
    "consent": "consent",
    "concurrence": "concurrence",
    "licence": "a licence",
}


def _decided(state: State, given: Given, matter: Matter) -> str:
    """How what *given* waited for was decided, in words; empty if it was not."""
    for one in given.settled:
        if one.matter == matter:
            return f"was {'granted' if one.grants else 'refused'} by control at H+{one.hour}"
    if matter == "licence" and given.licensed is not None:
        return f"was issued at H+{given.licensed}"
    for request in state.requests.values() if matter in ("consent", "concurrence") else ():
        same = (request.option, request.incident) == (given.option, given.incident) and request.hour >= given.hour
        mine = request.seat == given.seat if matter == "consent" else given.seat in state.members
        if same and mine and (request.rule == CONSENT) is (matter == "consent") and request.verdict is not None:
            return "was given" if request.verdict else "was refused"
    return ""
