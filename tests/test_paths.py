"""Paths of every kind in every place a command takes one: one sentence, exit 2, nothing read for ever, nothing left behind."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fourthseat.engine.core import files
from tests.streams import Said, said

COMMANDS = {
    "play": "play {}.toml",
    "play --log": "play tutorial --json --log {}",
    "play --resume": "play --resume {}",
    "play --msel": "play tutorial --msel {}.csv",
    "scenarios": "scenarios {}/x.toml",
    "check": "check {}",
    "compare": "compare {}.toml --games 2",
    "rehearse": "rehearse {}.toml --games 10",
    "appraise": "appraise {}.toml --games 10 --workers 0 --point 7",
    "packets": "packets tutorial --out {}",
    "packets of": "packets {}.toml --out new",
    "aar": "aar {}",
    "aar --out": "aar g.jsonl --out {}",
    "theatre": "theatre {} --out new.html",
    "theatre --out": "theatre g.jsonl --out {}",
    "theatre --beside": "theatre g.jsonl --beside {} --out new.html",
    "replay": "replay {}",
    "replay a game of": "replay {}#0:aukus:lead:calm",
    "replay --diff": "replay g.jsonl --diff {}",
    "replay --picture": "replay g.jsonl --picture {}",
    "msel --check": "msel tutorial --check {}.xlsx",
    "msel --out": "msel tutorial --out {}.csv",
    "batch --study": "batch --study {} --dry-run",
}
"""A path stands in the braces."""
READS_DEVICES = ("check", "scenarios", "batch --study")
"""Commands for which a device or a silent pipe is tried: they read a file that a person wrote."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a game, and with things that are no files or may not be looked into."""
    folder = tmp_path_factory.mktemp("place")
    with pytest.MonkeyPatch.context() as patch:
        assert 0 == said(patch, "play", "tutorial", "--log", str(folder / "g.jsonl"), "--json").code
    (folder / "file").write_text("x")
    (folder / "folder").mkdir()
    (folder / "closed").mkdir()
    (folder / "closed/x").write_text("x")
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "pipe")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def tree(folder: Path) -> list[str]:
    """The names of everything below *folder*."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def refused(told: Said, line: str) -> None:
    """One message, exit 2, no traceback, a screen at most."""
    assert 2 == told.code, (line, told.err)
    assert "Traceback" not in told.err, line
    assert 1 == sum(row.startswith(("fourthseat: ", "Error: ")) for row in told.err.splitlines()), (line, told.err)
    assert len(told.err) < 2400, line


BAD = {
    "nowhere": "no/such/folder/x",
    "below a file": "file/x",
    "too long": "x" * 300,
    "a path too long": "/".join(["y" * 200] * 30),
    "a loop": "loop",
    "a loop's below": "loop/x",
    "half a pair": "\ud800",
    "a device": "/dev/null/x",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_that_cannot_be_is_one_sentence(command: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a missing folder, a file taken for a folder, names too long, links in a circle, names no file can have."""
    monkeypatch.chdir(place)
    before = tree(place)
    writes = command.endswith(("--out", "--log", "--picture")) or command == "packets"

    for kind, path in BAD.items():
        if writes and kind == "nowhere" and command in ("packets", "aar --out"):
            continue  # a folder that is not there is made
        if kind == "a loop" and command in ("msel --out", "msel --check", "play --msel"):
            continue  # with an ending it is a name like any other
        line = COMMANDS[command].format(shlex.quote(path))
        refused(said(monkeypatch, *shlex.split(line)), f"{line[:80]} ({kind})")
    assert before == tree(place)


