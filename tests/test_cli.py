"""The command line as its user types it: in a process, to files, through a pseudo-terminal, killed and resumed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from benchmarks.inprocess import call
from fourthseat import scenarios
from tests.logs import unsealed

ROOT = Path(__file__).parent.parent
ENV = {**os.environ}


def run(*args: str, code: int = 0) -> str:
    """What the command prints; it must end with *code*."""
    done = subprocess.run(
        [sys.executable, "-m", "fourthseat", *args], env=ENV, capture_output=True, text=True, timeout=120, check=False
    )
    assert code == done.returncode, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done.stdout + (done.stderr if code else "")


def here(*args: str, code: int = 0) -> str:
    """What the command prints in this process, without a start of the program; it must end with *code*."""
    done = call(args)
    assert (code, "") == (done.code, done.raised), done.err + done.out + done.trace
    return done.out + (done.err if code else "")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished game of the flagship."""
    path = tmp_path_factory.mktemp("logs") / "g.jsonl"
    run("play", "second-thomas", "--coalition", "aukus-jpn", "--seed", "7", "--log", str(path))
    return path


def test_the_shelf_is_listed_and_shown() -> None:
    """Every shipped situation is in the list; one is shown with seats, variants and sources."""
    assert "second-thomas" in here("scenarios")
    shown = here("scenarios", "second-thomas")
    assert all(word in shown for word in ("Second Thomas Shoal", "aukus-jpn-exempt", "INJ-05", "JPN"))
    # Its author's line breaks are not the reader's: a paragraph is one line for a program.
    first = " ".join(scenarios.find("second-thomas").background.split("\n\n")[0].split())
    assert first in shown.splitlines()
    assert "judgement" in here("scenarios", "second-thomas", "--numbers")
    assert "properties" in json.loads(here("scenarios", "--schema"))
    assert {"tutorial", "senkaku"} <= {row["name"] for row in json.loads(here("scenarios", "--json"))}
    assert "second-thomas" == json.loads(here("scenarios", "second-thomas", "--json"))["name"]


def test_a_played_game_is_a_story_with_reasons_and_the_disclaimer() -> None:
    """Moves, incidents, concurrence, the opponent's choice, why, the measures, and what the numbers are not."""
    told = run("play", "second-thomas", "--coalition", "aukus-jpn", "--seed", "7")

    for words in ("MOVE 1 of 4", "INCIDENT: Resupply blocked by ramming", "asks for concurrence", "resistance looks", "Debrief",
                  "hours_to_concurrence", "not a forecast"):  # fmt: skip
        assert words in told
    assert "\x1b[" not in told


def test_the_same_seed_is_the_same_game_and_json_says_so() -> None:
    """Twice the same command, twice the same numbers, whatever else the process has done."""
    one, two = (json.loads(played("play", "senkaku", "--seed", "3", "--json")) for played in (run, here))

    assert one == two
    assert "not a forecast" in one["note"]


def test_verify_passes_and_one_edited_character_is_named(log: Path, tmp_path: Path) -> None:
    """A changed character is found by its line, and by the step and the field."""
    assert "identical" in here("replay", str(log), "--verify")
    data = log.read_text("utf-8").splitlines(keepends=True)
    number = next(n for n, line in enumerate(data) if '"kind":"Received"' in line and '"concur":true' in line)
    data[number] = data[number].replace('"concur":true', '"concur":false', 1)
    bad = tmp_path / "bad.jsonl"
    bad.write_text("".join(data), "utf-8")

    told = here("replay", str(bad), "--verify", code=1)
    assert f"line {number + 1}" in told
    assert "Received.concur" in told


def test_replay_shows_one_turn_and_one_seat_s_eyes(log: Path) -> None:
    """--turn shows that move alone; --seat shows no more than the seat could know."""
    second = here("replay", str(log), "--turn", "2")
    assert "MOVE 2 of 4" in second
    assert "MOVE 3 of 4" not in second
    eyes = here("replay", str(log), "--seat", "PRC")
    assert "Through the eyes of PRC" in eyes
    assert "concurs" not in eyes
    assert json.loads(here("replay", str(log), "--json").splitlines()[0])["fourthseat"] == 3


def test_a_fork_with_another_coalition_player_or_order_goes_on_from_there(log: Path, tmp_path: Path) -> None:
    """The fork keeps the prefix, names its parent, verifies, and a diff says where the two part."""
    new = tmp_path / "fork.jsonl"
    here(
        "replay",
        str(log),
        "--fork",
        "2",
        "--coalition",
        "aukus",
        "--play",
        "USA=uniform",
        "--order",
        "JPN=hotline",
        "--log",
        str(new),
    )

    assert "identical" in here("replay", str(new), "--verify")
    assert {"turn": 2, "log": "g.jsonl"}.items() <= json.loads(new.read_text("utf-8").splitlines()[0])["parent"].items()
    told = here("replay", str(log), "--diff", str(new), code=1)
    assert "First difference" in told
    assert "H+168" in told
    assert "Identical" in here("replay", str(log), "--diff", str(log))


