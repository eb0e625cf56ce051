"""What a notebook shows of a thing: a small piece of HTML that needs no style sheet, no script and no network.

Every text is escaped: a title may come from a stranger's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["MOST_ROWS", "card", "html_table"]

MOST_ROWS = 24
"""Rows of a table in a card: with its heading about one screen."""
CELL = "text-align:left;padding:2px 10px 2px 0;vertical-align:top"


def card(title: str, lines: Iterable[str] = (), tables: Iterable[str] = (), note: str = "") -> str:
    """A title, lines of text under it, tables made by :func:`html_table`, and a note in small print."""
    head = f"<div style='font-weight:600'>{escape(title)}</div>"
    body = "".join(f"<div>{escape(line)}</div>" for line in lines)
    small = f"<div style='font-size:85%;opacity:.75;margin-top:4px'>{escape(note)}</div>" if note else ""
    return f"<div style='max-width:60em'>{head}{body}{''.join(tables)}{small}</div>"


def html_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """*rows* of texts under *headings*; of more than fit a screen the first, and how many there are."""
    if not rows:
        return ""
    head = "".join(f"<th style='{CELL}'>{escape(heading)}</th>" for heading in headings)
    body = "".join(
        f"<tr>{''.join(f'<td style={chr(34)}{CELL}{chr(34)}>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in rows[:MOST_ROWS]
    )
    more = (
        f"<tr><td style='{CELL}' colspan='{len(headings)}'>… {len(rows) - MOST_ROWS} more of {len(rows)} rows</td></tr>"
        if len(rows) > MOST_ROWS
        else ""
    )
    return f"<table style='border-collapse:collapse;margin:4px 0'><thead><tr>{head}</tr></thead><tbody>{body}{more}</tbody></table>"
