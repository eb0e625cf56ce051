"""The file of an exercise session's facts: one JSON line a fact, chained, on disk before anybody is told it was taken."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from functools import reduce
from io import FileIO
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.files import FileError, write_new
from fourthseat.engine.core.locks import lock
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.record.chain import chained, parsed
from fourthseat.engine.record.log_file import write_at
from fourthseat.players.web.facts import Fact, SessionRecord, recall
from fourthseat.players.web.journal_format import FORMAT, body_of, fact_as_written, fact_of, migrated

__all__ = ["Journal", "fold", "read_facts", "repairable"]


class Journal:
    """An append-only file of facts: links, stages, sealed answers, notes. Readable by its owner alone.

    Opening one changes nothing on disk. With the first fact that is added, a line cut by a crash is cut off, and a
    journal of an older format is written anew in this one; the old file stays beside it as ``room.jsonl.format-1``.
    """

    def __init__(self, path: Path) -> None:
        """Open *path*, new or to go on with; :exc:`LogError` if it is no journal, :exc:`FileError` if it cannot be locked."""
        self.path = path
        self._file = _opened(path, os.O_RDWR | os.O_CREAT)
        try:
            data = self._file.read()
            self._end = data.rfind(b"\n") + 1
            """Length of the file up to the last whole line."""
            self.facts, self._hash, self._version = read_facts(data[: self._end], str(path))
            self.record = fold(self.facts, str(path))
        except OSError as wrong:
            self._file.close()
            raise LogError(f"{path}: {wrong.strerror}") from None
        except LogError as wrong:
            self._file.close()
            raise LogError(f"{wrong}{repairable(path.parent)}") from None

    @classmethod
    def begin(cls, path: Path, facts: Sequence[Fact]) -> Journal:
        """A new journal at *path* of these first *facts*: there whole, or not at all and :exc:`LogError`."""
        _replace(path, _lines(facts)[0]).close()
        return cls(path)

    def after(self, *facts: Fact) -> SessionRecord:
        """The record as *facts* would leave it; :exc:`LogError` if one of them cannot be."""
        return reduce(recall, facts, self.record)

    def add(self, *facts: Fact) -> SessionRecord:
        """Put *facts* on disk, all of them, and return the record after them.

        Raises :exc:`LogError` if that cannot be done, and then nothing of them stands there.
        """
        record = self.after(*facts)
        if self._version < FORMAT:
            self._rewrite()
        text, digest = _lines(facts, self._hash)
        try:
            self._file.truncate(self._end)
            _write_all(self._file, self._end, text)
        except BaseException as wrong:
            with contextlib.suppress(OSError):
                self._file.truncate(self._end)
            if isinstance(wrong, OSError):
                raise LogError(f"{self.path}: {wrong.strerror}; what was sent last has not been taken") from None
            raise
        self._end += len(text)
        self._hash = digest
        self.facts.extend(facts)
        self.record = record
        return record

    def _rewrite(self) -> None:
        """Replace a journal of an older format by one of this, whole or not at all; the old one is kept beside it."""
        old = self.path.with_name(f"{self.path.name}.format-{self._version}")
        text, digest = _lines(self.facts)
        try:
            self._file.seek(0)
            data = self._file.read()
            if not (old.exists() and old.read_bytes() == data):
                write_new(old, data, private=True)
            file = _replace(self.path, text)
        except OSError as wrong:
            raise self._not_lifted(f"{self.path}: {wrong.strerror}") from None
        except (FileError, LogError) as wrong:
            raise self._not_lifted(str(wrong)) from None
        self._file.close()
        self._file, self._end, self._hash, self._version = file, len(text), digest, FORMAT

    def _not_lifted(self, wrong: str) -> LogError:
        return LogError(f"{wrong}; cannot be written in format {FORMAT}, what was sent last has not been taken")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def repairable(folder: Path) -> str:
    """The end of a message about a journal that is damaged: what puts it right."""
    return f" (fourthseat repair {folder} keeps what can be read)"


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
    written: list[Fact] = []
    """Facts that stand just as they were put; once a line does not, *bodies* has it and those behind it."""
    digest, version = "", FORMAT
    for number, row in enumerate(data.split(b"\n")[:-1], 1):
        if len(bodies) == 1 and version == FORMAT:
            one = fact_as_written(row, digest)
            if one is not None:
                written.append(one[0])
                digest = one[1]
                continue
        place = f"{where}: line {number}"
        body = parsed(row, place)
        if number == 1:
            version = _version(body, place)
        if version > 1:
            stated = body.pop("hash", None)
            text, digest = chained(body, digest)
            if text.encode() != row + b"\n":
                raise LogError(
                    f"{place}: hash = {quoted(stated)} does not follow from what stands there; the journal has been changed"
                )
        bodies.append(body)
    lifted = migrated(bodies, version)
    facts = [fact_of(body, f"{where}: line 1") for body in lifted[:1]] + written
    facts += [fact_of(body, f"{where}: line {number}") for number, body in enumerate(lifted[1:], len(facts) + 1)]
    return facts, digest, version


def _version(body: Mapping[str, Any], place: str) -> int:
    """The format a journal's first line names."""
    if body.get("kind") != "room":
        raise LogError(f"{place}: the room's own line is missing")
    version = body.get("format")
    if type(version) is not int or version < 1:
        raise LogError(
            f"{place}: room.format = {quoted(version)} is no format's number; this program reads 1 to {FORMAT}"
        )
    if version > FORMAT:
        raise LogError(f"{place}: format {version} is newer than this program reads ({FORMAT}); use a newer fourthseat")
    return version


def _lines(facts: Sequence[Fact], digest: str = "") -> tuple[bytes, str]:
    """*facts* as a file has them behind the line whose hash is *digest*, and the hash of the last line."""
    texts = []
    for fact in facts:
        text, digest = chained(body_of(fact), digest)
        texts.append(text)
    return "".join(texts).encode(), digest


def _write_all(file: FileIO, place: int, data: bytes) -> None:
    """All of *data* at *place*, forced to the disk."""
    write_at(file, place, data)
    os.fsync(file.fileno())


def _replace(path: Path, data: bytes) -> FileIO:
    """Put a file of *data* in the place of *path*, whole or not at all; it comes back open, and this process's alone."""
    new = path.with_name(f".{path.name}.tmp")
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    file = _opened(new, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    try:
        _write_all(file, 0, data)
        new.replace(path)
    except OSError as wrong:
        file.close()
        with contextlib.suppress(OSError):
            new.unlink()
        raise LogError(f"{path}: {wrong.strerror}") from None
    return file


def _opened(path: Path, flags: int) -> FileIO:
    """*path*, for this process alone; :exc:`FileInUseError` if another has it, :exc:`LogError` if it cannot be had."""
    new = not os.path.lexists(path)
    try:
        file = os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0)
    except OSError as wrong:
        raise LogError(f"{path}: {wrong.strerror}") from None
    try:
        lock(file, path, "this room is being served: use its links, or stop it first")
    except FileError:
        file.close()
        if new:
            path.unlink()
        raise
    return file
