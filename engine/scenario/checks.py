"""Across the rows: every way a scenario's tables contradict each other, each with its place in the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.measures import MEASURES
from fourthseat.engine.core.terms import INSTRUMENTS, Cell, ConcurrenceRule, Seat
from fourthseat.engine.scenario.cells import CELL_OF
from fourthseat.engine.scenario.coalition_rows import Coalition
from fourthseat.engine.scenario.conditions import (
    OF_INCIDENTS,
    ConditionError,
    Names,
    names_in,
    read_condition,
    read_measure,
)
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.expressions import All, Expression, Fact, is_truth
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.judging import Condition
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import SeatSpec

__all__ = ["Complaint", "Where", "contradictions"]

DETERRENCE_NAMES = ("quantal", "threshold", "perfect")
ESCALATION_NAMES = ("mid", "icb")
WEIGHT_NAMES = ("rivera", "blank")
"""The registered models; a test holds these against engine.models."""

SHORTEST, LONGEST = 3, 12
"""Rungs of a ladder: with fewer nothing can escalate, and more nobody tells apart."""
CAN_BE_JOINT = ("statement", "deploy")

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One contradiction between rows: where it is, what is wrong, and the value that is wrong."""

    code: str
    """Its kind, a row of :data:`~fourthseat.engine.scenario.codes.CODES`."""
    where: Where
    """Keys from the top of the file: a table and a field (``models, deterrence``), or a table, the id of a row and a
    field of it (``msel, INJ-06, to``), with a field inside that field where there is one (``msel, INJ-06, when, fired``)."""
    message: str
    """A sentence without its place, in the file's words."""
    value: object = None
    """What stands there; None if nothing does."""
    key: str = ""
    """What the place is called where it is no row and field alone: ``incident[raid].window_hours``."""
    column: int = 0
    """The character of the value that is meant, from 1; 0 for all of it."""
    removable: bool = False
    """Whether the key may be taken out of the file without changing what the file means."""

    @property
    def row(self) -> tuple[str, str] | None:
        """Table and id of the row that is wrong; None if no single row is."""
        return (str(self.where[0]), str(self.where[1])) if len(self.where) > 2 else None

    @property
    def field(self) -> str:
        """The field that is wrong, as a column of a table is called."""
        return str(self.where[2] if len(self.where) > 2 else self.where[-1] if self.where else "")

    @property
    def called(self) -> str:
        """The place in the file's words: ``incident[raid].window_hours``, ``models.deterrence``."""
        if self.key or self.row is None:
            return self.key or ".".join(map(str, self.where))
        return f"{self.where[0]}[{self.where[1]}]" + "".join(f".{one}" for one in self.where[2:])

    def __str__(self) -> str:
        """The sentence with its row or key in front: ``msel INJ-06: needs an hour``."""
        front = self.key or ("" if self.row is None else " ".join(self.row))
        return f"{front}: {self.message}" if front else self.message


def contradictions(s: Scenario) -> Iterator[Complaint]:
    """Every way the rows of *s* contradict each other; none for a scenario that can be played."""
    yield from _duplicates(s)
    yield from _unknown_models(s)
    seats = {seat.id: seat for seat in s.seats}
    places = {p.id for p in s.places}
    domains = {f.domain for f in s.forces}
    for interest in s.interests:
        known = (*MEASURES, *(own.name for own in s.own_measures))
        yield from _unknown(("interest", interest.name, "name"), interest.name, known, "measure")
    yield from _objectives(s)
    yield from _own_ladder(s)
    yield from _own_cells(s)
    for force in s.forces:
        yield from _unknown(("force", force.id, "seat"), force.seat, seats, "seat")
        yield from _unknown(("force", force.id, "home"), force.home, places, "place")
    for treaty in s.treaties:
        for seat in treaty.parties:
            yield from _unknown(("treaty", treaty.id, "parties"), seat, seats, "seat")
    for coalition in s.coalitions:
        yield from _of_coalition(s, coalition, seats)
    for incident in s.incidents:
        yield from _of_incident(s, incident, seats, places, domains)
    for option in s.options:
        yield from _of_option(s, option, seats, domains)
    for programme in s.programmes:
        yield from _unknown(("programme", programme.id, "donor"), programme.donor, seats, "seat")
    for inject in s.msel:
        yield from _of_inject(s, inject, seats)
    yield from _of_words(s)
    yield from _of_handouts(s)
    yield from _of_moves(s, seats)
    yield from _of_focus(s)
    yield from _of_doctrines(s)
    yield from _of_exempts(s)
    yield from _shared_luck(s)
    yield from _circles(s)


