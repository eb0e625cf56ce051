"""The command line run inside this process, and a pool of such processes that are watched: time, memory, death.

:func:`call` is what ``main()`` does to a user, with the three streams on files; a room that would be served for ever is visited by
*visitor* and stopped. :func:`watched` deals numbered jobs to forked workers and replaces one that hangs, swells or dies.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

__all__ = ["Said", "Visitor", "call", "innermost", "scratch", "watched"]

SECONDS, MEGABYTES = 20.0, 1000.0
"""What a command may take on inputs of this size; resident memory beyond what the worker had before."""
RECYCLE = 250
"""Jobs after which a worker is replaced, so that what one leaves in memory is not counted to another for ever."""
LOOK = 0.05
"""Seconds between two looks at the workers."""

Visitor = Callable[[str], Awaitable[None]]
"""Comes to a room that is served, is given what the room has printed so far, and sees to it that it has been there."""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str
    raised: str = ""
    """Type and innermost place in this project of an exception that reached the user; empty if none did."""
    trace: str = field(default="", repr=False)


def call(arguments: Sequence[str], stdin: bytes = b"", visitor: Visitor | None = None) -> Said:
    """Run ``fourthseat`` with *arguments* in this process, in the folder it is in, as its user would see it.

    The streams are real files, so that whatever the program does to its descriptors is done here too.
    """
    kept = [os.dup(number) for number in (0, 1, 2)]
    streams = sys.stdin, sys.stdout, sys.stderr, sys.argv
    with tempfile.TemporaryFile() as given, tempfile.NamedTemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        for number, file in enumerate((given, out, err)):
            os.dup2(file.fileno(), number)
        sys.stdin = open(0, encoding="utf-8", errors="strict", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", errors="strict", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        sys.argv = ["fourthseat", *arguments]
        raised = trace = ""
        code: Any = 0
        handlers = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            with _visited(visitor, Path(out.name)):
                from fourthseat.players.terminal.commands import main

                main()
        except SystemExit as left:
            code = left.code
        except BaseException as wrong:
            code, raised, trace = 1, innermost(wrong), traceback.format_exc()
        finally:
            for name, handler in handlers.items():
                signal.signal(name, handler)
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):
                    stream.flush()
            sys.stdin, sys.stdout, sys.stderr, sys.argv = streams
            for number, handle in enumerate(kept):
                os.dup2(handle, number)
                os.close(handle)
        out.seek(0)
        err.seek(0)
        texts = [stream.read().decode("utf-8", "replace") for stream in (out, err)]
    if isinstance(code, str):
        texts[1] += code
    return Said(0 if code is None else code if isinstance(code, int) else 1, *texts, raised, trace)


def innermost(wrong: BaseException) -> str:
    """``Type file:line in function`` of the deepest frame of *wrong* that is this project's."""
    from fourthseat import engine

    here = Path(engine.__file__ or "").resolve().parent.parent
    frames = traceback.extract_tb(wrong.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).resolve().is_relative_to(here)]
    ours = [frame for frame in ours if "benchmarks" not in Path(frame.filename).parts] or frames
    if not ours:
        return type(wrong).__name__
    last = ours[-1]
    path = Path(last.filename).resolve()
    name = path.relative_to(here) if path.is_relative_to(here) else Path(*path.parts[-2:])
    return f"{type(wrong).__name__} {name}:{last.lineno} in {last.name}"


