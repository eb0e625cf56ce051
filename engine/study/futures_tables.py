"""Futures as tables: whether they differ, the shares, regret, how well the games are split, and the corners by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan, sqrt

import numpy as np

from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.study.heterogeneity import LEAST_P, SIGNIFICANT, Split, split
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.robustness import Regret, Robust, paired_values
from fourthseat.engine.study.statistics import MIN_BLOCKS, Interval, mean_difference
from fourthseat.engine.study.tables import NOTHING, heads, number_text, scene

__all__ = ["corner_tables", "not_told", "regret_table", "robust_tables", "split_sentences", "split_table"]

NOT_TOLD = "no difference between futures can be told"
"""In place of shares where the test does not reject."""
SINGLE = 0.05
"""One minus the level of a corner's interval, by itself."""


def robust_tables(plan: Plan, found: Sequence[Robust]) -> Iterator[Table]:
    """For each measure a row a contrast: spread between futures with its interval, the test, then shares and the worst future if told."""
    columns = (
        *text_columns(*heads(plan)),
        *number_columns("sd between futures", "error of a future", "F", "p"),
        *text_columns("better in", "worse in", "worst future"),
    )
    for primary in plan.study.measures:
        rows = [(*scene(plan, one.arm), *_row(one)) for one in found if one.measure == primary.name]
        futures = len(plan.sampled)
        title = f"{primary.name} ({plan.measures[primary.name].unit}) across {futures} sampled futures; p for all contrasts together"
        yield Table(f"futures-{primary.name}", title, columns, rows)


def _row(one: Robust) -> tuple[str, ...]:
    varies = one.varies
    if isnan(varies.between):
        return (*[NOTHING] * 4, "one game a future: nothing can be told", "", "")
    spread = f"{varies.between:.3g} ({varies.low:.2g} to {varies.high:.2g})"
    if isnan(varies.ratio):
        return "0", "0", NOTHING, NOTHING, "no block differs from another", "", ""
    test = spread, f"{varies.error:.3g}", number_text(varies.ratio, ".2f"), p_text(varies.p)
    if not varies.told:
        return (*test, NOT_TOLD, "", "")
    worst = f"{one.worst.estimate:+.3g} ({one.worst.low:+.2g} to {one.worst.high:+.2g}) in {one.worst_future}"
    return (*test, share_text(one.better), share_text(one.worse), worst)


def p_text(p: float) -> str:
    """A p-value by shuffling: never smaller than the number of shuffles allows."""
    return NOTHING if isnan(p) else f"≤ {LEAST_P:g}" if p <= LEAST_P else f"{p:.2g}"


def share_text(share: Interval) -> str:
    """A share of futures with its interval, in per cent."""
    if isnan(share.estimate):
        return NOTHING
    return f"{100 * share.estimate:.0f} % ({100 * share.low:.0f}–{100 * share.high:.0f} %)"


def not_told(found: Sequence[Robust]) -> str:
    """How many contrasts differ between futures, in a sentence that stands before any share of futures."""
    tested = [one for one in found if not isnan(one.varies.p)]
    if not tested:
        return "Whether the futures differ cannot be told: it takes at least two games of each, and a difference in some block."
    told = sum(one.varies.told for one in tested)
    head = (
        f"Of {len(tested)} contrasts {told} differ between the sampled futures beyond the dice (shuffling whole blocks over the futures, "
        f"{100 * SIGNIFICANT:g} % for all contrasts together). "
    )
    rest = len(tested) - told
    if not rest:
        return head.strip()
    return (
        head
        + f"Of the other {rest} no difference between futures can be told, and no share of futures is: means of so few games would seem to "
        "differ, and signs to flip, if all futures were alike. How large a difference may still hide is the upper bound of its spread."
    )


def regret_table(plan: Plan, lost: Sequence[Regret]) -> Table:
    """Regret of every arm: shrunken with intervals, beside what the raw means and luck alone would show."""
    good = any(one.satisfied is not None for one in lost)
    columns = (
        *text_columns("measure", *heads(plan)),
        *number_columns("mean regret (95 %)", "largest regret (95 %)", "raw largest", "raw largest by luck (90 %)"),
        *(number_columns("good enough in") if good else ()),
    )
    rows = [
        (
            *(one.measure, *scene(plan, one.arm), *map(_amount, (one.mean, one.largest))),
            *(number_text(one.raw, ".3g"), _amount(one.luck)),
            *((("" if one.satisfied is None else share_text(one.satisfied)),) if good else ()),
        )
        for one in lost
    ]
    return Table("regret", "Regret: how much worse than the best variant of the same future", columns, rows)


