"""Memory of a study's own process from a thousand games to a hundred thousand: played, analysed and written out.

Run: ``python -m benchmarks.memory`` from the top of the checkout (about ten minutes on two cores). Each size is a
process of its own, so that one's memory is not counted to the next.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.batch import made
from fourthseat import scenarios
from fourthseat.engine.study.executors import local
from fourthseat.engine.study.findings import analyse
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import run
from fourthseat.players.cast import cast_for, cast_names

SIZES = (1_000, 10_000, 100_000)


def one(games: int, workers: int, name: str) -> None:
    """Play, analyse and finish a study of *games* games; print what it took."""
    study = made(name)
    cast = cast_for(study.scenario, cast_names(scenarios.find(name), {}))
    blocks, began = games // len(study.arms), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        results = Results(Path(folder) / "r", study)
        run(study, cast, results, blocks, partial(local, workers), workers)
        played = time.perf_counter() - began
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        analyse(results.whole(blocks), blocks)
        results.finish(blocks)
        size = sum(f.stat().st_size for f in (Path(folder) / "r").glob("*.parquet")) / 1e6
        done = time.perf_counter() - began - played
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| {games:,} | {games / played:.0f} | {before:.0f} MB | {after:.0f} MB | {done:.1f} s | {size:.1f} MB |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, help="one size only, in this process")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--scenario", default="tutorial")
    given = parser.parse_args()
    if given.games:
        one(given.games, given.workers, given.scenario)
        return
    print(
        "| games | games/s | largest memory while playing | and after analysis and tables | these took | tables on disk |"
    )
    print("|---|---|---|---|---|---|", flush=True)
    for games in SIZES:
        command = [
            sys.executable,
            "-m",
            "benchmarks.memory",
            "--workers",
            str(given.workers),
            "--scenario",
            given.scenario,
        ]
        subprocess.run([*command, "--games", str(games)], check=True)


if __name__ == "__main__":
    main()
