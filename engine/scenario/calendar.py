"""The exercise's calendar: STARTEX as a date and a time with a zone, and any hour of the game as people write it.

The engine counts hours since STARTEX and nothing else. Only what people read says the date as well, by :func:`hour_told`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.terms import Hour

__all__ = ["DATED", "Moment", "Startex", "hour_told", "read_startex", "spoken_length", "zones"]

DATED = "%a %d %b %H:%M %Z"
"""As a date is shown: Tue 14 Mar 20:00 JST."""
SHORT = "%d %b %H:%M"
"""Where little room is: 14 Mar 20:00."""
_WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]+(\d{2}:\d{2})(?::\d{2})?\s*(\S*)")
_OFFSET = re.compile(r"Z|[+-]\d{2}:?\d{2}")
EXAMPLE = '"2031-03-14 20:00 Europe/Oslo" or "2031-03-14T20:00+01:00"'


Moment = datetime
"""A date and a time in a zone."""


def read_startex(text: str) -> Moment:
    """*text* as a moment in its zone; :exc:`ValueError` with what would be right.

    >>> read_startex("2031-03-14 20:00 Europe/Oslo").strftime("%H:%M %Z")
    '20:00 CET'
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no date and time with a zone; write {EXAMPLE}")
    day, time, zone = found.groups()
    if not zone:
        raise ValueError(f"{text!r} names no zone, so nobody can tell which hour it is; write {EXAMPLE}")
    try:
        bare = datetime.fromisoformat(f"{day}T{time}")
    except ValueError as wrong:
        raise ValueError(f"{text!r} is no date of the calendar: {wrong}") from None
    if _OFFSET.fullmatch(zone):
        try:
            return datetime.fromisoformat(f"{day}T{time}{zone}")
        except ValueError as wrong:
            raise ValueError(f"{text!r}: {zone!r} is no offset: {wrong}") from None
    moment = bare.replace(tzinfo=_zone(zone, text))
    if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != bare:
        raise ValueError(f"{text!r} is an hour that the clocks of {zone} skip that day; write one before or after")
    return moment


def _zone(name: str, text: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone; a name that is no path; a folder of zones
        pass
    from zoneinfo import available_timezones  # noqa: PLC0415 - reads a folder, and only a mistake needs it

    raise ValueError(
        f"{text!r}: {name!r} is no zone of the IANA list (such as Europe/Oslo, UTC); {nearest(name, available_timezones())}"
    )


def _written_startex(value: object) -> object:
    """A date of TOML's own as the text it would have been."""
    return value.isoformat() if isinstance(value, datetime) else value


def _good_startex(text: str) -> str:
    if text:
        read_startex(text)
    return text


Startex = Annotated[str, BeforeValidator(_written_startex), AfterValidator(_good_startex)]
"""A field that holds such a text, or nothing."""


def hour_told(hour: Hour, startex: Moment | None, *, short: bool = False) -> str:
    """*hour* since STARTEX as people read it: ``H+36``, and with a date at STARTEX ``H+36 · Tue 14 Mar 20:00 JST``.

    *short*, where little room is, leaves out the day of the week and the zone.

    The one function that words an hour; a summer time that begins meanwhile is reckoned with.

    >>> hour_told(36, None)
    'H+36'
    >>> hour_told(36, read_startex("2031-03-14 20:00 +09:00"))
    'H+36 · Sun 16 Mar 08:00 UTC+09:00'
    """
    if startex is None:
        return f"H+{hour}"
    return f"H+{hour} · {_at(hour, startex):{SHORT if short else DATED}}"


def _at(hour: Hour, startex: Moment) -> Moment:
    return (startex.astimezone(UTC) + timedelta(hours=hour)).astimezone(startex.tzinfo)


def zones(startex: Moment, last: Hour) -> list[tuple[Hour, int, str]]:
    """From which hour, up to *last*, the clocks are how many minutes ahead of UTC, and what that time is called.

    >>> zones(read_startex("2031-03-29 20:00 Europe/Oslo"), 48)
    [(0, 60, 'CET'), (6, 120, 'CEST')]
    """
    found: list[tuple[Hour, int, str]] = []
    for hour in range(last + 1):
        moment = _at(hour, startex)
        ahead = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
        if not found or found[-1][1:] != (ahead, f"{moment:%Z}"):
            found.append((hour, ahead, f"{moment:%Z}"))
    return found


def spoken_length(hours: tuple[Hour, ...]) -> str:
    """How many moves there are and how long they are: ``4 moves of 24 hours``, ``3 moves of 24, 24 and 72 hours``."""
    count = f"{len(hours)} move{'' if len(hours) == 1 else 's'}"
    if len(set(hours)) == 1:
        return f"{count} of {hours[0]} hours"
    return f"{count} of {', '.join(map(str, hours[:-1]))} and {hours[-1]} hours"
