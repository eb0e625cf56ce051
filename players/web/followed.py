"""What control's page tells of a log that grows, kept up entry by entry."""

from __future__ import annotations

from collections.abc import Sequence

from fourthseat.engine.core.entries.control import Injected
from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.entries.turns import Decided, TurnOpened
from fourthseat.engine.core.terms import Hour, Seat

__all__ = ["Followed"]


class Followed:
    """What control's page tells of the entries of a growing log; each is looked at once, however often the page is drawn."""

    def __init__(self) -> None:
        """Nothing looked at yet."""
        self.count = 0
        self.sent: dict[str, Hour] = {}
        """When each inject was sent."""
        self.why: dict[str, str] = {}
        """Why each inject was taken off the list that was."""
        self.proposals: list[tuple[Seat, str]] = []
        """Orders in the cells' own words, of this move."""

    def more(self, entries: Sequence[Entry]) -> None:
        """Look at what *entries*, the whole log, has beyond what was looked at."""
        for entry in entries[self.count :]:
            if isinstance(entry, Injected):
                self.sent[entry.inject] = entry.hour
            elif isinstance(entry, TurnOpened):
                self.proposals = []
            elif isinstance(entry, Decided):
                for order in entry.decision.orders:
                    if order.kind == "withhold":
                        self.why[order.inject] = entry.decision.reason or "held"
                    elif order.kind == "propose":
                        self.proposals.append((entry.seat, order.text))
        self.count = len(entries)
