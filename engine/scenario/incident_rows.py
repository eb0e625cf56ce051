"""Rows of what an opponent does: incidents with their windows, and the courses open to it when one closes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from fourthseat.engine.core.orders import USUAL_CHOICES, Choice
from fourthseat.engine.core.terms import Hour, Outcome, Seat
from fourthseat.engine.scenario.amounts import Amount, Positive, Share, judged
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.ladder import Level
from fourthseat.engine.scenario.quantity import Frozen, Quantity, Spread
from fourthseat.engine.scenario.texts import Name, SeatName, Text, no_value

__all__ = ["Course", "Incident"]


_IN_FULL = Quantity(1.0, source="every force alike")


class Course(Frozen):
    """Something an opponent may do when its window closes, beside others that are listed."""

    choice: Choice = Field(
        description="press; hold; back-down; sideways: another of its incidents opens or hardens; offer: it offers terms"
    )
    worth: Quantity = Field(
        default=judged(0, -0.5, 0.5),
        description="added to what pressing is worth, or else to what leaving things as they are is; utility",
    )
    incident: Name | None = Field(default=None, description="sideways: which opens, or hardens if it is open")
    amount: Amount = Field(
        default=judged(0.3, 0.1, 0.6), description="sideways: part added to the opponent's strength there"
    )
    terms: str = Field(default="", description="offer: what everybody is told")


class Incident(Frozen):
    """An opponent's act with a window, after which it is a fait accompli."""

    id: Name
    title: Text
    text: Text
    place: Name | None = Field(
        default=None,
        exclude_if=no_value,
        description="where it happens; without one it is on no map, and forces need no time to go there",
    )
    also_at: tuple[Name, ...] = Field(
        default=(),
        exclude_if=no_value,
        description="other places where it happens, for the map; forces go to *place*",
    )
    opponent: SeatName = Field(default=Seat(""), exclude_if=lambda seat: not seat, description="whose act it is")
    opponents: tuple[SeatName, ...] = Field(
        default=(),
        exclude_if=lambda seats: not seats,
        description="where several share the act: each chooses when the window closes, and the boldest choice counts",
    )
    courses: tuple[Course, ...] = Field(
        default=(),
        alias="course",
        exclude_if=lambda courses: not courses,
        description="what the opponent may do when the window closes, each with its worth; press, hold or back down if none is listed",
    )
    domains: tuple[Name, ...] = Field(default=(), description="domains of force that count here; empty for any")
    hour: Annotated[Hour, Field(ge=0)] | None = Field(
        default=None, description="hours since STARTEX; absent if an inject opens it"
    )
    jitter_hours: Amount = Field(default=judged(0, 0, 0), description="opens up to this much later")
    window_hours: Spread = Field(description="hours until the opponent's decision cycle ends")
    rung: Level
    severity: Spread = Field(description="0 nuisance … 1 lives at risk")
    resolve: Spread = Field(description="hidden type: multiplies what the opponent stands to gain")
    red_strength: Positive = Field(description="hull-equivalents the opponent has there")
    gain: Positive = Field(description="opponent's gain if unopposed, utility")
    cost: Positive = Field(description="opponent's cost if it is resisted and fails, utility")
    status_quo: Quantity = Field(description="opponent's value of leaving things as they are, utility")
    base_resist: Share = Field(description="chance it expects of resistance before anyone has moved")
    attribution: Share = Field(
        default=Quantity(1.0, source="overt act"), description="confidence in who did it at opening"
    )
    other_domains: Share = Field(
        default=_IN_FULL,
        exclude_if=lambda share: share == _IN_FULL,
        description="what share of their strength counts here of forces whose domain is not listed",
    )
    stakes: dict[SeatName, Share] = Field(
        default_factory=dict, description="how much each seat cares, 0.5 where absent"
    )
    sensors: dict[SeatName, Share] = Field(
        default_factory=dict, description="how well each seat sees it by itself, 0 where absent"
    )
    ends: dict[Outcome, tuple[EffectRow, ...]] = Field(
        default_factory=dict, exclude_if=no_value, description="outcome: effects that come about when it has ended so"
    )
    source: Text

    @property
    def challengers(self) -> tuple[Seat, ...]:
        """Everybody whose act it is."""
        return self.opponents or (self.opponent,)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What an opponent may do here, pressing first."""
        listed = [course.choice for course in self.courses]
        return tuple(sorted(listed, key=lambda choice: choice != "press")) if listed else USUAL_CHOICES
