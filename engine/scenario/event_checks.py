"""Events against the rest of a file: injects, moves and hand-outs, and the conditions they wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from fourthseat.engine.core.measures import MEASURES
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.scenario.complaining import Complaint, Where, unknown
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
from fourthseat.engine.scenario.judging import Condition
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import SeatSpec

__all__ = ["circle_complaints", "handout_complaints", "inject_complaints", "move_complaints", "word_complaints"]


def handout_complaints(s: Scenario) -> Iterator[Complaint]:
    """Hand-outs for seats there are, at moves there are, and brought by something; injects that bring what there is."""
    brought = {name for inject in s.msel for name in inject.attach}
    names = [handout.id for handout in s.handouts]
    for inject in s.msel:
        for name in inject.attach:
            yield from unknown(("msel", inject.id, "attach"), name, names, "hand-out")
    for handout in s.handouts:
        at = ("handout", handout.id)
        for seat in handout.to:
            yield from unknown((*at, "to"), seat, s.players, "seat that is played")
        if handout.move is not None and handout.move > s.turns:
            message = f"move = {handout.move}, but there are {s.turns} moves"
            yield Complaint("FS203", (*at, "move"), message, handout.move)
        if handout.inject:
            yield from unknown((*at, "inject"), handout.inject, s.inject_by_id, "inject")
        otherwise = handout.move is not None or bool(handout.inject) or handout.id in brought
        if handout.when is not None and otherwise:
            message = "when: it comes with a move or an inject already; leave one of the two"
            yield Complaint("FS219", (*at, "when"), message, handout.when)
        if handout.when is None and not otherwise:
            message = f'is never handed out; give it a move, an inject or a condition (when), or an inject attach = ["{handout.id}"]'
            yield Complaint("FS216", (*at, "id"), message, handout.id)


def move_complaints(s: Scenario, seats: Mapping[Seat, SeatSpec]) -> Iterator[Complaint]:
    """Rows of moves that there are not, and briefs for seats that there are not."""
    if len(s.moves) > s.turns:
        message = (
            f"{len(s.moves)} rows of [[move]], but turns = {s.turns}; say how many moves there are, or remove rows"
        )
        yield Complaint("FS214", ("turns",), message, s.turns, "turns")
    for number, move in enumerate(s.moves, 1):
        for seat in move.briefs:
            key = f"move {number}, briefs"
            yield from unknown(("move", number - 1, "briefs"), seat, seats, "seat", key)


def inject_complaints(s: Scenario, inject: Inject, seats: Mapping[Seat, SeatSpec]) -> Iterator[Complaint]:
    """What is wrong with one inject: who receives it, when it comes, what it waits for, what it does."""
    at, when, effect = ("msel", inject.id), inject.condition, inject.effect
    for where, names in (
        ((*at, "to"), inject.to),
        ((*at, "effect", "trust"), effect.trust),
        ((*at, "effect", "exempt_share"), effect.exempt_share),
    ):
        for seat in names:
            yield from unknown(where, seat, seats, "seat", "seat")
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
    yield from unknown((*at, "objective"), inject.objective or None, objectives, "objective of any seat")
    yield from unknown((*at, "effect", "opens"), effect.opens, s.incident_by_id, "incident", "effect.opens")
    for name in effect.attribution:
        yield from unknown((*at, "effect", "attribution"), name, s.incident_by_id, "incident", "effect.attribution")


def word_complaints(s: Scenario) -> Iterator[Complaint]:
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
    yield from unknown((*at, "when", "incident"), when.incident, s.incident_by_id, "incident", "when.incident")
    yield from unknown((*at, "when", "fired"), when.fired, s.inject_by_id, "inject", "when.fired")
    yield from unknown((*at, "when", "not_ordered"), when.not_ordered, s.option_by_id, "option", "when.not_ordered")
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


def circle_complaints(s: Scenario) -> Iterator[Complaint]:
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
