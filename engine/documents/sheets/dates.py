"""Dates and times as a workbook counts them, in days, and as its number formats show them (ECMA-376, part 1, 18.8.30 and 18.17.4)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Token", "days_of", "held", "is_time", "iso", "of_day", "shown"]

DAY = 86_400_000
"""Milliseconds; what a workbook counts in days has no more than that to it."""
LAST = 2_958_466
"""The day after 9999-12-31."""
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
KANJI = "月火水木金土日"
ERAS = (
    (datetime.date(2019, 5, 1), "R", "令", "令和"),
    (datetime.date(1989, 1, 8), "H", "平", "平成"),
    (datetime.date(1926, 12, 25), "S", "昭", "昭和"),
    (datetime.date(1912, 7, 30), "T", "大", "大正"),
    (datetime.date(1868, 1, 25), "M", "明", "明治"),
)
"""The first day of each Japanese era, and how ``g``, ``gg`` and ``ggg`` show it."""


class Token(NamedTuple):
    """One piece of a number format."""

    kind: str
    """``literal``, ``date`` (a run of one letter), ``elapsed`` (one in brackets), ``noon`` (AM/PM), ``part`` (fractions of a second) …"""
    text: str


Moment = datetime.datetime | datetime.date | datetime.time | datetime.timedelta


def is_time(tokens: Sequence[Token]) -> bool:
    """Whether a format shows a date or a time."""
    return any(token.kind in ("date", "elapsed", "noon") for token in tokens)


def held(days: float, tokens: Sequence[Token], early: bool) -> Moment | None:
    """What *days* is under a format: a duration, a time of day, a date, or both; None if no calendar has it.

    *early*: days are counted from 1904, as old Macs did.
    """
    if not abs(days) < LAST:
        return None
    whole = round(days * DAY)
    if any(token.kind == "elapsed" for token in tokens):
        return datetime.timedelta(milliseconds=whole)
    if days < 0:
        return None
    if whole < DAY and not _has_date(tokens):
        return (datetime.datetime.min + datetime.timedelta(milliseconds=whole)).time()
    if (moment := _moment(whole, early)) is None:
        return None
    has_time = any(token.kind == "date" and token.text[0] in "hs" for token in tokens)
    return moment if has_time or whole % DAY else moment.date()


def _moment(whole: int, early: bool) -> datetime.datetime | None:
    """Milliseconds of a workbook's calendar as ours. Its 29 February 1900 never was; the days before count from one more."""
    day = whole // DAY
    if early:
        first = datetime.datetime(1904, 1, 1)
    elif day == 60:
        return None
    else:
        first = datetime.datetime(1899, 12, 31 if day < 60 else 30)
    try:
        return first + datetime.timedelta(milliseconds=whole)
    except OverflowError:
        return None


def days_of(text: str, early: bool) -> float:
    """A date, time or both in ISO 8601 as a workbook counts; :exc:`ValueError` if it is none."""
    plain = text.strip().removesuffix("Z")
    if re.match(r"T?\d\d:", plain):
        at = datetime.time.fromisoformat(plain)
        return ((at.hour * 60 + at.minute) * 60 + at.second + at.microsecond / 1e6) / 86_400
    moment = datetime.datetime.fromisoformat(plain).replace(tzinfo=None)
    first = datetime.datetime(1904, 1, 1) if early else datetime.datetime(1899, 12, 30)
    return (moment - first) / datetime.timedelta(days=1)


def _has_date(tokens: Sequence[Token]) -> bool:
    """Whether a format shows a year, a month or a day; some ``m`` mean minutes."""
    return any(
        token.text[0] in "ydgea" or (token.text[0] == "m" and not _minutes(tokens, number))
        for number, token in enumerate(tokens)
        if token.kind == "date"
    )


def of_day(moment: Moment, tokens: Sequence[Token]) -> Moment:
    """What of *moment* a format shows: only the time of day, if it shows no date."""
    return moment if not isinstance(moment, datetime.datetime) or _has_date(tokens) else moment.time()


