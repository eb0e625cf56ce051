"""Number formats: what a cell shows, kind by kind, as Excel and LibreOffice show it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.documents.sheets.formats import BUILT_IN, shown_number, shown_text

NOON = 46086.5
"""2026-03-05 12:00, a Thursday."""
TIME = 0.3958333333333333
"""09:30."""


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (1.0, "General", "1"),
        (-7, "", "-7"),
        (0.1 + 0.2, "General", "0.3"),
        (24.000000000001, "General", "24"),
        (202611260001, "General", "202611260001"),
        (7, "0000", "0007"),
        (12345, "0000", "12345"),
        (7, '"INJ-"000', "INJ-007"),
        (7, "INJ\\-000", None),
        (7, '\\I\\N\\J\\-000', "INJ-007"),
        (7, '"H+"0', "H+7"),
        (-7, '"H+"0', "-H+7"),
        (-7, '"H+"0;"H-"0', "H-7"),
        (0, '0;-0;"none"', "none"),
        (5551234, "000\\-0000", "555-1234"),
        (1234567.891, "#,##0", "1,234,568"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234567, "#,##0,", "1,235"),
        (12200000, "#.0,,", "12.2"),
        (12, "#,##0", "12"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (0.5, "0%", "50%"),
        (0.1234, "0.00%", "12.34%"),
        (2.5, "0", "3"),
        (8.9, "#.##", "8.9"),
        (0, "#", ""),
        (1234, "00\\.00", "12.34"),
        (1.5, "0.??", "1.5"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (0.00012, "0.00E+00", "1.20E-04"),
        (12345.678, "##0.0E+0", "12.3E+3"),
        (999.96, "0.0E+0", "1.0E+3"),
        (1234.5, "[$€-407] #,##0.00", "€ 1,234.50"),
        (1234.5, '_-* #,##0.00_-;-* #,##0.00_-', "1,234.50"),
        (5, "[Red]0", "5"),
        (5, '[>3]"late";[<=3]"early"', "late"),
        (2, '[>3]"late";"early"', "early"),
        (5, "@", "5"),
        (5, 'General" h"', "5 h"),
        (0.5, "# ?/?", "0.5"),
        (1, ";;;", ""),
        (1, '"yes";;"no"', "yes"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_its_format_says(number: float, form: str, text: str | None) -> None:
    """Digits, groups, signs, literals, conditions; what is not understood shows the number."""
    told, value = shown_number(number, form, False)

    assert number == value
    assert text is None or text == told.strip()


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (NOON, "yyyy-mm-dd", "2026-03-05"),
        (NOON, "dd-mmm-yy", "05-Mar-26"),
        (NOON, "d/m/yyyy", "5/3/2026"),
        (NOON, "dddd, d mmmm yyyy", "Thursday, 5 March 2026"),
        (NOON, "ddd mmmmm", "Thu M"),
        (NOON, 'yyyy"年"m"月"d"日"', "2026年3月5日"),
        (NOON, 'yyyy"年"m"月"d"日";@', "2026年3月5日"),
        (NOON, '[$-411]ggge"年"m"月"d"日"(aaa)', "令和8年3月5日(木)"),
        (NOON, "[$-411]ge.m.d", "R8.3.5"),
        (NOON, "dd/mm/yyyy hh:mm", "05/03/2026 12:00"),
        (NOON, "ddhhmm\\Zmmmyy", "051200ZMar26"),
        (NOON, "m/d/yy h:mm AM/PM", "3/5/26 12:00 PM"),
        (NOON, "[$-409]d-mmm-yyyy;@", "5-Mar-2026"),
        (NOON, "[$-407]d. mmmm yyyy", "2026-03-05 12:00"),
        (NOON, "[$-F800]dddd, mmmm dd, yyyy", "2026-03-05 12:00"),
        (46086, "[$-F800]dddd, mmmm dd, yyyy", "2026-03-05"),
        (46086, BUILT_IN[14], "2026-03-05"),
        (NOON, "[$-F400]h:mm:ss AM/PM", "12:00"),
        (46086, BUILT_IN[15], "5-Mar-26"),
        (TIME, "h:mm", "9:30"),
        (TIME, "hh:mm:ss", "09:30:00"),
        (TIME, "hhmm", "0930"),
        (TIME, "h:mm AM/PM", "9:30 AM"),
        (TIME, "h:mm a/p", "9:30 a"),
        (TIME, 'h"時"mm"分"', "9時30分"),
        (TIME, "mm:ss", "30:00"),
        (TIME, '"T+"[m]', "T+570"),
        (1.25, "[h]:mm", "30:00"),
        (1.25, "[hh]:mm:ss", "30:00:00"),
        (1.25, "[mm]", "1800"),
        (0.00005787, "ss.000", "05.000"),
        (0.9999999, "h:mm", "23:59"),
        (0.99999999, "h:mm:ss", "0:00:00"),
        (1, "d-mmm-yyyy", "1-Jan-1900"),
        (60, "d-mmm-yyyy", "60"),
        (99999999999, "yyyy-mm-dd", "99999999999"),
        (-1, "yyyy-mm-dd", "-1"),
    ],
)  # fmt: skip
def test_a_date_is_shown_as_its_format_says(number: float, form: str, text: str) -> None:
    """Or in the one way that means the same everywhere, where it depends on the reader's machine or language."""
    assert text == shown_number(number, form, False)[0]


@pytest.mark.parametrize(
    ("number", "form", "early", "value"),
    [
        (NOON, "yyyy-mm-dd", False, datetime.datetime(2026, 3, 5, 12)),
        (46086, "yyyy-mm-dd", False, datetime.date(2026, 3, 5)),
        (46086, "d/m/yy h:mm", False, datetime.datetime(2026, 3, 5)),
        (44624, "yyyy-mm-dd", True, datetime.date(2026, 3, 5)),
        (TIME, "h:mm", False, datetime.time(9, 30)),
        (1.25, "[h]:mm", False, datetime.timedelta(hours=30)),
        (-0.25, "[h]:mm", False, datetime.timedelta(hours=-6)),
        (24.0, "General", False, 24),
        (0.5, "General", False, 0.5),
        (24.0, '0" months"', False, 24),
    ],
)  # fmt: skip
def test_a_cell_holds_a_date_if_its_format_shows_one(number: float, form: str, early: bool, value: object) -> None:
    """A date, a time, both or a duration; else the number, whole if it is whole."""
    held = shown_number(number, form, early)[1]

    assert (value, type(value)) == (held, type(held))


@pytest.mark.parametrize(
    ("text", "form", "shown"),
    [
        ("07", "General", "07"),
        ("07", "@", "07"),
        ("07", "0.00", "07"),
        ("07", '"INJ-"@', "INJ-07"),
        ("07", '0;-0;0;"No. "@', "No. 07"),
        ("07", ";;;", ""),
    ],
)
def test_a_text_is_shown_as_its_format_says(text: str, form: str, shown: str) -> None:
    """Only a section for texts changes it."""
    assert shown == shown_text(text, form)


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.one_of(st.text(alphabet='0#?.,%E+-/@;"\\_*[]$hmsydgeaAMP<>=1 年', max_size=14), st.sampled_from(list(BUILT_IN.values()))),
    st.booleans(),
)  # fmt: skip
def test_every_format_shows_every_number(number: float, form: str, early: bool) -> None:
    """Law: no format and no number is an error, and a plain number is never lost."""
    text, value = shown_number(number, form, early)

    assert isinstance(text, str)
    assert isinstance(shown_text("x", form), str)
    assert value is not None
