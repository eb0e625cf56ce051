"""How orders that were taken end: each of them once, in the log.

An order is carried out (:class:`~fourthseat.engine.core.entries.acts.Acted`, :class:`~fourthseat.engine.core.entries.acts.Sailed`) or comes to
nothing for a cause that is written down (:class:`~fourthseat.engine.core.entries.acts.Dropped`). Until then it stands among those under
way; a step of an order that does not stand there any more does nothing.
"""

from __future__ import annotations

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Hour, Seat
from fourthseat.engine.game.agenda import SettlementOf, UnderWay
from fourthseat.engine.game.table import Table
from fourthseat.engine.rules.stages import Stage

__all__ = ["close", "done", "drop", "endex", "withdraw"]


def done(game: Table, order: UnderWay) -> None:
    """*order* has had its effect, or its end was written."""
    game.under_way.pop(order.number, None)


def drop(game: Table, order: UnderWay, cause: e.DropCause, hours_late: Hour = 0, stage: str = "") -> None:
    """Nothing comes of *order*, for this *cause*; a team that was drawing it up is free."""
    game.write(e.Dropped(game.hour, order.seat, order.option, order.incident, cause, hours_late, stage=stage))
    done(game, order)
    if order.number in game.drafting:
        game.drafting.remove(order.number)
        game.return_team(order.seat)


def withdraw(game: Table, seat: Seat, option: str, incident: str) -> None:
    """Take back the oldest order of *seat* that is on its way, with what it has asked of others."""
    about = (seat, option, incident)
    order = next(one for one in game.under_way.values() if (one.seat, one.option, one.incident) == about)
    stage = order.stages[0]
    drop(game, order, e.DropCause.CANCELLED, stage=stage)
    if stage not in (Stage.CONSENT, Stage.CONCURRENCE):
        return
    for one in list(game.state.requests.values()):
        if (one.seat, one.option, one.incident) == about and one.verdict is None:
            game.write(e.Blocked(game.hour, one.id, e.BlockCause.WITHDRAWN, (seat,)))
            game.announce(SettlementOf(one.id))


def close(game: Table, incident: str) -> None:
    """*incident* is over: what was still under way about it ends, and the staffs that worked on it are free at once."""
    for order in [one for one in game.under_way.values() if one.incident == incident]:
        drop(game, order, e.DropCause.CLOSED, stage=order.stages[0])
    for seat in game.scenario.capitals:
        if game.at_work.pop((seat, incident), None) is not None:
            game.return_team(seat)


def endex(game: Table, cause: e.EndCause, reason: str = "") -> None:
    """The exercise is over, and with it every order that is still under way; nothing if it was over already."""
    if game.state.ended is None:
        for order in list(game.under_way.values()):
            drop(game, order, e.DropCause.ENDEX, stage=order.stages[0])
        game.write(e.Ended(game.hour, cause, reason))
