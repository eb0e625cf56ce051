"""Arms of a block that share a game: which may, and what is read of the game for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.together import play_together
from fourthseat.engine.rules.player import Player, decides_from_view_alone
from fourthseat.engine.scenario.plain import UndecidedError
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.plan import Arm

__all__ = ["by_variant", "games_of", "may_share", "of_each"]

T = TypeVar("T")


def may_share(cast: Mapping[Seat, Player]) -> bool:
    """Whether every player says that it decides from what it is shown alone; else games that share one would disturb it."""
    return all(map(decides_from_view_alone, cast.values()))


def by_variant(arms: Sequence[Arm], numbers: Iterable[int]) -> list[list[int]]:
    """Those of *arms* with the given *numbers*, variant by variant: only the same coalition plays the same game."""
    groups: dict[str, list[int]] = {}
    for number in numbers:
        groups.setdefault(arms[number].coalition, []).append(number)
    return list(groups.values())


def games_of(
    scenarios: Sequence[Scenario], coalition: str, seed: int, cast: Mapping[Seat, Player], one_by_one: bool = False
) -> Iterator[tuple[tuple[int, ...], Game]]:
    """The finished game of every one of *scenarios*, with the places in *scenarios* that share it: one each if players forbid."""
    if not one_by_one and may_share(cast):
        yield from play_together(scenarios, coalition, seed, cast)
        return
    for place, scenario in enumerate(scenarios):
        yield (place,), play(Game(scenario, coalition, seed), cast)


def of_each(game: Game, scenarios: Sequence[Scenario], read: Callable[[Scenario, Game], T]) -> list[T]:
    """What *read* tells of a finished *game* for each of *scenarios*, which share it.

    It is read once if it looks at nothing in which they differ; else from the game under each one's own scenario.
    """
    try:
        return [read(game.scenario, game)] * len(scenarios)
    except UndecidedError:
        return [read(own.scenario, own) for own in map(game.under, scenarios)]
