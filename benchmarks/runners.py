"""The same games under four runners: a study of this program, Mesa's ``batch_run``, EMA workbench, and no runner at all.

Run: ``pip install -c constraints.txt '.[bench]'`` and ``python -m benchmarks.runners`` from the top of the checkout. Every runner plays the
same games (two variants, block by block on the same luck) with all measures, in this process and on two; its start-up counts. Mesa's
model plays its game in one step and reports through a DataCollector; EMA's is a function with one outcome a measure; without a
runner it is a loop, or a pool that maps chunks of sixteen blocks. Only the study writes its results to disk, with
intervals and tables, can be killed, and replays any game; the others hold theirs in memory.
"""

from __future__ import annotations

import argparse
import logging
import math
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.pairs import measured, seated
from benchmarks.peers import needed
from benchmarks.tables import Cell, Table, publish
from benchmarks.timing import Spread, ratios
from fourthseat import scenarios
from fourthseat.engine.core.measures import MEASURES
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study.conduct import conduct, workforce
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.results import Results

__all__ = ["main", "one", "runners"]

PACKAGES = {"mesa": "mesa", "ema_workbench": "ema_workbench"}


@cache
def study(name: str, turns: int, blocks: int = 50) -> Plan:
    """The study whose games all of them play: two variants under unanimity, as shipped, or with so many moves."""
    scenario = scenarios.find(name)
    scenario = vary(scenario, {"turns": turns}) if turns else scenario
    raw = default_study(scenario, name).model_dump(mode="json", by_alias=True)
    raw |= {"coalitions": ["aukus", "aukus-jpn"], "rules": ["unanimity"], "provocation": [True]}
    raw["stopping"] |= {"first": blocks, "cap": blocks}
    return plan(parse_study(raw, "benchmark"), scenario)


@cache
def _cast(name: str, turns: int) -> Any:
    return seated(study(name, turns).scenario)


def one(name: str, turns: int, block: int, coalition: str) -> dict[str, float]:
    """One game with all measures, as a function of its address: what every runner has to run."""
    design = study(name, turns)
    _, found = measured(design.scenario, _cast(name, turns), coalition, design.block(block).seed)
    return {key: math.nan if value is None else value for key, value in found.items()}


def _loop(name: str, turns: int, blocks: range) -> int:
    for block in blocks:
        for arm in study(name, turns).arms:
            one(name, turns, block, arm.coalition)
    return len(blocks)


def _bare(name: str, turns: int, blocks: int, workers: int) -> object:
    """A plain loop, or a pool over chunks of sixteen blocks."""
    if workers == 1:
        return _loop(name, turns, range(blocks))
    parts = [range(n, min(n + 16, blocks)) for n in range(0, blocks, 16)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
        return list(executor.map(partial(_loop, name, turns), parts))


def _study(name: str, turns: int, blocks: int, workers: int) -> object:
    """The study as it is conducted: its games on disk, compared, and its tables written."""
    design = study(name, turns, blocks)
    with tempfile.TemporaryDirectory() as folder, Results(Path(folder) / "results", design) as results:
        return conduct(results, _cast(name, turns), workforce(0 if workers == 1 else workers))


def _mesa(name: str, turns: int, blocks: int, workers: int) -> object:
    """Mesa's batch runner over a model that plays one game."""
    from mesa.batchrunner import batch_run

    from benchmarks.mesa_models import OneGame

    variants = [arm.coalition for arm in study(name, turns).arms]
    addresses = {"name": [name], "turns": [turns], "block": range(blocks), "coalition": variants}
    return batch_run(OneGame, addresses, number_processes=workers, max_steps=2, display_progress=False)


def _workbench(name: str, turns: int, blocks: int, workers: int) -> object:
    """EMA workbench: blocks as scenarios, variants as policies."""
    import ema_workbench
    from ema_workbench import ema_logging

    ema_logging.log_to_stderr(logging.ERROR)
    variants = [arm.coalition for arm in study(name, turns).arms]
    model = ema_workbench.Model("game", function=partial(one, name, turns))
    model.uncertainties = [ema_workbench.IntegerParameter("block", 0, blocks)]
    model.levers = [ema_workbench.CategoricalParameter("coalition", variants)]
    model.outcomes = [ema_workbench.ScalarOutcome(key) for key in MEASURES]
    designs = [ema_workbench.Scenario(f"b{n}", block=n) for n in range(blocks)]
    policies = [ema_workbench.Policy(variant, coalition=variant) for variant in variants]
    evaluator = (
        ema_workbench.MultiprocessingEvaluator(model, n_processes=workers)
        if workers > 1
        else ema_workbench.SequentialEvaluator(model)
    )
    with evaluator as ready:
        return ready.perform_experiments(scenarios=designs, policies=policies)


WAYS: dict[str, Callable[[str, int, int, int], object]] = {
    "no runner": _bare,
    "this study": _study,
    "Mesa batch_run": _mesa,
    "EMA perform_experiments": _workbench,
}


def _spent() -> float:
    """Processor time of this process and of all the children it has waited for."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def runners(
    name: str,
    turns: int,
    blocks: int,
    rounds: int,
    ways: tuple[str, ...] = tuple(WAYS),
    processes: tuple[int, ...] = (1, 2),
) -> Table:
    """Every runner in turn, in one process and on two: processor time of all of its processes, and time on the clock."""
    needed({name: package for name, package in PACKAGES.items() if len(ways) > 2})
    design = study(name, turns)
    games = blocks * len(design.arms)
    rows: list[tuple[Cell, ...]] = []
    for workers in processes:
        spent: dict[str, list[float]] = {way: [] for way in ways}
        waited: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):  # in turn, so that a busy machine is busy for all of them
            for way in ways:
                began, before = time.perf_counter(), _spent()
                WAYS[way](name, turns, blocks, workers)
                waited[way].append(time.perf_counter() - began)
                spent[way].append(_spent() - before)
        for way in ways:
            against = [ratios(took[way], took["no runner"]) for took in (spent, waited)]
            rows.append(
                (
                    way,
                    workers,
                    games / Spread.of(spent[way]).median,
                    against[0],
                    games / Spread.of(waited[way]).median,
                    against[1],
                )
            )
    told = ", ".join(f"{package} {version(package)}" for module, package in PACKAGES.items() if len(ways) > 2)
    title = (
        f"The same {games:,} games of {name} ({design.scenario.turns} moves) with all measures under different runners, {'once' if rounds == 1 else f'{rounds} times'} each in "
        f"turn: processor time of all their processes, and time on the clock, against playing them without a runner; medians "
        f"(lowest–highest). {told}."
    )
    columns = (
        "runner",
        "processes",
        "games/s of processor time",
        "processor time over none",
        "games/s on the clock",
        "time over none",
    )
    return Table("runners" if not turns else "runners-short", title, columns, rows)


def main() -> None:
    """Measure, print, and keep the figures if asked to."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="second-thomas")
    parser.add_argument("--turns", type=int, default=0, help="moves of a game instead of the shipped: shorter games")
    parser.add_argument("--blocks", type=int, default=300, help="50 at least")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the figures there, beside those of other benchmarks"
    )
    given = parser.parse_args()
    publish([runners(given.scenario, given.turns, given.blocks, given.rounds)], given.json)


if __name__ == "__main__":
    main()
