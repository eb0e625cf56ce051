"""What is found in a scenario file: a code, a place, the value, what is wrong with it, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.shown import MOST_OF_A_MESSAGE, abbreviated
from fourthseat.engine.scenario.codes import CODES, Severity
from fourthseat.engine.scenario.positions import Span

__all__ = ["Finding", "Place", "RefusedError", "in_order", "refused", "shortened"]

MOST = 12
"""Findings shown at once in a refusal."""
MOST_OF_A_FINDING = 400
"""Characters of what one of them says."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a stretch of it; no stretch where the file's positions are not known, or nothing in it is meant."""

    file: Path
    span: Span | None = None

    def __str__(self) -> str:
        """``file.toml:12:3``, as editors open it."""
        return f"{self.file}:{self.span.line}:{self.span.column}" if self.span is not None else str(self.file)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or likely to be."""

    code: str
    message: str
    """A sentence that begins with the key or the row."""
    place: Place
    key: str = ""
    """Where it is, in the file's words: ``incident[raid].window_hours``."""
    value: object = None
    """What stands there; None if nothing does."""
    right: str = ""
    """What would be right here, where the message does not say so already."""
    remove: tuple[Span, ...] = ()
    """What may be taken out of the file without changing what it means: the safe fix, if there is one."""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return CODES[self.code].severity

    @property
    def sentence(self) -> str:
        """What is wrong and what would be right, in one line."""
        return f"{self.message}; {self.right}" if self.right else self.message

    def __str__(self) -> str:
        """``file.toml:12:3: FS101 incident[raid].window: unknown key; did you mean 'window_hours'?``."""
        return f"{self.place}: {self.code} {self.sentence}"


class RefusedError(ScenarioError):
    """A scenario file with errors: all of them, and in the message a line each, as many as fit a screen."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        """The *message* says what *findings* hold."""
        super().__init__(message)
        self.findings = tuple(findings)


def refused(findings: Iterable[Finding], files: Sequence[Path] = ()) -> RefusedError:
    """The refusal of a file for *findings*, in the order of their places, those in the first of *files* first."""
    every = in_order(findings, files)
    return RefusedError("\n".join(shortened([str(one) for one in every])), every)


def in_order(findings: Iterable[Finding], files: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """*findings*, those of one file together, the first of *files* first, by line and column, each once."""
    kept = {(one.code, one.place, one.message): one for one in findings}
    files = list(dict.fromkeys((*files, *(one.place.file for one in kept.values()))))

    def key(one: Finding) -> tuple[int, int, int, str]:
        span = one.place.span
        return (files.index(one.place.file), span.line if span else 0, span.column if span else 0, one.code)

    return tuple(sorted(kept.values(), key=key))


def shortened(lines: Sequence[str]) -> list[str]:
    """The first twelve of *lines*, or fewer where they are long, and how many more there are: together no more than a screen."""
    kept: list[str] = []
    room = MOST_OF_A_MESSAGE - MOST_OF_A_FINDING
    for line in lines[:MOST]:
        short = abbreviated(line, MOST_OF_A_FINDING)
        room -= len(short)
        if kept and room < 0:
            break
        kept.append(short)
    return kept + ([f"… and {len(lines) - len(kept)} more"] if len(lines) > len(kept) else [])
