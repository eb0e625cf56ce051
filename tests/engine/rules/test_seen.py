"""Refusals a seat hears name nothing it cannot see, and say the same of what is hidden and of what does not exist."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.orders import Act, Choose, Decision, Order, Reply, Send
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.seen import options_known, refuse_seen
from fourthseat.engine.rules.viewers import view

USA, JPN = Seat("USA"), Seat("JPN")
SCENARIO = scenarios.find("second-thomas")


@pytest.fixture(scope="module")
def game() -> Game:
    """The first move open: one incident is known, the others are hidden."""
    table = Game(SCENARIO, "aukus-jpn", 7)
    table.submit({CONTROL: Decision()})
    return table


def hidden(game: Game) -> list[str]:
    """Names that USA must not learn: incidents to come, and options of others."""
    seen = {one.id for one in game.pending[USA].incidents}
    known = options_known(SCENARIO, USA)
    return [i.id for i in SCENARIO.incidents if i.id not in seen] + [
        o.id for o in SCENARIO.options if o.id not in known
    ]


def orders(name: str, secret: str) -> list[Order]:
    """Every kind of order a seat can name a thing in."""
    return [
        Act(secret), Act(secret, name), Act("own-protest", secret), Act("consult", secret), Act("joint-escort", secret), Choose(secret, "hold"),
        Reply(secret, True), Send((JPN,), "x", option=secret), Send((JPN,), "x", incident=secret),
    ]  # fmt: skip


def test_what_is_hidden_is_refused_as_what_does_not_exist(game: Game) -> None:
    """Word for word, but for the name that was given."""
    shown, known = game.pending[USA], options_known(SCENARIO, USA)
    open_one = shown.incidents[0].id
    assert hidden(game)
    for secret in hidden(game):
        for real, made_up in zip(orders(open_one, secret), orders(open_one, "zzzzzz"), strict=True):
            told = refuse_seen(shown, known, real) or refuse(game.state, USA, real)
            other = refuse_seen(shown, known, made_up) or refuse(game.state, USA, made_up)
            assert told is not None
            assert other is not None
            assert _tail(str(told), secret) == _tail(str(other), "zzzzzz"), (real, told, other)


def _tail(text: str, name: str) -> str:
    """A refusal without the name that was given, nor the one proposed because it is near."""
    text = text.replace(name, "…")
    head, found, _ = text.partition("; did you mean")
    return head if found else text.partition("; known:")[0]


def test_no_refusal_names_what_the_seat_cannot_see(game: Game) -> None:
    """Whatever a hand-made form holds, no hidden name comes back that was not in it."""
    shown, known = game.pending[USA], options_known(SCENARIO, USA)
    names = [*hidden(game), "zzz", "", *known, *(i.id for i in shown.incidents), "reinforc", "blokade"]
    secrets = set(hidden(game)) - set(known)
    for name in names:
        for about in (shown.incidents[0].id, "", "second-convoy", "zzz"):
            for order in [*orders(about, name), Act(name, about)]:
                told = str(refuse_seen(shown, known, order) or refuse(game.state, USA, order) or "")
                leaked = [s for s in secrets if s in told.replace(name or "\0", "").replace(about or "\0", "")]
                assert [] == leaked, (order, told)


def test_the_rules_still_say_what_a_seat_may_know(game: Game) -> None:
    """Of its own options and the incidents it sees a seat hears the rule itself."""
    shown, known = game.pending[USA], options_known(SCENARIO, USA)
    for act in shown.menu:
        assert refuse_seen(shown, known, act) is None
    own = [o.id for o in SCENARIO.options if USA in o.seats and o.id not in shown.options]
    for name in own:
        told = refuse_seen(shown, known, Act(name)) or refuse(game.state, USA, Act(name))
        assert told is not None
        assert name in told


def test_control_is_never_refused_for_what_it_cannot_see(game: Game) -> None:
    """It sees everything."""
    assert refuse_seen(view(game.state, CONTROL), {}, Act("zzz")) is None
