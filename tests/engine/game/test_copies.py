"""A game is a value: copied or pickled between any two answers it goes on as the one it was taken from, and apart from it."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.orders import Decision, Improvise
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.view import View
from fourthseat.players.cast import cast_for, cast_names

COPIES: dict[str, Callable[[Game], Game]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda game: pickle.loads(pickle.dumps(game)),
}


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("name", ["tutorial", "second-thomas"])
def test_a_copy_at_any_question_ends_as_the_game_it_was_taken_from(name: str, way: str) -> None:
    """At every question of several games: both are gone on with, and both logs are the uncopied one's."""
    scenario = scenarios.find(name)
    cast = cast_for(scenario, cast_names(scenario, {}))
    for seed, variant in enumerate(scenario.coalitions):
        whole = play(Game(scenario, variant.id, seed), cast).entries
        game, copies = Game(scenario, variant.id, seed), []
        while pending := game.pending:
            copies.append(COPIES[way](game))
            seat = min(pending)  # one by one: a copy may be taken while others' answers are still to come
            game.submit({seat: cast[seat].decide(pending[seat])})

        assert game.entries == whole
        assert all(play(copied, cast).entries == whole for copied in copies[:: len(copies) // 5])


def test_what_happens_in_a_copy_does_not_happen_in_the_game() -> None:
    """Nothing that changes is shared: control speaks in the copy alone, and it plays on otherwise."""
    scenario = scenarios.find("tutorial")
    cast = cast_for(scenario, cast_names(scenario, {}))
    told: list[object] = []
    game = Game(scenario, "aukus-jpn", 5, told.append)
    whole = play(Game(scenario, "aukus-jpn", 5), cast).entries
    other = copy.copy(game)
    said = len(told)

    other.interject(CONTROL, Decision((Improvise("Only here.", (Seat("AUS"),)),)))
    while pending := other.pending:
        other.submit(dict.fromkeys(pending, Decision()))

    assert said == len(told), "a copy tells nobody"
    assert play(game, cast).entries == whole
    assert other.entries != whole


def test_a_game_is_gone_on_with_by_another_process() -> None:
    """What is pickled needs nothing of the process that made it."""
    scenario = scenarios.find("tutorial")
    cast = cast_for(scenario, cast_names(scenario, {}))
    game = Game(scenario, "aukus-jpn", 7)
    for _ in range(4):
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    code = (
        "import pickle, sys\n"
        "from fourthseat.engine.game.game import play\n"
        "from fourthseat.players.cast import cast_for, cast_names\n"
        "game = pickle.load(sys.stdin.buffer)\n"
        "cast = cast_for(game.scenario, cast_names(game.scenario, {}))\n"
        "print(repr(play(game, cast).entries))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(game), capture_output=True, check=True)

    assert repr(play(game, cast).entries) == ended.stdout.decode().rstrip("\n")


def test_a_deep_copy_in_mid_game_is_gone_on_with_twice() -> None:
    """As a learner searches: from one position, the same answers twice are one future, other answers another; the position stays."""
    scenario = scenarios.find("second-thomas")
    cast = cast_for(scenario, cast_names(scenario, {}))
    position = Game(scenario, "aukus-jpn", 7)
    while not (position.state.turn == 2 and CONTROL not in position.pending):
        position.submit({seat: cast[seat].decide(shown) for seat, shown in position.pending.items()})
    before, asked = list(position.entries), position.pending

    def step(answer: Callable[[View], Decision]) -> Game:
        game = copy.deepcopy(position)
        game.submit({seat: answer(shown) for seat, shown in game.pending.items()})
        return play(game, cast)

    once, twice = (step(lambda shown: cast[shown.seat].decide(shown)) for _ in range(2))
    idle = step(lambda _: Decision())
    first = step(lambda shown: Decision(shown.menu[:1]))

    assert once.entries == twice.entries
    assert once is not twice
    assert 3 == len({repr(game.entries) for game in (once, idle, first)})
    assert all(game.entries[: len(before)] == before for game in (once, idle, first))
    assert (before, asked) == (position.entries, position.pending)
    assert play(position, cast).entries == once.entries


def test_the_agenda_of_a_copy_is_that_of_the_game() -> None:
    """What waits on the clock is said in the order in which it comes, as records; a copy has the same until it goes on."""
    scenario = scenarios.find("second-thomas")
    cast = cast_for(scenario, cast_names(scenario, {}))
    game, waited = Game(scenario, "aukus-jpn", 2), 0
    while pending := game.pending:
        agenda, copied = list(game.agenda), copy.copy(game)
        assert agenda == list(copied.agenda)
        assert agenda == sorted(agenda, key=lambda due: (due.hour, due.priority))
        assert all(due.hour >= game.hour for due in agenda)
        waited += len(agenda)
        game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})
        assert agenda == list(copied.agenda)

    assert waited
    assert [] == list(game.agenda), "ENDEX strikes what was to come"
