"""Plays what is missing of a study, on any executor shaped like :mod:`concurrent.futures`.

Which games are played depends on the study alone; workers, chunks and order of completion change nothing but the
time. A worker that dies takes its chunk along: what it held is played again in ever smaller pieces, each alone in
a pool of its own, until the game that kills is found and written down as killed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any, NamedTuple

from fourthseat.engine.core.errors import FourthSeatError, ScenarioError
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.rules.player import Player
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.trial import Row, Work, killed, play_chunk

__all__ = ["BudgetError", "Cluster", "LostError", "Progress", "Serial", "cluster", "local", "run", "timed"]

CHUNK_SECONDS = 0.5
"""Work handed out at a time: long enough to drown the hand-over, short enough to lose little."""
AHEAD = 2
"""Chunks queued per worker, so that none waits for the next."""


class LostError(BrokenExecutor):
    """One chunk went down with its worker; the executor itself goes on."""


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


class Serial(Executor):
    """One game after the other in this process: for debugging, and the yardstick of every other executor."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Done at once."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as wrong:
            future.set_exception(wrong)
        return future


def local(workers: int) -> Executor:
    """Worker processes of this machine; none of our state is inherited, so threads and files of ours cannot tangle."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_employed)


def cluster(address: str) -> Cluster:
    """The workers of a Dask cluster, of any number of machines; :exc:`ScenarioError` if there is none at *address*.

    Its workers need the same version of this program. Chunks of a worker that dies come back as :class:`LostError`
    once the scheduler has given them up (``distributed.scheduler.allowed-failures``).
    """
    try:
        from distributed import Client
    except ImportError:
        raise ScenarioError("--dask needs Dask, which is not installed: pip install '.[dask]'") from None
    try:
        client: Any = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as wrong:
        raise ScenarioError(f"--dask {address}: no scheduler answers there: {wrong}") from None
    versions = {told["fourthseat"] for told in client.run(_versions).values()}
    if versions - {_versions()["fourthseat"]}:
        client.close()
        raise ScenarioError(
            f"--dask {address}: workers have fourthseat {', '.join(sorted(versions))}, this is {_versions()['fourthseat']}"
        )
    return Cluster(client)


def _versions() -> dict[str, str]:
    from fourthseat.engine import __version__

    return {"fourthseat": __version__}


class Cluster(Executor):
    """Dask's own executor, with a dead worker told in the words of :mod:`concurrent.futures`."""

    def __init__(self, client: Any) -> None:
        self.client, self.workers = client, max(1, sum(client.nthreads().values()))
        self.inner = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """To whichever worker is free."""
        told: Future[Any] = Future()
        told.set_running_or_notify_cancel()
        self.inner.submit(fn, *args, **kwargs).add_done_callback(lambda done: _passed_on(done, told))
        return told

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Let go of the cluster, which lives on."""
        self.client.close()


def _passed_on(done: Future[Any], told: Future[Any]) -> None:
    from distributed import KilledWorker

    wrong = CancelledError() if done.cancelled() else done.exception()
    if wrong is None:
        told.set_result(done.result())
    elif isinstance(wrong, KilledWorker | CancelledError):
        told.set_exception(LostError(str(wrong)))
    else:
        told.set_exception(wrong)


def _employed() -> None:
    """A worker ignores Ctrl-C, for the one that hands out the work drains, and does not outlive a parent killed outright."""
    import gc
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was imported is here to stay; games are small, so garbage may wait: 6 % less time
    gc.set_threshold(20_000)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


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
        for future in wait(under_way, timeout=60).done:
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
