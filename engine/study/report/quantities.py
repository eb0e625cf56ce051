"""What became of requests for concurrence, who paid, and the worst games: from the tidy tables of a study and all its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents import charts
from fourthseat.engine.documents.blocks import Block, Drawing, Table, number_columns, text_columns
from fourthseat.engine.documents.charts import Curve, CurvePanel
from fourthseat.engine.study.frames import columns_of
from fourthseat.engine.study.plan import Arm
from fourthseat.engine.study.report.arms import scene_text, variants
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.statistics import mean_difference
from fourthseat.engine.study.survival import cumulative_incidence, ratio
from fourthseat.engine.study.tables import number_text
from fourthseat.engine.study.tails import tail_difference

__all__ = ["burden", "consent", "worst_games"]

CAUSES = ("concurred", "refused", "closed")
"""What ends the wait for a concurrence: it came; it was refused and never came; the window closed first, asked or not."""
AGREED = ("concurred", "agreed beforehand")


def consent(results: Results, whole: Whole, scene: Arm) -> Iterator[Block]:
    """Incidents by what became of requests for concurrence in *scene*, and how soon they were concurred on."""
    plan, clusters = results.plan, whole.blocks if whole.clusters is None else whole.futures
    rows, curves = [], []
    for n, variant in enumerate(variants(plan)):
        found = columns_of(results, "incidents", scene._replace(coalition=variant), whole.blocks)
        if found is None:
            return
        became = found["consent"]
        if not became.size:
            continue
        _, cluster = np.unique(clusters[np.searchsorted(whole.blocks, found["block"])], return_inverse=True)
        every = np.bincount(cluster).astype(float)
        told = []
        for consents in (("not asked",), ("lapsed", "open"), ("refused",), AGREED):
            share = ratio(np.bincount(cluster, np.isin(became, consents), every.size).astype(float), every)
            told.append(_share(*share))
        hours, cause = _waits(found)
        incidence = cumulative_incidence(hours, cause, len(CAUSES))
        curves.append(_steps(f"{variant}", n, incidence.hours, incidence.by_cause[0]))
        soon = [incidence.reached(0, share) for share in (0.25, 0.5)]
        asked = found["asked"][~np.isnan(found["asked"])]
        to_ask = float(np.median(asked)) if asked.size else float("nan")
        rows.append(
            (variant, f"{became.size:,}", *told, number_text(to_ask, ".0f"), *(number_text(x, ".0f") for x in soon))
        )
    if not rows:
        yield "No incident opened in any of these games."
        return
    over = "futures" if whole.clusters is not None else "blocks"
    yield (
        "A concurrence that never came may never have been asked for. Here every incident that opened is told by what became of requests for "
        "a joint measure about it: nobody asked; somebody asked and the window closed first; it was refused and never came; the rule was satisfied. "
        f"In brackets 95 % intervals over {over}, not over incidents. {scene_text(plan, scene).capitalize()}."
    )
    yield Table(
        "consent",
        "What became of requests for concurrence",
        (*text_columns("variant"), *number_columns("incidents"), *text_columns("not asked", "asked, window closed", "refused", "concurred"),
         *number_columns("median h to the first request", "h until 25 % concurred", "h until 50 %")),
        rows,
    )  # fmt: skip
    panel = CurvePanel("first concurrence", "hours since the incident opened", curves)
    yield Drawing(
        "time-to-concurrence", charts.distribution_curves([panel], "share of incidents"),
        "Share of incidents concurred on by each hour (cumulative incidence, Aalen–Johansen). A refusal and the closing of the window end the wait; "
        "what was open at ENDEX counts for as long as it was watched. A line levels off at the share that is ever concurred on.",
    )  # fmt: skip


def _waits(found: Mapping[str, NDArray[np.float64]]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How long each incident waited, and what ended it: a number of :data:`CAUSES`, -1 for ENDEX."""
    concurred, refused, decided = found["concurred"], found["refused"], found["decided"]
    came, stopped = ~np.isnan(concurred), found["consent"] == "refused"
    hours = np.where(came, concurred, np.where(stopped, refused, decided))
    cause = np.where(came, 0, np.where(stopped, 1, np.where(found["choice"] != "", 2, -1)))
    return hours, cause.astype(np.int64)


