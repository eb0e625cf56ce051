"""Options against the rest of a file: unknown names, and kinds that lack what they need."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.scenario.complaining import Complaint, listed, unknown
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import SeatSpec

__all__ = ["CAN_BE_JOINT", "option_complaints"]


CAN_BE_JOINT = ("statement", "deploy")


def option_complaints(
    s: Scenario, option: Option, seats: Mapping[Seat, SeatSpec], domains: Collection[str]
) -> Iterator[Complaint]:
    """What is wrong with one option: unknown names, and a kind that lacks what it needs."""
    at = ("option", option.id)
    named = [("seats", seat) for seat in option.seats] + [("consent_of", seat) for seat in option.consent_of]
    for field, seat in (*named, ("donor", option.donor)):
        yield from unknown((*at, field), seat, seats, "seat", "seat")
    for owner in option.consent_of:
        if owner in seats and (cell := seats[owner].cell) in (Cell.RED, Cell.WHITE):
            yield Complaint(
                "FS202",
                (*at, "consent_of"),
                f"consent_of = {owner!r} sits in {cell}; only a capital can consent",
                owner,
            )
    for name in option.incidents:
        yield from unknown((*at, "incidents"), name, s.incident_by_id, "incident")
    for domain in option.domains:
        yield from unknown((*at, "domains"), domain, domains, "domain of any force")
    yield from unknown((*at, "programme"), option.programme, s.programme_by_id, "programme")
    if option.joint and (option.kind not in CAN_BE_JOINT if option.kind else not option.about):
        can = " and ".join(CAN_BE_JOINT)
        what = f"a {option.kind}" if option.kind else "an option about no incident"
        message = f"joint: {what} is no coalition measure; only {can} and options about an incident can be"
        yield Complaint("FS207", (*at, "joint"), message, True)
    if "transfer" in option.does and option.programme is None:
        yield Complaint(
            "FS207", (*at, "programme"), 'a transfer needs a programme: add programme = "…", the id of a [[programme]]'
        )
    if "deploy" in option.does and not option.domains:
        yield Complaint(
            "FS207",
            (*at, "domains"),
            f"a deployment needs domains: which of the seats' forces go; add domains = {listed(sorted(domains))}",
        )
    if option.licence and option.donor is None:
        yield Complaint(
            "FS207",
            (*at, "donor"),
            'needs a licence but names no donor; add donor = "…", the seat whose goods are licensed, or remove licence',
        )
