"""Where an order stands, in words: for a cell's own orders board, on every screen and paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from fourthseat.engine.core.entries.acts import DropCause
from fourthseat.engine.core.entries.changes import paid_by
from fourthseat.engine.core.orders import Matter, RefusalCause
from fourthseat.engine.core.terms import Hour, Rung
from fourthseat.engine.core.wording import listed
from fourthseat.engine.record.said import lacks_told
from fourthseat.engine.rules.orders_board import ForceOrdered, OrderView, Standing
from fourthseat.engine.rules.recalling import WayBack
from fourthseat.engine.rules.stages import Stage
from fourthseat.engine.rules.state import Settlement
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import BarredView

__all__ = [
    "MATTERS_TOLD", "STANDINGS", "STOOD", "OrderLine", "cause_told", "comes_of_recall", "order_line", "order_lines", "settled_told", "why_barred", "why_nothing",
]  # fmt: skip

STOOD: dict[str, str] = {
    Stage.POSITION: "waited for a position",
    Stage.STAFF: "was with the crisis staff",
    Stage.DESK: "was with its desk",
    Stage.CONSULTATION: "was being consulted about",
    Stage.CONSENT: "waited for consent",
    Stage.CONCURRENCE: "waited for concurrence",
    Stage.LICENCE: "waited for an export licence",
    "transit": "was on its way",
}
"""What an order was at when it was cut short."""

STANDINGS: dict[Standing, str] = {
    Standing.POSITION: "waits for a position",
    Standing.QUEUE: "waits for staff",
    Standing.STAFF: "staff",
    Standing.DESK: "staff",
    Standing.CONSULTATION: "consultation",
    Standing.CONSENT: "consent",
    Standing.CONCURRENCE: "concurrence",
    Standing.LICENCE: "licence",
    Standing.UNDER_WAY: "under way",
    Standing.RECALLED: "called back",
    Standing.DONE: "done",
    Standing.NOTHING: "came to nothing",
}
"""Where an order stands, in a word or two."""

_AHEAD: dict[Stage, str] = {
    Stage.POSITION: "a position",
    Stage.STAFF: "staff work",
    Stage.DESK: "staff work",
    Stage.CONSULTATION: "consultation",
    Stage.CONSENT: "consent",
    Stage.CONCURRENCE: "concurrence",
    Stage.LICENCE: "an export licence",
}


class OrderLine(NamedTuple):
    """An order as a board shows it."""

    order: OrderView
    what: str
    """The option, and the incident it is about."""
    word: str
    """Where it stands, in a word or two."""
    told: str
    """The same in a sentence without its stop, with hours and who is waited for."""
    then: str
    """What then still stands between it and its effect; empty if nothing does."""
    weight: str
    """``good``, ``bad``, ``warn`` or plain."""


def order_lines(orders: Sequence[OrderView], told: Callable[[Hour], str]) -> tuple[OrderLine, ...]:
    """Every one of *orders*, what is open first, the newest first in each; *told* says hours as people read them."""
    lines = [order_line(order, told) for order in orders]
    return tuple(sorted(lines, key=lambda line: (not line.order.open, -line.order.number)))


def order_line(order: OrderView, told: Callable[[Hour], str], *, own: bool = True) -> OrderLine:
    """*order* in words, for its own seat, or without *own* for control; *told* says an hour as people read it."""
    what = f"{order.title} ({order.about})" if order.about else order.title
    ahead = dict.fromkeys(_AHEAD[stage] for stage in order.ahead)
    then = f"then {listed(tuple(ahead))}" if ahead and order.open else ""
    late = order.standing is Standing.DONE and bool(order.forces) and all(force.late for force in order.forces)
    weight = {Standing.DONE: "good", Standing.NOTHING: "bad", Standing.QUEUE: "warn"}.get(order.standing, "")
    there = order.standing is Standing.DONE and bool(order.recallable)
    word = "too late" if late else "on station" if there else STANDINGS[order.standing]
    granted = "".join(f"; {settled_told(one)}" for one in order.settled if one.grants)
    words = _TOLD[order.standing] if own else _OF_ANOTHER.get(order.standing, _TOLD[order.standing])
    where = f"{words(order, told)}{granted}"
    return OrderLine(order, what, word, where, then, "warn" if late else weight)


def _position(order: OrderView, told: Callable[[Hour], str]) -> str:  # noqa: ARG001 - all of a kind
    busy = f"; your staff is at {listed(order.busy)}" if order.busy and order.busy != (order.about,) else ""
    return f"waits until your capital has a position on it{busy}"


def _queue(order: OrderView, told: Callable[[Hour], str]) -> str:  # noqa: ARG001
    return (
        f"waits for a free staff team: yours is at {listed(order.busy)}"
        if order.busy
        else "waits for a free staff team"
    )


def _staff(order: OrderView, told: Callable[[Hour], str]) -> str:
    return f"with your staff, ready {told(order.due)}" if order.due is not None else "with your staff"


def _consultation(order: OrderView, told: Callable[[Hour], str]) -> str:
    return f"being consulted about with your partner since {told(order.since)}"


def _consent(order: OrderView, told: Callable[[Hour], str]) -> str:
    return f"asked {told(order.since)} for the consent of {listed(order.needed)}{_out(order)}"


def _concurrence(order: OrderView, told: Callable[[Hour], str]) -> str:
    if order.due is not None:
        return f"agreed at {told(order.due)} unless somebody breaks the silence"
    have = f"{len(order.agreed)} of {len(order.needed)} concur"
    against = f", {listed(order.refused)} not" if order.refused else ""
    return f"before the coalition since {told(order.since)}: {have}{against}{_out(order)}"


def _out(order: OrderView) -> str:
    return f"; waiting for {listed(order.waits_for)}" if order.waits_for else ""


def _licence(order: OrderView, told: Callable[[Hour], str]) -> str:
    return f"at the export-licence desk since {told(order.since)}, day {order.licence_days + 1}"


def _under_way(order: OrderView, told: Callable[[Hour], str]) -> str:
    return "; ".join(
        _called_back(force, told)
        or f"{force.name} {'on station' if force.there else 'due'} {told(force.arrives)}{', which is too late' if force.late else ''}"
        for force in order.forces
    )


def _recalled(order: OrderView, told: Callable[[Hour], str]) -> str:
    return "; ".join(_called_back(force, told) for force in order.forces)


def _called_back(force: ForceOrdered, told: Callable[[Hour], str]) -> str:
    """That a force was called back, and when it is home; empty of one that was not."""
    if force.recalled is None or force.home is None:
        return ""
    there = force.arrives <= force.recalled
    at_once = "home at once" if there else "had not left yet"
    back = at_once if force.home == force.recalled else f"home {told(force.home)}"
    return f"{force.name} called back {told(force.recalled)}, {back}"


def comes_of_recall(back: WayBack, shown: View) -> str:
    """What calling back a force of the seat of *shown* now comes to, in sentences: when it is home, and what is not spent."""
    left = paid_by(back.unspent, shown.seat)
    at_once = "is free at once" if back.on_station else "has not left yet, so it is free at once"
    home = f"is home {shown.told(back.home)}" if back.home > shown.hour else at_once
    money = f"{left:,.0f} million US$ of its days away are not spent" if left >= 1 else "What it has cost stays spent"
    first = "It leaves its station, where it counts no more" if back.on_station else "It never arrives"
    return f"{first}, and {home}. {money}."


def _done(order: OrderView, told: Callable[[Hour], str]) -> str:
    if order.forces:
        return "; ".join(
            _called_back(force, told)
            or f"{force.name} {'there' if force.there else 'due there'} {told(force.arrives)}{', too late' if force.late else ''}"
            for force in order.forces
        ) + (f"; for the rest, {why_nothing(order)}" if order.cause is not None else "")  # fmt: skip
    licence = f", with a licence after {order.licence_days} days" if order.route and order.licence_days else ""
    return f"done {told(order.since)}{licence}"


def _nothing(order: OrderView, told: Callable[[Hour], str]) -> str:
    return f"{told(order.since)}: {why_nothing(order)}"


_TOLD: dict[Standing, Callable[[OrderView, Callable[[Hour], str]], str]] = {
    Standing.POSITION: _position,
    Standing.QUEUE: _queue,
    Standing.STAFF: _staff,
    Standing.DESK: _staff,
    Standing.CONSULTATION: _consultation,
    Standing.CONSENT: _consent,
    Standing.CONCURRENCE: _concurrence,
    Standing.LICENCE: _licence,
    Standing.UNDER_WAY: _under_way,
    Standing.RECALLED: _recalled,
    Standing.DONE: _done,
    Standing.NOTHING: _nothing,
}


_OF_ANOTHER: dict[Standing, Callable[[OrderView, Callable[[Hour], str]], str]] = {
    Standing.POSITION: lambda _, __: "waits until its capital has a position on it",
    Standing.QUEUE: lambda _, __: "waits for a free staff team",
    Standing.STAFF: lambda order, told: (
        "with its staff" if order.due is None else f"with its staff, ready {told(order.due)}"
    ),
    Standing.DESK: lambda order, told: (
        "with its staff" if order.due is None else f"with its staff, ready {told(order.due)}"
    ),
    Standing.CONSULTATION: lambda order, told: f"being consulted about with its partner since {told(order.since)}",
}
"""Where it is with a seat's own people, for control to read."""


