"""What a study keeps of a game beside its measures: a row an incident, a row a seat, a row a move.

A worker reads them off the log and the last state once the game is over, as columns of numbers; names, choices and outcomes
are numbers in the lists below. :mod:`fourthseat.engine.study.tidy` makes tables of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import nan
from typing import Any, NamedTuple, get_args

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.measures import FinishedGame
from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import CONSENT, Outcome, Seat
from fourthseat.engine.rules.state import IncidentState, State
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["CHOICES", "CONSENTS", "DETAILS", "OUTCOMES", "Columns", "details_of"]

CHOICES = get_args(Choice)
"""What an opponent may choose."""
OUTCOMES = tuple(outcome.value for outcome in Outcome)
"""How an incident may come out."""
CONSENTS = ("not asked", "open", "lapsed", "refused", "concurred", "agreed beforehand", "ended by control")
"""What became of the requests for concurrence about an incident, the last that applies: nobody asked; asked, and no answer yet
at ENDEX; the window closed first; the rule could not be satisfied any more; the rule was satisfied; no capital had to be asked; control
granted or refused it."""

INCIDENT = {
    "incident": "int16",
    "opened": "int32",
    "window": "int32",
    "decided": "int32",
    "choice": "int8",
    "outcome": "int8",
    "p_press": "float32",
    "strength": "float32",
    "opposing": "float32",
    "attribution": "float32",
    "consent": "int8",
    "requests": "int16",
    "asked": "int32",
    "concurred": "int32",
    "refused": "int32",
    "on_station": "int32",
}
"""Of every incident that opened. ``opened`` is an hour of the game; ``decided``, ``asked``, ``concurred``, ``refused`` and
``on_station`` are hours since then, of the opponent's choice (or ENDEX), the first request, the first concurrence, the first
refusal and the first force there; -1 for never."""
SEAT = {
    "seat": "int16",
    "spent": "float32",
    "trust": "float32",
    "orders": "int16",
    "rejected": "int16",
    "requests": "int16",
    "concurred": "int16",
    "declined": "int16",
    "late": "int16",
    "sailings": "int16",
    "leaks": "int16",
    "sought": "int16",
    "licensed": "int16",
}
"""Of every seat with a cell: million US$ spent and trust at ENDEX, then how often. ``rejected`` are orders control would not
carry out, ``requests`` those for concurrence it made, ``concurred``, ``declined`` and ``late`` its answers to those of others."""
MOVE = {
    "move": "int16",
    "hour": "int32",
    "rung": "int8",
    "live": "int16",
    "strength": "float32",
    "trust": "float32",
    "attribution": "float32",
    "spent": "float32",
}
"""At the end of every move: its hour, the rung, the incidents that are open and undecided, the coalition's side's strength on station at
those, mean trust and mean attribution (of those) of the BLUE seats, and million US$ they have spent so far."""
DETAILS: Mapping[str, Mapping[str, str]] = {"incident": INCIDENT, "seat": SEAT, "move": MOVE}
"""Columns by the kind of row, and what is in them."""

Columns = tuple[Sequence[float], ...]
"""All columns of :data:`DETAILS` of one game, one after the other; none of a game that failed."""


def details_of(scenario: Scenario, entries: Sequence[e.Entry], state: State, game: FinishedGame) -> Columns:
    """The rows of a finished game: its *entries*, its last *state*, and what its measures are computed from."""
    return (
        *_columns(_incidents(scenario, state, game), len(INCIDENT)),
        *_columns(_seats(state, game), len(SEAT)),
        *_columns(_moves(scenario, entries), len(MOVE)),
    )


def _columns(rows: Sequence[Sequence[float]], width: int) -> Columns:
    return tuple(zip(*rows, strict=True)) if rows else ((),) * width


# ---------------------------------------------------------------- incidents


def _incidents(scenario: Scenario, state: State, game: FinishedGame) -> list[Sequence[float]]:
    """In the order in which they opened."""
    kinds = game.by_kind
    chosen = {entry.incident: entry for entry in kinds.get(e.Chosen, ())}
    standing = {entry.request for entry in kinds.get(e.Concurred, ()) if entry.standing}
    blocked = {entry.request: entry for entry in kinds.get(e.Blocked, ())}
    requests: dict[str, list[str]] = {}
    for request in state.requests.values():
        if request.rule != CONSENT:
            requests.setdefault(request.incident, []).append(request.id)
    numbers = {incident.id: number for number, incident in enumerate(scenario.incidents)}
    opened = [one for one in state.incidents.values() if one.opened is not None]
    opened.sort(key=lambda one: (one.opened or 0, numbers[one.id]))
    return [
        _incident(
            scenario, state, one, numbers[one.id], chosen.get(one.id), requests.get(one.id, ()), blocked, standing
        )
        for one in opened
    ]


def _incident(
    scenario: Scenario,
    state: State,
    one: IncidentState,
    number: int,
    chosen: e.Chosen | None,
    requests: Sequence[str],
    blocked: Mapping[str, e.Blocked],
    standing: set[str],
) -> Sequence[float]:
    opened = one.opened or 0
    refusals = [blocked[request] for request in requests if request in blocked]
    refused = [entry.hour for entry in refusals if entry.cause is e.BlockCause.REFUSED]
    if one.concurred is not None:
        first = next((r for r in requests if state.requests[r].verdict), "")
        consent = "agreed beforehand" if first in standing else "concurred"
    elif refused:
        consent = "refused"
    elif refusals:
        consent = "lapsed"
    elif any(state.requests[request].settled for request in requests):
        consent = "ended by control"
    else:
        consent = "open" if requests else "not asked"
    sure = [one.attribution[seat] for seat in scenario.blue if seat in one.attribution]
    return (
        number,
        opened,
        one.window,
        (state.hour if chosen is None else chosen.hour) - opened,
        -1 if one.choice is None else CHOICES.index(one.choice),
        -1 if one.outcome is None else OUTCOMES.index(one.outcome.value),
        nan if one.pressed_p is None else one.pressed_p,
        sum(arrival.strength for arrival in one.arrivals) if chosen is None else chosen.strength,
        one.red_strength,
        sum(sure) / len(sure) if sure else nan,
        CONSENTS.index(consent),
        len(requests),
        _since(opened, [state.requests[request].hour for request in requests]),
        -1 if one.concurred is None else one.concurred - opened,
        _since(opened, refused),
        _since(opened, [arrival.hour for arrival in (*one.arrivals, *one.left)]),
    )


def _since(opened: int, hours: Sequence[int]) -> int:
    """Hours from *opened* to the first of *hours*, 0 for one that came before; -1 if there is none."""
    return max(0, min(hours) - opened) if hours else -1


# ---------------------------------------------------------------- seats


def _seats(state: State, game: FinishedGame) -> list[Sequence[float]]:
    """In the order of the scenario."""
    kinds = game.by_kind
    counted: dict[Seat, list[int]] = {seat: [0] * (len(SEAT) - 3) for seat in state.seats}

    def count(kind: type[e.Entry], column: int) -> None:
        for entry in kinds.get(kind, ()):
            if (row := counted.get(entry.seat)) is not None:
                row[column] += 1

    count(e.Ordered, 0)
    count(e.Refused, 1)
    for request in state.requests.values():
        counted[request.seat][2] += request.rule != CONSENT
    for answer in game.answers:
        counted[answer.seat][5 if answer.late else 3 if answer.concur else 4] += 1
    count(e.Sailed, 6)
    for leak in kinds.get(e.Leaked, ()):
        if leak.holder in counted:
            counted[leak.holder][7] += 1
    count(e.LicenceSought, 8)
    count(e.Licensed, 9)
    return [(number, one.spent, one.trust, *counted[seat]) for number, (seat, one) in enumerate(state.seats.items())]


# ---------------------------------------------------------------- moves


class _Track(NamedTuple):
    """What is followed from entry to entry."""

    blue: tuple[Seat, ...]
    trust: dict[Seat, float]
    spent: dict[Seat, float]
    attribution: dict[str, dict[Seat, float]]
    arrived: dict[str, dict[str, float]]
    """Of every incident that is open and undecided: strength there by force."""
    red: frozenset[Seat]


def _moves(scenario: Scenario, entries: Sequence[e.Entry]) -> list[Sequence[float]]:
    """One row a move that was played, from one pass over the log."""
    blue = scenario.blue
    track = _Track(
        blue,
        {seat.id: float(seat.trust) for seat in scenario.seats if seat.id in blue},
        dict.fromkeys(blue, 0.0),
        {},
        {},
        scenario.red,
    )
    sure = {incident.id: float(incident.attribution) for incident in scenario.incidents}
    rows: list[Sequence[float]] = []
    rung, move, hour = scenario.ladder.start, 0, 0
    for entry in entries:
        kind = type(entry)
        if kind is e.TurnOpened:
            if move:
                rows.append(_row(track, move, entry.hour, rung))
            move = entry.turn  # type: ignore[attr-defined]
        elif kind is e.RungMoved:
            rung = entry.to  # type: ignore[attr-defined]
        elif kind is e.IncidentOpened:
            name = entry.incident  # type: ignore[attr-defined]
            track.arrived[name] = {}
            track.attribution.setdefault(name, dict.fromkeys(blue, sure[name]))
        else:
            follow = _FOLLOWED.get(kind)
            if follow is not None:
                follow(track, entry)
            changes = getattr(entry, "changes", ())
            if changes:
                _change(track, changes, sure)
        hour = entry.hour
    rows.append(_row(track, move, hour, rung))
    return rows


def _row(track: _Track, move: int, hour: int, rung: int) -> Sequence[float]:
    live, blue = track.arrived, track.blue
    known = [value for name in live for value in track.attribution[name].values()]
    return (
        move,
        hour,
        rung,
        len(live),
        sum(sum(there.values()) for there in live.values()),
        sum(track.trust.values()) / len(blue) if blue else nan,
        sum(known) / len(known) if known else nan,
        sum(track.spent.values()),
    )


def _paid(track: _Track, entry: Any) -> None:
    for seat, musd in entry.costs:
        if seat in track.spent:
            track.spent[seat] += musd


def _unspent(track: _Track, entry: Any) -> None:
    for seat, musd in entry.unspent:
        if seat in track.spent:
            track.spent[seat] -= musd


def _arrived(track: _Track, entry: Any) -> None:
    if entry.seat not in track.red and entry.incident in track.arrived:
        track.arrived[entry.incident][entry.force] = entry.strength


def _chosen(track: _Track, entry: Any) -> None:
    track.arrived.pop(entry.incident, None)


def _informed(track: _Track, entry: Any) -> None:
    if entry.seat in track.trust:
        track.attribution[entry.incident][entry.seat] = entry.attribution


def _trusted(track: _Track, entry: Any) -> None:
    if entry.seat in track.trust:
        track.trust[entry.seat] = entry.to


_FOLLOWED: dict[type[e.Entry], Callable[[_Track, Any], None]] = {
    e.Acted: _paid,
    e.Sailed: _paid,
    e.Recalled: _unspent,
    e.Arrived: _arrived,
    e.Chosen: _chosen,
    e.Informed: _informed,
    e.TrustMoved: _trusted,
}


def _change(track: _Track, changes: Sequence[e.Change], sure: Mapping[str, float]) -> None:
    """What an act, an inject or an effect sets of what is followed."""
    for change in changes:
        if change.what == "trust" and change.seat in track.trust:
            track.trust[change.seat] = change.to
        elif change.what == "attribution" and change.seat in track.trust:
            known = track.attribution.setdefault(change.incident, dict.fromkeys(track.blue, sure[change.incident]))
            known[change.seat] = change.to
        elif change.what == "arrival":
            there = track.arrived.get(change.incident, {})
            if change.option in there:
                there[change.option] = change.to
