"""How a command is stopped: by a person with Ctrl+C, or by another program with SIGTERM; it ends in the same way for both."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

__all__ = ["STOPPED", "TERMINATED", "Stopped", "terminations"]

STOPPED = 130
"""Exit code after Ctrl+C."""
TERMINATED = 143
"""Exit code after SIGTERM, as `timeout`, a service manager or a batch queue sends it."""


@dataclass
class Stopped:
    """Who stopped the command."""

    terminated: bool = False
    """Another program did."""


@contextmanager
def terminations() -> Iterator[Stopped]:
    """While the block runs, SIGTERM is to this process what Ctrl+C is: what is written stays whole, and what to do next is said.

    A process made by fork takes the signal as the system means it: it just ends.
    """
    stopped, owner = Stopped(), os.getpid()

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if os.getpid() != owner:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        stopped.terminated = True
        raise KeyboardInterrupt

    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, stop)
    try:
        yield stopped
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
