"""Studies: run until they are precise enough, screened for what matters, reported and asked."""

from __future__ import annotations

import csv as csv_files
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.documents.canvas import FIGURE_FORMATS
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.cluster import PATIENCE
from fourthseat.engine.study.conduct import cores, write_report_again
from fourthseat.engine.study.design import Study, load_study
from fourthseat.engine.study.findings import final, reread
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import altered, default_study
from fourthseat.engine.study.query import MOST_BYTES, MOST_ROWS, SECONDS, VERDICTS
from fourthseat.engine.study.query import query as ask
from fourthseat.engine.study.sampling import factors
from fourthseat.engine.study.sensitivity import for_sensitivity, influences, influential
from fourthseat.engine.study.settling import refuse_another
from fourthseat.engine.study.study_file import study_toml
from fourthseat.players.terminal import study_plan, study_run
from fourthseat.players.terminal.commands.arms import Declared, declared_options
from fourthseat.players.terminal.commands.options import (
    PATH,
    Command,
    doctrine_levels_option,
    json_option,
    opponent_levels_option,
    refuse_people,
    scenario_argument_or_none,
)
from fourthseat.players.terminal.output import json_text
from fourthseat.players.terminal.screen import Screen

__all__ = ["batch", "query", "report", "sensitivity"]

KEPT = 6
"""Inputs that go on from Morris to Sobol' unless it is said otherwise."""


def _study_options(command: Command) -> Command:
    """The options of every command that runs a study."""
    for option in (
        json_option,
        click.option(
            "--workers", type=click.IntRange(0, 1024), help="Worker processes; one a core by default, 0 for none."
        ),
        click.option(
            "--dask", metavar="ADDRESS", help="Play on the Dask cluster whose scheduler is there, e.g. tcp://host:8786."
        ),
        click.option(
            "--dask-wait",
            "dask_wait",
            type=click.FloatRange(1, 86_400),
            default=PATIENCE,
            show_default=True,
            metavar="SECONDS",
            help="Give up a cluster that has no workers, or whose scheduler is gone, for so long.",
        ),
        click.option("--out", type=PATH, help="Results folder; results-NAME by default. Never overwritten."),
        click.option("--study", "study_file", type=PATH, help="A study file (TOML)."),
        scenario_argument_or_none,
    ):
        command = option(command)
    return command


