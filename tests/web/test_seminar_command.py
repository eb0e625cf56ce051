"""An exercise from the command line: one terminal handed from seat to seat, and every way it can be begun wrongly."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.inprocess import call
from fourthseat.engine.core.entries.turns import Decided
from fourthseat.engine.record.log import read
from fourthseat.engine.record.replay import verification_errors
from fourthseat.scenarios import find
from tests.logs import unsealed

pexpect = pytest.importorskip("pexpect", reason="pexpect is not installed")

ROOT = Path(__file__).parents[2]
OLD = ROOT / "tests/data/seminar_format_1"
ANSWERS = {
    "looks away; Enter when ready> ": "",
    r"CONTROL (?:rulings|opens the move)[^>]*> ": "",
    r"Orders \(numbers[^>]*> ": "1",
    r"Intent[^>]*> ": "hold the line",
    r"Why[^>]*> ": "because",
    r"Effect[^>]*> ": "calm",
    r"How sure[^>]*> ": "60",
    r"Concur\? y/n> ": "y",
    r"press, hold[^>]*> ": "hold",
}


class Keyboard:
    """One terminal with people around it."""

    def __init__(self, folder: Path, *args: str) -> None:
        env = {**os.environ, "TERM": "xterm"}
        self.child = pexpect.spawn(
            sys.executable, ["-m", "fourthseat", "seminar", *args], env=env, cwd=str(folder), encoding="utf-8",
            timeout=60, dimensions=(40, 110),
        )  # fmt: skip
        self.seen: list[str] = []

    def step(self) -> str:
        """Answer the next thing asked; what was asked, or nothing at the end."""
        wanted = [*ANSWERS, pexpect.EOF]
        at = self.child.expect(wanted)
        self.seen.append(str(self.child.before) + (str(self.child.after) if at < len(ANSWERS) else ""))
        if at == len(ANSWERS):
            return ""
        self.child.sendline(ANSWERS[wanted[at]])
        return str(wanted[at])

    def until(self, asked: str) -> None:
        """Answer until *asked* has been."""
        while (found := self.step()) != asked:
            assert found, self.seen[-1]

    def to_the_end(self) -> None:
        """Answer everything."""
        while self.step():
            pass
        self.child.close()


@pytest.fixture
def keyboard(tmp_path: Path) -> Iterator[Any]:
    """Opens terminals; none is left running."""
    opened: list[Keyboard] = []

    def go(*args: str) -> Keyboard:
        opened.append(Keyboard(tmp_path, *args))
        return opened[-1]

    yield go
    for one in opened:
        one.child.close(force=True)


def run(folder: Path, *args: str, without: str = "") -> subprocess.CompletedProcess[str]:
    """The command from *folder*, in this process; in one of its own as if the library *without* were not installed."""
    if not without:
        with contextlib.chdir(folder):
            told = call(args)
        assert not told.raised, told.trace
        return subprocess.CompletedProcess(args, told.code, told.out, told.err)
    (folder / "none").mkdir(exist_ok=True)
    (folder / "none" / f"{without}.py").write_text(f"raise ImportError('gone', name={without!r})\n", "utf-8")
    path = [str(folder / "none"), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return subprocess.run(
        [sys.executable, "-m", "fourthseat", *args], env={**os.environ, "PYTHONPATH": os.pathsep.join(path)}, cwd=folder,
        capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def refused(folder: Path, *args: str, without: str = "") -> str:
    """What the command says when it exits 2 with one message."""
    said = run(folder, *args, without=without)
    assert 2 == said.returncode, (said.stdout, said.stderr)
    assert "Traceback" not in said.stderr
    assert 1 == sum(line.startswith(("fourthseat: ", "Error: ")) for line in said.stderr.splitlines())
    return said.stderr


# ---------------------------------------------------------------- one keyboard


def test_a_game_handed_from_seat_to_seat(keyboard: Any, tmp_path: Path) -> None:
    """Control and four cells at one keyboard, to ENDEX: cleared between them, scrollback too, and the log proves itself."""
    one = keyboard("tutorial", "--terminal", "--doctrine", "PRC", "--folder", "day")
    one.to_the_end()
    log = read(tmp_path / "day" / "main.jsonl")
    handed = [text for text in one.seen if "now at the keyboard" in text]

    assert 0 == one.child.exitstatus
    assert log.finished
    assert [] == verification_errors(log)
    assert {"CONTROL", "AUS", "GBR", "USA", "JPN", "PRC"} == set(log.header.cast)
    assert ("human", "doctrine") == (log.header.cast["CONTROL"], log.header.cast["PRC"])
    assert all("\x1b[2J" in text and "\x1b[3J" in text for text in handed)
    assert "Debrief" in "".join(one.seen)


def test_no_seat_sees_anothers_briefing(keyboard: Any) -> None:
    """Between a clearing of the screen and the next stands one seat's story alone."""
    one = keyboard("tutorial", "--terminal", "--folder", "day")
    for _ in range(30):
        one.step()
    screens = "".join(one.seen).split("\x1b[3J")
    own = {
        "Australia (AUS)": "thinly spread",
        "Japan (JPN)": "next door to most",
        "United States (USA)": "most places to bring it",
    }

    for name, words in own.items():
        told = [screen for screen in screens if words in screen]
        assert told
        assert all(f"now at the keyboard: {name}" in screen for screen in told)


