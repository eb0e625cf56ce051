"""Sets of doctrines, as a command or a study names them: who follows which, in one word or seat by seat."""

from __future__ import annotations

from collections.abc import Iterable

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["OWN", "following"]

OWN = "own"
"""The set of the scenario itself: each seat follows what its row says."""


def following(scenario: Scenario, sets: Iterable[str]) -> dict[str, str]:
    """What *sets* change in *scenario*, by path; a later one goes before an earlier one.

    A set is a doctrine's name, which all seats of its side follow then, or ``SEAT=NAME`` or ``CELL=NAME``, several with commas between them:
    ``cautious``, ``SEAT=bold``, ``BLUE=cautious,SEAT=bold``; ``own`` changes nothing. Raises :exc:`ScenarioError` with the nearest names.
    """
    changes: dict[str, str] = {}
    for text in sets:
        for part in text.split(","):
            whose, equals, name = part.strip().rpartition("=")
            if not equals and name == OWN:
                continue
            for seat in _seats(scenario, whose, name, text):
                changes[f"seat.{seat}.doctrine.use"] = name
    return changes


def _seats(scenario: Scenario, whose: str, name: str, text: str) -> tuple[Seat, ...]:
    """The seats that *whose* means, each of the side that may follow the doctrine *name*."""
    found = scenario.doctrine_by_id.get(name)
    if found is None:
        known = scenario.doctrine_by_id if whose else (*scenario.doctrine_by_id, OWN)
        raise ScenarioError(f"doctrine {text!r}: no doctrine {name!r}; {nearest(name, known)}")
    opponents = tuple(seat for seat in scenario.players if seat in scenario.red)
    side = opponents if found.side == "opponent" else scenario.capitals
    if not whose:
        return side
    cells = {cell.value: tuple(seat for seat in scenario.players if scenario.cell(seat) is cell) for cell in Cell}
    seats = cells.get(whose) or ((Seat(whose),) if whose in scenario.players else ())
    if not seats:
        known = (*scenario.players, *(cell for cell, there in cells.items() if there))
        raise ScenarioError(f"doctrine {text!r}: no seat or cell {whose!r} in {scenario.name}; {nearest(whose, known)}")
    strangers = [seat for seat in seats if seat not in side]
    if strangers:
        fit = [one.id for one in scenario.doctrines if one.side != found.side]
        raise ScenarioError(
            f"doctrine {text!r}: {name} is for {'an opponent' if found.side == 'opponent' else 'a capital'}, and {strangers[0]} is none; "
            f"it may follow {', '.join(fit)}"
        )
    return seats
