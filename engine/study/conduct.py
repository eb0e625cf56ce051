"""A study from its first game to its report: the one call behind ``fourthseat batch``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.files import refuse_existing
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.documents.folder import write_files
from fourthseat.engine.rules.player import Player
from fourthseat.engine.study.cluster import PATIENCE, cluster
from fourthseat.engine.study.executors import Crew, Serial, local
from fourthseat.engine.study.export import figures_of, report_and_more, study_html
from fourthseat.engine.study.findings import Findings, reread, study_through
from fourthseat.engine.study.frames import CONTRASTS, frame, frame_names, pandas_of, polars_of
from fourthseat.engine.study.manifest import manifest_of, new_manifest
from fourthseat.engine.study.results import Results, locked
from fourthseat.engine.study.run_record import Ran, Stopwatch
from fourthseat.engine.study.runner import Progress, play_missing

__all__ = ["FinishedStudy", "conduct", "cores", "workforce", "write_report", "write_report_again"]


NOTHING = Progress(0, 0, 0, 0.0)
"""Where a look's games stand before the first is in."""


class FinishedStudy(NamedTuple):
    """A study that ran to its end."""

    results: Results
    findings: Findings
    hash: str
    """Of the tables; equal however the games were run."""
    games: int = 0
    """Games that came in by this run; those that were there before are not counted."""
    played: int = 0
    """Games that were played for them: arms that are alike to the last entry share one."""

    @property
    def names(self) -> tuple[str, ...]:
        """Tables and views that :meth:`table`, :meth:`polars` and :meth:`pandas` know."""
        return frame_names(self.results)

    def table(self, name: str = CONTRASTS) -> Any:
        """A table or view as an Arrow table: every contrast with its interval and verdict, or another of :attr:`names`.

        Raises :exc:`ScenarioError` with the nearest names if there is none of that *name*.
        """
        return frame(self.results, self.findings, name)

    def polars(self, name: str = CONTRASTS) -> Any:
        """As :meth:`table`, as a Polars frame; :exc:`ScenarioError` if Polars is not installed."""
        return polars_of(self.table(name))

    def pandas(self, name: str = CONTRASTS) -> Any:
        """As :meth:`table`, as a pandas frame; :exc:`ScenarioError` if pandas is not installed."""
        return pandas_of(self.table(name))

    def figures(self) -> dict[str, Any]:
        """Every figure of the report as a ``matplotlib.figure.Figure``, by its name; they can be changed, and saved as anything."""
        return figures_of(self.results, self.findings, self.hash)

    def __repr__(self) -> str:
        """In one line."""
        return f"<FinishedStudy {self.results.plan.study.name}: {self.findings.complete:,} blocks in {len(self.results.plan.arms)} arms, {len(self.findings.findings)} contrasts, in {self.results.folder}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the question, the size of the study, its contrasts with their verdicts."""
        return study_html(self.results, self.findings)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workforce(
    workers: int | None = None,
    dask: str | None = None,
    patience: float = PATIENCE,
    tell: Callable[[str], object] | None = None,
) -> tuple[Callable[[], Executor], int]:
    """What makes an executor, again after a crash, and how many games it plays at a time.

    *workers* are processes of this machine, one a core by default, 0 for none but this one; *dask* is the address of a
    cluster's scheduler, which brings its own: :exc:`ScenarioError` if none answers there. A cluster without workers or
    without its scheduler is waited for *patience* seconds, and *tell* hears of it.
    """
    if dask is not None:
        with cluster(dask, patience, tell) as there:
            return partial(cluster, dask, patience, tell), there.workers
    workers = cores() if workers is None else workers
    return (partial(local, workers) if workers else Serial), max(1, workers)


def conduct(
    results: Results,
    cast: Mapping[Seat, Player],
    force: tuple[Callable[[], Executor], int] | None = None,
    progress: Callable[[Progress], None] | None = None,
    look: Callable[[Findings], None] | None = None,
    one_by_one: bool = False,
) -> FinishedStudy:
    """Play what *results* lacks of its study, look by look, until the study is precise enough or at its cap.

    *force* is a :func:`workforce`, every core by default. *progress* hears of finished games, *look* of every look at the
    intervals. Stopped at any moment, the same call goes on where it was: finished games are on disk. With *one_by_one* every
    arm is played by itself even where it is like another, which changes nothing but the time.
    """
    ran: list[Progress] = []
    makers, workers = force or workforce()
    watch, findings = Stopwatch(), None

    def heard(now: Progress) -> None:
        ran[-1] = now
        if progress is not None:
            progress(now)

    def more(blocks: int) -> None:
        ran.append(NOTHING)
        play_missing(results.plan, cast, results, blocks, crew, heard, one_by_one)

    try:
        with Crew(makers, workers) as crew:
            findings = study_through(results, more, look)
    finally:
        games, played, failed = (sum(getattr(one, name) for one in ran) for name in ("games", "played", "failed"))
        with (
            nullcontext() if findings else suppress(FourthSeatError)
        ):  # what stopped the run is told, not what follows from it
            results.note_run(
                Ran(
                    began=watch.began,
                    seconds=watch.seconds,
                    workers=workers,
                    games=games,
                    played=played,
                    failed=failed,
                    ended=findings is not None,
                    versions=new_manifest(results.plan).versions,
                )
            )
    return FinishedStudy(results, findings, results.finish(findings.blocks), games, played)


def write_report(finished: FinishedStudy, figures: Sequence[str] = (), *, latex: bool = False) -> Path:
    """Write the report of a study into its results folder; the page to open.

    *figures* are endings (``png``, ``pdf``) of files beside the SVG of each figure; with *latex* every table is there as LaTeX too.
    :exc:`FileError`, before anything is written, where a file of it is not as the program left it.
    """
    results, findings, digest = finished[:3]
    return results.write(report_and_more(results, findings, digest, figures, latex=latex))[0]


def write_report_again(
    folder: Path, out: Path | None = None, figures: Sequence[str] = (), *, latex: bool = False
) -> Path:
    """Write the report of the finished study in *folder* into it, or as a new folder *out*; the page to open.

    *figures* and *latex* are as in :func:`write_report`. Raises :exc:`ScenarioError` if the study is not finished or damaged, and :exc:`FileError` where a file of the report is
    there already, in *out*, or was changed, in *folder*, or somebody else writes into it.
    """
    if out is None:
        manifest_of(folder)  # before anything is made in a folder that holds no study
        with locked(folder):
            return write_report(FinishedStudy(*reread(folder)), figures, latex=latex)
    refuse_existing([out / "report.html"])  # before a report is drawn in vain
    results, findings, digest = reread(folder)
    files = report_and_more(results, findings, digest, figures, latex=latex)
    refuse_existing(out / name for name in files)
    return write_files(out, files)[0]
