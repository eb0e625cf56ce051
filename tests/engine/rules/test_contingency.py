"""Conditions in play: looked at as soon as a fact changes, chains within a move, what an option requires, ends, copies and reruns."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.orders import Act, Decision, RefusalCause, Withhold
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.together import play_together
from fourthseat.engine.models.engagement import contest
from fourthseat.engine.record.said import lacks_told
from fourthseat.engine.rules import contingency
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.legality import barred_by_conditions, menu, refuse
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.scenario.conditions import condition
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast

WHENS = {
    "C1": "survey opened and not concurred(survey) and hour > 30",
    "C2": "sent(C1) and chance(0.5)",
    "C3": "sent(C2) or rung >= 4",
    "C4": "survey chose press",
    "C5": "closing and not done(USA, presence)",
    "C6": "survey ended FAILURE/PARTIAL or leaked",
    "C7": "trust(JPN) < 0.6 and member(USA) and attribution(JPN, survey) >= 0",
}


def inject(name: str, when: str, **more: Any) -> dict[str, Any]:
    """A contingency inject as a file has it."""
    return {"id": name, "kind": "contingency", "to": ["JPN", "USA"], "text": name, "when": when, "source": "s", **more}


def tutorial(whens: Mapping[str, str] = WHENS, **tables: Any) -> Scenario:
    """The tutorial with these contingency injects beside its own."""
    raw = scenarios.find("tutorial").model_dump(mode="json", by_alias=True)
    raw["msel"] += [inject(name, when) for name, when in whens.items()]
    return parse(raw | tables, "test", strict=True)


@cache
def varied() -> Scenario:
    """With every condition above."""
    return tutorial()


def played(scenario: Scenario, seed: int, coalition: str = "aukus-jpn") -> Game:
    """A game of it by the doctrines."""
    return play(Game(scenario, coalition, seed), cast(scenario))


def states(game: Game) -> list[tuple[int, State]]:
    """The state after each entry, with the number of entries so far."""
    state, found = start(game.scenario, game.start.coalition.id), []
    for number, entry in enumerate(game.entries, 1):
        state = apply(state, entry)
        found.append((number, state))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_an_inject_proposes_itself_in_the_first_hour_in_which_its_condition_holds(seed: int) -> None:
    """Law: against a naive evaluation over the whole log, at every entry; never before, and never later than that hour."""
    s = varied()
    game = played(s, seed)
    proposed = {entry.inject: entry.hour for entry in game.entries if isinstance(entry, e.Proposed)}
    for name, text in WHENS.items():
        said, held = condition(game.scenario, text), list[int]()
        for _, state in states(game):
            if contingency.holds(said, contingency.facts(state, state.hour, game.seed, name)):
                held.append(state.hour)
        if name == "C1" and held:  # an hour passes without an entry: the clock itself is looked at
            assert proposed[name] in range(31, held[0] + 1)
        else:
            assert proposed.get(name) == (held[0] if held else None), (name, held[:1])


def test_a_chain_runs_within_one_move() -> None:
    """What one inject opens or says is the next one's condition, all in one hour."""
    s = tutorial({"C1": "hour >= 50", "C2": "sent(C1)", "C3": "sent(C2) and not closing"})
    game = played(s, 1)

    sent = [
        (entry.inject, entry.hour) for entry in game.entries if isinstance(entry, e.Injected) and entry.inject[0] == "C"
    ]

    assert [("C1", 50), ("C2", 50), ("C3", 50)] == sent


def test_control_is_asked_at_once_and_may_withhold() -> None:
    """Within a move; what it withholds is not sent, and what waits for that is not proposed."""
    s = tutorial({"C1": "hour >= 50", "C2": "sent(C1)"})
    game, seats = Game(s, "aukus-jpn", 1), cast(s)
    asked = []
    while pending := game.pending:
        told = {seat: seats[seat].decide(view) for seat, view in pending.items()}
        for question in pending[CONTROL].questions if CONTROL in pending else ():
            if question.kind == "propose":
                asked.append((question.id, game.hour, game.state.proposed))
                told[CONTROL] = Decision((Withhold("C1"),))
        game.submit(told)

    assert [("propose:C1", 50, ("C1",))] == asked
    assert {"C1"} == game.state.withheld
    assert not {"C1", "C2"} & game.state.injected


