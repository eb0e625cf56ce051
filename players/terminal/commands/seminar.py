"""An exercise held: in browsers, or at this one terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.core.errors import nearest
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
    rule_option,
    scenario_argument_or_none,
    seed_option,
    set_option,
    variant_option,
)
from fourthseat.players.terminal.commands.serving import Given, place_free, place_options, serve_room
from fourthseat.players.web.needs import need_web
from fourthseat.players.web.undo import SECONDS

__all__ = ["seminar"]


@click.command()
@scenario_argument_or_none
@variant_option
@rule_option
@seed_option
@click.option(
    "--folder",
    type=PATH,
    help="Where the exercise is kept: seminar-SCENARIO by default, seminar-SCENARIO-SEAT with --play.",
)
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
    "--homework",
    type=click.FloatRange(0.5, 1000),
    metavar="HOURS",
    help="Moves over days: whoever is asked has so many hours, which pass whether the room is open or not.",
)
@click.option(
    "--undo",
    type=click.FloatRange(0, 300),
    default=SECONDS,
    show_default=True,
    help="Seconds in which the last seal, ENDEX and a round closed by hand can be taken back; 0 does them at once.",
)
@click.option(
    "--play", "alone", metavar="SEAT", help="One person at SEAT in a browser; control and every other seat by doctrine."
)
@place_options
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
    homework: float | None,
    undo: float,
    port: int | None,
    lan: bool | None,
    certificate: Path | None,
    key: Path | None,
    opens: bool | None,
    alone: str | None,
    terminal: bool,
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: EventsFile | None,
) -> None:
    """Run a seminar exercise: control and every cell in a browser of its own, on this machine or in one room."""
    given = Given(port, lan, certificate, key)
    if resume is not None:
        if (
            scenario
            or folder
            or coalition
            or rule
            or changes
            or off
            or sheet
            or doctrine
            or minutes
            or alone
            or homework
        ):
            raise click.UsageError(
                "--resume takes everything from its folder; give only --port, --lan, --certificate, --key, --open or --terminal "
                "with it"
            )
        _resume(resume, given, opens=opens, terminal=terminal)
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
    if homework and (alone or terminal):
        raise click.UsageError("--homework is for cells in browsers: it goes without --play and --terminal")
    if alone is not None:
        _alone(alone, found.players, doctrine, minutes, terminal=terminal)
    times = _minutes_of(minutes)
    folder = folder or Path("-".join(filter(None, ("seminar", found.name, alone))))
    if terminal:
        if minutes or lan is not None or certificate or key:
            raise click.UsageError(
                "--minutes, --lan, --certificate and --key are the room's; they do not go with --terminal"
            )
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

    place = given.place()
    place_free(place)  # before the exercise has a folder, which the same command would not open twice
    files = shelf.handouts(scenario, found)
    room = Room.start(
        folder,
        found,
        variant,
        seed,
        [Seat(seat) for seat in doctrine],
        times,
        handouts=files,
        hold=0.0 if alone else undo,
        driven=alone,
        homework=homework or 0.0,
    )
    serve_room(room, place, opens=opens)


def _alone(
    seat: str, players: Sequence[Seat], doctrine: Sequence[str], minutes: Sequence[str], *, terminal: bool
) -> None:
    """Refuse what does not go with one person who plays *seat*."""
    if seat not in players:
        raise click.UsageError(f"--play {seat}: no such seat; {nearest(seat, players)}")
    if terminal:
        raise click.UsageError(
            f"--play is the browser's; at the terminal it is: fourthseat play SCENARIO --seat {seat}=human"
        )
    if doctrine or minutes:
        raise click.UsageError(
            "--play seats doctrines everywhere else, and no clock runs: it goes without --minutes and --doctrine SEAT "
            "(--doctrine SEAT=NAME says which)"
        )


def _resume(folder: Path, given: Given, *, opens: bool | None, terminal: bool) -> None:
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
    serve_room(room, given.place(room.record.served), opens=opens)


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
