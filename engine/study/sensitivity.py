"""Which assumptions the difference hangs on: Morris screening first, then Sobol' shares, the dice among the factors.

The target is the *difference* a variant makes, future by future on the same luck, not only the level of one variant:
an input may move every variant alike and matter to nobody's question. Design and estimators are SALib's. A study repeats its design with
other points and other dice, and whether the repetitions agree is part of the result. Estimates are told as they come out, never cut to
what an index should be: one that has not converged says so.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import isnan, nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import DESIGNS, Study, parse_study
from fourthseat.engine.study.inputs import given_inputs, ranged
from fourthseat.engine.study.plan import Arm
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.sampling import DICE, design, factors, problem, rows_of_a_start, salib
from fourthseat.engine.study.statistics import MIN_BLOCKS, TINY, Interval

__all__ = [
    "Agreement",
    "Influence",
    "Pair",
    "agreements",
    "dead_factors",
    "for_sensitivity",
    "influences",
    "influential",
    "pairs",
]

RESAMPLES = 500
"""Bootstrap resamples of each interval."""
LEAST_TRAJECTORIES = 2
"""Of each repetition, where nobody says how many."""
CONVERGED = 0.1
"""Half width of a share's 95 % interval up to which it is taken for converged, after [SarrazinPianosiWagener2016]."""
AGREEING = 0.7
"""Mean rank correlation between repetitions from which a ranking is taken for stable."""
FIRST = 6
"""Factors at the top of a ranking whose places are compared."""


class Influence(NamedTuple):
    """How much one factor moves one target."""

    measure: str
    arm: Arm
    """The variant; for a level, the arm itself."""
    level: bool
    """Whether the target is the arm's own level, not its difference from the baseline."""
    factor: str
    main: Interval
    """Morris: mean absolute effect of crossing two thirds of the range, per full range, in the measure's unit
    [Morris1991]. Sobol': share of the variance due to the factor alone [Sobol2001]."""
    total: Interval | None
    """Sobol': with all its interactions. None for Morris."""
    sigma: float
    """Morris: spread of the effect over the trajectories, large where it depends on other inputs. NaN for Sobol'."""
    signed: float
    """Morris: mean effect with its sign, which tells a way from a wobble. NaN for Sobol' and of a group."""
    repeats: tuple[float, ...]
    """The size in every repetition of the design alone."""

    @property
    def size(self) -> float:
        """What factors are ranked by."""
        return (self.total or self.main).estimate

    @property
    def decided(self) -> bool:
        """Whether it can be told from nothing at all."""
        return (self.total or self.main).low > 0

    @property
    def converged(self) -> bool:
        """Of a share, whether its interval is narrow enough to be one; of a Morris effect always, for it is no share of anything."""
        return self.total is None or self.total.half_width <= CONVERGED


class Pair(NamedTuple):
    """The share of the variance that two factors have only together [Sobol2001]."""

    measure: str
    arm: Arm
    factors: tuple[str, str]
    share: Interval


class Agreement(NamedTuple):
    """Whether the repetitions of a design rank the factors of one target alike."""

    measure: str
    arm: Arm
    asked: int
    """Repetitions of the design."""
    repeats: int
    """Those of them in which the target varied."""
    correlation: float
    """Spearman's, mean over all pairs of repetitions, among the factors that move the target in any; NaN of a single one."""
    common: int
    """Factors among the first :data:`FIRST` of every repetition."""
    of: int
    """How many that could be."""

    @property
    def ranked(self) -> bool:
        """Whether there is anything to compare: two repetitions, and two factors that move the target."""
        return not isnan(self.correlation)

    @property
    def stable(self) -> bool:
        """Whether the ranking may be relied on: every repetition has one, and they agree."""
        return self.repeats == self.asked and self.correlation >= AGREEING


