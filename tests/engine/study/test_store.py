"""Many small parts become a few large ones, and no moment at which that is broken off loses a game or counts one twice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from math import nan
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat.engine.core.files import FileError
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.study import store as store_module
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.final_tables import json_rows
from fourthseat.engine.study.findings import analyse
from fourthseat.engine.study.parts import table_of
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.store import Store
from fourthseat.engine.study.trial import Row
from fourthseat.scenarios import find

BLOCKS = 24
TUTORIAL = find("tutorial")


def made(**changes: Any) -> Plan:
    """A study of two arms that nobody plays: its games are made up."""
    raw = {
        "name": "made-up",
        "question": "q",
        "scenario": "tutorial",
        "coalitions": ["aukus", "aukus-jpn"],
        "provocation": [True],
        "measure": [{"name": "p_press"}],
        "stopping": {"first": 50, "cap": 60},
    }
    return plan(parse_study(raw | changes, "test"), TUTORIAL)


PLAN = made()
WIDER = made(
    coalitions=["aukus-jpn-pillar2", "aukus", "aukus-jpn"],
    measure=[{"name": "p_press"}, {"name": "hours_to_effect"}],
    input=[],
)


def game(study: Plan, block: int, arm: int, failing: float = 0.1) -> Row:
    """The game of that address: what is in it follows from the address alone."""
    where, terms = study.block(block), study.arms[arm]
    luck = Random(f"{block} {terms}")
    if luck.random() < failing:
        return Row(where, terms, "failed", 'RuntimeError: "no" – \\', 0, (), (), {})
    measures = {name: luck.choice((None, 0.0, -0.0, luck.random(), 1e9)) for name in MEASURES}
    waits = tuple((float(luck.randrange(9)), luck.choice((nan, luck.random()))) for _ in range(luck.randrange(3)))
    return Row(
        where, terms, "done", "", luck.randrange(400), (*[luck.randrange(7)] * luck.randrange(1, 9),), waits, measures
    )


def games(study: Plan, blocks: Sequence[int], failing: float = 0.1) -> list[Row]:
    """Every arm of those blocks."""
    return [game(study, block, arm, failing) for block in blocks for arm in range(len(study.arms))]


def same(one: Whole, other: Whole) -> bool:
    """Whether nothing differs, to the last bit."""
    return (one.plan, one.failed) == (other.plan, other.failed) and all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for a, b in (
            (one.blocks, other.blocks),
            (one.futures, other.futures),
            (one.rungs, other.rungs),
            *((one.values[name], other.values[name]) for name in one.values),
        )
    )


@settings(max_examples=4)
@given(order=st.permutations(range(12)), sizes=st.lists(st.integers(1, 5), min_size=12, max_size=12))
def test_what_a_look_sees_is_what_reading_everything_again_sees(
    order: list[int], sizes: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Failures, chunks of any size in any order, parts merged or not, another measure and arm later: the same numbers."""
    folder = tmp_path_factory.mktemp("looks") / "r"
    with pytest.MonkeyPatch.context() as patch, Results(folder, PLAN) as results:
        patch.setattr(store_module, "MANY", 4)
        todo = list(order)
        for size in sizes:
            if todo:
                results.add(games(PLAN, todo[:size]))
                del todo[:size]
            if size == 3:
                assert same(results.whole(12), Results.read(folder).whole(12))
        seen = results.whole(12)
        assert repr(tuple(analyse(seen, 12))) == repr(tuple(analyse(Results.read(folder).whole(12), 12)))
        hashed = results.finish(12)
    with Results(folder, WIDER) as wider:
        assert 0 == len(wider.whole(12).blocks), "a block is complete when every arm of the study is there"
        for work in list(wider.missing(12)):
            wider.add([game(WIDER, work.block, arm) for arm in work.arms])
        assert same(wider.whole(12), Results.read(folder).whole(12))
        good = [block for block in range(12) if all(row.status == "done" for row in games(WIDER, [block]))]
        assert good == wider.whole(12).blocks.tolist()
        wanted = np.array([[row.measures["p_press"] for row in games(WIDER, [block])] for block in good], float)
        assert np.array_equal(wanted.reshape(-1, 3), wider.whole(12).values["p_press"], equal_nan=True)
    with Results(folder, PLAN) as results:
        assert same(seen, results.whole(12))
        assert hashed == results.finish(12)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 1)), min_size=1, max_size=30, unique=True))
