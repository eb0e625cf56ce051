"""A damaged log put right: what can be read stays, what follows from it is played again, what is neither is kept beside it.

The chain of hashes proves lines from the first on, up to the first damage. But a game is its scenario, its seed and its
decisions: played again with the decisions that can be read it writes the lines that were lost, and where the next line
that can be read joins them, hash for hash, they are the very lines that stood there. What cannot be made again is a
decision; the log then ends where the game waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.entries.turns import Decided
from fourthseat.engine.core.errors import FourthSeatError, LogError, OrderError
from fourthseat.engine.core.files import FileError, write_atomic
from fourthseat.engine.core.orders import order_text
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.chain import chained
from fourthseat.engine.record.log import (
    FORMAT,
    SEAL_WIDTH,
    UNSEALED,
    EventLog,
    Header,
    Line,
    Seal,
    entry_body,
    entry_of,
    header_body,
    header_line,
    header_of,
    line_of,
    lines,
    parse_log,
)
from fourthseat.engine.record.log_file import keep_copy, locked_for_repair
from fourthseat.engine.record.replay import new_game, replay_decisions
from fourthseat.engine.record.source import file_bytes, unwrapped
from fourthseat.engine.rules.player import Player

__all__ = ["Mended", "Row", "cut_text", "describe", "mend", "put_in_place", "trusted_header"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a damaged log, as far as it can be read."""

    number: int
    raw: bytes
    why: str
    """Why it cannot be read; empty if it can be."""
    line: Line | None = None
    entry: Entry | None = None
    sure: bool = False
    """Whether its hash follows from the one that stands in the line before, or there is no such line to ask."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A damaged log as it can stand."""

    log: EventLog
    text: str
    """The repaired file."""
    kept: int
    """Entries that stand in it as they stood in the damaged file."""
    made_again: int
    """Entries that were lost and were written again by playing the game."""
    retaken: tuple[Row, ...]
    """Decisions behind the damage that answer what the game asks where it stands, and were taken."""
    left_out: tuple[Row, ...]
    """Lines that do not stand in it as they were found: they cannot be read, were changed, or come after a lost decision."""
    whole: bool
    """Whether nothing is lost: every line that can be read stands in it, and the last word of the file is among them."""
    waits_for: tuple[str, ...]
    """People the game waits for where it stands now."""
    damage: str
    """The first thing that is wrong, in words."""
    only_prefix: str = ""
    """Why the game was not played again; empty if it was."""


def _rows_of(data: bytes) -> list[Row]:
    """Every line of the damaged log *data* below its header."""
    rows: list[Row] = []
    before: Line | None = None
    for number, raw in enumerate(_split(data)[1:], 2):
        try:
            line = line_of(raw, "" if before is None else str(before.stated), "line")
        except LogError as wrong:
            rows.append(Row(number, raw, _why(raw, wrong)))
            before = None
            continue
        sure = before is None or line.follows
        try:
            rows.append(Row(number, raw, "", line, entry_of(line.body, "line"), sure))
        except LogError as wrong:
            rows.append(Row(number, raw, _why(raw, wrong), line))
        before = line
    return rows


def mend(data: bytes, where: str, players: Mapping[Seat, Player]) -> Mended:
    """The damaged log *data* as it can stand; *where* names it in messages.

    *players* are who decides alike whenever it is asked, doctrines and no people: a lost decision of theirs is made again
    and taken if what can be read behind it joins. Raises :exc:`LogError` if the header cannot be read: it holds scenario,
    seed and seats, and nothing can be played without them.
    """
    data = unwrapped(data, where).data
    rows = _rows_of(data)
    version, header, seal = _header(data, rows, where)
    good = _good(data, rows)
    damage = _damage(rows, len(good), seal)
    if version < FORMAT:
        why = f"it is of format {version}, whose lines this version does not write"
        return _prefix_alone(data, rows, good, None, damage, why)
    played = _played_again(header, rows, seal, players)
    if good != played.texts[: len(good)]:
        return _prefix_alone(data, rows, good, header, damage, "this version of the program plays it otherwise")
    made, stood = set(played.texts), {row.raw for row in rows}
    whole = _whole(rows, made, seal, played)
    retaken = [] if whole else played.take_answers([row for row in rows if row.raw not in made])
    log = played.log
    return Mended(
        log,
        "".join(lines(log)),
        kept=sum(text in stood for text in played.texts),
        made_again=sum(text not in stood for text in played.texts) - len(retaken),
        retaken=tuple(retaken),
        left_out=tuple(row for row in rows if row.raw not in made and row not in retaken),
        whole=whole,
        waits_for=tuple(seat for seat in played.game.pending if seat not in players),
        damage=damage,
    )


