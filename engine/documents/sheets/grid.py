"""The cells of one sheet as they are found in a file, gathered within a bound; then the sheet they make."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from fourthseat.engine.documents.sheets.cells import (
    EMPTY,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_LARGE,
    Cell,
    Line,
    Seen,
    Sheet,
    Span,
)

__all__ = ["Grid"]

MOST_REPEATED = 1_000_000
"""Cells that merged ones may cover, all in all."""


class Grid:
    """Gathers the cells of a sheet."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[int, Cell]] = {}
        """By number of the row, from 1, and of the column, from 0."""
        self.hidden_rows: set[int] = set()
        self.filtered_rows: set[int] = set()
        self.filters: list[Span] = []
        """Ranges whose rows a filter hides: every hidden row below the first is hidden by it."""
        self.hidden_columns: set[int] = set()
        self.spans: list[Span] = []
        self.arrays: list[tuple[Span, Cell]] = []
        """Ranges that a formula without a result would fill, and what is said of each of their cells."""
        self.cut = ""

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Keep a cell that has something in it; beyond the bounds, remember that the sheet is larger."""
        if cell == EMPTY:
            return
        if not 0 <= column < MOST_COLUMNS or (row not in self.rows and len(self.rows) >= MOST_ROWS):
            self.cut = TOO_LARGE
            return
        self.rows.setdefault(row, {})[column] = cell

    def hide_columns(self, first: int, last: int) -> None:
        """Columns from *first* to *last*, counted from 0, both included."""
        self.hidden_columns.update(range(max(first, 0), min(last + 1, MOST_COLUMNS)))

    def sheet(self, name: str, seen: Seen) -> Sheet:
        """What was gathered."""
        self._repeat()
        lines = []
        for number, row in sorted(self.rows.items()):
            filled = [column for column, cell in row.items() if cell != EMPTY]
            if filled:
                cells = tuple(row.get(column, EMPTY) for column in range(max(filled) + 1))
                lines.append(Line(number, cells, self._seen(number)))
        return Sheet(name, tuple(lines), seen, frozenset(self.hidden_columns), tuple(self.spans), self.cut)

    def _seen(self, number: int) -> Seen:
        if number in self.filtered_rows:
            return Seen.FILTERED
        if number not in self.hidden_rows:
            return Seen.SHOWN
        return Seen.FILTERED if any(one.top < number <= one.bottom for one in self.filters) else Seen.HIDDEN

    def _repeat(self) -> None:
        """Repeat what stands for a whole range in its other cells, in rows that have something of their own.

        A merged cell is shown instead of those it covers; a formula without a result is missing where nothing else is.
        """
        widest = max((max(row) for row in self.rows.values()), default=-1)
        numbers = sorted(self.rows)
        left = MOST_REPEATED
        ranges = [(span, cell, False) for span, cell in self.arrays]
        ranges += [(span, self.rows.get(span.top, {}).get(span.left, EMPTY), True) for span in self.spans]
        for span, cell, merged in ranges:
            inside = numbers[bisect_left(numbers, span.top) : bisect_right(numbers, span.bottom)]
            columns = range(span.left, min(span.right, widest) + 1)
            left -= len(inside) * len(columns)
            if left < 0:
                self.cut = TOO_LARGE
                return
            covered = cell._replace(repeated=True) if cell != EMPTY else EMPTY
            for row in (self.rows[number] for number in inside):
                first = row is self.rows.get(span.top)
                for column in columns:
                    if not merged:
                        row.setdefault(column, cell)
                    elif not (first and column == span.left):
                        row[column] = covered
