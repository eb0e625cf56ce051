"""A force is called back from its way or its station: it counts there no more, goes home as long as it was at sea, and may then be sent again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Act, Decision, Order, Recall
from fourthseat.engine.core.terms import CONTROL, Cell, Seat
from fourthseat.engine.exercise.aar.evidence import Record, facts_of
from fourthseat.engine.exercise.aar.fates import Came, fates
from fourthseat.engine.exercise.aar.findings import in_time, stood
from fourthseat.engine.exercise.aar.redaction import reader
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.order_words import order_line
from fourthseat.engine.record.perspective import Perspectives
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.orders_board import Standing, orders_board
from fourthseat.engine.rules.pricing import strength
from fourthseat.engine.rules.recalling import may_be_called_back, on_station, under_way, way_back
from fourthseat.engine.rules.seen import refuse_seen
from fourthseat.engine.rules.viewers import public, view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from tests.engine.game.test_cancel import until

AUS, GBR, USA = map(Seat, ("AUS", "GBR", "USA"))


def logged(game: Game) -> EventLog:
    """The game as a log."""
    return EventLog(Header(game.scenario, game.start.coalition.id, game.seed), tuple(game.entries))


def sent(drill: Any) -> Game:
    """A game in which the United States' force is making ready, at the first question about concurrence."""
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    orders = {USA: (Act("patrol", "raid"),), AUS: (Act("joint-protest", "raid"),)}
    return until(Game(drill), "concur", none | orders)


def test_what_had_not_left_is_free_at_once_and_the_order_may_be_given_again(drill: Any) -> None:
    """The board says who called what back, its seat is told, nobody else is, and the log plays again."""
    game = sent(drill)
    [line] = orders_board(game.state, USA)
    assert Standing.UNDER_WAY is line.standing
    force = line.forces[0].id
    assert line.forces[0].way_back is not None
    others = {seat: view(game.state, seat) for seat in (GBR, AUS)}
    wall = public(game.state)
    game.interject(USA, Decision((Recall(force),)))

    [line] = orders_board(game.state, USA)
    assert (Standing.RECALLED, False) == (line.standing, line.open)
    assert "called back" in order_line(line, drill.told).told
    assert not under_way(game.state, force)
    assert force not in game.state.tasked
    assert (USA, "patrol", "raid") not in game.state.ordered
    assert {seat: view(game.state, seat) for seat in others} == others
    assert public(game.state) == wall
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    until(game, "close", none)
    assert not any(isinstance(entry, e.Arrived) and entry.force == force for entry in game.entries)
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    told = {seat: [item.line.text for item in eyes.told[seat]] for seat in (USA, GBR, CONTROL)}
    assert any(text.startswith("Called back") for text in told[USA])
    assert any("calls back" in text for text in told[CONTROL])
    assert not any("call" in text.lower() and "back" in text for text in told[GBR])
    assert [] == verification_errors(logged(game))


def test_what_is_not_under_way_cannot_be_called_back(drill: Any) -> None:
    """Another's, one at its base, and one that there is not: refused by the rules, and by what the seat itself can see."""
    game = sent(drill)
    force = orders_board(game.state, USA)[0].forces[0].id
    idle = next(f.id for f in drill.forces if f.seat == AUS)
    for seat, name in ((GBR, force), (AUS, idle), (USA, "no-such")):
        before = len(game.entries)
        game.interject(seat, Decision((Recall(name),)))
        assert [e.Decided, e.Refused] == [type(entry) for entry in game.entries[before:]], (seat, name)
        assert refuse_seen(view(game.state, seat), {}, Recall(name)) is not None


def test_the_report_counts_it_as_called_back(drill: Any) -> None:
    """Neither as carried out nor as in vain."""
    game = sent(drill)
    game.interject(USA, Decision((Recall(orders_board(game.state, USA)[0].forces[0].id),)))
    until(game, "close", dict.fromkeys(drill.players, ()))
    mine = [fate for fate in fates(facts_of(logged(game))) if fate.seat == USA]

    assert [Came.RECALLED] == [fate.came for fate in mine]
    assert not mine[0].in_vain


def on_its_station(scenario: Scenario, of: Cell) -> tuple[Game, str]:
    """A game by doctrine up to the first question at which a force of the cell *of* is on station, and that force."""
    game = Game(scenario, scenario.coalitions[-1].id, 1)
    cast = cast_for(game.scenario, cast_names(game.scenario, {}))
    own = [force.id for force in scenario.forces if scenario.cell(force.seat) is of]
    while game.pending:
        there = [force for force in own if on_station(game.state, force)]
        if there:
            return game, there[0]
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})

    raise AssertionError(f"no force of {of} was on station")


