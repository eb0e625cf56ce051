"""What a study found: every declared contrast with its interval, its effect sizes and a verdict by rule.

Nothing here decides by eye: the intervals are simultaneous over the declared contrasts, the verdict follows from the
interval and the measure's indifference zone, and a study that has not reached its precision says so.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, isfinite, isnan
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.study.bounds import blocks_for
from fourthseat.engine.study.declarations import Register, contrast_name
from fourthseat.engine.study.design import Primary, Study, parse_study
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.statistics import (
    TINY,
    Effect,
    Interval,
    Spread,
    effect,
    mean_difference,
    needed,
    reached,
    simultaneous,
    spread,
)
from fourthseat.engine.study.stopping import narrowest, too_rare
from fourthseat.engine.study.verdicts import verdict

__all__ = [
    "Claim",
    "Finding",
    "Findings",
    "analyse",
    "blocks_needed",
    "contrast",
    "final",
    "helpless",
    "inapplicable",
    "more_needed",
    "reach_of",
    "reread",
    "sequential",
    "study_through",
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
    """Of the paired difference, variant minus baseline, in the measure's unit; at level 1 - :attr:`alpha`."""
    effect: Effect
    verdict: str
    """Of a primary contrast; empty of an exploratory one, which has an interval and no verdict."""
    target: float | None
    """Half width asked for; of primary contrasts alone."""
    spread: Spread | None
    """Of a study with several futures: what more games would shrink, and what only more futures would."""
    alpha: float
    """Of the interval: a primary contrast's share of the family's, an exploratory one's own."""
    primary: bool
    """Whether it is one of the family that the study declares now."""
    reason: str
    """Why it is exploratory although it is declared primary now; empty if it is not, or stood before the first game."""
    narrowest: float
    """Half width that no number of games of the same futures would go below, as far as that is certain; 0 with one future."""
    blocks_needed: int | None
    """Blocks at which the interval would be as narrow as asked, from what was seen; None if no number is known to do.

    Over several futures the interval is never narrower than their own variety allows.
    """

    @property
    def short(self) -> bool:
        """Whether a half width was asked for and not reached; one that there is not is not reached."""
        return self.target is not None and not self.interval.half_width <= self.target

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
    """Of each primary interval, so that the family together errs in at most the study's alpha."""
    family: int
    """Primary contrasts that share the study's alpha: all that were ever declared."""
    findings: tuple[Finding, ...]
    """Of every contrast, measure by measure; the primary ones are those of :attr:`primary`."""
    precise: bool | None
    """Whether every primary contrast with a target has reached it; None without targets."""
    resized: int = 0
    """Games that had been seen when the study was given its present size; 0 where that was declared beforehand."""

    @property
    def primary(self) -> tuple[Finding, ...]:
        """The primary contrasts, in the order of their measures."""
        return tuple(one for one in self.findings if one.primary)

    def __repr__(self) -> str:
        """A line, and one for each primary contrast: all of it would be pages."""
        lost = f", {self.failed:,} games failed" if self.failed else ""
        head = f"<Findings: {self.blocks:,} blocks, {self.complete:,} complete in every arm{lost}; {len(self.findings)} contrasts"
        rows = [
            f"  {one.measure} [{one.arm.title}] {one.interval.estimate:+.4g} ({one.interval.low:+.4g} to {one.interval.high:+.4g}): {one.verdict}"
            for one in self.primary
        ]
        return "\n".join([f"{head}, {len(rows)} of them primary>", *rows])


class Claim(NamedTuple):
    """Whether a contrast is one that the study claims, and why it is exploratory all the same; empty for no reason."""

    primary: bool = False
    reason: str = ""


EXPLORATORY = Claim()


def analyse(whole: Whole, blocks: int, register: Register | None = None) -> Findings:
    """Every declared contrast in *whole*, what is complete of the first *blocks* blocks.

    *register* is the record of what was declared when: a primary contrast that did not stand there before the first game has no
    verdict. None for games that nobody has seen yet.
    """
    plan = whole.plan
    family = set(plan.family())
    ever = {contrast_name(*one) for one in family} | (register.family if register is not None else set())
    alpha = simultaneous(plan.study.stopping.alpha, len(ever))
    found = []
    for primary in plan.study.measures:
        reach = reach_of(whole, primary.name)
        for arm in plan.contrasts:
            if (primary.name, arm) in family:
                reason = register.reason(primary.name, arm, plan.study) if register is not None else ""
                found.append(contrast(whole, primary, arm, alpha, reach, Claim(True, reason)))
            else:
                found.append(contrast(whole, primary, arm, plan.study.stopping.alpha, reach))
    aimed = [one for one in found if one.target is not None]
    precise = (
        reached([one.interval.half_width for one in aimed], [one.target or 0.0 for one in aimed]) if aimed else None
    )
    return Findings(
        blocks,
        len(whole.blocks),
        whole.failed,
        alpha,
        len(ever),
        tuple(found),
        precise,
        register.resized(plan.study) if register is not None else 0,
    )


