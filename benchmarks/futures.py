"""Whether what a study says about futures is so: false alarms, regret and regions, as they were told from raw means and as they are told.

    python -m benchmarks.futures [--studies N]

Studies are drawn from a random-effects model whose truth is known: 64 futures of 26 games, of whose paired differences 60 % are exactly
zero and the others skewed, as those of games are. *Raw* is what an analyst reads off the futures' means; *told* is what the report says.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.study.discovery import METHODS, Sought, chances
from fourthseat.engine.study.heterogeneity import heterogeneity
from fourthseat.engine.study.shrinkage import drawn

FUTURES, GAMES, CONTRASTS, INPUTS = 64, 26, 8, 3
SPREADS = (0.0, 0.1, 0.2, 0.4)
"""True standard deviations between futures, where that of one game's difference is 1; the error of a future's mean is 0.2."""
ZONE = 0.1
"""A difference this small does not matter."""
SHUFFLES = 39


def games(
    spread: float, luck: np.random.Generator, columns: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """The differences of every game (futures' means 0 on average, columns independent), their true means, and their futures."""
    where = np.tile(np.arange(FUTURES), GAMES)
    truth = spread * luck.standard_normal((FUTURES, columns))
    dice = np.where(luck.random((len(where), columns)) < 0.6, 0.0, luck.exponential(1.0, (len(where), columns)))
    dice = (dice - 0.4) / np.sqrt(0.8 - 0.16)  # mean 0, variance 1
    return truth[where] + dice, truth, where


def means_of(values: NDArray[np.float64], where: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean of every future, column by column."""
    return np.stack([np.bincount(where, weights=column) for column in values.T], axis=1) / GAMES


def heterogeneous(studies: int) -> Iterator[tuple[str, ...]]:
    """How often futures are said to differ, and how far shares of futures are off, by the true spread between futures."""
    for spread in SPREADS:
        alarms, flips, raw_off, off, held, covered = 0, 0, [], [], 0, 0
        for seed in range(studies):
            values, truth, where = games(spread, np.random.default_rng(seed), CONTRASTS)
            found = heterogeneity(values, where, rounds=199, seed=seed)
            alarms += any(one.told for one in found)
            raw = means_of(values, where)
            flips += bool((((raw > ZONE).mean(axis=0) > 0.05) & ((raw < -ZONE).mean(axis=0) > 0.05)).any())
            covered += found[0].low <= spread <= found[0].high
            true = (truth[:, 0] > ZONE).mean()
            draws = drawn(values[:, :1], where, rounds=200, seed=seed)
            assert draws is not None
            shares = (draws.values[:, :, 0] > ZONE).mean(axis=1)
            low, high = np.quantile(shares, (0.025, 0.975))
            held += low <= true <= high
            raw_off.append((raw[:, 0] > ZONE).mean() - true)
            off.append(shares.mean() - true)
        yield (
            f"{spread:g}", f"{100 * flips / studies:.0f} %", f"{100 * alarms / studies:.1f} %", f"{100 * covered / studies:.0f} %",
            f"{100 * np.mean(raw_off):+.1f}", f"{100 * np.mean(off):+.1f}", f"{100 * held / studies:.0f} %",
        )  # fmt: skip


def halved(levels: NDArray[np.float64], where: NDArray[np.int64]) -> NDArray[np.float64]:
    """Largest regret of each variant with each future's best chosen on half of its games and scored on the other half."""
    half = np.arange(len(levels)) // FUTURES % 2
    losses = []
    for choose, score in ((0, 1), (1, 0)):
        seen, scored = (
            np.stack([np.bincount(where[half == h], weights=column[half == h]) for column in levels.T], axis=1)
            / (half == h).sum()
            * FUTURES
            for h in (choose, score)
        )
        losses.append(scored[np.arange(FUTURES), seen.argmax(axis=1)][:, None] - scored)
    return np.concatenate(losses).max(axis=0)


def largest(
    differences: NDArray[np.float64], where: NDArray[np.int64], seed: int, *, alike: bool
) -> NDArray[np.float64]:
    """Draws of the largest regret of the second variant."""
    draws = drawn(differences, where, rounds=200, seed=seed, alike=alike)
    assert draws is not None
    with_base = np.concatenate([np.zeros((*draws.values.shape[:2], 1)), draws.values], axis=2)
    return np.asarray((with_base.max(axis=2, keepdims=True) - with_base).max(axis=1)[:, 1])


def regretted(studies: int) -> Iterator[tuple[str, ...]]:
    """Mean over studies of the largest regret of the second of three variants: true, raw, on held-out halves, and as it is told."""
    for spread in SPREADS:
        rows = []
        for seed in range(studies):
            differences, truth, where = games(spread, np.random.default_rng(seed), 2)
            levels = np.column_stack([np.zeros(len(where)), differences])
            true, raw = (
                (x.max(axis=1, keepdims=True) - x).max(axis=0)[1]
                for x in (np.column_stack([np.zeros(FUTURES), truth]), means_of(levels, where))
            )
            low, middle, high = np.quantile(largest(differences, where, seed, alike=False), (0.025, 0.5, 0.975))
            if not any(one.told for one in heterogeneity(differences, where, rounds=199, seed=seed)):
                low, middle, _ = np.quantile(largest(differences, where, seed, alike=True), (0.025, 0.5, 0.975))
            rows.append((true, raw, halved(levels, where)[1], middle, low <= true + 1e-9 and true <= high + 1e-9))
        yield (
            f"{spread:g}",
            *(f"{x:.2f}" for x in np.mean(rows, axis=0)[:4]),
            f"{100 * np.mean(rows, axis=0)[4]:.0f} %",
        )


def discovered(studies: int) -> Iterator[tuple[str, ...]]:
    """Of studies in which no input matters, how many report a region: each search by itself on raw labels, and as it is told."""
    for spread in (0.0, 0.4):
        alone, told, sentences = 0, 0, 0
        for seed in range(studies):
            luck = np.random.default_rng(seed)
            values, _, where = games(spread, luck, CONTRASTS // 2)
            points, rows = luck.random((FUTURES, INPUTS)), np.arange(FUTURES)
            raw = means_of(values, where)
            every = [
                Sought(side, tuple(range(INPUTS)), rows)
                for n in range(raw.shape[1])
                for side in (raw[:, n] < -ZONE, raw[:, n] > ZONE)
            ]
            usual = [one for one in every if 0.05 <= one.kind.mean() <= 0.95]
            found = sum(chances(points, [one], shuffles=SHUFFLES)[0, METHODS.index("tree")] <= 0.05 for one in usual)
            sentences, alone = sentences + int(found), alone + bool(found)
            sought = []
            for n, one in enumerate(heterogeneity(values, where, rounds=199, seed=seed)):
                if one.told:
                    draws = drawn(values[:, n : n + 1], where, rounds=200)
                    assert draws is not None
                    kinds = draws.expected[:, 0] < -ZONE, draws.expected[:, 0] > ZONE
                    sought += [
                        Sought(kind, tuple(range(INPUTS)), rows) for kind in kinds if 0.05 <= kind.mean() <= 0.95
                    ]
            told += bool(sought) and bool((chances(points, sought, shuffles=SHUFFLES) <= 0.05).any())
        yield (
            f"{spread:g}",
            f"{sentences / studies:.1f}",
            f"{100 * alone / studies:.0f} %",
            f"{100 * told / studies:.0f} %",
        )


TABLES = (
    (
        f"Shares of futures, {FUTURES} futures x {GAMES} games, {CONTRASTS} contrasts, zone {ZONE:g}",
        ("true sd between futures", "raw: a sign flips", "told: some contrast differs", "interval of sd holds", "raw share off by (points)", "told share off by", "its interval holds"),
        heterogeneous, 1,
    ),
    (
        "Largest regret of one of three variants, mean over studies",
        ("true sd between futures", "true", "raw means", "held-out halves", "told", "its interval holds"),
        regretted, 1,
    ),
    (
        "Regions reported where no input matters",
        ("true sd between futures", "raw: sentences a study", "raw: studies with one", "told: studies with one"),
        discovered, 5,
    ),
)  # fmt: skip


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--studies", type=int, default=200, help="studies of each row; a fifth of them for regions")
    studies = parser.parse_args().studies
    say = partial(print, flush=True)
    for title, columns, experiment, fewer in TABLES:
        say(
            f"\n{title} ({max(1, studies // fewer)} studies a row)\n\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}"
        )
        for row in experiment(max(1, studies // fewer)):
            say(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
