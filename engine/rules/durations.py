"""How long things take, in whole hours rounded up. Pure: the clock asks, then waits."""

from __future__ import annotations

from math import ceil, exp
from typing import NamedTuple

from fourthseat.engine.core.chance import draw, erlang, exponential
from fourthseat.engine.core.entries.acts import Sailed
from fourthseat.engine.core.terms import Cell, Hour, Seat
from fourthseat.engine.models.coordination import lag_days
from fourthseat.engine.models.technology import Desk as Queue
from fourthseat.engine.models.technology import wait_days
from fourthseat.engine.rules.concurrence import sharing
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.force_rows import Force
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "Journey",
    "Licence",
    "assess",
    "at_sea",
    "consult",
    "consults",
    "from_a_host",
    "handle",
    "hours_to_sail",
    "journey",
    "licence",
    "ready",
    "release",
    "shortened",
    "transit",
    "way",
]


def assess(state: State, seed: int, seat: Seat, incident: Incident) -> Hour:
    """Hours of staff work from opening the file to a national position, before anyone's intelligence helps.

    Lognormal days with a common shock per incident [ICB]; both draws are addressed by seat and incident.
    """
    spec = state.scenario.seat_by_id[seat]
    days = lag_days(
        draw(seed, "lag", incident.id),
        draw(seed, "lag", incident.id, seat),
        float(spec.lag_mu),
        float(spec.lag_sigma),
        float(state.scenario.assumptions.lag_correlation),
    )
    own = incident.sensors.get(seat, 0.0)
    return max(1, ceil(24 * days * _isr(state, own)))


def shortened(state: State, hours: Hour, own: float, shared: float) -> Hour:
    """Of *hours* of staff work still to do, what is left once a picture of quality *shared* arrives."""
    return max(1, ceil(hours * (_isr(state, max(own, shared)) / _isr(state, own))))


def _isr(state: State, quality: float) -> float:
    """Factor on a staff's lag for a picture of *quality* in [0, 1]."""
    if not state.scenario.mechanisms.intelligence:
        return 1.0
    return exp(-float(state.scenario.assumptions.isr_log_days) * quality)


def release(state: State, source: Seat, to: Seat) -> tuple[Hour, float] | None:
    """Hours until *source*'s picture reaches *to* unasked, and the sharing level; None if no agreement covers it.

    Members share with members at the lower of their two levels. An ally outside shares with its treaty
    partner alone, in both directions: what it gave one capital is not that capital's to pass on.
    """
    a = state.scenario.assumptions
    if source in state.members and to in state.members:
        level = min(sharing(state, source), sharing(state, to))
        base = float(a.release_hours)
    else:
        ally = state.allies.get(source) or state.allies.get(to)
        other = to if source in state.allies else source
        if ally is None or ally.via != other:
            return None
        level = min(float(ally.information), state.seats[ally.seat].trust)
        base = float(a.bilateral_release_hours)
    return (ceil(base / max(level, 0.1)), level) if level > 0 else None


def consult(state: State, seed: int, seat: Seat, incident: str) -> Hour:
    """Hours before *seat* may act: an ally outside consults its treaty partner, a BLUE stranger the lead; 0 for anybody else."""
    if not consults(state, seat):
        return 0
    ally = state.allies.get(seat)
    spread = state.scenario.assumptions.stranger_consult_hours if ally is None else ally.consult_hours
    hours = spread.at(draw(seed, "consult", seat, incident))
    return ceil(hours * (1 - _framework(state, seat))) if state.scenario.mechanisms.standing_measures else ceil(hours)


def consults(state: State, seat: Seat) -> bool:
    """Whether *seat* consults somebody before it acts: an ally outside, or a BLUE stranger."""
    outside = seat in state.allies or (seat not in state.members and state.scenario.cell(seat) is Cell.BLUE)
    return outside and state.scenario.mechanisms.consultation


def _framework(state: State, seat: Seat) -> float:
    """Part of *seat*'s consultation that a standing framework with a member saves."""
    return max(
        (
            float(treaty.consultation)
            for treaty in state.scenario.treaties
            if seat in treaty.parties and any(party != seat and party in state.members for party in treaty.parties)
        ),
        default=0.0,
    )


def handle(state: State, seed: int, seat: Seat, request: str, consulted: bool) -> Hour:
    """Hours a capital with a position takes to answer a request; halved if it was consulted beforehand."""
    mean = float(state.scenario.assumptions.handling_hours)
    hours = exponential(draw(seed, "handle", seat, request), mean)
    return max(1, ceil(hours / 2 if consulted else hours))


def ready(state: State, force: Force) -> Hour:
    """Hours until *force* sails; half at raised posture."""
    return hours_to_sail(force, raised=state.seats[force.seat].raised)


def hours_to_sail(force: Force, *, raised: bool) -> Hour:
    """Hours *force* needs to make ready; half if its seat is at *raised* posture."""
    hours = float(force.ready_hours)
    return ceil(hours / 2 if raised else hours)


class Journey(NamedTuple):
    """How a force gets to an incident."""

    nmi: float
    hours: Hour
    """To make ready and to go."""
    via: str
    """The place of a host that it sails from; empty for its own home."""


