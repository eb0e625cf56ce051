"""Where a long run stands: a bar, a line now and then, or JSON lines."""

from __future__ import annotations

import json
import sys

import pytest

from fourthseat.api import load_scenario
from fourthseat.engine.study.design import default_study
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.runner import Progress
from fourthseat.players.terminal.progress import TELL_SECONDS, StudyProgress, duration_text, game_counter


@pytest.fixture(scope="module")
def small() -> Plan:
    """The tutorial's default study."""
    scenario = load_scenario("tutorial")
    return plan(default_study(scenario, "tutorial"), scenario)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (99, "99 s"), (100, "2 min"), (5999, "100 min"), (6000, "1.7 h")]
)
def test_a_duration_is_told_in_a_unit_that_keeps_two_digits(seconds: float, text: str) -> None:
    """Seconds, then minutes, then hours."""
    assert text == duration_text(seconds)


def test_games_are_counted_for_a_person_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not for a program, not into a file; every 25th and the last."""
    assert game_counter(False) is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert game_counter(True) is None
    count = game_counter(False)
    assert count is not None

    for played in range(1, 31):
        count(played, 30)

    assert "\r25/30 games\r30/30 games\n" == capsys.readouterr().err


def test_a_log_file_gets_a_line_now_and_then(small: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """The first after ten seconds, and the last in any case."""
    tell = StudyProgress(small, as_json=False)

    tell.progress(Progress(10, 100, 0, TELL_SECONDS - 1))
    assert "" == capsys.readouterr().err
    tell.progress(Progress(20, 100, 1, TELL_SECONDS + 1))
    assert "20/100 games, 2/s, 1 failed, 44 s to the next look\n" == capsys.readouterr().err
    tell.progress(Progress(100, 100, 1, TELL_SECONDS + 2))
    assert capsys.readouterr().err.startswith("100/100 games")


def test_a_program_gets_every_number(small: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object a line."""
    StudyProgress(small, as_json=True).progress(Progress(10, 100, 2, 1.239))

    assert {"games": 10, "of": 100, "failed": 2, "seconds": 1.24} == json.loads(capsys.readouterr().err)