def test_fields_are_looked_at_as_a_move_closes() -> None:
    """As they always were: a table says the same as its words with "closing" in front."""
    fields = (
        tutorial({"C1": "leaked"})
        if False
        else vary(tutorial({"C1": "rung >= 2"}), {"msel.C1.when": {"rung_at_least": 2}})
    )
    words = tutorial({"C1": "closing and rung >= 2"})
    at_once = tutorial({"C1": "rung >= 2"})

    hours = [
        next(entry.hour for entry in played(s, 3).entries if isinstance(entry, e.Proposed) and entry.inject == "C1")
        for s in (fields, words, at_once)
    ]

    assert [240, 240, 0] == hours


def test_a_chance_is_drawn_once_for_its_place_whatever_the_variant() -> None:
    """The same luck in every variant, another at another place."""
    s = tutorial({f"D{n}": "survey opened and chance(0.5)" for n in range(12)})
    came = {coalition.id: played(s, 7, coalition.id).state.injected for coalition in s.coalitions}
    expected = {f"D{n}" for n in range(12) if draw(7, "condition", f"D{n}", 1) < 0.5}

    assert {frozenset(expected)} == {frozenset(x for x in injected if x[0] == "D") for injected in came.values()}
    assert 0 < len(expected) < 12


def test_a_copy_a_pickle_and_a_rerun_go_on_as_the_game_itself() -> None:
    """At every stop of the clock."""
    s, seats = varied(), cast(varied())
    whole = played(s, 5)
    game = Game(s, "aukus-jpn", 5)
    while pending := game.pending:
        for other in (copy.copy(game), pickle.loads(pickle.dumps(game))):
            assert whole.entries == play(other, seats).entries
        game.submit({seat: seats[seat].decide(view) for seat, view in pending.items()})
    assert whole.entries == game.entries


def test_games_played_together_are_those_played_alone() -> None:
    """Arms that differ in a condition, a number a condition reads, or in neither."""
    s = varied()
    arms = [
        s,
        vary(s, {"msel.C1.when": "hour > 90"}),
        vary(s, {"seat.JPN.trust": {"value": 0.2, "low": 0, "high": 1}}),
        vary(s, {"msel.C5.text": "other words"}),
    ]
    for places, game in play_together(arms, "aukus-jpn", 4, cast(s)):
        for place in places:
            assert played(arms[place], 4).entries == game.entries


def test_an_end_ends_the_exercise_with_its_sentence() -> None:
    """In the hour in which it holds, and nothing is written behind it."""
    s = tutorial({}, end=[{"when": "hour >= 100 and not closing", "text": "A hundred hours are enough."}])
    game = played(s, 2)

    assert e.Ended(100, e.EndCause.CONDITION, "A hundred hours are enough.") == game.entries[-1]
    assert ("condition", "A hundred hours are enough.") == (str(game.state.ended), game.state.end_reason)


def test_an_option_is_on_the_menu_only_while_what_it_requires_holds() -> None:
    """The menu, the refusal and the words for the seat say the same."""
    s = vary(varied(), {"option.presence.requires": "rung >= 3"})
    seat, option = Seat("USA"), s.option_by_id["presence"]
    seen = set()
    game, seats = Game(s, "aukus-jpn", 1), cast(s)
    while pending := game.pending:
        allowed = game.state.rung >= 3
        order = Act(option.id, "survey")
        refusal = refuse(game.state, seat, order)
        if not allowed:
            assert order not in menu(game.state, seat)
            assert refusal is not None
            if seat in pending and any(q.kind == "orders" for q in pending[seat].questions):
                told = [(title, lacks_told(lacks)) for title, lacks in pending[seat].lacking]
                assert (s.option_by_id[option.id].title, "only when the rung of the crisis is at least 3") in told
        seen.add(allowed)
        game.submit({seat: seats[seat].decide(view) for seat, view in pending.items()})
    assert False in seen


