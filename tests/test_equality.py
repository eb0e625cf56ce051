"""The games are still the games: digests of the version before the tree was rebuilt, played again."""

from __future__ import annotations

import pytest

from benchmarks.equality import FIELDS, Arm, arms, differing, reference
from fourthseat import scenarios
from fourthseat.engine.core.entries.kinds import KINDS

CASES = [(name, arm) for name in reference() for arm in arms(scenarios.find(name))]
NAMED = pytest.mark.parametrize(("name", "arm"), CASES, ids=[f"{name}-{arm}" for name, arm in CASES])


def test_the_reference_knows_every_scenario_and_arm_of_the_version_before() -> None:
    """24 arms each; 12 games an arm of second-thomas, 4 of the others. Later scenarios have their golden games alone."""
    games = {name: {arm: len(line.split()) for arm, line in lines.items()} for name, lines in reference().items()}

    assert len(games) == 7
    assert set(games) <= set(scenarios.names())
    assert games == {
        name: {str(arm): 12 if name == "second-thomas" else 4 for arm in arms(scenarios.find(name))} for name in games
    }


def test_every_kind_the_reference_speaks_of_is_still_written() -> None:
    """A kind that was renamed would leave the comparison in silence."""
    assert set(FIELDS) <= set(KINDS)


@NAMED
def test_a_sample_of_games_is_equal(name: str, arm: Arm) -> None:
    """Kinds, hours, choices, outcomes, draws and measures of the first and the last recorded game."""
    assert [] == differing(name, arm, (0, _last(name, arm)))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "arm"), CASES[::5], ids=[f"{name}-{arm}" for name, arm in CASES[::5]])
def test_every_other_game_is_equal(name: str, arm: Arm) -> None:
    """And of all between them, for every fifth arm: five and 24 share no factor, so the scenarios take turns.

    ``python -m benchmarks.equality`` plays all of every arm.
    """
    assert [] == differing(name, arm, tuple(range(1, _last(name, arm))))


def _last(name: str, arm: Arm) -> int:
    """The number of the last recorded game."""
    return len(reference()[name][str(arm)].split()) - 1
