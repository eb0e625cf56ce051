"""Everything a report is made from: the log, and what evaluators, cells and control wrote down beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Hour, Seat, Turn
from fourthseat.engine.record.log import EventLog
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.record.replay import as_played, states
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules.state import State

__all__ = [
    "Fact",
    "Forecast",
    "Record",
    "Saying",
    "ShowOfHands",
    "facts_of",
    "forecasts",
    "move_of_note",
    "record_as_played",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry with its line in the file, the state after it, and its sentence."""

    number: int
    """Its index in the log; the file counts the header as line 1."""
    entry: Any
    state: State
    line: NarrativeLine | None

    @property
    def cite(self) -> str:
        """How a sentence points at it."""
        return f"[L{self.number + 2}]"


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody said to the others of their own cell."""

    seat: Seat
    by: str
    hour: Hour
    """The hour of the game at which it was said."""
    at: str
    """The time of the calendar, as the room wrote it down."""
    text: str


@dataclass(frozen=True, slots=True)
class ShowOfHands:
    """A question that somebody put to their own cell, and how its people voted."""

    seat: Seat
    number: int
    """Among the cell's questions, from 1."""
    by: str
    hour: Hour
    """The hour of the game at which it was put."""
    text: str
    hands: Mapping[str, str]
    """``yes``, ``no`` or ``abstain`` by the name of whoever voted; the last vote of each."""


def record_as_played(record: Record) -> Record:
    """*record*, whose scenario knows the incidents too that control added."""
    log = as_played(record.log)
    return record if log is record.log else replace(record, log=log)


def facts_of(log: EventLog) -> list[Fact]:
    """Every entry of *log*."""
    return [Fact(n, entry, state, narrate(entry, state)) for n, (entry, state) in enumerate(states(log))]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything a report is made from."""

    log: EventLog
    name: str = "main"
    """Of the line of play."""
    notes: tuple[Mapping[str, Any], ...] = ()
    """Evaluators': ``text``, ``objective``, ``by``, ``turn``, and ``entry``, the index of the last entry they had seen."""
    ratings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By objective: ``rating`` (P, S, M or U), ``met`` (met, partly, not-met, or empty), ``text`` and ``by``."""
    forecasts: Mapping[str, str] = field(default_factory=dict)
    """By :attr:`Forecast.about`: ``yes``, ``no`` or ``open``."""
    wash: tuple[Mapping[str, Any], ...] = ()
    """Hot-wash forms: ``well``, ``badly``, ``change``; ``role``, empty where it is anonymous; ``released``, whether it may leave the room."""
    participants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """People's names by role."""
    overview: Mapping[str, str] = field(default_factory=dict)
    """What control filled in, by the row of the overview."""
    dates: str = ""
    """When people played it, as a date of the calendar; empty where nobody knows."""
    questions: tuple[tuple[str, str], ...] = ()
    """What control wanted answered beside the objectives: the question, and what answers it."""
    said: tuple[Saying, ...] = ()
    """What was said inside the cells: control's to read, and nobody else's."""
    shows: tuple[ShowOfHands, ...] = ()
    """What was put to a show of hands inside the cells, likewise."""
    branches: tuple[tuple[str, str, int, str], ...] = ()
    """Other lines of play: name, parent, move it leaves it at, reason."""


def move_of_note(seen: int, turn: Turn, entries: Sequence[e.Entry]) -> Turn:
    """The move that a note is about, taken when entry *seen* was the last of *entries*; *turn* if there is no such entry.

    What is written in the outbrief and the plenary is about the move that has just closed, 0 before the first: the next one has opened
    in the log by then, but control has not let it begin.
    """
    if not 0 <= seen < len(entries):
        return turn
    begun = False
    for number in range(seen, -1, -1):
        entry = entries[number]
        if isinstance(entry, e.Decided) and any(question.kind == "open" for question in entry.asked):
            begun = True
        elif isinstance(entry, e.TurnOpened):
            return entry.turn if begun else entry.turn - 1
    return 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a cell expected, in its own words, and how sure it was."""

    about: str
    """Line of the log, ``L12``."""
    seat: str
    turn: int
    expected: str
    confidence: int | None
    """0 to 100 %; None if it was not said."""


def forecasts(log: EventLog) -> list[Forecast]:
    """Every expected effect that was written down."""
    found, turn = [], 0
    for number, entry in enumerate(log.entries):
        if isinstance(entry, e.TurnOpened):
            turn = entry.turn
        elif isinstance(entry, e.Decided) and entry.decision.expected:
            found.append(
                Forecast(f"L{number + 2}", entry.seat, turn, entry.decision.expected, entry.decision.confidence)
            )
    return found
