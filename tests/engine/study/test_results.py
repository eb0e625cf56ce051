"""A study's folder read, whichever version of the program wrote it; games of two versions are not mixed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study import manifest as manifest_module
from fourthseat.engine.study import results as results_module
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.executors import Serial
from fourthseat.engine.study.findings import final, reread
from fourthseat.engine.study.manifest import reopened, version_note, version_of
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.query import query
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import run
from fourthseat.players.cast import cast_for, cast_names

WRITTEN_BY_0_1_0 = Path(__file__).parents[2] / "data/study_0_1_0"
"""A finished study of 50 blocks and two arms, as version 0.1.0 left it, with its version inside its digest."""
TUTORIAL = scenarios.find("tutorial")
CAST = cast_for(TUTORIAL, cast_names(TUTORIAL, {}))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the old study."""
    return Path(shutil.copytree(WRITTEN_BY_0_1_0, tmp_path / "old"))


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> str:
    """The program is a version that has not come yet."""
    for module in (results_module, manifest_module):
        monkeypatch.setattr(module, "__version__", "9.9.9")
    return "9.9.9"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def small(**changes: Any) -> Plan:
    """A study of two arms and fifty blocks."""
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


def test_a_finished_study_of_another_version_is_read_and_left_as_it_is(old: Path, newer: str) -> None:
    """What it found is computed, its questions are answered, a final study is made of it; no byte of it changes."""
    before = contents(old)

    held, findings, digest = reread(old)

    assert ("0.1.0", 100) == (held.version, held.games)
    assert "848d21d5e02c5937401719cd3b94712c" == held.plan.digest
    assert json.loads(before["manifest.json"])["finished"]["hash"] == digest
    assert ["p_press", "hours_to_concurrence"] == [one.measure for one in findings.findings]
    assert pytest.approx(0.013523, abs=1e-6) == findings.findings[0].interval.estimate
    assert [(100,)] == query(old, "select count(*) from runs")[1]
    assert 482 == final(held.plan, findings).stopping.cap
    assert before == contents(old)


def test_an_old_study_is_the_study_its_file_describes(old: Path) -> None:
    """Its digest, with the version inside, is still checked: an edited study.json is found out."""
    path = old / "study.json"
    path.write_text(path.read_text("utf-8").replace('"seed": 1', '"seed": 2'), "utf-8")

    with pytest.raises(ScenarioError, match="was it edited"):
        reread(old)


def test_a_finished_study_may_be_finished_again_by_another_version(old: Path, newer: str) -> None:
    """Nothing is lacking, so nothing is played; the manifest goes on naming the version that played it."""
    results = Results(old, plan(*reopened(old)))

    assert 0 == run(results.plan, CAST, results, 50, Serial).games
    assert json.loads((WRITTEN_BY_0_1_0 / "manifest.json").read_text("utf-8"))["finished"]["hash"] == results.finish(50)
    assert "0.1.0" == version_of(old) != newer


def test_games_of_two_versions_are_not_mixed(old: Path, newer: str) -> None:
    """An unfinished study of another version is refused before a game is played, with what can be done."""
    next((old / "parts").glob("*.parquet")).unlink()
    results = Results(old, plan(*reopened(old)))
    games = results.games

    with pytest.raises(ScenarioError, match=rf"was played by fourthseat 0\.1\.0 .* this is {newer}.*--out"):
        run(results.plan, CAST, results, 50, Serial)

    assert games == Results.read(old).games < 100


def test_the_version_that_played_is_recorded_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one's own version nothing is said; of another, one sentence."""
    made = small()
    folder = tmp_path / "r"
    run(made, CAST, Results(folder, made), 2, Serial)
    assert "" == version_note(folder)

    played_by = version_of(folder)
    monkeypatch.setattr(manifest_module, "__version__", "9.9.9")

    assert version_of(folder) == played_by
    (note,) = version_note(folder).splitlines()
    assert f"was played by fourthseat {played_by}, this is 9.9.9" in note


def test_a_folder_in_which_nothing_was_played_is_the_next_versions(tmp_path: Path, newer: str) -> None:
    """Opened and stopped before the first game: no games, nothing to mix."""
    made = small()
    manifest = tmp_path / "r/manifest.json"
    Results(tmp_path / "r", made)
    manifest.write_text(manifest.read_text("utf-8").replace(newer, "0.1.0"), "utf-8")

    results = Results(tmp_path / "r", made)

    assert newer == results.version == version_of(tmp_path / "r")
    assert 2 == run(made, CAST, results, 1, Serial).games


def test_the_version_is_no_part_of_what_a_study_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same study has the same digest under every version; another seed has another."""
    digest = small().digest
    monkeypatch.setattr("fourthseat.engine.__version__", "9.9.9")

    assert digest == small().digest
    assert digest != small(seed=2).digest
    assert digest == small(question="another", measure=[{"name": "lost"}]).digest
