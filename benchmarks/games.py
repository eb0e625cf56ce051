"""Games per second on one core, beside a bare SimPy script that only schedules the same number of events.

Run: ``python -m benchmarks.games`` from the top of the checkout. Ratios, not digits, carry from machine to
machine: the bare script runs in the same process, alternating with the games it is compared with.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

import simpy

from benchmarks.build import python_build
from fourthseat import scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.players.cast import cast_for, cast_names

BATCH = 40


def bare(events: int, processes: int = 8) -> None:
    """Schedule *events* events in a few processes and do nothing with them."""
    env = simpy.Environment()

    def ticks(n: int) -> simpy.events.ProcessGenerator:
        for _ in range(n):
            yield env.timeout(1)

    for _ in range(processes):
        # A process costs two events of its own: its start and its end.
        env.process(ticks(max(1, events // processes - 2)))
    env.run()


def timed(function, *args) -> float:  # type: ignore[no-untyped-def]
    """Seconds one call took."""
    began = time.perf_counter()
    function(*args)
    return time.perf_counter() - began


def row(name: str, rounds: int) -> tuple[str, ...]:
    """One scenario: games/s with and without measures, events a game, and the ratio to the bare script."""
    scenario = scenarios.find(name)
    cast = cast_for(scenario, cast_names(scenario, {}))
    coalition = scenario.coalitions[1].id
    games = [play(Game(scenario, coalition, seed), cast) for seed in range(BATCH)]
    events = round(statistics.mean(game.steps for game in games))
    entries = round(statistics.mean(len(game.entries) for game in games))

    def just_play() -> None:
        for seed in range(BATCH):
            play(Game(scenario, coalition, seed), cast)

    def play_and_measure() -> None:
        for seed in range(BATCH):
            game = play(Game(scenario, coalition, seed), cast)
            measure(scenario, game.entries, game.state)

    def only_schedule() -> None:
        for _ in range(BATCH):
            bare(events)

    ratios, plain, full = [], [], []
    for _ in range(rounds):
        mine, base = timed(just_play), timed(only_schedule)
        ratios.append(mine / base)
        plain.append(BATCH / mine)
        full.append(BATCH / timed(play_and_measure))
    return (
        name,
        str(events),
        str(entries),
        f"{statistics.median(plain):,.0f}",
        f"{statistics.median(full):,.0f}",
        f"{statistics.median(ratios):.1f} ({min(ratios):.1f}–{max(ratios):.1f})",
    )


def imports() -> str:
    """Wall time of ``import fourthseat.players.terminal.commands`` beside a bare interpreter, median of seven."""

    def run(code: str) -> float:
        return timed(lambda: subprocess.run([sys.executable, "-c", code], check=True))

    pairs = [(run("import fourthseat.players.terminal.commands"), run("pass")) for _ in range(7)]
    mine, base = (statistics.median(column) for column in zip(*pairs, strict=True))
    return f"import cli: {mine:.3f} s as a whole process; an empty interpreter takes {base:.3f} s"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="scenarios; all by default")
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    print(f"{python_build()}, SimPy {simpy.__version__}, one core, {chosen.rounds} rounds of {BATCH} games, medians")
    header = ("scenario", "SimPy events", "entries", "games/s", "with measures", "time over bare SimPy (min–max)")
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for name in chosen.names or scenarios.names():
        print("| " + " | ".join(row(name, chosen.rounds)) + " |")
    print(imports())


if __name__ == "__main__":
    main()
