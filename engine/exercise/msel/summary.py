"""What was read of an events list and how: the sheet, the columns, the rows that were left out and why, the times as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fourthseat.engine.exercise.msel.headers import FIELDS, OWN, Match

__all__ = ["LeftOut", "Reading", "Summary", "Timed", "Where"]


class LeftOut(NamedTuple):
    """A row that is not played."""

    row: int
    why: str
    """Goes on after "row 7 "."""


class Timed(NamedTuple):
    """A time as it was written and as it was read."""

    row: int
    event: str
    written: str
    hour: int | None
    move: int | None

    def __str__(self) -> str:
        """As ``row 12: 09:30 → H+0 (move 1)``."""
        return f"row {self.row}: {self.written or 'no time'} → {self.read}"

    @property
    def read(self) -> str:
        """As ``H+0 (move 1)``."""
        return "on its condition" if self.hour is None else f"H+{self.hour} (move {self.move})"


class Reading(NamedTuple):
    """A word of the sheet and what it was taken for."""

    written: str
    read: str


class Where(NamedTuple):
    """Where in the sheet the list stands, so that what is said of an event can name its row and column."""

    rows: Mapping[str, int]
    """By Event Number."""
    columns: Mapping[str, str]
    """Header by field."""

    def __call__(self, event: str, field: str) -> str:
        """The place of one field of one event, as messages begin."""
        column = self.columns.get(field, FIELDS.get(field, field))
        return f"row {self.rows[event]}, column {column!r}: " if event in self.rows else ""


@dataclass
class Summary:
    """What one reading of a list did."""

    file: str
    sheet: str
    """Empty for a CSV."""
    header_row: int
    two_header_rows: bool
    columns: tuple[Match, ...]
    other_sheets: tuple[str, ...]
    """Sheets that look like lists too and were not read."""
    startex: str = ""
    events: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    skipped: list[LeftOut] = field(default_factory=list)
    """Rows that are no events: headings over others, headers repeated."""
    times: list[Timed] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    """By what was written, where it is not the seats' own ids."""
    notes: list[str] = field(default_factory=list)
    """What else was decided, each a sentence."""

    @property
    def source(self) -> str:
        """The file, and the sheet where there are sheets."""
        return f"{self.file}, sheet {self.sheet!r}" if self.sheet else self.file

    def line(self) -> str:
        """All that must be said of a reading, in one line: what was read, and what of it is not played."""
        told = f"{self.source}: {self.events} {'event' if self.events == 1 else 'events'} read"
        if self.left_out:
            shown = "; ".join(f"row {one.row} {one.why}" for one in self.left_out[:5])
            more = f"; and {len(self.left_out) - 5} more" if len(self.left_out) > 5 else ""
            told += f", {len(self.left_out)} left out ({shown}{more})"
        if self.other_sheets:
            told += f"; not read: {', '.join(self.other_sheets)}"
        return told

    def columns_read(self) -> list[tuple[str, str, str]]:
        """Header, what it is taken for, why."""
        return [(one.header, "own column" if one.field == OWN else FIELDS[one.field], one.why) for one in self.columns]

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "startex": self.startex,
            "columns": [{"header": header, "is": read, "why": why} for header, read, why in self.columns_read()],
            "other_sheets": list(self.other_sheets),
            "events": self.events,
            "left_out": [one._asdict() for one in self.left_out],
            "skipped": [one._asdict() for one in self.skipped],
            "times": [one._asdict() for one in self.times],
            "recipients": dict(self.recipients),
            "notes": list(self.notes),
        }
