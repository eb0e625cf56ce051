"""What a scenario must show before its numbers deserve an interval: ten points, measured by playing it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.scenario.reader import load
from fourthseat.engine.study.appraise.appraisal import DEEP, QUICK, Appraisal, change_lines, table
from fourthseat.engine.study.appraise.appraisal import appraise as appraised
from fourthseat.engine.study.appraise.points import TITLES, Status
from fourthseat.engine.study.conduct import workforce
from fourthseat.engine.study.executors import Crew
from fourthseat.players.staffing import staffed
from fourthseat.players.terminal.commands.options import json_option, scenario_argument, seed_option
from fourthseat.players.terminal.output import json_text, raw_stderr
from fourthseat.players.terminal.screen import Screen

__all__ = ["appraise"]


@click.command()
@scenario_argument
@click.option(
    "--games",
    type=click.IntRange(10, 5000),
    help=f"Watched games of each variant, {QUICK.own} by default; all else grows and shrinks with it.",
)
@click.option("--deep", is_flag=True, help="Look for minutes: rare things, dead numbers for certain, narrow intervals.")
@click.option(
    "--point",
    "points",
    type=click.IntRange(1, len(TITLES)),
    multiple=True,
    help="Only this point, 1 to 10. Repeatable.",
)
@click.option("--workers", type=click.IntRange(0, 256), help="Processes; one a core by default, 0 for none but this.")
@seed_option
@json_option
def appraise(
    scenario: str,
    games: int | None,
    deep: bool,
    points: tuple[int, ...],
    workers: int | None,
    seed: int,
    as_json: bool,
) -> None:
    """Appraise a scenario: the ten points it must show, each met or not, and which row of the file would mend it.

    It is played some thousand times, by doctrines and by seats that order at random. A scenario says in an [[exempt]] row which point it
    means to fail, and why.
    """
    if deep and games is not None:
        raise click.UsageError("--deep says how many games are played; give it or --games")
    source = shelf.source(shelf.file_of(scenario))
    found = load(source)
    size = DEEP if deep else QUICK if games is None else QUICK.times(games / QUICK.own)
    with Crew(*workforce(workers)) as crew:
        told = appraised(found, staffed, crew, size, seed, source, points or tuple(TITLES), _counter(as_json))
    if as_json:
        click.echo(json_text(json.dumps(told.plain(), indent=2, allow_nan=False)))
    else:
        _tell(told)


def _counter(quiet: bool) -> Callable[[str, int], None] | None:
    """What says on one line of a terminal what is looked at; None if nobody would see it."""
    if quiet or not sys.stderr.isatty():
        return None

    def count(what: str, games: int) -> None:
        err = raw_stderr()
        err.write(f"\r{what}: {games:,} games so far          ")
        err.flush()

    return count


def _tell(told: Appraisal) -> None:
    """Print the table, and what to change."""
    if sys.stderr.isatty():
        click.echo(err=True)
    screen, printed = Screen(), table(told)
    screen.table(printed.title, printed.headings, printed.rows)
    changes = list(change_lines(told))
    if changes:
        screen.table("What to change", ("point", "row", "what"), changes)
    met = sum(one.status is Status.MET for one in told.points)
    exempt = sum(one.status is Status.EXEMPT for one in told.points)
    screen.text(
        f"{met} of {len(told.points)} points are met"
        + (f", {exempt} {'is' if exempt == 1 else 'are'} meant to fail" if exempt else "")
        + f"; {told.games:,} games were asked for.",
        "bold",
    )
    screen.disclaimer()
