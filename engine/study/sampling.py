"""How the uncertain inputs are sampled: points that fill their ranges, or designs that tell the inputs apart."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.design import Study

__all__ = ["DICE", "design", "problem", "salib"]

DICE = "the dice"
"""Name of the luck as a factor of its own."""


def design(study: Study) -> NDArray[np.float64]:
    """Points of the study's inputs, a row a future; for a Saltelli design with the dice as the last column.

    Sobol' points or a Latin hypercube; Morris trajectories [Morris1991]; Saltelli's radial design [Saltelli2010].
    """
    ends = np.array([(one.low, one.high) for one in study.inputs])
    drawn: NDArray[np.float64]
    if study.sampling == "morris":
        drawn = salib("sample.morris").sample(problem(study), study.futures, num_levels=4, seed=study.seed % 2**32)
    elif study.sampling == "saltelli":
        sample = salib("sample.sobol").sample
        drawn = sample(problem(study), study.futures, calc_second_order=False, seed=study.seed % 2**32)
    else:
        from scipy.stats import qmc

        make = qmc.Sobol if study.sampling == "sobol" else qmc.LatinHypercube
        # Sobol' sequences are balanced at powers of two only.
        points = 1 << (study.futures - 1).bit_length() if study.sampling == "sobol" else study.futures
        unit = make(d=len(ends), rng=study.seed % 2**63).random(points)[: study.futures]
        drawn = ends[:, 0] + (ends[:, 1] - ends[:, 0]) * unit
    # Not a digit more than a file shows, and a float's last digit must not take a value over the end of its range.
    drawn[:, : len(ends)] = np.clip(np.round(drawn[:, : len(ends)], 12), ends[:, 0], ends[:, 1])
    return drawn


def problem(study: Study) -> dict[str, Any]:
    """The study's factors as SALib wants them: names and bounds; the dice are one in a Saltelli design."""
    names = [one.path for one in study.inputs]
    bounds = [[one.low, one.high] for one in study.inputs]
    if study.sampling == "saltelli":
        names, bounds = [*names, DICE], [*bounds, [0.0, 1.0]]
    return {"num_vars": len(names), "names": names, "bounds": bounds}


def salib(module: str) -> Any:
    """A module of SALib, which is an extra; :exc:`ScenarioError` tells how to get it."""
    try:
        return import_module(f"SALib.{module}")
    except ImportError:
        raise ScenarioError(
            "sensitivity needs the library SALib, which is not installed: pip install 'fourthseat[sensitivity]'"
        ) from None
