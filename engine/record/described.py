"""Orders, and what they are about, in the words of the scenario."""

from __future__ import annotations

from fourthseat.engine.core.orders import (
    Act,
    Cancel,
    Choose,
    Intervene,
    Introduce,
    Order,
    Overrule,
    Recall,
    Reply,
    Settle,
    order_text,
)
from fourthseat.engine.core.terms import CONSENT, STANDING
from fourthseat.engine.core.wording import BECAME, answers_to
from fourthseat.engine.record.effect_words import row_in_words
from fourthseat.engine.record.order_words import MATTERS_TOLD
from fourthseat.engine.rules.state import State, orders_of
from fourthseat.engine.scenario.argued_rows import row_of, wrong_with
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["describe_order", "order_about", "quoted", "request_about", "title_of"]


def title_of(s: Scenario, incident: str) -> str:
    """The title of an incident."""
    return s.incident_by_id[incident].title


def quoted(state: State, incident: str) -> str:
    """The title of an incident within a sentence: it may be a sentence of its own."""
    return f"“{title_of(state.scenario, incident)}”"


def order_about(s: Scenario, option: str, incident: str) -> str:
    """An option, and the incident it is about, by their titles."""
    what = s.option_by_id[option].title
    return f"{what} ({title_of(s, incident)})" if incident else what


def request_about(state: State, name: str) -> str:
    """What a request is about, by titles."""
    request = state.requests[name]
    return order_about(state.scenario, request.option, request.incident)


def describe_order(order: Order, state: State) -> str:
    """*order* in the words of the scenario; what the scenario does not have (a refused order may name anything), as given."""
    s = state.scenario
    match order:
        case Act(option, incident) if option in s.option_by_id and (not incident or incident in s.incident_by_id):
            return order_about(s, option, incident)
        case Cancel(option, incident) if option in s.option_by_id and (not incident or incident in s.incident_by_id):
            return f"take back: {order_about(s, option, incident)}"
        case Recall(force) if force in s.force_by_id:
            return f"call back: {s.force_by_id[force].name}"
        case Reply(request, concur) if request in state.requests:
            asked = state.requests[request]
            answer = answers_to(asked.rule)[not concur].lower()
            whose = f" ({asked.seat})" if asked.rule in (CONSENT, STANDING) else ""
            return f"{answer}: {request_about(state, request)}{whose}"
        case Choose(incident, choice) if incident in s.incident_by_id:
            return f"{choice.replace('-', ' ')}: {title_of(s, incident)}"
        case Overrule(incident, outcome, reason) if incident in s.incident_by_id:
            return f"overrule {title_of(s, incident)} as {BECAME[outcome]}: {reason}"
        case Intervene(reason, effects) if not any(wrong_with(s, effect, about=False) for effect in effects):
            return f"{'; '.join(row_in_words(row_of(effect), s) for effect in effects)}. Why: {reason}"
        case Introduce(row, like, reason):
            as_it = f", like “{title_of(s, like)}”" if like in s.incident_by_id else ""
            return f"add the incident “{row.get('title', row.get('id', '?'))}”{as_it}: {reason}"
        case Settle(seat, number, matter, grants, reason) if 0 < number <= len(orders_of(state, seat)):
            given = orders_of(state, seat)[number - 1]
            what = f"order {number} of {seat}, {order_about(s, given.option, given.incident)}"
            what = what if matter == "order" else f"{MATTERS_TOLD[matter]} for {what}"
            return f"{'grant' if grants else 'refuse'} {what}: {reason}"
    return order_text(order)
