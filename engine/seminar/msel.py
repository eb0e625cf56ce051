"""The master scenario events list as the spreadsheet a facilitator works in: out, in again, and checked before STARTEX.

The columns are HSEEP's; headers are known by their aliases, and columns nobody here knows are kept with their row.
What is read is the scenario's own list or a complaint with the row and the column; nothing is half taken over.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from engine.errors import ScenarioError, nearest
from engine.scenario import Scenario, parse
from engine.specs import Inject

__all__ = ["COLUMNS", "lint", "replaced", "rows", "write"]

COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "id": ("Event Number", ("control number", "event no", "number", "no", "serial", "id")),
    "move": ("Move", ("turn",)),
    "hour": ("Designated Scenario Time", ("scenario time", "simulated time", "sim time", "time", "hour")),
    "kind": ("Event Type", ("type",)),
    "mode": ("Inject Mode", ("mode", "method", "delivery method")),
    "sender": ("From", ("from org", "sender")),
    "to": ("To", ("to org", "assigned to", "recipient", "recipients", "player", "intended player")),
    "text": ("Message", ("inject", "details", "description", "event description", "script")),
    "expected": ("Expected Participant Response", ("expected outcome", "expected action", "expected actions", "expected response")),
    "objective": ("Exercise Objective", ("objective",)),
    "notes": ("Notes", ("note", "remarks", "comment")),
    "when": ("Condition", ("when", "trigger")),
    "effect": ("Effect", ("effects",)),
    "source": ("Source", ("reference",)),
}  # fmt: skip
"""Field: HSEEP's header (ours where HSEEP has none), and other headers it is known by."""

KINDS = {"inject": "Inject", "contingency": "Contingency Inject", "expected-action": "Expected Action"}
MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 5_000_000, 50_000_000, 2000, 80
"""What a sheet may hold: far more than any exercise needs, far less than would hurt."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters a spreadsheet may take for a formula."""


class Row(NamedTuple):
    """One line of a sheet: its number as the spreadsheet counts, and its cells by header."""

    number: int
    cells: Mapping[str, str]


# ---------------------------------------------------------------- out


