"""Rows of the seats: what each is at the table for, and the rule-of-thumb staff behind it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fourthseat.engine.core.terms import Cell
from fourthseat.engine.scenario.amounts import Amount, LogDays, Positive, Share, judged
from fourthseat.engine.scenario.ladder import Level
from fourthseat.engine.scenario.quantity import Frozen, Quantity
from fourthseat.engine.scenario.texts import Name, SeatName, Text, no_value, not_said

__all__ = ["Objective", "SeatDoctrine", "SeatSpec"]


class Objective(Frozen):
    """What a seat is at the table for."""

    id: Name
    text: Text
    hidden: bool = Field(
        default=False,
        exclude_if=no_value,
        description="for control and its evaluators alone: the seat itself does not read it either, and is rated by it all the same",
    )
    capability: Literal["", "signal", "coordination", "information", "technology", "logistics", "escalation"] = Field(
        default="",
        exclude_if=no_value,
        description="which capability it puts to the test, for the after-action report: signal (deterrence), coordination "
        "(of allies), information (sharing and security), technology (sharing and licences), logistics (and presence) or escalation (management)",
    )
    measures: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")], ...] = Field(
        default=(),
        exclude_if=no_value,
        description="measures that say how it went, the engine's or the scenario's own; they stand beside its rating in the after-action report",
    )


class SeatDoctrine(Frozen):
    """The rule-of-thumb staff of a seat: which doctrine it follows, and what is the seat's own whichever it follows."""

    use: str = Field(
        default="",
        exclude_if=no_value,
        description="the doctrine it follows: a row [[doctrine]] of the file, or of the shipped library (fourthseat scenarios --doctrines); empty: standard for a capital, opportunist for an opponent",
    )
    reliability: Share = Field(
        default=judged(0.75, 0.22, 0.9, "[LeedsLongMitchell2000]; [BerkemeierFuhrmann2018]"),
        description="chance the capital backs a measure it has no quarrel with",
    )
    comfortable_rung: Level = Field(
        default=3, description="highest rung it orders by itself; beyond it entrapment counts"
    )
    entrapment: Amount = Field(
        default=judged(0.6, 0, 1.5), description="log-odds of concurring lost per rung above the comfortable one"
    )
    attribution_needed: Share = Field(
        default=judged(0.5, 0.3, 0.8), description="confidence in who did it, below which it doubts"
    )
    orders: int | None = Field(
        default=None,
        ge=0,
        le=30,
        exclude_if=not_said,
        description="orders it gives in a move at most, instead of its doctrine's",
    )
    above: int | None = Field(
        default=None,
        ge=-11,
        le=11,
        exclude_if=not_said,
        description="rungs above those its doctrine follows, instead of its doctrine's",
    )
    prefers_joint: bool | None = Field(
        default=None,
        exclude_if=not_said,
        description="false: orders national measures before joint ones, whatever its doctrine's order",
    )
    consults: bool | None = Field(
        default=None, exclude_if=not_said, description="false: never consults, whatever its doctrine says"
    )
    p_back_down: Share | None = Field(
        default=None,
        exclude_if=not_said,
        description="an opponent that does not press backs down this often, else it holds; instead of its doctrine's",
    )
    surges: bool | None = Field(
        default=None,
        exclude_if=not_said,
        description="false: an opponent that never reinforces, whatever its doctrine says",
    )


class SeatSpec(Frozen):
    """One seat, and the staff behind it."""

    id: SeatName
    name: Text
    cell: Cell
    own_cell: str = Field(
        default="",
        exclude_if=no_value,
        description="the [[cell]] it sits in; put in where cell names one",
    )
    role: Text
    brief: Text = Field(description="what only this seat is told at STARTEX")
    objectives: tuple[Objective, ...] = Field(min_length=1)
    staff_teams: int = Field(default=1, ge=1, le=9, description="crises its staff can work on at once")
    lag_mu: LogDays = Field(
        default=Quantity(1.816, 1.4, 2.3, "[ICB] pooled fit, log days"), description="log-mean of days to a position"
    )
    lag_sigma: Amount = Field(
        default=Quantity(1.423, 1.2, 1.6, "[ICB] pooled fit"), description="log-sd of days to a position"
    )
    gdp_busd: Positive = Field(
        default=judged(1, 0.1, 30000), description="economic size, for burden shares; billion US$"
    )
    budget_musd: Amount = Field(default=judged(500, 100, 5000), description="what it may spend on options; million US$")
    cyber_defence: Positive = Field(
        default=judged(1, 0.5, 2), description="effort in a Tullock contest, 1 = an average staff"
    )
    hazard_per_month: Amount = Field(
        default=judged(0.03, 0.01, 0.1),
        description="leak hazard per 1,000 cleared people and item that is shared with it: a plan, a picture, a technology line",
    )
    people: Amount = Field(default=judged(1, 0.2, 5), description="thousands of people with access to pact secrets")
    security: Share = Field(
        default=judged(0.5, 0, 1), description="information-security standard before any safeguards"
    )
    trust: Share = Field(default=judged(0.6, 0.3, 0.9), description="trust in the coalition at STARTEX")
    doctrine: SeatDoctrine = SeatDoctrine()
    source: Text
