"""An Excel workbook (``.xlsx``, ``.xlsm``) read as what its cells show, from Transitional and Strict Open XML alike.

The library that writes our workbooks crashes on chart tabs, cannot read Strict files and shows no number formats, so
reading is done here, one element at a time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.archive import Archive, local
from fourthseat.engine.documents.sheets.cells import (
    EMPTY,
    MOST_COLUMNS,
    MOST_ROWS,
    Book,
    Cell,
    Fault,
    FaultKind,
    Line,
    Seen,
    Sheet,
    Span,
    fault_in,
    made_harmless,
    unquoted,
)
from fourthseat.engine.documents.sheets.dates import days_of
from fourthseat.engine.documents.sheets.formats import BUILT_IN, shown_number, shown_text

__all__ = ["read_workbook"]

MOST_SHEETS = 250
MOST_TEXTS = 2_000_000
"""Shared texts of a workbook."""
LAST_ROW = 1_048_576
SEEN = {"hidden": Seen.HIDDEN, "veryHidden": Seen.VERY_HIDDEN}
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold; ``_x005F_`` is the underscore that begins what is none."""


class Run(NamedTuple):
    """A stretch of a text in one font."""

    text: str
    struck: bool | None
    """None: as the cell's font says."""


Text = tuple[Run, ...]


class Style(NamedTuple):
    """What the style of a cell says about how it is read."""

    struck: bool = False
    form: str = "General"


def read_workbook(path: Path) -> Book:
    """Every sheet of the workbook in *path*; :exc:`ScenarioError` if it cannot be read."""
    with Archive(path) as archive:
        main = next((r.part for r in archive.relations("").values() if r.kind == "officeDocument"), "xl/workbook.xml")
        if main not in archive:
            raise ScenarioError(f"{path}: has no workbook in it; save it as .xlsx in a spreadsheet")
        parts = archive.relations(main)
        by_kind = {relation.kind: relation.part for relation in parts.values()}
        about = archive.elements(main, "sheet", "workbookPr")
        early = any(name == "workbookPr" and _yes(given.get("date1904")) for name, given in about)
        named = [given for name, given in about if name == "sheet"]
        if len(named) > MOST_SHEETS:
            raise ScenarioError(f"{path}: has {len(named):,} sheets; a list is read from at most {MOST_SHEETS}")
        texts = _Texts()
        if by_kind.get("sharedStrings", "") in archive:
            archive.feed(by_kind["sharedStrings"], texts)
        styles = _Styles()
        if by_kind.get("styles", "") in archive:
            archive.feed(by_kind["styles"], styles)
        sheets, skipped = [], []
        for given in named:
            name = made_harmless(_unescaped(given.get("name", "")))
            relation = parts.get(given.get("id", ""))
            if relation is None or relation.kind != "worksheet":
                skipped.append(name)
                continue
            cells = _Cells(texts.found, styles.styles(), early)
            archive.feed(relation.part, cells)
            sheets.append(cells.sheet(name, SEEN.get(given.get("state", ""), Seen.SHOWN)))
    return Book(path, tuple(sheets), tuple(skipped))


def _yes(given: str | None) -> bool:
    return given is not None and given.strip().lower() in ("1", "true", "on")


def _unescaped(text: str) -> str:
    """*text* with its escaped characters; a pair of escaped halves is one character."""
    if "_x" not in text:
        return text
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Texts:
    """Receives the shared texts: runs without the phonetic ones, which only say how the others are read aloud."""

    def __init__(self) -> None:
        self.found: list[Text] = []
        self.runs: list[Run] = []
        self.text: list[str] | None = None
        self.struck: bool | None = None
        self.phonetic = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "t":
                self.text = []
            case "si" | "is":
                self.runs, self.phonetic = [], 0
                self.struck = None
            case "r":
                self.struck = None
            case "rPr":
                self.struck = False
            case "strike":
                self.struck = attributes.get("val", "1") not in ("0", "false", "off")
            case "rPh":
                self.phonetic += 1

    def data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        match local(tag):
            case "t":
                if not self.phonetic and self.text:
                    self.runs.append(Run(_unescaped("".join(self.text)), self.struck))
                self.text = None
            case "rPh":
                self.phonetic -= 1
            case "si":
                self.found.append(tuple(self.runs))
                if len(self.found) > MOST_TEXTS:
                    raise ScenarioError(f"has more than {MOST_TEXTS:,} texts; is it a list of events?")


