"""What the commands do, done by a program: prepared, played, forked, read by an address, studied, reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fourthseat
from fourthseat.api import AfterAction, LineError, log_file
from fourthseat.engine.core.errors import FourthSeatError, LogError, ScenarioError
from fourthseat.engine.record.log import EventLog

STUDY = """
name = "few"
question = "Is it read again?"
scenario = "tutorial"
coalitions = ["aukus", "aukus-jpn"]
provocation = [true]
stopping = { first = 50, cap = 50 }
[[measure]]
name = "p_press"
half_width = 1.0
"""


def logged(path: Path, seed: int = 3) -> EventLog:
    """A finished game of the tutorial, in *path*."""
    scenario = fourthseat.load_scenario("tutorial")
    writer = fourthseat.LogWriter(path, fourthseat.Header(scenario, "aukus-jpn", seed))
    fourthseat.play(fourthseat.Game(scenario, "aukus-jpn", seed, writer), fourthseat.cast(scenario))
    writer.close()
    return fourthseat.read_log(path)


def test_a_scenario_is_loaded_by_name_or_by_file(tmp_path: Path) -> None:
    """And an unknown one is refused with the nearest."""
    (tmp_path / "mine.toml").write_text('extends = "tutorial"\nname = "mine"\n', "utf-8")

    assert "tutorial" == fourthseat.scenario_names()[0]
    assert "mine" == fourthseat.load_scenario(tmp_path / "mine.toml").name
    with pytest.raises(ScenarioError, match="did you mean 'tutorial'"):
        fourthseat.load_scenario("tutorail")


def test_a_scenario_is_configured_as_the_options_of_play_do() -> None:
    """Rule, field, mechanism; the variant is the first unless one is named."""
    scenario, variant = fourthseat.configure(
        fourthseat.load_scenario("tutorial"), rule="lead", changes={"assumptions.precision": 0.5}, off=["provocation"]
    )

    assert scenario.coalitions[0].id == variant
    assert "lead" == scenario.coalition(variant).rule
    assert 0.5 == float(scenario.assumptions.precision)
    assert not scenario.mechanisms.provocation
    with pytest.raises(ScenarioError, match="no mechanism 'magic'"):
        fourthseat.configure(scenario, off=["magic"])


def test_a_log_is_verified_from_its_file_or_in_hand(tmp_path: Path) -> None:
    """No difference is an empty list; a changed character is a sentence."""
    log = logged(tmp_path / "g.jsonl")
    assert [] == fourthseat.verify(log) == fourthseat.verify(tmp_path / "g.jsonl")

    text = (tmp_path / "g.jsonl").read_text("utf-8")
    (tmp_path / "bad.jsonl").write_text(text.replace('"seed":3', '"seed":4', 1), "utf-8")
    assert any("line 1" in sentence for sentence in fourthseat.verify(tmp_path / "bad.jsonl"))
    with pytest.raises(LogError, match="no such file"):
        fourthseat.read_log(tmp_path / "none.jsonl")


def test_a_fork_goes_on_from_a_turn_and_names_its_parent(tmp_path: Path) -> None:
    """Its first entries are the parent's; played on, it is a game of its own that verifies."""
    log = logged(tmp_path / "g.jsonl")
    fork = fourthseat.fork(log, 1, coalition="aukus", players={"USA": "uniform"}, parent="a/g.jsonl")

    assert log.entries[: fork.inherited] == tuple(fork.game.entries[: fork.inherited])
    assert {"log": "g.jsonl", "turn": 1, "hash": log.last_hash} == dict(fork.header.parent)
    assert "uniform" == fork.header.cast["USA"]
    game = fourthseat.play(fork.game, fork.cast)
    assert "aukus" == game.state.coalition.id
    assert [] == fourthseat.verify(EventLog(fork.header, tuple(game.entries)))
    with pytest.raises(LogError, match="no turn 9"):
        fourthseat.fork(log, 9)


