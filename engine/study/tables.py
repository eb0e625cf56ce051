"""What a study found as tables, as sentences and as plain data for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, isinf, isnan
from typing import Any

from fourthseat.engine.core.measures import Measure
from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.study.design import DESIGNS, Primary
from fourthseat.engine.study.findings import Finding, Findings, inapplicable, more_needed, sequential
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.report.arms import other_heads, others

__all__ = ["heads", "measure_heading", "number_text", "plain", "scene", "sentences", "tables"]


NOTHING = "–"
"""In a cell for which there is no number."""


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
    return head | {"contrasts": rows, "inapplicable": inapplicable(findings), "note": DISCLAIMER}


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
        rows = [(*scene(plan, one.arm), *_row(one)) for one in findings.findings if one.measure == primary.name]
        yield Table(f"differences-{primary.name}", measure_heading(primary, plan.measures), columns, rows)


def measure_heading(primary: Primary, known: Mapping[str, Measure]) -> str:
    """A measure's name, unit, direction and margin, and what it means: the title of a table."""
    meaning = known[primary.name]
    direction = f"; {meaning.better} is better" if meaning.better else ""
    margin = f"; differences within ±{primary.indifference:g} do not matter" if primary.indifference else ""
    return f"{primary.name} ({meaning.unit}{direction}{margin}): {meaning.text}"


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
        one.verdict,
        number_text(e.standardised, "+.2f"),
        NOTHING if isnan(e.better) else f"{100 * e.better:.0f}/{100 * e.tie:.0f}/{100 * e.worse:.0f} %",
        _pairing(e.variance_reduction),
    )


def number_text(x: float, form: str, unit: str = "") -> str:
    """*x* as *form* writes it, and its unit; a dash where there is no number.

    >>> number_text(25, ".0f", " %"), number_text(float("nan"), "+.2f")
    ('25 %', '–')
    """
    return f"{x:{form}}{unit}" if isfinite(x) else NOTHING


def _pairing(reduction: float) -> str:
    if isnan(reduction):
        return NOTHING
    if isinf(reduction):
        return "identical"
    return f"×{reduction:.1f}" + (" (does not help)" if reduction <= 1 else "")


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
    lines.append(
        f"Intervals are {100 * (1 - findings.alpha):.2f} % each, {100 * (1 - plan.study.stopping.alpha):.0f} % together "
        f"over {len(findings.findings)} contrasts; {sequential(plan)}."
    )
    if findings.precise is False:
        wide = [one for one in findings.findings if one.short]
        lines.append(
            f"PRECISION NOT REACHED on {len(wide)} of {len(findings.findings)} contrasts; "
            f"{more_needed(plan, findings)}."
        )
    elif findings.precise:
        lines.append("Every contrast has reached the half width the study asked for.")
    lines += inapplicable(findings)
    if len(plan.sampled) > 1:
        lines.append(f"{len(plan.sampled)} futures are clusters: the interval is over futures, not over games.")
    if plan.study.corners:
        lines.append(f"{len(plan.study.corners)} corners stand beside, each by itself: no part of any mean above.")
    return [*lines, DISCLAIMER]
