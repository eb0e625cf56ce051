"""How much one seat may send: enough for a busy cell at several screens, too little to drown the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from fourthseat.players.web.branches import RefusalError

__all__ = ["CHARACTERS", "FORMS", "SPAN", "Pace"]

FORMS, CHARACTERS, SPAN = 90, 60_000, 60.0
"""Forms and characters of text that one seat sends in so many seconds at most. Judgement: ten people who type all the time
write 3,000 characters a minute."""


class Pace:
    """What each seat has sent lately."""

    def __init__(self, now: Callable[[], float], forms: int = FORMS, characters: int = CHARACTERS) -> None:
        """*now*: seconds on a steady clock; at most so many *forms* and *characters* in :data:`SPAN`."""
        self._now, self._forms, self._characters = now, forms, characters
        self._sent: dict[str, deque[tuple[float, int]]] = {}

    def take(self, role: str, characters: int) -> None:
        """Count a form of *role* with so many *characters*; :exc:`RefusalError` if it is more than one seat may send."""
        now, sent = self._now(), self._sent.setdefault(role, deque())
        while sent and now - sent[0][0] > SPAN:
            sent.popleft()
        if len(sent) >= self._forms or sum(size for _, size in sent) + characters > self._characters:
            wait = round(SPAN - (now - sent[0][0])) + 1 if sent else round(SPAN)
            raise RefusalError(
                f"Your seat has sent very much in a minute; nothing was taken. Send it again in {wait} seconds."
            )
        sent.append((now, characters))
