"""Wrong links, counted by where they come from: who tries many has to wait, and nobody else."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable

__all__ = ["Tries"]

TRIES, SPAN = 20, 60.0
"""Wrong links from one address in so many seconds, after which wrong links from there are not even looked at."""
ADDRESSES = 1000
"""Addresses that are remembered; beyond them the one that was quiet longest is forgotten."""


class Tries:
    """How many wrong links each address tried lately. A right link is answered whatever was tried before it."""

    def __init__(self, now: Callable[[], float]) -> None:
        """*now*: seconds on a steady clock."""
        self._now = now
        self._by: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        """Addresses that are remembered."""
        return len(self._by)

    def too_many(self, address: str) -> bool:
        """Count a wrong link from *address*; True if it had tried too many before this one."""
        tries = self._by.setdefault(address, deque(maxlen=TRIES))
        self._by.move_to_end(address)
        while len(self._by) > ADDRESSES:
            self._by.popitem(last=False)
        now = self._now()
        full = len(tries) == TRIES and now - tries[0] <= SPAN
        if not full:
            tries.append(now)
        return full
