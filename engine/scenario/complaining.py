"""What a complaint about a scenario's rows is, and those that every check makes: a name that there is none of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.scenario.seat_rows import SeatSpec

__all__ = ["Complaint", "Where", "in_cell", "listed", "unknown"]


Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One contradiction between rows: where it is, what is wrong, and the value that is wrong."""

    code: str
    """Its kind, a row of :data:`~fourthseat.engine.scenario.codes.CODES`."""
    where: Where
    """Keys from the top of the file: a table and a field (``models, deterrence``), or a table, the id of a row and a
    field of it (``msel, INJ-06, to``), with a field inside that field where there is one (``msel, INJ-06, when, fired``)."""
    message: str
    """A sentence without its place, in the file's words."""
    value: object = None
    """What stands there; None if nothing does."""
    key: str = ""
    """What the place is called where it is no row and field alone: ``incident[raid].window_hours``."""
    column: int = 0
    """The character of the value that is meant, from 1; 0 for all of it."""
    removable: bool = False
    """Whether the key may be taken out of the file without changing what the file means."""

    @property
    def row(self) -> tuple[str, str] | None:
        """Table and id of the row that is wrong; None if no single row is."""
        return (str(self.where[0]), str(self.where[1])) if len(self.where) > 2 else None

    @property
    def field(self) -> str:
        """The field that is wrong, as a column of a table is called."""
        return str(self.where[2] if len(self.where) > 2 else self.where[-1] if self.where else "")

    @property
    def called(self) -> str:
        """The place in the file's words: ``incident[raid].window_hours``, ``models.deterrence``."""
        if self.key or self.row is None:
            return self.key or ".".join(map(str, self.where))
        return f"{self.where[0]}[{self.where[1]}]" + "".join(f".{one}" for one in self.where[2:])

    def __str__(self) -> str:
        """The sentence with its row or key in front: ``msel INJ-06: needs an hour``."""
        front = self.key or ("" if self.row is None else " ".join(self.row))
        return f"{front}: {self.message}" if front else self.message


def unknown(where: Where, name: str | None, names: Collection[str], what: str, key: str = "") -> Iterator[Complaint]:
    """A complaint if *name* is none of *names*; *key* is what the file calls its place, the field unless given."""
    if name is not None and name not in names:
        yield Complaint("FS201", where, f"{key or where[2]} = {name!r}: no such {what}; {nearest(name, names)}", name)


def in_cell(seats: Mapping[Seat, SeatSpec], cell: Cell) -> str:
    """``BLUE seats: NORTH, SOUTH``."""
    return f"{cell} seats: {', '.join(sorted(name for name, seat in seats.items() if seat.cell is cell)) or 'none'}"


def listed(names: Sequence[str]) -> str:
    """Names as a list in a file."""
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
