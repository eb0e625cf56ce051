"""The first page of a report: what a sponsor reads, and what may be quoted of it. Every sentence stands for itself and cites its lines."""

from __future__ import annotations

from collections.abc import Sequence

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.wording import (
    BECAME,
    CHOICE_PAST,
    PRESSED_AND,
    STILL_OPEN,
    UNRULED,
    count,
    incident_ending,
)
from fourthseat.engine.documents.blocks import Block, Heading, Labelled, Note, Points, Section, Table, text_columns
from fourthseat.engine.exercise.aar.evidence import Fact, Record
from fourthseat.engine.exercise.aar.fates import Came, Fate, sat_in, tally
from fourthseat.engine.exercise.aar.findings import Finding, red, stood
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, some
from fourthseat.engine.exercise.aar.turning import Turn, turning_points
from fourthseat.engine.rules.state import IncidentState
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["CONDITIONAL", "summary"]

CONDITIONAL = (
    "This holds for one game, with these people and under the scenario's assumptions: it shows what can happen and why. "
    "It is not a forecast, and its numbers are not the chances of anything."
)
FIRST = 3
"""Turning points and areas for improvement on the first page; the rest follow inside."""


def summary(
    record: Record, facts: Sequence[Fact], orders: Sequence[Fate], s: Scenario, to: Reader, areas: Sequence[Finding]
) -> Section:
    """One page: what happened, in figures, what it turned on, what to do first, and how it ended."""
    if not any(f.state.turn for f in facts):
        return Section("Summary", ("Nothing has been played.",))
    state = facts[-1].state
    opened = sorted((i for i in state.incidents.values() if i.opened is not None), key=lambda i: i.opened or 0)
    blocks: list[Block] = [Labelled("Main result", f"{_result(facts, to, opened)} {_cites(facts)}.")]
    blocks += [_figures(facts, orders, s, to, opened)]
    blocks += [Points(tuple(_driver(facts, to, i) for i in opened))] if opened else []
    points = turning_points(facts, to)
    if points:
        blocks += [Heading("What it turned on"), Points(tuple(_turn(s, one) for one in first_of(points)))]
    if areas:
        first = tuple(f"{a.action} {a.text} {a.cites.split()[0]}." for a in _different(areas)[:FIRST])
        blocks += [Heading("What to do first"), Points(first)]
    blocks += [" ".join(_ending(record, facts, s, to)), Note(CONDITIONAL)]
    return Section("Summary", tuple(blocks))


def first_of(points: Sequence[Turn]) -> list[Turn]:
    """The weightiest of *points*, in the order of the game."""
    weighty = sorted(points, key=lambda one: (-one.weight, one.facts[0].number))[:FIRST]
    return sorted(weighty, key=lambda one: one.facts[0].number)


def _turn(s: Scenario, one: Turn) -> str:
    return f"{s.told(one.facts[0].entry.hour)}: {one.what} {one.why} {some(one.facts, 3)}".replace("  ", " ")


def _different(areas: Sequence[Finding]) -> list[Finding]:
    """The first area of each action: the same advice is given once."""
    found: dict[str, Finding] = {}
    for area in areas:
        found.setdefault(area.action, area)
    return list(found.values())


def _cites(facts: Sequence[Fact]) -> str:
    return some(by_kind(facts, e.Chosen, e.Ruled) or by_kind(facts, e.IncidentOpened) or facts[-1:])


def _result(facts: Sequence[Fact], to: Reader, opened: Sequence[IncidentState]) -> str:
    """What became of everything the opponent began, and by whose ruling."""
    decided = [i for i in opened if i.choice is not None]
    held = [i for i in decided if i.choice != "press"]
    came = [f"{len(held)} not pressed"] if held else []
    for outcome, told in PRESSED_AND.items():
        n = sum(i.choice == "press" and i.outcome is outcome for i in decided)
        came += [f"{n} {told}"] if n else []
    waits = sum(i.choice == "press" and i.outcome is None for i in decided)
    came += [f"{waits} {UNRULED}"] if waits else []
    still = len(opened) - len(decided)
    came += [f"{still} {STILL_OPEN}"] if still else []
    told = f"{count(len(opened), 'incident').capitalize()} opened{': ' + ', '.join(came) if came else ''}"
    ruled = by_kind(facts, e.Ruled)
    own = [f for f in ruled if f.entry.by is not e.Ruler.MODEL]
    if not own:
        return told
    told += f". Control ruled {'all' if len(own) == len(ruled) else f'{len(own)} of the {len(ruled)}'} itself"
    turned = [f for f in own if f.entry.proposed is not f.entry.outcome]
    if turned and not to.releasable:
        would = ", ".join(f"“{to.incident(f.entry.incident)}” {BECAME[f.entry.proposed]}" for f in turned)
        told += f"; by the model alone it would have been: {would}"
    return told


