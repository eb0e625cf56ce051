"""A Dask cluster as an executor: its scheduler and its workers may come late, go or never be there, and none is waited for in silence.

What is waited for, and how long, is said at once; when the time is over the study stops with what was played kept.
"""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from typing import Any

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.executors import LostError

__all__ = ["PATIENCE", "Cluster", "GoneError", "cluster"]

PATIENCE = 60.0
"""Seconds a cluster without workers or without its scheduler is waited for, unless it is said otherwise."""
CONNECT_SECONDS = 10.0
"""Longest wait for a scheduler, at first and once it is gone."""
LOOK_SECONDS = 0.25
"""Between two looks at the state of the cluster."""
CLOSE_SECONDS = 1.0

Tell = Callable[[str], object]


class GoneError(ScenarioError):
    """The cluster can play nothing more: its scheduler, or its last worker, did not come back in time."""


def cluster(address: str, patience: float = PATIENCE, tell: Tell | None = None) -> Cluster:
    """The workers of a Dask cluster, of any number of machines; :exc:`ScenarioError` if there is none at *address*.

    Its workers need the same version of this program. While there is no worker, *tell* hears of it and the first is waited for,
    *patience* seconds at most. Chunks of a worker that dies come back as :class:`LostError` once the scheduler has given
    them up (``distributed.scheduler.allowed-failures``).
    """
    try:
        from distributed import Client
    except ImportError:
        raise ScenarioError("--dask needs Dask, which is not installed: pip install 'fourthseat[dask]'") from None
    _silence_logs()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared below
            client: Any = Client(address, timeout=f"{min(CONNECT_SECONDS, patience)}s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError, ImportError) as wrong:
        reason = str(wrong).partition("\n")[0]
        raise ScenarioError(f"--dask {address}: no scheduler answers there: {reason}") from None
    try:
        _await_workers(client, address, patience, tell)
        versions = set(client.run(_version).values())
        if versions - {_version()}:
            raise ScenarioError(
                f"--dask {address}: workers have fourthseat {', '.join(sorted(versions))}, this is {_version()}"
            )
        return Cluster(client, address, patience, tell)
    except ScenarioError:
        _close(client)
        raise
    except KeyboardInterrupt:
        _close(client)
        raise
    except Exception as wrong:  # whatever a worker raised, it was raised there
        _close(client)
        reason = f"{type(wrong).__name__}: {wrong}".partition("\n")[0]
        raise ScenarioError(
            f"--dask {address}: a worker cannot play: {reason}; it needs the same Python and fourthseat {_version()}"
        ) from None


def _silence_logs() -> None:
    """Dask logs every broken connection, often with a traceback; here each is told in one sentence."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _await_workers(client: Any, address: str, patience: float, tell: Tell | None) -> None:
    """Wait for the first worker; :exc:`GoneError` if none comes in time."""
    until = time.monotonic() + patience
    told = False
    while not client.nthreads():
        if time.monotonic() > until:
            raise GoneError(f"--dask {address}: no worker came in {patience:g} s; {_start(address)}")
        if not told and tell is not None:
            tell(f"no workers yet at {address}: waiting, up to {patience:g} s; {_start(address)}")
        told = True
        time.sleep(LOOK_SECONDS)


def _start(address: str) -> str:
    return f"start one with `dask worker {address}`"


def _version() -> str:
    """The program's version, asked of a worker as of this process."""
    from fourthseat.engine import __version__

    return __version__


def _played_by(wanted: str, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Call *fn* on a worker of the version *wanted*: one that joined later may have another."""
    if _version() != wanted:
        raise ScenarioError(f"a worker that joined has fourthseat {_version()}, this study is played by {wanted}")
    return fn(*args, **kwargs)


def _close(client: Any) -> None:
    """Let go of the cluster, which lives on; one that does not answer is not waited for."""
    with suppress(Exception):
        client.close(timeout=CLOSE_SECONDS)


class Cluster(Executor):
    """Dask's own executor, with a dead worker told in the words of :mod:`concurrent.futures`, and a dead cluster told at all."""

    drain_seconds = 1.0
    """Longest wait for what is under way when the study is stopped by hand: it may never come."""

    def __init__(self, client: Any, address: str, patience: float, tell: Tell | None) -> None:
        self.client, self.workers = client, max(1, sum(client.nthreads().values()))
        self.address, self.patience, self.tell = address, patience, tell
        self.inner = client.get_executor(pure=False)
        self._promises: set[Future[Any]] = set()
        self._gone: GoneError | None = None
        self._closed = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """To whichever worker is free; :exc:`GoneError` if there will be none."""
        if self._gone is not None:
            raise self._gone
        promised: Future[Any] = Future()
        promised.set_running_or_notify_cancel()
        self._promises.add(promised)
        promised.add_done_callback(self._promises.discard)
        try:
            sent = self.inner.submit(_played_by, _version(), fn, *args, **kwargs)
        except Exception as wrong:  # of a client that lost its scheduler; the watch waits for it, or gives up
            promised.set_exception(LostError(str(wrong)))
            return promised
        sent.add_done_callback(lambda done: _pass_on(done, promised))
        return promised

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Let go of the cluster, which lives on."""
        self._closed.set()
        _close(self.client)

    def _watch(self) -> None:
        """Tell when the scheduler or the last worker is gone, and give up what is under way when neither comes back in time."""
        since: float | None = None
        while not self._closed.wait(LOOK_SECONDS):
            lacking, limit = self._lacking()
            if not lacking:
                since = None
                continue
            if since is None:
                since = time.monotonic()
                if self.tell is not None:
                    self.tell(f"{lacking} at {self.address}: waiting, up to {limit:g} s")
            if time.monotonic() - since > limit or self.client.status == "closed":
                self._gone = GoneError(f"--dask {self.address}: {lacking}, and nothing changed in {limit:g} s")
                for promised in list(self._promises):
                    _settle(promised, self._gone)
                return

    def _lacking(self) -> tuple[str, float]:
        """What the cluster has lost, in words, and how long it is waited for; no words if nothing."""
        if self.client.status != "running":
            return "the scheduler is gone", min(CONNECT_SECONDS, self.patience)
        return "" if self.client.scheduler_info().get("workers") else "no worker is left", self.patience


def _settle(promised: Future[Any], outcome: BaseException | None, result: Any = None) -> None:
    """Give a promise its outcome, unless it has one: a cluster that was given up may still answer."""
    with suppress(Exception):
        if outcome is None:
            promised.set_result(result)
        else:
            promised.set_exception(outcome)


def _pass_on(done: Future[Any], promised: Future[Any]) -> None:
    """Give the outcome of Dask's future to ours; a worker that died becomes a :class:`LostError`."""
    from distributed import KilledWorker

    wrong = CancelledError() if done.cancelled() else done.exception()
    if wrong is None:
        _settle(promised, None, done.result())
    else:
        _settle(promised, LostError(str(wrong)) if isinstance(wrong, KilledWorker | CancelledError) else wrong)
