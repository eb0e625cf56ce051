"""Measures of a finished game. The table of them, where one is added, is :mod:`fourthseat.engine.core.measures`.

Here the log and the last state of a game are folded into what their functions see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.measures import MEASURES, DecidedIncident, FinishedGame, Measure
from fourthseat.engine.core.terms import CONSENT, Seat
from fourthseat.engine.models.escalation import STANDARD, WEIGHTS
from fourthseat.engine.models.technology import gap
from fourthseat.engine.record.own_measures import own_measures, own_values
from fourthseat.engine.rules.concurrence import sharing
from fourthseat.engine.rules.state import IncidentState, Request, State
from fourthseat.engine.scenario.ladder import Ladder
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["MEASURES", "Measure", "burden_shares", "chosen", "finished_game", "measure", "measures_of"]

HOURS_PER_YEAR = 8766.0


def measures_of(scenario: Scenario) -> Mapping[str, Measure]:
    """Every measure of a game of *scenario*: the engine's, then its own."""
    if not scenario.own_measures:
        return MEASURES
    known: dict[str, Measure] | None = vars(scenario).get("_measures")
    if known is None:
        known = vars(scenario)["_measures"] = MEASURES | own_measures(scenario)
    return known


def chosen(scenario: Scenario, names: Sequence[str]) -> list[str]:
    """Which measures *names* means: the scenario's interests if empty, every one for ``all``."""
    known = measures_of(scenario)
    if tuple(names) == ("all",):
        return list(known)
    for name in names:
        if name not in known:
            raise ScenarioError(f"no measure {name!r}; {nearest(name, known)}")
    return list(names) or [interest.name for interest in scenario.interests]


def measure(scenario: Scenario, entries: Sequence[e.Entry], state: State) -> dict[str, float | None]:
    """All measures of one finished game: its *entries* and its last *state*; None where one does not apply."""
    game = finished_game(scenario, entries, state)
    return {name: meaning.function(game) for name, meaning in measures_of(scenario).items()}


def rung_weights(ladder: Ladder) -> Sequence[float]:
    """Points of escalation of each rung: the file's own, or those of a profile for the levels its rungs stand for."""
    if not isinstance(ladder.weights, str):
        return ladder.weights
    profile = WEIGHTS[ladder.weights]
    return profile if ladder.standard == STANDARD else [profile[level] for level in ladder.standard]


def finished_game(scenario: Scenario, entries: Sequence[e.Entry], state: State) -> FinishedGame:
    """What the measures are computed from, folded once from a game's *entries* and its last *state*."""
    by_kind: dict[type[e.Entry], list[Any]] = {}
    ladder, weights, weight = [(0, scenario.ladder.start)], list[float](), rung_weights(scenario.ladder)
    for entry in entries:  # one pass: a study measures every game
        kind = type(entry)
        if kind in by_kind:
            by_kind[kind].append(entry)
        else:
            by_kind[kind] = [entry]
        if kind is e.RungMoved:
            ladder.append((entry.hour, cast(e.RungMoved, entry).to))
        elif kind is e.Recovered:
            weights.append(weight[ladder[-1][1]])
    strength = {entry.incident: entry.strength for entry in by_kind.get(e.Chosen, ())}
    return FinishedGame(
        by_kind=by_kind,
        decided=[_decided(i, strength.get(i.id)) for i in state.incidents.values() if i.choice is not None],
        answers=[
            entry
            for entry in by_kind.get(e.Received, ())
            if entry.estimate is not None and _counts(scenario, state.requests[entry.request], entry)
        ],
        ladder=ladder,
        end=state.hour,
        rung_weights=weights,
        members=len(state.members),
        leaks=len(state.leaks),
        trust=[state.seats[seat].trust for seat in scenario.blue],
        spent=[state.seats[seat].spent for seat in scenario.blue],
        burden_shares=list(burden_shares(scenario, state).values()),
        licences_open=len(state.pending_licences),
        technology_gaps=_technology_gaps(scenario, state),
        own=own_values(scenario, entries, state) if scenario.own_measures else {},
    )


def _counts(scenario: Scenario, request: Request, answer: e.Received) -> bool:
    """Whether *answer* is one to a request for concurrence that it could still decide: none to one that control had ended."""
    return (not scenario.asks_hosts or request.rule != CONSENT) and not (request.settled and answer.late)


def _decided(incident: IncidentState, strength: float | None) -> DecidedIncident:
    """The facts of an incident the opponent has decided; *strength* of the coalition there at its choice."""
    opened, closes = incident.opened or 0, incident.closes or 0
    came = [force.hour for force in (*incident.arrivals, *incident.left)]
    return DecidedIncident(
        pressed=incident.choice == "press",
        outcome=incident.outcome,
        p_press=incident.pressed_p or 0.0,
        window=incident.window,
        hours_to_concurrence=None if incident.concurred is None else incident.concurred - opened,
        hours_to_force=min((hour - opened for hour in came if hour < closes), default=None),
        strength_ratio=None if strength is None else strength / incident.red_strength,
    )


def burden_shares(scenario: Scenario, state: State) -> dict[Seat, tuple[float, float]]:
    """Of each BLUE seat: its share of what was spent, and of the BLUE seats' GDP. Empty if nothing was spent."""
    total = sum(state.seats[seat].spent for seat in scenario.blue)
    gdp = sum(float(scenario.seat_by_id[seat].gdp_busd) for seat in scenario.blue)
    if not total:
        return {}
    return {
        seat: (state.seats[seat].spent / total, float(scenario.seat_by_id[seat].gdp_busd) / gdp)
        for seat in scenario.blue
    }


def _technology_gaps(scenario: Scenario, state: State) -> list[float]:
    """The gap left at ENDEX, 0 to 1, of each technology line and each BLUE seat but its donor."""
    gaps = []
    for line in scenario.programmes:
        for seat in scenario.blue:
            if seat != line.donor:
                since = state.seats[seat].programmes.get(line.id)
                years = 0.0 if since is None else (state.hour - since) / HOURS_PER_YEAR
                gaps.append(gap(years, sharing(state, seat), float(line.phi_per_year)))
    return gaps
