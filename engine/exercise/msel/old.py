"""The master scenario events list as the spreadsheet a facilitator works in: out, in again, and checked before STARTEX.

The columns are HSEEP's; headers are known by their aliases, and columns nobody here knows are kept with their row.
What is read is the scenario's own list or a complaint with the row and the column; nothing is half taken over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.files import write_new
from fourthseat.engine.documents import spreadsheet as sheets
from fourthseat.engine.scenario.checks import Complaint, contradictions
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.reader import parse_rows
from fourthseat.engine.scenario.rows import Inject
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["COLUMNS", "KINDS", "Where", "lint", "read", "replaced", "rows", "write"]

KINDS = {"inject": "Inject", "contingency": "Contingency Inject", "expected-action": "Expected Action"}


class Column(NamedTuple):
    """One column of the list: its header, other headers it is known by, and what an inject writes in it."""

    header: str
    """HSEEP's, or ours where HSEEP has none."""
    aliases: tuple[str, ...]
    cell: Callable[[Scenario, Inject], str]


def _compact(part: Frozen | None) -> str:
    """A condition or an effect as JSON of what it sets; empty if it sets nothing."""
    fields = {} if part is None else part.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(fields) if fields else ""


COLUMNS: dict[str, Column] = {
    "id": Column("Event Number", ("control number", "event no", "number", "no", "serial", "id"), lambda _, j: j.id),
    "move": Column("Move", ("turn",), lambda s, j: "" if j.hour is None else str(s.turn_at(j.hour))),
    "hour": Column(
        "Designated Scenario Time",
        ("scenario time", "simulated time", "sim time", "time", "hour"),
        lambda _, j: "" if j.hour is None else f"H+{j.hour}",
    ),
    "kind": Column("Event Type", ("type",), lambda _, j: KINDS[j.kind]),
    "mode": Column("Inject Mode", ("mode", "method", "delivery method"), lambda _, j: j.mode),
    "sender": Column("From", ("from org", "sender"), lambda _, j: j.sender),
    "to": Column(
        "To",
        ("to org", "assigned to", "recipient", "recipients", "player", "intended player"),
        lambda _, j: ", ".join(j.to),
    ),
    "text": Column("Message", ("inject", "details", "description", "event description", "script"), lambda _, j: j.text),
    "expected": Column(
        "Expected Participant Response",
        ("expected outcome", "expected action", "expected actions", "expected response"),
        lambda _, j: j.expected,
    ),
    "objective": Column("Exercise Objective", ("objective",), lambda _, j: j.objective),
    "notes": Column("Notes", ("note", "remarks", "comment"), lambda _, j: j.notes),
    "when": Column("Condition", ("when", "trigger"), lambda _, j: _compact(j.when)),
    "effect": Column("Effect", ("effects",), lambda _, j: _compact(j.effect)),
    "source": Column("Source", ("reference",), lambda _, j: j.source),
}
"""By field of an inject. The spreadsheet has them all; the facilitator's printed list takes its own from here."""

ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!")
"""What a spreadsheet shows where a formula went wrong."""
FIRST_ROWS = 20
"""Above its headers a sheet may have a title and a handling line; the headers are looked for this far down."""


class Row(NamedTuple):
    """One line of a sheet: its number as the spreadsheet counts, and its cells by header."""

    number: int
    cells: Mapping[str, str]


class Where(NamedTuple):
    """Where in the sheet the list stands, so that what is said of an event can name its row and column."""

    rows: Mapping[str, int]
    """By Event Number."""
    columns: Mapping[str, str]
    """Header by field."""

    def __call__(self, event: str, field: str) -> str:
        """The place of one field of one event, as messages begin."""
        column = self.columns.get(field, COLUMNS[field].header if field in COLUMNS else field)
        return f"row {self.rows[event]}, column {column!r}: " if event in self.rows else ""


# ---------------------------------------------------------------- out


