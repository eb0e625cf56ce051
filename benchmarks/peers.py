"""Beside other programs, in the same process and the same minutes: runs, decisions and events a second.

Run: ``pip install -c constraints.txt '.[bench]'`` and ``python -m benchmarks.peers`` from the top of the checkout, or ``--quick``. The
programs do different things, so this tells an order of magnitude, not who is better: a game here logs every fact, prices
every outcome and is measured; a play-out of chess picks legal moves at random. What is in a run stands beside its speed.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.pairs import UNMEASURED, measured, seated
from benchmarks.peer_models import Run, bare_clock, board_game, tandem_queue, wealth
from benchmarks.tables import Cell, Table, publish
from benchmarks.timing import Spread, alternately, ratios
from fourthseat import scenarios
from fourthseat.engine.core.entries.turns import Decided
from fourthseat.engine.game.agenda import Priority, Step
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.trial import Work, play_chunk

__all__ = ["main", "needed", "peers"]

PACKAGES = {"pyspiel": "open_spiel", "ciw": "ciw", "mesa": "mesa"}
"""By the name that is imported, the package."""
YARD = "OpenSpiel chess"
"""What everything is set against: a game of like length, its rules in C++."""


def needed(packages: dict[str, str]) -> None:
    """End in one line if a peer is not installed."""
    if missing := [package for name, package in packages.items() if find_spec(name) is None]:
        raise SystemExit(f"this benchmark needs {', '.join(missing)}: pip install -c constraints.txt '.[bench]'")


class _Counted(Game):
    """A game that counts what it sets down on the clock."""

    set_down = 0

    def due(self, hours: int, step: Step, priority: Priority = Priority.NORMAL) -> None:
        """One more."""
        self.set_down += 1
        super().due(hours, step, priority)


def events_in(name: str, games: int = 8) -> int:
    """What a game sets down on its clock, the mean of some, its variants in turn."""
    scenario = scenarios.find(name)
    variants = [coalition.id for coalition in scenario.coalitions]
    counted = [_Counted(scenario, variants[n % len(variants)], n) for n in range(games)]
    for game in counted:
        play(game, seated(scenario))
    return round(statistics.mean(game.set_down for game in counted))


def _game(name: str, events: int) -> Callable[[int], Run]:
    """One of our games with all measures, its variants in turn."""
    scenario = scenarios.find(name)
    cast, variants = seated(scenario), [coalition.id for coalition in scenario.coalitions]

    def run(number: int) -> Run:
        game, _ = measured(scenario, cast, variants[number % len(variants)], number)
        return Run(sum(isinstance(entry, Decided) for entry in game.entries), events)

    return run


def _block(name: str) -> tuple[Callable[[int], Run], int]:
    """A block of our default study, as a worker plays it, and how many games a block has."""
    scenario = scenarios.find(name)
    design = plan(default_study(scenario, name), scenario)
    cast = seated(scenario)

    def run(number: int) -> Run:
        rows = play_chunk(design, cast, [Work(number, tuple(range(len(design.arms))))])
        assert all(row.status == "done" for row in rows)
        return Run(None, None)

    return run, len(design.arms)


def peers(name: str, rounds: int, scale: float = 1) -> Table:
    """Rounds of some tenths of a second of everything, in turn; *scale* makes them shorter."""
    needed(PACKAGES)
    block, arms = _block(name)
    events = events_in(name)
    ways: dict[str, tuple[Callable[[int], Run], int, int]] = {
        f"{name}, one game": (_game(name, events), 16, 1),
        f"{name}, in a study": (block, 1, arms),
        YARD: (board_game("chess"), 40, 1),
        "OpenSpiel backgammon": (board_game("backgammon"), 60, 1),
        "SimPy, our events": (bare_clock(events), 100, 1),
        "Ciw, tandem queue": (tandem_queue(100), 30, 1),
        "Mesa, wealth": (wealth(50, 10), 40, 1),
    }
    found: dict[str, list[Run]] = {way: [] for way in ways}
    slices: dict[str, Callable[[int], object]] = {}
    for way, (run, times, _) in ways.items():
        count = max(1, round(times * scale))
        ways[way] = (run, count, ways[way][2])

        def many(number: int, run: Callable[[int], Run] = run, count: int = count, way: str = way) -> None:
            found[way] += [run(number * count + n) for n in range(count)]

        many(UNMEASURED)
        slices[way] = many
    took = alternately(slices, rounds)
    speeds = {way: [ways[way][1] * ways[way][2] / t for t in took[way]] for way in ways}
    rows: list[tuple[Cell, ...]] = []
    for way in ways:
        speed = Spread.of(speeds[way])
        cells: list[Cell] = [speed, ratios(speeds[way], speeds[YARD]) if way != YARD else 1]
        for kind in Run._fields:
            inside = [value for run in found[way] if (value := getattr(run, kind)) is not None]
            mean = statistics.mean(inside) if inside else None
            cells += [mean and round(mean), mean and mean * speed.median]
        rows.append((way, *cells))
    told = ", ".join(f"{package} {version(package)}" for package in ("simpy", *PACKAGES.values()))
    title = (
        f"Beside other programs, in one process and in turn: {rounds} rounds of some tenths of a second each, processor time, medians "
        f"(quartiles). A decision is one of a seat here and a move in OpenSpiel; an event is one of the clock, an arrival or end of "
        f"service in Ciw, an agent's act in Mesa. Our games are measured; in a study, arms that are alike are played once. {told}."
    )
    columns = ("", "runs/s", "against chess", "decisions a run", "decisions/s", "events a run", "events/s")
    return Table("peers", title, columns, rows)


def main() -> None:
    """Measure, print, and keep the figures if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="second-thomas")
    parser.add_argument("--quick", action="store_true", help="few rounds, about ten seconds")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the figures there, beside those of other benchmarks"
    )
    given = parser.parse_args()
    publish([peers(given.scenario, 5 if given.quick else 25)], given.json)


if __name__ == "__main__":
    main()
