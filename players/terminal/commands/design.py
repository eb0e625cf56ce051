"""On which terms a seat may belong, and what each of them costs."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import click

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.scenario.doctrine_sets import OWN, following
from fourthseat.engine.study.terms.declaration import (
    DOCTRINES,
    FEWEST_GAMES,
    GAMES,
    POINTS,
    Design,
    Objective,
    member_of,
    objectives_of,
    size_of,
    uncertain,
)
from fourthseat.engine.study.terms.levers import space_of
from fourthseat.engine.study.terms.prices import arms_of
from fourthseat.players.terminal import design_run
from fourthseat.players.terminal.commands.options import (
    PATH,
    json_option,
    off_option,
    pairs_of,
    prepared,
    refuse_people,
    scenario_argument,
    seats_option,
    set_option,
)

__all__ = ["design"]


@click.command()
@scenario_argument
@click.option(
    "--member",
    metavar="SEAT",
    help="Whose terms; by default the seat that belongs in one variant and not in the first.",
)
@click.option("--coalition", metavar="VARIANT", help="In which variant; by default the first in which it belongs.")
@click.option("--against", metavar="VARIANT", help="The baseline all is set against; the first variant by default.")
@click.option(
    "--lever",
    "levers",
    multiple=True,
    metavar="NAME[=LEVELS]",
    help="Search this term and only those named: information, information=0.3..0.8, rule=lead,unanimity, a single level to hold it, or any "
    "field by its path. Repeatable; by default every term that the file leaves open.",
)
@click.option(
    "--measure", "measures", multiple=True, help="An objective; the scenario's interests by default. Repeatable."
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="MEASURE=W",
    help="What an objective weighs in the compromise; 1 by default. Repeatable.",
)
@click.option(
    "--games",
    type=click.IntRange(FEWEST_GAMES, 10_000_000),
    default=GAMES,
    show_default=True,
    help="Games to be asked for, all stages together.",
)
@click.option(
    "--points",
    type=click.IntRange(2, 60),
    default=POINTS,
    show_default=True,
    help="Points of the front to judge on fresh luck, at most.",
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="PATH",
    help="An uncertain number, drawn anew in every future; by default every number with a range. Repeatable.",
)
@click.option(
    "--no-inputs",
    is_flag=True,
    help="All numbers as the file has them: the futures differ in luck and doctrines alone.",
)
@click.option(
    "--doctrine",
    "doctrines",
    multiple=True,
    metavar="SET",
    help=f"Sets of doctrines that capitals follow, in turn over the futures; {', '.join(DOCTRINES)} by default. Repeatable.",
)
@click.option(
    "--opponent",
    "opponents",
    multiple=True,
    metavar="SET",
    help="Doctrines that the opponents follow, each with each of the capitals' sets; own by default. Repeatable.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    help="Root of all luck, of the search's too.",
)
@seats_option
@set_option
@off_option
@click.option("--workers", type=click.IntRange(0, 1024), help="Worker processes; one a core by default, 0 for none.")
@click.option(
    "--dask", metavar="ADDRESS", help="Play on the Dask cluster whose scheduler is there, e.g. tcp://host:8786."
)
@click.option("--out", type=PATH, help="Folder of the search; design-NAME by default.")
@click.option("--dry-run", is_flag=True, help="Say what would be searched, played, and how long; play nothing.")
@json_option
def design(
    scenario: str,
    member: str | None,
    coalition: str | None,
    against: str | None,
    levers: tuple[str, ...],
    measures: tuple[str, ...],
    weights: tuple[str, ...],
    games: int,
    points: int,
    inputs: tuple[str, ...],
    no_inputs: bool,
    doctrines: tuple[str, ...],
    opponents: tuple[str, ...],
    seed: int,
    seats: tuple[str, ...],
    changes: tuple[str, ...],
    off: tuple[str, ...],
    workers: int | None,
    dask: str | None,
    out: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Search the terms of a membership: those that no others beat in everything, and what each of them costs.

    No terms are best in every objective, so what comes out is a front, judged on
    fresh luck over sampled assumptions and several sets of doctrines; a compromise by your weights; and what each term changes by itself.
    The same command again goes on where a stopped or killed run ended.
    """
    if inputs and no_inputs:
        raise click.UsageError("--input names what is uncertain, --no-inputs says that nothing is; give one of the two")
    if dask is not None and workers is not None:
        raise click.UsageError("--dask brings its own workers; give it or --workers")
    players = pairs_of(seats, "--seat", "SEAT=PLAYER")
    refuse_people("--seat", players)
    found, _ = prepared(scenario, changes=changes, off=off)
    variant, seat, baseline = member_of(found, coalition, member, against)
    space = space_of(found, variant, seat, levers)
    objectives = objectives_of(found, measures)
    sets = tuple((own, other) for own in doctrines or DOCTRINES for other in opponents or (OWN,))
    if len(set(sets)) < len(sets):
        raise click.UsageError("--doctrine, --opponent: a set is given twice")
    for pair in sets:
        following(found, pair)
    fixed = [text.partition("=")[0] for text in changes]
    arms = len(arms_of(space, [space.shipped])) - 1
    declared = Design(
        scenario,
        found,
        space,
        baseline,
        objectives,
        () if no_inputs else uncertain(found, space, baseline, inputs, fixed),
        sets,
        players,
        seed,
        size_of(games, len(sets), arms, points),
    )
    weighed = _weights(weights, objectives)
    if dry_run:
        design_run.tell_plan(declared, workers, arms, as_json=as_json)
        return
    design_run.run(declared, weighed, out or Path(f"design-{found.name}"), (workers, dask), as_json)


def _weights(said: tuple[str, ...], objectives: tuple[Objective, ...]) -> tuple[float, ...]:
    """What each objective weighs in the compromise."""
    names = [one.name for one in objectives]
    weights = dict.fromkeys(names, 1.0)
    for name, text in pairs_of(said, "--weight", "MEASURE=W").items():
        if name not in weights:
            raise click.UsageError(f"--weight {name}: is no objective of this search; {nearest(name, names)}")
        try:
            weights[name] = float(text)
        except ValueError:
            weights[name] = -1.0
        if not (isfinite(weights[name]) and weights[name] >= 0):
            raise click.UsageError(f"--weight {name}={text}: a weight is a number from 0 up")
    if not any(weights.values()):
        raise click.UsageError("--weight: all weights are 0, so nothing would decide; give one a weight")
    return tuple(weights.values())