def test_killed_in_the_middle_of_a_round(keyboard: Any, tmp_path: Path) -> None:
    """Killed at the third seat's keyboard: what two seats gave is on disk, they are not asked again, and the game ends well."""
    one = keyboard("tutorial", "--terminal", "--folder", "day")
    for _ in range(3):
        one.until("looks away; Enter when ready> ")
    one.until(r"Intent[^>]*> ")
    one.child.kill(9)
    one.child.wait()
    kept = [entry for entry in read(tmp_path / "day" / "main.jsonl").entries if isinstance(entry, Decided)]
    assert ["CONTROL", "AUS"] == [entry.seat for entry in kept]
    assert "hold the line" == kept[1].decision.intent

    two = keyboard("--resume", "day", "--terminal")
    two.to_the_end()
    log = read(tmp_path / "day" / "main.jsonl")

    assert 0 == two.child.exitstatus
    assert "now at the keyboard: United Kingdom (GBR)" in two.seen[0]
    assert tuple(kept) == tuple(entry for entry in log.entries if isinstance(entry, Decided))[:2]
    assert [] == verification_errors(log)
    assert log.finished


def test_stopped_by_hand(keyboard: Any) -> None:
    """Ctrl+C says how to go on at this terminal, and exits 130."""
    one = keyboard("tutorial", "--terminal", "--folder", "day")
    one.until(r"CONTROL (?:rulings|opens the move)[^>]*> ")
    one.step()
    one.child.sendintr()
    one.child.expect(pexpect.EOF)
    one.child.close()

    assert "fourthseat seminar --resume day --terminal" in one.child.before
    assert 130 == one.child.exitstatus


def test_controls_words_are_checked_at_the_keyboard(keyboard: Any, tmp_path: Path) -> None:
    """What does not exist is told with the nearest name before anything is logged; what does is taken."""
    one = keyboard("tutorial", "--terminal", "--folder", "day", "--doctrine", "AUS", "--doctrine", "GBR",
                   "--doctrine", "USA", "--doctrine", "JPN", "--doctrine", "PRC")  # fmt: skip
    prompt = r"CONTROL opens the move[^>]*> "
    waits = next(inject.condition for inject in find("tutorial").msel if inject.id == "INJ-02")
    for said, words in {
        None: "", "list": f"INJ-02  when {waits}", "release INJ-99": "no inject 'INJ-99'", "tell JAP hello": "no seat 'JAP': did you mean 'JPN'",
        "realign aukus-jp": "did you mean 'aukus-jpn'", "fly": "'fly': known: ", "tell JPN,USA Call your capitals.": "",
    }.items():  # fmt: skip
        if said is None:
            one.until("looks away; Enter when ready> ")
        else:
            one.child.expect(prompt)
            one.child.sendline(said)
            if words:
                one.child.expect_exact(words)
    one.to_the_end()
    log = read(tmp_path / "day" / "main.jsonl")

    assert ["improvise"] == [
        order.kind for e in log.entries if isinstance(e, Decided) and e.seat == "CONTROL" for order in e.decision.orders
    ]
    assert [] == verification_errors(log)


