"""What a study found: every declared contrast with its interval, its effect sizes and a verdict by rule.

Nothing here decides by eye: the intervals are simultaneous over the declared contrasts, the verdict follows from the
interval and the measure's indifference zone, and a study that has not reached its precision says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil, isfinite, isinf, isnan
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.study.design import DESIGNS, Primary, Study, parse_study
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.statistics import (
    Effect,
    Interval,
    Spread,
    effect,
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
    "final",
    "heads",
    "more_needed",
    "plain",
    "reread",
    "scene",
    "sentences",
    "study_through",
    "tables",
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
    def blocks_needed(self) -> int | None:
        """Blocks at which the interval would be as narrow as asked, from what was seen; None if no number would do.

        Over several futures the interval is never narrower than their own variety allows.
        """
        target, half = self.target or 0.0, self.interval.half_width
        if half <= target or isnan(half):
            return self.n
        if self.spread is None:
            return needed(self.n, half, target)
        within, between = self.spread.within**2, self.spread.between**2
        room = (within + between) * (target / half) ** 2 - between
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
    found = tuple(_finding(whole, primary, arm, alpha) for primary, arm in contrasts)
    aimed = [one for one in found if one.target is not None]
    precise = (
        reached([one.interval.half_width for one in aimed], [one.target or 0.0 for one in aimed]) if aimed else None
    )
    return Findings(blocks, len(whole.blocks), whole.failed, alpha, found, precise)


def _finding(whole: Whole, primary: Primary, arm: Arm, alpha: float) -> Finding:
    base, here = whole.of(primary.name, arm._replace(coalition=whole.plan.baseline)), whole.of(primary.name, arm)
    both = ~(np.isnan(base) | np.isnan(here))
    clusters = None if whole.clusters is None else whole.clusters[both]
    base, here = base[both], here[both]
    binary = bool(np.isin(base, (0.0, 1.0)).all() and np.isin(here, (0.0, 1.0)).all())
    if binary and clusters is None and not np.array_equal(base, here):
        interval = risk_difference(base, here, alpha)
    else:
        interval = mean_difference(base, here, alpha, clusters)
    better = MEASURES[primary.name].better
    return Finding(
        primary.name,
        arm,
        int(base.size),
        float(base.mean()) if base.size else float("nan"),
        interval,
        effect(base, here, better),
        verdict(interval.low, interval.high, primary.indifference, better),
        primary.half_width,
        None if clusters is None else spread(base, here, clusters),
    )


def study_through(
    results: Results, play: Callable[[int], object], look: Callable[[Findings], None] | None = None
) -> Findings:
    """Look, play, look again until every target is met or the cap is reached; without targets, the first look is the last."""
    found = None
    measures = [primary.name for primary in results.plan.study.measures]
    for blocks in results.plan.study.stopping.looks():
        play(blocks)
        found = analyse(results.whole(blocks, measures), blocks)
        if look is not None:
            look(found)
        if found.precise is not False:
            return found
    assert found is not None, "a study has at least one look"
    return found


def reread(folder: Path) -> tuple[Results, Findings, str]:
    """A finished study from its folder: results, what they say, and their hash; :exc:`ScenarioError` if it is none."""
    held = Results.read(folder)
    finished = held.manifest().get("finished")
    if not finished:
        raise ScenarioError(f"{folder}: the study is not finished; run it to its end first")
    whole = held.whole(finished["blocks"], [one.name for one in held.plan.study.measures])
    return held, analyse(whole, finished["blocks"]), finished["hash"]


def plain(findings: Findings) -> dict[str, Any]:
    """For a program: numbers that are none (no interval, no correlation) are None."""
    rows = []
    for one in findings.findings:
        row = one.arm._asdict() | {
            name: getattr(one, name) for name in ("measure", "n", "baseline", "verdict", "target")
        }
        row |= {name: getattr(one.interval, name) for name in ("estimate", "low", "high", "method")}
        row |= {f"effect_{name}": value for name, value in one.effect._asdict().items()}
        rows.append({key: None if isinstance(x, float) and not isfinite(x) else x for key, x in row.items()})
    head = {name: getattr(findings, name) for name in ("blocks", "complete", "failed", "alpha", "precise")}
    return head | {"contrasts": rows, "note": DISCLAIMER}


def more_needed(plan: Plan, findings: Findings) -> str:
    """What would bring every contrast to its target, from the spread seen so far, in words; empty if nothing is short."""
    short = _short_of_target(findings)
    if not short:
        return ""
    blocks = blocks_needed(findings)
    if blocks is not None:
        return f"about {blocks:,} blocks would do"
    futures = max(one.futures_needed(len(plan.futures)) for one in short)
    return f"no number of blocks would do, for the futures themselves differ too much: about {futures:,} futures would"


def blocks_needed(findings: Findings) -> int | None:
    """Blocks at which every contrast would be at its target; None if no number would do."""
    blocks = [one.blocks_needed for one in _short_of_target(findings)]
    return None if None in blocks else max((n for n in blocks if n is not None), default=findings.blocks)


def widest(findings: Findings) -> float | None:
    """How many times its target the half width of the widest contrast is; None without targets."""
    return max((one.interval.half_width / one.target for one in findings.findings if one.target), default=None)


def _short_of_target(findings: Findings) -> list[Finding]:
    return [one for one in findings.findings if one.target is not None and one.interval.half_width > one.target]


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
    blocks = [one.blocks_needed for one in pilot.findings if one.target is not None]
    if not blocks:
        raise ScenarioError(f"{plan.study.name}: no measure has a half_width to aim at")
    if None in blocks:
        raise ScenarioError(f"{plan.study.name}: {more_needed(plan, pilot)}")
    size = max(50, *(n for n in blocks if n is not None))
    raw = plan.study.model_dump(mode="json", by_alias=True)
    raw["name"] = f"{plan.study.name[:54]}-final"
    raw["skip"] = plan.study.skip + ceil(pilot.blocks / len(plan.futures))
    raw["stopping"] |= {"first": size, "cap": size}
    return parse_study(raw, "the final study")


def tables(plan: Plan, findings: Findings) -> Iterator[Table]:
    """For each measure a table: one row a rule, setting of provocation and variant."""
    columns = (
        *text_columns(*heads(plan)),
        *number_columns(plan.baseline, "difference", "low", "high"),
        *text_columns("verdict"),
        *number_columns("d/sd"),
        *text_columns("better/tie/worse"),
        *number_columns("pairing"),
    )
    for primary in plan.study.measures:
        meaning = MEASURES[primary.name]
        want = f"; {meaning.better} is better" if meaning.better else ""
        zone = f"; differences within ±{primary.indifference:g} do not matter" if primary.indifference else ""
        rows = [(*scene(plan, one.arm), *_row(one)) for one in findings.findings if one.measure == primary.name]
        title = f"{primary.name} ({meaning.unit}{want}{zone}): {meaning.text}"
        yield Table(f"differences-{primary.name}", title, columns, rows)


def scene(plan: Plan, arm: Arm) -> tuple[str, ...]:
    """Cells that name a contrast in a table: rule, provocation, setting where the study has any, variant."""
    setting = (arm.setting or "as shipped",) if plan.study.settings else ()
    return arm.rule, "on" if arm.provocation else "off", *setting, arm.coalition


def heads(plan: Plan) -> tuple[str, ...]:
    """Heads of the columns of :func:`scene`."""
    return "rule", "provocation", *(("setting",) if plan.study.settings else ()), "variant"


def _row(one: Finding) -> tuple[str, ...]:
    e = one.effect
    return (
        f"{one.baseline:.3f}",
        *(f"{x:+.3f}" for x in (one.interval.estimate, one.interval.low, one.interval.high)),
        one.verdict,
        f"{e.standardised:+.2f}",
        f"{100 * e.better:.0f}/{100 * e.tie:.0f}/{100 * e.worse:.0f} %",
        _pairing(e.variance_reduction),
    )


def _pairing(reduction: float) -> str:
    if isinf(reduction):
        return "identical"
    return f"×{reduction:.1f}" + (" (does not help)" if reduction <= 1 else "")


def sentences(plan: Plan, findings: Findings) -> Sequence[str]:
    """What the numbers support, and how far: verdicts by rule, and whether the study is precise enough to stop."""
    told = [
        f"{findings.complete} blocks complete in all {len(plan.arms)} arms ({findings.complete * len(plan.arms)} games); "
        f"{findings.failed} games failed and their blocks are left out in every arm.",
    ]
    if plan.study.sampling in DESIGNS:
        return [
            *told,
            f"{len(plan.futures)} points of a design: it ranks inputs, and its means are no finding.",
            DISCLAIMER,
        ]
    told.append(
        f"Intervals are {100 * (1 - findings.alpha):.2f} % each, {100 * (1 - plan.study.stopping.alpha):.0f} % together "
        f"over {len(findings.findings)} contrasts; {sequential(plan)}."
    )
    if findings.precise is False:
        wide = [one for one in findings.findings if one.target is not None and one.interval.half_width > one.target]
        told.append(
            f"PRECISION NOT REACHED on {len(wide)} of {len(findings.findings)} contrasts; "
            f"{more_needed(plan, findings)}."
        )
    elif findings.precise:
        told.append("Every contrast has reached the half width the study asked for.")
    if len(plan.futures) > 1:
        told.append(f"{len(plan.futures)} futures are clusters: the interval is over futures, not over games.")
    return [*told, DISCLAIMER]
