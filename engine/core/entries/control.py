"""Entries of what control does: injects and hand-outs, arguments, and changes of the world and of orders."""

from __future__ import annotations

from typing import Any

from fourthseat.engine.core.entries.changes import Change
from fourthseat.engine.core.entries.kinds import Audience, Entry, kind_of_entry
from fourthseat.engine.core.entries.turns import DealtIncident
from fourthseat.engine.core.orders import (
    Argue,
    Intervene,
    Matter,
)
from fourthseat.engine.core.talk import Attachment
from fourthseat.engine.core.terms import Estimate, Hour, Outcome, Seat

__all__ = [
    "Amended",
    "Argued",
    "HandedOut",
    "IncidentAdded",
    "Injected",
    "Intervened",
    "Proposed",
    "Realigned",
    "Rescheduled",
    "Settled",
    "Withheld",
]


@kind_of_entry(Audience.ADDRESSEES, later={"mode": "", "attached": []})
class Injected(Entry):
    """A row of the MSEL, or an ad-hoc inject, reached its seats."""

    hour: Hour
    inject: str
    sender: str
    to: tuple[Seat, ...]
    text: str
    changes: tuple[Change, ...] = ()
    mode: str = ""
    """How an ad-hoc inject reached them; a row of the MSEL says it itself."""
    attached: tuple[Attachment, ...] = ()


@kind_of_entry(Audience.ADDRESSEES)
class HandedOut(Entry):
    """A file of the pack was given to seats."""

    hour: Hour
    handout: str
    to: tuple[Seat, ...]
    inject: str = ""
    """The inject it came with; empty if it came as a move opened, or as its condition came to hold."""


@kind_of_entry()
class Proposed(Entry):
    """A contingency inject's condition holds; control is asked at once, or as the next move opens, and may withhold it."""

    hour: Hour
    inject: str


@kind_of_entry()
class Withheld(Entry):
    """Control took an inject off the list."""

    hour: Hour
    inject: str


@kind_of_entry()
class Amended(Entry):
    """Control rewrote an inject before it was sent."""

    hour: Hour
    inject: str
    text: str


@kind_of_entry(Audience.ADDRESSEES)
class Argued(Entry):
    """A matrix argument was settled; about an incident, its ruling follows when the move closes."""

    hour: Hour
    number: int
    argument: Argue
    estimate: Estimate
    """Chance of success as shown before the dice; 0 or 1 where none were thrown."""
    dice: tuple[int, ...]
    margin: int
    """Sum and modifier above what was needed; votes for above votes against; 0 where neither was counted."""
    outcome: Outcome


@kind_of_entry()
class Rescheduled(Entry):
    """Control set an inject down for another hour."""

    hour: Hour
    inject: str
    to: Hour


@kind_of_entry()
class Intervened(Entry):
    """Control changed the world; what came of each effect follows in entries of its own."""

    hour: Hour
    number: int
    """From 1, in the order of the game."""
    order: Intervene


@kind_of_entry(Audience.ADDRESSEES)
class Settled(Entry):
    """Control granted or refused what an order waited for, or the order as a whole: no capital's answer, and no desk's licence."""

    hour: Hour
    seat: Seat
    """Whose order it is."""
    number: int
    """Which of the seat's own orders, from 1."""
    option: str
    incident: str
    matter: Matter
    grants: bool
    reason: str
    """Control's, in its own words."""
    told: bool
    """Whether *to* read that control did it, and why."""
    to: tuple[Seat, ...]
    """Whom it concerns: the seat, and those the request is before that it ends."""
    at_desk: bool = False
    """Whether its application for a licence ends with it."""
    request: str = ""
    """The request that ends with it; empty if there is none."""
    agreed: bool = False
    """Whether a joint measure goes ahead with it on which the coalition has not concurred."""
    deploys: bool = False
    """Whether forces go with that measure: from now on members' forces there act as one."""


@kind_of_entry(Audience.EVERYBODY)
class Realigned(Entry):
    """The coalition variant changed."""

    hour: Hour
    coalition: str


@kind_of_entry()
class IncidentAdded(Entry):
    """Control added an incident that the scenario does not have; that it opens follows in an entry of its own."""

    hour: Hour
    row: dict[str, Any]
    """The whole row, as a scenario's file has it, by its keys."""
    like: str
    """The incident whose own options are about this one too; empty for none."""
    dealt: DealtIncident
    """Its luck."""
