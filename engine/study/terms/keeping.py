"""The report of a search in its folder; what a person changed in it is never written over."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from fourthseat.engine.core.files import write_atomic
from fourthseat.engine.documents.folder import report_files, write_files
from fourthseat.engine.study.results import ChangedError, digest_of, digest_of_file
from fourthseat.engine.study.terms.report import report
from fourthseat.engine.study.terms.searching import Outcome
from fourthseat.engine.study.terms.tables import points_csv

__all__ = ["write_report"]

WRITTEN = "written.json"
"""Digests of the report's files as the program left them."""


def write_report(folder: Path, outcome: Outcome) -> Path:
    """Write the report of *outcome* into its *folder*; the page to open.

    ``tables/points.csv`` and ``tables/tried.csv`` hold every judged point and every candidate with all digits. Raises
    :exc:`ChangedError`, before anything is written, where a file of it is not as the program left it.
    """
    files = report_files(report(outcome))
    files |= {"tables/points.csv": points_csv(outcome).encode(), "tables/tried.csv": _tried(outcome).encode()}
    held = _written(folder)
    for name, contents in files.items():
        path = folder / name
        if path.exists() and not (
            path.is_file() and digest_of_file(path) in (*held.get(name, ()), digest_of(contents))
        ):
            raise ChangedError(
                f"{path}: already exists, is not as the program left it, and is never written over; move it away, and the same command writes the report"
            )
    fresh = {name: digest_of(contents) for name, contents in files.items()}
    # Noted before as well: whatever is in place after a crash was written by the program.
    write_atomic(
        folder / WRITTEN, json.dumps({**held, **{name: [*held.get(name, ())[-1:], one] for name, one in fresh.items()}})
    )
    places = write_files(folder, files)
    write_atomic(folder / WRITTEN, json.dumps(dict(held) | {name: [one] for name, one in fresh.items()}))
    return places[0]


def _written(folder: Path) -> Mapping[str, list[str]]:
    """What the program noted of its files; nothing where the note is not there or damaged, so that nothing is written over."""
    try:
        held = json.loads((folder / WRITTEN).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(held, dict):
        return {}
    return {name: [str(one) for one in digests] for name, digests in held.items() if isinstance(digests, list)}


def _tried(outcome: Outcome) -> str:
    """Every candidate of the search with its mean difference from the variant as shipped, on the search's own futures."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    objectives = outcome.design.objectives
    writer.writerow(
        [*(lever.name for lever in outcome.space.levers), *(f"{one.name}.difference" for one in objectives)]
    )
    for terms, values in outcome.found.items():
        writer.writerow(
            [*terms, *(repr(float(one.sign * value) + 0.0) for one, value in zip(objectives, values, strict=True))]
        )
    return file.getvalue()
