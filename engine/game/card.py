"""Where a game stands, as a notebook shows it: of one that is being played, and of one that was read from a log."""

from __future__ import annotations

from fourthseat.engine.core.fragments import card, html_table
from fourthseat.engine.rules.state import State

__all__ = ["game_card"]

HEADS = ("incident", "opened", "chance of pressing", "choice", "outcome", "concurred", "on station")


def game_card(state: State, seed: int, entries: int, *, waits: str, note: str = "") -> str:
    """The game at *state*: hour, move and rung, what it *waits* for, and each incident that has opened with what became of it. Control's view.

    *entries* is how many stand in its log, *note* what is to be said of that log.
    """
    s = state.scenario
    opened = [one for one in state.incidents.values() if one.opened is not None]
    rows = [
        (
            s.incident_by_id[one.id].title,
            f"H+{one.opened}",
            "" if one.pressed_p is None else f"{100 * one.pressed_p:.0f} %",
            one.choice or "not yet",
            "" if one.outcome is None else one.outcome.lower(),
            "no" if one.concurred is None else f"H+{one.concurred}",
            ", ".join(f"{there.seat} {there.strength:.1f}" for there in one.arrivals) or "nobody",
        )
        for one in sorted(opened, key=lambda one: (one.opened or 0, one.id))
    ]
    where = f"H+{state.hour}, move {state.turn} of {s.turns}"
    rung = f"rung {state.rung}, {s.ladder.rungs[state.rung]}"
    now = waits if state.ended is None else f"over: {state.ended.value}"
    return card(
        f"{s.title}, {state.coalition.title}, seed {seed}",
        [f"{where}; {rung}; {now}; {entries:,} entries", *([note] if note else [])],
        [html_table(HEADS, rows)],
        "One history out of many, under the scenario's assumptions; not a forecast.",
    )
