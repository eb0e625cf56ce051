"""A study is played the same by any number of workers, and nothing that happens to a worker is lost or hidden."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.study.cluster import cluster
from fourthseat.engine.study.conduct import conduct
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.executors import Serial, local
from fourthseat.engine.study.findings import analyse
from fourthseat.engine.study.plan import Arm, Plan, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import CHUNK_GAMES, BudgetError, _fair, run
from fourthseat.engine.study.tables import tables
from fourthseat.engine.study.trial import Work, game_at, killed, play_chunk
from fourthseat.players.cast import cast_for, cast_names

ROOT = Path(__file__).parents[3]
BLOCKS = 6


def small(**changes: Any) -> Plan:
    """A study of the tutorial: two variants under one rule."""
    raw = default_study(scenarios.find("tutorial"), "tutorial").model_dump(mode="json", by_alias=True)
    raw |= {"coalitions": ["aukus", "aukus-jpn"], "rules": ["unanimity"], "provocation": [True]} | changes
    return plan(parse_study(raw, "test"), scenarios.find("tutorial"))


def seated() -> dict[Any, Any]:
    """Doctrines in every seat."""
    tutorial = scenarios.find("tutorial")
    return cast_for(tutorial, cast_names(tutorial, {}))


POISON = '''
import os, time
from dataclasses import dataclass
from fourthseat.players.doctrine import doctrine_for
from fourthseat.engine.core.terms import Cell


@dataclass
class Poison:
    """Plays by doctrine, until the game with that luck comes: then it does its worst."""

    severity: float
    coalition: str
    deed: str

    def decide(self, view, /):
        if self.coalition in view.coalition and any(s.severity == self.severity for s in view.incidents):
            if self.deed == "die":
                os._exit(9)
            if self.deed == "sleep":
                for _ in range(3000):
                    time.sleep(0.01)
            raise RuntimeError("poisoned")
        return doctrine_for(Cell.BLUE).decide(view)
'''


@pytest.fixture
def poisoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A cast with a planted player that spoils one game of one variant."""
    (tmp_path / "poison_player.py").write_text(POISON, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    def plant(made: Plan, block: int, deed: str) -> dict[Any, Any]:
        from poison_player import Poison  # type: ignore[import-not-found]

        game = play(Game(made.scenario, "aukus-jpn", made.block(block).seed), seated())
        severity = next(iter(game.state.incidents.values())).severity
        title = made.scenario.coalition("aukus-jpn").title
        return seated() | {"GBR": Poison(severity, title, deed)}

    return plant


DASK = -2
"""Stands for a Dask cluster of two worker processes."""


@contextmanager
def executors(workers: int) -> Iterator[Callable[[], Executor]]:
    """Every executor there is: in this process (0), so many processes, or Dask. One suite of tests for all of them."""
    if workers == DASK:
        import dask
        from distributed import LocalCluster

        settings = {"distributed.scheduler.allowed-failures": 0, "distributed.worker.daemon": True}
        with (
            dask.config.set(settings),
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as dasks,
        ):
            yield partial(cluster, dasks.scheduler_address)
    else:
        yield partial(local, workers) if workers else Serial


def played(made: Plan, folder: Path, cast: Any, workers: int = 0, blocks: int = BLOCKS) -> Results:
    """The study's first blocks, on so many workers."""
    results = Results(folder, made)
    with executors(workers) as make:
        run(made, cast, results, blocks, make, max(1, abs(workers)))
    return results


def test_a_row_is_the_game_it_names(tmp_path: Path) -> None:
    """Every row is measured from the game its address plays, and no other."""
    made = small()

    for row in played(made, tmp_path / "r", seated()).rows():
        block = made.block(row["block"])
        scenario = made.played(block.future, Arm._make(row[name] for name in Arm._fields))
        game = play(Game(scenario, row["coalition"], block.seed), seated())
        wanted = measure(scenario, game.entries, game.state)
        assert wanted == {name: row[name] for name in wanted}
        assert (len(game.entries), game.state.rung) == (row["entries"], row["rungs"][-1])
        assert scenario.turns == len(row["rungs"])


def test_workers_and_chunks_change_nothing(tmp_path: Path) -> None:
    """In this process, with one worker, with two, or with Dask: the same tables, bit for bit."""
    made = small()

    hashes = {played(made, tmp_path / str(n), seated(), n).finish(BLOCKS) for n in (0, 1, 2, DASK)}

    assert 1 == len(hashes)


def test_the_luck_is_the_same_in_every_arm(tmp_path: Path) -> None:
    """A block has one seed, whatever the variant; two blocks have two."""
    rows = list(played(small(), tmp_path / "r", seated()).rows())

    assert BLOCKS == len({row["seed"] for row in rows}) == len({(row["seed"], row["block"]) for row in rows})


def test_only_what_is_missing_is_played(tmp_path: Path) -> None:
    """A second run adds what the first lacks, and the result is that of one run."""
    made, folder = small(), tmp_path / "r"
    played(made, folder, seated(), blocks=3)

    again = run(made, seated(), Results(folder, made), BLOCKS, Serial)

    assert (BLOCKS - 3) * 2 == again.games
    assert played(made, tmp_path / "whole", seated()).finish(BLOCKS) == Results(folder, made).finish(BLOCKS)


def test_a_variant_added_later_reuses_the_rest(tmp_path: Path) -> None:
    """One more variant plays its own games only."""
    played(small(), tmp_path / "r", seated())
    more = small(coalitions=["aukus", "aukus-jpn", "aukus-jpn-pillar2"])

    assert BLOCKS == run(more, seated(), Results(tmp_path / "r", more), BLOCKS, Serial).games


def test_an_ablation_added_later_overwrites_nothing(tmp_path: Path) -> None:
    """Games that differ only in the mechanism left out have addresses of their own: none takes another's place."""
    played(small(), tmp_path / "r", seated())
    more = small(ablate=["provocation"])

    added = run(more, seated(), Results(tmp_path / "r", more), BLOCKS, Serial).games

    assert 2 * BLOCKS == added
    assert 4 * BLOCKS == len(list(Results(tmp_path / "r", more).rows()))
    assert played(more, tmp_path / "whole", seated()).finish(BLOCKS) == Results(tmp_path / "r", more).finish(BLOCKS)


def test_an_existing_folder_is_never_overwritten(tmp_path: Path) -> None:
    """A folder with something else in it, or with another study, is refused and left alone."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("years of work", "utf-8")
    played(small(), tmp_path / "r", seated(), blocks=1)

    with pytest.raises(ScenarioError, match="holds no study"):
        Results(tmp_path / "other", small())
    with pytest.raises(ScenarioError, match="holds another study"):
        Results(tmp_path / "r", small(seed=2))
    assert ["thesis.txt"] == os.listdir(tmp_path / "other")


def test_a_game_that_fails_is_a_row_with_its_reason(tmp_path: Path, poisoned: Any) -> None:
    """An exception in a game costs that game alone, and says where."""
    made = small()

    rows = list(played(made, tmp_path / "r", poisoned(made, 2, "raise")).rows())

    bad = [row for row in rows if row["status"] != "done"]
    assert [(2, "aukus-jpn", "failed")] == [(row["block"], row["coalition"], row["status"]) for row in bad]
    assert "RuntimeError: poisoned" in bad[0]["error"]
    assert 2 * BLOCKS == len(rows)


@pytest.mark.parametrize("workers", [1, DASK])
def test_a_game_that_hangs_is_given_up(tmp_path: Path, poisoned: Any, workers: int) -> None:
    """A game past the study's limit is a row, and the next one is played."""
    made = small(game_seconds=0.5)

    rows = list(played(made, tmp_path / "r", poisoned(made, 1, "sleep"), workers).rows())

    assert [(1, "aukus-jpn", "timeout")] == [(r["block"], r["coalition"], r["status"]) for r in rows if r["error"]]
    assert 2 * BLOCKS == len(rows)


@pytest.mark.parametrize("workers", [2, DASK])
def test_a_game_that_kills_its_worker_is_isolated(tmp_path: Path, poisoned: Any, workers: int) -> None:
    """The killer is found by halving, written down as killed, and every other game is there."""
    made = small()

    rows = list(played(made, tmp_path / "r", poisoned(made, 3, "die"), workers).rows())

    assert [(3, "aukus-jpn", "killed")] == [(r["block"], r["coalition"], r["status"]) for r in rows if r["error"]]
    assert sorted((block, name) for block in range(BLOCKS) for name in ("aukus", "aukus-jpn")) == sorted(
        (row["block"], row["coalition"]) for row in rows
    )


def test_a_scheduler_that_is_not_there_is_told() -> None:
    """One message with the address, no traceback and no wait for minutes."""
    with pytest.raises(ScenarioError, match="no scheduler answers there"):
        cluster("nowhere at all")


def test_too_many_failures_stop_the_study(tmp_path: Path) -> None:
    """A study whose games fail is not finished as if nothing had happened."""
    made = small(failures=0.0)

    class Bad:
        """Never plays."""

        def decide(self, view: Any, /) -> Any:  # noqa: ARG002
            raise RuntimeError("no")

    with pytest.raises(BudgetError, match="games failed, more than the study's budget"):
        played(made, tmp_path / "r", seated() | {"GBR": Bad()})
    assert Results(tmp_path / "r", made).games


def test_kill_9_loses_what_was_under_way_and_nothing_else(tmp_path: Path) -> None:
    """Killed twice in the middle and run again, the result is that of one quiet run."""
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, {root!r});"
        "from tests.engine.study import test_runner as t;"
        "t.played(t.small(), Path({folder!r}), t.seated(), blocks=150)"
    ).format(root=str(ROOT), folder=str(tmp_path / "r"))
    for parts in (1, 3):
        child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
        deadline = time.monotonic() + 30
        while len(list((tmp_path / "r/parts").glob("*.parquet"))) < parts and time.monotonic() < deadline:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        child.wait()

    made = small()
    left = run(made, seated(), Results(tmp_path / "r", made), 150, Serial)

    assert 0 < left.games < 300
    assert played(made, tmp_path / "q", seated(), blocks=150).finish(150) == Results(tmp_path / "r", made).finish(150)


