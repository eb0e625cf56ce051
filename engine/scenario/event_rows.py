"""Rows of what control brings: the injects of the events list and what they change, and what is said as a move opens."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fourthseat.engine.core.terms import Hour
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.judging import Said, in_words
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.texts import Name, SeatName, Text, no_value

__all__ = ["Effect", "Inject", "Move"]


Part = Annotated[float, Field(ge=-1, le=1)]
InjectName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")]


class Effect(Frozen):
    """What an inject changes besides what people know."""

    opens: Name | None = Field(default=None, description="an incident without an hour of its own")
    attribution: dict[Name, Part] = Field(default_factory=dict, description="incident: confidence added for every seat")
    trust: dict[SeatName, Part] = Field(default_factory=dict, description="seat: trust added")
    exempt_share: dict[SeatName, Part] = Field(
        default_factory=dict, description="seat: exempt share added to its terms"
    )
    rung: Literal[-1, 0, 1] = 0
    basis: str = Field(default="judgement", description="where the sizes come from")


class Inject(Frozen):
    """One row of the MSEL."""

    id: InjectName
    kind: Literal["inject", "contingency", "expected-action"] = "inject"
    hour: Annotated[Hour, Field(ge=0)] | None = Field(
        default=None, description="hours since STARTEX; absent on a contingency inject"
    )
    mode: str = "brief"
    sender: str = Field(default="CONTROL", alias="from")
    to: tuple[SeatName, ...] = Field(min_length=1)
    text: Text
    expected: str = Field(default="", description="expected participant response")
    objective: str = ""
    attach: tuple[Name, ...] = Field(
        default=(), exclude_if=lambda said: not said, description="hand-outs that its addressees are given with it"
    )
    when: Said | None = None
    effect: Effect = Effect()
    effects: tuple[EffectRow, ...] = Field(default=(), exclude_if=no_value, description="what it changes, in full")
    flash: bool = Field(
        default=False,
        exclude_if=no_value,
        description="whoever receives it in mid-move is asked for orders at once, if the scenario has flash_orders",
    )
    notes: str = ""
    columns: dict[str, str] = Field(
        default_factory=dict,
        exclude_if=lambda kept: not kept,  # logs written before there were sheets stay what they are
        description="columns of a spreadsheet that mean nothing here, kept",
    )
    source: Text

    @property
    def condition(self) -> str | None:
        """What it waits for, in words; None if it waits for nothing."""
        return None if self.when is None else in_words(self.when)

    def may_open(self, incident: str) -> bool:
        """Whether it opens *incident*, by its short form or by its effects in full."""
        return self.effect.opens == incident or any(e.does == "open" and e.incident == incident for e in self.effects)


class Move(Frozen):
    """One move, in the order of the rows: how long it is, and what is said when it opens."""

    hours: Annotated[int, Field(ge=1, le=8784)] | None = Field(
        default=None, description="how long it lasts on the exercise's clock; turn_hours where absent"
    )
    title: str = Field(default="", description="its heading, for people; public")
    situation: str = Field(default="", description="what everybody is told when it opens; public")
    briefs: dict[SeatName, Text] = Field(
        default_factory=dict, description="seat: what only that seat is told when it opens"
    )
