"""Times as people write them: one row a kind, laws that the kinds agree with each other, and what nobody may guess."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.exercise.msel.placing import Scale, Startex, hour_of, read_startex
from fourthseat.engine.exercise.msel.times import After, Open, TimeError, read_time

STARTEX = "2026-11-26T08:00"
KINDS = {
    # hours since STARTEX
    "24": 24, "24.0": 24, "H+24": 24, "h + 24": 24, "Ｈ＋２４": 24, "H+1:30": 1, "30 h": 30, "STARTEX": 0, "H": 0, "D+1": 24, "D-Day": 0,
    # times of day
    "09:00": 1, "0900": 1, "9.00 am": 1, "9:30 PM": 13, "9am": 1, "19:29:00": 11, "1930 hrs": 11, "1930L": 11, "noon": 4, "0900-0930": 1,
    "09:00 – 09:30": 1, "9-10am": 1, "approx. 10:00": 2, "９：３０": 1, "9時30分": 1, "午後２時": 6, "24:00": 16,
    # with their day
    "D+1 06:00": 22, "Day 1 0900": 1, "Day 2, 06:00": 22, "2日目 9:00": 25,
    # dates
    "2026-11-26 09:30": 1, "2026-11-27T08:00": 24, "26 Nov 2026 0930": 1, "Thu 26 Nov 0930": 1, "November 26, 2026 9:30 AM": 1, "26/11/2026 09:00": 1,
    "27.11.2026 08:00": 24, "27 Nov 26": 16, "2026年11月26日 9時30分": 1, "11月27日 8:00": 24, "260900NOV26": 1, "26 0900L NOV 26": 1,
    "46352.375": 1,
}  # fmt: skip


@pytest.mark.parametrize(("text", "hour"), KINDS.items())
def test_a_time_is_read_by_its_kind(text: str, hour: int) -> None:
    """One row a kind, with a STARTEX at eight in the morning."""
    assert hour == hour_of(read_time(None, text, year=2026), read_startex(STARTEX), Scale("scenario"))


@pytest.mark.parametrize(
    ("value", "hour"),
    [(datetime(2026, 11, 26, 9, 30), 1), (time(9, 30), 1), (timedelta(hours=30), 30), (24, 24), (24.0, 24), (46352.375, 1), (datetime(1899, 12, 30, 9, 30), 1)],
)  # fmt: skip
def test_a_typed_cell_says_what_it_is(value: object, hour: int) -> None:
    """A date, a time of day, a duration, a number, a date's count of days."""
    assert hour == hour_of(read_time(value, str(value), year=2026), read_startex(STARTEX), Scale("scenario"))


@pytest.mark.parametrize("text", ["TBD", "-", "—", "on call", "n/a", "未定", "随時"])
def test_no_time_yet(text: str) -> None:
    """Neither zero nor a fault."""
    assert Open() == read_time(None, text)


@pytest.mark.parametrize("text", ["after inject CY-002", "Following event #CY-002", "after CY-002"])
def test_after_another(text: str) -> None:
    """An event may wait for another."""
    assert After("CY-002") == read_time(None, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("soon", "is no time; such are"), ("24.5", "is no time"), ("25:00", "a day has 24"), ("13:00 pm", "13 hours and pm"), ("", "is no time"),
        ("T+5", "hours or minutes?"), ("1930", "may be 1930 hours or 19:30"), ("03/04/2026", "day or month first?"), ("2026-02-30", "no day of the calendar"),
        ("26 Nov", "names no year"), ("2026-11-26 late", "no time of day"), ("Day 2 morning", "no time of day"),
    ],
)  # fmt: skip
def test_what_is_ambiguous_or_none_is_said(text: str, words: str) -> None:
    """With how to say it."""
    with pytest.raises(TimeError) as told:
        read_time(None, text)
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("text", "startex", "scale", "words"),
    [
        ("09:00", "", Scale(), "nobody has said when STARTEX is; --startex"),
        ("2026-11-26 09:00", "09:00", Scale(), "on which day STARTEX is"),
        ("07:00", "08:00", Scale(), "1 h before STARTEX"),
        ("1930Z", "08:00", Scale(), "names a time zone and STARTEX (08:00) none"),
        ("T+45 min", "08:00", Scale(), "the scenario's hours and minutes or those of the day"),
        ("+00:45", "", Scale(), "--times exercise"),
        ("T+45 min", "", Scale("exercise"), "how long does a move of 24 h take there"),
    ],
)  # fmt: skip
def test_neither_startex_nor_clock_is_guessed(text: str, startex: str, scale: Scale, words: str) -> None:
    """Each refusal names the option that answers it."""
    with pytest.raises(TimeError) as told:
        hour_of(read_time(None, text), read_startex(startex) if startex else None, scale)
    assert words in str(told.value)