@contextlib.contextmanager
def _visited(visitor: Visitor | None, printed: Path) -> Iterator[None]:
    """Inside the block a room is served to *visitor* alone, and stopped when the visit is over."""
    import asyncio

    import uvicorn

    served = uvicorn.Server.serve

    async def serve(self: uvicorn.Server, sockets: Any = None) -> None:
        serving = asyncio.ensure_future(served(self, sockets))
        try:
            while not self.started and not serving.done():
                await asyncio.sleep(0.002)
            if visitor is not None and not serving.done():
                await visitor(printed.read_text("utf-8", "replace"))
        finally:
            self.should_exit = True
            await serving

    uvicorn.Server.serve = serve  # type: ignore[method-assign]
    try:
        yield
    finally:
        uvicorn.Server.serve = served  # type: ignore[method-assign]


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder to work in, taken away afterwards whatever was made of it."""
    folder = Path(tempfile.mkdtemp(prefix="fourthseat-"))
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield folder
    finally:
        os.chdir(before)
        shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------- the pool


def watched(
    jobs: Sequence[Any], do: Callable[[Any], Any], workers: int, ended: Callable[[Any, str], Any]
) -> Iterator[tuple[Any, Any]]:
    """Each job with what *do* made of it, or with ``ended(job, reason)`` where its worker had to be or was ended.

    *do* runs in forked workers and sees what this process has in memory. Reasons: ``hang``, ``memory``, ``worker died``.
    """
    pool = [_Worker(do) for _ in range(max(1, min(workers, len(jobs))))]
    try:
        yield from _dealt(pool, iter(jobs), ended)
    finally:
        for worker in pool:
            worker.stop()


def _dealt(pool: Sequence[_Worker], todo: Iterator[Any], ended: Callable[[Any, str], Any]) -> Iterator[tuple[Any, Any]]:
    """The jobs *todo*, dealt to *pool* until all are done."""
    for worker in pool:
        worker.deal(todo)
    while busy := [worker for worker in pool if worker.job is not None]:
        wait([worker.pipe for worker in busy], LOOK)
        for worker in busy:
            job, result, reason = worker.job, None, ""
            try:
                if worker.pipe.poll():
                    result = worker.pipe.recv()
                    if isinstance(result, Exception):  # of *do* itself: a fault of the caller
                        raise result
                else:
                    reason = worker.trouble()
                    if not reason:
                        continue
            except (EOFError, ConnectionResetError):
                reason = "worker died"
            if reason:
                worker.replace()
                yield job, ended(job, reason)
            else:
                if worker.done >= RECYCLE:
                    worker.replace()
                yield job, result
            worker.deal(todo)


class _Worker:
    """One forked process and what it is at."""

    def __init__(self, do: Callable[[Any], Any]) -> None:
        self.do = do
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, other = context.Pipe()
        # Not a daemon: the room has a worker of its own, and a daemon may have no children.
        self.process = context.Process(target=_serve, args=(other, self.do, os.getpid()))
        self.process.start()
        other.close()
        self.job: Any = None
        self.done, self.began, self.had = 0, 0.0, 0.0

    def deal(self, todo: Iterator[Any]) -> None:
        """Give it the next job, if there is one."""
        self.job = next(todo, None)
        if self.job is not None:
            self.done += 1
            self.began, self.had = time.monotonic(), self._resident()
            self.pipe.send(self.job)

    def trouble(self) -> str:
        """Why it must be ended; empty while all is well."""
        if not self.process.is_alive():
            return "" if self.pipe.poll() else "worker died"
        if time.monotonic() - self.began > SECONDS:
            return "hang"
        return "memory" if self._resident() - self.had > MEGABYTES else ""

    def _resident(self) -> float:
        """Its resident memory, MB."""
        try:
            pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return 0.0
        return pages * os.sysconf("SC_PAGESIZE") / 1e6

    def replace(self) -> None:
        """End it and start another."""
        self.stop()
        self._start()

    def stop(self) -> None:
        """End it and what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(pipe: Connection, do: Callable[[Any], Any], parent: int) -> None:
    """What a worker does until it is ended, or whoever started it is gone."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    while os.getppid() == parent:
        if pipe.poll(1):
            try:
                result = do(pipe.recv())
            except EOFError:
                break
            except Exception as wrong:
                wrong.add_note(traceback.format_exc())
                result = wrong
            pipe.send(result)
    os.killpg(0, signal.SIGKILL)  # whatever a command has left running goes too; an ordinary exit would wait for it
