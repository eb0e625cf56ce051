"""Files that are there whole or not at all, and folders to put them in.

A file is written beside its place under a name of its own (``.NAME.tmp``), forced to the disk and only then renamed: a
reader, a crash or a full disk never meets half of it. Whatever the file system refuses is one :exc:`FileError` with the
path and the system's reason.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from select import select
from typing import BinaryIO

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.shown import quoted

__all__ = [
    "FileError",
    "FileTakenError",
    "file_error",
    "made_or_nothing",
    "make_folder",
    "open_atomic",
    "private_opener",
    "read_file",
    "refuse_existing",
    "write_all_new",
    "write_atomic",
    "write_new",
]


PATIENCE_SECONDS = 10
"""How long a pipe that is given as a file may stay silent."""


class FileError(FourthSeatError):
    """A file or a folder cannot be made or written."""


class FileTakenError(FileError):
    """A file is there already, and may have been finished by a person."""


def file_error(path: Path, reason: OSError | ValueError) -> FileError:
    """The error for *path*: what the file system said about it, or Python about a name no file can have."""
    if isinstance(reason, OSError):
        return FileError(f"{path}: {reason.strerror or reason}")
    return FileError(f"{quoted(str(path))}: no file can have this name")


def make_folder(folder: Path, *, private: bool = False) -> None:
    """Make *folder* and what lies above it, unless it is there; :exc:`FileError` if something else bears its name.

    A *private* one, once it is made here, may be looked into by its owner alone; one that was there is left as it is.
    """
    try:  # parents=True makes the parents as everybody's, the folder itself with the mode
        folder.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
    except (OSError, ValueError) as reason:
        raise file_error(folder, reason) from None


@contextmanager
def made_or_nothing(folder: Path, *, private: bool = False) -> Iterator[None]:
    """A block that fills *folder*, made as by :func:`make_folder`; if it raises, or is stopped, what was made is gone again.

    What somebody has put there meanwhile stays, and the folder with it.
    """
    made = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
    make_folder(folder, private=private)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for place in made:
                place.rmdir()
        raise


def read_file(path: Path, most: int) -> bytes:
    """What stands in *path*, which is to be a file of at most *most* bytes that a person wrote.

    A pipe is read while something comes through it. :exc:`FileError` for a folder, a device, a pipe that stays silent, for
    what is longer and for what may not be read: nothing is read for ever and nothing is waited for in vain.
    """
    try:
        with open(path, "rb", buffering=0, opener=_without_waiting) as file:
            mode = os.fstat(file.fileno()).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
                raise FileError(f"{path}: is a device, where a file is wanted")
            content = _piped(file, path, most) if stat.S_ISFIFO(mode) else _filled(file, most)
    except IsADirectoryError:
        raise FileError(f"{path}: is a folder, where a file is wanted") from None
    except FileNotFoundError:
        raise FileError(f"{path}: no such file") from None
    except PermissionError as reason:
        raise FileError(f"{path}: may not be read ({reason.strerror})") from None
    except (OSError, ValueError) as reason:
        if isinstance(reason, FileError):
            raise
        raise file_error(path, reason) from None
    if len(content) > most:
        raise FileError(f"{path}: is longer than {most / 1e6:.0f} MB; is it the right file?")
    return content


def _without_waiting(path: str, flags: int) -> int:
    """Open for :func:`read_file`: a pipe that nobody writes to is opened too, instead of waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _filled(file: FileIO, most: int) -> bytes:
    """What *file* holds, and one byte more than *most* if it is longer."""
    blocks, left = [], most + 1
    while left > 0 and (block := file.read(left)):
        blocks.append(block)
        left -= len(block)
    return b"".join(blocks)


def _piped(file: FileIO, path: Path, most: int) -> bytes:
    """The same of a pipe, up to its end."""
    blocks, left = [], most + 1
    while left > 0:
        if not select([file], [], [], PATIENCE_SECONDS)[0]:
            raise FileError(f"{path}: is a pipe, and nothing has come through it for {PATIENCE_SECONDS} seconds")
        block = file.read(min(left, 65536))
        if block is None:  # another process was quicker
            continue
        if not block:
            break
        blocks.append(block)
        left -= len(block)
    return b"".join(blocks)


@contextmanager
def open_atomic(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A file to write bytes to, which takes the place of *path* when the block ends without an exception.

    A *private* one may be read by its owner alone.

    If the block raises, *path* is as it was and nothing is left beside it. Errors of the file system, those of the block
    included, leave as :exc:`FileError`.
    """
    unfinished = path.with_name(f".{path.name}.tmp")
    _check_name(path)
    try:
        with open(unfinished, "wb", opener=private_opener if private else None) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as reason:
        raise file_error(path, reason) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _check_name(path: Path) -> None:
    """:exc:`FileError` for a name that no file can have: with a NUL, or half of a pair of characters, in it."""
    try:
        if "\0" in os.fsdecode(os.fsencode(path)):
            raise ValueError("a NUL")
    except ValueError as reason:
        raise file_error(path, reason) from None


def private_opener(path: str, flags: int) -> int:
    """Open for the owner alone, as :func:`open` wants its opener."""
    return os.open(path, flags, 0o600)


def write_atomic(path: Path, content: bytes | str, *, private: bool = False) -> None:
    """Write *content* (text as UTF-8) to *path*, in place of what may be there; :exc:`FileError` if it cannot be."""
    with open_atomic(path, private=private) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def write_new(path: Path, content: bytes | str, *, private: bool = False) -> None:
    """As :func:`write_atomic`, but :exc:`FileError` if *path* is there already: nothing is overwritten."""
    write_all_new({path: content}, private=private)


def write_all_new(files: Mapping[Path, bytes | str], *, private: bool = False) -> None:
    """Write every one of *files*, or none: :exc:`FileError` before the first is written if one of them is there already.

    What is there may have been finished by a person.
    """
    refuse_existing(files)
    for path, content in files.items():
        write_atomic(path, content, private=private)


def refuse_existing(paths: Iterable[Path]) -> None:
    """:exc:`FileTakenError` if one of *paths* is there already: it may have been finished by a person."""
    for path in paths:
        if os.path.lexists(path):
            raise FileTakenError(f"{path}: already exists and is never written over; give another name or place")
