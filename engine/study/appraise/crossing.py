"""Point 6: doctrines of both sides, variants, rules and provocation crossed in full: what decisions move, and what the rest is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import sqrt
from typing import Any, NamedTuple

import numpy as np

from fourthseat.engine.core.terms import OWN_RULE
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.appraise.playing import Changes, Job, Told
from fourthseat.engine.study.appraise.points import Fault, Judged, not_looked_at
from fourthseat.engine.study.levels import rule_levels
from fourthseat.engine.study.variance import Variance, variance

__all__ = ["Factorial", "decisions", "factorial", "main_measure"]

PART = 0.1
"""Of a standard deviation: what doctrines must move."""
OURS, THEIRS = "doctrine", "opponent's doctrine"


def main_measure(s: Scenario) -> str:
    """The measure that a scenario is about first."""
    return s.interests[0].name if s.interests else "status_quo_held"


class Factorial(NamedTuple):
    """Doctrines of both sides, variants, rules and provocation, crossed in full."""

    jobs: tuple[Job, ...]
    cells: tuple[Mapping[str, object], ...]
    seeds: tuple[int, ...]


def factorial(
    s: Scenario, capitals: Sequence[str], opponents: Sequence[str], seeds: Sequence[int], most_rules: int = 2
) -> Factorial:
    """Every combination on every seed; rule and provocation of a variant are arms of one job."""
    known = rule_levels(s)
    levels = tuple(dict.fromkeys((known[0], *known[1 - most_rules :])))
    terms = [(rule, on, _terms(s, rule, on)) for rule, on in product(levels, (True, False))]
    arms = tuple(changes for *_, changes in terms)
    jobs, cells = [], []
    for capital, opponent, variant in product(capitals, opponents, s.coalitions):
        jobs += [Job(f"{capital},{opponent}", variant.id, seed, arms) for seed in seeds]
        cells += [
            {
                "doctrine": capital,
                "opponent's doctrine": opponent,
                "coalition": variant.id,
                "rule": rule,
                "provocation": on,
            }
            for rule, on, _ in terms
        ]
    return Factorial(tuple(jobs), tuple(cells), tuple(seeds))


def _terms(s: Scenario, rule: str, provocation: bool) -> Changes:
    changes: dict[str, Any] = {} if provocation else {"mechanisms.provocation": False}
    if rule != OWN_RULE:
        for variant in s.coalitions:
            changes[f"coalition.{variant.id}.rule"] = rule
            if variant.rules:
                changes[f"coalition.{variant.id}.rules"] = {}
    return tuple(changes.items())


def decisions(s: Scenario, made: Factorial, told: Sequence[tuple[Told, ...]], basis: str) -> Judged:
    """Point 6, from the games of a :func:`factorial`."""
    name = main_measure(s)
    count = len(made.seeds)
    groups = [told[n : n + count] for n in range(0, len(told), count)]
    values = np.array([[game[arm].value(name) for game in group] for group in groups for arm in range(len(group[0]))]).T
    parts = variance(name, values, made.cells)
    if parts is None:
        return not_looked_at(
            6, f"more games in which {name} has a value", f"{name} hardly varies or is seldom defined", basis
        )
    sd = sqrt(parts.total)
    moved = {side: _range(values, made.cells, side) / sd for side in (OURS, THEIRS)}
    rows = {OURS: ("seat.capitals", "option[*].seats"), THEIRS: ("seat.opponents", "option[*].seats with an opponent")}
    faults = tuple(
        Fault(
            rows[side][0],
            rows[side][1],
            f"{'capitals' if side == OURS else 'the opponent'}: cautious, standard and bold move {name} by {size:.2f} of its sd, less than {PART:g}: give them choices that matter to it",
        )
        for side, size in moved.items()
        if not size > PART
    )
    shares = {share.part: {"share": share.share, "low": share.low, "high": share.high} for share in parts.shares}
    effects = _effects(s, values, made)
    value = (
        f"doctrines move {name} by {moved[OURS]:.2f} sd, the opponent's by {moved[THEIRS]:.2f} sd; of one game's variance: {told_shares(parts)}"
        + "".join(f"; {line}" for line in _by_set(effects))
    )
    return Judged(
        6,
        value,
        basis,
        faults,
        numbers={"measure": name, "moved_in_sd": moved, "shares": shares, "effects": effects},
    )


def told_shares(parts: Variance) -> str:
    """The shares in a line, the largest first."""
    return ", ".join(
        f"{share.part} {100 * max(0.0, share.share):.3g} %"
        for share in sorted(parts.shares, key=lambda one: -one.share)
    )


def _by_set(effects: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What each variant changes with each set of doctrines, in a line a variant."""
    for variant in dict.fromkeys(one["coalition"] for one in effects):
        mine = [one for one in effects if one["coalition"] == variant]
        told = ", ".join(
            f"{one['doctrine']} {one['difference']:+.3f} ± {(one['high'] - one['low']) / 2:.2g}" for one in mine
        )
        yield f"{variant} changes it by {told}"


def _range(values: np.ndarray[Any, Any], cells: Sequence[Mapping[str, object]], side: str) -> float:
    """Largest difference between the means of the levels of one side's doctrine."""
    means = defaultdict(list)
    for column, cell in enumerate(cells):
        means[cell[side]].append(np.nanmean(values[:, column]))
    levels = [float(np.mean(each)) for each in means.values()]
    return max(levels) - min(levels)


def _effects(s: Scenario, values: np.ndarray[Any, Any], made: Factorial) -> list[dict[str, Any]]:
    """What each variant changes against the first, by the capitals' doctrine, over all else."""
    base = s.coalitions[0].id
    found = []
    for doctrine, variant in product(dict.fromkeys(str(cell["doctrine"]) for cell in made.cells), s.coalitions[1:]):
        mine = [
            n for n, cell in enumerate(made.cells) if (cell["doctrine"], cell["coalition"]) == (doctrine, variant.id)
        ]
        theirs = [n for n, cell in enumerate(made.cells) if (cell["doctrine"], cell["coalition"]) == (doctrine, base)]
        by_seed = np.nanmean(values[:, mine] - values[:, theirs], axis=1)
        good = by_seed[~np.isnan(by_seed)]
        if len(good) > 1:
            half = 1.96 * float(good.std(ddof=1)) / sqrt(len(good))
            mean = float(good.mean())
            found.append(
                {
                    "doctrine": doctrine,
                    "coalition": variant.id,
                    "difference": mean,
                    "low": mean - half,
                    "high": mean + half,
                }
            )
    return found