STUDY = 'name = "s"\nquestion = "?"\nscenario = "tutorial"\nmeasure = [{ name = "p_press" }]\n'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("batch s.toml", "is a study's file, not a scenario's; `fourthseat batch --study s.toml`"),
        ("check s.toml", "is a study's file"),
        ("migrate s.toml --write", "is a study's file"),
        ("play p.toml", "is a plan of groups, not a scenario's file; `fourthseat groups SCENARIO --plan p.toml`"),
        ("play g.jsonl", "is a file, but no scenario's"),
        ("check g.jsonl", "is JSON, as a log is: `fourthseat replay FILE`"),
        ("replay r", 'one game is shown: "r#0:VARIANT:RULE:provoked"'),
        ("report g.jsonl", "g.jsonl: is a file; the results of a study are a folder"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(
    line: str, words: str, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A study, a plan, a log or results where something else is wanted: which command takes it, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    Path("s.toml").write_text(STUDY)
    Path("p.toml").write_text('[[group]]\nname = "alpha"\n')
    shutil.copy(place / "g.jsonl", "g.jsonl")
    Path("r").mkdir()
    Path("r/study.json").touch()
    before = tree(tmp_path)

    told = said(monkeypatch, *line.split())

    refused(told, line)
    assert words in told.err
    assert before == tree(tmp_path)
    assert STUDY == Path("s.toml").read_text()


@pytest.mark.parametrize("command", READS_DEVICES)
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/full", "/dev/null", "pipe", "folder"])
def test_what_is_no_file_is_not_read(command: str, path: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that never ends, a pipe that nobody writes to: neither is waited for."""
    monkeypatch.setattr(files, "PATIENCE_SECONDS", 0.1)
    monkeypatch.chdir(place)
    (place / "link.toml").unlink(missing_ok=True)
    (place / "link.toml").symlink_to(path)
    line = {"check": "check link.toml", "scenarios": "scenarios link.toml", "batch --study": "batch --study link.toml"}[
        command
    ]

    refused(said(monkeypatch, *line.split()), line)


def test_a_pipe_that_somebody_writes_to_is_a_file(place: Path) -> None:
    """`fourthseat check <(sed … scenario.toml)`."""
    done = subprocess.run(
        ["bash", "-c", f"{shlex.quote(sys.executable)} -m fourthseat check <(sleep 0.2; echo 'extends = \"tutorial\"')"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip

    assert (0, b"") == (done.returncode, done.stderr)


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may read and write everything")
def test_a_folder_that_may_not_be_looked_into_is_one_sentence(place: Path) -> None:
    """Every command in one process that has no right to override permissions, and whose home cannot be written either."""
    lines = [line.format("closed/x") for line in COMMANDS.values()]
    (place / "closed").chmod(0)
    try:
        done = without_rights(place, place / "closed", lines)
    finally:
        (place / "closed").chmod(0o700)

    assert [f"2 {line}" for line in lines] == done.stdout.splitlines()
    assert "Traceback" not in done.stderr
    assert len(lines) == sum(row.startswith(("fourthseat: ", "Error: ")) for row in done.stderr.splitlines())


def without_rights(folder: Path, home: Path, lines: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run *lines* in *folder* in one process that permissions bind, though root starts it; the codes are printed."""
    script = (
        "import shlex, sys\n"
        "from fourthseat.players.terminal import commands\n"
        "for line in sys.argv[1:]:\n"
        "    sys.argv = ['fourthseat', *shlex.split(line)]\n"
        "    try: commands.main()\n"
        "    except SystemExit as left: print(left.code, line, flush=True)\n"
    )
    rights = "-dac_override,-dac_read_search"
    bound = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*bound, sys.executable, "-c", script, *lines],
        env={**os.environ, "HOME": str(home)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may read and write everything")
def test_an_archive_that_may_only_be_read_is_reported_and_shown(place: Path, tmp_path: Path) -> None:
    """`aar`, `theatre` and `replay` of a read-only folder: nothing of it is touched, nothing is said of caches."""
    archive, home = tmp_path / "archive", tmp_path / "home"
    shutil.copytree(Path(__file__).parent / "data/seminar_format_1", archive)
    with (archive / "main.jsonl").open("ab") as file:
        file.write(b'{"torn')
    home.mkdir()
    for path in (*archive.iterdir(), archive, home):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in archive.iterdir()}

    lines = ["aar archive --out report", "aar archive", "theatre archive --out t.html", "replay archive/main.jsonl"]
    done = without_rights(tmp_path, home, lines)

    told = [row for row in done.stdout.splitlines() if row[2:] in lines]
    assert [f"{code} {line}" for code, line in zip((0, 2, 0, 0), lines, strict=True)] == told
    assert "fourthseat: archive: may not be written into; give another place with --out\n" == done.stderr
    assert 6 == len(list((tmp_path / "report").iterdir()))
    assert before == {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in archive.iterdir()}


@pytest.mark.parametrize(
    "line",
    [
        "packets tutorial --out made",
        "aar g.jsonl",
        "theatre g.jsonl --out t.html",
        "msel tutorial --out l.xlsx",
        "replay g.jsonl --picture p.svg",
    ],
)
def test_no_command_writes_over_what_a_person_finished(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """Called again it refuses in the same words, whatever it writes, and touches nothing."""
    shutil.copy(place / "g.jsonl", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert 0 == said(monkeypatch, *line.split()).code
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "g.jsonl"]
    for path in files:
        path.write_text("finished by a person")
    before = tree(tmp_path)

    again = said(monkeypatch, *line.split())

    refused(again, line)
    assert "already exists and is never written over; give another name or place" in again.err
    assert ("--out" in again.err) == (line.split(maxsplit=1)[0] in ("packets", "aar", "theatre"))
    assert before == tree(tmp_path)
    assert all("finished by a person" == path.read_text() for path in files)
