"""A results folder as disks and strangers leave it: what is damaged is named, set aside by whoever goes on, and played again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fourthseat.api import read_log
from fourthseat.engine.core.errors import FourthSeatError, ScenarioError
from fourthseat.engine.core.files import FileError, FileTakenError
from fourthseat.engine.core.locks import FileInUseError
from fourthseat.engine.study.conduct import write_report_again
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.executors import Serial
from fourthseat.engine.study.findings import reread
from fourthseat.engine.study.manifest import MANIFEST, STUDY
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.results import ChangedError, Results
from fourthseat.engine.study.runner import run
from fourthseat.players.cast import cast
from fourthseat.scenarios import find

BLOCKS = 6
TUTORIAL = find("tutorial")
CAST = cast(TUTORIAL)


def small(**changes: Any) -> Plan:
    """A study of two arms."""
    raw = {
        "name": "small",
        "question": "q",
        "scenario": "tutorial",
        "coalitions": ["aukus", "aukus-jpn"],
        "provocation": [True],
        "measure": [{"name": "p_press"}],
        "stopping": {"first": 50, "cap": 50},
    }
    return plan(parse_study(raw | changes, "test"), TUTORIAL)


PLAN = small()


def gone_on(folder: Path) -> tuple[str, list[str]]:
    """The same study once more: its hash, and what was said."""
    with Results(folder, PLAN) as results:
        run(PLAN, CAST, results, BLOCKS, Serial)
        return results.finish(BLOCKS), results.notes


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A finished study in several parts, and its hash."""
    folder = tmp_path_factory.mktemp("whole") / "r"
    return folder, gone_on(folder)[0]


