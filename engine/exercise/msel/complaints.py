"""The one refusal of a list: the faults row by row, what was understood of every header, and the words that would put it right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fourthseat.engine.core.shown import MOST_OF_A_LIST
from fourthseat.engine.exercise.msel.columns import KINDS
from fourthseat.engine.exercise.msel.headers import FIELDS, OWN
from fourthseat.engine.exercise.msel.mapping import LEFT_OUT, PLAYED
from fourthseat.engine.exercise.msel.rows import Complaint, Rows

__all__ = ["Lacking", "refusal"]

MOST_ROWS = 20
"""Rows whose faults are shown, as far as they fit a screen; the others are counted."""
LONGEST_WORD = 60
"""Letters of a name that is offered for pasting."""
MOST_LINES = 30
"""Faults that are shown, of all rows together."""
WANTED = {
    "to": "nobody can tell who receives an event",
    "text": "nobody can tell what an event says",
    "hour": "nobody can tell when an event comes",
}


SPARE = 100
"""Characters left free of a message, for what begins it and what says that there is more."""


class Lacking(NamedTuple):
    """A field an event needs, for which the sheet has no column, or several."""

    field: str
    rivals: tuple[str, ...]


def refusal(reader: Rows, lacking: list[Lacking]) -> str:
    """Everything that is wrong with the list *reader* has read, and what may be written to mend it."""
    place = reader.table.place
    told = []
    for lack in lacking:
        if lack.rivals:
            rivals = " and ".join(repr(name[:LONGEST_WORD]) for name in lack.rivals[:5])
            told.append(
                f"{place}: row {reader.table.top}: columns {rivals} may both be {FIELDS[lack.field]!r}; say which"
            )
        else:
            told.append(f"{place}: row {reader.table.top}: no column {FIELDS[lack.field]!r}: {WANTED[lack.field]}")
    ways, offered = _ways(reader, lacking), list[str]()
    if ways:
        offered += ["What may be said:", *(f"  {way}" for way in ways)]
    if ways or reader.unsaid:
        offered.append(
            "These are options of `fourthseat msel SCENARIO FILE`; --save-map NEW.toml keeps them, and --map @NEW.toml says them again, "
            "there and in play, seminar, rehearse and packets."
        )
    room = MOST_OF_A_LIST - sum(len(line) + 1 for line in (*told, *offered)) - SPARE
    told += _by_row(reader, {lack.field for lack in lacking}, room)
    headers = _headers(reader) if lacking else []
    if sum(len(line) + 1 for line in (*told, *headers, *offered)) <= MOST_OF_A_LIST - SPARE:
        told += headers  # the faults and the ways out come first, where not all fits a screen
    told += offered
    return "\n".join(told)


def _by_row(reader: Rows, lacking: set[str], room: int) -> list[str]:
    """The faults in the order of the rows, about as many as *room* characters hold; one that many rows share is said once."""
    place = reader.table.place
    alike: dict[tuple[str, str], list[Complaint]] = {}
    for one in sorted(reader.complaints, key=lambda one: one.row):
        if one.field not in lacking:
            alike.setdefault((one.header, one.why), []).append(one)
    lines: list[tuple[int, str]] = []
    rows: dict[int, None] = {}
    for (header, why), same in alike.items():
        value = f"{same[0].value[:60]!r} " if same[0].value else ""
        first = same[0].row
        rows |= dict.fromkeys(one.row for one in same)
        at = f"row {first}, column {header!r}: " if first else ""
        many = f" (and so in {len(same) - 1} more: {_numbers(same[1:])})" if len(same) > 1 else ""
        lines.append((first, f"{place}: {at}{value}{why}{many}"))
    shown = sorted(rows)[:MOST_ROWS]
    kept = [text for row, text in sorted(lines, key=lambda line: line[0]) if row == 0 or row in shown][:MOST_LINES]
    while len(kept) > 1 and sum(len(text) + 1 for text in kept) > room:
        kept.pop()
    rest = len(lines) - len(kept)
    return kept + ([f"… and {rest} more in {len(rows)} rows altogether"] if rest else [])


def _numbers(complaints: list[Complaint]) -> str:
    """Row numbers, the first ten."""
    return "row " + ", ".join(str(one.row) for one in complaints[:10]) + (" …" if len(complaints) > 10 else "")


def _headers(reader: Rows) -> list[str]:
    """What was understood of each header of the sheet."""
    undecided = {header: field for field, headers in reader.columns.undecided for header in headers}
    told = ["The sheet's headers, and what they are taken for:"]
    for match in reader.columns.matches:
        if match.header in undecided:
            meaning = f"may be {FIELDS[undecided[match.header]]}"
        else:
            meaning = "? (kept with its row)" if match.field == OWN else FIELDS[match.field]
        told.append(f"  {match.header[:40]!r:42} {meaning}")
    return told


def _short(words: Iterable[str]) -> list[str]:
    """Those of *words* that can be pasted into a line, twenty of them."""
    return [word for word in words if len(word) <= LONGEST_WORD and word.isprintable() and '"' not in word][:20]


def _ways(reader: Rows, lacking: list[Lacking]) -> list[str]:
    """Options that would answer what was asked, ready to paste."""
    ways = []
    free = [match.header for match in reader.columns.matches if match.field == OWN]
    for lack in lacking:
        headers = lack.rivals or free[:1]
        short = {"hour": "Time", "id": "Event Number"}.get(lack.field, FIELDS[lack.field])
        ways += [f'--map "{header[:LONGEST_WORD]}={short}"' for header in headers[:1]]
        if lack.field == "to":
            ways.append('for every event: --default "To=All"')
        if lack.field == "hour":
            ways.append('for every event: --default "Move=1"')
    if reader.unknown_names:
        seats = ", ".join(reader.scenario.players)
        pasted = " ".join(f'--map "{name}=SEAT"' for name in _short(reader.unknown_names))
        ways.append(f"{pasted}   where SEAT is one or more of {seats}, or All, or CONTROL for nobody")
    if any(one.field == "to" and not one.value for one in reader.complaints) and not reader.defaults.get("to"):
        empty = "to" in reader.at and any(not line.at(reader.at["to"]).text for line in reader.table.lines)
        ways += ['for the rows that name nobody: --default "To=All"'] if empty else []
    if reader.unopened:
        pasted = " ".join(f"--keep {name}" for name in reader.unopened)
        ways.append(f"{pasted}   keeps those events of the scenario's own list beside this one")
    if reader.unknown_kinds:
        pasted = " ".join(f'--map "{word}=Inject"' for word in _short(reader.unknown_kinds))
        header = next(match.header for match in reader.columns.matches if match.field == "kind")
        ways.append(
            f'{pasted}   or another of {", ".join(KINDS.values())}; or --map "{header}=own" to keep the column only'
        )
    if reader.unknown_status:
        pasted = " ".join(f'--map "{word}={PLAYED}"' for word in _short(reader.unknown_status))
        ways.append(f"{pasted}   or ={LEFT_OUT}")
    return ways
