"""The layers of a map: each can be left out, and the others stand where they stood."""

from __future__ import annotations

from functools import cache

from fourthseat import scenarios
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.exercise.map.markers import EVERY_LAYER, overlay
from fourthseat.engine.exercise.map.projection import Frame, frame
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.view import View, view
from fourthseat.players.cast import cast_for, cast_names

SCENARIO = scenarios.find("second-thomas")


@cache
def sheet() -> Frame:
    """The scenario's own frame."""
    around = frame(SCENARIO)
    assert around is not None
    return around


@cache
def shown() -> View:
    """Control's view with an incident open."""
    game, cast = Game(SCENARIO, "aukus-jpn", 7), cast_for(SCENARIO, cast_names(SCENARIO, {}))
    while not any(i.live for i in game.state.incidents.values()):
        game.submit({seat: cast[seat].decide(asked) for seat, asked in game.pending.items()})
    return view(game.state, CONTROL)


def test_the_layers_together_are_the_map() -> None:
    """Drawn one by one and laid on each other they are the same drawing."""
    around = sheet()
    single = [overlay(shown(), SCENARIO, around, layers=(layer,)) for layer in EVERY_LAYER]

    assert all(single)
    assert "".join(single) == overlay(shown(), SCENARIO, around)


def test_without_the_reach_there_is_no_circle_and_all_else() -> None:
    """What the replay leaves out is that layer and nothing else."""
    around = sheet()
    rest = overlay(shown(), SCENARIO, around, layers=[layer for layer in EVERY_LAYER if layer != "reach"])
    reach = overlay(shown(), SCENARIO, around, layers=("reach",))

    assert 'class="reach"' in reach
    assert 'class="reach"' not in rest
    assert reach + rest == overlay(shown(), SCENARIO, around)


def test_a_raised_seat_has_wider_circles() -> None:
    """The map follows the posture of each force's own seat; thirty hours before the window closes it makes a difference."""
    around = sheet()
    late = shown().at(min(i.expected_to_close for i in shown().incidents) - 30)
    routine = overlay(late, SCENARIO, around, layers=("reach",), raised=())
    raised = overlay(late, SCENARIO, around, layers=("reach",), raised=SCENARIO.players)

    assert routine != raised
