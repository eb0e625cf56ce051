"""Entries of concurrence: a measure is asked for, answered, agreed or blocked."""

from __future__ import annotations

from enum import StrEnum

from fourthseat.engine.core.entries.kinds import Audience, Entry, kind_of_entry
from fourthseat.engine.core.terms import Estimate, Hour, Seat

__all__ = ["BlockCause", "Blocked", "Concurred", "Consented", "Received", "Requested"]


@kind_of_entry(Audience.MEMBERS)
class Requested(Entry):
    """A joint measure needs concurrence."""

    hour: Hour
    request: str
    seat: Seat
    option: str
    incident: str
    needed: tuple[Seat, ...]
    """Whose answers count, the proposer's own included."""
    rule: str


@kind_of_entry(Audience.MEMBERS)
class Received(Entry):
    """A capital's answer arrived. *late* if the window closed in or before this hour."""

    hour: Hour
    request: str
    seat: Seat
    concur: bool
    late: bool
    estimate: Estimate | None
    """The chance that such a capital concurs, and why; None for the proposer's own answer."""
    draw: float | None
    """The luck that came with the question; a doctrine concurs where it is below the chance. None for the proposer's own."""


@kind_of_entry(Audience.MEMBERS, later={"standing": False})
class Concurred(Entry):
    """The coalition's rule is satisfied."""

    hour: Hour
    request: str
    took: Hour
    """Hours since the incident opened."""
    deploys: bool
    """Whether forces go: from now on members' forces there act as one."""
    standing: bool = False
    """Whether it was agreed beforehand, so that no member was asked."""


@kind_of_entry(Audience.MEMBERS)
class Consented(Entry):
    """Every owner or host of a national measure has agreed to it."""

    hour: Hour
    request: str


class BlockCause(StrEnum):
    """Why a request for concurrence failed."""

    REFUSED = "refused"
    """The rule cannot be satisfied any more; *seats* have refused."""
    LAPSED = "lapsed"
    """The window closed; *seats* had not answered."""
    WITHDRAWN = "withdrawn"
    """*seats*, who had asked, have taken it back."""


@kind_of_entry(Audience.MEMBERS)
class Blocked(Entry):
    """A joint measure failed: refused, or out of time."""

    hour: Hour
    request: str
    cause: BlockCause
    seats: tuple[Seat, ...]
    """Who refused, or who was waited for."""
