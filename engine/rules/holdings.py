"""What the capitals share that must not get out, who holds it, since when, and what has got out already.

Three kinds of item, each named by what it is, never by who is a member:

- ``plan:OPTION:INCIDENT``: a joint measure, held by whoever it was put before, from then on;
- ``picture:SEAT:INCIDENT``: what a seat's sensors see, held by whoever was given it;
- ``technology:LINE``: a technology line, held by whoever it flows to.

Plans and pictures matter until their incident is decided; technology always does. A capital is shown a plan or a picture as
far as its sharing level goes, and can lose as much of it; who proposed a plan has all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fourthseat.engine.core.terms import CONSENT, STANDING, Hour, Seat
from fourthseat.engine.rules.concurrence import sharing
from fourthseat.engine.rules.state import Request, State

__all__ = ["Held", "held", "known_about", "releaser", "technology_known"]

HOURS_PER_MONTH = 8766.0 / 12
UNNAMED = ""
"""What a log from before there were items says of what got out: it was about everything."""


class Held(NamedTuple):
    """One item of the others' in one seat's hands."""

    item: str
    holder: Seat
    since: Hour
    until: Hour | None
    """When it ceased to matter; None while it does."""
    incident: str
    """What it is about; empty of technology."""
    part: float = 1.0
    """How much of it the holder was given, 0 to 1: what is released in part can be lost in part alone."""

    def months(self, start: Hour, end: Hour) -> float:
        """How long it was held and mattered between two hours, months, for the part of it that was held."""
        until = end if self.until is None else min(end, self.until)
        return self.part * max(0, until - max(start, self.since)) / HOURS_PER_MONTH


def held(state: State) -> Iterator[Held]:
    """Every item that is shared and has not got out, with each seat that holds it."""
    for request in state.requests.values():
        if request.rule != CONSENT and request.verdict is not False:
            item = f"plan:{request.option}:{request.incident}"
            if item not in state.out:
                for seat in _readers(state, request):
                    part = 1.0 if seat == request.seat else sharing(state, seat)
                    yield Held(item, seat, request.hour, _over(state, request.incident), request.incident, part)
    for incident in state.incidents.values():
        for (source, holder), since in incident.pictures.items():
            item = f"picture:{source}:{incident.id}"
            if item not in state.out:
                yield Held(item, holder, since, _over(state, incident.id), incident.id, sharing(state, holder))
    for line in state.scenario.programmes:
        item = f"technology:{line.id}"
        if item not in state.out:
            for holder, own in state.seats.items():
                if line.id in own.programmes:
                    yield Held(item, holder, own.programmes[line.id], None, "")


def _readers(state: State, request: Request) -> tuple[Seat, ...]:
    """Who has read a plan: whoever it was put before; every member, where all agreed to it beforehand."""
    seats = (*request.needed, *state.members) if request.rule == STANDING else (*request.needed, request.seat)
    return tuple(sorted(set(seats)))


def _over(state: State, incident: str) -> Hour | None:
    """When an incident was decided; None while it is not, and of what is about none."""
    if not incident:
        return None
    about = state.incidents[incident]
    return about.closes if about.choice is not None else None


def releaser(state: State, item: str) -> Seat | None:
    """Whose item it is: the seat that shared the picture, or gives the technology; None of a plan, which is everybody's."""
    kind, name, *_ = (*item.split(":"), "")
    if kind == "picture":
        return Seat(name)
    return state.scenario.programme_by_id[name].donor if kind == "technology" else None


def known_about(state: State, incident: str) -> bool:
    """Whether a plan or a picture about *incident* has got out."""
    return bool(state.out) and any(item == UNNAMED or _about(item) == incident for item in state.out)


def _about(item: str) -> str:
    """The incident that an item is about; empty of technology."""
    return "" if item.startswith("technology:") else item.split(":")[2]


def technology_known(state: State, line: str) -> bool:
    """Whether a technology line has got out."""
    return bool(state.out) and f"technology:{line}" in state.out
