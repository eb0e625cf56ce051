"""A game of doctrines unfolding on a page: what has been told of it so far, and how fast it goes on.

The game is played at once, for doctrines need no time; the page is told of it moment by moment, as somebody would live it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.record.perspective import StoryItem
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.standstill import Held

__all__ = ["PACES", "Watching", "moments"]

PACES = {"slow": 6.0, "steady": 3.0, "fast": 1.0}
"""Seconds from one moment to the next."""


def moments(entries: Sequence[Entry], story: Sequence[StoryItem]) -> list[int]:
    """How many of the *entries* have been told at each moment: a moment is an hour of which the *story* has more than staff work."""
    told = {entries[item.entry].hour for item in story if item.line.style != "quiet"}
    cuts = [
        number
        for number, entry in enumerate(entries[1:], 1)
        if entry.hour != entries[number - 1].hour and entries[number - 1].hour in told
    ]
    return [*cuts, len(entries)]


class Watching:
    """How far somebody who watches a finished game has been told of it."""

    def __init__(
        self, start: State, entries: Sequence[Entry], story: Sequence[StoryItem], now: Callable[[], float]
    ) -> None:
        """From *start* on, at the pace of :data:`PACES`; *now*: seconds on a steady clock."""
        self.entries, self.now = entries, now
        self.pace, self.running = "steady", True
        self.moments = moments(entries, story)
        self.at = 0
        """Which of the moments."""
        self._next = now() + PACES[self.pace]
        self._start, self._held = start, (0, start)

    @property
    def over(self) -> bool:
        """Whether everything has been told."""
        return self.at >= len(self.moments) - 1

    @property
    def held(self) -> Held:
        """What the watcher sees: the log and the state as far as it has been told."""
        upto, (before, state) = self.moments[self.at], self._held
        if upto != before:
            begun = (before, state) if before < upto else (0, self._start)
            self._held = upto, reduce(apply, self.entries[begun[0] : upto], begun[1])
        state = self._held[1]
        return Held(upto, frozenset(), state.hour, state)

    def tick(self) -> bool:
        """Called now and then: whether another moment was told."""
        if not self.running or self.over or self.now() < self._next:
            return False
        self.at += 1
        self._next = self.now() + PACES[self.pace]
        return True

    def do(self, what: str) -> str:
        """What the watcher asks for: stop, go on, one moment, from the beginning, or a pace; a sentence about it."""
        if what in PACES:
            self.pace, self._next = what, min(self._next, self.now() + PACES[what])
            return f"It goes on at a {what} pace."
        match what:
            case "pause":
                self.running = False
                return "It stands."
            case "go":
                self.running, self._next = True, self.now()
                return "It goes on."
            case "step":
                self.running, self.at = False, min(self.at + 1, len(self.moments) - 1)
                return "One moment more."
            case "end":
                self.at = len(self.moments) - 1
                return "To the end."
            case "again":
                self.running, self.at, self._next = True, 0, self.now() + PACES[self.pace]
                return "From the beginning."
        raise RefusalError("Stop, go on, one moment, the end, the beginning, or another pace.")