def test_what_leaves_its_station_counts_there_no_more(shoal: Scenario) -> None:
    """Strength falls, everybody who saw it there sees that it has left, its days still to come are not spent; the log plays again."""
    game, force = on_its_station(shoal, Cell.BLUE)
    seat, name = game.scenario.force_by_id[force].seat, game.scenario.force_by_id[force].name
    about, sailing = game.state.tasked[force], game.state.sailings[force]
    [other, *_] = [one for one in game.scenario.players if one != seat]
    before, spent = game.state, game.state.seats[seat].spent
    [(line, back)] = [
        (order, one.way_back) for order in orders_board(before, seat) for one in order.recallable if one.id == force
    ]
    assert back is not None
    assert back.on_station
    assert (Standing.DONE, False) == (line.standing, line.open)
    assert "on station" == order_line(line, game.scenario.told).word
    game.interject(seat, Decision((Recall(force),)))

    recalled = next(entry for entry in game.entries if isinstance(entry, e.Recalled))
    way = sailing.arrives - sailing.hour
    assert recalled.from_station
    assert game.hour < recalled.home <= game.hour + way
    assert (game.hour, recalled.home) == (recalled.hour, back.home)
    assert game.state.seats[seat].spent == pytest.approx(spent - dict(back.unspent).get(seat, 0.0))
    was, now = before.incidents[about], game.state.incidents[about]
    assert strength(game.state, now, game.hour) < strength(before, was, game.hour)
    assert [force] == [one.force for one in now.left]
    for look in (partial(view, seat=seat), partial(view, seat=other), public):
        saw, sees = (next(i for i in look(state).incidents if i.id == about) for state in (before, game.state))
        assert ((seat, name) in saw.on_station, (seat, name) in sees.on_station) == (True, False)
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    told = {who: [item.line.text for item in eyes.told[who]] for who in (seat, other, CONTROL)}
    assert any("from its station" in text for text in told[seat])
    assert any(text.startswith("No longer at") and name in text for text in told[other])
    assert any("from its station" in text for text in told[CONTROL])
    assert not may_be_called_back(game.state, force)
    cast = cast_for(game.scenario, cast_names(game.scenario, {}))
    while game.pending:
        game.submit({who: cast[who].decide(shown) for who, shown in game.pending.items()})
    assert any(isinstance(entry, e.Returned) and entry.force == force for entry in game.entries)
    assert [] == verification_errors(logged(game))
    facts, incident = facts_of(logged(game)), game.state.incidents[about]
    to = reader(Record(logged(game)), releasable=False)
    came, there = ([f.entry.force for f in found] for found in (in_time(facts, to, about), stood(facts, to, incident)))
    assert 1 == came.count(force) - there.count(force), "a report counts it as come in time, not among what stood there"


def test_an_opponents_force_takes_its_strength_with_it(shipped: Callable[[str], Scenario]) -> None:
    """What came in time was counted with the opponent, and is no more; nothing of the coalition's changes."""
    game, force = on_its_station(shipped("scarborough"), Cell.RED)
    seat, about = game.scenario.force_by_id[force].seat, game.state.tasked[force]
    was = game.state.incidents[about]
    [there] = [one for one in was.reinforcements if one.force == force]
    game.interject(seat, Decision((Recall(force),)))
    now = game.state.incidents[about]

    assert now.red_strength == pytest.approx(was.red_strength - there.strength)
    assert (was.arrivals, ()) == (now.arrivals, tuple(one for one in now.reinforcements if one.force == force))
    assert [] == verification_errors(logged(game))


