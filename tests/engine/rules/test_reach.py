"""Hours a force needs: the page's table, the map's circle and the game agree in every row."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries.acts import Sailed
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.reach import Reach, radius, reach
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names

NAMES = [name for name in scenarios.names() if not name.startswith("_")]


def without(scenario: Scenario, mechanism: str) -> Scenario:
    """*scenario* with one mechanism switched off."""
    off = scenario.mechanisms.model_copy(update={mechanism: False})
    return scenario.model_copy(update={"mechanisms": off})


def played(scenario: Scenario, seed: int) -> Game:
    """A game of doctrines who raise their readiness whenever they may."""
    game, cast = Game(scenario, scenario.coalitions[-1].id, seed), cast_for(scenario, cast_names(scenario, {}))
    while game.pending:
        answers = {}
        for seat, shown in game.pending.items():
            decision = cast[seat].decide(shown)
            raises = tuple(act for act in shown.menu if shown.options[act.option].kind == "posture")
            orders = (*raises, *(o for o in decision.orders if o not in raises))
            answers[seat] = Decision(orders, reason=decision.reason)
        game.submit(answers)
    return game


def promised(state: State, entry: Sailed) -> Reach | None:
    """The row of the seat's own table that speaks of the voyage about to begin."""
    scenario = state.scenario
    force, incident = scenario.force_by_id[entry.force].name, scenario.incident_by_id[entry.incident].title
    table = reach(view(replace(state, hour=entry.hour), entry.seat), scenario)
    return next((row for row in table if (row.force, row.incident) == (force, incident)), None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("proximity", [True, False])
def test_every_row_says_what_the_game_then_takes(name: str, proximity: bool) -> None:
    """Whenever a force sails, its seat's table said the hours it takes: routine and raised, near and with proximity off."""
    scenario = scenarios.find(name) if proximity else without(scenarios.find(name), "proximity")
    rows, raised = 0, 0
    for seed in range(4):
        game = played(scenario, seed)
        state = game.start
        for entry in game.entries:
            if isinstance(entry, Sailed):
                row = promised(state, entry)
                force, incident = scenario.force_by_id[entry.force], scenario.incident_by_id[entry.incident]
                assert (row is not None) is (force.domain in incident.domains)
                if row is None:
                    continue  # the table speaks of forces that count there alone
                assert row.needs == entry.arrives - entry.hour, (row, entry)
                rows += 1
                raised += state.seats[entry.seat].raised
            state = apply(state, entry)

    assert rows or name == "tutorial"
    assert raised or not any(o.kind == "posture" for o in scenario.options)


def opened(scenario: Scenario) -> State:
    """A state with an incident open."""
    game, cast = Game(scenario, scenario.coalitions[-1].id, 7), cast_for(scenario, cast_names(scenario, {}))
    while not any(i.live for i in game.state.incidents.values()):
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    return game.state


@pytest.mark.parametrize("posture", [False, True])
@pytest.mark.parametrize("proximity", [False, True])
def test_the_circle_holds_just_what_the_table_says_can_be_there(posture: bool, proximity: bool) -> None:
    """Inside the circle are the incidents that the table calls reached before the first window closes, and no other."""
    scenario = scenarios.find("second-thomas")
    scenario = scenario if proximity else without(scenario, "proximity")
    state = opened(scenario)
    state = replace(state, seats={seat: replace(own, raised=posture) for seat, own in state.seats.items()})
    checked = 0
    for seat in scenario.players:
        shown = view(state, seat)
        raised = [seat] if posture else []
        for hour in range(0, 160, 7):
            now = shown.at(hour)
            for row in reach(now, scenario):
                force = next(f for f in now.forces if f.name == row.force)
                spec = scenario.force_by_id[force.id]
                incident = next(i for i in scenario.incidents if i.title == row.incident)
                if spec.speed_kn <= 0:
                    continue
                miles = scenario.transit_nmi[spec.home, incident.place]
                circle = radius(now, scenario, force, raised)
                first = min(i.expected_to_close for i in now.incidents if i.choice is None) - hour
                if circle is not None:
                    assert (miles <= circle) is (row.needs < first), (row, miles, circle)
                    checked += 1
                else:
                    assert row.needs >= first or miles == 0 or not proximity

    assert checked


def test_raised_readiness_and_proximity_change_the_circle() -> None:
    """Half the hours to make ready give a wider circle; with proximity off every place is reached."""
    scenario = scenarios.find("second-thomas")
    shown = view(opened(scenario), Seat("USA"))
    force = next(
        f for f in shown.forces if scenario.force_by_id[f.id].ready_hours and scenario.force_by_id[f.id].speed_kn
    )
    routine, raised = (radius(shown, scenario, force, seats) for seats in ((), (Seat("USA"),)))
    everywhere = radius(shown, without(scenario, "proximity"), force, ())

    assert routine is not None
    assert raised is not None
    assert routine < raised
    assert everywhere == float("inf")


def test_a_force_that_is_tasked_has_no_row_and_no_circle() -> None:
    """Only idle forces can be sent."""
    scenario = scenarios.find("second-thomas")
    state = opened(scenario)
    incident = next(i.id for i in state.incidents.values() if i.live)
    tasked = replace(state, tasked={f.id: incident for f in scenario.forces})
    shown = view(tasked, Seat("USA"))

    assert [] == reach(shown, scenario)
    assert [None] * len(shown.forces) == [radius(shown, scenario, force, ()) for force in shown.forces]