def test_rows_are_hashed_as_pythons_own_json(addresses: list[tuple[int, int]]) -> None:
    """Two zeros, none, infinite waits, quotation marks and dashes: character by character."""
    table = table_of([game(PLAN, block, arm) for block, arm in addresses], PLAN.measures)

    assert json.dumps(table.to_pylist(), sort_keys=True) == json_rows(table)
    assert json.dumps(table.slice(1).to_pylist(), sort_keys=True) == json_rows(table.slice(1))


def test_small_parts_are_merged_while_a_study_runs_and_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never more than so many, few in the end, and the tables those of one part."""
    monkeypatch.setattr(store_module, "MANY", 10)
    with Results(tmp_path / "r", PLAN) as results, Results(tmp_path / "one", PLAN) as one:
        for block in range(BLOCKS):
            results.add(games(PLAN, [block]))
            assert 10 > len(list((tmp_path / "r/parts").iterdir()))
        one.add(games(PLAN, range(BLOCKS)))

        assert one.finish(BLOCKS) == results.finish(BLOCKS)
    assert store_module.FEW >= len(list((tmp_path / "r/parts").iterdir()))
    for name in ("runs.parquet", "measures.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "r" / name).read_bytes()


class CrashError(Exception):
    """Stands for the end of the process."""


def steps(patch: pytest.MonkeyPatch, crash_at: int) -> Iterator[int]:
    """Counts what is done to files while parts are merged, and crashes before step *crash_at*."""
    count = iter(range(10**6))

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            if next(count) == crash_at:
                raise CrashError
            return function(*args, **kwargs)

        return step

    patch.setattr(Path, "unlink", counted(Path.unlink))
    patch.setattr(Path, "replace", counted(Path.replace))
    patch.setattr(store_module.os, "fsync", counted(store_module.os.fsync))
    return count


@pytest.mark.parametrize("crash_at", range(11))
def test_a_crash_at_any_step_of_merging_loses_nothing_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    """Before the merged part is there, between it and each it replaces, after: the same games, and nothing set aside."""
    folder = tmp_path / "r"
    with Results(folder, PLAN) as results:
        for start in range(0, BLOCKS, 4):
            results.add(games(PLAN, range(start, start + 4)))
        with monkeypatch.context() as patch:
            steps(patch, crash_at)
            try:
                results._store.merge_at_the_end()
                crashed = False
            except CrashError:
                crashed = True
    assert crashed == (crash_at < 10), (
        "two steps of forcing to the disk, one of renaming, one a part, one of tidying up"
    )

    held = Results.read(folder)
    assert (2 * BLOCKS, {}) == (held.games, held.damaged)
    with Results(folder, PLAN) as again:
        assert (2 * BLOCKS, []) == (again.games, again.notes)
        assert 0 == again.lacking(BLOCKS)
        hashed = again.finish(BLOCKS)
    assert not [*folder.rglob("*.damaged*"), *folder.rglob("*.tmp")]
    assert 1 == len(list((folder / "parts").iterdir()))
    with Results(tmp_path / "one", PLAN) as one:
        one.add(games(PLAN, range(BLOCKS)))
        assert one.finish(BLOCKS) == hashed


def test_a_process_killed_while_it_merges_has_lost_nothing(tmp_path: Path) -> None:
    """A real one, killed between the merged part and the removal of what it replaces."""
    code = (
        f"import sys, os, signal; sys.path.insert(0, {str(Path(__file__).parents[3])!r}); from pathlib import Path;"
        "from tests.engine.study import test_store as t; from fourthseat.engine.study import store;"
        f"r = t.Results(Path({str(tmp_path / 'r')!r}), t.PLAN);"
        "store._remove = lambda parts: os.kill(os.getpid(), signal.SIGKILL);"
        "[r.add(t.games(t.PLAN, [n])) for n in range(t.BLOCKS)]; r.finish(t.BLOCKS)"
    )
    assert -9 == subprocess.run([sys.executable, "-c", code], check=False).returncode
    assert BLOCKS + 1 == len(list((tmp_path / "r/parts").iterdir()))

    assert 2 * BLOCKS == Results.read(tmp_path / "r").games
    with Results(tmp_path / "r", PLAN) as results:
        assert (2 * BLOCKS, []) == (results.games, results.notes)
    assert 1 == len(list((tmp_path / "r/parts").iterdir()))


@pytest.fixture
def half_merged(tmp_path: Path) -> Path:
    """Parts as a crash leaves them: the merged one, and all it names."""
    folder = tmp_path / "r"
    with Results(folder, PLAN) as results:
        for start in range(0, BLOCKS, 4):
            results.add(games(PLAN, range(start, start + 4)))
        shutil.copytree(folder / "parts", tmp_path / "small")
        results._store.merge_at_the_end()
    shutil.copytree(tmp_path / "small", folder / "parts", dirs_exist_ok=True)
    return folder


def merged_one(folder: Path) -> Path:
    """The part that names others."""
    return max((folder / "parts").iterdir(), key=lambda path: path.stat().st_size)


def test_a_damaged_merged_part_leaves_what_it_names_in_force(half_merged: Path) -> None:
    """It cannot be read, so it has taken nobody's place."""
    whole = merged_one(half_merged)
    whole.write_bytes(whole.read_bytes()[:-9])

    held = Results.read(half_merged)
    assert ([whole], 2 * BLOCKS) == (list(held.damaged), held.games)
    with Results(half_merged, PLAN) as results:
        assert 2 * BLOCKS == results.games
        assert 1 == len(results.notes)


