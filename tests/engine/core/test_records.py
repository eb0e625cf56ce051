"""Frozen records: made, changed, pickled."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, field
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import records
from fourthseat.engine.core.records import record, replace, replacing
from fourthseat.engine.rules.state import start

ROOT = Path(__file__).parents[3]


def test_the_copy_is_another_value_and_the_old_one_stands() -> None:
    """Only what is named changes, and only in the copy."""
    state = start(scenarios.find("tutorial"), "aukus")
    later = replace(state, hour=5)

    assert (0, 5) == (state.hour, later.hour)
    assert later.incidents is state.incidents
    assert replace(later, hour=0) == state


def test_a_misspelt_field_is_refused() -> None:
    """A field that is not there is named at once, not kept beside the others."""
    state = start(scenarios.find("tutorial"), "aukus")

    with pytest.raises(TypeError, match="State has no field huor, rungs"):
        replace(state, rungs=5, huor=3, hour=1)


def test_a_function_made_for_some_fields_changes_these() -> None:
    """As replace does, by the order the fields were named in."""
    state = start(scenarios.find("tutorial"), "aukus")
    climbed = replacing(type(state), "rung", "hour")

    assert climbed(state, 2, 9) == replace(state, hour=9, rung=2)
    with pytest.raises(TypeError, match="State has no field huor"):
        replacing(type(state), "huor")


def test_a_record_is_made_as_a_dataclass_is() -> None:
    """By place or by name, with defaults, never with too few values, and then it does not change."""

    @record
    class Sighting:
        where: str
        who: str
        ships: int = 1
        seen_by: list[str] = field(default_factory=list)

    one = Sighting("strait", "RED", seen_by=["AUS"])

    assert one == Sighting(where="strait", who="RED", ships=1, seen_by=["AUS"])
    assert "Sighting(where='strait', who='RED', ships=1, seen_by=['AUS'])" in repr(one)
    assert Sighting("a", "b").seen_by is not Sighting("a", "b").seen_by
    with pytest.raises(TypeError):
        Sighting("a")  # type: ignore[call-arg]
    with pytest.raises(FrozenInstanceError):
        one.ships = 2  # type: ignore[misc]


def test_a_type_checker_knows_the_fields(tmp_path: Path) -> None:
    """Mypy refuses a misspelt field and a value of another type where a record is copied.

    The module is checked by itself: with the package it would be all of the program, which the type checker reads in any case.
    """
    (tmp_path / "records.py").write_text(Path(str(records.__file__)).read_text("utf-8"), "utf-8")
    mine = tmp_path / "mine.py"
    mine.write_text(
        "from records import record, replace\n"
        "@record\n"
        "class State:\n"
        "    rung: int\n"
        "    hour: int = 0\n"
        "def later(state: State) -> State:\n"
        "    return replace(state, rungs=5)\n"
        "def louder(state: State) -> State:\n"
        "    return replace(state, rung='five')\n"
        "def right(state: State) -> State:\n"
        "    return replace(state, rung=5)\n"
        "unfilled = State(hour=1)\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "mine.py"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    found = [line for line in checked.stdout.splitlines() if ": error: " in line]
    assert [f"mine.py:{line}" for line in (7, 9, 12)] == [line.partition(": ")[0] for line in found], checked.stdout
    assert 'Unexpected keyword argument "rungs"' in found[0]
    assert 'Argument "rung"' in found[1]
    assert 'Missing positional argument "rung"' in found[2]