def _objectives(s: Scenario) -> Iterator[Complaint]:
    """Measures of objectives that there are not."""
    known = (*MEASURES, *(own.name for own in s.own_measures))
    for seat in s.seats:
        for number, objective in enumerate(seat.objectives):
            for name in objective.measures:
                where = ("seat", seat.id, "objectives", number, "measures")
                yield from _unknown(where, name, known, "measure", f"objective {objective.id}, measures")


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
        yield from _unknown(("seat", seat.id, "own_cell"), seat.own_cell or None, cells, "cell")
        own = cells.get(seat.own_cell)
        if own is not None and CELL_OF[own.side] is not seat.cell:
            message = f"own_cell = {own.id!r} is on the side {own.side!r}, and the seat sits in {seat.cell}; write cell = {own.id!r} alone"
            yield Complaint("FS202", ("seat", seat.id, "own_cell"), message, seat.own_cell)


def _of_handouts(s: Scenario) -> Iterator[Complaint]:
    """Hand-outs for seats there are, at moves there are, and brought by something; injects that bring what there is."""
    brought = {name for inject in s.msel for name in inject.attach}
    names = [handout.id for handout in s.handouts]
    for inject in s.msel:
        for name in inject.attach:
            yield from _unknown(("msel", inject.id, "attach"), name, names, "hand-out")
    for handout in s.handouts:
        at = ("handout", handout.id)
        for seat in handout.to:
            yield from _unknown((*at, "to"), seat, s.players, "seat that is played")
        if handout.move is not None and handout.move > s.turns:
            message = f"move = {handout.move}, but there are {s.turns} moves"
            yield Complaint("FS203", (*at, "move"), message, handout.move)
        if handout.inject:
            yield from _unknown((*at, "inject"), handout.inject, s.inject_by_id, "inject")
        otherwise = handout.move is not None or bool(handout.inject) or handout.id in brought
        if handout.when is not None and otherwise:
            message = "when: it comes with a move or an inject already; leave one of the two"
            yield Complaint("FS219", (*at, "when"), message, handout.when)
        if handout.when is None and not otherwise:
            message = f'is never handed out; give it a move, an inject or a condition (when), or an inject attach = ["{handout.id}"]'
            yield Complaint("FS216", (*at, "id"), message, handout.id)


def _of_moves(s: Scenario, seats: Mapping[Seat, SeatSpec]) -> Iterator[Complaint]:
    """Rows of moves that there are not, and briefs for seats that there are not."""
    if len(s.moves) > s.turns:
        message = (
            f"{len(s.moves)} rows of [[move]], but turns = {s.turns}; say how many moves there are, or remove rows"
        )
        yield Complaint("FS214", ("turns",), message, s.turns, "turns")
    for number, move in enumerate(s.moves, 1):
        for seat in move.briefs:
            key = f"move {number}, briefs"
            yield from _unknown(("move", number - 1, "briefs"), seat, seats, "seat", key)


FOCUS_TERMS = ("rule", "consent", "information", "exempt_share", "safeguards", "obligation", "provocation")
"""Terms of a variant, and of a member in it, that a scenario may be about."""


def _of_focus(s: Scenario) -> Iterator[Complaint]:
    """A focus that is no seat, variant or term."""
    known = (*s.seat_by_id, *s.coalition_by_id, *FOCUS_TERMS)
    yield from _unknown(("focus",), s.focus or None, known, "seat, variant or term of membership", "focus")


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


def _unknown(where: Where, name: str | None, names: Collection[str], what: str, key: str = "") -> Iterator[Complaint]:
    """A complaint if *name* is none of *names*; *key* is what the file calls its place, the field unless given."""
    if name is not None and name not in names:
        yield Complaint("FS201", where, f"{key or where[2]} = {name!r}: no such {what}; {nearest(name, names)}", name)


def _in_cell(seats: Mapping[Seat, SeatSpec], cell: Cell) -> str:
    """``BLUE seats: NORTH, SOUTH``."""
    return f"{cell} seats: {', '.join(sorted(name for name, seat in seats.items() if seat.cell is cell)) or 'none'}"


def _listed(names: Sequence[str]) -> str:
    """Names as a list in a file."""
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


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


