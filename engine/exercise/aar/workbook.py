"""The exercise as a workbook: a table for every kind of thing that happened, for people who count and compare.

Everything stands here with its hour, its move and its line in the log. It is control's: it holds every seat's reasons and the model's odds.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import WANTS_ORDERS
from fourthseat.engine.core.wording import BECAME, CHOICE_PAST
from fourthseat.engine.documents.docx import EPOCH
from fourthseat.engine.documents.sheets.tables import Cell, Field, Sheet, as_parquet, as_sheets
from fourthseat.engine.exercise.aar.appraisal import MET
from fourthseat.engine.exercise.aar.evidence import Fact, Record, facts_of, forecasts, move_of_note, record_as_played
from fourthseat.engine.exercise.aar.fates import author_told, fates, request_ended, request_ends, sat_in, why_nothing
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, reader
from fourthseat.engine.record.causes import says
from fourthseat.engine.record.measures import measure, measures_of

__all__ = ["FILES", "files", "parquet", "sheets", "workbook"]

FILES = ("workbook.xlsx", "workbook-parquet.zip")
"""What :func:`files` makes."""
Rows = Iterator[tuple[Cell, ...]]
WHEN = (Field("Line", "whole"), Field("Hour", "whole"), Field("Time"), Field("Move", "whole"))
"""Where a row stands: its line in the log, the hour since STARTEX, the same as people read it, and the move."""


def sheets(record: Record) -> list[Sheet]:
    """Every table, in the order of the workbook; a table without rows is there too, so that all exercises have the same ones."""
    record = record_as_played(record)
    facts, to = facts_of(record.log), reader(record, releasable=False)
    makers: Sequence[tuple[str, tuple[Field, ...], Callable[[], Rows]]] = (
        ("About", (Field("Item"), Field("What")), lambda: _about(record, facts)),
        ("Timeline", (*WHEN, Field("Kind"), Field("What happened")), lambda: _timeline(facts, to)),
        ("Decisions", (*WHEN, Field("Seat"), Field("Decided by"), Field("Name"), Field("Asked"), Field("Orders"), Field("Intent"), Field("Reason"), Field("Expected"), Field("Sure", "whole")), lambda: _decisions(facts, to)),
        ("Orders", (*WHEN, Field("Seat"), Field("Option"), Field("Incident"), Field("What became of it"), Field("Why nothing"), Field("Ended hour", "whole"), Field("Ended line", "whole")), lambda: _orders(facts, to)),
        ("Requests", (*WHEN, Field("Request"), Field("Seat"), Field("Option"), Field("Incident"), Field("Rule"), Field("Needed"), Field("Came of it"), Field("Hours", "whole")), lambda: _requests(facts, to)),
        ("Answers", (*WHEN, Field("Request"), Field("Seat"), Field("Answer"), Field("Late"), Field("Chance", "number")), lambda: _answers(facts)),
        ("Messages", (*WHEN, Field("Number", "whole"), Field("From"), Field("To"), Field("Kind"), Field("About", "whole"), Field("Option"), Field("By move", "whole"), Field("Text")), lambda: _messages(facts, to)),
        ("RFIs", (*WHEN, Field("RFI"), Field("Seat"), Field("What"), Field("Who"), Field("Text")), lambda: _rfis(facts)),
        ("Proposals", (*WHEN, Field("Proposal"), Field("Seat"), Field("What"), Field("Before"), Field("Text")), lambda: _motions(facts)),
        ("Cell messages", (Field("Hour", "whole"), Field("Time"), Field("Seat"), Field("From"), Field("Said at"), Field("Text")), lambda: _said(record)),
        ("Shows of hands", (Field("Hour", "whole"), Field("Time"), Field("Seat"), Field("Number", "whole"), Field("Question"), Field("Put by"), Field("Who"), Field("Vote")), lambda: _hands(record)),
        ("Injects", (*WHEN, Field("Inject"), Field("From"), Field("To"), Field("Text"), Field("Expected response")), lambda: _injects(facts, record)),
        ("Incidents", (*WHEN, Field("Incident"), Field("What"), Field("Detail"), Field("Chance", "number"), Field("Draw", "number"), Field("By"), Field("Reason")), lambda: _incidents(facts, to)),
        ("Forces", (*WHEN, Field("Seat"), Field("Force"), Field("Incident"), Field("What"), Field("Strength", "number"), Field("Late")), lambda: _forces(facts, to)),
        ("Licences", (*WHEN, Field("Seat"), Field("Option"), Field("What"), Field("Days", "number")), lambda: _licences(facts, to)),
        ("Ladder", (*WHEN, Field("Rung", "whole"), Field("Name"), Field("Moved by")), lambda: _ladder(facts, to)),
        ("Measures", (Field("Measure"), Field("Meaning"), Field("Value", "number"), Field("Unit"), Field("Better")), lambda: _measures(record, facts)),
        ("Ratings", (Field("Seat"), Field("Objective"), Field("Text"), Field("Capability"), Field("Rating"), Field("Met"), Field("Why"), Field("By")), lambda: _ratings(record)),
        ("Notes", (Field("Line", "whole"), Field("Move", "whole"), Field("Taken at"), Field("By"), Field("Objective"), Field("Text")), lambda: _notes(record)),
        ("Forecasts", (Field("Line", "whole"), Field("Move", "whole"), Field("Seat"), Field("Expected"), Field("Sure", "whole"), Field("Came")), lambda: _forecasts(record)),
        ("Hot wash", (Field("Role"), Field("Well"), Field("Not well"), Field("To change")), lambda: _wash(record)),
        ("Participants", (Field("Seat"), Field("Move", "whole"), Field("Orders given by"), Field("People")), lambda: _participants(record, facts)),
    )  # fmt: skip
    return [Sheet(name, fields, tuple(rows())) for name, fields, rows in makers]


def workbook(tables: Sequence[Sheet], handling: str) -> bytes:
    """The *tables* of an exercise under its *handling*, as one workbook; :exc:`ScenarioError` if the library for it is not installed."""
    return as_sheets(tables, Path(FILES[0]), f"EXERCISE EXERCISE EXERCISE - {handling} - CONTROL ONLY")


def parquet(tables: Sequence[Sheet]) -> Iterator[tuple[str, bytes]]:
    """The same *tables* as Parquet: a file's name and its bytes, a table each."""
    for sheet in tables:
        yield f"{sheet.name.lower().replace(' ', '-')}.parquet", as_parquet(sheet)


