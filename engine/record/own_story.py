"""What became of a seat's own acts, told to that seat: what it did, what it waits for, what it was refused.

Of the log a seat is told what is its own, and the requests that are before it. Numbers that are another's stay with control:
what a partner has left to spend, the chance of an intrusion, what a failed one was after.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONSENT, STANDING, Seat
from fourthseat.engine.core.wording import as_sentence, listed
from fourthseat.engine.record.causes import says, why_blocked, why_dropped
from fourthseat.engine.record.described import order_about
from fourthseat.engine.record.effect_words import item_told
from fourthseat.engine.record.order_words import MATTERS_TOLD, settled_told
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules.state import Request, Settlement, State
from fourthseat.engine.rules.view_parts import is_before

__all__ = ["own_result"]


def own_result(entry: e.Entry, seat: Seat, state: State) -> NarrativeLine | None:
    """*entry*, which led to *state*, as *seat* reads what became of its acts; None if that is not its own to know."""
    line = _told(entry, seat, state)
    return None if line is None else NarrativeLine(line.text, line.style, entry.hour, line.detail)


@singledispatch
def _told(entry: Any, seat: Seat, state: State) -> NarrativeLine | None:  # noqa: ARG001 - what is no seat's own
    return None


@_told.register
def _acted(entry: e.Acted, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat:
        return None
    paid = e.paid_by(entry.costs, seat)
    cost = f", for {paid:,.0f} million US$" if paid >= 1 else ""
    whom = ", for the coalition" if entry.joint else ""
    return NarrativeLine(f"Done{whom}: {_about(state, entry.option, entry.incident)}{cost}.", "good")


@_told.register
def _sailed(entry: e.Sailed, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat:
        return None
    force, scenario = state.scenario.force_by_id[entry.force], state.scenario
    via = f" from {scenario.place_name(entry.via)}" if entry.via else ""
    goal = scenario.incident_by_id[entry.incident].title
    return NarrativeLine(
        f"Under way{via} to {goal}: {force.name}, due {scenario.told(entry.arrives)} ({scenario.option_by_id[entry.option].title})."
    )


@_told.register
def _recalled(entry: e.Recalled, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat:
        return None
    force, scenario = state.scenario.force_by_id[entry.force], state.scenario
    at_once = "is home at once" if entry.from_station else "had not left yet"
    back = at_once if entry.home == entry.hour else f"is home {scenario.told(entry.home)}"
    whence = "from its station at" if entry.from_station else "on its way to"
    left = e.paid_by(entry.unspent, seat)
    money = f"; {left:,.0f} million US$ are not spent" if left >= 1 else ""
    return NarrativeLine(
        f"Called back: {force.name}, {whence} {scenario.incident_by_id[entry.incident].title}, {back}{money}."
    )


@_told.register
def _returned(entry: e.Returned, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat:
        return None
    return NarrativeLine(f"Home: {state.scenario.force_by_id[entry.force].name} may be sent again.")


@_told.register
def _arrived(entry: e.Arrived, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat or not entry.late:
        return None
    force, title = state.scenario.force_by_id[entry.force], state.scenario.incident_by_id[entry.incident].title
    return NarrativeLine(f"Too late: {force.name} came to {title} when all was over there.", "warn")


@_told.register
def _licence_sought(entry: e.LicenceSought, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat:
        return None
    return NarrativeLine(f"At the export-licence desk: {state.scenario.option_by_id[entry.option].title}.")


@_told.register
def _licensed(entry: e.Licensed, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat:
        return None
    days = round(entry.days)
    how = "exempt from a licence" if entry.route == "exempt" else "export licence granted"
    return NarrativeLine(
        f"{how[0].upper()}{how[1:]} after {days} {'day' if days == 1 else 'days'}: "
        f"{state.scenario.option_by_id[entry.option].title}.",
        "good",
    )


@_told.register
def _dropped(entry: e.Dropped, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat:
        return None
    what = _about(state, entry.option, entry.incident)
    if entry.cause is e.DropCause.JOINED:
        return NarrativeLine(f"Your {what} {why_dropped(entry, state)}.", "quiet")
    if entry.cause is e.DropCause.CANCELLED:
        return NarrativeLine(f"Taken back: {what}.")
    if entry.cause is e.DropCause.CONTROL:
        return NarrativeLine(f"Nothing comes of your {what}: it was refused.", "bad")
    others = entry.cause is e.DropCause.UNPAID and entry.payer != seat
    why = f"{entry.payer} cannot pay its share" if others else why_dropped(entry, state)
    return NarrativeLine(f"Nothing comes of your {what}: {why}.", "bad")


@_told.register
def _settled(entry: e.Settled, seat: Seat, state: State) -> NarrativeLine | None:
    """Whoever is not told that control did it learns what came of it: that nothing is waited for any more, or that it was refused."""
    if seat not in entry.to:
        return None
    about, own = _about(state, entry.option, entry.incident), seat == entry.seat
    whose = about if own else f"{about} ({entry.seat})"
    style = "good" if entry.grants else "bad"
    if entry.told:
        note = Settlement(entry.hour, entry.matter, entry.grants, entry.reason, told=True)
        return NarrativeLine(as_sentence(f"{whose}: {settled_told(note)}"), style)
    if entry.grants:
        gone = f"{MATTERS_TOLD[entry.matter]} is no longer waited for"
        return NarrativeLine(
            f"{whose}: {'nothing is waited for any more' if entry.matter == 'order' else gone}.", style
        )
    if own or not entry.request:
        return None  # that nothing comes of it says so
    return NarrativeLine(f"{whose}: nothing comes of it, it was refused.", style)


@_told.register
def _tried(entry: e.Tried, seat: Seat, state: State) -> NarrativeLine | None:
    if entry.seat != seat:
        return None
    if not entry.item and not entry.estimate.p:
        return NarrativeLine("Your intrusion finds nothing that is shared yet.", "warn")
    if not entry.success:
        return NarrativeLine(f"Your intrusion at {entry.holder} fails.", "warn")
    got = f": you have {item_told(state.scenario, entry.item)}" if entry.item else ""
    return NarrativeLine(f"Your intrusion at {entry.holder} succeeds{got}.", "good")


# ---------------------------------------------------------------- requests


@_told.register
def _requested(entry: e.Requested, seat: Seat, state: State) -> NarrativeLine | None:
    request = state.requests[entry.request]
    if not is_before(state, seat, request):
        return None
    what, others = _about(state, entry.option, entry.incident), [one for one in entry.needed if one != entry.seat]
    if entry.seat == seat:
        if entry.rule == STANDING and not others:
            return NarrativeLine(f"Agreed beforehand, so nobody is asked: {what}.")
        asks = "the consent of" if entry.rule in (CONSENT, STANDING) else "the concurrence of"
        return NarrativeLine(f"You ask for {asks} {listed(others) or 'nobody else'}: {what}.")
    if entry.rule == STANDING:
        return NarrativeLine(f"{entry.seat} acts on what was agreed beforehand: {what}.")
    asks = f"the consent of {listed(others)}" if entry.rule == CONSENT else "concurrence"
    return NarrativeLine(f"{entry.seat} asks for {asks}: {what}.", "warn" if seat in entry.needed else "")


@_told.register
def _received(entry: e.Received, seat: Seat, state: State) -> NarrativeLine | None:
    request = state.requests[entry.request]
    if not is_before(state, seat, request) or entry.seat == request.seat:
        return None
    who = "You" if entry.seat == seat else str(entry.seat)
    said = says(request.rule, entry.concur)
    if entry.seat == seat:
        said = _SECOND_PERSON[said]
    late = ", too late" if entry.late else ""
    style = "warn" if entry.late or not entry.concur else "good" if request.seat == seat else ""
    return NarrativeLine(f"{who} {said}{late}: {_of(state, request)}.", style)


_SECOND_PERSON = {
    "consents": "consent",
    "does not consent": "do not consent",
    "keeps silence": "keep silence",
    "breaks the silence": "break the silence",
    "concurs": "concur",
    "does not concur": "do not concur",
}


@_told.register
def _concurred(entry: e.Concurred, seat: Seat, state: State) -> NarrativeLine | None:
    request = state.requests[entry.request]
    if not is_before(state, seat, request) or entry.standing:
        return None
    return NarrativeLine(f"The coalition concurs after {entry.took} h: {_of(state, request)}.", "good")


@_told.register
def _consented(entry: e.Consented, seat: Seat, state: State) -> NarrativeLine | None:
    request = state.requests[entry.request]
    if not is_before(state, seat, request) or len(request.needed) < 2:
        return None  # the one answer said so
    return NarrativeLine(f"{listed(request.needed)} agreed: {_of(state, request)}.", "good")


@_told.register
def _blocked(entry: e.Blocked, seat: Seat, state: State) -> NarrativeLine | None:
    request = state.requests[entry.request]
    if not is_before(state, seat, request):
        return None
    failed = "No consent to" if request.rule == CONSENT else "No concurrence on"
    return NarrativeLine(f"{failed} {_of(state, request)}: {why_blocked(entry)}.", "bad")


def _about(state: State, option: str, incident: str) -> str:
    return order_about(state.scenario, option, incident)


def _of(state: State, request: Request) -> str:
    return _about(state, request.option, request.incident)
