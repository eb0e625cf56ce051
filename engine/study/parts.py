"""Parts of a study: finished games as Parquet files, each written once and named by the digest of its own bytes.

Parquet itself does not notice a flipped bit. The name does, and every row must be a game of the study: what a part holds
is trusted only when its block has the luck the study gives it.

A part that was merged from smaller ones names them. It is written whole before they are removed, so after a crash between
the two its games are told twice, by itself and by what it names: such a smaller part is leftover, and no contradiction.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fourthseat.engine import __version__
from fourthseat.engine.core.files import file_error, write_atomic
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.study.arrays import flags, lists, numbers, strings, unpacked
from fourthseat.engine.study.design import MOST_BLOCKS
from fourthseat.engine.study.details import DETAILS
from fourthseat.engine.study.manifest import DamagedError
from fourthseat.engine.study.outcomes import address_keys, numbered_arms
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.tidy import names_of
from fourthseat.engine.study.trial import STATUSES, Row

if TYPE_CHECKING:
    import pyarrow

__all__ = [
    "DETAILED",
    "LATER",
    "LEVERS",
    "Part",
    "arms_of",
    "made_by",
    "read_part",
    "schema",
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
    "doctrine": "string",
    "opponent": "string",
    "status": "string",
    "error": "string",
    "entries": "int32",
}
"""Columns of a game beside its ladder and its measures: its block, its arm, how it ended."""
LATER = ("doctrine", "opponent")
"""Columns that older parts have not: in their games everybody followed the scenario's own doctrines."""
LISTS = {"rungs": "int8", "windows": "float32", "concurred": "float32"}
"""Columns that hold a list a game, and what is in it."""
DETAILED = {f"{row}.{name}": kind for row, columns in DETAILS.items() for name, kind in columns.items()}
"""Columns that hold a list a game, of what is kept by incident, seat and move; older parts have not a value in them."""
MOST_GAMES = 100_000
"""Games of the largest part that is read; the runner hands out a few thousand at a time."""
NAME = re.compile(r"\d{8,}-([0-9a-f]{16}|[0-9a-f]{32})\.parquet")
"""The first block, then 32 digits of the file's digest; 16 digits of its addresses' in a part of version 0.1.0."""
OWNER = b"fourthseat"
"""Key in a part's own metadata: version of the program and digest of the study."""
MERGED = b"merged from"
"""Key in a part's own metadata: names of the parts whose games it holds and whose place it takes."""


class Part(NamedTuple):
    """What is in one file of ``parts/``."""

    table: pyarrow.Table
    merged: frozenset[str] = frozenset()
    """Names of the parts whose place it takes."""


def write_part(folder: Path, table: pyarrow.Table, plan: Plan, merged: Sequence[str] = ()) -> Path:
    """Write finished games as one part in *folder*, in place only when it is whole and on disk; its path.

    One *merged* from others, which are then removed, stays and is written small; one that comes in the course of a study is
    soon merged and is written quickly.
    """
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    metadata = {OWNER: f"{__version__} {plan.digest}".encode()}
    if merged:
        metadata[MERGED] = " ".join(merged).encode()
    compression = "zstd" if merged else "none"
    table = table.replace_schema_metadata(metadata)
    pq.write_table(table, buffer, compression=compression, write_statistics=False)
    contents = buffer.getvalue()
    path = folder / f"{table['block'][0].as_py():08d}-{_digest(contents)}.parquet"
    write_atomic(path, contents)
    return path


