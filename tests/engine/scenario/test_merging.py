"""A scenario with all it extends, as one text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.scenario.merging import merged_text


@pytest.mark.parametrize("name", scenarios.names())
def test_what_is_printed_is_the_scenario(name: str, tmp_path: Path) -> None:
    """Read again, without what it extended, it is equal to the last value and plays as the same."""
    source = scenarios.source(scenarios.file_of(name))
    text = merged_text(source)
    (tmp_path / "merged.toml").write_text(text, "utf-8")

    assert tomllib.loads(text) == source.tables
    assert scenarios.load(tmp_path / "merged.toml") == scenarios.find(name)


def test_every_row_and_every_key_from_elsewhere_says_where_it_is_from(tmp_path: Path) -> None:
    """A row names the file it was begun in and who completed it; a completed key its own place."""
    (tmp_path / "own.toml").write_text(
        'extends = "tutorial"\nname = "own"\n[[force]]\nid = "aus-ship"\nname = "Two \\u007f\\t\\"frigates\\""\n'
    )
    lines = merged_text(scenarios.source(tmp_path / "own.toml")).splitlines()

    assert 'name = "own"  # own.toml:2' in lines
    assert "turns = 2  # tutorial.toml:10" in lines
    tutorial = (scenarios.FOLDER / "tutorial.toml").read_text("utf-8").splitlines()
    line = tutorial.index('id = "aus-ship"')  # the line of its header, counted from 1
    row = lines.index(f"[[force]]  # tutorial.toml:{line}, completed by own.toml")
    assert 'id = "aus-ship"' == lines[row + 1].partition("  #")[0]
    assert 'name = "Two \\u007f\\t\\"frigates\\""  # own.toml:5' in lines[row:]
    assert any(line.startswith("[seat.doctrine]  # _common.toml:") for line in lines)
    assert any(line.startswith("[[coalition.ally]]  # _common.toml:") for line in lines)
