"""Every estimator of a study on data made by a formula, beside the answer the formula has: ``python -m benchmarks.known_answer``.

No game is played. Many data sets are drawn of each kind; the table tells the true answer, the mean of the estimates with its Monte Carlo
error, and how often the interval holds the truth. What is told of futures, regrets and regions has its own: ``python -m benchmarks.futures``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from math import isnan, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.truths import TRUTHS, Truth
from fourthseat.engine.study.bounds import bounds
from fourthseat.engine.study.given_data import SLICES, beyond, largest_shuffled, pawn, separation
from fourthseat.engine.study.heterogeneity import heterogeneity
from fourthseat.engine.study.statistics import effect, mean_difference, simultaneous, wilson
from fourthseat.engine.study.variance import variance

Luck = np.random.Generator
Values = NDArray[np.float64]
BLOCKS = 200
FUTURES, GAMES = 40, 10
BETWEEN, WITHIN = 0.5, 1.0
LARGEST = 0.01
"""By how much the largest distance of 4,000 futures lies above the truth's at most."""
LEVERS = (0.4, 0.2)
"""What the second level of each of two levers adds; the dice have a variance of 1."""


class Told(NamedTuple):
    """What an estimator says of one data set; NaN bounds where it gives no interval."""

    estimate: float
    low: float = nan
    high: float = nan


class Answer(NamedTuple):
    """One estimator against its truth."""

    name: str
    truth: float
    mean: float
    error: float
    """Monte Carlo standard error of *mean*."""
    covers: float
    """Share of intervals that hold the truth; NaN without any."""
    least: float
    """What that share is at least in all but one of many thousand such tables; NaN without any."""
    above: float = 0.0
    """By how much the estimate may lie above the truth by its definition: the largest of a sample's distances is above the truth's largest."""

    @property
    def right(self) -> bool:
        """Whether the estimates agree with the truth, and the intervals hold it as often as they say, as far as can be told."""
        off = self.mean - self.truth
        return -4 * self.error - 1e-12 <= off <= 4 * self.error + 1e-12 + self.above and not self.covers < self.least


def mean_of(truth: Truth) -> Callable[[Luck], Told]:
    """The mean of paired differences drawn from *truth*."""

    def told(luck: Luck) -> Told:
        drawn = truth.draw(luck, (1, BLOCKS))[0]
        base = luck.normal(0, 1, BLOCKS).round(6)
        return Told(*mean_difference(base, base + drawn, 0.05, reach=truth.end)[:3])

    return told


def share(luck: Luck) -> Told:
    """A share of 0.1."""
    return Told(*wilson(int(luck.binomial(BLOCKS, 0.1)), BLOCKS, 0.05)[:3])


def superiority(luck: Luck) -> Told:
    """Chance that a game of the variant, 0.5 standard deviations up, beats an independent one of the baseline."""
    base = luck.normal(0, 1, BLOCKS)
    return Told(effect(base, base + 0.5 + luck.normal(0, 1e-9, BLOCKS), "higher").superiority)


def between(luck: Luck) -> Told:
    """Variance of the true difference over futures."""
    futures = np.repeat(np.arange(FUTURES), GAMES)
    drawn = luck.normal(0, BETWEEN, FUTURES)[futures] + luck.normal(0, WITHIN, futures.size)
    found = heterogeneity(drawn[:, None], futures, rounds=0)[0]
    return Told(found.between**2, found.low**2, found.high**2)


def clustered(luck: Luck) -> Told:
    """The mean difference over futures that differ."""
    futures = np.repeat(np.arange(FUTURES), GAMES)
    drawn = 0.3 + luck.normal(0, BETWEEN, FUTURES)[futures] + luck.normal(0, WITHIN, futures.size)
    return Told(*mean_difference(np.zeros(futures.size), drawn, 0.05, futures)[:3])


def lever_share(part: str) -> Callable[[Luck], Told]:
    """The share of one game's variance that is one lever's, or the dice's."""

    def told(luck: Luck) -> Told:
        dice = luck.normal(0, 1, (BLOCKS, 1))
        steps = np.array([a * LEVERS[0] + b * LEVERS[1] for a in (0, 1) for b in (0, 1)])
        cells = [{"coalition": a, "rule": b} for a in (0, 1) for b in (0, 1)]
        found = variance("m", dice + steps, cells)
        one = None if found is None else found.of(part)
        return Told(nan) if one is None else Told(one.share, one.low, one.high)

    return told


