"""The replay page is made in one pass over the log: one fold, one view for each pair of eyes and entry."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

pytest.importorskip("jinja2", reason="the room's extra is not installed")

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.perspective import WALL as PUBLIC
from fourthseat.engine.record.perspective import learned_by_seat
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.viewers import public, view
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.web import replay_page
from fourthseat.players.web.replay_page import theatre


def log(count: int) -> EventLog:
    """The first *count* entries of a game of doctrines."""
    scenario = scenarios.find("second-thomas")
    names = cast_names(scenario, {})
    game = play(Game(scenario, "aukus-jpn", 7), cast_for(scenario, names))
    return EventLog(Header(scenario, "aukus-jpn", 7, dict(names), "1"), tuple(game.entries[:count]))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the page folds and looks, wherever in the program that is done on its way."""
    from fourthseat.engine.record import narration, perspective, replay
    from fourthseat.engine.rules import fold

    calls: Counter[str] = Counter()
    for name, real in (("apply", apply), ("view", view), ("public", public), ("learned_by_seat", learned_by_seat)):

        def counting(*given: Any, name: str = name, real: Any = real) -> Any:
            calls[name] += 1
            return real(*given)

        for module in (replay_page, perspective, replay, narration, fold):
            if getattr(module, name, None) is real:
                monkeypatch.setattr(module, name, counting)
    return calls


def steps(record: EventLog) -> int:
    """How often the ladder moved."""
    return sum(isinstance(entry, e.RungMoved) for entry in record.entries)


def test_controls_page_of_fifty_entries(counted: Counter[str]) -> None:
    """Fifty applications of an entry, and one view for each of the eyes and entries; a whole one more where the ladder moved, to say by what."""
    record = log(50)
    seats = record.header.scenario.players
    moved = steps(record)
    theatre([("g", record)])

    assert 50 == counted["apply"]
    assert 50 * (len(seats) + 1) + moved * len(seats) == counted["view"]
    assert 50 + moved == counted["public"]
    assert 50 * (len(seats) + 2) == counted["learned_by_seat"]


@pytest.mark.parametrize("eyes", [Seat("JPN"), PUBLIC])
def test_one_seats_page_looks_through_one_pair_of_eyes(counted: Counter[str], eyes: Seat) -> None:
    """Nobody else's view is even made."""
    theatre([("g", log(50))], eyes)

    assert 50 == counted["apply"]
    assert 50 + steps(log(50)) == counted["view"] + counted["public"]
    assert (eyes == PUBLIC) is (counted["public"] > 0)


def test_a_finished_game_is_measured_by_the_state_it_was_folded_to(counted: Counter[str]) -> None:
    """Its measures need no fold of their own."""
    whole = log(100_000)
    theatre([("g", whole)])

    assert whole.finished
    assert len(whole.entries) == counted["apply"]
    assert CONTROL not in whole.header.scenario.players
