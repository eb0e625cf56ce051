"""What a person is told when the engine itself stops in the middle of a game: where it stood, and after what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.narration import narrate

__all__ = ["GameStoppedError", "named", "names_game", "where_it_stopped"]


class GameStoppedError(FourthSeatError):
    """The engine met something it cannot do; its sentence names scenario, variant and seed, so that the game can be found again."""


@contextmanager
def names_game(scenario: str, coalition: str, seed: int, game: Game | None = None) -> Iterator[None]:
    """A block that plays *game*, or makes it: what the engine cannot do in it is a :exc:`GameStoppedError`.

    What is wrong with what came in, or with the disk, is raised as it is.
    """
    try:
        yield
    except (FourthSeatError, OSError):
        raise
    except Exception as wrong:
        where = "as it began" if game is None else where_it_stopped(game)
        raise GameStoppedError(
            f"{scenario}, variant {coalition}, seed {seed}: the engine stopped {where}: {named(wrong)}"
        ) from wrong


def where_it_stopped(game: Game) -> str:
    """``in move 2 at H+36, after “EAST asks for concurrence …”``: the last fact of *game* that has words."""
    for entry in reversed(game.entries):
        try:
            line = narrate(entry, game.state)
        except Exception:  # the state may be what is wrong
            break
        if line is not None and line.text:
            return f"in move {game.state.turn} at H+{game.hour}, after “{abbreviated(line.text, MOST_OF_A_VALUE)}”"
    return f"in move {game.state.turn} at H+{game.hour}"


def named(wrong: Exception) -> str:
    """An error of the program in a line: its kind and what it says."""
    said = " ".join(str(wrong).split())
    return f"{type(wrong).__name__}: {abbreviated(said, 2 * MOST_OF_A_VALUE)}" if said else type(wrong).__name__
