"""Agreements against the rest of a file: what was agreed beforehand, access to places, legal categories, publics."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.terms import Cell
from fourthseat.engine.scenario.complaining import Complaint, Where
from fourthseat.engine.scenario.conditions import ConditionError, names_in, read_condition
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["agreement_complaints"]


def agreement_complaints(s: Scenario) -> Iterator[Complaint]:
    """Every way the agreements of *s* contradict its other rows."""
    yield from _standing(s)
    yield from _access(s)
    yield from _legal(s)
    for public in s.publics:
        at = ("public", str(public.seat))
        yield from _capital(s, (*at, "seat"), "seat", public.seat)
        if sum(one.seat == public.seat for one in s.publics) > 1:
            yield Complaint("FS004", (*at, "seat"), f"public {str(public.seat)!r} appears twice", str(public.seat))
    for table, ids in (("access", [row.id for row in s.access]), ("legal", [row.id for row in s.legal])):
        for name in sorted({one for one in ids if ids.count(one) > 1}):
            message = f"{table} {name!r} appears twice; rename one of the two"
            yield Complaint("FS004", (table, "id"), message, name)


def _unknown(where: Where, key: str, name: str, names: Collection[str], what: str) -> Iterator[Complaint]:
    if name not in names:
        yield Complaint("FS201", where, f"{key} = {name!r}: no such {what}; {nearest(name, names)}", name)


def _capital(s: Scenario, where: Where, key: str, seat: str) -> Iterator[Complaint]:
    """A seat there is, and that is no opponent's and not control's."""
    seats = {str(one.id): one for one in s.seats}
    yield from _unknown(where, key, seat, seats, "seat")
    if seat in seats and (cell := seats[seat].cell) in (Cell.RED, Cell.WHITE):
        message = f"{key} = {seat!r} sits in {cell}; name a seat of BLUE or GREEN"
        yield Complaint("FS202", where, message, seat)


def _standing(s: Scenario) -> Iterator[Complaint]:
    """Measures agreed beforehand that do not exist, need no concurrence anyway, or are not the member's to order."""
    for coalition in s.coalitions:
        at: Where = ("coalition", coalition.id, "standing")
        yield from _measures(s, at, coalition.standing, [str(member.seat) for member in coalition.members])
        for member in coalition.members:
            inside = ("coalition", coalition.id, "member", str(member.seat), "standing")
            yield from _measures(s, inside, member.standing, [str(member.seat)])


def _measures(s: Scenario, at: Where, names: Collection[str], members: Collection[str]) -> Iterator[Complaint]:
    for name in names:
        yield from _unknown(at, "standing", name, s.option_by_id, "option")
        option = s.option_by_id.get(name)
        if option is None:
            continue
        if not option.joint:
            message = f"standing: {name!r} is no joint measure, so nobody's concurrence is needed; remove it"
            yield Complaint("FS227", at, message, name)
        elif not {str(seat) for seat in option.seats} & set(members):
            who = " or ".join(members)
            message = f"standing: {name!r} is not among the options of {who}; it is {', '.join(option.seats)}'s"
            yield Complaint("FS227", at, message, name)


def _access(s: Scenario) -> Iterator[Complaint]:
    places, uses = {place.id for place in s.places}, [(row.guest, row.place) for row in s.access]
    for row in s.access:
        at = ("access", row.id)
        yield from _capital(s, (*at, "host"), "host", row.host)
        yield from _capital(s, (*at, "guest"), "guest", row.guest)
        yield from _unknown((*at, "place"), "place", row.place, places, "place")
        if row.host == row.guest:
            message = f"guest = {str(row.guest)!r} is the host as well; a seat's own places are its forces' homes"
            yield Complaint("FS228", (*at, "guest"), message, str(row.guest))
        if uses.count((row.guest, row.place)) > 1:
            message = f"place = {row.place!r}: another row lets {row.guest} in there; make them one"
            yield Complaint("FS228", (*at, "place"), message, row.place)
    for option in s.options:
        if option.joint and option.asks_access:
            message = "joint: access is asked of a host by each guest itself; make the option national"
            yield Complaint("FS207", ("option", option.id, "joint"), message, True)


def _legal(s: Scenario) -> Iterator[Complaint]:
    for row in s.legal:
        at = ("legal", row.id)
        yield from _capital(s, (*at, "seat"), "seat", row.seat)
        for name in row.opens:
            yield from _unknown((*at, "opens"), "opens", name, s.option_by_id, "option")
            option = s.option_by_id.get(name)
            if option is not None and row.seat not in option.seats:
                message = f"opens: {name!r} is not among the options of {row.seat}"
                yield Complaint("FS229", (*at, "opens"), message, name)
        if row.requires is not None:
            try:
                read_condition(row.requires, names_in(s), chances=False)
            except ConditionError as wrong:
                yield Complaint("FS217", (*at, "requires"), f"requires: {wrong}", row.requires, column=wrong.column)
