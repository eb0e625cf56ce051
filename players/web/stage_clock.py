"""The clock of a room's stages: how long each has, when it runs, and what of it is put on disk."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from fourthseat.engine.exercise.stages import IN_DAYS, Clock
from fourthseat.players.web.clock_facts import ClockSet, DeadlineSet
from fourthseat.players.web.disk import NotWrittenError
from fourthseat.players.web.facts import Fact

if TYPE_CHECKING:
    from fourthseat.players.web.session import Room

__all__ = ["StageClock"]

SAME_DEADLINE = 30.0
"""Seconds by which a deadline may be off before it is put down anew: two clocks that are read one after the other."""


class StageClock:
    """What starts, stops and keeps the clock of one room."""

    def __init__(self, room: Room) -> None:
        """Of *room*, whose clock stands until a stage is entered."""
        self._room = room
        self.entered = ""
        """The name of the stage that was last entered, and of its round."""
        self.owed = False
        """Whether the disk has still to take what the clock shows."""
        self._turn_zero = False
        """Whether the stage that was last entered is turn zero."""

    def enter(self, stage: str, name: str, *, starts: bool) -> None:
        """*stage* is entered, which with its round is called *name*; with *starts* its clock begins anew."""
        if starts:
            self._room.clock = Clock(self._time_of(stage), self._room.now() if self._runs_on(stage) else None)
            self.owed = True
        self.entered, self._turn_zero = name, stage == "brief"
        if self.owed:
            self.keep()

    def pause(self) -> None:
        """Stop the stage's clock."""
        self._room.clock = self._room.clock.paused(self._room.now())
        self.note()

    def go(self) -> None:
        """Start it again."""
        self._room.clock = self._room.clock.resumed(self._room.now())
        self.note()

    @property
    def step(self) -> tuple[float, str]:
        """By how many minutes the stage is given more or less time, and how that is told: more where answers are due in days."""
        return (720.0, "12 h") if self._in_days(self._room.stage) else (5.0, "5 min")

    def extend(self, minutes: float) -> None:
        """Give the stage more time."""
        left = max(self._room.clock.remaining(self._room.now()), 0)
        self._room.clock = Clock(left + 60 * minutes, self._room.now() if self._room.clock.running else None)
        self.note()

    def note(self) -> None:
        """Put the time left on every screen, and on disk as soon as it takes it: whoever resumes starts the clock by hand."""
        with contextlib.suppress(NotWrittenError):
            self.keep()
        self._room.changed()

    def keep(self) -> None:
        """Put the time left on disk: what a crash may cost is what has passed since. :exc:`NotWrittenError` if it cannot be."""
        self.owed = True
        left = self._room.clock.remaining(self._room.now())
        facts: list[Fact] = [ClockSet(round(left, 1), self.entered)]
        if self._in_days(self._room.stage):
            at = round(time.time() + left) if self._room.clock.running else 0.0
            before = self._room.record.deadline
            if before is None or before.stage != self.entered or abs(before.at - at) > SAME_DEADLINE:
                facts.append(DeadlineSet(float(max(0, at)), self.entered))
        self._room.write(*facts)
        self.owed = False

    def _in_days(self, stage: str) -> bool:
        return bool(self._room.record.homework) and stage in IN_DAYS

    def _time_of(self, stage: str) -> float:
        """Seconds that *stage* is given."""
        return 3600 * self._room.record.homework if self._in_days(stage) else 60.0 * self._room.record.minutes[stage]

    def take_up_deadline(self) -> None:
        """In an exercise of days time has passed while the room was shut: the clock goes on to its deadline."""
        deadline = self._room.record.deadline
        if deadline is not None and deadline.at and deadline.stage == self.entered and self._in_days(self._room.stage):
            self._room.clock = Clock(deadline.at - time.time(), self._room.now())
            self._room.changed()

    def _runs_on(self, stage: str) -> bool:
        """Whether the clock of *stage*, which is entered now, runs from the first.

        It stands if that of the stage before stood. Turn zero's waits for control, who opens the room before people are there; that
        of the first move runs even so, for opening it is starting.
        """
        return self._room.clock.running or (stage != "brief" and (self._turn_zero or not self.entered))
