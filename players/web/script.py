"""The events list as control has it: how each inject stands, what it waits for and what it does, and all of it over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fourthseat.engine.core.terms import Hour
from fourthseat.engine.core.wording import incident_ending
from fourthseat.engine.record.effect_words import inject_in_words
from fourthseat.engine.record.said import sentence
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.followed import Followed

__all__ = ["MselRow", "Timeline", "WindowRow", "conditions", "consequences", "events", "planned", "timeline"]


class MselRow(NamedTuple):
    """An inject as control has it."""

    row: Inject
    text: str
    status: str
    """Its class on the page."""
    standing: str
    """How it stands, in words."""
    hour: Hour | None
    """When it was sent, or is due; None while it waits for a condition."""
    movable: bool
    """Whether it can be set down for another hour."""


class WindowRow(NamedTuple):
    """The window of an incident on the time line."""

    title: str
    told: str
    start: Hour
    end: Hour
    now: Hour
    """Up to where it has run."""
    kind: str
    """``open``, ``past`` or ``planned``."""


class Timeline(NamedTuple):
    """The exercise from STARTEX to its end."""

    now: Hour
    end: Hour
    moves: tuple[tuple[int, Hour], ...]
    """Number and opening of each move."""
    windows: tuple[WindowRow, ...]
    injects: tuple[MselRow, ...]


def planned(inject: Inject, state: State) -> Hour | None:
    """The hour *inject* is set down for; None if it waits for a condition."""
    return None if inject.kind == "contingency" else state.rescheduled.get(inject.id, inject.hour or 0)


def events(state: State, followed: Followed) -> tuple[MselRow, ...]:
    """The list in the order of the day; what waits for a condition last."""
    rows = [_row(inject, state, followed) for inject in state.scenario.msel]
    return tuple(sorted(rows, key=lambda r: (r.hour is None, r.hour or 0, r.row.id)))


def _row(inject: Inject, state: State, followed: Followed) -> MselRow:
    text = state.amended.get(inject.id, inject.text)
    due = planned(inject, state)
    if inject.id in followed.sent:
        sent = followed.sent[inject.id]
        return MselRow(inject, text, "sent", f"sent at {state.scenario.told(sent)}", sent, movable=False)
    movable = due is not None and not state.ended
    if inject.id in state.withheld:
        return MselRow(inject, text, "held", followed.why.get(inject.id, "held"), due, movable)
    if inject.id in state.proposed:
        return MselRow(inject, text, "proposed", "proposes itself", state.hour, movable=False)
    if due is None:
        return MselRow(inject, text, "waits", "when its condition holds", None, movable=False)
    moved = ", moved" if inject.id in state.rescheduled else ""
    return MselRow(inject, text, "waits", f"due {state.scenario.told(due)}{moved}", due, movable)


def timeline(state: State, rows: tuple[MselRow, ...]) -> Timeline:
    """Moves, windows and the injects of *rows* from STARTEX to the end of the last move, or later where the clock runs on."""
    s = state.scenario
    windows = sorted((row for one in s.incidents if (row := _window(state, one.id)) is not None), key=lambda w: w.start)
    return Timeline(
        state.hour,
        max(s.endex, state.hour, *(window.end for window in windows), 1),
        tuple(enumerate(s.move_hours[:-1], 1)),
        tuple(windows),
        rows,
    )


def _window(state: State, name: str) -> WindowRow | None:
    """The window of an incident: as it has run, or where the scenario has it begin; None if only an inject opens it."""
    spec, one = state.scenario.incident_by_id[name], state.incidents[name]
    told = state.scenario.told
    if one.opened is None:
        if spec.hour is None:
            return None
        end = spec.hour + round(spec.window_hours.mode)
        return WindowRow(spec.title, f"opens about {told(spec.hour)}", spec.hour, end, spec.hour, "planned")
    closes = one.closes or one.opened
    if one.choice is None:
        words = f"open since {told(one.opened)}, closes {told(closes)}"
        return WindowRow(spec.title, words, one.opened, closes, state.hour, "open")
    return WindowRow(spec.title, incident_ending(one.choice, one.outcome), one.opened, closes, closes, "past")


def conditions(scenario: Scenario) -> Mapping[str, str]:
    """The condition of every inject that has one, as a sentence."""
    return {i.id: sentence(scenario, i.condition) for i in scenario.msel if i.condition is not None}


def consequences(scenario: Scenario) -> Mapping[str, str]:
    """What every inject that does more than tell changes, in words."""
    return {i.id: said for i in scenario.msel if (said := inject_in_words(i, scenario))}
