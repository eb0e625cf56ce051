"""Games that are alike are played once: scenarios that differ in a few fields, on one seed, by one cast.

They are one game for as long as nothing has read a field in which they differ. When something does, the game is copied as it
stood at its last question, once for each value of the field, and every copy goes on for those that share the value. Each ends as
it would have ended alone, entry by entry.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game
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
            game.shared = len(members) > 1
            game.run()
            while pending := game.pending:
                if game.shared:
                    game.checkpoint = copy.copy(game)
                game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})
        except UndecidedError as read:
            parts: dict[object, list[int]] = {}
            for n in members:
                parts.setdefault(value_at(scenarios[n], read.place), []).append(n)
            before = None if game is None else game.checkpoint
            for part in parts.values():
                common = merged([scenarios[n] for n in part])
                waiting.append((tuple(part), None if before is None else before.under(common)))
        else:
            yield members, game
