"""A game at this terminal: told to its end, logged, stopped and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from fourthseat.api import load_scenario, read_log, verify
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.rules.view import View
from fourthseat.players import uniform
from fourthseat.players.cast import cast_names
from fourthseat.players.terminal import table
from tests.logs import unsealed


def begin(log: Path | None, **options: bool) -> None:
    """The tutorial with one seat that plays by chance."""
    scenario = load_scenario("tutorial")
    table.start(scenario, "aukus-jpn", 3, cast_names(scenario, {"JPN": "uniform"}), log, **options)


def test_a_game_is_told_and_logged_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Moves, measures, debrief, and where the log is."""
    begin(tmp_path / "g.jsonl")

    text = capsys.readouterr().out
    assert text.index("MOVE 1") < text.index("Measures of interest") < text.index("Debrief") < text.index("g.jsonl")
    assert [] == verify(tmp_path / "g.jsonl")
    assert "uniform" == read_log(tmp_path / "g.jsonl").header.cast["JPN"]


def test_a_program_gets_the_result_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON, and nothing else on standard output."""
    begin(None, as_json=True)

    result = json.loads(capsys.readouterr().out)
    assert {"scenario": "tutorial", "coalition": "aukus-jpn", "seed": 3, "log": None}.items() <= result.items()
    assert "survey" in result["incidents"]


def test_ctrl_c_says_how_to_go_on_and_going_on_makes_the_same_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 130; what was answered is kept."""
    begin(tmp_path / "whole.jsonl")

    def interrupted(self: uniform.Uniform, view: View, /) -> Decision:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(uniform.Uniform, "decide", interrupted)
        with pytest.raises(SystemExit) as left:
            begin(tmp_path / "cut.jsonl")
        assert 130 == left.value.code
        assert f"continue with: fourthseat play --resume {tmp_path}/cut.jsonl" in capsys.readouterr().err
        with pytest.raises(SystemExit):
            begin(None)
        assert "nothing was logged; use --log" in capsys.readouterr().err
    table.resume(tmp_path / "cut.jsonl")

    assert (tmp_path / "whole.jsonl").read_bytes() == (tmp_path / "cut.jsonl").read_bytes()
    with pytest.raises(click.UsageError, match="is finished; fourthseat replay shows it"):
        table.resume(tmp_path / "cut.jsonl")


def test_a_log_that_lacks_only_its_seal_gets_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A crash between ENDEX and its seal: going on puts the seal, says so, and that is no error."""
    begin(tmp_path / "g.jsonl")
    whole = (tmp_path / "g.jsonl").read_bytes()
    (tmp_path / "g.jsonl").write_bytes(unsealed(whole))
    capsys.readouterr()

    table.resume(tmp_path / "g.jsonl")

    assert "kept the seal of ENDEX from its log" in capsys.readouterr().err
    assert whole == (tmp_path / "g.jsonl").read_bytes()