class _Styles:
    """Receives the styles: fonts that strike through, number formats, and which style of a cell has which."""

    def __init__(self) -> None:
        self.forms: dict[int, str] = {}
        self.fonts: list[bool] = []
        self.uses: list[tuple[int, int]] = []
        self.inside: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        outer = self.inside[-1] if self.inside else ""
        self.inside.append(name)
        if name == "numFmt" and outer == "numFmts":
            self.forms[_number(attributes.get("numFmtId"))] = _unescaped(attributes.get("formatCode", ""))
        elif name == "font" and outer == "fonts":
            self.fonts.append(False)
        elif name == "strike" and outer == "font" and self.fonts and "fonts" in self.inside:
            self.fonts[-1] = attributes.get("val", "1") not in ("0", "false", "off")
        elif name == "xf" and outer == "cellXfs":
            self.uses.append((_number(attributes.get("fontId")), _number(attributes.get("numFmtId"))))

    def end(self, _tag: str) -> None:
        self.inside.pop()

    def data(self, text: str) -> None: ...

    def styles(self) -> list[Style]:
        """By the number a cell names."""
        return [
            Style(font < len(self.fonts) and self.fonts[font], self.forms.get(form) or BUILT_IN.get(form, "General"))
            for font, form in self.uses
        ]


def _number(text: str | None) -> int:
    """A number in an attribute; 0 if it has none or holds nonsense."""
    try:
        return max(0, int(text or 0))
    except ValueError:
        return 0


class _Row(NamedTuple):
    cells: dict[int, Cell]
    hidden: bool


