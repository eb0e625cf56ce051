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
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import Study, parse_study
from fourthseat.engine.study.plan import Arm, Plan, identities
from fourthseat.engine.study.plan import plan as plan_of
from fourthseat.engine.study.trial import Row, Work

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Results", "Whole", "asked", "reopened", "version_note", "version_of"]

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
WINDOW = 2048
"""Games held in memory at a time when the tables are made; nothing but memory and speed depends on it."""


class Whole(NamedTuple):
    """What is compared: the blocks with a finished game in every arm, in order of their number."""

    plan: Plan
    blocks: NDArray[np.int64]
    futures: NDArray[np.int64]
    """Future of each block."""
    failed: int
    """Games that failed, hung or killed their worker; their blocks are left out in every arm."""
    values: dict[str, NDArray[np.float64]]
    """Of each measure asked for: blocks x arms, NaN where it does not apply to a game."""
    rungs: NDArray[np.int8]
    """Blocks x arms x moves: the ladder at the end of each move."""

    def of(self, measure: str, arm: Arm) -> NDArray[np.float64]:
        """One measure of one arm, block by block."""
        return self.values[measure][:, self.plan.arms.index(arm)]

    @property
    def clusters(self) -> NDArray[np.int64] | None:
        """The future of each block where a study has several: games of one future are no independent replications."""
        return self.futures if len(self.plan.futures) > 1 else None


