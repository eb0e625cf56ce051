"""A scenario with what it extends: rows laid over each other, rows dropped, and the file each was written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario import positions
from fourthseat.engine.scenario.findings import RefusedError

COMMON = """
[[seat]]
id = "NOR"
trust = { value = 0.5, low = 0, high = 1 }
[[option]]
id = "hotline"
title = "Talk"
[[coalition]]
id = "pact"
member = [{ seat = "NOR" }, { seat = "DEN" }]
"""


def written(folder: Path, text: str, common: str = COMMON) -> Path:
    """A file that extends another."""
    (folder / "_base.toml").write_text(common)
    (folder / "own.toml").write_text('extends = "_base"\n' + text)
    return folder / "own.toml"


def refused(path: Path) -> RefusedError:
    """Why the file at *path* is refused."""
    with pytest.raises(RefusedError) as told:
        scenarios.source(path)
    return told.value


def test_rows_and_keys_are_dropped_by_their_paths(tmp_path: Path) -> None:
    """A row of a table, a row inside a row, and a key; what is not named stays."""
    drop = 'drop = ["option.hotline", "coalition.pact.member.DEN", "seat.NOR.trust"]\n'

    found = scenarios.source(written(tmp_path, drop + 'name = "own"')).tables

    assert {"name": "own", "option": [], "seat": [{"id": "NOR"}]} == {
        k: v for k, v in found.items() if k != "coalition"
    }
    assert [{"id": "pact", "member": [{"seat": "NOR"}]}] == found["coalition"]


def test_a_dropped_row_can_be_written_anew(tmp_path: Path) -> None:
    """Dropped is what was extended, not what the file itself says."""
    text = 'drop = ["option.hotline"]\n[[option]]\nid = "hotline"\nkind = "reassure"\n'

    assert [{"id": "hotline", "kind": "reassure"}] == scenarios.source(written(tmp_path, text)).tables["option"]


@pytest.mark.parametrize(
    ("drop", "words"),
    [
        ('["option.hotlin"]', "no 'hotlin' in option; did you mean 'hotline'?"),
        ('["opton.hotline"]', "no 'opton'; did you mean 'option'?"),
        ('["seat.NOR.trusts"]', "no 'trusts' in seat.NOR; did you mean 'trust'?"),
        ('["coalition.pact.member.SWE"]', "no 'SWE' in coalition.pact.member; known: DEN, NOR"),
        ('["seat.NOR.trust.value.low"]', "no 'low' in seat.NOR.trust.value"),
        ('"option.hotline"', "must be a list of paths"),
        ("[3]", "must be a list of paths"),
    ],
)
def test_what_is_not_there_cannot_be_dropped(drop: str, words: str, tmp_path: Path) -> None:
    """The nearest name is offered, and the place is that of the path in the list."""
    told = refused(written(tmp_path, f"drop = {drop}\n"))

    assert words in str(told)
    assert [("FS005", 2)] == [(one.code, one.place.span.line) for one in told.findings if one.place.span]


def test_nothing_can_be_dropped_from_nothing(tmp_path: Path) -> None:
    """Without extends there is nothing beneath."""
    (tmp_path / "own.toml").write_text('drop = ["option.hotline"]\n')

    assert ["FS005"] == [one.code for one in refused(tmp_path / "own.toml").findings]


@pytest.mark.parametrize(
    ("where", "file", "line"),
    [
        (("seat", "NOR", "trust"), "_base.toml", 4),
        (("seat", "NOR", "name"), "own.toml", 3),
        (("seat", "NOR", "missing"), "own.toml", 2),
        (("coalition", "pact", "member", "DEN", "seat"), "_base.toml", 10),
    ],
)
def test_a_row_is_found_in_the_file_it_was_written_in(
    where: tuple[str, ...], file: str, line: int, tmp_path: Path
) -> None:
    """A key that the base wrote stands in the base; one that nobody wrote would belong into the own file's row."""
    source = scenarios.source(written(tmp_path, '[[seat]]\nname = "Norway"\nid = "NOR"\n'))

    place = source.place(where)

    assert place.span is not None
    assert (file, line) == (place.file.name, place.span.line)


def test_a_mistake_in_what_is_extended_names_that_file(tmp_path: Path) -> None:
    """Several mistakes are several findings, in the order of their places, each a line."""
    common = (scenarios.FOLDER / "tutorial.toml").read_text("utf-8").replace("turns = 2", "turns = 0")
    path = written(tmp_path, 'titel = "x"\n[[force]]\nid = "aus-ship"\nspeed = 3\n', common)

    with pytest.raises(RefusedError) as told:
        scenarios.load(path)

    lines = str(told.value).splitlines()
    assert [one.code for one in told.value.findings] == ["FS101", "FS101", "FS103"]
    assert lines[0].startswith(f"{path}:2:1: FS101 titel: unknown key; did you mean 'title'?")
    assert lines[1].startswith(f"{path}:5:1: FS101 force[aus-ship].speed: unknown key; did you mean 'speed_kn'?")
    assert lines[2].startswith(f"{tmp_path / '_base.toml'}:10:9: FS103 turns: 0 is not right: 1 or more is wanted here")


def test_without_the_grammar_a_finding_names_file_key_and_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An install without it refuses in the same words, less line and column."""
    monkeypatch.setattr(positions, "positions", lambda _: None)
    (tmp_path / "own.toml").write_text('extends = "tutorial"\nturns = 0\n')

    with pytest.raises(ScenarioError, match=r"own\.toml: FS103 turns: 0 is not right"):
        scenarios.load(tmp_path / "own.toml")
