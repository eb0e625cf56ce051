"""A page for every cell: who sat there, what it ordered and what became of it, how it answered, what it spent, what its people said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Cell
from fourthseat.engine.core.wording import count
from fourthseat.engine.documents.blocks import Block, Heading, Labelled, Layout, Points, Section, Table, text_columns
from fourthseat.engine.exercise.aar.appraisal import MET, NOT_JUDGED, RATINGS
from fourthseat.engine.exercise.aar.evidence import Fact, Record, ShowOfHands
from fourthseat.engine.exercise.aar.fates import (
    Came,
    Fate,
    author_told,
    sat_in,
    sitting_told,
    tally,
    why_nothing,
)
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, some
from fourthseat.engine.record.causes import says
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import SeatSpec

__all__ = ["cell_pages"]

VAIN = 12
"""Orders of which nothing came that a cell's page names; the decisions hold them all."""
SAYINGS = 30
"""Messages inside a cell that its page holds, the last ones; the workbook holds them all."""


def cell_pages(
    record: Record, facts: Sequence[Fact], orders: Sequence[Fate], s: Scenario, to: Reader
) -> Iterator[Section]:
    """One page a cell, of those that this version may speak of; none for an exercise that has not begun."""
    if not any(f.state.turn for f in facts):
        return
    sat = sat_in(facts)
    for cell in s.seats:
        if cell.cell is Cell.WHITE or to.hidden(cell.id):
            continue
        seat = str(cell.id)
        mine = [fate for fate in orders if fate.seat == cell.id and to.may(fate.ordered)]
        blocks: list[Block] = [
            Labelled(
                "Orders given by", f"{sitting_told(sat[seat])}." if seat in sat else "nobody: it was never asked."
            ),
            *_objectives(record, cell, to),
            *_orders(mine, to),
            *_doings(facts, cell, to),
            *_words(record, facts, seat, to),
            *_inside(record, seat, to),
        ]
        yield Section(f"{cell.name} ({cell.id})", tuple(blocks), Layout.NEW_PAGE)


def _objectives(record: Record, cell: SeatSpec, to: Reader) -> Iterator[Block]:
    rows = []
    for objective in filter(to.objective, cell.objectives):
        rated = record.ratings.get(objective.id, {})
        rating = str(rated.get("rating", ""))
        told = f"{rating}: {RATINGS[rating]}" if rating in RATINGS else "not rated"
        rows.append((objective.text, told, MET.get(str(rated.get("met", "")), NOT_JUDGED)))
    if rows:
        columns = text_columns(("Objective", 9), ("Rating", 5), ("Met?", 3))
        yield Table(f"objectives-{cell.id}", "What it was at the table for", columns, rows)


def _orders(mine: Sequence[Fate], to: Reader) -> Iterator[Block]:
    """How many orders came to what, and those of which nothing came, each with its cause."""
    if not mine:
        yield Labelled("Orders", "control took none.")
        return
    came = tally(mine)
    told = ", ".join(f"{came[kind]} {kind.value}" for kind in Came if came[kind])
    yield Labelled("Orders", f"control took {len(mine)}: {told} {some([fate.ordered for fate in mine], 4)}.")
    vain = [fate for fate in mine if fate.in_vain]
    if vain:
        rows = [
            (
                to.scenario.told(fate.ordered.entry.hour),
                f"{to.option(fate.ordered.entry.option)}{to.at(fate.ordered.entry.incident)}",
                why_nothing(fate),
                some(fate.facts, 2),
            )
            for fate in vain[:VAIN]
        ]
        columns = text_columns(("Ordered", 2.2), ("Order", 6.6), ("Nothing came of it because", 6), ("Log", 2.2))
        rest = f", the first {VAIN} of {len(vain)}" if len(vain) > VAIN else ""
        yield Table(f"in-vain-{mine[0].seat}", f"Orders of which nothing came{rest}", columns, rows)


