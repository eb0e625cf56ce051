"""Which mechanism of a membership carries the effect: each switched off in turn, on the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.statistics import Interval, mean_difference, simultaneous
from fourthseat.engine.study.tables import heads, number_text, scene
from fourthseat.engine.study.verdicts import verdict

__all__ = ["Ablated", "ablation", "ablation_tables"]

LEAST = 0.01
"""A contribution below this share of the effect is not listed."""


class Ablated(NamedTuple):
    """What one mechanism contributes to one contrast: the effect with it, without it, and the difference of the two."""

    measure: str
    arm: Arm
    """With the mechanism that is off."""
    n: int
    whole: float
    """The effect with every mechanism on."""
    left: float
    """The effect with this one off, in baseline and variant alike."""
    share: Interval
    """Paired difference, whole minus left: the mechanism's contribution with all others present."""
    verdict: str
    """Of the contribution, as if it were a contrast."""


def ablation(whole: Whole) -> tuple[Ablated, ...]:
    """Each ablated mechanism's contribution to each contrast, largest first within a contrast.

    Contributions need not add up to the effect: mechanisms work through each other.
    """
    plan = whole.plan
    arms = [arm for arm in plan.arms if arm.without and arm.coalition != plan.baseline]
    alpha = simultaneous(plan.study.stopping.alpha, len(arms) * len(plan.study.measures))
    found = []
    for primary in plan.study.measures:
        mine = []
        for arm in arms:
            base, variant, base_off, variant_off = every = np.array(
                [
                    whole.of(primary.name, one._replace(coalition=who))
                    for one in (arm._replace(without=""), arm)
                    for who in (plan.baseline, arm.coalition)
                ]
            )
            good = ~np.isnan(every).any(0)
            full, left = (variant - base)[good], (variant_off - base_off)[good]
            share = mean_difference(left, full, alpha, None if whole.clusters is None else whole.clusters[good])
            effects = (float(full.mean()), float(left.mean())) if good.any() else (nan, nan)
            said = verdict(share.low, share.high, primary.indifference, plan.measures[primary.name].better)
            mine.append(Ablated(primary.name, arm, int(good.sum()), *effects, share, said))
        found += sorted(
            mine, key=lambda a: (a.arm.rule, not a.arm.provocation, a.arm.coalition, -abs(a.share.estimate))
        )
    return tuple(found)


def ablation_tables(plan: Plan, found: Sequence[Ablated]) -> Iterator[Table]:
    """For each measure, the mechanisms that contribute anything, largest first."""
    columns = (
        *text_columns(*heads(plan), "mechanism"),
        *number_columns("effect", "without it", "contributes", "low", "high", "of the effect"),
        *text_columns("verdict"),
    )
    for primary in plan.study.measures:
        rows = [
            (
                *scene(plan, a.arm),
                a.arm.without,
                *(number_text(x, "+.3f") for x in (a.whole, a.left, a.share.estimate, a.share.low, a.share.high)),
                f"{100 * a.share.estimate / a.whole:.0f} %",
                a.verdict,
            )
            for a in found
            if a.measure == primary.name and abs(a.share.estimate) >= LEAST * abs(a.whole) > 0
        ]
        if rows:
            yield Table(
                f"ablation-{primary.name}",
                f"What each mechanism contributes to the effect on {primary.name} ({plan.measures[primary.name].unit}), from {LEAST:.0%} of it on",
                columns,
                rows,
            )
