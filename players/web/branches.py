"""Branches of play: the exercise itself and what leaves it, each a game with its own log on disk."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import LogError, ScenarioError
from fourthseat.engine.core.orders import Author, AuthorKind, Decision, Realign
from fourthseat.engine.core.terms import CONTROL, Seat, Turn
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header, read
from fourthseat.engine.record.replay import fork, prefix, resume_game
from fourthseat.engine.record.writer import Writer
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.player import Player
from fourthseat.players.web.facts import BranchOpened, PlayedBy

__all__ = ["Branch", "RefusalError", "open_branch", "replayed", "resumed"]


class RefusalError(ValueError):
    """Something the session does not take, in words for whoever tried."""


@dataclass
class Branch:
    """A branch of play, with its game and its log on disk."""

    opened: BranchOpened
    header: Header = field(repr=False)
    game: Game = field(repr=False)
    writer: Writer = field(repr=False)

    @property
    def name(self) -> str:
        """What it and its log are called."""
        return self.opened.name

    @property
    def parent(self) -> str:
        """The branch it leaves; empty for the exercise itself."""
        return self.opened.parent

    @property
    def turn(self) -> Turn:
        """The move at whose opening it leaves its parent."""
        return self.opened.turn

    @property
    def reason(self) -> str:
        """Why it was made."""
        return self.opened.reason

    @property
    def played(self) -> PlayedBy:
        """``people``, or ``doctrines`` if it was played out beside the exercise."""
        return self.opened.played

    @property
    def log(self) -> EventLog:
        """What has been played on it."""
        return EventLog(self.header, tuple(self.game.entries))

    def play_out(self, cast: Mapping[Seat, Player]) -> None:
        """Let *cast* play it to its end."""
        while pending := self.game.pending:
            self.game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})


def replayed(path: Path) -> tuple[EventLog, Game]:
    """The log at *path* and its game played again; nothing on disk is changed.

    Raises :exc:`LogError` if the log is not what its own game writes.
    """
    log = read(path)
    return log, resume_game(log, str(path))


def resumed(opened: BranchOpened, path: Path, log: EventLog, game: Game) -> Branch:
    """A branch that goes on: what *game* plays beyond *log* is written at *path*."""
    try:
        writer = Writer.resume(path, log)
    except OSError as wrong:
        raise LogError(f"{path}: {wrong.strerror}") from None
    return Branch(opened, log.header, game, _written(game, writer))


def open_branch(origin: Branch, opened: BranchOpened, coalition: str, path: Path, taken: Container[str]) -> Branch:
    """A new branch from *origin* as *opened* says, under *coalition* (empty: as it was), logged at *path*.

    Raises :exc:`RefusalError` and leaves nothing on disk if it cannot be.
    """
    name, turn = opened.name, opened.turn
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise RefusalError(f"{name!r} is no name for a branch: small letters, digits and hyphens, at most 40.")
    if name in taken or name == "room":
        raise RefusalError(f"There is a line called {name} already.")
    if not opened.reason.strip():
        raise RefusalError("A branch needs a reason: it stands in the record.")
    try:
        game = fork(origin.log, turn)
        before = prefix(origin.log, turn)
    except (LogError, ScenarioError) as wrong:
        raise RefusalError(f"{wrong}.") from None
    if coalition and coalition != game.state.coalition.id:
        broken = refuse(game.state, CONTROL, Realign(coalition))
        if broken is not None:
            raise RefusalError(f"{broken}.")
        game.interject(CONTROL, Decision((Realign(coalition),), reason=opened.reason, by=Author(AuthorKind.PERSON)))
    doctrines = opened.played == "doctrines"
    cast = {seat: "doctrine" if doctrines else who for seat, who in origin.header.cast.items()}
    header = Header(
        origin.header.scenario,
        origin.header.coalition,
        origin.header.seed,
        cast | {str(CONTROL): "silent" if doctrines else "human"},
        __version__,
        {"line": origin.name, "turn": turn, "entries": len(before), "reason": opened.reason},
    )
    try:
        writer = Writer(path, header)
    except LogError as wrong:
        raise RefusalError(f"{wrong}.") from None
    return Branch(opened, header, game, _written(game, writer))


def _written(game: Game, writer: Writer) -> Writer:
    """Put on disk what *game* has played so far, and from now on what it plays."""
    for entry in game.entries:
        writer(entry)
    game.listen(writer)
    return writer
