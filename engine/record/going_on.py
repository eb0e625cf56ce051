"""How a log is gone on with: where it belongs, and who is writing it now.

A log of a room is gone on with by the room, for its journal holds what has been sealed and not opened yet; a log of an
exercise at one terminal by handing the keyboard round; any other by a lone game.
"""

from __future__ import annotations

import os
import shlex
from enum import Enum, auto
from pathlib import Path

from fourthseat.engine.core.entries.turns import TurnOpened
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.locks import FileInUseError, lock
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.record.log import EventLog

__all__ = ["JOURNAL", "MAIN_LOG", "Home", "command_for", "home_of", "is_being_written", "refuse_room", "shell_path"]

MAIN_LOG = "main.jsonl"
"""The log of an exercise in its folder: its main line of play."""
JOURNAL = "room.jsonl"
"""What a room writes beside it; an exercise at one terminal has none."""


class Home(Enum):
    """What a log belongs to."""

    GAME = auto()
    """A game by itself."""
    TERMINAL = auto()
    """An exercise held at one terminal."""
    ROOM = auto()
    """An exercise held in a room: its main line of play, or a branch of it."""


def home_of(path: Path, log: EventLog) -> Home:
    """What *log*, read from *path*, belongs to."""
    main = path.name == MAIN_LOG
    if os.path.lexists(path.parent / JOURNAL) and (main or "line" in log.header.parent):
        return Home.ROOM
    return Home.TERMINAL if main and log.header.cast.get(str(CONTROL)) == "human" else Home.GAME


def command_for(path: Path, home: Home) -> str:
    """What to type to go on with the log at *path*, ready for a shell."""
    folder = shell_path(path.parent)
    match home:
        case Home.ROOM:
            return f"fourthseat seminar --resume {folder}"
        case Home.TERMINAL:
            return f"fourthseat seminar --resume {folder} --terminal"
        case Home.GAME:
            return f"fourthseat play --resume {shell_path(path)}"


def shell_path(path: Path) -> str:
    """*path* as a shell takes it for one word, and no command for an option."""
    text = str(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def refuse_room(path: Path, log: EventLog) -> None:
    """:exc:`LogError` if *log*, read from *path*, is a room's, whether or not the room is open.

    Its journal holds answers that are sealed and not yet opened: a game that went on without it would lose them.
    """
    if home_of(path, log) is not Home.ROOM:
        return
    moves = [entry.turn for entry in log.entries if isinstance(entry, TurnOpened)]
    other = shell_path(path.with_name("other.jsonl"))
    raise LogError(
        f"{path}: is the log of an exercise held in a room; go on there: {command_for(path, Home.ROOM)}. The room alone "
        "knows the answers that are sealed and not yet opened. To try another course, in a log of its own: "
        f"fourthseat replay {shell_path(path)} --fork {max(moves, default=1)} --log {other}"
    )


def is_being_written(path: Path) -> bool:
    """Whether somebody is writing the log at *path* at this moment."""
    try:
        with path.open("rb") as file:
            lock(file, path)  # given back as the file is closed
    except FileInUseError:
        return True
    except (OSError, ValueError):  # no file, or no locks: then nobody can know
        return False
    return False
