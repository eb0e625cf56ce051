"""An exercise held: in browsers, or at this one terminal."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.core.errors import FourthSeatError, nearest
from fourthseat.engine.core.files import make_folder
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.exercise.handouts import keep
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.record.going_on import JOURNAL, MAIN_LOG, shell_path
from fourthseat.engine.record.log_file import is_unbegun
from fourthseat.players.cast import cast_names
from fourthseat.players.terminal import table
from fourthseat.players.terminal.commands.options import (
    PATH,
    EventsFile,
    msel_option,
    off_option,
    pairs_of,
    prepared,
    scenario_argument_or_none,
    seed_option,
    set_option,
)
from fourthseat.players.terminal.output import raw_stdout
from fourthseat.players.web.needs import need_web
from fourthseat.players.web.undo import SECONDS

if TYPE_CHECKING:
    from fourthseat.players.web.session import Room

__all__ = ["seminar"]


@click.command()
@scenario_argument_or_none
@click.option("--coalition", help="Variant of the coalition; the scenario's first by default.")
@click.option("--rule", help="Concurrence rule instead of the variant's own.")
@seed_option
@click.option("--folder", type=PATH, help="Where the exercise is kept; seminar-SCENARIO by default.")
@click.option("--resume", type=PATH, help="Go on with the exercise kept in a folder: same links.")
@click.option(
    "--doctrine",
    multiple=True,
    metavar="SEAT[=NAME]",
    help="Seats without people, played by doctrine: SEAT, or SEAT=bold for one by its name; BLUE=cautious seats nobody and says what all of the "
    "cell follow wherever a doctrine plays. Repeatable.",
)
@click.option(
    "--minutes", multiple=True, metavar="STAGE=MINUTES", help="Time of a stage, e.g. deliberate=20. Repeatable."
)
@click.option(
    "--undo",
    type=click.FloatRange(0, 300),
    default=SECONDS,
    show_default=True,
    help="Seconds in which the last seal, ENDEX and a round closed by hand can be taken back; 0 does them at once.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free one.")
@click.option("--lan", is_flag=True, help="Serve this network too, not this machine alone.")
@click.option("--terminal", is_flag=True, help="No browser: every seat in turn at this one terminal.")
@set_option
@off_option
@msel_option
def seminar(
    scenario: str | None,
    coalition: str | None,
    rule: str | None,
    seed: int,
    folder: Path | None,
    resume: Path | None,
    doctrine: tuple[str, ...],
    minutes: tuple[str, ...],
    undo: float,
    port: int,
    lan: bool,
    terminal: bool,
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: EventsFile | None,
) -> None:
    """Run a seminar exercise: control and every cell in a browser of its own, on this machine or in one room."""
    if resume is not None:
        if scenario or folder or coalition or rule or changes or off or sheet or doctrine or minutes:
            raise click.UsageError(
                "--resume takes everything from its folder; give only --port, --lan or --terminal with it"
            )
        _resume(resume, port, lan=lan, terminal=terminal)
        return
    if scenario is None:
        raise click.UsageError("name a scenario (fourthseat scenarios lists them), or --resume FOLDER")
    found, variant = prepared(
        scenario, coalition, rule, changes, off, sheet, [said for said in doctrine if "=" in said]
    )
    doctrine = tuple(
        said.partition("=")[0] for said in doctrine if "=" not in said or said.partition("=")[0] in found.players
    )
    strangers = [seat for seat in doctrine if seat not in found.players]
    if strangers:
        raise click.UsageError(f"--doctrine {strangers[0]}: no such seat; {nearest(strangers[0], found.players)}")
    times = _minutes_of(minutes)
    folder = folder or Path(f"seminar-{found.name}")
    if terminal:
        if minutes or lan:
            raise click.UsageError("--minutes and --lan are the room's; they do not go with --terminal")
        main = folder / MAIN_LOG
        if os.path.lexists(folder / JOURNAL) or (os.path.lexists(main) and not is_unbegun(main)):
            at_terminal = "" if os.path.lexists(folder / JOURNAL) else " --terminal"
            raise click.UsageError(
                f"{folder}: holds an exercise already; go on with --resume {shell_path(folder)}{at_terminal}, "
                "or give another --folder"
            )
        make_folder(folder, private=True)
        keep(folder, found.handouts, shelf.handouts(scenario, found))
        people = {str(seat): "human" for seat in (*found.players, "CONTROL") if seat not in doctrine}
        table.start(found, variant, seed, cast_names(found, people), main, shared_keyboard=True)
        return
    need_web()
    from fourthseat.players.web.session import Room

    _port_free(port, lan=lan)  # before the exercise has a folder, which the same command would not open twice
    files = shelf.handouts(scenario, found)
    room = Room.start(folder, found, variant, seed, [Seat(seat) for seat in doctrine], times, handouts=files, hold=undo)
    _serve(room, port, lan=lan)


def _resume(folder: Path, port: int, *, lan: bool, terminal: bool) -> None:
    """Go on with the exercise kept in *folder*, in a room or at this *terminal*."""
    if terminal:
        if not os.path.isfile(folder / MAIN_LOG):
            raise click.UsageError(f"--resume {folder}: no exercise is kept there (no {MAIN_LOG})")
        table.resume(folder / MAIN_LOG, shared_keyboard=True)
        return
    if os.path.isfile(folder / MAIN_LOG) and not os.path.lexists(folder / JOURNAL):
        raise click.UsageError(f"--resume {folder}: was played at a terminal; add --terminal")
    need_web()
    from fourthseat.players.web.session import Room

    room = Room.resume(folder)
    for said in room.said:
        click.echo(said, err=True)
    _serve(room, port, lan=lan)


def _minutes_of(texts: Sequence[str]) -> dict[str, float]:
    """``STAGE=MINUTES`` texts by stage; minutes from 0 to 600."""
    times = {}
    for stage, text in pairs_of(texts, "--minutes", "STAGE=MINUTES").items():
        if stage not in MINUTES:
            raise click.UsageError(f"--minutes {stage}: no such stage; {nearest(stage, MINUTES)}")
        try:
            times[stage] = float(text)
        except ValueError:
            times[stage] = -1.0
        if not 0 <= times[stage] <= 600:
            raise click.UsageError(f"--minutes {stage}={text}: not a number of minutes from 0 to 600")
    return times


def _port_free(port: int, *, lan: bool) -> None:
    """Refuse a port that somebody else serves."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0" if lan else "127.0.0.1", port))
        except OSError as wrong:
            raise FourthSeatError(
                f"port {port}: {wrong.strerror}; give another with --port, or 0 for any free one"
            ) from None


def _serve(room: Room, port: int, *, lan: bool) -> None:
    """Serve *room* on *port* until it is stopped: every role's link on this terminal, control's as a code to scan."""
    import segno

    from fourthseat.players.web.serve import serve

    def tell(link: Callable[[str], str]) -> None:
        click.echo(f"EXERCISE EXERCISE EXERCISE - {room.scenario.handling}")
        click.echo(
            f"{room.scenario.title}. Kept in {room.folder}; stop with Ctrl+C, go on with --resume {shell_path(room.folder)}"
        )
        for role in room.roles:
            click.echo(f"{role:10s} {link('/join/' + room.keys.token(role))}")
        if lan:
            click.echo(
                "Open to this network, without encryption: whoever can listen on it can read everything. Use a network of your own.",
                err=True,
            )
        if sys.stdout.isatty():
            click.echo("Control's link; the others' codes are on its page Links:")
            segno.make(link("/join/" + room.keys.token("CONTROL"))).terminal(out=raw_stdout(), compact=True)

    try:
        serve(room, port, lan=lan, tell=tell)
    finally:
        room.close()
    click.echo(f"Stopped. Go on with: fourthseat seminar --resume {shell_path(room.folder)}", err=True)
