"""The command line: ``fourthseat``. The only exit codes are here: 0 done, 1 differs, 2 wrong input, 130 stopped by hand."""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fourthseat.engine.core.terms import RULES

if TYPE_CHECKING:
    from fourthseat.engine.core.terms import Seat
    from fourthseat.engine.game.game import Game
    from fourthseat.engine.record.log import EventLog
    from fourthseat.engine.rules.player import Player
    from fourthseat.engine.scenario.scenario import Scenario
    from fourthseat.engine.study.design import Study
    from fourthseat.engine.study.findings import Findings
    from fourthseat.engine.study.plan import Plan
    from fourthseat.engine.study.quick import Comparison
    from fourthseat.engine.study.results import Results
    from fourthseat.engine.study.runner import Progress
    from fourthseat.players.terminal.screen import Screen

__all__ = ["main"]

TELL_SECONDS = 10
"""Between two lines of a study that runs without a terminal."""
BYTES_A_GAME = 250
"""On disk, measured over the shipped studies."""


class Commands(click.Group):
    """Commands in the order of use, with the nearest name for an unknown one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """In the order they were declared."""
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """As click does, with a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as wrong:
            close = difflib.get_close_matches(args[0], self.commands, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(wrong.message + hint, ctx) from None


def _scenario_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    from fourthseat import scenarios as shelf

    return [name for name in shelf.names() if name.startswith(incomplete)]


scenario_argument = click.argument("scenario", shell_complete=_scenario_names)
seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**128 - 1), default=1, show_default=True, help="The luck of the game."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
set_option = click.option(
    "--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change one field, e.g. assumptions.precision=1."
)
msel_option = click.option(
    "--msel",
    "sheet",
    type=click.Path(path_type=Path),
    help="Events list from a spreadsheet instead of the scenario's own.",
)
off_option = click.option(
    "--off", multiple=True, metavar="MECHANISM", help="Switch a mechanism off, e.g. provocation. Repeatable."
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="fourthseat", prog_name="fourthseat")
def cli() -> None:
    """Fourth Seat: play, compare and replay crises in the Indo-Pacific, with and without Japan in AUKUS.

    Results are conditional on assumptions, never forecasts.
    """


