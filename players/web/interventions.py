"""Control's change of the world: looked at first, then made or let be."""

from __future__ import annotations

from fourthseat.engine.core.orders import Intervene, Introduce, Settle
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.core.wording import as_sentence
from fourthseat.engine.rules.legality import refuse
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.forms import Form, intervention, settlement
from fourthseat.players.web.hands import Proposal, preview
from fourthseat.players.web.incident_form import introduction
from fourthseat.players.web.session import Room
from fourthseat.players.web.views import Pages

__all__ = ["foresee", "intervene"]


def foresee(room: Room, pages: Pages, form: Form) -> str:
    """Put on control's page what the change of *form*, or what it grants or refuses, would do and who would learn of it; nothing is done.

    Raises :exc:`RefusalError` for a change that a rule refuses.
    """
    order = _order(room, form)
    refusal = refuse(room.state, CONTROL, order)
    if refusal is not None:
        raise RefusalError(as_sentence(f"{refusal.reason[:1].upper()}{refusal.reason[1:]}"))
    if not room.round.asked:
        raise RefusalError("The exercise is over.")
    seen = preview(room.game, order)
    pages.considered.proposal = Proposal(order, room.active, len(room.game.entries), seen)
    room.changed()
    if not seen.does:
        return "As things stand nothing would change."
    return "Nothing has happened yet. See who would learn what, then do it or let it be."


def _order(room: Room, form: Form) -> Intervene | Settle | Introduce:
    """What *form* asks for: an incident more, a word on an order, or effects."""
    if form.one("add"):
        return introduction(form, room.scenario, room.game.hour)
    return settlement(form) if form.one("order") else intervention(form)


def intervene(room: Room, pages: Pages, form: Form) -> str:
    """Make the change that was looked at, or let it be; :exc:`RefusalError` if the game has gone on since."""
    proposal = pages.considered.proposal
    if proposal is None or form.one("key") != f"{proposal.branch}/{proposal.entries}":
        raise RefusalError("That is not the change you looked at; look again.")
    if form.one("do") == "drop":
        pages.considered.proposal = None
        room.changed()
        return "Nothing was done."
    if (room.active, len(room.game.entries)) != (proposal.branch, proposal.entries) or not proposal.preview.does:
        raise RefusalError("The exercise has moved on since you looked; look again what it does now.")
    room.say(CONTROL, proposal.order, reason=proposal.order.reason)
    pages.considered.proposal = None
    room.changed()
    return "Done; it stands in the log."
