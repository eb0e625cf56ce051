"""Which assumptions the difference hangs on: Morris screening first, then Sobol' shares, the dice among the factors.

The target is the *difference* a variant makes, future by future on the same luck, not only the level of one variant:
an input may move every variant alike and matter to nobody's question. Design and estimators are SALib's.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import DESIGNS, Study, parse_study
from fourthseat.engine.study.inputs import ranged
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.sampling import DICE, design, problem, salib
from fourthseat.engine.study.statistics import MIN_BLOCKS, TINY, Interval
from fourthseat.engine.study.tables import heads, number_text, scene

__all__ = ["Influence", "for_sensitivity", "influence_tables", "influences", "influential"]

RESAMPLES = 500
"""Bootstrap resamples of each interval."""


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

    @property
    def size(self) -> float:
        """What factors are ranked by."""
        return (self.total or self.main).estimate

    @property
    def decided(self) -> bool:
        """Whether it can be told from nothing at all."""
        return (self.total or self.main).low > 0


def for_sensitivity(
    study: Study,
    scenario: Scenario,
    method: str,
    size: int,
    replications: int,
    inputs: Sequence[str] = (),
) -> Study:
    """*study* turned into a design of *method*: ``morris`` with *size* trajectories, ``saltelli`` with *size* base points.

    Inputs are those named, else the study's own, else every number of the scenario that is marked with a range.
    Every point is played *replications* times in every arm.
    """
    if method not in DESIGNS:
        raise ScenarioError(f"no method {method!r}; one of {', '.join(DESIGNS)}")
    raw = study.model_dump(mode="json", by_alias=True)
    raw["name"] = f"{study.name[:50]}-{method}"
    own = [one for one in raw["input"] if not inputs or one["path"] in inputs]
    # A number within a range the study itself sets is that study's business; the others come from the scenario.
    others = [path for path in inputs if path not in {one["path"] for one in own}]
    raw["input"] = own + ranged(scenario, others, study.coalitions) if others or not own else own
    raw |= {"sampling": method, "futures": size, "corner": [], "ablate": [], "setting": []}
    for measure in raw["measure"]:
        measure["half_width"] = None  # a mean over such a design is no finding, so it has no precision either
    # Morris steps once a factor from each start; a Saltelli design has the dice as one factor more, and two base points.
    each = len(raw["input"]) + (1 if method == "morris" else 3)
    blocks = size * each * replications
    if blocks < MIN_BLOCKS:
        enough = -(-MIN_BLOCKS // (each * replications))
        enough = enough if method == "morris" else 1 << (enough - 1).bit_length()
        raise ScenarioError(
            f"{size} {'trajectories' if method == 'morris' else 'base points'} over {len(raw['input'])} inputs make {blocks} "
            f"games of an arm, and no interval is given below {MIN_BLOCKS}; {enough} would do"
        )
    raw["stopping"] |= {"first": blocks, "cap": blocks}
    return parse_study(raw, "the sensitivity study")


def influences(whole: Whole, alpha: float = 0.05, levels: bool = True) -> list[Influence]:
    """Every factor's influence on every contrast and, with *levels*, on every arm; largest first within a target.

    A target that never varies has none. Each interval is at level 1 - *alpha* by itself, by bootstrap.
    """
    plan = whole.plan
    if plan.study.sampling not in DESIGNS:
        raise ScenarioError(
            f"{plan.study.name}: sampling {plan.study.sampling!r} tells no inputs apart; see sensitivity"
        )
    found: list[Influence] = []
    for primary in plan.study.measures:
        for arm in plan.contrasts:
            base = whole.of(primary.name, arm._replace(coalition=plan.baseline))
            found += _of(whole, primary.name, arm, False, whole.of(primary.name, arm) - base, alpha)
        for arm in plan.arms if levels else ():
            found += _of(whole, primary.name, arm, True, whole.of(primary.name, arm), alpha)
    return found


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


def _of(
    whole: Whole, measure: str, arm: Arm, level: bool, values: NDArray[np.float64], alpha: float
) -> list[Influence]:
    study = whole.plan.study
    target = _means(whole, values)
    names = problem(study)["names"]
    rows = len(names) + (1 if study.sampling == "morris" else 2)
    groups = target.reshape(-1, rows)
    good = ~np.isnan(groups).any(1)  # a point that failed spoils its trajectory, and no other
    if good.sum() < 2 or groups[good].std() < TINY:
        return []
    kept = np.repeat(good, rows)
    told = (
        _morris(study, target[kept], design(study)[kept], alpha)
        if study.sampling == "morris"
        else _sobol(study, target[kept], alpha)
    )
    made = [Influence(measure, arm, level, name, *numbers) for name, numbers in zip(names, told, strict=True)]
    return sorted(made, key=lambda one: (-one.size, one.factor))


def _means(whole: Whole, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the replications of each future; NaN where there is none."""
    count = len(whole.plan.futures)
    good = ~np.isnan(values)
    n = np.bincount(whole.futures[good], minlength=count)
    total = np.bincount(whole.futures[good], weights=values[good], minlength=count)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def _morris(
    study: Study, target: NDArray[np.float64], points: NDArray[np.float64], alpha: float
) -> Iterator[tuple[Interval, Interval | None, float]]:
    told: Any = salib("analyze.morris").analyze(
        problem(study), points, target, conf_level=1 - alpha, num_resamples=RESAMPLES, num_levels=4, seed=1
    )
    for mean, half, sigma in zip(told["mu_star"], told["mu_star_conf"], told["sigma"], strict=True):
        yield _interval(mean, half), None, float(sigma)