@pytest.mark.parametrize(
    ("requires", "told"),
    [
        ("rung >= 3", "only when the rung of the crisis is at least 3"),
        ("leaked", "what it requires has not come about"),
        ("sent(INJ-02)", "what it requires has not come about"),
        ("rung >= 3 and leaked", "only when the rung of the crisis is at least 3"),
        ("trust(USA) > 2", "only when the trust of USA is above 2"),
        ("trust(JPN) > 2", "what it requires has not come about"),
        ("ordered(JPN, jpn-patrol)", "what it requires has not come about"),
        ("survey opened", "what it requires has not come about"),
        ("turn >= 1", ""),
    ],
)
def test_a_reason_says_nothing_that_the_seat_may_not_know(requires: str, told: str) -> None:
    """An incident that has not opened is not named, nor another's order, nor a leak."""
    s = scenarios.find("tutorial")
    name = next(o.id for o in s.options if s.cell(o.seats[0]) == s.cell(Seat("JPN")) and Seat("JPN") in o.seats)
    s = vary(s, {"option.presence.requires": requires.replace("jpn-patrol", name)})
    state = start(s, "aukus-jpn")
    state = apply(state, e.TurnOpened(0, 1))

    lacks = contingency.lacking(state, Seat("USA"), requires.replace("jpn-patrol", name))
    assert told == ("" if lacks is None else lacks_told(lacks))
    assert lacks == barred_by_conditions(state, Seat("USA"), state.scenario.option_by_id["presence"])


def test_an_order_ends_when_what_it_requires_throughout_holds_no_more(table: Any) -> None:
    """Only where its option says so: with its reason, its team free again, and nothing comes of it; at the hour in which the fact changes."""
    changes = {"option.patrol.requires": "hour < 2", "option.patrol.staff_hours": 6}
    plain = table(changes, USA="patrol@raid")
    assert plain.rows(e.Sailed, "seat") == ["USA"]
    ended = table(changes | {"option.patrol.requires_throughout": True}, USA="patrol@raid")

    [dropped] = ended.of(e.Dropped)
    assert (dropped.cause, dropped.hour, dropped.seat, dropped.option) == (e.DropCause.REQUIRES, 2, "USA", "patrol")
    assert ended.rows(e.Sailed, "seat") == []
    assert ended.game.under_way == {}
    kept = table(
        changes | {"option.patrol.requires_throughout": True, "option.patrol.requires": "hour < 400"}, USA="patrol@raid"
    )
    assert kept.rows(e.Sailed, "seat") == ["USA"]


def test_two_orders_that_exclude_each_other(table: Any) -> None:
    """Of both in one move the first is taken, whichever it is, and the other is refused for what it requires; either may be ordered alone."""
    changes = {
        "option.patrol.requires": "not ordered(USA, protest)",
        "option.protest.requires": "not ordered(USA, patrol)",
    }
    for first, second in (("patrol", "protest"), ("protest", "patrol")):
        both = table(changes, USA=f"{first}@raid {second}@raid")
        assert both.rows(e.Ordered, "option", seat="USA") == [first]
        [refused] = both.of(e.Refused, seat="USA")
        assert (refused.order.option, refused.cause) == (second, RefusalCause.REQUIRES)


def test_strength_is_that_of_the_ruling(table: Any) -> None:
    """Combined as the ruling combines it: two forces that stand alone count for less than their sum; whoever wins by it reads the same."""
    played = table({}, choice="press", USA="patrol@raid", AUS="patrol@raid")
    [ruled] = played.of(e.Ruled, incident="raid")
    spec, state = played.game.scenario.incident_by_id["raid"], played.state
    k = contingency.NUMBERS["strength"].read(state, ruled.hour, ("raid",), ())
    summed = sum(one.strength for one in played.of(e.Arrived) if not one.late)

    assert (
        ruled.estimate.p
        == contest(k, float(spec.red_strength), float(played.game.scenario.assumptions.contest_exponent)).p
    )
    assert 0 < k < summed


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_an_incident_says_what_forces_of_other_domains_count(table: Any, share: float) -> None:
    """Of what is listed everything counts, of the rest the share that is said; without a list any domain counts in full."""
    other = {
        "force.jpn-ship.domain": "undersea",
        "incident.raid.domains": ["undersea"],
        "incident.raid.other_domains": share,
    }
    [full], [less] = (table(change, USA="patrol@raid").rows(e.Arrived, "strength") for change in ({}, other))
    [anything] = table(other | {"incident.raid.domains": []}, USA="patrol@raid").rows(e.Arrived, "strength")

    assert less == pytest.approx(share * full)
    assert anything == full > 0
