"""Everything the program reads, changed by somebody who knows how it is made, and what the program says to it.

Run: ``python -m benchmarks.fuzz [--inputs N] [--seed S] [--only KIND] [--keep FOLDER]`` from the top of the checkout (5,000 inputs take
some minutes on two cores). Valid files are made by the program itself, changed (:mod:`benchmarks.mutations`), and given to the real
command in a watched process. Prints a table, a line a kind of file, and what failed, grouped; exits 1 if anything did. The same seed
gives the same inputs. ``--keep`` writes each input that failed to a folder, with the command line that fails on it.

Right is: an exit code that is documented, a message where the input is refused, one screenful of it; and never a traceback, a hang, a
gigabyte, a half-written or a lost file, or a character that moves a terminal.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shlex
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from benchmarks.fuzz_cases import KINDS, Case, case
from benchmarks.inprocess import Said, call, scratch, watched
from benchmarks.specimens import Guest, Specimens, made, room_visit

__all__ = ["Failure", "Verdict", "fuzz", "judged", "main", "tried"]

CODES = (0, 1, 2, 130)
"""Done, two records differ, wrong input, stopped by hand."""
SCREENFUL = 4_200
"""Characters of a message."""
CANARY = "victim.txt", b"somebody's own file\n"
"""Lies in the folder every command is run in, and is nobody's input."""


class Verdict(NamedTuple):
    """What became of one input."""

    kind: str
    number: int
    failed: str
    """The kind of failure; empty if all is well."""
    what: str
    code: int


class Failure(NamedTuple):
    """Inputs that failed in one way at one place."""

    failed: str
    what: str
    numbers: list[str]


def fuzz(specimens: Specimens, inputs: int, seed: int, only: Sequence[str] = (), workers: int = 2) -> list[Verdict]:
    """Try *inputs* inputs, shared out among the kinds by their weight."""
    kinds = [kind for kind in KINDS if not only or kind in only]
    whole = sum(KINDS[kind].weight for kind in kinds)
    jobs = [(kind, n) for kind in kinds for n in range(max(1, round(inputs * KINDS[kind].weight / whole)))]
    Random(seed).shuffle(jobs)  # costly kinds do not all come at the end
    return [verdict for _, verdict in watched(jobs, partial(tried, specimens, seed), workers, _ended)]


def _ended(job: tuple[str, int], reason: str) -> Verdict:
    return Verdict(*job, reason, "", -1)


def tried(specimens: Specimens, seed: int, job: tuple[str, int]) -> Verdict:
    """Run one input in a folder of its own and judge it."""
    kind, number = job
    one = case(specimens, kind, seed, number)
    with scratch() as folder:
        before = laid_out(one, folder)
        said = call(one.arguments, one.stdin, room_visit(_look_round))
        failed, what = judged(one, said, before, folder)
    if failed and not what:
        what = shlex.join(one.arguments)[:100]
    return Verdict(kind, number, failed, what, said.code)


def laid_out(one: Case, folder: Path) -> dict[str, bytes]:
    """Write the case's files; digests of all that lies there now, by path."""
    for name, data in {**one.files, CANARY[0]: CANARY[1]}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is None:
            path.mkdir()
        else:
            path.write_bytes(data)
    return _digests(folder)


def _digests(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): hashlib.blake2b(path.read_bytes()).digest()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


async def _look_round(guest: Guest) -> None:
    """Whoever comes to a room that opened on a changed folder: every kind of page is looked at, one form is sent."""
    # A room that runs itself has one link, whatever it is called; a desk of several groups has others than a room.
    known = [role for role in ("CONTROL", "EVALUATOR", "BOARD", "JPN") if role in guest.links]
    for role in known or list(guest.links)[:3]:
        if await guest.join(role) >= 500:
            raise RuntimeError(f"the page of {role} is an error of the room")
    if "EVALUATOR" in guest.links and await guest.do("EVALUATOR", "note", text="seen", objective="") >= 500:
        raise RuntimeError("a note is an error of the room")


# ---------------------------------------------------------------- judging


def judged(one: Case, said: Said, before: dict[str, bytes], folder: Path) -> tuple[str, str]:
    """(kind of failure, where or what) of the first thing that is not right; two empty texts if all is."""
    if "Traceback (most recent call last)" in said.err:
        return "traceback", _last_of_a_traceback(said.err)
    if said.raised:
        return "traceback", said.raised
    if said.code not in CODES or (said.code == 1 and not one.may_differ):
        return "exit code", f"{said.code} of {one.arguments[0] if one.arguments else 'nothing'}"
    message = _message(said.err)
    if said.code == 2 and not message.strip():
        return "no message", ""
    if len(said.err) > SCREENFUL:
        return "long message", f"{len(said.err) // 1000 * 1000:,} characters of {' '.join(one.arguments[:1])}"
    if found := re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]", (said.out + said.err).replace("\r\n", "\n")):
        return "control character", f"{found[0]!r} from {' '.join(one.arguments[:1])}"
    after = _digests(folder)
    there = set(after.values())
    for name, digest in before.items():  # moved aside is not lost
        if digest not in there and not (said.code != 2 and name.startswith(one.rewrites)):
            return "overwritten" if name in after else "lost", _kind_of_file(name)
    for name in after:
        if name not in before and (wrong := _half(folder / name)):
            return "half-written", f"{_kind_of_file(name)}: {wrong}"
    return "", ""


