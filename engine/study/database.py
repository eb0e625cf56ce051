"""The database a question to a study is put to: it reads the study's tables and nothing else, and is bounded.

It runs in a process of its own, started for one question, so this file imports little.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from fourthseat.engine.study.views import VIEWS, views

if TYPE_CHECKING:
    import pyarrow

__all__ = ["MEMORY", "MOST_BYTES", "MOST_ROWS", "VIEWS", "answer_into", "asked", "shown", "tables_in", "view_of"]

Given = Sequence[tuple[str, "pyarrow.Table"]]
"""Tables made for a question, by name."""
MOST_ROWS, MOST_BYTES = 100_000, 32 * 2**20
"""Size of the largest answer; what would be longer is cut."""
MEMORY = 2**30
"""Bytes the process of a question may use; the database itself may use half of it."""
SHOWN = 300
"""Characters of a question or a complaint that a message repeats."""

LOCKED = (
    "set enable_progress_bar = false",
    "set memory_limit = '512MB'",
    "set threads = 2",
    "set temp_directory = ''",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)
"""What holds for every question, the last one that none of it can be undone."""


def tables_in(sql: str) -> frozenset[str]:
    """Names of the tables and views that *sql* asks; none where it cannot be read, which the database itself then says."""
    import duckdb

    try:
        return frozenset(duckdb.connect().get_table_names(sql))
    except (duckdb.Error, UnicodeError, MemoryError):
        return frozenset()


def answer_into(
    pipe: Connection, files: dict[str, str], baseline: str, corners: Sequence[int], sql: str, given: Given = ()
) -> None:
    """Send None when the database is there, then what :func:`asked` says; runs in a process of its own, which it bounds."""
    with suppress(ImportError):  # where there are no such limits, the database's own has to do
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    with suppress(OSError):  # what a library says on its way out helps nobody
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
    try:
        pipe.send(asked(files, baseline, sql, corners, lambda: pipe.send(None), given))
    except MemoryError:
        pipe.close()


def asked(
    files: dict[str, str],
    baseline: str,
    sql: str,
    corners: Sequence[int] = (),
    ready: Callable[[], object] | None = None,
    given: Given = (),
) -> tuple[tuple[str, ...], list[tuple[Any, ...]], bool] | str:
    """Headings, rows and whether they are cut, or what is wrong, in words; *ready* is called before the question is put.

    *files* are the study's tables by name, *corners* the numbers of the futures that nobody drew from a range, *given* tables that no
    file holds.
    """
    import duckdb
    import pyarrow as pa

    base = duckdb.connect()
    try:
        _fill(base, files, baseline, corners)
        for name, table in given:
            base.register(name, table)
        for setting in LOCKED:
            base.execute(setting)
    except (duckdb.Error, pa.ArrowException, OSError) as wrong:
        return f"the study's tables are damaged ({_first_line(wrong)}); the `fourthseat batch` that made the folder makes them again"
    if ready is not None:
        ready()
    try:
        sql.encode()
    except UnicodeError:
        return "it holds what is no character"
    try:
        statements = base.extract_statements(sql)
        if not statements:
            return "there is no question; for example: select * from paired_means"
        if len(statements) != 1:
            return f"one question at a time, not {len(statements)}; for example: select * from paired_means"
        if statements[0].type != duckdb.StatementType.SELECT:
            kind = statements[0].type.name.lower().replace("_", " ")
            return f"results are only read: a question is a select, not {kind}"
        return _fetched(base.execute(statements[0]))
    except (duckdb.CatalogException, duckdb.BinderException) as wrong:
        return f"{_first_line(wrong).rstrip('.!')}. {_catalogue(base)}"
    except duckdb.OutOfMemoryException:
        return "the question needs more memory than it may use; ask for less at a time"
    except duckdb.Error as wrong:
        return _first_line(wrong)
    except (pa.ArrowException, OSError, UnicodeError) as wrong:
        return _first_line(wrong)


def _fill(base: Any, files: Mapping[str, str], baseline: str, corners: Sequence[int]) -> None:
    """Give the database the tables in *files* and the views over them."""
    import pyarrow.dataset
    import pyarrow.fs

    columns = set[str]()
    here, parquet = pyarrow.fs.LocalFileSystem(), pyarrow.dataset.ParquetFileFormat()
    for name, file in files.items():
        # A path, and never a pattern or an address, whatever is in its name.
        schema = parquet.inspect(file, here)
        if name == "measures":
            columns |= set(schema.names)
        base.register(name, pyarrow.dataset.FileSystemDataset.from_paths([file], schema, parquet, here))
    base.execute("create table study as select ? as baseline", [baseline])
    base.execute("create table corners as select unnest(?::integer[]) as future", [list(corners)])
    for statement in views(files, columns):
        base.execute(statement)


def view_of(files: Mapping[str, str], baseline: str, corners: Sequence[int], name: str) -> pyarrow.Table:
    """All rows of the table or view *name*, one that is known, of a study of one's own: in this process, without bounds."""
    import duckdb

    base = duckdb.connect()
    _fill(base, files, baseline, corners)
    return base.sql(f'select * from "{name}"').to_arrow_table()


def _fetched(answer: Any) -> tuple[tuple[str, ...], list[tuple[Any, ...]], bool]:
    """Headings, rows and whether there are more than may be; the bytes are those of the values as text."""
    headings = tuple(column[0] for column in answer.description or ())
    rows: list[tuple[Any, ...]] = []
    size = 0
    while some := answer.fetchmany(64):
        for row in some:
            size += sum(len(str(value)) for value in row)
            if len(rows) == MOST_ROWS or (size > MOST_BYTES and rows):
                return headings, rows, True
            rows.append(_cut(row) if size > MOST_BYTES else row)
    return headings, rows, size > MOST_BYTES


def _cut(row: Sequence[Any]) -> tuple[Any, ...]:
    """A row too large by itself, each value as the beginning of its text."""
    return tuple(str(value)[: MOST_BYTES // max(1, len(row))] for value in row)


def _catalogue(base: Any) -> str:
    """Every table and view with its columns, in one line."""
    rows = base.execute(
        "select table_name, string_agg(column_name, ', ' order by column_index) from duckdb_columns() "
        "where not internal and table_name not in ('study', 'corners') group by table_name order by table_name desc"
    ).fetchall()
    return "There are " + "; ".join((*(f"{name} ({columns})" for name, columns in rows), "verdicts and contrasts"))


def _first_line(wrong: Exception) -> str:
    return shown(str(wrong).strip().partition("\n")[0] or type(wrong).__name__)


def shown(text: str) -> str:
    """*text* on one line, cut to what a message has room for."""
    line = " ".join(text.encode(errors="replace").decode().split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}… ({len(line):,} characters)"
