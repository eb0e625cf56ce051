"""Two programs at one log, and a disk that fills up under one: as processes, for locks and disks are the system's."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.inprocess import call
from fourthseat.api import verify
from fourthseat.engine.record.log import read
from tests.disks import SmallDisk


def begun(*command: str, cwd: Path) -> subprocess.Popen[str]:
    """A command that is under way; its answers come through a pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", "fourthseat", *command], cwd=cwd, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command to its end, with nobody at the keyboard, in this process: another one than that of the game."""
    with contextlib.chdir(cwd):
        told = call(command)
    assert not told.raised, told.trace
    return subprocess.CompletedProcess(command, told.code, told.out, told.err)


def asked(game: subprocess.Popen[str]) -> None:
    """Wait until somebody is asked something."""
    assert game.stdout is not None
    while "Everybody else looks away" not in (line := game.stdout.readline()):
        if "now at the keyboard" in line:
            return
        assert line, "the game ended"


def test_a_game_at_a_terminal_keeps_every_other_program_off_until_it_ends(tmp_path: Path) -> None:
    """Every way to write is refused with what to do, every way to read works; killed, it leaves no lock behind."""
    game = begun("seminar", "tutorial", "--terminal", "--folder", "ex", cwd=tmp_path)
    try:
        asked(game)
        before = (tmp_path / "ex/main.jsonl").read_bytes()
        for command in (
            ("play", "--resume", "ex/main.jsonl"),
            ("seminar", "--resume", "ex", "--terminal"),
            ("play", "tutorial", "--log", "ex/main.jsonl"),
            ("repair", "ex"),
        ):
            second = run(*command, cwd=tmp_path)
            assert (command, 2, "") == (command, second.returncode, second.stdout)
            assert "ex/main.jsonl: is being written by another process" in second.stderr
            assert "stop" in second.stderr
        assert "another process is playing it now" in run("replay", "ex/main.jsonl", cwd=tmp_path).stdout
        assert before == (tmp_path / "ex/main.jsonl").read_bytes()
        assert (0o700, 0o600) == tuple((tmp_path / name).stat().st_mode & 0o777 for name in ("ex", "ex/main.jsonl"))
    finally:
        game.send_signal(signal.SIGKILL)
        game.communicate()

    advice = run("replay", "ex/main.jsonl", cwd=tmp_path).stdout
    assert "go on with: fourthseat seminar --resume ex --terminal" in advice
    again = run("seminar", "--resume", "ex", "--terminal", cwd=tmp_path)
    assert 130 == again.returncode
    assert "continue with: fourthseat seminar --resume ex --terminal" in again.stderr


def test_of_two_games_into_one_new_log_one_wins(tmp_path: Path) -> None:
    """The other is told; the log is whole."""
    games = [begun("play", "tutorial", "--seed", str(n), "--log", "g.jsonl", "--json", cwd=tmp_path) for n in (1, 2, 3)]
    ends = [game.communicate(timeout=60) for game in games]

    codes = [game.returncode for game in games]
    assert [0, 2, 2] == sorted(codes)
    for code, (_, said) in zip(codes, ends, strict=True):
        assert not code or "already exists" in said or "is being written" in said
    assert (1 + codes.index(0), []) == (read(tmp_path / "g.jsonl").header.seed, verify(tmp_path / "g.jsonl"))


def test_a_disk_that_fills_up_costs_nothing_that_was_taken(small_disk: SmallDisk, tmp_path: Path) -> None:
    """One sentence and how to go on; with room again the log is, byte for byte, that of a game on a large disk."""
    assert 0 == run("play", "second-thomas", "--log", str(tmp_path / "whole.jsonl"), "--json", cwd=tmp_path).returncode
    size = (tmp_path / "whole.jsonl").stat().st_size
    small_disk.resize(4096)
    small_disk.fill(leave=size * 3 // 4)

    stopped = run("play", "second-thomas", "--log", "g.jsonl", "--json", cwd=small_disk.folder)

    assert (2, "", 1) == (stopped.returncode, stopped.stdout, stopped.stderr.count("\n"))
    assert (
        "No space left on device; what was written before stands. Once there is room, continue with: " in stopped.stderr
    )
    assert "fourthseat play --resume g.jsonl" in stopped.stderr
    log = read(small_disk.folder / "g.jsonl")
    assert 0 < len(log.entries)
    assert not log.torn
    small_disk.free()
    assert 0 == run("play", "--resume", "g.jsonl", "--json", cwd=small_disk.folder).returncode
    assert (tmp_path / "whole.jsonl").read_bytes() == (small_disk.folder / "g.jsonl").read_bytes()


def test_a_disk_without_any_room_leaves_nothing_in_the_way(small_disk: SmallDisk) -> None:
    """The same command works once there is room."""
    small_disk.fill()
    command = ("play", "tutorial", "--log", "g.jsonl", "--json")
    stopped = run(*command, cwd=small_disk.folder)
    assert (2, ["fill"]) == (stopped.returncode, os.listdir(small_disk.folder))
    assert "g.jsonl: No space left on device; nothing was begun" in stopped.stderr
    small_disk.free()

    assert 0 == run(*command, cwd=small_disk.folder).returncode