@cli.command()
@click.argument("name", required=False, shell_complete=_scenario_names)
@click.option("--numbers", is_flag=True, help="Every number with its source or its range.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of scenario files.")
@json_option
def scenarios(name: str | None, numbers: bool, schema: bool, as_json: bool) -> None:
    """List the shipped situations, or show one (a name or a file)."""
    from fourthseat import scenarios as shelf

    if schema:
        from fourthseat.engine.scenario.scenario import Scenario

        click.echo(json.dumps(Scenario.model_json_schema(by_alias=True), indent=2))
        return
    if name is None:
        found = [shelf.find(one) for one in shelf.names()]
        if as_json:
            click.echo(
                json.dumps(
                    [
                        {
                            "name": s.name,
                            "title": s.title,
                            "summary": s.summary,
                            "turns": s.turns,
                            "turn_hours": s.turn_hours,
                        }
                        for s in found
                    ],
                    indent=2,
                )
            )
            return
        _screen().table(
            "Scenarios", ("name", "moves", "what"), ((s.name, f"{s.turns} × {s.turn_hours} h", s.title) for s in found)
        )
        return
    scenario = shelf.find(name)
    if as_json:
        click.echo(scenario.model_dump_json(by_alias=True, indent=2))
    elif numbers:
        _screen().provenance(scenario)
    else:
        _screen().scenario(scenario)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a scenario file: whether it is playable, and whether its numbers say where they come from."""
    from fourthseat import scenarios as shelf
    from fourthseat.engine.scenario.overrides import numbers

    scenario = shelf.load(file)
    every = list(numbers(scenario))
    sourced = sum(bool(q.source) for _, q in every)
    click.echo(
        f"{file}: {scenario.title}: playable; {len(every)} numbers, {sourced} with a source, {len(every) - sourced} marked as judgement with a range"
    )


@cli.command()
@click.argument("scenario", required=False, shell_complete=_scenario_names)
@click.option("--coalition", help="Variant of the coalition; the scenario's first by default.")
@click.option("--rule", help="Concurrence rule instead of the variant's own: lead, quorum:N or unanimity.")
@seed_option
@click.option(
    "--seat",
    "seats",
    multiple=True,
    metavar="SEAT=PLAYER",
    help="Who sits where: doctrine, uniform or human. Repeatable.",
)
@click.option("--log", "log_file", type=click.Path(path_type=Path), help="Write the game to a new log, as it goes.")
@click.option("--resume", type=click.Path(path_type=Path), help="Go on with an unfinished log; no scenario is given.")
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
    log_file: Path | None,
    resume: Path | None,
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: Path | None,
    full: bool,
    as_json: bool,
) -> None:
    """Play one game and tell its story."""
    from fourthseat.engine import __version__
    from fourthseat.engine.game.game import Game
    from fourthseat.engine.record.log import Header, Writer, read
    from fourthseat.engine.record.replay import taken_up
    from fourthseat.players.cast import cast_names

    if resume is not None:
        source = click.get_current_context().get_parameter_source("seed")
        seeded = source is not None and source.name == "COMMANDLINE"
        if scenario is not None or coalition or log_file or changes or off or rule or sheet or seeded:
            raise click.UsageError("--resume takes everything from the log; give only --seat, --full or --json with it")
        log = read(resume)
        if log.finished:
            raise click.UsageError(f"{resume} is finished; fourthseat replay shows it")
        names = cast_names(log.header.scenario, {**log.header.cast, **_pairs(seats, "--seat", "SEAT=PLAYER")})
        game = taken_up(log, str(resume))
        writer = Writer.resume(resume, log)  # only now is a torn last line cut off
        _record(game, writer)
        _run(game, names, full=full, as_json=as_json, log_file=resume, already=len(log.entries))
        writer.close()
        return
    if scenario is None:
        raise click.UsageError("name a scenario (fourthseat scenarios lists them), or --resume LOG")
    found, variant = _prepared(scenario, coalition, rule, changes, off, sheet)
    names = cast_names(found, _pairs(seats, "--seat", "SEAT=PLAYER"))
    record = (
        Writer(
            log_file, Header(found, variant, seed, {str(seat): player for seat, player in names.items()}, __version__)
        )
        if log_file is not None
        else None
    )
    _run(Game(found, variant, seed, record), names, full=full, as_json=as_json, log_file=log_file)
    if record is not None:
        record.close()


def _record(game: Game, writer: Any) -> None:
    """Give *writer* what *game* has written, and whatever it will write."""
    for entry in game.entries:
        writer(entry)
    game.listen(writer)


def _run(
    game: Game,
    names: Mapping[Seat, str],
    *,
    full: bool,
    as_json: bool,
    log_file: Path | None,
    already: int = 0,
    handing: bool = False,
) -> None:
    """Play *game* to its end with the players of *names*, telling it as it goes."""
    from fourthseat.engine.record.measures import measure
    from fourthseat.engine.record.narration import debrief
    from fourthseat.engine.record.perspective import told
    from fourthseat.players.cast import cast_for

    screen = _screen(full=full)
    humans = [seat for seat, name in names.items() if name == "human"]
    watched = not as_json and not humans
    cast = cast_for(game.scenario, names, screen.show)
    if handing:
        from fourthseat.players.terminal.person import Handed

        cast = {seat: Handed(player) if names[seat] == "human" else player for seat, player in cast.items()}
    if watched:
        screen.text(f"{game.scenario.title} — {game.state.coalition.title} — seed {game.seed}", "bold")
        screen.disclaimer()
    elif not as_json:
        screen.text("EXERCISE EXERCISE EXERCISE — " + game.scenario.handling, "bold")
        screen.disclaimer()
    shown = already
    try:
        while pending := game.pending:
            if watched:
                screen.show(told(game.entries, game.start, shown))
                shown = len(game.entries)
            if humans:
                for seat, view in pending.items():  # each is on disk before the next is asked
                    game.submit({seat: cast[seat].decide(view)})
            else:
                game.submit({seat: cast[seat].decide(view) for seat, view in pending.items()})
    except KeyboardInterrupt:
        again = (
            f"seminar --resume {log_file.parent} --terminal" if handing and log_file else f"play --resume {log_file}"
        )
        hint = (
            f"continue with: fourthseat {again}"
            if log_file is not None
            else "nothing was logged; use --log to be able to go on"
        )
        click.echo(f"\nStopped at H+{game.hour}; {hint}", err=True)
        sys.exit(130)
    numbers = measure(game.scenario, game.entries, game.state)
    if as_json:
        outcome = {i.id: {"choice": i.choice, "outcome": i.outcome} for i in game.state.incidents.values()}
        click.echo(
            json.dumps(
                {
                    "scenario": game.scenario.name,
                    "coalition": game.state.coalition.id,
                    "rule": game.state.coalition.rule,
                    "seed": game.seed,
                    "ended": game.state.ended,
                    "incidents": outcome,
                    "measures": numbers,
                    "log": str(log_file) if log_file else None,
                    "note": "conditional on assumptions; not a forecast",
                },
                indent=2,
            )
        )
        return
    if watched:
        screen.show(told(game.entries, game.start, shown))
    screen.measures(game.scenario, numbers)
    screen.text("Debrief", "bold")
    screen.show(debrief(game.state))
    screen.disclaimer()
    if log_file is not None:
        screen.text(f"Log: {log_file} ({len(game.entries)} entries); fourthseat replay {log_file} --verify", "dim")


@cli.command()
@scenario_argument
@click.option("--games", type=click.IntRange(2, 100_000), default=100, show_default=True, help="Games of every arm.")
@seed_option
@click.option(
    "--coalition", "coalitions", multiple=True, help="Variants to compare; the first is the baseline. All by default."
)
@click.option("--rule", "rules", multiple=True, help=f"Concurrence rules to cross with; {', '.join(RULES)} by default.")
@click.option("--provocation", type=click.Choice(["both", "on", "off"]), default="both", show_default=True)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    help="Measures to show; the scenario's interests by default, 'all' for every one.",
)
@click.option("--seat", "seats", multiple=True, metavar="SEAT=PLAYER", help="Who sits where. Repeatable.")
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
    measures: tuple[str, ...],
    seats: tuple[str, ...],
    changes: tuple[str, ...],
    off: tuple[str, ...],
    as_json: bool,
) -> None:
    """Compare coalition variants on the same luck, crossed with the concurrence rule and provocation."""
    from fourthseat.engine.record.measures import chosen
    from fourthseat.engine.study.quick import compare as run
    from fourthseat.players.cast import cast_for, cast_names

    found, _ = _prepared(scenario, None, None, changes, off)
    variants = coalitions or tuple(c.id for c in found.coalitions)
    for variant in variants:
        found.coalition(variant)
        if variants.count(variant) > 1:
            raise click.UsageError(f"--coalition {variant} is given twice")
    if len(variants) < 2:
        raise click.UsageError(f"a comparison needs two variants or more, not only {', '.join(variants)}")
    names = chosen(found, measures)
    seated = _pairs(seats, "--seat", "SEAT=PLAYER")
    _no_humans("--seat", seated)
    cast: Mapping[Seat, Player] = cast_for(found, cast_names(found, seated))
    settings = {"both": (True, False), "on": (True,), "off": (False,)}[provocation]
    if "provocation" in off:
        settings = (False,)
    result = run(found, cast, games, seed, rules or RULES, settings, variants, _progress(as_json))
    _tell_comparison(result, names, as_json=as_json)


def _tell_comparison(result: Comparison, names: list[str], *, as_json: bool) -> None:
    from fourthseat.engine.study.quick import plain_contrasts, sentences, tables
    from fourthseat.engine.study.statistics import MIN_BLOCKS

    if as_json:
        click.echo(
            json.dumps(
                {
                    "scenario": result.scenario,
                    "seed": result.seed,
                    "games": result.games,
                    "baseline": result.baseline,
                    "contrasts": plain_contrasts(result, names),
                    "sentences": sentences(result, names),
                    "note": "conditional on assumptions; not a forecast",
                },
                indent=2,
            )
        )
        return
    screen = _screen()
    for title, heads, rows in tables(result, names):
        screen.table(title, heads, rows, right=range(2, len(heads)))
    last = result.seed + result.games - 1
    screen.text(
        f"\nIn words ({result.games} games an arm, seeds {result.seed}–{last}, 95 % paired-t intervals)", "bold"
    )
    for sentence in sentences(result, names):
        screen.text(f"  {sentence}")
    if result.games < MIN_BLOCKS:
        screen.text(f"Fewer than {MIN_BLOCKS} games: no intervals, so no verdicts.", "yellow")
    else:
        screen.text("Many comparisons at once: expect one verdict in twenty to be luck.", "dim")
    screen.text(f"Any game: fourthseat play {result.scenario} --coalition C --rule R --seed N", "dim")
    screen.disclaimer()


def _study_options(command: Any) -> Any:
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
            "--out", type=click.Path(path_type=Path), help="Results folder; results-NAME by default. Never overwritten."
        ),
        click.option("--study", "study_file", type=click.Path(path_type=Path), help="A study file (TOML)."),
        click.argument("scenario", required=False, shell_complete=_scenario_names),
    ):
        command = option(command)
    return command


@cli.command()
@_study_options
@click.option("--games", type=click.IntRange(50, 1_000_000), help="Blocks at most; the study's cap by default.")
@click.option(
    "--ablate",
    multiple=True,
    metavar="MECHANISM",
    help="Also play without it: its share of the effect; 'all' for every one.",
)
@click.option(
    "--futures",
    type=click.IntRange(2, 4096),
    help="Draw so many futures; without inputs in the study, of every number with a range.",
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="PATH",
    help="Vary this number over its range in the futures. Repeatable.",
)
@click.option(
    "--final",
    "pilot",
    type=click.Path(path_type=Path),
    metavar="RESULTS",
    help="A fixed number of blocks, from what this pilot found, on luck it has not seen.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be played, how long and how large; play nothing.")
@click.option("--print-study", is_flag=True, help="Print the study as it would be run.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of study files.")
def batch(
    scenario: str | None,
    study_file: Path | None,
    out: Path | None,
    dask: str | None,
    workers: int | None,
    as_json: bool,
    games: int | None,
    ablate: tuple[str, ...],
    futures: int | None,
    inputs: tuple[str, ...],
    pilot: Path | None,
    dry_run: bool,
    print_study: bool,
    schema: bool,
) -> None:
    """Run a Monte Carlo study: every variant on the same luck, until the intervals are narrow enough.

    Ends with a report to open in a browser. The same command again goes on where a stopped or killed run ended.
    """
    from fourthseat.engine.study.design import Study
    from fourthseat.engine.study.presets import altered

    if schema:
        click.echo(json.dumps(Study.model_json_schema(by_alias=True), indent=2))
        return
    study, found = _final(pilot, scenario, study_file) if pilot is not None else _study(scenario, study_file)
    if inputs and not futures:
        raise click.UsageError("--input goes with --futures N: how many points are drawn")
    study = altered(study, found, games, ablate, futures, inputs)
    if print_study:
        click.echo(study.model_dump_json(by_alias=True, indent=2))
        return
    made, cast = _seated(study, found)
    if dry_run:
        _tell_plan(made, cast, _cores() if workers is None else max(1, workers))
    else:
        _run_batch(made, cast, out or Path(f"results-{study.name}"), workers, dask, as_json=as_json)


@cli.command()
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
    help="A number to vary; by default the study's inputs, else every number with a range. Repeatable.",
)
@click.option("--coalition", "variant", help="The variant set against the baseline; the study's second by default.")
@click.option("--rule", default="unanimity", show_default=True, help="Rule of concurrence.")
@click.option(
    "--trajectories",
    type=click.IntRange(2, 1000),
    default=8,
    show_default=True,
    help="Morris: trajectories through the inputs.",
)
@click.option(
    "--points",
    type=click.IntRange(8, 4096),
    default=128,
    show_default=True,
    help="Sobol': base points, a power of two.",
)
@click.option(
    "--replications",
    type=click.IntRange(1, 1000),
    default=2,
    show_default=True,
    help="Morris: games a point, arm by arm on the same dice.",
)
@click.option(
    "--keep", type=click.IntRange(2, 50), default=6, show_default=True, help="Inputs that go on from Morris to Sobol'."
)
def sensitivity(
    scenario: str | None,
    study_file: Path | None,
    out: Path | None,
    dask: str | None,
    workers: int | None,
    as_json: bool,
    method: str,
    inputs: tuple[str, ...],
    variant: str | None,
    rule: str,
    trajectories: int,
    points: int,
    replications: int,
    keep: int,
) -> None:
    """Find the assumptions the difference hangs on: Morris screening, then Sobol' shares with the dice as a factor."""
    from fourthseat.engine.study.presets import altered
    from fourthseat.engine.study.sensitivity import for_sensitivity, influences, influential

    study, found = _study(scenario, study_file)
    study = altered(study, found, variant=variant, rule=rule)
    folder = out or Path(f"results-{study.name}")
    if method in ("both", "morris"):
        made, cast = _seated(for_sensitivity(study, found, "morris", trajectories, replications, inputs), found)
        results = _run_batch(made, cast, Path(f"{folder}-morris"), workers, dask, as_json=as_json)
        ranked = influences(results.whole(made.study.stopping.cap, [one.name for one in study.measures]), levels=False)
        inputs = tuple(influential(ranked, keep))
    if method in ("both", "sobol"):
        made, cast = _seated(for_sensitivity(study, found, "saltelli", points, 1, inputs), found)
        _run_batch(made, cast, Path(f"{folder}-sobol"), workers, dask, as_json=as_json)


