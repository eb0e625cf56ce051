"""The clock on the wall and when a round closes, as facts of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.records import replace
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.players.web.fact_values import Minutes, Number, must_be_known

if TYPE_CHECKING:
    from fourthseat.players.web.facts import SessionRecord

__all__ = ["GRACE", "ClockSet", "DeadlineSet", "HoldSet", "HomeworkSet", "MinutesSet", "RulesSet"]


GRACE = 1.0
"""Minutes after the time is up before a round is closed with the declared default, where control wants that. Judgement, 0 to 5."""


@dataclass(frozen=True, slots=True)
class MinutesSet:
    """Minutes each stage is given."""

    minutes: dict[str, Minutes]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with those times."""
        for stage in self.minutes:
            must_be_known(stage, MINUTES, "minutes")
        for stage in MINUTES:
            if stage not in self.minutes:
                raise LogError(f"minutes.{stage}: missing")
        return replace(record, minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class RulesSet:
    """When a round closes."""

    early: bool
    at_end: Literal["wait", "close"]
    grace: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with those rules."""
        return replace(record, early=self.early, at_end=self.at_end, grace=self.grace)


@dataclass(frozen=True, slots=True)
class ClockSet:
    """Seconds the stage has left, below zero once its time is up; *stage* names the stage and the round."""

    left: Number
    stage: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with that clock."""
        return replace(record, clock=self)


@dataclass(frozen=True, slots=True)
class HoldSet:
    """Seconds in which the last seal, ENDEX and the like can be taken back; 0: they are done at once."""

    seconds: Annotated[float, Field(ge=0, le=300, allow_inf_nan=False)]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with that time."""
        return replace(record, hold=self.seconds)


@dataclass(frozen=True, slots=True)
class HomeworkSet:
    """An exercise of days: whoever is asked has so many hours, which pass whether the room is open or not; 0 ends that."""

    hours: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        return replace(record, homework=self.hours)


@dataclass(frozen=True, slots=True)
class DeadlineSet:
    """The time of who is asked in *stage*, a stage and its round, is up *at*: seconds since 1970, UTC; 0 while the clock stands."""

    at: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    stage: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        return replace(record, deadline=self)
