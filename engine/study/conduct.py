"""A study from its first game to its report: the one call behind ``fourthseat batch``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.documents import folder
from fourthseat.engine.rules.player import Player
from fourthseat.engine.study.findings import Findings, study_through
from fourthseat.engine.study.report.overview import report
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import Progress, Serial, cluster, local, run

__all__ = ["FinishedStudy", "conduct", "cores", "workforce", "write_report"]


class FinishedStudy(NamedTuple):
    """A study that ran to its end."""

    results: Results
    findings: Findings
    hash: str
    """Of the tables; equal however the games were run."""


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workforce(workers: int | None = None, dask: str | None = None) -> tuple[Callable[[], Executor], int]:
    """What makes an executor, again after a crash, and how many games it plays at a time.

    *workers* are processes of this machine, one a core by default, 0 for none but this one; *dask* is the address of a
    cluster's scheduler, which brings its own: :exc:`ScenarioError` if none answers there.
    """
    if dask is not None:
        with cluster(dask) as there:
            return partial(cluster, dask), there.workers
    workers = cores() if workers is None else workers
    return (partial(local, workers) if workers else Serial), max(1, workers)


def conduct(
    results: Results,
    cast: Mapping[Seat, Player],
    force: tuple[Callable[[], Executor], int] | None = None,
    progress: Callable[[Progress], None] | None = None,
    look: Callable[[Findings], None] | None = None,
) -> FinishedStudy:
    """Play what *results* lacks of its study, look by look, until the study is precise enough or at its cap.

    *force* is a :func:`workforce`, every core by default. *progress* hears of finished games, *look* of every look at the
    intervals. Stopped at any moment, the same call goes on where it was: finished games are on disk.
    """
    make, workers = force or workforce()
    plan = results.plan
    findings = study_through(results, lambda blocks: run(plan, cast, results, blocks, make, workers, progress), look)
    return FinishedStudy(results, findings, results.finish(findings.blocks))


def write_report(finished: FinishedStudy) -> Path:
    """Write the report of a study into its results folder; the page to open."""
    results, findings, digest = finished
    return folder.write_report(report(results, findings, digest), results.folder)[0]
