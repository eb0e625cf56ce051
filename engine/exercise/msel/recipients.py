"""Who an event goes to: seats by their ids, their names, their cells, "All", or what a mapping says, however they are strung together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.exercise.msel.words import CONTROLLERS, EVERYBODY, folded
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Addressed", "Directory"]

LONGEST = 2_000
"""Letters. What is longer is no list of recipients."""
STRONG = re.compile(r"\s*[,;|\n、，；•]\s*")
"""What stands only between two recipients."""
BETWEEN = re.compile(r"\s*(?:[,;/&+|\n、，；・／＆＋•]|\band\b|及び|および|並びに|\s-\s)\s*", re.IGNORECASE)
"""What may also be part of a name."""


class Addressed(NamedTuple):
    """Who a cell of the sheet names."""

    seats: tuple[Seat, ...]
    """Each once, in the order they are named."""
    control: tuple[str, ...]
    """Names of the exercise's own staff among them, as written."""
    unknown: tuple[str, ...]
    """Names nobody here knows, as written."""


class Directory:
    """The names by which the seats of one scenario are known."""

    def __init__(self, scenario: Scenario, told: Mapping[str, str]) -> None:
        """*told* is what a person said of names the scenario does not have: name: seats, All, or CONTROL."""
        self.everybody = tuple(scenario.players)
        self.known: dict[str, tuple[Seat, ...]] = dict.fromkeys(EVERYBODY, self.everybody)
        self.known |= dict.fromkeys(CONTROLLERS, ())
        cells = {
            str(cell): tuple(seat for seat in self.everybody if scenario.cell(seat) is cell)
            for cell in (Cell.BLUE, Cell.RED, Cell.GREEN)
        }
        for own, seats in scenario.seated:
            in_order = tuple(seat for seat in self.everybody if seat in seats)  # no file's order decides anything
            cells |= {own.id: in_order, own.title: in_order}
        for cell, seats in cells.items():
            names = (
                f"{cell} cell",
                f"{cell} cells",
                f"{cell} team",
                f"all {cell}",
                f"all {cell} cells",
                f"{cell} players",
                cell,
            )
            self.known |= {folded(name): seats for name in names if seats}
        for spec in scenario.seats:
            seats = (spec.id,) if spec.id in self.everybody else ()
            self.known |= {folded(name): seats for name in _names(spec.id, spec.name)}
        self.told = {folded(name): self._resolved(seats) for name, seats in told.items()}

    def _resolved(self, text: str) -> tuple[Seat, ...]:
        """The seats that the right side of a mapping names; none for the exercise's own staff."""
        return tuple(dict.fromkeys(seat for part in _parts(text) for seat in self.known.get(folded(part), ())))

    def knows(self, text: str) -> bool:
        """Whether every name in *text* is one: what a mapping may have on its right side."""
        parts = _parts(text)
        return bool(parts) and all(folded(part) in self.known for part in parts)

    def read(self, text: str) -> Addressed:
        """Who *text* names."""
        if len(text) > LONGEST:
            return Addressed((), (), (text,))
        seats: dict[Seat, None] = {}
        control, unknown = [], []
        for name, found in self._found(text):
            if found is None:
                unknown.append(name)
            elif not found:
                control.append(name)
            else:
                seats |= dict.fromkeys(found)
        return Addressed(tuple(seats), tuple(control), tuple(unknown))

    def _found(self, text: str) -> Iterable[tuple[str, tuple[Seat, ...] | None]]:
        """Every name in *text* with its seats: the whole of it if that is a name, else its parts, else the words of a part."""
        if (whole := self._look(text)) is not None:
            yield text, whole
            return
        segments = [segment for segment in STRONG.split(unicodedata.normalize("NFKC", text)) if folded(segment)]
        if len(segments) > 1:
            for segment in segments:
                yield from self._found(segment)
            return
        for part in _parts(text):
            found = self._look(part)
            words = part.split()
            if found is None and len(words) > 1 and all(self._look(word) is not None for word in words):
                yield from ((word, self._look(word)) for word in words)
            else:
                yield part, found

    def _look(self, name: str) -> tuple[Seat, ...] | None:
        """The seats called *name*; none for the exercise's own staff; None if nobody is called so."""
        key = folded(name)
        for form in dict.fromkeys(
            (key, re.sub(r"^the |[ -](?:cell|team|player|players|group|desk|seat|delegation)$", "", key))
        ):
            for table in (self.told, self.known):
                if form in table:
                    return table[form]
            if (seats := self._adjective(form)) is not None:
                return seats
        return None

    def _adjective(self, key: str) -> tuple[Seat, ...] | None:
        """The seat whose country's adjective *key* is, where it is the name with an ending: Northland, Northlander; Estonia, Estonians."""
        names = {
            name: seats for name, seats in self.known.items() if len(name) > 3 and len(seats) == 1 and name.isalpha()
        }
        found = {
            seats
            for name, seats in names.items()
            for end in ("n", "an", "ian", "ese", "ns", "ans", "ians", "s")
            if key == name + end
        }
        return found.pop() if len(found) == 1 else None


def _names(seat: Seat, name: str) -> set[str]:
    """What a seat is called: its id, its name, the name's initials."""
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    short = {initials, ".".join(initials) + "."} if len(initials) > 1 else set()
    return {seat, name, re.sub(r"\s*\([^)]*\)", "", name), *short}


def _parts(text: str) -> list[str]:
    """The names in *text*, each without what stands around it."""
    return [part.strip() for part in BETWEEN.split(unicodedata.normalize("NFKC", text)) if folded(part)]
