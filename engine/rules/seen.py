"""Refusals a seat may hear: made from what that seat can see, and from nothing else.

:func:`~fourthseat.engine.rules.legality.refuse` is the rule and knows everything, so its words may name an incident that
has not opened or an opponent's option. Whoever answers a seat asks :func:`refuse_seen` first: it speaks of what the seat
sees, and says the same of a thing that is hidden and of one that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.orders import Act, Cancel, Choose, Order, Recall, Reply, Send
from fourthseat.engine.core.talk import CloseMotion, Post, PutForward, Sponsor, Table, Vote
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["options_known", "refuse_seen", "spoken_of"]


def options_known(scenario: Scenario, seat: Seat) -> dict[str, Option]:
    """The options *seat* knows by name: its own, and those that belong to another seat of its cell."""
    return {
        option.id: option
        for option in scenario.options
        if seat in option.seats or scenario.cell(seat) == scenario.cell(option.seats[0])
    }


def spoken_of(shown: View, known: Mapping[str, Option]) -> dict[str, Option]:
    """Those of the *known* options that the seat of *shown* may read of now: none about incidents to come alone."""
    seen = {one.id for one in shown.incidents}
    return {name: o for name, o in known.items() if not o.incidents or not seen.isdisjoint(o.incidents)}


def refuse_seen(shown: View, known: Mapping[str, Option], order: Order) -> str | None:
    """Why *order* cannot be, as far as the seat of *shown* can see; None if only the rules themselves can say more.

    *known* are the options the seat knows by name. What is asked of CONTROL is never refused here: it sees everything.
    """
    if shown.seat == CONTROL:
        return None
    known = spoken_of(shown, known)
    match order:
        case Act(name, incident):
            option = known.get(name)
            if option is None:
                return _unknown("option", name, (o.id for o in known.values() if shown.seat in o.seats))
            return _refuse_about(shown, option, incident) if shown.seat in option.seats else None
        case Cancel(name, about):
            may = any((o.option, o.incident) == (name, about) and o.may_cancel for o in shown.orders)
            return None if may else "your cell has no such order on its way that could be taken back"
        case Recall(force):
            may = any(one.id == force and one.way_back is not None for o in shown.orders for one in o.forces)
            return None if may else "your cell has no such force under way or on station that could be called back"
        case Reply(request):
            asked = [one.id for one in shown.asked]
            return None if request in asked else _unknown("request", request, asked)
        case Choose(incident):
            return _refuse_incident(shown, incident)
        case (
            Send(option=name, incident=incident)
            | PutForward(option=name, incident=incident)
            | Table(option=name, incident=incident)
        ):
            if name and name not in known:
                return _unknown("option", name, known)
            return _refuse_incident(shown, incident) if incident else None
        case Sponsor(motion) | Vote(motion) | CloseMotion(motion):
            before = [one.id for one in shown.motions]
            return None if motion in before else _unknown("proposal", motion, before)
        case Post(channel):
            own = [one.id for one in shown.channels]
            return None if channel in own else _unknown("channel", channel, own)
    return None


def _refuse_about(shown: View, option: Option, incident: str) -> str | None:
    """Why *option* cannot be ordered about *incident*, whatever else stands against it."""
    if not option.about:
        return None
    if not incident:
        return f"{option.id} needs an incident; {_of(incident, [one.id for one in shown.incidents])}"
    if option.incidents and incident not in option.incidents and _refuse_incident(shown, incident) is None:
        return f"{option.id} is not about {incident}"
    return _refuse_incident(shown, incident)


def _refuse_incident(shown: View, incident: str) -> str | None:
    seen = [one.id for one in shown.incidents]
    return None if incident in seen else _unknown("incident", incident, seen)


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"no {what} {name!r} that your cell knows of; {_of(name, known)}"


def _of(name: str, known: Iterable[str]) -> str:
    names = list(known)
    return nearest(name, names) if names else "there is none now"
