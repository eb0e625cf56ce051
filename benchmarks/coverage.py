"""How often intervals miss the truth, and families of them: on distributions known in closed form, and on a scenario's own games.

``python -m benchmarks.coverage candidates`` compares ways to make an interval, at the tails that a family of contrasts uses.
``python -m benchmarks.coverage stopping`` tells what looking at a study while it grows costs.
``python -m benchmarks.coverage scenario tutorial --truth FOLDER --blocks 600`` plays a default study so large that it is taken for the
truth (kept in FOLDER: the next run plays nothing), draws small studies from its blocks with replacement, stops each by the program's own
rule, and counts in how many any primary contrast is missed, before (Student's t over all contrasts) and now.
``python -m benchmarks.coverage every --truth FOLDER`` does so for every shipped scenario with the arms of its primary contrasts alone, and
prints a row as each is done. Fewer contrasts show a smaller largest difference, and the program's bounds are narrower for it: in the
whole study the error is no larger. A row that is in FOLDER already is printed and not reckoned again.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from math import isnan, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.candidates import CANDIDATES, Candidate
from benchmarks.truths import TRUTHS, Truth
from fourthseat import scenarios
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.conduct import conduct, workforce
from fourthseat.engine.study.design import Stopping, Study, parse_study
from fourthseat.engine.study.findings import Claim, contrast, reach_of
from fourthseat.engine.study.plan import Arm, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.statistics import mean_difference, simultaneous, wilson
from fourthseat.players.cast import cast

Rows = NDArray[np.float64]
ALPHAS = (0.05, 0.05 / 6, 0.05 / 108)
"""One interval by itself, one of six together, one of a hundred and eight."""
SIZES = (100, 400)
SLOW = {"bootstrap-t": 200, "Newcombe, paired": 200}
"""Trials of the candidates that take long."""


# ---------------------------------------------------------------- candidates


def width(candidate: Candidate, rows: Rows, truth: Truth, alpha: float) -> float:
    """Mean width of a candidate's interval over *rows*, by halving; NaN where it has none."""
    found = []
    for row in rows:
        ends = []
        for side in (-1, 1):
            near, far = float(row.mean()), side * truth.end
            for _ in range(18):
                middle = (near + far) / 2
                holds = candidate(row[None], middle, -truth.end, truth.end)[0] >= alpha
                near, far = (middle, far) if holds else (near, middle)
            ends.append(near)
        found.append(ends[1] - ends[0])
    return float(np.mean(found))


def candidates(trials: int, seed: int) -> None:
    """Print how many times its level each candidate misses, and how wide it is beside Student's t."""
    print(
        f"{trials} trials ({', '.join(f'{name}: {n}' for name, n in SLOW.items())}); misses over the level, at alpha = 5 %, 5 %/6 and 5 %/108, and width over that of t at 5 %/6\n"
    )
    for n in SIZES:
        print(f"| n = {n} | " + " | ".join(truth.name for truth in TRUTHS) + " |")
        print("|---|" + "---|" * len(TRUTHS))
        for name, candidate in CANDIDATES.items():
            cells = []
            for truth in TRUTHS:
                luck = np.random.default_rng([seed, n])
                rows = truth.draw(luck, (min(trials, SLOW.get(name, trials)), n))
                level = candidate(rows, truth.mean, -truth.end, truth.end)
                if np.isnan(level).any():
                    cells.append("–")
                    continue
                misses = "/".join(_times((level < alpha).mean() / alpha) for alpha in ALPHAS)
                differing = rows[np.abs(rows).max(1) > 0][: 2 if name in SLOW else 12]
                wide = width(candidate, differing, truth, ALPHAS[1]) / width(
                    CANDIDATES["Student's t"], differing, truth, ALPHAS[1]
                )
                cells.append(f"{misses}, ×{wide:.2f}")
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        print()


def _times(x: float) -> str:
    return f"{x:.1f}" if x < 10 else f"{x:.0f}"


# ---------------------------------------------------------------- looking while a study grows


