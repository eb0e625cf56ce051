"""What occupies a seat."""

from __future__ import annotations

from typing import Protocol

from fourthseat.engine.core.orders import Decision
from fourthseat.engine.rules.view import View

__all__ = ["Player", "decides_from_view_alone"]


class Player(Protocol):
    """Anything that can answer a view: a person, a doctrine, a tape.

    ``decide`` answers every question of the view. It keeps no state that decides: the same view twice
    gives the same decision. A player that wants chance uses the luck its questions carry.

    A class that keeps to this strictly may say so with ``decides_from_view_alone = True``. Then a study asks it once for
    games that are alike so far; any other player is asked in every game.
    """

    def decide(self, view: View, /) -> Decision:
        """The seat's answer to *view*."""
        ...


def decides_from_view_alone(player: Player) -> bool:
    """Whether the class of *player* says that its decisions come from the view alone, and keep nothing for the next one.

    The class itself has to say it: what a class inherits was said of another one, and a wrapper answers for what it wraps.
    """
    return vars(type(player)).get("decides_from_view_alone") is True
