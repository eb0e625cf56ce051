"""What a room does when the engine stops in the middle of it: words for control, a file for whoever mends it, the last good entry."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.files import write_atomic
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.stopped import named, where_it_stopped
from fourthseat.players.web.branches import RefusalError

__all__ = ["LOOKING", "TRACE", "Halt", "HaltedError", "halt"]

TRACE = "engine-stopped.txt"
"""The file in an exercise's folder in which the last such error stands in full."""

LOOKING = "The exercise has stopped for a moment; control is looking into it. What you sealed is kept, and nothing has to be done again."
"""What every cell and the wall are told: no more, for what it stopped at may be somebody's secret."""


class HaltedError(RefusalError):
    """The engine stopped at what was sent; the exercise stands where it stood before."""

    def __init__(self) -> None:
        """In words for whoever sent it."""
        super().__init__(LOOKING)


class Halt(NamedTuple):
    """A stop that control has to look into."""

    turn: int
    """The move it stopped in."""
    words: str
    """What happened, in a sentence or two."""


def halt(folder: Path, game: Game, wrong: Exception, doing: str) -> Halt:
    """What control is told of *wrong*, which the engine met while *doing* something in *game*; all of it is put in *folder*."""
    where = where_it_stopped(game)
    kept = f"{TRACE} in the exercise's folder has it in full, for whoever mends it"
    report = f"{game.scenario.name}, variant {game.state.coalition.id}, seed {game.seed}: stopped {where}, {doing}.\n\n"
    try:
        write_atomic(folder / TRACE, report + "".join(traceback.format_exception(wrong)), private=True)
    except (FourthSeatError, OSError):
        kept = "it could not be put on disk"
    return Halt(game.state.turn, f"The engine stopped {where}, {doing}: {named(wrong)}. {kept[0].upper()}{kept[1:]}.")
