"""The clock of one game: SimPy, filled from an agenda of records. The only file with simpy.

The clock decides nothing. It keeps what is to come in order, and says what comes now. What it holds is a value: SimPy is
told the hours in which something comes, from the agenda, and can be told them again at any moment.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from operator import itemgetter

import simpy

from fourthseat.engine.core.terms import Hour
from fourthseat.engine.game.agenda import Due, Priority, Step

__all__ = ["Clock"]


class Clock:
    """The hour, and what is to come, in the order it comes in: by hour, by priority, and as it was set down."""

    def __init__(self) -> None:
        """At hour 0, with nothing to come."""
        self.hour: Hour = 0
        """Game hours since STARTEX."""
        self.changes = 0
        """Goes up with whatever is changed in the game, so that one can tell whether a step has changed anything."""
        self._now: tuple[deque[Step], ...] = tuple(deque() for _ in Priority)
        """What is still to come in this hour, by priority."""
        self._ahead: dict[Hour, list[tuple[Priority, Step]]] = {}
        """What comes in later hours, as it was set down."""
        self._env: simpy.Environment | None = None
        """Made of the hours ahead when it is next needed."""

    @property
    def agenda(self) -> Iterator[Due]:
        """Everything that is to come, in order."""
        for priority, steps in zip(Priority, self._now, strict=True):
            for step in steps:
                yield Due(self.hour, priority, step)
        for hour in sorted(self._ahead):
            for priority, step in sorted(self._ahead[hour], key=itemgetter(0)):
                yield Due(hour, priority, step)

    def due(self, hours: Hour, step: Step, priority: Priority = Priority.NORMAL) -> None:
        """Set *step* down for *hours* from now, in its turn among everything of that hour."""
        self.changes += 1
        if not hours:
            self._now[priority].append(step)
            return
        hour = self.hour + hours
        ahead = self._ahead.get(hour)
        if ahead is not None:
            ahead.append((priority, step))
            return
        self._ahead[hour] = [(priority, step)]
        if self._env is not None:
            self._env.timeout(hours)

    def next(self, step: Step) -> None:
        """*step* comes next, before anything else: what follows at once, or a step that is put back."""
        self.changes += 1
        self._now[Priority.BEGIN].appendleft(step)

    def this_hour(self) -> Iterator[Step]:
        """Take the steps of this hour off the agenda, the next when it is asked for, until none is left."""
        begin, normal, window_closes, turn_closes = self._now
        while True:
            if begin:
                yield begin.popleft()
            elif normal:
                yield normal.popleft()
            elif window_closes:
                yield window_closes.popleft()
            elif turn_closes:
                yield turn_closes.popleft()
            else:
                return

    def next_hour(self) -> bool:
        """Go on to the next hour in which something comes; whether there is one."""
        if not self._ahead:
            return False
        if self._env is None:
            self._env = self._wound()
        self._env.step()
        self.hour = int(self._env.now)
        for priority, step in self._ahead.pop(self.hour):
            self._now[priority].append(step)
        return True

    def strike(self, which: Callable[[Step], bool]) -> list[Step]:
        """Take every step *which* is true of off the agenda; those that were on it. An hour in which nothing is left passes."""
        struck = [due.step for due in self.agenda if which(due.step)]
        if struck:
            self.changes += 1
            for steps in self._now:
                kept = [step for step in steps if not which(step)]
                steps.clear()
                steps.extend(kept)
            for hour, ahead in self._ahead.items():
                self._ahead[hour] = [(priority, step) for priority, step in ahead if not which(step)]
        return struck

    def clear(self) -> None:
        """Strike everything that was to come."""
        for steps in self._now:
            steps.clear()
        self._ahead, self._env = {}, None

    def _wound(self) -> simpy.Environment:
        """SimPy at this hour, told the hours ahead."""
        env = simpy.Environment(self.hour)
        for hour in sorted(self._ahead):
            env.timeout(hour - self.hour)
        return env
