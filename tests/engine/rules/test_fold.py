"""The fold assigns what entries carry: it needs no rule, and an old log folds the same whatever the rules become."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.fold import apply, fold
from fourthseat.engine.rules.state import State, start
from fourthseat.players.cast import cast_for, cast_names

JPN, USA = Seat("JPN"), Seat("USA")


@pytest.fixture
def state() -> State:
    """A game before its first entry."""
    return start(scenarios.find("second-thomas"), "aukus-jpn")


CHANGES: dict[str, tuple[e.Change, Any]] = {
    "access": (e.Change("access", 1.0, USA, option="naha"), lambda s: (USA, "naha") in s.altered.access),
    "closes": (e.Change("closes", 90.0, incident="resupply"), lambda s: s.incidents["resupply"].closes == 90),
    "comfort": (e.Change("comfort", 1.0, USA), lambda s: s.seats[USA].altered.comfort == 1),
    "granted": (e.Change("granted", 5.0, USA), lambda s: s.seats[USA].altered.granted == 5),
    "home": (e.Change("home", option="a-force naha"), lambda s: s.altered.homes.get("a-force") == "naha"),
    "indicator": (e.Change("indicator", 4.0, option="x"), lambda s: s.indicators.get("x") == 4),
    "legal": (e.Change("legal", 1.0, JPN, option="x"), lambda s: "x" in s.seats[JPN].altered.legal),
    "member": (e.Change("member", 0.0, JPN), lambda s: JPN not in s.members),
    "part": (e.Change("part", 0.5, option="a-force"), lambda s: s.altered.left.get("a-force") == 0.5),
    "provoked": (e.Change("provoked", 0.2), lambda s: s.altered.provoked == 0.2),
    "readiness": (e.Change("readiness", 0.2, option="a-force"), lambda s: s.readiness.get("a-force") == 0.2),
    "rule": (e.Change("rule", option="lead"), lambda s: s.altered.rule == "lead"),
    "security": (e.Change("security", 0.2, JPN), lambda s: s.seats[JPN].altered.security == 0.2),
    "severity": (e.Change("severity", 0.9, incident="resupply"), lambda s: s.incidents["resupply"].severity == 0.9),
    "term": (e.Change("term", -0.9, JPN, option="information"), lambda s: s.members[JPN].information == 0.0),
    "window": (e.Change("window", 9.0, incident="resupply"), lambda s: s.incidents["resupply"].window == 9),
    "attribution": (e.Change("attribution", 0.9, JPN, "resupply"), lambda s: s.incidents["resupply"].attribution[JPN] == 0.9),
    "consulted": (e.Change("consulted", 2.0, USA), lambda s: s.seats[USA].consulted == 2),
    "exempt_share": (e.Change("exempt_share", 0.3, JPN), lambda s: s.seats[JPN].exempt_share == 0.3),
    "hardened": (e.Change("hardened", 0.4, USA), lambda s: (s.seats[USA].hardened, s.seats[USA].hardened_at) == (0.4, 7)),
    "highest_act": (e.Change("highest_act", 3.0, incident="resupply"), lambda s: s.incidents["resupply"].highest_act == 3),
    "hotline": (e.Change("hotline", 1.0), lambda s: s.hotline is True),
    "programme": (e.Change("programme", 7.0, JPN, option="line"), lambda s: s.seats[JPN].programmes.get("line") == 7),
    "raised": (e.Change("raised", 1.0, USA), lambda s: s.seats[USA].raised is True),
    "red_strength": (e.Change("red_strength", 9.5, incident="resupply"), lambda s: s.incidents["resupply"].red_strength == 9.5),
    "statement": (e.Change("statement", seat=USA, incident="resupply", option="x"), lambda s: s.incidents["resupply"].statements == ((USA, "x"),)),
    "trust": (e.Change("trust", 0.1, JPN), lambda s: s.seats[JPN].trust == 0.1),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_a_change_is_assigned_as_it_stands(state: State, what: str) -> None:
    """Whatever an act or an inject carries is the value from then on, by either."""
    change, holds = CHANGES[what]
    name = next(iter(state.incidents))
    change = replace(change, incident=name) if change.incident else change
    option = state.scenario.options[0].id
    acted = apply(state, e.Acted(7, USA, option, "", False, (), (change,)))
    injected = apply(state, e.Injected(7, "ADHOC-1", "CONTROL", (USA,), "text", (change,)))

    def renamed(s: State) -> State:
        return replace(s, incidents={"resupply": s.incidents[name]})

    assert not holds(renamed(state))
    assert holds(renamed(acted))
    assert holds(renamed(injected))


def test_every_change_is_tried_here() -> None:
    """The table above holds every kind of change there is."""
    assert set(e.ChangeKind.__args__) == {
        *CHANGES,
        "arrival",
    }  # of a force that is there: tests/engine/rules/test_effects.py  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", scenarios.names())
def test_the_fold_does_not_ask_what_an_option_does(name: str) -> None:
    """Folded over a scenario whose options and injects have been made to do something else, a log ends the same."""
    scenario = scenarios.find(name)
    game = play(Game(scenario, seed=3), cast_for(scenario, cast_names(scenario, {})))
    tame = [
        option.model_copy(update={"kind": "consult", "amount": option.amount, "rung": 0}) for option in scenario.options
    ]
    silent = [row.model_copy(update={"effect": type(row.effect)()}) for row in scenario.msel]
    other = scenario.model_copy(update={"options": tuple(tame), "msel": tuple(silent)})
    end = fold(other, game.start.coalition.id, game.entries)

    assert "consult" == next(iter(end.scenario.option_by_id.values())).kind
    assert replace(end, scenario=game.state.scenario) == game.state