def _study(scenario: str | None, study_file: Path | None) -> tuple[Study, Scenario]:
    """The study of the file, or the default study of the scenario."""
    from fourthseat import scenarios as shelf
    from fourthseat.engine.study.design import load_study
    from fourthseat.engine.study.presets import default_study

    if scenario is not None and study_file is None:
        found = shelf.find(scenario)
        return default_study(found, scenario), found
    if study_file is not None and scenario is None:
        study = load_study(study_file)
        return study, shelf.find(study.scenario)
    raise click.UsageError("give a scenario for its default study, or --study FILE; one of the two")


def _final(pilot: Path, scenario: str | None, study_file: Path | None) -> tuple[Study, Scenario]:
    """The study that repeats the pilot's with its size fixed beforehand."""
    from fourthseat.engine.study.findings import final, reread

    if scenario is not None or study_file is not None:
        raise click.UsageError("--final takes study and scenario from the pilot's results; give neither")
    held, found, _ = reread(pilot)
    return final(held.plan, found), held.plan.scenario


def _seated(study: Study, found: Scenario) -> tuple[Plan, Mapping[Seat, Player]]:
    """The study made concrete and tried, with who plays it."""
    from fourthseat.engine.study.plan import plan
    from fourthseat.players.cast import cast_for, cast_names

    made = plan(study, found)
    made.tried()
    _no_humans("cast", study.cast)
    return made, cast_for(found, cast_names(found, study.cast))


