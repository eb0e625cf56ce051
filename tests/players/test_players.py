"""Every player answers every question of every view with orders the rules allow; a doctrine's boldness is data."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.scenario.overrides import vary
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.doctrine import National

NAMES = scenarios.names()


@pytest.mark.parametrize("player", ["doctrine", "uniform"])
@pytest.mark.parametrize("name", NAMES)
def test_a_player_answers_what_it_is_asked_and_is_never_refused(name: str, player: str) -> None:
    """One answer to every question, none to questions nobody asked; nothing refused that a seat could have known to be in vain.

    When a window really closes is the opponent's secret: who is asked at once in that very hour still takes it for open.
    """
    scenario = scenarios.find(name)
    cast = cast_for(scenario, cast_names(scenario, {str(seat): player for seat in scenario.players}))
    for seed, coalition in enumerate(c.id for c in scenario.coalitions):
        game = Game(scenario, coalition, seed)
        while pending := game.pending:
            for seat, shown in pending.items():
                decision = cast[seat].decide(shown)
                assert decision == cast[seat].decide(shown), "a view decides"
                about = {q.about for q in shown.questions if q.kind in ("concur", "choose")}
                answered = {
                    getattr(o, "request", getattr(o, "incident", ""))
                    for o in decision.orders
                    if o.kind in ("reply", "choose")
                }
                assert about == answered
                game.submit({seat: decision})
        shut = {(i.closes, f"{i.id} is not open") for i in game.state.incidents.values()}
        refused = [x for x in game.entries if isinstance(x, e.Refused)]
        assert [] == [x.reason for x in refused if (x.hour, x.reason) not in shut]


def total(
    scenario: scenarios.Scenario, kind: type, seats: tuple[str, ...] = ("JPN",), games: int = 25, **where: object
) -> int:
    """How many entries of *kind* by *seats* so many games hold."""
    cast = cast_for(scenario, cast_names(scenario, {}))
    return sum(
        isinstance(x, kind) and x.seat in seats and all(getattr(x, k) == v for k, v in where.items())  # type: ignore[attr-defined]
        for seed in range(games) for x in play(Game(scenario, "aukus-jpn", seed), cast).entries
    )  # fmt: skip


def test_a_more_cautious_capital_is_a_value_and_not_a_class() -> None:
    """Less reliable, more afraid of entrapment: it concurs less. A lower comfortable rung: it sails less."""
    base = scenarios.find("second-thomas")
    shy = vary(base, {"seat.JPN.doctrine.reliability": 0.25, "seat.JPN.doctrine.entrapment": 1.5})
    timid = vary(base, {"seat.JPN.doctrine.comfortable_rung": 0})

    assert total(shy, e.Received, concur=True) < total(base, e.Received, concur=True)
    assert total(timid, e.Sailed) < total(base, e.Sailed)


def test_every_order_of_a_doctrine_has_its_reason() -> None:
    """A staff that orders says why, in words."""
    scenario = scenarios.find("second-thomas")
    game = play(Game(scenario, "aukus-jpn", 7), cast_for(scenario, cast_names(scenario, {})))
    spoken = [x.decision for x in game.entries if isinstance(x, e.Decided) and x.seat != CONTROL and x.decision.orders]

    assert len(spoken) > 10
    assert all(decision.reason for decision in spoken)


def test_a_quiet_table_is_left_alone() -> None:
    """With no incident open and no leak, a staff orders only what takes long or costs little."""
    scenario = scenarios.find("pillar-two")
    game = Game(scenario, "aukus-jpn", 1)
    game.submit({CONTROL: cast_for(scenario, cast_names(scenario, {}))[CONTROL].decide(game.pending[CONTROL])})
    decision = National().decide(game.pending[Seat("JPN")])

    ordered = [scenario.option_by_id[o.option] for o in decision.orders]  # type: ignore[union-attr]
    assert {"transfer"} < {option.kind for option in ordered} <= {"transfer", "harden", ""}
    for option in ordered:
        assert option.rung == 0
        assert not {"deploy", "statement"} & set(option.does)
        assert option.kind == "transfer" or float(option.cost_musd) <= 5