def test_the_report_counts_what_left_its_station_as_carried_out(shoal: Scenario) -> None:
    """It was there, so its order was; only what never arrived is called back."""
    game, force = on_its_station(shoal, Cell.BLUE)
    seat = game.scenario.force_by_id[force].seat
    game.interject(seat, Decision((Recall(force),)))
    mine = [
        fate
        for fate in fates(facts_of(logged(game)))
        if any(isinstance(end.entry, e.Recalled) and end.entry.force == force for end in fate.ends)
    ]
    assert [Came.DONE] == [fate.came for fate in mine]


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.integers(1, 10_000))
def test_no_force_is_in_two_places_and_none_that_was_called_back_arrives(seed: int) -> None:
    """Whatever is called back whenever: home as it was told, unspent no more than was set aside, and the log plays again."""
    scenario, luck = scenarios.find("second-thomas"), Random(seed)
    cast = cast_for(scenario, cast_names(scenario, {}))
    game = Game(scenario, "aukus-jpn", seed)
    while game.pending:
        for force in scenario.forces:
            if may_be_called_back(game.state, force.id) and luck.random() < 0.2:
                back, spent = way_back(game.state, force.id, game.hour), game.state.seats[force.seat].spent
                game.interject(force.seat, Decision((Recall(force.id),)))
                assert game.state.hour <= back.home
                assert game.state.seats[force.seat].spent <= spent
        assert not game.state.tasked.keys() & game.state.homeward.keys()
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    sailing: dict[str, e.Sailed] = {}
    homeward: dict[str, e.Recalled] = {}
    for entry in game.entries:
        if isinstance(entry, e.Sailed):
            assert entry.force not in homeward
            sailing[entry.force] = entry
        elif isinstance(entry, e.Recalled):
            sailed = sailing.pop(entry.force)
            assert entry.home - entry.hour <= entry.hour - sailed.hour
            paid = dict(sailed.costs)
            assert all(0 <= musd <= paid[seat] for seat, musd in entry.unspent)
            homeward[entry.force] = entry
        elif isinstance(entry, e.Returned):
            assert entry.hour == homeward.pop(entry.force).home
        elif isinstance(entry, e.Arrived):
            assert entry.force in sailing
    assert [] == verification_errors(logged(game))


@pytest.fixture(scope="module")
def shoal(shipped: Callable[[str], Scenario]) -> Scenario:
    """A situation with forces of several members, under way for days."""
    return shipped("second-thomas")


def sent_by(state: Any) -> list[str]:
    """Forces that are under way or on station and may be called back."""
    return [force for force in sorted(state.tasked) if may_be_called_back(state, force)]


def played(scenario: Scenario, seed: int, calls: tuple[int, ...] = (), at_once: bool = False) -> Game:
    """A game by doctrine, in which at the questions of these numbers every force under way is called back, by word or as an order."""
    game = Game(scenario, "aukus-jpn", seed)
    cast = cast_for(game.scenario, cast_names(game.scenario, {}))
    n = 0
    while game.pending:
        n += 1
        answers = {seat: cast[seat].decide(shown) for seat, shown in game.pending.items()}
        for force in sent_by(game.state) if n in calls else ():
            seat = game.scenario.force_by_id[force].seat
            ordering = seat in answers and any(q.kind == "orders" for q in game.pending[seat].questions)
            if ordering and not at_once:
                own = answers[seat]
                orders: tuple[Order, ...] = (*own.orders, Recall(force))
                answers[seat] = Decision(orders, own.intent, own.reason)
            else:
                game.interject(seat, Decision((Recall(force),)))
        game.submit({seat: answers[seat] for seat in game.pending})
    return game


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 40), calls=st.sets(st.integers(2, 30), min_size=1, max_size=12), at_once=st.booleans())
def test_whenever_forces_are_called_back_the_laws_of_a_voyage_hold(
    shoal: Scenario, seed: int, calls: set[int], at_once: bool
) -> None:
    """By word or among the orders of a move, all at once and again: one place each, home in time, money back in part at most, and the log plays again."""
    game = played(shoal, seed, tuple(sorted(calls)), at_once)
    state, bound, home, paid = game.start, {}, {}, {}
    for entry in game.entries:
        before, state = state, apply(state, entry)
        assert not set(state.tasked) & set(state.homeward)
        assert all(one.spent >= -1e-9 for one in state.seats.values())
        if isinstance(entry, e.Sailed):
            assert entry.force not in before.homeward
            assert entry.force not in before.tasked
            bound[entry.force], paid[entry.force] = entry, sum(musd for _, musd in entry.costs)
        elif isinstance(entry, e.Recalled):
            sailed = bound.pop(entry.force)
            assert (sailed.seat, sailed.option, sailed.incident) == (entry.seat, entry.option, entry.incident)
            assert entry.hour <= entry.home <= 2 * entry.hour - sailed.hour
            assert 0 <= sum(musd for _, musd in entry.unspent) <= paid[entry.force]
            home[entry.force] = entry.home
        elif isinstance(entry, e.Returned):
            assert entry.hour == home.pop(entry.force)
        elif isinstance(entry, e.Arrived):
            assert (bound[entry.force].incident, bound[entry.force].arrives) == (entry.incident, entry.hour)
    assert all(hour >= game.hour for hour in home.values())
    log = EventLog(Header(game.scenario, "aukus-jpn", seed), tuple(game.entries))
    assert [] == verification_errors(log)
