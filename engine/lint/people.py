"""Seats, words and sources: strangers to the coalition, objectives nobody puts to the test, sources nobody can look up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import combinations
from typing import Any

from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.lint.references import FACTS, KEYS
from fourthseat.engine.scenario.coalition_rows import Coalition
from fourthseat.engine.scenario.colours import (
    ALIKE,
    BACKGROUNDS,
    LEAST_CONTRAST,
    contrast,
    difference,
    legible,
    legibly,
)
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sources import row_name

__all__ = ["people_and_words", "unknown_sources"]

_KEY = re.compile(r"\[([A-Z][A-Za-z]*[A-Za-z0-9]*)\]")
_FACT = re.compile(r"\bF\d{2,3}\b")
CITES = ("source", "basis", "background", "note")
"""Keys whose texts name sources."""


def people_and_words(s: Scenario) -> Iterator[Complaint]:
    """What is missing between the people of *s* and what they are told and asked."""
    for seat in s.seats:
        outside = [c.id for c in s.coalitions if seat.cell is Cell.BLUE and not _belongs(seat.id, c)]
        if outside:
            message = f"cell = 'BLUE', and in {_few(outside)} it is neither member nor ally: it acts alone there, shares nothing and consults nobody but the lead; add it as member or ally, or seat it in GREEN"
            yield Complaint("FS501", ("seat", seat.id, "cell"), message, "BLUE")
    about = {inject.objective for inject in s.msel}
    bare = [
        f"{one.id} ({seat.id})"
        for seat in s.seats
        if seat.cell is not Cell.RED
        for one in seat.objectives
        if one.id not in about
    ]
    if bare:
        yield Complaint("FS502", ("msel",), f"msel: no inject is about {_few(bare)}")
    if not s.interests:
        yield Complaint("FS504", ("interest",), "interest: no measure is named that the scenario is about")
    yield from _cells(s)
    for inject in s.msel:
        lacks = [name for name in ("expected", "objective") if not getattr(inject, name)]
        said = {"expected": "expected response", "objective": "objective"}
        if lacks:
            yield Complaint(
                "FS505", ("msel", inject.id, lacks[0]), f"has no {' and no '.join(said[name] for name in lacks)}"
            )


def _cells(s: Scenario) -> Iterator[Complaint]:
    """Cells nobody sits in, and colours that cannot be seen or told apart."""
    for cell in s.own_cells:
        at, colour = ("cell", cell.id), cell.colour
        if cell not in s.cell_shown.values():
            yield Complaint("FS512", (*at, "id"), "no seat sits in it", cell.id)
        if not legible(colour):
            worst = min(BACKGROUNDS, key=lambda ground: contrast(colour, ground))
            ratio = contrast(colour, worst)
            message = f"colour = {colour!r} has a contrast of {ratio:.1f} to 1 on a {'white' if worst == BACKGROUNDS[0] else 'dark'} page, where {LEAST_CONTRAST:g} is wanted; {legibly(colour)} has the same hue and is seen on both"
            yield Complaint("FS510", (*at, "colour"), message, colour)
    shown = [cell for cell, _ in s.seated if s.own_cells]
    for one, other in combinations(shown, 2):
        if difference(one.colour, other.colour) < ALIKE:
            own = other if other in s.own_cells else one
            rest = one if own is other else other
            message = (
                f"colour = {own.colour!r} is hardly told from that of {rest.id}, {rest.colour}; give it another hue"
            )
            yield Complaint("FS511", ("cell", own.id, "colour"), message, own.colour)


def _belongs(seat: Seat, coalition: Coalition) -> bool:
    return seat in {member.seat for member in coalition.members} | {ally.seat for ally in coalition.allies}


def _few(names: list[str]) -> str:
    """The first three of *names*, and how many more."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def unknown_sources(tables: Mapping[str, Any]) -> Iterator[Complaint]:
    """Every key in brackets and every fact number in the sources of a file's *tables* that stands in no list."""
    own = tables.get("references")
    known = {*KEYS, *FACTS, *(own if isinstance(own, Mapping) else ())}
    for where, text in _cited(tables, ()):
        for name in dict.fromkeys((*_KEY.findall(text), *_FACT.findall(text))):
            if name not in known:
                names = FACTS if _FACT.fullmatch(name) else known - FACTS
                message = f"{where[-1]} names {name!r}, which stands in no list of sources; {_tail(name, names)}"
                yield Complaint("FS503", where, message, text, _called(where))


def _tail(name: str, known: set[str] | frozenset[str]) -> str:
    """The nearest of *known*; all of them would be of no use."""
    near = get_close_matches(name, sorted(known), n=1)
    return f"did you mean {near[0]!r}?" if near else f'say what it is: [references] {name} = "author, title, year"'


def _called(where: tuple[str | int, ...]) -> str:
    table, *rest = map(str, where)
    return ".".join((table, *rest)) if len(rest) < 2 else f"{table}[{rest[0]}].{'.'.join(rest[1:])}"


def _cited(value: Any, where: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text below *value* that names sources, with its path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in CITES and isinstance(inner, str):
                yield (*where, key), inner
            elif key != "references":
                yield from _cited(inner, (*where, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _cited(inner, (*where, row_name(inner) or number))
