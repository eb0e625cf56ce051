"""The orders board: where every order of a seat stands, made from what the seat may know, against the clock that knows."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.records import replace
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.briefing import results
from fourthseat.engine.rules.orders_board import OPEN, Standing, orders_board
from fourthseat.engine.rules.stages import Stage
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.uniform import Uniform

STOOD: dict[Stage, frozenset[Standing]] = {
    Stage.POSITION: frozenset({Standing.POSITION}),
    Stage.STAFF: frozenset({Standing.QUEUE, Standing.STAFF}),
    Stage.DESK: frozenset({Standing.DESK}),
    Stage.CONSULTATION: frozenset({Standing.CONSULTATION}),
    Stage.CONSENT: frozenset({Standing.CONSENT}),
    Stage.CONCURRENCE: frozenset({Standing.CONCURRENCE}),
    Stage.LICENCE: frozenset({Standing.LICENCE}),
}
"""What the board may say of an order that the clock has at a stage."""


def compare(game: Game) -> set[Standing]:
    """That the board says of every order what the clock of *game* has; the standings it said."""
    said = set[Standing]()
    now = replace(game.state, hour=game.hour)  # a state stands at its last entry; staffs have worked on since
    for seat in game.scenario.players:
        board = orders_board(now, seat)
        numbers = [given.number for given in game.state.given.values() if given.seat == seat]
        shown = dict(zip(numbers, board, strict=True))
        under_way = {number: order for number, order in game.under_way.items() if order.seat == seat}
        open_still = {n for n, one in shown.items() if one.open and one.standing is not Standing.UNDER_WAY}
        where = f"{game!r}: {seat}"
        assert set(under_way) == open_still, where
        for number, order in under_way.items():
            one = shown[number]
            assert one.standing in STOOD[order.stages[0]], (where, one, order)
            assert (one.standing is Standing.STAFF) is (number in game.drafting), (where, one, order)
            said.add(one.standing)
        said |= {one.standing for one in board}
    return said


@pytest.mark.parametrize("name", ["tutorial", "pillar-two", "dangerous-encounter", "second-thomas"])
def test_the_board_says_of_every_order_what_the_clock_has(name: str) -> None:
    """At every question of a game with doctrines, under the last variant, and of one whose seats order anything, under the first."""
    scenario = scenarios.find(name)
    doctrines = cast_for(scenario, cast_names(scenario, {}))
    anything = {**doctrines, **{seat: Uniform(4) for seat in scenario.players}}
    said = set[Standing]()
    for variant, players in ((scenario.coalitions[-1].id, doctrines), (scenario.coalitions[0].id, anything)):
        game = Game(scenario, variant, 4)
        while pending := game.pending:
            said |= compare(game)
            game.submit({seat: players[seat].decide(shown) for seat, shown in pending.items()})
        said |= compare(game)

    assert Standing.DONE in said
    assert said & OPEN


def test_a_seat_at_a_terminal_is_told_where_its_orders_have_come_to(drill: Scenario) -> None:
    """Between two of its views: what has moved on since, once, and nothing of what stands as it stood."""
    game, cast = Game(drill), cast_for(drill, cast_names(drill, {}))
    seat, seen = drill.players[-1], list[View]()
    told: list[str] = []
    while pending := game.pending:
        shown = view(game.state, seat)
        told += [line.text for line in results(seen[-1] if seen else None, shown)]
        assert not list(results(shown, shown))
        seen.append(shown)
        game.submit({who: cast[who].decide(asked) for who, asked in pending.items()})

    ended = [line for line in orders_board(game.state, seat) if not line.open]
    assert ended
    assert len(told) == len(set(told)) >= 1
    assert all(text.startswith("Your order ") for text in told)
