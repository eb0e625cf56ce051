"""How often a sequential 95 % paired-t interval really holds the truth, by stopping rule.

Run: ``python -m benchmarks.coverage``. The toy is a paired difference as games give them: a third exact ties, the
rest skewed. Its mean is known, so each stopped interval can be checked. The rule a study uses is the last but one row.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from fourthseat.engine.study.design import Stopping

TIES, SHIFT, SCALE = 1 / 3, 0.28, 0.75
"""Share of exact ties; else an exponential of that scale, shifted down."""
MEAN = (1 - TIES) * (SCALE - SHIFT)
CAP = 3000
TARGETS = (0.20, 0.10, 0.05)


def differences(trials: int, seed: int) -> NDArray[np.float64]:
    """Paired differences, a row a trial: sd about 0.65, skew about 2.7."""
    luck = np.random.default_rng(seed)
    drawn = luck.exponential(SCALE, (trials, CAP)) - SHIFT
    drawn[luck.random((trials, CAP)) < TIES] = 0.0
    return drawn


RULES: dict[str, list[int]] = {
    "n0 = 3, every block": list(range(3, CAP + 1)),
    "n0 = 20, every block": list(range(20, CAP + 1)),
    "n0 = 50, every 50": list(range(50, CAP + 1, 50)),
    "n0 = 100, looks x1.5": list(Stopping(first=100, growth=1.5, cap=CAP).looks()),
}


def half_widths(drawn: NDArray[np.float64], at: list[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and 95 % half width of every trial at every look."""
    n = np.array(at)
    total, square = np.cumsum(drawn, 1)[:, n - 1], np.cumsum(drawn**2, 1)[:, n - 1]
    mean = total / n
    spread = np.sqrt(np.maximum(0.0, (square - n * mean**2) / (n - 1)))
    return mean, stats.t.ppf(0.975, n - 1) * spread / np.sqrt(n)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    drawn = differences(given.trials, given.seed)
    print(
        f"toy: mean {MEAN:.3f}, sd {drawn.std():.2f}, skew {stats.skew(drawn.ravel()):.1f}, ties {(drawn == 0).mean():.0%}; "
        f"{given.trials} trials, standard error of a coverage {100 * np.sqrt(0.05 * 0.95 / given.trials):.1f} points\n"
    )
    print("| rule | " + " | ".join(f"target {t:.2f}: coverage, mean n" for t in TARGETS) + " | smallest n |")
    print("|---|" + "---|" * (len(TARGETS) + 1))
    for name, at in RULES.items():
        mean, half = half_widths(drawn, at)
        cells, least = [], CAP
        for target in TARGETS:
            stop = np.argmax(half <= target, 1)
            stop[~(half <= target).any(1)] = len(at) - 1
            rows = np.arange(given.trials)
            held = np.abs(mean[rows, stop] - MEAN) <= half[rows, stop]
            n = np.array(at)[stop]
            least = min(least, int(n.min()))
            cells.append(f"{100 * held.mean():.1f} %, {n.mean():.0f}")
        print(f"| {name} | " + " | ".join(cells) + f" | {least} |")
    print("\n| fixed n | coverage |\n|---|---|")
    for n in (20, 50, 100, 200):
        mean, half = half_widths(drawn, [n])
        print(f"| {n} | {100 * (np.abs(mean - MEAN) <= half).mean():.1f} % |")


if __name__ == "__main__":
    main()
