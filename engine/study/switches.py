"""Which inputs a mechanism that is switched off leaves without a reader: in such an arm no finding can rest on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from fourthseat.engine.study.plan import Arm, Plan

__all__ = ["READ_BY", "switched_off"]

READ_BY: Mapping[str, tuple[str, ...]] = {
    "consultation": ("coalition.*.ally.*.consult_hours*", "assumptions.stranger_consult_hours*"),
    "information_security": (
        "assumptions.models.security_slope",
        "assumptions.models.doors",
        "assumptions.models.alarm",
    ),
    "intelligence": ("assumptions.isr_log_days",),
    "provocation": ("coalition.*.member.*.provocation",),
    "reputation": ("assumptions.models.reputation_step", "assumptions.models.reputation_slope"),
    "resolve": ("coalition.*.member.*.obligation",),
    "safeguards": ("coalition.*.member.*.safeguards",),
}
"""Fields that matter only through one mechanism, as patterns of their paths."""


def switched_off(plan: Plan, arm: Arm, paths: Sequence[str]) -> list[bool]:
    """Of each input whether its mechanism is switched off in *arm*."""
    off = {name for name in READ_BY if f"mechanisms.{name}" in plan.terms(arm) or name in plan.study.off}
    off |= {
        name for name in READ_BY if plan.conditions(plan.sampled.start, arm.setting).get(f"mechanisms.{name}") is False
    }
    off |= {name for name in READ_BY if not getattr(plan.scenario.mechanisms, name)}
    patterns = [pattern for name in off for pattern in READ_BY[name]]
    return [any(fnmatchcase(path, pattern) for pattern in patterns) for path in paths]
