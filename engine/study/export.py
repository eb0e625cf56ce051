"""What of a finished study goes into other programs: its figures as matplotlib's, PNG or PDF, its tables as LaTeX and with all digits."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

from fourthseat.engine.core.fragments import card, html_table
from fourthseat.engine.documents.canvas import keeping_figures, saved_as
from fourthseat.engine.documents.folder import report_files
from fourthseat.engine.documents.latex import table_latex
from fourthseat.engine.study.findings import Findings
from fourthseat.engine.study.frames import CONTRASTS, as_csv, contrast_rows
from fourthseat.engine.study.report.overview import report
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.tables import interval_text, number_text, verdict_text

__all__ = ["figures_of", "report_and_more", "study_html"]


def report_and_more(
    results: Results, findings: Findings, digest: str, figures: Sequence[str] = (), *, latex: bool = False
) -> dict[str, bytes]:
    """The files of a study's report (path in a folder, contents), the page first, with every contrast to its last digit.

    *figures* are endings of :data:`~fourthseat.engine.documents.canvas.FIGURE_FORMATS` in which every figure is there beside its SVG;
    with *latex* every table is there as LaTeX.
    """
    with keeping_figures() as kept:
        document = report(results, findings, digest)
    files = report_files(document)
    files[f"tables/{CONTRASTS}.csv"] = as_csv(contrast_rows(results.plan, findings)).encode()
    for drawing in document.drawings if figures else ():
        files |= {f"figures/{drawing.name}.{ending}": saved_as(kept[drawing.svg], ending) for ending in figures}
    for table in document.tables if latex else ():
        files[f"tables/{table.name}.tex"] = table_latex(table, document.theme).encode()
    return files


def figures_of(results: Results, findings: Findings, digest: str) -> dict[str, Any]:
    """Every figure of the report, by its name."""
    with keeping_figures() as kept:
        document = report(results, findings, digest)
    return {drawing.name: kept[drawing.svg] for drawing in document.drawings}


def study_html(results: Results, findings: Findings) -> str:
    """A study as a notebook shows it."""
    plan = results.plan
    rows = [
        (
            finding.measure,
            finding.arm.coalition,
            finding.arm.title.partition(":")[2],
            f"{finding.n:,}",
            number_text(finding.interval.estimate, "+.3f"),
            "" if isnan(finding.interval.low) else interval_text(finding),
            verdict_text(finding),
        )
        for finding in sorted(findings.findings, key=lambda one: not one.primary)
    ]
    heads = ("measure", "variant", "under", "n", f"difference from {plan.baseline}", "interval", "verdict")
    futures = f"{len(plan.futures)} future{'s' * (len(plan.futures) > 1)}"
    return card(
        plan.study.question,
        [
            f"{plan.scenario.title}: {findings.complete:,} blocks in {len(plan.arms)} arms, {futures}, root seed {plan.study.seed}"
        ],
        [html_table(heads, rows)],
        f"Conditional on the scenario's assumptions and models; not a forecast. Report: {results.folder / 'report.html'}",
    )
