"""The log: a self-contained header, one JSON line an entry, each line's hash chained to the one before.

The chain catches accident and casual editing: any changed character breaks it. It is not a signature:
someone who recomputes every hash is caught by :mod:`fourthseat.engine.record.replay` only where a rerun disagrees. Wall-clock
times are never in the log, so a resumed game ends with the same bytes as an uninterrupted one.

At ENDEX the header is sealed: the number of entries and the last hash are written into a place it keeps for them. A log
whose seal speaks of more entries than stand below it has lost its tail; without a seal a log is unfinished.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from fourthseat.engine.core.entries.kinds import KINDS, LATER, Entry, as_line
from fourthseat.engine.core.entries.turns import Ended
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.game.card import game_card
from fourthseat.engine.record.chain import as_written, chained, check_canonical, parsed, short
from fourthseat.engine.record.migrations import migrated_entries, migrated_header, with_causes
from fourthseat.engine.record.source import Rewrapping, file_bytes, unwrapped
from fourthseat.engine.rules.fold import fold
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "FORMAT",
    "SEAL_WIDTH",
    "UNSEALED",
    "EventLog",
    "Header",
    "KnownStart",
    "Line",
    "Seal",
    "entry_body",
    "entry_of",
    "header_body",
    "header_line",
    "header_of",
    "line_of",
    "lines",
    "parse_log",
    "read",
]

FORMAT = 3
"""Version of the log format. A reader refuses a newer one and migrates an older one."""

REPAIR = "fourthseat repair keeps what can be kept"
"""What a message about a damaged log ends with."""


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
    rewrapped: tuple[Rewrapping, ...] = ()
    """What was done to its lines on its way, by an editor or a system; what they say is whole."""

    def __repr__(self) -> str:
        """In one line: its entries are pages."""
        head = self.header
        end = f"hour {self.entries[-1].hour}" if self.entries else "nothing"
        return f"<EventLog {head.scenario.name}, {head.coalition}, seed {head.seed}: {len(self.entries):,} entries, to {end}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: where the game stands behind the last entry, who sat where, and whether the log is whole. Control's view."""
        head = self.header
        missing = "its last line was cut and is left out" if self.torn else self.cut
        if self.broken is not None:
            missing = f"line {self.broken[0]} is not as it was written: {self.broken[1]}"
        sat = ", ".join(f"{seat} {who}" for seat, who in head.cast.items())
        told = [f"In the seats: {sat}." if sat else "", f"The log is not whole: {missing}." if missing else ""]
        return game_card(
            fold(head.scenario, head.coalition, self.entries),
            head.seed,
            len(self.entries),
            waits="not over",
            note=" ".join(filter(None, told)),
        )

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


def header_body(header: Header) -> dict[str, Any]:
    """*header* as its line says it, without hash and seal."""
    return {
        "fourthseat": FORMAT,
        "engine": header.engine,
        "coalition": header.coalition,
        "seed": header.seed,
        "cast": dict(header.cast),
        "parent": dict(header.parent),
        "scenario": header.scenario.model_dump(mode="json", by_alias=True),
    }


def entry_body(entry: Entry) -> dict[str, Any]:
    """*entry* as its line says it, without the hash."""
    kind = type(entry)
    body = {"kind": kind.__name__, **_adapter(kind).dump_python(entry, mode="json")}
    return as_line(kind, body) if kind in LATER else body


def header_line(body: Mapping[str, Any], seal: str = UNSEALED) -> tuple[str, str]:
    """The header's line with its *seal*, and its hash, which does not depend on the seal."""
    text, digest = chained(body, "")
    return f'{text[:-2]},"seal":"{seal}"}}\n', digest


def lines(log: EventLog) -> Iterator[str]:
    """The log as it stands in a file, line by line."""
    text, digest = header_line(header_body(log.header), UNSEALED)
    below = []
    for entry in log.entries:
        line, digest = chained(entry_body(entry), digest)
        below.append(line)
    yield text.replace(UNSEALED, str(Seal(len(log.entries), digest))) if log.finished else text
    yield from below


# ---------------------------------------------------------------- reading


class KnownStart(NamedTuple):
    """Entries that were read and proved before, and the hash of the line of the last of them."""

    entries: Sequence[Entry]
    hash: str


