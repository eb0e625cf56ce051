"""Models price, chance draws, adjudication rules.

Everything here is a pure function of the state and the seed. An :class:`~fourthseat.engine.core.terms.Estimate` never
sees the draw, so two models can be compared on the same luck and the debrief can print why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.orders import Argue, Choice, Overrule
from fourthseat.engine.core.terms import CONSENT, NOBODY, Estimate, Hour, Outcome, Seat
from fourthseat.engine.core.wording import CHOICE_COMMAND
from fourthseat.engine.models.argument import NEEDED, by_vote, odds, outcome
from fourthseat.engine.models.coordination import Consent, commitment, interoperable, trust_after
from fourthseat.engine.models.cyber import Holder, breach, leak
from fourthseat.engine.models.deterrence import DETERRENCE, Challenge, responses, worth_of_holding, worth_of_pressing
from fourthseat.engine.models.engagement import contest, exchange
from fourthseat.engine.models.escalation import Tension, step
from fourthseat.engine.models.technology import gap
from fourthseat.engine.rules.concurrence import in_time, sharing, side_by_side
from fourthseat.engine.rules.effects import released_forces, remaining, total
from fourthseat.engine.rules.state import IncidentState, Request, State
from fourthseat.engine.scenario.rows import Incident, Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "Appraisal",
    "Carried",
    "appraise",
    "argued",
    "carried",
    "comfortable",
    "consent",
    "escalate",
    "exposed",
    "intrude",
    "leaks",
    "lost_trust",
    "luck_of_effect",
    "opposing",
    "provocation",
    "recover",
    "rulings",
    "settle",
    "strength",
    "trust_moves",
    "was_consulted",
]

HOURS_PER_YEAR = 8766.0
HOURS_PER_MONTH = HOURS_PER_YEAR / 12


# ---------------------------------------------------------------- what the opponent weighs


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
    estimate = DETERRENCE[scenario.models.deterrence](challenge, float(a.precision))
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


# ---------------------------------------------------------------- what a capital weighs


def consent(state: State, request: Request, seat: Seat) -> Estimate:
    """Probability that *seat* concurs with *request*, as its own staff would advise."""
    scenario = state.scenario
    option: Option = scenario.option_by_id[request.option]
    doctrine = scenario.seat_by_id[seat].doctrine
    member, about = state.members.get(seat), request.incident
    consulted = scenario.mechanisms.consultation and was_consulted(state, request)
    return commitment(
        Consent(
            reliability=min(0.999, max(0.001, float(doctrine.reliability))),
            trust=state.seats[seat].trust,
            stake=float(scenario.incident_by_id[about].stakes.get(seat, 0.5)) if about else 0.5,
            attribution=state.incidents[about].attribution.get(seat, 0.0) if about else 1.0,
            attribution_needed=float(doctrine.attribution_needed),
            rung=option.rung,
            comfortable_rung=comfortable(state, seat),
            entrapment=float(doctrine.entrapment) if scenario.mechanisms.entrapment else 0.0,
            obligation=float(member.obligation) if member is not None and scenario.mechanisms.resolve else 0.0,
            consulted=float(scenario.assumptions.consulted) if consulted else 0.0,
        )
    )


def comfortable(state: State, seat: Seat) -> int:
    """The rung up to which *seat* is comfortable with acting: its doctrine's, moved by effects."""
    own, moved = state.scenario.seat_by_id[seat].doctrine.comfortable_rung, state.seats[seat].altered.comfort
    return max(0, own + moved) if moved else own


def was_consulted(state: State, request: Request) -> bool:
    """Whether the proposer talked to its partners on this turn or the one before."""
    last = state.seats[request.seat].consulted
    return last > 0 and last >= state.turn - 1


# ---------------------------------------------------------------- rulings


def rulings(state: State, seed: int) -> tuple[e.Ruled, ...]:
    """The outcomes the models propose for acts pressed and not yet ruled on, in incident order."""
    return tuple(
        _rule(state, incident, seed)
        for incident in state.incidents.values()
        if incident.choice == "press" and incident.outcome is None
    )


def _rule(state: State, incident: IncidentState, seed: int) -> e.Ruled:
    """SUCCESS if the act is frustrated, PARTIAL if it is blunted, FAILURE if it stands as a fait accompli."""
    a = state.scenario.assumptions
    k, red = strength(state, incident, incident.closes or 0), opposing(incident, incident.closes or 0)
    if k > 0:
        priced = contest(k, red, float(a.contest_exponent))
    else:
        priced = Estimate(0.0, ("nothing of the coalition's was on station in time",))
    answered = k > 0 or bool(incident.statements) or incident.concurred is not None
    partial = float(a.partial_band) * (1 - priced.p) if answered else 0.0
    drawn = draw(seed, "rule", incident.id)
    outcome = (
        Outcome.SUCCESS if drawn < priced.p else Outcome.PARTIAL if drawn < priced.p + partial else Outcome.FAILURE
    )
    reasons = (*priced.reasons, f"blunted in a further {100 * partial:.0f} %") if partial else priced.reasons
    priced = Estimate(priced.p, reasons)
    return e.Ruled(state.hour, incident.id, outcome, priced, partial, drawn, proposed=outcome, by=e.Ruler.MODEL)


