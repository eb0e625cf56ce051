"""An author's own cells: groups of seats with a name and a colour, each on one side.

Rules know three sides and control; a file may call its cells as the exercise does. A seat that is put into a cell of one's own is
kept with the side's standard cell and, beside it, the name of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, StringConstraints

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.terms import Cell
from fourthseat.engine.scenario.quantity import Frozen

__all__ = ["CELL_OF", "Misplaced", "OwnCell", "Side", "seated", "usual"]

Side = Literal["coalition", "opponent", "neutral"]
"""What a cell is to the rules."""

CELL_OF: dict[str, Cell] = {"coalition": Cell.BLUE, "opponent": Cell.RED, "neutral": Cell.GREEN}
"""The standard cell of a side."""
_STANDARD = frozenset(map(str, Cell))
_USUAL_COLOURS = {Cell.BLUE: "#3b7ac0", Cell.RED: "#c9444b", Cell.GREEN: "#3f8f5b"}

CellName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")]


class OwnCell(Frozen):
    """A cell as the exercise calls it, with its colour on pages, map and papers."""

    id: CellName = Field(description="what seats call it: cell = …; BLUE, RED and GREEN give those a name and colour")
    title: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] = Field(
        description="on pages, map and papers, as #rrggbb: seen on a white page and on a dark one"
    )
    side: Side = Field(
        description="what the rules take it for: coalition (its seats may belong to one), opponent or neutral"
    )


def usual(cell: Cell) -> OwnCell:
    """How a standard cell is shown that a file says nothing of."""
    side = next(side for side, standard in CELL_OF.items() if standard is cell)
    return OwnCell.model_validate({"id": str(cell), "title": str(cell), "colour": _USUAL_COLOURS[cell], "side": side})


class Misplaced(NamedTuple):
    """A seat in a cell that there is not, or a standard cell on another side than its own."""

    table: Literal["seat", "cell"]
    number: int
    """Of the row in its table."""
    key: str
    name: str
    """Of the row."""
    message: str
    value: str


def seated(raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Misplaced]]:
    """*raw* tables with every seat of an own cell in the standard cell of its side, and the cell's name beside; and what cannot be.

    What is no row, or no text, stays as it is: whoever reads the rows says so.
    """
    cells, seats = raw.get("cell"), raw.get("seat")
    if not isinstance(seats, list) or not isinstance(cells, list | None):
        return raw, []
    sides, wrong = dict[str, Cell](), list[Misplaced]()
    for number, row in enumerate(cells or ()):
        name, side = (row.get("id"), row.get("side")) if isinstance(row, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(side, str) or side not in CELL_OF:
            continue
        sides[name] = CELL_OF[side]
        if name in _STANDARD and name != sides[name]:
            right = next((side for side, cell in CELL_OF.items() if cell == name), "")
            means = f"{name} is the side {right!r}" if right else f"{name} is control's"
            wrong.append(
                Misplaced("cell", number, "side", name, f"side = {side!r}, but {means}; give it another id", side)
            )
    made = []
    for number, row in enumerate(seats):
        name = row.get("cell") if isinstance(row, dict) else None
        if not isinstance(name, str) or name in _STANDARD:
            made.append(row)
        elif name in sides:
            made.append({**row, "cell": str(sides[name]), "own_cell": name})
        else:
            told = nearest(name, [*sides, *sorted(_STANDARD)])
            message = f"cell = {name!r}: no such cell; {told}"
            wrong.append(Misplaced("seat", number, "cell", str(row.get("id", number)), message, name))
            made.append({**row, "cell": str(Cell.GREEN)})
    return {**raw, "seat": made}, wrong
