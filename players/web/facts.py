"""What an exercise session remembers besides its games: one typed fact for every kind of line in its journal.

Each kind stands in one place with its fields and with what it does to the record, :class:`SessionRecord`; the record
after a journal is a fold over its facts. Here are those of the play itself, and all of them together; how a fact stands on
disk is in :mod:`~fourthseat.players.web.journal_format`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.records import record, replace
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.players.web.cell_facts import (
    CellFact,
    CellRecord,
    CellSaid,
    CellSealersSet,
    CellVoteAsked,
    CellVoteCast,
    PersonRoleTaken,
)
from fourthseat.players.web.clock_facts import GRACE, ClockSet, DeadlineSet, HoldSet, HomeworkSet, MinutesSet, RulesSet
from fourthseat.players.web.door_facts import LinkRestored, LinkRevoked, PersonJoined, RoomServed
from fourthseat.players.web.evaluation_facts import (
    ForecastJudged,
    NoteTaken,
    ObjectiveRated,
    OverviewFilled,
    QuestionPlanned,
    WashOpened,
    WashReleased,
    WashWritten,
)
from fourthseat.players.web.fact_values import BranchName, Count, must_be_known

__all__ = [
    "KINDS",
    "MAIN",
    "AnswerRecalled",
    "AnswerSealed",
    "BoardShown",
    "BranchActivated",
    "BranchOpened",
    "DoctrineSeated",
    "Fact",
    "FileShelved",
    "PlayedBy",
    "PlenaryCalled",
    "SelfDriven",
    "SessionOpened",
    "SessionRecord",
    "SymbolsChosen",
    "recall",
]


MAIN = "main"
"""The branch an exercise begins with."""

PlayedBy = Literal["people", "doctrines"]
SymbolSet = Literal["military", "plain"]


@record
class SessionRecord:
    """Everything a journal's facts add up to. Never changed: :func:`recall` makes the next one."""

    secret: str = ""
    """What links and sessions are derived from, hexadecimal."""
    branches: Mapping[str, BranchOpened] = field(default_factory=dict)
    active: str = MAIN
    """The branch that is being played."""
    doctrine: frozenset[Seat] = frozenset()
    """Seats played by doctrine."""
    minutes: Mapping[str, float] = field(default_factory=lambda: {stage: float(m) for stage, m in MINUTES.items()})
    early: bool = True
    """Close a round as soon as every answer is in."""
    at_end: Literal["wait", "close"] = "wait"
    """What happens when the time is up."""
    grace: float = GRACE
    hold: float = 0.0
    """Seconds in which the last seal, ENDEX and the like can be taken back."""
    sealed: Mapping[Seat, AnswerSealed] = field(default_factory=dict)
    """Each seat's last answer, of this round or of an earlier one."""
    recalled: Mapping[Seat, AnswerSealed] = field(default_factory=dict)
    """What each seat recalled last, to be changed and sealed again."""
    plenary: str = ""
    """The key of the round whose plenary has been called."""
    clock: ClockSet | None = None
    board: BoardShown | None = None
    boards: Mapping[str, BoardShown] = field(default_factory=dict)
    """What the public board showed last of each branch."""
    revoked: Mapping[str, int] = field(default_factory=dict)
    """How often each role's link has been revoked."""
    notes: tuple[NoteTaken, ...] = ()
    questions: tuple[QuestionPlanned, ...] = ()
    """What control wants answered beside the objectives; the first is Q1."""
    ratings: Mapping[str, ObjectiveRated] = field(default_factory=dict)
    """By objective."""
    forecasts: Mapping[str, ForecastJudged] = field(default_factory=dict)
    """By the line of the log they are about."""
    wash: tuple[WashWritten, ...] = ()
    washing: bool = False
    """Whether the hot-wash forms are open before ENDEX."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """People's names by role."""
    opened: str = ""
    """When the exercise was set up, as a date and a time of the calendar."""
    overview: Mapping[str, str] = field(default_factory=dict)
    """Rows of the exercise overview as control filled them in."""
    symbols: SymbolSet = "military"
    released: frozenset[int] = frozenset()
    """Hot-wash forms, by their place among :attr:`wash`, whose writers let them stand in the released report."""
    homework: float = 0.0
    """Hours a cell has whenever it is asked, by the time of day; 0 where stages have minutes."""
    deadline: DeadlineSet | None = None
    """When the time is up of who is asked, in an exercise of days."""
    driven: SelfDriven | None = None
    """That the exercise runs itself, for one person or for nobody; None where control is somebody."""
    served: RoomServed | None = None
    """Where the room was served last."""
    cells: Mapping[Seat, CellRecord] = field(default_factory=dict)
    """What is known of the people of each cell."""
    shelf: Mapping[str, FileShelved] = field(default_factory=dict)
    """Files that control may send, by id, in the order in which they were put there."""


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """The first line: which format and program wrote the journal, and the secret of its links."""

    format: int
    engine: str
    secret: Annotated[str, Field(pattern=r"^[0-9a-f]{64,}$")]
    opened: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with the links' secret and the date."""
        if record.secret:
            raise LogError("opened a second time; a journal has one first line")
        return replace(record, secret=self.secret, opened=self.opened)


