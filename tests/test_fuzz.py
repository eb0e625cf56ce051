"""The fuzzer: it names every kind of fault it is there to find, gives the same inputs again, and its watched processes end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openpyxl", reason="openpyxl is not installed")
pytest.importorskip("httpx", reason="httpx is not installed")
if not sys.platform.startswith("linux"):
    pytest.skip("processes are forked and their memory read as Linux has it", allow_module_level=True)

from benchmarks import inprocess
from benchmarks.fuzz import failures, fuzz, judged, laid_out
from benchmarks.fuzz_cases import KINDS, Case, case
from benchmarks.inprocess import Said, call, scratch, watched
from benchmarks.specimens import Specimens, made


@pytest.fixture(scope="module")
def specimens() -> Specimens:
    """Fresh ones; without a study, whose report takes seconds."""
    return made(study=False)


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder to work in."""
    with scratch() as folder:
        yield folder


GOOD = Said(0, "done\n", "")
JUDGED: dict[str, tuple[Said, dict[str, bytes], str]] = {
    "all is well": (GOOD, {}, ""),
    "refused with a sentence": (Said(2, "", "fourthseat: m.csv: row 2: no such seat\n"), {}, ""),
    "an exception": (Said(1, "", "", "ValueError engine/x.py:3 in y"), {}, "traceback"),
    "a printed traceback": (
        Said(0, "", 'Traceback (most recent call last):\n  File "x"\nKeyError: 1\n'),
        {},
        "traceback",
    ),
    "an exit code nobody knows": (Said(3, "", "no"), {}, "exit code"),
    "two records differ where none are compared": (Said(1, "", "Aborted!"), {}, "exit code"),
    "refused without a word": (Said(2, "", "Usage: fourthseat play\nError:\n"), {}, "no message"),
    "a value echoed whole": (Said(2, "", "fourthseat: " + "x" * 6000), {}, "long message"),
    "an escape sequence": (Said(0, "\x1b[31mred", ""), {}, "control character"),
    "a C1 control": (Said(0, "\x9b31m", ""), {}, "control character"),
    "lines as CSV ends them": (Said(0, "a,b\r\n", ""), {}, ""),
    "a stranger's file overwritten": (GOOD, {"victim.txt": b"mine now"}, "overwritten"),
    "an input changed": (GOOD, {"in.csv": b"other"}, "overwritten"),
    "a temporary file left": (GOOD, {"out.html.tmp": b""}, "half-written"),
    "a log cut": (GOOD, {"new.jsonl": b'{"a":1}\n{"b'}, "half-written"),
    "half a picture": (GOOD, {"new.svg": b"<svg><g>"}, "half-written"),
    "half a document": (GOOD, {"new.docx": b"PK\x03\x04"}, "half-written"),
    "a whole picture": (GOOD, {"new.svg": b"<svg/>"}, ""),
}


@pytest.mark.parametrize("name", JUDGED)
def test_every_kind_of_fault_is_named(name: str, place: Path) -> None:
    """What is wrong with an answer, or with the folder after it, is named by its kind; what is right is not."""
    said, written, failed = JUDGED[name]
    one = Case(("play", "tutorial"), {"in.csv": b"a,b\n"})
    before = laid_out(one, place)
    for path, data in written.items():
        (place / path).write_bytes(data)

    assert failed == judged(one, said, before, place)[0]


def test_what_is_moved_aside_is_not_lost(place: Path) -> None:
    """A damaged file that is kept under another name is all there; one that is gone is lost."""
    one = Case(("report", "res"), {"res/a": b"a", "res/b": b"b"})
    before = laid_out(one, place)
    (place / "res/a").rename(place / "res/a.damaged")
    assert ("", "") == judged(one, GOOD, before, place)

    (place / "res/b").unlink()
    assert "lost" == judged(one, GOOD, before, place)[0]


def _do(job: str) -> str:
    """What a worker of the test does."""
    if job == "hang":
        time.sleep(60)
    if job == "swell":
        hoard = [bytearray(b"x" * 10_000_000) for _ in range(60)]
        time.sleep(5 + len(hoard))
    if job == "die":
        os._exit(7)
    return job.upper()


def test_a_worker_that_hangs_swells_or_dies_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job it was at is answered for it, every other job by another worker."""
    monkeypatch.setattr(inprocess, "SECONDS", 3.0)
    monkeypatch.setattr(inprocess, "MEGABYTES", 300.0)
    jobs = ["a", "hang", "b", "die", "c", "swell", "d"]

    answers = dict(watched(jobs, _do, 2, lambda _, reason: reason))

    troubles = {"hang": "hang", "die": "worker died", "swell": "memory"}
    assert {job: troubles.get(job, job.upper()) for job in jobs} == answers


def test_the_command_is_run_as_its_user_would(place: Path) -> None:
    """Exit code, both streams and standard input are the command's own; the process's are as before."""
    said = call(("scenarios", "--json"))
    assert (0, "[", "") == (said.code, said.out[:1], said.err)

    said = call(("check", "nowhere.toml"))
    assert (2, "") == (said.code, said.out)
    assert "nowhere.toml" in said.err
    assert sys.stdout.writable()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("results", "arguments")])
def test_the_same_seed_gives_the_same_inputs(kind: str, specimens: Specimens) -> None:
    """An input is a function of seed, kind and number, so that one that failed can be made again; and another seed gives others."""

    def of(seed: int) -> list[tuple[Any, ...]]:
        return [
            (one.arguments, dict(one.files), one.stdin) for one in (case(specimens, kind, seed, n) for n in range(12))
        ]

    if kind != "sheet-xlsx":  # a workbook holds the hour it was saved
        assert of(1) == of(1)
    assert of(1) != of(2)


def test_nothing_that_is_read_breaks_the_program() -> None:
    """A share of ``python -m benchmarks.fuzz``: no traceback, hang, gigabyte, half-written or lost file, control character, long message."""
    verdicts = fuzz(made(), 200, seed=7)

    assert [] == failures(verdicts)