def rows(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    """Headers, then one row an inject, then the unknown columns a sheet brought along, where there are any."""
    extra = list(dict.fromkeys(name for one in scenario.msel for name in one.columns))
    yield (*(header for header, _ in COLUMNS.values()), *extra)
    for one in scenario.msel:
        yield (
            one.id,
            "" if one.hour is None else str(min(scenario.turns, one.hour // scenario.turn_hours + 1)),
            "" if one.hour is None else f"H+{one.hour}",
            KINDS[one.kind],
            one.mode,
            one.sender,
            ", ".join(one.to),
            one.text,
            one.expected,
            one.objective,
            one.notes,
            "" if one.when is None else _compact(one.when),
            _compact(one.effect),
            one.source,
            *(one.columns.get(name, "") for name in extra),
        )


def _compact(part: Any) -> str:
    told = part.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(told) if told else ""


def write(scenario: Scenario, path: Path) -> None:
    """The list as ``.xlsx`` or ``.csv``; an existing file is never overwritten."""
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise ScenarioError(f"{path}: a list is written as .xlsx or .csv, not {kind or 'without an ending'}")
    made = _workbook(scenario) if kind == ".xlsx" else _csv(scenario)
    try:
        with path.open("xb") as file:
            file.write(made)
    except OSError as wrong:
        raise ScenarioError(f"{path}: {wrong.strerror}") from None


def _csv(scenario: Scenario) -> bytes:
    kept = io.StringIO()
    writer = csv.writer(kept)
    for row in rows(scenario):
        # A quote keeps a spreadsheet from running what is only a text; it is taken off again when read.
        writer.writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row)
    return kept.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets it is UTF-8


def _workbook(scenario: Scenario) -> bytes:
    openpyxl = _openpyxl()
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "MSEL"
    for number, row in enumerate(rows(scenario), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = text or None
            if text:
                cell.data_type = "s"  # a text, whatever it begins with
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, (header, _) in enumerate(COLUMNS.values(), 1):
        width = {"Message": 60, "Expected Participant Response": 40}.get(header, 18)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = f"EXERCISE EXERCISE EXERCISE — {scenario.handling}".replace("&", "&&")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


# ---------------------------------------------------------------- in


def replaced(scenario: Scenario, path: Path) -> Scenario:
    """*scenario* with the list in *path* instead of its own; :exc:`ScenarioError` names every row and column that is wrong."""
    found, complaints = [], []
    headers, lines = _read(path)
    fields = _fields(path, headers)
    for row in lines:
        try:
            found.append(_inject(scenario, path, row, fields))
        except ScenarioError as wrong:
            complaints.append(str(wrong))
    numbers = [one["id"] for one in found]
    complaints += [
        f"{path}: Event Number {name!r} appears twice" for name in dict.fromkeys(numbers) if numbers.count(name) > 1
    ]
    if complaints:
        raise ScenarioError("\n".join(complaints[:20]))
    raw = scenario.model_dump(mode="json", by_alias=True) | {"msel": found}
    return parse(raw, str(path))


def _fields(path: Path, headers: Sequence[str]) -> dict[str, str]:
    """Header of the sheet: field. Headers nobody knows are left out."""
    known = {_plain(name): field for field, (header, aliases) in COLUMNS.items() for name in (header, *aliases)}
    fields: dict[str, str] = {}
    for header in headers:
        field = known.get(_plain(header))
        if field is not None and field in fields.values():
            first = next(name for name, other in fields.items() if other == field)
            raise ScenarioError(f"{path}: row 1: columns {first!r} and {header!r} are both {COLUMNS[field][0]!r}")
        if field is not None:
            fields[header] = field
    for needed in ("id", "to", "text"):
        if needed not in fields.values():
            close = nearest(COLUMNS[needed][0], [header for header in headers if header] or ["nothing"])
            raise ScenarioError(f"{path}: row 1: no column {COLUMNS[needed][0]!r}; {close}")
    return fields


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", header.lower()).strip()


def _inject(scenario: Scenario, path: Path, row: Row, fields: Mapping[str, str]) -> dict[str, Any]:
    given = {field: row.cells[header] for header, field in fields.items()}
    column = {field: header for header, field in fields.items()}

    def wrong(field: str, why: str) -> ScenarioError:
        return ScenarioError(f"{path}: row {row.number}, column {column.get(field, field)!r}: {why}")

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
            raise wrong("hour", f"{given['hour']!r} is no scenario time: H+30, 30 or D+1 06:00, in whole hours")
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
        raise wrong(field, f"{str(error['msg']).removeprefix('Value error, ')} ({given.get(field, '')!r})") from None
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


def _read(path: Path) -> tuple[list[str], list[Row]]:
    """Headers and filled rows of a sheet, every cell a text."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ScenarioError(f"{path}: {size:,} bytes; a list holds at most {MOST_BYTES:,}")
        lines = _cells_of_workbook(path) if path.suffix.lower() == ".xlsx" else _cells_of_csv(path)
        table = [_trimmed([_text(cell) for cell in line]) for line in lines]
    except OSError as wrong:
        raise ScenarioError(f"{path}: {wrong.strerror or wrong}") from None
    if not table or not any(table[0]):
        raise ScenarioError(
            f"{path}: row 1 holds no headers; `fourthseat msel SCENARIO --out FILE` writes a sheet to start from"
        )
    headers = table[0]
    while not table[-1]:
        table.pop()
    if len(table) > MOST_ROWS or len(headers) > MOST_COLUMNS:
        raise ScenarioError(f"{path}: more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns: is it a list of events?")
    found = []
    for number, line in enumerate(table[1:], 2):
        if any(line):
            cells = dict.fromkeys(headers, "") | dict(zip(headers, line, strict=False))
            found.append(Row(number, cells))
    return headers, found


def _trimmed(line: list[str]) -> list[str]:
    """Without the empty cells at the end, of which a workbook may have thousands."""
    while line and not line[-1]:
        line.pop()
    return line


def _text(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _cells_of_csv(path: Path) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except UnicodeDecodeError as wrong:
        raise ScenarioError(f"{path}: byte {wrong.start} is not UTF-8 text; save it as CSV UTF-8 or as .xlsx") from None
    except csv.Error as wrong:
        raise ScenarioError(f"{path}: not CSV: {wrong}") from None


def _cells_of_workbook(path: Path) -> list[list[Any]]:
    openpyxl = _openpyxl()
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise ScenarioError(f"{path}: unpacks to {unpacked:,} bytes; a list holds at most {MOST_UNPACKED:,}")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = next((book[name] for name in book.sheetnames if "msel" in name.lower()), book.worksheets[0])
            return [
                list(line)
                for line in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
            ]
        finally:
            book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError) as wrong:
        raise ScenarioError(f"{path}: is no Excel workbook (.xlsx): {wrong}") from None


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise ScenarioError(
            ".xlsx needs the library openpyxl, which is not installed: pip install '.[seminar]'; .csv works without"
        ) from None
    return openpyxl


# ---------------------------------------------------------------- before STARTEX


def lint(scenario: Scenario) -> list[str]:
    """What is playable and yet likely to go wrong on the day, by Event Number."""
    told = []
    about = {one.objective for one in scenario.msel}
    for one in scenario.msel:
        if not one.objective:
            told.append(f"{one.id}: serves no exercise objective")
        if not one.expected:
            told.append(f"{one.id}: no expected response: an evaluator has nothing to look for")
        if one.kind == "contingency" and one.hour is not None:
            told.append(f"{one.id}: a contingency inject has a time (H+{one.hour}); its condition decides")
    timed: dict[tuple[str, int], list[str]] = {}
    for one in scenario.msel:
        for to in one.to if one.hour is not None else ():
            timed.setdefault((to, one.hour or 0), []).append(one.id)
    crowded: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for (seat, hour), names in timed.items():
        if len(names) > 1:
            crowded.setdefault((hour, tuple(names)), []).append(seat)
    told += [f"{', '.join(names)}: all at H+{hour} for {', '.join(seats)}" for (hour, names), seats in crowded.items()]
    bare = [f"{o.id} ({cell.id})" for cell in scenario.seats for o in cell.objectives if o.id not in about]
    if bare:
        told.append(f"objectives no inject is about: {', '.join(bare)}")
    return told