def test_a_chunk_is_played_in_order() -> None:
    """A worker answers block by block and arm by arm."""
    rows = play_chunk(small(), seated(), [Work(4, (1,)), Work(2, (0, 1))])

    assert [(4, "aukus-jpn"), (2, "aukus"), (2, "aukus-jpn")] == [(row.where.number, row.arm.coalition) for row in rows]


def test_the_looks() -> None:
    """From 100 on half as many again, up to the cap."""
    wide = small(stopping={"cap": 2000})
    assert [100, 150, 225, 338, 507, 761, 1142, 1713, 2000] == list(wide.study.stopping.looks())
    slow = small(stopping={"first": 100, "cap": 150, "growth": 1.1})
    assert [100, 110, 121, 134, 148, 150] == list(slow.study.stopping.looks()), (
        "a tenth more of 100 is 110 in floats too"
    )


def test_futures_take_turns_and_corners_come_first() -> None:
    """Every prefix of the blocks is balanced over the futures; inputs lie in their ranges."""
    made = small(
        input=[{"path": "assumptions.precision", "low": 1.0, "high": 4.0}],
        corner=[{"id": "no-dice", "set": {"assumptions.precision": 0.5}}],
        futures=4,
    )

    assert [0, 1, 2, 3, 4, 0] == [made.block(n).future for n in range(6)]
    assert ("no-dice", (("assumptions.precision", 0.5),)) == made.futures[0][:2]
    assert all(1 <= dict(changes)["assumptions.precision"] <= 4 for _, changes, _ in made.futures[1:])
    assert 5 == len({made.played(n, made.arms[0]).assumptions.precision for n in range(5)})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"measure": [{"name": "victory"}]}, "no measure 'victory'"),
        ({"coalitions": ["aukus", "aukus"]}, "coalitions names 'aukus' twice"),
        ({"coalitions": ["aukus", "nato"]}, "nato"),
        ({"futures": 8}, "needs at least one"),
        ({"input": [{"path": "assumptions.precisoin", "low": 0, "high": 1}], "futures": 2}, "did you mean 'precision'"),
        ({"input": [{"path": "assumptions.precision", "low": 2, "high": 1}]}, "must lie below high"),
        ({"stopping": {"first": 500, "cap": 100}}, "lies above cap"),
        ({"rules": ["majority"]}, "majority"),
        ({"off": ["luck"]}, "luck"),
        ({"cats": 1}, "cats: unknown key"),
    ],
)
def test_a_study_that_cannot_be_played_says_why(changes: dict[str, Any], words: str) -> None:
    """One clear message, before anything is played or written."""
    with pytest.raises(ScenarioError, match=words):
        small(**changes).tried()