def test_a_killed_game_resumes_to_the_same_bytes(log: Path, tmp_path: Path) -> None:
    """Kill -9 between two answers loses nothing accepted; the resumed log equals the uninterrupted one."""
    whole = tmp_path / "whole.jsonl"
    child = pexpect.spawn(sys.executable, ["-m", "fourthseat", "play", "tutorial", "--seed", "5", "--seat", "GBR=human", "--log", str(whole)],
                          env=ENV, encoding="utf-8", timeout=30, dimensions=(50, 120))  # fmt: skip
    child.expect("Orders")
    child.sendline("")
    child.expect("Intent")
    child.sendline("wait")
    child.expect("Effect")
    child.sendline("")
    deadline = time.monotonic() + 20
    while '"intent":"wait"' not in whole.read_text("utf-8") and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.close()
    cut = whole.read_bytes()
    assert b'"kind":"Ended"' not in cut
    assert b'"intent":"wait"' in cut

    halves = []
    for name, tail in (("a", b""), ("b", b'{"kind":"Decided","hou')):
        path = tmp_path / f"{name}.jsonl"
        path.write_bytes(cut + tail)
        run("play", "--resume", str(path), "--seat", "GBR=doctrine")
        halves.append(path.read_bytes())

    assert halves[0] == halves[1]
    assert unsealed(halves[0]).startswith(cut)
    assert "identical" in run("replay", str(tmp_path / "a.jsonl"), "--verify")


@pytest.mark.parametrize("share", [0.15, 0.5, 0.9, 0.999])
def test_a_log_cut_anywhere_is_finished_as_if_never_cut(log: Path, tmp_path: Path, share: float) -> None:
    """Whatever byte the power failed at, resuming ends with the log of the uninterrupted game."""
    data = log.read_bytes()
    header = data.index(b"\n") + 1
    path = tmp_path / "cut.jsonl"
    path.write_bytes(unsealed(data)[: header + int(share * (len(data) - header))])

    run("play", "--resume", str(path))

    assert data == path.read_bytes()


def test_a_person_plays_a_seat_from_brief_to_debrief(tmp_path: Path) -> None:
    """At a terminal: the brief, the menu, help, a wrong number, orders, a question, the debrief; every word in the log."""
    path = tmp_path / "mine.jsonl"
    child = pexpect.spawn(sys.executable, ["-m", "fourthseat", "play", "tutorial", "--coalition", "aukus-jpn", "--seed", "4", "--seat", "JPN=human", "--log", str(path)],
                          env=ENV, encoding="utf-8", timeout=30, dimensions=(60, 140))  # fmt: skip
    child.expect("EXERCISE EXERCISE EXERCISE")
    child.expect("You are next door to most of it")
    child.expect("Orders")
    child.sendline("99")
    child.expect("no row 99|1 to|99")
    child.expect("Orders")
    child.sendline("1")
    asked = 0
    while True:
        seen = child.expect(["Orders", "Intent", "Why", "Effect", r"y/n", "Debrief", pexpect.EOF, "How sure"])
        if seen in (5, 6):
            break
        asked += 1
        assert asked < 60
        child.sendline({0: "1", 4: "y", 7: "60"}.get(seen, "because we said so"))
    child.expect([pexpect.EOF])
    child.close()

    assert 0 == child.exitstatus
    assert "because we said so" in path.read_text("utf-8")
    assert "identical" in here("replay", str(path), "--verify")


def test_compare_says_under_which_rule(tmp_path: Path) -> None:
    """A table a measure, crossed with rule and provocation, and sentences; JSON for a program."""
    told = here("compare", "tutorial", "--games", "50")
    assert all(word in told for word in ("unanimity", "lead", "quorum:2", "provocation", "In words", "not a forecast"))
    rows = json.loads(here("compare", "tutorial", "--games", "50", "--json"))["contrasts"]
    assert {(r["rule"], r["provocation"]) for r in rows} == {
        (r, p) for r in ("lead", "quorum:2", "unanimity") for p in (True, False)
    }


def test_completion_and_version() -> None:
    """Completion scripts are printed; the version is the package's."""
    assert "_FOURTHSEAT_COMPLETE" in run("completion", "bash")


def test_the_command_imports_little() -> None:
    """``--help`` needs no numpy, scipy, pydantic, simpy or rich."""
    code = "import sys, fourthseat.players.terminal.commands; print(sorted({'numpy','scipy','pydantic','simpy','rich'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], env=ENV, capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()