def stopping(trials: int, seed: int) -> None:
    """Print the coverage of one 95 % interval by stopping rule, with targets that ask for few blocks and for many."""
    cap, targets = 3000, (0.01, 0.005, 0.002)
    truth = next(one for one in TRUTHS if one.name.startswith("skewed"))
    rules = {
        "n0 = 10, every 10": list(range(10, cap + 1, 10)),
        "n0 = 50, every 50": list(range(50, cap + 1, 50)),
        "n0 = 100, looks ×1.5 (a study's)": list(Stopping(first=100, growth=1.5, cap=cap).looks()),
    }
    rows = truth.draw(np.random.default_rng(seed), (trials, cap))
    print(
        "| rule | "
        + " | ".join(f"target {t:g}: coverage of t, mean n" for t in targets)
        + " | of the program's bounds |"
    )
    print("|---|" + "---|" * (len(targets) + 1))
    for name, looks in rules.items():
        at = np.array(looks)
        total, square = np.cumsum(rows, 1)[:, at - 1], np.cumsum(rows**2, 1)[:, at - 1]
        mean = total / at
        half = stats.t.ppf(0.975, at - 1) * np.sqrt(np.maximum(0, square - at * mean**2) / (at - 1) / at)
        cells, held = [], []
        for target in targets:
            met = half <= target
            stop = np.where(met.any(1), met.argmax(1), len(at) - 1)
            pick = np.arange(trials)
            cells.append(f"{100 * (np.abs(mean - truth.mean) <= half)[pick, stop].mean():.1f} %, {at[stop].mean():.0f}")
            level = [
                CANDIDATES["Gaffke, largest seen"](rows[k : k + 1, : at[stop[k]]], truth.mean, -truth.end, truth.end)[0]
                for k in range(min(trials, 500))
            ]
            held.append(f"{100 * (np.array(level) >= 0.05).mean():.1f} %")
        print(f"| {name} | " + " | ".join(cells) + f" | {', '.join(held)} |")


# ---------------------------------------------------------------- a scenario's own games


class Drawn(NamedTuple):
    """One small study drawn from the truth."""

    blocks: int
    missed: tuple[bool, ...]
    """Of each primary contrast."""