def test_a_setting_is_a_lever_crossed_with_every_variant(tmp_path: Path) -> None:
    """As shipped and the setting, each against the baseline of the same setting; a game of it replays by its address."""
    guarded = {"id": "guarded", "set": {"coalition.*.member.USA.information": 0.2}}
    made = small(setting=[guarded])
    results = played(made, tmp_path / "r", seated(), blocks=50)

    found = analyse(results.whole(50), 50)
    titles = [arm.title for arm in made.arms]

    assert ["", "guarded"] == [one.arm.setting for one in found.findings if one.measure == "status_quo_held"]
    assert "aukus-jpn:unanimity:provoked:in-guarded" in titles
    assert 0.2 == float(made.played(0, made.arms[1]).coalitions[0].members[2].information)
    table, *_ = tables(made, found)
    assert "setting" in table.headings
    assert {"as shipped", "guarded"} == {row[table.headings.index("setting")] for row in table.rows}
    game = game_at(made, seated(), "3:aukus-jpn:unanimity:provoked:in-guarded")
    (row,) = (
        row for row in results.rows() if (row["block"], row["coalition"], row["setting"]) == (3, "aukus-jpn", "guarded")
    )
    assert row["entries"] == len(game.entries)


def test_the_first_chunk_is_a_block_and_later_ones_are_hundreds_of_games(tmp_path: Path) -> None:
    """News at once, then parts worth writing; towards the end no worker has more than its share."""
    made = small(coalitions=["aukus", "aukus-jpn"])
    sizes: list[int] = []

    class Noting(Serial):
        """Plays nothing, and is as quick as can be."""

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002
            _, _, chunk, _ = args
            sizes.append(sum(len(work.arms) for work in chunk))
            return super().submit(lambda: [killed(made, work.block, arm) for work in chunk for arm in work.arms])

    made = made._replace(study=made.study.model_copy(update={"failures": 1.0}))
    run(made, seated(), Results(tmp_path / "r", made), 2000, Noting)

    assert [2, 8, 32, 128] == sizes[:4]
    assert all(size >= CHUNK_GAMES for size in sizes[4:-1])
    assert 4000 == sum(sizes)


