"""One row of a stranger's list as one inject: every field read or complained of, nothing dropped without a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.documents.sheets.cells import EMPTY, Cell, Line
from fourthseat.engine.exercise.msel.columns import KINDS
from fourthseat.engine.exercise.msel.conditions import WordsError, condition_text, effect_fields, effects_fields
from fourthseat.engine.exercise.msel.headers import FIELDS, OWN, Ground, Match, Understood, plain, target_field
from fourthseat.engine.exercise.msel.mapping import LEFT_OUT, PLAYED, Instructions
from fourthseat.engine.exercise.msel.placing import Scale, UnsaidError, hour_of
from fourthseat.engine.exercise.msel.recipients import Directory
from fourthseat.engine.exercise.msel.summary import Summary, Timed
from fourthseat.engine.exercise.msel.tables import Table
from fourthseat.engine.exercise.msel.times import After, Clock, Moment, Open, Time, TimeError, day_in, read_time
from fourthseat.engine.exercise.msel.words import IN_WORDS, KIND_NAMES, NO, OUT_WORDS, YES, folded
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Complaint", "Event", "Rows", "event_number", "objective_names", "yes_or_no"]


class Complaint(NamedTuple):
    """What is wrong with one cell."""

    row: int
    header: str
    field: str
    value: str
    """As written; empty where the sentence names it itself."""
    why: str


class Event(NamedTuple):
    """One row as the fields of an inject; where a complaint was made, with something well formed in its place."""

    row: int
    raw: dict[str, Any]


@dataclass
class Rows:
    """Reads the rows of one list, in order: a day stands for those below it until another does."""

    scenario: Scenario
    table: Table
    columns: Understood
    told: Instructions
    summary: Summary
    complaints: list[Complaint] = field(default_factory=list)
    unknown_names: dict[str, None] = field(default_factory=dict)
    unknown_kinds: dict[str, None] = field(default_factory=dict)
    unknown_status: dict[str, None] = field(default_factory=dict)
    unsaid: bool = False
    """Whether an option would make a time clear."""
    unopened: dict[str, None] = field(default_factory=dict)
    """Events of the scenario's own list that open incidents nothing in this one opens."""

    def __post_init__(self) -> None:
        """What holds for every row."""
        self.at = {
            match.field: self.table.headers.index(match.header) for match in self.columns.matches if match.field != OWN
        }
        self.match = {match.field: match for match in self.columns.matches}
        self.directory = Directory(self.scenario, self.told.recipients)
        self.startex = self.told.start()
        self.scale = Scale(self.told.times, self.scenario.move_hours, self.told.move_minutes)
        self.defaults = {
            target[0]: text for word, text in self.told.defaults.items() if (target := target_field(word)) is not None
        }
        self.objectives = objective_names(self.scenario)
        self.kinds = KIND_NAMES | {
            folded(word): KIND_NAMES[folded(meaning)] for word, meaning in self.told.event_types.items()
        }
        self.status = dict.fromkeys(OUT_WORDS, LEFT_OUT) | dict.fromkeys(IN_WORDS, PLAYED)
        self.status |= {folded(word): folded(meaning) for word, meaning in self.told.status.items()}
        hours = [line.at(self.at["hour"]) for line in self.table.lines] if "hour" in self.at else []
        self.clocks = any(
            re.fullmatch(r"0\d{3}|\d{1,2}:\d{2}.*", unicodedata.normalize("NFKC", cell.text)) for cell in hours
        )
        self.date: tuple[int, Cell] | None = None
        self.day: tuple[int, int] | None = None
        self.move: tuple[int, int] | None = None
        self.numbered = 0

    # ------------------------------------------------------------ whether

    def heading(self, line: Line, text: str) -> None:
        """A row that is a heading: it may name the day or the move of those below."""
        day = day_in(text) if re.search(r"[a-zぁ-鿿]", text.casefold()) else None
        found = re.search(r"\b(?:move|turn) ?(\d{1,2})\b", unicodedata.normalize("NFKC", text).casefold())
        if day is not None:
            self.day, self.date = (line.number, day), None
        if found is not None:
            self.move = (line.number, int(found[1]))

    def left_out(self, line: Line) -> str:
        """Why the row is not to be played by what its own status says; empty if it is."""
        for name, out in (("omitted", YES), ("used", NO)):
            if name in self.at and (text := self._text(line, name)):
                word = folded(text)
                if word in out or (word in OUT_WORDS):
                    return f"has {self.match[name].header} {text!r}"
                if word not in YES | NO and self.status.get(word) != PLAYED:
                    self._unknown_status(line, name, text)
        if "status" in self.at and (text := self._text(line, "status")):
            meaning = self.status.get(folded(text)) or self.status.get(plain(text))
            if meaning == LEFT_OUT:
                return f"has {self.match['status'].header} {text!r}"
            if meaning is None:
                self._unknown_status(line, "status", text)
        return ""

    def _unknown_status(self, line: Line, name: str, text: str) -> None:
        self.unknown_status.setdefault(text)
        self._wrong(line, name, f"{text[:60]!r}: is such an event played or not?")

    # ------------------------------------------------------------ the row

    def event(self, line: Line) -> Event | None:
        """The inject of one row; None if it is addressed to the exercise's own staff alone."""
        for name in self.at:
            cell = line.at(self.at[name])
            if cell.fault is not None and not (cell.repeated and not cell.text):
                self._wrong(line, name, cell.fault.why)
        raw: dict[str, Any] = {"id": self._id(line)}
        raw["to"] = self._to(line)
        if raw["to"] is None:
            return None
        raw["from"] = self._text(line, "sender") or "CONTROL"
        raw["source"] = self._text(line, "source") or f"spreadsheet {self.table.path.name}"
        raw |= {name: text for name in ("mode", "expected", "notes") if (text := self._text(line, name))}
        raw["text"] = self._text(line, "text")
        if not raw["text"]:
            self._wrong(line, "text", "is empty: an inject needs a message")
            raw["text"] = "?"
        if kind := self._kind(line):
            raw["kind"] = kind
        if objective := self._objective(line):
            raw["objective"] = objective
        told: tuple[tuple[str, Callable[[str], object]], ...] = (
            ("when", condition_text),
            ("effect", effect_fields),
            ("effects", effects_fields),
            ("flash", yes_or_no),
            ("attach", _names),
        )
        for name, fields in told:
            if text := self._text(line, name):
                try:
                    raw[name] = fields(text)
                except WordsError as wrong:
                    self._wrong(line, name, str(wrong))
        self._time(line, raw)
        raw["columns"] = self._own(line)
        return Event(line.number, raw)

    def _text(self, line: Line, name: str) -> str:
        """What the row says in a field, without what is struck through; the default where it says nothing."""
        cell = line.at(self.at[name]) if name in self.at else EMPTY
        text = cell.text
        if (cell.struck or cell.struck_parts) and not self.told.include_hidden:
            text = "" if cell.struck else cell.kept
            words = " … ".join(cell.struck_parts or (cell.text,))
            note = f"row {line.number}: words struck through in {self.match[name].header[:60]!r} are left out: {words[:80]!r}"
            if note not in self.summary.notes:
                self.summary.notes.append(note)
        return text or self.defaults.get(name, "")

    def _wrong(self, line: Line, name: str, why: str, value: str = "") -> None:
        """Complain of one field of a row, once."""
        if (
            name in self.at
            and line.at(self.at[name]).fault is not None
            and any((one.row, one.field) == (line.number, name) for one in self.complaints)
        ):
            return  # what is wrong with the cell itself is said; what follows from it is not
        header = self.match[name].header if name in self.match else FIELDS.get(name, name)
        one = Complaint(line.number, header, name, value, why)
        if one not in self.complaints:
            self.complaints.append(one)

    def _id(self, line: Line) -> str:
        """The Event Number in the letters an id may have; a running number where the sheet has no such column."""
        self.numbered += 1
        if "id" not in self.at:
            return f"{self.numbered:02}"
        text = self._text(line, "id")
        made = event_number(text)
        if not text:
            self._wrong(line, "id", "is empty: every event needs a number")
        elif not made:
            self._wrong(
                line,
                "id",
                f"{text[:60]!r} has no letter and no digit that an Event Number may have (A-Z, 0-9, hyphens)",
            )
        elif made != text:
            self.summary.notes.append(f"row {line.number}: Event Number {text[:60]!r} is read as {made!r}")
        return made or f"row-{line.number}"

    def _to(self, line: Line) -> list[str] | None:
        """Who receives it; None if only the exercise's own staff does."""
        text = self._text(line, "to")
        everybody = [str(seat) for seat in self.scenario.players]
        found = self.directory.read(text)
        for name in found.unknown:
            self.unknown_names.setdefault(name)
            self._wrong(line, "to", f"no seat {name[:60]!r}; {nearest(name[:60].upper(), everybody)}")
        if found.seats or found.unknown:
            if found.control:
                self.summary.notes.append(
                    f"row {line.number}: {', '.join(found.control)} is control and receives nothing; the others do"
                )
            if text not in everybody and ", ".join(found.seats) != text:
                self.summary.recipients[text] = ", ".join(found.seats)
            return [str(seat) for seat in found.seats] or everybody
        if found.control:
            return None
        if "to" in self.at:
            self._wrong(line, "to", f"nobody receives it; name seats ({', '.join(everybody)}) or All")
        return everybody

    def _kind(self, line: Line) -> str:
        """The kind of inject; empty where the row does not say."""
        text = self._text(line, "kind")
        if not text:
            return ""
        kind = self.kinds.get(folded(text)) or self.kinds.get(plain(text), "")
        if not kind:
            self.unknown_kinds.setdefault(text)
            self._wrong(line, "kind", f"{text[:60]!r} is none of {', '.join(KINDS.values())}")
        return kind

    def _objective(self, line: Line) -> str:
        """The objective's id by its id or its text; what is neither is left for the checks to refuse."""
        text = self._text(line, "objective")
        return self.objectives.get(folded(text), text)

    def _own(self, line: Line) -> dict[str, str]:
        """The columns that mean nothing here, and those that only helped to read the row, word for word."""
        kept = {
            name: match.header
            for name, match in self.match.items()
            if name in ("status", "omitted", "used", "day", "date")
        }
        headers = [match.header for match in self.columns.matches if match.field == OWN] + list(kept.values())
        cells = {header: line.at(self.table.headers.index(header)) for header in headers}
        return {header: cells[header].text for header in self.table.headers if header in cells and cells[header].text}

    # ------------------------------------------------------------ when

    def _time(self, line: Line, raw: dict[str, Any]) -> None:
        """Put the hour into *raw*, or the condition "after that event"; complain of what is no time or says two."""
        cell = line.at(self.at["hour"]) if "hour" in self.at else EMPTY
        text = self._text(line, "hour")
        told = self._told_time(line, cell if cell.text else Cell(text, text if text else None)) if text else None
        move = self._move(line)
        hour: int | None = None
        if isinstance(told, After):
            self._after(told, raw)
        elif told is not None and not isinstance(told, Open):
            hour = self._placed(line, told, text)
        elif told is None and move is not None and not (move[1] and raw.get("when")):
            hour = self.scenario.opens_at(move[0])
        if (
            hour is not None
            and move is not None
            and not move[1]
            and self.scenario.turn_at(hour) != move[0]
            and 1 <= move[0] <= self.scenario.turns
        ):
            first, closes = self.scenario.opens_at(move[0]), self.scenario.closes_at(move[0])
            self._wrong(
                line, "move", f"move {move[0]} and time {text!r} contradict each other: move {move[0]} is H+{first} to H+{closes - 1}, "
                f"{text!r} is H+{hour}, move {self.scenario.turn_at(hour)}; mend one of them, or clear the time to open the move with it",
            )  # fmt: skip
        if hour is not None:
            raw["hour"] = hour
        written = text or (f"move {move[0]}" if move is not None and hour is not None else "")
        turn = None if hour is None else self.scenario.turn_at(hour)
        self.summary.times.append(Timed(line.number, raw["id"], written, hour, turn))

    def _told_time(self, line: Line, cell: Cell) -> Time | None:
        """The time of a row, with the day that stands beside it or above it; None after a complaint."""
        match = self.match.get("hour", Match("", "hour", Ground.OURS))
        year = self.startex.day.year if self.startex is not None and self.startex.day is not None else None
        try:
            found = read_time(
                cell.value,
                cell.text,
                unit=match.unit,
                scenario=match.clock == "scenario",
                clocks=self.clocks,
                year=year,
            )
            if isinstance(found, Clock) and found.day is None:
                return self._with_day(line, found, year)
            self._with_day(line, Clock(0), year)  # so that the day is carried on to the rows below
            return found
        except TimeError as wrong:
            self._wrong(line, "hour", str(wrong))
            return Open()

    def _with_day(self, line: Line, clock: Clock, year: int | None) -> Time:
        """A time of day with the day the row says, or the last one said above it."""
        if "date" in self.at and (cell := line.at(self.at["date"])).text:
            self.date, self.day = (line.number, cell), None
        elif "day" in self.at and (cell := line.at(self.at["day"])).text:
            day = day_in(cell.text)
            if day is None:
                self.date, self.day = (line.number, cell), None
            else:
                self.day, self.date = (line.number, day), None
        if self.date is not None:
            cell = self.date[1]
            date = read_time(cell.value, cell.text, year=year)
            if not isinstance(date, Moment):
                raise TimeError(
                    f"{clock.minute // 60:02}:{clock.minute % 60:02} with the date {cell.text!r}: no day of a calendar; write 2026-11-26"
                )
            joined = date.when.replace(hour=0, minute=0, second=0)
            joined = joined.replace(hour=clock.minute // 60 % 24, minute=clock.minute % 60)
            return Moment(joined)
        return clock if self.day is None else Clock(clock.minute, self.day[1], clock.zone)

    def _placed(self, line: Line, told: Time, text: str) -> int | None:
        """The hour of a time; None after a complaint."""
        match = self.match.get("hour", Match("", "hour", Ground.OURS))
        by_column = match.clock if self.scale.clock == "" else self.scale.clock
        if by_column == "exercise" and getattr(told, "scenario", False):
            by_column = "scenario"
        try:
            return hour_of(told, self.startex, Scale(by_column, self.scale.move_hours, self.scale.move_minutes))
        except TimeError as wrong:
            self.unsaid = self.unsaid or isinstance(wrong, UnsaidError)
            self._wrong(line, "hour", str(wrong), text)
            return None

    def _after(self, told: After, raw: dict[str, Any]) -> None:
        """Make the event wait for another, beside what else its condition says."""
        name = event_number(told.event)
        waits, said = f"sent({name})", raw.get("when", "")
        if waits not in said:  # what comes after another comes as a move closes, not in its very hour
            raw["when"] = f"closing and {waits} and ({said})" if said else f"closing and {waits}"
        raw["kind"] = "contingency"

    def _move(self, line: Line) -> tuple[int, bool] | None:
        """The move a row names, and whether only the heading above it does; None if neither."""
        text = unicodedata.normalize("NFKC", self._text(line, "move"))
        if not text:
            return None if self.move is None else (self.move[1], True)
        found = re.fullmatch(
            r"(?:move|turn|m|t)? ?#?(\d{1,3})(?:\.0+)?(?:[ :,-].*)?", text.casefold().strip(), re.DOTALL
        )
        number = int(found[1]) if found is not None else 0
        if not 1 <= number <= self.scenario.turns:
            self._wrong(line, "move", f"{text[:60]!r} is none of the moves 1 to {self.scenario.turns}")
            return None
        return number, False


def yes_or_no(text: str) -> bool:
    """Whether a cell says yes; :exc:`WordsError` if it says neither yes nor no."""
    if (said := folded(text)) in YES:
        return True
    if said in NO:
        return False
    raise WordsError(f"{text[:60]!r} is neither yes nor no")


def _names(text: str) -> list[str]:
    """Names with commas between them."""
    return [name for part in text.split(",") if (name := part.strip())]


def objective_names(scenario: Scenario) -> dict[str, str]:
    """The objectives' ids by what a sheet may call them; a text that two of them have is not among them."""
    every = [one for seat in scenario.seats for one in seat.objectives]
    texts = [folded(one.text) for one in every]
    by_text = {folded(one.text): one.id for one in every if texts.count(folded(one.text)) == 1}
    return by_text | {folded(one.id): one.id for one in every}


def event_number(text: str) -> str:
    """An Event Number in letters, digits and hyphens alone; empty if none is left.

    >>> [event_number(n) for n in ("INJ-01", "2.1a", "ＩＮＪ－０６", "INJ‑08", "状況３", "Event 7")]
    ['INJ-01', '2-1a', 'INJ-06', 'INJ-08', '3', 'Event-7']
    """
    told = re.sub(r"[‐‑‒–—―−]", "-", unicodedata.normalize("NFKC", text))
    return (
        re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9-]+", "-", told)).strip("-")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", told)
        else told
    )