def scenario(name: str, folder: Path, blocks: int, studies: int, seed: int, beside: int) -> None:
    """Print the family-wise error of the default study of *name*, before and now, and the coverage of single contrasts."""
    found = scenarios.find(name)
    small = default_study(found, name)
    raw = small.model_dump(mode="json", by_alias=True)
    whole = _truth(raw, found, folder, blocks)
    made = whole.plan
    luck = np.random.default_rng(seed)
    picks = [luck.integers(0, len(whole.blocks), small.stopping.cap) for _ in range(studies)]
    truths = {one: _mean(whole, *one) for one in ((m.name, arm) for m in small.measures for arm in made.contrasts)}
    old = [_before(whole, small, truths, pick) for pick in picks]
    now = [_now(whole, small, truths, pick) for pick in picks]
    misses = np.array([one.missed for one in now])
    rest = np.array(
        [_beside(whole, small, truths, pick[: one.blocks]) for pick, one in zip(picks[:beside], now, strict=False)]
    )
    worst = misses.mean(0).max()
    print(
        "| scenario | truth, blocks | studies | any contrast missed, before | any primary contrast missed, now | worst primary contrast (level) | mean n, before, now | exploratory intervals: coverage, worst |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    share, error = misses.any(1).mean(), sqrt(0.05 * 0.95 / studies)
    alpha = simultaneous(small.stopping.alpha, misses.shape[1])
    print(
        f"| {name} | {len(whole.blocks):,} | {studies:,} | {100 * np.mean([one.missed[0] for one in old]):.1f} % of {len(truths)} | "
        f"**{100 * share:.1f} %** of {misses.shape[1]} (± {100 * error:.1f}) | {100 * worst:.2f} % ({100 * alpha:.2f} %) | "
        f"{np.mean([one.blocks for one in old]):.0f}, {np.mean([one.blocks for one in now]):.0f} | "
        f"{100 * (1 - np.nanmean(rest)):.1f} %, {100 * (1 - np.nanmean(rest, 0).max()):.1f} % |"
    )


def _truth(raw: dict[str, Any], found: Scenario, folder: Path, blocks: int) -> Whole:
    """A study like *raw*, but so large that it is taken for the truth; played once."""
    large = parse_study(raw | {"seed": 777, "stopping": {"first": blocks, "cap": blocks}}, "the truth")
    with Results(folder, plan(large, found)) as results:
        conduct(results, cast(found, {}), workforce())
        return results.whole(blocks)


def every(folder: Path, blocks: int, studies: int, seed: int) -> None:
    """Print the family-wise error of the primary contrasts of the default study of each shipped scenario, a row as it is done."""
    print("| scenario | primary contrasts | any of them missed | worst (level) | mean n |\n|---|---|---|---|---|")
    for name in scenarios.names():
        kept = folder / f"{name}-{blocks}-{studies}-{seed}.txt"
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(_family_row(name, folder / f"{name}-{blocks}", blocks, studies, seed), "utf-8")
        print(kept.read_text("utf-8"), flush=True)


def _family_row(name: str, folder: Path, blocks: int, studies: int, seed: int) -> str:
    """The row of one scenario."""
    found = scenarios.find(name)
    small = default_study(found, name)
    family = plan(small, found).family()
    if not family:
        return f"| `{name}` | 0 | nothing is contrasted: it has one variant | – | – |"
    arms = list(dict.fromkeys(arm for _, arm in family))
    fewer = {
        "coalitions": list(dict.fromkeys((plan(small, found).baseline, *(arm.coalition for arm in arms)))),
        "rules": list(dict.fromkeys(arm.rule for arm in arms)),
        "provocation": list(dict.fromkeys(arm.provocation for arm in arms)),
    }
    whole = _truth(small.model_dump(mode="json", by_alias=True) | fewer, found, folder, blocks)
    assert set(whole.plan.family()) == set(family), "the same primary contrasts"
    truths = {one: _mean(whole, *one) for one in family}
    luck = np.random.default_rng(seed)
    cap = small.stopping.cap
    now = [_now(whole, small, truths, luck.integers(0, len(whole.blocks), cap)) for _ in range(studies)]
    misses = np.array([one.missed for one in now])
    alpha = simultaneous(small.stopping.alpha, len(family))
    _, low, high, _ = wilson(int(misses.any(1).sum()), studies, 0.05)
    return (
        f"| `{name}` | {len(family)} | **{100 * misses.any(1).mean():.1f} %** ({100 * low:.1f}–{100 * high:.1f} %) | "
        f"{100 * misses.mean(0).max():.2f} % ({100 * alpha:.2f} %) | {np.mean([one.blocks for one in now]):.0f} |"
    )


def _mean(whole: Whole, measure: str, arm: Arm) -> float:
    return float(np.nanmean(_difference(whole, measure, arm)))


def _difference(whole: Whole, measure: str, arm: Arm) -> Rows:
    return whole.of(measure, arm) - whole.of(measure, arm._replace(coalition=whole.plan.baseline))


def _resampled(whole: Whole, pick: NDArray[np.int64]) -> Whole:
    """The blocks *pick* as a study of their own."""
    values = {name: column[pick] for name, column in whole.values.items()}
    return whole._replace(blocks=np.arange(len(pick)), futures=np.zeros(len(pick), np.int64), values=values)


def _now(whole: Whole, small: Study, truths: dict[tuple[str, Arm], float], pick: NDArray[np.int64]) -> Drawn:
    """The default study as the program does it: primary contrasts, its intervals, its looks, its targets."""
    family = list(whole.plan.family())
    alpha = simultaneous(small.stopping.alpha, len(family))
    primaries = {one.name: one for one in small.measures}
    for n in small.stopping.looks():
        drawn = _resampled(whole, pick[:n])
        # One contrast that is short of its target keeps the study going; the one that did so last is asked first.
        for number, (measure, arm) in enumerate(family):
            if contrast(drawn, primaries[measure], arm, alpha, reach_of(drawn, measure), Claim(True)).short:
                family.insert(0, family.pop(number))
                break
        else:
            break
    found = [
        contrast(drawn, primaries[measure], arm, alpha, reach_of(drawn, measure), Claim(True))
        for measure, arm in whole.plan.family()
    ]
    return Drawn(n, tuple(_missed(one.interval, truths[one.measure, one.arm]) for one in found))


def _beside(
    whole: Whole, small: Study, truths: dict[tuple[str, Arm], float], pick: NDArray[np.int64]
) -> Sequence[float]:
    """Whether each exploratory interval misses."""
    drawn, family = _resampled(whole, pick), set(whole.plan.family())
    reaches = {one.name: reach_of(drawn, one.name) for one in small.measures}
    missed = []
    for (measure, arm), truth in truths.items():
        if (measure, arm) in family:
            continue
        base, variant = (drawn.of(measure, arm._replace(coalition=who)) for who in (whole.plan.baseline, arm.coalition))
        good = ~np.isnan(variant - base)
        interval = mean_difference(base[good], variant[good], small.stopping.alpha, None, reaches[measure])
        missed.append(float(_missed(interval, truth)) if not isnan(interval.low) else np.nan)
    return missed


def _before(whole: Whole, small: Study, truths: dict[tuple[str, Arm], float], pick: NDArray[np.int64]) -> Drawn:
    """The same study by Student's t over every contrast, stopped when all are as narrow as what does not matter."""
    keys = list(truths)
    zones = {one.name: one.indifference for one in small.measures}
    target, truth = np.array([zones[measure] for measure, _ in keys]), np.array([truths[key] for key in keys])
    columns = np.column_stack([_difference(whole, *key)[pick] for key in keys])
    for n in small.stopping.looks():
        part = columns[:n]
        known = (~np.isnan(part)).sum(0)
        with np.errstate(invalid="ignore"):
            mean, spread = np.nanmean(part, 0), np.nanstd(part, 0, ddof=1)
            half = (
                stats.t.ppf(1 - small.stopping.alpha / len(keys) / 2, np.maximum(known - 1, 1))
                * spread
                / np.sqrt(known)
            )
        if np.all((half <= target) | (known < 2)):
            break
    return Drawn(n, (bool((np.abs(mean - truth) > half + 1e-12).any()),))


def _missed(interval: tuple[float, float, float, str], truth: float) -> bool:
    """Whether an interval lies beside the truth; a rounding of a float is no miss, and no interval misses nothing."""
    _, low, high, _ = interval
    return not isnan(low) and not low - 1e-12 <= truth <= high + 1e-12


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    what = parser.add_subparsers(dest="what", required=True)
    for name in ("candidates", "stopping"):
        what.add_parser(name).add_argument("--trials", type=int, default=2000)
    one = what.add_parser("scenario")
    one.add_argument("name")
    one.add_argument("--truth", type=Path, required=True, help="folder of the large study; played once")
    one.add_argument("--blocks", type=int, default=2000)
    one.add_argument("--studies", type=int, default=2000)
    one.add_argument("--beside", type=int, default=200, help="studies whose exploratory intervals are checked too")
    several = what.add_parser("every")
    several.add_argument("--truth", type=Path, required=True, help="folder of the large studies and of the rows")
    several.add_argument("--blocks", type=int, default=2000)
    several.add_argument("--studies", type=int, default=2000)
    given = parser.parse_args()
    if given.what == "every":
        every(given.truth, given.blocks, given.studies, given.seed)
    elif given.what == "scenario":
        scenario(given.name, given.truth, given.blocks, given.studies, given.seed, given.beside)
    else:
        {"candidates": candidates, "stopping": stopping}[given.what](given.trials, given.seed)


if __name__ == "__main__":
    main()
