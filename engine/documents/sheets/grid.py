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
            if row:
                cells = tuple(row.get(column, EMPTY) for column in range(max(row) + 1))
                lines.append(Line(number, cells, self._seen(number)))
        return Sheet(name, tuple(lines), seen, frozenset(self.hidden_columns), tuple(self.spans), self.cut)

    def _seen(self, number: int) -> Seen:
        if number in self.filtered_rows:
            return Seen.FILTERED
        if number not in self.hidden_rows:
            return Seen.SHOWN
        return Seen.FILTERED if any(one.top < number <= one.bottom for one in self.filters) else Seen.HIDDEN

    def _repeat(self) -> None:
        """Repeat the first cell of each merged range in the cells it covers, in rows that have something of their own."""
        widest = max((max(row) for row in self.rows.values()), default=-1)
        left = MOST_REPEATED
        numbers = sorted(self.rows)
        for span in self.spans:
            first = self.rows.get(span.top, {}).get(span.left)
            covered = None if first is None else first._replace(repeated=True)
            inside = numbers[bisect_left(numbers, span.top) : bisect_right(numbers, span.bottom)]
            columns = range(span.left, min(span.right, widest) + 1)
            left -= len(inside) * len(columns)
            if left < 0:
                self.cut = TOO_LARGE
                return
            for number in inside:
                row = self.rows[number]
                for column in columns:
                    if (number, column) == (span.top, span.left):
                        continue
                    if covered is None:
                        row.pop(column, None)  # what a merged cell covers is not shown
                    else:
                        row[column] = covered
