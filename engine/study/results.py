"""The results of a study on disk: Parquet parts, each written whole or not at all, and the tables made of them.

A folder holds ``study.json`` (the frozen study and scenario), ``manifest.json`` (versions, seed, digest, arms),
``parts/`` (finished games as they came, see :mod:`fourthseat.engine.study.store`) and, once a run ends, the tables of
:mod:`fourthseat.engine.study.final_tables`, among them ``runs.parquet`` (a row a game) and ``measures.parquet`` (a row a game and measure). What is in ``parts/`` is finished: a killed run goes on from there.
One process at a time writes into a folder; it holds the lock on ``.lock``.
"""

from __future__ import annotations

import hashlib
import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import FourthSeatError, ScenarioError
from fourthseat.engine.core.files import FileError, file_error, make_folder, open_atomic
from fourthseat.engine.core.locks import lock
from fourthseat.engine.documents.folder import write_files
from fourthseat.engine.study.declarations import DECLARATIONS, declare, register_of
from fourthseat.engine.study.final_tables import NAMES, write_tables
from fourthseat.engine.study.manifest import (
    DamagedError,
    Finished,
    Manifest,
    declared_in,
    held_in,
    new_manifest,
    set_aside,
    write_manifest,
    write_study,
)
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.run_record import MOST_RUNS, Ran
from fourthseat.engine.study.settling import refuse_foreign, settled
from fourthseat.engine.study.store import Store
from fourthseat.engine.study.trial import Row, Work

if TYPE_CHECKING:
    import pyarrow

__all__ = ["ChangedError", "Results", "Whole", "digest_of", "digest_of_file", "locked"]


class ChangedError(FileError):
    """A file is not as the program left it: a person may have worked on it, so it is not written over."""


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

    def __repr__(self) -> str:
        """In one line: its arrays are pages."""
        return f"<Whole {self.plan.study.name}: {len(self.blocks):,} blocks in {len(self.plan.arms)} arms, {self.failed} games failed>"

    def of(self, measure: str, arm: Arm) -> NDArray[np.float64]:
        """One measure of one arm, block by block."""
        return self.values[measure][:, self.plan.arms.index(arm)]

    @property
    def clusters(self) -> NDArray[np.int64] | None:
        """The future of each block where several were sampled: games of one future are no independent replications."""
        return self.futures if len(self.plan.sampled) > 1 else None


