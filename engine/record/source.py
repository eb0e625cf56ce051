"""The bytes of a log as they lie on disk, and what editors, mail and version control made of its lines undone.

What a log says is proved by its hash chain, line by line; how its lines end, and which mark stands before the first, is
nobody's word. So a log whose lines were only wrapped otherwise is read like any other, and says what was changed.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fourthseat.engine.core.errors import LogError

__all__ = ["MOST_BYTES", "Rewrapping", "Unwrapped", "file_bytes", "kind_of", "unwrapped"]

MOST_BYTES = 512 * 1024 * 1024
"""Longest log that is read. The longest exercise tried, with thousands of messages, is a hundredth of it."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind_of(mode: int) -> str:
    """What is no file, by its *mode*: a folder, a pipe, a device; empty for a file."""
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), "")


def file_bytes(path: Path) -> bytes:
    """What stands in the file *path*; :exc:`LogError` for what is no file, is too long or cannot be read.

    A pipe or a device is not waited for.
    """
    try:
        found = path.stat()
        if kind := kind_of(found.st_mode):
            raise LogError(f"{path}: is {kind}; a log is a file{_hint(path) if stat.S_ISDIR(found.st_mode) else ''}")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise LogError(f"{path}: no such file") from None
    except OSError as reason:
        raise LogError(f"{path}: {reason.strerror or reason}") from None
    if len(data) > MOST_BYTES:
        raise LogError(f"{path}: is longer than {MOST_BYTES // 1024**2} MB; is it a Fourth Seat log?")
    return data


def _hint(folder: Path) -> str:
    """What of a *folder* to name instead: its log, or the exercises of the groups that are kept in it."""
    if (folder / "main.jsonl").is_file():
        return f": its log is {folder / 'main.jsonl'}"
    if (folder / "study.json").is_file():
        return f'; this one holds a study, of which one game is shown: "{folder}#0:VARIANT:RULE:provoked"'
    inside = sorted(str(one.parent) for one in folder.glob("*/main.jsonl"))
    return (
        f": it holds the exercises {', '.join(inside)}; name one of them"
        if inside
        else ", and an exercise's folder holds a main.jsonl"
    )


class Rewrapping(StrEnum):
    """What was done to the lines of a log without touching what they say, in words."""

    UTF_16 = "it was saved as UTF-16"
    MARK = "a byte-order mark was put before its first line"
    LINE_ENDS = "its line ends were changed to CRLF or CR"
    BLANK_LINES = "blank lines were put in"
    SPACES = "spaces were put behind its lines"
    NO_LAST_END = "the end of its last line is missing"


_BEHIND = rb"(?:(?<=[}\n])|\A)[ \t]+(?=\n|\Z)"
"""Blanks behind a whole line or alone on one; not those in a last line that was cut behind a word."""


_UTF_16_STARTS = ("\ufeff{".encode("utf-16-le"), "\ufeff{".encode("utf-16-be"))
"""How a log begins that was saved as UTF-16: with its mark, and the brace of its first line."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The lines of a log as they were written."""

    data: bytes
    rewrapped: tuple[Rewrapping, ...] = ()


def unwrapped(data: bytes, where: str) -> Unwrapped:
    """*data* with the line ends, marks and blanks undone that were put in on its way; *where* names it in messages.

    A last line without its end stays so. Raises :exc:`LogError` for UTF-16 that was cut.
    """
    done = []
    if data.startswith(_UTF_16_STARTS):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            raise LogError(f"{where}: is UTF-16 text that was cut or changed; save it as UTF-8 from a copy") from None
        done.append(Rewrapping.UTF_16)
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        done.append(Rewrapping.MARK)
    if b"\r" in data:  # a line of JSON holds none: there it is written \r
        data = re.sub(rb"\r+\n|\r", b"\n", data)
        done.append(Rewrapping.LINE_ENDS)
    if (b" \n" in data or b"\t\n" in data or data[-1:] in (b" ", b"\t")) and re.search(_BEHIND, data):
        data = re.sub(_BEHIND, b"", data)
        done.append(Rewrapping.SPACES)
    if data.startswith(b"\n") or b"\n\n" in data:
        data = re.sub(rb"\n+", b"\n", data).lstrip(b"\n")
        done.append(Rewrapping.BLANK_LINES)
    return Unwrapped(data, tuple(done))
