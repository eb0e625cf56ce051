"""One writer a file: a lock that stands on what is appended to, and that the system frees however its process ends.

The lock is the system's advisory ``flock``, held by the open file itself: reading the same file elsewhere in this process,
and closing it, does not give the lock up. It keeps programs of this project from writing at once; it keeps nobody from reading.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import IO, Any

from fourthseat.engine.core.files import FileError

try:
    import fcntl
except ImportError:  # pragma: no cover - a system without such locks: its user has to see to it
    fcntl = None  # type: ignore[assignment]

__all__ = ["FileInUseError", "lock"]

BUSY = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK})
"""What the system says where somebody else holds the lock. Everything else says that there is no lock to be had."""


class FileInUseError(FileError):
    """Another process, or another part of this one, is writing the file."""


def lock(file: IO[Any], path: Path, advice: str = "let it end, or stop it first") -> None:
    """Take *file*, open at *path*, for this open file alone until it is closed; never waits.

    Raises :exc:`FileInUseError` with *advice* if somebody else has it, and :exc:`FileError` where the file system has no lock
    service: then nobody can know whether another process writes the file.
    """
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as reason:
        if reason.errno in BUSY:
            raise FileInUseError(f"{path}: another process is writing it; {advice}") from None
        raise FileError(
            f"{path}: the file system offers no locks ({reason.strerror or reason}), so that two programs could write "
            "into it at once; keep it on a local disk, or have the lock service of the network share started"
        ) from None
