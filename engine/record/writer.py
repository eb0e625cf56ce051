"""Who writes a log: one writer a file, whose every entry stands on the disk whole or not at all.

A log is locked from its making to its end by the process that may append to it. A new one appears only with its whole
header; what a full disk or a crash left in its place, without any of a game in it, is used again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.core.entries.incidents import Ruled
from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.entries.turns import Decided, Ended
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.files import private_opener
from fourthseat.engine.record.chain import chained
from fourthseat.engine.record.log import (
    FORMAT,
    UNSEALED,
    EventLog,
    Header,
    Seal,
    entry_body,
    header_body,
    header_line,
    lines,
    parse_log,
)
from fourthseat.engine.record.log_file import (
    READ_ONLY,
    begin,
    is_still,
    keep_copy,
    locked,
    sync_folder,
    write_at,
)
from fourthseat.engine.record.source import Rewrapping

__all__ = ["AppendError", "Writer"]


class AppendError(LogError):
    """The disk does not take an entry. What was written before stands, and the same entry may be tried again."""


class _Stand(NamedTuple):
    """How far a log has come."""

    hash: str
    """Of its last line."""
    entries: int
    """How many it has."""
    ended: bool
    """Whether ENDEX is among them."""


class Writer:
    """Appends entries to a file as they are written; a decision or a ruling is on disk before the game goes on.

    The file is its own, locked, until it is closed: a second writer, in another process or in this one, is refused with
    :exc:`LogInUseError`. Readers are never kept out.
    """

    def __init__(self, path: Path, header: Header) -> None:
        """Start a new log, readable by its owner alone, which appears with its whole header or not at all.

        Raises :exc:`LogError` if *path* exists (a log is never overwritten) or cannot be made. A file without any of a
        game in it, empty or with half a header, counts as none; :attr:`reused` then says so.
        """
        self.path = path
        self.refusal = ""
        """Why nothing can be appended; empty if it can be."""
        self._log: EventLog | None = None
        self._dirty = False
        self._skip, self._seal = 0, UNSEALED
        self._held: list[str] | None = None
        text, digest = header_line(header_body(header))
        self._stand = self._before = _Stand(digest, 0, ended=False)
        file, self.reused = begin(path)
        self._file: FileIO | None = file
        try:
            write_at(file, 0, text.encode())
            os.fsync(file.fileno())
            sync_folder(path.parent)
        except OSError as reason:
            with suppress(OSError):
                path.unlink()
            self.close()
            raise LogError(f"{path}: {reason.strerror}; nothing was begun") from None
        self._end = self._header_bytes = len(text.encode())

    @classmethod
    def resume(cls, path: Path, log: EventLog) -> Writer:
        """Go on after the last whole line of *path*; the first ``len(log.entries)`` entries are already there.

        The file is locked at once, and touched when the first new entry comes, not before: a log that is only looked at
        stays as it is, one that may only be read too. Then a torn last line is cut off; and a log of an older format, or
        one whose lines an editor wrapped otherwise, is written anew first, for no file may hold two: what it was stays
        beside it, as ``NAME.format-2`` or ``NAME.as-found``.

        Raises :exc:`LogInUseError` if somebody else writes the log, and :exc:`LogError` if it is no longer what was read.
        """
        self = cls.__new__(cls)
        self.path, self._log, self.refusal, self._dirty, self.reused = path, log, "", False, False
        self._skip, self._seal, self._held = len(log.entries), UNSEALED if log.seal is None else str(log.seal), None
        self._stand = self._before = _Stand(log.last_hash, len(log.entries), log.finished)
        self._end, self._header_bytes, self._file = log.good_bytes, 0, None
        try:
            file = FileIO(path, "r+")
        except OSError as reason:
            if reason.errno not in READ_ONLY:
                raise LogError(f"{path}: {reason.strerror}") from None
            self.refusal = f"{path}: may only be read here ({reason.strerror}); copy it to a folder you may write in, and go on there"
            return self
        locked(file, path)
        self._file = file
        if not is_still(file, log):
            self.close()
            raise LogError(f"{path}: has been changed since it was read; try again")
        return self

    def __call__(self, entry: Entry) -> None:
        """Append *entry*; :exc:`AppendError` if it cannot be put on disk, where then nothing of it stands."""
        if self._skip:
            self._skip -= 1
            return
        if self._log is not None:
            self._take_up(self._log)
        before = self._stand
        text, digest = chained(entry_body(entry), before.hash)
        self._stand = _Stand(digest, before.entries + 1, before.ended or isinstance(entry, Ended))
        if self._held is not None:
            self._held.append(text)
            return
        try:
            self._put(text.encode(), sync=isinstance(entry, Decided | Ruled | Ended))
        except LogError:
            self._stand = before
            raise

    @contextmanager
    def together(self) -> Iterator[None]:
        """Entries appended within the block are on disk when it ends: all of them, or none if it raises.

        Raises :exc:`AppendError` if they cannot be put there. A game whose entries were given up is ahead of its log, and
        has to be made from it again.
        """
        held: list[str] = []
        self._held, self._before = held, self._stand
        try:
            yield
            if held:
                self._put("".join(held).encode(), sync=True)
        except BaseException:
            self._stand = self._before
            raise
        finally:
            self._held = None

    def seal_end(self) -> bool:
        """Put the seal that a crash right behind ENDEX kept from the log that is gone on with; whether there was need to."""
        log = self._log
        if log is None or self.refusal or not log.finished or log.seal is not None or log.format < FORMAT:
            return False
        self._take_up(log)
        try:
            self._put_seal(self._open)
        except OSError as reason:
            raise self._not_taken(reason) from None
        return True

    @property
    def last_hash(self) -> str:
        """The hash of the last line that was appended, or stood there."""
        return self._stand.hash

    @property
    def _open(self) -> FileIO:
        """The open file; :exc:`LogError` if there is none."""
        if self._file is None:
            raise LogError(self.refusal or f"{self.path}: is not open")
        return self._file

    def _put(self, data: bytes, *, sync: bool) -> None:
        """Put *data* behind what stands, and at ENDEX the seal over it; nothing of either, if one of them fails."""
        file, end = self._open, self._end
        try:
            if self._dirty:
                file.truncate(end)
            self._dirty = True
            write_at(file, end, data)
            if sync:
                os.fsync(file.fileno())
            self._end = end + len(data)
            if self._stand.ended:
                self._put_seal(file)
            self._dirty = False
        except BaseException as reason:
            self._end = end
            with suppress(OSError):
                file.truncate(end)
            if isinstance(reason, OSError):
                raise self._not_taken(reason) from None
            raise

    def _put_seal(self, file: FileIO) -> None:
        """Write the seal in its place in the header; what control's last ruling adds after ENDEX is sealed anew."""
        place, seal = self._header_bytes - len(f'{UNSEALED}"}}\n'), str(Seal(self._stand.entries, self._stand.hash))
        try:
            write_at(file, place, seal.encode())
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                write_at(file, place, self._seal.encode())
            raise
        self._seal = seal

    def _not_taken(self, reason: OSError) -> AppendError:
        return AppendError(f"{self.path}: {reason.strerror}; what was written before stands")

    def _take_up(self, log: EventLog) -> None:
        """Make the file of *log* ready for its first new entry: nothing behind its last whole line, in this format."""
        file = self._open
        try:
            if log.format < FORMAT or set(log.rewrapped) - {Rewrapping.NO_LAST_END}:
                self._rewrite(file, log)
            else:
                file.seek(0)
                self._header_bytes = file.read(self._end).find(b"\n") + 1
                file.truncate(self._end)
                if log.rewrapped:
                    write_at(file, self._end, b"\n")
                    self._end += 1
        except OSError as reason:
            raise self._not_taken(reason) from None
        self._log = None

    def _rewrite(self, file: FileIO, log: EventLog) -> None:
        """Replace *file* by one of this format, whole or not at all; what it was is kept beside it."""
        path, new = self.path, self.path.with_name(f".{self.path.name}.tmp")
        file.seek(0)
        as_found = "as-found" if log.format == FORMAT else f"format-{log.format}"
        keep_copy(path.with_name(f"{path.name}.{as_found}"), file.read())
        data = "".join(lines(log)).encode()
        new.unlink(missing_ok=True)
        fresh = FileIO(new, "x+", opener=private_opener)
        try:
            locked(fresh, new)  # before it is the log: there is no moment at which the log has no lock
            write_at(fresh, 0, data)
            os.fsync(fresh.fileno())
            new.replace(path)
            sync_folder(path.parent)
        except (OSError, LogError):
            fresh.close()
            with suppress(OSError):
                new.unlink()
            raise
        self._file = fresh
        file.close()
        written = parse_log(data, str(path))
        self._end, self._header_bytes = len(data), data.find(b"\n") + 1
        self._seal = UNSEALED if written.seal is None else str(written.seal)
        self._stand = self._before = _Stand(written.last_hash, len(written.entries), written.finished)

    def close(self) -> None:
        """Close the file, which may then be written by another."""
        if self._file is not None:
            with suppress(OSError):  # everything was handed to the system as it was written
                self._file.close()
            self._file = None
