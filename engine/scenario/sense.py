"""What is well formed and cannot mean anything, or would stop the game in its middle: refused wherever a scenario is made.

A log or a study that was kept before such a rule is read all the same: what was accepted once is shown for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.conditions import WORDS
from fourthseat.engine.scenario.quantity import Spread
from fourthseat.engine.scenario.symbol_codes import wrong_code

if TYPE_CHECKING:
    from fourthseat.engine.scenario.option_rows import Option
    from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["RESERVED", "UNREAD", "called", "senseless", "senseless_numbers", "unable", "unread"]

HELPS = frozenset({"statement", "picture"})
"""Effects that can only help the coalition; an opponent's force adds to its own strength."""

RESERVED = ("CONTROL", "BOARD", "OBSERVER", "EVALUATOR", "WALL", "PUBLIC", "ALL")
"""Names that mean somebody else at the table: roles and pages of the room, and everybody."""

LONGEST_WINDOW = 8784
"""Hours of a leap year: no window is longer."""

UNREAD: dict[tuple[str, ...], str] = {
    ("coordinates_source",): "each place has a source of its own",
    ("coalition", "note"): "write it as a comment",
}
"""Keys of the first format that nothing reads, and what to do instead. They stay readable in logs."""

OF_KIND: dict[str, frozenset[str]] = {
    "domains": frozenset({"deploy"}),
    "programme": frozenset({"transfer"}),
}
"""Fields of an option and the only effects that use them."""


def senseless(s: Scenario) -> Iterator[Complaint]:
    """Every row of *s* that cannot mean anything."""
    yield from _two_openers(s)
    yield from _people(s)
    yield from senseless_numbers(s)
    for indicator in s.indicators:
        if indicator.id in WORDS:
            message = f"id = {indicator.id!r} is a word of the language of conditions, so none could speak of it; choose another, such as {indicator.id}-level"
            yield Complaint("FS233", ("indicator", indicator.id, "id"), message, indicator.id)
    for force in s.forces:
        if force.symbol and (wrong := wrong_code(force.symbol)):
            yield Complaint("FS103", ("force", force.id, "symbol"), f"symbol = {force.symbol!r}: {wrong}", force.symbol)
    for incident in s.incidents:
        if incident.also_at and incident.place is None:
            yield Complaint(
                "FS102",
                ("incident", incident.id, "place"),
                f"also_at = {list(incident.also_at)} without place: which of them do forces go to?",
            )
    for option in s.options:
        yield from _of_option(s, option)


def _two_openers(s: Scenario) -> Iterator[Complaint]:
    """An incident that could be opened a second time, which would stop the game."""
    for incident in s.incidents:
        openers = [inject.id for inject in s.msel if inject.effect.opens == incident.id]
        if not openers:
            continue
        if incident.hour is not None:
            message = (
                f"effect.opens = {incident.id!r}, which opens by itself at hour {incident.hour}; remove one of the two"
            )
            yield Complaint("FS220", ("msel", openers[0], "effect", "opens"), message, incident.id)
        in_full = [i.id for i in s.msel if any(r.does == "open" and r.incident == incident.id for r in i.effects)]
        first, *more = [*in_full, *openers]
        for second in more:
            if second not in openers:  # an effect `open` passes over what is open already
                continue
            message = f"effect.opens = {incident.id!r}, which {first} opens already; an incident opens once"
            yield Complaint("FS220", ("msel", second, "effect", "opens"), message, incident.id)


def _people(s: Scenario) -> Iterator[Complaint]:
    """Seats with names of others, and treaties across the table."""
    for seat in s.seats:
        if seat.id in RESERVED:
            message = f"id = {seat.id!r} is a name the exercise uses itself; choose another, such as {seat.id}1"
            yield Complaint("FS225", ("seat", seat.id, "id"), message, seat.id)
    for treaty in s.treaties:
        for party in treaty.parties:
            if party in s.seat_by_id and s.cell(party) is Cell.RED:
                message = (
                    f"parties: {party!r} sits in RED; a treaty is between seats of one side; name two of BLUE or GREEN"
                )
                yield Complaint("FS224", ("treaty", treaty.id, "parties"), message, party)
        if treaty.parties[0] == treaty.parties[1]:
            message = f"parties: {treaty.parties[0]!r} twice; a treaty is between two different seats"
            yield Complaint("FS224", ("treaty", treaty.id, "parties"), message, treaty.parties[0])


def senseless_numbers(s: Scenario) -> Iterator[Complaint]:
    """Spreads beyond what they can be."""
    for incident in s.incidents:
        at = ("incident", incident.id)
        yield from _within((*at, "severity"), incident.severity, 0, 1, "0 is a nuisance, 1 is lives at risk")
        yield from _within(
            (*at, "resolve"), incident.resolve, 0, 100, "a multiplier of what the opponent gains, about 1"
        )
        yield from _within((*at, "window_hours"), incident.window_hours, 0, LONGEST_WINDOW, "hours, a year at most")
    for coalition in s.coalitions:
        for ally in coalition.allies:
            at_ally = ("coalition", coalition.id, "ally", str(ally.seat), "consult_hours")
            yield from _within(at_ally, ally.consult_hours, 0, LONGEST_WINDOW, "hours, a year at most")
    for name in ("notice_days", "review_days"):
        yield from _within(("desk", name), getattr(s.desk, name), 0, 3660, "days, ten years at most")


