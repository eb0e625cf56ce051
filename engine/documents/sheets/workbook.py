"""An Excel workbook (``.xlsx``, ``.xlsm``) read as what its cells show, from Transitional and Strict Open XML alike.

The library that writes our workbooks crashes on chart tabs, cannot read Strict files and shows no number formats, so
reading is done here, one element at a time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.archive import Archive, local
from fourthseat.engine.documents.sheets.cells import (
    EMPTY,
    Book,
    Cell,
    Fault,
    Seen,
    Span,
    column_letter,
    fault_in,
    made_harmless,
    one_line,
    unquoted,
)
from fourthseat.engine.documents.sheets.dates import days_of
from fourthseat.engine.documents.sheets.formats import shown_number, shown_text
from fourthseat.engine.documents.sheets.grid import Grid
from fourthseat.engine.documents.sheets.styles import Run, Style, Styles, Text, Texts, unescaped, whole_number, yes

__all__ = ["read_workbook"]

MOST_SHEETS = 250
FLAT = re.compile(r"0+(\.0*)?")
"""A height or width of nothing, by which rows and columns are hidden too."""
LAST_ROW = 1_048_576
SEEN = {"hidden": Seen.HIDDEN, "veryHidden": Seen.VERY_HIDDEN}


def read_workbook(path: Path) -> Book:
    """Every sheet of the workbook in *path*; :exc:`ScenarioError` if it cannot be read."""
    with Archive(path) as archive:
        main = next((r.part for r in archive.relations("").values() if r.kind == "officeDocument"), "xl/workbook.xml")
        if main not in archive:
            raise ScenarioError(f"{path}: has no workbook in it; save it as .xlsx in a spreadsheet")
        parts = archive.relations(main)
        by_kind = {relation.kind: relation.part for relation in parts.values()}
        about = archive.elements(main, "sheet", "workbookPr")
        early = any(name == "workbookPr" and yes(given.get("date1904")) for name, given in about)
        named = [given for name, given in about if name == "sheet"]
        if len(named) > MOST_SHEETS:
            raise ScenarioError(f"{path}: has {len(named):,} sheets; a list is read from at most {MOST_SHEETS}")
        texts = Texts()
        if by_kind.get("sharedStrings", "") in archive:
            archive.feed(by_kind["sharedStrings"], texts)
        styles = Styles()
        if by_kind.get("styles", "") in archive:
            archive.feed(by_kind["styles"], styles)
        sheets, skipped = [], []
        for given in named:
            name = one_line(unescaped(given.get("name", "")))
            relation = parts.get(given.get("id", ""))
            if relation is None or relation.kind != "worksheet":
                skipped.append(name)
                continue
            cells = _Cells(texts.found, styles.styles(), early)
            archive.feed(relation.part, cells)
            cells.grid.filters += _filters_of_tables(archive, relation.part)
            sheets.append(cells.grid.sheet(name, SEEN.get(given.get("state", ""), Seen.SHOWN)))
    return Book(path, tuple(sheets), tuple(skipped))


def _filters_of_tables(archive: Archive, part: str) -> list[Span]:
    """The ranges that filters of the sheet's tables hide rows of."""
    found = []
    for relation in archive.relations(part).values():
        if relation.kind == "table" and relation.part in archive:
            about = archive.elements(relation.part, "autoFilter", "filterColumn")
            if any(name == "filterColumn" for name, _ in about):
                found += [
                    span for name, given in about if name == "autoFilter" and (span := _span(given.get("ref", "")))
                ]
    return found


