"""How this project measures speed: processor time, both sides in turn, ratios of what was measured side by side.

Wall time says nothing on a machine that does other things as well, and neither does a figure alone: a slower minute slows both
sides of a ratio. So every benchmark here times the two things it compares one after the other, the first one in turn, and
tells the median of the ratios with its quartiles.
"""

from __future__ import annotations

import os
import platform
import signal
import statistics
import sys
import sysconfig
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple, TypeVar

__all__ = ["Child", "Spread", "alternately", "child", "cpu", "ratios", "surroundings"]

Result = TypeVar("Result")


class Spread(NamedTuple):
    """Of several measurements: the median between the quartiles; of fewer than five, between the lowest and the highest."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of *values*, of which there is one at least."""
        if len(values) < 5:
            return cls(min(values), statistics.median(values), max(values))
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(low, median, high)


def cpu(function: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of processor time one call took in this process, and what it gave."""
    began = time.process_time()
    result = function()
    return time.process_time() - began, result


def alternately(
    ways: Mapping[str, Callable[[int], object]],
    rounds: int,
    check: Callable[[Mapping[str, object]], None] | None = None,
) -> dict[str, list[float]]:
    """Seconds of processor time of every way in every round; each is called with the number of the round.

    Who goes first changes from round to round. *check* is given what all of them returned, after each round and untimed.
    """
    names = list(ways)
    took: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        gave: dict[str, object] = {}
        for name in names[first:] + names[:first]:
            began = time.process_time()
            gave[name] = ways[name](number)
            took[name].append(time.process_time() - began)
        if check is not None:
            check(gave)
    return took


def ratios(over: Sequence[float], under: Sequence[float]) -> Spread:
    """The ratio of what was measured side by side, pair by pair."""
    return Spread.of([a / b for a, b in zip(over, under, strict=True)])


class Child(NamedTuple):
    """What a process took, with all it started and waited for."""

    seconds: float
    """Processor time, its own and the system's for it."""
    output: str


def child(arguments: Sequence[str], path: Sequence[str] = (), *, again: bool = True) -> Child:
    """Run this interpreter with *arguments*, *path* before what it would import from; :exc:`RuntimeError` if it fails.

    One that aborts is run once more, and measured anew, unless *again* is false.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((*path, *filter(None, sys.path)))}
    with TemporaryFile() as out, TemporaryFile() as err, open(os.devnull) as nothing:
        actions = [(os.POSIX_SPAWN_DUP2, file.fileno(), n) for n, file in enumerate((nothing, out, err))]
        command = [sys.executable, *arguments]
        pid = os.posix_spawn(sys.executable, command, environment, file_actions=actions)
        try:
            _, status, used = os.wait4(pid, 0)
        except BaseException:
            os.kill(pid, signal.SIGKILL)  # whoever stops the benchmark stops what it has begun
            os.waitpid(pid, 0)
            raise
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    code = os.waitstatus_to_exitcode(status)
    if (
        code == -signal.SIGABRT and again
    ):  # a library's threads can abort an interpreter that has done its work and ends
        return child(arguments, path, again=False)
    if code:
        raise RuntimeError(f"{' '.join(command)} ended with {code}: {texts[1].strip()[-500:]}")
    return Child(used.ru_utime + used.ru_stime, texts[0])


def surroundings() -> dict[str, str]:
    """What was measured on: the interpreter and how it was built, the processor, and what else was going on."""
    arguments = str(sysconfig.get_config_var("CONFIG_ARGS") or "")
    guided = "with" if "--enable-optimizations" in arguments else "without"
    name = f"{platform.python_implementation()} {platform.python_version()}"
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "python": f"{name}, {platform.python_compiler()}, built {guided} profile-guided optimisation",
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "load": load,
    }


def _processor() -> str:
    """The processor as it calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
