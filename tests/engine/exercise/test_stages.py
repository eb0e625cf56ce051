"""The stages of a move, and the clock of a stage."""

from __future__ import annotations

import pytest

from fourthseat.engine.exercise.stages import MINUTES, STAGES, Clock, stage_of


@pytest.mark.parametrize(
    ("kinds", "turn", "plenary", "stage"),
    [
        ((), 3, False, "washup"), (("open",), 1, False, "brief"), (("open",), 2, False, "outbrief"), (("open",), 2, True, "plenary"),
        (("close",), 2, True, "adjudicate"), (("orders", "orders"), 2, False, "deliberate"), (("concur", "orders"), 2, False, "deliberate"),
        (("concur", "choose"), 2, False, "respond"),
    ],
)  # fmt: skip
def test_the_kinds_of_questions_are_the_stage(kinds: tuple[str, ...], turn: int, plenary: bool, stage: str) -> None:
    """Whatever the questions are called: what kind they are says where the move stands."""
    assert stage == stage_of(kinds, turn, plenary)
    assert stage in STAGES
    assert stage in MINUTES


def test_a_clock_that_stands_loses_nothing() -> None:
    """It runs from when it was started, and stands with what it had."""
    clock = Clock(60.0, None)
    running = clock.resumed(100.0)

    assert 60.0 == clock.remaining(1e9)
    assert 50.0 == running.remaining(110.0)
    assert running is running.resumed(105.0)
    assert Clock(50.0, None) == running.paused(110.0)
    assert -5.0 == running.remaining(165.0)
