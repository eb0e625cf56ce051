"""Questions in SQL: only asked, only of the study's tables, and bounded."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.database import MOST_ROWS, asked
from fourthseat.engine.study.query import query

STUDY = Path(__file__).parents[2] / "data/study_0_1_0"
FILES = {name: str(STUDY / f"{name}.parquet") for name in ("runs", "measures")}


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "there is no question"),
        (";", "there is no question"),
        ("select 1; select 2", "one question at a time, not 2"),
        ("copy (select 1) to 'written.txt'", "results are only read"),
        ("attach 'written.db'", "results are only read"),
        ("create table t as select 1", "results are only read"),
        ("install httpfs", "results are only read"),
        ("load httpfs", "results are only read"),
        ("export database 'written'", "results are only read"),
        ("set threads = 4", "results are only read"),
        ("call enable_logging(storage = 'file', storage_path = 'written')", "results are only read"),
        ("select * from enable_logging(storage = 'file', storage_path = 'written')", ""),
        ("select * from read_text('/etc/hostname')", "disabled"),
        ("select * from glob('*')", "disabled"),
        ("select * from '/etc/hostname'", ""),
        ("select * from 'https://example.invalid/x.parquet'", ""),
        ("select diference from paired_means", "There are runs (block, future,"),
        ("select * from rums", "paired_means (measure, rule,"),
        ("selec 1", "syntax error"),
        ("select 'a", "unterminated"),
        ("select $1", ""),
        ("select '\ud800'", "it holds what is no character"),
    ],
)
def test_a_question_only_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str, words: str) -> None:
    """Anything else is refused in one sentence, and nothing is written anywhere."""
    monkeypatch.chdir(tmp_path)

    told = asked(FILES, "aukus", sql)

    assert isinstance(told, str)
    assert words in told
    assert "\n" not in told
    assert [] == os.listdir(tmp_path)


@pytest.mark.parametrize(
    "sql", ["describe runs", "show tables", "values (1)", "from runs", "with a as (select 1) from a"]
)
def test_every_way_to_read_is_a_question(sql: str) -> None:
    """By DuckDB's own kinds of statement, not by words."""
    assert not isinstance(asked(FILES, "aukus", sql), str)


@pytest.mark.parametrize("baseline", ["x'; copy (select 1) to 'written.txt'; select '", "'", '"', "aukus\0", ";"])
def test_a_baseline_is_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, baseline: str) -> None:
    """Whatever it holds, nothing of it is run."""
    monkeypatch.chdir(tmp_path)

    assert (("n",), [(0,)], False) == asked(FILES, baseline, "select count(*) as n from paired")
    assert (("baseline",), [(baseline,)], False) == asked(FILES, baseline, "select * from study")
    assert [] == os.listdir(tmp_path)


def test_a_long_answer_is_cut_and_says_so() -> None:
    """By rows, and by bytes."""
    many, wide = (
        asked(FILES, "aukus", "from range(200000)"),
        asked(FILES, "aukus", "select repeat('a', 1000000) from range(99)"),
    )

    assert not isinstance(many, str)
    assert not isinstance(wide, str)
    assert (MOST_ROWS, True) == (len(many[1]), many[2])
    assert wide[2]
    assert len(wide[1]) < 40


@pytest.mark.parametrize(
    "name", ["what-if?", "*", "[ab]", "a#b", "it's", "two words", "two\nlines", "日本", "%41", "a:b"]
)
def test_one_folder_is_one_folder(tmp_path: Path, name: str) -> None:
    """Whatever its name, its neighbours are not read."""
    for folder in (name, "what-ifs", "a", "b"):
        shutil.copytree(STUDY, tmp_path / folder)
    files = {key: str(tmp_path / name / f"{key}.parquet") for key in FILES}

    assert (("n",), [(100,)], False) == asked(files, "aukus", "select count(*) as n from runs")


def test_a_folder_from_somebody_else_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest is checked against its study before a value of it is used."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(STUDY, "r")
    raw = json.loads(Path("r/manifest.json").read_text("utf-8"))
    raw["baseline"] = "x'; copy (select 1) to 'written.txt'; select '"
    Path("r/manifest.json").write_text(json.dumps(raw), "utf-8")

    with pytest.raises(ScenarioError, match="baseline is not that of study.json"):
        query(Path("r"), "select 1")

    assert ["r"] == os.listdir()


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select repeat('a', 2000000000)", "more memory"),
        ("select sum(a.range * b.range) from range(100000000) a, range(100000) b", "no answer within 1 s"),
    ],
)
def test_a_question_that_asks_too_much_ends_alone(sql: str, words: str) -> None:
    """In a process of its own, whose memory and time are bounded."""
    with pytest.raises(ScenarioError, match=words):
        query(STUDY, sql, seconds=1)


def test_damaged_tables_are_said_to_be_damaged(tmp_path: Path) -> None:
    """Whatever is wrong with them."""
    (tmp_path / "junk").write_bytes(b"PAR1junk")
    (tmp_path / "empty").write_bytes(b"")
    for name in ("junk", "empty", "lacking"):
        told = asked(FILES | {"runs": str(tmp_path / name)}, "aukus", "select 1")
        assert isinstance(told, str)
        assert "tables are damaged" in told
