"""The log: a self-contained header, one JSON line an entry, each line's hash chained to the one before.

The chain catches accident and casual editing: any changed character breaks it. It is not a signature:
someone who recomputes every hash is caught by :mod:`fourthseat.engine.record.replay` only where a rerun disagrees. Wall-clock
times are never in the log, so a resumed game ends with the same bytes as an uninterrupted one.

At ENDEX the header is sealed: the number of entries and the last hash are written into a place it keeps for them. A log
whose seal speaks of more entries than stand below it has lost its tail; without a seal a log is unfinished.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from fourthseat.engine.core.entries import KINDS, Decided, Ended, Entry, Ruled
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.files import FileError, write_atomic, write_new
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.record.chain import chained, check_canonical, parsed
from fourthseat.engine.record.migrations import migrated_entries, migrated_header
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["FORMAT", "EventLog", "Header", "Seal", "Writer", "lines", "parse_log", "read"]

FORMAT = 3
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


class Seal(NamedTuple):
    """A finished log's own word on how it ends."""

    entries: int
    last_hash: str

    def __str__(self) -> str:
        """As it stands in the header: always :data:`SEAL_WIDTH` characters."""
        return f"{self.entries:010d}:{self.last_hash}"


SEAL_WIDTH = 43
UNSEALED = "-" * SEAL_WIDTH
"""What stands in the place of the seal until ENDEX."""


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
    format: int = FORMAT
    """Of the file it was read from."""
    seal: Seal | None = None
    """What the header says of a finished log; None while it is unfinished, and in logs of formats 1 and 2."""

    @property
    def finished(self) -> bool:
        """Whether ENDEX is in it."""
        return any(isinstance(entry, Ended) for entry in reversed(self.entries))

    @property
    def cut(self) -> str | None:
        """What the seal says that does not stand in the file, in words; None if nothing is missing."""
        if self.seal is None or self.seal == Seal(len(self.entries), self.last_hash):
            return None
        return (
            f"was sealed at ENDEX with {self.seal.entries} entries, and {len(self.entries)} stand here; "
            "its tail has been cut or changed"
        )


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


def _header_line(body: Mapping[str, Any], seal: str) -> tuple[str, str]:
    """The header's line with its *seal*, and its hash, which does not depend on the seal."""
    text, digest = chained(body, "")
    return f'{text[:-2]},"seal":"{seal}"}}\n', digest


def lines(log: EventLog) -> Iterator[str]:
    """The log as it stands in a file, line by line."""
    text, digest = _header_line(_header_body(log.header), UNSEALED)
    below = []
    for entry in log.entries:
        line, digest = chained(_entry_body(entry), digest)
        below.append(line)
    yield text.replace(UNSEALED, str(Seal(len(log.entries), digest))) if log.finished else text
    yield from below