def _amount(one: Interval) -> str:
    return NOTHING if isnan(one.estimate) else f"{one.estimate:.3g} ({one.low:.2g}–{one.high:.2g})"


# ---------------------------------------------------------------- how the games are split


def _splits(plan: Plan, found: Sequence[Robust]) -> Iterator[tuple[str, Robust, Split]]:
    """Of each measure the contrast whose spread is hardest to notice, and its split."""
    for primary in plan.study.measures:
        tested = [one for one in found if one.measure == primary.name and not isnan(one.varies.p)]
        if tested:
            hardest = max(tested, key=lambda one: one.varies.error)
            yield primary.name, hardest, split(hardest.varies, sum(not isnan(one.varies.p) for one in found))


def split_table(plan: Plan, found: Sequence[Robust]) -> Table:
    """What spread between futures the games would show as they are split, and split best; and what the split makes of the mean's error."""
    rows = []
    for name, one, best in _splits(plan, found):
        varies = one.varies
        within, every = varies.error * sqrt(varies.games), varies.futures * varies.games
        now = sqrt((varies.between**2 + varies.error**2) / varies.futures)
        thin = sqrt((varies.between**2 + within**2 / 2) / (every / 2))
        rows.append(
            (
                *(name, f"{best.noticed:.3g}", f"{best.best_futures} × {best.best_games}", f"{best.best_noticed:.3g}"),
                *("good" if best.good else "poor", f"{now:.2g}", f"{thin:.2g}"),
            )
        )
    columns = (
        *text_columns("measure"),
        *number_columns("spread noticed", "best split", "it would notice"),
        *text_columns("split"),
        *number_columns("error of the mean", "with 2 games a future"),
    )
    return Table("split", "How the games are split between futures and replications", columns, rows)


def split_sentences(plan: Plan, found: Sequence[Robust]) -> Iterator[str]:
    """What the split is, whether it is good, and what would be better; nothing where it cannot be judged."""
    made = list(_splits(plan, found))
    if not made:
        return
    _, one, first = made[0]
    poor = [(name, best) for name, _, best in made if not best.good]
    yield (
        f"The games are {first.futures} futures × {one.varies.games:.0f} games. *Spread noticed* is the standard deviation between futures that "
        "four studies of five of this size would tell from none, all contrasts tested together; the best split of as many games stands beside it."
    )
    if poor:
        options = "; ".join(
            f"{name}: {best.best_futures} futures × {best.best_games} games would notice {best.best_noticed:.2g} instead of {best.noticed:.2g}"
            for name, best in poor
        )
        yield f"To tell futures apart the split is poor: {options}. For the mean over futures alone, more futures with fewer games are never worse."
    else:
        yield "To tell futures apart the split is good: no other of the same games would notice a spread a quarter smaller."


# ---------------------------------------------------------------- corners


def corner_tables(plan: Plan, corners: Sequence[Whole]) -> Iterator[Table]:
    """For each measure a row a contrast and a column a corner: the difference there alone, with its own 95 % interval."""
    names = [corner.id for corner in plan.study.corners]
    for primary in plan.study.measures:
        rows: dict[Arm, list[str]] = {arm: [] for arm in plan.contrasts}
        for corner in corners:
            for _, arm, base, here in (one for one in paired_values(corner) if one[0].name == primary.name):
                both = ~(np.isnan(base) | np.isnan(here))
                rows[arm].append(_corner(mean_difference(base[both], here[both], SINGLE), int(both.sum())))
        told = [(*scene(plan, arm), *cells) for arm, cells in rows.items()]
        title = f"{primary.name} ({plan.measures[primary.name].unit}) in each corner by itself"
        yield Table(f"corners-{primary.name}", title, (*text_columns(*heads(plan)), *number_columns(*names)), told)


def _corner(one: Interval, n: int) -> str:
    if not n:
        return NOTHING
    if n < MIN_BLOCKS:
        return f"{one.estimate:+.3g} (n = {n}: no interval below {MIN_BLOCKS})"
    return f"{one.estimate:+.3g} ({one.low:+.2g} to {one.high:+.2g}), n = {n}"