def read(path: Path, *, checked: bool = True, known: KnownStart | None = None) -> EventLog:
    """The log in *path*, as :func:`parse_log` reads it.

    A torn last line is left out and reported. Raises :exc:`LogError` naming the line for anything else that
    is not a log of a known format; with *checked*, for a broken hash chain too.
    """
    return parse_log(file_bytes(path), str(path), checked=checked, known=known)


class Line(NamedTuple):
    """One line of a log, read."""

    body: dict[str, Any]
    """What it says, without its hash and the place of the seal."""
    stated: Any
    """The hash that stands in it."""
    hash: str
    """The hash that follows from what it says and from the line before."""
    follows: bool
    """Whether the line is just what a writer would have put after the line before."""
    place: str
    """Of a header: what stands in the place of the seal; empty in every other line, and in formats that have none."""


def line_of(row: bytes, before: str, where: str, *, first: bool = False) -> Line:
    """The line in *row* (without its end) after a line with hash *before*; *first* if it is the header.

    Raises :exc:`LogError` beginning with *where* if it is no JSON object, or a header of no known format.
    """
    body = parsed(row, where)
    place = ""
    if first:
        _check_version(body, where)
        if body["fourthseat"] >= 3:
            place = str(body.pop("seal", ""))
            if not place:
                raise LogError(
                    f"{where}: seal: missing; the place for it ({UNSEALED}) stands in every log of this format"
                )
    stated = body.pop("hash", None)
    text, digest = header_line(body, place) if place else chained(body, before)
    return Line(body, stated, digest, text.encode() == row + b"\n", place)


def parse_log(data: bytes, where: str, *, checked: bool = True, known: KnownStart | None = None) -> EventLog:
    """The log in *data*; *where* names it in messages.

    Line ends, marks and blanks that were put in on the way are passed over (:attr:`EventLog.rewrapped`): the chain is
    checked on what the lines say. What is *known* of its start is not read again if the log still begins so.
    """
    if not data.strip():
        raise LogError(f"{where}: is empty")
    whole = unwrapped(data, where)
    data, rewrapped = whole.data, whole.rewrapped
    good = data.rfind(b"\n") + 1
    rows = data[:good].split(b"\n")[:-1]
    if not rows:
        raise LogError(f"{where}: line 1: the header was cut; nothing of the game was recorded")
    bodies: list[dict[str, Any]] = []
    written: list[Entry] = []
    """Entries that stand just as their writer put them; once a line does not, *bodies* has it and those behind it."""
    broken: tuple[int, str] | None = None
    seal: Seal | None = None
    digest = ""
    for number, row in enumerate(rows, 1):
        if written and number <= len(written) + 1:
            continue
        if len(bodies) == 1 and bodies[0]["fourthseat"] == FORMAT and broken is None:
            one = _as_written(row, digest)
            if one is not None:
                written.append(one[0])
                digest = one[1]
                continue
        try:
            line = line_of(row, digest, f"{where}: line {number}", first=number == 1)
        except LogError as wrong:
            raise wrong if number == 1 else LogError(f"{wrong}; {REPAIR}") from None
        if line.place:
            seal = _seal(line.place, f"{where}: line 1")
        digest = line.hash
        if broken is None and not line.follows:
            broken = (number, f"hash {short(line.stated)} does not follow from what stands there")
            if checked:
                raise LogError(
                    f"{where}: line {number}: {broken[1]}; the log has been changed (replay --verify says more); {REPAIR}"
                )
        bodies.append(line.body)
        if known is not None and number == 1 and broken is None and _begins_with(rows, known, digest):
            written, digest = list(known.entries), known.hash
    last = None if broken or good == len(data) else _whole(data[good:], digest)
    if last is not None:
        bodies.append(last.body)
        digest, good, rewrapped = last.hash, len(data), (*rewrapped, Rewrapping.NO_LAST_END)
    version = bodies[0]["fourthseat"]
    header = header_of(migrated_header(bodies[0], FORMAT, where), where)
    below = bodies[1:] if version == FORMAT else migrated_entries(bodies, header.scenario, where)
    entries = with_causes(
        (*written, *(entry_of(body, f"{where}: line {n}") for n, body in enumerate(below, len(written) + 2)))
    )
    log = EventLog(header, entries, good < len(data), good, broken, digest, version, seal, rewrapped)
    if checked and log.cut is not None:
        raise LogError(f"{where}: {log.cut} (replay --verify says more); {REPAIR}")
    return log