class _Cells:
    """Receives the cells of one sheet."""

    def __init__(self, texts: Sequence[Text], styles: Sequence[Style], early: bool) -> None:
        self.texts, self.styles, self.early = texts, styles, early
        self.grid = Grid()
        self.range: Span | None = None
        self.row, self.column = 0, -1
        self.attributes: dict[str, str] = {}
        self.kind, self.style = "n", Style()
        self.given: list[str] | None = None
        self.value: str | None = None
        self.formula: str | None = None
        self.array: Span | None = None
        """The range that the formula fills, if it fills more than its own cell."""
        self.inline: Texts | None = None
        self.runs: Text = ()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "c":
                self.attributes = attributes
                self.column += 1
                self.value = self.formula = self.array = None
                self.runs = ()
                if "r" in attributes and (place := _place(attributes["r"])) is not None:
                    self.row, self.column = place
            case "v":
                self.given = []
            case "f":
                self.given = []
                self.array = (
                    _span(attributes["ref"]) if attributes.get("t") == "array" and "ref" in attributes else None
                )
            case "row":
                self.row = whole_number(attributes.get("r")) or self.row + 1
                self.column = -1
                if yes(attributes.get("hidden")) or FLAT.fullmatch(attributes.get("ht", "")):
                    self.grid.hidden_rows.add(self.row)
            case "is":
                self.inline = Texts()
            case "col":
                self._column(attributes)
            case "mergeCell":
                if (span := _span(attributes.get("ref", ""))) is not None:
                    self.grid.spans.append(span)
            case "autoFilter":
                self.range = _span(attributes.get("ref", ""))
            case "filterColumn" if self.range is not None:
                self.grid.filters = [self.range]
            case name if self.inline is not None:
                self.inline.start(name, attributes)

    def data(self, text: str) -> None:
        if self.given is not None:
            self.given.append(text)
        elif self.inline is not None:
            self.inline.data(text)

    def end(self, tag: str) -> None:
        match local(tag):
            case "v":
                self.value, self.given = "".join(self.given or ()), None
            case "f":
                self.formula, self.given = "".join(self.given or ()), None
            case "c":
                if self.value is not None or self.formula is not None or self.runs:
                    self._end_cell()
            case "is" if self.inline is not None:
                self.runs, self.inline = tuple(self.inline.runs), None
            case name if self.inline is not None:
                self.inline.end(name)

    def _end_cell(self) -> None:
        self.kind = self.attributes.get("t", "n")
        style = whole_number(self.attributes.get("s"))
        self.style = self.styles[style] if style < len(self.styles) else Style()
        self.grid.put(self.row, self.column, self._cell())

    def _cell(self) -> Cell:
        """The cell that has just ended."""
        if (
            self.formula is not None
            and (self.value is None or (not self.value and self.kind != "str"))
            and not self.runs
        ):
            cell = Cell("", None, Fault.uncalculated(self.formula))
            if self.array is not None:
                self.grid.arrays.append((self.array, cell))
            return cell
        value = self.value or ""
        match self.kind:
            case "s":
                return self._of_text(self._shared(value))
            case "inlineStr":
                return self._of_text(self.runs)
            case "str":
                return self._of_text((Run(unescaped(value), None),))
            case "e":
                return self._of_text((Run(value, None),))
            case "b":
                held = yes(value)
                return Cell(str(held).upper(), held, struck=self.style.struck)
            case "d":
                return self._of_date(value)
            case _:
                return self._of_number(value)

    def _shared(self, value: str) -> Text:
        """The shared text with the number *value*; :exc:`LookupError` if there is none, for then the file is not whole."""
        if value.strip().isdecimal() and (number := int(value)) < len(self.texts):
            return self.texts[number]
        raise LookupError(f"row {self.row}, column {column_letter(self.column)}: its text {value[:20]!r} is not there")

    def _of_text(self, runs: Text) -> Cell:
        whole = "".join(run.text for run in runs)
        text = unquoted(made_harmless(whole))
        if not text:
            return EMPTY
        told = made_harmless(shown_text(text, self.style.form))
        flagged = [(run.text, self.style.struck if run.struck is None else run.struck) for run in runs]
        return Cell.of_runs(flagged, told, text, fault_in(whole))

    def _of_number(self, value: str) -> Cell:
        try:
            number = float(value)
        except ValueError:
            return self._of_text((Run(value, None),))
        if not math.isfinite(number):
            return self._of_text((Run(value, None),))
        text, held = shown_number(number, self.style.form, self.early)
        return Cell(made_harmless(text), held, struck=self.style.struck)

    def _of_date(self, value: str) -> Cell:
        """A date written as such (ISO 8601) rather than as a count of days, which only Strict workbooks do."""
        try:
            days = days_of(value, self.early)
        except ValueError:
            return self._of_text((Run(value, None),))
        return self._of_number(repr(days))

    def _column(self, attributes: dict[str, str]) -> None:
        if yes(attributes.get("hidden")) or FLAT.fullmatch(attributes.get("width", "")):
            self.grid.hide_columns(whole_number(attributes.get("min")) - 1, whole_number(attributes.get("max")) - 1)


def _place(reference: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of a reference as ``B7``."""
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


def _span(reference: str) -> Span | None:
    """The range that a reference as ``A1:C3`` names; one of a whole column or row reaches to the sheet's end."""
    first, _, last = reference.rpartition(":")
    if (start := _place(first or last)) is None or (stop := _place(last)) is None:
        return None
    return Span(start[0], min(stop[0], LAST_ROW), start[1], stop[1])
