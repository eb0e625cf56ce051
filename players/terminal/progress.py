"""Where a long run stands: a bar for a person, a line now and then for a log file, JSON lines for a program.

Everything goes to standard error; standard output is for results.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from fourthseat.engine.study.findings import Findings, blocks_needed, more_needed, widest
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.runner import Progress
from fourthseat.players.terminal.output import raw_stderr

__all__ = ["TELL_SECONDS", "StudyProgress", "duration_text", "game_counter"]

TELL_SECONDS = 10
"""Between two lines of a study that runs without a terminal."""


def duration_text(seconds: float) -> str:
    """*seconds* in the largest unit that does not round it to nothing: ``80 s``, ``12 min``, ``3.4 h``."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def game_counter(quiet: bool) -> Callable[[int, int], None] | None:
    """What counts games on one line of a terminal, told how many of how many are played; None if nobody would see it."""
    if quiet or not sys.stderr.isatty():
        return None

    def count(played: int, total: int) -> None:
        if played % 25 == 0 or played == total:
            _draw(f"\r{played}/{total} games" + ("\n" if played == total else ""))

    return count


def _draw(text: str) -> None:
    """Write over the line a terminal shows last."""
    err = raw_stderr()
    err.write(text)
    err.flush()


class StudyProgress:
    """Tells where a study stands, as games come in and as its intervals are looked at."""

    def __init__(self, plan: Plan, as_json: bool) -> None:
        """Of *plan*; *as_json* for a program."""
        self.plan, self.as_json = plan, as_json
        self.width_text, self.games_a_second, self.last_line = "", 0.0, 0.0

    def progress(self, now: Progress) -> None:
        """Some games are in."""
        self.games_a_second = now.games / now.seconds if now.seconds else 0.0
        if self.as_json:
            self._print(games=now.games, of=now.of, failed=now.failed, seconds=round(now.seconds, 2))
            return
        complete = now.games == now.of
        left = duration_text((now.of - now.games) / self.games_a_second) if self.games_a_second else "?"
        line = (
            f"{now.games:,}/{now.of:,} games, {self.games_a_second:.0f}/s, {now.failed} failed{self.width_text}, "
            f"{left} to the next look"
        )
        if sys.stderr.isatty():
            bar = "█" * int(24 * now.games / max(1, now.of))
            _draw(f"\r{bar:<24} {line}   " + "\n" * complete)
        elif complete or now.seconds - self.last_line > TELL_SECONDS:
            self.last_line = 0.0 if complete else now.seconds
            click.echo(line, err=True)

    def look(self, findings: Findings) -> None:
        """The intervals have been looked at."""
        width, blocks = widest(findings), blocks_needed(findings)
        if self.as_json:
            self._print(look=findings.blocks, widest=width, blocks_needed=blocks, precise=findings.precise)
        elif findings.precise is False:
            self.width_text = "" if width is None else f", widest interval {width:.2f} times its target"
            line = f"look at {findings.blocks:,} blocks{self.width_text}; {more_needed(self.plan, findings)}"
            if blocks is not None and self.games_a_second:
                games = (blocks - findings.blocks) * len(self.plan.arms)
                line += f", {duration_text(games / self.games_a_second)} from now"
            click.echo(line, err=True)

    @staticmethod
    def _print(**numbers: Any) -> None:
        click.echo(json.dumps(numbers), err=True)
