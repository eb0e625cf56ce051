"""The search itself, by pymoo: NSGA-II over levers of mixed kinds, on whatever tells the values of candidates.

pymoo is an extra, and this is the one place that knows it. It was set beside Platypus: at some hundred candidates both dominate about
the same volume; pymoo asks for a whole generation at once, which workers want, and is licensed as this program may use it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.terms.levers import Space, Terms

__all__ = ["Evaluate", "Found", "explore", "spread"]

Evaluate = Callable[[Sequence[Terms]], NDArray[np.float64]]
"""Values of candidates: one row each, one column an objective, lower is better; NaN in a row for terms that cannot be judged."""
Found = dict[Terms, NDArray[np.float64]]
"""Every candidate that was judged, in the order of the search, and its values."""


def explore(
    space: Space,
    objectives: int,
    evaluate: Evaluate,
    population: int,
    generations: int,
    seed: int,
    start: Sequence[Terms] = (),
) -> Found:
    """Search the terms of *space* that no others beat in every one of so many *objectives*, by NSGA-II [Deb2002].

    *population* candidates a generation; the first holds *start* and terms spread evenly over all levels. Every candidate is judged
    once. Where there are no more combinations than would be tried, all of them are, and nothing is left to chance. The same *seed*
    and values give the same search. Raises :exc:`ScenarioError` where pymoo is not installed.
    """
    found: Found = {}

    def judged(candidates: Sequence[Terms]) -> NDArray[np.float64]:
        new = [terms for terms in dict.fromkeys(candidates) if terms not in found]
        if new:
            found.update(zip(new, evaluate(new), strict=True))
        return np.array([found[terms] for terms in candidates])

    if space.combinations <= population * generations:
        judged(every(space))
        return found
    algorithm, problem = _algorithm(space, objectives, population, generations, seed, start)
    evaluator, static = _pymoo("core.evaluator").Evaluator, _pymoo("problems.static").StaticProblem
    while algorithm.has_next():
        offspring = algorithm.ask()
        values = judged([_terms(space, one.X) for one in offspring])
        wrong = np.asarray(np.isnan(values).any(axis=1))
        # What cannot be judged breaks a constraint; its values are never looked at.
        known = static(problem, F=np.where(wrong[:, None], 0.0, values), G=wrong[:, None].astype(float))
        evaluator().eval(known, offspring)
        algorithm.tell(infills=offspring)
    return found


def every(space: Space) -> list[Terms]:
    """All terms of *space*."""
    terms: list[Terms] = [()]
    for lever in space.levers:
        terms = [(*one, level) for one in terms for level in lever.levels]
    return terms


def spread(space: Space, count: int, seed: int) -> list[Terms]:
    """*count* terms spread evenly over all levels of every lever: a Latin hypercube."""
    from scipy.stats import qmc

    unit = qmc.LatinHypercube(d=len(space.levers), rng=seed % 2**63).random(count)
    return [
        tuple(lever.levels[int(share * len(lever.levels))] for lever, share in zip(space.levers, row, strict=True))
        for row in unit
    ]


def _algorithm(
    space: Space, objectives: int, population: int, generations: int, seed: int, start: Sequence[Terms]
) -> tuple[Any, Any]:
    """NSGA-II with mating by the kind of each lever, set up on a problem of its levers."""
    variable, mixed = _pymoo("core.variable"), _pymoo("core.mixed")
    kinds = {
        str(place): variable.Integer(bounds=(0, len(lever.levels) - 1))
        if lever.ordered
        else variable.Choice(options=list(range(len(lever.levels))))
        for place, lever in enumerate(space.levers)
        if lever.moves
    }
    problem = _pymoo("core.problem").Problem(vars=kinds, n_obj=objectives, n_ieq_constr=1)
    first = list(dict.fromkeys((*start, *spread(space, population, seed))))[:population]
    places = [
        {str(place): lever.levels.index(level) for place, (lever, level) in enumerate(zip(space.levers, terms, strict=True)) if lever.moves}
        for terms in first
    ]  # fmt: skip
    alike = mixed.MixedVariableDuplicateElimination()
    algorithm = _pymoo("algorithms.moo.nsga2").NSGA2(
        pop_size=population,
        sampling=_pymoo("core.population").Population.new("X", places),
        mating=mixed.MixedVariableMating(eliminate_duplicates=alike),
        eliminate_duplicates=alike,
    )
    algorithm.setup(problem, termination=("n_gen", generations), seed=seed % 2**32, verbose=False)
    return algorithm, problem


def _terms(space: Space, places: Any) -> Terms:
    """The terms whose levels stand at *places*, by the lever's number."""
    return tuple(
        lever.levels[int(places[str(number)])] if lever.moves else lever.levels[0]
        for number, lever in enumerate(space.levers)
    )


def _pymoo(module: str) -> Any:
    """A module of pymoo, which is an extra; :exc:`ScenarioError` tells how to get it."""
    try:
        return import_module(f"pymoo.{module}")
    except ImportError:
        raise ScenarioError(
            "a search over terms needs the library pymoo, which is not installed: pip install 'fourthseat[design]'"
        ) from None