def _no_humans(where: str, cast: Mapping[str, str]) -> None:
    human = next((seat for seat, player in cast.items() if player == "human"), None)
    if human is not None:
        raise click.UsageError(f"{where}: {human}=human: people do not play a hundred games; use fourthseat play")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tell_plan(made: Plan, cast: Mapping[Seat, Player], workers: int) -> None:
    """What a study would play, from a handful of games timed now."""
    from fourthseat.engine.study.runner import timed

    each = timed(made, cast)
    click.echo(
        f"{made.study.name}: {made.study.question}\n"
        f"{len(made.futures)} futures, {len(made.arms)} arms a block, baseline {made.baseline}; digest {made.digest[:12]}\n"
        f"about {1000 * each:.1f} ms a game on this machine, {workers} workers"
    )
    rows = []
    for n in made.study.stopping.looks():
        games = n * len(made.arms)
        rows.append((str(n), f"{games:,}", _span(games * each / workers), f"{games * BYTES_A_GAME / 1e6:.1f} MB"))
    _screen().table("Looks", ("blocks", "games", "time", "disk"), rows)


def _span(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 100
        else f"{seconds / 60:.0f} min"
        if seconds < 6000
        else f"{seconds / 3600:.1f} h"
    )


def _run_batch(
    made: Plan, cast: Mapping[Seat, Player], out: Path, workers: int | None, dask: str | None, *, as_json: bool
) -> Results:
    """Play, tell, and write the report; the results, for whoever goes on with them."""
    from functools import partial

    from fourthseat.engine.study.ablation import ablation, ablation_tables
    from fourthseat.engine.study.design import DESIGNS
    from fourthseat.engine.study.executors import Serial, cluster, local
    from fourthseat.engine.study.findings import study_through
    from fourthseat.engine.study.results import Results
    from fourthseat.engine.study.runner import run
    from fourthseat.engine.study.sensitivity import influence_tables, influences
    from fourthseat.engine.study.tables import plain, sentences, tables

    if dask is not None and workers is not None:
        raise click.UsageError("--dask brings its own workers; give it or --workers")
    if dask is not None:
        with cluster(dask) as there:
            workers = there.workers
        make: Any = partial(cluster, dask)
    else:
        workers = _cores() if workers is None else workers
        make = partial(local, workers) if workers else Serial
    results = Results(out, made)
    tell = _Teller(made, as_json)
    try:
        found = study_through(
            results, lambda n: run(made, cast, results, n, make, max(1, workers), tell.progress), tell.look
        )
    except KeyboardInterrupt:
        click.echo(f"\nstopped: {results.games} games are kept in {out}; the same command goes on", err=True)
        sys.exit(130)
    digest = results.finish(found.blocks)
    page = _reported(results, found, digest)
    if as_json:
        click.echo(json.dumps({"folder": str(out), "report": str(page), "hash": digest, **plain(found)}, indent=2))
        return results
    whole = results.whole(found.blocks, [one.name for one in made.study.measures])
    screen = _screen()
    designed = made.study.sampling in DESIGNS
    for table in influence_tables(made, influences(whole, levels=False)) if designed else tables(made, found):
        screen.table(table.title, table.headings, table.rows)
    if made.study.ablate:
        for table in ablation_tables(made, ablation(whole)):
            screen.table(table.title, table.headings, table.rows)
        screen.text("Contributions need not add up: mechanisms work through each other.")
    for line in sentences(made, found):
        screen.text(line)
    screen.text(f"{out}: runs.parquet, measures.parquet, hash {digest}", "dim")
    screen.text(f"Report: {page}", "bold")
    return results


def _reported(results: Results, found: Findings, digest: str) -> Path:
    """Write the report into the results folder; the page to open."""
    from fourthseat.engine.documents.folder import write_report
    from fourthseat.engine.study.report.overview import report as document

    return write_report(document(results, found, digest), results.folder)[0]


@cli.command()
@click.argument("results", type=click.Path(path_type=Path))
def report(results: Path) -> None:
    """Write a finished study's report again: one HTML file, Markdown, figures and CSV tables."""
    from fourthseat.engine.study.findings import reread

    held, found, digest = reread(results)
    click.echo(_reported(held, found, digest))


class _Teller:
    """Where a study stands: a bar for a person, a line now and then for a log file, JSON lines for a program; on stderr."""

    def __init__(self, made: Plan, as_json: bool) -> None:
        self.made, self.as_json = made, as_json
        self.widest, self.rate, self.last = "", 0.0, 0.0

    def progress(self, at: Progress) -> None:
        """Some games are in."""
        self.rate = at.games / at.seconds if at.seconds else 0.0
        if self.as_json:
            told = {"games": at.games, "of": at.of, "failed": at.failed, "seconds": round(at.seconds, 2)}
            click.echo(json.dumps(told), err=True)
            return
        done = at.games == at.of
        left = _span((at.of - at.games) / self.rate) if self.rate else "?"
        line = (
            f"{at.games:,}/{at.of:,} games, {self.rate:.0f}/s, {at.failed} failed{self.widest}, {left} to the next look"
        )
        if sys.stderr.isatty():
            bar = "█" * int(24 * at.games / max(1, at.of))
            click.echo(f"\r{bar:<24} {line}   " + "\n" * done, nl=False, err=True)
        elif done or at.seconds - self.last > TELL_SECONDS:
            self.last = 0.0 if done else at.seconds
            click.echo(line, err=True)

    def look(self, found: Findings) -> None:
        """The intervals have been looked at."""
        from fourthseat.engine.study.findings import blocks_needed, more_needed, widest

        wide, blocks = widest(found), blocks_needed(found)
        if self.as_json:
            told = {"look": found.blocks, "widest": wide, "blocks_needed": blocks, "precise": found.precise}
            click.echo(json.dumps(told), err=True)
        elif found.precise is False:
            self.widest = f", widest interval {wide:.2f} times its target"
            line = f"look at {found.blocks:,} blocks{self.widest}; {more_needed(self.made, found)}"
            if blocks is not None and self.rate:
                line += f", {_span((blocks - found.blocks) * len(self.made.arms) / self.rate)} from now"
            click.echo(line, err=True)


@cli.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("sql", default="select * from paired_means")
@click.option("--csv", is_flag=True, help="Print CSV.")
def query(results: Path, sql: str, csv: bool) -> None:
    """Ask a study's results in SQL: tables runs and measures, views paired (block by block) and paired_means."""
    from fourthseat.engine.study.query import query as ask

    heads, rows = ask(results, sql)
    if csv:
        import csv as files

        writer = files.writer(sys.stdout)
        writer.writerow(heads)
        writer.writerows(rows)
    else:
        _screen().table(f"{results}: {len(rows)} rows", heads, ([_cell(value) for value in row] for row in rows))


