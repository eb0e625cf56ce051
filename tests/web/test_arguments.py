"""A matrix argument with effects in a room: looked at first, settled, told to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fourthseat.engine.core import entries as e


def test_control_looks_at_effects_first_and_settles_them_then(open_room: Callable[..., Any]) -> None:
    """Looking changes nothing; once it stands, the seat reads of it, another does not, and the log has it."""
    table = open_room()
    first, second = table.room.scenario.players[:2]
    for seat in (first, second):
        table.join(str(seat))
    table.until("deliberate")
    fields = {
        "claim": "It is heard",
        "effect": "they doubt",
        "method": "umpire",
        "verdict": "SUCCESS",
        "to": [str(second)],
    }
    effect = {"e1-does": "trust", "e1-amount": "-0.3", "e1-seat": str(first)}
    count = len(table.room.game.entries)

    looked = table["CONTROL"].do("argue", look="yes", **fields, **effect)
    assert f"{first}&#39;s trust in the coalition is" in looked or f"{first}'s trust in the coalition is" in looked
    assert f"Told to: {first}." in looked
    assert len(table.room.game.entries) == count
    wrong = table["CONTROL"].do("argue", 409, look="yes", **fields, **(effect | {"e1-seat": ""}))
    assert "trust needs seat" in wrong
    assert "no effect is named" in table["CONTROL"].do("argue", 409, look="yes", **fields)

    table["CONTROL"].do("argue", **fields, **effect)
    [entry] = [one for one in table.room.game.entries if isinstance(one, e.Effected)]
    assert entry.to == (first,)
    assert "trust in the coalition is" in table[str(first)].page
    assert "trust in the coalition is" not in table[str(second)].page
    assert "Established: It is heard" in table[str(second)].page
