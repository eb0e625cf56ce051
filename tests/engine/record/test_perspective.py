"""A log through one seat's eyes: only what its own views hold."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries import Refused
from fourthseat.engine.core.orders import Act, Decision, Reply
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.perspective import Perspectives

AUS = Seat("AUS")


@pytest.mark.parametrize(
    "order",
    [
        Act("no-such-option"),
        Act("no-such-option", "no-such-incident"),
        Act("statement", "nowhere"),
        Reply("nothing", True),
    ],
)
def test_a_seat_reads_its_refusal_without_another_cells_names(order: Act | Reply) -> None:
    """What is near to a hand-made name, and which options others have, is told to control and not to the seat."""
    scenario = scenarios.find("second-thomas")
    game = Game(scenario, "aukus", 1)
    game.submit({CONTROL: Decision()})
    game.submit({seat: Decision((order,) if seat == AUS else ()) for seat in game.pending})
    (refused,) = [entry for entry in game.entries if isinstance(entry, Refused)]
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    mine = [line.line.text for line in eyes.told[AUS] if "Control refuses" in line.line.text]
    everything = [line.line.text for line in eyes.told[CONTROL] if "Control refuses" in line.line.text]

    assert 1 == len(mine) == len(everything)
    assert refused.reason in everything[0]
    assert refused.reason not in mine[0]
    hidden = {*scenario.incident_by_id, *(o.id for o in scenario.options if AUS not in o.seats)}
    assert [] == [name for name in hidden if name in mine[0]]