def _begins_with(rows: Sequence[bytes], known: KnownStart, digest: str) -> bool:
    """Whether the lines below the header, whose hash is *digest*, begin with those of which *known* is made.

    The chain alone is followed: a hash that comes out again comes from the same lines.
    """
    start = rows[1 : len(known.entries) + 1]
    for row in start:
        text, mark, stated = row.rpartition(b',"hash":"')
        digest = blake2b(digest.encode() + text + b"}", digest_size=16).hexdigest()
        if not mark or stated != digest.encode() + b'"}':
            return False
    return len(start) == len(known.entries) and digest == known.hash


def _as_written(row: bytes, before: str) -> tuple[Entry, str] | None:
    """The entry in *row* and its hash, if the row is to the last byte what a writer would have put after hash *before*."""

    def read(kind: str, row: bytes) -> Entry | None:
        entry: Entry | None = _adapter(KINDS[kind]).validate_json(row) if kind in KINDS else None
        return entry

    return as_written(row, before, read, entry_body)


def _whole(rest: bytes, before: str) -> Line | None:
    """The line in *rest*, what stands behind the last line's end, if nothing of it but its own end is missing."""
    try:
        line = line_of(rest, before, "")
    except LogError:
        return None
    return line if line.follows else None


def _seal(place: str, where: str) -> Seal | None:
    """What stands in the place of the seal; :exc:`LogError` for anything but a seal or its absence."""
    if place == UNSEALED:
        return None
    count, _, last_hash = place.partition(":")
    if len(place) != SEAL_WIDTH or not (count.isascii() and count.isdigit()):
        raise LogError(f"{where}: seal = {short(place)} is neither a seal nor its empty place ({UNSEALED})")
    return Seal(int(count), last_hash)


def _check_version(body: Mapping[str, Any], where: str) -> None:
    version = body.get("fourthseat")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise LogError(f"{where}: not a Fourth Seat log (no format version)")
    if version > FORMAT:
        raise LogError(f"{where}: format {version} is newer than this engine reads ({FORMAT}); use a newer fourthseat")


def header_of(body: Mapping[str, Any], where: str) -> Header:
    """The header in *body*, of the present format; :exc:`LogError` beginning with *where* for what is wrong in it."""
    try:
        scenario = parse(body["scenario"], f"{where}: line 1: scenario")
        header = Header(scenario, body["coalition"], body["seed"], body["cast"], body["engine"], body["parent"])
    except KeyError as missing:
        raise LogError(f"{where}: line 1: no {missing} in the header") from None
    except ValueError as wrong:
        raise LogError(str(wrong)) from None
    if not isinstance(header.seed, int) or isinstance(header.seed, bool) or not 0 <= header.seed < 2**128:
        raise LogError(f"{where}: line 1: seed = {short(header.seed)} is not a whole number of at most 128 bits")
    if not isinstance(header.coalition, str) or header.coalition not in scenario.coalition_by_id:
        raise LogError(f"{where}: line 1: no coalition {short(header.coalition)} in the scenario")
    if not isinstance(header.engine, str):
        raise LogError(f"{where}: line 1: engine = {short(header.engine)} is not text")
    if not isinstance(header.parent, dict):
        raise LogError(f"{where}: line 1: parent = {short(header.parent)} is not a table")
    if not isinstance(header.cast, dict) or not all(isinstance(who, str) for who in header.cast.values()):
        raise LogError(f"{where}: line 1: cast = {short(header.cast)} is not a table of seats and players")
    strangers = set(header.cast) - {*scenario.players, CONTROL}
    if strangers:
        raise LogError(f"{where}: line 1: cast: no seat {short(min(strangers))} in the scenario")
    check_canonical(body, header_body(header), f"{where}: line 1: header")
    return header


def entry_of(body: Mapping[str, Any], where: str) -> Entry:
    """The entry in *body*, of the present format; :exc:`LogError` beginning with *where* for what is wrong in it."""
    kind = KINDS.get(str(body.get("kind")))
    if kind is None:
        raise LogError(f"{where}: unknown kind {short(body.get('kind'))}")
    try:
        entry: Entry = _adapter(kind).validate_python({key: value for key, value in body.items() if key != "kind"})
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise LogError(f"{where}: {kind.__name__}.{key}: {first['msg']} ({short(first['input'])})") from None
    check_canonical(body, entry_body(entry), f"{where}: {kind.__name__}")
    return entry
