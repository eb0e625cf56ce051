"""The ten points of an appraisal, and what is said of one: a measured value, its basis, met or not, and what to change.

A point is not met where there is a fault, and every fault names the row or number of the file in which it would be mended. What a
scenario means to fail it says in an ``[[exempt]]`` row, and that stands in the table with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from fourthseat.engine.scenario.exempt_rows import Exempt
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["TITLES", "Fault", "Judged", "Status", "not_looked_at", "with_exemptions"]

TITLES = {
    1: "No dead number",
    2: "Every mechanism matters somewhere",
    3: "Every option is ordered, every inject comes, nothing is certain",
    4: "Words count without ships, ships beside words",
    5: "Strength answers",
    6: "Decisions matter",
    7: "Nothing is cut by the end",
    8: "The tail exists",
    9: "Secrets live",
    10: "People could play it",
}
"""Every point by its number, as an ``[[exempt]]`` row names it."""


class Status(StrEnum):
    """What is said of a point."""

    MET = "met"
    NOT_MET = "not met"
    NOT_LOOKED_AT = "not looked at"
    EXEMPT = "exempt"
    """Meant to fail, and the scenario says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold, and what would mend it."""

    of: str
    """The row or number it is about, as an ``[[exempt]]`` row may name it: ``hotline``, ``incident.raid.gain``."""
    row: str
    """Where in the file it would be mended: ``option[hotline].seats``."""
    change: str
    """What is wrong, and what to change, in a sentence."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of the table."""

    point: int
    value: str
    """What was measured."""
    basis: str
    """On what: games, seeds, players."""
    faults: tuple[Fault, ...] = ()
    needed: str = ""
    """What would be needed to look at it; empty where it was looked at."""
    numbers: Mapping[str, Any] = field(default_factory=dict)
    """The same for a program."""
    exempt: str = ""
    """Why the scenario means to fail it, of the whole point."""
    excused: tuple[tuple[str, str], ...] = ()
    """Single things it means to fail, each with why."""
    idle: tuple[str, ...] = ()
    """Exemptions from what does not fail: rows that can go."""

    @property
    def title(self) -> str:
        """Of the point."""
        return TITLES[self.point]

    @property
    def status(self) -> Status:
        """What is said of it."""
        if self.needed:
            return Status.NOT_LOOKED_AT
        if self.exempt:
            return Status.EXEMPT
        return Status.NOT_MET if self.faults else Status.MET

    def plain(self) -> dict[str, Any]:
        """For a program."""
        return {
            "point": self.point,
            "title": self.title,
            "status": str(self.status),
            "value": self.value,
            "basis": self.basis,
            "change": [{"of": one.of, "row": one.row, "change": one.change} for one in self.faults],
            "needed": self.needed,
            "exempt": self.exempt,
            "excused": [{"of": of, "why": why} for of, why in self.excused],
            "idle_exemptions": list(self.idle),
            "numbers": dict(self.numbers),
        }


def not_looked_at(point: int, needed: str, value: str = "", basis: str = "") -> Judged:
    """A point of which nothing can be said, and what would be needed to say it."""
    return Judged(point, value, basis, needed=needed)


def with_exemptions(judged: Judged, scenario: Scenario) -> Judged:
    """*judged* with what *scenario* means to fail of this point."""
    mine = [exempt for exempt in scenario.exempts if exempt.point == judged.point]
    if not mine or judged.needed:
        return judged
    of = {exempt.of: exempt.why for exempt in mine if exempt.of}
    excused = tuple((fault.of, of[fault.of]) for fault in judged.faults if fault.of in of)
    left = tuple(fault for fault in judged.faults if fault.of not in of)
    whole = next((exempt.why for exempt in mine if not exempt.of), "") if left else ""
    return replace(judged, faults=left, exempt=whole, excused=excused, idle=tuple(_idle(mine, judged.faults, left)))


def _idle(mine: Sequence[Exempt], faults: Sequence[Fault], left: Sequence[Fault]) -> list[str]:
    """Exemptions of *mine* that excuse nothing."""
    found = {fault.of for fault in faults}
    unused = [exempt.of for exempt in mine if exempt.of and exempt.of not in found]
    return unused + ["the whole point" for exempt in mine if not exempt.of and not left]
