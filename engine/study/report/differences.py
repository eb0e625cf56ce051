"""What the variants change, as the report shows it: differences, distributions, the ladder, concurrence, convergence."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents import charts
from fourthseat.engine.documents.blocks import Block, Drawing, Table, number_columns, text_columns
from fourthseat.engine.documents.charts import (
    Bar,
    Curve,
    CurvePanel,
    EstimatePanel,
    Estimates,
    PairShares,
    Panel,
    Track,
)
from fourthseat.engine.study.arrays import unpacked
from fourthseat.engine.study.findings import Finding, Findings, reach_of
from fourthseat.engine.study.outcomes import numbered_arms
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.report.arms import arm_cells, provoked, scene_text, variants
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.statistics import mean_difference, wilson
from fourthseat.engine.study.tables import family_sentence, number_text, tables

__all__ = ["concurrence", "contrast_tables", "convergence", "differences", "distributions", "ladder"]

MOST_POINTS = 40
"""Points of a convergence curve."""


def differences(plan: Plan, findings: Findings) -> Iterator[Block]:
    """For each measure a forest plot of every contrast; the numbers stand in the appendix, those of the primary ones on the first page."""
    number = {name: n for n, name in enumerate(variants(plan))}
    yield (
        f"Mean paired difference from {plan.baseline} in every arm, one figure a measure; n = {findings.complete:,} blocks. Primary contrasts "
        "are marked, and their intervals hold together; every other interval holds by itself. The numbers are in the appendix."
    )
    for primary in plan.study.measures:
        bars = [
            Bar(
                " · ".join(arm_cells(plan, finding.arm)) + (" · primary" if finding.primary else ""),
                number[finding.arm.coalition],
                *finding.interval[:3],
            )
            for finding in findings.findings
            if finding.measure == primary.name and finding.n
        ]
        meaning = plan.measures[primary.name]
        want = f" ({meaning.better} is better)" if meaning.better else ""
        panel = Panel(
            f"{primary.name}{want}", f"difference from {plan.baseline}, {meaning.unit}", primary.indifference, bars
        )
        if bars:
            yield Drawing(
                f"differences-{primary.name}", charts.forest([panel]),
                f"Paired difference from {plan.baseline} in {primary.name}"
                + ("; grey: does not matter." if primary.indifference else "."),
            )  # fmt: skip


def contrast_tables(plan: Plan, findings: Findings) -> Iterator[Block]:
    """Every contrast, measure by measure, and what its columns are."""
    yield family_sentence(plan, findings)
    yield (
        "*d/sd* is the difference over the baseline's standard deviation. *better, tie, worse* are shares of blocks and depend on how "
        "luck is shared between the arms. *pairing* says how many times as many independent games the shared luck is worth."
    )
    yield from tables(plan, findings)


def distributions(whole: Whole, findings: Findings, scene: Arm) -> Iterator[Block]:
    """How differences and games are distributed in *scene*: three figures, and quantiles in a table."""
    plan = whole.plan
    yield f"Shown: {scene_text(plan, scene)}."
    levels, pairs, rows = [], [], []
    for primary in plan.study.measures:
        name = primary.name
        unit = plan.measures[name].unit
        curves = [
            Curve(variant, n, whole.of(name, scene._replace(coalition=variant)))
            for n, variant in enumerate(variants(plan))
        ]
        levels.append(CurvePanel(name, unit, curves))
        paired = [curve._replace(values=curve.values - curves[0].values) for curve in curves[1:]]
        pairs.append(CurvePanel(name, f"difference from {plan.baseline}, {unit}", paired, (0.0,)))
        rows += [_quantiles(whole, name, scene._replace(coalition=curve.label)) for curve in curves[1:]]
    yield Drawing(
        "paired-differences",
        charts.distribution_curves(pairs, "share of blocks"),
        f"The differences themselves, block by block: share of blocks at or below each difference from {plan.baseline}; a step at the dotted line is ties.",
    )
    yield Drawing(
        "distributions", charts.distribution_curves(levels, "share of games"),
        "How the games are distributed: share of games at or below each value, one line a variant.",
    )  # fmt: skip
    shares = _pair_shares(plan, findings, scene)
    if shares:
        yield Drawing(
            "pairs", charts.pair_shares(shares),
            f"Block by block against {plan.baseline}: in which share of blocks a variant did better, the same, worse. Depends on the shared luck.",
        )  # fmt: skip
    yield Table(
        "quantiles",
        f"Differences block by block, {scene.rule}, {provoked(scene)}: quantiles",
        (*text_columns("measure", "variant"), *number_columns("5 %", "median", "95 %")),
        rows,
    )


def _pair_shares(plan: Plan, findings: Findings, scene: Arm) -> list[PairShares]:
    """Each contrast of *scene* with its shares of blocks better, the same and worse; the baseline has none."""
    by_contrast = {(finding.measure, finding.arm): finding for finding in findings.findings}
    contrasts = (
        (primary.name, variant, by_contrast[primary.name, scene._replace(coalition=variant)])
        for primary in plan.study.measures
        for variant in variants(plan)[1:]
    )
    return [
        PairShares(f"{name} · {variant}", finding.effect.better, finding.effect.tie, finding.effect.worse)
        for name, variant, finding in contrasts
        if finding.n > 1
    ]


def _quantiles(whole: Whole, name: str, arm: Arm) -> tuple[str, ...]:
    """One row of the table of quantiles: the paired differences of measure *name*."""
    base, variant = whole.of(name, arm._replace(coalition=whole.plan.baseline)), whole.of(name, arm)
    both = ~(np.isnan(base) | np.isnan(variant))
    if not both.any():
        return name, arm.coalition, *[""] * 3
    difference = variant[both] - base[both]
    return (
        *(name, arm.coalition),
        *(number_text(float(x), "+.3f") for x in np.quantile(difference, (0.05, 0.5, 0.95))),
    )


def ladder(whole: Whole, scene: Arm) -> Iterator[Block]:
    """The rung at the end of each move in *scene*, variant by variant."""
    plan, names = whole.plan, whole.plan.scenario.ladder.rungs
    tracks, rows = [], []
    for n, variant in enumerate(variants(plan)):
        rungs = whole.rungs[:, plan.arms.index(scene._replace(coalition=variant))]
        if not len(rungs):
            continue
        low, high = np.quantile(rungs, (0.05, 0.95), axis=0, method="inverted_cdf")
        tracks.append(Track(Curve(variant, n, rungs.mean(0)), low, high))
        rows.append((variant, *(f"{x:.2f}" for x in rungs.mean(0)), f"{rungs.max(1).mean():.2f}"))
    moves = whole.rungs.shape[2]
    if tracks:
        yield Drawing(
            "ladder", charts.ladder_tracks(moves, tracks, [f"{n} {name}" for n, name in enumerate(names)]),
            f"Rung of the ladder at the end of each move: mean and the middle 90 % of games; black: {plan.baseline}. {scene_text(plan, scene).capitalize()}.",
        )  # fmt: skip
    columns = (*text_columns("variant"), *number_columns(*(str(n + 1) for n in range(moves)), "highest of them"))
    yield Table(
        "ladder", "Mean rung at the end of each move; peak_rung counts what is climbed within one too", columns, rows
    )


def concurrence(results: Results, findings: Findings, scene: Arm) -> Iterator[Block]:
    """When the capitals of each variant first concurred on a joint measure in *scene*, against the incident's window."""
    plan = results.plan
    curves, rows = [], []
    for n, (arm, (window, hours)) in enumerate(_waits(results, findings.blocks, scene).items()):
        if window.size:
            curves.append(Curve(arm.coalition, n, np.where(np.isnan(hours), np.inf, hours / window)))
            rows.append((arm.coalition, *_concurrence_cells(window, hours)))
    yield (
        "Of every incident the opponent decided on: when the coalition's capitals first concurred on a joint measure, as a share of that "
        f"incident's window. What concurs after 1 concurs too late; a line that ends below 100 % is of incidents on which nobody concurred, or nobody asked. {scene_text(plan, scene).capitalize()}."
    )
    panel = CurvePanel("first concurrence", "hours since the incident opened, as a share of its window", curves, (1.0,))
    caption = "Share of incidents concurred on by then; dotted: the window closes."
    yield Drawing("concurrence", charts.distribution_curves([panel], "share of incidents"), caption)
    columns = (
        *text_columns("variant"),
        *number_columns("incidents"),
        *text_columns("in time"),
        *number_columns("too late", "never", "5 % h", "median h", "95 % h"),
    )
    yield Table("concurrence", "First concurrence; hours over the incidents that had one", columns, rows)


