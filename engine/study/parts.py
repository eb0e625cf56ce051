"""Parts of a study: finished games as Parquet files, each written once and named by the digest of its own bytes.

Parquet itself does not notice a flipped bit. The name does, and every row must be a game of the study: what a part holds
is trusted only when its block has the luck the study gives it.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourthseat.engine import __version__
from fourthseat.engine.core.files import file_error, write_atomic
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.study.design import MOST_BLOCKS
from fourthseat.engine.study.manifest import DamagedError
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.trial import STATUSES, Row

if TYPE_CHECKING:
    import pyarrow

__all__ = [
    "LEVERS",
    "Address",
    "addresses_of",
    "arms_of",
    "long_table",
    "made_by",
    "read_part",
    "table_of",
    "write_part",
]

LEVERS = Arm._fields
SCALARS = {
    "block": "int64",
    "future": "int32",
    "replication": "int32",
    "seed": "int64",
    "coalition": "string",
    "rule": "string",
    "provocation": "bool",
    "setting": "string",
    "without": "string",
    "status": "string",
    "error": "string",
    "entries": "int32",
}
"""Columns of a game beside its ladder and its measures: its block, its arm, how it ended."""
LISTS = {"rungs": "int8", "windows": "float", "concurred": "float"}
"""Columns that hold a list a game, and what is in it."""
MOST_GAMES = 100_000
"""Games of the largest part that is read; the runner hands out a few thousand at a time."""
NAME = re.compile(r"\d{8,}-([0-9a-f]{16}|[0-9a-f]{32})\.parquet")
"""The first block, then 32 digits of the file's digest; 16 digits of its addresses' in a part of version 0.1.0."""
OWNER = b"fourthseat"
"""Key in a part's own metadata: version of the program and digest of the study."""

Address = tuple[int, Arm]


def write_part(folder: Path, rows: Sequence[Row], plan: Plan) -> Path:
    """Write finished games as one part in *folder*, in place only when it is whole and on disk; its path."""
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    table = table_of(rows).replace_schema_metadata({OWNER: f"{__version__} {plan.digest}".encode()})
    pq.write_table(table, buffer, compression="zstd")
    contents = buffer.getvalue()
    path = folder / f"{rows[0].where.number:08d}-{_digest(contents)}.parquet"
    write_atomic(path, contents)
    return path


def read_part(path: Path, plan: Plan, *, known: bool = False) -> pyarrow.Table:
    """The games in *path*; :exc:`DamagedError` with the reason if it is not a part the program wrote for *plan*.

    Of one that is *known*, read and found good before, only the bytes are compared again.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        contents = path.read_bytes()
    except IsADirectoryError:
        raise DamagedError("it is a folder") from None
    except OSError as reason:
        raise file_error(path, reason) from None
    name = NAME.fullmatch(path.name)
    if name is None:
        raise DamagedError("its name is not one the program gives")
    by_contents = len(name[1]) == 32
    if by_contents and name[1] != _digest(contents):
        raise DamagedError("its bytes are not those that were written")
    try:
        file = pq.ParquetFile(pa.BufferReader(contents))
        if file.metadata.num_rows > MOST_GAMES:
            raise DamagedError(f"it claims {file.metadata.num_rows:,} games")
        table = _conformed(file.read(), plan)
    except (pa.ArrowException, OSError, ValueError, MemoryError) as wrong:
        # Whatever Arrow finds wrong in a file has no kind of its own; its first line says what.
        reason_text = str(wrong).partition("\n")[0]
        raise DamagedError(reason_text[:200] or type(wrong).__name__) from None
    if not known:
        addresses = _checked_addresses(table, plan)
        if not by_contents and name[1] != hashlib.blake2b(repr(addresses).encode(), digest_size=8).hexdigest():
            raise DamagedError("its name is not that of its games")
    return table


def _owner(metadata: Mapping[bytes, bytes] | None) -> tuple[str, str]:
    """Version and digest in a part's own metadata; empty in one of version 0.1.0."""
    owner, _, digest = (metadata or {}).get(OWNER, b"").decode(errors="replace").partition(" ")
    return owner, digest


