"""A study's arms as the report names them: variants, the scene of a figure, cells of a row, signed numbers."""

from __future__ import annotations

from fourthseat.engine.study.plan import Arm, Plan

__all__ = ["arm_cells", "provoked", "scene_of_figures", "scene_text", "signed", "variants"]


def variants(plan: Plan) -> list[str]:
    """Ids of the coalitions compared, the baseline first."""
    return list(dict.fromkeys(arm.coalition for arm in plan.arms))


def scene_of_figures(plan: Plan) -> Arm:
    """The rule, provocation and setting of the figures that show one scene only: unanimity, provoked, where played."""
    rules = plan.study.rules
    return Arm("", "unanimity" if "unanimity" in rules else rules[-1], plan.study.provocation[0])


def scene_text(plan: Plan, scene: Arm) -> str:
    """*scene* in words, and where the others are."""
    others = len(plan.study.rules) * len(plan.study.provocation) > 1
    return f"rule {scene.rule}, {provoked(scene)}" + (
        "; the other rules and settings are in the tables of differences and in `runs.parquet`" if others else ""
    )


def provoked(arm: Arm) -> str:
    """The setting of provocation in words."""
    return "provoked" if arm.provocation else "unprovoked"


def arm_cells(plan: Plan, arm: Arm) -> tuple[str, ...]:
    """Rule, provocation, setting where the study has any, variant."""
    setting = (arm.setting or "as shipped",) if plan.study.settings else ()
    return arm.rule, provoked(arm), *setting, arm.coalition


def signed(x: float) -> str:
    """A difference with its sign: three decimals below ten, one above.

    >>> signed(0.25), signed(-12.0)
    ('+0.250', '-12.0')
    """
    return f"{x:+.3f}" if abs(x) < 10 else f"{x:+.1f}"