def _waits(results: Results, blocks: int, scene: Arm) -> dict[Arm, NDArray[np.float64]]:
    """For each variant's arm in *scene*, windows and hours to the first concurrence of every incident; NaN for never."""
    arms = {scene._replace(coalition=variant): number for number, variant in enumerate(variants(results.plan))}
    waits = [[np.empty((2, 0))] for _ in arms]
    for table in results.tables(blocks):
        windows, hours = (table[name].combine_chunks() for name in ("windows", "concurred"))
        # The arms of other scenes have numbers too, behind these.
        arm = np.repeat(numbered_arms(table, dict(arms)), np.diff(unpacked(windows.offsets)))
        both = np.stack([unpacked(windows.flatten()), unpacked(hours.flatten())]).astype(np.float64)
        for number, mine in enumerate(waits):
            mine.append(both[:, arm == number])
    return {arm: np.concatenate(waits[number], axis=1) for arm, number in arms.items()}


def _concurrence_cells(window: NDArray[np.float64], hours: NDArray[np.float64]) -> tuple[str, ...]:
    """How many incidents, shares in time, too late and never, and quantiles of the hours, as cells."""
    known, late = hours[~np.isnan(hours)], int((hours >= window).sum())
    never, in_time = int(np.isnan(hours).sum()), int((hours < window).sum())
    share = wilson(in_time, window.size, 0.05)
    quantiles = np.quantile(known, (0.05, 0.5, 0.95)) if known.size else (nan, nan, nan)
    return (
        f"{window.size:,}",
        f"{100 * share.estimate:.1f} % ({100 * share.low:.1f}–{100 * share.high:.1f} %)",
        *(f"{100 * count / window.size:.1f} %" for count in (late, never)),
        *(number_text(x, ".0f") for x in quantiles),
    )


