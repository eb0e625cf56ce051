"""The clock of one game: SimPy, filled from an agenda of records. The only file with simpy.

The clock decides nothing. It keeps what is to come in order, and says what comes now. What it holds is a value: SimPy is
told the hours in which something comes, from the agenda, and can be told them again at any moment.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

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
        self._ahead: dict[Hour, tuple[list[Step], ...]] = {}
        """What comes in later hours, by priority."""
        self._env: simpy.Environment | None = None
        """Made of the hours ahead when it is next needed."""

    @property
    def agenda(self) -> Iterator[Due]:
        """Everything that is to come, in order."""
        for priority, steps in zip(Priority, self._now, strict=True):
            for step in steps:
                yield Due(self.hour, priority, step)
        for hour in sorted(self._ahead):
            for priority, ahead in zip(Priority, self._ahead[hour], strict=True):
                for step in ahead:
                    yield Due(hour, priority, step)

    def due(self, hours: Hour, step: Step, priority: Priority = Priority.NORMAL) -> None:
        """Set *step* down for *hours* from now, in its turn among everything of that hour."""
        self.changes += 1
        if not hours:
            self._now[priority].append(step)
            return
        hour = self.hour + hours
        steps = self._ahead.get(hour)
        if steps is None:
            steps = self._ahead[hour] = ([], [], [], [])
            if self._env is not None:
                self._env.timeout(hours)
        steps[priority].append(step)

    def next(self, step: Step) -> None:
        """*step* comes next, before anything else: what follows at once, or a step that is put back."""
        self.changes += 1
        self._now[Priority.BEGIN].appendleft(step)

    def later(self) -> bool:
        """Whether nothing more comes in this hour."""
        return not any(self._now)

    def next_step(self) -> Step | None:
        """Take the next step off the agenda, at its hour; None if there is none left."""
        for steps in self._now:
            if steps:
                return steps.popleft()
        if not self._ahead:
            return None
        if self._env is None:
            self._env = self._wound()
        self._env.step()
        self.hour = int(self._env.now)
        for steps, ahead in zip(self._now, self._ahead.pop(self.hour), strict=True):
            steps.extend(ahead)
        return self.next_step()

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
