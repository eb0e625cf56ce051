"""What the disk of a room takes: what is told to whoever sent something when it does not, and whether it does again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fourthseat.engine.core.errors import LogError
from fourthseat.players.web.branches import RefusalError

__all__ = ["Disk", "NotWrittenError"]

PAGE = 4096
"""Bytes that have to fit before anything is tried again: what file systems give out at once."""
LONGEST_PAUSE = 15.0
"""Seconds between two tries, at most, where these bytes fit and what is to be written does not."""


class NotWrittenError(RefusalError):
    """The disk did not take what was sent, and nothing of it stands there."""

    def __init__(self) -> None:
        """In words for whoever sent it; what the system said is control's business."""
        super().__init__(
            "Not taken: the disk of the room takes nothing more; most likely it is full. What you wrote is still here: send it "
            "again when control says that there is room."
        )


class Disk:
    """The disk under one folder."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        """*now*: seconds on a steady clock."""
        self.folder, self.now = folder, now
        self.warning = ""
        """What the desk is told; empty while everything is taken."""
        self._pause, self._again = 0.0, 0.0

    @contextmanager
    def watched(self, changed: Callable[[], None]) -> Iterator[None]:
        """A block that writes a log or the journal: a :exc:`LogError` in it is one :exc:`NotWrittenError`, and *changed* told."""
        try:
            yield
        except LogError as wrong:
            self.warning = (
                f"The disk takes nothing more. {wrong}. Nothing is taken that is not on disk, and who sends something is told "
                "so; once there is room again, play goes on by itself."
            )
            changed()
            raise NotWrittenError from None
        self.warning, self._pause = "", 0.0

    def has_room(self) -> bool:
        """Whether the disk takes a page again; asked now and then after it took nothing."""
        if self.now() < self._again:
            return False
        try:
            with tempfile.TemporaryFile(dir=self.folder, buffering=0) as probe:
                if probe.write(bytes(PAGE)) < PAGE:
                    return False
                os.fsync(probe.fileno())
        except OSError:
            return False
        self._pause = min(2 * self._pause or 1.0, LONGEST_PAUSE)  # in case a page fits, and what waits does not
        self._again = self.now() + self._pause
        self.warning = ""
        return True
