"""The columns of the events list as it is written: HSEEP's names, ours where HSEEP has none, and what an inject writes in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fourthseat.engine.exercise.msel.conditions import effect_words, effects_text
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["COLUMNS", "KINDS", "Column"]

KINDS = {"inject": "Inject", "contingency": "Contingency Inject", "expected-action": "Expected Action"}
"""What the sheet calls each kind of inject."""


class Column(NamedTuple):
    """One column of the list."""

    header: str
    cell: Callable[[Scenario, Inject], str]
    """What an inject writes in it."""
    width: float
    """In letters, as a spreadsheet measures."""
    help: str
    """What may stand in it, for the help sheet and for messages."""


COLUMNS: dict[str, Column] = {
    "id": Column("Event Number", lambda _, j: j.id, 11, "letters, digits and hyphens; every event once: INJ-01"),
    "move": Column(
        "Move",
        lambda s, j: "" if j.hour is None else str(s.turn_at(j.hour)),
        6,
        "the move the time lies in; may stand instead of a time (the event then opens the move), never against one",
    ),
    "hour": Column(
        "Designated Scenario Time",
        lambda _, j: "" if j.hour is None else f"H+{j.hour}",
        12,
        "hours of the scenario since STARTEX: H+30 or D+1 06:00; empty for a contingency",
    ),
    "kind": Column("Event Type", lambda _, j: KINDS[j.kind], 13, "one of: " + ", ".join(KINDS.values())),
    "mode": Column("Inject Mode", lambda _, j: j.mode, 11, "how it reaches the cell: brief, cable, video …"),
    "sender": Column("From", lambda _, j: j.sender, 14, "who it comes from in the scenario; CONTROL if empty"),
    "to": Column("To", lambda _, j: ", ".join(j.to), 14, "the seats it goes to, with commas between them; All for every cell"),
    "text": Column("Message", lambda _, j: j.text, 60, "what the cell reads"),
    "expected": Column(
        "Expected Participant Response", lambda _, j: j.expected, 36, "what the evaluator looks for; cells never see it"
    ),
    "objective": Column("Exercise Objective", lambda _, j: j.objective, 14, "an objective of one of the seats"),
    "notes": Column("Notes", lambda _, j: j.notes, 24, "for control alone"),
    "when": Column("Condition", lambda _, j: j.condition or "", 28, "when a contingency proposes itself"),
    "effect": Column("Effect", lambda _, j: effect_words(j.effect), 28, "what the event changes besides what people know"),
    "effects": Column(
        "Effects in Full",
        lambda _, j: effects_text(j.effects),
        28,
        "what it changes beyond that, row by row as the scenario's file has it, as JSON; emptied, it changes nothing more",
    ),
    "flash": Column("Flash", lambda _, j: "yes" if j.flash else "", 7, "yes: whoever receives it in mid-move is asked for orders at once"),
    "attach": Column("Hand-outs", lambda _, j: ", ".join(j.attach), 14, "hand-outs that go with it, with commas between them"),
    "source": Column("Source", lambda _, j: j.source, 24, "where the event was taken from"),
}  # fmt: skip
"""By field of an inject. The spreadsheet has them all; the facilitator's printed list takes its own from here."""
