"""Lines of play: the exercise itself and its branches, each a game with its own log on disk."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import LogError, ScenarioError
from fourthseat.engine.core.orders import Decision, Realign
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header, Writer, read
from fourthseat.engine.record.replay import fork, prefix, taken_up
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.player import Player

__all__ = ["MAIN", "Line", "RefusalError", "branch", "restore"]

MAIN = "main"
"""The line of play an exercise begins with."""


class RefusalError(ValueError):
    """Something the room does not take, in words for whoever tried."""


@dataclass
class Line:
    """A line of play: the exercise itself, or a branch of it."""

    name: str
    parent: str = ""
    turn: int = 0
    reason: str = ""
    game: Game = field(repr=False, default=None)  # type: ignore[assignment]  # set as soon as its log is open
    writer: Writer = field(repr=False, default=None)  # type: ignore[assignment]
    header: Header = field(repr=False, default=None)  # type: ignore[assignment]
    played: str = "people"
    """``people``, or ``doctrines`` if it was played out beside the exercise."""

    @property
    def log(self) -> EventLog:
        """What has been played on it."""
        return EventLog(self.header, tuple(self.game.entries))

    def play_out(self, cast: Mapping[Seat, Player]) -> None:
        """Let *cast* play it to its end."""
        while pending := self.game.pending:
            self.game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})


def restore(line: Line, path: Path) -> None:
    """Play *line* again from its log at *path*: what is on disk is what was played.

    Raises :exc:`LogError` if the log is not what its own game writes.
    """
    log = read(path)
    game = taken_up(log, str(path))
    writer = Writer.resume(path, log)
    line.header, line.game, line.writer = log.header, game, _written(game, writer)


def branch(
    origin: Line, name: str, turn: int, coalition: str, reason: str, played: str, path: Path, taken: Container[str]
) -> Line:
    """A new line called *name* from the opening of *turn* of *origin*, under *coalition* (empty: as it was), logged at *path*.

    Raises :exc:`RefusalError` and leaves nothing on disk if it cannot be.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise RefusalError(f"{name!r} is no name for a branch: small letters, digits and hyphens, at most 40.")
    if name in taken or name == "room":
        raise RefusalError(f"There is a line called {name} already.")
    if not reason.strip():
        raise RefusalError("A branch needs a reason: it stands in the record.")
    try:
        game = fork(origin.log, turn)
        kept = prefix(origin.log, turn)
    except (LogError, ScenarioError) as wrong:
        raise RefusalError(f"{wrong}.") from None
    if coalition and coalition != game.state.coalition.id:
        broken = refuse(game.state, CONTROL, Realign(coalition))
        if broken is not None:
            raise RefusalError(f"{broken}.")
        game.interject(CONTROL, Decision((Realign(coalition),), reason=reason))
    doctrines = played == "doctrines"
    cast = {seat: "doctrine" if doctrines else who for seat, who in origin.header.cast.items()}
    header = Header(
        origin.header.scenario,
        origin.header.coalition,
        origin.header.seed,
        cast | {str(CONTROL): "silent" if doctrines else "human"},
        __version__,
        {"line": origin.name, "turn": turn, "entries": len(kept), "reason": reason},
    )
    try:
        writer = Writer(path, header)
    except LogError as wrong:
        raise RefusalError(f"{wrong}.") from None
    return Line(name, origin.name, turn, reason, game, _written(game, writer), header, played)


def _written(game: Game, writer: Writer) -> Writer:
    """Put on disk what *game* has played so far, and from now on what it plays."""
    for entry in game.entries:
        writer(entry)
    game.listen(writer)
    return writer
