"""Where the sign flips: the region of the inputs in which a variant does worse or better, in words [BryantLempert2010]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.robustness import future_means, gain_sign, paired_values

__all__ = ["Box", "box_sentence", "boxes"]

LEAST_FUTURES = 20
"""Below this many futures no region of them is described: any rule would fit."""
SHUFFLES = 200
"""Of the futures, to see how good a region luck alone would find."""


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
    for primary, arm, base, variant in paired_values(whole):
        means, where = future_means(variant - base, whole.futures)
        gain = gain_sign(plan, primary) * means
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
            "scenario discovery needs scikit-learn, which is not installed: pip install 'fourthseat[discovery]'"
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


def box_sentence(plan: Plan, box: Box) -> str:
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
