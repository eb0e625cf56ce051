"""What a study found: every declared contrast with its interval, its effect sizes and a verdict by rule.

Nothing here decides by eye: the intervals are simultaneous over the declared contrasts, the verdict follows from the
interval and the measure's indifference zone, and a study that has not reached its precision says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, isfinite, isnan
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.study.design import Primary, Study, parse_study
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.statistics import (
    Effect,
    Interval,
    Spread,
    effect,
    identical,
    mean_difference,
    needed,
    reached,
    risk_difference,
    simultaneous,
    spread,
    verdict,
)

__all__ = [
    "Finding",
    "Findings",
    "analyse",
    "blocks_needed",
    "contrast",
    "final",
    "inapplicable",
    "more_needed",
    "reread",
    "sequential",
    "study_through",
    "verdicts",
    "widest",
]


class Finding(NamedTuple):
    """One contrast: a variant against the baseline on one measure, under one rule and setting of provocation."""

    measure: str
    arm: Arm
    n: int
    """Blocks complete in every arm in which both have the measure."""
    baseline: float
    interval: Interval
    """Of the paired difference, variant minus baseline, in the measure's unit; simultaneous over the study."""
    effect: Effect
    verdict: str
    target: float | None
    """Half width asked for."""
    spread: Spread | None
    """Of a study with several futures: what more games would shrink, and what only more futures would."""

    @property
    def short(self) -> bool:
        """Whether a half width was asked for and not reached; one that there is not is not reached."""
        return self.target is not None and not self.interval.half_width <= self.target

    @property
    def blocks_needed(self) -> int | None:
        """Blocks at which the interval would be as narrow as asked, from what was seen; None if no number is known to do.

        Over several futures the interval is never narrower than their own variety allows.
        """
        target, half_width = self.target or 0.0, self.interval.half_width
        if isnan(half_width):
            return None
        if half_width <= target:
            return self.n
        if self.spread is None:
            return needed(self.n, half_width, target)
        within, between = self.spread.within**2, self.spread.between**2
        room = (within + between) * (target / half_width) ** 2 - between
        return ceil(self.n * within / room) if room > 0 else None

    def futures_needed(self, futures: int) -> int:
        """Futures that would do with as many games each as now."""
        return needed(futures, self.interval.half_width, self.target or 0.0)


class Findings(NamedTuple):
    """A study's state after some blocks."""

    blocks: int
    complete: int
    """Blocks with a finished game in every arm: the only ones compared."""
    failed: int
    """Games that failed, hung or killed their worker; their blocks are left out in every arm."""
    alpha: float
    """Of each interval, so that all together err in at most the study's alpha."""
    findings: tuple[Finding, ...]
    precise: bool | None
    """Whether every contrast with a target has reached it; None without targets."""


def analyse(whole: Whole, blocks: int) -> Findings:
    """Every declared contrast in *whole*, what is complete of the first *blocks* blocks."""
    plan = whole.plan
    contrasts = [(primary, arm) for primary in plan.study.measures for arm in plan.contrasts]
    alpha = simultaneous(plan.study.stopping.alpha, len(contrasts))
    findings = tuple(contrast(whole, primary, arm, alpha) for primary, arm in contrasts)
    aimed = [one for one in findings if one.target is not None]
    precise = (
        reached([one.interval.half_width for one in aimed], [one.target or 0.0 for one in aimed]) if aimed else None
    )
    return Findings(blocks, len(whole.blocks), whole.failed, alpha, findings, precise)


def contrast(whole: Whole, primary: Primary, arm: Arm, alpha: float, *, newcombe: bool = True) -> Finding:
    """*arm* against the baseline's arm of the same terms on one measure, over the blocks in which both have it.

    The interval is at level 1 - *alpha*. With *newcombe* a difference of two shares has Newcombe's interval, else every
    difference has the paired t interval. Arms that do not differ in any block are the same, however few blocks there are.
    """
    base, variant = whole.of(primary.name, arm._replace(coalition=whole.plan.baseline)), whole.of(primary.name, arm)
    both = ~(np.isnan(base) | np.isnan(variant))
    clusters = None if whole.clusters is None else whole.clusters[both]
    base, variant = base[both], variant[both]
    binary = all(bool(((values == 0.0) | (values == 1.0)).all()) for values in (base, variant))
    if newcombe and binary and clusters is None and not np.array_equal(base, variant):
        interval = risk_difference(base, variant, alpha)
    else:
        interval = mean_difference(base, variant, alpha, clusters)
    better = whole.plan.measures[primary.name].better
    return Finding(
        primary.name,
        arm,
        int(base.size),
        float(base.mean()) if base.size else float("nan"),
        interval,
        effect(base, variant, better),
        "same" if identical(base, variant) else verdict(interval.low, interval.high, primary.indifference, better),
        primary.half_width,
        None if clusters is None else spread(base, variant, clusters),
    )


def study_through(
    results: Results, play: Callable[[int], object], look: Callable[[Findings], None] | None = None
) -> Findings:
    """Look, play, look again until every target is met or the cap is reached; without targets, the first look is the last."""
    findings = None
    for blocks in results.plan.looks():
        play(blocks)
        findings = analyse(results.whole(blocks), blocks)
        if look is not None:
            look(findings)
        if findings.precise is not False:
            return findings
    assert findings is not None, "a study has at least one look"
    return findings


