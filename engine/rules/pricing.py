"""What the opponent weighs: the strength it faces, and what each of its courses is worth to it.

Models price, chance draws, adjudication rules. An :class:`~fourthseat.engine.core.terms.Estimate` never sees the draw, so
two models can be compared on the same luck and the debrief can print why.
"""

from __future__ import annotations

from math import fsum
from typing import NamedTuple

from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import NOBODY, Estimate, Hour, Seat
from fourthseat.engine.core.wording import CHOICE_COMMAND
from fourthseat.engine.models.coordination import interoperable
from fourthseat.engine.models.deterrence import DETERRENCE, Challenge, responses, worth_of_holding, worth_of_pressing
from fourthseat.engine.models.engagement import contest
from fourthseat.engine.models.expectation import aftermath, believed, expected_strength, resistance, together
from fourthseat.engine.models.technology import gap
from fourthseat.engine.rules.concurrence import in_time, sharing, side_by_side
from fourthseat.engine.rules.durations import ready, transit
from fourthseat.engine.rules.effects import remaining, total
from fourthseat.engine.rules.holdings import known_about, technology_known
from fourthseat.engine.rules.state import UNKNOWN, IncidentState, State
from fourthseat.engine.scenario.incident_rows import Incident
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
    parts = []
    on_station = [a for a in incident.arrivals if in_time(a.hour, hour) and _counts(scenario, a.seat)]
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
            worth = 1 - float(state.scenario.assumptions.leak_insight) if technology_known(state, name) else 1.0
            factor += float(line.boost) * (1 - left) * worth
    return factor


def provocation(state: State) -> float:
    """Status-quo value the opponent loses to the coalition's membership: the sum over its members."""
    value = fsum(float(m.provocation) for m in state.members.values()) + state.altered.provoked
    return value if value and state.scenario.mechanisms.provocation else 0.0


def _grievance(state: State) -> float:
    """Status-quo value the opponent loses to a coalition that left no way out before."""
    grievance = state.reputation.grievance
    return float(state.scenario.assumptions.models.grievance) * grievance if grievance else 0.0


class Appraisal(NamedTuple):
    """What an opponent's staff makes of an incident as its window closes."""

    estimate: Estimate
    """The probability that it presses, and why."""
    strength: float
    """Of the coalition on station, which it faces."""
    courses: tuple[tuple[Choice, float], ...] = ()
    """The probability of each thing it may do, pressing first."""


def appraise(state: State, incident: IncidentState, hour: Hour, seat: Seat = NOBODY) -> Appraisal:
    """What the opponent *seat* does, as its own staff would price what it can see; the first of several, if none is named."""
    scenario, a = state.scenario, state.scenario.assumptions
    spec = scenario.incident_by_id[incident.id]
    k, red = strength(state, incident, hour), opposing(incident, hour)
    words = _words(state, incident, hour)
    coming = _coming(state, incident, hour, words) if scenario.mechanisms.expectation else ()
    half_life = float(a.models.late_half_life) * max(1, (incident.closes or hour) - (incident.opened or 0))
    seen = expected_strength(k, [one for one in coming if one[2] >= 1], half_life)
    faced = expected_strength(k, coming, half_life)
    credibility = words.believed(resistance(float(spec.base_resist), words.all))
    challenge = Challenge(
        p_resist=resistance(credibility, (), seen / red, float(a.on_station)),
        p_prevail=1 - contest(faced, red, float(a.contest_exponent)).p if faced > 0 else 1.0,
        gain=float(spec.gain) * incident.resolve,
        cost=float(spec.cost),
        status_quo=float(spec.status_quo),
        provocation=provocation(state) + _grievance(state),
        punish=_punishment(state, incident, hour, credibility),
        reward=total(incident.pressures, "reward", hour) if incident.pressures else 0.0,
    )
    estimate = DETERRENCE[scenario.models.deterrence](challenge, float(a.precision), a.models)
    if faced > k:
        parts = f"{k:.1f} on station, {seen - k:.1f} on the way, {faced - seen:.1f} that may yet be sent"
        estimate = Estimate(estimate.p, (*estimate.reasons, f"it reckons with strength {faced:.1f}: {parts}"))
    return _over_courses(scenario, spec, challenge, estimate, k, seat or spec.challengers[0])


class _Words(NamedTuple):
    """What has been said about an incident, and how far anything that is said is believed."""

    said: dict[Seat, list[float]]
    """Credibility of each seat's words."""
    joint: tuple[float, ...]
    """That of concurrence on a joint measure, which binds every member."""
    signals: tuple[float, ...]
    """That of other signals, which bear on everybody."""
    discredit: tuple[float, ...]
    """Shares by which all of it is believed less."""
    reputation: float
    """Log-odds that are added for how the coalition has stood before."""

    @property
    def all(self) -> list[float]:
        """Every word."""
        return [*(word for spoken in self.said.values() for word in spoken), *self.joint, *self.signals]

    def believed(self, p: float) -> float:
        """*p* as far as it is believed."""
        return believed(p, self.discredit, self.reputation)