def read_part(path: Path, plan: Plan, *, known: bool = False) -> Part:
    """The games in *path*; :exc:`DamagedError` with the reason if it is not a part the program wrote for *plan*.

    Of one that is *known*, read and found good before, only the bytes are compared again. :exc:`FileNotFoundError` if it is
    not there, or no more.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        contents = path.read_bytes()
    except IsADirectoryError:
        raise DamagedError("it is a folder") from None
    except FileNotFoundError:
        raise
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
        # One thread: a part is too small to be shared out.
        read = file.read(use_threads=False)
        merged = frozenset((read.schema.metadata or {}).get(MERGED, b"").decode(errors="replace").split())
        bare = read.replace_schema_metadata(None)
        table = (
            bare
            if known and by_contents and bare.schema.equals(schema(tuple(plan.measures)))
            else _conformed(bare, plan)
        )
    except (pa.ArrowException, OSError, ValueError, MemoryError) as wrong:
        # Whatever Arrow finds wrong in a file has no kind of its own; its first line says what.
        reason_text = str(wrong).partition("\n")[0]
        raise DamagedError(reason_text[:200] or type(wrong).__name__) from None
    if not known:
        _check_addresses(table, plan)
        if not by_contents and name[1] != hashlib.blake2b(_told_addresses(table).encode(), digest_size=8).hexdigest():
            raise DamagedError("its name is not that of its games")
    return Part(table, merged)


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

    wanted = schema(tuple(plan.measures))
    names = table.column_names
    if strange := set(names) - set(wanted.names):
        raise DamagedError(f"it has columns that no study has: {', '.join(sorted(strange))[:200]}")
    if len(set(names)) < len(names):
        raise DamagedError("it has two columns of one name")
    needed = {*SCALARS, *LISTS, *(primary.name for primary in plan.study.measures)}
    columns = []
    for field in wanted:
        if field.name not in names:
            if field.name in LATER:
                columns.append(strings([OWN] * len(table)))
                continue
            if field.name in DETAILED:
                columns.append(lists([()] * len(table), DETAILED[field.name]))
                continue
            if field.name in needed:
                raise DamagedError(f"it lacks the column {field.name}")
            columns.append(pa.nulls(len(table), field.type))
            continue
        column = table[field.name]
        if column.type != field.type:
            raise DamagedError(f"its column {field.name} holds {column.type}, not {field.type}")
        if (field.name in SCALARS or field.name in LISTS or field.name in DETAILED) and column.null_count:
            raise DamagedError(f"its column {field.name} lacks values")
        if field.name in plan.measures and not pc.all(pc.is_finite(column), min_count=0).as_py():
            raise DamagedError(f"its column {field.name} holds what is no number")
        columns.append(column)
    conformed = pa.table(columns, schema=wanted)
    _check_lists(conformed)
    for name, words in names_of(plan.scenario).items():
        codes = unpacked(conformed[name].combine_chunks().flatten())
        if codes.size and not -1 <= codes.min() <= codes.max() < len(words):
            raise DamagedError(f"its column {name} holds what stands for nothing")
    return conformed


def _check_lists(table: pyarrow.Table) -> None:
    """Refuse a game that ended without a ladder, a rung that is none, and waits without their windows."""
    import pyarrow.compute as pc

    if set(pc.unique(table["status"]).to_pylist()) - STATUSES:
        raise DamagedError("its games ended in ways that no game ends")
    for name in (*LISTS, *DETAILED):
        if table[name].combine_chunks().flatten().null_count:
            raise DamagedError(f"its column {name} lacks values")
    done = table.filter(pc.equal(table["status"], strings(["done"])[0]))
    if pc.any(pc.equal(pc.list_value_length(done["rungs"]), numbers(np.zeros(1, np.int32))[0])).as_py():
        raise DamagedError("it has games without a ladder")
    if not pc.list_value_length(table["windows"]).equals(pc.list_value_length(table["concurred"])):
        raise DamagedError("it has waits without their windows")
    for row, columns in DETAILS.items():
        first, *others = (pc.list_value_length(table[f"{row}.{name}"]) for name in columns)
        if not all(first.equals(other) for other in others):
            raise DamagedError(f"its columns of each {row} do not fit together")


def _check_addresses(table: pyarrow.Table, plan: Plan) -> None:
    """Refuse a table without games, with a game twice, and with games whose luck is not that of *plan*."""
    if not len(table):
        raise DamagedError("it holds no games")
    where = np.column_stack([unpacked(table[name]) for name in ("block", "future", "replication", "seed")])
    blocks, first, which = np.unique(where[:, 0], return_index=True, return_inverse=True)
    if len(np.unique(address_keys(which, numbered_arms(table, {})))) < len(table):
        raise DamagedError("it holds a game twice")
    wrong = np.flatnonzero((where != where[first][which]).any(1))
    for block, here in zip(blocks.tolist(), where[first].tolist(), strict=True):
        if not 0 <= block < MOST_BLOCKS or plan.block(block) != tuple(here):
            raise DamagedError(f"its block {block} is none of this study")
    if wrong.size:
        raise DamagedError(f"its block {where[wrong[0], 0]} is none of this study")


def _told_addresses(table: pyarrow.Table) -> str:
    """Block and arm of every game, in the order of the table, as version 0.1.0 wrote them, whose arms had no sets of doctrines."""
    levers = [name for name in LEVERS if name not in LATER]
    rows = zip(*(table[name].to_pylist() for name in ("block", *levers)), strict=True)
    told = (
        f"({row[0]!r}, Arm({', '.join(f'{k}={v!r}' for k, v in zip(levers, row[1:], strict=True))}))" for row in rows
    )
    return f"[{', '.join(told)}]"


def arms_of(table: pyarrow.Table) -> Iterator[Arm]:
    """The arm of every game, in the order of the table."""
    return map(Arm._make, zip(*(table[name].to_pylist() for name in LEVERS), strict=True))


@cache
def schema(measures: tuple[str, ...]) -> pyarrow.Schema:
    """Names and kinds of the columns of every part of a study whose games have such *measures*."""
    return table_of([], measures).schema


def table_of(rows: Sequence[Row], measures: Collection[str]) -> pyarrow.Table:
    """Rows as a table of the fixed schema: address, status, ladder, one column a measure (null: does not apply)."""
    import pyarrow as pa

    columns: dict[str, pyarrow.Array] = {}
    flat = [(*row.where, *row.arm, row.status, row.error, row.entries) for row in rows]
    scalars = list(zip(*flat, strict=True)) if rows else [()] * len(SCALARS)
    for (name, kind), values in zip(SCALARS.items(), scalars, strict=True):
        if kind == "string":
            columns[name] = strings(values)
        else:
            columns[name] = flags(values) if kind == "bool" else numbers(np.array(values, kind))
    several: tuple[list[Sequence[float]], ...] = (
        [row.rungs for row in rows],
        [[window for window, _ in row.waits] for row in rows],
        [[hours for _, hours in row.waits] for row in rows],
    )
    for (name, kind), each in zip(LISTS.items(), several, strict=True):
        columns[name] = lists(each, kind)
    for number, (name, kind) in enumerate(DETAILED.items()):
        columns[name] = lists([row.details[number] if row.details else () for row in rows], kind)
    # No measure of a game is NaN, which is what NumPy makes of None.
    nothing, told = dict.fromkeys(measures), itemgetter(*measures)
    measured = np.array([told(row.measures or nothing) for row in rows], np.float64).reshape(-1, len(measures))
    for name, column in zip(measures, measured.T, strict=True):
        columns[name] = numbers(column, np.isnan(column))
    return pa.table(columns)
