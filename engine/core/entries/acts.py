"""Entries of what becomes of an order: licences, forces and what is done, or why nothing came of it."""

from __future__ import annotations

from enum import StrEnum

from fourthseat.engine.core.entries.changes import Change, Costs
from fourthseat.engine.core.entries.kinds import Audience, Entry, kind_of_entry
from fourthseat.engine.core.terms import NOBODY, Hour, Rung, Seat

__all__ = ["Acted", "Arrived", "DropCause", "Dropped", "LicenceSought", "Licensed", "Recalled", "Returned", "Sailed"]


class DropCause(StrEnum):
    """Why an accepted order came to nothing."""

    LATE = "late"
    """Ready as the window closed, or *hours_late* after it."""
    CLOSED = "closed"
    """Its incident closed while it stood at *stage*."""
    REFUSED = "refused"
    """The coalition did not concur, or whoever had to consent did not."""
    LAPSED = "lapsed"
    """The window closed before the answers it waited for had come."""
    JOINED = "joined"
    """The same measure is carried out once for all, by another seat."""
    ENDEX = "endex"
    """The exercise ended while it stood at *stage*."""
    LEFT = "left"
    """Its seat is no longer in the coalition."""
    REQUIRES = "requires"
    """What it requires throughout holds no more."""
    TASKED = "tasked"
    """Its forces are tasked already."""
    CANCELLED = "cancelled"
    """Its seat has taken it back."""
    CONTROL = "control"
    """Control has refused it, or what it waited for at *stage*."""
    UNPAID = "unpaid"
    """*payer* cannot pay its share: *share_musd* with *left_musd* left, million US$."""


@kind_of_entry(Audience.SEAT, later={"stage": ""})
class Dropped(Entry):
    """An accepted order came to nothing: too late, no longer paid for, its forces sent elsewhere, its coalition left."""

    hour: Hour
    seat: Seat
    option: str
    incident: str
    cause: DropCause
    hours_late: Hour = 0
    payer: Seat = NOBODY
    share_musd: float = 0.0
    left_musd: float = 0.0
    stage: str = ""
    """What it was at when it was cut short: a :class:`~fourthseat.engine.rules.stages.Stage`."""


@kind_of_entry(Audience.SEAT)
class LicenceSought(Entry):
    """An application reached the export-licence desk."""

    hour: Hour
    seat: Seat
    option: str


@kind_of_entry(Audience.SEAT)
class Licensed(Entry):
    """Goods or data may flow."""

    hour: Hour
    seat: Seat
    option: str
    route: str
    """``exempt``, ``licence``, ``licence+notice``, ``licence+review`` …"""
    days: float


@kind_of_entry(Audience.SEAT)
class Acted(Entry):
    """An option other than a deployment took effect."""

    hour: Hour
    seat: Seat
    option: str
    incident: str
    joint: bool
    costs: Costs
    changes: tuple[Change, ...] = ()


@kind_of_entry(Audience.SEAT, later={"via": ""})
class Sailed(Entry):
    """A force left for an incident."""

    hour: Hour
    seat: Seat
    force: str
    incident: str
    option: str
    nmi: float
    arrives: Hour
    costs: Costs
    highest_act: Rung
    """The highest rung on which the coalition has acted about the incident, this sailing included."""
    via: str = ""
    """The place of a host that it sails from; empty where it sails from its own home."""


@kind_of_entry(Audience.SEAT)
class Recalled(Entry):
    """A force was called back: it never arrives, or is there no more, and goes back where it sailed from."""

    hour: Hour
    seat: Seat
    force: str
    option: str
    incident: str
    """What it had sailed to."""
    home: Hour
    """When it is back, and can be sent again: as long from now as it has been at sea on its way there."""
    unspent: Costs
    """Of what was set aside for its days away, what it no longer needs, by the seat that has it back."""
    from_station: bool = False
    """Whether it was there; then it counts there no more. Otherwise it was under way."""


@kind_of_entry(Audience.SEAT)
class Returned(Entry):
    """A force that was called back is where it sailed from, and can be sent again."""

    hour: Hour
    seat: Seat
    force: str


@kind_of_entry(Audience.EVERYBODY)
class Arrived(Entry):
    """A force is on station. *late* if the window closed in or before this hour."""

    hour: Hour
    seat: Seat
    force: str
    incident: str
    strength: float
    joint: bool
    late: bool
