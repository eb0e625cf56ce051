"""What is left of an incident: accidents where forces met, and how the coalition is remembered to have stood."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.together import play_together
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.rules.accidents import accidents
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.pricing import appraise
from fourthseat.engine.rules.reputation import learnt
from fourthseat.engine.rules.state import Reputation, State
from fourthseat.engine.scenario.overrides import vary
from fourthseat.players.cast import cast
from tests.engine.rules.test_pricing import live, mine, opened, there

FIRE = {"assumptions.models.fire": 1.0}
"""Every reply by force is an exchange of fire."""
SURE = {"assumptions.models.accidents_per_day": 1000.0}


def games(changes: dict[str, Any], name: str = "second-thomas", seeds: int = 4) -> list[Game]:
    """A few games with doctrines."""
    scenario = vary(scenarios.find(name), changes) if changes else scenarios.find(name)
    names = {str(seat): "doctrine" for seat in scenario.players}
    return [play(Game(scenario, scenario.coalitions[1].id, n), cast(scenario, names)) for n in range(seeds)]


def test_where_nobody_meets_nobody_is_hurt(table: Any) -> None:
    """With accidents certain, a move without forces has none; one with forces has one, and the ladder climbs a rung."""
    alone = table(SURE | {"turns": 1}, choice="press")
    met = table(SURE | {"turns": 1}, choice="press", USA="patrol@raid")

    assert [] == alone.of(e.Accident)
    assert ["raid"] == met.rows(e.Accident, "incident")
    assert "an accident where forces met" in met.rows(e.RungMoved, "reason")
    assert met.state.incidents["raid"].accident


def test_an_accident_alone_brings_no_exchange_of_fire_and_worsens_its_incident() -> None:
    """However many there are, the ladder climbs by them to the rung of force at most, and severity stays a share."""
    for game in games(SURE):
        state = game.start
        for entry in game.entries:
            before, state = state, apply(state, entry)
            if isinstance(entry, e.Accident):
                assert state.incidents[entry.incident].severity >= before.incidents[entry.incident].severity
                assert 0 <= entry.draw < entry.estimate.p <= 1
            if isinstance(entry, e.RungMoved) and entry.reason == "an accident where forces met":
                assert before.rung < state.rung <= 4
        assert any(isinstance(x, e.Accident) for x in game.entries)


def test_accidents_are_the_road_to_the_exchange_of_fire() -> None:
    """Certain accidents bring more games to rung 5 than none."""
    peaks = [
        [max((x.to for x in game.entries if isinstance(x, e.RungMoved)), default=0) for game in games(changes, seeds=6)]
        for changes in (SURE | FIRE, {"mechanisms.accidents": False} | FIRE)
    ]

    assert sum(peaks[0]) > sum(peaks[1])
    assert any(peak >= 5 for peak in peaks[0])


def test_luck_of_accidents_is_one_for_all_variants() -> None:
    """Where two variants have an accident in the same move of the same incident, they drew the same."""
    scenario = vary(scenarios.find("second-thomas"), SURE)
    names = {str(seat): "doctrine" for seat in scenario.players}
    drawn: dict[tuple[str, int], float] = {}
    for variant in scenario.coalitions:
        for x in play(Game(scenario, variant.id, 3), cast(scenario, names)).entries:
            if isinstance(x, e.Accident):
                assert x.draw == drawn.setdefault((x.incident, x.hour), x.draw)
    assert drawn


# ---------------------------------------------------------------- how it stood


def over(
    choice: str, outcome: Outcome, *, force: bool = False, act: int = 0, said: bool = False, line: bool = False
) -> State:
    """The first incident of a game, over, after the coalition did this about it."""
    state = opened()
    incident = live(state)
    if force:
        incident = there(incident, *mine(state))
    incident = replace(
        incident, choice=choice, outcome=outcome, highest_act=act, concurred=incident.opened if said else None
    )  # type: ignore[arg-type]
    return replace(state, incidents={**state.incidents, incident.id: incident}, hotline=line)


def learns(state: State) -> e.Remembered | None:
    """What is remembered of it."""
    incident = next(i for i in state.incidents.values() if i.choice is not None)
    return next(iter(learnt(state, incident)), None)


@pytest.mark.parametrize(
    ("conduct", "done"),
    [
        ("gave-way", {"choice": "press", "outcome": Outcome.FAILURE}),
        ("gave-way", {"choice": "press", "outcome": Outcome.FAILURE, "said": True}),
        ("firm", {"choice": "press", "outcome": Outcome.FAILURE, "force": True}),
        ("firm", {"choice": "hold", "outcome": Outcome.SUCCESS, "said": True}),
        ("intransigent", {"choice": "hold", "outcome": Outcome.SUCCESS, "force": True, "act": 6}),
        ("firm-but-flexible", {"choice": "hold", "outcome": Outcome.SUCCESS, "force": True, "act": 6, "line": True}),
        (None, {"choice": "hold", "outcome": Outcome.SUCCESS}),
    ],
)
def test_how_a_coalition_stood(conduct: str | None, done: dict[str, Any]) -> None:
    """By what was there, what was said, how far it went and whether it left a way out."""
    entry = learns(over(**done))

    assert conduct == (entry.conduct if entry else None)
    if entry is not None:
        assert (entry.firmness < 0) is (conduct == "gave-way")
        assert (entry.grievance > 0) is (conduct == "intransigent")
        line = narrate(entry, opened())
        assert line is not None
        assert line.text.startswith("Remembered of ")


@settings(max_examples=40, deadline=None)
@given(firm=st.floats(-1, 1), more=st.floats(0, 1), grievance=st.floats(0, 1), word=st.booleans(), force=st.booleans())
def test_a_reputation_has_the_signs_of_the_literature(
    firm: float, more: float, grievance: float, word: bool, force: bool
) -> None:
    """Having stood firm deters, having backed down and having been intransigent invite; firm but flexible is best."""
    state = opened()
    incident = live(state)
    if word:
        incident = replace(incident, concurred=incident.opened)
    if force:
        incident = there(incident, *mine(state))

    def p(firmness: float, grievance: float) -> float:
        known = replace(state, reputation=Reputation(firmness, grievance))
        return appraise(known, incident, incident.closes or 0)[0].p

    assert p(firm + more * (1 - firm), grievance) <= p(firm, grievance) + 1e-12
    assert p(firm, grievance + more * (1 - grievance)) >= p(firm, grievance) - 1e-12
    assert p(1.0, 0.0) <= p(firm, grievance) + 1e-12
    assert p(-1.0, 0.0) > p(0.0, 0.0) > p(1.0, 0.0)


def test_games_with_memory_and_accidents_are_values() -> None:
    """They are copied, pickled and played together like any others."""
    base = scenarios.find("tutorial")
    both = [vary(base, {**SURE, "mechanisms.reputation": on}) for on in (True, False)]
    names = {str(seat): "doctrine" for seat in base.players}
    alone = [play(Game(one, "aukus", 5), cast(one, names)).entries for one in both]
    shared = {n: game.entries for members, game in play_together(both, "aukus", 5, cast(base, names)) for n in members}
    game = Game(both[0], "aukus", 5)
    cells = cast(both[0], names)
    while pending := game.pending:
        game.submit({seat: cells[seat].decide(shown) for seat, shown in pending.items()})
        game = pickle.loads(pickle.dumps(copy.copy(game)))

    assert alone == [shared[0], shared[1]]
    assert alone[0] == game.entries


def test_no_accident_is_drawn_without_forces_or_with_the_switch_off() -> None:
    """What a game does not use costs it nothing."""
    state = opened()

    assert () == tuple(accidents(state, live(state), 1))
    assert not [x for game in games({"mechanisms.accidents": False, **SURE}, seeds=2) for x in game.entries if isinstance(x, e.Accident)]  # fmt: skip