def why_barred(one: BarredView, rung: Rung) -> str:
    """Why an option is not on a seat's menu now, while the crisis stands on *rung*, in words for that seat."""
    if one.lacks is not None:
        return lacks_told(one.lacks)
    match one.cause:
        case RefusalCause.RUNG:
            return f"it skips a rung: the crisis stands on {rung}, this is on {one.rung}"
        case RefusalCause.REPEATED:
            return "you have ordered it: see Your orders" if one.given else "it holds already"
        case RefusalCause.MEMBERSHIP:
            return "it is a coalition's measure, and you have no partner in one"
        case RefusalCause.NO_FORCE:
            return "none of your forces for it is idle"
        case RefusalCause.NO_MONEY:
            return "it costs more than you have left"
        case RefusalCause.LAW:
            return "the law does not allow it yet"
        case RefusalCause.REQUIRES:
            return "what it requires has not come about"
    return "it cannot be ordered now"


MATTERS_TOLD: dict[Matter, str] = {
    "order": "the order",
    "consultation": "the consultation",
    "consent": "consent",
    "concurrence": "concurrence",
    "licence": "the export licence",
}
"""What control may settle of an order, in words."""


def settled_told(one: Settlement) -> str:
    """What control has settled of an order, for those who know that it did."""
    what = MATTERS_TOLD[one.matter]
    did = f"{what} was {'let through' if one.matter == 'order' else 'granted'}" if one.grants else f"{what} was refused"
    return f"{did} by control: {one.reason.strip().rstrip('.')}"