def region_distance(luck: Luck) -> Told:
    """How far the futures of a kind lie apart along an input that decides of which kind a future is with a chance as large as itself."""
    column = luck.random(4000)
    return Told(separation(column, luck.random(4000) < column))


def followed_input(luck: Luck) -> Told:
    """PAWN's index of an input that is the answer: in each slice of it the answers lie in one slice of all, at most so far from evenly spread."""
    points = luck.random((BLOCKS, 2))
    return Told(float(pawn(points, points[:, 0])[0]))


def _index_of_the_answer() -> float:
    """The truth of :func:`followed_input`: the median over slices of the larger part of all that lies to one side."""
    return float(np.median([max(k, SLICES - 1 - k) / SLICES for k in range(SLICES)]))


def nothing_followed(luck: Luck) -> Told:
    """Whether any of three inputs that do nothing is told to move the distribution at 95 %: a mean of false alarms, not an interval."""
    points = luck.random((FUTURES, 3))
    found = pawn(points, luck.normal(0, 1, FUTURES)).max()
    return Told(float(beyond(float(found), largest_shuffled(points)) <= 0.05))


def family(luck: Luck) -> Told:
    """Whether any of six intervals together at 95 % misses: a mean of misses, not an interval."""
    alpha, missed = simultaneous(0.05, 6), False
    for truth in TRUTHS[:6]:
        low, high = bounds(truth.draw(luck, (1, BLOCKS))[0], alpha, truth.end)
        missed = missed or not low <= truth.mean <= high
    return Told(float(missed))


def answers(sets: int, seed: int = 1) -> Iterator[Answer]:
    """Every estimator over so many data sets; what errs on the safe side by design is told apart by its truth."""
    total = LEVERS[0] ** 2 / 4 + LEVERS[1] ** 2 / 4 + 1
    kinds: list[tuple[str, Callable[[Luck], Told], float, float]] = [
        *((f"mean difference: {truth.name}", mean_of(truth), truth.mean, 0.95) for truth in TRUTHS),
        ("mean difference over futures that differ", clustered, 0.3, 0.95),
        ("variance between futures", between, BETWEEN**2, 0.95),
        ("share of 10 %", share, 0.1, 0.93),
        ("superiority", superiority, float(stats.norm.cdf(0.5 / sqrt(2))), nan),
        ("variance: first lever's share", lever_share("coalition"), LEVERS[0] ** 2 / 4 / total, nan),
        ("variance: the dice's share", lever_share("dice"), 1 / total, nan),
        ("PAWN's index of an input that is the answer", followed_input, _index_of_the_answer(), nan),
        ("regions: distance along an input whose value is the chance", region_distance, 0.5, nan),
    ]
    for number, (name, told, truth, level) in enumerate(kinds):
        found = np.array([told(np.random.default_rng([seed, number, k])) for k in range(sets)])
        held = (found[:, 1] <= truth) & (truth <= found[:, 2])
        covers = nan if np.isnan(found[:, 1]).all() or isnan(level) else float(held.mean())
        error = float(found[:, 0].std(ddof=1)) / sqrt(sets)
        yield Answer(
            name, truth, float(found[:, 0].mean()), error, covers, level - 4 * sqrt(level * (1 - level) / sets),
            LARGEST if told is region_distance else 0.0,
        )  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=1000)
    given = parser.parse_args()
    print(f"{given.sets} data sets of {BLOCKS} blocks, or of {FUTURES} futures with {GAMES} games each\n")
    print("| estimator | truth | mean of the estimates | interval holds the truth | right |\n|---|---|---|---|---|")
    for one in answers(given.sets):
        covers = "–" if isnan(one.covers) else f"{100 * one.covers:.1f} %"
        print(
            f"| {one.name} | {one.truth:.4g} | {one.mean:.4g} ± {one.error:.1g} | {covers} | {'yes' if one.right else 'NO'} |"
        )
    missed = np.mean([family(np.random.default_rng([2, k])).estimate for k in range(given.sets)])
    print(f"\nAny of six intervals together at 95 % misses in {100 * missed:.1f} % of the data sets.")
    few = max(1, given.sets // 5)
    alarms = np.mean([nothing_followed(np.random.default_rng([3, k])).estimate for k in range(few)])
    print(
        f"Of three inputs that do nothing PAWN's index tells one to matter at 95 % in {100 * alarms:.1f} % of {few} data sets."
    )


if __name__ == "__main__":
    main()
