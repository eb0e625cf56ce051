"""The same games under four runners: a study of this program, Mesa's ``batch_run``, EMA workbench, and no runner at all.

Run: ``pip install mesa==3.3.1 ema_workbench==2.5.3`` and ``python -m benchmarks.peers`` from the top of the checkout.
Every runner plays the same games (scenario, variants, seeds) with all measures, in this process and on two; its
start-up counts. Mesa's model plays its game in one step and reports through a DataCollector; EMA's is a function with
one outcome a measure; without a runner it is a loop, or a pool that maps chunks of sixteen blocks. Only the study
writes its results to disk, can be killed, and replays any game; the others hold theirs in memory.
"""

from __future__ import annotations

import argparse
import statistics
import warnings
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

from benchmarks.batch import bare, pool, seconds, study_run
from benchmarks.wrapped import cast, mesa, study, workbench


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
    told = ", ".join(f"{one} {version(one)}" for one in ("mesa", "ema_workbench"))
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
