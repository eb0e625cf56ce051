"""What games are played on: this process or worker processes of this machine.

Each is an executor shaped like :mod:`concurrent.futures`, as is a Dask cluster, and none of them changes a result.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any

__all__ = ["LostError", "Serial", "local"]


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
