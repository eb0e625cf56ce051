"""What a room remembers besides its games: one JSON line a fact, on disk before anybody is told it was taken."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import LogError

__all__ = ["Journal"]


class Journal:
    """An append-only file of facts about the room: links, stages, sealed answers, notes. Readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        """Open *path*, new or to go on with; a line cut by a crash is cut off."""
        self.path = path
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as wrong:
            raise LogError(f"{path}: {wrong.strerror}") from None
        self._file = os.fdopen(handle, "r+b", buffering=0)
        if not _alone(self._file):
            self._file.close()
            raise LogError(f"{path}: another process is serving this room; use its links, or stop it first")
        data = self._file.read()
        self._end = data.rfind(b"\n") + 1
        try:
            self._facts = list(_facts(data[: self._end], path))
        except LogError:
            self._file.close()
            raise
        self._file.truncate(self._end)

    @property
    def facts(self) -> list[dict[str, Any]]:
        """Everything noted so far, in order."""
        return self._facts

    def note(self, kind: str, **fact: Any) -> dict[str, Any]:
        """Put a fact on disk; :exc:`LogError` if that cannot be done, and then nothing of it stands there."""
        told = {"kind": kind, **fact}
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            self._file.seek(self._end)
            done = 0
            while done < len(line):
                done += self._file.write(line[done:])
            os.fsync(self._file.fileno())
        except OSError as wrong:
            self._file.truncate(self._end)
            raise LogError(f"{self.path}: {wrong.strerror}; what was sent last has not been taken") from None
        self._end += len(line)
        self._facts.append(told)
        return told

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _alone(file: FileIO) -> bool:
    """Whether no other process has *file*, which from now on is this one's; the system frees it however the process ends."""
    try:
        import fcntl
    except ImportError:  # a system without such locks: its user has to see to it
        return True
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _facts(data: bytes, path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(data.splitlines(), 1):
        try:
            fact = json.loads(line)
        except ValueError as wrong:
            raise LogError(f"{path}: line {number}: not JSON ({wrong}); restore the file from a copy") from None
        if not isinstance(fact, dict) or not isinstance(fact.get("kind"), str):
            raise LogError(f"{path}: line {number}: no fact of a room; is it a room's journal?")
        yield fact