def cause_told(cause: DropCause | None, stage: str, hours_late: int) -> str:
    """Why nothing came of an order, in words that its seat and everybody else may read alike; *stage* is where it stood."""
    match cause:
        case DropCause.LATE if hours_late > 0:
            return f"it was ready {hours_late} h after the window had closed"
        case DropCause.LATE:
            return "it was ready only as the window closed"
        case DropCause.CLOSED:
            return f"its incident closed while it {STOOD.get(stage, 'was under way')}"
        case DropCause.ENDEX:
            return f"the exercise ended while it {STOOD.get(stage, 'was under way')}"
        case DropCause.REFUSED:
            return "it was refused"
        case DropCause.LAPSED:
            return "the answers it needed had not come when the window closed"
        case DropCause.JOINED:
            return "it is one measure with that of another seat, which carries it out for all"
        case DropCause.LEFT:
            return "its seat is no longer in the coalition"
        case DropCause.REQUIRES:
            return "what it requires holds no more"
        case DropCause.CANCELLED:
            return "it was taken back"
        case DropCause.CONTROL:
            return "control refused it"
        case DropCause.TASKED:
            return "its forces had other tasks already"
        case DropCause.UNPAID:
            return "a share of its cost could not be paid"
        case None:
            return "its incident was over"


def why_nothing(order: OrderView) -> str:
    """Why nothing came of *order*, or of the rest of it, as its own seat may know: who refused, who was silent, who could not pay."""
    match order.cause:
        case DropCause.REFUSED if order.refused:
            return f"{listed(order.refused)} refused"
        case DropCause.LAPSED:
            silent = tuple(s for s in order.needed if s not in order.agreed and s not in order.refused)
            return f"{listed(silent)} had not answered when the window closed" if silent else "the window closed first"
        case DropCause.JOINED:
            return "a partner carries it out for all of you"
        case DropCause.LEFT:
            return "you are no longer in the coalition"
        case DropCause.CANCELLED:
            return "you took it back"
        case DropCause.CONTROL:
            refused = next((one for one in reversed(order.settled) if not one.grants), None)
            return "it was refused" if refused is None else settled_told(refused)
        case DropCause.UNPAID:
            return f"{order.payer} could not pay its share"
    return cause_told(order.cause, order.stage, order.hours_late)
