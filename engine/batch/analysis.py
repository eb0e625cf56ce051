"""What a study found: every declared contrast with its interval, its effect sizes and a verdict by rule.

Nothing here decides by eye: the intervals are simultaneous over the declared contrasts, the verdict follows from the
interval and the measure's indifference zone, and a study that has not reached its precision says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.batch.intervals import (
    Effect,
    Interval,
    effect,
    mean_difference,
    needed,
    reached,
    risk_difference,
    simultaneous,
    verdict,
)
from engine.batch.runner import looks
from engine.batch.store import Results
from engine.batch.study import Arm, Plan, Primary
from engine.measures import MEASURES

__all__ = [
    "Ablated",
    "Finding",
    "Findings",
    "ablation",
    "ablation_tables",
    "analyse",
    "blocks_needed",
    "sentences",
    "study_through",
    "tables",
]

Values = NDArray[np.float64]


class Finding(NamedTuple):
    """One contrast: a variant against the baseline on one measure, under one rule and setting of provocation."""

    measure: str
    rule: str
    provocation: bool
    coalition: str
    n: int
    """Blocks complete in every arm in which both have the measure."""
    baseline: float
    interval: Interval
    """Of the paired difference, variant minus baseline, in the measure's unit; simultaneous over the study."""
    effect: Effect
    verdict: str
    target: float | None
    """Half width asked for."""


class Findings(NamedTuple):
    """A study's state after some blocks."""

    blocks: int
    complete: int
    """Blocks with a finished game in every arm: the only ones compared."""
    failed: int
    """Games that failed, hung or killed their worker; their blocks are left out in every arm."""
    alpha: float
    """Of each interval, so that all together err in at most the study's alpha."""
    findings: tuple[Finding, ...]
    precise: bool | None
    """Whether every contrast with a target has reached it; None without targets."""


def analyse(results: Results, blocks: int) -> Findings:
    """The first *blocks* blocks, by index: never the ones that happened to finish first."""
    plan = results.plan
    values, futures, failed = _complete(results, blocks)
    contrasts = [
        (primary, arm)
        for primary in plan.study.measures
        for arm in plan.arms
        if arm.coalition != plan.baseline and not arm.without
    ]
    alpha = simultaneous(plan.study.stopping.alpha, max(1, len(contrasts)))
    found = tuple(_finding(plan, values, futures, primary, arm, alpha) for primary, arm in contrasts)
    aimed = [one for one in found if one.target is not None]
    precise = (
        reached([one.interval.half_width for one in aimed], [one.target or 0.0 for one in aimed]) if aimed else None
    )
    return Findings(blocks, len(futures), failed, alpha, found, precise)


def _complete(results: Results, blocks: int) -> tuple[dict[Arm, dict[str, Values]], NDArray[np.int64], int]:
    """Measures by arm of the blocks whose every game is done, in block order; their futures; failed games."""
    plan = results.plan
    table = results.table(blocks)
    columns: dict[str, Any] = {
        name: table[name].to_numpy()
        for name in ("block", "future", "status", "coalition", "rule", "provocation", "without")
    }
    good = columns["status"] == "done"
    count = np.bincount(columns["block"][good], minlength=blocks)
    whole = good & (count[columns["block"]] == len(plan.arms))
    by_arm: dict[Arm, dict[str, Values]] = {}
    futures = np.empty(0, np.int64)
    for arm in plan.arms:
        here = whole & (columns["coalition"] == arm.coalition) & (columns["rule"] == arm.rule) & (columns["provocation"] == arm.provocation) & (columns["without"] == arm.without)  # fmt: skip
        by_arm[arm] = {name: table[name].to_numpy()[here].astype(np.float64) for name in MEASURES}
        futures = columns["future"][here].astype(np.int64)
    return by_arm, futures, int((~good).sum())


def _finding(
    plan: Plan,
    values: dict[Arm, dict[str, Values]],
    futures: NDArray[np.int64],
    primary: Primary,
    arm: Arm,
    alpha: float,
) -> Finding:
    name = primary.name
    base, here = values[Arm(plan.baseline, arm.rule, arm.provocation, arm.without)][name], values[arm][name]
    both = ~(np.isnan(base) | np.isnan(here))
    base, here, where = base[both], here[both], futures[both]
    clusters = where if len(plan.futures) > 1 else None
    binary = bool(np.isin(base, (0.0, 1.0)).all() and np.isin(here, (0.0, 1.0)).all())
    if binary and clusters is None and not np.array_equal(base, here):
        interval = risk_difference(base, here, alpha)
    else:
        interval = mean_difference(base, here, alpha, clusters)
    better = MEASURES[name].better
    return Finding(
        name,
        *(arm.rule, arm.provocation, arm.coalition),
        int(base.size),
        float(base.mean()) if base.size else float("nan"),
        interval,
        effect(base, here, better),
        verdict(interval.low, interval.high, primary.indifference, better),
        primary.half_width,
    )


LEAST = 0.01
"""A contribution below this share of the effect is not listed."""


class Ablated(NamedTuple):
    """What one mechanism contributes to one contrast: the effect with it, without it, and the difference of the two."""

    measure: str
    rule: str
    provocation: bool
    coalition: str
    mechanism: str
    n: int
    whole: float
    """The effect with every mechanism on."""
    left: float
    """The effect with this one off, in baseline and variant alike."""
    share: Interval
    """Paired difference, whole minus left: the mechanism's contribution with all others present."""
    verdict: str
    """Of the contribution, as if it were a contrast."""


