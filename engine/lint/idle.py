"""What stands in a scenario and cannot matter in it: rows nobody uses, numbers of the wrong cell, names said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from fourthseat.engine.core.terms import Cell
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.doctrine_rows import OF_A_CAPITAL, OF_AN_OPPONENT
from fourthseat.engine.scenario.event_rows import Effect
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import SeatSpec

__all__ = ["idle"]

OF_A_HOLDER = ("people", "security", "hazard_per_month", "cyber_defence")
"""How well a seat keeps what others share with it; nobody shares anything with an opponent."""
OF_A_STAFF = ("lag_mu", "lag_sigma", "staff_teams")
"""How soon a staff has a position on an incident, which an opponent's never takes."""


def idle(s: Scenario, own: Mapping[str, Any]) -> Iterator[Complaint]:
    """Every row, number and name of *s* that changes nothing; of places only those that its *own* file says."""
    yield from _places(s, {str(row.get("id")) for row in own.get("place", ()) if isinstance(row, Mapping)})
    yield from _forces(s)
    yield from _technology(s)
    for seat in s.seats:
        yield from _of_seat(s, seat)
    for option in s.options:
        if option.requires_throughout and option.requires is None:
            message = "requires_throughout: it requires nothing"
            yield Complaint("FS308", ("option", option.id, "requires_throughout"), message, True)
    for incident in s.incidents:
        if "other_domains" in incident.model_fields_set and not incident.domains:
            message = "other_domains: domains lists none, so forces of any domain count in full"
            yield Complaint("FS308", ("incident", incident.id, "other_domains"), message, float(incident.other_domains))
    yield from _effects(s)
    yield from _twice(s)


def _places(s: Scenario, own: Collection[str]) -> Iterator[Complaint]:
    used = s.places_used
    for place in s.places:
        if place.id in own and place.id not in used:
            message = "no incident happens there and no force has its home there"
            yield Complaint("FS311", ("place", place.id, "id"), message, place.id)


def _forces(s: Scenario) -> Iterator[Complaint]:
    """Forces that no option sends; those of an opponent never leave: what it has on the spot is ``red_strength``."""
    for force in s.forces:
        orders = [o for o in s.options if "deploy" in o.does and force.seat in o.seats and force.domain in o.domains]
        if not orders:
            message = f"no option lets {force.seat} send a force of domain {force.domain!r}"
            yield Complaint("FS310", ("force", force.id, "domain"), message, force.domain)


def _technology(s: Scenario) -> Iterator[Complaint]:
    flows = {option.programme for option in s.options if "transfer" in option.does}
    for programme in s.programmes:
        if programme.id not in flows:
            message = 'no option transfers it, so it reaches nobody; add one with kind = "transfer" and this programme'
            yield Complaint("FS309", ("programme", programme.id, "id"), message, programme.id)
    licensed = [option.id for option in s.options if option.licence]
    if "desk" in s.model_fields_set and s.desk.model_fields_set and not licensed:
        yield Complaint("FS308", ("desk",), "desk: no option needs a licence (licence = true), so nothing waits here")


def _of_seat(s: Scenario, seat: SeatSpec) -> Iterator[Complaint]:
    """Numbers that a seat of its cell does not use."""
    red = seat.cell is Cell.RED
    idle_here = [(field, "an opponent's staff takes no positions") for field in OF_A_STAFF if red]
    idle_here += [(field, "nobody shares secrets with an opponent") for field in OF_A_HOLDER if red]
    for field, why in idle_here:
        if field in seat.model_fields_set:
            yield _cannot_matter(("seat", seat.id), seat, field, why)
    others, why = (
        (OF_A_CAPITAL, "an opponent's staff does not read it")
        if red
        else (OF_AN_OPPONENT, "only a RED seat's staff reads it")
    )
    for field in others:
        if field in seat.doctrine.model_fields_set:
            yield _cannot_matter(("seat", seat.id, "doctrine"), seat.doctrine, field, why)
    own = [one for one in s.incidents if seat.id in one.challengers]
    if red and own and all(one.courses for one in own) and "p_back_down" in seat.doctrine.model_fields_set:
        why = "each incident of its own lists its courses, and backing down is weighed there like the others"
        yield _cannot_matter(("seat", seat.id, "doctrine"), seat.doctrine, "p_back_down", why)
    if red and "trust" in seat.model_fields_set:
        yield _cannot_matter(("seat", seat.id), seat, "trust", "an opponent is in no coalition to trust")


def _cannot_matter(at: tuple[str, ...], row: Frozen, field: str, why: str) -> Complaint:
    value = getattr(row, field)
    shown = str(value).lower() if isinstance(value, bool) else f"{float(value):g}"
    return Complaint("FS308", (*at, field), f"{field} = {shown} changes nothing: {why}", value)


def _effects(s: Scenario) -> Iterator[Complaint]:
    """Effects that say where their sizes come from and have none."""
    for inject in s.msel:
        given = inject.effect.model_fields_set
        if "basis" in given and inject.effect.model_copy(update={"basis": Effect().basis}) == Effect():
            message = "effect.basis says where sizes come from, and the effect changes nothing"
            yield Complaint("FS308", ("msel", inject.id, "effect", "basis"), message, inject.effect.basis)


def _twice(s: Scenario) -> Iterator[Complaint]:
    """Names that stand twice in one list."""
    lists: list[tuple[str, str, str, Sequence[str]]] = [
        *(("option", o.id, field, getattr(o, field)) for o in s.options for field in ("seats", "domains", "incidents", "consent_of")),
        *(("incident", i.id, "domains", i.domains) for i in s.incidents),
        *(("msel", inject.id, "to", inject.to) for inject in s.msel),
        *(("programme", p.id, "domains", p.domains) for p in s.programmes),
    ]  # fmt: skip
    for table, row, field, names in lists:
        for name, often in Counter(names).items():
            if often > 1:
                yield Complaint(
                    "FS312", (table, row, field), f"{field}: {str(name)!r} stands there {often} times", str(name)
                )
    for name, often in Counter(interest.name for interest in s.interests).items():
        if often > 1:
            yield Complaint("FS312", ("interest", name), f"interest: {name!r} is named {often} times", name)
