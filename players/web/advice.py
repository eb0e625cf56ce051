"""What control should look at before the exercise goes on: from where it stands, never from anybody's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourthseat.engine.core.terms import Hour, Seat
from fourthseat.engine.rules.state import State
from fourthseat.players.web.script import MselRow

__all__ = ["advice"]

MOST = 4
"""Injects named for a move; the events list has them all."""


def advice(state: State, stage: str, own_words: Sequence[Seat], rows: Sequence[MselRow]) -> tuple[str, ...]:
    """Sentences for control in *stage*: what to look at before the exercise goes on, and what the move holds.

    *own_words* are the seats that ordered in their own words in this move, *rows* the events list. What would take the exercise on,
    the line at the head of the page says.
    """
    return tuple(_before(state, stage, own_words, rows))


def _before(state: State, stage: str, own_words: Sequence[Seat], rows: Sequence[MselRow]) -> Iterator[str]:
    if stage in ("adjudicate", "deliberate", "respond") and own_words:
        yield f"{', '.join(dict.fromkeys(own_words))} ordered in their own words: nothing comes of it unless you have it argued (World)."
    asked = 0 if stage == "washup" else sum(rfi.answered is None for rfi in state.rfis)
    if asked:
        yield f"{asked} {'question of a cell waits' if asked == 1 else 'questions of cells wait'} for an answer (Talk)."
    if stage in ("brief", "plenary", "outbrief", "deliberate"):
        yield from _coming(state, rows)


def _coming(state: State, rows: Sequence[MselRow]) -> Iterator[str]:
    """What this move holds, as far as control knows; a move that holds nothing is worth a thought."""
    s, until = state.scenario, state.scenario.closes_at(max(state.turn, 1))
    due = [
        (row.hour, row.row.id) for row in rows if row.status == "waits" and row.hour is not None and row.hour < until
    ]
    closing = [
        (one.closes, s.incident_by_id[one.id].title)
        for one in state.incidents.values()
        if one.live and one.closes is not None and one.closes <= until
    ]
    opening = [i for i in s.incidents if i.hour is not None and state.incidents[i.id].opened is None and i.hour < until]
    if due:
        more = f" and {len(due) - MOST} more" if len(due) > MOST else ""
        yield f"Due in this move: {_listed(state, due[:MOST])}{more}."
    if closing:
        yield f"Windows that close in it: {_listed(state, closing)}."
    if not due and not closing and not opening:
        yield "Nothing is due in this move and no window closes: send an inject, change the world, or call ENDEX."


def _listed(state: State, rows: Sequence[tuple[Hour | None, str]]) -> str:
    return ", ".join(f"{name} at {state.scenario.told(hour or 0)}" for hour, name in rows)
