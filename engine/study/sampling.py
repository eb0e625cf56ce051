"""How the uncertain inputs are sampled: points that fill their ranges, or designs that tell the inputs apart.

Every input has a coordinate between 0 and 1 at each point, and its value is the inverse of its distribution there: evenly over a range, a
triangle, a whole number, one of some values. Inputs that go together are drawn by a Gaussian copula, whose correlation is the one that
gives the ranks the correlation asked for, 2 sin(pi r / 6) [ImanConover1982].
"""

from __future__ import annotations

from importlib import import_module
from math import pi, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.chance import triangular
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.design import DESIGNS, Input, Study, Value

__all__ = ["DICE", "design", "factors", "numbers_of", "problem", "rows_of_a_start", "salib", "value_of"]

DICE = "the dice"
"""Name of the luck as a factor of its own."""


def design(study: Study) -> NDArray[np.float64]:
    """Points of the study's inputs, a row a future; for a Saltelli design with the dice as the last column.

    Sobol' points or a Latin hypercube; Morris trajectories [Morris1991]; Saltelli's radial design [Saltelli2010]; of the last two as many
    as the study repeats, one after the other. A plain input's column has its values, any other's its coordinate from 0 to 1.
    """
    ends = np.array([_bounds(one) for one in study.inputs])
    if study.sampling in DESIGNS:
        drawn = np.concatenate([_designed(study, repeat) for repeat in range(study.repeats)])
    else:
        from scipy.stats import qmc

        make = qmc.Sobol if study.sampling == "sobol" else qmc.LatinHypercube
        # Sobol' sequences are balanced at powers of two only.
        points = 1 << (study.futures - 1).bit_length() if study.sampling == "sobol" else study.futures
        unit = make(d=len(ends), rng=study.seed % 2**63).random(points)[: study.futures]
        unit = _correlated(study, unit) if study.correlations else unit
        drawn = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * unit
    # Not a digit more than a file shows, and a float's last digit must not take a value over the end of its range.
    drawn[:, : len(ends)] = np.clip(np.round(drawn[:, : len(ends)], 12), ends[:, 0], ends[:, 1])
    return drawn


def _designed(study: Study, repeat: int) -> NDArray[np.float64]:
    """The points of one of the designs, each with a seed of its own."""
    seed = (study.seed + repeat * 0x9E3779B9) % 2**32
    if study.sampling == "morris":
        made = salib("sample.morris").sample(problem(study), study.futures, num_levels=4, seed=seed)
    else:
        sample = salib("sample.sobol").sample
        made = sample(problem(study), study.futures, calc_second_order=study.second_order, seed=seed)
    return np.asarray(made, float)


def _bounds(one: Input) -> tuple[float, float]:
    """Of an input's column in the design."""
    return one.ends if one.plain else (0.0, 1.0)


def _correlated(study: Study, unit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coordinates with the ranks' correlations the study asks for; each column by itself is as evenly spread as before."""
    from scipy.special import ndtr, ndtri

    place = {one.path: n for n, one in enumerate(study.inputs)}
    matrix = np.eye(len(place))
    for pair in study.correlations:
        a, b = (place[path] for path in pair.of)
        matrix[a, b] = matrix[b, a] = 2 * sin(pi * pair.rank / 6)
    try:
        root = np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        raise ScenarioError(
            f"{study.name}: the correlations cannot hold together: what goes with two inputs cannot part them; make some weaker"
        ) from None
    normal = ndtri(np.clip(unit, 1e-12, 1 - 1e-12)) @ root.T
    return np.asarray(ndtr(normal))


def value_of(one: Input, at: float) -> Value:
    """The value of an input at its column's entry *at* in the design."""
    if one.plain:
        return float(at)
    if one.values:
        return one.values[min(len(one.values) - 1, int(at * len(one.values)))]
    low, high = one.ends
    if one.whole:
        return int(low) + min(int(high - low), int(at * (high - low + 1)))
    if one.mode is not None:
        return round(triangular(min(max(at, 0.0), 1.0), low, one.mode, high), 12)
    return round(low + (high - low) * at, 12)


def numbers_of(study: Study, points: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """The values of the inputs at the *points* of the design as numbers, a row a future: named values by their place in the list."""
    points = design(study) if points is None else points
    columns = []
    for one, column in zip(study.inputs, points.T, strict=False):
        values = [value_of(one, float(at)) for at in column]
        columns.append(
            [float(one.values.index(value)) for value in values] if one.values else [float(value) for value in values]
        )
    return np.array(columns).T


def problem(study: Study) -> dict[str, Any]:
    """The study's factors as SALib wants them: names, bounds and groups; the dice are one in a Saltelli design."""
    names = [one.path for one in study.inputs]
    bounds = [list(_bounds(one)) for one in study.inputs]
    groups = [one.group or one.path for one in study.inputs]
    if study.sampling == "saltelli":
        names, bounds, groups = [*names, DICE], [*bounds, [0.0, 1.0]], [*groups, DICE]
    made: dict[str, Any] = {"num_vars": len(names), "names": names, "bounds": bounds}
    return made | ({"groups": groups} if any(one.group for one in study.inputs) else {})


def factors(study: Study) -> list[str]:
    """The factors of the study's design in their order: inputs, or groups of them, and in a Saltelli design the dice."""
    made = problem(study)
    return list(dict.fromkeys(made.get("groups", made["names"])))


def rows_of_a_start(study: Study) -> int:
    """Points of one Morris trajectory, or of one base point of a Saltelli design."""
    count = len(factors(study))
    return count + 1 if study.sampling == "morris" else 2 * count + 2 if study.second_order else count + 2


def salib(module: str) -> Any:
    """A module of SALib, which is an extra; :exc:`ScenarioError` tells how to get it."""
    try:
        return import_module(f"SALib.{module}")
    except ImportError:
        raise ScenarioError(
            "sensitivity needs the library SALib, which is not installed: pip install 'fourthseat[sensitivity]'"
        ) from None