def _doings(facts: Sequence[Fact], cell: SeatSpec, to: Reader) -> Iterator[Block]:
    """Answers to others, forces, licences and money: each only where there was any."""
    seat, points = cell.id, list[str]()
    asked = {f.entry.request: f for f in by_kind(facts, e.Requested) if seat in f.entry.needed and f.entry.seat != seat}
    replies = [f for f in by_kind(facts, e.Received) if f.entry.seat == seat and f.entry.request in asked]
    if asked:
        late = [f for f in replies if f.entry.late]
        took = [f.entry.hour - asked[f.entry.request].entry.hour for f in replies]
        said = [f"{says(asked[f.entry.request].entry.rule, f.entry.concur)}" for f in replies]
        told = ", ".join(f"{said.count(word)} times “{word}”" for word in dict.fromkeys(said))
        pace = f", after a median of {median(took):.0f} h" if took else ""
        points.append(
            f"Asked {count(len(asked), 'time')} for concurrence or consent: {count(len(replies), 'answer')}{pace}{f' ({told})' if told else ''}"
            f"{f', {len(late)} of them late' if late else ''} {some([*replies, *asked.values()], 4)}."
        )
    arrived = [f for f in by_kind(facts, e.Arrived) if f.entry.seat == seat]
    if arrived:
        late = [f for f in arrived if f.entry.late]
        points.append(
            f"{count(len(arrived), 'arrival')} of forces on station, {len(late)} of them after the window had closed {some(arrived, 4)}."
        )
    called = [f for f in by_kind(facts, e.Recalled) if f.entry.seat == seat]
    if called:
        told = "; ".join(
            f"{to.scenario.force_by_id[f.entry.force].name} at {to.scenario.told(f.entry.hour)} {'from its station at' if f.entry.from_station else 'on its way to'} “{to.incident(f.entry.incident)}”"
            for f in called
        )
        points.append(f"Called back: {told} {some(called, 4)}.")
    granted = [f for f in by_kind(facts, e.Licensed) if f.entry.seat == seat]
    if granted:
        points.append(
            f"{count(len(granted), 'export licence')} or exemption: {'; '.join(f'{to.option(f.entry.option)} after {f.entry.days:.0f} days' for f in granted)} {some(granted, 4)}."
        )
    settled = to.told(f for f in by_kind(facts, e.Settled) if f.entry.seat == seat)
    if settled:
        points.append(f"Settled by control: {' '.join(f'{to.sentence(f)} {f.cite}' for f in settled)}")
    state = facts[-1].state
    if seat in state.seats and not to.releasable:
        points.append(
            f"Spent {state.seats[seat].spent:,.0f} of {float(cell.budget_musd) + state.seats[seat].altered.granted:,.0f} million US$ {facts[-1].cite}."
        )
    if points:
        yield Points(tuple(points))


def _words(record: Record, facts: Sequence[Fact], seat: str, to: Reader) -> Iterator[Block]:
    """What the cell meant to do, move by move, and what it said right after play."""
    meant = [
        f"Move {f.state.turn}, {author_told(f.entry.by, seat)}: {to.said(f.entry.decision.intent)} {f.cite}"
        for f in by_kind(facts, e.Decided)
        if f.entry.seat == seat and f.entry.decision.intent and to.may(f) and to.reason(f.entry.decision)
    ]
    if meant:
        yield Heading("What it meant to do")
        yield Points(tuple(meant))
    said = [
        to.said(str(form[key]))
        for form in record.wash
        if form.get("role") == seat and (form.get("released") or not to.releasable)
        for key in ("well", "badly", "change")
        if form.get(key)
    ]
    if said:
        yield Heading("What it said in the hot wash")
        yield Points(tuple(said))


def _inside(record: Record, seat: str, to: Reader) -> Iterator[Block]:
    """How its people voted and what they said among themselves; of this the log knows nothing."""
    if not to.inside(seat):
        return
    shows = [show for show in record.shows if show.seat == seat]
    said = [one for one in record.said if one.seat == seat]
    if not shows and not said:
        return
    yield Heading("Inside the cell")
    yield "Kept by the room beside the log, so no line is cited. It stands in this version alone: no other cell and no releasable version has it."
    if shows:
        columns = text_columns(
            ("Hour", 1.8), ("Question", 7), ("Put by", 2.6), ("Yes", 2.6), ("No", 2.6), ("Abstain", 2)
        )
        yield Table(
            f"hands-{seat}",
            "Shows of hands",
            columns,
            [
                (
                    to.scenario.told(show.hour),
                    to.said(show.text),
                    to.typed(show.by),
                    *(_voters(show, vote, to) for vote in ("yes", "no", "abstain")),
                )
                for show in shows
            ],
        )
    if said:
        rest = f", the last {SAYINGS} of {len(said)}; the workbook has them all" if len(said) > SAYINGS else ""
        rows = [(to.scenario.told(one.hour), to.typed(one.by), to.said(one.text)) for one in said[-SAYINGS:]]
        columns = text_columns(("Hour", 1.8), ("Who", 3), ("Message", 12))
        yield Table(f"said-{seat}", f"Messages{rest}", columns, rows)


def _voters(show: ShowOfHands, vote: str, to: Reader) -> str:
    """How many voted so, and who: ``2 (Ann, Ben)``."""
    names = [to.typed(name) for name, cast in show.hands.items() if cast == vote]
    return f"{len(names)} ({', '.join(names)})" if names else "0"
