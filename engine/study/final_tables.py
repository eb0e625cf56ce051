"""The tables made of a finished study, and the hash of its games, equal however they were run.

``runs.parquet`` has a row a game, ``measures.parquet`` a row a game and measure; the others are those of
:mod:`fourthseat.engine.study.tidy`. The hash is that of the games' rows as JSON, sorted by address, a list a window of blocks: a
form that is never to change, for finished folders hold such hashes. What is kept by incident, seat and move has no part in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import pairwise
from json.encoder import encode_basestring_ascii
from math import isinf, isnan
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.study.arrays import numbers, strings, unpacked, validity
from fourthseat.engine.study.parts import DETAILED, LATER, LEVERS, table_of
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.tidy import TABLES, futures_table, tidy_table

if TYPE_CHECKING:
    import pyarrow

__all__ = ["NAMES", "json_rows", "long_table", "write_tables"]

NAMES = ("runs", "measures", *TABLES, "futures")
"""Tables of a finished study, a Parquet file each; those of older studies lack all but the first two."""

LATER_MEASURES = ("times_lost", "incidents_opened")
"""Measures that every game has, and games of before there were such have not: the hash of those has no such column."""

ROWS = 4096
"""Games written at a time: more make a smaller file, fewer take less memory."""


def write_tables(plan: Plan, windows: Iterable[pyarrow.Table], files: Mapping[str, BinaryIO]) -> str:
    """Write the games of *windows*, which come sorted, as the tables of :data:`NAMES` into *files* of those names; their hash."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    digest = hashlib.blake2b(digest_size=16)
    used = {"doctrine": plan.study.doctrines, "opponent": plan.study.opponents}
    unused = [
        name for name in LATER if used[name] == (OWN,)
    ]  # the hash of a study without the factor has no such column

    def made_of(table: pyarrow.Table) -> dict[str, pyarrow.Table]:
        wide = table.drop_columns(list(DETAILED))
        tidy = {name: tidy_table(table, row, plan) for name, row in TABLES.items()}
        return {"runs": wide, "measures": long_table(wide, plan.measures)} | tidy

    pq.write_table(futures_table(plan), files["futures"], compression="zstd")
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(pq.ParquetWriter(files[name], empty.schema, compression="zstd"))
            for name, empty in made_of(table_of([], plan.measures)).items()
        }
        held: list[pyarrow.Table] = []

        def write() -> None:
            if held:
                table = pa.concat_tables(held).combine_chunks()
                held.clear()
                for name, part in made_of(table).items():
                    writers[name].write_table(part)

        for window in windows:
            unknown = [name for name in LATER_MEASURES if window[name].null_count == window.num_rows]
            digest.update(json_rows(window.drop_columns([*unused, *unknown, *DETAILED])).encode())
            held.append(window)
            if sum(map(len, held)) >= ROWS:
                write()
        write()
    return digest.hexdigest()


def long_table(table: pyarrow.Table, measures: Collection[str]) -> pyarrow.Table:
    """One row a game and measure, measure by measure, without the games a measure does not apply to."""
    import pyarrow as pa

    address = table.select(["block", "future", "replication", *LEVERS])
    columns = [table[name].combine_chunks() for name in measures]
    there = [np.flatnonzero(validity(column)) for column in columns]
    long = address.take(numbers(np.concatenate(there)))
    which = np.repeat(np.arange(len(columns), dtype=np.int32), [len(rows) for rows in there])
    long = long.append_column("measure", strings(list(measures)).take(numbers(which)))
    values = [column.drop_null() for column in columns]
    return long.append_column("value", pa.chunked_array(values, pa.float64()).combine_chunks())


# ---------------------------------------------------------------- the hash


def json_rows(table: pyarrow.Table) -> str:
    """*table* as a list of JSON objects with their keys sorted: what ``json.dumps(table.to_pylist(), sort_keys=True)`` gives.

    Column by column, each value made text once however often it stands there, which is ten times as quick.
    """
    names = sorted(table.column_names)
    columns = [_texts(table[name].combine_chunks()) for name in names]
    row = "{" + ", ".join(f"{encode_basestring_ascii(name)}: %s" for name in names) + "}"
    return "[" + ", ".join(map(row.__mod__, zip(*columns, strict=True))) + "]"


def _texts(column: pyarrow.Array) -> Sequence[str]:
    """The values of a column as JSON."""
    import pyarrow as pa

    if pa.types.is_list(column.type):
        ends = unpacked(column.offsets)
        flat, ends = _texts(column.flatten()), (ends - ends[0]).tolist()
        return [f"[{', '.join(flat[start:end])}]" for start, end in pairwise(ends)]
    there = validity(column)
    if pa.types.is_floating(column.type):
        # By their bits: two zeros are equal and written differently.
        bits = unpacked(column).view(f"i{column.type.bit_width // 8}")
        distinct, where = np.unique(bits, return_inverse=True)
        texts = [_number(x) for x in distinct.view(f"f{column.type.bit_width // 8}").tolist()]
    else:
        encoded = column.dictionary_encode()
        texts = [_TEXT[type(x)](x) for x in encoded.dictionary.to_pylist()]
        where = unpacked(encoded.indices)
    chosen = np.array([*texts, "null"], object)[np.where(there, where, len(texts))]
    return list(chosen)


def _number(x: float) -> str:
    """A float as Python's JSON writes it."""
    if isnan(x):
        return "NaN"
    return repr(x) if not isinf(x) else "Infinity" if x > 0 else "-Infinity"


_TEXT: dict[type, Callable[[Any], str]] = {
    bool: lambda x: "true" if x else "false",
    int: repr,
    str: encode_basestring_ascii,
}
"""How a value is written."""
