"""Games and a room killed at random moments; ``python -m benchmarks.kills`` tries hundreds, and studies, whose reports take their time."""

from __future__ import annotations

import sys
from random import Random

import pytest

pytest.importorskip("httpx", reason="httpx is not installed")
pytest.importorskip("starlette", reason="the room's extra is not installed")
if not sys.platform.startswith("linux"):
    pytest.skip("processes are forked", allow_module_level=True)

from benchmarks.kills import kill_play, kill_room


@pytest.mark.parametrize("seed", range(3))
def test_a_game_killed_and_gone_on_with_is_the_quiet_game(seed: int) -> None:
    """Killed at a random byte of its log, once or more, and resumed, it ends with the bytes of an undisturbed run."""
    outcome = kill_play(Random(seed), "tutorial")

    assert "" == outcome.lost, outcome


def test_what_a_killed_room_has_acknowledged_is_there() -> None:
    """Every message, note and sealed answer that a room has answered with 200 is on disk when it is resumed."""
    outcome = kill_room(Random(1))

    assert "" == outcome.lost, outcome
