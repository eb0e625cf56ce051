"""The safe fixes: keys that mean nothing become comments or go, and it is proved that nothing else of the file has changed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import FileTakenError, read_file, write_atomic, write_new
from fourthseat.engine.scenario.findings import Finding
from fourthseat.engine.scenario.positions import Span

__all__ = ["fix", "put_in_place", "without"]

KEPT = ".before-fix"
"""Added to the name of a file under which it is kept as it was."""
MOST_BYTES = 4_000_000
_MARK = b"\xef\xbb\xbf"
"""What some editors put before a text in UTF-8."""


def fix(path: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Take out of *path* what *findings* say may go; those that were mended. The file as it was is kept beside it.

    Raises :exc:`FourthSeatError` if either file cannot be written, and then has changed neither.
    """
    mended = tuple(one for one in findings if one.remove and one.place.file == path)
    if not mended:
        return ()
    content = read_file(path, MOST_BYTES)
    mark = _MARK if content.startswith(_MARK) else b""
    old = content[len(mark) :]
    new = without(old, [span for one in mended for span in one.remove])
    if not _only_less(tomllib.loads(old.decode()), tomllib.loads(new.decode())):
        raise ScenarioError(f"{path}: cannot be mended without changing what it says; nothing was written")
    put_in_place(path, content, mark + new, KEPT)
    return mended


def put_in_place(path: Path, old: bytes, new: bytes, ending: str) -> None:
    """Write *new* over the file *path*, which a link may lead to, and keep *old* beside it under its name with *ending*.

    :exc:`FourthSeatError` if either cannot be written: then neither is.
    """
    place = path.resolve()
    kept = place.with_name(place.name + ending)
    try:
        write_new(kept, old)
    except FileTakenError:
        raise FileTakenError(f"{kept}: is there already, kept from before; move it away, and try again") from None
    write_atomic(place, new)


def without(text: bytes, spans: Sequence[Span]) -> bytes:
    """*text* without the pairs at *spans*: a line of its own becomes a comment, what stands inside braces goes with its comma."""
    for span in sorted(spans, key=lambda one: one.start, reverse=True):
        start, end = span.start, span.end
        first = text.rfind(b"\n", 0, start) + 1
        last = text.find(b"\n", end)
        last = len(text) if last < 0 else last + 1
        behind = text[end:last].strip()
        if not text[first:start].strip() and (not behind or behind.startswith(b"#")):
            if b"\n" not in text[start:end]:  # the author's words stay readable
                text = text[:start] + b"# " + text[start:]
                continue
            start, end = first, last
        else:
            start, end = _with_comma(text, start, end)
        text = text[:start] + text[end:]
    return text


def _with_comma(text: bytes, start: int, end: int) -> tuple[int, int]:
    """The stretch that goes with a pair inside braces: the comma behind it with its blanks, or the one before."""
    behind = end
    while text[behind : behind + 1].isspace():
        behind += 1
    if text[behind : behind + 1] == b",":
        behind += 1
        while text[behind : behind + 1] in (b" ", b"\t"):
            behind += 1
        return start, behind
    before = len(text[:start].rstrip())
    return (before - 1, end) if text[before - 1 : before] == b"," else (start, end)


def _only_less(old: Any, new: Any) -> bool:
    """Whether *new* is *old* but for keys that are gone."""
    if isinstance(old, dict) and isinstance(new, dict):
        return new.keys() <= old.keys() and all(_only_less(old[key], new[key]) for key in new)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_only_less, old, new))
    return bool(old == new)
