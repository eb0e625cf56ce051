"""``kill -9`` at random moments, and whether anything that was taken is missing afterwards.

Run: ``python -m benchmarks.kills [--play N] [--batch N] [--room N] [--seed S]`` from the top of the checkout.

- ``play --log`` is killed, gone on with ``--resume``, often killed again; in the end its log must be the quiet run's, byte for byte.
- ``batch`` is killed, its workers too or not; the same command again must end with the same games, byte for byte.
- A room with four people writing to it over HTTP is killed; every message, note and sealed answer it has answered with 200 must be there
  when it has been resumed. Every fourth time half a line stands at the end of a file, as a crash of the machine leaves it.

Prints how many were tried and how many lost something, or stood in the way of the same command; exits 1 if one did.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.inprocess import Said, call, scratch
from benchmarks.specimens import STUDY

__all__ = ["Outcome", "kill_batch", "kill_play", "kill_room", "main"]

PATIENCE = 60.0
"""Seconds after which something that was to come has not."""


class Outcome(NamedTuple):
    """One trial."""

    kills: int
    what: str
    """What was there to be lost: where it was killed, or how much had been acknowledged."""
    lost: str
    """What is missing or stands in the way; empty if nothing."""


def _forked(arguments: Sequence[str]) -> int:
    """Start the command in a process of its own group, forked from this one, which saves the imports; its id."""
    made = os.fork()
    if made:
        return made
    os.setsid()
    code = 70
    with contextlib.suppress(BaseException):
        code = call(arguments).code
    os._exit(code)


def _spawned(arguments: Sequence[str]) -> int:
    """The same from nothing: for a command that starts processes and threads of its own."""
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    command = [sys.executable, "-m", "fourthseat", *arguments]
    return os.posix_spawn(sys.executable, command, os.environ, file_actions=quiet, setsid=True)


def _killed(child: int, when: Callable[[], bool], *, group: bool = False) -> bool:
    """Kill *child* once *when* says so; whether it was still at work. With *group* its own processes at the same moment."""
    end = time.monotonic() + PATIENCE
    while not when():
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        if time.monotonic() > end:
            break
    if group:
        os.killpg(child, signal.SIGKILL)
    else:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # orphans end here, after they have had their moment
    return os.WIFSIGNALED(status)


GONE = Said(0, "", "")
"""Nothing was left to be done."""


def _longer(path: Path, length: int) -> bool:
    return _size(path) > length


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0


# ---------------------------------------------------------------- one game


def kill_play(luck: Random, scenario: str = "second-thomas") -> Outcome:
    """Kill one game at random lengths of its log until it is through; compare it with the quiet run."""
    seed = str(luck.randrange(1000))
    play = ("play", scenario, "--seed", seed, "--json", "--log")
    with scratch() as folder:
        call((*play, "quiet.jsonl"))
        quiet = (folder / "quiet.jsonl").read_bytes()
        log = folder / "log.jsonl"
        kills, points = 0, []
        for _ in range(luck.choice((1, 1, 1, 2, 3))):
            had = log.read_bytes() if log.exists() else b""
            if len(had) >= len(quiet):  # it came to its end before it was seen
                break
            point = luck.randrange(len(had), len(quiet))
            arguments = ("play", "--resume", "log.jsonl", "--json") if b"\n" in had else (*play, "log.jsonl")
            kills += _killed(_forked(arguments), partial(_longer, log, point))
            points.append(_size(log))
        had = log.read_bytes() if log.exists() else b""
        if len(had) < len(quiet) and b"\n" in had and luck.random() < 0.3:
            with log.open("ab") as file:
                file.write(luck.choice((b'{"kind":"Deci', b"\0" * 40)))
        said = GONE
        if had != quiet:
            said = call(("play", "--resume", "log.jsonl", "--json") if b"\n" in had else (*play, "log.jsonl"))
        what = f"killed at {', '.join(map(str, points))} of {len(quiet)} bytes"
        if said.code:
            return Outcome(kills, what, f"exit {said.code}: {said.err[-200:]}{said.raised}")
        return Outcome(kills, what, "" if log.read_bytes() == quiet else "the log differs from the quiet run's")


# ---------------------------------------------------------------- a study


class Quiet(NamedTuple):
    """An undisturbed run of the study."""

    tables: dict[str, bytes]
    seconds: float


BATCH = ("batch", "--study", "s.toml", "--workers", "2", "--out", "res", "--json")


def _tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / "res" / name).read_bytes() for name in ("runs.parquet", "measures.parquet")}


def quiet_batch() -> Quiet:
    """Run the small study once."""
    with scratch() as folder:
        (folder / "s.toml").write_text(STUDY)
        began = time.perf_counter()
        _, status = os.waitpid(_spawned(BATCH), 0)
        assert status == 0, f"the quiet batch ended with {status}"
        return Quiet(_tables(folder), time.perf_counter() - began)


def kill_batch(luck: Random, quiet: Quiet) -> Outcome:
    """Kill a study at random moments, then give the same command again."""
    with scratch() as folder:
        (folder / "s.toml").write_text(STUDY)
        kills, moments = 0, []
        for _ in range(luck.choice((1, 1, 2))):
            end = time.perf_counter() + luck.random() * quiet.seconds
            kills += _killed(_spawned(BATCH), partial(_past, end), group=luck.random() < 0.5)
            moments.append(sum(1 for _ in (folder / "res/parts").glob("*.parquet")))
        said = call(BATCH)
        what = f"killed with {', '.join(map(str, moments))} parts"
        if said.code:
            return Outcome(kills, what, f"exit {said.code}: {said.err[-200:]}{said.raised}")
        left = [path.name for path in (folder / "res").rglob("*.tmp")]
        return Outcome(
            kills, what, "other games" if _tables(folder) != quiet.tables else f"left: {left}" if left else ""
        )


def _past(end: float) -> bool:
    time.sleep(0.002)
    return time.perf_counter() > end


# ---------------------------------------------------------------- a room


class Served:
    """A room served by a process of its own."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "fourthseat", "seminar", *arguments, "--port", "0"]
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.links: dict[str, str] = {}
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.match(r"(\w+) +(http\S+/join/\w+)", line):
                self.links[found[1]] = found[2]
            if "EVALUATOR" in self.links:
                return
        self.errors.seek(0)
        raise RuntimeError(self.errors.read().decode(errors="replace")[-300:])

    def end(self, how: signal.Signals) -> None:
        """Send a signal and wait."""
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.errors.close()


