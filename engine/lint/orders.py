"""Options and injects: fields that do nothing, seats that can never order, conditions that decide nothing."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sense import OF_KIND, called, unable

__all__ = ["orders_and_injects"]


def orders_and_injects(s: Scenario) -> Iterator[Complaint]:
    """What in the options and injects of *s* does nothing, or not what it says."""
    for option in s.options:
        yield from _of_option(s, option)
    yield from _domains(s)
    yield from _between_moves(s)
    yield from _silence(s)
    for inject in s.msel:
        yield from _of_inject(inject)


def _of_option(s: Scenario, option: Option) -> Iterator[Complaint]:
    at, given = ("option", option.id), option.model_fields_set
    if "amount" in given and not any(effect.kind.unit and effect.amount is None for effect in option.acts):
        message = f"amount = {float(option.amount):g} changes nothing: {called(option)} has no size; remove it"
        yield Complaint("FS302", (*at, "amount"), message, float(option.amount))
    if "credibility" in given and option.credibility and "statement" not in option.does:
        message = f"credibility = {float(option.credibility):g} convinces nobody: an opponent reads statements, not {called(option)}; remove it"
        yield Complaint("FS303", (*at, "credibility"), message, float(option.credibility))
    for (
        field,
        kinds,
    ) in OF_KIND.items():  # a programme bars its donor from an option of any kind, so it is not simply dead
        if field in given and getattr(option, field) and option.does.isdisjoint(kinds):
            message = f"{field}: only a {' or '.join(sorted(kinds))} uses it, not {called(option)}; remove it"
            yield Complaint("FS304", (*at, field), message, removable=field != "programme")
    if option.donor is not None and not option.licence:
        message = f"donor = {str(option.donor)!r} names whose goods are licensed, but licence is false; remove it, or add licence = true"
        yield Complaint("FS304", (*at, "donor"), message, str(option.donor), removable=True)
    for seat in option.seats:
        why = unable(s, option, seat) if seat in s.seat_by_id else ""
        if not why and s.mechanisms.resources and seat in s.seat_by_id and not option.joint:
            budget, cost = float(s.seat_by_id[seat].budget_musd), float(option.cost_musd)
            if cost > budget:
                message = f"cost_musd = {cost:g} is more than {seat} may spend in the whole exercise (budget_musd = {budget:g})"
                yield Complaint("FS602", (*at, "cost_musd"), message, cost)
        if why:
            yield Complaint("FS601", (*at, "seats"), f"seats: {str(seat)!r} can never order it: it {why}", str(seat))


def _silence(s: Scenario) -> Iterator[Complaint]:
    """Variants in which silence becomes consent only after every window has closed."""
    longest = max(incident.window_hours.high for incident in s.incidents)
    for coalition in s.coalitions:
        rule = coalition.concurrence
        if rule.kind == "silence" and rule.n >= longest:
            message = f"rule = {coalition.rule!r}: nobody's silence is consent before the longest window has closed ({longest:g} hours); give fewer hours"
            yield Complaint("FS605", ("coalition", coalition.id, "rule"), message, coalition.rule)


def _between_moves(s: Scenario) -> Iterator[Complaint]:
    """Windows that open after a move has begun and close before the next: nobody is asked while they are open."""
    for incident in s.incidents:
        if incident.hour is None or incident.jitter_hours or s.flash_orders or incident.hour >= s.endex:
            continue
        move = s.turn_at(incident.hour)
        begins, ends = s.opens_at(move), s.closes_at(move)
        closes = incident.hour + incident.window_hours.high
        if begins < incident.hour and closes <= ends:
            message = (
                f"hour = {incident.hour}: opens {incident.hour - begins} hours into move {move} and closes by hour {closes:g}, before orders "
                f"are given again at hour {ends}"
            )
            yield Complaint("FS604", ("incident", incident.id, "hour"), message, incident.hour)


def _domains(s: Scenario) -> Iterator[Complaint]:
    """Incidents to which forces can be sent that their ``domains`` do not list."""
    for incident in s.incidents:
        if not incident.domains or "other_domains" in incident.model_fields_set:
            continue
        sent = {
            force.domain: option.id
            for option in s.options
            if "deploy" in option.does and incident.id in (option.incidents or (incident.id,))
            for seat in option.seats
            for force in s.forces_of.get(seat, ())
            if force.domain in option.domains and force.domain not in incident.domains
        }
        for domain, option_id in sorted(sent.items()):
            message = f"domains does not list {domain!r}, but {option_id} sends such forces and they count here in full; list the domain, say with other_domains what share of them counts, or name other incidents in that option"
            yield Complaint("FS307", ("incident", incident.id, "domains"), message)


def _of_inject(inject: Inject) -> Iterator[Complaint]:
    at, when = ("msel", inject.id), inject.when
    if inject.kind == "contingency" and inject.hour is not None:
        message = f"hour = {inject.hour} is not looked at: the inject is a contingency, whose condition decides; remove the hour"
        yield Complaint("FS305", (*at, "hour"), message, inject.hour, removable=True)
    if inject.kind != "contingency" and when is not None:
        message = (
            f"when: the inject is sent at hour {inject.hour} whether or not this holds, and proposed before if it does; "
            'remove when, or hour and write kind = "contingency"'
        )
        yield Complaint("FS306", (*at, "when"), message)