class Carried(NamedTuple):
    """A ruling that an argument has settled, waiting for the close of the move."""

    incident: str
    outcome: Outcome
    argument: int
    """The argument's number."""
    reason: str
    """How it was settled, in words."""


def settle(proposed: Iterable[e.Ruled], carried: Iterable[Carried], accepted: Iterable[Overrule]) -> Iterator[e.Ruled]:
    """The rulings as they enter the log: CONTROL's with its reason, else the argument's, else the model's."""
    overrules = {order.incident: order for order in accepted}
    arguments = {argument.incident: argument for argument in carried}
    for ruled in proposed:
        over, argument = overrules.get(ruled.incident), arguments.get(ruled.incident)
        if over is not None:
            yield replace(ruled, outcome=over.outcome, by=e.Ruler.CONTROL, reason=over.reason)
        elif argument is not None:
            yield replace(
                ruled,
                outcome=argument.outcome,
                by=e.Ruler.ARGUMENT,
                argument=argument.argument,
                reason=argument.reason,
            )
        else:
            yield ruled


def argued(state: State, order: Argue, seed: int) -> e.Argued:
    """A matrix argument settled by its method; the odds never see the dice."""
    number = state.arguments + 1
    priced = odds(sum(p.counts for p in order.pros), sum(c.counts for c in order.cons))
    if order.method == "2d6":
        thrown = tuple(int(1 + 6 * draw(seed, "argue", number, die)) for die in (1, 2))
        margin = sum(thrown) + sum(p.counts for p in order.pros) - sum(c.counts for c in order.cons) - NEEDED
        return e.Argued(state.hour, number, order, priced, thrown, margin, outcome(margin))
    if order.method == "vote":
        margin = sum(1 if yes else -1 for _, yes in order.votes)
        told = f"{sum(yes for _, yes in order.votes)} of {len(order.votes)} for it"
        came = by_vote(margin)
        return e.Argued(state.hour, number, order, Estimate(float(margin > 0), (told,)), (), margin, came)
    came = order.verdict or Outcome.FAILURE
    told = "agreed at the table" if order.method == "consensus" else "ruled by control"
    return e.Argued(state.hour, number, order, Estimate(float(came is Outcome.SUCCESS), (told,)), (), 0, came)


def carried(entry: e.Argued) -> Carried:
    """The ruling an argument about an incident ends as."""
    a = entry.argument
    how = {
        "2d6": f"threw {'+'.join(map(str, entry.dice))}, {entry.margin:+d} on what was needed, at {100 * entry.estimate.p:.0f} %",
        "vote": entry.estimate.reasons[0],
    }.get(a.method, entry.estimate.reasons[0])
    return Carried(
        a.incident, entry.outcome, entry.number, f"matrix argument {entry.number}, {a.method}: {a.claim} ({how})"
    )


# ---------------------------------------------------------------- consequences


def escalate(state: State, incident: IncidentState, seed: int) -> Iterator[e.RungMoved | e.Exchanged]:
    """How the ladder answers one resolved incident: up, down or neither, one rung at most."""
    rung, ladder = state.rung, state.scenario.ladder
    pressed = incident.choice == "press"
    spec = state.scenario.incident_by_id[incident.id]
    replies = [
        yes
        for r in state.requests.values()
        if r.incident == incident.id and r.rule != CONSENT
        for yes in r.replies.values()
    ]
    tension = Tension(
        rung=rung,
        act_rung=max(spec.rung if pressed else 0, incident.highest_act),
        severity=incident.severity,
        cohesion=sum(replies) / len(replies) if replies else 0.5,
        hotline=state.hotline,
        provocation=provocation(state),
        resisted=bool(incident.arrivals),
        levels=ladder.standard,
    )
    up, down = step(tension, state.scenario.models.escalation)
    drawn = draw(seed, "escalate", incident.id)
    climbs = pressed or incident.highest_act > spec.rung
    if climbs and drawn < up.p and rung < ladder.top:
        yield e.RungMoved(state.hour, rung + 1, spec.title, up.reasons[0], up.p, drawn)
        if rung + 1 == ladder.exchange_rung:
            yield _exchange(state, incident)
    elif (drawn >= 1 - down.p or incident.choice in ("back-down", "offer")) and rung > 0:
        yield e.RungMoved(state.hour, rung - 1, spec.title, down.reasons[0], down.p, drawn)


