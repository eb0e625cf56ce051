"""A frozen record with some fields changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.records import replace
from fourthseat.engine.rules.state import start


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


def test_a_type_checker_knows_the_fields(tmp_path: Path) -> None:
    """Mypy refuses a misspelt field and a value of another type where the fold copies a record."""
    mine = tmp_path / "mine.py"
    mine.write_text(
        "from fourthseat.engine.core.records import replace\n"
        "from fourthseat.engine.rules.state import State\n"
        "def later(state: State) -> State:\n"
        "    return replace(state, rungs=5)\n"
        "def louder(state: State) -> State:\n"
        "    return replace(state, rung='five')\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(mine)]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert 'mine.py:4: error: Unexpected keyword argument "rungs"' in checked.stdout, checked.stdout
    assert "mine.py:6: error: Argument" in checked.stdout