def _cell(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "" if value is None else str(value)


@cli.command()
@scenario_argument
@click.option("--out", type=click.Path(path_type=Path), help="Write the list to a new .xlsx or .csv.")
@click.option(
    "--check", "sheet", type=click.Path(path_type=Path), help="Check a sheet against the scenario, row by row."
)
def msel(scenario: str, out: Path | None, sheet: Path | None) -> None:
    """Take the events list of a scenario to a spreadsheet, or check one before STARTEX; `play --msel FILE` uses it."""
    from fourthseat import scenarios as shelf
    from fourthseat.engine.exercise.msel import lint, read, rows, write

    found = shelf.find(scenario)
    if out is not None and sheet is not None:
        raise click.UsageError("--out writes a sheet, --check reads one; give one of them")
    where = None
    if sheet is not None:
        found, where = read(found, sheet)
    if out is not None:
        write(found, out)
        click.echo(f"{out}: {len(found.msel)} events written")
        return
    heads, *lines = rows(found)
    screen = _screen()
    if sheet is None:
        screen.table(f"MSEL of {found.name}", heads, lines)
    remarks = lint(found, where)
    for line in remarks:
        screen.text(line if sheet is None else f"{sheet}: {line}")
    if sheet is not None:
        click.echo(f"{sheet}: playable; {len(found.msel)} events, {len(remarks)} remarks")


@cli.command()
@scenario_argument
@click.option("--coalition", help="Variant of the coalition; the scenario's first by default.")
@click.option("--rule", help="Concurrence rule instead of the variant's own.")
@click.option("--games", type=click.IntRange(10, 10_000), default=100, show_default=True)
@seed_option
@click.option("--seat", "seats", multiple=True, metavar="SEAT=PLAYER", help="Who sits where. Repeatable.")
@set_option
@off_option
@msel_option
@json_option
def rehearse(
    scenario: str,
    coalition: str | None,
    rule: str | None,
    games: int,
    seed: int,
    seats: tuple[str, ...],
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: Path | None,
    as_json: bool,
) -> None:
    """Play an exercise with doctrines before the day: dead injects, unexercised objectives, idle and swamped cells."""
    from fourthseat.engine.exercise.rehearsal import rehearse as run
    from fourthseat.engine.exercise.rehearsal_report import tables, warnings
    from fourthseat.players.cast import cast_for, cast_names

    found, variant = _prepared(scenario, coalition, rule, changes, off, sheet)
    seated = _pairs(seats, "--seat", "SEAT=PLAYER")
    _no_humans("--seat", seated)
    cast: Mapping[Seat, Player] = cast_for(found, cast_names(found, seated))
    told = run(found, variant, cast, games, seed, _progress(as_json))
    if as_json:
        from fourthseat.engine.record.narration import DISCLAIMER

        sheets = [{"title": one.title, "columns": one.headings, "rows": one.rows} for one in tables(told)]
        head = {"scenario": found.name, "coalition": variant, "games": games, "seed": seed}
        click.echo(json.dumps(head | {"warnings": warnings(told), "tables": sheets, "note": DISCLAIMER}, indent=2))
        return
    screen = _screen()
    screen.text(f"{found.title} — {found.coalition(variant).title} — rehearsed {games} times by doctrines", "bold")
    for table in tables(told):
        screen.table(table.title, table.headings, table.rows)
    screen.text("\nTo mend before the day" if warnings(told) else "\nNothing to mend was found.", "bold")
    for line in warnings(told):
        screen.text(f"  {line}")
    screen.text("Doctrines are not people: this finds what cannot work, not how the day will go.", "dim")
    screen.disclaimer()


@cli.command()
@click.argument("scenario", required=False, shell_complete=_scenario_names)
@click.option("--coalition", help="Variant of the coalition; the scenario's first by default.")
@click.option("--rule", help="Concurrence rule instead of the variant's own.")
@seed_option
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where the exercise is kept; seminar-SCENARIO by default."
)
@click.option("--resume", type=click.Path(path_type=Path), help="Go on with the exercise kept in a folder: same links.")
@click.option("--doctrine", multiple=True, metavar="SEAT", help="Seats without people, played by doctrine. Repeatable.")
@click.option(
    "--minutes", multiple=True, metavar="STAGE=MINUTES", help="Time of a stage, e.g. deliberate=20. Repeatable."
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
    port: int,
    lan: bool,
    terminal: bool,
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: Path | None,
) -> None:
    """Run a seminar exercise: control and every cell in a browser of its own, on this machine or in one room."""
    from fourthseat.engine.core.terms import Seat

    if resume is not None:
        if scenario or folder or coalition or rule or changes or off or sheet or doctrine or minutes:
            raise click.UsageError(
                "--resume takes everything from its folder; give only --port, --lan or --terminal with it"
            )
        if terminal:
            if not (resume / "main.jsonl").is_file():
                raise click.UsageError(f"--resume {resume}: no exercise is kept there (no main.jsonl)")
            _hot_seat(resume / "main.jsonl", None)
            return
        if (resume / "main.jsonl").is_file() and not (resume / "room.jsonl").exists():
            raise click.UsageError(f"--resume {resume}: was played at a terminal; add --terminal")
        _serve(_room_library().resume(resume), port, lan=lan)
        return
    if scenario is None:
        raise click.UsageError("name a scenario (fourthseat scenarios lists them), or --resume FOLDER")
    found, variant = _prepared(scenario, coalition, rule, changes, off, sheet)
    strangers = [seat for seat in doctrine if seat not in found.players]
    if strangers:
        from fourthseat.engine.core.errors import nearest

        raise click.UsageError(f"--doctrine {strangers[0]}: no such seat; {nearest(strangers[0], found.players)}")
    times = _minutes(minutes)
    folder = folder or Path(f"seminar-{found.name}")
    if terminal:
        if minutes or lan:
            raise click.UsageError("--minutes and --lan are the room's; they do not go with --terminal")
        if (folder / "main.jsonl").exists():
            raise click.UsageError(
                f"{folder}: holds an exercise already; go on with --resume {folder} --terminal, or give another --folder"
            )
        _made_folder(folder)
        _hot_seat(folder / "main.jsonl", (found, variant, seed, doctrine))
        return
    library = _room_library()
    _port_free(port, lan=lan)  # before the exercise has a folder, which the same command would not open twice
    room = library.start(folder, found, variant, seed, [Seat(seat) for seat in doctrine], times)
    _serve(room, port, lan=lan)


