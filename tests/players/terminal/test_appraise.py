"""The command that appraises: what it prints for a person and for a program, and what it says to bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.streams import said

FEW = ("--games", "10", "--workers", "0")


def test_a_program_gets_json_and_a_person_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same points, the same words; and what the numbers are not."""
    told = json.loads(said(monkeypatch, "appraise", "tutorial", "--point", "10", "--point", "7", *FEW, "--json").out)
    read = said(monkeypatch, "appraise", "tutorial", "--point", "10", "--point", "7", *FEW).out

    assert [point["point"] for point in told["points"]] == [7, 10]
    assert {
        "point",
        "title",
        "status",
        "value",
        "basis",
        "change",
        "needed",
        "exempt",
        "excused",
        "idle_exemptions",
        "numbers",
    } == set(told["points"][0])
    assert sum(told["status"].values()) == 2
    assert "not a forecast" in told["note"]
    for point in told["points"]:
        assert point["value"] in read
        changes = point["change"] if point["status"] == "not met" else ()
        assert all(change["row"] in read and change["change"] in read for change in changes)


def test_what_a_scenario_means_to_fail_stands_in_the_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With its reason, and it is not asked to be mended; the file's own numbers are told from those it takes over."""
    file = tmp_path / "mine.toml"
    file.write_text(
        'format = 2\nextends = "tutorial"\nname = "mine"\n[[exempt]]\npoint = 10\nwhy = "two moves teach the game"\n',
        "utf-8",
    )
    told = said(monkeypatch, "appraise", str(file), "--point", "10", *FEW).out

    assert "meant: two moves teach the game" in told
    assert "What to change" not in told
    assert "1 are meant to fail" in told or "1 is meant to fail" in told


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("tutorial", "--point", "11"), "11 is not in the range"),
        (("tutorail",), "did you mean 'tutorial'"),
        (("tutorial", "--games", "3"), "3 is not in the range"),
        (("tutorial", "--deep", "--games", "20"), "give it or --games"),
    ],
)
def test_bad_input_is_one_message(monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], words: str) -> None:
    """Exit code 2, and what would be right."""
    told = said(monkeypatch, "appraise", *args)

    assert told.code == 2
    assert words in told.err
    assert "Traceback" not in told.err