def test_a_study_is_run_read_again_and_any_of_its_games_is_had_by_its_address(tmp_path: Path) -> None:
    """The tables, the report and the game; a second run plays nothing and finds the same."""
    (tmp_path / "few.toml").write_text(STUDY, "utf-8")
    study = fourthseat.load_study(tmp_path / "few.toml")

    finished = fourthseat.run_study(study, tmp_path / "r", workers=0)
    assert (tmp_path / "r/report.html").is_file()
    assert finished.hash == fourthseat.run_study(study, tmp_path / "r", workers=0).hash
    again = fourthseat.read_study(tmp_path / "r")
    assert finished.hash == again.hash
    assert finished.findings == again.findings

    log = fourthseat.read_log(f"{tmp_path}/r#7:aukus-jpn:unanimity:provoked")
    assert log.finished
    assert "aukus-jpn" == log.header.coalition
    assert [] == fourthseat.verify(log)
    with pytest.raises(ScenarioError, match="no game '7:nowhere' in this study"):
        fourthseat.read_log(f"{tmp_path}/r#7:nowhere")


def test_a_comparison_takes_every_variant_under_every_rule_unless_told_otherwise() -> None:
    """The first variant is the baseline."""
    result = fourthseat.compare(fourthseat.load_scenario("tutorial"), games=2, rules=["lead"], provocation=[True])

    assert "aukus" == result.baseline
    assert 4 == len(result.whole.plan.arms)


def test_the_report_of_a_log_is_written_in_every_form(tmp_path: Path) -> None:
    """In a folder of its own beside the log, unless another is named."""
    logged(tmp_path / "g.jsonl")

    assert AfterAction(tmp_path / "g-aar", "") == fourthseat.write_after_action(tmp_path / "g.jsonl")
    assert {f"aar-{version}.{kind}" for version in ("control", "releasable") for kind in ("docx", "html", "md")} == {
        path.name for path in (tmp_path / "g-aar").iterdir()
    }
    assert {"g.jsonl", "g-aar"} == {path.name for path in tmp_path.iterdir()}
    with pytest.raises(LineError, match=r"other: .* is no room's folder"):
        fourthseat.write_after_action(tmp_path / "g.jsonl", line="other")
    (tmp_path / "file").touch()
    with pytest.raises(FourthSeatError, match="file/x: Not a directory"):
        fourthseat.write_after_action(tmp_path / "g.jsonl", tmp_path / "file/x")


def test_the_log_of_an_exercise_is_its_main_line(tmp_path: Path) -> None:
    """Any other path is itself."""
    assert tmp_path == log_file(tmp_path)
    logged(tmp_path / "main.jsonl")

    assert tmp_path / "main.jsonl" == log_file(tmp_path)
    assert Path("r#1:a") == log_file(Path("r#1:a"))


def test_a_slip_in_a_notebook_is_told_what_would_be_right(tmp_path: Path) -> None:
    """A name for a scenario, a scenario for a study, no seed, nobody in a seat, words for a decision: the program's own error each time."""
    tutorial = fourthseat.load_scenario("tutorial")
    game, everybody = fourthseat.Game(tutorial, "aukus-jpn", 7), fourthseat.cast(tutorial)
    slips: list[tuple[Callable[[Any], object], Any, str]] = [
        (fourthseat.load_scenario, 7, "takes a name or a file's path, not 7"),
        *((take, "tutorial", r"takes a scenario, not a name: load_scenario\('tutorial'\)") for take in (
            fourthseat.Game, fourthseat.cast, fourthseat.default_study, fourthseat.compare, fourthseat.configure)),
        (fourthseat.run_study, tutorial, r"default_study\(scenario\) makes a study of it"),
        (lambda seed: fourthseat.Game(tutorial, seed=seed), -7, "seed -7: a whole number from 0"),
        (lambda seed: fourthseat.Game(tutorial, seed=seed), 7.5, "seed 7.5: a whole number"),
        (lambda seed: fourthseat.Game(tutorial, seed=seed), "7", "seed '7': a whole number"),
        (lambda games: fourthseat.compare(tutorial, games=games), 0, "games: 0; at least one"),
        (lambda cast: fourthseat.play(game, cast), {}, "nobody who can decide sits in CONTROL;"),
        (lambda cast: fourthseat.play(fourthseat.Game(tutorial), cast), everybody | {"JPN": "doctrine"}, "nobody who can decide sits in JPN;"),
        (game.submit, {"CONTROL": "go"}, "CONTROL: 'go' is no Decision"),
        (fourthseat.read_study, tmp_path / "none", "is not a results folder"),
    ]  # fmt: skip

    for take, given, words in slips:
        with pytest.raises(FourthSeatError, match=words):
            take(given)
    assert [fourthseat.Seat("CONTROL")] == list(game.pending), "nothing of it was taken"