def _port_free(port: int, *, lan: bool) -> None:
    """Refuse a port that somebody else serves."""
    import socket

    from fourthseat.engine.core.errors import FourthSeatError

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0" if lan else "127.0.0.1", port))
        except OSError as wrong:
            raise FourthSeatError(
                f"port {port}: {wrong.strerror}; give another with --port, or 0 for any free one"
            ) from None


def _minutes(given: tuple[str, ...]) -> dict[str, float]:
    from fourthseat.engine.core.errors import nearest
    from fourthseat.engine.exercise.stages import MINUTES

    times = {}
    for stage, said in _pairs(given, "--minutes", "STAGE=MINUTES").items():
        if stage not in MINUTES:
            raise click.UsageError(f"--minutes {stage}: no such stage; {nearest(stage, MINUTES)}")
        try:
            times[stage] = float(said)
        except ValueError:
            times[stage] = -1.0
        if not 0 <= times[stage] <= 600:
            raise click.UsageError(f"--minutes {stage}={said}: not a number of minutes from 0 to 600")
    return times


def _room_library(wanted: str = "the room", instead: str = "; --terminal works without") -> Any:
    """The room, if what it needs is installed; else say what *wanted* lacks and what to do *instead*."""
    from fourthseat.engine.core.errors import FourthSeatError

    try:
        import jinja2  # noqa: F401
        import segno  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as missing:
        raise FourthSeatError(
            f"{wanted} needs {missing.name}, which is not installed: pip install '.[seminar]'{instead}"
        ) from None
    from fourthseat.players.web.session import Room

    return Room


def _serve(room: Any, port: int, *, lan: bool) -> None:
    from fourthseat.players.web.serve import serve

    def tell(link: Any) -> None:
        click.echo(f"EXERCISE EXERCISE EXERCISE - {room.scenario.handling}")
        click.echo(f"{room.scenario.title}. Kept in {room.folder}; stop with Ctrl+C, go on with --resume {room.folder}")
        for role in room.roles:
            click.echo(f"{role:10s} {link('/join/' + room.keys.token(role))}")
        if lan:
            click.echo(
                "Open to this network, without encryption: whoever can listen on it can read everything. Use a network of your own.",
                err=True,
            )
        if sys.stdout.isatty():
            import segno

            click.echo("Control's link; the others' codes are on its page Links:")
            segno.make(link("/join/" + room.keys.token("CONTROL"))).terminal(compact=True)

    try:
        serve(room, port, lan=lan, tell=tell)
    finally:
        room.close()
    click.echo(f"Stopped. Go on with: fourthseat seminar --resume {room.folder}", err=True)


def _hot_seat(log_file: Path, new: tuple[Scenario, str, int, tuple[str, ...]] | None) -> None:
    """Every seat in turn at one terminal, the screen cleared between them; CONTROL's desk is a seat like the others."""
    from fourthseat.engine import __version__
    from fourthseat.engine.game.game import Game
    from fourthseat.engine.record.log import Header, Writer, read
    from fourthseat.engine.record.replay import taken_up
    from fourthseat.players.cast import cast_names

    if new is None:
        log = read(log_file)
        if log.finished:
            raise click.UsageError(f"{log_file} is finished; fourthseat replay shows it")
        names = cast_names(log.header.scenario, log.header.cast)
        game = taken_up(log, str(log_file))
        writer = Writer.resume(log_file, log)
        _record(game, writer)
        _run(game, names, full=False, as_json=False, log_file=log_file, already=len(log.entries), handing=True)
    else:
        found, variant, seed, doctrine = new
        people = {str(seat): "human" for seat in (*found.players, "CONTROL") if seat not in doctrine}
        names = cast_names(found, people)
        writer = Writer(log_file, Header(found, variant, seed, {str(s): p for s, p in names.items()}, __version__))
        _run(Game(found, variant, seed, writer), names, full=False, as_json=False, log_file=log_file, handing=True)
    writer.close()


@cli.command()
@scenario_argument
@click.option("--coalition", help="Variant of the coalition; the scenario's first by default.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder the papers are written to.")
@set_option
@msel_option
def packets(scenario: str, coalition: str | None, out: Path, changes: tuple[str, ...], sheet: Path | None) -> None:
    """Print an exercise: a packet for every cell, the facilitator's guide and the events list, as HTML and DOCX."""
    from fourthseat.engine.documents.folder import write_paper
    from fourthseat.engine.exercise.papers import packet as papers
    from fourthseat.engine.exercise.stages import MINUTES

    found, variant = _prepared(scenario, coalition, None, changes, (), sheet)
    documents = {f"packet-{seat}": papers.seat(found, seat, variant) for seat in found.players}
    documents |= {"facilitator-guide": papers.guide(found, variant, MINUTES), "events-list": papers.events(found)}
    _lacking(out, [write_paper(document, out, name, ("html", "docx")) for name, document in documents.items()])
    click.echo(f"{out}: {len(documents)} papers, each as HTML to print and as DOCX")


def _lacking(folder: Path, missing: Iterable[str]) -> None:
    """End with what was not written, once everything else is."""
    from fourthseat.engine.core.errors import FourthSeatError

    for one in missing:
        if one:
            raise FourthSeatError(f"{folder}: everything but the DOCX is written; {one}")


@cli.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--line", default=None, help="Line of play of a seminar's folder; the one last played by default.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder the report is written to; beside the log by default."
)
def aar(source: Path, line: str | None, out: Path | None) -> None:
    """Draft the after-action report and improvement plan of a seminar's folder, or of any log: DOCX, HTML, Markdown."""
    from fourthseat.engine.documents.folder import write_paper
    from fourthseat.engine.exercise.aar.report import Record, report

    if (source / "room.jsonl").exists():
        from fourthseat.players.web.actions import record

        room = _room_library().resume(source)
        if line is not None:
            if line not in room.lines:
                from fourthseat.engine.core.errors import nearest

                raise click.UsageError(f"--line {line}: no such line of play; {nearest(line, room.lines)}")
            room.active = line
        told = record(room)
        room.close()
    else:
        if line is not None:
            raise click.UsageError(f"--line {line}: {source} is no room's folder, which alone has lines of play")
        told = Record(_opened(_in_folder(source)), name=source.stem)
    folder = out or (source if source.is_dir() else source.parent)
    _lacking(
        folder,
        [
            write_paper(report(told, releasable=version == "releasable"), folder, f"aar-{version}")
            for version in ("control", "releasable")
        ],
    )
    click.echo(f"{folder}: aar-control and aar-releasable, each as .docx, .html and .md")


