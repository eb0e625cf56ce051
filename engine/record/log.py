"""The log: a self-contained header, one JSON line an entry, each line's hash chained to the one before.

The chain catches accident and casual editing: any changed character breaks it. It is not a signature:
someone who recomputes every hash is caught by :mod:`fourthseat.engine.record.replay` only where a rerun disagrees. Wall-clock
times are never in the log, so a resumed game ends with the same bytes as an uninterrupted one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from io import BufferedRandom, BufferedWriter
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fourthseat.engine.core.entries import KINDS, Decided, Ended, Entry, Ruled
from fourthseat.engine.core.errors import LogError, nearest
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["FORMAT", "EventLog", "Header", "Writer", "lines", "read"]

FORMAT = 2
"""Version of the log format. A reader refuses a newer one and migrates an older one."""


@dataclass(frozen=True, slots=True)
class Header:
    """All three ways the world enters a game, minus the decisions: scenario, coalition, seed; and who sat where."""

    scenario: Scenario
    coalition: str
    seed: int
    cast: Mapping[str, str] = field(default_factory=dict)
    engine: str = ""
    parent: Mapping[str, Any] = field(default_factory=dict)
    """Of a fork: the parent's last hash before the fork, and the turn."""


@dataclass(frozen=True, slots=True)
class EventLog:
    """A header and its entries."""

    header: Header
    entries: tuple[Entry, ...]
    torn: bool = False
    """The last line was cut and has been left out."""
    good_bytes: int = 0
    """Length of the file up to the last whole line."""
    broken: tuple[int, str] | None = None
    """First line whose hash does not follow, and why; only when read unchecked."""
    last_hash: str = ""

    @property
    def finished(self) -> bool:
        """Whether ENDEX is in it."""
        return bool(self.entries) and isinstance(self.entries[-1], Ended)


# ---------------------------------------------------------------- writing


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _header_body(header: Header) -> dict[str, Any]:
    return {
        "fourthseat": FORMAT,
        "engine": header.engine,
        "coalition": header.coalition,
        "seed": header.seed,
        "cast": dict(header.cast),
        "parent": dict(header.parent),
        "scenario": header.scenario.model_dump(mode="json", by_alias=True),
    }


def _entry_body(entry: Entry) -> dict[str, Any]:
    kind = type(entry)
    return {"kind": kind.__name__, **_adapter(kind).dump_python(entry, mode="json")}


def _line(body: Mapping[str, Any], before: str) -> tuple[str, str]:
    """The canonical line of *body* after hash *before*, and its own hash."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    digest = blake2b(before.encode() + text.encode(), digest_size=16).hexdigest()
    return f'{text[:-1]},"hash":"{digest}"}}\n', digest


def lines(log: EventLog) -> Iterator[str]:
    """The log as it stands in a file, line by line."""
    text, digest = _line(_header_body(log.header), "")
    yield text
    for entry in log.entries:
        text, digest = _line(_entry_body(entry), digest)
        yield text


class Writer:
    """Appends entries to a file as they are written; a decision or a ruling is on disk before the game goes on."""

    def __init__(self, path: Path, header: Header) -> None:
        """Start a new log; :exc:`LogError` if *path* exists (a log is never overwritten) or cannot be made."""
        try:
            self._file: BufferedWriter | BufferedRandom = path.open("xb")
        except FileExistsError:
            raise LogError(f"{path}: already exists; give another name, or continue it with --resume") from None
        except OSError as wrong:
            raise LogError(f"{path}: {wrong.strerror}") from None
        self._skip, self._hash = 0, ""
        self._append(_header_body(header), sync=True)

    @classmethod
    def resume(cls, path: Path, log: EventLog) -> Writer:
        """Go on after the last whole line of *path*; the first ``len(log.entries)`` entries are already there."""
        self = cls.__new__(cls)
        self._file = path.open("r+b")
        self._file.truncate(log.good_bytes)
        self._file.seek(0, os.SEEK_END)
        self._skip, self._hash = len(log.entries), log.last_hash
        return self

    def __call__(self, entry: Entry) -> None:
        """Append *entry*."""
        if self._skip:
            self._skip -= 1
        else:
            self._append(_entry_body(entry), sync=isinstance(entry, Decided | Ruled | Ended))

    def _append(self, body: Mapping[str, Any], *, sync: bool) -> None:
        text, self._hash = _line(body, self._hash)
        try:
            self._file.write(text.encode())
            self._file.flush()
            if sync:
                os.fsync(self._file.fileno())
        except OSError as wrong:
            raise LogError(f"{self._file.name}: {wrong.strerror}; what was written before stands") from None

    def close(self) -> None:
        """Close the file."""
        self._file.close()


# ---------------------------------------------------------------- reading


def read(path: Path, *, checked: bool = True) -> EventLog:
    """The log in *path*.

    A torn last line is left out and reported. Raises :exc:`LogError` naming the line for anything else that
    is not a log of a known format; with *checked*, for a broken hash chain too.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise LogError(f"{path}: no such file") from None
    except OSError as wrong:
        raise LogError(f"{path}: {wrong.strerror}") from None
    return parse_log(data, str(path), checked=checked)