def _sobol(
    study: Study, target: NDArray[np.float64], alpha: float
) -> Iterator[tuple[Interval, Interval | None, float]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a resample may happen not to vary
        told: Any = salib("analyze.sobol").analyze(
            problem(study), target, calc_second_order=False, conf_level=1 - alpha, num_resamples=RESAMPLES, seed=1
        )
    for first, first_half, total, total_half in zip(
        told["S1"], told["S1_conf"], told["ST"], told["ST_conf"], strict=True
    ):
        yield _interval(first, first_half), _interval(total, total_half), float("nan")


def _interval(estimate: float, half: float) -> Interval:
    return Interval(float(estimate), float(estimate - half), float(estimate + half), "bootstrap")


def influence_tables(plan: Plan, found: Sequence[Influence], most: int = 12) -> Iterator[Table]:
    """For each measure the factors that matter most to each difference; what cannot be told from nothing says so."""
    sobol = plan.study.sampling == "saltelli"
    numbers = (
        text_columns("alone", "with interactions")
        if sobol
        else (*text_columns("effect of the whole range"), *number_columns("spread"))
    )
    for primary in plan.study.measures:
        rows = []
        for arm in dict.fromkeys(one.arm for one in found if not one.level):
            mine = [one for one in found if (one.measure, one.arm, one.level) == (primary.name, arm, False)]
            for one in mine[:most]:
                second = _share(one.total) if one.total is not None else number_text(one.sigma, ".3g")
                main = _share(one.main) if sobol else _amount(one.main)
                rows.append((*scene(plan, arm), one.factor, main, second))
            if len(mine) > most:
                rest = sum(not one.decided for one in mine[most:])
                told = f"… {len(mine) - most} more, {rest} not distinguishable from 0"
                rows.append((*scene(plan, arm), told, "", ""))
        if rows:
            unit = "shares of the variance" if sobol else f"in {plan.measures[primary.name].unit}"
            title = f"What the difference in {primary.name} hangs on ({unit})"
            columns = (*text_columns(*heads(plan), "factor"), *numbers)
            yield Table(f"influence-{primary.name}", title, columns, rows)


def _share(one: Interval) -> str:
    if not one.low > 0:
        return "not distinguishable from 0"
    estimate, high = min(1.0, one.estimate), min(1.0, one.high)  # estimates of a share may overshoot
    return f"{100 * estimate:.0f} % ({100 * one.low:.0f}–{100 * high:.0f} %)"


def _amount(one: Interval) -> str:
    return f"{one.estimate:.3g} ({one.low:.3g}–{one.high:.3g})" if one.low > 0 else "not distinguishable from 0"
