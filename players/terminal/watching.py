"""Where a study stands, for whoever called it: a bar in a notebook, a line in a terminal, nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from importlib import import_module
from typing import Any, NamedTuple

from fourthseat.engine.study.findings import Findings
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.runner import Progress
from fourthseat.players.terminal.progress import StudyProgress

__all__ = ["Watcher", "watcher"]

QUIET_SECONDS = 0.5
"""Between two changes of a bar in a notebook: each of them is a message to a browser."""


class Watcher(NamedTuple):
    """What hears of a study while it is played; None for what nobody wants to hear of."""

    progress: Callable[[Progress], None] | None
    look: Callable[[Findings], None] | None


def watcher(plan: Plan, wanted: bool | None) -> Watcher:
    """What shows where the study of *plan* stands: in a notebook or a terminal if *wanted* is None, always if it is True."""
    if wanted is False:
        return Watcher(None, None)
    if display := _notebook():
        bar = _Bar(plan, display)
        return Watcher(bar.progress, bar.look)
    if wanted or sys.stderr.isatty():
        line = StudyProgress(plan, as_json=False)
        return Watcher(line.progress, line.look)
    return Watcher(None, None)


def _notebook() -> Any:
    """What displays things in the notebook this runs in; None if it runs in none."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    return import_module("IPython.display")  # only where a notebook runs, which has it


class _Bar:
    """A bar under the cell that plays a study; it is changed in place, and stays as it ended."""

    def __init__(self, plan: Plan, display: Any) -> None:
        self._plan, self._html = plan, display.HTML
        self._text = ""
        self._told = 0.0
        self._shown = display.display(self._drawn(0, 1), display_id=True)

    def progress(self, now: Progress) -> None:
        """Some games are in."""
        if now.games < now.of and 0 <= now.seconds - self._told < QUIET_SECONDS:
            return
        self._told = now.seconds
        rate = now.games / now.seconds if now.seconds else 0.0
        left = f", {(now.of - now.games) / rate:,.0f} s to the next look" if rate and now.games < now.of else ""
        self._text = f"{now.games:,} of {now.of:,} games, {rate:,.0f}/s, {now.failed} failed{left}"
        self._shown.update(self._drawn(now.games, now.of))

    def look(self, findings: Findings) -> None:
        """The intervals have been looked at."""
        state = {True: "precise enough", False: "not yet precise enough", None: "no precision was asked for"}[
            findings.precise
        ]
        self._text = f"looked at {findings.blocks:,} blocks: {state}"
        self._shown.update(self._drawn(1, 1))

    def _drawn(self, games: int, of: int) -> Any:
        name = escape(self._plan.study.name)
        bar = f"<progress value='{games}' max='{max(1, of)}' style='width:24em;vertical-align:middle'></progress>"
        return self._html(f"<div>{name} {bar} {escape(self._text)}</div>")
