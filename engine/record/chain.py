"""JSON lines whose hashes are chained: how a game's log and an exercise's journal stand on disk.

Each line is written in one canonical way and ends with a hash of itself and of the line before. The chain catches
accident and casual editing; it is not a signature.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, TypeVar

from fourthseat.engine.core.errors import LogError, nearest

__all__ = ["as_written", "chained", "check_canonical", "parsed", "short"]

T = TypeVar("T")

_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def chained(body: Mapping[str, Any], before: str) -> tuple[str, str]:
    """The canonical line of *body* after hash *before*, and its own hash."""
    text = _CANONICAL.encode(body)
    digest = blake2b(before.encode() + text.encode(), digest_size=16).hexdigest()
    return f'{text[:-1]},"hash":"{digest}"}}\n', digest


def as_written(
    row: bytes, before: str, read: Callable[[str, bytes], T | None], body: Callable[[T], Mapping[str, Any]]
) -> tuple[T, str] | None:
    """What is in *row* and its hash, if the row is to the last byte what a writer would have put after hash *before*.

    *read* makes it of the kind that the row names in its first field and of the row, None for a kind that it does not know, and
    *body* is what is written of it. None for anything else: what is wrong with it is found out line by line, field by field,
    which takes five times as long.
    """
    start = b'{"kind":"'
    if not row.startswith(start):
        return None
    try:
        found = read(row[len(start) : row.find(b'"', len(start))].decode("ascii", "replace"), row)
        if found is None:
            return None
        text, digest = chained(body(found), before)
    except ValueError:
        return None
    return (found, digest) if text.encode() == row + b"\n" else None


def parsed(row: bytes, where: str) -> dict[str, Any]:
    """The JSON object in *row*; :exc:`LogError` beginning with *where* if it holds none."""
    try:
        body = json.loads(row.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise LogError(f"{where}: holds half a character") from None
    except UnicodeDecodeError:
        raise LogError(f"{where}: not text: is it a Fourth Seat log?") from None
    except json.JSONDecodeError as wrong:
        raise LogError(f"{where}: not JSON ({wrong.msg} at column {wrong.colno})") from None
    except RecursionError:
        raise LogError(f"{where}: nested too deeply for a log line") from None
    except ValueError as wrong:
        raise LogError(f"{where}: not JSON ({str(wrong)[:80]})") from None
    if not isinstance(body, dict):
        raise LogError(f"{where}: not a log line but a {type(body).__name__}")
    return body


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number of JSON")


def check_canonical(found: Mapping[str, Any], canonical: Mapping[str, Any], where: str) -> None:
    """Refuse what this engine would have written otherwise: ``"1"`` or ``1.0`` for ``1``, a field nobody knows.

    Raises :exc:`LogError` beginning with *where* and the innermost field in which the two differ.
    """
    if json.dumps(found) == json.dumps(canonical):
        return
    for key in (*found, *canonical):
        if key not in canonical:
            raise LogError(f"{where}.{_field(key)}: unknown field; {nearest(key, canonical)}")
        if key not in found:
            raise LogError(f"{where}.{key}: missing")
        if json.dumps(found[key]) != json.dumps(canonical[key]):  # only then is it worth while to look where
            _check_value(found[key], canonical[key], f"{where}.{key}")


def _check_value(found: Any, canonical: Any, where: str) -> None:
    """As :func:`check_canonical`, of one value."""
    if isinstance(found, dict) and isinstance(canonical, dict):
        check_canonical(found, canonical, where)
        if list(found) != list(canonical):
            raise LogError(f"{where}: its fields stand in another order than this engine writes them in")
    elif isinstance(found, list) and isinstance(canonical, list) and len(found) == len(canonical):
        for place, (one, other) in enumerate(zip(found, canonical, strict=True)):
            _check_value(one, other, f"{where}[{place}]")
    elif json.dumps(found) != json.dumps(canonical):
        raise LogError(f"{where} = {short(found)} is not as this engine writes it: {short(canonical)}")


def _field(key: str) -> str:
    """A field's name as a message shows it: nothing in it is obeyed by a terminal, and it is short."""
    return key if key.isidentifier() and len(key) <= 40 else short(key)


def short(value: Any) -> str:
    """*value* as a message shows it, cut at 120 characters."""
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "…"
