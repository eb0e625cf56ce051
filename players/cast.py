"""The shipped players, and how a cast is written: ``USA=human``, ``JPN=uniform``, ``PRC=doctrine``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record.narration import Line
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["NAMES", "cast_for", "cast_names"]

NAMES = ("doctrine", "uniform", "human", "silent")
"""What may sit in a seat; ``doctrine`` is the default, ``silent`` is CONTROL's."""


def cast_names(scenario: Scenario, chosen: Mapping[str, str]) -> dict[Seat, str]:
    """Who sits where, by name: doctrine and a silent CONTROL but for the seats in *chosen*.

    Raises :exc:`ScenarioError` for a seat or a player there is none of.
    """
    names: dict[Seat, str] = dict.fromkeys(scenario.players, "doctrine") | {CONTROL: "silent"}
    for seat, player in chosen.items():
        if Seat(seat) not in names:
            raise ScenarioError(f"no seat {seat!r} in {scenario.name}; {nearest(seat, names)}")
        if player not in NAMES:
            raise ScenarioError(f"no player {player!r} for {seat}; {nearest(player, NAMES)}")
        if seat == CONTROL and player in ("doctrine", "uniform"):
            raise ScenarioError(f"CONTROL is silent or human, not {player!r}")
        if seat != CONTROL and player == "silent":
            raise ScenarioError(f"only CONTROL is silent; {seat} is doctrine, uniform or human")
        names[Seat(seat)] = player
    return names


def cast_for(
    scenario: Scenario, names: Mapping[Seat, str], show: Callable[[Iterable[Line]], None] | None = None
) -> dict[Seat, Player]:
    """The players of *names*; a human tells its story through *show*."""
    from fourthseat.players.doctrine import doctrine_for
    from fourthseat.players.silent import Silent
    from fourthseat.players.uniform import Uniform

    cast: dict[Seat, Player] = {}
    for seat, name in names.items():
        if name == "human":
            from fourthseat.players.terminal.person import Human

            cast[seat] = Human(show or _nothing, scenario)
        elif name == "silent":
            cast[seat] = Silent()
        else:
            cast[seat] = Uniform() if name == "uniform" else doctrine_for(scenario.cell(seat))
    return cast


def _nothing(lines: Iterable[Line]) -> None:
    """Show nothing."""
    for _ in lines:
        pass
