"""The record of an exercise as it lies in its folder: read, and nothing of it touched.

A folder may be an archive that nobody can write into, or belong to a room that is being served at this moment. So no lock
is taken, no torn line is cut off, and no file of an older format is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.core.entries.turns import Ended
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.files import FileError, read_file
from fourthseat.engine.exercise.aar import report as aar
from fourthseat.engine.exercise.aar.evidence import Saying, ShowOfHands
from fourthseat.engine.record.going_on import JOURNAL
from fourthseat.engine.record.log import EventLog
from fourthseat.players.web.branches import replayed
from fourthseat.players.web.consistency import check_folder
from fourthseat.players.web.facts import MAIN, Fact, SessionRecord
from fourthseat.players.web.journal import fold, read_facts
from fourthseat.players.web.roles import AUDIENCE

__all__ = ["JOURNAL", "Session", "read_session", "record_of", "report_record"]

MOST_BYTES = 512_000_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}T")


class Session(NamedTuple):
    """What the journal of an exercise holds."""

    facts: list[Fact]
    record: SessionRecord


def read_session(folder: Path) -> Session:
    """The journal of the exercise in *folder*; :exc:`LogError` names the line if it is damaged.

    A last line that was cut is left out.
    """
    path = folder / JOURNAL
    try:
        data = read_file(path, MOST_BYTES)
    except FileError as wrong:
        raise LogError(str(wrong)) from None
    facts, _, _ = read_facts(data[: data.rfind(b"\n") + 1], str(path))
    record = fold(facts, str(path))
    if MAIN not in record.branches:
        raise LogError(f"{path}: line 2: the line of {MAIN!r} is missing; restore the file from a copy")
    return Session(facts, record)


def report_record(folder: Path, session: Session, line: str) -> aar.Record:
    """What the after-action report on *line* of the exercise in *folder* is made from.

    Raises :exc:`LogError` if its log is damaged, or is not what its game writes when it is played again.
    """
    logs = {name: replayed(folder / f"{name}.jsonl").log for name in session.record.branches}
    check_folder(folder, session.facts, logs, AUDIENCE)
    return record_of(session.record, logs[line], line)


def record_of(kept: SessionRecord, log: EventLog, line: str) -> aar.Record:
    """The same from the parts: what was kept beside the games, and the *log* of one *line* of play.

    What cells say among themselves is nobody else's while the game goes on: it is there once the line has ended.
    """
    over = any(isinstance(entry, Ended) for entry in log.entries)
    return aar.Record(
        log=log,
        name=line,
        notes=tuple(asdict(note) for note in kept.notes if note.line == line),
        ratings={objective: asdict(rated) for objective, rated in kept.ratings.items()},
        forecasts={about: judged.came for about, judged in kept.forecasts.items()},
        wash=tuple(asdict(form) | {"released": n in kept.released} for n, form in enumerate(kept.wash)),
        participants=dict(kept.names),
        overview=dict(kept.overview),
        questions=tuple((one.text, one.answered_by) for one in kept.questions),
        dates=_dates(kept),
        said=tuple(_said(kept)) if over else (),
        shows=tuple(_shows(kept)) if over else (),
        branches=tuple((b.name, b.parent, b.turn, b.reason) for b in kept.branches.values() if b.parent),
    )


def _said(kept: SessionRecord) -> Iterator[Saying]:
    """What was said inside the cells, cell by cell."""
    for cell in kept.cells.values():
        for one in cell.said:
            yield Saying(one.seat, one.name, one.hour, one.at, one.text)


def _shows(kept: SessionRecord) -> Iterator[ShowOfHands]:
    """What the cells put to a show of hands, with the last vote of each person."""
    for seat, cell in kept.cells.items():
        for number, asked in enumerate(cell.votes, 1):
            hands = {name: vote for (about, name), vote in cell.hands.items() if about == number}
            yield ShowOfHands(seat, number, asked.by, asked.hour, asked.text, hands)


def _dates(kept: SessionRecord) -> str:
    """The days on which people were at it: from when it was set up to the last that was written down; empty if nobody noted one."""
    days = [told[:10] for told in (kept.opened, *(note.at for note in kept.notes)) if _DAY.match(told)]
    return "" if not days else min(days) if min(days) == max(days) else f"{min(days)} to {max(days)}"
