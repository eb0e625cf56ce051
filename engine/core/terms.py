"""The vocabulary: what every other module calls things."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

__all__ = [
    "CONTROL",
    "NOBODY",
    "RULES",
    "TOP_RUNG",
    "Cell",
    "Estimate",
    "Hour",
    "Outcome",
    "Posture",
    "Rung",
    "Seat",
    "Turn",
]

Seat = NewType("Seat", str)
"""One decision-maker at the table: a national cell (``AUS``), an opponent, or ``CONTROL``."""

Hour = int
"""Whole game hours since STARTEX. Durations are rounded up: a staff is not ready until it is ready."""

Turn = int
"""Numbered round, from 1; printed as a *move*."""

Rung = int
"""Position on the scenario's escalation ladder: 0 routine … 6 major conflict."""

TOP_RUNG: Rung = 6
"""Major conflict: the game ends there and is handed to the facilitator."""

RULES = ("lead", "quorum:2", "unanimity")
"""Rules of concurrence a comparison crosses: with one alone the sign of Japan's effect would be chosen, not found."""

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


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model says: a probability, and why. A model is never told the draw."""

    p: float
    """Probability in [0, 1] of the event the model is named for."""
    reasons: tuple[str, ...]
    """One short sentence per term, largest first where the model can tell; printed in the debrief."""
