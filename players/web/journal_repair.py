"""A room's damaged journal put right: every fact that can be read stays, and what the games' logs know is taken from them.

A journal is not made again by playing, as a log is: a lost fact is lost. What cells had sealed behind the damage is given
back to them at the end, to be sealed again: a lost line may have said that they had taken it back.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record.chain import chained, parsed
from fourthseat.engine.record.log import Header
from fourthseat.players.web.facts import (
    MAIN,
    AnswerRecalled,
    AnswerSealed,
    BranchOpened,
    DoctrineSeated,
    Fact,
    SessionOpened,
    SessionRecord,
    recall,
)
from fourthseat.players.web.journal_format import FORMAT, body_of, fact_of, migrated

__all__ = ["Kept", "MendedJournal", "is_whole", "mend_journal"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of a journal, as far as it can be read."""

    number: int
    raw: bytes
    fact: Fact | None
    why: str
    """Why it does not stay; empty if it does."""
    behind: bool = False
    """Whether a damaged line stands somewhere before it."""

    @property
    def said(self) -> str:
        """What it says, in words."""
        if self.fact is None:
            return self.why
        body = body_of(self.fact)
        kind = body.pop("kind")
        return f"{kind}: {', '.join(f'{key} {value}' for key, value in body.items() if value)} ({self.why})"


@dataclass(frozen=True, slots=True)
class MendedJournal:
    """A damaged journal as it can stand."""

    text: str
    """The repaired file."""
    kept: int
    """Lines of the damaged one that stand in it."""
    restored: tuple[str, ...]
    """Branches of play whose line was lost and was taken from their logs."""
    left_out: tuple[Kept, ...]
    new_links: bool
    """Whether the secret of the links was lost: everybody gets a new link."""


def is_whole(data: bytes) -> bool:
    """Whether the journal *data* has no damaged line; a last one that was cut is not counted."""
    rows = data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]
    kept, record = _read(rows), SessionRecord()
    try:
        for row in kept:
            if row.fact is None or row.why:
                return False
            record = recall(record, row.fact)
    except LogError:
        return False
    return bool(record.secret) and MAIN in record.branches


def mend_journal(data: bytes, headers: Mapping[str, Header]) -> MendedJournal:
    """The damaged journal *data* as it can stand beside the logs whose *headers* are given by their branches' names."""
    kept = _read(data.rstrip(b"\0").split(b"\n"))
    facts = [row.fact for row in kept if row.fact is not None and not row.why]
    first = next((fact for fact in facts if isinstance(fact, SessionOpened)), None)
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    head: list[Fact] = [first or SessionOpened(FORMAT, __version__, secrets.token_hex(32), now)]
    known = {fact.name for fact in facts if isinstance(fact, BranchOpened)}
    lost = [_branch(name, header) for name, header in headers.items() if name not in known]
    head += [branch for branch in lost if branch.name == MAIN] + [branch for branch in lost if branch.name != MAIN]
    if MAIN in headers and not any(isinstance(fact, DoctrineSeated) for fact in facts):
        cast = headers[MAIN].cast
        head.append(DoctrineSeated(tuple(sorted(Seat(seat) for seat, player in cast.items() if player == "doctrine"))))
    record, digest, texts = SessionRecord(), "", []
    out: list[Kept] = []
    unsure: set[Seat] = set()
    rows = [Kept(0, b"", fact, "") for fact in head] + [row for row in kept if row.fact is not head[0]]
    for row in _parents_first(rows):
        if row.fact is None or row.why:
            out.append(row)
            continue
        try:
            record = recall(record, row.fact)
        except LogError as wrong:
            out.append(Kept(row.number, row.raw, row.fact, f"speaks of what is lost: {wrong}"))
            continue
        if row.behind and isinstance(row.fact, AnswerSealed):
            unsure.add(row.fact.seat)
        text, digest = chained(body_of(row.fact), digest)
        texts.append(text)
    for seat in sorted(unsure & set(record.sealed)):
        text, digest = chained(body_of(AnswerRecalled(seat)), digest)
        texts.append(text)
    return MendedJournal(
        "".join(texts),
        len(kept) - len(out),
        tuple(branch.name for branch in lost if branch.name in record.branches),
        tuple(sorted((row for row in out if row.number), key=lambda row: row.number)),
        new_links=first is None,
    )


def _parents_first(rows: Sequence[Kept]) -> list[Kept]:
    """*rows* with the first line, then every branch of play, each after the one it leaves, before what speaks of them."""
    first = [row for row in rows if isinstance(row.fact, SessionOpened)]
    branches = [row for row in rows if isinstance(row.fact, BranchOpened) and not row.why]
    rest = [row for row in rows if row not in first and row not in branches]
    if not any(row.number == 0 for row in branches):
        return list(rows)
    ordered: list[Kept] = []
    names = {""}
    while ready := [row for row in branches if isinstance(row.fact, BranchOpened) and row.fact.parent in names]:
        ordered += ready
        names |= {row.fact.name for row in ready if isinstance(row.fact, BranchOpened)}
        branches = [row for row in branches if row not in ready]
    return [*first, *ordered, *branches, *rest]


def _branch(name: str, header: Header) -> BranchOpened:
    """The line of a branch of play as the header of its log knows it."""
    if name == MAIN:
        return BranchOpened(MAIN, "", 0, "", "people")
    parent: Mapping[str, Any] = header.parent
    played = "doctrines" if header.cast.get(str(CONTROL)) == "silent" else "people"
    return BranchOpened(
        name,
        str(parent["line"]),
        int(parent["turn"]),
        str(parent["reason"]),
        "people" if played == "people" else "doctrines",
    )


def _read(rows: Sequence[bytes]) -> list[Kept]:
    """Every line of a journal; with why it cannot stay where that can be seen from the line and the one before."""
    kept: list[Kept] = []
    version = _version(rows)
    before: str | None = ""
    damaged = False
    for number, raw in enumerate(rows, 1):
        if not raw:
            continue
        try:
            body = parsed(raw, "line")
            stated = body.pop("hash", None) if version > 1 else ""
            follows = version == 1 or before is None or chained(body, before)[0][:-1].encode() == raw
            fact = fact_of(migrated([body], version)[0], "line")
        except LogError as wrong:
            nothing = raw.count(0)
            why = f"{nothing} of its {len(raw)} bytes are NUL" if nothing else str(wrong).removeprefix("line: ")[:200]
            kept.append(Kept(number, raw, None, f"cannot be read: {why}"))
            before, damaged = None, True
            continue
        before = str(stated)
        why = ""
        if not follows:
            damaged = True
            why = "was changed, or stood behind a line that is missing"
        kept.append(Kept(number, raw, fact, why, behind=damaged))
    return kept


def _version(rows: Sequence[bytes]) -> int:
    """The format of a journal: format 1 alone has no hashes."""
    return FORMAT if any(b'"hash":"' in row for row in rows) else 1
