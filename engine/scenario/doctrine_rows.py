"""Doctrines as data: the rows of ``[[doctrine]]``, of a scenario or of the shipped library.

A doctrine is what a staff of rules of thumb goes by: rules in their order, each with its reason, and the numbers they are read
with. Two interpreters play them, one for capitals and one for opponents (:mod:`fourthseat.players.doctrine`); neither knows the name
of a doctrine. They are for comparison, and predict no government.
"""

from __future__ import annotations

from collections.abc import Collection
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.orders import Choice
from fourthseat.engine.scenario.amounts import Amount, Share, judged
from fourthseat.engine.scenario.effect_rows import KINDS, Does, Instrument
from fourthseat.engine.scenario.quantity import Frozen, Quantity

__all__ = [
    "OF_AN_OPPONENT",
    "OF_A_CAPITAL",
    "REASON_WORDS",
    "Answers",
    "Choices",
    "Circumstance",
    "Doctrine",
    "DoctrineRule",
]

Circumstance = Literal[
    "crisis", "quiet", "grave", "above-comfort", "leaked", "hardened", "outside", "lapsed", "pressed", "spared", "met", "reassured",
    "unsure", "partly-seen", "high-stake", "agreed", "spoken", "sent", "partners-there", "unopposed", "stale",
]  # fmt: skip
"""What a rule may ask for; a row of :data:`CIRCUMSTANCES` each."""

CIRCUMSTANCES: dict[str, str] = {
    "crisis": "an incident is open",
    "quiet": "none is",
    "grave": "the ladder, or the act the rule is about, stands on `grave_rung` or higher",
    "above-comfort": "the ladder stands above the seat's comfortable rung",
    "leaked": "a secret got out since it last hardened its networks",
    "hardened": "it has hardened its networks before",
    "outside": "it is no member of the coalition",
    "lapsed": "it has not consulted its partners in this move or the last",
    "pressed": "the incident that was decided last was pressed, or led to another",
    "spared": "the incident that was decided last was left alone",
    "met": "the incident that was decided last was pressed and frustrated or blunted",
    "reassured": "the other side keeps a line open, or has offered or promised something",
    "unsure": "it is less sure who did it than `attribution_needed`",
    "partly-seen": "it is not certain who did it, or its staff has no position yet",
    "high-stake": "its stake is `high_stake` or more",
    "agreed": "the coalition has concurred on a measure about it",
    "spoken": "somebody but the opponent has made a statement about it",
    "sent": "forces of its own are there",
    "partners-there": "forces of others than itself and the opponent are there",
    "unopposed": "no such forces are there",
    "stale": "it opened before this hour",
}
"""The circumstances in words. From ``unsure`` on they are about one incident; a rule about none asks then whether there is an open one."""

REASON_WORDS = ("rung", "comfort", "stake", "attribution", "title")
"""What a reason may have filled in: the ladder's rung, the seat's comfortable one, its stake and certainty in per cent, the option's title."""


OF_A_CAPITAL = (
    "reliability",
    "comfortable_rung",
    "entrapment",
    "attribution_needed",
    "above",
    "prefers_joint",
    "consults",
)
"""Fields of ``[seat.doctrine]`` that a capital's staff reads when it weighs what a partner asks and what to order; an opponent's reads none of it."""
OF_AN_OPPONENT = ("p_back_down", "surges")
"""Those that an opponent's staff alone reads."""


