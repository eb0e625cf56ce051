"""What an incident leaves behind: the ladder, trust, readiness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.terms import CONSENT, Outcome, Seat
from fourthseat.engine.models.coordination import trust_after
from fourthseat.engine.models.engagement import contest, exchange
from fourthseat.engine.models.escalation import Tension, step
from fourthseat.engine.rules.effects import released_forces
from fourthseat.engine.rules.pricing import opposing, provocation, strength
from fourthseat.engine.rules.state import IncidentState, State
from fourthseat.engine.scenario.ladder import FORCE

__all__ = ["escalate", "lost_trust", "luck_of_effect", "recover", "trust_moves"]


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
    highest = max(spec.rung if pressed else 0, incident.highest_act, ladder.first_at(FORCE) if incident.accident else 0)
    tension = Tension(
        rung=rung,
        act_rung=highest,
        severity=incident.severity,
        cohesion=sum(replies) / len(replies) if replies else 0.5,
        hotline=state.hotline,
        provocation=provocation(state),
        met=evenness(state, incident),
        held=not pressed and not incident.accident,
        levels=ladder.standard,
    )
    up, down = step(tension, state.scenario.models.escalation, state.scenario.assumptions.models)
    drawn = draw(seed, "escalate", incident.id)
    climbs = pressed or incident.accident or incident.highest_act > spec.rung
    if climbs and drawn < up.p and rung < ladder.top:
        yield e.RungMoved(state.hour, rung + 1, spec.title, up.reasons[0], up.p, drawn)
        if rung + 1 == ladder.exchange_rung:
            yield _exchange(state, incident)
    elif (drawn >= 1 - down.p or incident.choice in ("back-down", "offer")) and rung > 0:
        yield e.RungMoved(state.hour, rung - 1, spec.title, down.reasons[0], down.p, drawn)


def evenness(state: State, incident: IncidentState) -> float:
    """How evenly both sides' forces met there before its window closed: 1 as equals, 0 not at all or hopelessly."""
    hour = incident.closes if incident.closes is not None else state.hour
    k = strength(state, incident, hour)
    if k <= 0:
        return 0.0
    p = contest(k, opposing(incident, hour), float(state.scenario.assumptions.contest_exponent)).p
    return 4 * p * (1 - p)


def _exchange(state: State, incident: IncidentState) -> e.Exchanged:
    salvo = exchange(sum(a.strength for a in incident.arrivals), opposing(incident, state.hour))
    return e.Exchanged(state.hour, incident.id, salvo.blue_loss, salvo.red_loss, salvo.reasons)


def trust_moves(
    state: State, seats: Iterable[Seat], outcome: float, cause: e.TrustCause, about: str = "", days: float = 0.0
) -> Iterator[e.TrustMoved]:
    """Each of *seats* learns from an experience: *outcome* 1 good, 0 bad; of what *cause*, *about* which option, incident or seat."""
    if state.scenario.mechanisms.trust:
        a = state.scenario.assumptions
        for seat in seats:
            was = state.seats[seat].trust
            now = trust_after(was, outcome, float(a.trust_gain), float(a.trust_loss))
            if now != was:
                yield e.TrustMoved(state.hour, seat, now, "", cause, about, days)


def lost_trust(state: State, incident: IncidentState) -> Iterator[e.TrustMoved]:
    """Members that lost an incident without ever concurring trust the coalition less."""
    if incident.outcome is Outcome.FAILURE and incident.joint is None:
        yield from trust_moves(state, state.members, 0.0, e.TrustCause.LOST, incident.id)


def luck_of_effect(state: State, name: str, incident: str, seed: int) -> float:
    """The luck of an effect that has a chance, by its place in the scenario, in [0, 1)."""
    return draw(seed, "effect", name, incident, state.turn)


def recover(state: State, dealt: dict[str, float]) -> e.Recovered:
    """Readiness at the end of a move: deployed forces wear, idle ones regain part of what they lost."""
    a = state.scenario.assumptions
    now = {}
    for force, was in state.readiness.items():
        away = force in state.tasked or force in state.homeward
        change = -float(a.wear) * was if away else float(a.recovery) * (dealt[force] - was)
        if change:
            now[force] = min(1.0, max(0.0, was + change))
    return e.Recovered(state.hour, tuple(now.items()), released_forces(state))
