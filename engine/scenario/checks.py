"""Across the rows: every way a scenario's tables contradict each other, in the file's words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.measures import MEASURES
from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.scenario.rows import Coalition, Condition, Incident, Inject, Option, SeatSpec

if TYPE_CHECKING:
    from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["incoherences"]

DETERRENCE_NAMES = ("quantal", "threshold", "perfect")
ESCALATION_NAMES = ("mid", "icb")
WEIGHT_NAMES = ("rivera", "blank")
"""The registered models; a test holds these against engine.models."""

CAN_BE_JOINT = ("statement", "deploy")


def incoherences(s: Scenario) -> Iterator[str]:
    """Every way the rows contradict each other, in the file's words."""
    yield from _duplicates(s)
    seats = {seat.id: seat for seat in s.seats}
    places = {p.id: p for p in s.places}
    incidents = {i.id: i for i in s.incidents}
    options = {o.id: o for o in s.options}
    injects = {i.id: i for i in s.msel}
    programmes = {p.id: p for p in s.programmes}
    domains = {f.domain: f for f in s.forces}

    if s.models.deterrence not in DETERRENCE_NAMES:
        yield f"models.deterrence = {s.models.deterrence!r}: {nearest(s.models.deterrence, DETERRENCE_NAMES)}"
    if s.models.escalation not in ESCALATION_NAMES:
        yield f"models.escalation = {s.models.escalation!r}: {nearest(s.models.escalation, ESCALATION_NAMES)}"
    if s.ladder.weights not in WEIGHT_NAMES:
        yield f"ladder.weights = {s.ladder.weights!r}: {nearest(s.ladder.weights, WEIGHT_NAMES)}"
    for interest in s.interests:
        yield from _known("interest", interest.name, MEASURES, "measure")
    if len(s.ladder.rungs) != 7:
        yield f"ladder.rungs has {len(s.ladder.rungs)} rungs; the models know 7 (0 to 6)"
    for force in s.forces:
        yield from _known(f"force {force.id}: seat", force.seat, seats, "seat")
        yield from _known(f"force {force.id}: home", force.home, places, "place")
    for treaty in s.treaties:
        for seat in treaty.parties:
            yield from _known(f"treaty {treaty.id}: parties", seat, seats, "seat")
    for coalition in s.coalitions:
        yield from _coalition_incoherences(coalition, seats)
    for incident in s.incidents:
        at = f"incident {incident.id}:"
        yield from _known(f"{at} place", incident.place, places, "place")
        yield from _known(f"{at} opponent", incident.opponent, seats, "seat")
        if incident.opponent in seats and seats[incident.opponent].cell is not Cell.RED:
            yield f"{at} opponent = {incident.opponent!r} sits in {seats[incident.opponent].cell}, not RED"
        for seat in (*incident.stakes, *incident.sensors):
            yield from _known(f"{at} stakes/sensors", seat, seats, "seat")
        for domain in incident.domains:
            yield from _known(f"{at} domains", domain, domains, "domain of any force")
        if incident.hour is not None and incident.hour >= s.turns * s.turn_hours:
            yield f"{at} hour = {incident.hour} is after ENDEX ({s.turns * s.turn_hours})"
        if incident.window_hours.low < 1:
            yield f"{at} window_hours.low = {incident.window_hours.low:g} must be at least 1"
        if incident.hour is None and not any(j.effect.opens == incident.id for j in s.msel):
            yield f"{at} has no hour and no inject opens it"
    for option in s.options:
        yield from _option_incoherences(option, seats, incidents, domains, programmes)
    for programme in s.programmes:
        yield from _known(f"programme {programme.id}: donor", programme.donor, seats, "seat")
    for inject in s.msel:
        yield from _inject_incoherences(s, inject, seats, incidents, options, injects)
    yield from _circles(s)


def _option_incoherences(
    option: Option,
    seats: Mapping[Seat, SeatSpec],
    incidents: Collection[str],
    domains: Collection[str],
    programmes: Collection[str],
) -> Iterator[str]:
    at = f"option {option.id}:"
    for seat in (*option.seats, *option.consent_of, *([option.donor] if option.donor else [])):
        yield from _known(f"{at} seat", seat, seats, "seat")
    for owner in option.consent_of:
        if owner in seats and seats[owner].cell in (Cell.RED, Cell.WHITE):
            yield f"{at} consent_of = {owner!r} sits in {seats[owner].cell}; only a capital can consent"
    for name in option.incidents:
        yield from _known(f"{at} incidents", name, incidents, "incident")
    for domain in option.domains:
        yield from _known(f"{at} domains", domain, domains, "domain of any force")
    if option.programme is not None:
        yield from _known(f"{at} programme", option.programme, programmes, "programme")
    if option.joint and option.kind not in CAN_BE_JOINT:
        yield f"{at} joint: a {option.kind} is no coalition measure; only {' and '.join(CAN_BE_JOINT)} can be"
    if option.kind == "transfer" and option.programme is None:
        yield f"{at} a transfer needs a programme"
    if option.kind == "deploy" and not option.domains:
        yield f"{at} a deployment needs domains"
    if option.licence and option.donor is None:
        yield f"{at} needs a licence but names no donor"


