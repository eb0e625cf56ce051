"""What holds across futures: how often a variant helps and how much is regretted.

A study's futures are not replications of one truth but a sample of what may be assumed, so their spread is never
pooled into one interval here: each future is judged by its own mean, and the Monte Carlo error of that mean is told
beside it [LempertPopperBankes2003].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.study.design import DESIGNS, Primary
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.statistics import Spread, spread
from fourthseat.engine.study.tables import heads, number_text, scene

__all__ = [
    "Regret",
    "Robust",
    "future_means",
    "gain_sign",
    "paired_values",
    "regrets",
    "robust",
    "robust_tables",
    "worthwhile",
]


class Robust(NamedTuple):
    """One contrast across the futures."""

    measure: str
    arm: Arm
    futures: int
    better: float
    """Share of futures whose mean difference is better by more than the indifference zone."""
    worse: float
    spread: Spread
    """Monte Carlo error of a future's mean difference, and what would stay if it were zero."""
    worst: float
    """Worst future's mean difference, in the measure's unit."""
    worst_future: str


class Regret(NamedTuple):
    """How much worse a variant does than the best of all in the same future."""

    measure: str
    arm: Arm
    mean: float
    largest: float
    """Over futures; each future's best is chosen on half of its games and scored on the other half, so that luck
    is not taken for merit. NaN with one game a future."""
    satisfied: float | None
    """Share of futures in which the arm's mean meets the measure's threshold; None without one."""


def worthwhile(whole: Whole) -> bool:
    """Whether *whole* has several futures that are a sample of what may be."""
    return len(whole.plan.futures) > 1 and whole.plan.study.sampling not in DESIGNS


def robust(whole: Whole) -> list[Robust]:
    """Every contrast across the futures."""
    found = []
    for primary, arm, base, here in paired_values(whole):
        means, where = future_means(here - base, whole.futures)
        gain = gain_sign(whole.plan, primary) * means
        at = int(np.argmin(gain)) if gain.size else 0
        found.append(
            Robust(
                *(primary.name, arm, int(gain.size)),
                *_shares(gain, primary.indifference),
                _spread(base, here, whole.futures),
                float(means[at]) if gain.size else nan,
                whole.plan.futures[int(where[at])].name if gain.size else "",
            )
        )
    return found


def _shares(gain: NDArray[np.float64], indifference: float) -> tuple[float, float]:
    if not gain.size:
        return nan, nan
    return float((gain > indifference).mean()), float((gain < -indifference).mean())


def _spread(base: NDArray[np.float64], here: NDArray[np.float64], futures: NDArray[np.int64]) -> Spread:
    both = ~(np.isnan(base) | np.isnan(here))
    return spread(base[both], here[both], futures[both])


def regrets(whole: Whole) -> list[Regret]:
    """Every arm, the baseline's among them, against the best variant of the same rule, provocation and setting."""
    plan, found = whole.plan, []
    # A future's games take turns between the halves, so both have every future.
    half = (whole.blocks // len(plan.futures)) % 2
    for primary in plan.study.measures:
        if not plan.measures[primary.name].better:
            continue
        for terms in dict.fromkeys(arm._replace(coalition="") for arm in plan.arms if not arm.without):
            arms = [arm for arm in plan.arms if arm._replace(coalition="") == terms]
            values = gain_sign(plan, primary) * np.column_stack([whole.of(primary.name, arm) for arm in arms])
            losses = []
            for choose, score in ((0, 1), (1, 0)):
                seen, scored = (_by_future(values[half == h], whole.futures[half == h], plan) for h in (choose, score))
                known = ~(np.isnan(seen).any(1) | np.isnan(scored).any(1))
                best = seen[known].argmax(1)
                losses.append(scored[known][np.arange(known.sum()), best][:, None] - scored[known])
            loss = np.concatenate(losses)
            levels = _by_future(values, whole.futures, plan)
            for n, arm in enumerate(arms):
                mean, largest = (float(loss[:, n].mean()), float(loss[:, n].max())) if len(loss) else (nan, nan)
                found.append(Regret(primary.name, arm, mean, largest, _satisfied(plan, primary, levels[:, n])))
    return found


def _satisfied(plan: Plan, primary: Primary, levels: NDArray[np.float64]) -> float | None:
    if primary.threshold is None:
        return None
    known = levels[~np.isnan(levels)]
    return float((known >= gain_sign(plan, primary) * primary.threshold).mean()) if known.size else nan


def robust_tables(plan: Plan, found: Sequence[Robust], lost: Sequence[Regret]) -> Iterator[Table]:
    """Shares of futures, spread and worst future of every contrast; regret and satisfaction of every arm."""
    columns = (
        *text_columns(*heads(plan)),
        *number_columns("better in", "worse in", "sd over futures", "error of a future", "worst"),
        *text_columns("in future"),
    )
    for primary in plan.study.measures:
        rows = [
            (
                *scene(plan, one.arm),
                *(number_text(100 * share, ".0f", " %") for share in (one.better, one.worse)),
                *(number_text(x, ".3g") for x in (one.spread.between, one.spread.within)),
                number_text(one.worst, "+.3f"),
                one.worst_future,
            )
            for one in found
            if one.measure == primary.name
        ]
        title = f"{primary.name} ({plan.measures[primary.name].unit}) across {len(plan.futures)} futures"
        yield Table(f"futures-{primary.name}", title, columns, rows)
    good = any(one.satisfied is not None for one in lost)
    columns = (
        *text_columns("measure", *heads(plan)),
        *number_columns("mean regret", "largest regret", *(("good enough in",) if good else ())),
    )
    rows = [
        (
            *(one.measure, *scene(plan, one.arm), number_text(one.mean, ".3g"), number_text(one.largest, ".3g")),
            *((("" if one.satisfied is None else number_text(100 * one.satisfied, ".0f", " %")),) if good else ()),
        )
        for one in lost
    ]
    yield Table("regret", "Regret: how much worse than the best variant of the same future", columns, rows)


def paired_values(whole: Whole) -> Iterator[tuple[Primary, Arm, NDArray[np.float64], NDArray[np.float64]]]:
    """Of every contrast: its measure, its arm, and the values of baseline and variant block by block."""
    for primary in whole.plan.study.measures:
        for arm in whole.plan.contrasts:
            base = whole.of(primary.name, arm._replace(coalition=whole.plan.baseline))
            yield primary, arm, base, whole.of(primary.name, arm)


def gain_sign(plan: Plan, primary: Primary) -> int:
    """Of a gain: measures of which neither way is better count higher as better."""
    return -1 if plan.measures[primary.name].better == "lower" else 1


def future_means(
    values: NDArray[np.float64], futures: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Mean of each future that has any value, and which future that is."""
    good = ~np.isnan(values)
    which, where = np.unique(futures[good], return_inverse=True)
    return np.bincount(where, weights=values[good]) / np.bincount(where), which


def _by_future(values: NDArray[np.float64], futures: NDArray[np.int64], plan: Plan) -> NDArray[np.float64]:
    """Futures x arms: the mean of each; NaN without a game the measure applies to."""
    means = np.full((len(plan.futures), values.shape[1]), nan)
    for n, column in enumerate(values.T):
        found, which = future_means(column, futures)
        means[which, n] = found
    return means