class _Cells:
    """Receives the cells of one sheet."""

    def __init__(self, texts: Sequence[Text], styles: Sequence[Style], early: bool) -> None:
        self.texts, self.styles, self.early = texts, styles, early
        self.rows: dict[int, _Row] = {}
        self.hidden_columns: set[int] = set()
        self.spans: list[Span] = []
        self.range: Span | None = None
        self.filtered: Span | None = None
        self.cut = ""
        self.row, self.column, self.hidden = 0, -1, False
        self.kind, self.style = "n", Style()
        self.given: list[str] | None = None
        self.value: str | None = None
        self.formula: str | None = None
        self.inline = _Texts()
        self.in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "c":
                self._begin_cell(attributes)
            case "v" | "f":
                self.given = []
            case "row":
                number = _number(attributes.get("r"))
                self.row = number or self.row + 1
                self.column = -1
                flat = attributes.get("ht") == "0"
                self.hidden = _yes(attributes.get("hidden")) or flat
            case "is":
                self.in_text = True
                self.inline = _Texts()
            case "col":
                self._column(attributes)
            case "mergeCell":
                if (span := _span(attributes.get("ref", ""))) is not None:
                    self.spans.append(span)
            case "autoFilter":
                self.range = _span(attributes.get("ref", ""))
            case "filterColumn":
                self.filtered = self.range
            case name if self.in_text:
                self.inline.start(name, attributes)

    def data(self, text: str) -> None:
        if self.given is not None:
            self.given.append(text)
        elif self.in_text:
            self.inline.data(text)

    def end(self, tag: str) -> None:
        match local(tag):
            case "v":
                self.value, self.given = "".join(self.given or ()), None
            case "f":
                self.formula, self.given = "".join(self.given or ()), None
            case "c":
                if self.value is not None or self.formula is not None or self.inline.runs:
                    self._end_cell()
            case "is":
                self.in_text = False
            case name if self.in_text:
                self.inline.end(name)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _place(attributes["r"]) if "r" in attributes else None
        if place is None:
            self.column += 1
        else:
            self.row, self.column = place
        self.kind = attributes.get("t", "n")
        style = _number(attributes.get("s"))
        self.style = self.styles[style] if style < len(self.styles) else Style()
        self.value = self.formula = None
        if self.inline.runs:
            self.inline = _Texts()

    def _end_cell(self) -> None:
        cell = self._cell()
        if cell == EMPTY:
            return
        if self.column >= MOST_COLUMNS or (self.row not in self.rows and len(self.rows) >= MOST_ROWS):
            self.cut = f"has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns: is it a list of events?"
            return
        self.rows.setdefault(self.row, _Row({}, self.hidden)).cells[self.column] = cell

    def _cell(self) -> Cell:
        """The cell that has just ended."""
        if (
            self.formula is not None
            and (self.value is None or (not self.value and self.kind != "str"))
            and not self.inline.runs
        ):
            formula = made_harmless(self.formula)[:60]
            told = f"the formula ={formula}" if formula else "a formula"
            why = f"{told} has never been calculated; open and save the file in a spreadsheet, or write the text itself"
            return Cell("", None, Fault(FaultKind.UNCALCULATED, why))
        value = self.value or ""
        match self.kind:
            case "s":
                number = _number(value)
                return self._of_text(self.texts[number] if number < len(self.texts) else ())
            case "inlineStr":
                return self._of_text(tuple(self.inline.runs))
            case "str":
                return self._of_text((Run(_unescaped(value), None),))
            case "e":
                return self._of_text((Run(value, None),))
            case "b":
                held = _yes(value)
                return Cell(str(held).upper(), held, struck=self.style.struck)
            case "d":
                return self._of_date(value)
            case _:
                return self._of_number(value)

    def _of_text(self, runs: Text) -> Cell:
        whole = "".join(run.text for run in runs)
        text = unquoted(made_harmless(whole))
        if not text:
            return EMPTY
        told = made_harmless(shown_text(text, self.style.form))
        flags = [self.style.struck if run.struck is None else run.struck for run in runs]
        deleted = [made_harmless(run.text) for run, struck in zip(runs, flags, strict=True) if struck]
        left = any(run.text.strip() for run, struck in zip(runs, flags, strict=True) if not struck)
        parts = tuple(filter(None, deleted)) if left else ()
        return Cell(told, text, fault_in(whole), bool(deleted) and not left, parts)

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
        if _yes(attributes.get("hidden")) or attributes.get("width") == "0":
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            self.hidden_columns.update(range(max(first, 1) - 1, min(last, MOST_COLUMNS)))

    def sheet(self, name: str, seen: Seen) -> Sheet:
        """What was received."""
        widest = max((max(row.cells) for row in self.rows.values()), default=-1)
        _repeat(self.spans, self.rows, widest)
        lines = []
        for number, row in sorted(self.rows.items()):
            cells = tuple(row.cells.get(column, EMPTY) for column in range(max(row.cells) + 1))
            lines.append(Line(number, cells, self._seen(number, row.hidden)))
        return Sheet(name, tuple(lines), seen, frozenset(self.hidden_columns), tuple(self.spans), self.cut)

    def _seen(self, number: int, hidden: bool) -> Seen:
        if not hidden:
            return Seen.SHOWN
        filtered = self.filtered is not None and self.filtered.top < number <= self.filtered.bottom
        return Seen.FILTERED if filtered else Seen.HIDDEN


def _repeat(spans: Iterable[Span], rows: dict[int, _Row], widest: int) -> None:
    """Repeat the first cell of each merged range in its other cells, in rows that have something of their own."""
    for span in spans:
        first = rows[span.top].cells.get(span.left) if span.top in rows else None
        if first is None:
            continue
        covered = first._replace(repeated=True)
        numbers = range(span.top, span.bottom + 1)
        for number in (
            (n for n in numbers if n in rows) if len(numbers) < len(rows) else (n for n in list(rows) if n in numbers)
        ):
            for column in range(span.left, min(span.right, widest) + 1):
                if (number, column) != (span.top, span.left):
                    rows[number].cells[column] = covered


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