def _of_incident(
    s: Scenario,
    incident: Incident,
    seats: Mapping[Seat, SeatSpec],
    places: Collection[str],
    domains: Collection[str],
) -> Iterator[Complaint]:
    """What is wrong with one incident: unknown names, an opponent who is none, a time nobody lives to see."""
    at, end = ("incident", incident.id), s.endex
    for field, place in (("place", incident.place), *(("also_at", one) for one in incident.also_at)):
        yield from _unknown((*at, field), place, places, "place")
    key = "opponents" if incident.opponents else "opponent"
    for opponent in incident.challengers:
        yield from _unknown((*at, key), opponent, seats, "seat")
        if opponent in seats and (cell := seats[opponent].cell) is not Cell.RED:
            yield Complaint(
                "FS202",
                (*at, key),
                f"{key} = {opponent!r} sits in {cell}, not RED; {_in_cell(seats, Cell.RED)}",
                opponent,
            )
    if incident.opponents and incident.opponent and incident.opponent != incident.opponents[0]:
        message = f"opponent = {incident.opponent!r} beside opponents, whose first is {incident.opponents[0]!r}; remove opponent"
        yield Complaint("FS209", (*at, "opponent"), message, incident.opponent)
    yield from _of_courses(s, incident)
    for field, names in (("stakes", incident.stakes), ("sensors", incident.sensors)):
        for seat in names:
            yield from _unknown((*at, field), seat, seats, "seat", "stakes/sensors")
    for domain in incident.domains:
        yield from _unknown((*at, "domains"), domain, domains, "domain of any force")
    if incident.hour is not None and incident.hour >= end:
        yield Complaint(
            "FS203",
            (*at, "hour"),
            f"hour = {incident.hour} is after ENDEX ({end}); hours count from STARTEX, 0 to {end - 1}",
            incident.hour,
        )
    if (low := incident.window_hours.low) < 1:
        yield Complaint("FS204", (*at, "window_hours", "low"), f"window_hours.low = {low:g} must be at least 1", low)
    if incident.hour is None and incident.id not in openers(s):
        yield Complaint(
            "FS205",
            (*at, "hour"),
            f'has no hour and no inject opens it; give it an hour, or an inject effect = {{ opens = "{incident.id}" }}',
        )


def openers(s: Scenario) -> frozenset[str]:
    """The incidents that an inject, an option, or another incident's end or course may open."""
    rows = [
        *(effect for inject in s.msel for effect in inject.effects),
        *(effect for option in s.options for effect in option.effects),
        *(effect for one in s.incidents for effects in one.ends.values() for effect in effects),
    ]
    every = (*rows, *(then for row in rows for then in row.then))
    opened = {row.incident for row in every if row.does == "open"} | {inject.effect.opens for inject in s.msel}
    opened |= {course.incident for one in s.incidents for course in one.courses if course.choice == "sideways"}
    return frozenset(name for name in opened if name)


def _of_option(
    s: Scenario, option: Option, seats: Mapping[Seat, SeatSpec], domains: Collection[str]
) -> Iterator[Complaint]:
    """What is wrong with one option: unknown names, and a kind that lacks what it needs."""
    at = ("option", option.id)
    named = [("seats", seat) for seat in option.seats] + [("consent_of", seat) for seat in option.consent_of]
    for field, seat in (*named, ("donor", option.donor)):
        yield from _unknown((*at, field), seat, seats, "seat", "seat")
    for owner in option.consent_of:
        if owner in seats and (cell := seats[owner].cell) in (Cell.RED, Cell.WHITE):
            yield Complaint(
                "FS202",
                (*at, "consent_of"),
                f"consent_of = {owner!r} sits in {cell}; only a capital can consent",
                owner,
            )
    for name in option.incidents:
        yield from _unknown((*at, "incidents"), name, s.incident_by_id, "incident")
    for domain in option.domains:
        yield from _unknown((*at, "domains"), domain, domains, "domain of any force")
    yield from _unknown((*at, "programme"), option.programme, s.programme_by_id, "programme")
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
            f"a deployment needs domains: which of the seats' forces go; add domains = {_listed(sorted(domains))}",
        )
    if option.licence and option.donor is None:
        yield Complaint(
            "FS207",
            (*at, "donor"),
            'needs a licence but names no donor; add donor = "…", the seat whose goods are licensed, or remove licence',
        )


def _of_courses(s: Scenario, incident: Incident) -> Iterator[Complaint]:
    """What is wrong with the courses of one incident: one listed twice, none to hold by, nowhere to go sideways."""
    at, listed = ("incident", incident.id, "course"), [course.choice for course in incident.courses]
    for choice in {one for one in listed if listed.count(one) > 1}:
        yield Complaint("FS209", at, f"course: {choice!r} is listed twice; remove one", choice)
    if listed and ("press" not in listed or len(listed) < 2):
        yield Complaint("FS209", at, "course: list press and at least one other, or none at all", listed[0])
    for course in incident.courses:
        if course.choice == "sideways":
            known = s.incident_by_id.keys() - {incident.id}
            if course.incident is None:
                yield Complaint("FS201", at, "course: sideways needs an incident that opens or hardens; add incident")
            yield from _unknown(at, course.incident, known, "other incident")
        if course.choice == "offer" and not course.terms:
            yield Complaint("FS201", at, "course: an offer needs its terms, which everybody is told; add terms")


