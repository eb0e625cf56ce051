"""What holds across futures: whether they differ, how often a variant helps if they do, and how much is regretted.

A study's futures are not replications of one truth but a sample of what may be assumed. Their means are noisy, so nothing is read off
them as they are: whether futures differ is tested first (:mod:`fourthseat.engine.study.heterogeneity`), and shares of futures, the
worst future and regret are asked of estimates that borrow strength from all futures (:mod:`fourthseat.engine.study.shrinkage`), each
with an interval [LempertPopperBankes2003]. Corners are no sample, and no part of any of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.study.design import DESIGNS, Primary
from fourthseat.engine.study.heterogeneity import Heterogeneity, heterogeneity
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.shrinkage import Drawn, drawn
from fourthseat.engine.study.statistics import Interval

__all__ = ["Regret", "Robust", "future_means", "gain_sign", "paired_values", "regrets", "robust", "worthwhile"]

SHUFFLES = 499
"""Of the blocks over the futures, to see what regret luck alone makes."""
ENDS = (0.025, 0.5, 0.975)
"""Quantiles of the draws: the interval and what is told for an estimate."""


class Robust(NamedTuple):
    """One contrast across the sampled futures."""

    measure: str
    arm: Arm
    varies: Heterogeneity
    better: Interval
    """Share of futures whose true difference is better by more than the indifference zone; NaN where it cannot be told."""
    worse: Interval
    worst: Interval
    """True difference in the future in which it is worst, in the measure's unit."""
    worst_future: str
    drawn: Drawn | None
    """Draws of the true difference of every future, one column; None where futures are too few or have one game each."""


class Regret(NamedTuple):
    """How much worse a variant does than the best of all in the same future, in the measure's unit; never below 0."""

    measure: str
    arm: Arm
    mean: Interval
    """Over futures."""
    largest: Interval
    """In the future in which it is largest."""
    raw: float
    """The largest as the futures' means have it, luck and all."""
    luck: Interval
    """What that comes to with all futures alike: whole blocks shuffled over the futures."""
    satisfied: Interval | None
    """Share of futures in which the arm's mean meets the measure's threshold; None without one."""


def worthwhile(whole: Whole) -> bool:
    """Whether *whole* has several futures that are a sample of what may be."""
    return len(whole.plan.sampled) > 1 and whole.plan.study.sampling not in DESIGNS


def robust(whole: Whole) -> list[Robust]:
    """Every contrast across the futures; the tests are adjusted for all of them together."""
    contrasts = list(paired_values(whole))
    if not contrasts or not len(whole.blocks):
        return []
    differences = np.column_stack([here - base for _, _, base, here in contrasts])
    varies = heterogeneity(differences, whole.futures)
    return [
        _robust(whole, primary, arm, difference, one)
        for (primary, arm, _, _), difference, one in zip(contrasts, differences.T, varies, strict=True)
    ]


def _robust(whole: Whole, primary: Primary, arm: Arm, difference: NDArray[np.float64], one: Heterogeneity) -> Robust:
    good = ~np.isnan(difference)
    sign = gain_sign(whole.plan, primary)
    found = drawn(sign * difference[good, None], whole.futures[good])
    none = Interval(nan, nan, nan, "one game a future")
    if found is None:
        return Robust(primary.name, arm, one, none, none, none, "", None)
    gain = found.values[:, :, 0]
    worst = int(found.expected[:, 0].argmin())
    low, middle, high = np.quantile(gain[:, worst], ENDS)
    least, most = sorted((sign * float(low), sign * float(high)))
    return Robust(
        *(primary.name, arm, one),
        _over(lambda x: (x > primary.indifference).mean(axis=1), gain),
        _over(lambda x: (x < -primary.indifference).mean(axis=1), gain),
        Interval(sign * float(middle), least, most, "shrunken"),
        whole.plan.futures[int(found.futures[worst])].name,
        found._replace(means=sign * found.means, values=sign * found.values),
    )


def _over(asked: Callable[[NDArray[np.float64]], NDArray[np.float64]], draws: NDArray[np.float64]) -> Interval:
    """What *asked* (a function of the draws) comes to: its mean over the draws, and the interval."""
    values = asked(draws)
    low, _, high = np.quantile(values, ENDS)
    return Interval(float(values.mean()), float(low), float(high), "shrunken")


