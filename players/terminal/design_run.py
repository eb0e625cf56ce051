"""A search over terms at this terminal: what it would play, where it stands, what it found."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from fourthseat.engine.core.files import FileError
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.study.cluster import PATIENCE, GoneError
from fourthseat.engine.study.conduct import cores, workforce
from fourthseat.engine.study.executors import Crew
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.results import ChangedError
from fourthseat.engine.study.runner import Progress, timed
from fourthseat.engine.study.terms.declaration import (
    SCREENED_FROM,
    Design,
)
from fourthseat.engine.study.terms.keeping import write_report
from fourthseat.engine.study.terms.optimiser import spread
from fourthseat.engine.study.terms.prices import arms_at_most, arms_of
from fourthseat.engine.study.terms.searching import Outcome, search
from fourthseat.engine.study.terms.staging import Stages
from fourthseat.engine.study.terms.tables import KEY, every_table, plain, same_everywhere
from fourthseat.engine.study.terms.words import price_sentences, reading
from fourthseat.players.cast import cast
from fourthseat.players.terminal.output import json_text, raw_stderr
from fourthseat.players.terminal.progress import TELL_SECONDS, duration_text
from fourthseat.players.terminal.screen import Screen
from fourthseat.players.terminal.study_run import say_beside

__all__ = ["run", "tell_plan"]


class Stage(NamedTuple):
    """One stage of a search as it would be played: the first exactly, the search at most, the others about, for a stage with fewer arms meets more futures."""

    stage: str
    arms: int
    futures: int
    games: int
    seconds: float
    """With all workers together, from a few games timed now."""


def tell_plan(declared: Design, workers: int | None, arms: int, *, as_json: bool) -> None:
    """Print what would be searched and played, and how long it would take, from some games timed now."""
    size, space = declared.size, declared.space
    tried = min(space.combinations, size.population * size.generations)
    trial = plan(
        declared.study("timing", {f"t{n}": terms for n, terms in enumerate(spread(space, 8, 1))}, 3), declared.scenario
    )
    players = cast(declared.scenario, declared.cast)
    seconds = timed(trial, players) / (cores() if workers is None else max(1, workers))
    judged = size.points + len(declared.references) + 1
    screened = len(arms_of(space, [space.shipped, *spread(space, SCREENED_FROM - 1, declared.seed)]))
    priced = size.bases(size.points, arms + 1) * arms_at_most(space)
    stages = [
        Stage(what, each, futures, each * futures, each * futures * seconds)
        for what, each, futures in (
            ("which terms move anything", screened + 1, size.screening),
            (f"search: at most {tried:,} different terms", tried + size.generations, size.search),
            (f"the front on fresh luck, at most {size.points} points", judged, size.front_futures(judged)),
            ("what each term costs", priced + 1, size.price_futures(priced + 1)),
        )
    ]
    if as_json:
        _plan_for_a_program(declared, stages, seconds)
        return
    screen = Screen()
    _tell_question(screen, declared)
    rows = [
        (one.stage, f"{one.arms:,}", f"{one.futures:,}", f"{one.games:,}", duration_text(one.seconds)) for one in stages
    ]
    total = sum(one.games for one in stages)
    rows.append(("all", "", "", f"{total:,}", duration_text(total * seconds)))
    screen.table(
        "Games: of the search at most, of the last two stages about",
        ("stage", "arms", "futures", "games", "time"),
        rows,
        right=(1, 2, 3, 4),
    )
    screen.text(
        f"{1000 * seconds:.1f} ms a game, all workers together, from a few games now. Nothing was played into a folder.",
        "dim",
    )


def _plan_for_a_program(declared: Design, stages: Sequence[Stage], seconds: float) -> None:
    """The same as one JSON object."""
    space = declared.space
    told = {
        "scenario": declared.named,
        "coalition": space.coalition,
        "member": space.seat,
        "baseline": declared.baseline,
        "terms": [
            {
                "name": one.name,
                "levels": [one.text(level) for level in one.levels],
                "in_the_file": one.text(one.shipped),
            }
            for one in space.levers
        ],
        "combinations": space.combinations,
        "objectives": [
            {"measure": one.name, "better": one.better, "margin": one.margin} for one in declared.objectives
        ],
        "uncertain_inputs": len(declared.inputs),
        "doctrines": [{"own": own, "opponent": other} for own, other in declared.doctrines],
        "stages": [one._asdict() for one in stages],
        "games": sum(one.games for one in stages),
        "seconds_per_game": seconds,
    }
    click.echo(json_text(json.dumps(told, indent=2, allow_nan=False)))


def _tell_question(screen: Screen, declared: Design) -> None:
    """Whose terms, which of them, to what end, over what."""
    space = declared.space
    seat = declared.scenario.seat_by_id[Seat(space.seat)].name
    screen.text(
        f"On which terms should {space.seat} ({seat}) belong in {space.coalition}, and what does each cost against {declared.baseline}?",
        "bold",
    )
    rows = []
    for lever in space.levers:
        levels = [lever.text(level) for level in lever.levels]
        told = (
            f"{levels[0]} … {levels[-1]} ({len(levels)} levels)" if lever.ordered and lever.moves else ", ".join(levels)
        )
        rows.append((lever.name, told, lever.text(lever.shipped)))
    screen.table(f"Terms, {space.combinations:,} combinations", ("term", "levels", "in the file"), rows)
    told = ", ".join(f"{one.name} ({one.better})" for one in declared.objectives)
    screen.text(f"Objectives: {told}")
    sets = "; ".join(own + (f" against {other}" if other != OWN else "") for own, other in declared.doctrines)
    screen.text(f"Over futures of {len(declared.inputs)} uncertain numbers, and doctrines in turn: {sets}")


def run(
    declared: Design, weights: tuple[float, ...], folder: Path, force: tuple[int | None, str | None], as_json: bool
) -> None:
    """Search, tell what was found and write the report."""
    say = partial(say_beside, as_json)
    players = cast(declared.scenario, declared.cast)
    told = _Told(as_json)
    try:
        with Crew(*workforce(*force, PATIENCE, say)) as crew:
            outcome = search(
                folder,
                declared,
                weights,
                lambda: Stages(folder, declared, players, crew, told.progress, say),
                told.step,
            )
    except KeyboardInterrupt:
        say(f"\nstopped: what was played is kept in {folder}; the same command goes on")
        sys.exit(130)
    except (FileError, GoneError) as wrong:
        raise type(wrong)(
            f"{wrong}; what was played is kept in {folder}, and once that is put right, the same command goes on"
        ) from None
    try:
        page = write_report(folder, outcome)
    except ChangedError as wrong:
        page = None
        say(f"the report is left as it is: {wrong}")
    if as_json:
        head = {"folder": str(folder), "report": str(page) if page else None}
        click.echo(json_text(json.dumps(head | plain(outcome), indent=2, allow_nan=False)))
    else:
        _tell(outcome, page)


class _Told:
    """Says what is being done, on standard error: a line that is written over for a person, a line now and then for a file."""

    def __init__(self, as_json: bool) -> None:
        self.as_json, self.what, self.last = as_json, "", 0.0

    def step(self, what: str) -> None:
        """A new step begins."""
        self.what = what
        if self.as_json:
            click.echo(json.dumps({"step": what}), err=True)

    def progress(self, stage: str, now: Progress) -> None:
        """Some games of a stage are in."""
        if self.as_json:
            click.echo(json.dumps({"stage": stage, "games": now.games, "of": now.of, "failed": now.failed}), err=True)
            return
        whole, speed = now.games == now.of, now.games / max(now.seconds, 1e-9)
        line = f"{self.what}: {now.games:,}/{now.of:,} games, {speed:.0f}/s, {now.failed} failed"
        if sys.stderr.isatty():
            err = raw_stderr()
            err.write(f"\r{line}   " + "\n" * whole)
            err.flush()
        elif whole or now.seconds - self.last > TELL_SECONDS:
            self.last = 0.0 if whole else now.seconds
            click.echo(line, err=True)


def _tell(outcome: Outcome, page: Path | None) -> None:
    """Print the reading, the tables under it, and what was not searched."""
    screen = Screen()
    _tell_question(screen, outcome.design)
    screen.text("")
    for sentence in reading(outcome):
        screen.text(f"• {sentence}")
    for table in every_table(outcome):
        screen.table(
            table.title,
            table.headings,
            table.rows,
            right=[n for n, c in enumerate(table.columns) if c.kind == "number"],
        )
        if table.name in ("differences", "prices"):
            screen.text(KEY, "dim")
        if table.name == "terms" and len(outcome.points) > 1 and (same := same_everywhere(outcome)):
            screen.text(f"The same on every point: {', '.join(same)}.")
    screen.text("\nWhat each term costs, in words", "bold")
    for sentence in price_sentences(outcome):
        screen.text(f"• {sentence}")
    for name, pairs in outcome.unmoved.items():
        screen.text(
            f"• {name}: moved no objective in any of {pairs:,} pairs of games, wherever the other terms stood; it was not searched."
        )
    screen.text(
        f"\n{outcome.games:,} games were asked for, {outcome.played:,} played in this run, {outcome.failed} failed; {outcome.tried:,} different terms were tried.",
        "dim",
    )
    if page is not None:
        screen.text(f"Report: {page}", "bold")
    screen.disclaimer()