def _played_again(header: Header, rows: Sequence[Row], seal: Seal | None, players: Mapping[Seat, Player]) -> _Played:
    """The game as far as what can be read proves it: every decision in it joins, or a line that joins stands behind it."""
    known = [row for row in rows if isinstance(row.entry, Decided)]
    tried = _Played(header)
    while pending := tried.game.pending:
        row = next((row for row in known if tried.joins(row)), None)
        if row is not None:
            known.remove(row)
            if not tried.take(row):
                break
            continue
        seat = next((seat for seat in pending if seat in players), None)
        if seat is None:
            break
        tried.game.submit({seat: players[seat].decide(pending[seat])})
    if seal == Seal(len(tried.texts), tried.hash):
        return tried
    stood = {row.raw for row in rows}
    proved = max((place for place, text in enumerate(tried.texts) if text in stood), default=-1)
    played = _Played(header)
    replay_decisions(played.game, tried.game.entries[: proved + 1])
    return played


def trusted_header(data: bytes, where: str) -> Header:
    """The header of the damaged log *data*; :exc:`LogError` if it cannot be read or was changed."""
    data = unwrapped(data, where).data
    return _header(data, _rows_of(data), where)[1]


def _damage(rows: Sequence[Row], good: int, seal: Seal | None) -> str:
    """The first thing that is wrong below the header, in words."""
    if good < len(rows):
        row = rows[good]
        return f"line {row.number}: {row.why or 'was changed, or lines before it are missing'}"
    if seal is not None and seal.entries != good:
        return f"the game had ended with {seal.entries} entries, and {good} are left"
    return "line 1: its seal was damaged"