def files(record: Record) -> dict[str, bytes]:
    """The workbook, and a ZIP of the same tables as Parquet, by the names of :data:`FILES`."""
    tables, packed = sheets(record), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parquet(tables):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    book = workbook(tables, record.log.header.scenario.handling)
    return dict(zip(FILES, (book, packed.getvalue()), strict=True))


def _when(f: Fact) -> tuple[Cell, ...]:
    return f.number + 2, f.entry.hour, f.state.scenario.told(f.entry.hour), f.state.turn


def _about(record: Record, facts: Sequence[Fact]) -> Rows:
    s, header = record.log.header.scenario, record.log.header
    yield "Exercise", s.title
    yield "Handling", s.handling
    yield "Scenario", f"{s.name}{f', {s.imprint}' if s.imprint else ''}"
    yield "Coalition at STARTEX", s.coalition(header.coalition).title
    yield "Coalition at the end", facts[-1].state.coalition.title if facts else ""
    yield "Line of play", record.name
    yield "Dates", record.dates
    yield "Entries in the log", str(len(record.log.entries))
    yield "Played to", s.told(facts[-1].state.hour) if facts else ""
    yield "Holds", "Everything, for control: reasons of every seat, odds and draws. It is not for players."
    yield "Conditional", "On the scenario's assumptions and models: one game, not a forecast."
    yield from record.overview.items()


def _timeline(facts: Sequence[Fact], to: Reader) -> Rows:
    argued = by_kind(facts, e.Argued)
    for f in facts:
        yield *_when(f), type(f.entry).__name__, to.sentence(f, argued)


def _decisions(facts: Sequence[Fact], to: Reader) -> Rows:
    for f in by_kind(facts, e.Decided):
        d = f.entry.decision
        asked = ", ".join(question.id for question in f.entry.asked)
        acts = (
            to.orders(d.orders)
            if any(q.kind in WANTS_ORDERS for q in f.entry.asked)
            else "; ".join(map(to.order, d.orders))
        )
        yield *_when(f), f.entry.seat, author_told(d.by, f.entry.seat), d.by.name, asked, acts, d.intent, d.reason, d.expected, d.confidence  # fmt: skip


