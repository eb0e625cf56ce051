"""A difference over the inputs that move it: a point a future, and a quadratic surface through them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents.blocks import Block, Drawing, Table, number_columns, text_columns
from fourthseat.engine.documents.surfaces import Surface, surfaces
from fourthseat.engine.study.report.arms import scene_text, variants
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.robustness import future_means
from fourthseat.engine.study.sampling import numbers_of
from fourthseat.engine.study.tables import number_text

__all__ = ["LEAST_FUTURES", "Fit", "fitted", "over_inputs"]

Values = NDArray[np.float64]
LEAST_FUTURES = 12
"""Futures through which a surface of six numbers is laid: twice as many as it has."""
MOST_PANELS = 6
LEAST_EXPLAINED = 0.1
"""Share that a surface must explain to be drawn: of luck alone it would be a picture of nothing."""


class Fit(NamedTuple):
    """A quadratic in one or two inputs, by least squares."""

    coefficients: Values
    """Of 1, x, y, x², xy, y² (of 1, x, x² in one input), the inputs scaled to -1 to 1."""
    low: Values
    high: Values
    explained: float
    """Share of the variance of the futures' means that it explains, adjusted for how many numbers it has; at least 0."""

    def height(self, x: Values, y: Values) -> Values:
        """Its height there; of one input *y* says nothing."""
        points = np.column_stack([x, y])[:, : self.low.size]
        return np.asarray(_terms(self._scaled(points)) @ self.coefficients, np.float64)

    def _scaled(self, points: Values) -> Values:
        return 2 * (points - self.low) / np.where(self.high > self.low, self.high - self.low, 1.0) - 1


def fitted(points: Values, means: Values) -> Fit:
    """The quadratic through *means*, one a row of *points*, which has one or two columns."""
    empty = Fit(np.empty(0), points.min(0), points.max(0), 0.0)
    terms = _terms(empty._scaled(points))
    coefficients = np.asarray(np.linalg.lstsq(terms, means, rcond=None)[0], np.float64)
    spare = means.size - terms.shape[1]
    left, total = float(((means - terms @ coefficients) ** 2).sum()), float(((means - means.mean()) ** 2).sum())
    explained = 1 - (left / spare) / (total / (means.size - 1)) if total > 0 and spare > 0 else 0.0
    return empty._replace(coefficients=coefficients, explained=max(0.0, explained))


def _terms(scaled: Values) -> Values:
    ones = np.ones(len(scaled))
    if scaled.shape[1] == 1:
        (x,) = scaled.T
        return np.column_stack([ones, x, x**2])
    x, y = scaled.T[:2]
    return np.column_stack([ones, x, y, x**2, x * y, y**2])


def over_inputs(whole: Whole) -> Iterator[Block]:
    """Each measure's difference in the scene of the figures over the two inputs whose quadratics explain most of it; nothing with few futures."""
    plan, inputs = whole.plan, whole.plan.study.inputs
    if not inputs or len(plan.sampled) < LEAST_FUTURES:
        return
    points = numbers_of(plan.study)
    panels, rows = [], []
    contrasts = ((primary.name, variant) for primary in plan.study.measures for variant in variants(plan)[1:])
    for name, variant in islice(contrasts, MOST_PANELS):
        arm = plan.scene._replace(coalition=variant)
        difference = whole.of(name, arm) - whole.of(name, arm._replace(coalition=plan.baseline))
        means, which = future_means(difference, whole.futures)
        if len(means) < LEAST_FUTURES or np.ptp(means) == 0:
            continue
        at = points[which - plan.sampled.start]
        alone = [fitted(at[:, [column]], means).explained for column in range(at.shape[1])]
        best = sorted(np.argsort(alone, kind="stable")[::-1][:2].tolist())
        fit = fitted(at[:, best], means)
        paths = [inputs[column].path for column in best] + [""]
        unit = plan.measures[name].unit
        y = at[:, best[1]] if len(best) > 1 else np.zeros(len(means))
        panels.append(
            Surface(
                f"{name}: {variant}",
                unit,
                paths[0],
                paths[1],
                at[:, best[0]],
                y,
                means,
                _errors(difference, whole.futures),
                fit.height if fit.explained >= LEAST_EXPLAINED else None,
            )
        )
        alone_told = " ".join(f"{path} {100 * alone[column]:.0f} %" for column, path in zip(best, paths, strict=False))
        rows.append(
            (
                name,
                variant,
                f"{len(means):,}",
                f"{100 * fit.explained:.0f} %",
                alone_told,
                *(number_text(float(x), "+.3f") for x in (means.min(), means.max())),
            )
        )
    if not panels:
        return
    yield (
        "One point is one future: its mean difference over its games, Monte Carlo error included, so that points scatter even around a perfect surface. "
        "Lines are contours of a quadratic by least squares, and only as good as the share it explains, given in the table; there are none where that is below a tenth; triangles that point up are differences above zero. "
        f"With more than two inputs the two are shown that explain most by themselves. {scene_text(plan, plan.scene).capitalize()}."
    )
    yield Drawing(
        "difference-over-inputs",
        surfaces(panels),
        "Mean differences of the futures over two inputs, one point a future.",
    )
    columns = (
        *text_columns("measure", "variant"),
        *number_columns("futures", "explained by both"),
        *text_columns("by each alone"),
        *number_columns("lowest future", "highest"),
    )
    yield Table("difference-over-inputs", "How much of the futures' differences the surface explains", columns, rows)


def _errors(difference: Values, futures: NDArray[np.int64]) -> Values:
    """The standard error of each future's mean; 0 of one with a single game."""
    there = ~np.isnan(difference)
    _, where = np.unique(futures[there], return_inverse=True)
    n = np.bincount(where)
    mean = np.bincount(where, weights=difference[there]) / n
    squares = np.bincount(where, weights=(difference[there] - mean[where]) ** 2)
    return np.sqrt(squares / np.maximum(n - 1, 1) / n)
