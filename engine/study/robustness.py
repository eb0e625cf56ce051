"""What holds across futures: how often a variant helps, how much is regretted, and where the sign flips, in words.

A study's futures are not replications of one truth but a sample of what may be assumed, so their spread is never
pooled into one interval here: each future is judged by its own mean, and the Monte Carlo error of that mean is told
beside it [LempertPopperBankes2003].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.study.design import DESIGNS, Primary
from fourthseat.engine.study.findings import heads, scene
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.statistics import Spread, spread

__all__ = ["Box", "Regret", "Robust", "boxes", "regrets", "robust", "robust_tables", "told", "worthwhile"]

LEAST_FUTURES = 20
"""Below this many futures no region of them is described: any rule would fit."""
SHUFFLES = 200


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


class Box(NamedTuple):
    """A region of the inputs in which a variant does worse (or better) than the baseline [BryantLempert2010]."""

    measure: str
    arm: Arm
    worse: bool
    limits: tuple[tuple[str, float, float], ...]
    """(input, low, high) of each input that is limited; infinite where one side is open."""
    futures: int
    """Futures inside."""
    density: float
    """Share of the futures inside that are of the kind."""
    coverage: float
    """Share of all futures of the kind that are inside."""
    base: float
    """Share of all futures that are of the kind."""
    luck: float
    """Share of shuffles of the kind over the futures that a tree separates as well."""


def worthwhile(whole: Whole) -> bool:
    """Whether *whole* has several futures that are a sample of what may be."""
    return len(whole.plan.futures) > 1 and whole.plan.study.sampling not in DESIGNS


def robust(whole: Whole) -> list[Robust]:
    """Every contrast across the futures."""
    found = []
    for primary, arm, base, here in _contrasts(whole):
        means, where = _means(here - base, whole.futures)
        gain = _sign(primary) * means
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
        if not MEASURES[primary.name].better:
            continue
        for terms in dict.fromkeys(arm._replace(coalition="") for arm in plan.arms if not arm.without):
            arms = [arm for arm in plan.arms if arm._replace(coalition="") == terms]
            values = _sign(primary) * np.column_stack([whole.of(primary.name, arm) for arm in arms])
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
                found.append(Regret(primary.name, arm, mean, largest, _satisfied(primary, levels[:, n])))
    return found


def _satisfied(primary: Primary, levels: NDArray[np.float64]) -> float | None:
    if primary.threshold is None:
        return None
    known = levels[~np.isnan(levels)]
    return float((known >= _sign(primary) * primary.threshold).mean()) if known.size else nan


def boxes(whole: Whole) -> list[Box]:
    """For each contrast whose sign differs between futures, the region of the inputs that tells best where.

    A small tree cuts the ranges; its purest leaf that still holds a fifth of the futures in question is the box.
    The same tree on shuffled futures tells how easily luck alone would have drawn as good a one.
    """
    plan = whole.plan
    inputs = [one.path for one in plan.study.inputs]
    sampled = np.arange(len(plan.study.corners), len(plan.futures))
    if len(sampled) < LEAST_FUTURES or not inputs:
        return []
    points = np.array([[float(dict(plan.futures[n].changes)[path]) for path in inputs] for n in sampled])
    found = []
    for primary, arm, base, here in _contrasts(whole):
        means, where = _means(here - base, whole.futures)
        gain = _sign(primary) * means
        inside = where >= len(plan.study.corners)
        of = points[where[inside] - len(plan.study.corners)]
        for worse in (True, False):
            kind = (gain[inside] < -primary.indifference) if worse else (gain[inside] > primary.indifference)
            if len(kind) >= LEAST_FUTURES and 0.05 <= kind.mean() <= 0.95:
                box = _box(of, kind, inputs)
                if box is not None:
                    found.append(Box(primary.name, arm, worse, *box))
    return found


def _box(
    points: NDArray[np.float64], kind: NDArray[np.bool_], inputs: Sequence[str]
) -> tuple[tuple[tuple[str, float, float], ...], int, float, float, float, float] | None:
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        raise ScenarioError(
            "scenario discovery needs scikit-learn, which is not installed: pip install '.[discovery]'"
        ) from None

    def grown(labels: NDArray[np.bool_]) -> Any:
        least = max(5, len(labels) // 20)
        return DecisionTreeClassifier(max_leaf_nodes=4, min_samples_leaf=least, random_state=0).fit(points, labels)

    def parted(tree: Any, labels: NDArray[np.bool_]) -> float:
        """How much of the mixture the tree undoes: Gini impurity before less after, leaf by leaf."""
        leaves = tree.apply(points)
        return float(sum(labels[leaves == n].sum() ** 2 / (leaves == n).sum() for n in np.unique(leaves)))

    tree = grown(kind)
    leaves = tree.apply(points)
    held = {n: leaves == n for n in np.unique(leaves) if kind[leaves == n].sum() >= 0.2 * kind.sum()}
    if len(np.unique(leaves)) < 2 or not held:
        return None
    leaf = max(held, key=lambda n: (kind[held[n]].mean(), kind[held[n]].sum()))
    luck = np.random.default_rng(0)
    shuffled = [luck.permutation(kind) for _ in range(SHUFFLES)]
    as_good = sum(parted(grown(labels), labels) >= parted(tree, kind) for labels in shuffled)
    inside = held[leaf]
    return (
        tuple(_limits(tree.tree_, int(leaf), inputs)),
        int(inside.sum()),
        float(kind[inside].mean()),
        float(kind[inside].sum() / kind.sum()),
        float(kind.mean()),
        (as_good + 1) / (SHUFFLES + 1),
    )


def _limits(tree: Any, leaf: int, inputs: Sequence[str]) -> Iterator[tuple[str, float, float]]:
    """Bounds of each input on the way from the root to *leaf*."""
    bounds: dict[int, tuple[float, float]] = {}
    node = leaf
    while node != 0:
        left = np.flatnonzero(tree.children_left == node)
        parent = int(left[0]) if left.size else int(np.flatnonzero(tree.children_right == node)[0])
        which, cut = int(tree.feature[parent]), float(tree.threshold[parent])
        low, high = bounds.get(which, (-np.inf, np.inf))
        bounds[which] = (low, min(high, cut)) if left.size else (max(low, cut), high)
        node = parent
    for which, (low, high) in sorted(bounds.items()):
        yield inputs[which], low, high


def told(plan: Plan, box: Box) -> str:
    """The box in a sentence an analyst can quote, with how far it can be trusted."""
    parts = [f"{name} {_between(low, high)}" for name, low, high in box.limits]
    kind = "worse" if box.worse else "better"
    trust = (
        "shuffled futures are hardly ever parted as well"
        if box.luck <= 0.05
        else f"BUT shuffled futures are parted as well in {100 * box.luck:.0f} % of tries: take it for noise"
    )
    return (
        f"{box.arm.title} is {kind} than {plan.baseline} on {box.measure} above all where {' and '.join(parts)}: "
        f"{100 * box.density:.0f} % of the {box.futures} futures there (against {100 * box.base:.0f} % of all), "
        f"which are {100 * box.coverage:.0f} % of all in which it is {kind}; {trust}."
    )


def _between(low: float, high: float) -> str:
    if np.isinf(low):
        return f"is at most {high:.3g}"
    return f"is above {low:.3g}" if np.isinf(high) else f"lies between {low:.3g} and {high:.3g}"


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
                *(f"{100 * share:.0f} %" for share in (one.better, one.worse)),
                *(f"{x:.3g}" for x in (one.spread.between, one.spread.within)),
                f"{one.worst:+.3f}",
                one.worst_future,
            )
            for one in found
            if one.measure == primary.name
        ]
        title = f"{primary.name} ({MEASURES[primary.name].unit}) across {len(plan.futures)} futures"
        yield Table(f"futures-{primary.name}", title, columns, rows)
    good = any(one.satisfied is not None for one in lost)
    columns = (
        *text_columns("measure", *heads(plan)),
        *number_columns("mean regret", "largest regret", *(("good enough in",) if good else ())),
    )
    rows = [
        (
            *(one.measure, *scene(plan, one.arm), f"{one.mean:.3g}", f"{one.largest:.3g}"),
            *((("" if one.satisfied is None else f"{100 * one.satisfied:.0f} %"),) if good else ()),
        )
        for one in lost
    ]
    yield Table("regret", "Regret: how much worse than the best variant of the same future", columns, rows)


def _contrasts(whole: Whole) -> Iterator[tuple[Primary, Arm, NDArray[np.float64], NDArray[np.float64]]]:
    for primary in whole.plan.study.measures:
        for arm in whole.plan.contrasts:
            base = whole.of(primary.name, arm._replace(coalition=whole.plan.baseline))
            yield primary, arm, base, whole.of(primary.name, arm)


def _sign(primary: Primary) -> int:
    """Of a gain: measures of which neither way is better count higher as better."""
    return -1 if MEASURES[primary.name].better == "lower" else 1


def _means(values: NDArray[np.float64], futures: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Mean of each future that has any value, and which future that is."""
    good = ~np.isnan(values)
    which, where = np.unique(futures[good], return_inverse=True)
    return np.bincount(where, weights=values[good]) / np.bincount(where), which


def _by_future(values: NDArray[np.float64], futures: NDArray[np.int64], plan: Plan) -> NDArray[np.float64]:
    """Futures x arms: the mean of each; NaN without a game the measure applies to."""
    means = np.full((len(plan.futures), values.shape[1]), nan)
    for n, column in enumerate(values.T):
        found, which = _means(column, futures)
        means[which, n] = found
    return means
