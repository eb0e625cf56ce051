"""Who writes a log: one writer a file, whose every entry stands on the disk whole or not at all.

A log is locked from its making to its end by the process that may append to it. A new one appears only with its whole
header; what a full disk or a crash left in its place, without any of a game in it, is used again.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.core.entries import Decided, Ended, Entry, Ruled
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.files import FileError, write_new
from fourthseat.engine.core.locks import FileInUseError, lock
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
from fourthseat.engine.record.source import MOST_BYTES, Rewrapping, file_bytes, kind_of, unwrapped

__all__ = ["AppendError", "LogInUseError", "Writer", "check_new", "is_unbegun", "keep_copy", "locked_for_repair"]


class LogInUseError(LogError):
    """Another process, or another part of this one, is writing the log."""


class AppendError(LogError):
    """The disk does not take an entry. What was written before stands, and the same entry may be tried again."""


READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""What the system says of a file that may only be read."""


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
        file, self.reused = _begun(path)
        self._file: FileIO | None = file
        try:
            _write_at(file, 0, text.encode())
            os.fsync(file.fileno())
            _sync_folder(path.parent)
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
        if not _still(file, log):
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
            _write_at(file, end, data)
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
            _write_at(file, place, seal.encode())
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                _write_at(file, place, self._seal.encode())
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
                    _write_at(file, self._end, b"\n")
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
        fresh = FileIO(new, "x+", opener=_private)
        try:
            locked(fresh, new)  # before it is the log: there is no moment at which the log has no lock
            _write_at(fresh, 0, data)
            os.fsync(fresh.fileno())
            new.replace(path)
            _sync_folder(path.parent)
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


# ---------------------------------------------------------------- files


def locked(file: FileIO, path: Path) -> None:
    """Take the lock of the log *file*, open at *path*; if that fails *file* is closed.

    Raises :exc:`LogInUseError` if somebody else writes it, :exc:`LogError` if it is there no more or there are no locks.
    """
    try:
        lock(file, path)
        if not os.path.samestat(os.fstat(file.fileno()), os.stat(path)):  # replaced while it was being opened
            raise FileInUseError("")
    except FileInUseError:
        file.close()
        raise LogInUseError(
            f"{path}: is being written by another process (a room that is served, or a game at a terminal); "
            "use its links, or stop it first"
        ) from None
    except FileError as wrong:
        file.close()
        raise LogError(str(wrong)) from None
    except OSError as reason:
        file.close()
        raise LogError(f"{path}: {reason.strerror}") from None


@contextmanager
def locked_for_repair(path: Path) -> Iterator[None]:
    """Keep every other writer off the log at *path*; :exc:`LogError` if there is one, or it may only be read."""
    try:
        file = FileIO(path, "r+")
    except OSError as reason:
        hint = "; copy it to a folder you may write in, and repair it there" if reason.errno in READ_ONLY else ""
        raise LogError(f"{path}: {reason.strerror}{hint}") from None
    locked(file, path)
    with file:
        yield


def keep_copy(path: Path, data: bytes) -> None:
    """A new file at *path* with *data*, for its owner alone; :exc:`LogError` if something else bears its name."""
    try:
        with suppress(OSError):
            if path.read_bytes() == data:  # kept by an attempt that a full disk or a crash ended
                return
        write_new(path, data, private=True)
    except FileError as wrong:
        raise LogError(str(wrong)) from None


def _begun(path: Path) -> tuple[FileIO, bool]:
    """An empty, locked file at *path*; and whether one without any of a game in it was there before."""
    try:
        file = FileIO(path, "x+", opener=_private)
    except FileExistsError:
        return _emptied(path), True
    except FileNotFoundError:
        raise LogError(f"{path}: there is no folder {path.parent}; make it first") from None
    except OSError as reason:
        raise LogError(f"{path}: {reason.strerror}") from None
    try:
        locked(file, path)
    except LogInUseError:  # somebody took it for a leftover in between, and writes
        raise
    except LogError:
        path.unlink()
        raise
    return file, False


def _emptied(path: Path) -> FileIO:
    """The file at *path*, locked and emptied; :exc:`LogError` if anything of a game, or anything else, stands in it."""
    refusal = LogError(f"{path}: already exists; give another name, or continue it with --resume")
    try:
        found = os.lstat(path)
        if kind := kind_of(found.st_mode):
            refusal = LogError(f"{path}: already exists and is {kind}; a log is a new file: give another name")
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise refusal
        file = FileIO(path, "r+")
    except OSError:
        raise refusal from None
    locked(file, path)
    try:
        if _holds_nothing(file.read()):
            os.chmod(path, 0o600)
            file.truncate(0)
            file.seek(0)
            return file
    except OSError as reason:
        file.close()
        raise LogError(f"{path}: {reason.strerror}") from None
    file.close()
    raise refusal


def check_new(path: Path) -> None:
    """:exc:`LogError` if no log can be begun at *path*, as far as that can be seen before: people are not asked for nothing."""
    if os.path.lexists(path) and not is_unbegun(path):
        raise LogError(f"{path}: already exists; give another name")
    if not os.path.isdir(path.parent):
        raise LogError(f"{path}: there is no folder {path.parent}; make it first")


def is_unbegun(path: Path) -> bool:
    """Whether the file at *path* holds nothing of a game: :class:`Writer` would begin a log there."""
    try:
        return _holds_nothing(file_bytes(path))
    except LogError:
        return False


def _holds_nothing(data: bytes) -> bool:
    """Whether *data* is what a full disk or a crash leaves of a log that was just begun: nothing, or half a header."""
    begun, start = data.strip(b"\0"), b'{"fourthseat":'
    return b"\n" not in begun and (begun.startswith(start) or start.startswith(begun))


def _still(file: FileIO, log: EventLog) -> bool:
    """Whether *file* is still what *log* was read from: it ends in the same hash, and no whole line stands behind."""
    data = unwrapped(file.read(), "").data
    end = data[max(0, log.good_bytes - 256) : log.good_bytes]
    return log.last_hash.encode() in end and b"\n" not in data[log.good_bytes :]


def _write_at(file: FileIO, place: int, data: bytes) -> None:
    """All of *data* at *place*; a disk that fills up takes a part of it before it refuses."""
    file.seek(place)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _sync_folder(folder: Path) -> None:
    """Force the names in *folder* to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _private(path: str, flags: int) -> int:
    """Open for the owner alone, as :func:`open` wants its opener."""
    return os.open(path, flags, 0o600)
