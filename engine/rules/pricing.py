"""What the opponent weighs: the strength it faces, and what each of its courses is worth to it.

Models price, chance draws, adjudication rules. An :class:`~fourthseat.engine.core.terms.Estimate` never sees the draw, so
two models can be compared on the same luck and the debrief can print why.
"""

from __future__ import annotations

from typing import NamedTuple

from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import Estimate, Hour, Seat
from fourthseat.engine.core.wording import CHOICE_COMMAND
from fourthseat.engine.models.coordination import interoperable
from fourthseat.engine.models.deterrence import DETERRENCE, Challenge, responses, worth_of_holding, worth_of_pressing
from fourthseat.engine.models.engagement import contest
from fourthseat.engine.models.technology import gap
from fourthseat.engine.rules.concurrence import in_time, sharing, side_by_side
from fourthseat.engine.rules.effects import remaining, total
from fourthseat.engine.rules.state import IncidentState, State
from fourthseat.engine.scenario.rows import Incident
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Appraisal", "appraise", "opposing", "provocation", "strength"]

HOURS_PER_YEAR = 8766.0


def strength(state: State, incident: IncidentState, hour: Hour) -> float:
    """Coalition strength on station before *hour*, hull-equivalents: K = sum of x_i [i0 + (1 - i0) s_i].

    Members' forces combine at the pact's sharing level once the coalition has concurred on a joint deployment
    there, whoever sailed first; treaty partners on station together combine at the treaty's; others stand alone.
    """
    scenario = state.scenario
    combined = incident.combined is not None and in_time(incident.combined, hour)
    counted = None
    if not scenario.mechanisms.capability:
        counted = {m.seat for m in scenario.coalitions[0].members}
    parts = []
    on_station = [a for a in incident.arrivals if in_time(a.hour, hour) and (counted is None or a.seat in counted)]
    there = {arrival.seat for arrival in on_station}
    for arrival in on_station:
        level = 0.0
        if scenario.mechanisms.interoperability:
            level = side_by_side(state, arrival.seat, there)
            if combined and arrival.seat in state.members:
                level = max(level, sharing(state, arrival.seat))
        parts.append((arrival.strength * _technology(state, arrival.seat, arrival.force, hour), level))
    k = interoperable(parts, float(scenario.assumptions.stand_alone)) if parts else 0.0
    return max(0.0, k + total(incident.pressures, "blue", hour)) if incident.pressures else k


def opposing(incident: IncidentState, hour: Hour) -> float:
    """The opponent's strength there at *hour*, hull-equivalents: a tenth of what it has at least."""
    if not incident.pressures:
        return incident.red_strength
    return max(0.1 * incident.red_strength, incident.red_strength + total(incident.pressures, "red", hour))


def _technology(state: State, seat: Seat, force: str, hour: Hour) -> float:
    """Factor on a force's strength from the technology lines that flow to its seat."""
    if not state.scenario.mechanisms.technology:
        return 1.0
    factor = 1.0
    for name, since in state.seats[seat].programmes.items():
        line = state.scenario.programme_by_id[name]
        if state.scenario.force_by_id[force].domain in line.domains:
            left = gap((hour - since) / HOURS_PER_YEAR, sharing(state, seat), float(line.phi_per_year))
            factor += float(line.boost) * (1 - left)
    return factor


def provocation(state: State) -> float:
    """Status-quo value the opponent loses to the coalition's membership: the sum over its members."""
    value = sum(float(m.provocation) for m in state.members.values()) + state.altered.provoked
    return value if value and state.scenario.mechanisms.provocation else 0.0


class Appraisal(NamedTuple):
    """What an opponent's staff makes of an incident as its window closes."""

    estimate: Estimate
    """The probability that it presses, and why."""
    strength: float
    """Of the coalition, which it faces."""
    courses: tuple[tuple[Choice, float], ...] = ()
    """The probability of each course that the incident lists, pressing first."""


def appraise(state: State, incident: IncidentState, hour: Hour) -> Appraisal:
    """What the opponent does, as its own staff would price what it can see."""
    scenario, a = state.scenario, state.scenario.assumptions
    spec = scenario.incident_by_id[incident.id]
    k, red = strength(state, incident, hour), opposing(incident, hour)
    doubt = 1 - float(spec.base_resist)
    for seat, name in incident.statements if scenario.mechanisms.signalling else ():
        if seat in scenario.red:  # its own words resist nothing
            continue
        weight = float(scenario.option_by_id[name].credibility)
        if state.scenario.mechanisms.capability or any(m.seat == seat for m in scenario.coalitions[0].members):
            doubt *= 1 - weight
    if incident.concurred is not None and in_time(incident.concurred, hour):
        doubt *= 1 - min(1.0, float(a.joint_credibility))
    doubt *= 1 - min(1.0, float(a.on_station)) * min(1.0, k / red)
    for one in incident.pressures:
        if one.what == "signal" and (sign := remaining(one, hour)) > 0:
            doubt *= 1 - min(1.0, sign)
    resist = 1 - doubt
    if state.leaks:
        resist *= 1 - float(a.leak_insight)
    for one in incident.pressures:
        if one.what == "signal" and (sign := remaining(one, hour)) < 0:
            resist *= 1 + max(-1.0, sign)
    prevail = 1 - contest(k, red, float(a.contest_exponent)).p if k > 0 else 1.0
    challenge = Challenge(
        p_resist=resist,
        p_prevail=prevail,
        gain=float(spec.gain) * incident.resolve,
        cost=float(spec.cost),
        status_quo=float(spec.status_quo),
        provocation=provocation(state),
        punish=total(incident.pressures, "punish", hour) if incident.pressures else 0.0,
        reward=total(incident.pressures, "reward", hour) if incident.pressures else 0.0,
    )
    estimate = DETERRENCE[scenario.models.deterrence](challenge, float(a.precision), a.models)
    return Appraisal(estimate, k) if not spec.courses else _over_courses(scenario, spec, challenge, estimate, k)


def _over_courses(scenario: Scenario, spec: Incident, challenge: Challenge, estimate: Estimate, k: float) -> Appraisal:
    """One quantal response over the courses *spec* lists.

    Under another model of deterrence than ``quantal``, that model says whether it presses, and the response divides the rest.
    """
    precision, held = float(scenario.assumptions.precision), worth_of_holding(challenge)
    worth = {course.choice: float(course.worth) for course in spec.courses}
    worths = [worth[one] + (worth_of_pressing(challenge) if one == "press" else held) for one in spec.choices]
    if scenario.models.deterrence == "quantal":
        chances = responses(worths, precision)
    else:
        rest = responses(worths[1:], precision)
        chances = (estimate.p, *(p * (1 - estimate.p) for p in rest))
    told = ", ".join(f"{CHOICE_COMMAND[one]} {100 * p:.0f} %" for one, p in zip(spec.choices, chances, strict=True))
    priced = Estimate(chances[0], (*estimate.reasons, f"of its courses: {told}"))
    return Appraisal(priced, k, tuple(zip(spec.choices, chances, strict=True)))