def made_by(path: Path) -> tuple[str, str]:
    """Version of the program and digest of the study a part names itself; empty where it names none or is not readable."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return _owner(pq.read_schema(pa.BufferReader(path.read_bytes())).metadata)
    except (pa.ArrowException, OSError, ValueError):
        return "", ""


def _digest(contents: bytes) -> str:
    return hashlib.blake2b(contents, digest_size=16).hexdigest()


def _conformed(table: pyarrow.Table, plan: Plan) -> pyarrow.Table:
    """*table* with today's columns in their order, every value one that may be; :exc:`DamagedError` if it cannot be.

    A measure that came after the part was written applies to none of its games, unless the study is about it.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = table_of([]).schema
    names = table.column_names
    if strange := set(names) - set(wanted.names):
        raise DamagedError(f"it has columns that no study has: {', '.join(sorted(strange))[:200]}")
    if len(set(names)) < len(names):
        raise DamagedError("it has two columns of one name")
    needed = {*SCALARS, *LISTS, *(primary.name for primary in plan.study.measures)}
    columns = []
    for field in wanted:
        if field.name not in names:
            if field.name in needed:
                raise DamagedError(f"it lacks the column {field.name}")
            columns.append(pa.nulls(len(table), field.type))
            continue
        column = table[field.name]
        if column.type != field.type:
            raise DamagedError(f"its column {field.name} holds {column.type}, not {field.type}")
        if (field.name in SCALARS or field.name in LISTS) and column.null_count:
            raise DamagedError(f"its column {field.name} lacks values")
        if field.name in MEASURES and not pc.all(pc.is_finite(column), min_count=0).as_py():
            raise DamagedError(f"its column {field.name} holds what is no number")
        columns.append(column)
    conformed = pa.table(columns, schema=wanted)
    _check_lists(conformed)
    return conformed


def _check_lists(table: pyarrow.Table) -> None:
    """Refuse a game that ended without a ladder, a rung that is none, and waits without their windows."""
    import pyarrow.compute as pc

    if set(pc.unique(table["status"]).to_pylist()) - STATUSES:
        raise DamagedError("its games ended in ways that no game ends")
    for name in LISTS:
        if table[name].combine_chunks().flatten().null_count:
            raise DamagedError(f"its column {name} lacks values")
    done = table.filter(pc.equal(table["status"], "done"))
    if pc.any(pc.equal(pc.list_value_length(done["rungs"]), 0)).as_py():
        raise DamagedError("it has games without a ladder")
    if not pc.list_value_length(table["windows"]).equals(pc.list_value_length(table["concurred"])):
        raise DamagedError("it has waits without their windows")


def _checked_addresses(table: pyarrow.Table, plan: Plan) -> list[Address]:
    """The addresses of the games, each once and each with the luck of *plan*; :exc:`DamagedError` if not."""
    addresses = addresses_of(table)
    if not addresses:
        raise DamagedError("it holds no games")
    if len(set(addresses)) < len(addresses):
        raise DamagedError("it holds a game twice")
    for where in set(
        zip(*(table[name].to_pylist() for name in ("block", "future", "replication", "seed")), strict=True)
    ):
        if not 0 <= where[0] < MOST_BLOCKS or plan.block(where[0]) != where:
            raise DamagedError(f"its block {where[0]} is none of this study")
    return addresses


def addresses_of(table: pyarrow.Table) -> list[Address]:
    """Block and arm of every game, in the order of the table."""
    return list(zip(table["block"].to_pylist(), arms_of(table), strict=True))


def arms_of(table: pyarrow.Table) -> Iterator[Arm]:
    """The arm of every game, in the order of the table."""
    return map(Arm._make, zip(*(table[name].to_pylist() for name in LEVERS), strict=True))


def table_of(rows: Sequence[Row]) -> pyarrow.Table:
    """Rows as a table of the fixed schema: address, status, ladder, one column a measure (null: does not apply)."""
    import pyarrow as pa

    flat = [(*row.where, *row.arm, row.status, row.error, row.entries) for row in rows]
    columns: dict[str, Any] = {
        name: pa.array([row[n] for row in flat], kind) for n, (name, kind) in enumerate(SCALARS.items())
    }
    lists = (
        [list(row.rungs) for row in rows],
        [[window for window, _ in row.waits] for row in rows],
        [[hours for _, hours in row.waits] for row in rows],
    )
    for (name, kind), values in zip(LISTS.items(), lists, strict=True):
        columns[name] = pa.array(values, pa.list_(pa.type_for_alias(kind)))
    for name in MEASURES:
        columns[name] = pa.array([row.measures.get(name) for row in rows], pa.float64())
    return pa.table(columns)


def long_table(table: pyarrow.Table) -> pyarrow.Table:
    """One row a game and measure, without the games a measure does not apply to."""
    import pyarrow as pa

    address = table.select(["block", "future", "replication", *LEVERS])
    every = []
    for name in MEASURES:
        column = table[name]
        part = address.append_column("measure", pa.array([name] * len(table), pa.string()))
        every.append(part.append_column("value", column).filter(column.is_valid()))
    return pa.concat_tables(every)
