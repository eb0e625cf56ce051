"""Games that are alike are played once: scenarios that differ in a few fields, on one seed, by one cast.

They are one game for as long as nothing has read a field in which they differ. When something is about to, the game is copied,
once for each value of the field, and every copy goes on for those that share the value. Each ends as it would have ended
alone, entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.plain import UndecidedError, merged, value_at
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["play_together"]


def play_together(
    scenarios: Sequence[Scenario], coalition: str, seed: int, cast: Mapping[Seat, Player]
) -> Iterator[tuple[tuple[int, ...], Game]]:
    """The game of every one of *scenarios*: the places in *scenarios* that share it, and the finished game.

    *cast* decides from what it is shown alone: a player that keeps something from one question to the next would mix up games.
    """
    waiting: list[tuple[tuple[int, ...], Game | None]] = [(tuple(range(len(scenarios))), None)]
    while waiting:
        members, game = waiting.pop()
        try:
            if game is None:
                game = Game(merged([scenarios[n] for n in members]), coalition, seed)
            else:
                game.run()
            yield members, play(game, cast)
        except UndecidedError as read:
            parts: dict[object, list[int]] = {}
            for n in members:
                parts.setdefault(value_at(scenarios[n], read.place), []).append(n)
            for part in parts.values():
                common = merged([scenarios[n] for n in part])
                # A game that was changed before it read the field is no use any more: it is played from its start.
                waiting.append((tuple(part), None if game is None or game.torn else game.under(common)))
