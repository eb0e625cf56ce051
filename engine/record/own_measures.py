"""Measures of a scenario's own: an expression over the numbers of the game, at its end or over its hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.measures import FinishedGame, Measure
from fourthseat.engine.core.terms import Hour
from fourthseat.engine.rules.contingency import facts, public
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State, start, under
from fourthseat.engine.scenario.conditions import measured
from fourthseat.engine.scenario.expressions import Expression, Fact, Number, parts_of, value_of
from fourthseat.engine.scenario.judging import OwnMeasure
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["EVIDENCE", "own_measures", "own_values"]

EVIDENCE: dict[str, tuple[type[e.Entry], ...]] = {
    "opened": (e.IncidentOpened,), "ended": (e.Chosen, e.Ruled), "chose": (e.Chosen,), "concurred": (e.Concurred,),
    "ordered": (e.Ordered,), "done": (e.Acted, e.Sailed), "member": (e.Realigned,), "members": (e.Realigned,), "sent": (e.Injected,),
    "declared": (e.Effected,), "access": (e.Effected,),
    "leaked": (e.Leaked,), "leaks": (e.Leaked,), "closing": (e.TurnClosed,), "rung": (e.RungMoved,), "hour": (e.TurnClosed,),
    "turn": (e.TurnOpened,), "trust": (e.TrustMoved,), "budget": (e.Acted, e.Sailed, e.Recalled), "spent": (e.Acted, e.Sailed, e.Recalled),
    "strength": (e.Arrived,), "attribution": (e.Informed,), "indicator": (e.Acted, e.Injected),
}  # fmt: skip
"""On which kinds of entries each fact and number rests."""
Track = Sequence[tuple[Hour, float]]
"""Each hour in which something happened, and the value as it stood at the end of that hour."""


def own_measures(scenario: Scenario) -> dict[str, Measure]:
    """The measures of *scenario*'s own by name, in the order of the file."""
    return {own.name: _measure(scenario, own) for own in scenario.own_measures}


def _measure(scenario: Scenario, own: OwnMeasure) -> Measure:
    expression = measured(scenario, own.of)
    rests = dict.fromkeys(
        kind for part in parts_of(expression) if isinstance(part, Fact | Number) for kind in EVIDENCE[part.kind]
    )

    def of(game: FinishedGame) -> float | None:
        return game.own[own.name]

    text = f"{own.title} ({_TAKEN[own.take][1]} of: {own.of}); {own.why}"
    return Measure(
        own.name, own.unit, own.better, own.margin, text, of,
        evidence=tuple(rests) or (e.TurnClosed,), releasable=public(scenario, expression), short_title=own.title,
    )  # fmt: skip


def own_values(scenario: Scenario, entries: Sequence[e.Entry], state: State) -> dict[str, float | None]:
    """What the scenario's own measures are in a game of its *entries* and its last *state*.

    Only if one of them is about the hours of the game are the entries folded once more.
    """
    state = under(state, scenario)
    every = [(own, measured(scenario, own.of)) for own in scenario.own_measures]
    over = [(own, expression) for own, expression in every if own.take != "end"]
    tracks = dict(zip((own.name for own, _ in over), _tracks(state, entries, [x for _, x in over]), strict=True))
    return {
        own.name: value_of(expression, facts(state))
        if own.take == "end"
        else _TAKEN[own.take][0](tracks[own.name], state.hour)
        for own, expression in every
    }


def _tracks(last: State, entries: Sequence[e.Entry], every: Sequence[Expression]) -> list[list[tuple[Hour, float]]]:
    """The track of each expression over the hours of the game."""
    tracks: list[list[tuple[Hour, float]]] = [[] for _ in every]
    if not every:
        return tracks
    state = start(last.scenario, last.began)
    for hour, group in groupby(entries, key=attrgetter("hour")):
        for entry in group:
            state = apply(state, entry)
        now = facts(state, hour)
        for track, expression in zip(tracks, every, strict=True):
            track.append((hour, value_of(expression, now)))
    return tracks


def _mean(track: Track, end: Hour) -> float | None:
    """The mean over the hours; of a game that ends in its first hour what stood there."""
    if not end:
        return track[-1][1] if track else None
    until = [*(hour for hour, _ in track[1:]), end]
    return sum(value * (to - hour) for (hour, value), to in zip(track, until, strict=True)) / end


def _first_hour(track: Track, _: Hour) -> float | None:
    return next((float(hour) for hour, holds in track if holds), None)


_TAKEN: Mapping[str, tuple[Callable[[Track, Hour], float | None], str]] = {
    "end": (lambda track, _: track[-1][1], "at ENDEX"),
    "mean": (_mean, "mean over the hours"),
    "maximum": (lambda track, _: max(value for _, value in track), "highest"),
    "minimum": (lambda track, _: min(value for _, value in track), "lowest"),
    "first-hour": (_first_hour, "first hour"),
}
"""What is taken of a track, and how it is called."""
