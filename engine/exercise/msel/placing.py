"""Times of an events list in whole hours of the scenario since STARTEX.

A time of day and a date need to know when STARTEX is. And a list may mean two clocks: the scenario's, or that of the day the
exercise is held on, whose minutes stand for longer. Neither is ever guessed: a :exc:`TimeError` says how to say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fourthseat.engine.core.terms import Hour
from fourthseat.engine.exercise.msel.times import DAY, HOUR, Clock, Elapsed, Moment, Time, TimeError, read_time

__all__ = ["Scale", "Startex", "UnsaidError", "hour_of", "read_startex"]


class UnsaidError(TimeError):
    """A time that an option of the command would make clear: when STARTEX is, or whose clock it is."""


@dataclass(frozen=True, slots=True)
class Startex:
    """When the exercise starts, as far as it is known: the clock's minute, perhaps the day, perhaps the zone."""

    minute: int
    day: date | None = None
    zone: int | None = None
    """Minutes east of Greenwich."""

    def __str__(self) -> str:
        """As ``2026-11-26T09:00+09:00``, or ``09:00`` where no day is known."""
        clock = f"{self.minute // HOUR:02}:{self.minute % HOUR:02}"
        if self.zone is not None:
            clock += (
                "Z"
                if self.zone == 0
                else f"{'-' if self.zone < 0 else '+'}{abs(self.zone) // 60:02}:{abs(self.zone) % 60:02}"
            )
        return clock if self.day is None else f"{self.day.isoformat()}T{clock}"


@dataclass(frozen=True, slots=True)
class Scale:
    """How minutes of a list become hours of the game."""

    clock: str = ""
    """``scenario``, ``exercise``, or empty while nobody has said."""
    move_hours: tuple[Hour, ...] = (0, 24)
    """The hour at which each move opens, and that at which the last one ends."""
    move_minutes: float | None = None
    """Minutes of the day that one move takes; what the exercise's clock is stretched by."""


def read_startex(text: str) -> Startex:
    """STARTEX as a person says it: ``09:00``, ``2026-11-26T09:00``, ``2026-11-26T09:00+09:00``, ``260900ZNOV26``."""
    try:
        found = read_time(None, text)
    except TimeError as wrong:
        raise TimeError(f"STARTEX: {wrong}") from None
    if isinstance(found, Clock) and found.day is None:
        return Startex(found.minute, None, found.zone)
    if isinstance(found, Moment):
        shift = found.when.utcoffset()
        zone = None if shift is None else int(shift.total_seconds() // 60)
        return Startex(found.when.hour * HOUR + found.when.minute, found.when.date(), zone)
    raise TimeError(f"STARTEX {text!r} is no time of day and no date; write 2026-11-26T09:00 or 09:00")


def hour_of(told: Time, startex: Startex | None, scale: Scale) -> Hour:
    """Whole hours of the scenario since STARTEX, rounded down; :exc:`TimeError` where that is not known without guessing."""
    if isinstance(told, Elapsed):
        minutes, scenario = told.minutes, told.scenario
    elif isinstance(told, Clock):
        minutes, scenario = _since(told, startex), told.scenario
    elif isinstance(told, Moment):
        minutes, scenario = _between(told, startex), False
    else:
        raise TimeError("is no time")
    if minutes < 0:
        raise TimeError(f"is {_length(-minutes)} before STARTEX ({startex}); write its day, or leave the row out")
    clock = scale.clock or ("scenario" if scenario or (not isinstance(told, Elapsed) and startex is not None) else "")
    if clock == "scenario":
        return minutes // HOUR
    if clock == "exercise" and scale.move_minutes:
        return _stretched(minutes / scale.move_minutes, scale.move_hours)
    if clock == "exercise":
        raise UnsaidError(
            f"is a time of the day it is held on; how long does a move of {scale.move_hours[1]} h take there? --move-minutes 30, or --times scenario"
        )
    raise UnsaidError(
        "may be the scenario's hours and minutes or those of the day it is held on: --times scenario, or --times exercise --move-minutes 30"
    )


def _since(told: Clock, startex: Startex | None) -> int:
    """Minutes from STARTEX to a time of day."""
    if startex is None:
        if told.scenario and told.day is not None and told.zone is None:
            return told.day * DAY + told.minute  # days begin at STARTEX
        raise UnsaidError(
            "is a time of day, and nobody has said when STARTEX is; --startex 09:00, or --startex 2026-11-26T09:00"
        )
    return (told.day or 0) * DAY + told.minute - startex.minute - _shift(told.zone, startex)


def _between(told: Moment, startex: Startex | None) -> int:
    """Minutes from STARTEX to a moment."""
    if startex is None or startex.day is None:
        raise UnsaidError("is a date, and nobody has said on which day STARTEX is; --startex 2026-11-26T09:00")
    shift = told.when.utcoffset()
    zone = None if shift is None else int(shift.total_seconds() // 60)
    begin = datetime.combine(startex.day, time()) + timedelta(minutes=startex.minute)
    return int((told.when.replace(tzinfo=None) - begin).total_seconds() // 60) - _shift(zone, startex)


def _shift(zone: int | None, startex: Startex) -> int:
    """Minutes by which a time's zone is ahead of that of STARTEX; a time without one is in the zone of STARTEX."""
    if zone is None:
        return 0
    if startex.zone is None:
        raise UnsaidError(
            f"names a time zone and STARTEX ({startex}) none; give one, as --startex {startex}Z or {startex}+09:00"
        )
    return zone - startex.zone


def _stretched(moves: float, opens: tuple[Hour, ...]) -> Hour:
    """The hour at which so many *moves* of the exercise's clock are over, each stretched to its own length.

    >>> [_stretched(moves, (0, 24, 96)) for moves in (0.5, 1.5, 3.0)]
    [12, 60, 168]
    """
    whole = min(int(moves), len(opens) - 2)
    return int(opens[whole] + (moves - whole) * (opens[whole + 1] - opens[whole]))


def _length(minutes: int) -> str:
    """So many minutes in days, hours and minutes."""
    days, hours, rest = minutes // DAY, minutes // HOUR % 24, minutes % HOUR
    return (
        " ".join(f"{number} {unit}" for number, unit in ((days, "days"), (hours, "h"), (rest, "min")) if number)
        or "0 min"
    )