@pytest.mark.parametrize(
    ("games", "seconds", "fair"),
    [
        (240, 0.1, 960),  # a fast machine: games worth half a second, though not more than four times as many as before
        (240, 1.0, 240),
        (240, 4.0, 240),
        (240, 40.0, 24),  # a slow one: no more than some seconds' worth, however few games it is
        (24, 0.02, 96),
        (1, 1000.0, 1),
    ],
)
def test_a_fair_chunk(games: int, seconds: float, fair: int) -> None:
    """By games first, within bounds of seconds."""
    assert fair == _fair(games, seconds, 1, 1)


def test_workers_are_kept_from_look_to_look(tmp_path: Path) -> None:
    """One executor plays all looks of a study, and is let go of at the end."""
    made, executors_made = small(stopping={"first": 50, "cap": 120}), []

    class Counted(Serial):
        """Counts itself, and notes when it is let go of."""

        def __init__(self) -> None:
            executors_made.append(self)
            self.open = True

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
            """Let go of."""
            self.open = False

    with Results(tmp_path / "r", made) as results:
        finished = conduct(results, seated(), (Counted, 1))

    assert 1 == len(executors_made)
    assert not executors_made[0].open
    assert 2 * finished.findings.blocks == finished.games == finished.played


def test_what_only_waits_its_turn_is_not_waited_for_when_stopped_by_hand(tmp_path: Path) -> None:
    """A chunk that was begun is kept; one that no worker has begun is given up, or the wait would never end."""
    made, handed = small(), list[Future[Any]]()

    class OneWorker(Executor):
        """Plays the first chunk, leaves the second waiting, and is interrupted at the third."""

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            if len(handed) == 2:
                raise KeyboardInterrupt
            handed.append(Future())
            if len(handed) == 1:
                handed[0].set_running_or_notify_cancel()
                handed[0].set_result(fn(*args, **kwargs))
            return handed[-1]

    results = Results(tmp_path / "r", made)
    with pytest.raises(KeyboardInterrupt):
        run(made, seated(), results, BLOCKS, OneWorker, workers=2)

    assert 2 == results.games
    assert handed[1].cancelled()
