"""What capitals have agreed, may declare and answer to: access to each other's places, legal categories, publics at home."""

from __future__ import annotations

from pydantic import Field

from fourthseat.engine.scenario.amounts import Amount, Positive, judged
from fourthseat.engine.scenario.quantity import Frozen, Quantity
from fourthseat.engine.scenario.texts import Name, SeatName, Text, no_value

__all__ = ["Access", "LegalCategory", "Public"]


class Access(Frozen):
    """A place of one seat that another's forces may sail from: a base, a port call, a reciprocal access agreement."""

    id: Name
    host: SeatName = Field(description="whose place it is, and who is asked")
    guest: SeatName = Field(description="whose forces may sail from there")
    place: Name = Field(description="the place, by its id")
    hours: Amount = Field(
        default=judged(12, 0, 48),
        description="hours saved in making ready, by berths, stores and crews that wait there: at most what a force needs to make ready, never of its way",
    )
    consent: bool = Field(
        default=True,
        description="the host is asked each time, by an option with the effect access; false: it stands from STARTEX",
    )
    source: Text


class LegalCategory(Frozen):
    """A legal category that a seat may declare, once the facts allow it, and what it then may do."""

    id: Name
    title: Text
    seat: SeatName = Field(description="who may declare it, by an option with the effect legal")
    text: str = Field(default="", exclude_if=no_value, description="what it means, for people; public")
    requires: Text | None = Field(
        default=None,
        exclude_if=lambda said: said is None,
        description="the facts without which it cannot be declared, as a condition in words: a request of another seat is ordered(SEAT, OPTION)",
    )
    hours: Amount = Field(
        default=judged(12, 2, 72),
        description="hours from the order to the declaration: counsel, cabinet, legislature",
    )
    opens: tuple[Name, ...] = Field(
        default=(),
        exclude_if=no_value,
        description="options that its seat may order only once this category, or another that opens them, is declared",
    )
    source: Text


class Public(Frozen):
    """Support at home for what a capital does in the crisis, 0 to 100: an indicator that moves with what people see."""

    seat: SeatName = Field(description="whose public it is")
    start: Quantity = Field(default=judged(55, 35, 75), description="support at STARTEX, points of 100")
    casualties: Amount = Field(
        default=judged(10, 2, 25),
        description="points lost by an incident that is pressed, at the highest severity; people are hurt in proportion",
    )
    success: Amount = Field(
        default=judged(5, 0, 15), description="points gained by an incident that is held or frustrated"
    )
    cost: Amount = Field(default=judged(5, 0, 20), description="points lost by spending the whole budget")
    surprise: Amount = Field(
        default=judged(5, 0, 15),
        description="points lost by an incident that was decided before the capital had a position on it",
    )
    per_rung: Positive = Field(
        default=judged(20, 10, 40), description="points of support that move the comfortable rung by one"
    )
    source: Text