def _message(err: str) -> str:
    return re.sub(r"^Usage: .*$|^Try .*$|^Error:|^fourthseat:", "", err, flags=re.MULTILINE)


def _last_of_a_traceback(err: str) -> str:
    places = re.findall(r'File "[^"]*?((?:engine|players|scenarios)/[^"]+)", line (\d+), in (\S+)', err)
    error = re.findall(r"^(\w[\w.]*(?:Error|Exception|Warning|Interrupt)\w*)", err, re.MULTILINE)
    return f"{error[-1] if error else 'Exception'} {'{}:{} in {}'.format(*places[-1]) if places else '(printed)'}"


def _kind_of_file(name: str) -> str:
    """A path without what differs from input to input."""
    return re.sub(r"\d+-\w+|[0-9a-f]{8,}", "N", name)[:80]


def _half(path: Path) -> str:
    """Why a new file is not whole; empty if it is."""
    if path.name.endswith((".tmp", ".part")) or path.name.startswith(".~"):
        return "left behind"
    data = path.read_bytes()
    match path.suffix:
        case ".jsonl" if not data.endswith(b"\n"):
            return "ends within a line"
        case ".json" | ".csv" | ".md" | ".toml" if not data:
            return "empty"
        case ".svg":
            try:
                ElementTree.fromstring(data)
            except ElementTree.ParseError:
                return "not XML"
        case ".html" if not data.rstrip().endswith(b">"):
            return "cut"
        case ".docx" | ".xlsx":
            try:
                ZipFile(path).testzip()
            except (BadZipFile, OSError):
                return "not a zip archive"
        case ".parquet" if not (data.startswith(b"PAR1") and data.endswith(b"PAR1")):
            return "cut"
    return ""


# ---------------------------------------------------------------- the report


def failures(verdicts: Sequence[Verdict]) -> list[Failure]:
    """What failed, by kind of failure and place; the most frequent first. A way of calling is no place and groups by its kind."""
    groups: dict[tuple[str, str], list[str]] = {}
    for verdict in verdicts:
        if verdict.failed:
            groups.setdefault((verdict.failed, verdict.what), []).append(f"{verdict.kind}/{verdict.number}")
    return sorted((Failure(*key, numbers) for key, numbers in groups.items()), key=lambda one: -len(one.numbers))


def report(verdicts: Sequence[Verdict], seconds: float) -> Iterator[str]:
    """The table, line by line, and below it what failed."""
    yield "| kind of input | inputs | done (0) | differ (1) | refused (2) | stopped (130) | failed |"
    yield "|---|---|---|---|---|---|---|"
    for kind in (*KINDS, "all"):
        of = [verdict for verdict in verdicts if kind in (verdict.kind, "all")]
        if of:
            codes = Counter(verdict.code for verdict in of if not verdict.failed)
            bad = sum(bool(verdict.failed) for verdict in of)
            yield f"| {kind} | {len(of):,} | {' | '.join(f'{codes[code]:,}' for code in CODES)} | {bad:,} |"
    yield f"\n{len(verdicts):,} inputs in {seconds:.0f} s"
    for one in failures(verdicts):
        yield f"{len(one.numbers):5d} {one.failed:18s} {one.what}   e.g. {', '.join(one.numbers[:3])}"


def kept(specimens: Specimens, seed: int, verdict: Verdict, folder: Path) -> None:
    """Write the files of the input of *verdict*, and beside them how to run it."""
    one = case(specimens, verdict.kind, seed, verdict.number)
    here = folder / f"{verdict.kind}-{verdict.number}"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir(parents=True)
    laid_out(one, here)
    (here / "stdin.bin").write_bytes(one.stdin)
    line = shlex.join(word.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for word in one.arguments)
    (here / "command.txt").write_text(f"{verdict.failed}: {verdict.what}\nfourthseat {line} < stdin.bin\n")


def main() -> None:
    """Print the table; exit 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", action="append", default=[], choices=list(KINDS), metavar="KIND", help=", ".join(KINDS)
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the inputs that failed here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fourthseat-fuzz-") as folder:
        tempfile.tempdir = folder  # what a worker that had to be ended leaves behind goes with it
        specimens = made()
        began = time.perf_counter()
        verdicts = fuzz(specimens, given.inputs, given.seed, given.only, given.workers)
        print("\n".join(report(verdicts, time.perf_counter() - began)))
        for verdict in verdicts:
            if verdict.failed and given.keep is not None:
                kept(specimens, given.seed, verdict, given.keep)
    tempfile.tempdir = None
    sys.exit(any(verdict.failed for verdict in verdicts))


if __name__ == "__main__":
    main()
