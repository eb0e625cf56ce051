"""A Dask cluster that is late, lost or never there: said at once, waited for so long, and left at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from fourthseat.engine.study.cluster import GoneError, cluster

pytestmark = pytest.mark.skipif(not find_spec("distributed"), reason="distributed is not installed")
"""Asked without importing it, which takes a second that every run of whatever tests would wait."""

SCHEDULER = """
import asyncio, sys
from distributed import Scheduler, Worker
async def main():
    async with Scheduler(host="127.0.0.1", port=0, dashboard=False) as scheduler:
        workers = [await Worker(scheduler.address, nthreads=1, dashboard=False) for _ in range(int(sys.argv[1]))]
        print(scheduler.address, flush=True)
        await asyncio.sleep(600)
asyncio.run(main())
"""


@pytest.fixture
def scheduler(request: pytest.FixtureRequest) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A scheduler with so many workers, in a process of its own: its address, and the process."""
    with subprocess.Popen(
        [sys.executable, "-c", SCHEDULER, str(request.param)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process
        process.kill()


@pytest.mark.parametrize("scheduler", [0], indirect=True)
def test_a_cluster_without_workers_is_waited_for_aloud(scheduler: tuple[str, subprocess.Popen[str]]) -> None:
    """It says how to start one; and gives up after the time it said."""
    said: list[str] = []

    with pytest.raises(GoneError, match=r"no worker came in 1 s; start one with `dask worker tcp://"):
        cluster(scheduler[0], 1, said.append)

    assert [
        f"no workers yet at {scheduler[0]}: waiting, up to 1 s; start one with `dask worker {scheduler[0]}`"
    ] == said


@pytest.mark.parametrize("scheduler", [1], indirect=True)
def test_a_scheduler_that_dies_ends_the_study_with_what_was_played(
    scheduler: tuple[str, subprocess.Popen[str]],
) -> None:
    """Said when it is noticed; then every promise is broken, and no further one is made."""
    said: list[str] = []
    with cluster(scheduler[0], 1, said.append) as there:
        assert 3 == there.submit(sum, [1, 2]).result(timeout=20)
        promised = there.submit(time.sleep, 60)
        scheduler[1].kill()
        with pytest.raises((GoneError, Exception)):
            promised.result(timeout=20)
        deadline = time.monotonic() + 20
        while there._gone is None and time.monotonic() < deadline:
            time.sleep(0.05)
        with pytest.raises(GoneError, match="the scheduler is gone, and nothing changed in 1 s"):
            there.submit(sum, [1])

    assert [f"the scheduler is gone at {scheduler[0]}: waiting, up to 1 s"] == said


@pytest.mark.parametrize("scheduler", [0], indirect=True)
def test_ctrl_c_is_obeyed_at_once(scheduler: tuple[str, subprocess.Popen[str]], tmp_path: Path) -> None:
    """While it waits for workers: code 130, and neither a log nor a traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "fourthseat", "batch", "tutorial", "--games", "50", "--dask", scheduler[0]],
        cwd=tmp_path, env={**os.environ}, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stderr is not None
        assert child.stderr.readline().startswith("no workers yet at tcp://")
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        assert "stopped before the first game\n" == child.stderr.read()
    assert 130 == child.returncode
    assert time.monotonic() - began < 5, "two seconds, on a machine with nothing else to do"
