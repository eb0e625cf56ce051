"""Texts: what is still the scaffold's, headings that two rows share, and what an objective's own seat is never told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["STARTERS", "texts"]

STARTERS: dict[tuple[str, ...], tuple[Any, ...]] = {
    ("title",): ("The Strait: ships are stopped and searched",),
    ("authors",): (["your name"],),
    ("background",): (
        "Invented from beginning to end. Northland and Southland have a pact; Isle lies beside the strait and is Northland's ally.",
    ),
    ("summary",): (
        "A neighbour begins to stop merchant ships in a strait. Who answers, how soon, and does a third partner make it easier or harder?",
    ),
}
"""What the scaffold says at the top of a file; a test holds this against it."""
SCAFFOLD = "scaffold"
"""The name of the scaffold itself, in which all of it is right."""


def texts(s: Scenario, tables: Mapping[str, Any]) -> Iterator[Complaint]:
    """What in the texts of *s*, whose file says *tables*, was hardly meant to stay."""
    for where, starters in STARTERS.items() if s.name != SCAFFOLD else ():
        if tables.get(where[0]) in starters:
            message = f"{where[0]} is still what `fourthseat new` wrote"
            yield Complaint("FS506", where, message, tables[where[0]])
    yield from _same(s)
    yield from _told(s)


def _same(s: Scenario) -> Iterator[Complaint]:
    """Rows of one table with one heading, which nobody at the table can tell apart."""
    headed: tuple[tuple[str, str, list[tuple[str, str]]], ...] = (
        ("seat", "name", [(str(seat.id), seat.name) for seat in s.seats]),
        ("place", "name", [(place.id, place.name) for place in s.places]),
        ("coalition", "title", [(one.id, one.title) for one in s.coalitions]),
        ("incident", "title", [(one.id, one.title) for one in s.incidents]),
        ("option", "title", [(one.id, one.title) for one in s.options]),
        ("programme", "title", [(one.id, one.title) for one in s.programmes]),
        ("msel", "text", [(one.id, one.text) for one in s.msel]),
    )
    for table, field, rows in headed:
        first: dict[str, str] = defaultdict(str)
        for row, text in rows:
            known = first[text.casefold()]
            if known:
                message = f"{field} = {text!r} is that of {table} {known} too; people would not know which is meant"
                yield Complaint("FS507", (table, row, field), message, text)
            else:
                first[text.casefold()] = row


def _told(s: Scenario) -> Iterator[Complaint]:
    """Injects about an objective whose own seat does not receive them."""
    whose = {objective.id: seat.id for seat in s.seats for objective in seat.objectives}
    for inject in s.msel:
        seat = whose.get(inject.objective)
        if seat is not None and seat not in inject.to:
            message = f"objective = {inject.objective!r} is {seat}'s, and {seat} does not receive the inject (to)"
            yield Complaint("FS508", ("msel", inject.id, "objective"), message, inject.objective)