def reach_of(whole: Whole, measure: str) -> float:
    """How large a difference in *measure* may be, from what was seen: in its unit, 0 where nothing says.

    It is the largest difference of any block in any contrast of the study: a rare large one shows in some contrast before it shows in
    this one. Where no block differs in any, it is how far the values of all games lie apart, and where they are all the same, the most
    that the measure can differ by definition.
    """
    plan = whole.plan
    values = whole.values[measure][:, [n for n, arm in enumerate(plan.arms) if not arm.without]]
    largest = 0.0
    for arm in plan.contrasts:
        apart = np.abs(whole.of(measure, arm) - whole.of(measure, arm._replace(coalition=plan.baseline)))
        largest = max(largest, float(np.fmax.reduce(apart, initial=0.0)))
    if largest < TINY and not np.isnan(values).all():
        largest = float(np.nanmax(values) - np.nanmin(values))
    return largest if largest >= TINY else plan.measures[measure].span or 0.0


def contrast(
    whole: Whole, primary: Primary, arm: Arm, alpha: float, reach: float, claim: Claim = EXPLORATORY
) -> Finding:
    """*arm* against the baseline's arm of the same terms on one measure, over the blocks in which both have it.

    The interval is at level 1 - *alpha*, *reach* that of :func:`reach_of`. Only a contrast that is claimed has a verdict and a target.
    """
    base, variant = whole.of(primary.name, arm._replace(coalition=whole.plan.baseline)), whole.of(primary.name, arm)
    both = ~(np.isnan(base) | np.isnan(variant))
    clusters = None if whole.clusters is None else whole.clusters[both]
    base, variant = base[both], variant[both]
    interval = mean_difference(base, variant, alpha, clusters, reach)
    better = whole.plan.measures[primary.name].better
    spreads = None if clusters is None else spread(base, variant, clusters)
    target = primary.half_width if claim.primary else None
    said = verdict(interval.low, interval.high, primary.indifference, better)
    return Finding(
        primary.name,
        arm,
        int(base.size),
        float(base.mean()) if base.size else float("nan"),
        interval,
        effect(base, variant, better),
        said if claim.primary and not claim.reason else "",
        target,
        spreads,
        alpha,
        claim.primary,
        claim.reason,
        0.0 if clusters is None else narrowest(variant - base, clusters, interval.half_width),
        _blocks_needed(interval, target, int(base.size), spreads, variant - base, alpha, reach),
    )


def _blocks_needed(
    interval: Interval,
    target: float | None,
    n: int,
    spreads: Spread | None,
    difference: NDArray[np.float64],
    alpha: float,
    reach: float,
) -> int | None:
    """Blocks at which the interval of *n* would have a half width of *target*, as far as what was seen goes on."""
    if target is None or interval.half_width <= target:
        return n
    if isnan(interval.half_width):
        return None
    if spreads is not None:
        within, between = spreads.within**2, spreads.between**2
        room = (within + between) * (target / interval.half_width) ** 2 - between
        return ceil(n * within / room) if room > 0 else None
    return blocks_for(difference, alpha, max(reach, float(np.abs(difference).max())), target)


def study_through(
    results: Results, play: Callable[[int], object], look: Callable[[Findings], None] | None = None
) -> Findings:
    """Look, play, look again until every target is met, the cap is reached or more games cannot help.

    Without targets, the first look is the last.
    """
    findings = None
    for blocks in results.plan.looks():
        play(blocks)
        findings = analyse(results.whole(blocks), blocks, results.register)
        if look is not None:
            look(findings)
        if findings.precise is not False or helpless(results.plan, findings):
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
    return held, analyse(whole, finished.blocks, held.register), finished.hash


def helpless(plan: Plan, findings: Findings) -> bool:
    """Whether more games, up to the study's cap, would bring no primary contrast that is short of its target any nearer to it."""
    short, cap = _short_of_target(findings), plan.study.stopping.cap
    return bool(short) and all(
        one.narrowest > (one.target or 0.0) or too_rare(one.n, findings.complete, cap) for one in short
    )


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
    if len(plan.sampled) == 1:  # so far off that nothing but the rule of the square root can be said of it
        blocks = max(needed(one.n, one.interval.half_width, one.target or 0.0) for one in short)
        return f"about {blocks:,} blocks would do, if intervals went on to narrow as the square root of the games"
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


def sequential(plan: Plan, findings: Findings) -> str:
    """Whether the size of the study was chosen by looking at its results, in words."""
    stop = plan.study.stopping
    if stop.first < stop.cap:
        return "n was chosen sequentially"
    if findings.resized:
        return f"n was set after {findings.resized:,} games were seen"
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
