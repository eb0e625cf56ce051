"""Across the rows: every way a scenario's tables contradict each other, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.measures import MEASURES
from fourthseat.engine.core.terms import Cell
from fourthseat.engine.scenario.cells import CELL_OF
from fourthseat.engine.scenario.coalition_checks import coalition_complaints
from fourthseat.engine.scenario.complaining import Complaint, unknown
from fourthseat.engine.scenario.event_checks import (
    circle_complaints,
    handout_complaints,
    inject_complaints,
    move_complaints,
    word_complaints,
)
from fourthseat.engine.scenario.incident_checks import incident_complaints
from fourthseat.engine.scenario.option_checks import option_complaints
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["contradictions"]


DETERRENCE_NAMES = ("quantal", "threshold", "perfect")
ESCALATION_NAMES = ("mid", "icb")
WEIGHT_NAMES = ("rivera", "blank")
"""The registered models; a test holds these against engine.models."""

SHORTEST, LONGEST = 3, 12
"""Rungs of a ladder: with fewer nothing can escalate, and more nobody tells apart."""


def contradictions(s: Scenario) -> Iterator[Complaint]:
    """Every way the rows of *s* contradict each other; none for a scenario that can be played."""
    yield from _duplicates(s)
    yield from _unknown_models(s)
    seats = {seat.id: seat for seat in s.seats}
    places = {p.id for p in s.places}
    domains = {f.domain for f in s.forces}
    for interest in s.interests:
        known = (*MEASURES, *(own.name for own in s.own_measures))
        yield from unknown(("interest", interest.name, "name"), interest.name, known, "measure")
    yield from _objectives(s)
    yield from _own_ladder(s)
    yield from _own_cells(s)
    for force in s.forces:
        yield from unknown(("force", force.id, "seat"), force.seat, seats, "seat")
        yield from unknown(("force", force.id, "home"), force.home, places, "place")
    for treaty in s.treaties:
        for seat in treaty.parties:
            yield from unknown(("treaty", treaty.id, "parties"), seat, seats, "seat")
    for coalition in s.coalitions:
        yield from coalition_complaints(s, coalition, seats)
    for incident in s.incidents:
        yield from incident_complaints(s, incident, seats, places, domains)
    for option in s.options:
        yield from option_complaints(s, option, seats, domains)
    for programme in s.programmes:
        yield from unknown(("programme", programme.id, "donor"), programme.donor, seats, "seat")
    for inject in s.msel:
        yield from inject_complaints(s, inject, seats)
    yield from word_complaints(s)
    yield from handout_complaints(s)
    yield from move_complaints(s, seats)
    yield from _of_focus(s)
    yield from _of_doctrines(s)
    yield from _of_exempts(s)
    yield from _shared_luck(s)
    yield from circle_complaints(s)


def _objectives(s: Scenario) -> Iterator[Complaint]:
    """Measures of objectives that there are not."""
    known = (*MEASURES, *(own.name for own in s.own_measures))
    for seat in s.seats:
        for number, objective in enumerate(seat.objectives):
            for name in objective.measures:
                where = ("seat", seat.id, "objectives", number, "measures")
                yield from unknown(where, name, known, "measure", f"objective {objective.id}, measures")


def _own_ladder(s: Scenario) -> Iterator[Complaint]:
    """Lists of one length, levels that do not fall, and no rung named anywhere that the ladder does not have."""
    ladder = s.ladder
    count, top = len(ladder.rungs), ladder.top
    if not SHORTEST <= count <= LONGEST:
        message = f"ladder.rungs has {count} rungs; a ladder has {SHORTEST} to {LONGEST}"
        yield Complaint("FS206", ("ladder", "rungs"), message, ladder.rungs)
        return
    weights = () if isinstance(ladder.weights, str) else ladder.weights
    for key, given in (("levels", ladder.levels), ("weights", weights)):
        if given and len(given) != count:
            message = f"ladder.{key} has {len(given)} numbers for {count} rungs; give one for each"
            yield Complaint("FS206", ("ladder", key), message, given)
    if list(ladder.levels) != sorted(ladder.levels):
        message = (
            f"ladder.levels = {list(ladder.levels)}: a higher rung cannot stand for a lower level; order them from 0 up"
        )
        yield Complaint("FS206", ("ladder", "levels"), message, ladder.levels)
    named: list[tuple[tuple[str, ...], int | None]] = [
        (("ladder", key), getattr(ladder, key)) for key in ("start", "exchange", "ends")
    ]
    named += [(("incident", row.id, "rung"), row.rung) for row in s.incidents]
    named += [(("option", row.id, "rung"), row.rung) for row in s.options]
    for where, rung in named:
        if isinstance(rung, int) and rung > top:
            key = "ladder." * (len(where) == 2) + str(where[-1])
            message = f"{key} = {rung}, but the ladder's highest rung is {top}, {ladder.rungs[top]}"
            yield Complaint("FS215", where, message, rung)
    if ladder.end_rung <= ladder.start <= top:
        message = f"ladder.start = {ladder.start}, where the exercise ends (rung {ladder.end_rung}); start below it"
        yield Complaint("FS215", ("ladder", "start"), message, ladder.start)


def _own_cells(s: Scenario) -> Iterator[Complaint]:
    """Seats that say by themselves in which own cell they sit: of their side, and one that there is."""
    cells = {cell.id: cell for cell in s.own_cells}
    for seat in s.seats:
        yield from unknown(("seat", seat.id, "own_cell"), seat.own_cell or None, cells, "cell")
        own = cells.get(seat.own_cell)
        if own is not None and CELL_OF[own.side] is not seat.cell:
            message = f"own_cell = {own.id!r} is on the side {own.side!r}, and the seat sits in {seat.cell}; write cell = {own.id!r} alone"
            yield Complaint("FS202", ("seat", seat.id, "own_cell"), message, seat.own_cell)


FOCUS_TERMS = ("rule", "consent", "information", "exempt_share", "safeguards", "obligation", "provocation")
"""Terms of a variant, and of a member in it, that a scenario may be about."""


def _of_focus(s: Scenario) -> Iterator[Complaint]:
    """A focus that is no seat, variant or term."""
    known = (*s.seat_by_id, *s.coalition_by_id, *FOCUS_TERMS)
    yield from unknown(("focus",), s.focus or None, known, "seat, variant or term of membership", "focus")


def _of_doctrines(s: Scenario) -> Iterator[Complaint]:
    """No seat follows a doctrine that there is none of, or one of the other side's."""
    for seat in s.seats:
        name, side = seat.doctrine.use, "opponent" if seat.cell is Cell.RED else "capital"
        found, at = s.doctrine_by_id.get(name), ("seat", seat.id, "doctrine", "use")
        fit = [row.id for row in s.doctrines if row.side == side]
        if name and found is None:
            yield Complaint("FS201", at, f"doctrine.use = {name!r}: no such doctrine; {nearest(name, fit)}", name)
        elif found is not None and found.side != side:
            message = f"doctrine.use = {name!r} is for the other side; {seat.id} may follow {', '.join(fit)}"
            yield Complaint("FS209", at, message, name)


