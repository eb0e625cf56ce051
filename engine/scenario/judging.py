"""What a scenario says of when something happens, of its own end and of its own measures: conditions and expressions in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.scenario.expressions import All, Comparison, Constant, Expression, Fact, Not, Number, words_of
from fourthseat.engine.scenario.ladder import Level
from fourthseat.engine.scenario.quantity import Frozen

__all__ = ["Condition", "End", "OwnMeasure", "Said", "from_fields", "in_words"]

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
RowName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Condition(Frozen):
    """A condition as a table of fields: everything of it must hold as a move closes. The first way to write one; words can say more."""

    incident: RowName | None = None
    outcome: tuple[Outcome, ...] = ()
    choice: tuple[Choice, ...] = ()
    not_concurred: bool = Field(default=False, description="the incident closed without the coalition's concurrence")
    rung_at_least: Level | None = None
    leaked: bool = False
    fired: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")] | None = Field(
        default=None, description="after this inject"
    )
    not_ordered: RowName | None = Field(
        default=None, description="nobody has ordered this option: an expected action is missing"
    )


def from_fields(when: Condition) -> Expression:
    """What the fields of a condition say, all of which must hold. They have always been looked at as a move closes."""
    parts: list[Expression] = [Fact("closing")]
    if when.incident is not None:
        about = (when.incident,)
        if when.outcome or not when.choice:
            parts.append(Fact("ended", about, tuple(map(str, when.outcome))))
        if when.choice:
            parts.append(Fact("chose", about, when.choice))
        if when.not_concurred:
            parts.append(Not(Fact("concurred", about)))
    if when.rung_at_least is not None:
        parts.append(Comparison(Number("rung"), ">=", Constant(float(when.rung_at_least))))
    if when.leaked:
        parts.append(Fact("leaked"))
    if when.fired is not None:
        parts.append(Fact("sent", (when.fired,)))
    if when.not_ordered is not None:
        parts.append(Not(Fact("ordered", (when.not_ordered,))))
    return All(tuple(parts))


def _way(said: object) -> str:
    return ":words" if isinstance(said, str) else ":fields"


if TYPE_CHECKING:
    Said = str | Condition
else:
    Said = Annotated[
        Annotated[Words, Tag(":words")] | Annotated[Condition, Tag(":fields")],
        Discriminator(_way),
    ]
    """A condition in words, or as a table of fields."""


def in_words(said: Said) -> str:
    """The condition *said* in words."""
    return said if isinstance(said, str) else words_of(from_fields(said))


class End(Frozen):
    """A condition that ends the exercise as soon as it holds."""

    when: Words = Field(description="the condition")
    text: Words = Field(description="why it ends, in a sentence that everybody reads at ENDEX and in the report")


class OwnMeasure(Frozen):
    """A number of the scenario's own, worked out of every game and shown wherever the engine's own measures are."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")] = Field(
        description="what it is called in commands and tables; small letters, digits and underscores"
    )
    title: str = Field(default="", description="its heading for people; the name with spaces if empty")
    of: Words = Field(
        description='what is measured: numbers of the game as in conditions, with + - * /, such as "trust(NOR) + trust(FIN)"; '
        "or a condition, which counts 1 while it holds and 0 else"
    )
    take: Literal["end", "mean", "maximum", "minimum", "first-hour"] = Field(
        default="end",
        description="of what is measured: its value at ENDEX, its mean over the hours of the game, the highest, the lowest, "
        "or the first hour in which the condition holds (nothing where it never does)",
    )
    unit: Words = Field(description="the unit of the number, for people: share, per cent, hours")
    better: Literal["higher", "lower", ""] = Field(
        default="", description="which way is better for the coalition: higher or lower; empty where neither is"
    )
    margin: Annotated[float, Field(ge=0)] = Field(
        default=0.0, description="a difference this small is not worth reporting, in its unit; judgement"
    )
    why: Words = Field(description="what it stands for here, in a sentence")
