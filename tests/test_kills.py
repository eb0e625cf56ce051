"""Processes killed at random moments, a few of each kind; ``python -m benchmarks.kills`` tries hundreds."""

from __future__ import annotations

import sys
from random import Random

import pytest

pytest.importorskip("httpx", reason="httpx is not installed")
pytest.importorskip("starlette", reason="the room's extra is not installed")
if not sys.platform.startswith("linux"):
    pytest.skip("processes are forked", allow_module_level=True)

from benchmarks.kills import kill_batch, kill_play, kill_room, quiet_batch


@pytest.mark.parametrize("seed", range(3))
def test_a_game_killed_and_gone_on_with_is_the_quiet_game(seed: int) -> None:
    """Killed at a random byte of its log, once or more, and resumed, it ends with the bytes of an undisturbed run."""
    outcome = kill_play(Random(seed), "tutorial")

    assert "" == outcome.lost, outcome


def test_a_study_killed_and_started_again_plays_the_same_games() -> None:
    """The same command goes on where a killed one stood, and its tables are those of an undisturbed run, byte for byte."""
    outcome = kill_batch(Random(1), quiet_batch())

    assert "" == outcome.lost, outcome


def test_what_a_killed_room_has_acknowledged_is_there() -> None:
    """Every message, note and sealed answer that a room has answered with 200 is on disk when it is resumed."""
    outcome = kill_room(Random(1))

    assert "" == outcome.lost, outcome