def _orders(facts: Sequence[Fact], to: Reader) -> Rows:
    for fate in fates(facts):
        o, end = fate.ordered.entry, fate.ends[-1] if fate.ends else None
        why = why_nothing(fate) if fate.in_vain else ""
        yield (
            *_when(fate.ordered), o.seat, to.option(o.option), to.incident(o.incident) if o.incident else "", fate.came.value, why,
            None if end is None else end.entry.hour, None if end is None else end.number + 2,
        )  # fmt: skip


def _requests(facts: Sequence[Fact], to: Reader) -> Rows:
    ends = request_ends(facts)
    for f in by_kind(facts, e.Requested):
        r, end = f.entry, ends.get(f.entry.request)
        came = "open" if end is None else request_ended(end.entry, r.rule)
        incident = to.incident(r.incident) if r.incident else ""
        yield *_when(f), r.request, r.seat, to.option(r.option), incident, r.rule, ", ".join(r.needed), came, None if end is None else end.entry.hour - r.hour  # fmt: skip


def _answers(facts: Sequence[Fact]) -> Rows:
    for f in by_kind(facts, e.Received):
        a, rule = f.entry, f.state.requests[f.entry.request].rule
        yield (
            *_when(f),
            a.request,
            a.seat,
            says(rule, a.concur),
            _yes(a.late),
            None if a.estimate is None else a.estimate.p,
        )


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _messages(facts: Sequence[Fact], to: Reader) -> Rows:
    for f in by_kind(facts, e.Sent):
        m = f.entry
        option = to.option(m.option) + to.at(m.incident) if m.option else ""
        yield *_when(f), m.number, m.seat, ", ".join(m.to), m.sort, m.about or None, option, m.by_turn or None, m.text


def _rfis(facts: Sequence[Fact]) -> Rows:
    for f in by_kind(facts, e.InformationRequested, e.InformationAssigned, e.InformationAnswered):
        match f.entry:
            case e.InformationRequested(rfi=rfi, seat=seat, text=text):
                yield *_when(f), rfi, seat, "asked", "", text
            case e.InformationAssigned(rfi=rfi, owner=owner):
                yield *_when(f), rfi, rfi.rpartition("-")[0], "given to", owner, ""
            case e.InformationAnswered(rfi=rfi, seat=seat, to=to, text=text, declined=declined):
                yield *_when(f), rfi, seat, "declined" if declined else "answered", ", ".join(to), text


def _motions(facts: Sequence[Fact]) -> Rows:
    for f in by_kind(facts, e.MotionTabled, e.MotionSponsored, e.MotionVoted, e.MotionClosed):
        m: Any = f.entry
        text = ""
        match m:
            case e.MotionTabled():
                what, text = "tabled", m.text
            case e.MotionSponsored():
                what = "sponsored"
            case e.MotionVoted():
                what = f"voted {m.vote}"
            case _:
                what = "withdrawn" if m.withdrawn else "closed"
        yield *_when(f), m.motion, m.seat, what, ", ".join(m.to), text


def _said(record: Record) -> Rows:
    told = record.log.header.scenario.told
    for one in record.said:
        yield one.hour, told(one.hour), str(one.seat), one.by, one.at, one.text


def _hands(record: Record) -> Rows:
    """A row a vote; a question that nobody voted on has a row without one."""
    told = record.log.header.scenario.told
    for show in record.shows:
        for who, vote in show.hands.items() or (("", ""),):
            yield show.hour, told(show.hour), str(show.seat), show.number, show.text, show.by, who, vote


def _injects(facts: Sequence[Fact], record: Record) -> Rows:
    s = record.log.header.scenario
    for f in by_kind(facts, e.Injected):
        i = f.entry
        spec = s.inject_by_id.get(i.inject)
        yield *_when(f), i.inject, i.sender, ", ".join(i.to), i.text, (spec.expected or "") if spec is not None else ""


def _incidents(facts: Sequence[Fact], to: Reader) -> Rows:
    for f in by_kind(facts, e.IncidentOpened, e.Chosen, e.Ruled, e.Exchanged, e.Accident):
        title = to.incident(f.entry.incident)
        match f.entry:
            case e.IncidentOpened(closes=closes):
                yield *_when(f), title, "opened", f"closes at {to.scenario.told(closes)}", None, None, "", ""
            case e.Chosen(choice=choice, estimate=estimate, draw=drawn):
                yield (
                    *_when(f),
                    title,
                    "chosen",
                    CHOICE_PAST[choice],
                    estimate.p,
                    drawn,
                    "",
                    "; ".join(estimate.reasons),
                )
            case e.Ruled(outcome=outcome, proposed=proposed, estimate=estimate, draw=drawn, by=by, reason=reason):
                told = f"{BECAME[outcome]}; by the model {BECAME[proposed]}"
                yield *_when(f), title, "ruled", told, estimate.p, drawn, str(by), reason or "; ".join(estimate.reasons)
            case _:
                yield *_when(f), title, type(f.entry).__name__.lower(), to.sentence(f), None, None, "", ""


