"""The program before is there, under a name of its own, and plays the games of today's."""

from __future__ import annotations

import re
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from benchmarks import reference
from benchmarks.pairs import both, measured, names, old, same_deal, seated
from benchmarks.reference.make import packed, renamed


def test_the_package_is_renamed_in_code_and_nowhere_else() -> None:
    """Names in imports and dotted names of modules change; sentences, keys of files and comments stay."""
    source = '''"""Says fourthseat.engine in a sentence."""
import fourthseat.api
from fourthseat.engine.core import errors  # fourthseat
name = f"fourthseat.players.{errors}" + "fourthseat" + "run fourthseat play"
'''

    assert (
        renamed(source, "before")
        == '''"""Says fourthseat.engine in a sentence."""
import before.api
from before.engine.core import errors  # fourthseat
name = f"before.players.{errors}" + "fourthseat" + "run fourthseat play"
'''
    )


def test_the_same_files_make_the_same_archive() -> None:
    """In whatever order they come, so that the archive changes only if the program does."""
    files = [("a/b.py", b"x = 1\n"), ("a/a.py", b"")]

    made = packed(iter(files))

    assert made == packed(iter(files[::-1]))
    with tarfile.open(fileobj=BytesIO(made)) as archive:
        assert ["a/a.py", "a/b.py"] == archive.getnames()


def test_it_says_which_commit_it_is() -> None:
    """In full, for whoever wants to make it again."""
    assert re.fullmatch(r"[0-9a-f]{40}", reference.revision())


def test_it_never_imports_the_program_of_today(tmp_path: Path) -> None:
    """Else one of the two would be measured against itself."""
    reference.unpack(tmp_path)
    sources = list((tmp_path / reference.NAME).rglob("*.py"))
    wrong = [
        str(p) for p in sources if re.search(r"^\s*(from|import) fourthseat\b", p.read_text("utf-8"), re.MULTILINE)
    ]

    assert len(sources) > 100
    assert [] == wrong
    assert old().find.__module__ == f"{reference.NAME}.scenarios"


@pytest.mark.parametrize("name", names())
def test_both_are_dealt_the_same_game(name: str) -> None:
    """A scenario of the old program, read by both. Rules have changed since, so what becomes of it is not the same; its length is of the same order."""
    scenario, before = both(name)
    variant = scenario.coalitions[0].id

    now = measured(scenario, seated(scenario), variant, 3)
    was = old().measured(before, old().seated(before), variant, 3)

    assert not same_deal({"old": was, "new": now}), "orders have had ends of their own since"
    assert 2 / 3 < len(now[0].entries) / len(was[0].entries) < 3 / 2


def test_games_that_differ_are_refused() -> None:
    """A comparison of speeds of games on other luck would mean nothing."""
    scenario, before = both("tutorial")
    variant = scenario.coalitions[0].id
    now = measured(scenario, seated(scenario), variant, 3)
    other = old().measured(before, old().seated(before), variant, 4)

    with pytest.raises(AssertionError):
        same_deal({"old": other, "new": now})
