"""Where a variant does worse or better: regions of the inputs, in words, corrected for how many were looked for [BryantLempert2010].

Only contrasts whose futures differ beyond the dice are looked at, a future is *worse* or *better* by the estimate that borrows strength
from all of them, and inputs whose mechanism is switched off in the arm are left out. Two methods look at each: a small tree, whose purest
leaf is a region, and patient rule induction, which tells what density costs in coverage [FriedmanFisher1999]. To see what luck would find in so
many tries, the futures are shuffled over the points, all contrasts at once, and everything is looked for again: a region counts only
where it is better than the best of any contrast in all but a twentieth of the shuffles [WestfallYoung1993].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study import prim
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.robustness import Robust, gain_sign
from fourthseat.engine.study.sampling import numbers_of
from fourthseat.engine.study.switches import switched_off

__all__ = ["LEAST_FUTURES", "METHODS", "SIGNIFICANT", "Region", "Search", "Sought", "chances", "regions"]

LEAST_FUTURES = 20
"""Below this many futures no region of them is described: any rule would fit."""
SHUFFLES = 99
"""Of the futures over the points, to see how good a region luck alone would find."""
MANY, FEW_SHUFFLES = 1000, 39
"""Contrasts times inputs beyond which there are fewer shuffles: minutes otherwise."""
SIGNIFICANT = 0.05
"""Adjusted p-value up to which a region is told."""
RARE = 0.05
"""Share of the futures below which a kind is too rare, and above one minus which too common, to be looked for."""


class Region(NamedTuple):
    """A region of the inputs in which a variant does worse (or better) than the baseline."""

    measure: str
    arm: Arm
    worse: bool
    method: str
    """``tree`` or ``prim``."""
    limits: tuple[tuple[str, float, float, tuple[str, ...]], ...]
    """(input, low, high, named values left out) of each input that is limited; infinite where one side is open."""
    futures: int
    """Futures inside."""
    density: float
    """Share of the futures inside that are of the kind."""
    coverage: float
    """Share of all futures of the kind that are inside."""
    base: float
    """Share of all futures that are of the kind."""
    p: float
    """Chance that shuffled futures show as good a region by either method in any of the contrasts looked at."""
    way: tuple[prim.Box, ...]
    """Of patient rule induction the boxes on the way, for the trade-off."""


class Search(NamedTuple):
    """What was looked for, and what was found."""

    regions: tuple[Region, ...]
    """All that were found, good or not: see ``p``."""
    tried: int
    """Contrasts and kinds looked at."""
    left_out: tuple[str, ...]
    """Inputs left out in some arm because their mechanism is switched off there."""


class Sought(NamedTuple):
    """What to look for."""

    kind: NDArray[np.bool_]
    """Of each future whether it is of the kind."""
    columns: tuple[int, ...]
    """Inputs that may limit it."""
    rows: NDArray[np.int64]
    """Of each future its row of the points."""


class _Case(NamedTuple):
    """One contrast and kind to look for."""

    one: Robust
    worse: bool
    sought: Sought


METHODS = ("tree", "prim")


def chances(
    points: NDArray[np.float64], sought: Sequence[Sought], named: Sequence[bool] = (), shuffles: int = SHUFFLES
) -> NDArray[np.float64]:
    """P-values of the best region of each of *sought* by each of :data:`METHODS`, adjusted for all of them together; seeded.

    *points* are futures x inputs, *named* says which inputs have no order. One shuffle of the futures over the points serves all that is
    sought, so what they have in common is kept; each is measured in its own standard deviations over the shuffles.
    """
    named = list(named) or [False] * points.shape[1]
    luck = np.random.default_rng(0)
    tries = list(product(sought, METHODS))
    orders = [np.arange(len(points)), *(luck.permutation(len(points)) for _ in range(shuffles))]
    quality = np.array([[_quality(method, points[order], one, named) for one, method in tries] for order in orders])
    centre, spread = quality[1:].mean(axis=0), np.maximum(quality[1:].std(axis=0), 1e-12)
    scaled = (quality - centre) / spread
    best = scaled[1:].max(axis=1)
    found = (1 + (best[:, None] >= scaled[0] - 1e-9).sum(axis=0)) / (shuffles + 1)
    return np.asarray(found).reshape(len(sought), len(METHODS))


def regions(whole: Whole, found: Sequence[Robust]) -> Search:
    """For each contrast of *found* whose futures differ, the regions that tell best where it is worse and where better.

    Raises :exc:`ScenarioError` where scikit-learn is not installed.
    """
    plan = whole.plan
    if len(plan.sampled) < LEAST_FUTURES or not plan.study.inputs:
        return Search((), 0, ())
    points = numbers_of(plan.study)
    cases = list(_cases(plan, found))
    paths = [one.path for one in plan.study.inputs]
    left_out = tuple(name for n, name in enumerate(paths) if any(n not in case.sought.columns for case in cases))
    if not cases:
        return Search((), 0, left_out)
    named = [any(isinstance(value, str) for value in one.values) for one in plan.study.inputs]
    many = len(cases) * points.shape[1] > MANY
    p = chances(points, [case.sought for case in cases], named, FEW_SHUFFLES if many else SHUFFLES)
    told: list[Region] = []
    for case, row in zip(cases, p, strict=True):
        for method, chance in zip(METHODS, row, strict=True):
            told += _described(plan, points, case, method, named, float(chance))
    return Search(tuple(told), len(cases), left_out)


def _cases(plan: Plan, found: Sequence[Robust]) -> Iterator[_Case]:
    margins = {primary.name: primary for primary in plan.study.measures}
    paths = [one.path for one in plan.study.inputs]
    for one in found:
        if not one.varies.told or one.drawn is None:
            continue
        primary = margins[one.measure]
        gain = gain_sign(plan, primary) * one.drawn.expected[:, 0]
        base = one.arm._replace(coalition=plan.baseline)
        dead = [
            a and b for a, b in zip(switched_off(plan, one.arm, paths), switched_off(plan, base, paths), strict=True)
        ]
        columns = tuple(n for n, off in enumerate(dead) if not off)
        for worse in (True, False):
            kind = gain < -primary.indifference if worse else gain > primary.indifference
            if columns and len(kind) >= LEAST_FUTURES and RARE <= kind.mean() <= 1 - RARE:
                yield _Case(one, worse, Sought(kind, columns, one.drawn.futures - plan.sampled.start))


def _quality(method: str, points: NDArray[np.float64], sought: Sought, named: Sequence[bool]) -> float:
    """How good the best region is: of a tree the mixture it undoes, of patient rule induction density times coverage."""
    of, kind = points[sought.rows][:, sought.columns], sought.kind
    if method == "prim":
        box = prim.chosen(prim.peeled(of, kind, [named[n] for n in sought.columns]))
        return box.density * box.coverage
    leaves = _grown(of, kind).apply(of)
    sizes = np.bincount(leaves)
    kinds = np.bincount(leaves, weights=kind)
    return float((kinds[sizes > 0] ** 2 / sizes[sizes > 0]).sum())


def _grown(points: NDArray[np.float64], kind: NDArray[np.bool_]) -> Any:
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        raise ScenarioError(
            "scenario discovery needs scikit-learn, which is not installed: pip install 'fourthseat[discovery]'"
        ) from None
    least = max(5, len(kind) // 20)
    return DecisionTreeClassifier(max_leaf_nodes=4, min_samples_leaf=least, random_state=0).fit(points, kind)


def _described(
    plan: Plan, points: NDArray[np.float64], case: _Case, method: str, named: Sequence[bool], p: float
) -> Iterator[Region]:
    """The region one method finds; none where it finds nothing to limit."""
    kind, columns, rows = case.sought
    of = points[rows][:, columns]
    inputs = [plan.study.inputs[n] for n in columns]
    way: tuple[prim.Box, ...] = ()
    if method == "prim":
        way = tuple(prim.peeled(of, kind, [named[n] for n in columns]))
        box = prim.chosen(way)
        inside = np.ones(len(of), bool)
        limits = []
        for column, one in enumerate(inputs):
            inside &= (of[:, column] > box.low[column]) & (of[:, column] < box.high[column])
            inside &= ~np.isin(of[:, column], list(box.out[column]))
            left_out = tuple(str(one.values[int(value)]) for value in sorted(box.out[column]))
            if left_out or np.isfinite(box.low[column]) or np.isfinite(box.high[column]):
                limits.append((one.path, box.low[column], box.high[column], left_out))
    else:
        tree = _grown(of, kind)
        leaves = tree.apply(of)
        held = {n: leaves == n for n in np.unique(leaves) if kind[leaves == n].sum() >= 0.2 * kind.sum()}
        if len(np.unique(leaves)) < 2 or not held:
            return
        leaf = max(held, key=lambda n: (kind[held[n]].mean(), kind[held[n]].sum()))
        inside = held[leaf]
        limits = [(inputs[n].path, low, high, ()) for n, low, high in _limits(tree.tree_, int(leaf))]
    if not limits or not inside.any():
        return
    yield Region(
        *(case.one.measure, case.one.arm, case.worse, method, tuple(limits), int(inside.sum())),
        *(float(kind[inside].mean()), float(kind[inside].sum() / kind.sum()), float(kind.mean()), p, way),
    )


def _limits(tree: Any, leaf: int) -> Iterator[tuple[int, float, float]]:
    """Bounds of each column on the way from the root to *leaf*."""
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
        yield which, low, high
