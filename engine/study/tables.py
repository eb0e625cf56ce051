"""What a study found as tables, as sentences and as plain data for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import isfinite, isinf, isnan
from typing import Any

from fourthseat.engine.core.measures import Measure
from fourthseat.engine.documents.blocks import Column, Table, number_columns, text_columns
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.study.design import DESIGNS, Primary
from fourthseat.engine.study.findings import Finding, Findings, inapplicable, more_needed, sequential
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.report.arms import other_heads, others

__all__ = [
    "claim_text",
    "family_sentence",
    "family_text",
    "heads",
    "interval_text",
    "measure_heading",
    "measure_label",
    "number_text",
    "percent",
    "plain",
    "scene",
    "sentences",
    "tables",
    "verdict_text",
]


NOTHING = "–"
"""In a cell for which there is no number."""
SMALLEST = 1e-9
"""Size from which on a number is not the rounding of a float."""


def plain(findings: Findings) -> dict[str, Any]:
    """For a program: numbers that are none (no interval, no correlation) are None, and so is the verdict of an exploratory contrast."""
    rows = []
    for one in findings.findings:
        row = one.arm._asdict() | {name: getattr(one, name) for name in ("measure", "n", "baseline", "target", "alpha")}
        row |= {"family": family_text(one), "reason": one.reason, "verdict": one.verdict or None}
        row |= {name: getattr(one.interval, name) for name in ("estimate", "low", "high", "method")}
        row |= {f"effect_{name}": value for name, value in one.effect._asdict().items()}
        rows.append({key: None if isinstance(x, float) and not isfinite(x) else x for key, x in row.items()})
    head = {name: getattr(findings, name) for name in ("blocks", "complete", "failed", "alpha", "family", "precise")}
    return head | {"contrasts": rows, "inapplicable": inapplicable(findings), "note": DISCLAIMER}


def family_text(one: Finding) -> str:
    """``primary``, or ``exploratory``: declared among the claims and standing there before the first game, or not."""
    return "primary" if one.primary and not one.reason else "exploratory"


def verdict_text(one: Finding) -> str:
    """The verdict of a primary contrast; of any other that it is exploratory, and why where it was declared primary."""
    return one.verdict or (f"exploratory: {one.reason}" if one.reason else "exploratory")


def claim_text(plan: Plan, one: Finding) -> str:
    """A contrast in one sentence: measure, variants, terms, verdict, estimate and interval with their unit."""
    meaning, arm = plan.measures[one.measure], one.arm
    terms = [f"under {arm.rule}", "provoked" if arm.provocation else "unprovoked", *others(plan, arm)]
    want = f"; {meaning.better} is better" if meaning.better else ""
    interval = "no interval" if isnan(one.interval.low) else interval_text(one)
    return (
        f"{one.measure}, {arm.coalition} against {plan.baseline} {', '.join(terms)}: {verdict_text(one)}, "
        f"{number_text(one.interval.estimate, '+.3f')} ({interval}) {meaning.unit}{want}"
    )


def interval_text(one: Finding) -> str:
    """The bounds of a contrast: ``-0.031 to -0.009``."""
    return f"{number_text(one.interval.low, '+.3f')} to {number_text(one.interval.high, '+.3f')}"


def tables(plan: Plan, findings: Findings) -> Iterator[Table]:
    """For each measure a table: one row a rule, setting of provocation and variant."""
    columns = (
        *text_columns(*heads(plan)),
        *number_columns(plan.baseline, "difference", "low", "high"),
        *text_columns("verdict"),
        *number_columns("d/sd"),
        *text_columns("better, tie, worse"),
        *number_columns("pairing"),
    )
    for primary in plan.study.measures:
        rows = [(*scene(plan, one.arm), *_row(one)) for one in findings.findings if one.measure == primary.name]
        heading = measure_heading(primary, plan.measures)
        yield Table(f"differences-{primary.name}", heading, _sized(columns, rows), rows)


def _sized(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """*columns* as wide as what stands in them, up to a reason why a contrast is exploratory: so few cells break."""
    return tuple(
        replace(column, width=2.0 + max(*map(len, column.heading.split()), *(min(20, len(row[n])) for row in rows), 3))
        for n, column in enumerate(columns)
    )


def measure_heading(primary: Primary, known: Mapping[str, Measure]) -> str:
    """A measure's name, unit, direction and margin, and what it means: the title of a table."""
    meaning = known[primary.name]
    direction = f"; {meaning.better} is better" if meaning.better else ""
    margin = f"; differences within ±{primary.indifference:g} do not matter" if primary.indifference else ""
    return f"{primary.name} ({meaning.unit}{direction}{margin}): {meaning.text}"


