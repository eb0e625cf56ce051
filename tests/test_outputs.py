"""What comes out of every command: on every code page, with every text, whoever reads it and however it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fourthseat.players.terminal.commands.group import COMMANDS
from tests.streams import TAME, Said, hostile_scenario, said

STUDY = Path(__file__).parent / "data/study_0_1_0"
ALL_SLOW = ("theatre", "schema", "compare", "rehearse", "appraise")
"""What takes long; one code page of each kind does for it."""
ENCODINGS = ("ascii", "cp932", "cp437", "cp1252", "latin-1", "euc-jp", "gbk", "koi8-r")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

TALKS = {
    "scenario": "scenarios {hostile}",
    "numbers": "scenarios {hostile} --numbers",
    "scenario as JSON": "scenarios {hostile} --json",
    "schema": "scenarios --schema",
    "shelf": "scenarios",
    "merged": "scenarios {hostile} --merged",
    "check": "check {hostile}",
    "check as JSON": "check {hostile} --json --no-play",
    "SARIF as JSON": "check {hostile} --sarif --no-play",
    "play": "play {hostile} --full --log {new}.jsonl",
    "play as JSON": "play {hostile} --json",
    "compare": "compare {hostile} --games 2 --coalition aukus --coalition aukus-jpn --rule lead --provocation on",
    "rehearse": "rehearse {hostile} --games 10",
    "appraise": "appraise {hostile} --games 10 --workers 0 --point 7",
    "events list": "msel {hostile}",
    "replay": "replay {log} --full",
    "a seat's replay": "replay {log} --seat AUS",
    "replay as JSON": "replay {log} --json",
    "picture": "replay {log} --picture {new}.svg",
    "verify": "replay {log} --verify",
    "diff": "replay {log} --diff {log}",
    "theatre": "theatre {log} --out {new}.html",
    "query": "query {study}",
    "study": "batch {hostile} --print-study --json",
    "completion": "completion bash",
    "no such scenario": "play 'tutorial—\x1b[31m日本.toml'",
    "no such variant": "play {hostile} --coalition 'aukus—\x9b31m日本\u202e'",
    "no such option": "play {hostile} '--日本\x1b[0m'",
    "bytes for a name": "play 'caf\udce9.toml'",
    "bytes for a value": "play tutorial --set 'title=caf\udce9'",
    "bytes for a question": "query {study} 'select \udce9'",
}
"""A command line for everything a command may say."""
TALKS |= {f"help of {name}": f"{name} --help" for name in ("", *COMMANDS)}

Talk = Callable[..., Said]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A hostile scenario, and a game of it."""
    folder = tmp_path_factory.mktemp("made")
    scenario, log = folder / "hostile.toml", folder / "log.jsonl"
    scenario.write_text(hostile_scenario(), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        assert 0 == said(patch, "play", str(scenario), "--log", str(log), "--json").code
    return {"hostile": str(scenario), "log": str(log), "study": str(STUDY)}


@pytest.fixture
def talk(made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Run a line of :data:`TALKS` by its name; what it writes goes to ``tmp_path``."""

    def run(name: str, encoding: str = "utf-8", *, terminal: bool = False, new: str = "qqnew") -> Said:
        words = shlex.split(TALKS[name])
        return said(
            monkeypatch,
            *(word.format(**made, new=tmp_path / new) if "{" in word else word for word in words),
            encoding=encoding,
            terminal=terminal,
        )

    return run


# ---------------------------------------------------------------- code pages and texts


@pytest.mark.parametrize("name", TALKS)
def test_no_code_page_changes_what_a_command_does(name: str, talk: Talk, tmp_path: Path) -> None:
    """The same exit code and the same files; every number and plain word is there, and nothing a terminal would obey."""
    whole = talk(name, new="qqold")
    told = re.findall(
        r"[A-Za-z0-9.]{2,}", re.sub(r"[^\x00-\x7f]", " ", whole.out + whole.err).replace("qqold", "qqnew")
    )

    for encoding in ENCODINGS[:2] if name in ALL_SLOW else ENCODINGS:
        shown = talk(name, encoding)
        assert whole.code == shown.code, (encoding, shown.err)
        assert not OBEYED.search(shown.out + shown.err)
        missing = [word for word in told if word not in shown.out + shown.err]
        assert [] == [word for word in missing if "\\u" not in word and word != "tmp"], encoding
        for path in tmp_path.glob("qqnew*"):
            written = path.read_bytes()
            assert written == path.with_name(path.name.replace("qqnew", "qqold")).read_bytes()
            path.unlink()


@pytest.mark.parametrize("name", [name for name in TALKS if "JSON" in name or name in ("schema", "study")])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_json_is_pure_and_says_the_same_on_every_code_page(name: str, encoding: str, talk: Talk) -> None:
    """Nothing else is on standard output, and no character of it is replaced by one that looks like it."""
    whole, shown = talk(name), talk(name, encoding)

    lines = [shown.out] if name != "replay as JSON" else shown.out.splitlines()
    before = [whole.out] if name != "replay as JSON" else whole.out.splitlines()
    assert [json.loads(line) for line in before] == [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", TALKS)
@pytest.mark.parametrize("width", ["20", "80"])
def test_a_terminal_is_sent_colours_and_nothing_else_to_obey(
    name: str, width: str, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a scenario, a log or an argument holds: no cursor moves, no title changes, no text runs backwards."""
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("TERM", "xterm-256color")

    shown = talk(name, terminal=True)
    drawn_over = r"\r(?:\d+/\d+ games|[a-z ]+: [\d,]+ games so far *)"  # the one line that is, while games are counted
    counted = re.sub(drawn_over, "", shown.err)

    assert not OBEYED.search(COLOURS.sub("", shown.out + counted))


@pytest.mark.parametrize("name", ["scenario", "play", "replay", "events list"])
def test_codes_that_look_like_markup_stay_as_typed(name: str, talk: Talk) -> None:
    """`:ship:` is no emoji and `[bold]` no bold face; what would be obeyed is there to be seen."""
    shown = talk(name).out

    for code in TAME:
        assert code in shown
    assert r"\u001b[31m" in shown


def test_a_picture_and_a_page_hold_nothing_to_obey(talk: Talk, tmp_path: Path) -> None:
    """The SVG of a replay is well formed and shows what was typed, and so does the HTML of the theatre."""
    from xml.dom import minidom

    assert 0 == talk("picture").code
    assert 0 == talk("theatre").code
    svg, page = (tmp_path / "qqnew.svg").read_text("utf-8"), (tmp_path / "qqnew.html").read_text("utf-8")

    shown = "".join(node.data for node in _texts(minidom.parseString(svg)))
    assert ":ship:" in shown
    assert "[bold]x[/bold]" in shown.replace("\xa0", " ")
    assert not OBEYED.search(svg)
    assert not OBEYED.search(page)
    assert "<b>&\\u007f" not in page


def _texts(node: Any) -> list[Any]:
    """Every piece of text below *node*."""
    if node.nodeType == node.TEXT_NODE:
        return [node]
    return [text for child in node.childNodes for text in _texts(child)]


def test_papers_hold_nothing_to_obey(made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HTML, Markdown and the text of a DOCX, of packets and of an after-action report."""
    from zipfile import ZipFile

    assert 0 == said(monkeypatch, "packets", made["hostile"], "--out", str(tmp_path)).code
    assert 0 == said(monkeypatch, "aar", made["log"], "--out", str(tmp_path)).code

    for path in tmp_path.iterdir():
        drawn = ZipFile(path).read("word/document.xml") if path.suffix == ".docx" else path.read_bytes()
        text = drawn.decode()
        assert not OBEYED.search(text), path.name
        assert not re.search(r"<b>&[^a-z#]", text), path.name


# ---------------------------------------------------------------- tables


def test_a_table_for_a_program_has_tabs_and_a_row_a_line(made: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`fourthseat scenarios | cut -f1` names the scenarios; a tab or a new line in a cell breaks no row."""
    names = [row.split("\t")[0] for row in said(monkeypatch, "scenarios").out.splitlines()]
    sql = "select 'a' || chr(9) || 'b' || chr(10) || 'c' || chr(13) as x, 'd' as y"

    assert {"tutorial", "senkaku"} <= set(names)
    assert ["x\ty", "a b c \td"] == said(monkeypatch, "query", made["study"], sql).out.splitlines()[-2:]


@pytest.mark.parametrize(
    ("width", "settings"),
    [
        ("20", {}),
        ("40", {"NO_COLOR": "1"}),
        ("60", {"TERM": "dumb"}),
        ("0", {"TERM": ""}),
        ("x", {"FORCE_COLOR": "1"}),
        ("500", {}),
    ],
)
def test_a_table_is_readable_at_any_width(
    width: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No column is dropped, no line is longer than the terminal, no word is broken that the terminal has room for."""
    for name, value in {"TERM": "xterm", "COLUMNS": width, **settings}.items():
        monkeypatch.setenv(name, value)

    shown = said(monkeypatch, "scenarios", "tutorial", terminal=True)
    plain = COLOURS.sub("", shown.out)

    assert max(map(len, plain.splitlines())) <= (int(width) if width in ("20", "40", "60", "500") else 80)
    for word in (
        "joint-presence",
        "aukus-jpn-exempt",
        "INJ-02",
        "destroyers",
        "unanimity",
        "Australia",
        "higher",
        "lower",
    ):
        assert re.search(rf"\b{word}\b", plain), word
    if "NO_COLOR" in settings:
        assert not re.search(r"\x1b\[(?:\d+;)*[349][0-7]", shown.out)


def test_forced_colours_make_no_drawing_of_a_table_for_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """FORCE_COLOR colours the story that goes through a pipe; rows still have tabs."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")

    assert "\x1b[" in said(monkeypatch, "play", "tutorial").out
    assert "tutorial\t" in said(monkeypatch, "scenarios").out


# ---------------------------------------------------------------- processes


def process(*args: str, env: dict[str, str] | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """The command line as a process of its own, run to its end; without *options*, what it said is kept."""
    kept = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    settings = {**os.environ, **(env or {})}
    return subprocess.run([sys.executable, "-m", "fourthseat", *args], env=settings, timeout=60, check=False, **kept)


def without_a_reader(*args: str) -> subprocess.CompletedProcess[bytes]:
    """The same, writing into a pipe whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return process(*args, stdout=writer)
    finally:
        os.close(writer)


def test_a_log_is_whole_though_its_reader_left(made: dict[str, str], tmp_path: Path) -> None:
    """`play … | sed 3q`: the game is played and written to its end, and the exit code is the one it would have had."""
    cut, other = tmp_path / "cut.jsonl", tmp_path / "other.jsonl"

    left = without_a_reader("play", made["hostile"], "--log", str(cut), "--full")
    differing = without_a_reader("play", made["hostile"], "--seed", "9", "--log", str(other))

    assert (0, b"", 0) == (left.returncode, left.stderr, differing.returncode)
    assert Path(made["log"]).read_bytes() == cut.read_bytes()
    for log, code in ((cut, 0), (other, 1)):
        asked = without_a_reader("replay", made["log"], "--diff", str(log))
        assert (code, b"") == (asked.returncode, asked.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_output_that_cannot_be_written_is_told_once_the_work_is_done(tmp_path: Path) -> None:
    """A full disk under standard output: the log is whole, one sentence says what is missing, the exit code is 2."""
    log = tmp_path / "g.jsonl"
    with open("/dev/full", "wb") as full:
        told = process("play", "tutorial", "--log", str(log), stdout=full)
        silent = process("scenarios", stdout=full, stderr=full)

    assert 2 == told.returncode
    assert [
        b"fourthseat: standard output: No space left on device; the command was carried out, but what it said is not all there"
    ] == told.stderr.splitlines()
    assert b'"Ended"' in log.read_bytes()
    assert 2 == silent.returncode


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_nothing_and_no_file_takes_its_place(closed: str, tmp_path: Path) -> None:
    """What is said goes nowhere, never into the log that happens to be opened under the stream's number."""
    log = tmp_path / "g.jsonl"
    line = f"{shlex.quote(sys.executable)} -m fourthseat play tutorial --log {shlex.quote(str(log))} {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, timeout=60, check=False)

    assert (0, b"") == (done.returncode, done.stderr)
    rows = [json.loads(row) for row in log.read_bytes().splitlines()]
    assert "Ended" == rows[-1]["kind"] or any(row.get("kind") == "Ended" for row in rows)


def test_a_closed_keyboard_stops_a_game_as_ctrl_d_does(tmp_path: Path) -> None:
    """With how to go on."""
    line = f"{shlex.quote(sys.executable)} -m fourthseat play tutorial --seat AUS=human --log {tmp_path}/g.jsonl <&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, timeout=60, check=False)

    assert 130 == done.returncode
    assert b"continue with: fourthseat play --resume" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a signal of Unix")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_command_in_the_same_way_as_ctrl_c(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """At a prompt: what to do next is said, and the exit code tells who stopped it."""
    command = [
        sys.executable,
        "-m",
        "fourthseat",
        "play",
        "tutorial",
        "--seat",
        "AUS=human",
        "--log",
        f"{tmp_path}/g.jsonl",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as game:
        assert game.stdout is not None
        seen = b""
        while b"for help)>" not in seen:
            seen += os.read(game.stdout.fileno(), 65536) or b"for help)>"
        game.send_signal(number)
        _, err = game.communicate(timeout=60)

    assert code == game.returncode
    assert b"continue with: fourthseat play --resume" in err
    assert b"Traceback" not in err


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": ""},
        {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp932"},
    ],
)
def test_a_real_process_speaks_the_code_page_of_its_locale(env: dict[str, str]) -> None:
    """Standard output and standard error alike."""
    done = process("scenarios", "tutorial", env=env)
    wrong = process("play", "日本—", env=env)

    assert (0, b"") == (done.returncode, done.stderr)
    assert b"2 moves of 240 h" in done.stdout
    assert 2 == wrong.returncode
    assert re.search(b"fourthseat: no scenario|not text in this terminal's encoding", wrong.stderr)
    assert b"Traceback" not in wrong.stderr
