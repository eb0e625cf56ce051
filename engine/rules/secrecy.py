"""Secrets: what leaks from a holder, what an intrusion takes, and what that costs in trust."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.terms import NOBODY, Seat
from fourthseat.engine.models.cyber import Holder, breach, leak
from fourthseat.engine.rules.consequences import trust_moves
from fourthseat.engine.rules.state import State

__all__ = ["exposed", "intrude", "leaks"]

HOURS_PER_MONTH = 8766.0 / 12


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
            p = leak((_holder(state, seat),), months, state.scenario.assumptions.models).p
            drawn = draw(seed, "leak", state.turn, seat)
            if drawn < p:
                yield e.Leaked(state.hour, seat, "leak", p, drawn)


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