class Results:
    """One results folder: what is finished, and where the rest goes."""

    def __init__(self, folder: Path, plan: Plan, *, read_only: bool = False) -> None:
        """Open *folder* for *plan*, or make it. A folder of another study is never touched: :exc:`ScenarioError`.

        Opened *read_only* nothing in the folder changes, not even the versions its manifest names.
        """
        self.folder, self.plan = folder, plan
        self.version = __version__
        """Of the program that played the games that are here."""
        self._spans: list[tuple[int, int, Path]] = []
        self._done: dict[Arm, bytearray] = {}
        manifest = _manifest(plan)
        if folder.exists():
            if not (folder / "manifest.json").is_file():
                raise ScenarioError(f"{folder}: exists and holds no study; give another --out")
            held = _manifest_of(folder)
            _check_same_study(folder, plan)
            manifest |= {"finished": held.get("finished")}
            for part in sorted((folder / "parts").glob("*.parquet")):
                self._note(part, _addresses(part))
            if self.games:
                self.version = version_of(folder)
            if self.version != __version__:
                manifest |= {"versions": held["versions"]}
        if read_only:
            return
        (folder / "parts").mkdir(parents=True, exist_ok=True)
        for torn in (folder / "parts").glob("*.tmp"):
            torn.unlink()
        _write(folder / "study.json", json.dumps(_frozen(plan), indent=1))
        _write(folder / "manifest.json", json.dumps(manifest, indent=1))

    @classmethod
    def read(cls, folder: Path) -> Results:
        """The study in *folder* as it stands there, whichever version played it; :exc:`ScenarioError` if it is none."""
        results = cls(folder, plan_of(*reopened(folder)), read_only=True)
        results.plan = results.plan._replace(digest=str(results.manifest()["digest"]))
        return results

    def check_version(self, blocks: int) -> None:
        """Refuse to play what is lacking of *blocks* blocks where another version played the rest: :exc:`ScenarioError`.

        Another version may play another game of the same seed, and arms are compared game by game.
        """
        if self.version != __version__ and self.lacking(blocks):
            raise ScenarioError(
                f"{self.folder}: was played by fourthseat {self.version} and is not finished; this is {__version__}, and "
                f"games of two versions are not mixed: go on with fourthseat {self.version}, or give another --out"
            )

    def manifest(self) -> dict[str, Any]:
        """Versions, seed, digest, arms and futures, as they stand in the folder."""
        return _manifest_of(self.folder)

    def _note(self, part: Path, addresses: Sequence[tuple[int, Arm]]) -> None:
        """*part* holds these games."""
        blocks = [block for block, _ in addresses]
        self._spans.append((min(blocks), max(blocks), part))
        for block, arm in addresses:
            done = self._done.setdefault(arm, bytearray())
            done.extend(bytes(max(0, block + 1 - len(done))))
            done[block] = 1

    @property
    def games(self) -> int:
        """Games in the folder, of whatever arms."""
        return sum(sum(done) for done in self._done.values())

    def has(self, block: int, arm: Arm) -> bool:
        """Whether that game is there."""
        done = self._done.get(arm, b"")
        return block < len(done) and bool(done[block])

    def missing(self, blocks: int) -> Iterator[Work]:
        """What of the first *blocks* blocks is still to be played."""
        for block in range(blocks):
            arms = tuple(n for n, arm in enumerate(self.plan.arms) if not self.has(block, arm))
            if arms:
                yield Work(block, arms)

    def lacking(self, blocks: int) -> int:
        """How many games of the first *blocks* blocks are still to be played."""
        return sum(blocks - sum(self._done.get(arm, b"")[:blocks]) for arm in self.plan.arms)

    def add(self, rows: Sequence[Row]) -> None:
        """Keep finished games: one part, in place only when it is whole and on disk."""
        import pyarrow.parquet as pq

        addresses = [(row.where.number, row.arm) for row in rows]
        name = hashlib.blake2b(repr(addresses).encode(), digest_size=8).hexdigest()
        path = self.folder / "parts" / f"{rows[0].where.number:08d}-{name}.parquet"
        half = path.with_suffix(".tmp")
        with half.open("wb") as file:
            pq.write_table(_table(rows), file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        self._note(path, addresses)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every finished game as a dictionary, part by part."""
        import pyarrow.parquet as pq

        for _, _, part in self._spans:
            yield from pq.read_table(part).to_pylist()

    def tables(self, blocks: int) -> Iterator[pyarrow.Table]:
        """Games of the first *blocks* blocks and of the study's arms, sorted by address, some thousand at a time."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        wanted = set(self.plan.arms)
        step = max(1, WINDOW // len(wanted))
        for start in range(0, blocks, step):
            stop = min(start + step, blocks)
            parts = [pq.read_table(part) for first, last, part in self._spans if first < stop and last >= start]
            if not parts:
                continue
            table = pa.concat_tables(parts)
            arms = pa.array([arm in wanted for arm in _arms(table)], pa.bool_())
            inside = pc.and_(pc.greater_equal(table["block"], start), pc.less(table["block"], stop))
            yield table.filter(pc.and_(arms, inside)).sort_by([(name, "ascending") for name in ("block", *LEVERS)])

    def whole(self, blocks: int, measures: Iterable[str]) -> Whole:
        """Of the first *blocks* blocks by number, never the ones that happened to finish first, those that are complete."""
        import pyarrow as pa

        arms = {arm: n for n, arm in enumerate(self.plan.arms)}
        shape = (blocks, len(arms))
        values = {name: np.full(shape, np.nan) for name in measures}
        moves = self.plan.scenario.turns
        rungs = np.zeros((*shape, moves), np.int8)
        done, failed = np.zeros(shape, bool), 0
        for table in self.tables(blocks):
            good = table["status"].to_numpy() == "done"
            failed += int((~good).sum())
            block, arm = table["block"].to_numpy()[good], np.array([arms[one] for one in _arms(table)], int)[good]
            done[block, arm] = True
            for name, column in values.items():
                column[block, arm] = table[name].to_numpy()[good]
            for at, which, track in zip(block, arm, table.filter(pa.array(good))["rungs"].to_pylist(), strict=True):
                # A study that varies the number of moves shows the shipped one: shorter games stay where they ended.
                rungs[at, which] = (track + track[-1:] * moves)[:moves]
        full = np.flatnonzero(done.all(1))
        futures = full % len(self.plan.futures)
        return Whole(
            self.plan, full, futures, failed, {name: column[full] for name, column in values.items()}, rungs[full]
        )

    def finish(self, blocks: int) -> str:
        """Write the two tables of the first *blocks* blocks; their hash, equal however the games were run."""
        import pyarrow.parquet as pq

        told = hashlib.blake2b(digest_size=16)
        runs, measures = (self.folder / f"{name}.tmp" for name in ("runs", "measures"))
        empty = _table([])
        with (
            pq.ParquetWriter(runs, empty.schema, compression="zstd") as wide,
            pq.ParquetWriter(measures, _long(empty).schema, compression="zstd") as long,
        ):
            for table in self.tables(blocks):
                wide.write_table(table)
                long.write_table(_long(table))
                told.update(json.dumps(table.to_pylist(), sort_keys=True).encode())
        for half in (runs, measures):
            half.replace(half.with_suffix(".parquet"))
        finished = {"blocks": blocks, "hash": told.hexdigest()}
        _write(self.folder / "manifest.json", json.dumps(self.manifest() | {"finished": finished}, indent=1))
        return told.hexdigest()


def reopened(folder: Path) -> tuple[Study, Scenario]:
    """The study and scenario frozen in *folder*."""
    raw = _json(folder / "study.json")
    try:
        return parse_study(raw["study"], f"{folder}/study.json"), parse(raw["scenario"], f"{folder}/study.json")
    except (KeyError, TypeError):
        raise ScenarioError(f"{folder}/study.json: holds no study and scenario; was it edited?") from None


def version_of(folder: Path) -> str:
    """The version of the program that played the study in *folder*."""
    return str(_manifest_of(folder).get("versions", {}).get("fourthseat", "of an unknown version"))


def version_note(folder: Path) -> str:
    """A sentence if another version of the program played the study in *folder*, for whoever replays a game; else empty."""
    version = version_of(folder)
    if version == __version__:
        return ""
    return f"{folder} was played by fourthseat {version}, this is {__version__}: replayed, the game may be another."


def _check_same_study(folder: Path, plan: Plan) -> None:
    """Refuse a folder whose study is not that of *plan*, or is not the one its manifest was written for.

    What stands in the folder is compared as this version understands it, so a field that has come since, with a
    default, makes no other study of it.
    """
    study, scenario = reopened(folder)
    held = plan_of(study, scenario)
    raw, digest = _json(folder / "study.json"), str(_manifest_of(folder).get("digest"))
    if digest not in identities(raw["study"], raw["scenario"], held.futures):
        raise ScenarioError(f"{folder}: study.json is not the study of manifest.json; was it edited?")
    if held.digest != plan.digest:
        raise ScenarioError(
            f"{folder}: holds another study (digest {held.digest[:12]}, not {plan.digest[:12]}): "
            "scenario, inputs, seed or cast differ; give another --out"
        )


VIEWS = """
create view paired as
  select v.block, v.future, v.rule, v.provocation, v.setting, v.without, v.coalition, v.measure,
         b.value as baseline, v.value as variant, v.value - b.value as difference
  from measures v join measures b using (block, rule, provocation, setting, without, measure)
  where b.coalition = '{baseline}' and v.coalition <> '{baseline}';
create view paired_means as
  select measure, rule, provocation, setting, without, coalition, count(*) as n, avg(baseline) as baseline, avg(difference) as difference,
         stddev_samp(difference) / sqrt(count(*)) as standard_error, corr(baseline, variant) as correlation
  from paired group by all order by all;
"""


def asked(folder: Path, sql: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Column names and rows of *sql* over a finished study; :exc:`ScenarioError` with the database's own complaint."""
    import duckdb

    baseline = _manifest_of(folder).get("baseline", "")
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


def _manifest_of(folder: Path) -> dict[str, Any]:
    return dict(_json(folder / "manifest.json"))


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as wrong:
        raise ScenarioError(f"{path.parent}: is not a results folder: {path.name}: {wrong.strerror}") from None
    except ValueError as wrong:
        raise ScenarioError(f"{path}: is damaged: {wrong}") from None


def _arms(table: pyarrow.Table) -> Iterator[Arm]:
    return map(Arm._make, zip(*(table[name].to_pylist() for name in LEVERS), strict=True))


def _addresses(part: Path) -> list[tuple[int, Arm]]:
    import pyarrow.parquet as pq

    table = pq.read_table(part, columns=["block", *LEVERS])
    return list(zip(table["block"].to_pylist(), _arms(table), strict=True))


def _table(rows: Sequence[Row]) -> pyarrow.Table:
    """Rows as a table of the fixed schema: address, status, ladder, one column a measure (null: does not apply)."""
    import pyarrow as pa

    flat = [(*row.where, *row.arm, row.status, row.error, row.entries) for row in rows]
    columns = {name: pa.array([row[n] for row in flat], kind) for n, (name, kind) in enumerate(SCALARS.items())}
    columns["rungs"] = pa.array([list(row.rungs) for row in rows], pa.list_(pa.int8()))
    columns["windows"] = pa.array([[window for window, _ in row.waits] for row in rows], pa.list_(pa.float32()))
    columns["concurred"] = pa.array([[hours for _, hours in row.waits] for row in rows], pa.list_(pa.float32()))
    for name in MEASURES:
        columns[name] = pa.array([row.measures.get(name) for row in rows], pa.float64())
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
        "futures": [{"name": one.name, "set": dict(one.changes)} for one in plan.futures],
        "versions": {"python": platform.python_version(), "fourthseat": __version__}
        | {name: _version(name) for name in ("simpy", "numpy", "scipy", "pyarrow")},
        "note": DISCLAIMER,
        "finished": None,
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
