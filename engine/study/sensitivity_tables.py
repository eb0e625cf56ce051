"""What a sensitivity study found, as tables and sentences: sizes, whether they converged and agree, what never mattered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.sensitivity import AGREEING, CONVERGED, FIRST, Agreement, Influence, Pair
from fourthseat.engine.study.statistics import Interval
from fourthseat.engine.study.tables import NOTHING, heads, number_text, scene

__all__ = [
    "agreement_sentence",
    "agreement_table",
    "convergence_sentence",
    "dead_sentence",
    "influence_tables",
    "inputs_table",
    "pair_tables",
]

NOT_TOLD = "not distinguishable from 0"
MOST_PAIRS = 10
"""Rows of second-order shares a contrast."""
MOST_NAMED = 200
"""Dead factors named in a sentence; of more, how many there are."""


def influence_tables(plan: Plan, found: Sequence[Influence], most: int = 12) -> Iterator[Table]:
    """For each measure the factors that matter most to each difference, as they were estimated; what has not converged says so."""
    shares = plan.study.sampling == "saltelli"
    numbers = (
        text_columns("alone", "with interactions", "in each repetition")
        if shares
        else (
            *text_columns("effect of the whole range"),
            *number_columns("with its sign", "spread"),
            *text_columns("in each repetition"),
        )
    )
    for primary in plan.study.measures:
        rows = []
        for arm in dict.fromkeys(one.arm for one in found if not one.level):
            mine = [one for one in found if (one.measure, one.arm, one.level) == (primary.name, arm, False)]
            rows += [(*scene(plan, arm), one.factor, *_cells(one, shares)) for one in mine[:most]]
            if len(mine) > most:
                rest = sum(not one.decided for one in mine[most:])
                told = f"… {len(mine) - most} more, {rest} {NOT_TOLD}"
                rows.append((*scene(plan, arm), told, *("" for _ in numbers)))
        if rows:
            unit = "shares of the variance" if shares else f"in {plan.measures[primary.name].unit}"
            title = f"What the difference in {primary.name} hangs on ({unit})"
            yield Table(f"influence-{primary.name}", title, (*text_columns(*heads(plan), "factor"), *numbers), rows)


def _cells(one: Influence, shares: bool) -> tuple[str, ...]:
    apart = " · ".join(NOTHING if isnan(size) else f"{size:.2f}" if shares else f"{size:.2g}" for size in one.repeats)
    if one.total is not None:
        return _share(one.main), _share(one.total), apart
    if not one.decided:
        return NOT_TOLD, "", "", apart
    return (
        f"{one.main.estimate:.3g} ({one.main.low:.3g}–{one.main.high:.3g})",
        number_text(one.signed, "+.2g"), number_text(one.sigma, ".3g"), apart,
    )  # fmt: skip


def _share(one: Interval) -> str:
    """A share as it came out, cut to nothing; one whose interval is too wide to be one is called so."""
    if isnan(one.half_width):
        return f"{one.estimate:.2f}, without an interval"
    if one.half_width > CONVERGED:
        return f"not converged: {one.estimate:.2f} ± {one.half_width:.2f}"
    if not one.low > 0:
        return NOT_TOLD
    return f"{100 * one.estimate:.0f} % ({100 * one.low:.0f}–{100 * one.high:.0f} %)"


def convergence_sentence(found: Sequence[Influence]) -> str:
    """How many of the shares have converged; empty of a screening."""
    shares = [one for one in found if not one.level and one.total is not None]
    if not shares:
        return ""
    wide = sum(not one.converged for one in shares)
    if not wide:
        return f"All {len(shares)} total shares have converged: half widths of at most {CONVERGED:g}."
    return (
        f"{wide} of {len(shares)} total shares have NOT converged (half width over {CONVERGED:g}): they are printed as they came out, and may lie "
        "outside what a share can be. More base points would tell; half the width takes four times as many."
    )


def agreement_table(plan: Plan, told: Sequence[Agreement]) -> Table:
    """Whether the repetitions rank the factors alike, contrast by contrast."""
    rows = [
        (
            *(one.measure, *scene(plan, one.arm), f"{one.repeats} of {one.asked}", number_text(one.correlation, ".2f")),
            *(
                f"{one.common} of {one.of}",
                "stable" if one.stable else "not stable" if one.ranked else "nothing to rank",
            ),
        )
        for one in told
    ]
    columns = (
        *text_columns("measure", *heads(plan)),
        *number_columns("repetitions", "rank correlation", f"common to all first {FIRST}"),
        *text_columns("ranking"),
    )
    return Table(
        "agreement", "Whether repetitions with other points and other dice rank the factors alike", columns, rows
    )


def agreement_sentence(told: Sequence[Agreement]) -> str:
    """How many rankings are stable, and what that means."""
    several = [one for one in told if one.ranked]
    if told and not several and told[0].asked > 1:
        return "In no target do two factors move anything in two repetitions: there is no ranking to compare."
    if not several:
        return "The design was made once: whether other points and other dice would rank the factors alike is not known; ask for --seeds 4."
    stable = sum(one.stable for one in several)
    text = f"The rankings of {stable} of {len(several)} targets are stable: repetitions correlate by {AGREEING:g} or more (Spearman, mean over pairs)."
    if stable < len(several):
        text += " Of the others the order of the factors is mostly dice: take no single place in it for a finding."
    return text


def dead_sentence(dead: Sequence[str], factors: int) -> str:
    """Factors that never changed anything, by name."""
    if not dead:
        return "Every input changed something in some game."
    named = ", ".join(dead[:MOST_NAMED]) + (f" and {len(dead) - MOST_NAMED} more" if len(dead) > MOST_NAMED else "")
    return (
        f"{len(dead)} of {factors} factors changed nothing at all in any game: no measure of the study and nothing on the ladder, in no arm. "
        f"They are: {named}."
    )


def pair_tables(plan: Plan, found: Sequence[Pair]) -> Iterator[Table]:
    """For each measure the pairs of factors with the largest shares beyond their own."""
    for primary in plan.study.measures:
        rows = []
        for arm in dict.fromkeys(one.arm for one in found):
            mine = [one for one in found if (one.measure, one.arm) == (primary.name, arm)]
            rows += [(*scene(plan, arm), *one.factors, _share(one.share)) for one in mine[:MOST_PAIRS]]
        if rows:
            title = f"Pairs of factors in {primary.name}: share of the variance that two have only together"
            yield Table(f"pairs-{primary.name}", title, text_columns(*heads(plan), "factor", "and", "together"), rows)


def inputs_table(plan: Plan) -> Table:
    """Every input with what it is drawn from and where that comes from: none is left out."""
    grouped = any(one.group for one in plan.study.inputs)
    rows = [(one.path, one.range_text, *((one.group,) if grouped else ()), one.source) for one in plan.study.inputs]
    heads_of = ("field", "drawn from", *(("group",) if grouped else ()), "source")
    return Table("uncertain-inputs", f"All {len(rows)} inputs", text_columns(*heads_of), rows)