def measure_label(meaning: Measure) -> str:
    """A measure's name, unit and direction, for a cell: ``leaks (count, lower is better)``."""
    want = f", {meaning.better} is better" if meaning.better else ""
    return f"{meaning.name} ({meaning.unit}{want})"


def scene(plan: Plan, arm: Arm) -> tuple[str, ...]:
    """Cells that name a contrast in a table: rule, provocation, doctrines and setting where the study has any, variant."""
    return arm.rule, "on" if arm.provocation else "off", *others(plan, arm), arm.coalition


def heads(plan: Plan) -> tuple[str, ...]:
    """Heads of the columns of :func:`scene`."""
    return "rule", "provocation", *other_heads(plan), "variant"


def _row(one: Finding) -> tuple[str, ...]:
    e = one.effect
    return (
        number_text(one.baseline, ".3f"),
        *(number_text(x, "+.3f") for x in (one.interval.estimate, one.interval.low, one.interval.high)),
        verdict_text(one),
        number_text(e.standardised, "+.2f"),
        NOTHING if isnan(e.better) else f"{100 * e.better:.0f}/{100 * e.tie:.0f}/{100 * e.worse:.0f}\u00a0%",
        _pairing(e.variance_reduction),
    )


def number_text(x: float, form: str, unit: str = "") -> str:
    """*x* as *form* writes it, and its unit; a dash where there is no number.

    Nothing has no sign, and what would round to nothing keeps one digit.

    >>> number_text(25, ".0f", " %"), number_text(float("nan"), "+.2f"), number_text(-0.0, "+.2f"), number_text(0.00006, "+.2f")
    ('25 %', '–', '0.00', '+0.00006')
    """
    if not isfinite(x):
        return NOTHING
    text = f"{x:{form}}"
    if not text.strip("+-0."):
        kept = Decimal(
            f"{x:.1g}"
        )  # which is written out: a reader of a table of shares does not look for a power of ten
        text = f"{0.0:{form}}".lstrip("+-") if abs(x) < SMALLEST else f"{kept:{'+' if '+' in form else ''}f}"
    return f"{text}{unit}"


def _pairing(reduction: float) -> str:
    if isnan(reduction):
        return NOTHING
    if isinf(reduction):
        return "identical"
    return f"×{reduction:.1f}" + (" (does not help)" if reduction <= 1 else "")


def family_sentence(plan: Plan, findings: Findings) -> str:
    """At what level the primary contrasts hold together, and what the others are."""
    alpha = plan.study.stopping.alpha
    rest = len(findings.findings) - len(findings.primary)
    told = (
        f"The {findings.family} primary contrasts hold together at {percent(1 - alpha)} ({percent(1 - findings.alpha)} each, Bonferroni)"
        if findings.family > 1
        else f"The primary contrast holds at {percent(1 - alpha)}"
    )
    others_told = (
        f"; the other {rest} are exploratory: an interval of {percent(1 - alpha)} each, of which about one in {round(1 / alpha)} misses, and no verdict"
        if rest
        else ""
    )
    return f"{told}; {sequential(plan, findings)}{others_told}."


def percent(share: float) -> str:
    """A share in per cent with as many digits as tell it from one: ``95 %``, ``99.17 %``."""
    return f"{100 * share:.4g} %"


def sentences(plan: Plan, findings: Findings) -> Sequence[str]:
    """What the numbers support, and how far: verdicts by rule, and whether the study is precise enough to stop."""
    lines = [
        f"{findings.complete} blocks complete in all {len(plan.arms)} arms ({findings.complete * len(plan.arms)} games); "
        f"{findings.failed} games failed and their blocks are left out in every arm.",
    ]
    if plan.study.sampling in DESIGNS:
        return [
            *lines,
            *inapplicable(findings),
            f"{len(plan.futures)} points of a design: it ranks inputs, and its means are no finding.",
            DISCLAIMER,
        ]
    lines += [f"{claim_text(plan, one)}." for one in findings.primary]
    lines.append(family_sentence(plan, findings))
    if findings.precise is False:
        wide = [one for one in findings.findings if one.short]
        lines.append(
            f"PRECISION NOT REACHED on {len(wide)} of {len(findings.primary)} primary contrasts; {more_needed(plan, findings)}."
        )
    elif findings.precise:
        lines.append("Every primary contrast has reached the half width the study asked for.")
    lines += inapplicable(findings)
    if len(plan.sampled) > 1:
        lines.append(f"{len(plan.sampled)} futures are clusters: the interval is over futures, not over games.")
    if plan.study.corners:
        corners = len(plan.study.corners)
        lines.append(
            f"{corners} corner{'s stand' if corners > 1 else ' stands'} beside, by {'themselves' if corners > 1 else 'itself'}: no part of any mean above."
        )
    return [*lines, DISCLAIMER]
