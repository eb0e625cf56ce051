"""What a capital weighs before it concurs with a measure."""

from __future__ import annotations

from fourthseat.engine.core.terms import Estimate, Seat
from fourthseat.engine.models.coordination import Consent, commitment
from fourthseat.engine.rules.publics import rungs
from fourthseat.engine.rules.state import Request, State
from fourthseat.engine.scenario.option_rows import Option

__all__ = ["comfortable", "consent", "was_consulted"]


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
        ),
        scenario.assumptions.models,
    )


def comfortable(state: State, seat: Seat) -> int:
    """The rung up to which *seat* is comfortable with acting: its doctrine's, moved by effects and by its public."""
    own, moved = state.scenario.seat_by_id[seat].doctrine.comfortable_rung, state.seats[seat].altered.comfort
    if state.scenario.publics:
        moved += rungs(state, seat)
    return max(0, own + moved) if moved else own


def was_consulted(state: State, request: Request) -> bool:
    """Whether the proposer talked to its partners on this turn or the one before."""
    last = state.seats[request.seat].consulted
    return last > 0 and last >= state.turn - 1
