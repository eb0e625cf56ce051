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
from math import ceil
from typing import NamedTuple

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.rules.player import Player
from fourthseat.engine.study.executors import Crew, LostError
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.trial import Row, Work, killed, play_chunk

__all__ = ["BudgetError", "Progress", "play_missing", "run", "timed"]

CHUNK_GAMES = 240
"""Games handed out at a time at least: they become one part on disk, and to write a part costs as much as some games."""
CHUNK_SECONDS = 0.5
"""Work handed out at a time at least: long enough to drown the hand-over."""
MOST_SECONDS = 4.0
"""Work handed out at a time at most, however few games it is: short enough to lose little and to be told of soon."""
MOST_GAMES = 4096
GROWTH = 4
"""How many times as large as the last a chunk may be: the first one is a block, so that there is news at once."""
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
    played: int = 0
    """Games that were played for the finished ones: arms that are alike to the last entry share one."""


def run(
    plan: Plan,
    cast: Mapping[Seat, Player],
    results: Results,
    blocks: int,
    make: Callable[[], Executor],
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
    one_by_one: bool = False,
) -> Progress:
    """Play what *results* still lacks of the first *blocks* blocks; *make* gives an executor, again after a crash.

    As :func:`play_missing`, which does the same on a crew that is kept.
    """
    with Crew(make, workers) as crew:
        return play_missing(plan, cast, results, blocks, crew, progress, one_by_one)


def play_missing(
    plan: Plan,
    cast: Mapping[Seat, Player],
    results: Results,
    blocks: int,
    crew: Crew,
    progress: Callable[[Progress], None] | None = None,
    one_by_one: bool = False,
) -> Progress:
    """Play what *results* still lacks of the first *blocks* blocks. With *one_by_one* no two arms share a game.

    Raises :exc:`BudgetError` when too many games fail, :exc:`ScenarioError` where another version of the program
    played what is there, and passes a keyboard interrupt on once the chunks under way are kept.
    """
    results.check_version(blocks)
    total, began = results.lacking(blocks), time.monotonic()
    games = failed = played = 0
    task = _Task(plan, cast, one_by_one)

    def keep(rows: Sequence[Row]) -> None:
        nonlocal games, failed, played
        results.add(rows)
        games += len(rows)
        played += sum(row.shares is None for row in rows)
        bad = [row for row in rows if row.status != "done"]
        failed += len(bad)
        if progress is not None:
            progress(Progress(games, total, failed, time.monotonic() - began, played))
        # A few failures at the start are no share of anything yet.
        if bad and failed > max(3.0, plan.study.failures * max(games, 1000)):
            raise BudgetError(
                f"{failed} of {games} games failed, more than the study's budget of {plan.study.failures:.1%}: "
                f"the last one, block {bad[-1].where.number} {bad[-1].arm.title}, seed {bad[-1].where.seed}: {bad[-1].error}"
            )

    suspects = _pooled(task, results.missing(blocks), total, crew, keep)
    while suspects:
        chunk = suspects.pop()
        try:
            with crew.make() as alone:
                rows = task.submit(alone, chunk).result()
        except BrokenExecutor:
            halves = _halved(chunk)
            if halves is None:
                rows = [killed(plan, chunk[0].block, chunk[0].arms[0])]
            else:
                suspects += halves
                continue
        keep(rows)
    return Progress(games, total, failed, time.monotonic() - began, played)


class _Task(NamedTuple):
    """What every chunk is played with."""

    plan: Plan
    cast: Mapping[Seat, Player]
    one_by_one: bool

    def submit(self, executor: Executor, chunk: list[Work]) -> Future[list[Row]]:
        """Have *chunk* played."""
        return executor.submit(play_chunk, self.plan, self.cast, chunk, self.one_by_one)


def _pooled(
    task: _Task, todo: Iterator[Work], games: int, crew: Crew, keep: Callable[[Sequence[Row]], None]
) -> list[list[Work]]:
    """Play *todo*, so many *games*, in chunks of a fair size; what was under way when a worker died comes back."""
    suspects: list[list[Work]] = []
    under_way: dict[Future[list[Row]], tuple[list[Work], float]] = {}
    held: list[Work] | None = None
    take = _taker(todo, games, len(task.plan.arms), crew.workers)
    try:
        while True:
            try:
                ahead = crew.workers * getattr(crew.executor, "ahead", AHEAD)
                while len(under_way) < ahead and (held := take(crew.chunk)) is not None:
                    under_way[task.submit(crew.executor, held)] = (held, time.monotonic())
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
                    crew.chunk = _fair(len(rows), time.monotonic() - since, len(under_way) + 1, crew.workers)
                    keep(rows)
            except BrokenExecutor:
                suspects += [chunk for chunk, _ in under_way.values()] + ([held] if held else [])
                under_way, held = {}, None
                crew.lose()
    except KeyboardInterrupt:
        started = [future for future in under_way if not future.cancel()]  # what only waits its turn is not waited for
        for future in wait(started, timeout=getattr(crew.executor, "drain_seconds", DRAIN_SECONDS)).done:
            if not future.cancelled() and future.exception() is None:
                keep(future.result())
        raise


def _fair(games: int, seconds: float, queued: int, workers: int) -> int:
    """Games of the next chunk, from one chunk's time; a queued chunk also waited for the ones before it."""
    waited = max(1.0, queued / max(1, workers))
    a_second = games * waited / max(seconds, 1e-6)
    worth = max(a_second * CHUNK_SECONDS, min(CHUNK_GAMES, a_second * MOST_SECONDS))
    return max(1, min(MOST_GAMES, GROWTH * games, ceil(worth)))


def _taker(todo: Iterator[Work], games: int, arms: int, workers: int) -> Callable[[int], list[Work] | None]:
    """Hands out whole blocks, about as many games at a time as asked for; None when nothing is left.

    No more than a worker's share of the *games* that are left: towards the end none has much while others have nothing.
    """
    left = games

    def take(wanted: int) -> list[Work] | None:
        nonlocal left
        share = min(wanted, ceil(left / workers))
        chunk = list(islice(todo, max(1, round(share / arms))))
        left -= sum(len(work.arms) for work in chunk)
        return chunk or None

    return take


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
