"""Rows of what is looked at in a scenario: its own indicators, and the measures it is about."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fourthseat.engine.scenario.amounts import judged
from fourthseat.engine.scenario.quantity import Frozen, Quantity
from fourthseat.engine.scenario.texts import Name, SeatName, Text

__all__ = ["Indicator", "Interest"]


class Indicator(Frozen):
    """A number of the scenario's own that is watched: an opinion, a stock, ships through a strait."""

    id: Name
    title: Text
    start: Quantity = Field(description="value at STARTEX")
    unit: Text = Field(description="in which it is counted, such as per cent or ships a day")
    low: float = Field(default=0.0, description="never falls below")
    high: float = Field(default=100.0, description="never rises above")
    drift_per_day: Quantity = Field(default=judged(0, 0, 0), description="changes by itself, its unit a day")
    seen_by: tuple[SeatName, ...] = Field(default=(), description="who sees it; empty: everybody")
    better: Literal["", "higher", "lower"] = Field(default="", description="which way is better for the coalition")
    source: Text


class Interest(Frozen):
    """A measure this scenario is about, and which way is better for the coalition."""

    name: str
    better: Literal["higher", "lower"]
    why: Text
