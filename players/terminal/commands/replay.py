"""A logged game: watched, verified, forked, set beside another."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from contextlib import closing, nullcontext
from pathlib import Path

import click

from fourthseat.api import fork, read_log, verify
from fourthseat.engine.core.errors import LogError, nearest
from fourthseat.engine.core.files import write_new
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.handouts import missing_in
from fourthseat.engine.record.briefing import debrief
from fourthseat.engine.record.going_on import Home, command_for, home_of, is_being_written
from fourthseat.engine.record.log import EventLog, lines, read
from fourthseat.engine.record.log_file import check_new
from fourthseat.engine.record.perspective import (
    check_references,
    last_state,
    narrate_entries,
    narrate_for_seat,
    of_turn,
    side_by_side,
)
from fourthseat.engine.rules.state import start
from fourthseat.players.terminal import table
from fourthseat.players.terminal.commands.options import PATH, json_option, pairs_of, version_told
from fourthseat.players.terminal.output import json_text
from fourthseat.players.terminal.screen import Screen

__all__ = ["replay"]


@click.command()
@click.argument("log", type=PATH)
@click.option("--turn", type=click.IntRange(1), help="Show one turn only.")
@click.option("--seat", "eyes", help="Through one seat's eyes only.")
@click.option(
    "--verify", "proved", is_flag=True, help="Play it again and name the first difference; exit 1 if there is one."
)
@click.option(
    "--fork",
    "fork_turn",
    type=click.IntRange(1),
    metavar="TURN",
    help="Go on from the opening of TURN with something changed.",
)
@click.option(
    "--play", "seats", multiple=True, metavar="SEAT=PLAYER", help="Fork: another player from that turn on. Repeatable."
)
@click.option("--coalition", help="Fork: another coalition variant from that turn on.")
@click.option(
    "--order",
    "orders",
    multiple=True,
    metavar="SEAT=OPTION[@INCIDENT]",
    help="Fork: what a seat orders in that turn instead. Repeatable.",
)
@click.option("--log", "new_log", type=PATH, help="Fork: where the new log goes.")
@click.option("--diff", "other", type=PATH, help="Set another log beside it; exit 1 if they differ.")
@click.option("--picture", type=PATH, help="Save what would be shown as a new SVG picture.")
@click.option("--full", is_flag=True, help="Also tell staff work, trust and orders as given.")
@json_option
def replay(
    log: Path,
    turn: int | None,
    eyes: str | None,
    proved: bool,
    fork_turn: int | None,
    seats: tuple[str, ...],
    coalition: str | None,
    orders: tuple[str, ...],
    new_log: Path | None,
    other: Path | None,
    picture: Path | None,
    full: bool,
    as_json: bool,
) -> None:
    """Watch a logged game turn by turn; verify it; fork it; set two side by side.

    LOG is a file, or a game of a study: RESULTS#12:pact-plus:unanimity:provoked.
    """
    if sum((proved, fork_turn is not None, other is not None)) > 1:
        raise click.UsageError("--verify, --fork and --diff are three different things; give one")
    if fork_turn is None and (seats or coalition or orders or new_log):
        raise click.UsageError("--play, --coalition, --order and --log go with --fork TURN")
    if (proved or other is not None or fork_turn is not None) and (turn is not None or eyes is not None):
        which = "--verify" if proved else "--diff" if other is not None else "--fork"
        raise click.UsageError(f"{which} takes the whole log; --turn and --seat go with watching alone")
    if picture is not None and (proved or other is not None or fork_turn is not None or as_json):
        raise click.UsageError("--picture goes with watching alone")
    if proved:
        _verify(log, as_json=as_json)
    elif fork_turn is not None:
        _fork(log, fork_turn, seats, coalition, orders, new_log, full=full, as_json=as_json)
    elif other is not None:
        _diff(log, other, as_json=as_json)
    else:
        with version_told():
            logged = read_log(log)
        _watch(logged, log, turn, eyes, picture, full=full, as_json=as_json)


def _watch(
    log: EventLog,
    path: Path,
    turn: int | None,
    eyes: str | None,
    picture: Path | None,
    *,
    full: bool,
    as_json: bool,
) -> None:
    """Show *log*, read from *path*: whole or one *turn*, in full or through one seat's *eyes*; or save it as a *picture*."""
    check_references(log)
    header = log.header
    seats = (*header.scenario.seat_by_id, CONTROL)
    if eyes is not None and eyes not in seats:
        raise LogError(f"no seat {eyes!r} in {path}; {nearest(eyes, seats)}")
    entries = of_turn(log, turn) if turn is not None else range(len(log.entries))
    if as_json:
        if eyes is not None:
            raise click.UsageError("--json shows everything; it does not go with --seat")
        for number, line in enumerate(lines(log)):
            if number == 0 or number - 1 in entries:
                click.echo(json_text(line), nl=False)
        return
    screen = Screen(full=full, drawn=picture is not None)
    screen.text(
        f"{header.scenario.title} — {header.scenario.coalition(header.coalition).title} — seed {header.seed}", "bold"
    )
    if log.torn:
        screen.text("The last line was cut and is left out.", "yellow")
    if eyes is not None:
        screen.text(f"Through the eyes of {eyes} only.", "dim")
        screen.show(narrate_for_seat(log, Seat(eyes), entries))
    else:
        screen.show(narrate_entries(log.entries, start(header.scenario, header.coalition), entries.start, entries.stop))
        if log.finished and turn is None:
            screen.text("Debrief", "bold")
            screen.show(debrief(last_state(log)))
    if not log.finished:
        screen.text(unfinished(path, log), "yellow")
    screen.disclaimer()
    if picture is not None:
        write_new(picture, screen.picture(f"Fourth Seat: {header.scenario.name}, seed {header.seed}"))
        click.echo(f"{picture}: written")