def _minutes(tokens: Sequence[Token], number: int) -> bool:
    """Whether the ``m`` at *number* means minutes: it stands after hours or before seconds."""
    if len(tokens[number].text) > 2:
        return False
    kinds = ("date", "elapsed", "noon")
    before = next((t for t in reversed(tokens[:number]) if t.kind in kinds and t.kind != "noon"), None)
    after = next((t for t in tokens[number + 1 :] if t.kind in kinds and t.kind != "noon"), None)
    return (before is not None and before.text[0] == "h") or (after is not None and after.text[0] == "s")


def iso(moment: Moment) -> str:
    """*moment* in the one way that means the same everywhere, for formats that depend on the reader's machine."""
    match moment:
        case datetime.datetime():
            at_minute = moment.second == moment.microsecond == 0
            return moment.isoformat(" ", "minutes" if at_minute else "seconds")
        case datetime.date():
            return moment.isoformat()
        case datetime.time():
            return moment.isoformat("minutes" if moment.second == moment.microsecond == 0 else "seconds")
        case _:
            seconds = round(moment.total_seconds())
            sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
            tail = f":{seconds % 60:02}" if seconds % 60 else ""
            return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}{tail}"


def shown(days: float, tokens: Sequence[Token], early: bool) -> str | None:
    """*days* as a format shows them; None if the format holds what is not understood."""
    parts = max((len(t.text) - 1 for t in tokens if t.kind == "part"), default=0)
    if parts > 3:
        return None
    seconds = any(t.text[0] == "s" for t in tokens if t.kind in ("date", "elapsed"))
    # What is not shown is cut off, but seconds are rounded: so a workbook does it.
    step = DAY // 86_400 // 10**parts if seconds else 1
    whole = round(abs(days) * DAY / step) * step
    moment = _moment(whole, early)
    if moment is None and any(t.kind == "date" and t.text[0] in "ydgea" for t in tokens):
        return None
    noon = any(t.kind == "noon" for t in tokens)
    out = ["-" if days < 0 and whole else ""]
    for number, token in enumerate(tokens):
        match token.kind:
            case "literal" | "mark":
                out.append(token.text)
            case "part":
                out.append(f".{whole % 1000:03}"[: len(token.text)])
            case "noon":
                late = whole % DAY >= DAY // 2
                sides = token.text.split("/")
                out.append(sides[late])
            case "elapsed":
                unit = {"h": 3_600_000, "m": 60_000, "s": 1000}[token.text[0]]
                out.append(f"{whole // unit:0{len(token.text)}}")
            case "date":
                piece = _piece(token.text, whole, moment, _minutes(tokens, number), noon)
                if piece is None:
                    return None
                out.append(piece)
            case _:
                return None
    return "".join(out)


def _piece(letters: str, whole: int, moment: datetime.datetime | None, minutes: bool, noon: bool) -> str | None:
    """One run of letters of a format; None if it is not understood."""
    length = len(letters)
    match letters[0]:
        case "h":
            hour = whole // 3_600_000 % 24
            hour = (hour % 12 or 12) if noon else hour
            return f"{hour:0{min(length, 2)}}"
        case "s":
            return f"{whole // 1000 % 60:0{min(length, 2)}}"
        case "m" if minutes:
            return f"{whole // 60_000 % 60:0{min(length, 2)}}"
    if moment is None:
        return None
    return _of_date(letters, moment.date())


def _of_date(letters: str, day: datetime.date) -> str | None:
    """One run of letters that shows a part of a date."""
    length = len(letters)
    match letters[0]:
        case "y":
            return f"{day.year % 100:02}" if length <= 2 else f"{day.year:04}"
        case "m":
            name = MONTHS[day.month - 1]
            return {1: f"{day.month}", 2: f"{day.month:02}", 3: name[:3], 5: name[0]}.get(length, name)
        case "d":
            name = DAYS[day.weekday()]
            return {1: f"{day.day}", 2: f"{day.day:02}", 3: name[:3]}.get(length, name)
        case "a" if length in (3, 4):
            return KANJI[day.weekday()] + ("曜日" if length == 4 else "")
        case "g" | "e":
            return _of_era(letters, day)
        case _:
            return None


def _of_era(letters: str, day: datetime.date) -> str | None:
    """The name of a Japanese era, or the year in it; None before the first."""
    for first, *names in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return names[min(len(letters), 3) - 1] if letters[0] == "g" else f"{year:0{min(len(letters), 2)}}"
    return None