def ablation(results: Results, blocks: int) -> tuple[Ablated, ...]:
    """Each ablated mechanism's contribution to each contrast, largest first within a contrast.

    Contributions need not add up to the effect: mechanisms work through each other.
    """
    plan = results.plan
    values, futures, _ = _complete(results, blocks)
    arms = [arm for arm in plan.arms if arm.without and arm.coalition != plan.baseline]
    alpha = simultaneous(plan.study.stopping.alpha, len(arms) * len(plan.study.measures))
    found = []
    for primary in plan.study.measures:
        for arm in arms:
            full, name = arm._replace(without=""), primary.name
            each = [
                values[one._replace(coalition=who)][name]
                for one in (full, arm)
                for who in (plan.baseline, arm.coalition)
            ]
            good = ~np.isnan(np.array(each)).any(0)
            base, variant, base_off, variant_off = (one[good] for one in each)
            whole, left = variant - base, variant_off - base_off
            share = mean_difference(left, whole, alpha, futures[good] if len(plan.futures) > 1 else None)
            found.append(
                Ablated(
                    *(name, arm.rule, arm.provocation, arm.coalition, arm.without),
                    int(good.sum()),
                    *((float(whole.mean()), float(left.mean())) if good.any() else (float("nan"),) * 2),
                    share,
                    verdict(share.low, share.high, primary.indifference, MEASURES[name].better),
                )
            )
    order = {name: n for n, name in enumerate(primary.name for primary in plan.study.measures)}
    return tuple(
        sorted(found, key=lambda a: (order[a.measure], a.rule, not a.provocation, a.coalition, -abs(a.share.estimate)))
    )


def ablation_tables(
    plan: Plan, found: Sequence[Ablated]
) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """For each measure, the mechanisms that contribute anything, largest first."""
    heads = (
        "rule",
        "provocation",
        "variant",
        "mechanism",
        "effect",
        "without it",
        "contributes",
        "low",
        "high",
        "verdict",
    )
    for primary in plan.study.measures:
        rows = [
            (
                *(a.rule, "on" if a.provocation else "off", a.coalition, a.mechanism),
                *(f"{x:+.3f}" for x in (a.whole, a.left, a.share.estimate, a.share.low, a.share.high)),
                a.verdict,
            )
            for a in found
            if a.measure == primary.name and abs(a.share.estimate) >= LEAST * abs(a.whole) > 0
        ]
        if rows:
            yield (
                f"What each mechanism contributes to the effect on {primary.name} ({MEASURES[primary.name].unit}), from {LEAST:.0%} of it on",
                heads,
                rows,
            )


def study_through(
    results: Results, play: Callable[[int], object], look: Callable[[Findings], None] | None = None
) -> Findings:
    """Look, play, look again until every target is met or the cap is reached; without targets, the first look is the last."""
    found = None
    for blocks in looks(results.plan):
        play(blocks)
        found = analyse(results, blocks)
        if look is not None:
            look(found)
        if found.precise is not False:
            return found
    assert found is not None, "a study has at least one look"
    return found


def blocks_needed(findings: Findings) -> int | None:
    """Blocks at which the widest contrast would reach its target, from the spread seen so far; None if all have."""
    wanted = []
    for one in findings.findings:
        half = one.interval.half_width
        if one.target is not None and half > one.target and one.n > 1:
            wanted.append(needed(one.n, half, one.target))
    return max(wanted, default=None)


def tables(plan: Plan, findings: Findings) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """For each measure a title, column heads and rows: one row a rule, setting of provocation and variant."""
    heads = (
        "rule",
        "provocation",
        "variant",
        plan.baseline,
        "difference",
        "low",
        "high",
        "verdict",
        "d/sd",
        "better/tie/worse",
        "pairing",
    )
    for primary in plan.study.measures:
        meaning = MEASURES[primary.name]
        want = f"; {meaning.better} is better" if meaning.better else ""
        zone = f"; differences within ±{primary.indifference:g} do not matter" if primary.indifference else ""
        rows = [_row(one) for one in findings.findings if one.measure == primary.name]
        yield f"{primary.name} ({meaning.unit}{want}{zone}): {meaning.text}", heads, rows


def _row(one: Finding) -> tuple[str, ...]:
    e = one.effect
    return (
        one.rule,
        "on" if one.provocation else "off",
        one.coalition,
        f"{one.baseline:.3f}",
        *(f"{x:+.3f}" for x in (one.interval.estimate, one.interval.low, one.interval.high)),
        one.verdict,
        f"{e.standardised:+.2f}",
        f"{100 * e.better:.0f}/{100 * e.tie:.0f}/{100 * e.worse:.0f} %",
        f"×{e.variance_reduction:.1f}" + (" (does not help)" if e.variance_reduction <= 1 else ""),
    )


def sentences(plan: Plan, findings: Findings) -> Sequence[str]:
    """What the numbers support, and how far: verdicts by rule, and whether the study is precise enough to stop."""
    told = [
        f"{findings.complete} blocks complete in all {len(plan.arms)} arms ({findings.complete * len(plan.arms)} games); "
        f"{findings.failed} games failed and their blocks are left out in every arm.",
        f"Intervals are {100 * (1 - findings.alpha):.2f} % each, {100 * (1 - plan.study.stopping.alpha):.0f} % together "
        f"over {len(findings.findings)} contrasts; n was chosen sequentially.",
    ]
    if findings.precise is False:
        wide = [one for one in findings.findings if one.target is not None and one.interval.half_width > one.target]
        told.append(
            f"PRECISION NOT REACHED on {len(wide)} of {len(findings.findings)} contrasts; "
            f"about {blocks_needed(findings)} blocks would reach it."
        )
    elif findings.precise:
        told.append("Every contrast has reached the half width the study asked for.")
    if len(plan.futures) > 1:
        told.append(f"{len(plan.futures)} futures are clusters: the interval is over futures, not over games.")
    told.append(
        "Conditional on the scenario's assumptions and models; not a forecast. Unclassified, public facts only."
    )
    return told
