"""Standard streams of any kind for the command line in this process: a code page, a terminal, a pipe nobody reads."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from fourthseat.players.terminal import commands as cli

__all__ = ["HOSTILE", "Said", "hostile_scenario", "said"]

HOSTILE = "A :ship: [bold]x[/bold] “word” — ≥ 10² ¥5 § ┌─ → 日本\x1b[31m\x1b]0;t\x07\x9b2J\u202e\x08\r<b>&\x7f"
"""A text with all that a code page may lack and all that a terminal or a page may obey."""
TAME = (":ship:", "[bold]x[/bold]")
"""What must stand as it was typed."""


class Stream(io.TextIOWrapper):
    """Bytes in memory behind a code page, which may say that it is a terminal."""

    def __init__(self, encoding: str, *, terminal: bool = False) -> None:
        """As a terminal or a file with that *encoding*."""
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n")
        self.terminal = terminal

    def isatty(self) -> bool:
        """As it was made."""
        return self.terminal

    def text(self) -> str:
        """What was written."""
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


def said(monkeypatch: pytest.MonkeyPatch, *args: str, encoding: str = "utf-8", terminal: bool = False) -> Said:
    """Run a command in this process before streams with that *encoding*."""
    out, err = Stream(encoding, terminal=terminal), Stream(encoding, terminal=terminal)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "argv", ["fourthseat", *args])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code: Any = 0
        try:
            cli.main()
        except SystemExit as left:
            code = left.code or 0
    return Said(code, out.text(), err.text())


def hostile_scenario() -> str:
    """A scenario file with :data:`HOSTILE` in every place a text may stand."""
    text = "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in HOSTILE)
    return f'''
extends = "tutorial"
name = "hostile"
title = "{text} title"
summary = "{text}"
background = "{text}"
handling = "{text}"
[[seat]]
id = "AUS"
name = "{text}"
brief = "{text}"
objectives = [{{ id = "aus-hold", text = "{text}" }}]
[[incident]]
id = "survey"
title = "{text} incident"
text = "{text}"
[[option]]
id = "joint-statement"
title = "{text} option"
text = "{text}"
[[coalition]]
id = "aukus"
title = "{text} coalition"
[[force]]
id = "aus-ship"
name = "{text} force"
[[msel]]
id = "INJ-01"
text = "{text} inject"
from = "{text}"
'''
