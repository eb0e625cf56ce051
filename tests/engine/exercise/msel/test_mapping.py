"""What a person says of a list: kept, read again the same, and refused where it says nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core.errors import FourthSeatError, ScenarioError
from fourthseat.engine.exercise.msel.mapping import Instructions, read_mapping, save_mapping, with_pairs

TUTORIAL = scenarios.find("tutorial")
words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
told = st.builds(
    Instructions,
    sheet=st.text(max_size=10),
    startex=st.sampled_from(["", "09:00", "2026-11-26T09:00", "260900ZNOV26"]),
    times=st.sampled_from(["", "scenario", "exercise"]),
    move_minutes=st.none() | st.floats(1, 1000),
    include_hidden=st.booleans(),
    keep=st.lists(words, max_size=2).map(tuple),
    columns=st.dictionaries(words, st.sampled_from(["To", "Time (min)", "own", "Event Number"]), max_size=3),
    recipients=st.dictionaries(words, st.sampled_from(["AUS", "AUS, JPN", "All", "CONTROL"]), max_size=3),
    event_types=st.dictionaries(words, st.sampled_from(["Inject", "Contingency Inject"]), max_size=2),
    status=st.dictionaries(words, st.sampled_from(["play", "leave out"]), max_size=2),
    defaults=st.dictionaries(st.sampled_from(["To", "Move", "From"]), words, max_size=2),
)


@given(told)
def test_what_is_saved_is_read_again(tmp_path: Path, told: Instructions) -> None:
    """Law: of every word, quotes, line breaks and control characters included."""
    path = tmp_path / "map.toml"
    path.unlink(missing_ok=True)

    save_mapping(told, path)

    assert told == read_mapping(path, TUTORIAL)


def test_the_meaning_shows_what_a_name_is() -> None:
    """A column, seats, a type, a status; an equals sign may stand in the name."""
    told = with_pairs(
        Instructions(),
        ["SEND=TO=To", "Wardroom=AUS", "Media=Inject", "TBC=leave out", "Owner=own", "When=Time (min)"],
        TUTORIAL,
    )

    assert {"SEND=TO": "To", "Owner": "own", "When": "Time (min)"} == told.columns
    assert ({"Wardroom": "AUS"}, {"Media": "Inject"}, {"TBC": "leave out"}) == (
        told.recipients,
        told.event_types,
        told.status,
    )


def test_what_is_said_now_goes_before_what_was_saved() -> None:
    """A line of the file is replaced, the others stay."""
    saved = Instructions(startex="09:00", recipients={"A": "AUS", "B": "JPN"})

    assert Instructions(startex="10:00", recipients={"A": "USA", "B": "JPN"}) == Instructions(
        startex="10:00", recipients={"A": "USA"}
    ).over(saved)


@pytest.mark.parametrize("pair", ["To", "=To", "Wardroom=", "Wardroom=NZL", "Wardroom=To, From"])
def test_a_pair_that_says_nothing_is_refused(pair: str) -> None:
    """With what a meaning may be."""
    with pytest.raises(ScenarioError, match="--map"):
        with_pairs(Instructions(), [pair], TUTORIAL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colums = {}", "did you mean 'columns'"), ("[columns]\nA = 3", "[columns]"), ("[columns]\nA = 'AUS'", "belongs under [recipients]"),
        ("times = 'sometimes'", '"scenario" or "exercise"'), ("move_minutes = 0", "minutes above 0"), ("include_hidden = 1", "true or false"),
        ("startex = 'noonish'", "STARTEX"), ("[defaults]\nWho = 'All'", "no such column"), ("[recipients]\nA = 'NZL'", "no seat"), ("= 3", "is no TOML"),
        ("a = " + "[" * 5000, "is no TOML"),
    ],
)  # fmt: skip
def test_a_broken_mapping_is_told(tmp_path: Path, text: str, said: str) -> None:
    """The file, the key, what would be right; one line."""
    path = tmp_path / "map.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(FourthSeatError) as wrong:
        read_mapping(path, TUTORIAL)
    assert said in str(wrong.value)
    assert len(str(wrong.value)) < 1000


def test_a_date_of_toml_is_one(tmp_path: Path) -> None:
    """STARTEX may be written without quotes; a mark at the file's start and other line ends are nothing."""
    path = tmp_path / "map.toml"
    path.write_bytes("\ufeffstartex = 2026-11-26T09:00:00\r\n[recipients]\r\nA = 'AUS'\r\n".encode())

    assert "2026-11-26T09:00" == str(read_mapping(path, TUTORIAL).start())
    assert tomllib.loads("a = 1")