def reread(folder: Path) -> tuple[Results, Findings, str]:
    """A finished study from its folder: results, what they say, and their hash; :exc:`ScenarioError` if it is none.

    Nothing is said of a study some of whose games are damaged or lacking: part of the results is never taken for all.
    """
    held = Results.read(folder)
    finished = held.manifest.finished
    if finished is None:
        raise ScenarioError(f"{folder}: the study is not finished; run it to its end first")
    held.check_complete(finished.blocks)
    whole = held.whole(finished.blocks)
    return held, analyse(whole, finished.blocks), finished.hash


def more_needed(plan: Plan, findings: Findings) -> str:
    """What would bring every contrast to its target, from the spread seen so far, in words; empty if nothing is short."""
    short = _short_of_target(findings)
    if not short:
        return ""
    unseen = list(dict.fromkeys(one.measure for one in short if isnan(one.interval.half_width)))
    if unseen:
        return f"{', '.join(unseen)}: too few games to which it applies in both arms for any interval, so nobody can say how many would do"
    blocks = blocks_needed(findings)
    if blocks is not None:
        blocks = -(-blocks // len(plan.sampled)) * len(plan.futures)
        return f"about {blocks:,} blocks would do"
    futures = max(one.futures_needed(len(plan.sampled)) for one in short)
    return f"no number of blocks would do, for the futures themselves differ too much: about {futures:,} futures would"


def inapplicable(findings: Findings) -> list[str]:
    """The measures that apply to no game of any contrast, each as a sentence; one sentence where nothing is compared at all."""
    if not findings.findings:
        return ["There is one variant only: nothing is compared."]
    if not findings.complete:
        return ["No block is complete in every arm: nothing is compared."]
    applies = {one.measure: False for one in findings.findings}
    for one in findings.findings:
        applies[one.measure] |= one.n > 0
    return [
        f"{name} applies to no game of this study: nothing is compared on it ({MEASURES[name].text if name in MEASURES else 'a measure of the scenario itself'})."
        for name, ever in applies.items()
        if not ever
    ]


def blocks_needed(findings: Findings) -> int | None:
    """Blocks at which every contrast would be at its target; None if no number is known to do."""
    blocks = [one.blocks_needed for one in _short_of_target(findings)]
    return None if None in blocks else max((n for n in blocks if n is not None), default=findings.blocks)


def widest(findings: Findings) -> float | None:
    """How many times its target the half width of the widest contrast is; None without targets, or without intervals."""
    times = (one.interval.half_width / one.target for one in findings.findings if one.target)
    return max((ratio for ratio in times if isfinite(ratio)), default=None)


def _short_of_target(findings: Findings) -> list[Finding]:
    return [one for one in findings.findings if one.short]


def sequential(plan: Plan) -> str:
    """Whether the size of the study was chosen by looking at its results, in words."""
    stop = plan.study.stopping
    if stop.first < stop.cap:
        return "n was chosen sequentially"
    return "n was fixed beforehand" + (", on luck the pilot had not seen" if plan.study.skip else "")


def final(plan: Plan, pilot: Findings) -> Study:
    """A study of fixed size that should reach every target, on replications the *pilot* has not seen.

    Its interval is free of the pilot's looking. Raises :exc:`ScenarioError` if nothing was aimed at, or if no number of
    blocks would do.
    """
    aimed = [one for one in pilot.findings if one.target is not None]
    if not aimed:
        raise ScenarioError(f"{plan.study.name}: no measure has a half_width to aim at")
    blocks = [one.blocks_needed for one in aimed]
    if None in blocks:
        raise ScenarioError(f"{plan.study.name}: {more_needed(plan, pilot)}")
    size = max(50, *(n for n in blocks if n is not None))
    size = -(-size // len(plan.sampled)) * len(plan.futures)  # every future, corners too, as often as every other
    raw = plan.study.model_dump(mode="json", by_alias=True)
    raw["name"] = f"{plan.study.name[:54]}-final"
    raw["skip"] = plan.study.skip + ceil(pilot.blocks / len(plan.futures))
    raw["stopping"] |= {"first": size, "cap": size}
    return parse_study(raw, "the final study")


Cell = tuple[str, bool, str]
"""Rule, provocation, verdict."""


def verdicts(cells: Sequence[Cell]) -> str:
    """Verdicts by rule and provocation: ``worse under lead, unanimity (provoked); undecided under unanimity (unprovoked)``."""
    return "; ".join(f"{verdict} under {_under(cells, verdict)}" for verdict in dict.fromkeys(c[2] for c in cells))


def _under(cells: Sequence[Cell], verdict: str) -> str:
    """Under which rules, and with or without provocation, *verdict* was reached."""
    reached_in = [cell for cell in cells if cell[2] == verdict]
    settings = len({provocation for _, provocation, _ in cells})
    if len(reached_in) == len(cells):
        return "every rule tried, with and without provocation" if settings > 1 else "every rule tried"
    parts = []
    for rule in dict.fromkeys(rule for rule, _, _ in reached_in):
        provoked = [provocation for other, provocation, _ in reached_in if other == rule]
        parts.append(rule if len(provoked) == settings else f"{rule} ({'provoked' if provoked[0] else 'unprovoked'})")
    return ", ".join(parts)