def test_minutes_of_the_day_are_stretched_to_moves() -> None:
    """A move of a day that takes half an hour: the second begins at minute 30."""
    scale = Scale("exercise", move_hours=(0, 24, 48), move_minutes=30)

    assert [0, 12, 24, 48] == [hour_of(read_time(None, f"T+{minute} min"), None, scale) for minute in (0, 15, 30, 60)]


def test_a_longer_move_is_stretched_further() -> None:
    """Half an hour of the day is a move, however long that one is; what comes after the last goes on at its pace."""
    scale = Scale("exercise", move_hours=(0, 24, 96), move_minutes=30)

    assert [12, 60, 168] == [hour_of(read_time(None, f"T+{minute} min"), None, scale) for minute in (15, 45, 90)]


def test_zones_are_reckoned_with() -> None:
    """Noon Zulu is nine in the evening in Japan."""
    assert 13 == hour_of(read_time(None, "261200ZNOV26"), read_startex("2026-11-26T08:00+09:00"), Scale())
    assert 0 == hour_of(read_time(None, "2026-11-26T17:00+09:00"), read_startex("260800ZNOV26"), Scale())


minutes = st.integers(0, 60 * 24 * 20)


@given(minutes, st.integers(0, 24 * 60 - 1))
def test_every_way_of_writing_a_moment_is_the_same_hour(after: int, start: int) -> None:
    """Law: ISO, DTG, a typed date, a day with a clock and H+ agree, whatever STARTEX is."""
    begin = datetime(2026, 11, 26) + timedelta(minutes=start)
    when = begin + timedelta(minutes=after)
    startex = Startex(start, begin.date())
    days = (when.date() - begin.date()).days
    ways = [when.strftime("%Y-%m-%d %H:%M"), when.strftime("%d%H%M%b%y").upper(), when.strftime("%d %b %Y %H%M"), f"Day {days + 1} {when:%H:%M}", f"D+{days} {when:%H%M}", f"H+{after // 60}", when.strftime("%Y年%m月%d日 %H時%M分")]  # fmt: skip

    assert {after // 60} == {hour_of(read_time(None, way), startex, Scale()) for way in ways}
    assert after // 60 == hour_of(read_time(when, ""), startex, Scale())


@given(st.text(max_size=30))
def test_no_text_is_too_odd(text: str) -> None:
    """Law: any text is a time or a TimeError."""
    with suppress(TimeError):
        found = read_time(None, text)
        if not isinstance(found, (Open, After)):
            assert hour_of(found, read_startex(STARTEX), Scale("scenario")) >= 0


@given(
    st.from_regex(
        r"(H|T|D|Day|)[ +]{0,2}[0-9０-９]{1,6}[:.h時 ]{0,2}[0-9]{0,4} ?(am|pm|Z|min|hrs|NOV|)[0-9]{0,4}", fullmatch=True
    )
)
def test_no_number_is_too_odd(text: str) -> None:
    """Law: whatever looks nearly like a time is one or a TimeError."""
    test_no_text_is_too_odd.hypothesis.inner_test(text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["09:00", "2026-11-26T09:00", "2026-11-26T09:00Z", "2026-11-26T09:00+09:00", "2026-11-26T09:00-05:00"]
)
def test_startex_is_printed_as_it_is_read(text: str) -> None:
    """So that a saved mapping says the same."""
    assert text == str(read_startex(text))