def test_a_damaged_leftover_harms_nobody(half_merged: Path) -> None:
    """Its games are in the merged part."""
    small = min((half_merged / "parts").iterdir(), key=lambda path: path.stat().st_size)
    small.write_bytes(b"junk")

    held = Results.read(half_merged)
    assert ({}, 2 * BLOCKS) == (held.damaged, held.games)
    with Results(half_merged, PLAN) as results:
        assert (2 * BLOCKS, []) == (results.games, results.notes)


def test_a_game_told_in_two_ways_is_in_neither(tmp_path: Path) -> None:
    """Two parts of which neither names the other."""
    with Results(tmp_path / "r", PLAN) as results:
        results.add(games(PLAN, [0, 1]))
    with Results(tmp_path / "s", PLAN) as results:
        results.add(games(PLAN, [1, 2]))
    for part in (tmp_path / "s/parts").iterdir():
        shutil.copy(part, tmp_path / "r/parts")

    held = Results.read(tmp_path / "r")

    assert (2, 0) == (len(held.damaged), held.games)
    assert all("it holds games that" in why for why in held.damaged.values())


def test_a_part_merged_away_while_it_is_read_is_found_in_its_new_place(
    half_merged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader starts again; only where parts never stop changing it gives up, and says so."""
    first = store_module.read_part
    went = iter(range(100))

    def reading(path: Path, study: Plan, **how: Any) -> Any:
        if next(went) == 3:
            raise FileNotFoundError(path)
        return first(path, study, **how)

    monkeypatch.setattr(store_module, "read_part", reading)
    assert 2 * BLOCKS == Results.read(half_merged).games

    def gone(path: Path, *_: Any, **__: Any) -> Any:
        raise FileNotFoundError(path)

    monkeypatch.setattr(store_module, "read_part", gone)
    with pytest.raises(FileError, match="changes too quickly to be read"):
        Results.read(half_merged)


def test_parts_of_another_version_are_left_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version wrote is not written again in this one's name."""
    folder = tmp_path / "r"
    with Results(folder, PLAN) as results:
        for block in range(BLOCKS):
            results.add(games(PLAN, [block]))
    monkeypatch.setattr("fourthseat.engine.study.results.__version__", "9.9.9")
    before = {path.name: path.read_bytes() for path in (folder / "parts").iterdir()}

    with Results(folder, PLAN) as results:
        results.finish(BLOCKS)

    assert before == {path.name: path.read_bytes() for path in (folder / "parts").iterdir()}


def test_games_held_at_hand_are_bounded_whatever_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So the memory of a study is flat: once that many games wait to be merged, they are merged and let go of."""
    monkeypatch.setattr(store_module, "LARGE", 40)
    parts = Store(tmp_path, PLAN)
    parts.merges = True
    for block in range(BLOCKS):
        parts.add(games(PLAN, [block], failing=0))
        held = [len(table) for _, table in parts._small.values() if table is not None]
        assert 40 >= sum(held)
    assert 2 * BLOCKS == parts.games


def test_a_study_needs_no_pandas(tmp_path: Path) -> None:
    """Which takes longer to load than hundreds of games take to play, and is loaded by conversions that look harmless."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[3])!r}); from pathlib import Path;"
        "from tests.engine.study import test_store as t; before = 'pandas' in sys.modules;"
        f"r = t.Results(Path({str(tmp_path / 'r')!r}), t.PLAN); [r.add(t.games(t.PLAN, [n])) for n in range(t.BLOCKS)];"
        f"r.whole(t.BLOCKS); r.finish(t.BLOCKS); r.close(); t.Results(Path({str(tmp_path / 'r')!r}), t.PLAN).finish(t.BLOCKS);"
        "print(before, 'pandas' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "False False" == said.strip()
