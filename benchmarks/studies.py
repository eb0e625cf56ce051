"""Whole studies by the old and the new program: the user's command, each in a process of its own. A part of ``benchmarks.ratio``."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as parquet

from benchmarks import reference
from benchmarks.tables import Cell, Table
from benchmarks.timing import Child, Spread, child, ratios

__all__ = ["WAYS", "Ask", "once", "studies"]

WAYS = ("old", "new")


class Ask(NamedTuple):
    """A command that runs a study, without its folder."""

    shown: str
    """What it is, in a table."""
    arguments: tuple[str, ...]


def once(way: str, ask: Ask, folder: Path) -> Child:
    """Run *ask* by the *way*'s program alone, without workers, its results into *folder*."""
    program = "fourthseat" if way == "new" else reference.NAME
    path = [] if way == "new" else [str(reference.unpacked())]
    return child(["-m", program, *ask.arguments, "--workers", "0", "--out", str(folder / way)], path)


def games_in(folder: Path, way: str) -> tuple[int, dict[str, list[dict[str, object]]]]:
    """Games a run played, and every row of its tables of games and measures, by the name of the folder they are in."""
    found = {
        f"{place.parent.name.removeprefix(way)}/{place.name}": parquet.read_table(place).to_pylist()
        for place in sorted(folder.rglob("*.parquet"))
        if place.name in ("runs.parquet", "measures.parquet")
    }
    return sum(len(rows) for name, rows in found.items() if name.endswith("runs.parquet")), found


def same_tables(old: dict[str, list[dict[str, object]]], new: dict[str, list[dict[str, object]]]) -> None:
    """:exc:`AssertionError` unless every game has the same values in every column both programs write."""
    assert old.keys() == new.keys() and old, f"{sorted(old)} was {sorted(new)}"  # noqa: PT018 - one thing: the same tables, and some
    for name, rows in old.items():
        common = rows[0].keys() & new[name][0].keys()
        assert {"block", "coalition"} <= common, f"{name}: {sorted(common)}"
        for before, now in zip(rows, new[name], strict=True):
            differing = [column for column in common if repr(before[column]) != repr(now[column])]
            assert not differing, f"{name}: {differing[0]} {before[differing[0]]} was {now[differing[0]]}"


def studies(asks: Sequence[Ask], rounds: int) -> Table:
    """Each study by both programs in turn, start, report and files included."""
    rows: list[tuple[Cell, ...]] = []
    for ask in asks:
        took: dict[str, list[float]] = {way: [] for way in WAYS}
        games = 0
        for number in range(rounds):
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch)
                for way in WAYS if number % 2 == 0 else WAYS[::-1]:
                    (folder / way).parent.mkdir(exist_ok=True)
                    took[way].append(once(way, ask, folder).seconds)
                if number == 0:
                    tables = {}
                    for way in WAYS:
                        (folder / f"at-{way}").mkdir()
                        for place in folder.glob(f"{way}*"):
                            place.rename(folder / f"at-{way}" / place.name)
                        games, tables[way] = games_in(folder / f"at-{way}", way)
                    same_tables(tables["old"], tables["new"])
        speeds = [games / Spread.of(took[way]).median for way in WAYS]
        rows.append(
            (
                ask.shown,
                games,
                *(Spread.of(took[way]).median for way in WAYS),
                *speeds,
                ratios(took["old"], took["new"]),
            )
        )
    title = (
        f"Whole studies: the command without workers, from its start to its report, by either program in turn, {rounds} times each; "
        "every game had the same values in every column of its tables. Seconds of processor time of the process and all it starts "
        "(median), games a second of that, and how many times as fast: median of the pairs' ratios (quartiles, of three or more)."
    )
    columns = ("study", "games", "before, s", "now, s", "before, games/s", "now, games/s", "times as fast")
    return Table("studies", title, columns, rows)
