"""``fourthseat repair``: one command on the morning of the day, for a log, a journal or a whole exercise."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from fourthseat.api import load_scenario, verify
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.record.log import Header, read
from fourthseat.engine.record.writer import Writer
from fourthseat.players.cast import cast_names
from fourthseat.players.terminal import table
from fourthseat.players.terminal.commands.repair import repair
from fourthseat.players.terminal.commands.replay import replay


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A finished game of doctrines."""
    path = tmp_path_factory.mktemp("games") / "g.jsonl"
    scenario = load_scenario("tutorial")
    table.start(scenario, "aukus-jpn", 3, cast_names(scenario, {}), path, as_json=True)
    return path.read_bytes()


def run(command: click.Command, *args: object) -> None:
    """*command* as it is typed."""
    command.main([str(arg) for arg in args], standalone_mode=False)


def damaged(whole: bytes) -> bytes:
    """*whole* with a page that was never written, among its entries: without its header nothing could be repaired."""
    page = whole.index(b"\n") + 4_000
    return whole[:page] + b"\0" * 2_000 + whole[page + 2_000 :]


def test_a_damaged_log_is_repaired_and_nothing_thrown_away(
    tmp_path: Path, whole: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what was damaged, what was made again, and where everything is; a second time there is nothing to do."""
    path = tmp_path / "g.jsonl"
    path.write_bytes(damaged(whole))

    run(repair, path)

    said = capsys.readouterr().out
    assert "damaged (line" in said
    assert "made again by playing the game" in said
    assert "Nothing is lost" in said
    assert (whole, damaged(whole)) == (path.read_bytes(), (tmp_path / "g.jsonl.damaged").read_bytes())
    assert [] == verify(path)
    run(repair, path)
    assert "whole, " in capsys.readouterr().out
    assert ["g.jsonl", "g.jsonl.cut.txt", "g.jsonl.damaged"] == sorted(place.name for place in tmp_path.iterdir())


def test_a_dry_run_writes_nothing(tmp_path: Path, whole: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what would be kept."""
    path = tmp_path / "g.jsonl"
    path.write_bytes(damaged(whole))

    run(repair, path, "--dry-run")

    assert "Nothing was written" in capsys.readouterr().out
    assert ([path], damaged(whole)) == (list(tmp_path.iterdir()), path.read_bytes())


def test_one_file_beyond_help_does_not_keep_the_others_from_it(
    tmp_path: Path, whole: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything of a folder is tried, then what could not be helped is named."""
    (tmp_path / "main.jsonl").write_bytes(damaged(whole))
    (tmp_path / "a.jsonl").write_bytes(b"\0" * 100 + whole[100:])

    with pytest.raises(LogError, match=r"a\.jsonl: line 1, the header, is damaged"):
        run(repair, tmp_path)

    assert whole == (tmp_path / "main.jsonl").read_bytes()
    capsys.readouterr()


def test_what_is_played_now_is_not_repaired_but_shown(
    tmp_path: Path, whole: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """A repair beside its writer is refused; a replay says that somebody plays it, and then how to go on with it."""
    path = tmp_path / "main.jsonl"
    header: Header = read_header(tmp_path, whole)
    writer = Writer(path, header)

    with pytest.raises(LogError, match="is being written by another process: stop the room or the game first"):
        run(repair, path)
    run(replay, path)
    assert "another process is playing it now" in capsys.readouterr().out
    writer.close()
    run(replay, path)
    assert f"go on with: fourthseat play --resume {path}" in capsys.readouterr().out


def read_header(tmp_path: Path, whole: bytes) -> Header:
    """The header of *whole*."""
    (tmp_path / "whole").write_bytes(whole)
    return read(tmp_path / "whole").header


def test_a_folder_without_any_is_said(tmp_path: Path) -> None:
    """One sentence."""
    with pytest.raises(LogError, match="holds no log and no journal"):
        run(repair, tmp_path)


def test_verify_says_what_an_editor_did(tmp_path: Path, whole: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """The content is whole, and that is what is proved."""
    path = tmp_path / "g.jsonl"
    path.write_bytes(whole.replace(b"\n", b"\r\n"))

    run(replay, path, "--verify")

    said = capsys.readouterr().out
    assert "identical; hash chain whole" in said
    assert "its line ends were changed to CRLF or CR; what the lines say is checked all the same" in said