@cli.command()
@click.argument("log", type=click.Path(path_type=Path))
@click.option("--beside", type=click.Path(path_type=Path), help="Another log, side by side by the game's clock.")
@click.option("--seat", "eyes", help="Only what this seat may know: a file that may be sent to it.")
@click.option("--public", is_flag=True, help="Only what the board on the wall showed: a file for anybody.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The new HTML file.")
def theatre(log: Path, beside: Path | None, eyes: str | None, public: bool, out: Path) -> None:
    """Make a game one HTML file to open anywhere: scrubber, every seat's eyes, map, ladder, race, story with its reasons.

    LOG is a file, a seminar's folder (the exercise itself; its branches are the other .jsonl files in it), or a game of a
    study: RESULTS#12:aukus-jpn:unanimity:provoked. Without --seat or --public the file holds every seat's secrets: it is
    control's.
    """
    from fourthseat.engine.record.perspective import WALL

    if eyes is not None and public:
        raise click.UsageError("--seat is one seat's file, --public everybody's; give one of them")
    _room_library("the theatre", "")
    from fourthseat.players.web.replay_page import seat_in
    from fourthseat.players.web.replay_page import theatre as show

    logs = [(_named(path), _opened(_in_folder(path))) for path in (log, beside) if path is not None]
    page = show(logs, WALL if public else None if eyes is None else seat_in(logs, eyes))
    _new_file(out, page.encode())
    whose = "holds every seat's secrets: control's" if eyes is None and not public else f"{eyes or 'the public'}'s"
    click.echo(f"{out}: {len(page.encode()) / 1000:.0f} kB, opens in any browser, fetches nothing; {whose}")


def _in_folder(path: Path) -> Path:
    """The log of an exercise, if *path* is its folder and not a study's game."""
    return path / "main.jsonl" if path.is_dir() and (path / "main.jsonl").exists() else path


def _named(path: Path) -> str:
    """What a log is called on the page."""
    return path.name if "#" in path.name or path.is_dir() else path.stem


@cli.command()
@click.argument("log", type=click.Path(path_type=Path))
@click.option("--turn", type=click.IntRange(1), help="Show one turn only.")
@click.option("--seat", "eyes", help="Through one seat's eyes only.")
@click.option("--verify", is_flag=True, help="Play it again and name the first difference; exit 1 if there is one.")
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
@click.option("--log", "new_log", type=click.Path(path_type=Path), help="Fork: where the new log goes.")
@click.option(
    "--diff", "other", type=click.Path(path_type=Path), help="Set another log beside it; exit 1 if they differ."
)
@click.option("--picture", type=click.Path(path_type=Path), help="Save what would be shown as a new SVG picture.")
@click.option("--full", is_flag=True, help="Also tell staff work, trust and orders as given.")
@json_option
def replay(
    log: Path,
    turn: int | None,
    eyes: str | None,
    verify: bool,
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

    LOG is a file, or a game of a study: RESULTS#12:aukus-jpn:unanimity:provoked.
    """
    if sum((verify, fork_turn is not None, other is not None)) > 1:
        raise click.UsageError("--verify, --fork and --diff are three different things; give one")
    if fork_turn is None and (seats or coalition or orders or new_log):
        raise click.UsageError("--play, --coalition, --order and --log go with --fork TURN")
    if (verify or other is not None or fork_turn is not None) and (turn is not None or eyes is not None):
        which = "--verify" if verify else "--diff" if other is not None else "--fork"
        raise click.UsageError(f"{which} takes the whole log; --turn and --seat go with watching alone")
    if picture is not None and (verify or other is not None or fork_turn is not None or as_json):
        raise click.UsageError("--picture goes with watching alone")
    if verify:
        _verify(log, as_json=as_json)
    elif fork_turn is not None:
        _fork(_opened(log), log, fork_turn, seats, coalition, orders, new_log, full=full, as_json=as_json)
    elif other is not None:
        _diff(log, other, as_json=as_json)
    else:
        _watch(_opened(log), log, turn, eyes, picture, full=full, as_json=as_json)


def _opened(path: Path) -> EventLog:
    """A log read from its file, or a study's game played again from its address."""
    from fourthseat.engine.record.log import EventLog, read

    folder, hash_mark, address = str(path).partition("#")
    if not hash_mark or path.exists():
        return read(path)
    from fourthseat.engine import __version__
    from fourthseat.engine.record.log import Header
    from fourthseat.engine.study.plan import plan
    from fourthseat.engine.study.results import reopened, version_note
    from fourthseat.engine.study.trial import game_at
    from fourthseat.players.cast import cast_for, cast_names

    study, scenario = reopened(Path(folder))
    if note := version_note(Path(folder)):
        click.echo(f"fourthseat: {note}", err=True)
    names = cast_names(scenario, study.cast)
    game = game_at(plan(study, scenario), cast_for(scenario, names), address)
    header = Header(
        game.scenario, game.state.coalition.id, game.seed, {str(seat): who for seat, who in names.items()}, __version__
    )
    return EventLog(header, tuple(game.entries))


def _watch(
    record: EventLog,
    path: Path,
    turn: int | None,
    eyes: str | None,
    picture: Path | None,
    *,
    full: bool,
    as_json: bool,
) -> None:
    from fourthseat.engine.core.errors import LogError, nearest
    from fourthseat.engine.core.terms import CONTROL, Seat
    from fourthseat.engine.record import log as files
    from fourthseat.engine.record.narration import debrief
    from fourthseat.engine.record.perspective import of_turn, seen_by, sound, told
    from fourthseat.engine.rules.state import start

    sound(record)
    header = record.header
    seats = (*header.scenario.seat_by_id, CONTROL)
    if eyes is not None and eyes not in seats:
        raise LogError(f"no seat {eyes!r} in {path}; {nearest(eyes, seats)}")
    chosen = of_turn(record, turn) if turn is not None else range(len(record.entries))
    if as_json:
        if eyes is not None:
            raise click.UsageError("--json shows everything; it does not go with --seat")
        for number, line in enumerate(files.lines(record)):
            if number == 0 or number - 1 in chosen:
                click.echo(line, nl=False)
        return
    screen = _screen(full=full, drawn=picture is not None)
    screen.text(
        f"{header.scenario.title} — {header.scenario.coalition(header.coalition).title} — seed {header.seed}", "bold"
    )
    if record.torn:
        screen.text("The last line was cut and is left out.", "yellow")
    if eyes is not None:
        screen.text(f"Through the eyes of {eyes} only.", "dim")
        screen.show(seen_by(record, Seat(eyes), chosen))
    else:
        screen.show(told(record.entries, start(header.scenario, header.coalition), chosen.start, chosen.stop))
        if record.finished and turn is None:
            from fourthseat.engine.record.perspective import last_state

            screen.text("Debrief", "bold")
            screen.show(debrief(last_state(record)))
    if not record.finished:
        screen.text(f"The game is unfinished; go on with: fourthseat play --resume {path}", "yellow")
    screen.disclaimer()
    if picture is not None:
        try:
            with picture.open("x", encoding="utf-8") as file:
                file.write(screen.picture(f"Fourth Seat: {header.scenario.name}, seed {header.seed}"))
        except OSError as wrong:
            raise LogError(f"{picture}: {wrong.strerror}") from None
        click.echo(f"{picture}: written")


def _verify(path: Path, *, as_json: bool) -> None:
    from fourthseat.engine.record.log import read

    if "#" in str(path) and not path.exists():
        raise click.UsageError(f"{path} is played again whenever it is shown; --verify takes a log file")
    from fourthseat.engine.record.replay import proof

    record = read(path, checked=False)
    complaints = proof(record)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "log": str(path),
                    "entries": len(record.entries),
                    "finished": record.finished,
                    "torn": record.torn,
                    "differences": complaints,
                },
                indent=2,
            )
        )
    else:
        for complaint in complaints:
            click.echo(f"{path}: {complaint}")
        if not complaints:
            whole = "" if record.finished else " (unfinished: as far as it goes)"
            click.echo(f"{path}: {len(record.entries)} entries, played again: identical{whole}; hash chain whole")
    if complaints:
        sys.exit(1)


