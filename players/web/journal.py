"""The file of an exercise session's facts: one JSON line a fact, chained, on disk before anybody is told it was taken."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from io import FileIO
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.record.chain import chained, parsed
from fourthseat.players.web.facts import (
    Fact,
    SessionRecord,
    recall,
)
from fourthseat.players.web.journal_format import FORMAT, body_of, fact_of, migrated

__all__ = ["Journal"]


class Journal:
    """An append-only file of facts: links, stages, sealed answers, notes. Readable by its owner alone.

    Opening one changes nothing on disk. With the first fact that is added, a line cut by a crash is cut off, and a
    journal of an older format is written anew in this one; the old file stays beside it as ``room.jsonl.format-1``.
    """

    def __init__(self, path: Path) -> None:
        """Open *path*, new or to go on with; :exc:`LogError` if another process has it, or it is no journal."""
        self.path = path
        self._file = _opened(path)
        try:
            data = self._file.read()
            self._end = data.rfind(b"\n") + 1
            """Length of the file up to the last whole line."""
            self.facts, self._hash, self._version = read_facts(data[: self._end], str(path))
            self.record = fold(self.facts, str(path))
        except LogError:
            self._file.close()
            raise

    def add(self, fact: Fact) -> SessionRecord:
        """Put *fact* on disk and return the record after it.

        Raises :exc:`LogError` if that cannot be done, and then nothing of it stands there.
        """
        record = recall(self.record, fact)
        if self._version < FORMAT:
            self._rewrite()
        text, digest = chained(body_of(fact), self._hash)
        line = text.encode()
        try:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            done = 0
            while done < len(line):
                done += self._file.write(line[done:])
            os.fsync(self._file.fileno())
        except OSError as wrong:
            with contextlib.suppress(OSError):
                self._file.truncate(self._end)
            raise LogError(f"{self.path}: {wrong.strerror}; what was sent last has not been taken") from None
        self._end += len(line)
        self._hash = digest
        self.facts.append(fact)
        self.record = record
        return record

    def _rewrite(self) -> None:
        """Replace a journal of an older format by one of this, whole or not at all; the old one is kept beside it."""
        old = self.path.with_name(f"{self.path.name}.format-{self._version}")
        new = self.path.with_name(f".{self.path.name}.tmp")
        try:
            self._file.seek(0)
            _write_whole(old, self._file.read())
            text, digest = _lines(self.facts)
            with contextlib.suppress(FileNotFoundError):
                new.unlink()
            _write_whole(new, text)
            file = _opened(new)
            new.replace(self.path)
        except OSError as wrong:
            raise LogError(
                f"{self.path}: {wrong.strerror}; cannot be written in format {FORMAT}, what was sent last has not been taken"
            ) from None
        self._file.close()
        self._file, self._end, self._hash, self._version = file, len(text), digest, FORMAT

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def fold(facts: Sequence[Fact], where: str) -> SessionRecord:
    """The record after *facts*; :exc:`LogError` with the line of one that speaks of what is not there."""
    record = SessionRecord()
    for number, fact in enumerate(facts, 1):
        try:
            record = recall(record, fact)
        except LogError as wrong:
            raise LogError(f"{where}: line {number}: {body_of(fact)['kind']}.{wrong}") from None
    return record


def read_facts(data: bytes, where: str) -> tuple[list[Fact], str, int]:
    """The facts in *data*, whole lines of a journal; the hash of its last line; and the format it was written in.

    Raises :exc:`LogError` with file, line, field and value for anything that is not a journal of a known format.
    """
    bodies: list[dict[str, Any]] = []
    digest, version = "", FORMAT
    for number, row in enumerate(data.split(b"\n")[:-1], 1):
        place = f"{where}: line {number}"
        body = parsed(row, place)
        if number == 1:
            version = _version(body, place)
        if version > 1:
            stated = body.pop("hash", None)
            text, digest = chained(body, digest)
            if text.encode() != row + b"\n":
                raise LogError(
                    f"{place}: hash = {stated!r} does not follow from what stands there; "
                    "the journal has been changed: restore it from a copy"
                )
        bodies.append(body)
    facts = [fact_of(body, f"{where}: line {number}") for number, body in enumerate(migrated(bodies, version), 1)]
    return facts, digest, version


def _version(body: Mapping[str, Any], place: str) -> int:
    """The format a journal's first line names."""
    if body.get("kind") != "room":
        raise LogError(f"{place}: the room's own line is missing; restore it from a copy")
    version = body.get("format")
    if type(version) is not int or version < 1:
        raise LogError(f"{place}: room.format = {version!r} is no format's number; this program reads 1 to {FORMAT}")
    if version > FORMAT:
        raise LogError(f"{place}: format {version} is newer than this program reads ({FORMAT}); use a newer fourthseat")
    return version


def _lines(facts: Sequence[Fact]) -> tuple[bytes, str]:
    """*facts* as a file has them, and the hash of the last line."""
    texts, digest = [], ""
    for fact in facts:
        text, digest = chained(body_of(fact), digest)
        texts.append(text)
    return "".join(texts).encode(), digest


def _write_whole(path: Path, data: bytes) -> None:
    """A new file for its owner alone; one that is there already is left if it holds the same."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.read_bytes() == data:
            return
        raise
    with os.fdopen(handle, "wb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink()
            raise


def _opened(path: Path) -> FileIO:
    """*path*, made if it is not there, for this process alone; :exc:`LogError` if another has it."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as wrong:
        raise LogError(f"{path}: {wrong.strerror}") from None
    file = os.fdopen(handle, "r+b", buffering=0)
    if not _alone(file):
        file.close()
        raise LogError(f"{path}: another process is serving this room; use its links, or stop it first")
    return file


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
