"""Every contrast of a study as a row with all its digits: what its report says, for whoever works on with the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from fourthseat.engine.study.findings import Findings
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.tables import family_text

if TYPE_CHECKING:
    import pyarrow

__all__ = ["CONTRASTS", "contrast_rows", "contrast_table", "verdict_table"]

CONTRASTS = "contrasts"
"""The name of the table of every declared contrast."""


def contrast_rows(plan: Plan, findings: Findings) -> list[dict[str, Any]]:
    """Every declared contrast as a row: its arm, its unit, and every number of it with all its digits; None for none."""
    rows = []
    for finding in findings.findings:
        meaning = plan.measures[finding.measure]
        beside = {"unit": meaning.unit, "better_is": meaning.better or None, "baseline_variant": plan.baseline}
        rows.append({"measure": finding.measure, **beside, **dict(_flat("", finding._asdict()))})
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]


def _flat(prefix: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values of a record and of the records in it, each under a name of its own."""
    for name, value in values.items():
        if hasattr(value, "_asdict"):
            # The arm says what every row is of, so its levers have their plain names.
            yield from _flat("" if name == "arm" else f"{name}_", value._asdict())
        elif isinstance(value, bool | int | str) or value is None:
            yield prefix + name, value
        elif isinstance(value, float):
            yield prefix + name, value if isfinite(value) else None


def contrast_table(plan: Plan, findings: Findings) -> pyarrow.Table:
    """:func:`contrast_rows` as columns."""
    return _columns(contrast_rows(plan, findings))


def verdict_table(plan: Plan, findings: Findings) -> pyarrow.Table:
    """The report's tables of differences as columns: interval, family and verdict of every contrast; an exploratory one has no verdict."""
    rows = [
        {"measure": one.measure, **one.arm._asdict(), "n": one.n, "unit": plan.measures[one.measure].unit, "baseline": _there(one.baseline)}
        | {"difference": _there(one.interval.estimate), "low": _there(one.interval.low), "high": _there(one.interval.high)}
        | {"level": 1 - one.alpha, "family": family_text(one), "verdict": one.verdict or None, "reason": one.reason or None}
        for one in findings.findings
    ]  # fmt: skip
    return _columns(rows)


def _there(x: float) -> float | None:
    return x if isfinite(x) else None


def _columns(rows: list[dict[str, Any]]) -> pyarrow.Table:
    import pyarrow as pa

    return pa.table({name: [row[name] for row in rows] for name in (rows[0] if rows else ())})