def unfinished(path: Path, log: EventLog) -> str:
    """What to say of an unfinished *log* read from *path*: who plays it now, or how to go on with it."""
    if is_being_written(path):
        return (
            "The game is unfinished: another process is playing it now, a room that is served or a game at a terminal; "
            "this is as far as it had come."
        )
    return f"The game is unfinished; go on with: {command_for(path, home_of(path, log))}"


def _verify(path: Path, *, as_json: bool) -> None:
    """Play the log in *path* again and print every difference; exit 1 if there is one."""
    if "#" in str(path) and not os.path.lexists(path):
        raise click.UsageError(f"{path} is played again whenever it is shown; --verify takes a log file")
    log = read(path, checked=False)
    differences = verify(log)
    handouts = _handouts(path, log)
    if as_json:
        result = {
            "log": str(path),
            "entries": len(log.entries),
            "finished": log.finished,
            "torn": log.torn,
            "differences": differences,
            "notes": list(log.rewrapped),
            "handouts": list(handouts),
        }
        click.echo(json.dumps(result, indent=2))
    else:
        for difference in differences:
            click.echo(f"{path}: {difference}")
        if not differences:
            ended = "" if log.finished else " (unfinished: as far as it goes)"
            click.echo(f"{path}: {len(log.entries)} entries, played again: identical{ended}; hash chain whole")
        for wrong in handouts:
            click.echo(f"{path}: {wrong}")
        if log.header.scenario.handouts and not handouts and home_of(path, log) is Home.ROOM:
            number = len(log.header.scenario.handouts)
            click.echo(f"{path}: hand-outs: {number}, each the file that the log speaks of")
        for note in log.rewrapped:
            click.echo(f"{path}: {note}; what the lines say is checked all the same")
    if differences or handouts:
        sys.exit(1)


def _handouts(path: Path, log: EventLog) -> tuple[str, ...]:
    """What is wrong with the hand-outs kept beside a room's *log*: files that are missing or are others than it speaks of.

    A game without a room keeps no files.
    """
    kept = home_of(path, log) is Home.ROOM
    return missing_in(path.parent, log.header.scenario.handouts) if kept else ()


def _fork(
    path: Path,
    turn: int,
    seats: Iterable[str],
    coalition: str | None,
    orders: Iterable[str],
    new_log: Path | None,
    *,
    full: bool,
    as_json: bool,
) -> None:
    """Play the log in *path* on from the opening of *turn* with something changed, into *new_log* if there is to be one."""
    with version_told():
        log = read_log(path)
    players = pairs_of(seats, "--play", "SEAT=PLAYER")
    if new_log is not None:
        check_new(new_log)
    try:
        forked = fork(log, turn, players=players, coalition=coalition, orders=_orders_of(orders), parent=str(path))
    except KeyboardInterrupt:  # a person is asked already
        click.echo("\nStopped before the fork began; nothing was written.", err=True)
        sys.exit(130)
    # Only now: a fork that is refused leaves no file behind.
    writer = table.new_writer(new_log, forked.header) if new_log is not None else None
    names = {Seat(seat): player for seat, player in forked.header.cast.items()}
    with closing(writer) if writer is not None else nullcontext():
        if writer is not None:
            table.log_to(writer, forked.game)
        table.play_to_the_end(
            forked.game, names, full=full, as_json=as_json, log_file=new_log, already_told=forked.inherited
        )


def _orders_of(texts: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """``SEAT=OPTION[@INCIDENT]`` texts by seat: pairs of option and incident (empty for none)."""
    orders: dict[str, list[tuple[str, str]]] = {}
    for text in texts:
        seat, equals, order = text.partition("=")
        if not (seat and equals and order):
            raise click.UsageError(f"--order {text!r} is not SEAT=OPTION[@INCIDENT]")
        option, _, incident = order.partition("@")
        orders.setdefault(seat, []).append((option, incident))
    return orders


def _diff(left: Path, right: Path, *, as_json: bool) -> None:
    """Set two logs side by side; exit 1 if they differ."""
    logs = read(left), read(right)
    for log in logs:
        check_references(log)
    rows, first = side_by_side(*logs)
    if as_json:
        click.echo(json.dumps({"first": first, "rows": rows}, indent=2))
    else:
        screen = Screen()
        screen.text("Identical." if first is None else f"First difference: {first}")
        screen.table("Side by side", ("", left.name, right.name), rows)
        screen.disclaimer()
    if first is not None:
        sys.exit(1)
