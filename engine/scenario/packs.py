"""A pack: a scenario with its pictures, documents and events list, in a folder or a .zip; what of it is read, and what is refused.

A file in a .zip is named by the path of the .zip and its own: ``exercise.zip/scenario.toml``. Nothing of a .zip is ever unpacked onto
the disk; each file is read as it is needed, up to a bound.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import FileError, read_file
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated

__all__ = ["MAIN_FILE", "MOST_BYTES", "digest_of", "files_in", "in_zip", "is_there", "main_file", "read_member"]

MAIN_FILE = "scenario.toml"
"""What the scenario's own file is called in every pack."""
MOST_BYTES = 10_000_000
"""Largest file of a pack: a photograph or a printed document has a few millions."""
MOST_IN_ALL = 60_000_000
"""Largest pack, unpacked."""
MOST_FILES = 400
"""Files in a pack."""
MOST_TIMES = 200
"""How many times smaller than its contents a file in a .zip may be, beyond a megabyte: text is ten times smaller, a bomb a thousand."""
HIDDEN = (".", "__MACOSX", "Thumbs.db", "desktop.ini")
"""Beginnings of names that systems leave in folders."""


def main_file(path: Path) -> Path:
    """The scenario's own file of the pack at *path*; *path* itself if it is no pack. :exc:`FileError` for a folder that is none."""
    if path.is_dir():
        if not (path / MAIN_FILE).exists():
            raise FileError(f"{path}: is a folder without {MAIN_FILE}, so it is no pack; name a scenario's file")
        return path / MAIN_FILE
    if path.suffix.lower() == ".zip" and path.is_file():
        return path / (_top(path) + MAIN_FILE)
    return path


def in_zip(path: Path) -> tuple[Path, str] | None:
    """The .zip that *path* leads into, and the name inside; None for a path on the disk."""
    for above in path.parents:
        if above.suffix.lower() == ".zip" and above.is_file():
            return above, path.relative_to(above).as_posix()
    return None


def is_there(path: Path) -> bool:
    """Whether there is a file at *path*, on the disk or in a .zip."""
    inside = in_zip(path)
    if inside is None:
        return os.path.isfile(path)
    return any(info.filename == inside[1] for info in _members(inside[0]))


def read_member(path: Path, most: int = MOST_BYTES) -> bytes:
    """What stands in *path*, on the disk or in a .zip; :exc:`FileError` or :exc:`ScenarioError` says why it cannot be read."""
    inside = in_zip(path)
    if inside is None:
        return read_file(path, most)
    archive, name = inside
    found = next((info for info in _members(archive) if info.filename == name), None)
    if found is None:
        raise FileError(f"{path}: No such file in the .zip")
    if found.file_size > most:
        raise FileError(f"{path}: has {found.file_size:,} bytes; {most:,} at most are read")
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(found) as member:
            content = member.read(most + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as wrong:
        raise ScenarioError(f"{path}: cannot be read in the .zip: {wrong}; pack it again, without a password") from None
    if len(content) > most:
        raise FileError(f"{path}: has more than {most:,} bytes")
    return content


def files_in(root: Path) -> tuple[str, ...]:
    """Every file of the pack with the folder or .zip *root*, by its path inside, in order; those of the system left out."""
    inside = in_zip(root / MAIN_FILE)
    if inside is not None:
        front = inside[1].removesuffix(MAIN_FILE)
        names = [info.filename.removeprefix(front) for info in _members(inside[0]) if not info.is_dir()]
    else:
        names = [path.relative_to(root).as_posix() for path in _walked(root)]
        if len(names) > MOST_FILES:
            raise ScenarioError(f"{root}: holds more than {MOST_FILES} files; a pack has those of one scenario alone")
    return tuple(
        sorted(name for name in names if not any(part.startswith(HIDDEN) for part in PurePosixPath(name).parts))
    )


def _walked(root: Path) -> Iterator[Path]:
    """Files below *root*, some more than a pack may have at most; links are not followed."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(HIDDEN))
        for name in sorted(names):
            yield Path(folder, name)
            count += 1
            if count > MOST_FILES:
                return


def digest_of(content: bytes) -> str:
    """What a file is known by in a log."""
    return blake2b(content, digest_size=16).hexdigest()


def _top(archive: Path) -> str:
    """The one folder in which everything in *archive* lies, with its slash; empty if the scenario lies at the top."""
    names = [info.filename for info in _members(archive) if not info.filename.startswith(HIDDEN)]
    if MAIN_FILE in names:
        return ""
    tops = {name.partition("/")[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 else ""


def _members(archive: Path) -> list[zipfile.ZipInfo]:
    """What is in *archive*; :exc:`ScenarioError` for one that is no .zip, is absurd, or would reach outside itself."""
    try:
        with zipfile.ZipFile(archive) as opened:
            found = opened.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as wrong:
        raise ScenarioError(f"{archive}: is no .zip that can be read: {wrong}") from None
    if len(found) > MOST_FILES:
        raise ScenarioError(f"{archive}: holds {len(found)} files; a pack has {MOST_FILES} at most")
    total = 0
    for info in found:
        name = abbreviated(info.filename, MOST_OF_A_VALUE)
        parts = PurePosixPath(info.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in info.filename or "\\" in info.filename:
            raise ScenarioError(f"{archive}: {name!r} would lie outside the pack; pack it again with paths inside it")
        if info.external_attr >> 28 == 0xA:  # a symbolic link of Unix
            raise ScenarioError(f"{archive}: {name!r} is a link; pack the file itself")
        total += info.file_size
        if info.file_size > MOST_BYTES:
            raise ScenarioError(
                f"{archive}: {name!r} has {info.file_size:,} bytes; a file of a pack has {MOST_BYTES:,} at most"
            )
        if info.file_size > 1_000_000 and info.file_size > MOST_TIMES * max(1, info.compress_size):
            raise ScenarioError(
                f"{archive}: {name!r} is packed more tightly than any picture or text is; nothing of it is read"
            )
    if total > MOST_IN_ALL:
        raise ScenarioError(f"{archive}: holds {total:,} bytes; a pack has {MOST_IN_ALL:,} at most")
    return found
