"""Measures: numbers folded from a log. A measure that does not apply to a game is None, never a made-up zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import Outcome, Seat
from fourthseat.engine.models.escalation import WEIGHTS
from fourthseat.engine.models.technology import gap
from fourthseat.engine.rules.concurrence import sharing
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["MEASURES", "Measure", "burden_shares", "chosen", "measure"]

HOURS_PER_YEAR = 8766.0


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number means."""

    name: str
    unit: str
    better: str
    """``higher`` or ``lower`` for the coalition; empty where neither is better by itself."""
    text: str
    zone: float
    """A difference this small is not worth telling; in its unit. Judgement: a study file may declare another."""


MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        Measure("deterred", "share", "higher", "incidents the opponent chose not to press, of those it decided", 0.03),
        Measure("status_quo_held", "share", "higher", "incidents deterred or frustrated, of those decided", 0.03),
        Measure("lost", "share", "lower", "incidents that ended as a fait accompli, of those decided", 0.03),
        Measure(
            "p_press",
            "probability",
            "lower",
            "mean probability that the opponent presses, as the model priced it: deterred without the dice",
            0.01,
        ),
        Measure(
            "hours_to_concurrence",
            "h",
            "lower",
            "opening to the coalition's first concurrence, the whole window where there was none, asked for or not; mean over decided incidents",
            12,
        ),
        Measure(
            "concurred_in_time",
            "share",
            "higher",
            "decided incidents on which the coalition concurred before the window closed, asked or not",
            0.03,
        ),
        Measure(
            "effect_in_time",
            "share",
            "higher",
            "decided incidents with a force on station before the window closed",
            0.03,
        ),
        Measure(
            "hours_to_effect",
            "h",
            "lower",
            "opening to the first force on station, the whole window where there was none; mean over decided incidents",
            6,
        ),
        Measure(
            "strength_ratio",
            "ratio",
            "higher",
            "coalition strength on station over the opponent's at its choice; mean",
            0.05,
        ),
        Measure("peak_rung", "rung", "lower", "highest position on the ladder", 0.1),
        Measure("rung_area", "rung-days", "lower", "area under the ladder's track from STARTEX to ENDEX", 2),
        Measure(
            "escalation_score",
            "points",
            "lower",
            "mean weight of the rung at each move's end, by the scenario's weight profile",
            1,
        ),
        Measure("leaks", "count", "lower", "secrets that got out, by leak or intrusion", 0.1),
        Measure(
            "cohesion", "share", "higher", "answers to requests that concurred in time, of all answers given", 0.03
        ),
        Measure(
            "trust_end", "0–1", "higher", "mean trust at ENDEX of the BLUE seats, the same seats in every variant", 0.02
        ),
        Measure(
            "decision_load",
            "count",
            "lower",
            "requests for concurrence a capital had to answer, mean per capital of the coalition",
            0.5,
        ),
        Measure(
            "staff_wait_hours",
            "h",
            "lower",
            "hours an incident lay before a staff team was free, mean per assessment",
            3,
        ),
        Measure("spent_musd", "million US$", "", "spent by the coalition and the allies beside it", 5),
        Measure(
            "burden_gap",
            "share",
            "lower",
            "half the summed differences between spending shares and GDP shares of the BLUE seats",
            0.02,
        ),
        Measure("licence_days", "days", "lower", "application to licence or exemption, mean of those granted", 10),
        Measure("licences_open", "count", "lower", "applications still at the desk at ENDEX", 0.2),
        Measure(
            "technology_gap",
            "share",
            "lower",
            "technology gap left at ENDEX, mean over lines and BLUE recipients; 1 where nothing flows",
            0.005,
        ),
    )
}
"""Every measure by name."""


def chosen(scenario: Scenario, names: Sequence[str]) -> list[str]:
    """Which measures *names* means: the scenario's interests if empty, every one for ``all``."""
    if tuple(names) == ("all",):
        return list(MEASURES)
    for name in names:
        if name not in MEASURES:
            raise ScenarioError(f"no measure {name!r}; {nearest(name, MEASURES)}")
    return list(names) or [interest.name for interest in scenario.interests]


