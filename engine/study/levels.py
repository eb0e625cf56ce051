"""Which rules of concurrence a study of a scenario crosses its variants with, if nobody says so."""

from __future__ import annotations

from fourthseat.engine.core.terms import OWN_RULE, RULES, ConcurrenceRule
from fourthseat.engine.scenario.coalition_rows import Coalition
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["rule_levels"]


def rule_levels(scenario: Scenario) -> tuple[str, ...]:
    """The levels of the rule factor: the usual rules and the variants' own, as far as every variant can meet them.

    Where the variants differ in their rules, have some for some options, or have one that another variant could not meet, each
    under its own rules is a level too: ``own``.
    """
    own = tuple(dict.fromkeys(variant.rule for variant in scenario.coalitions))
    fit = [rule for rule in dict.fromkeys((*RULES, *own)) if all(_fits(c, rule) for c in scenario.coalitions)]
    apart = len(own) > 1 or any(c.rules for c in scenario.coalitions) or any(rule not in fit for rule in own)
    return (*fit, OWN_RULE) if apart else tuple(fit)


def _fits(variant: Coalition, text: str) -> bool:
    """Whether the members of *variant* could meet the rule *text*."""
    rule = ConcurrenceRule.parse(text)
    voters = [member for member in variant.members if member.consent]
    match rule.kind:
        case "quorum":
            return rule.n <= len(voters)
        case "lead":
            return any(member.seat == variant.lead for member in voters) and rule.n < len(voters)
        case "weighted":
            return sum(member.weight for member in voters) > 0
        case _:
            return True
