"""Parts of a study kept as a few files: read once, held in arrays for the looks, merged as they pile up.

A game is safe at every moment: a merged part is whole and on disk before one of those it names is removed, and what a
crash leaves of them is known for what it is by whoever opens the folder next.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.files import FileError, file_error
from fourthseat.engine.study.arrays import numbers, unpacked
from fourthseat.engine.study.manifest import DamagedError
from fourthseat.engine.study.outcomes import Games, Outcomes, address_keys, numbered_arms
from fourthseat.engine.study.parts import read_part, table_of, write_part
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.trial import Row

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Store"]

LARGE = 16_384
"""Games of a part that is large enough; the most that are held in memory until they are merged."""
MANY = 256
"""Small parts that are merged, however few games they hold."""
FEW = 4
"""So many small parts are left as they are at the end of a study."""
WINDOW = 2048
"""Games of a window of :meth:`Store.tables`. The hash of a study hangs on it, so it is never to change."""
TRIES = 10
"""How often parts are read from the start because somebody merges them meanwhile."""


class _Sorted(NamedTuple):
    """Games of the study's arms in the order of their addresses."""

    keys: NDArray[np.int64]
    table: pyarrow.Table

    def within(self, start: int, stop: int) -> _Sorted:
        """Those of the blocks from *start* to before *stop*."""
        first, last = np.searchsorted(self.keys, address_keys(np.array([start, stop]), 0))
        return _Sorted(self.keys[first:last], self.table.slice(first, last - first))