def _shared_luck(s: Scenario) -> Iterator[Complaint]:
    """The one pair of names that would draw at one address of chance: an incident's hour and a force's readiness."""
    if any(incident.id == "readiness" for incident in s.incidents):
        for force in s.forces:
            if force.id in ("hour", "window", "severity", "resolve"):
                message = f"beside an incident called 'readiness' a force called {force.id!r} would share its luck; rename one"
                yield Complaint("FS213", ("force", force.id, "id"), message, force.id)


def _unknown_models(s: Scenario) -> Iterator[Complaint]:
    """Names of models and of weights that no model has."""
    for where, name, names in (
        (("models", "deterrence"), s.models.deterrence, DETERRENCE_NAMES),
        (("models", "escalation"), s.models.escalation, ESCALATION_NAMES),
        (("ladder", "weights"), s.ladder.weights, WEIGHT_NAMES),
    ):
        if isinstance(name, str) and name not in names:
            yield Complaint("FS201", where, f"{'.'.join(map(str, where))} = {name!r}: {nearest(name, names)}", name)


def _of_exempts(s: Scenario) -> Iterator[Complaint]:
    """Exemptions from nothing there is, and those that stand twice."""
    known = {
        *(row.id for rows in (s.seats, s.forces, s.treaties, s.coalitions, s.incidents) for row in rows),
        *(row.id for rows in (s.options, s.programmes, s.msel, s.indicators) for row in rows),
        *MEASURES,
        *(own.name for own in s.own_measures),
        *type(s.mechanisms).model_fields,
    }
    tables = {field.alias or name for name, field in type(s).model_fields.items()}
    for number, row in enumerate(s.exempts):
        if row.of and row.of not in known and row.of.partition(".")[0] not in tables:
            message = f"of = {row.of!r} is no row, measure, mechanism or number: {nearest(row.of, known)}"
            yield Complaint("FS201", ("exempt", number, "of"), message, row.of)
        if any((other.point, other.of) == (row.point, row.of) for other in s.exempts[:number]):
            what = f"point {row.point}" + (f" for {row.of}" if row.of else "")
            yield Complaint("FS004", ("exempt", number, "point"), f"{what} is exempted twice; leave one row", row.point)


def _duplicates(s: Scenario) -> Iterator[Complaint]:
    """Rows of one table with one id."""
    tables: dict[str, tuple[Any, ...]] = {
        "place": s.places,
        "cell": s.own_cells,
        "seat": s.seats,
        "force": s.forces,
        "treaty": s.treaties,
        "coalition": s.coalitions,
        "incident": s.incidents,
        "option": s.options,
        "programme": s.programmes,
        "msel": s.msel,
        "handout": s.handouts,
        "doctrine": s.doctrines,
    }
    for table, rows in tables.items():
        seen: set[str] = set()
        for row in rows:
            if row.id in seen:
                yield Complaint(
                    "FS004", (table, "id"), f"{table} {row.id!r} appears twice; rename one of the two", row.id
                )
            seen.add(row.id)