def _exchange(state: State, incident: IncidentState) -> e.Exchanged:
    salvo = exchange(sum(a.strength for a in incident.arrivals), opposing(incident, state.hour))
    return e.Exchanged(state.hour, incident.id, salvo.blue_loss, salvo.red_loss, salvo.reasons)


def trust_moves(state: State, seats: Iterable[Seat], outcome: float, reason: str) -> Iterator[e.TrustMoved]:
    """Each of *seats* learns from an experience: *outcome* 1 good, 0 bad."""
    if state.scenario.mechanisms.trust:
        a = state.scenario.assumptions
        for seat in seats:
            was = state.seats[seat].trust
            now = trust_after(was, outcome, float(a.trust_gain), float(a.trust_loss))
            if now != was:
                yield e.TrustMoved(state.hour, seat, now, reason)


def lost_trust(state: State, incident: IncidentState) -> Iterator[e.TrustMoved]:
    """Members that lost an incident without ever concurring trust the coalition less."""
    if incident.outcome is Outcome.FAILURE and incident.concurred is None:
        yield from trust_moves(state, state.members, 0.0, f"{incident.id} was lost without concurrence")


def exposed(state: State, leaked: e.Leaked) -> Iterator[e.Leaked | e.TrustMoved]:
    """A leak, and what it costs in the trust of the other members."""
    yield leaked
    others = tuple(seat for seat in state.members if seat != leaked.holder)
    yield from trust_moves(state, others, 0.0, f"a secret got out at {leaked.holder}")


def _holder(state: State, seat: Seat) -> Holder:
    """*seat* as a holder of the coalition's secrets: its own standard, lifted by the pact's safeguards."""
    spec, member = state.scenario.seat_by_id[seat], state.members[seat]
    security = min(1.0, max(0.0, float(spec.security) + state.seats[seat].altered.security))
    if state.scenario.mechanisms.safeguards:
        security += (1 - security) * float(member.safeguards)
    hazard = float(spec.hazard_per_month) * float(state.scenario.assumptions.campaign_hazard)
    return Holder(str(seat), hazard, float(spec.people), security)


def leaks(state: State, seed: int) -> Iterator[e.Leaked]:
    """Leaks over the turn that closes, holder by holder; each holder has its own luck."""
    if state.scenario.mechanisms.information_security:
        months = (state.hour - state.scenario.opens_at(state.turn)) / HOURS_PER_MONTH
        for seat in state.members:
            p = leak((_holder(state, seat),), months).p
            drawn = draw(seed, "leak", state.turn, seat)
            if drawn < p:
                yield e.Leaked(state.hour, seat, "leak", p, drawn)


def luck_of_effect(state: State, name: str, incident: str, seed: int) -> float:
    """The luck of an effect that has a chance, by its place in the scenario, in [0, 1)."""
    return draw(seed, "effect", name, incident, state.turn)


def intrude(
    state: State, seat: Seat, name: str, effort: float, seed: int, at: Seat = NOBODY
) -> Iterator[e.Tried | e.Leaked | e.TrustMoved]:
    """An intrusion called *name* tries the softest holder of the coalition's secrets, or the one *at* which it is aimed.

    *effort* counts against the holder's cyber defence. The attempt has one luck in every variant.
    """
    if not state.scenario.mechanisms.information_security:
        return
    exponent = float(state.scenario.assumptions.contest_exponent)
    priced = []
    for holder in state.members:
        if at not in (NOBODY, holder):
            continue
        spec = state.scenario.seat_by_id[holder]
        guard = float(state.members[holder].safeguards) if state.scenario.mechanisms.safeguards else 0.0
        defence = float(spec.cyber_defence) * (1 + state.seats[holder].hardened) * (1 + guard)
        priced.append((breach(effort, defence, exponent), holder))
    if not priced:
        return
    estimate, holder = max(priced, key=lambda pair: pair[0].p)
    drawn = draw(seed, "intrude", name, state.turn)
    yield e.Tried(state.hour, seat, holder, estimate, drawn, drawn < estimate.p)
    if drawn < estimate.p:
        yield from exposed(state, e.Leaked(state.hour, holder, "intrusion", estimate.p, drawn))


def recover(state: State, dealt: dict[str, float]) -> e.Recovered:
    """Readiness at the end of a move: deployed forces wear, idle ones regain part of what they lost."""
    a = state.scenario.assumptions
    now = {}
    for force, was in state.readiness.items():
        change = -float(a.wear) * was if force in state.tasked else float(a.recovery) * (dealt[force] - was)
        if change:
            now[force] = min(1.0, max(0.0, was + change))
    return e.Recovered(state.hour, tuple(now.items()), released_forces(state))