def _reason(text: str) -> str:
    """A reason whose braces name what can be filled in."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as wrong:
        raise ValueError(f"{wrong}; write {{rung}}, {{stake}} …") from None
    for name in names:
        if name not in REASON_WORDS:
            raise ValueError(f"{{{name}}} cannot be filled in; {nearest(name, REASON_WORDS)}")
    return text


def _one_of(names: Collection[str], what: str) -> BeforeValidator:
    """Refuses a name that is none of *names*, and says which is nearest."""

    def known(value: object) -> object:
        if isinstance(value, str) and value not in names:
            raise ValueError(f"no such {what}; {nearest(value, names)}")
        return value

    return BeforeValidator(known)


Effect = Annotated[Does, _one_of(KINDS, "kind of effect")]
Seek = Annotated[Literal[Does, "worth"], _one_of((*KINDS, "worth"), "kind of effect")]
Holds = Annotated[Circumstance, _one_of(CIRCUMSTANCES, "circumstance")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Reason = Annotated[Text, AfterValidator(_reason)]
NONE = judged(0, -0.5, 0.5)
"""Nothing added, by judgement."""


def _nothing(value: object) -> bool:
    return not value


class DoctrineRule(Frozen):
    """One rule: what is looked for in the menu, when, and the reason that goes with the order."""

    seek: Seek = Field(
        description="kind of effect that is looked for; worth: every order whose own effects are worth giving it, the best first"
    )
    instrument: Instrument = Field(
        default="", exclude_if=_nothing, description="options of this instrument alone; of any if empty"
    )
    joint: bool | None = Field(
        default=None,
        exclude_if=lambda joint: joint is None,
        description="joint measures alone, or national ones alone; either if absent",
    )
    standing: bool = Field(
        default=False,
        exclude_if=_nothing,
        description="joint measures alone that were agreed beforehand and need no new concurrence",
    )
    when: tuple[Holds, ...] = Field(default=(), exclude_if=_nothing, description="all of these hold")
    unless: tuple[Holds, ...] = Field(default=(), exclude_if=_nothing, description="none of these holds")
    pick: Literal["strongest", "gentlest", "every"] = Field(
        default="strongest",
        exclude_if=lambda pick: pick == "strongest",
        description="which of the options that fit: the highest rung, the lowest, or all of them",
    )
    again: bool = Field(
        default=False,
        exclude_if=_nothing,
        description="an order that was given before is given again whenever the rule holds; else once, and anew when what it did has worn off",
    )
    reason: Reason = Field(description="why, in plain words; {rung}, {comfort}, {stake}, {attribution} are filled in")


class Answers(Frozen):
    """How a capital answers a request: log-odds added to what its staff puts the chance of concurring at."""

    concurring: Quantity = Field(default=NONE, description="added to every answer; log-odds")
    sending: Quantity = Field(default=NONE, description="added where the measure would send its own forces; log-odds")
    pressed: Quantity = Field(default=NONE, description="added once the opponent pressed the last time; log-odds")
    spared: Quantity = Field(default=NONE, description="added once the opponent left the last one alone; log-odds")
    joined: Quantity = Field(default=NONE, description="added for each other capital that has concurred; log-odds")


class Choices(Frozen):
    """How an opponent chooses when its window closes: log-odds added to pressing, beside its own estimate."""

    pressing: Quantity = Field(default=NONE, description="added to pressing; log-odds")
    unopposed: Quantity = Field(default=NONE, description="added where nobody has come; log-odds")
    met: Quantity = Field(default=NONE, description="added once it pressed and was frustrated the last time; log-odds")
    reassured: Quantity = Field(
        default=NONE, description="added where the other side keeps a line open or has offered something; log-odds"
    )
    warned: Quantity = Field(
        default=NONE, description="added where the other side has said that it will resist; log-odds"
    )
    courses: dict[Choice, Quantity] = Field(
        default_factory=dict,
        exclude_if=_nothing,
        description="added to another course of the incident; log-odds",
    )
    p_back_down: Share = Field(
        default=judged(0.1, 0, 0.3),
        description="where an incident lists no courses, one that does not press backs down this often, else it holds",
    )


class Doctrine(Frozen):
    """What a staff of rules of thumb goes by; a row of the file, or of the shipped library."""

    id: Name
    title: Text
    side: Literal["capital", "opponent"] = Field(description="who may follow it")
    card: Text = Field(description="what it does, what it never orders, and why")
    use: str = Field(
        default="", exclude_if=_nothing, description="the row it is made of: what is not said here is as there"
    )
    orders: int = Field(default=6, ge=0, le=30, description="orders it gives in a move at most")
    follows: Literal["comfort", "act", "higher"] = Field(
        default="comfort",
        description="up to which rung it orders: its comfortable one, that of the act it answers, or the higher of the two",
    )
    reach: int = Field(
        default=1, ge=0, le=11, description="rungs above its comfortable one up to which it follows an act"
    )
    above: int = Field(default=0, ge=-11, le=11, description="rungs above that one; negative: below")
    joint_above: int = Field(default=0, ge=0, le=11, description="rungs further that a joint measure may stand")
    pressed_above: int = Field(
        default=0, ge=-11, le=11, description="rungs further once the opponent pressed the last time"
    )
    spared_above: int = Field(
        default=0, ge=-11, le=11, description="rungs further once the opponent left the last one alone"
    )
    grave_rung: int = Field(
        default=3, ge=0, le=11, description="rung of the ladder, or of an act, from which it is grave"
    )
    high_stake: Share = Field(default=judged(0.5, 0.3, 0.7), description="stake from which it is high")
    least: Amount = Field(
        default=judged(0.01, 0.005, 0.05), description="worth below which nothing is ordered for its worth; utility"
    )
    cost: Amount = Field(
        default=judged(0.2, 0.1, 0.5), description="worth that is lost by spending all a seat has left; utility"
    )
    others: Share = Field(
        default=judged(1, 0, 1),
        description="what a change for others, or of an indicator, counts beside one for itself; 0: nothing",
    )
    instruments: dict[Instrument, Amount] = Field(
        default_factory=dict,
        exclude_if=_nothing,
        description="what an option's worth is multiplied by, by its instrument; 1 where absent, 0 never orders it for its worth",
    )
    worth: dict[Effect, Quantity] = Field(
        default_factory=dict,
        exclude_if=_nothing,
        description="worth to the coalition of one unit of each kind of effect, utility; what helps it hurts its opponent",
    )
    answers: Answers = Field(default=Answers(), description="of a capital: how it answers requests")
    choices: Choices = Field(default=Choices(), description="of an opponent: how it chooses")
    rules: tuple[DoctrineRule, ...] = Field(
        default=(), alias="rule", exclude_if=_nothing, description="rules in their order; the first orders go first"
    )
    source: Text

    @model_validator(mode="after")
    def _of_its_side(self) -> Self:
        """Say what the other side alone reads."""
        other, whose = ("choices", "an opponent") if self.side == "capital" else ("answers", "a capital")
        if other in self.model_fields_set and getattr(self, other) != type(self).model_fields[other].default:
            raise ValueError(f"{other} is read of {whose} alone, and side = {self.side!r}")
        return self

    def unread(self, effective: bool) -> frozenset[str]:
        """Its fields that no staff which follows it ever reads; *effective* says whether an option has effects that are weighed by their worth."""
        asked = {name for rule in self.rules for name in (*rule.when, *rule.unless)}
        weighs = effective and any(rule.seek == "worth" for rule in self.rules)
        return frozenset(
            (
                "choices" if self.side == "capital" else "answers",
                *(() if "high-stake" in asked else ("high_stake",)),
                *(() if weighs else ("least", "cost", "others", "instruments", "worth")),
            )
        )
