"""The results of a study on disk: Parquet parts, each written whole or not at all, and the two tables made of them.

A folder holds ``study.json`` (the frozen study and scenario), ``manifest.json`` (versions, seed, digest, arms),
``parts/`` (finished games as they came) and, once a run ends, ``runs.parquet`` (a row a game) and
``measures.parquet`` (a row a game and measure). What is in ``parts/`` is finished: a killed run goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.batch.study import Plan, Study
from engine.batch.trial import Row, Work
from engine.errors import ScenarioError
from engine.measures import MEASURES
from engine.scenario import parse

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Results", "asked", "reopened"]

LEVERS = ("coalition", "rule", "provocation", "without")
COLUMNS = (
    "block",
    "future",
    "replication",
    "seed",
    "coalition",
    "rule",
    "provocation",
    "without",
    "status",
    "error",
    "entries",
)


class Results:
    """One results folder: what is finished, and where the rest goes."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        """Open *folder* for *plan*, or make it. A folder of another study is never touched: :exc:`ScenarioError`."""
        self.folder, self.plan = folder, plan
        self.done: set[tuple[int, str, str, bool, str]] = set()
        if folder.exists():
            if not (folder / "manifest.json").is_file():
                raise ScenarioError(f"{folder}: exists and holds no study; give another --out")
            held = json.loads((folder / "manifest.json").read_text("utf-8"))["digest"]
            if held != plan.digest:
                raise ScenarioError(
                    f"{folder}: holds another study (digest {held[:12]}, not {plan.digest[:12]}): scenario, inputs, "
                    "seed or cast differ; give another --out"
                )
            for part in self.parts():
                self.done |= _addresses(part)
        (folder / "parts").mkdir(parents=True, exist_ok=True)
        for torn in (folder / "parts").glob("*.tmp"):
            torn.unlink()
        _write(folder / "study.json", json.dumps(_frozen(plan), indent=1))
        _write(folder / "manifest.json", json.dumps(_manifest(plan), indent=1))

    def parts(self) -> list[Path]:
        """Finished parts, in order of their first block."""
        return sorted((self.folder / "parts").glob("*.parquet"))

    def missing(self, first: int, last: int) -> list[Work]:
        """What of blocks *first* to *last* is still to be played."""
        found = []
        for block in range(first, last):
            arms = tuple(n for n, arm in enumerate(self.plan.arms) if (block, *arm) not in self.done)
            if arms:
                found.append(Work(block, arms))
        return found

    def add(self, rows: Sequence[Row]) -> None:
        """Keep finished games: one part, in place only when it is whole and on disk."""
        import pyarrow.parquet as pq

        addresses = [row.address for row in rows]
        name = hashlib.blake2b(repr(addresses).encode(), digest_size=8).hexdigest()
        path = self.folder / "parts" / f"{rows[0].block:08d}-{name}.parquet"
        half = path.with_suffix(".tmp")
        with half.open("wb") as file:
            pq.write_table(_table(rows), file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        self.done.update(addresses)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every finished game as a dictionary, part by part."""
        import pyarrow.parquet as pq

        for part in self.parts():
            yield from pq.read_table(part).to_pylist()

    def table(self, blocks: int) -> pyarrow.Table:
        """Games of the first *blocks* blocks and of the study's arms, sorted by address."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        tables = [pq.read_table(part) for part in self.parts()]
        if not tables:
            return _table([])
        table = pa.concat_tables(tables)
        wanted = set(self.plan.arms)
        arm = [found in wanted for found in zip(*(table[name].to_pylist() for name in LEVERS), strict=True)]
        table = table.filter(pc.and_(pa.array(arm, pa.bool_()), pc.less(table["block"], blocks)))
        order = [(name, "ascending") for name in ("block", *LEVERS)]
        return table.sort_by(order)

    def finish(self, blocks: int) -> str:
        """Write the two tables of the first *blocks* blocks; their hash, equal however the games were run."""
        import pyarrow.parquet as pq

        table = self.table(blocks)
        for name, made in (("runs", table), ("measures", _long(table))):
            half = self.folder / f"{name}.tmp"
            pq.write_table(made, half, compression="zstd", row_group_size=65536)
            half.replace(self.folder / f"{name}.parquet")
        told = hashlib.blake2b(digest_size=16)
        for batch in table.to_batches(max_chunksize=4096):
            told.update(json.dumps(batch.to_pylist(), sort_keys=True).encode())
        return told.hexdigest()


def reopened(folder: Path) -> tuple[Study, Any]:
    """The study and scenario frozen in *folder*."""
    try:
        raw = json.loads((folder / "study.json").read_text("utf-8"))
    except (OSError, ValueError) as wrong:
        raise ScenarioError(f"{folder}: is not a results folder: {wrong}") from None
    return Study.model_validate_json(json.dumps(raw["study"])), parse(raw["scenario"], str(folder))


VIEWS = """
create view paired as
  select v.block, v.future, v.rule, v.provocation, v.without, v.coalition, v.measure,
         b.value as baseline, v.value as variant, v.value - b.value as difference
  from measures v join measures b using (block, rule, provocation, without, measure)
  where b.coalition = '{baseline}' and v.coalition <> '{baseline}';
