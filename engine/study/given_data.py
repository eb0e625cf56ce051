"""Which inputs a difference follows, read off an ordinary study's futures: no design of its own is played.

*PAWN* asks how far the distribution of the futures' differences moves once one input is known: the median, over slices of the input, of
the largest distance between the distribution in the slice and that of all futures; 0 if never, 1 at most, whatever the shape of the
dependence [PianosiWagener2018], by SALib. *Regional* sensitivity asks of one input whether the futures in which a variant is worse (or
better) lie elsewhere in its range than the others: the largest distance between the two distributions [HornbergerSpear1981]. Both come
out above 0 where there is nothing, so each is set against shuffles of the futures over the points, all inputs at once.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.robustness import Robust, future_means, gain_sign, paired_values
from fourthseat.engine.study.sampling import numbers_of, salib
from fourthseat.engine.study.statistics import TINY
from fourthseat.engine.study.switches import switched_off
from fourthseat.engine.study.tables import heads, number_text, scene

__all__ = [
    "LEAST_FUTURES",
    "SLICES",
    "Followed",
    "Regional",
    "beyond",
    "followed",
    "followed_tables",
    "largest_shuffled",
    "pawn",
    "regional",
    "regional_table",
    "separation",
]

LEAST_FUTURES = 30
"""Futures below which no distribution is compared with another."""
MOST_INPUTS = 20
"""Inputs beyond which as many futures as a study has tell none apart from the others."""
SLICES = 8
"""Of an input's range."""
SHUFFLES = 99
"""Of the futures over the points."""
REGIONAL_SHUFFLES = 499
"""Distances are quick, so there are more shuffles."""
MOST = 10
"""Rows of one contrast."""


class Followed(NamedTuple):
    """How much one contrast follows one input."""

    measure: str
    arm: Arm
    path: str
    moved: float
    """PAWN's index: from 0 to 1."""
    luck: float
    """What shuffled futures show at most for any input, in 19 of 20 shuffles."""
    p: float
    """Chance that shuffled futures show as large an index for any input."""
    rank: float
    """Spearman's correlation, for the direction; meaningless of named values."""


class Regional(NamedTuple):
    """How far the futures in which a variant is worse (or better) lie apart from the others along one input."""

    measure: str
    arm: Arm
    worse: bool
    path: str
    distance: float
    """Kolmogorov and Smirnov's: from 0 to 1."""
    here: float
    """Median of the input in the futures of the kind."""
    elsewhere: float
    p: float
    """Chance that shuffled futures show as large a distance for any input of any contrast."""


def followed(whole: Whole) -> list[Followed]:
    """PAWN's index of every input for every contrast, largest first within a contrast.

    Nothing of a study with fewer than :data:`LEAST_FUTURES` futures or more than :data:`MOST_INPUTS` inputs; inputs whose mechanism is off
    in the arm are left out.
    """
    plan, told = whole.plan, list[Followed]()
    if len(plan.sampled) < LEAST_FUTURES or not 0 < len(plan.study.inputs) <= MOST_INPUTS:
        return told
    points, by_luck = numbers_of(plan.study), dict[tuple[object, ...], NDArray[np.float64]]()
    for primary, arm, base, here in paired_values(whole):
        means, where = future_means(here - base, whole.futures)
        if len(means) < LEAST_FUTURES or means.std() < TINY:
            continue
        columns = _live(plan, arm)
        of = points[where - plan.sampled.start][:, columns]
        # Distances between distributions depend on ranks alone, so luck is the same for all contrasts of the same futures and inputs.
        key = (*columns, *where.tolist())
        if key not in by_luck:
            by_luck[key] = largest_shuffled(of)
        largest, found = by_luck[key], pawn(of, means)
        rows = [
            Followed(
                *(primary.name, arm, plan.study.inputs[n].path, float(index), float(np.quantile(largest, 0.95))),
                *(beyond(float(index), largest), _rank(column, means)),
            )
            for n, index, column in zip(columns, found, of.T, strict=True)
        ]
        told += sorted(rows, key=lambda one: -one.moved)
    return told


def pawn(points: NDArray[np.float64], means: NDArray[np.float64]) -> NDArray[np.float64]:
    """PAWN's index [PianosiWagener2018] of every column of *points* (futures x inputs, in [0, 1]) for *means*, one a future."""
    names = [str(n) for n in range(points.shape[1])]
    described = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an input that does not vary over the futures
        found = salib("analyze.pawn").analyze(described, points, means, S=SLICES)
    return np.asarray(np.nan_to_num(np.asarray(found["median"], float)), np.float64)