def _within(where: tuple[str, ...], spread: Spread, low: float, high: float, meaning: str) -> Iterator[Complaint]:
    """A complaint about the end of *spread* that lies outside *low* to *high*."""
    for end, value in (("low", spread.low), ("high", spread.high)):
        if not low <= value <= high:
            per_cent = f"; {value:g} per cent is {value / 100:g}" if high == 1 and 2 < value <= 100 else ""
            message = f"{where[-1]}.{end} = {value:g} is not between {low:g} and {high:g} ({meaning}){per_cent}"
            yield Complaint("FS401", (*where, end), message, value)
            return


def _of_option(s: Scenario, option: Option) -> Iterator[Complaint]:
    """An option that nobody can order, asks whom nobody asks, or helps the wrong side."""
    at = ("option", option.id)
    if option.incidents and not option.about:
        message = f"incidents: {called(option)} is about no incident, so nobody could order it; remove it"
        yield Complaint("FS221", (*at, "incidents"), message, option.incidents[0])
    if option.consent_of and not option.joint and {*option.consent_of} == {*option.seats} and len(option.seats) == 1:
        message = f"consent_of = {option.consent_of[0]!r}, which alone can order it: nobody would be asked; remove it or name the host"
        yield Complaint("FS222", (*at, "consent_of"), message, option.consent_of[0])
    seated = [seat for seat in option.seats if seat in s.seat_by_id]
    for seat in seated if not option.does.isdisjoint(HELPS) else ():
        if s.cell(seat) is Cell.RED:
            message = f"seats: {seat!r} sits in RED, and {called(option)} is said and shown for the coalition: it would resist its own act; take it off the list"
            yield Complaint("FS223", (*at, "seats"), message, seat)
    why = [unable(s, option, seat) for seat in seated]
    if why and all(why) and not (option.incidents and not option.about):
        message = (
            f"nobody can ever order it: {'; '.join(f'{seat} {one}' for seat, one in zip(seated, why, strict=True))}"
        )
        yield Complaint("FS226", (*at, "seats"), message)


def called(option: Option) -> str:
    """What *option* is to an author: ``a deploy``, ``an option that does signal and trust``."""
    return f"a {option.kind}" if option.kind else f"an option that does {' and '.join(sorted(option.does))}"


def unable(s: Scenario, option: Option, seat: Seat) -> str:
    """Why *seat* could never order *option* in any variant, whatever happens: ``has no force of surface``; empty if it could."""
    members = {member.seat for c in s.coalitions for member in c.members}
    allies = {ally.seat for c in s.coalitions for ally in c.allies}
    if "surge" in option.does and not any(
        seat in incident.challengers for incident in s.incidents if incident.id in (option.incidents or (incident.id,))
    ):
        return "is the opponent in no incident the option is about, and only an opponent surges"
    if (
        "deploy" in option.does
        and option.domains
        and not any(f.domain in option.domains for f in s.forces_of.get(seat, ()))
    ):
        return f"has no force of {' or '.join(option.domains)}"
    if (
        "deploy" in option.does
        and seat in s.red
        and all(
            seat not in incident.challengers
            for incident in s.incidents
            if incident.id in (option.incidents or (incident.id,))
        )
    ):
        return "is the opponent in no incident the option is about, and an opponent's force goes to its own"
    if option.joint and seat not in members:
        return "is a member in no variant, and the measure is joint"
    if "consult" in option.does and seat not in members | allies:
        return "is neither member nor ally in any variant, so has nobody to consult"
    if option.programme is not None and (line := s.programme_by_id.get(option.programme)) and line.donor == seat:
        return f"is the donor of {line.id} and has it already"
    return ""


def unread(tables: dict[str, Any], form: object = 2) -> Iterator[Complaint]:
    """Every key in a file's *tables* that nothing reads: an error, and in a file of the first format, which knew it, a warning; *form* is its number."""
    code = "FS315" if form == 1 else "FS301"
    for (table, *rest), instead in UNREAD.items():
        if not rest and table in tables:
            yield Complaint(
                code, (table,), f"nothing reads it; remove it: {instead}", tables[table], table, removable=True
            )
        for row in _rows(tables.get(table)) if rest else ():
            if rest[0] in row:
                key = f"{table}[{row.get('id', '?')}].{rest[0]}"
                message = f"nothing reads it; remove it: {instead}"
                yield Complaint(
                    code, (table, str(row.get("id", "?")), rest[0]), message, row[rest[0]], key, removable=True
                )


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
