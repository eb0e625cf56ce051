"""The events list as a spreadsheet to work in, which comes back as it went."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import write_new
from fourthseat.engine.documents import spreadsheet as sheets
from fourthseat.engine.exercise.msel.columns import COLUMNS
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["rows", "write"]


def rows(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    """Headers, then one row an inject, then the unknown columns a sheet brought along, where there are any."""
    extra = list(dict.fromkeys(name for inject in scenario.msel for name in inject.columns))
    yield (*(column.header for column in COLUMNS.values()), *extra)
    for inject in scenario.msel:
        cells = (column.cell(scenario, inject) for column in COLUMNS.values())
        yield (*cells, *(inject.columns.get(name, "") for name in extra))


def write(scenario: Scenario, path: Path) -> None:
    """The list as ``.xlsx`` or ``.csv``; an existing file is never overwritten, :exc:`FileError`."""
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise ScenarioError(f"{path}: a list is written as .xlsx or .csv, not {kind or 'without an ending'}")
    banner = f"EXERCISE EXERCISE EXERCISE — {scenario.handling}"
    if kind == ".xlsx":
        widths = {column.header: int(column.width) for column in COLUMNS.values()}
        made = sheets.as_workbook(rows(scenario), path, "MSEL", banner, widths)
    else:
        made = sheets.as_csv(rows(scenario), banner)
    write_new(path, made)