def largest_shuffled(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest index of any of the inputs *points* (futures x inputs) in each shuffle of the futures."""
    luck = np.random.default_rng(1)
    return np.array([pawn(points, np.asarray(luck.permutation(len(points)), float)).max() for _ in range(SHUFFLES)])


def beyond(index: float, largest: NDArray[np.float64]) -> float:
    """Chance that shuffled futures show as large an index for any input: by *largest*, the largest of each shuffle."""
    return (1 + int((largest >= index).sum())) / (len(largest) + 1)


def _rank(column: NDArray[np.float64], means: NDArray[np.float64]) -> float:
    from scipy.stats import rankdata

    if np.ptp(column) < TINY:
        return 0.0
    return float(np.corrcoef(rankdata(column), rankdata(means))[0, 1])


def _live(plan: Plan, arm: Arm) -> list[int]:
    """Inputs whose mechanism is on in the arm or in the baseline's."""
    paths = [one.path for one in plan.study.inputs]
    off = (switched_off(plan, one, paths) for one in (arm, arm._replace(coalition=plan.baseline)))
    return [n for n, both in enumerate(zip(*off, strict=True)) if not all(both)]


def separation(column: NDArray[np.float64], kind: NDArray[np.bool_]) -> float:
    """The largest distance between the distribution functions of *column* in the futures of the *kind* and in the others."""
    order = np.argsort(column, kind="stable")
    ordered, of = column[order], kind[order]
    last = np.flatnonzero(np.append(np.diff(ordered) > 0, True))  # equal values are passed together
    here, elsewhere = np.cumsum(of)[last] / max(1, of.sum()), np.cumsum(~of)[last] / max(1, (~of).sum())
    return float(np.abs(here - elsewhere).max())


def regional(whole: Whole, found: Sequence[Robust]) -> list[Regional]:
    """For each contrast of *found* whose futures differ, and each kind, how far the futures of the kind lie apart along every input."""
    plan = whole.plan
    if len(plan.sampled) < LEAST_FUTURES or not plan.study.inputs:
        return []
    points, margins = numbers_of(plan.study), {primary.name: primary for primary in plan.study.measures}
    cases = []
    for one in found:
        if one.varies.told and one.drawn is not None:
            gain = gain_sign(plan, margins[one.measure]) * one.drawn.expected[:, 0]
            margin, rows = margins[one.measure].indifference, one.drawn.futures - plan.sampled.start
            cases += [(one, True, gain < -margin, rows), (one, False, gain > margin, rows)]
    cases = [case for case in cases if 5 <= case[2].sum() <= len(case[2]) - 5]
    luck, largest = np.random.default_rng(1), np.zeros(REGIONAL_SHUFFLES)
    told = []
    orders = [luck.permutation(len(points)) for _ in range(REGIONAL_SHUFFLES)] if cases else []
    for one, worse, kind, rows in cases:
        for n in _live(plan, one.arm):
            column = points[rows, n]
            shuffled = np.array([separation(points[order][rows, n], kind) for order in orders])
            largest = np.maximum(largest, shuffled)
            medians = float(np.median(column[kind])), float(np.median(column[~kind]))
            path = plan.study.inputs[n].path
            told.append(Regional(one.measure, one.arm, worse, path, separation(column, kind), *medians, 1.0))
    chances = [(1 + int((largest >= one.distance - 1e-12).sum())) / (REGIONAL_SHUFFLES + 1) for one in told]
    return sorted(
        (one._replace(p=p) for one, p in zip(told, chances, strict=True)), key=lambda one: (one.p, -one.distance)
    )


def followed_tables(plan: Plan, told: Sequence[Followed]) -> list[Table]:
    """For each measure the inputs each difference follows most."""
    columns = (
        *text_columns(*heads(plan), "input"),
        *number_columns("index", "by luck up to", "p", "rank correlation"),
    )
    tables = []
    for primary in plan.study.measures:
        rows = []
        for arm in dict.fromkeys(one.arm for one in told if one.measure == primary.name):
            mine = [one for one in told if (one.measure, one.arm) == (primary.name, arm)]
            rows += [
                (
                    *scene(plan, arm),
                    one.path,
                    f"{one.moved:.2f}",
                    f"{one.luck:.2f}",
                    number_text(one.p, ".2g"),
                    f"{one.rank:+.2f}",
                )
                for one in mine[:MOST]
            ]
            if len(mine) > MOST:
                rows.append((*scene(plan, arm), f"… {len(mine) - MOST} more, with smaller indices", "", "", "", ""))
        if rows:
            tables.append(
                Table(
                    f"followed-{primary.name}", f"Inputs that the difference in {primary.name} follows", columns, rows
                )
            )
    return tables


def regional_table(plan: Plan, told: Sequence[Regional], most: int = 20) -> Table:
    """Inputs along which the futures of a kind lie apart from the others, the least likely first."""
    rows = [
        (
            *(one.measure, *scene(plan, one.arm), "worse" if one.worse else "better", one.path),
            *(f"{one.distance:.2f}", f"{one.here:.3g}", f"{one.elsewhere:.3g}", number_text(one.p, ".2g")),
        )
        for one in told[:most]
    ]
    columns = (
        *text_columns("measure", *heads(plan), "where", "input"),
        *number_columns("distance", "median there", "median elsewhere", "p"),
    )
    more = f" (the first {most} of {len(told)})" if len(told) > most else ""
    return Table(
        "regional", f"Where along an input the futures lie in which a variant is worse or better{more}", columns, rows
    )