def parse_log(data: bytes, where: str, *, checked: bool = True) -> EventLog:
    """The log in *data*; *where* names it in messages."""
    if not data.strip():
        raise LogError(f"{where}: is empty")
    good = data.rfind(b"\n") + 1
    torn = good < len(data)
    bodies: list[dict[str, Any]] = []
    broken: tuple[int, str] | None = None
    digest = ""
    rows = data[:good].split(b"\n")[:-1]
    if not rows:
        raise LogError(f"{where}: line 1: the header was cut; nothing of the game was recorded")
    for number, row in enumerate(rows, 1):
        body = _parsed(row, f"{where}: line {number}")
        if number == 1:
            _check_version(body, f"{where}: line 1")
        stated = body.pop("hash", None)
        text, digest = _line(body, digest)
        if broken is None and text.encode() != row + b"\n":
            broken = (number, f"hash {stated!r} does not follow from what stands there")
            if checked:
                raise LogError(
                    f"{where}: line {number}: {broken[1]}; the log has been changed (replay --verify says more)"
                )
        bodies.append(body)
    bodies = list(_migrated(bodies))
    header = _header(bodies[0], where)
    entries = tuple(_entry(body, f"{where}: line {number}") for number, body in enumerate(bodies[1:], 2))
    return EventLog(header, entries, torn, good, broken, digest)


def _parsed(row: bytes, where: str) -> dict[str, Any]:
    try:
        body = json.loads(row.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(body, ensure_ascii=False).encode()
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


def _check_version(body: Mapping[str, Any], where: str) -> None:
    version = body.get("fourthseat")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise LogError(f"{where}: not a Fourth Seat log (no format version)")
    if version > FORMAT:
        raise LogError(f"{where}: format {version} is newer than this engine reads ({FORMAT}); use a newer fourthseat")


def _header(body: Mapping[str, Any], where: str) -> Header:
    try:
        scenario = parse(body["scenario"], f"{where}: line 1: scenario")
        header = Header(scenario, body["coalition"], body["seed"], body["cast"], body["engine"], body["parent"])
    except KeyError as missing:
        raise LogError(f"{where}: line 1: no {missing} in the header") from None
    except ValueError as wrong:
        raise LogError(str(wrong)) from None
    if not isinstance(header.seed, int) or isinstance(header.seed, bool) or not 0 <= header.seed < 2**128:
        raise LogError(f"{where}: line 1: seed = {header.seed!r} is not a whole number of at most 128 bits")
    if not isinstance(header.coalition, str) or header.coalition not in scenario.coalition_by_id:
        raise LogError(f"{where}: line 1: no coalition {header.coalition!r} in the scenario")
    if not isinstance(header.engine, str):
        raise LogError(f"{where}: line 1: engine = {header.engine!r} is not text")
    if not isinstance(header.parent, dict):
        raise LogError(f"{where}: line 1: parent = {header.parent!r} is not a table")
    if not isinstance(header.cast, dict) or not all(isinstance(who, str) for who in header.cast.values()):
        raise LogError(f"{where}: line 1: cast = {header.cast!r} is not a table of seats and players")
    strangers = set(header.cast) - {*scenario.players, CONTROL}
    if strangers:
        raise LogError(f"{where}: line 1: cast: no seat {min(strangers)!r} in the scenario")
    _same(body, _header_body(header), f"{where}: line 1: header")
    return header


def _entry(body: Mapping[str, Any], where: str) -> Entry:
    kind = KINDS.get(str(body.get("kind")))
    if kind is None:
        raise LogError(f"{where}: unknown kind {body.get('kind')!r}")
    try:
        entry: Entry = _adapter(kind).validate_python({key: value for key, value in body.items() if key != "kind"})
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise LogError(f"{where}: {kind.__name__}.{key}: {first['msg']} ({first['input']!r})") from None
    _same(body, _entry_body(entry), f"{where}: {kind.__name__}")
    return entry


def _same(found: Mapping[str, Any], canonical: Mapping[str, Any], where: str) -> None:
    """Refuse what this engine would have written otherwise: ``"1"`` or ``1.0`` for ``1``, a field nobody knows."""
    for key in (*found, *canonical):
        if key not in canonical:
            raise LogError(f"{where}.{key}: unknown field; {nearest(key, canonical)}")
        if key not in found:
            raise LogError(f"{where}.{key}: missing")
        if json.dumps(found[key]) != json.dumps(canonical[key]):
            raise LogError(f"{where}.{key} = {found[key]!r} is not as this engine writes it: {canonical[key]!r}")


# ---------------------------------------------------------------- migrations


def _migrate_1(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """1 → 2: ``variant`` became ``coalition``; a log names its parent; ``Chosen`` records the strength it faced."""
    head = dict(bodies[0])
    head["coalition"] = head.pop("variant")
    head |= {"fourthseat": 2, "parent": {}}
    rest = [
        body | {"strength": 0.0} if body.get("kind") == "Chosen" and "strength" not in body else body
        for body in bodies[1:]
    ]
    return [head, *rest]


MIGRATIONS: dict[int, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] = {1: _migrate_1}
"""By the version they start from; each lifts a log by one."""


def _migrated(bodies: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    bodies = list(bodies)
    while bodies[0]["fourthseat"] < FORMAT:
        bodies = MIGRATIONS[bodies[0]["fourthseat"]](bodies)
    return bodies


def with_entries(log: EventLog, entries: Iterable[Entry]) -> EventLog:
    """*log* with other entries, as if just written."""
    return replace(log, entries=tuple(entries), torn=False, broken=None)