def _of_coalition(s: Scenario, c: Coalition, seats: Mapping[Seat, SeatSpec]) -> Iterator[Complaint]:
    """What is wrong with one variant: who cannot belong, who leads without belonging, a rule nobody can meet."""
    at = ("coalition", c.id)
    members = [m.seat for m in c.members]
    named = [("member", m) for m in members] + [("ally", a.seat) for a in c.allies] + [("lead", c.lead)]
    for field, name in named:
        if name not in seats:
            yield Complaint("FS201", (*at, field), f"{name!r}: no such seat; {nearest(name, seats)}", name)
        elif seats[name].cell is not Cell.BLUE:
            yield Complaint(
                "FS202",
                (*at, field),
                f"{name!r} sits in {seats[name].cell}; only BLUE seats can belong; {_in_cell(seats, Cell.BLUE)}",
                name,
            )
    for name in {m for m in members if members.count(m) > 1}:
        yield Complaint("FS209", (*at, "member"), f"{name!r} is a member twice; remove one of the two rows", name)
    if c.lead not in members:
        yield Complaint(
            "FS208", (*at, "lead"), f"lead = {c.lead!r} is not a member; members: {', '.join(members)}", c.lead
        )
    for ally in c.allies:
        if ally.seat in members:
            yield Complaint(
                "FS209", (*at, "ally"), f"{ally.seat!r} is both member and ally; remove one of the two rows", ally.seat
            )
        if ally.via not in members:
            yield Complaint(
                "FS209",
                (*at, "ally"),
                f"ally {ally.seat!r}: via = {ally.via!r} is not a member; members: {', '.join(members)}",
                ally.via,
            )
    yield from _rule_cannot_be_met(c, (*at, "rule"), c.rule, "rule")
    joint = {option.id for option in s.options if option.joint}
    for what, text in c.rules.items():
        yield from _rule_cannot_be_met(c, (*at, "rules", what), text, f"rules.{what}")
        if what not in joint and what not in INSTRUMENTS:
            message = f"rules: {what!r} is no joint option and no instrument; {nearest(what, (*INSTRUMENTS, *joint))}"
            yield Complaint("FS201", (*at, "rules", what), message, what)


def _rule_cannot_be_met(c: Coalition, at: Where, text: str, key: str) -> Iterator[Complaint]:
    """Why the members of *c* could never meet the rule *text*, which stands at *key*."""
    rule = ConcurrenceRule.parse(text)
    voters = sum(m.consent for m in c.members)
    if rule.kind == "lead" and any(m.seat == c.lead and not m.consent for m in c.members):
        yield Complaint("FS208", at, f"{key} = {text!r} but {c.lead!r}, who leads, has no say (consent = false)", text)
    if (rule.kind == "quorum" and rule.n > voters) or (rule.kind == "lead" and rule.n >= voters > 0 < rule.n):
        yield Complaint(
            "FS208",
            at,
            f"{key} = {text!r} but only {voters} members have a say; give a smaller number, or more members",
            text,
        )
    if rule.kind == "weighted" and not sum(m.weight for m in c.members if m.consent) > 0:
        yield Complaint("FS208", at, f"{key} = {text!r} but no member with a say has a weight", text)


def _of_inject(s: Scenario, inject: Inject, seats: Mapping[Seat, SeatSpec]) -> Iterator[Complaint]:
    """What is wrong with one inject: who receives it, when it comes, what it waits for, what it does."""
    at, when, effect = ("msel", inject.id), inject.condition, inject.effect
    for where, names in (
        ((*at, "to"), inject.to),
        ((*at, "effect", "trust"), effect.trust),
        ((*at, "effect", "exempt_share"), effect.exempt_share),
    ):
        for seat in names:
            yield from _unknown(where, seat, seats, "seat", "seat")
    if inject.kind == "contingency" and when is None:
        yield Complaint(
            "FS210", (*at, "when"), "a contingency inject needs a condition: add when, or an hour and no kind"
        )
    if inject.kind != "contingency" and inject.hour is None:
        message = 'needs an hour since STARTEX: add hour, or kind = "contingency" and a condition (when)'
        yield Complaint("FS210", (*at, "hour"), message)
    end = s.endex
    if inject.hour is not None and inject.hour >= end:
        yield Complaint(
            "FS203",
            (*at, "hour"),
            f"hour = {inject.hour} is after ENDEX ({end}); hours count from STARTEX, 0 to {end - 1}",
            inject.hour,
        )
    objectives = {objective.id for seat in s.seats for objective in seat.objectives}
    yield from _unknown((*at, "objective"), inject.objective or None, objectives, "objective of any seat")
    yield from _unknown((*at, "effect", "opens"), effect.opens, s.incident_by_id, "incident", "effect.opens")
    for name in effect.attribution:
        yield from _unknown((*at, "effect", "attribution"), name, s.incident_by_id, "incident", "effect.attribution")


