"""Three exercises written by somebody who had the reference of keys, the scaffold and `check`, and nothing else.

They are far from the shipped ones: cables in the Baltic, a river without a ship, a week of ransomware without a map. Whatever the program grows, they must stay
clean under `check`, mean something when they are played, and be shown: on a map, on a board, in a packet.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.exercise.map.markers import overlay
from fourthseat.engine.exercise.map.projection import frame
from fourthseat.engine.exercise.papers import packet
from fourthseat.engine.exercise.rehearsal import rehearse
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.lint.linting import check_file
from fourthseat.engine.record.measures import measure
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.quick import compare
from fourthseat.players.cast import cast_for, cast_names
from tests.engine.exercise.map.test_markers import pieces, wrong

FOLDER = Path(__file__).parent / "data/exercises"
EXERCISES = sorted(path.stem for path in FOLDER.glob("*.toml"))
SEEDS = (*range(8), 27)
"""Few: it is looked at whether games differ, not by how much. The last is one in which the repair ship is pressed, which is rare."""


@cache
def exercise(name: str) -> Scenario:
    """The fixture."""
    return scenarios.load(FOLDER / f"{name}.toml")


@cache
def games(name: str) -> tuple[Game, ...]:
    """Some games of every variant."""
    scenario = exercise(name)
    cast = cast_for(scenario, cast_names(scenario, {}))
    return tuple(play(Game(scenario, one.id, seed), cast) for one in scenario.coalitions for seed in SEEDS)


def test_there_are_some() -> None:
    """At sea, on land and nowhere."""
    assert {"baltic-cables", "river-dispute", "ransomware-week"} <= set(EXERCISES)


@pytest.mark.parametrize("name", EXERCISES)
def test_it_is_clean(name: str) -> None:
    """Nothing is found in it, without playing; playing it is looked at below."""
    checked = check_file(FOLDER / f"{name}.toml", scenarios.source)

    assert [] == [str(one) for one in checked.findings]


@pytest.mark.parametrize("name", EXERCISES)
def test_it_means_something_at_the_first_play(name: str) -> None:
    """Every incident comes about and ends in more than one way, every option is ordered, every measure of interest varies."""
    scenario = exercise(name)
    ends = Counter((one.id, one.choice) for game in games(name) for one in game.state.incidents.values())
    ordered = {entry.option for game in games(name) for entry in game.entries if isinstance(entry, e.Ordered)}

    for incident in scenario.incidents:
        ways = {choice for who, choice in ends if who == incident.id} - {None}
        assert len(ways) > 1, f"{incident.id}: {ways}"
    assert {option.id for option in scenario.options} == ordered
    for interest in scenario.interests:
        values = {measure(scenario, game.entries, game.state)[interest.name] for game in games(name)}
        assert len(values) > 2, f"{interest.name}: {values}"


@pytest.mark.parametrize("name", EXERCISES)
def test_it_is_rehearsed_and_studied(name: str) -> None:
    """A rehearsal counts its games, a comparison its arms; both are told in its own names."""
    scenario = exercise(name)
    variant = scenario.coalitions[0].id
    cast = cast_for(scenario, cast_names(scenario, {}))
    rehearsed = rehearse(scenario, variant, cast, 3, 1)
    study = compare(scenario, cast, 2, 1, ["lead"], [True], [one.id for one in scenario.coalitions])

    assert set(rehearsed.outcomes) == {incident.id for incident in scenario.incidents}
    assert study.scenario == name
    assert study.games == 2
    assert study.baseline == variant


@pytest.mark.parametrize("name", EXERCISES)
def test_every_cell_is_shown_it(name: str) -> None:
    """A map that keeps what it promises in the midst of a game, and a packet with the map for everybody; none where there is no place."""
    scenario = exercise(name)
    around = frame(scenario)
    if not scenario.places:
        assert around is None
        shown = [packet.seat(scenario, seat, scenario.coalitions[0].id) for seat in scenario.players]
        assert all("map" not in {one.name for one in paper.drawings} for paper in shown)
        return
    assert around is not None
    game, cast = Game(scenario, scenario.coalitions[-1].id, 3), cast_for(scenario, cast_names(scenario, {}))
    while game.pending and not any(one.live for one in game.state.incidents.values()):
        game.submit({seat: cast[seat].decide(asked) for seat, asked in game.pending.items()})
    for seat in (CONTROL, *scenario.players):
        drawn = overlay(view(game.state, seat), scenario, around)
        assert [] == wrong(drawn, around), seat
        assert any(one.kind == "incident" for one in pieces(drawn)), seat
    for seat in scenario.players:
        assert "map" in {one.name for one in packet.seat(scenario, seat, scenario.coalitions[0].id).drawings}
