"""One game, played."""

from __future__ import annotations

from pathlib import Path

import click

from fourthseat.players.cast import cast_names
from fourthseat.players.terminal import table
from fourthseat.players.terminal.commands.options import (
    PATH,
    EventsFile,
    doctrine_option,
    json_option,
    msel_option,
    off_option,
    pairs_of,
    prepared,
    scenario_argument_or_none,
    seed_option,
    set_option,
    variant_option,
)

__all__ = ["play"]


@click.command()
@scenario_argument_or_none
@variant_option
@click.option(
    "--rule",
    help="Concurrence rule instead of the variant's own: lead, lead+N, quorum:N, weighted:SHARE, unanimity, silence:HOURS.",
)
@seed_option
@click.option(
    "--seat",
    "seats",
    multiple=True,
    metavar="SEAT=PLAYER",
    help="Who sits where: doctrine, uniform or human. Repeatable.",
)
@doctrine_option
@click.option("--log", "log_file", type=PATH, help="Write the game to a new log, as it goes.")
@click.option("--resume", type=PATH, help="Go on with an unfinished log; no scenario is given.")
@set_option
@off_option
@msel_option
@click.option("--full", is_flag=True, help="Also tell staff work, trust and orders as given.")
@json_option
def play(
    scenario: str | None,
    coalition: str | None,
    rule: str | None,
    seed: int,
    seats: tuple[str, ...],
    doctrines: tuple[str, ...],
    log_file: Path | None,
    resume: Path | None,
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: EventsFile | None,
    full: bool,
    as_json: bool,
) -> None:
    """Play one game and tell its story."""
    if resume is not None:
        source = click.get_current_context().get_parameter_source("seed")
        seeded = source is not None and source.name == "COMMANDLINE"
        if scenario is not None or coalition or log_file or changes or off or rule or sheet or doctrines or seeded:
            raise click.UsageError("--resume takes everything from the log; give only --seat, --full or --json with it")
        table.resume(resume, pairs_of(seats, "--seat", "SEAT=PLAYER"), full=full, as_json=as_json)
        return
    if scenario is None:
        raise click.UsageError("name a scenario (fourthseat scenarios lists them), or --resume LOG")
    found, variant = prepared(scenario, coalition, rule, changes, off, sheet, doctrines)
    names = cast_names(found, pairs_of(seats, "--seat", "SEAT=PLAYER"))
    table.start(found, variant, seed, names, log_file, full=full, as_json=as_json)