def _steps(label: str, variant: int, hours: NDArray[np.float64], shares: NDArray[np.float64]) -> Curve:
    """A curve of shares as the values whose distribution it is: a thousand, those that are never reached at infinity."""
    levels = (np.arange(1000) + 0.5) / 1000
    place = np.searchsorted(shares, levels)
    return Curve(label, variant, np.append(hours, np.inf)[np.minimum(place, hours.size)])


def _share(share: float, low: float, high: float) -> str:
    bounds = "" if isnan(low) else f" ({100 * low:.1f}–{100 * high:.1f} %)"
    return f"{100 * share:.1f} %{bounds}"


def burden(results: Results, whole: Whole, scene: Arm) -> Iterator[Block]:
    """What each capital spends in *scene*, its share, and what each variant changes, block by block."""
    plan = results.plan
    blue = plan.scenario.blue
    gdp = {seat: float(plan.scenario.seat_by_id[seat].gdp_busd) for seat in blue}
    spent: dict[str, NDArray[np.float64]] = {}
    for variant in variants(plan):
        found = columns_of(results, "seats", scene._replace(coalition=variant), whole.blocks)
        if found is None or not len(whole.blocks):
            return
        table = np.zeros((len(whole.blocks), len(blue)))
        for number, seat in enumerate(blue):
            mine = found["seat"] == seat
            table[np.searchsorted(whole.blocks, found["block"][mine]), number] = found["spent"][mine]
        spent[variant] = table
    base, rows = spent[plan.baseline], []
    for number, seat in enumerate(blue):
        for variant, table in spent.items():
            mean, total = float(table[:, number].mean()), float(table.mean(0).sum())
            cells = [
                number_text(mean, ".1f"),
                f"{100 * mean / total:.1f} %" if total else "–",
                f"{100 * gdp[seat] / sum(gdp.values()):.1f} %",
            ]
            if variant == plan.baseline:
                changes = ["", "", ""]
            else:
                change = mean_difference(base[:, number], table[:, number], 0.05, whole.clusters)
                changes = [number_text(x, "+.2f") for x in change[:3]]
            rows.append((seat, variant, *cells, *changes))
    yield (
        "Million US$ spent by each capital, inside the coalition or beside it, and its share of what all of them spend, beside its share of the GDP of all of them. "
        f"The last three columns are what the variant changes, with a 95 % interval each; exploratory. {scene_text(plan, scene).capitalize()}."
    )
    columns = (
        *text_columns("capital", "variant"),
        *number_columns(
            "spent, million US$",
            "share of spending",
            "share of joint GDP",
            f"change from {plan.baseline}",
            "low",
            "high",
        ),
    )
    yield Table("burden", "Who pays", columns, rows)


def worst_games(whole: Whole, scene: Arm) -> Iterator[Block]:
    """The mean of the worst twentieth of games of each variant in *scene*, measure by measure."""
    plan, rows = whole.plan, []
    for primary in plan.study.measures:
        better = plan.measures[primary.name].better
        if not better:
            continue
        for variant in variants(plan)[1:]:
            arm = scene._replace(coalition=variant)
            base, other = whole.of(primary.name, arm._replace(coalition=plan.baseline)), whole.of(primary.name, arm)
            both = ~(np.isnan(base) | np.isnan(other))
            if not both.any():
                continue
            clusters = None if whole.clusters is None else whole.clusters[both]
            tail = tail_difference(base[both], other[both], better == "lower", clusters)
            rows.append(
                (
                    primary.name,
                    variant,
                    f"{int(both.sum()):,}",
                    number_text(tail.baseline, ".3f"),
                    *(number_text(x, "+.3f") for x in tail[1:]),
                )
            )
    if not rows:
        return
    over = "futures" if whole.clusters is not None else "blocks"
    yield (
        "The mean of the worst twentieth of each variant's games, all blocks counted: what a bad day is like, which a mean hides. Intervals are paired, over "
        f"{over}, 95 % each, exploratory, and too narrow by some points where few games lie in the tail; there are none below 20. {scene_text(plan, scene).capitalize()}."
    )
    columns = (
        *text_columns("measure", "variant"),
        *number_columns("n", f"worst 5 % of {plan.baseline}", "changes by", "low", "high"),
    )
    yield Table("worst-games", "The worst games", columns, rows)
