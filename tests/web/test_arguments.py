"""A matrix argument with effects in a room: looked at first, settled, told to whom it concerns; and an opponent's courses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.scenario.overrides import vary


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


def test_an_opponent_reads_what_each_of_its_courses_means(open_room: Callable[..., Any]) -> None:
    """A line for each, with its chance and what comes of it; what it chooses is what the log has."""
    plain = scenarios.find("tutorial")
    name = plain.incidents[0].id
    courses = [{"choice": "press"}, {"choice": "hold"}, {"choice": "offer", "terms": "We talk on Monday."}]
    s = vary(plain, {f"incident.{name}.course": courses})
    [red] = s.red
    table = open_room(s, doctrine=tuple(seat for seat in s.players if seat != red))
    for _ in range(40):
        asked = [one for shown in [table.room.game.pending.get(red)] if shown for one in shown.questions if one.courses]
        if asked:
            break
        if CONTROL in table.room.game.pending:
            table["CONTROL"].seal()
        elif table.room.stage == "outbrief":
            table["CONTROL"].do("plenary")
        else:
            table[str(red)].answer()
    page = table[str(red)].page

    assert f"{s.incident_by_id[name].title}: the window closes. What do you do?" in page
    for (choice, chance), words in zip(
        asked[0].courses, ("you go through with it", "press no further", "“We talk on Monday.”"), strict=True
    ):
        line = re.search(
            rf'value="{choice}".*?<span class="tag">(\d+) %</span>\s*<small>(.*?)</small>', page, re.DOTALL
        )
        assert line is not None
        assert int(line[1]) == round(100 * chance)
        assert words in line[2]
    table[str(red)].seal(q0="offer")
    [chosen] = [one for one in table.room.game.entries if isinstance(one, e.Chosen)]
    assert chosen.choice == "offer"
