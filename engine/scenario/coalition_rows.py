"""Rows of who stands with whom: the variants of the coalition, its members and allies, and treaties."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from fourthseat.engine.core.terms import RULE_PATTERN, ConcurrenceRule
from fourthseat.engine.scenario.amounts import Amount, Share, judged
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.quantity import Frozen, Quantity, Spread
from fourthseat.engine.scenario.texts import Name, SeatName, Text, no_value

__all__ = ["Ally", "Coalition", "Member", "Treaty"]


RuleText = Annotated[str, StringConstraints(pattern=RULE_PATTERN)]
_WEIGHT = Quantity(1.0, source="every member alike")


class Member(Frozen):
    """The terms on which a seat belongs to a coalition."""

    seat: SeatName
    consent: bool = Field(default=True, description="its concurrence counts under the rule")
    information: Share = Field(description="cap of the sharing level with the other members")
    exempt_share: Share = Field(description="share of items it may receive without a licence")
    safeguards: Share = Field(
        default=judged(0.0, 0, 1), description="how far pact safeguards close the gap to a perfect security standard"
    )
    obligation: Quantity = Field(
        default=judged(0.4, 0, 0.8), description="log-odds of concurring gained from membership: resolve"
    )
    weight: Amount = Field(
        default=_WEIGHT,
        exclude_if=lambda weight: weight == _WEIGHT,
        description="what its answer weighs under a weighted rule",
    )
    provocation: Amount = Field(
        default=judged(0, 0, 0.2), description="status-quo value the opponent loses because this seat belongs"
    )
    standing: tuple[Name, ...] = Field(
        default=(),
        exclude_if=no_value,
        description="joint options that this member may order without new concurrence: the others agreed beforehand",
    )


class Ally(Frozen):
    """A treaty ally of one member that acts beside the coalition, not in it."""

    seat: SeatName
    via: SeatName
    information: Share = Field(
        description="cap of the sharing level with *via*; others get nothing unless it is released"
    )
    consult_hours: Spread = Field(description="bilateral consultation before it acts")


class Coalition(Frozen):
    """One variant: who belongs, on what terms, and how it concurs."""

    id: Name
    title: Text
    rule: RuleText = Field(
        description="lead, lead+N, quorum:N, weighted:SHARE, unanimity or silence:HOURS (consent unless somebody objects in time)"
    )
    rules: dict[Name, RuleText] = Field(
        default_factory=dict,
        exclude_if=lambda rules: not rules,
        description="another rule for joint options of one instrument (military, diplomatic …), or for one option by its id",
    )
    lead: SeatName
    members: tuple[Member, ...] = Field(alias="member", min_length=1)
    allies: tuple[Ally, ...] = Field(default=(), alias="ally")
    standing: tuple[Name, ...] = Field(
        default=(),
        exclude_if=no_value,
        description="joint options agreed beforehand: any member may order them without new concurrence",
    )
    note: str = ""

    @property
    def concurrence(self) -> ConcurrenceRule:
        """The rule, read."""
        return ConcurrenceRule.parse(self.rule)

    def rule_for(self, option: Option) -> str:
        """The rule by which the coalition concurs on *option*: its own, that of its instrument, or the coalition's."""
        if not self.rules:
            return self.rule
        return self.rules.get(option.id) or self.rules.get(getattr(option, "instrument", "")) or self.rule

    @property
    def rules_told(self) -> str:
        """The rule, and those for some options, in a line: ``unanimity; military: lead``."""
        return "; ".join((self.rule, *(f"{what}: {rule}" for what, rule in self.rules.items())))


_NO_FRAMEWORK = Quantity(0.0, source="no standing framework")


class Treaty(Frozen):
    """A bilateral alliance that stands in every variant, whoever is in the pact."""

    id: Name
    parties: tuple[SeatName, SeatName]
    side_by_side: Share = Field(description="sharing level of the two on station together without a joint measure")
    consultation: Share = Field(
        default=_NO_FRAMEWORK,
        exclude_if=lambda saved: saved == _NO_FRAMEWORK,
        description="part of a party's consultation that a standing framework between the two saves, where it acts beside a coalition the other belongs to",
    )
    source: Text
