"""Incidents against the rest of a file: unknown names, opponents who are none, hours nobody lives to see, courses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.scenario.complaining import Complaint, in_cell, unknown
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import SeatSpec

__all__ = ["incident_complaints", "openers"]


def incident_complaints(
    s: Scenario,
    incident: Incident,
    seats: Mapping[Seat, SeatSpec],
    places: Collection[str],
    domains: Collection[str],
) -> Iterator[Complaint]:
    """What is wrong with one incident: unknown names, an opponent who is none, a time nobody lives to see."""
    at, end = ("incident", incident.id), s.endex
    for field, place in (("place", incident.place), *(("also_at", one) for one in incident.also_at)):
        yield from unknown((*at, field), place, places, "place")
    key = "opponents" if incident.opponents else "opponent"
    for opponent in incident.challengers:
        yield from unknown((*at, key), opponent, seats, "seat")
        if opponent in seats and (cell := seats[opponent].cell) is not Cell.RED:
            yield Complaint(
                "FS202",
                (*at, key),
                f"{key} = {opponent!r} sits in {cell}, not RED; {in_cell(seats, Cell.RED)}",
                opponent,
            )
    if incident.opponents and incident.opponent and incident.opponent != incident.opponents[0]:
        message = f"opponent = {incident.opponent!r} beside opponents, whose first is {incident.opponents[0]!r}; remove opponent"
        yield Complaint("FS209", (*at, "opponent"), message, incident.opponent)
    yield from _of_courses(s, incident)
    for field, names in (("stakes", incident.stakes), ("sensors", incident.sensors)):
        for seat in names:
            yield from unknown((*at, field), seat, seats, "seat", "stakes/sensors")
    for domain in incident.domains:
        yield from unknown((*at, "domains"), domain, domains, "domain of any force")
    if incident.hour is not None and incident.hour >= end:
        yield Complaint(
            "FS203",
            (*at, "hour"),
            f"hour = {incident.hour} is after ENDEX ({end}); hours count from STARTEX, 0 to {end - 1}",
            incident.hour,
        )
    if (low := incident.window_hours.low) < 1:
        yield Complaint("FS204", (*at, "window_hours", "low"), f"window_hours.low = {low:g} must be at least 1", low)
    if incident.hour is None and incident.id not in openers(s):
        yield Complaint(
            "FS205",
            (*at, "hour"),
            f'has no hour and no inject opens it; give it an hour, or an inject effect = {{ opens = "{incident.id}" }}',
        )


def openers(s: Scenario) -> frozenset[str]:
    """The incidents that an inject, an option, or another incident's end or course may open."""
    rows = [
        *(effect for inject in s.msel for effect in inject.effects),
        *(effect for option in s.options for effect in option.effects),
        *(effect for one in s.incidents for effects in one.ends.values() for effect in effects),
    ]
    every = (*rows, *(then for row in rows for then in row.then))
    opened = {row.incident for row in every if row.does == "open"} | {inject.effect.opens for inject in s.msel}
    opened |= {course.incident for one in s.incidents for course in one.courses if course.choice == "sideways"}
    return frozenset(name for name in opened if name)


def _of_courses(s: Scenario, incident: Incident) -> Iterator[Complaint]:
    """What is wrong with the courses of one incident: one listed twice, none to hold by, nowhere to go sideways."""
    at, listed = ("incident", incident.id, "course"), [course.choice for course in incident.courses]
    for choice in {one for one in listed if listed.count(one) > 1}:
        yield Complaint("FS209", at, f"course: {choice!r} is listed twice; remove one", choice)
    if listed and ("press" not in listed or len(listed) < 2):
        yield Complaint("FS209", at, "course: list press and at least one other, or none at all", listed[0])
    for course in incident.courses:
        if course.choice == "sideways":
            known = s.incident_by_id.keys() - {incident.id}
            if course.incident is None:
                yield Complaint("FS201", at, "course: sideways needs an incident that opens or hardens; add incident")
            yield from unknown(at, course.incident, known, "other incident")
        if course.choice == "offer" and not course.terms:
            yield Complaint("FS201", at, "course: an offer needs its terms, which everybody is told; add terms")
