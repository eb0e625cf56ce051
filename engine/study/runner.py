"""Plays what is missing of a study, on any executor shaped like :mod:`concurrent.futures`.

Which games are played depends on the study alone; workers, chunks and order of completion change nothing but the
time. A worker that dies takes its chunk along: what it held is played again in ever smaller pieces, each alone in
a pool of its own, until the game that kills is found and written down as killed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    wait,
)
from itertools import islice
from typing import NamedTuple

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.rules.player import Player
from fourthseat.engine.study.executors import LostError
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.trial import Row, Work, killed, play_chunk

__all__ = ["BudgetError", "Progress", "run", "timed"]

CHUNK_SECONDS = 0.5
"""Work handed out at a time: long enough to drown the hand-over, short enough to lose little."""
DRAIN_SECONDS = 60
"""Longest wait for the chunks under way when a study is stopped by hand, unless the executor has its own."""
AHEAD = 2
"""Chunks queued per worker, so that none waits for the next."""


class BudgetError(FourthSeatError):
    """More games failed than the study allows."""


class Progress(NamedTuple):
    """Where a run stands."""

    games: int
    """Finished in this run."""
    of: int
    """To be played in this run up to the present look."""
    failed: int
    seconds: float


def run(
    plan: Plan,
    cast: Mapping[Seat, Player],
    results: Results,
    blocks: int,
    make: Callable[[], Executor],
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Play what *results* still lacks of the first *blocks* blocks; *make* gives an executor, again after a crash.

    Raises :exc:`BudgetError` when too many games fail, :exc:`ScenarioError` where another version of the program
    played what is there, and passes a keyboard interrupt on once the chunks under way are kept.
    """
    results.check_version(blocks)
    total, began = results.lacking(blocks), time.monotonic()
    games = failed = 0

    def keep(rows: Sequence[Row]) -> None:
        nonlocal games, failed
        results.add(rows)
        games += len(rows)
        bad = [row for row in rows if row.status != "done"]
        failed += len(bad)
        if progress is not None:
            progress(Progress(games, total, failed, time.monotonic() - began))
        # A few failures at the start are no share of anything yet.
        if bad and failed > max(3.0, plan.study.failures * max(games, 1000)):
            raise BudgetError(
                f"{failed} of {games} games failed, more than the study's budget of {plan.study.failures:.1%}: "
                f"the last one, block {bad[-1].where.number} {bad[-1].arm.title}: {bad[-1].error}"
            )

    suspects = _pooled(plan, cast, results.missing(blocks), make, workers, keep)
    while suspects:
        chunk = suspects.pop()
        try:
            with make() as alone:
                rows = alone.submit(play_chunk, plan, cast, chunk).result()
        except BrokenExecutor:
            halves = _halved(chunk)
            if halves is None:
                rows = [killed(plan, chunk[0].block, chunk[0].arms[0])]
            else:
                suspects += halves
                continue
        keep(rows)
    return Progress(games, total, failed, time.monotonic() - began)


def _pooled(
    plan: Plan,
    cast: Mapping[Seat, Player],
    todo: Iterator[Work],
    make: Callable[[], Executor],
    workers: int,
    keep: Callable[[Sequence[Row]], None],
) -> list[list[Work]]:
    """Play *todo* in chunks of a fair size; what was under way when a worker died comes back."""
    suspects: list[list[Work]] = []
    under_way: dict[Future[list[Row]], tuple[list[Work], float]] = {}
    held: list[Work] | None = None
    take, size = _taker(todo, len(plan.arms)), 1
    executor = make()
    try:
        while True:
            try:
                while len(under_way) < AHEAD * workers and (held := take(size)) is not None:
                    under_way[executor.submit(play_chunk, plan, cast, held)] = (held, time.monotonic())
                    held = None  # under way: only a submission that breaks leaves it in hand
                if not under_way:
                    return suspects
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    try:
                        rows = future.result()
                    except LostError:
                        suspects.append(under_way.pop(future)[0])
                        continue
                    _, since = under_way.pop(future)
                    keep(rows)
                    size = _fair(len(rows), time.monotonic() - since, len(under_way) + 1, workers)
            except BrokenExecutor:
                suspects += [chunk for chunk, _ in under_way.values()] + ([held] if held else [])
                under_way, held = {}, None
                executor.shutdown(wait=False, cancel_futures=True)
                executor = make()
    except KeyboardInterrupt:
        for future in wait(under_way, timeout=getattr(executor, "drain_seconds", DRAIN_SECONDS)).done:
            if not future.cancelled() and future.exception() is None:
                keep(future.result())
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _fair(games: int, seconds: float, queued: int, workers: int) -> int:
    """Games worth :data:`CHUNK_SECONDS`, from one chunk's time; a queued chunk also waited for the ones before it."""
    waited = max(1.0, queued / max(1, workers))
    return max(1, min(4096, round(games * CHUNK_SECONDS * waited / max(seconds, 1e-6))))


def _taker(todo: Iterator[Work], arms: int) -> Callable[[int], list[Work] | None]:
    """Hands out whole blocks, about so many games at a time; None when nothing is left."""
    return lambda games: list(islice(todo, max(1, games // arms))) or None


def _halved(chunk: Sequence[Work]) -> list[list[Work]] | None:
    """Two halves of a chunk; of a block, its arms; None for a single game."""
    if len(chunk) > 1:
        middle = len(chunk) // 2
        return [list(chunk[:middle]), list(chunk[middle:])]
    (only,) = chunk
    if len(only.arms) > 1:
        middle = len(only.arms) // 2
        return [[Work(only.block, only.arms[:middle])], [Work(only.block, only.arms[middle:])]]
    return None


def timed(plan: Plan, cast: Mapping[Seat, Player]) -> float:
    """Seconds a game takes here and now, from two blocks after one for warming up."""
    play_chunk(plan, cast, [Work(0, (0,))])
    began = time.perf_counter()
    games = play_chunk(plan, cast, [Work(n, tuple(range(len(plan.arms)))) for n in range(2)])
    return (time.perf_counter() - began) / len(games)
