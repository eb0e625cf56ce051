"""What games are played on: this process, worker processes of this machine, or a Dask cluster.

Each is an executor shaped like :mod:`concurrent.futures`, and none of them changes a result.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any

from fourthseat.engine.core.errors import ScenarioError

__all__ = ["Cluster", "LostError", "Serial", "cluster", "local"]


class LostError(BrokenExecutor):
    """One chunk went down with its worker; the executor itself goes on."""


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
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)


def cluster(address: str) -> Cluster:
    """The workers of a Dask cluster, of any number of machines; :exc:`ScenarioError` if there is none at *address*.

    Its workers need the same version of this program. Chunks of a worker that dies come back as :class:`LostError`
    once the scheduler has given them up (``distributed.scheduler.allowed-failures``).
    """
    try:
        from distributed import Client
    except ImportError:
        raise ScenarioError("--dask needs Dask, which is not installed: pip install 'fourthseat[dask]'") from None
    try:
        client: Any = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as wrong:
        raise ScenarioError(f"--dask {address}: no scheduler answers there: {wrong}") from None
    versions = set(client.run(_version).values())
    if versions - {_version()}:
        client.close()
        raise ScenarioError(
            f"--dask {address}: workers have fourthseat {', '.join(sorted(versions))}, this is {_version()}"
        )
    return Cluster(client)


def _version() -> str:
    """The program's version, asked of a worker as of this process."""
    from fourthseat.engine import __version__

    return __version__


class Cluster(Executor):
    """Dask's own executor, with a dead worker told in the words of :mod:`concurrent.futures`."""

    def __init__(self, client: Any) -> None:
        self.client, self.workers = client, max(1, sum(client.nthreads().values()))
        self.inner = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """To whichever worker is free."""
        promised: Future[Any] = Future()
        promised.set_running_or_notify_cancel()
        self.inner.submit(fn, *args, **kwargs).add_done_callback(lambda done: _pass_on(done, promised))
        return promised

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Let go of the cluster, which lives on."""
        self.client.close()


def _pass_on(done: Future[Any], promised: Future[Any]) -> None:
    """Give the outcome of Dask's future to ours; a worker that died becomes a :class:`LostError`."""
    from distributed import KilledWorker

    wrong = CancelledError() if done.cancelled() else done.exception()
    if wrong is None:
        promised.set_result(done.result())
    elif isinstance(wrong, KilledWorker | CancelledError):
        promised.set_exception(LostError(str(wrong)))
    else:
        promised.set_exception(wrong)


def _start_worker() -> None:
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