# ---------------------------------------------------------------- begun wrongly


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an exercise that was begun at a terminal, one that is over, and what else people have in folders."""
    folder = tmp_path_factory.mktemp("made")
    assert 0 == run(folder, "play", "tutorial", "--log", "over.jsonl", "--json").returncode
    whole = (folder / "over.jsonl").read_bytes()
    rows = whole.splitlines(keepends=True)
    for name, inside in {
        "begun": b"".join(unsealed(whole).splitlines(keepends=True)[:9]), "over": whole, "edited": whole.replace(b'"hour":0', b'"hour":1', 1),
        "cut": rows[0][:2000], "empty": b"", "noise": bytes(range(256)) * 9, "bare": None,
    }.items():  # fmt: skip
        (folder / name).mkdir()
        if inside is not None:
            (folder / name / "main.jsonl").write_bytes(inside)
    (folder / "file").write_text("keep me", "utf-8")
    for name, old, new in (("newer", b'"format":1', b'"format":99'), ("typed", b'"seats":["GBR"]', b'"seats":3')):
        shutil.copytree(OLD, folder / name)
        journal = folder / name / "room.jsonl"
        journal.write_bytes(journal.read_bytes().replace(old, new, 1))
    return folder


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("seminar", "name a scenario"),
        ("seminar nowhere", "no scenario 'nowhere'; known: "),
        ("seminar tutorial --doctrine AUZ", "--doctrine AUZ: no such seat; did you mean 'AUS'?"),
        ("seminar tutorial --minutes nonsense", "--minutes 'nonsense' is not STAGE=MINUTES"),
        ("seminar tutorial --minutes delibrate=3", "no such stage; did you mean 'deliberate'?"),
        ("seminar tutorial --minutes deliberate=soon", "deliberate=soon: not a number of minutes from 0 to 600"),
        ("seminar tutorial --minutes deliberate=nan", "deliberate=nan: not a number"),
        ("seminar tutorial --minutes deliberate=-1", "deliberate=-1: not a number"),
        ("seminar tutorial --port 99999", "99999 is not in the range"),
        ("seminar tutorial --coalition eu", "no coalition 'eu' in tutorial"),
        ("seminar tutorial --terminal --lan", "do not go with --terminal"),
        ("seminar tutorial --terminal --minutes brief=3", "do not go with --terminal"),
        ("seminar tutorial --folder file", "file: File exists"),
        ("seminar tutorial --folder file/x", "file/x: Not a directory"),
        ("seminar tutorial --folder file --terminal", "file: File exists"),
        ("seminar tutorial --folder file/x --terminal", "file/x: Not a directory"),
        ("seminar tutorial --folder begun --terminal", "begun: holds an exercise already; go on with --resume begun"),
        ("seminar --resume begun tutorial", "--resume takes everything from its folder"),
        ("seminar --resume begun --doctrine AUS", "--resume takes everything from its folder"),
        ("seminar --resume nowhere", "nowhere: holds no room"),
        ("seminar --resume bare", "bare: holds no room"),
        ("seminar --resume file", "file: holds no room"),
        ("seminar --resume begun", "begun: was played at a terminal; add --terminal"),
        ("seminar --resume newer", "newer/room.jsonl: line 1: format 99 is newer than this program reads (2)"),
        ("seminar --resume typed", "typed/room.jsonl: line 3: doctrine.seats = 3: Input should be a valid tuple"),
        ("aar typed", "typed/room.jsonl: line 3: doctrine.seats = 3"),
        ("seminar --resume nowhere --terminal", "nowhere: no exercise is kept there"),
        ("seminar --resume bare --terminal", "bare: no exercise is kept there"),
        ("seminar --resume file --terminal", "file: no exercise is kept there"),
        ("seminar --resume over --terminal", "is finished"),
        ("seminar --resume edited --terminal", "the log has been changed"),
        ("seminar --resume cut --terminal", "line 1: the header was cut"),
        ("seminar --resume empty --terminal", "is empty"),
        ("seminar --resume noise --terminal", "line 1"),
    ],
)
def test_begun_wrongly(made: Path, command: str, words: str) -> None:
    """One message that says what would be right, exit 2, and nothing new in the folder."""
    before = {path: path.stat().st_size for path in made.rglob("*")}

    assert words in refused(made, *command.split())

    assert before == {path: path.stat().st_size for path in made.rglob("*")}


def test_a_port_in_use_leaves_no_folder(tmp_path: Path) -> None:
    """The same command with another port works: nothing was opened for the first."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        assert f"port {port}: Address already in use" in refused(tmp_path, "seminar", "tutorial", "--port", port)
    assert [] == list(tmp_path.iterdir())


def test_an_unfinished_game_at_a_terminal_can_be_watched_and_reported(made: Path, tmp_path: Path) -> None:
    """Its folder stands for its log: theatre and report take it."""
    assert 0 == run(made, "theatre", "begun", "--out", str(tmp_path / "t.html")).returncode
    assert 0 == run(made, "aar", "begun", "--out", str(tmp_path / "aar")).returncode

    assert "unfinished" in (tmp_path / "t.html").read_text("utf-8")
    assert (tmp_path / "aar" / "aar-control.html").exists()


def test_a_row_of_a_study_can_be_watched(tmp_path: Path) -> None:
    """A game of a batch, played again from its address, as a file: control's, a seat's and the public's; beside a log."""
    study = """
name = "few"
question = "Can a row be watched?"
scenario = "tutorial"
coalitions = ["aukus-jpn"]
rules = ["unanimity"]
provocation = [true]

[[measure]]
name = "p_press"
half_width = 1.0
"""
    (tmp_path / "few.toml").write_text(study, "utf-8")
    assert (
        0
        == run(
            tmp_path, "batch", "--study", "few.toml", "--games", "50", "--out", "r", "--no-report", "--workers", "0"
        ).returncode
    )
    assert 0 == run(tmp_path, "play", "tutorial", "--log", "g.jsonl", "--json").returncode
    row = "r#3:aukus-jpn:unanimity:provoked"
    said = [
        run(tmp_path, "theatre", row, "--out", "a.html"),
        run(tmp_path, "theatre", row, "--seat", "JPN", "--out", "b.html"),
        run(tmp_path, "theatre", row, "--public", "--out", "c.html"),
        run(tmp_path, "theatre", row, "--beside", "g.jsonl", "--out", "d.html"),
    ]

    assert [0] * 4 == [one.returncode for one in said]
    assert all("fetches nothing" in one.stdout for one in said)
    assert "holds every seat's secrets: control's" in said[0].stdout
    assert row in (tmp_path / "a.html").read_text("utf-8")
    assert "Japan (JPN) may know, and nothing else" in (tmp_path / "b.html").read_text("utf-8")


