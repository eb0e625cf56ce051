"""Outcomes: what the models propose, what an argument at the table is worth, and whose word stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.orders import Argue, Overrule
from fourthseat.engine.core.terms import Estimate, Outcome
from fourthseat.engine.models.argument import NEEDED, by_vote, odds, outcome
from fourthseat.engine.models.engagement import contest
from fourthseat.engine.rules.pricing import opposing, strength
from fourthseat.engine.rules.state import IncidentState, State

__all__ = ["Carried", "argued", "carried", "rulings", "settle"]


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
    answered = k > 0 or bool(incident.statements) or incident.joint is not None
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
        return e.Argued(
            state.hour, number, order, priced, thrown, margin, outcome(margin, state.scenario.assumptions.models)
        )
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
