"""A game at this terminal: told as it goes, its seats played by doctrines or by the people at the keyboard."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path

import click

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Decision, Order
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.briefing import debrief
from fourthseat.engine.record.causes import why_ended
from fourthseat.engine.record.going_on import Home, command_for, refuse_room, shell_path
from fourthseat.engine.record.log import EventLog, Header, read
from fourthseat.engine.record.measures import measure
from fourthseat.engine.record.perspective import narrate_entries
from fourthseat.engine.record.replay import resume_game
from fourthseat.engine.record.stopped import GameStoppedError, names_game
from fourthseat.engine.record.writer import AppendError, Writer
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.seen import options_known, refuse_seen
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.terminal.person import PERSON, Handed, Human, Speak
from fourthseat.players.terminal.screen import Screen

__all__ = ["log_to", "new_writer", "play_to_the_end", "resume", "start"]


def start(
    scenario: Scenario,
    coalition: str,
    seed: int,
    names: Mapping[Seat, str],
    log_file: Path | None,
    *,
    full: bool = False,
    as_json: bool = False,
    shared_keyboard: bool = False,
) -> None:
    """Play a new game to its end, into a new log if there is to be one; see :func:`play_to_the_end`."""
    cast = {str(seat): player for seat, player in names.items()}
    header = Header(scenario, coalition, seed, cast, __version__)
    writer = None if log_file is None else new_writer(log_file, header)
    with closing(writer) if writer is not None else nullcontext():
        with _stopping(log_file, shared_keyboard=shared_keyboard), names_game(scenario.name, coalition, seed):
            game = Game(scenario, coalition, seed, writer)
        play_to_the_end(
            game, names, full=full, as_json=as_json, log_file=log_file, writer=writer, shared_keyboard=shared_keyboard
        )


def new_writer(log_file: Path, header: Header) -> Writer:
    """Who writes a new log; a word on standard error if a file without any of a game in it made room for it."""
    writer = Writer(log_file, header)
    if writer.reused:
        click.echo(f"{log_file}: was left without any of a game in it, and is begun anew", err=True)
    return writer


def resume(
    log_file: Path,
    players: Mapping[str, str] | None = None,
    *,
    full: bool = False,
    as_json: bool = False,
    shared_keyboard: bool = False,
) -> None:
    """Play an unfinished log to its end, with other *players* in some seats; see :func:`play_to_the_end`.

    Raises :exc:`LogError` for a log that somebody else writes, or that belongs to a room.
    """
    log = read(log_file)
    with closing(Writer.resume(log_file, log)) as writer:  # its own from here on; a torn last line is cut off later
        if log.finished:
            if writer.seal_end():
                seal = "the game is over, and a crash had kept the seal of ENDEX from its log, which is put now"
                click.echo(f"{log_file}: {seal}; fourthseat replay shows it", err=True)
                return
            raise click.UsageError(f"{log_file} is finished; fourthseat replay shows it")
        refuse_room(log_file, log)
        if writer.refusal:  # before anybody is asked for what could not be kept
            raise LogError(writer.refusal)
        names = cast_names(log.header.scenario, {**log.header.cast, **(players or {})})
        _tell_rewrapped(log_file, log)
        with _stopping(log_file, shared_keyboard=shared_keyboard):
            game = resume_game(log, str(log_file))
            log_to(writer, game)
        play_to_the_end(
            game,
            names,
            full=full,
            as_json=as_json,
            log_file=log_file,
            writer=writer,
            already_told=len(log.entries),
            shared_keyboard=shared_keyboard,
        )


def _tell_rewrapped(log_file: Path, log: EventLog) -> None:
    """Say on standard error that the file is about to be written anew, if it is."""
    if log.rewrapped:
        said = "; ".join(log.rewrapped)
        click.echo(f"{log_file}: {said}; its content is whole, and it is put right as it is gone on with", err=True)


def log_to(writer: Writer, game: Game) -> None:
    """Give *writer* what *game* has written, and whatever it will write."""
    for entry in game.entries:
        writer(entry)
    game.listen(writer)


def play_to_the_end(
    game: Game,
    names: Mapping[Seat, str],
    *,
    full: bool = False,
    as_json: bool = False,
    log_file: Path | None = None,
    writer: Writer | None = None,
    already_told: int = 0,
    shared_keyboard: bool = False,
) -> None:
    """Play *game* with the players of *names*: its story as it goes, or what people are asked; then the debrief.

    *full* also tells quiet lines, *as_json* prints nothing but the result, for a program. The first *already_told* entries
    are not told again. What answers bring is put on disk by *writer* together or, if the engine stops at it, not at all. With a *shared_keyboard* the screen is cleared between two people. *log_file* is where the game is
    being written, for what is printed at the end; Ctrl+C ends the process with code 130 and how to go on.
    """
    screen = Screen(full=full)
    people = any(name == "human" for name in names.values())
    watched = not as_json and not people
    cast = cast_for(game.scenario, names, screen.show)
    sitting = frozenset(seat for seat, name in names.items() if name == "human")
    for player in cast.values():
        if isinstance(player, Human):
            player.speak, player.people = _speaking(game, writer), sitting
    if shared_keyboard:
        cast = {seat: Handed(player) if names[seat] == "human" else player for seat, player in cast.items()}
    if watched:
        screen.text(f"{game.scenario.title} — {game.state.coalition.title} — seed {game.seed}", "bold")
        screen.disclaimer()
    elif not as_json:
        screen.text("EXERCISE EXERCISE EXERCISE — " + game.scenario.handling, "bold")
        screen.disclaimer()
    with _stopping(log_file, shared_keyboard=shared_keyboard, game=game):
        while pending := game.pending:
            if watched:
                screen.show(narrate_entries(game.entries, game.start, already_told))
                already_told = len(game.entries)
            if people:
                for seat in tuple(
                    pending
                ):  # each is on disk, and what it said before the others, before the next is asked
                    _submit(game, {seat: cast[seat].decide(game.pending[seat])}, writer)
            else:
                _submit(game, {seat: cast[seat].decide(view) for seat, view in pending.items()}, writer)
        if as_json:
            _print_result(game, log_file)
            return
        if watched:
            screen.show(narrate_entries(game.entries, game.start, already_told))
        screen.measures(game.scenario, measure(game.scenario, game.entries, game.state))
        screen.text("Debrief", "bold")
        screen.show(debrief(game.state))
        screen.disclaimer()
        if log_file is not None:
            command = f"fourthseat replay {shell_path(log_file)} --verify"
            screen.text(f"Log: {log_file} ({len(game.entries)} entries); {command}", "dim")


def _submit(game: Game, decisions: Mapping[Seat, Decision], writer: Writer | None) -> None:
    """Let *game* go on with *decisions*; :exc:`GameStoppedError` if the engine cannot, and the log then ends before them."""
    _kept_together(game, writer, lambda: game.submit(decisions))


def _speaking(game: Game, writer: Writer | None) -> Speak:
    """How a person at this table says something unasked: by the rules, on disk before the next word."""

    def speak(seat: Seat, order: Order) -> View | str:
        known = options_known(game.scenario, seat) if seat != CONTROL else {}
        refused = refuse_seen(game.pending[seat], known, order) or refuse(game.state, seat, order)
        if refused is not None:
            return str(refused)
        _kept_together(game, writer, lambda: game.interject(seat, Decision((order,), by=PERSON)))
        return game.pending[seat]

    return speak


def _kept_together(game: Game, writer: Writer | None, go_on: Callable[[], None]) -> None:
    """Let *game* *go_on*; what that writes comes to disk whole, or not at all with :exc:`GameStoppedError`."""
    try:
        with (
            names_game(game.scenario.name, game.state.coalition.id, game.seed, game),
            nullcontext() if writer is None else writer.together(),
        ):
            go_on()
    except GameStoppedError as wrong:
        if writer is None:
            raise
        path = shell_path(writer.path)
        raise GameStoppedError(
            f"{wrong}. The log is whole up to what was asked last: `fourthseat replay {path}` shows it, "
            f"`fourthseat replay {path} --fork N --log NEW.jsonl` goes on from a move in another way; the same answers stop at the same place"
        ) from wrong


@contextmanager
def _stopping(log_file: Path | None, *, shared_keyboard: bool, game: Game | None = None) -> Iterator[None]:
    """What is printed if the block is stopped by hand (code 130), or by a disk that takes no more: how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(OSError):  # who reads what is said may be gone, too
            if game is not None and game.state.ended:
                click.echo(f"\nStopped; the game is over{'' if log_file is None else ' and its log whole'}.", err=True)
            else:
                hour = "" if game is None else f" at H+{game.hour}"
                click.echo(f"\nStopped{hour}; {_how_to_go_on(log_file, shared_keyboard)}", err=True)
        sys.exit(130)
    except AppendError as wrong:
        how = _how_to_go_on(log_file, shared_keyboard)
        raise LogError(f"{wrong}. Once there is room, {how}") from None


def _how_to_go_on(log_file: Path | None, shared_keyboard: bool) -> str:
    """What to type to go on with a game that was stopped."""
    if log_file is None:
        return "nothing was logged; use --log to be able to go on"
    return f"continue with: {command_for(log_file, Home.TERMINAL if shared_keyboard else Home.GAME)}"


def _print_result(game: Game, log_file: Path | None) -> None:
    """Print how *game* ended, as JSON: its incidents, every measure, and where its log is."""
    state = game.state
    result = {
        "scenario": game.scenario.name,
        "coalition": state.coalition.id,
        "rule": state.coalition.rule,
        "seed": game.seed,
        "ended": why_ended(state.ended, state.end_reason) if state.ended else "",
        "incidents": {i.id: {"choice": i.choice, "outcome": i.outcome} for i in state.incidents.values()},
        "measures": measure(game.scenario, game.entries, state),
        "log": str(log_file) if log_file else None,
        "note": "conditional on assumptions; not a forecast",
    }
    click.echo(json.dumps(result, indent=2))
