"""The vocabulary: what every other module calls things."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Literal, NewType, cast

from fourthseat.engine.core.records import record

__all__ = [
    "CONTROL",
    "NOBODY",
    "RULES",
    "TOP_RUNG",
    "Cell",
    "ConcurrenceRule",
    "Estimate",
    "Hour",
    "Outcome",
    "Posture",
    "Rung",
    "Seat",
    "Turn",
]

Seat = NewType("Seat", str)
"""One decision-maker at the table: a national cell (``NORTH``), an opponent, or ``CONTROL``."""

Hour = int
"""Whole game hours since STARTEX. Durations are rounded up: a staff is not ready until it is ready."""

Turn = int
"""Numbered round, from 1; printed as a *move*."""

Rung = int
"""Position on the scenario's escalation ladder, from 0."""

TOP_RUNG: Rung = 6
"""Major conflict, the highest level of the standard ladder, which the data on replies know; a scenario's own ladder says where it ends."""

RULES = ("lead", "quorum:2", "unanimity")
"""Rules of concurrence a comparison crosses: with one alone the sign of a new member's effect would be chosen, not found."""


@record
class ConcurrenceRule:
    """How many capitals must say yes before the coalition concurs. Files and logs hold it as a text: ``quorum:2``."""

    kind: Literal["lead", "quorum", "unanimity"]
    n: int = 0
    """Of a quorum alone: yeses it takes, at least 1."""

    @classmethod
    @lru_cache(maxsize=64)
    def parse(cls, text: str) -> ConcurrenceRule:
        """The rule written as *text*: ``lead``, ``unanimity`` or ``quorum:N``; :exc:`ValueError` for any other.

        >>> ConcurrenceRule.parse("quorum:2")
        ConcurrenceRule(kind='quorum', n=2)
        """
        kind, colon, number = text.partition(":")
        if kind == "quorum" and number.isdecimal() and int(number) >= 1:
            return cls("quorum", int(number))
        if kind in ("lead", "unanimity") and not colon:
            return cls(cast('Literal["lead", "unanimity"]', kind))
        raise ValueError(f"{text!r} is no rule of concurrence: lead, unanimity or quorum:N")

    def needed(self, voters: int) -> int:
        """Yeses it takes of *voters* who have a say; never more than there are.

        >>> [ConcurrenceRule.parse(rule).needed(3) for rule in RULES]
        [1, 2, 3]
        """
        return voters if self.kind == "unanimity" else min(self.n if self.kind == "quorum" else 1, voters)

    def __str__(self) -> str:
        """As files and logs have it."""
        return f"quorum:{self.n}" if self.kind == "quorum" else self.kind


CONTROL = Seat("CONTROL")
"""The white cell. Its orders are logged and replayed like everybody's."""


NOBODY = Seat("")
"""No seat: a fact that is about none, and the public's view among the seats'."""


class Cell(StrEnum):
    """A group of seats."""

    BLUE = "BLUE"
    """The coalition and the allies beside it."""
    RED = "RED"
    """The opponent."""
    GREEN = "GREEN"
    """Partners and bystanders with interests of their own."""
    WHITE = "WHITE"
    """Control."""


class Posture(StrEnum):
    """A seat's readiness: how much of its available force can sail at once."""

    ROUTINE = "routine"
    RAISED = "raised"


class Outcome(StrEnum):
    """How an act came out, seen from the coalition."""

    SUCCESS = "SUCCESS"
    PARTIAL = "PARTIAL"
    FAILURE = "FAILURE"


@record
class Estimate:
    """What a model says: a probability, and why. A model is never told the draw."""

    p: float
    """Probability in [0, 1] of the event the model is named for."""
    reasons: tuple[str, ...]
    """One short sentence per term, largest first where the model can tell; printed in the debrief."""
