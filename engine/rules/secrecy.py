"""Secrets: what leaks from a holder, what an intrusion takes, and what that costs.

What got out is known: plans that are known impress less (:mod:`fourthseat.engine.rules.pricing`), and technology that is known is worth
less. The others trust the coalition less, whoever released it most of all; and all of them release less to the seat at which it got out.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.terms import NOBODY, Estimate, Hour, Seat
from fourthseat.engine.models.cyber import Holder, breach, guard, leak, reach
from fourthseat.engine.rules.consequences import trust_moves
from fourthseat.engine.rules.holdings import Held, held, releaser
from fourthseat.engine.rules.state import State

__all__ = ["exposed", "intrude", "leaks"]

WANTED = ("plan", "picture", "technology")
"""What an intrusion takes first of what it finds."""


def exposed(state: State, leaked: e.Leaked) -> Iterator[e.Leaked | e.TrustMoved]:
    """A secret that got out, and what it costs in the trust of the members and of whoever had released it."""
    yield leaked
    others = {seat for seat in state.members if seat != leaked.holder}
    owner = releaser(state, leaked.item)
    if owner is not None and owner != leaked.holder and owner in state.seats:
        others.add(owner)
    yield from trust_moves(state, sorted(others), 0.0, e.TrustCause.LEAK, leaked.holder)


def security(state: State, seat: Seat) -> float:
    """How well *seat* keeps secrets, 0 to 1: its own standard, moved by effects, lifted by the pact's safeguards."""
    own = min(1.0, max(0.0, float(state.scenario.seat_by_id[seat].security) + state.seats[seat].altered.security))
    member = state.members.get(seat)
    if member is not None and state.scenario.mechanisms.safeguards:
        own += (1 - own) * float(member.safeguards)
    return own


def _caution(state: State, holder: Seat) -> tuple[e.Change, ...]:
    """The others release less to a member at which a secret got out."""
    less = float(state.scenario.assumptions.models.caution)
    if holder not in state.members or not less:
        return ()
    now = state.altered.terms.get((holder, "information"), 0.0) - less
    return (e.Change("term", now, seat=holder, option="information"),)


def _by_holder(state: State) -> dict[Seat, list[Held]]:
    """What each holder has, both by name: which item the same luck names must not hang on the order of a file."""
    found: dict[Seat, list[Held]] = {}
    for one in sorted(held(state), key=lambda one: (one.item, one.since)):
        found.setdefault(one.holder, []).append(one)
    return dict(sorted(found.items()))


def leaks(state: State, seed: int) -> Iterator[e.Leaked]:
    """Leaks over the move that closes, holder by holder; each holder has its own luck.

    The hazard adds up over the items it holds and the time in which it held them; the same luck says which of them got out.
    """
    if not state.scenario.mechanisms.information_security:
        return
    opened = state.scenario.opens_at(state.turn)
    for seat, items in _by_holder(state).items():
        shares = [(one.months(opened, state.hour), one) for one in items]
        p = leak((_holder(state, seat, sum(months for months, _ in shares)),), state.scenario.assumptions.models).p
        drawn = draw(seed, "leak", state.turn, seat)
        if drawn < p:
            item = _which(shares, drawn / p)
            yield e.Leaked(state.hour, seat, "leak", p, drawn, item, _caution(state, seat))


def _holder(state: State, seat: Seat, item_months: float) -> Holder:
    spec = state.scenario.seat_by_id[seat]
    hazard = float(spec.hazard_per_month) * float(state.scenario.assumptions.campaign_hazard)
    return Holder(str(seat), hazard, float(spec.people), security(state, seat), item_months)


def _which(shares: list[tuple[float, Held]], part: float) -> str:
    """The item at *part*, in [0, 1), of all the time in which items were held."""
    left = part * sum(months for months, _ in shares)
    for months, one in shares:
        left -= months
        if left < 0:
            return one.item
    return shares[-1][1].item


def intrude(
    state: State, seat: Seat, name: str, effort: float, seed: int, at: Seat = NOBODY
) -> Iterator[e.Tried | e.Leaked | e.TrustMoved]:
    """An intrusion called *name* tries the softest of those who hold something, or the one *at* which it is aimed.

    *effort* counts for more where more people have access, against the holder's defence: its own, what it has hardened,
    its standard of security, and the alarm of earlier tries. It is after one item, and takes it if it gets in.
    """
    if not state.scenario.mechanisms.information_security:
        return
    found = {holder: items for holder, items in _by_holder(state).items() if at in (NOBODY, holder)}
    if not found:
        softest = at if at != NOBODY else min(state.members, default=seat)
        nothing = Estimate(0.0, ("nobody it could try holds anything of the others' yet",))
        yield e.Tried(state.hour, seat, softest, nothing, 1.0, success=False)
        return
    priced = [(_breach(state, holder, effort), holder) for holder in found]
    estimate, holder = max(priced, key=lambda pair: pair[0].p)
    wanted = _wanted(found[holder])
    drawn = draw(seed, "intrude", name, wanted.incident, state.turn, holder)
    success = drawn < estimate.p
    yield e.Tried(state.hour, seat, holder, estimate, drawn, success, wanted.item)
    if success:
        taken = e.Leaked(state.hour, holder, "intrusion", estimate.p, drawn, wanted.item, _caution(state, holder))
        yield from exposed(state, taken)


def _breach(state: State, holder: Seat, effort: float) -> Estimate:
    spec, a = state.scenario.seat_by_id[holder], state.scenario.assumptions
    tried = sum(who == holder for _, who, _ in state.intrusions)
    hardened = state.seats[holder].hardened
    defence = guard(float(spec.cyber_defence), hardened, security(state, holder), tried, a.models)
    return breach(reach(effort, float(spec.people), a.models), defence, float(a.contest_exponent))


def _wanted(items: list[Held]) -> Held:
    """What an intrusion is after, of what a holder has: plans before pictures before technology, the newest first."""

    def rank(one: Held) -> tuple[bool, int, Hour, str]:
        return one.until is not None, WANTED.index(one.item.partition(":")[0]), -one.since, one.item

    return min(items, key=rank)
