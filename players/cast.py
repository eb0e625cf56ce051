"""The shipped players, and how a cast is written: ``NORTH=human``, ``SOUTH=uniform``, ``RIVAL=doctrine``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from fourthseat.engine.core.errors import ScenarioError, nearest, refuse_name
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["NAMES", "cast", "cast_for", "cast_names"]

NAMES = ("doctrine", "uniform", "human", "silent")
"""What may sit in a seat; ``doctrine`` is the default, ``silent`` is CONTROL's."""


def cast(scenario: Scenario, players: Mapping[str, str] | None = None) -> dict[Seat, Player]:
    """Who plays the seats of *scenario*: doctrines and a silent CONTROL, but for the seats named in *players*.

    ``cast(scenario, {"SOUTH": "uniform"})``; raises :exc:`ScenarioError` for a seat or a player there is none of.
    """
    return cast_for(scenario, cast_names(scenario, players or {}))


def cast_names(scenario: Scenario, chosen: Mapping[str, str]) -> dict[Seat, str]:
    """Who sits where, by name: doctrine and a silent CONTROL but for the seats in *chosen*.

    Raises :exc:`ScenarioError` for a seat or a player there is none of.
    """
    refuse_name(scenario, "cast")
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
    scenario: Scenario, names: Mapping[Seat, str], show: Callable[[Iterable[NarrativeLine]], None] | None = None
) -> dict[Seat, Player]:
    """The players of *names*; a human tells its story through *show*."""
    from fourthseat.players.doctrine import doctrine_for
    from fourthseat.players.silent import Silent
    from fourthseat.players.uniform import Uniform

    seated: dict[Seat, Player] = {}
    for seat, name in names.items():
        if name == "human":
            from fourthseat.players.terminal.person import Human

            seated[seat] = Human(show or _nothing, scenario)
        elif name == "silent":
            seated[seat] = Silent()
        else:
            seated[seat] = Uniform() if name == "uniform" else doctrine_for(scenario.cell(seat))
    return seated


def _nothing(lines: Iterable[NarrativeLine]) -> None:
    """Show nothing."""
    for _ in lines:
        pass