def for_sensitivity(
    study: Study,
    scenario: Scenario,
    method: str,
    size: int,
    replications: int,
    inputs: Sequence[str] = (),
    *,
    repeats: int = 1,
    second_order: bool = False,
    grouped: bool = False,
) -> Study:
    """*study* turned into a design of *method*: ``morris`` with *size* trajectories, ``saltelli`` with *size* base points.

    Inputs are those named (by path, by group, or as :func:`~fourthseat.engine.study.inputs.given_inputs` reads them), else the study's
    own, else every number of the scenario that is marked with a range and every triangle. A *size* of 0 is as many trajectories as
    intervals need, and at least two. The design is made *repeats* times, each with
    other points and dice, and every point is played *replications* times in every arm. *grouped* makes one factor of all inputs whose
    path ends alike.
    """
    if method not in DESIGNS:
        raise ScenarioError(f"no method {method!r}; one of {', '.join(DESIGNS)}")
    raw = study.model_dump(mode="json", by_alias=True)
    raw["name"] = f"{study.name[:50]}-{method}"
    own = [one for one in raw["input"] if not inputs or {one["path"], one.get("group")} & set(inputs)]
    # A number within a range the study itself sets is that study's business; the others come from the scenario.
    others = [text for text in inputs if text not in {name for one in own for name in (one["path"], one.get("group"))}]
    added = given_inputs(scenario, others, study.coalitions) if others else []
    raw["input"] = own + added if own or added else ranged(scenario, (), study.coalitions)
    if grouped:
        ends = [one["path"].rpartition(".")[2] for one in raw["input"]]
        raw["input"] = [
            one | ({"group": f"every {end}"} if ends.count(end) > 1 else {})
            for one, end in zip(raw["input"], ends, strict=True)
        ]
    raw |= {
        "sampling": method,
        "futures": size or LEAST_TRAJECTORIES,
        "corner": [],
        "ablate": [],
        "setting": [],
        "correlation": [],
    }
    raw |= {"repeats": repeats, "own_dice": method == "morris", "second_order": second_order and method == "saltelli"}
    for measure in raw["measure"]:
        measure["half_width"] = None  # a mean over such a design is no finding, so it has no precision either
    made = parse_study(raw, "the sensitivity study")
    each = rows_of_a_start(made)
    if not size:
        raw["futures"] = size = max(LEAST_TRAJECTORIES, -(-MIN_BLOCKS // (each * repeats * replications)))
    blocks = size * each * repeats * replications
    if blocks < MIN_BLOCKS:
        enough = -(-MIN_BLOCKS // (each * repeats * replications))
        enough = enough if method == "morris" else 1 << (enough - 1).bit_length()
        raise ScenarioError(
            f"{size} {'trajectories' if method == 'morris' else 'base points'} over {len(factors(made))} inputs make {blocks} "
            f"games of an arm, and no interval is given below {MIN_BLOCKS}; {enough} would do"
        )
    raw["stopping"] |= {"first": blocks, "cap": blocks}
    return parse_study(raw, "the sensitivity study")


def influences(whole: Whole, alpha: float = 0.05, levels: bool = True) -> list[Influence]:
    """Every factor's influence on every contrast and, with *levels*, on every arm; largest first within a target.

    A target that never varies has none. Each interval is at level 1 - *alpha* by itself, by bootstrap over the trajectories or base points
    of all repetitions together.
    """
    plan = whole.plan
    _refuse_no_design(plan.study)
    found: list[Influence] = []
    for primary in plan.study.measures:
        for arm in plan.contrasts:
            base = whole.of(primary.name, arm._replace(coalition=plan.baseline))
            found += _of(whole, primary.name, arm, False, whole.of(primary.name, arm) - base, alpha)
        for arm in plan.arms if levels else ():
            found += _of(whole, primary.name, arm, True, whole.of(primary.name, arm), alpha)
    return found


def _refuse_no_design(study: Study) -> None:
    if study.sampling not in DESIGNS:
        raise ScenarioError(f"{study.name}: sampling {study.sampling!r} tells no inputs apart; see sensitivity")


def pairs(whole: Whole, alpha: float = 0.05) -> list[Pair]:
    """Second-order shares of every pair of factors on every contrast, largest first; none of a design without them."""
    plan, found = whole.plan, list[Pair]()
    if not plan.study.second_order:
        return found
    for primary in plan.study.measures:
        for arm in plan.contrasts:
            base = whole.of(primary.name, arm._replace(coalition=plan.baseline))
            target, kept = _target(whole, whole.of(primary.name, arm) - base)
            if target is None:
                continue
            told = _analysed_shares(plan.study, target[kept], alpha, RESAMPLES)
            names = factors(plan.study)
            rows = [
                Pair(primary.name, arm, (names[a], names[b]), _interval(told["S2"][a, b], told["S2_conf"][a, b]))
                for a, b in combinations(range(len(names)), 2)
            ]
            found += sorted(rows, key=lambda one: -one.share.estimate)
    return found


def agreements(found: Sequence[Influence]) -> list[Agreement]:
    """Of every contrast in *found* whether the repetitions of the design rank its factors alike."""
    told = []
    for measure, arm in dict.fromkeys((one.measure, one.arm) for one in found if not one.level):
        mine = [one for one in found if (one.measure, one.arm, one.level) == (measure, arm, False)]
        sizes = np.array([one.repeats for one in mine]).T
        sizes = sizes[~np.isnan(sizes).any(axis=1)]
        moving = sizes[:, (np.abs(sizes) > TINY).any(axis=0)] if len(sizes) else sizes
        several = len(moving) > 1 and moving.shape[1] > 1
        between = [_spearman(a, b) for a, b in combinations(moving, 2)] if several else [nan]
        first = min(FIRST, moving.shape[1]) if moving.size else 0
        tops = [set(np.argsort(-row, kind="stable")[:first].tolist()) for row in moving]
        common = len(set.intersection(*tops)) if tops else 0
        asked = len(mine[0].repeats)
        told.append(Agreement(measure, arm, asked, len(sizes), float(np.mean(between)), common, first))
    return told


def _spearman(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(a), rankdata(b)
    return float(np.corrcoef(*ranks)[0, 1]) if all(one.std() > 0 for one in ranks) else 0.0


def dead_factors(whole: Whole) -> list[str]:
    """Factors whose every step changed no measure of the study and nothing on the ladder, in any arm, to the last digit."""
    plan = whole.plan
    _refuse_no_design(plan.study)
    names, each = factors(plan.study), rows_of_a_start(plan.study)
    played = np.concatenate([*whole.values.values(), whole.rungs.reshape(len(whole.blocks), -1)], axis=1)
    row_of = {int(block): n for n, block in enumerate(whole.blocks)}
    points, alive = design(plan.study), set[str]()
    for start in range(0, len(plan.futures), each):
        for at, other, factor in _steps(plan.study, points, start):
            if factor in alive:
                continue
            for block in range(at, int(whole.blocks[-1]) + 1 if len(whole.blocks) else 0, len(plan.futures)):
                one, two = row_of.get(block), row_of.get(block - at + other)
                if one is not None and two is not None and not np.array_equal(played[one], played[two], equal_nan=True):
                    alive.add(factor)
                    break
    return [name for name in names if name not in alive and name != DICE]


def _steps(study: Study, points: NDArray[np.float64], start: int) -> Iterator[tuple[int, int, str]]:
    """Pairs of points from *start* on that differ in one factor, and which that is."""
    names, each = factors(study), rows_of_a_start(study)
    if study.sampling == "saltelli":
        yield from ((start, start + 1 + n, name) for n, name in enumerate(names))
        return
    groups = problem(study).get("groups", names)
    for row in range(start, start + each - 1):
        moved = np.flatnonzero(points[row] != points[row + 1])
        if moved.size:
            yield row, row + 1, groups[int(moved[0])]


def influential(found: Sequence[Influence], count: int) -> list[str]:
    """The *count* factors that matter most to any difference, each target's sizes taken relative to its largest."""
    best: dict[str, float] = {}
    targets = {(one.measure, one.arm) for one in found if not one.level}
    for target in targets:
        mine = [one for one in found if (one.measure, one.arm) == target and not one.level]
        largest = max(one.size for one in mine)
        for one in mine:
            # What cannot be told from nothing comes last, however large its estimate happens to be.
            size = one.size / largest if one.decided and largest > TINY else 0.0
            best[one.factor] = max(best.get(one.factor, 0.0), size)
    ranked = sorted((name for name in best if name != DICE), key=lambda name: (-best[name], name))
    return ranked[:count]


def _target(whole: Whole, values: NDArray[np.float64]) -> tuple[NDArray[np.float64] | None, NDArray[np.bool_]]:
    """The mean of each point of the design, and which of them can be used; None where nothing varies."""
    target = _means(whole, values)
    rows = rows_of_a_start(whole.plan.study)
    groups = target.reshape(-1, rows)
    good = np.asarray(~np.isnan(groups).any(axis=1))  # a point that failed spoils its trajectory, and no other
    if good.sum() < 2 or groups[good].std() < TINY:
        return None, good
    return target, np.repeat(good, rows)


def _of(
    whole: Whole, measure: str, arm: Arm, level: bool, values: NDArray[np.float64], alpha: float
) -> list[Influence]:
    study = whole.plan.study
    target, kept = _target(whole, values)
    if target is None:
        return []
    points, names = design(study), factors(study)
    told = list(_told(study, target[kept], points[kept], alpha, RESAMPLES))
    apart: list[list[float]] = []
    for part in np.split(np.arange(len(target)), study.repeats):
        mine = part[kept[part]]
        enough = len(mine) >= 2 * rows_of_a_start(study)
        varies = enough and target[mine].std() > TINY
        sizes = (
            [(total or main).estimate for main, total, *_ in _told(study, target[mine], points[mine], alpha, 2)]
            if varies
            else []
        )
        # Where nothing moved no step had an effect; of what does not vary there are no shares.
        apart.append(sizes or [0.0 if enough and study.sampling == "morris" else nan] * len(names))
    made = [
        Influence(measure, arm, level, name, main, total, sigma, signed, tuple(row[n] for row in apart))
        for n, (name, (main, total, sigma, signed)) in enumerate(zip(names, told, strict=True))
    ]
    return sorted(made, key=lambda one: (-one.size, one.factor))


def _means(whole: Whole, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the replications of each future; NaN where there is none."""
    count = len(whole.plan.futures)
    good = ~np.isnan(values)
    n = np.bincount(whole.futures[good], minlength=count)
    total = np.bincount(whole.futures[good], weights=values[good], minlength=count)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


Told = tuple[Interval, Interval | None, float, float]
"""Of one factor: main and total effect, spread, mean with its sign."""


def _told(
    study: Study, target: NDArray[np.float64], points: NDArray[np.float64], alpha: float, resamples: int
) -> Iterator[Told]:
    if study.sampling == "morris":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # too few resamples for an interval that is not asked for
            found: Any = salib("analyze.morris").analyze(
                problem(study), points, target, conf_level=1 - alpha, num_resamples=resamples, num_levels=4, seed=1
            )
        grouped = "groups" in problem(study)
        for mean, half, sigma, signed in zip(
            found["mu_star"], found["mu_star_conf"], found["sigma"], found["mu"], strict=True
        ):
            yield _interval(mean, half), None, float(sigma), nan if grouped else float(signed)
        return
    shares = _analysed_shares(study, target, alpha, resamples)
    for first, first_half, total, total_half in zip(
        shares["S1"], shares["S1_conf"], shares["ST"], shares["ST_conf"], strict=True
    ):
        yield _interval(first, first_half), _interval(total, total_half), nan, nan


def _analysed_shares(study: Study, target: NDArray[np.float64], alpha: float, resamples: int) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a resample may happen not to vary
        warnings.filterwarnings("ignore", "Constant values", UserWarning)  # nor a part of the design
        return salib("analyze.sobol").analyze(
            problem(study),
            target,
            calc_second_order=study.second_order,
            conf_level=1 - alpha,
            num_resamples=resamples,
            seed=1,
        )


def _interval(estimate: float, half: float) -> Interval:
    return Interval(float(estimate), float(estimate - half), float(estimate + half), "bootstrap")