@click.command()
@_study_options
@click.option("--games", type=click.IntRange(50, 1_000_000), help="Blocks at most; the study's cap by default.")
@click.option(
    "--ablate",
    multiple=True,
    metavar="MECHANISM",
    help="Also play without it: its share of the effect; 'all' for every one.",
)
@declared_options
@doctrine_levels_option
@opponent_levels_option
@click.option(
    "--futures",
    type=click.IntRange(2, 4096),
    help="Draw so many futures; without inputs in the study, of every number with a range.",
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="PATH[=DRAWN]",
    help="Vary this in the futures: over its range, or PATH=1..4, PATH=1..2..4, PATH=x0.5..2, PATH=true,false. Repeatable.",
)
@click.option(
    "--final",
    "pilot",
    type=PATH,
    metavar="RESULTS",
    help="A fixed number of blocks, from what this pilot found, on luck it has not seen.",
)
@click.option(
    "--one-by-one",
    is_flag=True,
    help="Play every arm by itself, even while it is like another: slower, to check that the results are the same.",
)
@click.option(
    "--no-report", is_flag=True, help="Write the results alone; `fourthseat report RESULTS` makes the report of them."
)
@click.option("--dry-run", is_flag=True, help="Say what would be played, how long and how large; play nothing.")
@click.option(
    "--print-study",
    is_flag=True,
    help="Print the study as it would be run, as a file that --study reads; with --json as JSON.",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of study files.")
def batch(
    scenario: str | None,
    study_file: Path | None,
    out: Path | None,
    dask: str | None,
    dask_wait: float,
    workers: int | None,
    as_json: bool,
    games: int | None,
    ablate: tuple[str, ...],
    declared: Declared,
    doctrines: tuple[str, ...],
    opponents: tuple[str, ...],
    futures: int | None,
    inputs: tuple[str, ...],
    pilot: Path | None,
    one_by_one: bool,
    no_report: bool,
    dry_run: bool,
    print_study: bool,
    schema: bool,
) -> None:
    """Run a Monte Carlo study: every variant on the same luck, until the intervals are narrow enough.

    Ends with a report to open in a browser. The same command again goes on where a stopped or killed run ended.
    """
    if schema:
        click.echo(json.dumps(Study.model_json_schema(by_alias=True), indent=2))
        return
    if pilot is not None:
        study, found = _final(pilot, scenario, study_file, declared)
    else:
        study, found = _study(scenario, study_file)
        study = declared.over(study, found)
    if inputs and not futures:
        raise click.UsageError("--input goes with --futures N: how many points are drawn")
    study = altered(study, found, games, ablate, futures, inputs, doctrines=doctrines, opponents=opponents)
    if print_study:
        click.echo(
            json_text(study.model_dump_json(by_alias=True, indent=2)) if as_json else _toml_text(study), nl=as_json
        )
        return
    concrete = _tried(study, found)
    if dry_run:
        study_plan.tell_plan(concrete, _hands(workers), as_json=as_json)
    else:
        force = study_run.Workforce(workers, dask, dask_wait)
        folder = out or Path(f"results-{study.name}")
        study_run.run(concrete, folder, force, as_json=as_json, one_by_one=one_by_one, report=not no_report)


@click.command()
@_study_options
@click.option(
    "--method",
    type=click.Choice(["both", "morris", "sobol"]),
    default="both",
    show_default=True,
    help="Screen all inputs, share the variance among few, or one after the other.",
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="PATH",
    help="An input to vary; by default the study's inputs, else every number with a range and every triangle. Repeatable.",
)
@click.option("--coalition", "variant", help="The variant set against the baseline; the study's second by default.")
@click.option("--rule", default="unanimity", show_default=True, help="Rule of concurrence.")
@click.option(
    "--trajectories",
    type=click.IntRange(2, 1000),
    help="Morris: trajectories through the inputs, for each seed, each on dice of its own; 2 by default, more where inputs are few.",
)
@click.option(
    "--points",
    type=click.IntRange(8, 4096),
    default=128,
    show_default=True,
    help="Sobol': base points for each seed, a power of two.",
)
@click.option(
    "--replications",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="Morris: games a point, arm by arm on the same dice.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 100),
    default=4,
    show_default=True,
    help="Make the design so many times, with other points and other dice, and say whether they agree.",
)
@click.option("--grouped", is_flag=True, help="Take inputs whose paths end alike for one factor: fewer games.")
@click.option("--second-order", is_flag=True, help="Sobol': shares of pairs of factors too, for twice the games.")
@click.option(
    "--given",
    type=PATH,
    metavar="RESULTS",
    help="Play nothing: read off a finished study of futures which inputs its differences follow.",
)
@click.option(
    "--keep",
    type=click.IntRange(2, 50),
    help=f"Inputs that go on from Morris to Sobol'; {KEPT} by default, or all there are.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be played, how long and how large; play nothing.")
def sensitivity(
    scenario: str | None,
    study_file: Path | None,
    out: Path | None,
    dask: str | None,
    dask_wait: float,
    workers: int | None,
    as_json: bool,
    method: str,
    inputs: tuple[str, ...],
    variant: str | None,
    rule: str,
    trajectories: int | None,
    points: int,
    replications: int,
    seeds: int,
    grouped: bool,
    second_order: bool,
    given: Path | None,
    keep: int | None,
    dry_run: bool,
) -> None:
    """Find the assumptions the difference hangs on: Morris screening, then Sobol' shares with the dice as a factor.

    An --input may say what it is drawn from: PATH=1..4 (whole numbers where the field is one), PATH=1..2..4 (a triangle),
    PATH=x0.5..2 (times as much), PATH=true,false (some values). Results go to the folder of --out with -morris and -sobol behind its name.
    """
    if given is not None:
        if scenario is not None or study_file is not None:
            raise click.UsageError("--given takes study and scenario from the results; give neither")
        if dry_run:
            raise click.UsageError("--given plays nothing, so there is nothing for --dry-run to say; leave it out")
        study_run.tell_followed(given)
        return
    force = study_run.Workforce(workers, dask, dask_wait)
    study, found = _study(scenario, study_file)
    study = altered(study, found, variant=variant, rule=rule)
    folder = out or Path(f"results-{study.name}")
    shares = Path(f"{folder}-sobol")
    if method != "both" and keep is not None:
        raise click.UsageError(
            f"--keep goes with both methods: with --method {method} nothing goes on from Morris to Sobol'"
        )

    if points & (points - 1):
        raise click.UsageError(f"--points {points}: is no power of two; 64, 128 and 256 are")

    base = study
    designed = partial(for_sensitivity, repeats=seeds, grouped=grouped, second_order=second_order)

    def sharing_of(kept: Sequence[str]) -> Study:
        return designed(base, found, "saltelli", points, 1, kept)

    if method in ("both", "morris"):
        screening = _tried(designed(study, found, "morris", trajectories or 0, replications, inputs), found)
        base = study.model_copy(update={"inputs": screening.study.inputs})
        varied = factors(screening.study)
        if keep is not None and keep > len(varied):
            raise click.UsageError(f"--keep {keep}: only {len(varied)} inputs are varied")
        kept_count = min(keep or KEPT, len(varied))
        if method == "both":  # whatever can be known of the second half is said before the first is played
            sharing_of(varied[:kept_count])
            if len(varied) == len(screening.study.inputs):  # of groups nobody knows how many inputs there will be
                refuse_another(shares, kept_count, lambda kept: plan(sharing_of(kept), found))
        stages = [study_plan.Designed(screening, Path(f"{folder}-morris"))]
        if dry_run:
            stand_ins = [plan(sharing_of(varied[:kept_count]), found)] if method == "both" else []
            stages += [study_plan.Designed(one, shares, found_first=True) for one in stand_ins]
            study_plan.tell_designed(stages, _hands(workers), as_json=as_json)
            return
        results = study_run.run(screening, Path(f"{folder}-morris"), force, as_json=as_json)
        ranked = influences(results.whole(screening.study.stopping.cap), levels=False)
        inputs = tuple(influential(ranked, kept_count))
        if method == "both" and not inputs:
            study_run.say_beside(
                as_json, "No input moves any difference: there is nothing to share, and no Sobol' study is played."
            )
            return
    if method in ("both", "sobol"):
        sharing = _tried(sharing_of(inputs), found)
        if dry_run:
            study_plan.tell_designed([study_plan.Designed(sharing, shares)], _hands(workers), as_json=as_json)
        else:
            study_run.run(sharing, shares, force, as_json=as_json)


def _hands(workers: int | None) -> int:
    """Processes that play at once."""
    return cores() if workers is None else max(1, workers)


def _study(scenario: str | None, study_file: Path | None) -> tuple[Study, Scenario]:
    """The study of the file, or the default study of the scenario."""
    if scenario is not None and study_file is None:
        found = shelf.find(scenario)
        return default_study(found, scenario), found
    if study_file is not None and scenario is None:
        study = load_study(study_file)
        return study, shelf.find(study.scenario)
    raise click.UsageError("give a scenario for its default study, or --study FILE; one of the two")


def _final(pilot: Path, scenario: str | None, study_file: Path | None, declared: Declared) -> tuple[Study, Scenario]:
    """The study that repeats the pilot's with its size fixed beforehand."""
    if any(value not in (None, (), {}) for value in declared):
        raise click.UsageError("--final repeats the pilot's arms, measures and luck; change them in a study of its own")
    if scenario is not None or study_file is not None:
        raise click.UsageError("--final takes study and scenario from the pilot's results; give neither")
    results, findings, _ = reread(pilot)
    return final(results.plan, findings), results.plan.scenario


def _tried(study: Study, scenario: Scenario) -> Plan:
    """The study made concrete, its every arm tried; people cannot play it."""
    concrete = plan(study, scenario)
    concrete.tried()
    refuse_people("cast", study.cast)
    return concrete


@click.command()
@click.argument("results", type=PATH)
@click.option("--out", type=PATH, metavar="FOLDER", help="Write it there, and nothing into the results.")
@click.option(
    "--figures",
    multiple=True,
    type=click.Choice(FIGURE_FORMATS),
    help="Every figure in this format too, beside its SVG. Repeatable.",
)
@click.option("--latex", is_flag=True, help="Every table as LaTeX too, in the rules of booktabs.")
def report(results: Path, out: Path | None, figures: tuple[str, ...], latex: bool) -> None:
    """Write a finished study's report again: one HTML file, Markdown, figures and CSV tables.

    Every contrast stands with all its digits in tables/contrasts.csv.

    What a person changed in it is never written over.
    """
    click.echo(write_report_again(results, out, tuple(dict.fromkeys(figures)), latex=latex))


@click.command()
@click.argument("results", type=PATH)
@click.argument("sql", default=f"select * from {VERDICTS}")
@click.option("--csv", is_flag=True, help="Print CSV.")
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 86_400),
    default=SECONDS,
    show_default=True,
    help="Give up a question that takes longer.",
)
def query(results: Path, sql: str, csv: bool, seconds: float) -> None:
    """Ask a study's results in SQL; without a question, what its report says of every contrast, with intervals and verdicts.

    Tables verdicts, runs and measures, views paired (block by block), paired_means and more (docs/study.md). One statement that only reads; no file is read or written but the study's tables.
    """
    answer = ask(results, sql, seconds)
    if csv:
        writer = csv_files.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.headings)
        writer.writerows(answer.rows)
    else:
        cells = ([_cell(value) for value in row] for row in answer.rows)
        Screen().table(f"{results}: {len(answer.rows)} rows", answer.headings, cells)
    if answer.cut:
        click.echo(
            f"cut: an answer has at most {MOST_ROWS:,} rows and {MOST_BYTES // 2**20} MB; ask for less at a time, or read "
            f"{results / 'runs.parquet'} and {results / 'measures.parquet'} with a program of your own",
            err=True,
        )


def _toml_text(study: Study) -> str:
    """*study* as a file, so that no code page of the output can change what it says."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return study_toml(study, ascii_only=not encoding.lower().replace("-", "").startswith("utf"))


def _cell(value: Any) -> str:
    """A value of a query's table."""
    return f"{value:.4g}" if isinstance(value, float) else "" if value is None else str(value)