# ---------------------------------------------------------------- what is not installed


@pytest.mark.parametrize(
    ("library", "command", "words"),
    [
        ("jinja2", "seminar tutorial", "the room needs jinja2, which is not installed: pip install 'fourthseat[seminar]'; --terminal works"),
        ("starlette", "seminar tutorial", "the room needs starlette"),
        ("uvicorn", "seminar tutorial", "the room needs uvicorn"),
        ("segno", "seminar tutorial", "the room needs segno"),
        ("jinja2", "theatre over.jsonl --out t.html", "the theatre needs jinja2"),
        ("openpyxl", "msel tutorial --out m.xlsx", ".csv works without"),
        ("docx", "packets tutorial --out p", "everything but the DOCX is written; DOCX needs the library python-docx"),
        ("docx", "aar over.jsonl --out p", "everything but the DOCX is written"),
    ],
)  # fmt: skip
def test_a_library_that_is_not_installed(made: Path, tmp_path: Path, library: str, command: str, words: str) -> None:
    """The message names it, how it is had, and what works without; nothing half-made is left."""
    (tmp_path / "over.jsonl").write_bytes((made / "over.jsonl").read_bytes())

    assert words in refused(tmp_path, *command.split(), without=library)

    left = {path.name for path in tmp_path.rglob("*") if path.is_file()} - {f"{library}.py", "over.jsonl"}
    assert not [name for name in left if name == "t.html" or name.endswith((".tmp", ".docx", ".xlsx", ".jsonl"))]


def test_the_terminal_needs_no_extra(keyboard: Any, tmp_path: Path) -> None:
    """Without the room's libraries an exercise is begun at the terminal all the same."""
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "starlette.py").write_text("raise ImportError('gone', name='starlette')\n", "utf-8")
    said = run(tmp_path, "seminar", "tutorial", "--terminal", without="starlette")

    assert "now at the keyboard: Control (CONTROL)" in said.stdout
    assert 130 == said.returncode


# ---------------------------------------------------------------- outputs


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("theatre over.jsonl --out nowhere/t.html", "nowhere/t.html: No such file or directory"),
        ("theatre over.jsonl --out file/t.html", "file/t.html: Not a directory"),
        ("theatre over.jsonl --out file", "file: already exists"),
        ("theatre over.jsonl --out over.jsonl", "over.jsonl: already exists"),
        ("theatre over.jsonl --out bare", "bare: already exists"),
        ("theatre over.jsonl --seat NZL --out t.html", "no seat 'NZL' in over; known: "),
        ("theatre over.jsonl --seat JPN --public --out t.html", "give one of them"),
        (
            "theatre bare --out t.html",
            "bare: is a folder; a log is a file, and an exercise's folder holds a main.jsonl",
        ),
        ("theatre edited --out t.html", "the log has been changed"),
        ("theatre over.jsonl --beside cut --out t.html", "the header was cut"),
        ("theatre nowhere#3:aukus:lead:provoked --out t.html", "is not a results folder"),
        ("aar over.jsonl --out file", "file: File exists"),
        ("aar over.jsonl --line main", "no room's folder"),
        ("aar bare", "bare: is a folder; a log is a file, and an exercise's folder holds a main.jsonl"),
        ("aar edited", "the log has been changed"),
        ("packets tutorial --out file", "file: File exists"),
        ("packets tutorial --out file/x", "file/x: Not a directory"),
        ("msel tutorial --out nowhere/m.csv", "nowhere/m.csv: No such file or directory"),
        ("msel tutorial --out file/m.xlsx", "file/m.xlsx: Not a directory"),
        ("msel tutorial --check file", "as .xlsx, .ods or .csv, not without an ending"),
        ("rehearse tutorial --games 10 --msel file", "as .xlsx, .ods or .csv, not without an ending"),
    ],
)
def test_outputs_that_cannot_be(made: Path, command: str, words: str) -> None:
    """One message with the path, exit 2; what was there is as it was, and nothing half-written is left."""
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}

    assert words in refused(made, *command.split())

    assert before == {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