class Store:
    """The parts in one folder. :meth:`find` reads them; only one process at a time may call what changes them."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        self.merges = False
        """Whether small parts are merged: only by the version of the program that wrote them."""
        self.games = 0
        """In the folder, of whatever arms."""
        self.damaged: dict[Path, str] = {}
        """Parts that hold no games anybody should trust, and why."""
        self.outcomes = Outcomes(plan)
        self._arms = {arm: number for number, arm in enumerate(plan.arms)}
        self._parts: dict[Path, tuple[int, int]] = {}
        """Of each good part, its first block and its last."""
        self._small: dict[Path, tuple[int, pyarrow.Table | None]] = {}
        """Parts to be merged: how many games each has, and the games themselves if they came just now."""
        self._leftovers: list[Path] = []

    # ------------------------------------------------------------ reading

    def find(self) -> None:
        """Read every part once: which games there are, and which parts are damaged. A game told in two ways is in neither.

        Parts whose place another has taken count no more: their games are in that other.
        """
        merged, games = self._read()
        gone = _replaced(merged, games)
        self._leftovers = [path for path in (*games, *self.damaged) if path in gone]
        found = {path: one for path, one in games.items() if path not in gone}
        self.damaged |= _contradictions(found)
        for path in gone:
            self.damaged.pop(path, None)
        for path, one in found.items():
            if path not in self.damaged:
                self._note(path, one)

    def _read(self) -> tuple[dict[Path, frozenset[str]], dict[Path, Games]]:
        """What every part names as merged into it, and its games; why others are no good is in :attr:`damaged`.

        From the start again where one went away meanwhile: whoever writes into the folder may have merged it.
        """
        for _ in range(TRIES):
            merged: dict[Path, frozenset[str]] = {}
            games: dict[Path, Games] = {}
            self.damaged.clear()
            try:
                for path in sorted(self.folder.glob("*.parquet")):
                    try:
                        part = read_part(path, self.plan)
                    except DamagedError as wrong:
                        self.damaged[path] = str(wrong)
                        continue
                    merged[path], games[path] = part.merged, Games.of(part.table, self.plan, self._arms)
            except FileNotFoundError:
                continue
            return merged, games
        raise FileError(f"{self.folder}: changes too quickly to be read; a study is being played into it")

    def _note(self, part: Path, games: Games, table: pyarrow.Table | None = None) -> None:
        """*part* holds these games; *table* is they if they are to be kept at hand until they are merged."""
        self._parts[part] = int(games.blocks.min()), int(games.blocks.max())
        self.outcomes.add(games)
        self.games += len(games.blocks)
        if len(games.blocks) < LARGE // 2:
            self._small[part] = len(games.blocks), table

    def _games_in(self, part: Path) -> pyarrow.Table:
        """The games of a part that was found good before."""
        try:
            return read_part(part, self.plan, known=True).table
        except DamagedError as wrong:
            raise DamagedError(f"{part}: was damaged while the study was open: {wrong}") from None
        except FileNotFoundError as reason:
            raise file_error(part, reason) from None

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every finished game as a dictionary, part by part."""
        for part in self._parts:
            yield from self._games_in(part).to_pylist()

    def tables(self, blocks: int) -> Iterator[pyarrow.Table]:
        """Games of the first *blocks* blocks and of the study's arms, sorted by address, some thousand at a time.

        A part is read once, and held while the windows are among the blocks it spans.
        """
        import pyarrow as pa

        step = max(1, WINDOW // len(self.plan.arms))
        held: dict[Path, _Sorted] = {}
        for start in range(0, blocks, step):
            stop = min(start + step, blocks)
            wanted = [part for part, (first, last) in self._parts.items() if first < stop and last >= start]
            held = {part: held.get(part) or self._sorted(part) for part in wanted}
            pieces = [piece for one in held.values() if len((piece := one.within(start, stop)).keys)]
            if pieces:
                table = pa.concat_tables(piece.table for piece in pieces)
                order = np.argsort(np.concatenate([piece.keys for piece in pieces]), kind="stable")
                yield table.take(numbers(order)).combine_chunks() if len(pieces) > 1 else table

    def _sorted(self, part: Path) -> _Sorted:
        """The games of a part in the order of their addresses, those of the study's arms alone."""
        table = self._games_in(part)
        rank = np.full(len(self._arms), -1)
        rank[[self._arms[arm] for arm in sorted(self.plan.arms)]] = np.arange(len(self.plan.arms))
        ranks = rank[numbered_arms(table, self._arms)]
        ours = np.flatnonzero(ranks >= 0)
        keys = address_keys(unpacked(table["block"])[ours], ranks[ours])
        order = np.argsort(keys, kind="stable")
        return _Sorted(keys[order], table.take(numbers(ours[order])).combine_chunks())

    # ------------------------------------------------------------ writing

    def add(self, rows: Sequence[Row]) -> None:
        """Keep finished games: one part, in place only when it is whole and on disk."""
        table = table_of(rows, self.plan.measures)
        part = write_part(self.folder, table, self.plan)
        self._note(part, Games.of(table, self.plan, self._arms), table)
        if len(self._small) >= MANY or sum(games for games, _ in self._small.values()) >= LARGE:
            self._merge()

    def merge_at_the_end(self) -> None:
        """Merge the small parts unless they are few."""
        if len(self._small) > FEW:
            self._merge()

    def remove_leftovers(self) -> None:
        """Remove the parts whose place another has taken, which a crash has left."""
        _remove(self._leftovers)
        self._leftovers.clear()

    def _merge(self) -> None:
        """Make large parts of the small ones."""
        for batch in list(self._batches()) if self.merges else ():
            tables = [self._games_in(part) if (held := self._small[part][1]) is None else held for part in batch]
            path = self._written(tables, [part.name for part in batch])
            spans = [self._parts.pop(part) for part in batch]
            self._parts[path] = min(first for first, _ in spans), max(last for _, last in spans)
            games = sum(self._small.pop(part)[0] for part in batch)
            if games < LARGE // 2:
                self._small[path] = games, None
            _remove(batch)

    def _batches(self) -> Iterator[list[Path]]:
        """The small parts in batches of at least two that make a large part each, as far as they go."""
        batch: list[Path] = []
        games = 0
        for part, (count, _) in self._small.items():
            batch.append(part)
            games += count
            if games >= LARGE or len(batch) == MANY:
                yield batch
                batch, games = [], 0
        if len(batch) > 1:
            yield batch

    def _written(self, tables: Sequence[pyarrow.Table], names: Sequence[str]) -> Path:
        """Write the games of *tables* as one part, sorted, in place of the parts of these *names*; its path."""
        import pyarrow as pa

        table = pa.concat_tables(tables)
        keys = address_keys(unpacked(table["block"]), numbered_arms(table, self._arms))
        table = table.take(numbers(np.argsort(keys, kind="stable"))).combine_chunks()
        path = write_part(self.folder, table, self.plan, names)
        with suppress(OSError):  # where a folder cannot be forced to the disk, the system keeps its own order
            place = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(place)
            finally:
                os.close(place)
        return path


def _replaced(merged: Mapping[Path, frozenset[str]], games: Mapping[Path, Games]) -> set[Path]:
    """The parts whose place another has taken: it names them, and holds every one of their games.

    Of one that cannot be read its name alone is known, which is that of its bytes.
    """
    gone = set()
    for path, names in merged.items():
        for other in (path.with_name(name) for name in names):
            if other not in games or np.isin(games[other].keys, games[path].keys).all():
                gone.add(other)
    return gone


def _contradictions(games: Mapping[Path, Games]) -> dict[Path, str]:
    """The parts that hold games which another holds too, and which."""
    if not games:
        return {}
    paths = list(games)
    keys = np.concatenate([one.keys for one in games.values()])
    part = np.repeat(np.arange(len(paths)), [len(one.blocks) for one in games.values()])
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    found: dict[Path, str] = {}
    for one, other in np.unique(np.column_stack([part[order[again]], part[order[again + 1]]]), axis=0).tolist():
        found.setdefault(paths[one], f"it holds games that {paths[other].name} holds too")
        found.setdefault(paths[other], f"it holds games that {paths[one].name} holds too")
    return found


def _remove(parts: Iterable[Path]) -> None:
    """Remove parts whose games are in another."""
    for part in parts:
        try:
            part.unlink(missing_ok=True)
        except OSError as reason:
            raise file_error(part, reason) from None
