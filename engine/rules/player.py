"""What occupies a seat."""

from __future__ import annotations

from typing import Protocol

from fourthseat.engine.core.orders import Decision
from fourthseat.engine.rules.view import View

__all__ = ["Player"]


class Player(Protocol):
    """Anything that can answer a view: a person, a doctrine, a tape.

    ``decide`` answers every question of the view. It keeps no state that decides: the same view twice
    gives the same decision. A player that wants chance uses the luck its questions carry.
    """

    def decide(self, view: View, /) -> Decision:
        """The seat's answer to *view*."""
        ...
