"""A small study: so many games of every arm, its results in memory, each difference with an interval of its own.

A reduced model shows that the rule and the opponent's sense of provocation set the *sign* of a membership's effect
(docs/models.md), so no difference is ever computed without both. Game *k* of every arm has seed ``seed + k``: the same
incidents, hours, severities, lags and dice, so each difference is taken game by game (common random numbers) and
``fourthseat play --seed`` shows any of them. Arms, contrasts and verdicts are those of every other study.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import isnan
from typing import Any, NamedTuple

import numpy as np

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.measures import measure, measures_of
from fourthseat.engine.record.stopped import names_game
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.findings import Claim, Finding, contrast, reach_of
from fourthseat.engine.study.plan import Arm, Plan, PlayedFuture, plan
from fourthseat.engine.study.report.arms import other_heads, others
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.sharing import by_variant, games_of, of_each
from fourthseat.engine.study.statistics import simultaneous
from fourthseat.engine.study.tables import (
    claim_text,
    family_text,
    interval_text,
    measure_heading,
    number_text,
    percent,
)

__all__ = ["Comparison", "compare", "contrasts", "plain_contrasts", "sentences", "tables"]

ALPHA = 0.05
"""Of the primary contrasts together, and of each exploratory interval by itself."""


class Comparison(NamedTuple):
    """Every measure of every game of every arm."""

    whole: Whole
    seed: int
    """Of the first game of every arm."""

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return self.whole.plan.scenario.name

    @property
    def games(self) -> int:
        """Games of every arm."""
        return len(self.whole.blocks)

    @property
    def baseline(self) -> str:
        """The variant the others are compared with."""
        return self.whole.plan.baseline


def compare(
    scenario: Scenario,
    cast: Mapping[Seat, Player],
    games: int,
    seed: int,
    rules: Sequence[str],
    provocations: Sequence[bool],
    coalitions: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
    one_by_one: bool = False,
    doctrines: Sequence[str] = (OWN,),
    opponents: Sequence[str] = (OWN,),
) -> Comparison:
    """Play *games* games of every arm; the first of *coalitions* is the baseline, *doctrines* and *opponents* are sets that are crossed.

    Arms that are alike so far are one game, as in a study, unless *one_by_one*. *progress* hears of every game: how many are played, of how
    many. :exc:`ScenarioError` for a rule or variant there is not.
    """
    design = _design(scenario, rules, provocations, coalitions, doctrines, opponents)
    values = {name: np.full((games, len(design.arms)), np.nan) for name in measures_of(scenario)}
    future, finished = PlayedFuture(design, 0), 0
    for game_number in range(games):
        for columns in by_variant(design.arms, range(len(design.arms))):
            scenarios = [future.scenario(design.arms[column]) for column in columns]
            variant = design.arms[columns[0]].coalition
            for places, game in _games(scenarios, variant, seed + game_number, cast, one_by_one):
                measured = of_each(game, [scenarios[place] for place in places], _measured)
                for place, told in zip(places, measured, strict=True):
                    for name, value in told.items():
                        values[name][game_number, columns[place]] = np.nan if value is None else value
                    finished += 1
                    if progress is not None:
                        progress(finished, len(design.arms) * games)
    blocks, no_ladder = np.arange(games), np.zeros((games, len(design.arms), 0), np.int8)
    return Comparison(Whole(design, blocks, np.zeros_like(blocks), 0, values, no_ladder), seed)


def _games(
    scenarios: Sequence[Scenario], variant: str, seed: int, cast: Mapping[Seat, Player], one_by_one: bool
) -> Iterator[tuple[tuple[int, ...], Game]]:
    """The games of *scenarios*; one that the engine cannot play is named."""
    with names_game(scenarios[0].name, variant, seed):
        yield from games_of(scenarios, variant, seed, cast, one_by_one)


def _measured(scenario: Scenario, game: Game) -> dict[str, float | None]:
    return measure(scenario, game.entries, game.state)


def _design(
    scenario: Scenario,
    rules: Sequence[str],
    provocations: Sequence[bool],
    coalitions: Sequence[str],
    doctrines: Sequence[str],
    opponents: Sequence[str],
) -> Plan:
    """The arms as a study crosses them; one given twice is played once."""
    raw = {
        "name": "comparison",
        "question": scenario.question or f"What does the choice of coalition change in {scenario.title}?",
        "scenario": scenario.name,
        "coalitions": list(dict.fromkeys(coalitions)),
        "rules": list(dict.fromkeys(rules)),
        "provocation": list(dict.fromkeys(provocations)),
        "doctrines": list(dict.fromkeys(doctrines)),
        "opponents": list(dict.fromkeys(opponents)),
        "measure": [
            {"name": name, "indifference": one.equivalence_margin} for name, one in measures_of(scenario).items()
        ],
    }
    return plan(parse_study(raw, "the comparison"), scenario)


def contrasts(result: Comparison, names: Sequence[str]) -> list[Finding]:
    """Every variant against the baseline on each of *names*, rule by rule; none where no game has the measure in both.

    The first measures of the second variant under one rule are the primary contrasts, as in a study that declares none
    (:meth:`~fourthseat.engine.study.plan.Plan.family`): they hold together, and have a verdict. The others are exploratory.
    """
    whole, study = result.whole, result.whole.plan.study
    primaries = {primary.name: primary for primary in study.measures}
    arms = [arm for terms in _terms(whole.plan) for arm in whole.plan.contrasts if arm._replace(coalition="") == terms]
    family = set(whole.plan.family(names))
    found = []
    for name in names:
        reach = reach_of(whole, name)
        for arm in arms:
            claimed = (name, arm) in family
            alpha = simultaneous(ALPHA, len(family)) if claimed else ALPHA
            found.append(contrast(whole, primaries[name], arm, alpha, reach, Claim(claimed)))
    return [finding for finding in found if finding.n]


def _terms(design: Plan) -> list[Arm]:
    """Under which the variants are compared, by doctrines, rule and provocation in their order."""
    study = design.study
    factors = product(study.doctrines, study.opponents, study.rules, study.provocation)
    return [Arm("", rule, on, doctrine=doctrine, opponent=opponent) for doctrine, opponent, rule, on in factors]


def plain_contrasts(result: Comparison, names: Sequence[str]) -> list[dict[str, Any]]:
    """:func:`contrasts` for a program; None where there is no interval or no correlation."""
    return [
        {
            "measure": finding.measure,
            "rule": finding.arm.rule,
            "provocation": finding.arm.provocation,
            "doctrine": finding.arm.doctrine,
            "opponent": finding.arm.opponent,
            "coalition": finding.arm.coalition,
            "baseline": finding.baseline,
            "difference": finding.interval.estimate,
            "low": _number(finding.interval.low),
            "high": _number(finding.interval.high),
            "half_width": _number(finding.interval.half_width),
            "alpha": finding.alpha,
            "n": finding.n,
            "correlation": _number(finding.effect.correlation),
            "family": family_text(finding),
            "verdict": finding.verdict or None,
        }
        for finding in contrasts(result, names)
    ]


def _number(x: float) -> float | None:
    return None if isnan(x) else x


def tables(result: Comparison, names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """For each measure a title, column heads and rows: one row a rule and setting of provocation, one column a variant."""
    study, every = result.whole.plan.study, contrasts(result, names)
    primaries = {primary.name: primary for primary in study.measures}
    variants = list(dict.fromkeys(arm.coalition for arm in result.whole.plan.contrasts))
    design = result.whole.plan
    heads = ("rule", "provocation", *other_heads(design), result.baseline, *(f"{variant} − it" for variant in variants))
    for name in names:
        cells = {finding.arm: finding for finding in every if finding.measure == name}
        rows = []
        for terms in _terms(design):
            row = [cells.get(terms._replace(coalition=variant)) for variant in variants]
            baseline = next((f"{finding.baseline:.3f}" for finding in row if finding is not None), "–")
            named = (terms.rule, "on" if terms.provocation else "off", *others(design, terms))
            rows.append((*named, baseline, *map(_cell, row)))
        yield measure_heading(primaries[name], result.whole.plan.measures), heads, rows


def _cell(finding: Finding | None) -> str:
    """Difference, bounds and verdict, if it has one."""
    if finding is None:
        return "–"
    bounds = "" if isnan(finding.interval.low) else f" ({interval_text(finding)})"
    return f"{number_text(finding.interval.estimate, '+.3f')}{bounds} {finding.verdict}".rstrip()


def sentences(result: Comparison, names: Sequence[str]) -> list[str]:
    """Each primary contrast with its verdict, and what the others are."""
    every = contrasts(result, names)
    claims = [finding for finding in every if finding.primary]
    if not claims:
        return []
    lines = [f"{claim_text(result.whole.plan, finding)}." for finding in claims]
    alpha, rest = claims[0].alpha, len(every) - len(claims)
    lines.append(
        f"These {len(claims)} contrasts were chosen before any game and hold together at {percent(1 - ALPHA)} ({percent(1 - alpha)} each, Bonferroni)."
        if len(claims) > 1
        else f"This contrast was chosen before any game and holds at {percent(1 - ALPHA)}."
    )
    if rest:
        lines.append(
            f"The other {rest} in the tables are exploratory: an interval of {percent(1 - ALPHA)} each by itself, so that about one in {round(1 / ALPHA)} misses, and no verdict."
        )
    return lines
