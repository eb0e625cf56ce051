"""The tables of docs/models.md that come out of games."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/models.md").read_text("utf-8")


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """The script that measures them."""
    return runpy.run_path(str(ROOT / "docs/measured.py"))


def test_what_standing_measures_are_worth_is_what_games_of_today_give(script: dict[str, Any]) -> None:
    """Played again, to the last digit; the other two tables take a minute each."""
    assert script["filled"](PAGE, "standing", script["standing"]()) == PAGE


def test_every_table_has_one_place(script: dict[str, Any]) -> None:
    """None is left out of the page, and none can be put elsewhere."""
    for name in script["TABLES"]:
        assert "made" in script["filled"](PAGE, name, "made")
    with pytest.raises(ValueError, match="one place"):
        script["filled"](PAGE, "no-such-table", "made")