def _of_words(s: Scenario) -> Iterator[Complaint]:
    """What is wrong with the conditions and measures that are written in words."""
    names = names_in(s)
    words: list[tuple[Where, str, Callable[[str, Names], Expression]]] = [
        *((("msel", i.id, "when"), i.when, read_condition) for i in s.msel if isinstance(i.when, str)),
        *((("option", o.id, "requires"), o.requires, _without_chance) for o in s.options if o.requires is not None),
        *((("end", n, "when"), end.when, read_condition) for n, end in enumerate(s.ends)),
        *((("handout", one.id, "when"), one.when, read_condition) for one in s.handouts if one.when is not None),
        *((("measure", own.name, "of"), own.of, read_measure) for own in s.own_measures),
    ]
    for inject in s.msel:
        if isinstance(inject.when, Condition):
            yield from _of_fields(s, ("msel", inject.id), inject.when)
    for where, text, read in words:
        try:
            read(text, names)
        except ConditionError as wrong:
            yield Complaint("FS217", where, f"{where[-1]}: {wrong}", text, column=wrong.column)
    seen: set[str] = set()
    for own in s.own_measures:
        if own.name in MEASURES or own.name in seen:
            message = f"name = {own.name!r} is taken: there is such a measure already"
            yield Complaint("FS218", ("measure", own.name, "name"), message, own.name)
        seen.add(own.name)
        if own.take == "first-hour" and not _is_condition(own.of, names):
            message = "take = 'first-hour' is of a condition, and of is a number; compare it: rung >= 3"
            yield Complaint("FS218", ("measure", own.name, "take"), message, own.take)


def _of_fields(s: Scenario, at: Where, when: Condition) -> Iterator[Complaint]:
    """What is wrong with the condition of the inject at *at*, which is a table of fields."""
    if when == Condition():
        yield Complaint("FS211", (*at, "when"), "when says nothing: give at least one condition")
    yield from _unknown((*at, "when", "incident"), when.incident, s.incident_by_id, "incident", "when.incident")
    yield from _unknown((*at, "when", "fired"), when.fired, s.inject_by_id, "inject", "when.fired")
    yield from _unknown((*at, "when", "not_ordered"), when.not_ordered, s.option_by_id, "option", "when.not_ordered")
    if (when.outcome or when.choice or when.not_concurred) and when.incident is None:
        yield Complaint(
            "FS211",
            (*at, "when", "incident"),
            "when names an outcome, a choice or a concurrence but no incident; add incident, the id of the one it is about",
        )


def _without_chance(text: str, names: Names) -> Expression:
    return read_condition(text, names, chances=False)


def _is_condition(text: str, names: Names) -> bool:
    try:
        return is_truth(read_measure(text, names))
    except ConditionError:
        return True  # complained of already


def _needed(s: Scenario, inject: Inject) -> set[str]:
    """The injects and incidents without which the condition of *inject* cannot hold."""
    if inject.condition is None:
        return set()
    try:
        said = read_condition(inject.condition, names_in(s))
    except ConditionError:
        return set()
    parts = said.parts if isinstance(said, All) else (said,)
    facts = [part for part in parts if isinstance(part, Fact)]
    sent = {f"inject {fact.names[0]}" for fact in facts if fact.kind == "sent"}
    return sent | {f"incident {fact.names[0]}" for fact in facts if fact.kind in OF_INCIDENTS}


def _circles(s: Scenario) -> Iterator[Complaint]:
    """A condition that waits, through injects and the incidents they open, for itself."""
    graph: dict[str, set[str]] = {}
    for inject in s.msel:
        waits = graph.setdefault(f"inject {inject.id}", set())
        waits |= _needed(s, inject)
        if inject.effect.opens is not None:
            graph.setdefault(f"incident {inject.effect.opens}", set()).add(f"inject {inject.id}")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        yield Complaint("FS212", ("msel", "when"), "circular condition: " + " -> ".join(reversed(circle.args[1])))