class Results:
    """One results folder: what is finished, and where the rest goes. Let go of with :meth:`close`, or by ``with``."""

    def __init__(self, folder: Path, plan: Plan, *, held: Manifest | None = None) -> None:
        """Open *folder* for *plan*, or make it, for this one writer. A folder of another study is never touched.

        What is damaged is set aside under another name and told in :attr:`notes`; its games count as not played. With the
        manifest *held* in it, it is only read: nothing changes, and what is damaged is listed in :attr:`damaged`. Raises
        :exc:`ScenarioError`, and :exc:`FileError` if the folder cannot be made or somebody else writes into it.
        """
        self.folder, self.plan = folder, plan
        self.version = __version__
        """Of the program that played the games of the folder."""
        self.notes: list[str] = []
        """What was found damaged and set aside, as sentences."""
        self._store = Store(folder / "parts", plan)
        self._lock: IO[Any] | None = None
        if held is not None:
            self.manifest, self.version = held, held.version
            self._store.find()
            self.register = register_of(folder, (declared_in(folder), held.declared))
            return
        refuse_foreign(folder)
        make_folder(folder)
        self._lock = locked(folder)
        weakref.finalize(self, self._lock.close)
        self.manifest, self.notes = settled(folder, plan)
        make_folder(folder / "parts")
        for torn in (folder / "parts").glob(".*.tmp"):
            torn.unlink()
        self._store.find()
        self._store.remove_leftovers()
        self._set_damaged_aside()
        if self.games:
            self.version = self.manifest.version
        if self.version == __version__:
            self.manifest = self.manifest.model_copy(update={"versions": new_manifest(plan).versions})
            self._store.merges = True
        seen = max(self.games, self.manifest.finished.blocks * len(plan.arms) if self.manifest.finished else 0)
        self.register = declare(folder, plan, seen, (declared_in(folder), self.manifest.declared))
        if self.register.head != self.manifest.declared:
            self.notes += [f"{folder / DECLARATIONS}: {told}" for told in self.register.told_last()]
        write_study(folder, plan, self.register.head)
        self.manifest = self.manifest.model_copy(update={"declared": self.register.head})
        write_manifest(folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Results:
        """The study in *folder* as it stands there, whichever version played it; :exc:`ScenarioError` if it is none."""
        held = held_in(folder)
        return cls(folder, held.plan, held=held.manifest)

    def __repr__(self) -> str:
        """In one line."""
        return f"<Results {self.folder}: {self.games:,} games of {self.plan.study.name}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let another process write into the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def check_version(self, blocks: int) -> None:
        """Refuse to play what is lacking of *blocks* blocks where another version played the rest: :exc:`ScenarioError`.

        Another version may play another game of the same seed, and arms are compared game by game.
        """
        if self.version != __version__ and self.lacking(blocks):
            raise ScenarioError(
                f"{self.folder}: was played by fourthseat {self.version} and is not finished; this is {__version__}, and "
                f"games of two versions are not mixed: go on with fourthseat {self.version}, or give another --out"
            )

    def check_complete(self, blocks: int) -> None:
        """Refuse to speak of the first *blocks* blocks where a game of them is not there: :exc:`DamagedError` says why."""
        if lacking := self.lacking(blocks):
            every = blocks * len(self.plan.arms)
            why = "".join(f"; {part} is damaged: {reason}" for part, reason in list(self.damaged.items())[:3])
            raise DamagedError(
                f"{self.folder}: {lacking:,} of the study's {every:,} games are not there{why}; the same `fourthseat batch` "
                "sets aside what is damaged and plays them again"
            )

    def _set_damaged_aside(self) -> None:
        for path, reason in self.damaged.items():
            kept = set_aside(path)
            self.notes.append(f"{path}: damaged: {reason}; kept as {kept.name}, and its games are played again")
        self.damaged.clear()

    @property
    def games(self) -> int:
        """Games in the folder, of whatever arms."""
        return self._store.games

    @property
    def damaged(self) -> dict[Path, str]:
        """Parts that hold no games anybody should trust, and why."""
        return self._store.damaged

    def missing(self, blocks: int) -> Iterator[Work]:
        """What of the first *blocks* blocks is still to be played."""
        for block in range(blocks):
            if arms := self._store.outcomes.missing(block):
                yield Work(block, tuple(arms))

    def lacking(self, blocks: int) -> int:
        """How many games of the first *blocks* blocks are still to be played."""
        return blocks * len(self.plan.arms) - self._store.outcomes.there(blocks)

    def add(self, rows: Sequence[Row]) -> None:
        """Keep finished games: one part, in place only when it is whole and on disk."""
        self._store.add(rows)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every finished game as a dictionary, part by part."""
        return self._store.rows()

    def tables(self, blocks: int) -> Iterator[pyarrow.Table]:
        """Games of the first *blocks* blocks and of the study's arms, sorted by address, some thousand at a time."""
        return self._store.tables(blocks)

    def whole(self, blocks: int, corner: int | None = None) -> Whole:
        """Of the first *blocks* blocks by number, never the ones that happened to finish first, those that are complete.

        They are those of the sampled futures, or of the scenario as shipped where none are: a corner is drawn from no range
        and averaged with nothing. With the number of a *corner*, its blocks alone.
        """
        held = self._store.outcomes
        full = held.complete(blocks)
        of = full % len(self.plan.futures)
        full = full[of >= self.plan.sampled.start if corner is None else of == corner]
        values = {primary.name: held.values(primary.name, full) for primary in self.plan.study.measures}
        return Whole(self.plan, full, full % len(self.plan.futures), held.failed(blocks), values, held.rungs(full))

    def finish(self, blocks: int) -> str:
        """Write the tables of the first *blocks* blocks; their hash, equal however the games were run.

        A table that is there and is not as the program left it is kept under another name. Small parts are merged first.
        """
        import pyarrow as pa

        self._store.merge_at_the_end()

        places = {name: self.folder / f"{name}.parquet" for name in NAMES}
        for place in places.values():
            if self.manifest.written.get(place.name) and self._changed(place.name):
                kept = set_aside(place)
                self.notes.append(f"{place}: was damaged or changed; kept as {kept.name} and made again")
        try:
            with ExitStack() as stack:
                files = {name: stack.enter_context(open_atomic(place)) for name, place in places.items()}
                digest = write_tables(self.plan, self.tables(blocks), files)
                contents = {}
                for name, file in files.items():
                    file.flush()
                    contents[places[name].name] = digest_of_file(Path(file.name))
                self._note_written(contents, before=True)
        except pa.ArrowException as wrong:
            raise FileError(f"{self.folder}: {wrong}") from None
        finished = Finished(blocks=blocks, hash=digest)
        self.manifest = self.manifest.model_copy(update={"finished": finished})
        self._note_written(contents)
        return digest

    def note_run(self, ran: Ran) -> None:
        """Note in the manifest what a run took; one that brought no game is none."""
        if ran.games:
            self.manifest = self.manifest.model_copy(update={"runs": [*self.manifest.runs, ran][-MOST_RUNS:]})
            write_manifest(self.folder, self.manifest)

    def write(self, files: Mapping[str, bytes]) -> list[Path]:
        """Write *files* (path in the folder: contents) in place of what the program wrote before; their paths.

        :exc:`ChangedError`, before anything is written, if one was changed since or was not written by the program.
        """
        for name, contents in files.items():
            if self._changed(name, digest_of(contents)):
                raise ChangedError(
                    f"{self.folder / name}: already exists, is not as the program left it, and is never written over; "
                    f"`fourthseat report {self.folder} --out FOLDER` writes to another place"
                )
        digests = {name: digest_of(contents) for name, contents in files.items()}
        self._note_written(digests, before=True)
        try:
            places = write_files(self.folder, files)
        except FourthSeatError as wrong:
            raise FileError(str(wrong)) from None
        self._note_written(digests)
        return places

    def _changed(self, name: str, fresh: str = "") -> bool:
        """Whether the file *name* is there with other contents than the program gave it, or those that hash to *fresh*."""
        path = self.folder / name
        if not os.path.lexists(path):
            return False
        return not path.is_file() or digest_of_file(path) not in (*self.manifest.written.get(name, ()), fresh)

    def _note_written(self, digests: Mapping[str, str], *, before: bool = False) -> None:
        """Note in the manifest what files of the program hold; *before* they are in place, beside what they held."""
        held = self.manifest.written
        noted = {name: [*(held.get(name, [])[-1:] if before else []), digest] for name, digest in digests.items()}
        self.manifest = self.manifest.model_copy(update={"written": held | noted})
        write_manifest(self.folder, self.manifest)


def locked(folder: Path) -> IO[Any]:
    """The folder's lock, held until the file is closed; :exc:`FileInUseError` if another process writes into the folder."""
    path = folder / ".lock"
    try:
        file = path.open("ab")
    except OSError as reason:
        raise file_error(path, reason) from None
    try:
        lock(file, folder, "let it end, or give another --out")
    except FileError:
        file.close()
        raise
    return file


def digest_of(contents: bytes) -> str:
    """The digest of some contents, as :func:`digest_of_file` gives that of a file's."""
    return hashlib.blake2b(contents, digest_size=16).hexdigest()


def digest_of_file(path: Path) -> str:
    """The digest of a file's contents; :exc:`FileError` if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError as reason:
        raise file_error(path, reason) from None
