"""Games played together end as each would have ended alone, and share what they have in common."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.together import play_together
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.plain import UndecidedError, merged
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.plan import plan as planned
from fourthseat.engine.study.presets import default_study
from fourthseat.players.cast import cast_for, cast_names

TERMS: tuple[dict[str, object], ...] = (
    {},
    {"mechanisms.provocation": False},
    {"mechanisms.export_control": False},
    {"coalition.VARIANT.rule": "lead"},
    {"coalition.VARIANT.rule": "unanimity", "mechanisms.provocation": False},
    {"assumptions.handling_hours": 3.0},
    {"assumptions.slow_licence_days": 1.0},
)
"""Terms of the arms: switches, rules of the variant that is played, numbers."""


def variant(name: str) -> str:
    """The variant of the scenario called *name* that is played: the pact with Japan, or the last where there is none."""
    every = [c.id for c in scenarios.find(name).coalitions]
    return "aukus-jpn" if "aukus-jpn" in every else every[-1]


def arms(name: str) -> tuple[Scenario, ...]:
    """The scenario called *name* under each of the terms, and with one more move, on which all others depend."""
    scenario, own = scenarios.find(name), variant(name)
    terms = [{path.replace("VARIANT", own): to for path, to in changes.items()} for changes in TERMS]
    return tuple(vary(scenario, changes) for changes in (*terms, {"turns": scenario.turns + 1}))


@pytest.mark.parametrize("name", scenarios.names())
def test_together_is_as_alone(name: str) -> None:
    """Entry by entry, in every shipped scenario."""
    every, own = arms(name), variant(name)
    cast = cast_for(every[0], cast_names(every[0], {}))
    seed = len(name) % 5
    ended = {n: game for members, game in play_together(every, own, seed, cast) for n in members}

    assert ended.keys() == set(range(len(every)))
    for number, scenario in enumerate(every):
        assert ended[number].entries == play(Game(scenario, own, seed), cast).entries, number


def test_a_step_that_has_changed_something_before_it_reads_is_no_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """A licence is written before its days are weighed: both games are played from their start, and nothing of the rest is."""
    scenario = scenarios.find("pillar-two")
    every = tuple(vary(scenario, {"assumptions.slow_licence_days": days}) for days in (1.0, 400.0))
    cast, torn = cast_for(scenario, cast_names(scenario, {})), watched(monkeypatch)
    ended = {n: game for members, game in play_together(every, "aukus-jpn", 2, cast) for n in members}

    assert [True] == torn
    assert ended[0].entries != ended[1].entries
    for number, one in enumerate(every):
        assert ended[number].entries == play(Game(one, "aukus-jpn", 2), cast).entries


@pytest.mark.parametrize("name", scenarios.names())
def test_what_a_study_varies_is_read_before_anything_changes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule and provocation: no game of a default study is played from its start a second time.

    Where a government acts by itself there is nobody to concur or to provoke by joining, and games never part.
    """
    scenario = scenarios.find(name)
    cast, torn = cast_for(scenario, cast_names(scenario, {})), watched(monkeypatch)
    plan = planned(default_study(scenario, "doctrines"), scenario)
    for coalition in dict.fromkeys(arm.coalition for arm in plan.arms):
        mine = [plan.played(0, arm) for arm in plan.arms if arm.coalition == coalition]
        assert len(mine) == sum(len(members) for members, _ in play_together(mine, coalition, 4, cast))

    assert bool(torn) is any(len(variant.members) > 1 for variant in scenario.coalitions)
    assert not any(torn)


def watched(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For every time games part: whether the game was torn."""
    torn: list[bool] = []
    run = Game.run

    def running(game: Game) -> None:
        try:
            run(game)
        except UndecidedError:
            torn.append(game.torn)
            raise

    monkeypatch.setattr(Game, "run", running)
    return torn


def test_games_that_cannot_differ_are_played_once() -> None:
    """AUKUS without Japan provokes nobody, so that whether provocation counts is never asked."""
    every = arms("tutorial")[:2]
    cast = cast_for(every[0], cast_names(every[0], {}))

    assert [(0, 1)] == [members for members, _ in play_together(every, "aukus", 3, cast)]


def test_what_they_differ_in_cannot_be_read_unnoticed() -> None:
    """The common scenario has every field they share, and no other."""
    common = merged(arms("tutorial"))

    assert "tutorial" == common.name
    assert common.mechanisms.consultation is True
    with pytest.raises(UndecidedError, match=r"^mechanisms\.provocation$"):
        common.mechanisms.provocation  # noqa: B018 - reading is what is tried
    with pytest.raises(UndecidedError, match=r"^turns$"):
        common.turns  # noqa: B018