def _forces(facts: Sequence[Fact], to: Reader) -> Rows:
    names = {force.id: force.name for force in to.scenario.forces}
    for f in by_kind(facts, e.Sailed, e.Recalled, e.Returned, e.Arrived):
        match f.entry:
            case e.Sailed(seat=seat, force=force, incident=incident):
                due = f"sailed, due {to.scenario.told(f.entry.arrives)}"
                yield *_when(f), seat, names.get(force, force), to.incident(incident), due, None, ""
            case e.Recalled(seat=seat, force=force, incident=incident, home=home, from_station=there):
                back = f"called back{' from there' if there else ''}, home {to.scenario.told(home)}"
                yield *_when(f), seat, names.get(force, force), to.incident(incident), back, None, ""
            case e.Returned(seat=seat, force=force):
                yield *_when(f), seat, names.get(force, force), "", "home", None, ""
            case e.Arrived(seat=seat, force=force, incident=incident, strength=strength, late=late):
                yield (
                    *_when(f),
                    seat,
                    names.get(force, force),
                    to.incident(incident),
                    "on station",
                    strength,
                    _yes(late),
                )


def _licences(facts: Sequence[Fact], to: Reader) -> Rows:
    for f in by_kind(facts, e.LicenceSought, e.Licensed, e.Settled):
        days: float | None = None
        what = "applied for"
        if isinstance(f.entry, e.Licensed):
            what, days = f.entry.route, f.entry.days
        elif isinstance(f.entry, e.Settled):
            if not f.entry.at_desk:
                continue
            what = f"{'granted' if f.entry.grants else 'refused'} by control"
        yield *_when(f), f.entry.seat, to.option(f.entry.option), what, days


def _ladder(facts: Sequence[Fact], to: Reader) -> Rows:
    for f in by_kind(facts, e.RungMoved):
        yield *_when(f), f.entry.to, to.scenario.ladder.rungs[f.entry.to], f.entry.source


def _measures(record: Record, facts: Sequence[Fact]) -> Rows:
    if facts and facts[-1].state.turn:
        s = record.log.header.scenario
        numbers = measure(s, record.log.entries, facts[-1].state)
        for name, one in measures_of(s).items():
            value = numbers[name]
            yield one.title, one.text, None if value is None else float(value), one.unit, one.better or "neither"


def _ratings(record: Record) -> Rows:
    for seat in record.log.header.scenario.seats:
        for o in seat.objectives:
            rated = record.ratings.get(o.id, {})
            met = MET.get(str(rated.get("met", "")), "")
            yield str(seat.id), o.id, o.text, o.capability, str(rated.get("rating", "")), met, str(rated.get("text", "")), str(rated.get("by", ""))  # fmt: skip


def _notes(record: Record) -> Rows:
    for n in record.notes:
        entry = n.get("entry")
        seen = entry if isinstance(entry, int) else -1
        move = move_of_note(seen, int(n.get("turn", 0)), record.log.entries)
        yield seen + 2 if seen >= 0 else None, move, str(n.get("at", "")), str(n.get("by", "")), str(n.get("objective", "")), str(n.get("text", ""))  # fmt: skip


def _forecasts(record: Record) -> Rows:
    came = {"yes": "came true", "no": "did not", "open": "cannot be said"}
    for one in forecasts(record.log):
        yield int(one.about[1:]), one.turn, one.seat, one.expected, one.confidence, came.get(record.forecasts.get(one.about, ""), "not judged")  # fmt: skip


def _wash(record: Record) -> Rows:
    for form in record.wash:
        yield tuple(str(form.get(key) or "") for key in ("role", "well", "badly", "change"))


def _participants(record: Record, facts: Sequence[Fact]) -> Rows:
    sat = sat_in(facts)
    for seat in record.log.header.scenario.seats:
        people = ", ".join(record.participants.get(str(seat.id), ()))
        for move, who in sorted(sat.get(str(seat.id), {}).items()):
            yield str(seat.id), move, " and ".join(who), people
    for role, names in record.participants.items():
        if role not in sat:
            yield role, None, "", ", ".join(names)
