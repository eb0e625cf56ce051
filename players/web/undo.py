"""What can still be taken back: acts of control, and the closing of a round, that wait a while before they are done.

Nothing of it is on disk. An act that waited as a room was stopped was not done: whoever wants it says so again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["SECONDS", "SEND_SECONDS", "Verb", "Waiting", "WaitingActs"]

SECONDS = 30.0
"""Seconds in which what cannot be called back later can be taken back: ENDEX, a round closed by hand, the last seal. Judgement, 20 to 60."""
SEND_SECONDS = 10.0
"""The same for an ad-hoc inject, for which a room waits; never more than the room's own. Judgement, 5 to 30."""

Verb = Literal["round", "close", "end", "adhoc"]
"""``round``: the last answer was sealed; ``close``: control closes the round; ``end``: ENDEX; ``adhoc``: an inject of control's own."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An act that is done at *due* unless it is taken back before."""

    number: int
    """From 1, in the order in which they were asked for."""
    verb: Verb
    words: str
    """What will be done, for control."""
    due: float
    """On the room's steady clock, seconds."""
    act: Callable[[], None] = field(compare=False)


class WaitingActs:
    """The acts of one room that wait, in the order in which they were asked for."""

    def __init__(self, now: Callable[[], float]) -> None:
        """None yet; *now* is the room's steady clock, seconds."""
        self.now = now
        self.all: list[Waiting] = []
        self._count = 0

    def put(self, verb: Verb, words: str, seconds: float, act: Callable[[], None]) -> Waiting | None:
        """Have *act* done in *seconds*; at once, and None, if there is nothing to wait for."""
        if seconds <= 0:
            act()
            return None
        self._count += 1
        made = Waiting(self._count, verb, words, self.now() + seconds, act)
        self.all.append(made)
        return made

    def take(self, number: int) -> Waiting | None:
        """The act of that *number*, which waits no longer; None if it does not wait, or was done."""
        found = next((one for one in self.all if one.number == number), None)
        if found is not None:
            self.all.remove(found)
        return found

    def drop(self, *verbs: Verb) -> None:
        """Forget what waits of these kinds: something else has made it void."""
        self.all = [one for one in self.all if one.verb not in verbs]

    def of(self, verb: Verb) -> Waiting | None:
        """The first that waits of this kind."""
        return next((one for one in self.all if one.verb == verb), None)

    def due(self) -> list[Waiting]:
        """Those whose time has come, which wait no longer."""
        now = self.now()
        ripe = [one for one in self.all if one.due <= now]
        self.all = [one for one in self.all if one.due > now]
        return ripe

    def left(self, verbs: Collection[Verb] | None = None) -> dict[str, float]:
        """Seconds that are left, by number; of all kinds, or of *verbs* alone."""
        now = self.now()
        return {
            str(one.number): round(max(one.due - now, 0.0), 1) for one in self.all if verbs is None or one.verb in verbs
        }