def regrets(whole: Whole, across: Sequence[Robust]) -> list[Regret]:
    """Every arm, the baseline's among them, against the best variant of the same rule, provocation and setting.

    Where *across* tells no difference between futures, regret is estimated as the same in all of them; its upper bound leaves room for one.
    """
    plan, found = whole.plan, list[Regret]()
    apart = {(one.measure, one.arm) for one in across if one.varies.told}
    for primary in plan.study.measures:
        if not plan.measures[primary.name].better:
            continue
        for terms in dict.fromkeys(arm._replace(coalition="") for arm in plan.arms if not arm.without):
            arms = [arm for arm in plan.arms if arm._replace(coalition="") == terms]
            found += _regrets(whole, primary, arms, any((primary.name, arm) in apart for arm in arms))
    return found


def _regrets(whole: Whole, primary: Primary, arms: list[Arm], told: bool) -> Iterator[Regret]:
    """Of the *arms* of one rule, provocation and setting; *told* is whether any of them differs between futures."""
    values = gain_sign(whole.plan, primary) * np.column_stack([whole.of(primary.name, arm) for arm in arms])
    good = ~np.isnan(values).any(axis=1)
    values, futures = values[good], whole.futures[good]
    none = Interval(nan, nan, nan, "one game a future")
    # Differences from the first arm: what moves all arms alike is nobody's regret.
    found = drawn(values[:, 1:] - values[:, :1], futures) if len(arms) > 1 else None
    if found is None:
        for arm in arms:
            yield Regret(primary.name, arm, none, none, nan, none, _satisfied(whole, primary, arm))
        return
    loss = _loss(_with_baseline(found))
    raw, luck = _by_luck(values, futures)
    low, middle, high = np.quantile(loss.mean(axis=1), ENDS, axis=0)
    least, usual, most = np.quantile(loss.max(axis=1), ENDS, axis=0)
    same = None if told else drawn(values[:, 1:] - values[:, :1], futures, alike=True)
    if same is not None:
        low, middle, _ = np.quantile(_loss(_with_baseline(same)).mean(axis=1), ENDS, axis=0)
        least, usual = low, middle
    for n, arm in enumerate(arms):
        yield Regret(
            *(primary.name, arm),
            Interval(float(middle[n]), float(low[n]), float(high[n]), "shrunken"),
            Interval(float(usual[n]), float(least[n]), float(most[n]), "shrunken"),
            float(raw[n]),
            Interval(float(luck[1][n]), float(luck[0][n]), float(luck[2][n]), "shuffled"),
            _satisfied(whole, primary, arm),
        )


def _with_baseline(found: Drawn) -> NDArray[np.float64]:
    """The draws with a first column of zeros: the baseline's difference from itself."""
    return np.concatenate([np.zeros((*found.values.shape[:2], 1)), found.values], axis=2)


def _loss(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each of the last axis lacks to the best of it."""
    return np.asarray(gains.max(axis=-1, keepdims=True) - gains)


def _by_luck(
    values: NDArray[np.float64], futures: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest regret of each arm by the futures' means as they are; and of each its interval and median in shuffles of the blocks."""
    order = np.argsort(futures, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(futures[order]) != 0])
    sizes = np.diff(np.append(starts, len(values)))[:, None]

    def largest(pick: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(_loss(np.add.reduceat(values[pick], starts, axis=0) / sizes).max(axis=0))

    luck = np.random.default_rng(1)
    shuffles = np.array([largest(luck.permutation(len(values))) for _ in range(SHUFFLES)])
    return largest(order), np.quantile(shuffles, (0.05, 0.5, 0.95), axis=0)


def _satisfied(whole: Whole, primary: Primary, arm: Arm) -> Interval | None:
    if primary.threshold is None:
        return None
    sign = gain_sign(whole.plan, primary)
    values = sign * whole.of(primary.name, arm)
    good = ~np.isnan(values)
    found = drawn(values[good, None], whole.futures[good])
    if found is None:
        return Interval(nan, nan, nan, "one game a future")
    enough = sign * primary.threshold
    return _over(lambda x: (x >= enough).mean(axis=1), found.values[:, :, 0])


def paired_values(whole: Whole) -> Iterator[tuple[Primary, Arm, NDArray[np.float64], NDArray[np.float64]]]:
    """Of every contrast: its measure, its arm, and the values of baseline and variant block by block."""
    for primary in whole.plan.study.measures:
        for arm in whole.plan.contrasts:
            base = whole.of(primary.name, arm._replace(coalition=whole.plan.baseline))
            yield primary, arm, base, whole.of(primary.name, arm)


def gain_sign(plan: Plan, primary: Primary) -> int:
    """Of a gain: measures of which neither way is better count higher as better."""
    return -1 if plan.measures[primary.name].better == "lower" else 1


def future_means(
    values: NDArray[np.float64], futures: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Mean of each future that has any value, and which future that is."""
    good = ~np.isnan(values)
    which, where = np.unique(futures[good], return_inverse=True)
    return np.bincount(where, weights=values[good]) / np.bincount(where), which
