"""The pieces that live pages and the replay share."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

pytest.importorskip("jinja2", reason="the room's extra is not installed")

from jinja2 import UndefinedError

from fourthseat import scenarios
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.reach import reach
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import public, view
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.web.fragments import FRAGMENTS, Drawing, fragments, picture, rendered

SCENARIO = scenarios.find("second-thomas")


@pytest.fixture(scope="module")
def views() -> dict[str, View]:
    """The middle of a game, as three pairs of eyes have it."""
    game, cast = Game(SCENARIO, "aukus-jpn", 7), cast_for(SCENARIO, cast_names(SCENARIO, {}))
    while game.state.turn < 2:
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    return {"CONTROL": view(game.state, CONTROL), "USA": view(game.state, Seat("USA")), "": public(game.state)}


def test_every_piece_is_drawn_for_every_kind_of_eyes(views: dict[str, View]) -> None:
    """Control's, a seat's, the public's: the same names."""
    drawing = Drawing(SCENARIO)
    for shown in views.values():
        assert {"map", "board", *FRAGMENTS} == set(fragments(picture(shown, SCENARIO, ()), drawing, ()))


def test_a_picture_holds_what_its_view_holds(views: dict[str, View]) -> None:
    """Owners of the view's own forces, titles of the view's own incidents; no other."""
    for shown in views.values():
        made = picture(shown, SCENARIO, ())
        assert {force.id for force in shown.forces} == set(made.owners)
        assert {incident.id for incident in shown.incidents} == set(made.goals)
        assert reach(shown, SCENARIO) == list(made.reach)
        assert {race.where for race in made.races} <= set(made.goals.values())


def test_a_template_that_asks_for_more_than_its_context_fails(views: dict[str, View]) -> None:
    """What a context does not hold is an error, not an empty place."""

    @dataclass(frozen=True)
    class Poor:
        v: View

    with pytest.raises(UndefinedError, match="'rungs' is undefined"):
        rendered("piece_ladder.html", Poor(views["USA"]))
