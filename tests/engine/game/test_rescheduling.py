"""Control sets an inject down for another hour: it goes then and not at its own, and the log plays the same again."""

from __future__ import annotations

import copy

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries.control import Injected
from fourthseat.engine.core.entries.turns import Refused
from fourthseat.engine.core.orders import Decision, Order, Release, Reschedule, Withhold
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.game.game import Game, play
from fourthseat.players.cast import cast_for

SCENARIO = scenarios.find("second-thomas")
CAST = cast_for(SCENARIO, dict.fromkeys(SCENARIO.players, "silent") | {CONTROL: "silent"})
NAME = next(i.id for i in SCENARIO.msel if i.kind != "contingency" and i.hour)
OWN = SCENARIO.inject_by_id[NAME].hour or 0


@pytest.fixture(scope="module")
def begun() -> Game:
    """A game in which nobody has said anything."""
    return Game(SCENARIO, "aukus-jpn", 3)


def sent(game: Game, *orders: Order) -> list[int]:
    """The hours in which the inject reached its seats, if control says *orders* at the beginning."""
    played = copy.copy(game)
    for order in orders:
        played.interject(CONTROL, Decision((order,)))
    play(played, CAST)
    return [x.hour for x in played.entries if isinstance(x, Injected) and x.inject == NAME]


@pytest.mark.parametrize(
    ("orders", "hours"),
    [
        ((), [OWN]),
        ((Reschedule(NAME, OWN + 7),), [OWN + 7]),
        ((Reschedule(NAME, 0),), [0]),
        ((Reschedule(NAME, 90), Reschedule(NAME, OWN)), [OWN]),
        ((Reschedule(NAME, 90), Reschedule(NAME, 91)), [91]),
        ((Withhold(NAME),), []),
        ((Withhold(NAME), Reschedule(NAME, 90)), [90]),
        ((Reschedule(NAME, 90), Withhold(NAME)), []),
        ((Reschedule(NAME, 90), Release(NAME)), [0]),
    ],
)
def test_an_inject_goes_at_the_hour_it_is_set_down_for(
    begun: Game, orders: tuple[Order, ...], hours: list[int]
) -> None:
    """Once, at the last hour control gave it; taken off the list it does not go."""
    assert hours == sent(begun, *orders)


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (Reschedule("INJ-99", 5), "no inject"),
        (Reschedule(NAME, -1), "not between now"),
        (Reschedule(NAME, SCENARIO.endex + 1), "not between now"),
        (Reschedule(next(i.id for i in SCENARIO.msel if i.kind == "contingency"), 5), "waits for its condition"),
    ],
)
def test_what_cannot_be_set_down_is_refused(begun: Game, order: Order, says: str) -> None:
    """A name that is not there, an hour outside the exercise, an inject that waits for a condition."""
    game = copy.copy(begun)
    game.interject(CONTROL, Decision((order,)))
    assert isinstance(game.entries[-1], Refused)
    assert says in game.entries[-1].reason
