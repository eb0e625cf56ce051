"""Who receives an event: one row a way of naming them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.exercise.msel.recipients import Directory

SCENARIO = scenarios.find("second-thomas")
EVERY = tuple(map(str, SCENARIO.players))
BLUE = tuple(map(str, SCENARIO.blue))
TOLD = {"Wardroom": "AUS", "Office & Cabinet": "GBR, JPN", "Observers": "CONTROL", "Whole house": "All"}
KINDS = {
    # ids, names, adjectives, initials, cells
    "AUS": ("AUS",), "aus": ("AUS",), "Japan": ("JPN",), "Japanese cell": ("JPN",), "Australians": ("AUS",), "the United Kingdom": ("GBR",),
    "UK": ("GBR",), "U.S.": ("USA",), "Blue cell": BLUE, "All Blue": BLUE, "RED": ("PRC",),
    # everybody
    "All": EVERY, "ALL PARTICIPANTS": EVERY, "All Players": EVERY, "Everyone": EVERY, "全員": EVERY, "Whole house": EVERY,
    # lists
    "AUS, JPN": ("AUS", "JPN"), "AUS;JPN": ("AUS", "JPN"), "AUS/JPN": ("AUS", "JPN"), "AUS & UK": ("AUS", "GBR"), "AUS + JPN": ("AUS", "JPN"),
    "AUS and JPN": ("AUS", "JPN"), "AUS JPN": ("AUS", "JPN"), "AUS\nJPN": ("AUS", "JPN"), "ＡＵＳ、ＪＰＮ": ("AUS", "JPN"), "AUS・JPN": ("AUS", "JPN"),
    "AUS\u200b": ("AUS",), "AUS,\xa0JPN": ("AUS", "JPN"), "AUS, AUS": ("AUS",), "- AUS\n- JPN": ("AUS", "JPN"),
    # as told
    "the wardroom": ("AUS",), "Office & Cabinet; USA": ("GBR", "JPN", "USA"),
    "Office & Cabinet": ("GBR", "JPN"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "seats"), KINDS.items())
def test_a_recipient_is_known_by_its_kind_of_name(text: str, seats: tuple[str, ...]) -> None:
    """Each once."""
    found = Directory(SCENARIO, TOLD).read(text)

    assert (seats, (), ()) == found


@pytest.mark.parametrize("text", ["Control", "EXCON", "SimCell", "White cell", "統制部", "observers"])
def test_the_exercises_own_staff_is_no_cell(text: str) -> None:
    """Nothing is sent there, and it is not unknown either."""
    assert ((), (text,), ()) == Directory(SCENARIO, TOLD).read(text)


def test_every_unknown_name_is_told() -> None:
    """All of them at once, as written, beside those that are known."""
    found = Directory(SCENARIO, {}).read("NZL, AUS, Hospital A / SimCell")

    assert (("AUS",), ("SimCell",), ("NZL", "Hospital A")) == found


@given(
    st.lists(st.sampled_from(EVERY), min_size=1, unique=True),
    st.sampled_from([", ", ";", "/", " & ", "\n", "、", " and "]),
)
def test_any_seats_strung_together_come_back(seats: list[str], mark: str) -> None:
    """Law: in their order, whatever stands between them."""
    assert tuple(seats) == Directory(SCENARIO, {}).read(mark.join(seats)).seats


@given(st.text(max_size=60))
def test_no_name_is_too_odd(text: str) -> None:
    """Law: every name is a seat, control or unknown; an empty cell is none of them."""
    found = Directory(SCENARIO, {}).read(text)

    assert set(found.seats) <= set(EVERY)
