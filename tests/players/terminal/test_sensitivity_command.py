"""``fourthseat sensitivity`` says what its second half cannot do before the first is played."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.results import Results
from fourthseat.players.terminal import study_run
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