def _figures(
    facts: Sequence[Fact], orders: Sequence[Fate], s: Scenario, to: Reader, opened: Sequence[IncidentState]
) -> Table:
    """The exercise in six figures, each with what it counts."""
    state = facts[-1].state
    peak = max(facts, key=lambda f: f.state.rung).state.rung
    pressed = sum(i.choice == "press" for i in opened)
    arrived = [f for f in by_kind(facts, e.Arrived) if not red(to, f.entry.seat)]
    timely = [f for f in arrived if not f.entry.late]
    given = [fate for fate in orders if not red(to, fate.seat)]
    came = tally(given)
    done = came[Came.DONE] + came[Came.JOINED]
    agreed = sorted(f.entry.took for f in by_kind(facts, e.Concurred))
    moves = sum(isinstance(f.entry, e.TurnClosed) for f in facts)
    people = sum(any("people" in who for turn in moves.values() for who in turn) for moves in sat_in(facts).values())
    rows = [
        (
            f"{pressed} of {len(opened)}",
            f"{peak}",
            f"{agreed[0]} h" if agreed else "none",
            f"{len(timely)} of {len(arrived)}",
            f"{done} of {len(given)}",
            f"{len(state.leaks)}" if not to.releasable else f"{people} of {len(sat_in(facts))}",
        ),
        (
            "acts pressed",
            f"highest rung of {len(s.ladder.rungs) - 1}: {s.ladder.rungs[peak]}",
            "to the quickest concurrence",
            "arrivals of forces in time",
            "orders of the cells carried out",
            "secrets got out" if not to.releasable else "seats with people in them",
        ),
        (
            _first(by_kind(facts, e.Chosen)),
            _first([max(facts, key=lambda f: f.state.rung)]),
            _first([f for f in by_kind(facts, e.Concurred) if f.entry.took == agreed[0]]) if agreed else "–",
            _first(arrived),
            _first([fate.ordered for fate in given]),
            _first(by_kind(facts, e.Leaked)) if not to.releasable else "–",
        ),
    ]
    told = f"In figures: {count(moves, 'move')} played to {s.told(state.hour)}"
    return Table("figures", told, text_columns(*(("", 2.8),) * 6), rows, frozenset({0}))


def _first(found: Sequence[Fact]) -> str:
    """Where a figure's counting begins, in a line of its own under it."""
    return "–" if not found else f"{found[0].cite}{' ff.' if len(found) > 1 else ''}"


def _driver(facts: Sequence[Fact], to: Reader, i: IncidentState) -> str:
    """How one incident ended and what stood against it."""
    mine = [f for f in facts if getattr(f.entry, "incident", None) == i.id]
    chosen, ruled = by_kind(mine, e.Chosen), by_kind(mine, e.Ruled)
    title = to.incident(i.id)
    if i.choice is None:
        return f"{title}: {STILL_OPEN} {some(by_kind(mine, e.IncidentOpened))}."
    # Whether it was deterred is for people to judge: the log says that it did not press, and what there was against it.
    came = (
        incident_ending(i.choice, i.outcome)
        if i.choice == "press"
        else f"not pressed; the opponent {CHOICE_PAST[i.choice]}"
    )
    came += " (control's ruling)" if ruled and ruled[-1].entry.by is not e.Ruler.MODEL else ""
    agreed = [f for f in by_kind(facts, e.Concurred) if f.state.requests[f.entry.request].incident == i.id]
    there = stood(facts, to, i)
    none = "no joint measure" if i.let_through is None else "a joint measure that control let through"
    first = f"a joint measure after {agreed[0].entry.took} h" if agreed else none
    odds = ""
    if chosen and not to.releasable:
        odds = f"; by the model {100 * chosen[-1].entry.estimate.p:.0f} % to press"
    against = f"{first}, {count(len(i.statements), 'statement')}, {count(len(there), 'force')} on station in time"
    return f"{title}: {came}. Against it: {against}{odds} {' '.join(f.cite for f in [*chosen, *ruled][:2])}."


def _ending(record: Record, facts: Sequence[Fact], s: Scenario, to: Reader) -> list[str]:
    ended = by_kind(facts, e.Ended)
    if ended:
        told = [f"{to.sentence(ended[0])} {ended[0].cite}"]
    else:
        told = [
            f"ENDEX has not been called: this is a draft of an unfinished exercise, as it stood at {s.told(facts[-1].state.hour)} {facts[-1].cite}."
        ]
    rated = [one for one in record.ratings.values() if one.get("rating")]
    total = sum(1 for cell in s.seats if not to.hidden(cell.id) for o in cell.objectives if to.objective(o))
    told.append(f"Evaluators have rated {len(rated)} of {count(total, 'objective')} so far.")
    return told
