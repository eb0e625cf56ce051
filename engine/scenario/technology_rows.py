"""Rows of technology: what flows from a donor, and the desk that licenses exports."""

from __future__ import annotations

from pydantic import Field

from fourthseat.engine.scenario.amounts import Amount, Positive, Share, judged
from fourthseat.engine.scenario.quantity import Frozen, Quantity, Spread
from fourthseat.engine.scenario.texts import Name, SeatName, Text

__all__ = ["Desk", "Programme"]


class Programme(Frozen):
    """A technology line that flows from a donor to whoever is cleared for it."""

    id: Name
    title: Text
    donor: SeatName
    phi_per_year: Positive = Field(
        default=judged(0.3, 0.1, 0.6, "[NelsonPhelps1966]"), description="speed of catch-up at full sharing"
    )
    boost: Amount = Field(
        default=judged(0.3, 0, 0.6), description="strength gained in its domains once the gap is closed"
    )
    domains: tuple[Name, ...] = Field(min_length=1)
    source: Text


class Desk(Frozen):
    """The export-licence desk, a queue with officers and a service time, and the stages behind it."""

    arrivals_per_day: Positive = judged(10.4, 8, 11.5)
    service_per_day: Positive = judged(1.0, 0.97, 2)
    officers: int = Field(default=12, ge=1, le=200)
    exempt_flow: Share = Field(
        default=Quantity(0.0, 0, 0.8), description="share of the desk's other arrivals that an exemption has taken away"
    )
    case_officers: int = Field(
        default=2,
        ge=1,
        le=50,
        description="officers who take the coalition's own cases: two at once wait for each other",
    )
    base_days: Positive = Field(default=judged(45, 20, 80), description="mean of the two review stages together")
    p_notified: Share = Field(
        default=judged(0.15, 0, 0.4), description="chance an item must be notified to the legislature"
    )
    notice_days: Spread = Spread(low=15, mode=20, high=30)
    p_reviewed: Share = Field(default=judged(0.3, 0, 0.6), description="chance of a technology release review")
    review_days: Spread = Spread(low=60, mode=90, high=180)
    source: Text = "judgement; structure after docs/models.md, technology transfer"
