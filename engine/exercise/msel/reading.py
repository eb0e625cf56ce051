"""An events list of any maker as the scenario's own, or one complaint with everything that is wrong and how to put it right.

Nothing is half taken over, nothing is played that its author hid, struck or cut, and nothing of it is dropped without a word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.documents.sheets.cells import Line
from fourthseat.engine.exercise.msel.complaints import Lacking, refusal
from fourthseat.engine.exercise.msel.conditions import WordsError, condition_text, effect_fields, effects_fields
from fourthseat.engine.exercise.msel.headers import FIELDS, OWN, Ground, Match, Understood, plain, understood
from fourthseat.engine.exercise.msel.mapping import Instructions
from fourthseat.engine.exercise.msel.rows import Complaint, Event, Rows, objective_names, yes_or_no
from fourthseat.engine.exercise.msel.summary import LeftOut, Summary, Where
from fourthseat.engine.exercise.msel.tables import Table, find_table, hidden_why, is_section, is_struck
from fourthseat.engine.exercise.msel.words import IN_WORDS, KIND_NAMES, OUT_WORDS, folded
from fourthseat.engine.scenario.checks import contradictions
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.reader import parse_rows
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sense import senseless

__all__ = ["Taken", "read", "replaced"]


class Taken(NamedTuple):
    """A scenario with the list of a sheet instead of its own."""

    scenario: Scenario
    where: Where
    summary: Summary


def replaced(scenario: Scenario, path: Path, told: Instructions | None = None) -> Scenario:
    """*scenario* with the list in *path* instead of its own; :exc:`ScenarioError` names every row and column that is wrong."""
    return read(scenario, path, told).scenario


def read(scenario: Scenario, path: Path, told: Instructions | None = None) -> Taken:
    """The list in *path* for *scenario*, read as *told* says where its own headers and words do not; see :func:`replaced`."""
    told = told or Instructions()
    table = find_table(path, told)
    columns = _columns(table, told, scenario)
    summary = Summary(
        str(path),
        "" if table.texts_only else table.sheet.name,
        table.top,
        table.two_rows,
        columns.matches,
        table.others,
        told.startex,
    )
    summary.notes += [
        f"column {match.header[:60]!r} is hidden in the sheet and was read as {FIELDS[match.field]}"
        for match in columns.matches
        if match.field != OWN and table.headers.index(match.header) in table.sheet.hidden_columns
    ]
    reader = Rows(scenario, table, columns, told, summary)
    events = list(_events(reader))
    summary.events = len(events)
    where = Where(_first_rows(events), {match.field: match.header for match in columns.matches if match.field != OWN})
    lacking = _lacking(reader, events)
    reader.complaints += _twice(reader, events) + _malformed(reader, events)
    if not events and not lacking:
        raise ScenarioError(
            f"{table.place}: row {table.top} has headers and no event stands below it{_why_none(summary)}"
        )
    kept = _kept(scenario, told, events, table.place, summary)
    raw = scenario.model_dump(mode="json", by_alias=True) | {"msel": [*(event.raw for event in events), *kept]}
    taken = parse_rows(raw, str(path))
    reader.complaints += _contradictions(reader, taken, where)
    if reader.complaints or lacking:
        raise ScenarioError(refusal(reader, lacking))
    return Taken(taken, where, summary)


def _why_none(summary: Summary) -> str:
    """Why a list has no event, where its rows were left out."""
    why = "; ".join(f"row {one.row} {one.why}" for one in summary.left_out[:5])
    return f" ({why}); --include-hidden takes hidden and struck rows" if why else ""


# ---------------------------------------------------------------- columns


def _columns(table: Table, told: Instructions, scenario: Scenario) -> Understood:
    """What the headers are, by what a person said, by their names, and by what stands below them."""
    headers = {plain(header): header for header in table.headers if header}
    for name in told.columns:
        if plain(name) not in headers:
            raise ScenarioError(
                f"{table.place}: --map {name!r}: row {table.top} has no such header; {nearest(name, headers.values())}"
            )
    found = understood(table.headers, {plain(header): meaning for header, meaning in told.columns.items()})
    if found.column("hour") is None and (date := found.column("date")) is not None:
        found = _as(found, date, "hour", Ground.NAME)
    objectives = objective_names(scenario)
    by_scenario: dict[str, Callable[[str], bool]] = {
        "objective": lambda text: folded(text) in objectives,
        "attach": lambda text: any(part.strip() in scenario.handout_by_id for part in text.split(",")),
    }
    for field, reads in {**READS, **by_scenario}.items():
        match = found.column(field)
        if match is not None and match.ground is Ground.NAME and not _any_reads(table, match, reads):
            found = _as(found, match, OWN, Ground.UNREAD, f"kept: nothing below it can be read as {FIELDS[field]}")
    return found


def _as(found: Understood, match: Match, field: str, ground: Ground, reason: str = "") -> Understood:
    """*found* with one header taken for another field."""
    changed = match._replace(field=field, ground=ground, reason=reason)
    return found._replace(matches=tuple(changed if one is match else one for one in found.matches))


def _parses(fields: Callable[[str], object]) -> Callable[[str], bool]:
    """Whether a text is what *fields* reads."""

    def can(text: str) -> bool:
        try:
            return bool(fields(text))
        except WordsError:
            return False

    return can


READS: dict[str, Callable[[str], bool]] = {
    "when": _parses(condition_text),
    "effect": _parses(effect_fields),
    "effects": _parses(effects_fields),
    "flash": _parses(lambda text: {"flash": yes_or_no(text)}),
    "kind": lambda text: folded(text) in KIND_NAMES,
    "move": lambda text: any(letter.isdigit() for letter in text),
    "status": lambda text: folded(text) in OUT_WORDS | IN_WORDS,
}
"""What other lists use such a header for as well: where nothing below it is ours, the column is theirs."""


def _any_reads(table: Table, match: Match, reads: Callable[[str], bool]) -> bool:
    """Whether anything in a column is such a text; an empty column is taken as it is called."""
    at = table.headers.index(match.header)
    texts = [line.at(at).text for line in table.lines if line.at(at).text]
    return not texts or any(reads(text) for text in texts)


# ---------------------------------------------------------------- rows


def _events(reader: Rows) -> Iterable[Event]:
    """The events of the rows that are to be played; the others are put down in the summary with the reason."""
    table, summary = reader.table, reader.summary
    heads = [header for header in table.headers if header]
    for line in table.lines:
        why = "" if reader.told.include_hidden else hidden_why(line) or _struck(reader, line)
        if not why and (heading := is_section(line, table.sheet, table.headers)):
            _put_down_heading(reader, line, heading)
            continue
        if (
            not why
            and line.texts
            and [cell.text for cell in line.cells if cell.text] == heads[: len([c for c in line.cells if c.text])]
            and len(heads) > 1
        ):
            summary.skipped.append(LeftOut(line.number, "repeats the headers"))
            continue
        if why := why or reader.left_out(line):
            summary.left_out.append(LeftOut(line.number, why))
            continue
        event = reader.event(line)
        if event is None:
            summary.left_out.append(
                LeftOut(line.number, f"is addressed to control alone ({line.at(reader.at['to']).text[:40]!r})")
            )
            continue
        yield event


def _struck(reader: Rows, line: Line) -> str:
    """Why a row is not played by what is struck through in it: all of it, or its message."""
    if is_struck(line):
        return "is struck through"
    return "has its message struck through" if "text" in reader.at and line.at(reader.at["text"]).struck else ""


def _put_down_heading(reader: Rows, line: Line, heading: str) -> None:
    """A row of one cell: a heading over those below, or a number nobody has written an event for yet."""
    at = next(at for at, cell in enumerate(line.cells) if cell.text)
    merged = any(
        span.top <= line.number <= span.bottom and span.left <= at < span.right for span in reader.table.sheet.merged
    )
    numbered = any(letter.isdigit() for letter in heading) and len(heading) < 12 and " " not in heading
    if at == reader.at.get("id") and numbered and not merged:
        reader.summary.skipped.append(LeftOut(line.number, f"has a number ({heading}) and nothing else"))
    elif at == reader.at.get("text") and not merged:
        reader.event(line)  # a message alone: every other field is complained of
    else:
        reader.heading(line, heading)
        reader.summary.skipped.append(LeftOut(line.number, f"is a heading: {' '.join(heading.split())[:60]!r}"))


def _first_rows(events: Iterable[Event]) -> dict[str, int]:
    """The first row of every Event Number."""
    rows: dict[str, int] = {}
    for event in events:
        rows.setdefault(event.raw["id"], event.row)
    return rows


# ---------------------------------------------------------------- what is wrong


def _lacking(reader: Rows, events: list[Event]) -> list[Lacking]:
    """Fields an event needs which no column is, and those two columns are equally."""
    found = [Lacking(field, headers) for field, headers in reader.columns.undecided]
    undecided = {lack.field for lack in found}
    known = {*reader.at, *undecided, *reader.defaults}
    found += [Lacking(field, ()) for field in ("to", "text") if field not in known]
    timeless = not {"hour", "move"} & known and reader.move is None
    if timeless and any("hour" not in event.raw and event.raw.get("kind") != "contingency" for event in events):
        found.append(Lacking("hour", ()))
    return found


def _kept(
    scenario: Scenario, told: Instructions, events: list[Event], place: str, summary: Summary
) -> list[dict[str, Any]]:
    """The events of the scenario's own list that stay beside those of the sheet, because a person said so."""
    numbers = {event.raw["id"] for event in events}
    for name in told.keep:
        if name not in scenario.inject_by_id:
            raise ScenarioError(
                f"--keep {name!r}: {scenario.name} has no such event; {nearest(name, scenario.inject_by_id)}"
            )
        if name in numbers:
            raise ScenarioError(f"{place}: --keep {name!r}: the list has an event with that number too")
    if told.keep:
        summary.notes.append(f"kept from the scenario's own list: {', '.join(told.keep)}")
    return [scenario.inject_by_id[name].model_dump(mode="json", by_alias=True) for name in dict.fromkeys(told.keep)]