class Writer(threading.Thread):
    """Somebody who writes to a room as fast as it answers, and remembers what it has taken."""

    def __init__(self, link: str, role: str) -> None:
        super().__init__(daemon=True)
        self.link, self.role = link, role
        self.taken: list[str] = []

    def run(self) -> None:
        """Write until the room is gone."""
        import httpx

        with contextlib.suppress(httpx.HTTPError), httpx.Client(follow_redirects=True, timeout=PATIENCE) as client:
            page = client.post(self.link, data={"name": self.role}).text
            found = re.search(r'name="token" value="(\w+)"', page)
            base = self.link.split("/join/")[0] + f"/at/{self.role}/"
            n = 0
            while found is not None:
                n += 1
                text = f"{self.role} writes {n}."
                key = re.search(
                    r'name="verb" value="seal">.*?name="key" value="([^"]*)"', client.get(base).text, re.DOTALL
                )
                for fields in self._forms(key[1] if key else "", text):
                    data = {"token": found[1], **fields}
                    answer = client.post(f"{base}do", data=data, headers={"Accept": "application/json"})
                    if answer.status_code == 200 and text in fields.values():
                        self.taken.append(text)

    def _forms(self, key: str, text: str) -> list[dict[str, Any]]:
        """What this role sends next; a text that is in a form that is taken must be on disk."""
        if self.role == "EVALUATOR":
            return [{"verb": "note", "text": text, "objective": ""}]
        if self.role == "CONTROL":
            return [{"verb": "seal", "key": key}] if key else [{"verb": "adhoc", "text": text, "to": ["AUS", "JPN"]}]
        if key:
            return [{"verb": "seal", "key": key, "free": text, "intent": "calm", "reason": text}]
        return [{"verb": "send", "to": ["JPN" if self.role == "AUS" else "AUS"], "text": text}]


def kill_room(luck: Random, scenario: str = "second-thomas") -> Outcome:
    """Kill a room under four writers, resume it, and look for everything it has answered with 200."""
    with scratch() as folder:
        doctrines = [word for seat in ("GBR", "PHL", "USA", "PRC") for word in ("--doctrine", seat)]
        room = Served(scenario, "--coalition", "aukus-jpn", "--folder", "ex", *doctrines)
        writers = [Writer(room.links[role], role) for role in ("CONTROL", "AUS", "JPN", "EVALUATOR")]
        for writer in writers:
            writer.start()
        time.sleep(luck.uniform(0.3, 2.5))
        room.end(signal.SIGKILL)
        for writer in writers:
            writer.join(PATIENCE)
        torn = luck.random() < 0.25
        if torn:
            with (folder / "ex" / luck.choice(("main.jsonl", "room.jsonl"))).open("ab") as file:
                file.write(luck.choice((b'{"kind":"', b"\0" * 30)))
        taken = [text for writer in writers for text in writer.taken]
        what = f"{len(taken)} acknowledged{', a torn tail' if torn else ''}"
        try:
            Served("--resume", "ex").end(signal.SIGINT)
        except RuntimeError as wrong:
            return Outcome(1, what, f"cannot be resumed: {wrong}")
        there = b"".join(path.read_bytes() for path in (folder / "ex").glob("*.jsonl")).decode()
        missing = [text for text in taken if f'"{text}"' not in there]
        return Outcome(1, what, f"{len(missing)} missing: {missing[:3]}" if missing else "")


# ---------------------------------------------------------------- the table


def trials(play: int, batch: int, room: int, seed: int) -> dict[str, list[Outcome]]:
    """Every trial, by kind."""
    found = {
        "play": [kill_play(Random(f"{seed} play {n}")) for n in range(play)],
        "room": [kill_room(Random(f"{seed} room {n}")) for n in range(room)],
    }
    quiet = quiet_batch() if batch else None
    found["batch"] = [kill_batch(Random(f"{seed} batch {n}"), quiet) for n in range(batch) if quiet is not None]
    return found


def main() -> None:
    """Print the table; exit 1 if something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--play", type=int, default=200)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--room", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fourthseat-kills-") as folder:
        tempfile.tempdir = folder
        found = trials(given.play, given.batch, given.room, given.seed)
    tempfile.tempdir = None
    print("| what | tried | kills that met it at work | lost or blocked |\n|---|---|---|---|")
    for kind, outcomes in found.items():
        lost = [one for one in outcomes if one.lost]
        print(f"| {kind} | {len(outcomes)} | {sum(one.kills for one in outcomes)} | {len(lost)} |")
    for kind, outcomes in found.items():
        for n, one in enumerate(outcomes):
            if one.lost:
                print(f"{kind}/{n}: {one.what}: {one.lost}")
    sys.exit(any(one.lost for outcomes in found.values() for one in outcomes))


if __name__ == "__main__":
    main()
