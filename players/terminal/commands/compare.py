"""Some games of every variant on the same luck, told at once; nothing is kept on disk."""

from __future__ import annotations

import json

import click

from fourthseat.engine.record.measures import chosen
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.study import quick
from fourthseat.engine.study.factors import (
    plain_variances,
    unvaried,
    variance_sentences,
    variance_table,
    variances,
)
from fourthseat.engine.study.levels import rule_levels
from fourthseat.engine.study.statistics import MIN_BLOCKS
from fourthseat.players.cast import cast
from fourthseat.players.terminal.commands.options import (
    doctrine_levels_option,
    json_option,
    off_option,
    opponent_levels_option,
    pairs_of,
    prepared,
    refuse_people,
    scenario_argument,
    seats_option,
    seed_option,
    set_option,
)
from fourthseat.players.terminal.progress import game_counter
from fourthseat.players.terminal.screen import Screen

__all__ = ["compare"]


@click.command()
@scenario_argument
@click.option("--games", type=click.IntRange(2, 100_000), default=100, show_default=True, help="Games of every arm.")
@seed_option
@click.option(
    "--coalition", "coalitions", multiple=True, help="Variants to compare; the first is the baseline. All by default."
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    help="Concurrence rules to cross with; by default those of the variants and the usual ones that fit them.",
)
@click.option("--provocation", type=click.Choice(["both", "on", "off"]), default="both", show_default=True)
@doctrine_levels_option
@opponent_levels_option
@click.option(
    "--measure",
    "measures",
    multiple=True,
    help="Measures to show; the scenario's interests by default, 'all' for every one.",
)
@seats_option
@set_option
@off_option
@json_option
def compare(
    scenario: str,
    games: int,
    seed: int,
    coalitions: tuple[str, ...],
    rules: tuple[str, ...],
    provocation: str,
    doctrines: tuple[str, ...],
    opponents: tuple[str, ...],
    measures: tuple[str, ...],
    seats: tuple[str, ...],
    changes: tuple[str, ...],
    off: tuple[str, ...],
    as_json: bool,
) -> None:
    """Compare coalition variants on the same luck, crossed with the concurrence rule, provocation and doctrines."""
    found, _ = prepared(scenario, changes=changes, off=off)
    variants = coalitions or tuple(c.id for c in found.coalitions)
    for variant in variants:
        found.coalition(variant)
        if variants.count(variant) > 1:
            raise click.UsageError(f"--coalition {variant} is given twice")
    if len(variants) < 2:
        raise click.UsageError(f"a comparison needs two variants or more, not only {', '.join(variants)}")
    names = chosen(found, measures)
    players = pairs_of(seats, "--seat", "SEAT=PLAYER")
    refuse_people("--seat", players)
    settings = {"both": (True, False), "on": (True,), "off": (False,)}[provocation]
    if "provocation" in off:
        settings = (False,)
    result = quick.compare(
        found,
        cast(found, players),
        games,
        seed,
        rules or rule_levels(found),
        settings,
        variants,
        game_counter(as_json),
        doctrines=doctrines or (OWN,),
        opponents=opponents or (OWN,),
    )
    if as_json:
        _print_json(result, names)
    else:
        _tell(result, names)


def _print_json(result: quick.Comparison, names: list[str]) -> None:
    """Print every contrast of the measures *names*, and the sentences they support, as JSON."""
    printed = {
        "scenario": result.scenario,
        "seed": result.seed,
        "games": result.games,
        "baseline": result.baseline,
        "contrasts": quick.plain_contrasts(result, names),
        "sentences": quick.sentences(result, names),
        "variance": plain_variances(variances(result.whole, names)),
        "note": "conditional on assumptions; not a forecast",
    }
    click.echo(json.dumps(printed, indent=2))


def _tell(result: quick.Comparison, names: list[str]) -> None:
    """Print a table for each of the measures *names*, and the sentences they support."""
    screen = Screen()
    for title, heads, rows in quick.tables(result, names):
        screen.table(title, heads, rows, right=range(2, len(heads)))
    found = variances(result.whole, names)
    if found:
        shares = variance_table(found)
        screen.table(shares.title, shares.headings, shares.rows, right=range(1, len(shares.headings)))
    last = result.seed + result.games - 1
    screen.text(f"\nIn words ({result.games} games an arm, seeds {result.seed}–{last})", "bold")
    for sentence in quick.sentences(result, names):
        screen.text(f"  {sentence}")
    for sentence in variance_sentences(found[:1], unvaried(found)):
        screen.text(f"  {sentence}")
    if result.games < MIN_BLOCKS:
        screen.text(f"Fewer than {MIN_BLOCKS} games: no intervals, so no verdicts.", "yellow")
    study = result.whole.plan.study
    chosen_by = "".join(
        f" --doctrine {what}" for what, sets in (("D", study.doctrines), ("O", study.opponents)) if sets != (OWN,)
    )
    screen.text(f"Any game: fourthseat play {result.scenario} --coalition C --rule R{chosen_by} --seed N", "dim")
    screen.disclaimer()
