"""Every order that is taken has one end in the log; what is over holds nobody up; who proposes is not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.record.own_story import own_result
from fourthseat.engine.record.perspective import Perspectives
from fourthseat.engine.rules.fold import apply
from fourthseat.players.cast import cast

LONG = {"incident.raid.window_hours": {"low": 90, "mode": 90, "high": 90}}


def ends(game: Game) -> Counter[tuple[str, str, str]]:
    """How often each order ended: forces of one order that sail, or are not paid for, in one hour are one end."""
    count: Counter[tuple[str, str, str]] = Counter()
    last = None
    for entry in game.entries:
        if isinstance(entry, e.Acted | e.Sailed | e.Dropped):
            order = (entry.seat, entry.option, entry.incident)
            forces = isinstance(entry, e.Sailed) or getattr(entry, "cause", "") == e.DropCause.UNPAID
            if not forces or last != (order, entry.hour):
                count[order] += 1
            last = (order, entry.hour)
    return count


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(scenarios.names()), random=st.booleans(), data=st.data())
def test_accepted_orders_are_as_many_as_ends(seed: int, name: str, random: bool, data: st.DataObject) -> None:
    """Whatever is ordered, by doctrine or at random: each order that was taken is carried out or dropped, once."""
    scenario = scenarios.find(name)
    variant = data.draw(st.sampled_from([c.id for c in scenario.coalitions]))
    who = dict.fromkeys(map(str, scenario.players), "uniform") if random else {}
    game = play(Game(scenario, variant, seed), cast(scenario, who))
    taken = Counter((o.seat, o.option, o.incident) for o in game.entries if isinstance(o, e.Ordered))

    assert taken == ends(game)
    assert {} == game.under_way
    assert set() == game.drafting


def test_an_end_of_the_scenarios_own_is_the_end_of_its_orders_too() -> None:
    """A game that a condition ends holds no order that is still on its way."""
    scenario = scenarios.find("taiwan-quarantine")
    game = play(Game(scenario, "aukus", 155), cast(scenario, dict.fromkeys(map(str, scenario.players), "uniform")))
    dropped = {
        (one.seat, one.option) for one in game.entries if isinstance(one, e.Dropped) and one.cause is e.DropCause.ENDEX
    }

    assert isinstance(game.entries[-1], e.Ended)
    assert game.entries[-1].cause is e.EndCause.CONDITION
    assert {("AUS", "acoustic-watch"), ("GBR", "acoustic-watch"), ("AUS", "presence")} == dropped
    assert {} == game.under_way


CAUSES: dict[str, tuple[dict[str, Any], dict[str, Any], e.DropCause]] = {
    "it stood in the staff as the incident closed": ({"option.patrol.staff_hours": 40}, {"USA": "patrol@raid"}, e.DropCause.CLOSED),
    "its capital had no position by then": ({"seat.USA.lag_mu": 2}, {"USA": "patrol@raid"}, e.DropCause.CLOSED),
    "a partner refused": ({"refuses": ("GBR",)}, {"USA": "joint-patrol@raid"}, e.DropCause.REFUSED),
    "a partner never came to a position": ({"seat.GBR.lag_mu": 2}, {"USA": "joint-patrol@raid"}, e.DropCause.LAPSED),
    "another seat says it for all": ({}, {"USA": "joint-protest@raid", "AUS": "joint-protest@raid"}, e.DropCause.JOINED),
    "the exercise ended": ({"turns": 1, "option.talks.staff_hours": 90}, {"USA": "talks"}, e.DropCause.ENDEX),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "orders", "cause"), CAUSES.values(), ids=CAUSES)
def test_an_order_that_comes_to_nothing_says_why(
    table: Callable[..., Any], changes: dict[str, Any], orders: dict[str, Any], cause: e.DropCause
) -> None:
    """One cause each, in the log, in control's story and in that of the seat whose order it was."""
    refuses = changes.get("refuses", ())
    played = table({k: v for k, v in changes.items() if k != "refuses"}, refuses=refuses, **orders)
    (dropped,) = [one for one in played.of(e.Dropped) if one.cause is cause]
    told = Perspectives(played.game.start)
    told.more(played.game.entries)
    state = played.game.start
    for entry in played.game.entries:
        state = apply(state, entry)
        if entry is dropped:
            line, own = narrate(entry, state), own_result(entry, dropped.seat, state)

    assert line is not None
    assert line.text in [item.line.text for item in told.told[CONTROL]]
    assert own is not None
    assert own.text in [item.line.text for item in told.told[dropped.seat]]
    assert all(own.text not in [i.line.text for i in told.told[seat]] for seat in told.seats if seat != dropped.seat)


def test_a_staff_is_free_in_the_hour_its_incident_closes(table: Callable[..., Any]) -> None:
    """One team, at work on the raid when it closes: it takes up the feint in that very hour."""
    changes = {"seat.USA.lag_mu": 1.5, "incident.feint.hour": 10, "msel": []}
    played = table(changes | {"incident.feint.window_hours": {"low": 300, "mode": 300, "high": 300}, "turn_hours": 400})

    assert [("feint", 14)] == played.rows(e.Assessed, "incident", "waited", seat="USA")


def test_who_has_ordered_it_too_is_not_asked(table: Callable[..., Any]) -> None:
    """Its answer is yes, from the hour it has a position; nobody puts the question to it."""
    slow = {"option.joint-patrol.staff_hours": 1, "seat.AUS.staff_teams": 1} | LONG
    played = table(slow, refuses=("AUS",), USA="joint-patrol@raid", AUS="joint-protest@raid joint-patrol@raid")
    asked = {(d.seat, q.id) for d in played.of(e.Decided) for q in d.asked if "joint-patrol" in q.id}

    assert ("GBR", "concur:joint-patrol:raid:1") in asked
    assert not [seat for seat, _ in asked if seat in ("AUS", "USA")]
    assert [True] == played.rows(e.Received, "concur", seat="AUS", request="joint-patrol:raid:1")
