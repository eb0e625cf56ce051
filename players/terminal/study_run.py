"""A study at this terminal: where it stands, what it found."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import FileError
from fourthseat.engine.study.ablation import ablation, ablation_tables
from fourthseat.engine.study.alike import never_differing
from fourthseat.engine.study.cluster import PATIENCE, GoneError
from fourthseat.engine.study.conduct import FinishedStudy, conduct, workforce, write_report
from fourthseat.engine.study.design import DESIGNS
from fourthseat.engine.study.factors import (
    plain_variances,
    unvaried,
    variance_sentences,
    variance_table,
    variances,
)
from fourthseat.engine.study.findings import reread
from fourthseat.engine.study.given_data import (
    LEAST_FUTURES,
    MOST_INPUTS,
    followed,
    followed_tables,
    regional,
    regional_table,
)
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.results import ChangedError, Results, Whole
from fourthseat.engine.study.robustness import robust
from fourthseat.engine.study.sampling import factors
from fourthseat.engine.study.sensitivity import agreements, dead_factors, influences
from fourthseat.engine.study.sensitivity_tables import (
    agreement_sentence,
    agreement_table,
    convergence_sentence,
    dead_sentence,
    influence_tables,
)
from fourthseat.engine.study.tables import plain, sentences, tables
from fourthseat.players.cast import cast
from fourthseat.players.terminal.progress import StudyProgress
from fourthseat.players.terminal.screen import Screen

__all__ = ["Workforce", "run", "say_beside", "tell_followed"]


class Workforce(NamedTuple):
    """What a study is played on, as the command line says it."""

    workers: int | None = None
    """Processes, one a core by default."""
    dask: str | None = None
    """A cluster's address instead."""
    patience: float = PATIENCE
    """Seconds a cluster without workers or scheduler is waited for."""


def run(
    plan: Plan, folder: Path, force: Workforce, *, as_json: bool, one_by_one: bool = False, report: bool = True
) -> Results:
    """Play a study into *folder*, tell what it found and write its report; the results, for whoever goes on with them.

    With *one_by_one* every arm is played by itself; without *report* the results alone are written.
    Ctrl+C ends the process with code 130; what was played is kept, then and whatever else ends it.
    """
    if force.dask is not None and force.workers is not None:
        raise click.UsageError("--dask brings its own workers; give it or --workers")
    players = cast(plan.scenario, plan.study.cast)
    say = partial(say_beside, as_json)
    progress = StudyProgress(plan, as_json)
    try:
        made = workforce(*force, tell=say)
    except KeyboardInterrupt:
        say("stopped before the first game")
        sys.exit(130)
    with Results(folder, plan) as results:
        _say_notes(results, say)
        try:
            finished = conduct(results, players, made, progress.progress, progress.look, one_by_one)
            _say_notes(results, say)
            _say_games(finished, say)
            page = _reported(finished, say) if report else None
        except KeyboardInterrupt:
            say(f"\nstopped: {results.games} games are kept in {folder}; the same command goes on")
            sys.exit(130)
        except (FileError, GoneError) as wrong:
            kept = f"{results.games} games are kept in {folder}; once that is put right, the same command goes on"
            raise type(wrong)(f"{wrong}; {kept}") from None
    if as_json:
        head = {"folder": str(folder), "report": str(page) if page else None, "hash": finished.hash}
        parts = {"variance": plain_variances(variances(results.whole(finished.findings.blocks)))}
        click.echo(json.dumps(head | plain(finished.findings) | parts, indent=2, allow_nan=False))
    else:
        _tell(finished, page)
    return results


def say_beside(as_json: bool, sentence: str) -> None:
    """A word beside the results, on standard error: as a line of JSON for a program."""
    click.echo(json.dumps({"note": sentence.strip()}) if as_json else sentence, err=True)


