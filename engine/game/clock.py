"""The clock of one game: SimPy, filled from an agenda of records. The only file with simpy.

The clock decides nothing. It keeps what is to come in order, and says what comes now. What it holds is a value: the SimPy
environment is made from the agenda, and can be made from it again at any moment.
"""

from __future__ import annotations

import simpy
from simpy.events import Event, EventPriority

from fourthseat.engine.core.terms import Hour
from fourthseat.engine.game.agenda import Due, Priority, Step

__all__ = ["Clock"]


class Clock:
    """The hour, and what is to come, in the order it comes in: by hour, by priority, and as it was set down."""

    def __init__(self) -> None:
        """At hour 0, with nothing to come."""
        self.hour: Hour = 0
        """Game hours since STARTEX."""
        self.agenda: dict[int, Due] = {}
        """What is to come, by the number it was set down under."""
        self.events = 0
        """How many steps have been set down since STARTEX."""
        self._wind()

    def due(self, hours: Hour, step: Step, priority: Priority = Priority.NORMAL) -> None:
        """Set *step* down for *hours* from now, in its turn among everything of that hour."""
        self.events += 1
        self.agenda[self.events] = Due(self.hour + hours, priority, step)
        self._set(self.events, hours, priority)

    def later(self) -> bool:
        """Whether nothing more comes in this hour."""
        return self._env.peek() > self.hour

    def next_step(self) -> Step | None:
        """Take the next step off the agenda, at its hour; None if there is none left."""
        if not self.agenda:
            return None
        self._env.step()
        self.hour, _, step = self.agenda.pop(self._came)
        return step

    def clear(self) -> None:
        """Strike everything that was to come."""
        self.agenda.clear()
        self._wind()

    def _wind(self) -> None:
        """Fill a new environment from the agenda."""
        self._env = simpy.Environment(self.hour)
        for number, due in self.agenda.items():
            self._set(number, due.hour - self.hour, due.priority)

    def _set(self, number: int, hours: Hour, priority: Priority) -> None:
        event = Event(self._env)
        event._ok, event._value = True, number
        event.callbacks.append(self._come)
        self._env.schedule(event, EventPriority(priority), hours)

    def _come(self, event: Event) -> None:
        self._came: int = event._value
