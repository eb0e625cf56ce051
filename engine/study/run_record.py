"""What every run of a study took: when it began, how long it played, on how many workers, with which versions.

Nothing here names a machine or a person, and nothing of it has a part in a result: the hash of a study is equal however it was
run.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from pydantic import Field

from fourthseat.engine.scenario.quantity import Frozen

__all__ = ["MOST_RUNS", "Ran", "Stopwatch"]

MOST_RUNS = 200
"""Runs a manifest remembers, the last ones: a study may be gone on with any number of times."""


class Ran(Frozen):
    """One run of a study, to its end or until it was stopped."""

    began: str = Field(max_length=40)
    """Date and time in UTC."""
    seconds: float = Field(ge=0)
    workers: int = Field(ge=0)
    """Games played at a time."""
    games: int = Field(ge=0)
    """Games that came in; those that were there before are not counted."""
    played: int = Field(ge=0)
    """Games that were played for them: arms that are alike to the last entry share one."""
    failed: int = Field(ge=0)
    ended: bool
    """Whether the run came to the end of the study; else it was stopped, and the same command goes on."""
    versions: dict[str, str]

    @property
    def games_a_second(self) -> float:
        """How many games came in a second; 0 of none."""
        return self.games / self.seconds if self.seconds else 0.0


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self.began = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._since = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it was made, whatever is done to the clock on the wall meanwhile."""
        return round(time.monotonic() - self._since, 2)
