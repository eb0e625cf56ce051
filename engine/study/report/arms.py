"""A study's arms as the report names them: variants, the scene of a figure, cells of a row."""

from __future__ import annotations

from fourthseat.engine.study.plan import Arm, Plan

__all__ = [
    "arm_cells",
    "followed_text",
    "other_heads",
    "others",
    "provoked",
    "scene_text",
    "variants",
]


def variants(plan: Plan) -> list[str]:
    """Ids of the coalitions compared, the baseline first."""
    return list(dict.fromkeys(arm.coalition for arm in plan.arms))


def scene_text(plan: Plan, scene: Arm) -> str:
    """*scene* in words, and where the others are."""
    study = plan.study
    several = len(study.rules) * len(study.provocation) * len(study.doctrines) * len(study.opponents) > 1
    followed = followed_text(plan, scene)
    return f"rule {scene.rule}, {provoked(scene)}{followed and f', {followed}'}" + (
        "; the other rules and settings are in the tables of differences and in `runs.parquet`" if several else ""
    )


def followed_text(plan: Plan, arm: Arm) -> str:
    """By which doctrines *arm* is played, where the study has several; empty where it has not."""
    doctrine = f"capitals {arm.doctrine}" if len(plan.study.doctrines) > 1 else ""
    opponent = f"opponent {arm.opponent}" if len(plan.study.opponents) > 1 else ""
    return ", ".join(filter(None, (doctrine, opponent)))


def provoked(arm: Arm) -> str:
    """The setting of provocation in words."""
    return "provoked" if arm.provocation else "unprovoked"


def arm_cells(plan: Plan, arm: Arm) -> tuple[str, ...]:
    """Rule, provocation, doctrines and setting where the study has any, variant."""
    return arm.rule, provoked(arm), *others(plan, arm), arm.coalition


def others(plan: Plan, arm: Arm) -> tuple[str, ...]:
    """Cells of the factors that not every study has: doctrines, opponent, setting."""
    study = plan.study
    return (
        *((arm.doctrine,) if len(study.doctrines) > 1 else ()),
        *((arm.opponent,) if len(study.opponents) > 1 else ()),
        *((arm.setting or "as shipped",) if study.settings else ()),
    )


def other_heads(plan: Plan) -> tuple[str, ...]:
    """Heads of the columns of :func:`others`."""
    study = plan.study
    return (
        *(("doctrine",) if len(study.doctrines) > 1 else ()),
        *(("opponent",) if len(study.opponents) > 1 else ()),
        *(("setting",) if study.settings else ()),
    )