def measure(scenario: Scenario, entries: Sequence[e.Entry], state: State) -> dict[str, float | None]:
    """All measures of one finished game: its *entries* and its last *state*."""
    decided = [i for i in state.incidents.values() if i.choice is not None]
    chosen = {c.incident: c for c in entries if isinstance(c, e.Chosen)}
    received = [r for r in entries if isinstance(r, e.Received) and r.estimate is not None]
    waits = [a.waited for a in entries if isinstance(a, e.Assessed)]
    licensed = [entry.days for entry in entries if isinstance(entry, e.Licensed)]
    track, scores = _ladder(scenario, entries)
    members = tuple(state.members)
    return {
        "deterred": _mean(i.choice != "press" for i in decided),
        "status_quo_held": _mean(i.outcome is Outcome.SUCCESS for i in decided),
        "lost": _mean(i.outcome is Outcome.FAILURE for i in decided),
        "p_press": _mean(i.pressed_p or 0.0 for i in decided),
        "hours_to_concurrence": _mean(
            (i.window if i.concurred is None else i.concurred - (i.opened or 0)) for i in decided
        ),
        "concurred_in_time": _mean(i.concurred is not None for i in decided),
        "effect_in_time": _mean(any(a.hour < (i.closes or 0) for a in i.arrivals) for i in decided),
        "hours_to_effect": _mean(
            min((a.hour - (i.opened or 0) for a in i.arrivals if a.hour < (i.closes or 0)), default=i.window)
            for i in decided
        ),
        "strength_ratio": _mean(chosen[i.id].strength / i.red_strength for i in decided if i.id in chosen),
        "peak_rung": float(max(rung for _, rung in track)),
        "rung_area": _area(track, state.hour),
        "escalation_score": _mean(scores),
        "leaks": float(len(state.leaks)),
        "cohesion": _mean(r.concur and not r.late for r in received),
        "trust_end": _mean(state.seats[seat].trust for seat in scenario.blue),
        "decision_load": len(received) / len(members),
        "staff_wait_hours": _mean(waits),
        "spent_musd": sum(state.seats[seat].spent for seat in scenario.blue),
        "burden_gap": _burden_gap(scenario, state),
        "licence_days": _mean(licensed),
        "licences_open": float(len(state.pending_licences)),
        "technology_gap": _technology_gap(scenario, state),
    }


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


def _burden_gap(scenario: Scenario, state: State) -> float | None:
    shares = burden_shares(scenario, state)
    return sum(abs(spent - gdp) for spent, gdp in shares.values()) / 2 if shares else None


def _technology_gap(scenario: Scenario, state: State) -> float | None:
    left = []
    for line in scenario.programmes:
        for seat in scenario.blue:
            if seat != line.donor:
                since = state.seats[seat].programmes.get(line.id)
                years = 0.0 if since is None else (state.hour - since) / HOURS_PER_YEAR
                left.append(gap(years, sharing(state, seat), float(line.phi_per_year)))
    return _mean(left)


def _ladder(scenario: Scenario, entries: Iterable[e.Entry]) -> tuple[list[tuple[int, int]], list[float]]:
    """The rung by hour, and the weight of the rung at each move's end (after its rulings)."""
    weights = WEIGHTS[scenario.ladder.weights]
    track, scores = [(0, scenario.ladder.start)], list[float]()
    for entry in entries:
        if isinstance(entry, e.RungMoved):
            track.append((entry.hour, entry.to))
        elif isinstance(entry, e.Recovered):
            scores.append(weights[track[-1][1]])
    return track, scores


def _area(track: Sequence[tuple[int, int]], end: int) -> float:
    ends = [hour for hour, _ in track[1:]] + [end]
    return sum(rung * (until - hour) for (hour, rung), until in zip(track, ends, strict=True)) / 24


def _mean(values: Iterable[float]) -> float | None:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else None
