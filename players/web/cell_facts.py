"""What happens among the people of one cell, as facts of the journal: what each is, who may seal, what they say, how they vote.

Nothing of it is the game's: no other cell and no replay of the game knows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import Field

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.records import record, replace
from fourthseat.engine.core.terms import Hour, Seat

if TYPE_CHECKING:
    from fourthseat.players.web.facts import SessionRecord

__all__ = [
    "NO_CELL",
    "CellFact",
    "CellRecord",
    "CellSaid",
    "CellSealersSet",
    "CellVoteAsked",
    "CellVoteCast",
    "HandVote",
    "PersonRoleTaken",
]

HandVote = Literal["yes", "no", "abstain"]
R = TypeVar("R", bound="SessionRecord")


@record
class CellRecord:
    """What is known of the people of one cell."""

    roles: Mapping[str, str] = field(default_factory=dict)
    """What somebody is, by the name given at the door."""
    sealers: tuple[str, ...] = ()
    """Who may seal the cell's answers; empty: everybody."""
    said: tuple[CellSaid, ...] = ()
    votes: tuple[CellVoteAsked, ...] = ()
    """Questions put to a show of hands, in their order."""
    hands: Mapping[tuple[int, str], HandVote] = field(default_factory=dict)
    """Votes by the question's place among them, from 1, and by name."""


NO_CELL = CellRecord()
"""Before anybody has said anything."""


def _with(record: R, seat: Seat, own: CellRecord) -> R:
    changed: R = replace(record, cells={**record.cells, seat: own})
    return changed


@dataclass(frozen=True, slots=True)
class PersonRoleTaken:
    """Somebody in a cell said what they are in it; empty: nothing any more."""

    seat: Seat
    name: str
    role: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        own = record.cells.get(self.seat, NO_CELL)
        roles = {name: role for name, role in own.roles.items() if name != self.name}
        return _with(record, self.seat, replace(own, roles={**roles, self.name: self.role} if self.role else roles))


@dataclass(frozen=True, slots=True)
class CellSealersSet:
    """Who of a cell may seal its answers from now on; nobody named: everybody."""

    seat: Seat
    names: tuple[str, ...]
    by: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with them."""
        return _with(record, self.seat, replace(record.cells.get(self.seat, NO_CELL), sealers=self.names))


@dataclass(frozen=True, slots=True)
class CellSaid:
    """Somebody said something to the others of the cell."""

    seat: Seat
    name: str
    text: str
    at: str
    hour: Annotated[Hour, Field(ge=0)]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with one saying more."""
        own = record.cells.get(self.seat, NO_CELL)
        return _with(record, self.seat, replace(own, said=(*own.said, self)))


@dataclass(frozen=True, slots=True)
class CellVoteAsked:
    """A question was put to a show of hands in a cell."""

    seat: Seat
    text: str
    by: str
    hour: Annotated[Hour, Field(ge=0)]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with one question more."""
        own = record.cells.get(self.seat, NO_CELL)
        return _with(record, self.seat, replace(own, votes=(*own.votes, self)))


@dataclass(frozen=True, slots=True)
class CellVoteCast:
    """Somebody raised a hand; a later vote replaces an earlier one."""

    seat: Seat
    number: Annotated[int, Field(ge=1)]
    name: str
    vote: HandVote

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        own = record.cells.get(self.seat, NO_CELL)
        if self.number > len(own.votes):
            raise LogError(f"number = {self.number}: only {len(own.votes)} questions have been put")
        return _with(record, self.seat, replace(own, hands={**own.hands, (self.number, self.name): self.vote}))


CellFact = PersonRoleTaken | CellSealersSet | CellSaid | CellVoteAsked | CellVoteCast
