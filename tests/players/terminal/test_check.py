"""``fourthseat check``: what is printed where, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.streams import said

WARNS = 'extends = "tutorial"\n[[force]]\nid = "aus-ship"\nspeed_kn = { value = 741, source = "invented" }\n'
WRONG = 'extends = "tutorial"\nturns = 0\ntitel = "x"\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file that warns, one that is wrong, and one with a dead key."""
    (tmp_path / "warns.toml").write_text(WARNS)
    (tmp_path / "wrong.toml").write_text(WRONG)
    (tmp_path / "dead.toml").write_text('format = 2\nextends = "tutorial"\ncoordinates_source = "x"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_warnings_are_told_and_the_file_is_playable(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 0, each finding on a line an editor can follow, what would be right below, the summary last."""
    told = said(monkeypatch, "check", "warns.toml")

    assert (0, "") == (told.code, told.err)
    assert "warns.toml:4:12: warning FS402 force aus-ship: speed_kn = 741" in told.out
    assert "\n    Give `speed_kn` in knots" in told.out
    assert told.out.splitlines()[-1].endswith("; 1 warning in 72 games")


def test_errors_are_the_message_the_command_ends_with(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2; several files are looked at, and what is playable is still said to be."""
    told = said(monkeypatch, "check", "--no-play", "wrong.toml", "warns.toml")

    assert 2 == told.code
    assert [
        "fourthseat: wrong.toml:2:9: FS103 turns: 0 is not right: 1 or more is wanted here",
        "wrong.toml:3:1: FS101 titel: unknown key; did you mean 'title'?",
    ] == told.err.splitlines()
    assert "warns.toml: Tutorial" in told.out
    assert " games" not in told.out


@pytest.mark.usefixtures("here")
def test_a_name_stands_for_its_scenarios_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does for every other command; a file of that name goes before."""
    told = said(monkeypatch, "check", "--no-play", "tutorial")
    Path("tutorial").write_text(WRONG)

    assert 0 == told.code
    assert "tutorial.toml: Tutorial" in told.out
    assert "fourthseat: tutorial:2:9: FS103" in said(monkeypatch, "check", "--no-play", "tutorial").err


@pytest.mark.parametrize(("form", "key"), [("--json", "findings"), ("--sarif", "runs")])
def test_a_program_gets_one_document_and_the_same_exit_code(
    form: str, key: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON on standard output and nothing else, errors or not."""
    good, bad = (said(monkeypatch, "check", form, "--no-play", name) for name in ("warns.toml", "wrong.toml"))

    assert (0, 2) == (good.code, bad.code)
    assert key in json.loads(good.out)
    assert key in json.loads(bad.out)
    assert "" == good.err == bad.err


def test_a_fix_is_told_and_the_file_checked_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was refused for a dead key is playable afterwards."""
    told = said(monkeypatch, "check", "--fix", "--no-play", "dead.toml")

    assert (0, "") == (told.code, told.err)
    assert "dead.toml:3:1: FS301 fixed: coordinates_source is taken out" in told.out
    assert "playable" in told.out


def test_a_file_of_the_first_format_is_played_and_told_of_its_dead_keys(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was written when such a key was only useless; the fix is the same."""
    (here / "old.toml").write_text('extends = "tutorial"\ncoordinates_source = "x"\n')
    told = said(monkeypatch, "check", "--no-play", "old.toml")
    played = said(monkeypatch, "play", "old.toml")
    fixed = said(monkeypatch, "check", "--fix", "--no-play", "old.toml")

    assert (0, 0, 0) == (told.code, played.code, fixed.code)
    assert "old.toml:2:1: warning FS315 coordinates_source: nothing reads it" in told.out
    assert "FS315 fixed" in fixed.out


@pytest.mark.parametrize(
    ("line", "words"),
    [("--select FS9", "no code 'FS9'"), ("--json --sarif", "two forms of one thing"), ("gone.toml", "gone.toml")],
)
def test_what_cannot_be_asked_is_refused(line: str, words: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message and exit code 2."""
    told = said(monkeypatch, "check", "warns.toml", "--no-play", *line.split())

    assert 2 == told.code
    assert words in told.err