@dataclass(frozen=True, slots=True)
class BranchOpened:
    """A branch of play with its own log: the exercise itself, or one that leaves *parent* at the opening of *turn*."""

    name: BranchName
    parent: str
    turn: Count
    reason: str
    played: PlayedBy

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with one branch more."""
        if self.name in record.branches:
            raise LogError(f"name = {self.name!r}: there is a branch of that name already")
        if self.parent or self.name != MAIN:
            must_be_known(self.parent, record.branches, "parent")
        return replace(record, branches={**record.branches, self.name: self})


@dataclass(frozen=True, slots=True)
class BranchActivated:
    """The session goes on with another branch."""

    name: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with that branch played."""
        must_be_known(self.name, record.branches, "name")
        if record.branches[self.name].played != "people":
            raise LogError(f"name = {self.name!r}: was played out by doctrines; people cannot go on with it")
        return replace(record, active=self.name)


@dataclass(frozen=True, slots=True)
class DoctrineSeated:
    """Who is played by doctrine from now on."""

    seats: tuple[Seat, ...]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with those seats and no others."""
        return replace(record, doctrine=frozenset(self.seats))


@dataclass(frozen=True, slots=True)
class AnswerSealed:
    """A seat's answer to the round *key*, which waits for the round to close."""

    seat: Seat
    key: str
    decision: Decision
    by: str
    at: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with the seat's last answer."""
        return replace(record, sealed={**record.sealed, self.seat: self})


@dataclass(frozen=True, slots=True)
class AnswerRecalled:
    """A sealed answer was given back to its cell."""

    seat: Seat

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record without it, but for what was recalled."""
        kept = {seat: answer for seat, answer in record.sealed.items() if seat != self.seat}
        own = record.sealed.get(self.seat)
        recalled = record.recalled if own is None else {**record.recalled, self.seat: own}
        return replace(record, sealed=kept, recalled=recalled)


@dataclass(frozen=True, slots=True)
class PlenaryCalled:
    """Control called the plenary before the round *key*."""

    key: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        return replace(record, plenary=self.key)


@dataclass(frozen=True, slots=True)
class BoardShown:
    """What the public board shows: the first *upto* entries of a branch."""

    line: str
    upto: Count

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        must_be_known(self.line, record.branches, "line")
        return replace(record, board=self, boards={**record.boards, self.line: self})


@dataclass(frozen=True, slots=True)
class SymbolsChosen:
    """Which symbols the map is drawn with."""

    style: SymbolSet

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with them."""
        return replace(record, symbols=self.style)


@dataclass(frozen=True, slots=True)
class SelfDriven:
    """Nobody is control: the exercise runs itself, for one person at *seat*, or with an empty seat for who watches."""

    seat: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        return replace(record, driven=self)


@dataclass(frozen=True, slots=True)
class FileShelved:
    """Control put a file on the shelf, to send it with an inject; it lies in the exercise's folder."""

    id: Annotated[str, Field(pattern=r"^file-[0-9a-f]{16}$")]
    title: str
    ending: Annotated[str, Field(pattern=r"^\.[a-z0-9]{2,5}$")]
    digest: str
    source: str
    at: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with one file more."""
        return replace(record, shelf={**record.shelf, self.id: self})


Fact = (
    SessionOpened | BranchOpened | BranchActivated | DoctrineSeated | MinutesSet | RulesSet | AnswerSealed | AnswerRecalled
    | ClockSet | PlenaryCalled | BoardShown | LinkRevoked | NoteTaken | QuestionPlanned | ObjectiveRated | ForecastJudged | WashWritten
    | WashOpened | PersonJoined | OverviewFilled | SymbolsChosen | WashReleased | RoomServed | SelfDriven | HomeworkSet | DeadlineSet | LinkRestored | HoldSet
    | FileShelved | CellFact
)  # fmt: skip

KINDS: dict[str, type[Fact]] = {
    "room": SessionOpened,
    "line": BranchOpened,
    "active": BranchActivated,
    "doctrine": DoctrineSeated,
    "minutes": MinutesSet,
    "rules": RulesSet,
    "sealed": AnswerSealed,
    "recalled": AnswerRecalled,
    "clock": ClockSet,
    "plenary": PlenaryCalled,
    "board": BoardShown,
    "revoked": LinkRevoked,
    "note": NoteTaken,
    "question": QuestionPlanned,
    "rating": ObjectiveRated,
    "forecast": ForecastJudged,
    "wash": WashWritten,
    "washing": WashOpened,
    "joined": PersonJoined,
    "exercise": OverviewFilled,
    "symbols": SymbolsChosen,
    "released": WashReleased,
    "served": RoomServed,
    "driven": SelfDriven,
    "homework": HomeworkSet,
    "deadline": DeadlineSet,
    "restored": LinkRestored,
    "hold": HoldSet,
    "shelved": FileShelved,
    "cell-role": PersonRoleTaken,
    "cell-sealers": CellSealersSet,
    "cell-said": CellSaid,
    "cell-vote": CellVoteAsked,
    "cell-hand": CellVoteCast,
}
"""The kinds by the word a line of the journal carries."""


def recall(record: SessionRecord, fact: Fact) -> SessionRecord:
    """The record after *fact*. Pure; :exc:`LogError` without a place if the fact speaks of what is not there."""
    return fact.onto(record)