def _fork(
    record: EventLog,
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
    from fourthseat.engine import __version__
    from fourthseat.engine.core.errors import LogError
    from fourthseat.engine.record.log import Header, Writer
    from fourthseat.engine.record.replay import feed, new_game, prefix, swapped
    from fourthseat.players.cast import cast_for, cast_names

    kept = prefix(record, turn)
    header = record.header
    names = cast_names(header.scenario, {**header.cast, **_pairs(seats, "--play", "SEAT=PLAYER")})
    parent = {"log": path.name, "turn": turn, "hash": record.last_hash}
    game = new_game(header)
    feed(game, kept)
    if game.state.turn != turn or len(game.entries) != len(kept):
        raise LogError(f"{path}: does not replay to turn {turn}; see --verify")
    shown = len(game.entries)
    cast = cast_for(header.scenario, names)
    swapped(game, cast, coalition, _orders(orders))
    writer = None
    if new_log is not None:  # only now: a fork that is refused leaves no file behind
        who = {str(seat): player for seat, player in names.items()}
        writer = Writer(new_log, Header(header.scenario, header.coalition, header.seed, who, __version__, parent))
        _record(game, writer)
    _run(game, names, full=full, as_json=as_json, log_file=new_log, already=shown)
    if writer is not None:
        writer.close()


def _diff(left: Path, right: Path, *, as_json: bool) -> None:
    from fourthseat.engine.record.log import read
    from fourthseat.engine.record.perspective import side_by_side, sound

    logs = read(left), read(right)
    for log in logs:
        sound(log)
    rows, first = side_by_side(*logs)
    if as_json:
        click.echo(json.dumps({"first": first, "rows": rows}, indent=2))
    else:
        screen = _screen()
        screen.text("Identical." if first is None else f"First difference: {first}")
        screen.table("Side by side", ("", left.name, right.name), rows)
        screen.disclaimer()
    if first is not None:
        sys.exit(1)


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands and scenario names in your shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, "fourthseat", "_FOURTHSEAT_COMPLETE").source())


# ---------------------------------------------------------------- helpers


def _new_file(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all; never over another."""
    from fourthseat.engine.core.errors import FourthSeatError

    if path.exists():
        raise FourthSeatError(f"{path}: already exists; give another name")
    half = path.with_name(f".{path.name}.tmp")
    try:
        half.write_bytes(data)
        half.replace(path)
    except OSError as wrong:
        with contextlib.suppress(OSError):
            half.unlink()
        raise FourthSeatError(f"{path}: {wrong.strerror}") from None


def _made_folder(folder: Path) -> None:
    """A folder to write into, made if it is not there."""
    from fourthseat.engine.core.errors import FourthSeatError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise FourthSeatError(f"{folder}: {wrong.strerror}") from None


def _screen(*, full: bool = False, drawn: bool = False) -> Screen:
    from fourthseat.players.terminal.screen import Screen

    return Screen(full=full, drawn=drawn)


def _prepared(
    scenario: str,
    coalition: str | None,
    rule: str | None,
    changes: Iterable[str],
    off: Iterable[str],
    sheet: Path | None = None,
) -> tuple[Scenario, str]:
    """The scenario as the options want it, and the variant's name."""
    from fourthseat import scenarios as shelf
    from fourthseat.engine.scenario.overrides import configured

    found = shelf.find(scenario)
    if sheet is not None:
        from fourthseat.engine.exercise.msel import replaced

        found = replaced(found, sheet)
    wanted = {path: _value(path, text) for path, text in _pairs(changes, "--set", "PATH=VALUE").items()}
    return configured(found, coalition, rule, wanted, off)


def _pairs(given: Iterable[str], option: str, shape: str) -> dict[str, str]:
    pairs = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not (key and equals and value):
            raise click.UsageError(f"{option} {text!r} is not {shape}")
        pairs[key] = value
    return pairs


def _orders(given: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for text in given:
        seat, equals, what = text.partition("=")
        if not (seat and equals and what):
            raise click.UsageError(f"--order {text!r} is not SEAT=OPTION[@INCIDENT]")
        option, _, incident = what.partition("@")
        found.setdefault(seat, []).append((option, incident))
    return found


def _value(path: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
    except (ValueError, RecursionError):
        raise click.UsageError(f"--set {path}: too long a number or nested too deeply") from None


def _progress(quiet: bool) -> Any:
    if quiet or not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if done % 25 == 0 or done == total:
            click.echo(f"\r{done}/{total} games" + ("\n" if done == total else ""), nl=False, err=True)

    return show


def main() -> None:
    """Run the command; wrong input is a message and exit 2, never a traceback."""
    from fourthseat.engine.core.errors import FourthSeatError

    try:
        cli.main(prog_name="fourthseat", standalone_mode=True)
    except FourthSeatError as wrong:
        click.echo(f"fourthseat: {wrong}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
