"""A study's tables for whoever works with them: every contrast with all its digits, every table and view, as columns.

Arrow is what all of them are; ``polars()`` and ``pandas()`` of a finished study make frames of it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.study.arrays import unpacked
from fourthseat.engine.study.contrasts import CONTRASTS, contrast_rows, contrast_table
from fourthseat.engine.study.database import VIEWS, view_of
from fourthseat.engine.study.final_tables import NAMES
from fourthseat.engine.study.findings import Findings
from fourthseat.engine.study.plan import Arm
from fourthseat.engine.study.query import corners_of
from fourthseat.engine.study.results import Results

if TYPE_CHECKING:
    import pyarrow

__all__ = ["CONTRASTS", "as_csv", "columns_of", "contrast_rows", "frame", "frame_names", "pandas_of", "polars_of"]


def as_csv(rows: list[dict[str, Any]]) -> str:
    """*rows* as CSV with the names of the first one, numbers to the last digit, nothing for None."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([["" if x is None else x for x in row.values()] for row in rows])
    return file.getvalue()


def frame_names(results: Results) -> tuple[str, ...]:
    """Tables and views of a finished study, by the names :func:`frame` knows."""
    there = [name for name in NAMES if (results.folder / f"{name}.parquet").is_file()]
    return (CONTRASTS, *there, *(view for view, table in VIEWS.items() if table in there))


def frame(results: Results, findings: Findings, name: str) -> pyarrow.Table:
    """One table or view of a finished study; :exc:`ScenarioError` with the nearest names if there is none of that *name*."""
    known = frame_names(results)
    if name not in known:
        raise ScenarioError(f"no table {name!r} in {results.folder}; {nearest(name, known)}")
    if name == CONTRASTS:
        return contrast_table(results.plan, findings)
    files = {table: str(results.folder / f"{table}.parquet") for table in known if table in NAMES}
    return view_of(files, results.plan.baseline, corners_of(results.plan), name)


def columns_of(results: Results, name: str, arm: Arm, blocks: NDArray[np.int64]) -> dict[str, NDArray[Any]] | None:
    """Every column of the tidy table *name* for one *arm* in these *blocks*, which ascend; None if the study has no such table.

    Numbers are floats, NaN where there is none; words are texts, empty where there is none.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    file = results.folder / f"{name}.parquet"
    if not file.is_file():
        return None
    levers = [(lever, "=", value) for lever, value in arm._asdict().items()]
    with file.open("rb") as opened:
        table = pq.read_table(opened, filters=levers)
    held: dict[str, NDArray[Any]] = {}
    for column in table.column_names:
        values = table[column].combine_chunks()
        if pa.types.is_string(values.type):
            held[column] = np.array(pc.fill_null(values, "").to_pylist(), str)
        elif not pa.types.is_boolean(values.type):
            kind = np.int64 if column == "block" else np.float64
            held[column] = np.asarray(unpacked(values.cast(pa.float64())), kind)
    ours = np.isin(held["block"], blocks)
    return {column: values[ours] for column, values in held.items()}


def polars_of(table: pyarrow.Table) -> Any:
    """*table* as a Polars frame; :exc:`ScenarioError` if Polars is not installed."""
    try:
        import polars
    except ImportError:
        raise ScenarioError(_lacking("polars")) from None
    return polars.from_arrow(table)


def pandas_of(table: pyarrow.Table) -> Any:
    """*table* as a pandas frame; :exc:`ScenarioError` if pandas is not installed."""
    try:
        import pandas  # noqa: F401  # what Arrow makes its frame with
    except ImportError:
        raise ScenarioError(_lacking("pandas")) from None
    return table.to_pandas()


def _lacking(library: str) -> str:
    return f"this needs the library {library}, which is not installed: pip install {library}; table() works without"