def _unopened(reader: Rows, incident: str) -> str:
    """What to say of an incident that this list does not open and the scenario's own did."""
    own = [one.id for one in reader.scenario.msel if one.may_open(incident)]
    reader.unopened |= dict.fromkeys(own)
    which = " and ".join(own)
    return f": {which} of the scenario's own list opens it, and this list stands in its place" if own else ""


def _twice(reader: Rows, events: list[Event]) -> list[Complaint]:
    """Event Numbers that appear twice; the second gets a number of its own so that the rest can be checked."""
    first, told = _first_rows(events), []
    for event in events:
        name = event.raw["id"]
        if first[name] != event.row:
            why = f"Event Number {name!r} appears twice, first in row {first[name]}"
            told.append(Complaint(event.row, _header(reader, "id"), "id", "", why))
            event.raw["id"] = f"{name}-row-{event.row}"
    return told


def _header(reader: Rows, field: str) -> str:
    """The sheet's header of a field."""
    match = reader.columns.column(field)
    return match.header if match is not None else FIELDS.get(field, field)


def _malformed(reader: Rows, events: list[Event]) -> list[Complaint]:
    """Fields that an inject cannot have, each taken out so that the rest can be checked against the scenario."""
    told = []
    for event in events:
        try:
            Inject.model_validate_json(json.dumps(event.raw))
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False):
                name = str(error["loc"][0]) if error["loc"] else "id"
                field = {"from": "sender"}.get(name, name)
                own = error.get("ctx", {}).get("error")  # the check's own words, where a check of ours refused it
                why = f"{own if isinstance(own, ValueError) else error['msg']} ({str(event.raw.get(name, ''))[:80]!r})"
                told.append(Complaint(event.row, _header(reader, field), field, "", why))
                if name == "id":
                    event.raw["id"] = f"row-{event.row}"
                else:
                    event.raw.pop(name, None)
            event.raw.setdefault("text", "?")
            event.raw.setdefault("to", [str(seat) for seat in reader.scenario.players])
            event.raw.setdefault("source", "?")
    return told


def _contradictions(reader: Rows, taken: Scenario, where: Where) -> list[Complaint]:
    """What needed the whole list to be seen, by row and column; not again what a field was complained of for already."""
    complained = {(one.row, one.field) for one in reader.complaints}
    told = []
    before = {str(one) for one in senseless(reader.scenario)}  # a scenario kept by an old log may have some of its own
    for complaint in (*contradictions(taken), *(one for one in senseless(taken) if str(one) not in before)):
        event = complaint.row[1] if complaint.row is not None and complaint.row[0] == "msel" else None
        row = where.rows.get(event, 0) if event is not None else 0
        if row == 0 and event is not None:  # a second bearer of a number has one of its own here
            row = int(event.rpartition("-")[2]) if event.rpartition("-")[2].isdecimal() else 0
        why = complaint.message if row or event is not None else str(complaint)
        if complaint.row is not None and complaint.row[0] == "incident" and complaint.field == "hour":
            why += _unopened(reader, complaint.row[1])
        if (row, complaint.field) not in complained and not (
            (row, "hour") in complained and complaint.field in ("hour", "when")
        ):
            told.append(Complaint(row, _header(reader, complaint.field) if row else "", complaint.field, "", why))
    return told
