"""Rows of the menu: what a seat may order, and what an order of it changes."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Self, cast

from pydantic import Field, model_validator

from fourthseat.engine.scenario.amounts import Amount, Share, judged
from fourthseat.engine.scenario.effect_rows import EffectRow, Instrument, Step
from fourthseat.engine.scenario.ladder import Level
from fourthseat.engine.scenario.library import library, of_kind
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.texts import Name, SeatName, Text, no_value

__all__ = ["Option", "OptionKind"]


OptionKind = Literal[
    "", "statement", "deploy", "share", "transfer", "harden", "consult", "reassure", "posture", "surge", "intrude"
]


ONCE = frozenset({"statement", "deploy", "transfer"})
"""Effects of which a seat has enough once."""


class Option(Frozen):
    """A response option a seat may order: one row of the menu."""

    id: Name
    title: Text
    text: Text
    use: str = Field(
        default="",
        exclude_if=no_value,
        description="a row of the shipped library that it is made of (fourthseat scenarios --library)",
    )
    kind: OptionKind = Field(
        default="",
        exclude_if=no_value,
        description="one of the ten kinds that say effects and steps at once; empty where effects do",
    )
    instrument: Instrument = Field(
        default="",
        exclude_if=no_value,
        description="what it is to a reader, to a rule of concurrence by instrument and to a doctrine that prefers some to others",
    )
    seats: tuple[SeatName, ...] = Field(min_length=1)
    domains: tuple[Name, ...] = Field(default=(), description="deploy: which of the seat's forces go")
    incidents: tuple[Name, ...] = Field(default=(), description="about these only; empty for any")
    joint: bool = Field(default=False, description="a coalition measure that needs concurrence by the rule")
    rung: Level
    staff_hours: Amount = Field(default=judged(6, 2, 24), description="hours of one staff team")
    credibility: Share = Field(
        default=judged(0.0, 0, 0.2), description="how far it alone convinces the opponent of resistance"
    )
    amount: Amount = Field(
        default=judged(0.2, 0.05, 0.5),
        description="size of the effect. share: quality of the picture, 0 to 1; harden: effort added to cyber_defence; surge: part added to the opponent's strength; intrude: effort against cyber_defence; of other kinds nothing",
    )
    cost_musd: Amount = Field(default=judged(1, 0, 50), description="fixed cost, million US$")
    licence: bool = Field(default=False, description="needs an export licence before it takes effect")
    donor: SeatName | None = Field(default=None, description="whose goods or data are licensed; a donor needs none")
    consent_of: tuple[SeatName, ...] = Field(
        default=(),
        description="owners or hosts who must agree: besides the rule to a joint measure, by themselves to a national one",
    )
    programme: Name | None = Field(default=None, description="transfer: which technology line starts to flow")
    steps: tuple[Step, ...] | None = Field(
        default=None,
        exclude_if=lambda steps: steps is None,
        description="what stands between order and effect, in this order; absent: what its effects need by themselves",
    )
    effects: tuple[EffectRow, ...] = Field(
        default=(), exclude_if=no_value, description="what it changes, beside what its kind does"
    )
    needs_legal: str = Field(
        default="", exclude_if=no_value, description="legal category its seat must have declared to order it"
    )
    once: bool = Field(default=False, exclude_if=no_value, description="a seat orders it once, about an incident once")
    requires: Text | None = Field(
        default=None,
        exclude_if=lambda said: said is None,
        description="a condition in words; the option is on the menu only while it holds",
    )
    requires_throughout: bool = Field(
        default=False,
        exclude_if=no_value,
        description="an order that is under way comes to nothing as soon as what it requires holds no more; else it was enough that it held",
    )
    source: Text

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.kind and not self.effects:
            raise ValueError("an option needs effects, a kind, or a row of the library to use")
        return self

    @cached_property
    def acts(self) -> tuple[EffectRow, ...]:
        """What it does: what its kind stands for, then its own effects."""
        return (*of_kind(self.kind), *self.effects) if self.kind else self.effects

    @cached_property
    def means(self) -> Instrument:
        """Its instrument, for a staff that prefers some to others: its own, else that of its kind."""
        return self.instrument or (cast(Instrument, library()[self.kind]["instrument"]) if self.kind else "")

    @cached_property
    def deeds(self) -> tuple[EffectRow, ...]:
        """Of these, what the act itself is: done with it, at once and for certain."""
        return tuple(effect for effect in self.acts if effect.kind.act and not effect.modified)

    @cached_property
    def does(self) -> frozenset[str]:
        """Kinds of effect it has."""
        return frozenset(effect.does for effect in self.acts)

    @cached_property
    def about(self) -> bool:
        """Whether it is ordered about an incident: one of its effects is on the order's own."""
        return any(effect.kind.on == "incident" and not effect.incident for effect in self.acts)

    @cached_property
    def asks_access(self) -> bool:
        """Whether it asks a host to let forces sail from its place."""
        return any(effect.does == "access" and not effect.off for effect in self.effects)

    @cached_property
    def once_only(self) -> bool:
        """Whether a seat orders it once about an incident; the others may be repeated in later moves."""
        return self.once or not self.does.isdisjoint(ONCE)

    @cached_property
    def effective(self) -> bool:
        """Whether it has effects beside what an act of its kinds is by itself."""
        return any(not effect.kind.act or effect.modified for effect in self.effects)

    @cached_property
    def desk_work(self) -> bool:
        """Whether a desk of its own draws it up: pictures, talking, hardening and licensing need no crisis staff."""
        return not self.about or "picture" in self.does

    def strength(self, does: str) -> tuple[float, float, str]:
        """Where it stands among options that have the effect *does*, the strongest first: by rung, by the number that this effect reads, by name.

        Of a statement that number is its credibility, of an effect with an amount its amount; of any other there is none.
        """
        if does == "statement":
            size = float(self.credibility)
        else:
            size = max((self.size(row) for row in self.acts if row.does == does and row.kind.unit), default=0.0)
        return -self.rung, -size, self.id

    def size(self, effect: EffectRow) -> float:
        """The amount of one of its effects: the effect's, or its own where the effect has none."""
        return float(self.amount if effect.amount is None else effect.amount)
