"""The file of a log: begun where there is none of a game yet, locked for its one writer, copied before it is written anew."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.files import FileError, private_opener, write_new
from fourthseat.engine.core.locks import FileInUseError, lock
from fourthseat.engine.record.log import EventLog
from fourthseat.engine.record.source import MOST_BYTES, file_bytes, kind_of, unwrapped

__all__ = [
    "READ_ONLY",
    "LogInUseError",
    "begin",
    "check_new",
    "is_still",
    "is_unbegun",
    "keep_copy",
    "locked",
    "locked_for_repair",
    "sync_folder",
    "write_at",
]


class LogInUseError(LogError):
    """Another process, or another part of this one, is writing the log."""


READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""What the system says of a file that may only be read."""


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


def begin(path: Path) -> tuple[FileIO, bool]:
    """An empty, locked file at *path*; and whether one without any of a game in it was there before."""
    try:
        file = FileIO(path, "x+", opener=private_opener)
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


def is_still(file: FileIO, log: EventLog) -> bool:
    """Whether *file* is still what *log* was read from: it ends in the same hash, and no whole line stands behind."""
    data = unwrapped(file.read(), "").data
    end = data[max(0, log.good_bytes - 256) : log.good_bytes]
    return log.last_hash.encode() in end and b"\n" not in data[log.good_bytes :]


def write_at(file: FileIO, place: int, data: bytes) -> None:
    """All of *data* at *place*; a disk that fills up takes a part of it before it refuses."""
    file.seek(place)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def sync_folder(folder: Path) -> None:
    """Force the names in *folder* to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
