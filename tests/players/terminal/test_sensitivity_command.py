"""``fourthseat sensitivity`` says what it would play, and what its second half cannot do, before the first is played."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.results import Results
from fourthseat.players.terminal import study_run
from fourthseat.players.terminal.commands import study
from fourthseat.players.terminal.commands.study import sensitivity
from fourthseat.scenarios import find

TWO = ["--input", "assumptions.precision", "--input", "assumptions.wear"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--points", "8", "--keep", "3", "--seeds", "1"], "8 base points over 4 inputs make 48 games of an arm"),
        (["--points", "12"], "--points 12: is no power of two"),
        ([*TWO, "--trajectories", "9", "--keep", "3"], "--keep 3: only 2 inputs are varied"),
        (["--method", "sobol", "--keep", "3"], "--keep goes with both methods"),
        ([*TWO, "--trajectories", "2", "--replications", "1"], "no interval is given below 50; 5 would do"),
        (["--out", "taken"], "taken-sobol: exists and holds no study"),
        (["--out", "other"], "other-sobol: holds another study than the one that would be played"),
        (["--out", "afile/x"], "afile/x-sobol: Not a directory"),
    ],
)
def test_what_the_second_half_cannot_do_is_said_before_the_first_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], words: str
) -> None:
    """One message, nothing played and no folder made."""
    tutorial = find("tutorial")
    monkeypatch.chdir(tmp_path)
    Path("taken-sobol").mkdir()
    Path("taken-sobol/thesis.txt").touch()
    Path("afile").touch()
    Results(Path("other-sobol"), plan(default_study(tutorial, "tutorial"), tutorial)).close()
    monkeypatch.setattr(study_run, "run", lambda *_, **__: pytest.fail("it was played"))

    said = CliRunner().invoke(sensitivity, ["tutorial", *args])

    assert words in f"{said.output} {said.exception}"
    assert said.exit_code != 0
    assert ["afile", "other-sobol", "taken-sobol"] == sorted(os.listdir())


def test_a_dry_run_counts_the_games_that_are_then_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage by stage and exactly, for a person and for a program; no folder is made."""
    monkeypatch.chdir(tmp_path)
    small = ["tutorial", *TWO, "--seeds", "2", "--points", "8"]
    monkeypatch.setattr(study_run, "run", lambda *_, **__: pytest.fail("it was played"))

    told = json.loads(CliRunner().invoke(sensitivity, [*small, "--dry-run", "--json"]).stdout)
    said = CliRunner().invoke(sensitivity, [*small, "--dry-run"]).stdout
    once = CliRunner().invoke(sensitivity, [*small, "--dry-run", "--method", "sobol", "--seeds", "3"]).stdout

    assert [] == os.listdir()
    assert told["games"] == sum(stage["games"] for stage in told["stages"])
    assert [["morris", 2], ["saltelli", 2]] == [[one["method"], one["repeats"]] for one in told["stages"]]
    assert TWO[1::2] == told["stages"][0]["factors"]
    assert told["stages"][1]["factors"] is None, "which they are is found by the first"
    assert "Sobol': 2 factors, those that move most, and the dice" in said
    assert f"\t{told['games']:,}\t" in said
    assert "Sobol': 2 factors, and the dice" in once

    played: list[int] = []

    def counted(concrete: Plan, *_: object, **__: object) -> object:
        played.append(concrete.study.stopping.cap * len(concrete.arms))
        return SimpleNamespace(whole=lambda _: None)

    monkeypatch.setattr(study_run, "run", counted)
    monkeypatch.setattr(study, "influences", lambda *_, **__: [])
    monkeypatch.setattr(study, "influential", lambda *_: TWO[1::2])
    assert 0 == CliRunner().invoke(sensitivity, small).exit_code
    assert played == [stage["games"] for stage in told["stages"]]