def _words(state: State, incident: IncidentState, hour: Hour) -> _Words:
    scenario, a = state.scenario, state.scenario.assumptions
    said: dict[Seat, list[float]] = {}
    for seat, name in incident.statements if scenario.mechanisms.signalling else ():
        if seat not in scenario.red and _counts(scenario, seat):  # the opponent's own words resist nothing
            said.setdefault(seat, []).append(float(scenario.option_by_id[name].credibility))
    concurred = incident.joint is not None and in_time(incident.joint, hour)
    joint = (float(a.joint_credibility),) if concurred else ()
    signs = [remaining(one, hour) for one in incident.pressures if one.what == "signal"]
    leaked = (float(a.leak_insight),) if known_about(state, incident.id) else ()
    discredit = (*leaked, *(-sign for sign in signs if sign < 0))
    reputation = (
        float(a.models.reputation_slope) * state.reputation.firmness if state.reputation is not UNKNOWN else 0.0
    )
    return _Words(said, joint, tuple([sign for sign in signs if sign > 0]), discredit, reputation)


def _counts(scenario: Scenario, seat: Seat) -> bool:
    """Whether the forces and words of *seat* count at all."""
    return scenario.mechanisms.capability or any(m.seat == seat for m in scenario.coalitions[0].members)


def _coming(state: State, incident: IncidentState, hour: Hour, words: _Words) -> tuple[tuple[float, float, float], ...]:
    """Forces that are not there yet: strength, hours after the window, and the chance that they come.

    Who is under way comes. Who could still be sent comes by the chance that its seat is believed to resist: by what it
    expects of anybody, by that seat's own words, and by concurrence on a joint measure if it is a member.
    """
    scenario, closes = state.scenario, incident.closes if incident.closes is not None else hour
    spec, there = scenario.incident_by_id[incident.id], {arrival.force for arrival in incident.arrivals}
    combined = incident.combined is not None and in_time(incident.combined, hour)
    found = []
    for force in scenario.sendable[incident.id]:
        x = float(force.strength) * state.readiness.get(force.id, 0.0) * state.altered.left.get(force.id, 1.0)
        tasked = state.tasked.get(force.id)
        if not x or force.id in there or tasked not in (None, incident.id) or not _counts(scenario, force.seat):
            continue
        if tasked is None:
            joint = words.joint if force.seat in state.members else ()
            spoken = [*words.said.get(force.seat, ()), *joint, *words.signals]
            chance = min(0.999, words.believed(resistance(float(spec.base_resist), spoken)))
            back = state.homeward.get(force.id)
            free = hour if back is None else max(hour, back.home)
            arrives = free + ready(state, force) + transit(state, force, spec)[1]
        else:
            chance, arrives = 1.0, state.voyages[force.id][1]
        level = 0.0
        if scenario.mechanisms.interoperability and combined and force.seat in state.members:
            level = sharing(state, force.seat)
        x *= _technology(state, force.seat, force.id, hour)
        found.append((interoperable([(x, level)], float(scenario.assumptions.stand_alone)), arrives - closes, chance))
    return tuple(found)


def _punishment(state: State, incident: IncidentState, hour: Hour, credibility: float) -> float:
    """What the opponent expects to pay for pressing, whatever happens on the spot."""
    mechanisms = state.scenario.mechanisms
    models = state.scenario.assumptions.models
    acts = [remaining(one, hour) for one in incident.pressures if one.what == "punish"]
    announced = together(acts, float(models.further_acts)) if acts else 0.0
    if not mechanisms.expectation or not mechanisms.coercion:
        return announced
    return aftermath(announced, float(models.aftermath), credibility)


def _over_courses(
    scenario: Scenario, spec: Incident, challenge: Challenge, estimate: Estimate, k: float, seat: Seat
) -> Appraisal:
    """One quantal response over what the opponent *seat* may do: the courses that *spec* lists, else press, hold or back down.

    Without a list the last two share what leaving things as they are is worth, as its doctrine divides them. Under another
    model of deterrence than ``quantal``, that model says whether it presses, and the response divides the rest.
    """
    precision, held = float(scenario.assumptions.precision), worth_of_holding(challenge)
    choices, worth, weight = spec.choices, {}, {}
    if spec.courses:
        worth = {course.choice: float(course.worth) for course in spec.courses}
    else:
        own = scenario.seat_by_id[seat].doctrine.p_back_down
        backs_down = float(scenario.doctrine_of(seat).choices.p_back_down if own is None else own)
        weight = {"hold": 1 - backs_down, "back-down": backs_down}
    worths = [worth.get(one, 0.0) + (worth_of_pressing(challenge) if one == "press" else held) for one in choices]
    weights = [weight.get(one, 1.0) for one in choices]
    if scenario.models.deterrence == "quantal":
        chances = responses(worths, precision, weights)
    else:
        rest = responses(worths[1:], precision, weights[1:])
        chances = (estimate.p, *(p * (1 - estimate.p) for p in rest))
    told = ", ".join(f"{CHOICE_COMMAND[one]} {100 * p:.0f} %" for one, p in zip(choices, chances, strict=True))
    priced = Estimate(chances[0], (*estimate.reasons, f"of its courses: {told}"))
    return Appraisal(priced, k, tuple(zip(choices, chances, strict=True)))
