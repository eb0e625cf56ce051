"""Entries of a game's course: STARTEX, moves, what seats decide and order, and ENDEX."""

from __future__ import annotations

from enum import StrEnum

from fourthseat.engine.core.entries.kinds import Audience, Entry, kind_of_entry
from fourthseat.engine.core.orders import (
    Author,
    Decision,
    Order,
    QuestionKind,
    RefusalCause,
)
from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import Hour, Seat, Turn

__all__ = [
    "AnsweredQuestion",
    "Dealt",
    "DealtIncident",
    "Decided",
    "EndCause",
    "Ended",
    "Ordered",
    "Recovered",
    "Refused",
    "RunsOn",
    "TurnClosed",
    "TurnOpened",
]


@record
class DealtIncident:
    """The exogenous luck of one incident, the same in every coalition variant."""

    id: str
    hour: Hour | None
    """Hour it opens; None if an inject opens it."""
    window: Hour
    severity: float
    resolve: float
    """The opponent's hidden type."""


@kind_of_entry()
class Dealt(Entry):
    """STARTEX: everything the world decided before anyone moved."""

    hour: Hour
    incidents: tuple[DealtIncident, ...]
    readiness: tuple[tuple[str, float], ...]
    """Share of each force that is ready."""


@kind_of_entry(Audience.EVERYBODY)
class TurnOpened(Entry):
    """A move begins."""

    hour: Hour
    turn: Turn


@kind_of_entry(Audience.EVERYBODY)
class TurnClosed(Entry):
    """A move's clock has run out; rulings follow in the same hour."""

    hour: Hour
    turn: Turn


@record
class AnsweredQuestion:
    """A question that a decision answers."""

    kind: QuestionKind
    id: str
    """Its name, alone in the game: ``orders:1``, ``concur:REQUEST``; what was said unasked counts from ``unasked:1``."""


@kind_of_entry(Audience.SEAT)
class Decided(Entry):
    """An input, logged when it entered: a seat answered what it was asked, or spoke unasked."""

    hour: Hour
    seat: Seat
    asked: tuple[AnsweredQuestion, ...]
    """The questions answered, in the order of their names."""
    decision: Decision

    @property
    def by(self) -> Author:
        """Who decided for the seat."""
        return self.decision.by

    @property
    def unasked(self) -> bool:
        """Whether the seat spoke of its own accord while the clock stood."""
        return any(question.kind == "unasked" for question in self.asked)


@kind_of_entry(Audience.SEAT)
class Ordered(Entry):
    """Control took an order; the staff has it."""

    hour: Hour
    seat: Seat
    option: str
    incident: str


@kind_of_entry(Audience.SEAT)
class Refused(Entry):
    """An order control would not carry out. A fact, not an error."""

    hour: Hour
    seat: Seat
    order: Order
    cause: RefusalCause
    reason: str
    """The rule in words, for whoever gave the order."""


@kind_of_entry()
class Recovered(Entry):
    """Readiness of forces after a move."""

    hour: Hour
    readiness: tuple[tuple[str, float], ...]
    """Share of each force that is ready, of those where it changed."""
    released: tuple[str, ...]
    """Forces that are free again: their incident is over."""


@kind_of_entry(Audience.EVERYBODY)
class RunsOn(Entry):
    """The last move is over, and the clock runs on without orders until every open window has closed."""

    hour: Hour
    incidents: tuple[str, ...]
    """Those that are open."""


class EndCause(StrEnum):
    """Why a game ended."""

    ALL_MOVES = "all-moves"
    """Every move was played."""
    CONTROL = "control"
    """Control called ENDEX."""
    TOP_RUNG = "top-rung"
    """Major conflict: handed to the facilitator."""
    CONDITION = "condition"
    """A condition of the scenario held."""


@kind_of_entry(Audience.EVERYBODY)
class Ended(Entry):
    """ENDEX."""

    hour: Hour
    cause: EndCause
    reason: str = ""
    """Control's, in its own words; the scenario's, where a condition ended it; at the end of its own ladder the name of the rung."""
