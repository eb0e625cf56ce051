"""A first, simple paired comparison of coalition variants, crossed with the rule of concurrence and with provocation.

A reduced model shows that the rule and the opponent's sense of provocation set the *sign* of Japan's effect
(docs/models.md), so no difference is ever computed without both: an :class:`Arm` names all three factors.
Game *k* of every arm has seed ``seed + k``: the same incidents, hours, severities, lags and dice, so each
difference is taken game by game (common random numbers) and ``fourthseat play --seed`` shows any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import MEASURES, measure
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.statistics import correlation, mean_difference, verdict
from fourthseat.engine.study.words import verdicts

__all__ = ["Arm", "Comparison", "Contrast", "compare", "contrast", "contrasts", "sentences", "tables"]

TINY = 1e-9
"""A difference that is only the rounding of a float."""
ALPHA = 0.05
"""Of each interval by itself: a first look, not a study."""


@dataclass(frozen=True, slots=True, order=True)
class Arm:
    """One cell of the crossed design."""

    rule: str
    provocation: bool
    coalition: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """A variant against the baseline on one measure, under one rule and one setting of provocation."""

    measure: str
    rule: str
    provocation: bool
    coalition: str
    baseline: float
    """Baseline mean."""
    difference: float
    """Mean paired difference, variant minus baseline, in the measure's unit."""
    half_width: float | None
    """Of the 95 % paired-t interval; None below 50 games."""
    n: int
    """Games in which both arms have the measure."""
    correlation: float | None
    """Between the two arms, game by game: what pairing gains."""
    verdict: str
    """``better``, ``worse``, ``higher``, ``lower``, ``same`` or ``undecided``, by rule."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every measure of every game of every arm."""

    scenario: str
    seed: int
    games: int
    baseline: str
    arms: Mapping[Arm, Mapping[str, NDArray[np.float64]]]
    """NaN where a measure does not apply to a game."""


def compare(
    scenario: Scenario,
    cast: Mapping[Seat, Player],
    games: int,
    seed: int,
    rules: Sequence[str],
    provocations: Sequence[bool],
    coalitions: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Play *games* games of every arm; the first of *coalitions* is the baseline."""
    design = [Arm(rule, on, name) for rule in rules for on in provocations for name in coalitions]
    arms: dict[Arm, Mapping[str, NDArray[np.float64]]] = {}
    for done, arm in enumerate(design):
        changes: dict[str, Any] = {f"coalition.{arm.coalition}.rule": arm.rule}
        if not arm.provocation:
            changes["mechanisms.provocation"] = False
        varied = vary(scenario, changes)
        rows = []
        for k in range(games):
            game = play(Game(varied, arm.coalition, seed + k), cast)
            rows.append(measure(varied, game.entries, game.state))
            if progress is not None:
                progress(done * games + k + 1, len(design) * games)
        arms[arm] = {
            name: np.array([np.nan if row[name] is None else row[name] for row in rows], dtype=np.float64)
            for name in MEASURES
        }
    return Comparison(scenario.name, seed, games, coalitions[0], arms)


def contrast(result: Comparison, name: str, arm: Arm) -> Contrast | None:
    """*arm* against the baseline under the same rule and provocation; None if no game has the measure in both."""
    base = result.arms[Arm(arm.rule, arm.provocation, result.baseline)][name]
    here = result.arms[arm][name]
    both = ~(np.isnan(base) | np.isnan(here))
    if not both.any():
        return None
    a, b = base[both], here[both]
    interval = mean_difference(a, b, ALPHA)
    half = None if isnan(interval.half_width) else interval.half_width
    same = bool(np.all(np.abs(b - a) < TINY))
    told = "same" if same else verdict(interval.low, interval.high, 0.0, MEASURES[name].better)
    pairing = correlation(a, b)
    return Contrast(
        name,
        *(arm.rule, arm.provocation, arm.coalition),
        float(a.mean()),
        interval.estimate,
        half,
        int(both.sum()),
        None if isnan(pairing) else pairing,
        told,
    )


def contrasts(result: Comparison, names: Sequence[str]) -> list[Contrast]:
    """Every variant against the baseline, on each of *names*, under each rule and setting of provocation."""
    found = (contrast(result, name, arm) for name in names for arm in result.arms if arm.coalition != result.baseline)
    return [c for c in found if c is not None]


def tables(result: Comparison, names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """For each measure a title, column heads and rows: one row a rule and setting of provocation, one column a variant."""
    every = contrasts(result, names)
    variants = list(dict.fromkeys(arm.coalition for arm in result.arms if arm.coalition != result.baseline))
    for name in names:
        cells = {(c.rule, c.provocation, c.coalition): c for c in every if c.measure == name}
        rows = []
        for rule, on in dict.fromkeys((arm.rule, arm.provocation) for arm in result.arms):
            here = [cells.get((rule, on, variant)) for variant in variants]
            base = next((f"{c.baseline:.3f}" for c in here if c is not None), "–")
            rows.append((rule, "on" if on else "off", base, *map(_cell, here)))
        meaning = MEASURES[name]
        want = f"; {meaning.better} is better" if meaning.better else ""
        heads = ("rule", "provocation", result.baseline, *(f"{variant} − it" for variant in variants))
        yield f"{name} ({meaning.unit}{want}): {meaning.text}", heads, rows


def _cell(c: Contrast | None) -> str:
    if c is None:
        return "–"
    half = "" if c.half_width is None else f" ± {c.half_width:.3f}"
    return f"{c.difference:+.3f}{half} {c.verdict}"


def sentences(result: Comparison, names: Sequence[str]) -> list[str]:
    """What the numbers support, by rule: for each variant and measure, under which rules it is better, worse or undecided."""
    told = []
    every = contrasts(result, names)
    for coalition in dict.fromkeys(c.coalition for c in every):
        for name in names:
            mine = [c for c in every if c.coalition == coalition and c.measure == name]
            if not mine or all(c.verdict == "same" for c in mine):
                continue
            said = verdicts([(c.rule, c.provocation, c.verdict) for c in mine])
            told.append(f"{coalition} against {result.baseline}, {name}: {said}.")
    return told
