"""What games are played on: this process or worker processes of this machine.

Each is an executor shaped like :mod:`concurrent.futures`, as is a Dask cluster, and none of them changes a result.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any, Self

__all__ = ["Crew", "LostError", "Serial", "local"]


class LostError(BrokenExecutor):
    """One chunk went down with its worker; the executor itself goes on."""


class Serial(Executor):
    """One game after the other in this process: for debugging, and the yardstick of every other executor."""

    ahead = 1
    """Chunks to hand out at a time: each is done when it is handed over."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Done at once."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as wrong:
            future.set_exception(wrong)
        return future


class Crew:
    """An executor that is made when it is first needed, kept from look to look, and made again after a crash.

    Let go of by ``with``.
    """

    def __init__(self, make: Callable[[], Executor], workers: int) -> None:
        """*make* gives an executor, again after a crash, that plays so many chunks at a time."""
        self.make, self.workers = make, workers
        self.chunk = 1
        """Games that were last found to be a fair size of a chunk."""
        self._executor: Executor | None = None

    @property
    def executor(self) -> Executor:
        """The one in use."""
        if self._executor is None:
            self._executor = self.make()
        return self._executor

    def lose(self) -> None:
        """The executor is broken: what it held is given up, and the next one is a new one."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = None


def local(workers: int) -> Executor:
    """Worker processes of this machine; none of our state is inherited, so threads and files of ours cannot tangle."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    """A worker ignores Ctrl-C, for the one that hands out the work drains, and does not outlive a parent killed outright."""
    import gc
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was imported is here to stay
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
