"""Branches of play: the exercise itself and what leaves it, each a game with its own log on disk."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import LogError, ScenarioError
from fourthseat.engine.core.orders import Author, AuthorKind, Decision, Realign
from fourthseat.engine.core.terms import CONTROL, Seat, Turn
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header, KnownStart, read
from fourthseat.engine.record.replay import Openings, fork, resume_game
from fourthseat.engine.record.writer import Writer
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.player import Player
from fourthseat.players.web.facts import BranchOpened, PlayedBy
from fourthseat.players.web.snapshots import EVERY, Snapshot, SnapshotError, put_away, snapshot_path, take_up

__all__ = [
    "Branch",
    "RefusalError",
    "Replayed",
    "first_branch",
    "open_branch",
    "replayed",
    "resumed",
    "taken_up",
    "there",
]


class RefusalError(ValueError):
    """Something the session does not take, in words for whoever tried."""


@dataclass
class Branch:
    """A branch of play, with its game and its log on disk."""

    opened: BranchOpened
    header: Header = field(repr=False)
    game: Game = field(repr=False)
    writer: Writer = field(repr=False)
    openings: Openings = field(default_factory=Openings, repr=False)
    """The game at the openings of its moves, for branches that leave there."""
    put_away_at: int = 0
    """How many entries the game had when it was last put away."""
    ahead: bool = False
    """Whether the game has gone where its log could not follow; it is then made from the log again."""

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
        play(self.game, cast)

    def put_away_if_long(self) -> None:
        """Put a snapshot beside the log if it has grown by :data:`~fourthseat.players.web.snapshots.EVERY` entries since the last."""
        count = len(self.game.entries)
        if count - self.put_away_at >= EVERY and not self.ahead:
            put_away(self.writer.path, Snapshot(self.game, self.openings, self.writer.last_hash))
            self.put_away_at = count

    @contextmanager
    def kept_or_removed(self) -> Iterator[None]:
        """A block that makes this new branch known; if it raises, nothing of the branch stays on disk."""
        try:
            yield
        except BaseException:
            self.writer.close()
            with suppress(OSError):
                self.writer.path.unlink()
            raise


def there(path: Path) -> bool:
    """Whether there is something at *path*; :exc:`LogError` if that cannot be seen."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as wrong:
        raise LogError(f"{path}: {wrong.strerror}") from None
    return True


class Replayed(NamedTuple):
    """A log and its game."""

    log: EventLog
    game: Game
    openings: Openings
    known: int = 0
    """How many entries were not played again, for a snapshot held them."""
    said: str = ""
    """Why a snapshot that lay beside the log was not used."""


def replayed(path: Path) -> Replayed:
    """The log at *path* and its game played again; nothing on disk is changed.

    Raises :exc:`LogError` if the log is not what its own game writes.
    """
    return _played_again(path, read(path))


def taken_up(path: Path) -> Replayed:
    """As :func:`replayed`, from the snapshot that was put away beside the log, if the log goes on from there."""
    try:
        kept = take_up(path)
    except SnapshotError as wrong:
        return _played_again(path, read(path), f"{wrong}; the log was played again instead")
    if kept is None:
        return replayed(path)
    entries = tuple(kept.game.entries)
    log = read(path, known=KnownStart(entries, kept.hash))
    if len(log.entries) < len(entries) or log.entries[len(entries) - 1] is not entries[-1]:
        return _played_again(path, log, f"{snapshot_path(path)}: is of another log; the log was played again instead")
    return Replayed(log, resume_game(log, str(path), kept.openings, kept.game), kept.openings, len(entries))


def _played_again(path: Path, log: EventLog, said: str = "") -> Replayed:
    openings = Openings()
    return Replayed(log, resume_game(log, str(path), openings), openings, said=said)


def resumed(opened: BranchOpened, path: Path, found: Replayed) -> Branch:
    """A branch that goes on: what the game plays beyond the log is written at *path*. :exc:`LogError` if it cannot be."""
    branch = Branch(opened, found.log.header, found.game, Writer.resume(path, found.log), found.openings, found.known)
    try:
        return _written(branch)
    except LogError:
        branch.writer.close()
        raise


def first_branch(opened: BranchOpened, header: Header, path: Path) -> Branch:
    """The exercise's own branch, at its beginning, in a new log at *path*; :exc:`LogError` leaves nothing on disk."""
    game, openings = Game(header.scenario, header.coalition, header.seed), Openings()
    openings.note(game)
    return _begun(opened, header, game, path, openings)


def open_branch(
    origin: Branch,
    opened: BranchOpened,
    coalition: str,
    path: Path,
    taken: Container[str],
    doctrines: Mapping[Seat, Player] | None,
) -> Branch:
    """A new branch from *origin* as *opened* says, under *coalition* (empty: as it was), logged at *path*.

    With *doctrines* it is played out by them before anything is written. Raises :exc:`RefusalError` if it cannot be, and
    :exc:`LogError` if the disk does not take it; both leave nothing on disk.
    """
    name, turn = opened.name, opened.turn
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise RefusalError(f"{name!r} is no name for a branch: small letters, digits and hyphens, at most 40.")
    if name in taken or name == "room":
        raise RefusalError(f"There is a line called {name} already.")
    if there(path):
        raise RefusalError(
            f"A file {path.name} that is no line of this exercise lies in its folder; give another name."
        )
    if not opened.reason.strip():
        raise RefusalError("A branch needs a reason: it stands in the record.")
    try:
        game = fork(origin.log, turn, origin.openings)
    except (LogError, ScenarioError) as wrong:
        raise RefusalError(f"{wrong}.") from None
    inherited = len(game.entries)
    if coalition and coalition != game.state.coalition.id:
        broken = refuse(game.state, CONTROL, Realign(coalition))
        if broken is not None:
            raise RefusalError(f"{broken}.")
        game.interject(CONTROL, Decision((Realign(coalition),), reason=opened.reason, by=Author(AuthorKind.PERSON)))
    cast = {seat: who if doctrines is None else "doctrine" for seat, who in origin.header.cast.items()}
    header = Header(
        origin.header.scenario,
        origin.header.coalition,
        origin.header.seed,
        cast | {str(CONTROL): "human" if doctrines is None else "silent"},
        __version__,
        {"line": origin.name, "turn": turn, "entries": inherited, "reason": opened.reason},
    )
    if doctrines is not None:
        play(game, doctrines)
    return _begun(opened, header, game, path, origin.openings.until(turn))


def _begun(opened: BranchOpened, header: Header, game: Game, path: Path, openings: Openings) -> Branch:
    """A branch with a new log at *path* that holds what *game* has played; :exc:`LogError` leaves nothing on disk."""
    branch = Branch(opened, header, game, Writer(path, header), openings)
    with branch.kept_or_removed():
        return _written(branch)


def _written(branch: Branch) -> Branch:
    """Put on disk what the branch's game has played so far, and from now on what it plays."""
    with branch.writer.together():
        for entry in branch.game.entries:
            branch.writer(entry)
    branch.game.listen(branch.writer)
    return branch
