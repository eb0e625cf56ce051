"""What the opponent weighs, on the level of a game: words, punishment, forces under way and on station each deter."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.entries.changes import Pressure
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.holdings import UNNAMED
from fourthseat.engine.rules.pricing import appraise, opposing
from fourthseat.engine.rules.state import Arrival, IncidentState, State, under
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.plain import as_read
from fourthseat.players.cast import cast

USA = Seat("USA")


@cache
def opened(name: str = "second-thomas", seed: int = 1) -> State:
    """A game of *name* just before anybody has done anything about its first incident: nothing is there, nothing is said."""
    scenario = scenarios.find(name)
    names = {
        str(seat): "uniform" if scenario.seat_by_id[seat].cell != "red" else "doctrine" for seat in scenario.players
    }
    game = Game(scenario, scenario.coalitions[1].id, seed)
    cells = cast(scenario, names)
    while not any(incident.live for incident in game.state.incidents.values()):
        game.submit({seat: cells[seat].decide(shown) for seat, shown in game.pending.items()})
    state = game.state
    bare = {
        name: replace(i, arrivals=(), statements=(), concurred=None, combined=None, pressures=())
        for name, i in state.incidents.items()
    }
    return replace(state, incidents=bare, tasked={}, voyages={}, out=frozenset())


def live(state: State) -> IncidentState:
    """The incident that is open."""
    return next(incident for incident in state.incidents.values() if incident.live)


def p(state: State, incident: IncidentState) -> float:
    """Chance that it is pressed as its window closes."""
    return appraise(state, incident, incident.closes or 0)[0].p


def mine(state: State) -> tuple[str, float]:
    """A force of the United States that could be sent there, and its strength."""
    spec = live(state).id
    force = next(f for f in state.scenario.sendable[spec] if f.seat == USA and state.readiness[f.id] > 0)
    return force.id, float(force.strength) * state.readiness[force.id]


def there(incident: IncidentState, force: str, strength: float) -> IncidentState:
    """*incident* with *force* on station in time."""
    return replace(incident, arrivals=(Arrival(USA, force, strength, incident.opened or 0, joint=False),))


def test_words_move_the_opponent_with_nothing_on_station() -> None:
    """A statement, and concurrence on a joint measure more, lower the chance of pressing while K = 0."""
    state = opened()
    bare = live(state)
    said = replace(bare, statements=((USA, "joint-statement"),))
    joint = replace(bare, concurred=bare.opened)

    assert 0.0 == appraise(state, bare, bare.closes or 0).strength
    assert p(state, said) < p(state, bare) - 0.005
    assert p(state, joint) < p(state, bare) - 0.01


@settings(max_examples=40, deadline=None)
@given(
    word=st.booleans(), joint=st.booleans(), punish=st.floats(0, 0.5), late=st.integers(0, 200), leaks=st.booleans(),
    resolve=st.floats(0.5, 1.6), red=st.floats(0.5, 2),
)  # fmt: skip
def test_each_of_them_deters_whatever_else_there_is(
    word: bool, joint: bool, punish: float, late: int, leaks: bool, resolve: float, red: float
) -> None:
    """A joint statement, a punishment threatened, forces under way and forces on station, over random circumstances."""
    state = opened()
    bare = live(state)
    bare = replace(bare, resolve=resolve, red_strength=bare.red_strength * red)
    state = replace(state, out=frozenset({UNNAMED}) if leaks else frozenset())
    now = replace(
        bare,
        statements=((USA, "joint-statement"),) if word else (),
        concurred=bare.opened if joint else None,
        pressures=(Pressure("punish", punish, 0),) if punish else (),
    )
    base, (force, strength) = p(state, now), mine(state)
    arrives = (now.closes or 0) + late
    sailing = replace(state, tasked={force: now.id}, voyages={force: (now.opened or 0, arrives)})

    assert p(state, replace(now, statements=(*now.statements, (Seat("AUS"), "joint-statement")))) < base
    assert p(state, replace(now, concurred=now.opened)) <= base
    assert p(state, replace(now, pressures=(*now.pressures, Pressure("punish", 0.2, 0)))) < base
    assert p(state, there(now, force, strength)) < base
    if late < 24:
        assert p(sailing, now) < base, "a force that is all but there"
    assert p(sailing, now) >= p(replace(sailing, voyages={force: (0, max(0, arrives - 24))}), now) - 1e-12
    assert p(sailing, now) >= p(sailing, there(now, force, strength)) - 1e-12


def test_overwhelming_force_deters_wholly_and_late_force_in_part() -> None:
    """A hundred times the opponent's strength: pressed in less than one case in twenty if it is there, less than bare if it comes."""
    state = opened()
    bare = live(state)
    force, _ = mine(state)
    great = 100 * opposing(bare, bare.closes or 0)
    coming = replace(state, tasked={force: bare.id}, voyages={force: (bare.opened or 0, (bare.closes or 0) + 12)})

    scenario = vary(as_read(state.scenario), {f"force.{force}.strength": great})
    assert p(state, there(bare, force, great)) < 0.05 < p(state, bare)
    assert p(under(coming, scenario), bare) < p(coming, bare) < p(state, bare)


