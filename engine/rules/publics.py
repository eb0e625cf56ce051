"""Publics: support at home for what a capital does, worked out from what everybody could see. Off unless a scenario switches it on.

One line a public: it starts somewhere, and then

    support = start + success * held - casualties * sum(severity of what was pressed) - cost * spent / budget - surprise * caught

*held* counts incidents that ended held or frustrated, *caught* those that were decided before the capital had a position on them. Support
moves the comfortable rung: one rung for each *per_rung* points above or below the start. Nobody has data for the sizes: all are judgements with ranges.

Left out: media, elections, rallying that fades, elites apart from the public.
"""

from __future__ import annotations

from fourthseat.engine.core.terms import Outcome, Rung, Seat
from fourthseat.engine.rules.state import State

__all__ = ["rungs", "support"]


def support(state: State, seat: Seat) -> float | None:
    """Support at home for *seat*, 0 to 100; None where nobody asks its public."""
    if not state.scenario.publics or not state.scenario.mechanisms.publics:
        return None
    row = next((one for one in state.scenario.publics if one.seat == seat), None)
    if row is None:
        return None
    decided = [one for one in state.incidents.values() if one.choice is not None]
    hurt = sum(one.severity for one in decided if one.choice == "press")
    held = sum(one.outcome is Outcome.SUCCESS for one in decided)
    caught = sum(seat not in one.positions for one in decided)
    budget = float(state.scenario.seat_by_id[seat].budget_musd) + state.seats[seat].altered.granted
    spent = state.seats[seat].spent / budget if budget > 0 else 0.0
    moved = row.success * held - row.casualties * hurt - row.cost * spent - row.surprise * caught
    return min(100.0, max(0.0, float(row.start) + moved))


def rungs(state: State, seat: Seat) -> Rung:
    """Rungs by which its public moves what *seat* is comfortable with; 0 where nobody asks it."""
    now = support(state, seat)
    if now is None:
        return 0
    row = next(one for one in state.scenario.publics if one.seat == seat)
    return int((now - float(row.start)) / float(row.per_rung))