def convergence(whole: Whole, findings: Findings) -> Iterator[Block]:
    """Estimates of the primary contrasts as blocks came in, and where they ended."""
    plan = whole.plan
    number = {name: n for n, name in enumerate(variants(plan))}
    panels: list[EstimatePanel] = []
    rows: list[tuple[str, ...]] = []
    for primary in plan.study.measures:
        claims = [one for one in findings.primary if one.measure == primary.name]
        if not claims:
            continue
        target, reach, estimates = primary.half_width, reach_of(whole, primary.name), []
        for one in claims:
            means, half_widths, blocks = _path(whole, one, reach)
            estimates.append(Estimates(Curve(one.arm.coalition, number[one.arm.coalition], means), half_widths, blocks))
            if len(blocks):
                last = half_widths[-1]
                aim = ("none", "") if target is None else (f"{target:g}", "yes" if last <= target else "no")
                cells = (f"{blocks[-1]:,}", number_text(float(means[-1]), "+.4f"), f"{last:.4f}")
                rows.append((primary.name, " · ".join(arm_cells(plan, one.arm)), *cells, *aim))
        panels.append(EstimatePanel(primary.name, whole.plan.measures[primary.name].unit, estimates, target))
    if not rows:
        yield "No primary contrast has enough blocks for an interval."
        return
    yield Drawing(
        "convergence", charts.convergence_curves(panels),
        f"Mean difference from {plan.baseline} and its interval as blocks came in, in the order of their numbers; thick bar at the end: the half width asked for. Primary contrasts.",
    )  # fmt: skip
    columns = (
        *text_columns("measure", "contrast"),
        *number_columns("blocks", "difference", "half width", "target"),
        *text_columns("reached"),
    )
    yield Table("convergence", "Where the estimates ended", columns, rows)


def _path(
    whole: Whole, one: Finding, reach: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Estimate, half width and blocks at some forty prefixes of the blocks, from where an interval exists."""
    base, variant = (
        whole.of(one.measure, one.arm._replace(coalition=who)) for who in (whole.plan.baseline, one.arm.coalition)
    )
    both = np.flatnonzero(~(np.isnan(base) | np.isnan(variant)))
    prefixes = (
        np.unique(np.geomspace(50, max(50, both.size), MOST_POINTS).astype(int))
        if both.size >= 50
        else np.empty(0, int)
    )
    points = []
    for n in prefixes:
        pick = both[:n]
        clusters = None if whole.clusters is None else whole.clusters[pick]
        interval = mean_difference(base[pick], variant[pick], one.alpha, clusters, reach)
        if not isnan(interval.half_width):
            points.append((interval.estimate, interval.half_width, n))
    columns = np.array(points).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2].astype(np.int64)