def test_off_only_what_is_there_counts() -> None:
    """Without expectation a word moves nothing while nothing is there, and a ship under way is no ship."""
    state = opened()
    off = under(state, vary(as_read(state.scenario), {"mechanisms.expectation": False}))
    bare = live(off)
    force, _ = mine(off)
    sailing = replace(off, tasked={force: bare.id}, voyages={force: (bare.opened or 0, (bare.closes or 0) + 1)})

    assert p(off, bare) == p(off, replace(bare, statements=((USA, "joint-statement"),))) == p(sailing, bare)


def test_every_choice_is_one_of_its_priced_courses() -> None:
    """Each decision names what it may do, pressing first, with chances that are one distribution; the advice is that of pressing."""
    scenario = scenarios.find("tutorial")
    names = {str(seat): "doctrine" for seat in scenario.players}
    for seed in (1, 2, 3):
        game = Game(scenario, scenario.coalitions[0].id, seed)
        cells = cast(scenario, names)
        while pending := game.pending:
            for shown in pending.values():
                for question in shown.questions:
                    if question.kind == "choose":
                        assert question.choices == scenario.incident_by_id[question.about].choices
                        assert sum(chance for _, chance in question.courses) == pytest.approx(1)
                        assert question.estimate is not None
                        assert question.courses[0][1] == question.estimate.p
                        assert question.estimate.reasons[-1].startswith("of its courses: press")
            game.submit({seat: cells[seat].decide(shown) for seat, shown in pending.items()})


@pytest.mark.parametrize(("name", "coalition"), [("second-thomas", 1), ("missile-overflight", 0)])
def test_strength_answers_over_whole_games(name: str, coalition: int) -> None:
    """All coalition forces a hundred times as strong and at once: where any of it is sent, pressing becomes rare."""
    base = scenarios.find(name)
    every: dict[str, object] = {f"seat.{seat.id}.lag_mu": -5.0 for seat in base.seats}
    for force in base.forces:
        if force.seat in base.blue:
            every |= {f"force.{force.id}.strength": 100 * float(force.strength), f"force.{force.id}.ready_hours": 0.0}
            every |= {f"force.{force.id}.speed_kn": 10_000.0} if force.speed_kn else {}
    chosen = []
    for scenario in (base, vary(base, every)):
        names = {str(seat): "doctrine" for seat in scenario.players}
        games = [play(Game(scenario, scenario.coalitions[coalition].id, n), cast(scenario, names)) for n in range(4)]
        met = [x.estimate.p for game in games for x in game.entries if isinstance(x, e.Chosen) and x.strength > 0]
        chosen.append(sum(met) / len(met))

    assert chosen[1] < 0.05 < chosen[0]
