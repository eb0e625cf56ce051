"""The escalation ladder of a scenario: the standard one, or the author's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from fourthseat.engine.core.terms import Rung
from fourthseat.engine.scenario.quantity import Frozen

__all__ = ["FORCE", "LEVELS", "Ladder", "Level"]

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Level = Annotated[Rung, Field(ge=0, le=11)]
"""A rung of the scenario's ladder, which has twelve at most."""
RungOrNone = Annotated[int, Field(ge=-1, le=11)]
StandardLevel = Annotated[int, Field(ge=0, le=6)]
Points = Annotated[float, Field(ge=0)]

STANDARD_RUNGS = (
    "routine",
    "protest and demarche",
    "grey-zone coercion",
    "show of force",
    "quarantine, ramming with injury",
    "limited exchange",
    "major conflict",
)
"""Names of the seven standard levels, which the data on replies know [Kahn1965]."""
LEVELS = tuple(range(len(STANDARD_RUNGS)))
FORCE = 4
"""The standard level on which force is used: ramming with injury."""


class Ladder(Frozen):
    """The escalation ladder: three to twelve rungs, counted from 0; seven unless the file has its own."""

    start: Level = 1
    rungs: tuple[Text, ...] = STANDARD_RUNGS
    levels: tuple[StandardLevel, ...] = Field(
        default=(),
        exclude_if=lambda said: not said,
        description="for each rung, which of the seven standard levels it stands for in the data on replies: 0 routine, 1 protest, 2 grey-zone coercion, 3 show of force, 4 quarantine, 5 limited exchange, 6 major conflict; evenly spread where absent",
    )
    exchange: RungOrNone | None = Field(
        default=None,
        exclude_if=lambda said: said is None,
        description="the rung whose reaching brings one exchange of fire; the one below the top where absent, none if -1",
    )
    ends: RungOrNone | None = Field(
        default=None,
        exclude_if=lambda said: said is None,
        description="the rung that ends the exercise and hands it to the facilitator; overt acts alone never lead there; the top where absent, none if -1",
    )
    weights: str | tuple[Points, ...] = Field(
        default="rivera",
        description="points of escalation a move: a profile's name (rivera, blank), or a number a rung",
    )
    source: Text = "[Kahn1965] condensed; weights [Rivera2024]"

    @property
    def top(self) -> Rung:
        """The highest rung."""
        return len(self.rungs) - 1

    @property
    def standard(self) -> tuple[int, ...]:
        """The standard level of each rung."""
        if self.levels:
            return self.levels
        return (
            LEVELS if self.top == LEVELS[-1] else tuple(round(n * LEVELS[-1] / self.top) for n in range(self.top + 1))
        )

    @property
    def exchange_rung(self) -> Rung:
        """The rung whose reaching brings an exchange; -1 if none does."""
        return self.top - 1 if self.exchange is None else self.exchange

    @property
    def end_rung(self) -> Rung:
        """The rung that ends the exercise; one more than the highest if none does."""
        return self.top if self.ends is None else self.top + 1 if self.ends < 0 else self.ends

    @property
    def own_end(self) -> str:
        """What the rung that ends the exercise is called, where that is the file's own; empty for the standard's."""
        standard = self.ends is None and self.rungs == STANDARD_RUNGS
        return "" if standard or self.end_rung > self.top else self.rungs[self.end_rung]

    def first_at(self, level: int) -> Rung:
        """The lowest rung that stands for the standard *level* or a higher one; the top if none does."""
        return next((rung for rung, stands_for in enumerate(self.standard) if stands_for >= level), self.top)
