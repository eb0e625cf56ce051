"""Golden games: every shipped scenario and variant at seed 7, told in full. ``--regold`` rewrites; review it like code."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.record.perspective import told
from fourthseat.players.cast import cast_for, cast_names

FOLDER = Path(__file__).parent / "golden"
CASES = [(name, coalition.id) for name in scenarios.names() for coalition in scenarios.find(name).coalitions]


def story(name: str, coalition: str) -> Iterator[str]:
    """The whole game in lines: what happened and why, the measures, and a digest of every entry to the last digit."""
    scenario = scenarios.find(name)
    game = play(Game(scenario, coalition, 7), cast_for(scenario, cast_names(scenario, {})))
    for line in told(game.entries, game.start):
        yield f"{'' if line.hour is None else f'H+{line.hour}'}\t{line.text}"
        yield from (f"\t  {reason}" for reason in line.detail)
    for key, value in measure(scenario, game.entries, game.state).items():
        yield f"{key}\t{'-' if value is None else f'{value:.6g}'}"
    yield f"entries\t{len(game.entries)}\t{blake2b(repr(game.entries).encode(), digest_size=12).hexdigest()}"


@pytest.mark.parametrize(("name", "coalition"), CASES, ids=[f"{name}-{coalition}" for name, coalition in CASES])
def test_the_golden_game_is_played_again(name: str, coalition: str, request: pytest.FixtureRequest) -> None:
    """Not a word, number or reason of the game has changed since it was last looked at."""
    path = FOLDER / f"{name}.{coalition}.txt"
    now = "\n".join(story(name, coalition)) + "\n"
    if request.config.getoption("--regold"):
        path.write_text(now, "utf-8")

    assert path.exists(), "no golden game yet: pytest tests/test_golden.py --regold"
    assert path.read_text("utf-8").splitlines() == now.splitlines()


def test_no_golden_game_is_left_over() -> None:
    """Every file in the folder belongs to a shipped scenario and variant."""
    assert {f"{name}.{coalition}.txt" for name, coalition in CASES} == {path.name for path in FOLDER.iterdir()}