def _known(where: str, name: str, names: Collection[str], what: str) -> Iterator[str]:
    if name not in names:
        yield f"{where} = {name!r}: no such {what}; {nearest(name, names)}"


def _duplicates(s: Scenario) -> Iterator[str]:
    tables: dict[str, tuple[Any, ...]] = {
        "place": s.places,
        "seat": s.seats,
        "force": s.forces,
        "treaty": s.treaties,
        "coalition": s.coalitions,
        "incident": s.incidents,
        "option": s.options,
        "programme": s.programmes,
        "msel": s.msel,
    }
    for table, rows in tables.items():
        seen: set[str] = set()
        for row in rows:
            if row.id in seen:
                yield f"{table} {row.id!r} appears twice"
            seen.add(row.id)


def _coalition_incoherences(c: Coalition, seats: Mapping[Seat, SeatSpec]) -> Iterator[str]:
    at = f"coalition {c.id}:"
    members = [m.seat for m in c.members]
    for name in (*members, *(a.seat for a in c.allies), c.lead):
        if name not in seats:
            yield f"{at} {name!r}: no such seat; {nearest(name, seats)}"
        elif seats[name].cell is not Cell.BLUE:
            yield f"{at} {name!r} sits in {seats[name].cell}; only BLUE seats can belong"
    for name in {m for m in members if members.count(m) > 1}:
        yield f"{at} {name!r} is a member twice"
    if c.lead not in members:
        yield f"{at} lead = {c.lead!r} is not a member"
    if c.rule == "lead" and any(m.seat == c.lead and not m.consent for m in c.members):
        yield f"{at} rule = 'lead' but {c.lead!r}, who leads, has no say (consent = false)"
    for ally in c.allies:
        if ally.seat in members:
            yield f"{at} {ally.seat!r} is both member and ally"
        if ally.via not in members:
            yield f"{at} ally {ally.seat!r}: via = {ally.via!r} is not a member"
    voters = sum(m.consent for m in c.members)
    if c.rule.startswith("quorum:") and int(c.rule[7:]) > voters:
        yield f"{at} rule = {c.rule!r} but only {voters} members have a say"


def _inject_incoherences(
    s: Scenario,
    inject: Inject,
    seats: Mapping[Seat, SeatSpec],
    incidents: Mapping[str, Incident],
    options: Mapping[str, Option],
    injects: Mapping[str, Inject],
) -> Iterator[str]:
    at = f"msel {inject.id}:"

    def known(where: str, name: str | None, names: Collection[str], what: str) -> Iterator[str]:
        if name is not None and name not in names:
            yield f"{at} {where} = {name!r}: no such {what}; {nearest(name, names)}"

    for seat in (*inject.to, *inject.effect.trust, *inject.effect.exempt_share):
        yield from known("seat", seat, seats, "seat")
    if inject.kind == "contingency" and inject.when is None:
        yield f"{at} a contingency inject needs a condition (when)"
    if inject.kind != "contingency" and inject.hour is None:
        yield f"{at} needs an hour"
    if inject.hour is not None and inject.hour >= s.turns * s.turn_hours:
        yield f"{at} hour = {inject.hour} is after ENDEX ({s.turns * s.turn_hours})"
    objectives = {objective.id for seat in s.seats for objective in seat.objectives}
    if inject.objective:
        yield from known("objective", inject.objective, objectives, "objective of any seat")
    if inject.when is not None:
        if inject.when == Condition():
            yield f"{at} when says nothing: give at least one condition"
        yield from known("when.incident", inject.when.incident, incidents, "incident")
        yield from known("when.fired", inject.when.fired, injects, "inject")
        yield from known("when.not_ordered", inject.when.not_ordered, options, "option")
        about = inject.when.outcome or inject.when.choice or inject.when.not_concurred
        if about and inject.when.incident is None:
            yield f"{at} when names an outcome, a choice or a concurrence but no incident"
    yield from known("effect.opens", inject.effect.opens, incidents, "incident")
    for name in inject.effect.attribution:
        yield from known("effect.attribution", name, incidents, "incident")


def _circles(s: Scenario) -> Iterator[str]:
    """A condition that waits, through injects and the incidents they open, for itself."""
    graph: dict[str, set[str]] = {}
    for inject in s.msel:
        waits = graph.setdefault(f"inject {inject.id}", set())
        if inject.when is not None:
            if inject.when.fired is not None:
                waits.add(f"inject {inject.when.fired}")
            if inject.when.incident is not None:
                waits.add(f"incident {inject.when.incident}")
        if inject.effect.opens is not None:
            graph.setdefault(f"incident {inject.effect.opens}", set()).add(f"inject {inject.id}")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        yield "circular condition: " + " -> ".join(reversed(circle.args[1]))
