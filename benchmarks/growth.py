"""Does the cost stay flat as an exercise grows? Games, rooms and studies from the smallest to the largest, each against its smallest.

Run: ``python -m benchmarks.growth`` from the top of the checkout, or ``--quick``. Name parts to measure only those: games, room,
studies. The larger scenarios are made of the rows of a shipped one and read by the program's own reader.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import grown, room_growth
from benchmarks.pairs import UNMEASURED, measured, old, same_deal, seated
from benchmarks.studies import footprint
from benchmarks.tables import Cell, Table, wanted_parts
from benchmarks.timing import Spread, alternately
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["PARTS", "Size", "games", "kilobytes", "main", "sizes"]

MAIN = "second-thomas"


class Size(NamedTuple):
    """One scenario of a growing series."""

    series: str
    raw: dict[str, Any]


def sizes(quick: bool) -> list[Size]:
    """The series, each beginning with the shipped size."""
    base = old().find(MAIN).model_dump(mode="json", by_alias=True)
    held = {"incidents": len(base["incident"]), "moves": base["turns"], "seats": len(base["seat"])}
    wanted = (
        {"incidents": (15,), "moves": (12,), "seats": (10,)}
        if quick
        else {"incidents": (6, 15, 30, 60), "moves": (8, 12, 24), "seats": (8, 10, 14)}
    )
    made = []
    for series, counts in wanted.items():
        grow = getattr(grown, series)
        made += [Size(series, grow(base, count)) for count in (held[series], *counts)]
    return made


def games(wanted: Sequence[Size], rounds: int) -> Table:
    """Microseconds an entry by size, all sizes of a series and both programs in turn, and the memory a finished game holds."""
    rows: list[tuple[Cell, ...]] = []
    for series in dict.fromkeys(size.series for size in wanted):
        tables = [size.raw for size in wanted if size.series == series]
        ways: dict[str, Callable[[int], Any]] = {}
        now = [parse(raw, series) for raw in tables]
        for n, (raw, scenario) in enumerate(zip(tables, now, strict=True)):
            before = old().parse(raw, series)
            coalition = scenario.coalitions[1].id
            ways[f"new {n}"] = partial(_entries, measured, scenario, seated(scenario), coalition)
            ways[f"old {n}"] = partial(_entries, old().measured, before, old().seated(before), coalition)
            same_deal(
                {
                    "old": old().measured(before, old().seated(before), coalition, UNMEASURED),
                    "new": measured(scenario, seated(scenario), coalition, UNMEASURED),
                }
            )
        counts: dict[str, list[int]] = {name: [] for name in ways}

        def count(gave: Mapping[str, Any], counts: dict[str, list[int]] = counts) -> None:
            for name, entries in gave.items():
                counts[name].append(entries)

        took = alternately(ways, rounds, count)
        costs = {name: [1e6 * t / n for t, n in zip(took[name], counts[name], strict=True)] for name in ways}
        for n, scenario in enumerate(now):
            cells: list[Cell] = [
                f"{len(scenario.incidents)}, {scenario.turns}, {len(scenario.seats)}",
                round(statistics.mean(counts[f"new {n}"])),
            ]
            for way in ("new", "old"):
                mine, base = costs[f"{way} {n}"], costs[f"{way} 0"]
                cells += [Spread.of(mine), Spread.of([a / b for a, b in zip(mine, base, strict=True)]) if n else 1]
            rows.append((series, *cells, kilobytes(scenario)))
    title = (
        f"Cost of an entry as {MAIN} grows: {rounds} games of each size and by either program, in turn. Microseconds of processor "
        "time an entry with all measures; against the first row of the series, game by game; memory that one finished game holds. "
        "Medians (quartiles). The aim is a ratio between 0.85 and 1.15."
    )
    columns = (
        "growing",
        "incidents, moves, seats",
        "entries a game",
        "µs an entry",
        "against the first",
        "before: µs an entry",
        "before: against the first",
        "kB a game",
    )
    return Table("growth-games", title, columns, rows)


def _entries(play: Any, scenario: Any, cast: Any, coalition: str, seed: int) -> int:
    """Entries of one game with all its measures."""
    return len(play(scenario, cast, coalition, seed)[0].entries)


def kilobytes(scenario: Scenario) -> float:
    """Memory that a finished game holds beyond its scenario."""
    cast, coalition = seated(scenario), scenario.coalitions[1].id
    measured(scenario, cast, coalition, UNMEASURED)  # what is kept from game to game
    gc.collect()
    tracemalloc.start()
    game, _ = measured(scenario, cast, coalition, 1)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] / 1024
    tracemalloc.stop()
    assert game.entries
    return held


def studies(counts: Sequence[int]) -> Table:
    """Memory of a study's process and its folder on disk, beside what ``--dry-run`` says."""
    rows: list[tuple[Cell, ...]] = []
    for blocks in counts:
        with tempfile.TemporaryDirectory() as scratch:
            found = footprint("tutorial", blocks, Path(scratch))
        rows.append((*found, found.disk / found.foretold))
    title = (
        "A study of the tutorial as it grows, without workers: the most memory its process held, from start to report; all files of its "
        "folder, with the report, beside what --dry-run says. One run each."
    )
    return Table(
        "growth-studies", title, ("games", "memory, MB", "disk, MB", "foretold, MB", "disk over foretold"), rows
    )


PARTS: dict[str, Callable[[bool], Table]] = {
    "games": lambda quick: games(sizes(quick), 5 if quick else 21),
    "room": lambda quick: room_growth.room(MAIN, (10, 100) if quick else (10, 100, 1000, 5000)),
    "studies": lambda quick: studies((100,) if quick else (100, 500, 2500)),
}


def main() -> None:
    """Measure, print, and keep the figures if asked to."""
    wanted = wanted_parts(__doc__, PARTS, "small sizes, a minute or two")
    wanted.measure()


if __name__ == "__main__":
    main()
