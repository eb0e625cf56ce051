"""Whole studies by the old and the new program: the user's command, each in a process of its own. A part of ``benchmarks.ratio``."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pyarrow import parquet

from benchmarks import reference
from benchmarks.tables import Cell, Table
from benchmarks.timing import Child, Spread, child, ratios

__all__ = ["WAYS", "Ask", "Footprint", "footprint", "once", "studies"]

WAYS = ("old", "new")


class Ask(NamedTuple):
    """A command that runs a study, without its folder."""

    shown: str
    """What it is, in a table."""
    arguments: tuple[str, ...]


def once(way: str, ask: Ask, folder: Path) -> Child:
    """Run *ask* by the *way*'s program alone, without workers, its results into *folder*."""
    program, path = ("fourthseat", []) if way == "new" else (reference.NAME, [str(reference.unpacked())])
    folder.mkdir()
    return child(["-m", program, *ask.arguments, "--workers", "0", "--out", str(folder / "results")], path)


def tables_in(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of the tables of games and of measures below *folder*, by the table's place."""
    return {
        str(place.relative_to(folder)): parquet.read_table(place).to_pylist()
        for name in ("runs", "measures")
        for place in sorted(folder.rglob(f"{name}.parquet"))
    }


KEYS = frozenset(("block", "replication", "future", "coalition", "rule", "provocation", "setting", "without", "seed"))
"""Columns that say which game a row is about."""


def _in_order(rows: list[dict[str, object]], keys: Sequence[str]) -> list[dict[str, object]]:
    """*rows* by *keys*: one program writes a study's parts as they come, the other in the order of its blocks."""
    return sorted(rows, key=lambda row: [repr(row[key]) for key in keys])


def same_tables(old: dict[str, list[dict[str, object]]], new: dict[str, list[dict[str, object]]]) -> None:
    """:exc:`AssertionError` unless both played the same games of the same arms, on the same luck.

    What came of them is by either program's rules, and with it which measures apply to a game.
    """
    assert old.keys() == new.keys() and old, f"{sorted(old)} was {sorted(new)}"  # noqa: PT018 - one thing: the same tables, and some
    for name, rows in old.items():
        if not name.endswith("runs.parquet"):
            continue
        common = rows[0].keys() & new[name][0].keys()
        assert {"block", "coalition"} <= common, f"{name}: {sorted(common)}"
        keys = sorted(common & KEYS)
        for before, now in zip(_in_order(rows, keys), _in_order(new[name], keys), strict=True):
            differing = [column for column in keys if repr(before[column]) != repr(now[column])]
            assert not differing, f"{name}: {differing[0]} {before[differing[0]]} was {now[differing[0]]}"


def studies(asks: Sequence[Ask], rounds: int) -> Table:
    """Each study by both programs in turn, start, report and files included."""
    rows: list[tuple[Cell, ...]] = []
    for ask in asks:
        took: dict[str, list[float]] = {way: [] for way in WAYS}
        games = 0
        for number in range(rounds):
            with tempfile.TemporaryDirectory() as scratch:
                for way in WAYS if number % 2 == 0 else WAYS[::-1]:
                    took[way].append(once(way, ask, Path(scratch, way)).seconds)
                if number == 0:
                    before, now = (tables_in(Path(scratch, way)) for way in WAYS)
                    same_tables(before, now)
                    games = sum(len(rows) for place, rows in now.items() if place.endswith("runs.parquet"))
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
        f"Whole studies: the command without workers, from its start to its report, by either program in turn, {'once' if rounds == 1 else f'{rounds} times'} each; "
        "the same games of the same arms, by either's rules. Seconds of processor time of the process and all it starts "
        "(median), games a second of that, and how many times as fast: median of the pairs' ratios (lowest–highest)."
    )
    columns = ("study", "games", "before, s", "now, s", "before, games/s", "now, games/s", "times as fast")
    return Table("studies", title, columns, rows)


FIXED = """
name = "growing"
question = "How large does a study become?"
scenario = "{name}"
rules = ["lead", "quorum:2", "unanimity"]
measure = [{{ name = "status_quo_held" }}, {{ name = "peak_rung" }}]
stopping = {{ first = {blocks}, cap = {blocks} }}
"""
"""A study file of a default study's arms whose size is fixed."""
WATCHED = r"""
import atexit, pathlib, re, runpy
@atexit.register
def say():
    status = pathlib.Path("/proc/self/status").read_text()
    print("peak", re.search(r"VmHWM:\s+(\d+)", status)[1])
runpy.run_module("fourthseat", run_name="__main__", alter_sys=True)
"""
"""The program, which says at its end how many kB it held at most. What the system counts for a child begins with its parent's."""


class Footprint(NamedTuple):
    """How large a study was."""

    games: int
    memory: float
    """The most its process held, MB."""
    disk: float
    """All files of its folder with the report, MB."""
    foretold: float
    """What ``--dry-run`` said, MB."""


def footprint(name: str, blocks: int, folder: Path) -> Footprint:
    """Run a study of *blocks* blocks of the scenario *name* in *folder*, without workers."""
    design, results = folder / "study.toml", folder / "results"
    design.write_text(FIXED.format(name=name, blocks=blocks), "utf-8")
    told = child(["-m", "fourthseat", "batch", "--study", str(design), "--dry-run"]).output
    ran = child(["-c", WATCHED, "batch", "--study", str(design), "--workers", "0", "--out", str(results)]).output
    return Footprint(
        parquet.read_metadata(results / "runs.parquet").num_rows,
        int(re.findall(r"^peak (\d+)$", ran, re.MULTILINE)[-1]) / 1024,
        sum(place.stat().st_size for place in results.rglob("*") if place.is_file()) / 1e6,
        float(re.findall(r"([\d.]+) MB$", told, re.MULTILINE)[-1]),
    )
