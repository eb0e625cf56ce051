"""The turn as a facilitator knows it: its stages, and the clock on the wall beside the clock of the game.

Pure: the time of day comes in as a number of seconds from any steady clock, so that nothing here can be fooled by
somebody who sets the laptop's clock. A pause stops the one deadline there is; nothing piles up behind it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["IN_DAYS", "MINUTES", "STAGES", "Clock", "is_among", "move_of", "stage_of"]

STAGES = {
    "brief": "Turn zero: roles, objectives, what is established",
    "outbrief": "Outbrief in the cells: what the move brought each of them",
    "plenary": "Plenary: consequences, in front of everybody",
    "deliberate": "Deliberation and sealed orders",
    "respond": "The clock runs: capitals answer as they are asked",
    "adjudicate": "Adjudication",
    "running": "The clock runs: what was ordered takes its time",
    "washup": "ENDEX: hot wash",
}
"""What happens in each stage of a move, in its order. ``running`` is what those read of a stage who are not asked in it."""

MINUTES = {"brief": 15, "outbrief": 10, "plenary": 15, "deliberate": 30, "respond": 5, "adjudicate": 15, "washup": 30}
"""Minutes each stage is given unless control says otherwise. Judgement, from agendas of one-day exercises: 5 to 60."""

IN_DAYS = ("deliberate", "respond")
"""Stages in which somebody is asked: in an exercise of days they are given its hours instead of minutes."""


def stage_of(kinds: Collection[str], turn: int, plenary: bool) -> str:
    """The stage in which questions of those *kinds* are answered; *plenary* once control has called it."""
    if not kinds:
        return "washup"
    if "open" in kinds:
        return "brief" if turn <= 1 else "plenary" if plenary else "outbrief"
    if "close" in kinds:
        return "adjudicate"
    return "deliberate" if "orders" in kinds else "respond"


def is_among(stage: str, stages: Collection[str]) -> bool:
    """Whether *stage* is one of *stages*; to who only reads that the clock runs, either of those it stands for.

    >>> is_among("running", ["adjudicate"]), is_among("respond", ["adjudicate"])
    (True, False)
    """
    return stage in stages or (stage == "running" and not {"respond", "adjudicate"}.isdisjoint(stages))


def move_of(stage: str, turn: int) -> int:
    """The move that *stage* belongs to, while the log stands in move *turn*: outbrief and plenary are about the one that has closed.

    >>> move_of("plenary", 2), move_of("deliberate", 2), move_of("brief", 1)
    (1, 2, 0)
    """
    return max(0, turn - 1) if stage in ("brief", "outbrief", "plenary") else turn


@dataclass(frozen=True, slots=True)
class Clock:
    """The time a stage has left."""

    left: float
    """Seconds left when it was last started or stopped; below zero once the time is up."""
    since: float | None
    """When it was last started; None while it stands."""

    @property
    def running(self) -> bool:
        """Whether time passes."""
        return self.since is not None

    def remaining(self, now: float) -> float:
        """Seconds left at *now*."""
        return self.left if self.since is None else self.left - (now - self.since)

    def paused(self, now: float) -> Clock:
        """Stopped at *now*."""
        return Clock(self.remaining(now), None)

    def resumed(self, now: float) -> Clock:
        """Started at *now*; one that runs already goes on."""
        return self if self.running else Clock(self.left, now)
