"""What is shared can get out at whoever holds it, for as long as it is held and as far as it was shared."""

from __future__ import annotations

from typing import Any

import pytest

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.rules.holdings import held

MONTH = 8766 / 12


@pytest.mark.parametrize("level", [0.1, 0.5])
def test_a_plan_counts_as_far_as_it_was_released(table: Any, level: float) -> None:
    """Who proposed it holds all of it, the others as much as the sharing level gives them."""
    short = {"turns": 1, "coalition.pact.member.GBR.information": level}
    played = table(short, USA="joint-protest@raid")
    parts = {one.holder: one.part for one in held(played.state) if one.item == "plan:joint-protest:raid"}

    assert parts[Seat("USA")] == 1.0
    assert parts[Seat("GBR")] == pytest.approx(level)
    assert all(0 <= part <= 1 for part in parts.values())


def test_item_months_are_time_held_times_the_part_held(table: Any) -> None:
    """Half of a plan over a month is as exposed as the whole of it over half a month."""
    played = table({"turns": 1, "coalition.pact.member.GBR.information": 0.5}, USA="joint-protest@raid")
    plan = {one.holder: one for one in held(played.state)}[Seat("GBR")]

    assert plan._replace(until=None).months(plan.since, plan.since + 100) == pytest.approx(50 / MONTH)
    assert 0.0 == plan.months(0, plan.since)