create view paired_means as
  select measure, rule, provocation, without, coalition, count(*) as n, avg(baseline) as baseline, avg(difference) as difference,
         stddev_samp(difference) / sqrt(count(*)) as standard_error, corr(baseline, variant) as correlation
  from paired group by all order by all;
"""


def asked(folder: Path, sql: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Column names and rows of *sql* over a finished study; :exc:`ScenarioError` with the database's own complaint."""
    import duckdb

    reopened(folder)
    baseline = json.loads((folder / "manifest.json").read_text("utf-8"))["baseline"]
    with duckdb.connect() as base:
        for name in ("runs", "measures"):
            file = folder / f"{name}.parquet"
            if not file.is_file():
                raise ScenarioError(f"{folder}: has no {name}.parquet yet; run the study to its end first")
            quoted = str(file).replace("'", "''")
            base.execute(f"create view {name} as select * from read_parquet('{quoted}')")
        base.execute(VIEWS.format(baseline=baseline))
        try:
            told = base.execute(sql)
            return tuple(column[0] for column in told.description or ()), told.fetchall()
        except duckdb.Error as wrong:
            raise ScenarioError(f"{sql!r}: {wrong}") from None


def _addresses(part: Path) -> set[tuple[int, str, str, bool, str]]:
    import pyarrow.parquet as pq

    table = pq.read_table(part, columns=["block", *LEVERS])
    return set(zip(*(table[name].to_pylist() for name in table.column_names), strict=True))


def _table(rows: Iterable[Row]) -> pyarrow.Table:
    """Rows as a table of the fixed schema: address, status, ladder, one column a measure (null: does not apply)."""
    import pyarrow as pa

    kept = list(rows)
    types = (pa.int64(), pa.int32(), pa.int32(), pa.int64(), pa.string(), pa.string(), pa.bool_(), pa.string(), pa.string(), pa.string(), pa.int32())  # fmt: skip
    columns = {name: pa.array([row[n] for row in kept], types[n]) for n, name in enumerate(COLUMNS)}
    columns["rungs"] = pa.array([list(row.rungs) for row in kept], pa.list_(pa.int8()))
    for name in MEASURES:
        columns[name] = pa.array([row.measures.get(name) for row in kept], pa.float64())
    return pa.table(columns)


def _long(table: pyarrow.Table) -> pyarrow.Table:
    """One row a game and measure, without the games a measure does not apply to."""
    import pyarrow as pa

    address = table.select(["block", "future", "replication", *LEVERS])
    every = []
    for name in MEASURES:
        column = table[name]
        part = address.append_column("measure", pa.array([name] * len(table), pa.string()))
        every.append(part.append_column("value", column).filter(column.is_valid()))
    return pa.concat_tables(every)


def _frozen(plan: Plan) -> dict[str, Any]:
    return {
        "study": plan.study.model_dump(mode="json", by_alias=True),
        "scenario": plan.scenario.model_dump(mode="json", by_alias=True),
    }


def _manifest(plan: Plan) -> dict[str, Any]:
    return {
        "digest": plan.digest,
        "study": plan.study.name,
        "scenario": plan.scenario.name,
        "seed": plan.study.seed,
        "baseline": plan.baseline,
        "arms": [arm.title for arm in plan.arms],
        "futures": [{"name": name, "set": dict(changes)} for name, changes in plan.futures],
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in ("fourthseat", "simpy", "numpy", "scipy", "pyarrow")},
        "note": "Conditional on the scenario's assumptions and models; not a forecast.",
    }  # fmt: skip


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _write(path: Path, text: str) -> None:
    half = path.with_suffix(".tmp")
    half.write_text(text, "utf-8")
    half.replace(path)
