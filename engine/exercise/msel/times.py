"""Times as people write them in an events list, read as what they say.

Three kinds of thing are written: how long after STARTEX (``H+30``, ``T+5 min``), a time of day (``09:30``, ``1930Z``, perhaps
with its day), and a date with a time (``261200ZNOV26``). What can be read in more ways than one is a :exc:`TimeError`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

__all__ = [
    "DAY",
    "HOUR",
    "RUNNING",
    "After",
    "Clock",
    "Elapsed",
    "Moment",
    "Open",
    "Time",
    "TimeError",
    "day_in",
    "read_time",
]

HOUR, DAY = 60, 24 * 60
"""Minutes."""
LONGEST = 80
"""Letters of a time. What is longer is a text."""
RUNNING = "h:mm"
"""The unit of a column that counts on from STARTEX: 1:30 there is an hour and a half, not half past one."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ZONES = {letter: shift for shift, letter in enumerate("YXWVUTSRQPONZABCDEFGHIKLM", -12)}
"""Military time zones: hours east of Greenwich by letter."""
LOCAL = ("j", "l")
"""Letters taken as local time: J is, and L is what people write for it, far from the zone that bears the letter."""


class TimeError(ValueError):
    """A time that cannot be read, or can be read in more ways than one; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """So long after STARTEX."""

    minutes: int
    scenario: bool = False
    """Whether it is written as scenario hours (``H+30``); else it may be minutes of the exercise's own clock."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    minute: int
    """Since midnight."""
    day: int | None = None
    """Days after that of STARTEX; None if the list does not say."""
    zone: int | None = None
    """Minutes east of Greenwich; None for local."""
    scenario: bool = False
    """Whether it is written as a day of the scenario (``D+1 06:00``)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with a time of day; without a zone it is local."""

    when: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """No time yet: to be decided, on call."""


@dataclass(frozen=True, slots=True)
class After:
    """When another event has been sent."""

    event: str


Time = Elapsed | Clock | Moment | Open | After


def read_time(
    value: object, text: str, *, unit: str = "", scenario: bool = False, clocks: bool = False, year: int | None = None
) -> Time:
    """What a cell says whose typed value is *value* and which shows *text*.

    *unit* (``min``, ``h``, :data:`RUNNING`) is what a number counts by its header; *scenario* says that the header means the scenario's
    hours; *clocks* that other cells of the column are times of day; *year* is that of dates that name none.
    Raises :exc:`TimeError`.
    """
    if isinstance(value, datetime):
        return Moment(value) if value.year > 1901 else Clock(value.hour * HOUR + value.minute)
    if isinstance(value, date):
        return Moment(datetime.combine(value, time()))
    if isinstance(value, time):
        return Clock(value.hour * HOUR + value.minute)
    if isinstance(value, timedelta):
        return Elapsed(int(value.total_seconds() // 60))
    if len(text) > LONGEST:
        raise TimeError(f"{text[:60]!r} … is no time: {len(text):,} letters")
    told = " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").replace("—", "-").split())
    low = told.casefold()
    if re.fullmatch(
        r"-+|tbd|tba|tbc|contingent|contingency|on call|as required|as needed|if required|ad ?hoc|n/?a|any ?time|未定|随時|適宜|必要に応じて",
        low,
    ):
        return Open()
    if (
        after := re.fullmatch(
            r"(?:after|following|immediately after|on completion of)\s+(?:inject|event|msel|serial)?\s*(?:#|no\.?)?\s*([\w.-]+)",
            low,
        )
    ) is not None:
        return After(told[-len(after[1]) :])
    if (serial := _serial(value, low)) is not None:
        return serial
    found = (
        _bare(low, "" if unit == RUNNING else unit, scenario=scenario, clocks=clocks and unit != RUNNING)
        or _elapsed(low, unit)
        or _dated(told, year)
        or _clock(low)
    )
    if found is None:
        raise TimeError(
            f"{text[:60]!r} is no time; such are H+30, D+1 06:00, T+45 min, 09:30, Day 2 0930, 2026-11-26 09:30, 260930ZNOV26, TBD"
        )
    if unit == RUNNING and isinstance(found, Clock) and found.day is None and found.zone is None:
        return Elapsed(found.minute)
    if unit == RUNNING and re.fullmatch(r"\d+", low):
        raise TimeError(
            f'{text!r}: hours or minutes? write 0:{low:0>2} or {low}:00, or say it of the whole column: --map "HEADER=Time (min)"'
        )
    return found


