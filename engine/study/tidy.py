"""Tidy tables of a study: a row an incident, a seat, a move, a future; each row says which game it is of.

``incidents.parquet``, ``seats.parquet`` and ``moves.parquet`` are made of what :mod:`fourthseat.engine.study.details` reads off every game,
``futures.parquet`` holds the values of the uncertain inputs, so that ``join … using (future)`` sets them beside any outcome. Numbers that
stand for words are words again here, and what never happened is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.terms import Cell
from fourthseat.engine.scenario.overrides import numbers as sourced_numbers
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.arrays import flags, numbers, strings, unpacked
from fourthseat.engine.study.details import CHOICES, CONSENTS, DETAILS, OUTCOMES
from fourthseat.engine.study.plan import Arm, Plan

if TYPE_CHECKING:
    import pyarrow

__all__ = ["ADDRESS", "TABLES", "futures_table", "names_of", "tidy_table"]

ADDRESS = ("block", "future", "replication", *Arm._fields)
"""Columns that say which game a row is of."""
TABLES = {"incidents": "incident", "seats": "seat", "moves": "move"}
"""Tables by name, and the kind of row in them."""
NEVER = frozenset(("choice", "outcome", "asked", "concurred", "refused", "on_station"))
"""Columns in which -1 stands for what never was."""


def names_of(scenario: Scenario) -> Mapping[str, Sequence[str]]:
    """Of each column that holds numbers in place of words, the words in the order of the numbers."""
    return {
        "incident.incident": [incident.id for incident in scenario.incidents],
        "incident.choice": CHOICES,
        "incident.outcome": [outcome.lower() for outcome in OUTCOMES],
        "incident.consent": CONSENTS,
        "seat.seat": [seat.id for seat in scenario.seats if seat.cell is not Cell.WHITE],
    }


def tidy_table(table: pyarrow.Table, row: str, plan: Plan) -> pyarrow.Table:
    """The rows of one kind (``incident``, ``seat``, ``move``) of the games in *table*, a part of a study."""
    words = names_of(plan.scenario)
    columns = {name: table[f"{row}.{name}"].combine_chunks() for name in DETAILS[row]}
    lengths = np.diff(unpacked(next(iter(columns.values())).offsets))
    tidy = table.select(ADDRESS).take(numbers(np.repeat(np.arange(len(lengths)), lengths)))
    for name, column in columns.items():
        values = unpacked(column.flatten())
        known = words.get(f"{row}.{name}")
        missing = np.isnan(values) if values.dtype.kind == "f" else values < 0 if name in NEVER else None
        tidy = tidy.append_column(name, numbers(values, missing) if known is None else _words(values, known, missing))
        if f"{row}.{name}" == "seat.seat":
            tidy = tidy.append_column("side", _words(values, _sides(plan.scenario), None))
    return tidy


def _sides(scenario: Scenario) -> list[str]:
    """The side of every seat with a cell: ``blue``, ``red``, ``green``."""
    return [scenario.cell(seat.id).value.lower() for seat in scenario.seats if seat.cell is not Cell.WHITE]


def _words(values: NDArray[Any], words: Sequence[str], missing: NDArray[np.bool_] | None) -> pyarrow.Array:
    """The word of each number; nothing where it is missing."""
    where = np.asarray(values, np.int32)
    return strings(list(words)).take(numbers(where if missing is None else np.where(missing, 0, where), missing))


def futures_table(plan: Plan) -> pyarrow.Table:
    """One row a future: its number, its name, whether it is a corner, and the value of everything a future sets, by its path.

    What a future does not set has the value of the scenario as shipped, or null where that is no number.
    """
    import pyarrow as pa

    corners = {corner.id for corner in plan.study.corners}
    columns: dict[str, Any] = {
        "future": numbers(np.arange(len(plan.futures), dtype=np.int32)),
        "name": strings([future.name for future in plan.futures]),
        "corner": flags([future.name in corners for future in plan.futures]),
    }
    told = [dict(future.changes) for future in plan.futures]
    paths = dict.fromkeys(path for one in told for path in one)
    shipped = _as_shipped(plan.scenario, list(paths)) if any(len(one) < len(paths) for one in told) else {}
    for path in paths:
        columns[path] = _inputs([one.get(path, shipped.get(path)) for one in told])
    return pa.table(columns)


def _as_shipped(scenario: Scenario, paths: Sequence[str]) -> dict[str, float]:
    """The scenario's own value of those of *paths* that lead to a sourced number; of several places the first."""
    own = {path: float(value) for path, value in sourced_numbers(scenario)}
    found = {path: next((value for known, value in own.items() if fnmatchcase(known, path)), None) for path in paths}
    return {path: value for path, value in found.items() if value is not None}


def _inputs(values: Sequence[Any]) -> pyarrow.Array:
    """A column of yes and no, of numbers, or else of words; null where there is nothing."""
    there = [value for value in values if value is not None]
    missing = np.array([value is None for value in values])
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in there):
        return numbers(np.array([np.nan if value is None else value for value in values], np.float64), missing)
    if all(isinstance(value, bool) for value in there) and not missing.any():
        return flags(values)
    words = [str(value).lower() if isinstance(value, bool) else str(value) for value in there]
    where = np.maximum(np.cumsum(~missing) - 1, 0)
    return _words(where, words, missing)