class _Played:
    """A game played again from its header, with the lines it writes."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.hash = header_line(header_body(header))[1]
        self.texts: list[bytes] = []
        """The lines of its entries, without their ends."""
        self.game = new_game(header, self._write)

    def _write(self, entry: Entry) -> None:
        text, self.hash = chained(entry_body(entry), self.hash)
        self.texts.append(text[:-1].encode())

    @property
    def log(self) -> EventLog:
        """What was played."""
        return EventLog(self.header, tuple(self.game.entries), last_hash=self.hash)

    def joins(self, row: Row) -> bool:
        """Whether *row* is, hash for hash, a line that was written just here."""
        return row.line is not None and chained(row.line.body, self.hash)[0][:-1].encode() == row.raw

    def take_answers(self, rows: Sequence[Row]) -> list[Row]:
        """Play on with those of *rows* that answer what is asked just now, and nothing later; returns them."""
        hour, asked, taken = self.game.hour, {seat: self.game.answered(seat) for seat in self.game.pending}, []
        for row in rows:
            entry = row.entry
            if not row.sure or not isinstance(entry, Decided) or entry.hour != hour:
                continue
            if entry.seat in asked and asked[entry.seat] == entry.asked and self.take(row):
                del asked[entry.seat]
                taken.append(row)
        return taken

    def take(self, row: Row) -> bool:
        """Play on with the decision in *row*; False if the game does not take it."""
        entry = row.entry
        assert isinstance(entry, Decided)
        try:
            if entry.unasked:
                self.game.interject(entry.seat, entry.decision)
            else:
                self.game.submit({entry.seat: entry.decision})
        except OrderError:
            return False
        return True


def _split(data: bytes) -> list[bytes]:
    """The lines of *data* without their ends; what stands behind the last end is a line, too."""
    rows = data.split(b"\n")
    return rows if rows[-1] else rows[:-1]


def _why(raw: bytes, wrong: LogError) -> str:
    """Why a line cannot be read, with what fills it if that is nothing."""
    nothing = raw.count(0)
    if nothing:
        return f"{nothing} of its {len(raw)} bytes are NUL, which the system never wrote"
    return str(wrong).removeprefix("line: ")[:200]


def _good(data: bytes, rows: Sequence[Row]) -> list[bytes]:
    """The lines below the header up to the first whose hash does not follow."""
    good, before = [], ""
    try:
        before = line_of(_split(data)[0], "", "line", first=True).hash
    except LogError:
        return []
    for row in rows:
        if row.line is None or chained(row.line.body, before)[0][:-1].encode() != row.raw:
            break
        good.append(row.raw)
        before = str(row.line.stated)
    return good


def _header(data: bytes, rows: Sequence[Row], where: str) -> tuple[int, Header, Seal | None]:
    """The format, the header and the seal of a log whose header can be trusted; :exc:`LogError` if it cannot be."""
    beyond = (
        f"{where}: line 1, the header, is damaged: it holds the scenario, the seed and who sat where, and without them "
        "nothing can be played again; take it from a copy"
    )
    raw = _split(data)[0] if data else b""
    try:
        line = line_of(raw, "", "line", first=True)
    except LogError:
        end = b'"}'
        unsealed = raw[: -SEAL_WIDTH - len(end)] + UNSEALED.encode() + end  # the place of the seal alone may be damaged
        try:
            line = line_of(unsealed, "", "line", first=True)
        except LogError as wrong:
            raise LogError(f"{beyond} ({_why(raw, wrong)})") from None
    first = next(iter(rows), None)
    follows = (
        first is not None and first.line is not None and chained(first.line.body, line.hash)[1] == first.line.stated
    )
    if line.stated != line.hash and not follows:
        raise LogError(f"{beyond} (its hash does not follow from what stands there)")
    version = int(line.body["fourthseat"])
    if version < FORMAT:
        return version, parse_log(raw + b"\n", where, checked=False).header, None
    count, _, last = line.place.partition(":")
    seal = Seal(int(count), last) if line.place != UNSEALED and count.isascii() and count.isdigit() else None
    return version, header_of(line.body, f"{where}: line 1"), seal


def _whole(rows: Sequence[Row], made: set[bytes], seal: Seal | None, played: _Played) -> bool:
    """Whether nothing of the file is lost in what was *made* by playing again."""
    if seal is not None:
        return seal == Seal(len(played.texts), played.hash)
    read = [row for row in rows if not row.why]
    return bool(read) and rows[-1] is read[-1] and all(row.raw in made for row in read)


def _prefix_alone(
    data: bytes, rows: Sequence[Row], good: Sequence[bytes], header: Header | None, damage: str, why: str
) -> Mended:
    """The *good* lines up to the first damage and no more, because of *why*; without a *header* in the format they are of."""
    if header is not None:
        log = EventLog(header, tuple(row.entry for row in rows[: len(good)] if row.entry is not None))
        text = "".join(lines(log))
    else:
        text = b"".join(raw + b"\n" for raw in _split(data)[: len(good) + 1]).decode()
        log = parse_log(text.encode(), "log", checked=False)
    return Mended(log, text, len(good), 0, (), tuple(rows[len(good) :]), False, (), damage, why)


# ---------------------------------------------------------------- what was lost, in words


def describe(row: Row) -> str:
    """What *row* says, as far as it can be read: its kind, hour and seat, and all of a decision."""
    entry = row.entry
    if entry is None:
        seen = _traces(row.raw)
        return f"cannot be read: {row.why}{'; it says ' if seen else ''}{seen}"
    if not isinstance(entry, Decided):
        return _traces(row.raw)
    decision = entry.decision
    orders = "; ".join(map(order_text, decision.orders)) or "no orders"
    words = [("intent", decision.intent), ("because", decision.reason), ("expects", decision.expected)]
    said = "".join(f"; {name}: {text}" for name, text in words if text)
    asked = ", ".join(question.id for question in entry.asked)
    return f"H+{entry.hour} decision of {entry.seat} ({asked}): {orders}{said}"


_TRACES = ((rb'"hour":(\d{1,6})', "H+{}"), (rb'"kind":"([A-Za-z]{1,20})"', "{}"), (rb'"seat":"(\w{1,20})"', "of {}"))


def _traces(raw: bytes) -> str:
    """Hour, kind and seat that can be made out in a line, whatever else became of it."""
    found = [(re.search(pattern, raw), words) for pattern, words in _TRACES]
    return " ".join(words.format(one[1].decode()) for one, words in found if one is not None)


def cut_text(name: str, rows: Sequence[tuple[int, str, bytes]], original: str) -> str:
    """A file of what does not stand in the repaired file *name*: (line, what it says, its bytes), each in words and as it was."""
    return "\n".join(
        [
            f"Lines of {name} that do not stand in the repaired file, in words and as they were found.",
            f"The whole file as it was found is {original}.",
            *(part for row in rows for part in _cut_row(*row)),
            "",
        ]
    )


def _cut_row(number: int, said: str, raw: bytes) -> Iterator[str]:
    yield ""
    yield f"line {number}: {said}"
    shown = re.sub(rb"\0+", lambda run: b"[%d bytes NUL]" % len(run[0]), raw)
    yield shown.decode("utf-8", "backslashreplace")


def put_in_place(
    path: Path, found: bytes, text: str, left_out: Sequence[tuple[int, str, bytes]]
) -> tuple[Path, Path | None]:
    """Replace the file at *path*, in which *found* was read, by *text*; nothing of it is thrown away.

    The original stays beside it whole, and *left_out* (line, words, bytes) in a file of its own. Returns both places, None
    for the second if nothing was left out. Raises :exc:`LogError`, with *path* as it was, if somebody writes it or the disk
    does not take it.
    """
    with locked_for_repair(path):
        if file_bytes(path) != found:
            raise LogError(f"{path}: has been changed since it was read; try again")
        original = _beside(path, "damaged", found)
        cut = None
        if left_out:
            words = cut_text(path.name, left_out, original.name).encode("utf-8", "backslashreplace")
            cut = _beside(path, "cut.txt", words)
        try:
            write_atomic(path, text, private=True)
        except FileError as wrong:
            raise LogError(str(wrong)) from None
    return original, cut


def _beside(path: Path, ending: str, data: bytes) -> Path:
    """A new file beside *path* with *data*; the same data that an earlier attempt put there will do."""
    for number in range(1, 100):
        place = path.with_name(f"{path.name}.{ending}" if number == 1 else f"{path.name}.{number}.{ending}")
        try:
            keep_copy(place, data)
        except FourthSeatError:
            if place.exists():
                continue
            raise
        return place
    raise LogError(f"{path}: 99 files of earlier repairs lie beside it; put some of them away")
