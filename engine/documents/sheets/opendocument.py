"""A spreadsheet of LibreOffice (``.ods``) read as what its cells show, which the file says itself."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.archive import Archive, local
from fourthseat.engine.documents.sheets.cells import (
    EMPTY,
    MOST_COLUMNS,
    MOST_ROWS,
    Book,
    Cell,
    Fault,
    Seen,
    Sheet,
    Span,
    Value,
    fault_in,
    made_harmless,
    one_line,
    unquoted,
)
from fourthseat.engine.documents.sheets.grid import Grid

__all__ = ["read_opendocument"]

ASIDE = (
    "annotation",
    "shapes",
    "frame",
    "custom-shape",
    "tracked-changes",
    "ruby-text",
    "forms",
    "dde-links",
    "settings",
)
"""Elements whose texts are not those of a cell: comments, shapes, what was changed, how a word is read aloud."""


def read_opendocument(path: Path) -> Book:
    """Every sheet of the spreadsheet in *path*; :exc:`ScenarioError` if it cannot be read."""
    with Archive(path) as archive:
        manifest = "META-INF/manifest.xml"
        if manifest in archive and archive.elements(manifest, "encryption-data"):
            raise ScenarioError(f"{path}: is locked with a password: open it and save it without one")
        found = _Content()
        archive.feed("content.xml", found)
    return Book(path, tuple(found.sheets), tuple(found.skipped))


class _Content:
    """Receives the contents of a spreadsheet: its own styles, then its sheets."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.skipped: list[str] = []
        self.copied = False
        self.aside = 0
        self.style = ""
        self.struck: set[str] = set()
        self.unseen: set[str] = set()
        self.grid = Grid()
        self.name, self.seen = "", Seen.SHOWN
        self.row, self.rows = 0, 1
        self.column = 0
        self.cell: dict[str, str] | None = None
        self.runs: list[tuple[str, bool]] = []
        self.spans: list[bool] = []
        self.in_text = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if self.aside or name in ASIDE:
            self.aside += 1
            return
        given = {local(key): value for key, value in attributes.items()}
        match name:
            case "style":
                self.style = given.get("name", "")
            case "text-properties":
                if any(given.get(f"text-line-through-{how}", "none") != "none" for how in ("style", "type")):
                    self.struck.add(self.style)
            case "table-properties":
                if given.get("display") == "false":
                    self.unseen.add(self.style)
            case "table":
                self.grid, self.row, self.column, self.copied = Grid(), 0, 0, False
                self.name = one_line(given.get("name", ""))
                self.seen = Seen.HIDDEN if given.get("style-name") in self.unseen else Seen.SHOWN
            case "table-source":  # what was copied from another file, so that formulas find it
                self.copied = True
            case "table-column":
                times = _times(given, "number-columns-repeated")
                if given.get("visibility", "visible") != "visible":
                    self.grid.hide_columns(self.column, self.column + times - 1)
                self.column += times
            case "table-row":
                self._begin_row(given)
            case "table-cell" | "covered-table-cell":
                self.cell, self.runs = given, []
            case _ if self.cell is not None:
                self._begin_text(name, given)

    def _begin_row(self, given: dict[str, str]) -> None:
        self.row, self.rows, self.column = self.row + 1, _times(given, "number-rows-repeated"), 0
        hidden = {"collapse": self.grid.hidden_rows, "filter": self.grid.filtered_rows}.get(given.get("visibility", ""))
        if hidden is not None:
            hidden.update(range(self.row, self.row + min(self.rows, MOST_ROWS)))

    def _begin_text(self, name: str, given: dict[str, str]) -> None:
        match name:
            case "p":
                self.in_text += 1
                if self.runs:
                    self.runs.append(("\n", self._strikes()))
            case "span":
                self.spans.append(given.get("style-name", "") in self.struck)
            case "line-break":
                self.runs.append(("\n", self._strikes()))
            case "tab":
                self.runs.append(("\t", self._strikes()))
            case "s":
                self.runs.append((" " * min(_times(given, "c"), 1000), self._strikes()))

    def _strikes(self) -> bool:
        """Whether what comes now is struck through."""
        if self.spans:
            return self.spans[-1]
        return self.cell is not None and self.cell.get("style-name", "") in self.struck

    def data(self, text: str) -> None:
        if self.in_text and not self.aside:
            self.runs.append((re.sub(r"[\t\r\n]+", " ", text), self._strikes()))

    def end(self, tag: str) -> None:
        if self.aside:
            self.aside -= 1
            return
        match local(tag):
            case "p" if self.in_text:
                self.in_text -= 1
            case "span" if self.spans:
                self.spans.pop()
            case "table-cell" | "covered-table-cell" if self.cell is not None:
                self._end_cell(self.cell)
                self.cell, self.spans, self.in_text = None, [], 0
            case "table-row":
                self.row += self.rows - 1
            case "table" if self.copied:
                self.skipped.append(self.name)
            case "table":
                self.sheets.append(self.grid.sheet(self.name, self.seen))

    def _end_cell(self, given: dict[str, str]) -> None:
        """Put the cell that has just ended into all the places it stands in."""
        cell = self._cell(given)
        times = _times(given, "number-columns-repeated")
        down, right = _times(given, "number-rows-spanned"), _times(given, "number-columns-spanned")
        if down > 1 or right > 1:
            self.grid.spans.append(Span(self.row, self.row + down - 1, self.column, self.column + right - 1))
        if cell != EMPTY:
            for row in range(self.row, self.row + min(self.rows, MOST_ROWS + 1)):
                for column in range(self.column, self.column + min(times, MOST_COLUMNS + 1)):
                    self.grid.put(row, column, cell)
        self.column += times

    def _cell(self, given: dict[str, str]) -> Cell:
        whole = "".join(text for text, _ in self.runs)
        text = unquoted(made_harmless(whole))
        kind = given.get("value-type", "")
        if not text:
            if "formula" in given and not kind:
                return Cell("", None, Fault.uncalculated(given["formula"].partition(":")[2] or given["formula"]))
            return EMPTY
        value = _value(kind, given) if kind not in ("", "string") else text
        value = text if value is None else value
        return Cell.of_runs(self.runs, text, value, fault_in(whole))


def _times(given: dict[str, str], name: str) -> int:
    """How often something is repeated, at least once."""
    told = given.get(name, "1")
    return max(1, int(told)) if re.fullmatch("[0-9]{1,9}", told) else 1


def _value(kind: str, given: dict[str, str]) -> Value:
    """What a cell holds; None if the file says it in a way that is none of ours."""
    try:
        match kind:
            case "date":
                told = given["date-value"]
                return datetime.datetime.fromisoformat(told) if "T" in told else datetime.date.fromisoformat(told)
            case "time":
                found = re.fullmatch(r"(-?)PT(\d{1,7})H(\d+)M(\d+)(?:[.,]\d*)?S", given["time-value"])
                if found is None:
                    return None
                hours, minutes, seconds = (int(part) for part in found.groups()[1:])
                if hours < 24 and not found[1]:
                    return datetime.time(hours, minutes, seconds)
                span = datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds)
                return -span if found[1] else span
            case "boolean":
                return given["boolean-value"] == "true"
            case "float" | "percentage" | "currency":
                number = float(given["value"])
                return int(number) if number.is_integer() and abs(number) < 1e15 else number
    except (KeyError, ValueError, OverflowError):
        return None
    return None
