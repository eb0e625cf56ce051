"""Rows of what can be sent, and of the places on the map it is sent from and to."""

from __future__ import annotations

from pydantic import Field

from fourthseat.engine.scenario.amounts import Amount, Positive, Share, judged
from fourthseat.engine.scenario.quantity import Frozen, Quantity
from fourthseat.engine.scenario.texts import Name, SeatName, Text, no_value

__all__ = ["Force", "Place"]


class Place(Frozen):
    """A point on the map."""

    id: Name
    name: Text
    lat: float = Field(ge=-90, le=90, description="degrees north")
    lon: float = Field(ge=-180, le=180, description="degrees east")
    source: Text


class Force(Frozen):
    """Something a seat can send."""

    id: Name
    seat: SeatName
    name: Text
    domain: Name
    home: Name | None = Field(
        default=None,
        exclude_if=no_value,
        description="the place it sails from; without one it has no way to go, and is there once it is ready",
    )
    strength: Positive = Field(description="hull-equivalents in its own domain")
    availability: Share = Field(description="share ready at STARTEX; the game draws within ±0.2 of it")
    speed_kn: Amount = Field(
        default=Quantity(0.0, source="it need not travel"),
        description="transit speed, knots; 0 for a force that need not travel",
    )
    ready_hours: Amount = Field(default=judged(12, 4, 48), description="hours from order to sailing at routine posture")
    cost_musd_day: Amount = Field(default=judged(0.5, 0.1, 3), description="million US$ a day on task")
    symbol: str = Field(
        default="",
        description="symbol identification code of the map's symbol, twenty digits of MIL-STD-2525D; whose side it is on and that it is an exercise the map says itself; without one, by its domain",
    )
    absent: bool = Field(
        default=False,
        exclude_if=no_value,
        description="not there at STARTEX: comes with an effect that says so (arrives)",
    )
    source: Text