class Writer:
    """Appends entries to a file as they are written; a decision or a ruling is on disk before the game goes on.

    What the disk refuses leaves nothing of itself in the file, which has no buffer: the writer stands where it stood, and
    the same may be tried again when there is room.
    """

    def __init__(self, path: Path, header: Header, *, private: bool = False) -> None:
        """Start a new log, which with *private* its owner alone may read.

        Raises :exc:`LogError` if *path* exists (a log is never overwritten) or cannot be made; then no file is left there.
        """
        self.path = path
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
        except FileExistsError:
            raise LogError(f"{path}: already exists; give another name, or continue it with --resume") from None
        except OSError as wrong:
            raise LogError(f"{path}: {wrong.strerror}") from None
        self._file: FileIO | None = os.fdopen(handle, "wb", buffering=0)
        self._log: EventLog | None = None
        self._skip, self._count, self._ended, self._end = 0, 0, False, 0
        self._held: list[str] | None = None
        self._seal = UNSEALED
        text, self._hash = _header_line(_header_body(header), UNSEALED)
        self._header_bytes = len(text.encode())
        try:
            self._put(text, sync=True)
        except LogError:
            self._file.close()
            with suppress(OSError):
                path.unlink()  # nothing stands in it, and it would be in the way when the same is tried again
            raise

    @classmethod
    def resume(cls, path: Path, log: EventLog) -> Writer:
        """Go on after the last whole line of *path*; the first ``len(log.entries)`` entries are already there.

        The file is touched when the first new entry comes, and not before: a log that is only looked at stays as it is.
        Then a torn last line is cut off; and a log of an older format is lifted first, for no file may hold two: what it
        was stays beside it, with its format behind its name.
        """
        self = cls.__new__(cls)
        self.path, self._file, self._log, self._held = path, None, log, None
        self._skip, self._count, self._hash = len(log.entries), len(log.entries), log.last_hash
        self._ended, self._end = log.finished, log.good_bytes
        return self

    def __call__(self, entry: Entry) -> None:
        """Append *entry*; :exc:`LogError` if it cannot be put on disk."""
        if self._skip:
            self._skip -= 1
            return
        if self._log is not None:
            self._take_up(self._log)
        text, digest = chained(_entry_body(entry), self._hash)
        if self._held is None:
            self._put(text, sync=isinstance(entry, Decided | Ruled | Ended))
        else:
            self._held.append(text)
        self._hash = digest
        self._count += 1
        self._ended = self._ended or isinstance(entry, Ended)
        if self._ended and self._held is None:
            self._put_seal()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Entries appended within the block are on disk when it ends: all of them, or none if it raises.

        Raises :exc:`LogError` if they cannot be put there. A game whose entries were given up is ahead of its log, and has
        to be made from it again.
        """
        held: list[str] = []
        self._held, before = held, (self._hash, self._count, self._ended)
        try:
            yield
            if held:
                self._put_all("".join(held))
        except BaseException:
            self._hash, self._count, self._ended = before
            raise
        finally:
            self._held = None

    def _put_all(self, text: str) -> None:
        """Write *text*, and at ENDEX the seal over it; neither, if one of them fails."""
        end = self._end
        self._put(text, sync=True)
        if self._ended:
            try:
                self._put_seal()
            except LogError:
                self._cut_back(end)
                raise

    def _take_up(self, log: EventLog) -> None:
        """Open the file of *log* behind its last whole line."""
        path = self.path
        try:
            if log.format < FORMAT:
                private = not path.stat().st_mode & 0o077
                write_new(path.with_name(f"{path.name}.format-{log.format}"), path.read_bytes(), private=private)
                write_atomic(path, "".join(lines(log)), private=private)
                log = parse_log(path.read_bytes(), str(path))
            self._file = path.open("r+b", buffering=0)
            self._header_bytes = self._file.read(log.good_bytes).index(b"\n") + 1
            self._file.truncate(log.good_bytes)
        except OSError as wrong:
            raise LogError(f"{path}: {wrong.strerror}") from None
        except FileError as wrong:
            raise LogError(str(wrong)) from None
        self._end, self._seal = log.good_bytes, UNSEALED if log.seal is None else str(log.seal)
        self._hash, self._log = log.last_hash, None

    def _put_seal(self) -> None:
        """Write the seal in its place in the header; what control's last ruling adds after ENDEX is sealed anew."""
        place = self._header_bytes - len(f'{UNSEALED}"}}\n')
        seal = str(Seal(self._count, self._hash))
        with self._disk() as file:
            try:
                _write_at(file, place, seal)
                os.fsync(file.fileno())
            except BaseException:
                with suppress(OSError):
                    _write_at(file, place, self._seal)
                raise
        self._seal = seal

    def _put(self, text: str, *, sync: bool) -> None:
        """Write *text* behind the last whole line, and with *sync* force it to the disk; nothing of it, if that fails."""
        with self._disk() as file:
            try:
                _write_at(file, self._end, text)
                if sync:
                    os.fsync(file.fileno())
            except BaseException:
                self._cut_back(self._end)
                raise
        self._end += len(text.encode())

    def _cut_back(self, end: int) -> None:
        """Take away what may stand behind the first *end* bytes. A disk that refuses this too leaves a torn line at worst."""
        self._end = end
        if self._file is not None:
            with suppress(OSError):
                self._file.truncate(end)

    @contextmanager
    def _disk(self) -> Iterator[FileIO]:
        """The open file; what the disk refuses is one :exc:`LogError`."""
        if self._file is None or self._file.closed:
            raise LogError(f"{self.path}: is not open")
        try:
            yield self._file
        except OSError as wrong:
            raise LogError(f"{self.path}: {wrong.strerror}; what was written before stands") from None

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            with suppress(OSError):  # everything was handed to the system as it was written
                self._file.close()


def _write_at(file: FileIO, place: int, text: str) -> None:
    """All of *text* at *place*: the system may take a part of it at a time."""
    file.seek(place)
    rest = memoryview(text.encode())
    while rest:
        rest = rest[file.write(rest) :]


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
    seal: Seal | None = None
    digest = ""
    rows = data[:good].split(b"\n")[:-1]
    if not rows:
        raise LogError(f"{where}: line 1: the header was cut; nothing of the game was recorded")
    for number, row in enumerate(rows, 1):
        body = parsed(row, f"{where}: line {number}")
        place = ""
        if number == 1:
            _check_version(body, f"{where}: line 1")
            if body["fourthseat"] >= 3:
                place = str(body.pop("seal", ""))
                seal = _seal(place, f"{where}: line 1")
        stated = body.pop("hash", None)
        text, digest = _header_line(body, place) if place else chained(body, digest)
        if broken is None and text.encode() != row + b"\n":
            broken = (number, f"hash {stated!r} does not follow from what stands there")
            if checked:
                raise LogError(
                    f"{where}: line {number}: {broken[1]}; the log has been changed (replay --verify says more)"
                )
        bodies.append(body)
    version = bodies[0]["fourthseat"]
    header = _header(migrated_header(bodies[0], FORMAT, where), where)
    below = bodies[1:] if version == FORMAT else migrated_entries(bodies, header.scenario, where)
    entries = tuple(_entry(body, f"{where}: line {number}") for number, body in enumerate(below, 2))
    log = EventLog(header, entries, torn, good, broken, digest, version, seal)
    if checked and log.cut is not None:
        raise LogError(f"{where}: {log.cut} (replay --verify says more)")
    return log


def _seal(place: str, where: str) -> Seal | None:
    """What stands in the place of the seal; :exc:`LogError` for anything but a seal or its absence."""
    if place == UNSEALED:
        return None
    count, _, last_hash = place.partition(":")
    if len(place) != SEAL_WIDTH or not (count.isascii() and count.isdigit()):
        raise LogError(f"{where}: seal = {place!r} is neither a seal nor its empty place ({UNSEALED})")
    return Seal(int(count), last_hash)


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
    check_canonical(body, _header_body(header), f"{where}: line 1: header")
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
    check_canonical(body, _entry_body(entry), f"{where}: {kind.__name__}")
    return entry