def journey(state: State, hour: Hour, force: Force, incident: Incident, *, goes: bool = True) -> Journey:
    """The shortest way there that is open to *force* at *hour*: from its home, or from a place whose host lets it.

    A host's place saves hours of making ready, never of the way itself; but only a force that has had the time to get there since it
    was let in sails from it. Not *goes*: no time for the way.
    """
    nmi, hours = transit(state, force, incident)
    prepares = ready(state, force)
    home = Journey(nmi, prepares + (hours if goes else 0), "")
    if not state.altered.access or not state.scenario.mechanisms.access:
        return home
    ways = [home]
    for (seat, place), since in state.altered.access.items():
        if seat == force.seat:
            lives = state.altered.homes.get(force.id, force.home)
            ways.append(from_a_host(state.scenario, force, incident, place, prepares, hour - since, lives, goes=goes))
    return min(ways, key=lambda way: (way.hours, way.via))


def from_a_host(
    scenario: Scenario, force: Force, incident: Incident, place: str, prepares: Hour, open_for: Hour, lives: str | None,
    *, goes: bool = True,
) -> Journey:  # fmt: skip
    """The way from a host's *place*, which has been open to the force for some hours; it *lives* at its home."""
    row = scenario.access_by_use.get((force.seat, place))
    nmi, hours = way(scenario, force, incident, place)
    hours += max(0, _between(scenario, force, lives, place) - open_for)
    prepares = max(0, prepares - (0 if row is None else round(row.hours)))
    return Journey(nmi, max(1, prepares + (hours if goes else 0)), place)


def transit(state: State, force: Force, incident: Incident) -> tuple[float, Hour]:
    """Nautical miles and hours from home to the incident along a great circle; 0 hours with proximity switched off."""
    return way(state.scenario, force, incident, state.altered.homes.get(force.id))


def way(scenario: Scenario, force: Force, incident: Incident, home: str | None = None) -> tuple[float, Hour]:
    """:func:`transit`, which depends on the scenario alone: nautical miles, hours; no way where either has no place."""
    home = home or force.home
    if home is None or incident.place is None:
        return 0.0, 0
    nmi = scenario.transit_nmi[home, incident.place]
    if force.speed_kn <= 0 or not scenario.mechanisms.proximity:
        return nmi, 0
    return nmi, ceil(nmi / float(force.speed_kn))


def at_sea(state: State, sailing: Sailed, now: Hour) -> Hour:
    """Hours that a force has been going by *now*, or went till it was there, after making ready for *sailing*.

    Never more than since it was sent.
    """
    force, incident = state.scenario.force_by_id[sailing.force], state.scenario.incident_by_id[sailing.incident]
    option = state.scenario.option_by_id[sailing.option]
    if option.steps is not None and "transit" not in option.steps:
        return 0
    lives = state.altered.homes.get(force.id)
    hours = way(state.scenario, force, incident, sailing.via or lives)[1]
    if sailing.via:  # it may have gone to its host's place first
        hours += _between(state.scenario, force, lives or force.home, sailing.via)
    going = min(now, sailing.arrives)
    return min(going - sailing.hour, max(0, going - (sailing.arrives - hours)))


def _between(scenario: Scenario, force: Force, one: str | None, other: str) -> Hour:
    """Hours that *force* goes from one place to another; 0 with proximity switched off."""
    if one is None or force.speed_kn <= 0 or not scenario.mechanisms.proximity:
        return 0
    return ceil(scenario.transit_nmi[one, other] / float(force.speed_kn))


class Licence(NamedTuple):
    """How an export licence comes about."""

    route: str
    """Empty where none is needed; ``exempt``, ``licence``, ``licence+notice`` …"""
    desk_days: float
    """Days at the officer's desk."""
    behind_days: float
    """Days in the stages behind it."""


def licence(state: State, seed: int, seat: Seat, option: Option) -> Licence:
    """How *option* gets its export licence for *seat*: by exemption, or through the desk and the stages behind it."""
    mechanisms, desk = state.scenario.mechanisms, state.scenario.desk
    if not mechanisms.export_control or seat == option.donor:
        return Licence("", 0.0, 0.0)
    member = state.members.get(seat)
    share = float(member.exempt_share) if member is not None else 0.0
    share = share + state.seats[seat].exempt_share if mechanisms.exemption else 0.0
    if draw(seed, "exempt", option.id) < share:
        return Licence("exempt", 0.0, 1.0)
    queue = Queue(
        float(desk.arrivals_per_day),
        float(desk.service_per_day),
        desk.officers,
        float(desk.exempt_flow) if mechanisms.exemption else 0.0,
    )
    wait = wait_days(queue, draw(seed, "desk-wait", option.id, seat))
    behind = erlang(
        (draw(seed, "review", option.id, seat, 1), draw(seed, "review", option.id, seat, 2)), float(desk.base_days)
    )
    route = "licence"
    if draw(seed, "notified", option.id) < desk.p_notified:
        route += "+notice"
        behind += desk.notice_days.at(draw(seed, "notice", option.id))
    if draw(seed, "release-review", option.id) < desk.p_reviewed:
        route += "+review"
        behind += desk.review_days.at(draw(seed, "release-days", option.id))
    return Licence(route, wait + 1.0 / float(desk.service_per_day), behind)