def _say_notes(results: Results, say: Callable[[str], None]) -> None:
    """Say once what was found damaged and set aside."""
    for note in results.notes:
        say(note)
    results.notes.clear()


def _say_games(finished: FinishedStudy, say: Callable[[str], None]) -> None:
    """Say how many games this run played for how many it wrote down; what was there before it is not counted."""
    games, played = finished.games, finished.played
    if played < games:
        arms = len(finished.results.plan.arms)
        say(
            f"this run: {games:,} games of {arms} arms; {played:,} were played, the others are the same as another arm's "
            "to the last entry"
        )
    elif games:
        say(f"this run: {games:,} games, each played by itself")


def _reported(finished: FinishedStudy, say: Callable[[str], None]) -> Path | None:
    """Write the report; None, and a word, where it is not as the program left it: somebody may have worked on it."""
    try:
        return write_report(finished)
    except ChangedError as wrong:
        say(f"the report is left as it is: {wrong}")
        return None


def _tell(finished: FinishedStudy, page: Path | None) -> None:
    """Print the tables and sentences of a study, and where its results and its report are."""
    results, findings, digest = finished[:3]
    plan = results.plan
    whole = results.whole(findings.blocks)
    screen = Screen()
    designed = plan.study.sampling in DESIGNS
    if designed:
        _tell_influences(screen, whole)
    for table in () if designed else tables(plan, findings):
        screen.table(table.title, table.headings, table.rows)
    if plan.study.ablate:
        for table in ablation_tables(plan, ablation(whole)):
            screen.table(table.title, table.headings, table.rows)
        screen.text("Contributions need not add up: mechanisms work through each other.")
    if found := variances(whole):
        shares = variance_table(found)
        screen.table(shares.title, shares.headings, shares.rows)
        for sentence in variance_sentences(found[:1], unvaried(found)):
            screen.text(sentence)
    for sentence in sentences(plan, findings):
        screen.text(sentence)
    if same := never_differing(whole):
        screen.text(same, "dim")
    screen.text(f"{results.folder}: runs.parquet, measures.parquet, hash {digest}", "dim")
    if page is not None:
        screen.text(f"Report: {page}", "bold")
    elif not (results.folder / "report.html").exists():
        screen.text(f"No report: `fourthseat report {results.folder}` makes it of the results.", "dim")


def tell_followed(folder: Path) -> None:
    """Print which inputs the differences of a finished study of futures follow; :exc:`ScenarioError` where nothing can be told."""
    results, findings, _ = reread(folder)
    whole, plan = results.whole(findings.blocks), results.plan
    if plan.study.sampling in DESIGNS:
        raise ScenarioError(f"{folder}: is a sensitivity study itself; its report says what the difference hangs on")
    told = followed(whole)
    if not told:
        raise ScenarioError(
            f"{folder}: futures: {len(plan.sampled)}, inputs: {len(plan.study.inputs)}; which input a difference follows takes at least "
            f"{LEAST_FUTURES} futures, from 1 to {MOST_INPUTS} inputs, and a difference that varies"
        )
    screen = Screen()
    for table in (*followed_tables(plan, told), regional_table(plan, regional(whole, robust(whole)))):
        if table.rows:
            screen.table(table.title, table.headings, table.rows)
    screen.disclaimer()


def _tell_influences(screen: Screen, whole: Whole) -> None:
    """Print what a difference hangs on, whether that has converged and would come out again, and what never mattered."""
    plan, found = whole.plan, influences(whole, levels=False)
    told = agreements(found)
    for table in (*influence_tables(plan, found), *([agreement_table(plan, told)] if plan.study.repeats > 1 else [])):
        screen.table(table.title, table.headings, table.rows)
    dice = plan.study.sampling == "saltelli"
    for sentence in (
        convergence_sentence(found), agreement_sentence(told), dead_sentence(dead_factors(whole), len(factors(plan.study)) - dice),
    ):  # fmt: skip
        if sentence:
            screen.text(sentence)
