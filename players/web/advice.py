"""What control might do now, and whether it is time to go on: from where the exercise stands, never from anybody's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourthseat.engine.core.terms import Hour, Seat
from fourthseat.engine.rules.state import State
from fourthseat.players.web.script import MselRow

__all__ = ["advice"]

MOST = 4
"""Injects named for a move; the events list has them all."""


def advice(
    state: State, stage: str, waits: Sequence[Seat], own_words: Sequence[Seat], rows: Sequence[MselRow]
) -> tuple[str, ...]:
    """Sentences for control in *stage*: first what would take the exercise on, then what to look at before.

    *waits* are the seats that have not answered, *own_words* those that ordered in their own words in this move, *rows* the events
    list.
    """
    return (_go_on(state, stage, waits), *_before(state, stage, own_words, rows))


def _go_on(state: State, stage: str, waits: Sequence[Seat]) -> str:
    match stage:
        case "brief":
            return "Introduce roles, ladder and rules, then open move 1."
        case "outbrief":
            return "Let the cells read what the move brought them, then call the plenary."
        case "plenary":
            return f"Talk the move through; when nobody asks any more, open move {state.turn}."
        case "adjudicate":
            return "Settle what is up for a ruling, aloud and with the reason, and close the move."
        case "washup":
            return "Collect the hot-wash forms, complete the ratings, and hand out the papers."
    if waits:
        return f"{len(waits)} still to answer: {', '.join(waits)}. Give time, or close the round for them."
    return "Every answer is in: go on."


def _before(state: State, stage: str, own_words: Sequence[Seat], rows: Sequence[MselRow]) -> Iterator[str]:
    if stage in ("adjudicate", "deliberate", "respond") and own_words:
        yield f"{', '.join(dict.fromkeys(own_words))} ordered in their own words: nothing comes of it unless you have it argued (World)."
    asked = sum(rfi.answered is None for rfi in state.rfis)
    if asked:
        yield f"{asked} {'question of a cell waits' if asked == 1 else 'questions of cells wait'} for an answer (Talk)."
    proposed = [row.row.id for row in rows if row.status == "proposed"]
    if proposed:
        yield f"{', '.join(proposed)} will go as you go on, unless you hold {'it' if len(proposed) == 1 else 'them'}."
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
