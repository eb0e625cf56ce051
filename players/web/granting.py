"""Orders of the cells on control's page: what it may grant or refuse of each, and what it has."""

from __future__ import annotations

from typing import NamedTuple

from fourthseat.engine.core.orders import Matter, Settle
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.described import describe_order
from fourthseat.engine.record.order_words import MATTERS_TOLD, OrderLine, order_line
from fourthseat.engine.rules.settling import waiting
from fourthseat.engine.rules.state import Settlement, State, orders_of

__all__ = ["Settleable", "pending", "settled"]


class Settleable(NamedTuple):
    """An order of a cell that is on its way, as control's page lists it."""

    seat: Seat
    number: int
    """Of the seat's own."""
    line: OrderLine
    matters: tuple[tuple[Matter, str], ...]
    """What of it control may settle, in words."""
    joined: Seat
    """Whose request it has joined: then it is not let through by itself."""


def pending(state: State) -> tuple[Settleable, ...]:
    """Orders that control may settle; those that wait for somebody's decision first."""
    rows = [
        Settleable(
            one.seat,
            one.order.number,
            order_line(one.order, state.scenario.told, own=False),
            tuple((matter, MATTERS_TOLD[matter]) for matter in (one.matter, "order") if matter is not None),
            one.joined,
        )
        for one in waiting(state)
    ]
    return tuple(sorted(rows, key=lambda row: len(row.matters) == 1))


def settled(state: State) -> tuple[str, ...]:
    """What control has granted and refused, in words, the latest first; once, where several orders had joined one request."""
    found: dict[tuple[Settlement, tuple[str, str]], Settle] = {}
    for seat in state.scenario.players:
        for number, given in enumerate(orders_of(state, seat), 1):
            for one in given.settled:
                about = (given.option, given.incident) if one.matter == "concurrence" else (str(seat), str(number))
                found.setdefault((one, about), Settle(seat, number, one.matter, one.grants, one.reason))
    latest = sorted(found.items(), key=lambda pair: -pair[0][0].hour)
    return tuple(f"{state.scenario.told(one.hour)}: {describe_order(order, state)}" for (one, _), order in latest)
