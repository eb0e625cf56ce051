"""What a study costs over bare games: one process, two processes, and a bare pool over the same games.

Run: ``python -m benchmarks.batch`` from the top of the checkout. Ratios, not digits, carry from machine to machine.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from fourthseat import scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.executors import Serial, local
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import run
from fourthseat.players.cast import cast_for, cast_names


def made(name: str, turns: int = 0) -> Plan:
    """The study that is timed: two variants under unanimity, as shipped, or with so many moves."""
    scenario = scenarios.find(name)
    scenario = vary(scenario, {"turns": turns}) if turns else scenario
    raw = default_study(scenario, name).model_dump(mode="json", by_alias=True)
    raw |= {"coalitions": ["aukus", "aukus-jpn"], "rules": ["unanimity"], "provocation": [True]}
    return plan(parse_study(raw, "benchmark"), scenario)


def bare(study: Plan, cast: dict, blocks: range) -> int:  # type: ignore[type-arg]
    """The same games and measures in a plain loop."""
    scenario = study.played(0, study.arms[0])
    for block in blocks:
        for arm in study.arms:
            game = play(Game(scenario, arm.coalition, study.block(block).seed), cast)
            measure(scenario, game.entries, game.state)
    return len(blocks)


def pool(study: Plan, cast: dict, blocks: int, workers: int) -> None:  # type: ignore[type-arg]
    """A bare process pool over the same games, in equal chunks."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
        step = 16
        parts = [range(n, min(n + step, blocks)) for n in range(0, blocks, step)]
        list(executor.map(partial(bare, study, cast), parts))


def study_run(study: Plan, cast: dict, blocks: int, workers: int) -> None:  # type: ignore[type-arg]
    """The study's own runner, results on disk."""
    with tempfile.TemporaryDirectory() as folder:
        results = Results(Path(folder) / "r", study)
        run(study, cast, results, blocks, partial(local, workers) if workers else Serial, max(1, workers))


def seconds(function: Callable[[], object]) -> float:
    """One call."""
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="second-thomas")
    parser.add_argument("--blocks", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    study = made(given.scenario)
    cast = cast_for(study.scenario, cast_names(study.scenario, {}))
    ways: dict[str, Callable[[], object]] = {
        "bare loop": lambda: bare(study, cast, range(given.blocks)),
        "study, this process": lambda: study_run(study, cast, given.blocks, 0),
        "study, 1 worker": lambda: study_run(study, cast, given.blocks, 1),
        "study, 2 workers": lambda: study_run(study, cast, given.blocks, 2),
        "bare pool, 2 workers": lambda: pool(study, cast, given.blocks, 2),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(given.rounds):  # in turn, so that a busy machine is busy for all of them
        for name, way in ways.items():
            times[name].append(seconds(way))
    yard = statistics.median(times["bare loop"])
    print(f"{given.scenario}: {2 * given.blocks} games with all measures, {given.rounds} rounds in turn, medians")
    print("| way | games/s | time over the bare loop (min–max) |\n|---|---|---|")
    for name, took in times.items():
        ratios = [t / y for t, y in zip(took, times["bare loop"], strict=True)]
        middle = statistics.median(took)
        print(
            f"| {name} | {2 * given.blocks / middle:.0f} | {middle / yard:.2f} ({min(ratios):.2f}–{max(ratios):.2f}) |"
        )
    print(f"largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