@pytest.fixture
def folder(whole: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(whole[0], tmp_path / "r"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read_in_every_way(folder: Path) -> list[FourthSeatError]:
    """What is complained of by what only reads, and whether it left everything as it was."""
    before, wrong = contents(folder), []
    for reader in (
        lambda: reread(folder),
        lambda: read_log(f"{folder}#1:aukus:unanimity:provoked"),
    ):
        try:
            reader()
        except FourthSeatError as refused:
            wrong.append(refused)
    assert before == contents(folder)
    return wrong


def part_of(folder: Path) -> Path:
    """A part from the middle."""
    return sorted((folder / "parts").glob("*.parquet"))[2]


def as_folder(path: Path) -> None:
    """In its place a folder."""
    path.unlink()
    path.mkdir()


BYTES: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "empty": lambda path: path.write_bytes(b""),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a bit flipped": lambda path: path.write_bytes(
        bytes([*path.read_bytes()[:90], path.read_bytes()[90] ^ 4, *path.read_bytes()[91:]])
    ),
    "junk": lambda path: path.write_bytes(b"junk"),
    "a folder": as_folder,
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("how", BYTES)
def test_a_damaged_part_is_named_and_its_games_are_played_again(
    folder: Path, whole: tuple[Path, str], how: str
) -> None:
    """No report of part of a study; the same study sets the part aside, and is what it was."""
    part = part_of(folder)
    BYTES[how](part)

    (refused,) = read_in_every_way(folder)
    digest, notes = gone_on(folder)

    assert "of the study's 12 games are not there" in str(refused)
    assert whole[1] == digest
    assert [] == read_in_every_way(folder)
    if how != "gone":
        assert part.name in str(refused)
        assert part.with_name(f"{part.name}.damaged").exists()
        assert any(str(part) in note and "are played again" in note for note in notes)


def column(name: str, values: Callable[[pa.Table], pa.Array]) -> Callable[[pa.Table], pa.Table]:
    """A table with one column made otherwise."""
    return lambda table: table.set_column(table.column_names.index(name), name, values(table))


def constant(value: Any, kind: pa.DataType | None = None) -> Callable[[pa.Table], pa.Array]:
    """A column that says the same in every game."""
    return lambda table: pa.array([value] * len(table), kind)


TABLES: dict[str, Callable[[pa.Table], pa.Table]] = {
    "a column less": lambda table: table.drop(["seed"]),
    "its measure less": lambda table: table.drop(["p_press"]),
    "a column more": lambda table: table.append_column("magic", constant(1)(table)),
    "a column twice": lambda table: table.append_column("block", table["block"]),
    "another schema": lambda _: pa.table({"x": [1, 2]}),
    "no games": lambda table: table.slice(0, 0),
    "a game twice": lambda table: pa.concat_tables([table, table]),
    "no block": column("block", constant(None, pa.int64())),
    "a block that is none": column("block", constant(10**18)),
    "a negative block": column("block", constant(-1)),
    "a block of another study": column("block", constant(40)),
    "other luck": column("seed", constant(7)),
    "words for numbers": column("entries", constant("x")),
    "an end that is none": column("status", constant("won")),
    "no status": column("status", constant(None, pa.string())),
    "no ladder": column("rungs", constant([], pa.list_(pa.int8()))),
    "a ladder with holes": column("rungs", constant([None], pa.list_(pa.int8()))),
    "waits without windows": column("windows", constant([1.0] * 9, pa.list_(pa.float32()))),
    "what is no number": column("p_press", constant(float("inf"))),
}


@pytest.mark.parametrize("how", TABLES)
def test_a_part_made_by_somebody_else_holds_no_games(folder: Path, whole: tuple[Path, str], how: str) -> None:
    """Whole as a file and named by its own digest, it is still no part of the study."""
    part = part_of(folder)
    buffer = io.BytesIO()
    pq.write_table(TABLES[how](pq.read_table(io.BytesIO(part.read_bytes()))), buffer)
    forged = hashlib.blake2b(buffer.getvalue(), digest_size=16).hexdigest()
    part.unlink()
    part = part.with_name(f"{part.name[:9]}{forged}.parquet")
    part.write_bytes(buffer.getvalue())

    (refused,) = read_in_every_way(folder)

    assert part.name in str(refused)
    assert whole[1] == gone_on(folder)[0]


def test_a_stray_file_among_the_parts_takes_nothing_away(folder: Path, whole: tuple[Path, str]) -> None:
    """A copy under another name holds games that are there already: the study can be reported."""
    shutil.copy(part_of(folder), folder / "parts/part copy.parquet")

    assert [] == read_in_every_way(folder)
    digest, (note,) = gone_on(folder)

    assert whole[1] == digest
    assert "part copy.parquet: damaged: its name is not one the program gives" in note


def deep() -> Any:
    """A list in a list, three thousand times."""
    nested: list[Any] = []
    for _ in range(3000):
        nested = [nested]
    return nested


def texts_of(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Everything that may stand in a JSON file instead of *raw*: what was done, and the text."""
    for key, held in raw.items():
        yield f"{key} lacks", json.dumps({name: value for name, value in raw.items() if name != key})
        for value in (None, -1, 10**30, "x" * 60_000, [], {}, [["x"]], "\ud800", float("nan"), True):
            if type(value) is not type(held) or value == "\ud800":
                yield f"{key} is {str(value)[:9]!a}", json.dumps(raw | {key: value})
    yield "a list", "[]"
    yield "nothing", ""
    yield "half", json.dumps(raw)[:40]
    yield "deep", "[" * 3000 + "]" * 3000
    yield "a number", "1" * 5000


@pytest.mark.parametrize("name", [MANIFEST, STUDY])
def test_an_edited_file_of_a_study_is_refused_or_means_the_same(
    folder: Path, name: str, whole: tuple[Path, str]
) -> None:
    """Each key gone or of another kind: one message that names the file, and never a game of another study."""
    path = folder / name
    raw = json.loads(path.read_text("utf-8"))
    said = reread(folder)[1:]
    for what, text in texts_of(raw):
        path.write_text(text, "utf-8")
        wrong = read_in_every_way(folder)
        if wrong:
            assert all(name in str(one) or "not finished" in str(one) for one in wrong), (what, wrong)
        else:
            assert said == reread(folder)[1:], what

    digest, notes = gone_on(folder)

    assert whole[1] == digest
    assert (folder / f"{name}.damaged").exists()
    assert any(f"kept as {name}.damaged and made again" in note for note in notes)
    assert [] == read_in_every_way(folder)


def test_a_mark_at_the_start_of_a_file_changes_nothing(folder: Path) -> None:
    """Some editors leave one."""
    for name in (MANIFEST, STUDY):
        (folder / name).write_bytes(b"\xef\xbb\xbf" + (folder / name).read_bytes())

    assert [] == read_in_every_way(folder)


@pytest.mark.parametrize(("key", "value"), [("baseline", "aukus-jpn"), ("arms", []), ("futures", []), ("seed", 2)])
def test_a_manifest_of_another_study_is_found_out(folder: Path, key: str, value: Any) -> None:
    """What follows from the study is never believed from the manifest."""
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {key: value}), "utf-8")

    assert all(f"{key} is not that of study.json" in str(one) for one in read_in_every_way(folder))
    assert read_in_every_way(folder)


def test_games_that_name_their_study_stand_for_both_files(folder: Path, whole: tuple[Path, str]) -> None:
    """With both files lost, the parts still say what they are of; those of another study are not taken."""
    for name in (MANIFEST, STUDY):
        (folder / name).write_text("{", "utf-8")
    other = small(seed=2)

    with pytest.raises(ScenarioError, match="give another --out"):
        Results(folder, other)
    digest, notes = gone_on(folder)

    assert whole[1] == digest
    assert 2 == len(notes)


@pytest.mark.parametrize("begun", [(), ("parts",), ("parts", ".lock", ".study.json.tmp"), ("parts", STUDY)])
def test_a_study_killed_before_its_first_game_goes_on(
    tmp_path: Path, whole: tuple[Path, str], begun: tuple[str, ...]
) -> None:
    """Whichever of its files were there; only what somebody else left is no study."""
    folder = tmp_path / "begun"
    folder.mkdir()
    for name in begun:
        if name == "parts":
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes((whole[0] / name).read_bytes() if name == STUDY else b"")

    assert whole[1] == gone_on(folder)[0]
    assert not [*folder.rglob("*.tmp")]


def test_one_process_at_a_time_writes_and_a_killed_one_lets_go(folder: Path) -> None:
    """A second is refused before it touches anything; after kill -9 the next one goes on at once; readers never wait."""
    code = (
        f"import sys, time; sys.path.insert(0, {str(Path(__file__).parents[3])!r}); from pathlib import Path; from tests.engine.study import test_damage as t;"
        f"r = t.Results(Path({str(folder)!r}), t.PLAN); print('held', flush=True); time.sleep(60)"
    )
    (folder / "parts/.half.tmp").touch()
    with Results(folder, PLAN):
        (folder / "parts/.half.tmp").touch()
        with pytest.raises(FileInUseError, match="is writing it; let it end, or give another --out"):
            Results(folder, PLAN)
        assert (folder / "parts/.half.tmp").exists(), "what the other is writing is not taken away"
        assert [] == read_in_every_way(folder)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert "held\n" == child.stdout.readline()
        with pytest.raises(FileInUseError):
            Results(folder, PLAN)
        child.send_signal(signal.SIGKILL)
    Results(folder, PLAN).close()


REPORT = {
    name: name.encode() * 3000 for name in ("report.html", "report.md", "figures/ladder.svg", "tables/primary.csv")
}
"""Stands for a report, which takes longer to draw."""


@pytest.mark.parametrize("name", REPORT)
def test_what_a_person_changed_is_never_written_over(folder: Path, name: str) -> None:
    """What the program wrote it writes again; a changed or foreign file is refused before anything is written."""
    for again in (REPORT, {path: text * 2 for path, text in REPORT.items()}):
        with Results(folder, PLAN) as results:
            results.write(again)
    (folder / name).write_text("years of work", "utf-8")
    before = contents(folder)

    with (
        Results(folder, PLAN) as results,
        pytest.raises(ChangedError, match="is not as the program left it, and is never"),
    ):
        results.write(REPORT)

    assert before == contents(folder)


def test_a_changed_report_is_written_elsewhere(folder: Path, tmp_path: Path) -> None:
    """Into a new place alone; and never beside somebody who writes into the results."""
    page = write_report_again(folder)
    page.write_text("years of work", "utf-8")

    with pytest.raises(ChangedError, match=rf"`fourthseat report {folder} --out FOLDER` writes to another place"):
        write_report_again(folder)
    with Results(folder, PLAN), pytest.raises(FileInUseError):
        write_report_again(folder)
    other = write_report_again(folder, tmp_path / "other")
    with pytest.raises(FileTakenError, match=r"report.html: already exists and is never written over"):
        write_report_again(folder, tmp_path / "other")

    assert "years of work" == page.read_text("utf-8")
    assert other.read_text("utf-8").startswith("<!")


def test_a_file_equal_to_what_would_be_written_stops_nothing(folder: Path) -> None:
    """The program may have been killed before it noted what it wrote."""
    (folder / "report.html").write_bytes(REPORT["report.html"])

    with Results(folder, PLAN) as results:
        assert folder / "report.html" == results.write(REPORT)[0]


def test_a_table_somebody_changed_is_kept_and_made_again(folder: Path, whole: tuple[Path, str]) -> None:
    """Under another name, and said."""
    (folder / "runs.parquet").write_bytes(b"mine")

    digest, (note,) = gone_on(folder)

    assert whole[1] == digest
    assert b"mine" == (folder / "runs.parquet.damaged").read_bytes()
    assert "runs.parquet: was damaged or changed; kept as runs.parquet.damaged" in note


def stage(folder: Path) -> str:
    """How far a study gets: the folder in which there is no more room, or done."""
    try:
        gone_on(folder)
        with Results(folder, PLAN) as results:
            results.write(REPORT)
    except FileError as wrong:
        place, _, reason = str(wrong).partition(": ")
        return Path(place).parent.name if reason.startswith("No space left on device") else reason
    return "done"


def test_a_full_disk_keeps_what_was_played_and_the_study_goes_on(tmp_path: Path, whole: tuple[Path, str]) -> None:
    """Whatever there is no room for: one sentence, nothing half-written, and with room the same result."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    stages = set()
    try:
        for kilobytes in (8, 28, 48, 72, 88, 100, 120, 160, 240, 360, 2000):
            subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(disk)], check=True)
            stages.add(stage(disk / "r"))
            assert not [*disk.rglob("*.tmp")]
        assert {"r", "parts", "done"} <= stages <= {"r", "parts", "figures", "tables", "done"}
        assert whole[1] == gone_on(disk / "r")[0]
        assert not [*disk.rglob("*.damaged*")]
    finally:
        subprocess.run(["umount", str(disk)], check=False)


@pytest.mark.parametrize("name", ["afile/r", "x" * 300, "afile"])
def test_a_place_where_no_folder_can_be_is_one_sentence(tmp_path: Path, name: str) -> None:
    """A file in the way, or above it, or a name too long."""
    (tmp_path / "afile").touch()

    with pytest.raises(FileError) as refused:
        Results(tmp_path / name, PLAN)

    assert 1 == len(str(refused.value).splitlines())
    assert ["afile"] == os.listdir(tmp_path)


def test_a_manifest_that_says_in_full_what_futures_set_is_read_and_held_to_it(folder: Path) -> None:
    """As older versions wrote it; today it has their names, for the study says what each sets."""
    path = folder / MANIFEST
    raw = json.loads(path.read_text("utf-8"))
    assert [{"name": one.name} for one in PLAN.futures] == raw["futures"]

    path.write_text(
        json.dumps(raw | {"futures": [{"name": one.name, "set": dict(one.changes)} for one in PLAN.futures]})
    )
    reread(folder)
    path.write_text(json.dumps(raw | {"futures": [{"name": one.name, "set": {"a": 1}} for one in PLAN.futures]}))
    with pytest.raises(ScenarioError, match=r"futures is not that of study\.json"):
        reread(folder)