def _serial(value: object, text: str) -> Moment | None:
    """A date that a spreadsheet has kept as its count of days since 1900."""
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    if number is None and re.fullmatch(r"\d{5}\.\d+", text):
        number = float(text)
    if number is None or not 36_526 <= number <= 73_050:  # the years 2000 to 2099
        return None
    return Moment(datetime(1899, 12, 30) + timedelta(minutes=round(number * DAY)))


def _bare(text: str, unit: str, *, scenario: bool, clocks: bool) -> Time | None:
    """A number alone: hours, minutes if the header says so, or a clock's four digits."""
    if (found := re.fullmatch(r"(\d{1,5})(?:\.0+)?", text)) is None:
        return None
    number, digits = int(found[1]), found[1]
    if unit:
        return Elapsed(number * (HOUR if unit == "h" else 1), scenario=scenario or unit == "h")
    four = re.fullmatch(r"[0-2]?\d[0-5]\d", digits) is not None and number < 2400 and len(digits) >= 3
    if len(digits) == 4 and four and (clocks or digits.startswith("0")):
        return Clock(number // 100 * HOUR + number % 100)
    if scenario or (number < 100 and not clocks):
        return Elapsed(number * HOUR, scenario=True)
    if four:
        raise TimeError(
            f"{text!r} may be {number} hours or {number // 100:02}:{number % 100:02}; write H+{number} or {number // 100:02}:{number % 100:02}"
        )
    if clocks:
        raise TimeError(f"{text!r} stands among times of day; write H+{number}, {number:02}:00 or T+{number} min")
    return Elapsed(number * HOUR, scenario=True)


def _elapsed(text: str, unit: str) -> Time | None:
    """How long after STARTEX."""
    mark = r"(?:startex|ex|h|t|s|z)? ?\+ ?"
    if (
        found := re.fullmatch(
            r"(?:h|h-hour|startex)(?: ?\+ ?(\d{1,5})(?:\.0+)? ?(?:h|hrs?|hours?)?)?|(\d{1,3}) ?(?:h|hrs?|hours?|時間)",
            text,
        )
    ) is not None:
        return Elapsed(int(found[1] or found[2] or 0) * HOUR, scenario=True)
    if (found := re.fullmatch(r"d(?:-?day)?(?: ?\+ ?(\d{1,3}))?(?:[ ,t]+(.+))?", text)) is not None:
        return _day_and_clock(int(found[1] or 0), found[2], scenario=True)
    if (found := re.fullmatch(rf"({mark})(\d{{1,3}}) ?[:h] ?([0-5]\d)(?::\d\d)?(?: ?m(?:in)?)?", text)) is not None:
        return Elapsed(int(found[2]) * HOUR + int(found[3]), scenario=found[1].startswith("h"))
    if (
        found := re.fullmatch(
            rf"(?:{mark})?(\d{{1,4}}) ?(?:h|hrs?|hours?|時間)[ ,]*(\d{{1,2}}) ?(?:m|mins?|minutes?|分)", text
        )
    ) is not None:
        return Elapsed(int(found[1]) * HOUR + int(found[2]))
    if (found := re.fullmatch(rf"(?:{mark})?(\d{{1,5}}) ?(?:m|mins?|minutes?|分)(?:後)?", text)) is not None:
        return Elapsed(int(found[1]))
    if (found := re.fullmatch(rf"({mark})(\d{{1,5}})(?: ?(h|hrs?|hours?))?", text)) is not None:
        if found[3] or unit == "h":
            return Elapsed(int(found[2]) * HOUR)
        if unit == "min":
            return Elapsed(int(found[2]))
        raise TimeError(
            f'{text.upper()!r}: hours or minutes? write T+{found[2]} min or H+{found[2]}, or say it of the whole column: --map "HEADER=Time (min)"'
        )
    return None


def _day_and_clock(day: int, rest: str | None, *, scenario: bool = False) -> Time:
    """A day after that of STARTEX, and the time of day written behind it; the beginning of the day if there is none."""
    if rest is None:
        return Elapsed(day * DAY, scenario=True)
    if re.fullmatch(r"\d{1,2}", rest) and int(rest) < 24:
        return Clock(int(rest) * HOUR, day, None, scenario)
    clock = _clock(rest)
    if not isinstance(clock, Clock):
        raise TimeError(f"{rest!r} after the day is no time of day; write 06:00")
    return Clock(clock.minute, day, clock.zone, scenario)


def _clock(text: str) -> Time | None:
    """A time of day, the start of a range of two, or either with its day before it."""
    if (
        found := re.fullmatch(r"(?:exercise )?day ?(\d{1,3})[ ,:;/t-]*(.*)|第? ?(\d{1,3}) ?日目? ?(.*)", text)
    ) is not None:
        return _day_and_clock(int(found[1] or found[3]) - 1, found[2] or found[4] or None)
    text = re.sub(r"^(?:about|approx\.?|approximately|ca\.?|circa|~|≈|@|at) ?", "", text)
    if (found := re.fullmatch(r"(.+?) ?(?:-|to|until|~|〜|から) ?(.+)", text)) is not None and isinstance(
        _one_clock(found[2]), Clock
    ):
        first = _one_clock(found[1])
        return first if first is not None or not re.fullmatch(r"\d{1,2}", found[1]) else Clock(int(found[1]) * HOUR)
    return _one_clock(text)


def _one_clock(text: str) -> Clock | None:
    """``09:00``, ``0900``, ``9.00 am``, ``19:29:00``, ``1930Z``, ``9時30分``, ``noon``."""
    if text in ("noon", "midday", "正午"):
        return Clock(12 * HOUR)
    if text == "midnight":
        return Clock(0)
    found = re.fullmatch(
        r"(?P<half>am|pm|午前|午後)? ?(?:(?P<hour>\d{1,2}) ?(?P<mark>[:.h時]) ?(?P<minute>[0-5]\d)?(?: ?分)?(?::[0-5]\d)?"
        r"|(?P<hh>\d{2})(?P<mm>[0-5]\d)|(?P<bare>\d{1,2})(?= ?[ap]))"
        r" ?(?P<after>a\.?m\.?|p\.?m\.?)? ?(?P<unit>h|hrs?|hours|時)? ?(?:\(?(?P<zone>[a-z]|utc|gmt|local|jst)\)?)?",
        text,
    )
    if found is None:
        return None
    if found["mark"] in (":", ".") and not found["minute"] and not found["unit"]:
        return None  # "9." is a number in a list
    hour = int(found["hour"] or found["hh"] or found["bare"])
    minute = int(found["minute"] or found["mm"] or 0)
    half = (found["half"] or found["after"] or "").replace(".", "")
    if half and (hour > 12 or (hour == 0 and half in ("am", "pm"))):
        raise TimeError(f"{text!r} has {hour} hours and {half}")
    if half:
        hour = hour % 12 + (12 if half in ("pm", "午後") else 0)
    if hour > 24 or (hour == 24 and minute):
        raise TimeError(f"{text!r} has {hour} hours; a day has 24")
    return Clock(hour * HOUR + minute, None, _zone(found["zone"] or ""))


def _zone(letter: str) -> int | None:
    """Minutes east of Greenwich of a zone's letter or name; None for local time."""
    if letter in ("utc", "gmt"):
        return 0
    if letter == "jst":
        return 9 * HOUR
    return ZONES[letter.upper()] * HOUR if letter.upper() in ZONES and letter not in LOCAL else None


def _dated(text: str, year: int | None) -> Time | None:
    """A date with a time of day, or a date alone (its midnight)."""
    month = "|".join(MONTHS)
    if (
        found := re.fullmatch(rf"(\d\d) ?(\d\d)([0-5]\d) ?([A-Za-z])? ?({month})[a-z]* ?(\d{{4}}|\d{{2}})?", text, re.I)
    ) is not None:
        return _moment(found[6], _month(found[5]), found[1], f"{found[2]}:{found[3]}", year, text, found[4] or "")
    clock = r"(?:[ T,]+(?:at )?(.+))?"
    if (found := re.fullmatch(rf"(\d{{4}})[-/.年] ?(\d{{1,2}})[-/.月] ?(\d{{1,2}})日?{clock}", text)) is not None:
        return _moment(found[1], int(found[2]), found[3], found[4], year, text)
    if (found := re.fullmatch(rf"(\d{{1,2}})月 ?(\d{{1,2}})日{clock}", text)) is not None:
        return _moment(None, int(found[1]), found[2], found[3], year, text)
    weekday = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,]+)?"
    if (
        found := re.fullmatch(
            rf"{weekday}(\d{{1,2}})(?:st|nd|rd|th)?[ -]({month})[a-z]*\.?,?(?:[ -]((?:19|20)\d{{2}}|\d{{2}}(?![:\d])))?{clock}",
            text,
            re.I,
        )
    ) is not None:
        return _moment(found[3], _month(found[2]), found[1], found[4], year, text)
    if (
        found := re.fullmatch(
            rf"{weekday}({month})[a-z]*\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? ((?:19|20)\d{{2}}))?{clock}", text, re.I
        )
    ) is not None:
        return _moment(found[3], _month(found[1]), found[2], found[4], year, text)
    if (found := re.fullmatch(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){clock}", text)) is not None:
        first, second = int(found[1]), int(found[3])
        if first <= 12 and second <= 12 and first != second and found[2] != ".":
            raise TimeError(f"{text!r}: day or month first? write it as 2026-11-26 09:00")
        day, number = (found[1], second) if first > 12 or found[2] == "." or first == second else (found[3], first)
        return _moment(found[4], number, day, found[5], year, text)
    return None


def _month(name: str) -> int:
    """The number of a month by its first three letters."""
    return MONTHS.index(name[:3].lower()) + 1


def _moment(
    year: str | None, month: int, day: str, clock: str | None, default: int | None, text: str, zone: str = ""
) -> Moment:
    """The moment of those parts; *default* is the year where none is written."""
    if year is None and default is None:
        raise TimeError(f"{text!r} names no year; give the day of STARTEX with --startex")
    number = int(year) if year is not None else default or 0
    shift = re.search(r"([+-])(\d\d):?(\d\d)$", clock or "")
    at = (
        Clock(0)
        if clock is None
        else _one_clock((clock if shift is None else clock[: shift.start()]).casefold().strip())
    )
    if at is None and clock is not None and (first := _clock(clock.casefold())) is not None:
        at = first if isinstance(first, Clock) else None
    if at is None:
        raise TimeError(f"{clock!r} after the date is no time of day; write 09:30")
    minutes = at.zone if not zone else _zone(zone.casefold())
    if shift is not None:
        minutes = (1 if shift[1] == "+" else -1) * (int(shift[2]) * HOUR + int(shift[3]))
    try:
        midnight = datetime(number + 2000 if number < 100 else number, month, int(day))
        zone_ = None if minutes is None else UTC if minutes == 0 else timezone(timedelta(minutes=minutes))
        return Moment((midnight + timedelta(minutes=at.minute)).replace(tzinfo=zone_))
    except (ValueError, OverflowError):
        raise TimeError(f"{text!r} is no day of the calendar") from None


def day_in(text: str) -> int | None:
    """The day, counted from that of STARTEX, which a heading or a column of days names; None if it names none.

    >>> day_in("Day 2 - the port"), day_in("3"), day_in("Phase two")
    (1, 2, None)
    """
    told = unicodedata.normalize("NFKC", text).casefold().strip()
    if (found := re.search(r"\bday ?(\d{1,3})\b|\b(\d{1,3}) ?日目|^(\d{1,3})$", told)) is not None:
        return int(next(filter(None, found.groups()))) - 1
    if (found := re.search(r"\bd ?\+ ?(\d{1,3})\b", told)) is not None:
        return int(found[1])
    words = {"day one": 0, "day two": 1, "day three": 2, "day four": 3, "d-day": 0}
    return next((day for name, day in words.items() if re.search(rf"\b{name}\b", told)), None)