def rows(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    """Headers, then one row an inject, then the unknown columns a sheet brought along, where there are any."""
    extra = list(dict.fromkeys(name for inject in scenario.msel for name in inject.columns))
    yield (*(column.header for column in COLUMNS.values()), *extra)
    for inject in scenario.msel:
        cells = (column.cell(scenario, inject) for column in COLUMNS.values())
        yield (*cells, *(inject.columns.get(name, "") for name in extra))


def write(scenario: Scenario, path: Path) -> None:
    """The list as ``.xlsx`` or ``.csv``; an existing file is never overwritten, :exc:`FileError`."""
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise ScenarioError(f"{path}: a list is written as .xlsx or .csv, not {kind or 'without an ending'}")
    banner = f"EXERCISE EXERCISE EXERCISE — {scenario.handling}"
    if kind == ".xlsx":
        widths = {"Message": 60, "Expected Participant Response": 40}
        made = sheets.as_workbook(rows(scenario), path, "MSEL", banner, widths)
    else:
        made = sheets.as_csv(rows(scenario), banner)
    write_new(path, made)


# ---------------------------------------------------------------- in


def replaced(scenario: Scenario, path: Path) -> Scenario:
    """*scenario* with the list in *path* instead of its own; :exc:`ScenarioError` names every row and column that is wrong."""
    return read(scenario, path)[0]


def read(scenario: Scenario, path: Path) -> tuple[Scenario, Where]:
    """As :func:`replaced`, and where in the sheet each event stands."""
    found, complaints, at = [], [], dict[str, int]()
    top, headers, lines = _read(path)
    fields = _fields(f"{path}: row {top}", headers)
    columns = {field: header for header, field in fields.items()}
    for row in lines:
        try:
            one = _inject(scenario, path, row, fields)
        except ScenarioError as wrong:
            complaints.append(str(wrong))
            continue
        if one["id"] in at:
            complaints.append(
                f"{path}: row {row.number}, column {columns['id']!r}: Event Number {one['id']!r} appears twice, first in row {at[one['id']]}"
            )
        at.setdefault(one["id"], row.number)
        found.append(one)
    where = Where(at, columns)
    if complaints:
        more = [f"… and {len(complaints) - 20} more"] if len(complaints) > 20 else []
        raise ScenarioError("\n".join(complaints[:20] + more))
    raw = scenario.model_dump(mode="json", by_alias=True) | {"msel": found}
    taken = parse_rows(raw, str(path))
    if placed := [_placed(where, complaint) for complaint in contradictions(taken)]:
        raise ScenarioError(f"{path}: {'; '.join(placed)}")
    return taken, where


def _placed(where: Where, complaint: Complaint) -> str:
    """A complaint that needed the whole list to be seen; one about an event of the sheet with its row and column."""
    if complaint.row is None or complaint.row[0] != "msel":
        return str(complaint)
    event = complaint.row[1]
    return f"{where(event, complaint.field) or f'{event}: '}{complaint.message}"


def _fields(at: str, headers: Sequence[str]) -> dict[str, str]:
    """Header of the sheet: field. Headers nobody knows are left out."""
    known = _field_by_header()
    fields: dict[str, str] = {}
    for header in headers:
        field = known.get(_plain(header))
        if header and headers.count(header) > 1:
            raise ScenarioError(f"{at}: two columns are called {header!r}")
        if field is not None and field in fields.values():
            first = next(name for name, other in fields.items() if other == field)
            raise ScenarioError(f"{at}: columns {first!r} and {header!r} are both {COLUMNS[field].header!r}")
        if field is not None:
            fields[header] = field
    for needed in ("id", "to", "text"):
        if needed not in fields.values():
            close = nearest(COLUMNS[needed].header, [header for header in headers if header] or ["nothing"])
            raise ScenarioError(f"{at}: no column {COLUMNS[needed].header!r}; {close}")
    return fields


def _field_by_header() -> dict[str, str]:
    """The field of an inject by every header it is known by, plainly spelt."""
    return {_plain(name): field for field, column in COLUMNS.items() for name in (column.header, *column.aliases)}


def _plain(header: str) -> str:
    """A header without what people spell differently: case, spaces, marks."""
    return re.sub(r"[^a-z0-9]+", " ", header.lower()).strip()


def _inject(scenario: Scenario, path: Path, row: Row, fields: Mapping[str, str]) -> dict[str, Any]:
    given = {field: row.cells[header] for header, field in fields.items()}
    column = {field: header for header, field in fields.items()}

    def wrong(field: str, why: str) -> ScenarioError:
        return ScenarioError(f"{path}: row {row.number}, column {column.get(field, field)!r}: {why}")

    for header, text in row.cells.items():
        if text in ERRORS:
            raise ScenarioError(
                f"{path}: row {row.number}, column {header!r}: {text} is a formula that went wrong; mend it or write a text"
            )
    raw: dict[str, Any] = {
        field: text for field, text in given.items() if text and field not in ("move", "to", "sender")
    }
    raw["from"] = given.get("sender") or "CONTROL"
    raw["source"] = given.get("source") or f"spreadsheet {path.name}"
    everybody = [str(seat) for seat in scenario.players]
    to = [name for name in re.split(r"[,;/\s]+", given.get("to", "")) if name]
    raw["to"] = everybody if [name.upper() for name in to] in (["ALL"], ["ALL", "CELLS"]) else to
    if not raw["to"]:
        raise wrong("to", f"nobody receives it; name seats ({', '.join(everybody)}) or ALL")
    for name in raw["to"]:
        if name not in scenario.seat_by_id:
            raise wrong("to", f"no seat {name!r}; {nearest(name, everybody)}")
    if "kind" in raw:
        kinds = {_plain(told): kind for kind, told in KINDS.items()} | {_plain(kind): kind for kind in KINDS}
        if _plain(raw["kind"]) not in kinds:
            raise wrong("kind", f"{raw['kind']!r} is none of {', '.join(KINDS.values())}")
        raw["kind"] = kinds[_plain(raw["kind"])]
    if "hour" in raw:
        hour = _hour(raw.pop("hour"))
        if hour is None:
            dated = re.search(r"\d{4}-\d\d-\d\d|\d[./]\d\d?[./]\d", given["hour"]) is not None
            why = "is a date: say hours since STARTEX" if dated else "is no scenario time in whole hours"
            raise wrong("hour", f"{given['hour']!r} {why}, as H+30, 30 or D+1 06:00")
        if hour >= 0:
            raw["hour"] = hour
    for field in ("when", "effect"):
        if field in raw:
            try:
                raw[field] = json.loads(raw[field])
            except ValueError:
                example = '{"incident": "blockade", "outcome": ["FAILURE"]}' if field == "when" else '{"rung": 1}'
                raise wrong(field, f"{raw[field]!r} is not of the form {example}") from None
    if not raw.get("text"):
        raise wrong("text", "is empty: an inject needs a message")
    kept = {header: text for header, text in row.cells.items() if header and header not in fields and text}
    try:
        Inject.model_validate_json(json.dumps(raw | {"columns": kept}))
    except ValidationError as bad:
        error = bad.errors(include_url=False)[0]
        field = {"from": "sender"}.get(str(error["loc"][0]), str(error["loc"][0])) if error["loc"] else "id"
        own = error.get("ctx", {}).get("error")  # the check's own words, where a check of ours refused it
        raise wrong(
            field, f"{own if isinstance(own, ValueError) else error['msg']} ({given.get(field, '')!r})"
        ) from None
    return raw | {"columns": kept}


def _hour(text: str) -> int | None:
    """Hours since STARTEX; -1 for none (a contingency); None if it cannot be read."""
    told = " ".join(text.lower().split())
    if told in ("-", "–", "—", "tbd", "contingent", "on call"):
        return -1
    if (found := re.fullmatch(r"(?:h ?\+ ?)?(\d{1,5})(?:\.0+)? ?h?", told)) is not None:
        return int(found[1])
    if (found := re.fullmatch(r"d ?\+ ?(\d{1,3})(?:[ ,t]+(\d{1,2})(?::?00)?)?", told)) is not None:
        return 24 * int(found[1]) + int(found[2] or 0)
    return None


def _read(path: Path) -> tuple[int, list[str], list[Row]]:
    """The number of the header row, headers and filled rows of a sheet, every cell a text."""
    known = _field_by_header()

    def knows(lines: list[list[str]]) -> int:
        return max((sum(_plain(cell) in known for cell in line) for line in lines[:FIRST_ROWS]), default=0)

    table = sheets.read_cells(path, knows)
    top = _header_row(table)
    if not table or not any(table[top]):
        raise ScenarioError(
            f"{path}: row 1 holds no headers; `fourthseat msel SCENARIO --out FILE` writes a sheet to start from"
        )
    headers = table[top]
    found = []
    for number, line in enumerate(table[top + 1 :], top + 2):
        for column, text in enumerate(line):
            if text and (column >= len(headers) or not headers[column]):
                raise ScenarioError(
                    f"{path}: row {number}, column {sheets.column_letter(column)}: {text[:60]!r} stands under no header; give its column a name or clear it"
                )
        if any(line):
            cells = dict.fromkeys(filter(None, headers), "") | {
                header: text for header, text in zip(headers, line, strict=False) if header
            }
            found.append(Row(number, cells))
    return top + 1, headers, found


def _header_row(table: Sequence[Sequence[str]]) -> int:
    """The first row that knows three of our columns; above it stand a title, a date, a handling line. Else the first row."""
    known = _field_by_header()
    for number, line in enumerate(table[:FIRST_ROWS]):
        if len({known[_plain(cell)] for cell in line if _plain(cell) in known}) >= 3:
            return number
    return 0


# ---------------------------------------------------------------- before STARTEX


def lint(scenario: Scenario, where: Where | None = None) -> list[str]:
    """What is playable and yet likely to go wrong on the day, by Event Number; with *where*, by row and column too."""

    def at(event: str, field: str) -> str:
        return f"{where(event, field) if where else ''}{event}"

    told = []
    about = {one.objective for one in scenario.msel}
    for one in scenario.msel:
        if not one.objective:
            told.append(f"{at(one.id, 'objective')}: serves no exercise objective")
        if not one.expected:
            told.append(f"{at(one.id, 'expected')}: no expected response: an evaluator has nothing to look for")
        if one.kind == "contingency" and one.hour is not None:
            told.append(f"{at(one.id, 'hour')}: a contingency inject has a time (H+{one.hour}); its condition decides")
    timed: dict[tuple[str, int], list[str]] = {}
    for one in scenario.msel:
        for to in one.to if one.hour is not None else ():
            timed.setdefault((to, one.hour or 0), []).append(one.id)
    crowded: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for (seat, hour), names in timed.items():
        if len(names) > 1:
            crowded.setdefault((hour, tuple(names)), []).append(seat)
    told += [
        f"{where(names[0], 'hour') if where else ''}{', '.join(names)}: all at H+{hour} for {', '.join(seats)}"
        for (hour, names), seats in crowded.items()
    ]
    bare = [f"{o.id} ({cell.id})" for cell in scenario.seats for o in cell.objectives if o.id not in about]
    if bare:
        told.append(f"objectives no inject is about: {', '.join(bare)}")
    return told
