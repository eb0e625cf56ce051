"""The same games under four runners: a study of this program, Mesa's ``batch_run``, EMA workbench, and no runner at all.

Run: ``pip install mesa==3.3.1 ema_workbench==2.5.3`` and ``python -m benchmarks.peers`` from the top of the checkout.
Every runner plays the same games (scenario, variants, seeds) with all measures, in this process and on two; its
start-up counts. Mesa's model plays its game in one step and reports through a DataCollector; EMA's is a function with
one outcome a measure; without a runner it is a loop, or a pool that maps chunks of sixteen blocks. Only the study
writes its results to disk, can be killed, and replays any game; the others hold theirs in memory.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

from benchmarks.batch import bare, pool, seconds, study_run
from benchmarks.wrapped import cast, one, study
from fourthseat.engine.record.measures import MEASURES


def mesa(name: str, turns: int, blocks: int, workers: int) -> int:
    """Mesa's batch runner over a model that plays one game."""
    from mesa.batchrunner import batch_run

    from benchmarks.mesa_game import OneGame

    variants = [arm.coalition for arm in study(name, turns).arms]
    addresses = {"name": [name], "turns": [turns], "block": range(blocks), "coalition": variants}
    return len(batch_run(OneGame, addresses, number_processes=workers, max_steps=2, display_progress=False))


def workbench(name: str, turns: int, blocks: int, workers: int) -> int:
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
        experiments, _ = ready.perform_experiments(scenarios=designs, policies=policies)
    return len(experiments)


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="second-thomas")
    parser.add_argument("--turns", type=int, default=0, help="moves of a game instead of the shipped: shorter games")
    parser.add_argument("--blocks", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    name, turns, blocks = given.scenario, given.turns, given.blocks
    plan, seats = study(name, turns), cast(name, turns)
    ways: dict[str, Callable[[int], object]] = {
        "no runner": lambda n: pool(plan, seats, blocks, n) if n > 1 else bare(plan, seats, range(blocks)),
        "this study": lambda n: study_run(plan, seats, blocks, n if n > 1 else 0),
        "Mesa batch_run": lambda n: mesa(name, turns, blocks, n),
        "EMA perform_experiments": lambda n: workbench(name, turns, blocks, n),
    }
    games = blocks * len(plan.arms)
    told = ", ".join(f"{peer} {version(peer)}" for peer in ("mesa", "ema_workbench"))
    print(
        f"{name}, {plan.scenario.turns} moves: {games} games with all measures, {given.rounds} rounds in turn, medians; {told}"
    )
    print("| runner | processes | games/s | time over no runner (min–max) |\n|---|---|---|---|")
    for workers in (1, 2):
        times: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(given.rounds):  # in turn, so that a busy machine is busy for all of them
            for way, runs in ways.items():
                times[way].append(seconds(partial(runs, workers)))
        for way, took in times.items():
            ratios = [t / y for t, y in zip(took, times["no runner"], strict=True)]
            rate = games / statistics.median(took)
            print(
                f"| {way} | {workers} | {rate:.0f} | {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f}) |",
                flush=True,
            )


if __name__ == "__main__":
    main()
