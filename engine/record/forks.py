"""A logged game gone on with from the opening of one of its turns, with something changed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.terms import Seat, Turn
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.replay import apply_fork_changes, new_game, prefix, replay_decisions
from fourthseat.engine.rules.player import Player

__all__ = ["Fork", "fork_with"]


class Fork(NamedTuple):
    """A game that shares its beginning with another."""

    game: Game
    """After the opening of the turn has been answered; to be played on by :attr:`cast`."""
    cast: Mapping[Seat, Player]
    header: Header
    """Of the fork's own log; it names its parent."""
    inherited: int
    """How many of the game's entries are the parent's."""


def fork_with(
    log: EventLog,
    turn: Turn,
    cast: Mapping[Seat, Player],
    cast_names: Mapping[Seat, str],
    *,
    coalition: str | None = None,
    orders: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    parent: str = "log",
) -> Fork:
    """The game of *log* taken up at the opening of *turn*, which is answered anew by *cast*, called *cast_names*.

    There CONTROL changes the coalition to *coalition*, and a seat of *orders* gives these orders and no other: pairs of an
    option and an incident (empty for none). *parent* is what the fork's header and messages call the log. Raises
    :exc:`LogError` if the log has no such turn or is not what this engine plays, :exc:`ScenarioError` if what is to be
    changed is against the rules.
    """
    inherited = prefix(log, turn)
    old = log.header
    game = new_game(old)
    replay_decisions(game, inherited)
    if game.state.turn != turn or len(game.entries) != len(inherited):
        raise LogError(f"{parent}: does not replay to turn {turn}; see --verify")
    apply_fork_changes(game, cast, coalition, orders or {})
    where = {"log": parent.rpartition("/")[2], "turn": turn, "hash": log.last_hash}
    names = {str(seat): name for seat, name in cast_names.items()}
    return Fork(game, cast, Header(old.scenario, old.coalition, old.seed, names, __version__, where), len(inherited))
