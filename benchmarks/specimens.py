"""Small valid files of every kind the program reads, made by the program itself: what the fuzzer and the tampering table start from."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.inprocess import call, scratch

__all__ = ["Files", "Specimens", "Visit", "made", "room_visit", "toml"]

Files = dict[str, bytes]
"""A folder: its files by path."""

STUDY = """
name = "small"
question = "Is it quicker with Japan?"
scenario = "tutorial"
coalitions = ["aukus", "aukus-jpn"]
rules = ["lead"]
provocation = [true]
futures = 2
[[input]]
path = "assumptions.precision"
low = 1
high = 4
[stopping]
first = 50
cap = 50
[[measure]]
name = "status_quo_held"
indifference = 0.02
half_width = 0.05
[[measure]]
name = "peak_rung"
indifference = 0.2
half_width = 0.2
"""


@dataclass(frozen=True)
class Specimens:
    """One of each kind, small."""

    scenario: dict[str, Any]
    """The tutorial, nothing inherited, as its TOML file would hold it."""
    variation: dict[str, Any]
    """A file that extends it."""
    study: dict[str, Any]
    log: bytes
    """A finished game."""
    half: bytes
    """The first half of one, as a game that was stopped leaves it."""
    seminar: bytes
    """The log of an exercise with people."""
    room: Files
    results: Files
    csv: bytes
    xlsx: bytes


def run(*arguments: str, visitor: Any = None) -> str:
    """What the command prints; it must succeed."""
    said = call(arguments, visitor=visitor)
    if said.code != 0:
        raise RuntimeError(f"fourthseat {' '.join(arguments)}: {said.code}\n{said.trace}{said.err}")
    return said.out


def made(*, study: bool = True) -> Specimens:
    """Fresh specimens, in a few seconds; without a *study*, which takes half of them, its folder is empty."""
    with scratch() as folder:
        scenario = json.loads(run("scenarios", "tutorial", "--json"))
        run("play", "tutorial", "--seed", "5", "--log", "g.jsonl", "--json")
        log = (folder / "g.jsonl").read_bytes()
        rows = re.sub(rb'"seal":"[^"]*"', b'"seal":"' + b"-" * 43 + b'"', log).splitlines(keepends=True)
        doctrines = [word for seat in ("GBR", "USA", "PRC") for word in ("--doctrine", seat)]
        where = ("--folder", "room", "--port", "0")
        run("seminar", "tutorial", "--coalition", "aukus-jpn", *doctrines, *where, visitor=room_visit(_exercise))
        (folder / "s.toml").write_text(STUDY)
        if study:
            run("batch", "--study", "s.toml", "--workers", "0", "--out", "res", "--json")
        for name in ("csv", "xlsx"):
            run("msel", "tutorial", "--out", f"m.{name}")
        return Specimens(
            scenario=_without_nothing(scenario),
            variation={"extends": "tutorial", "name": "mine", "title": "Mine", "turns": 2, "incident": [{"id": "survey", "rung": 2}]},
            study=tomllib.loads(STUDY),
            log=log,
            half=b"".join(rows[: len(rows) // 2]),
            seminar=(folder / "room/main.jsonl").read_bytes(),
            room=_files(folder / "room"),
            results={name: data for name, data in _files(folder / "res").items() if name.split("/")[0] in WANTED},
            csv=(folder / "m.csv").read_bytes(),
            xlsx=(folder / "m.xlsx").read_bytes(),
        )  # fmt: skip


WANTED = ("manifest.json", "study.json", "parts", "runs.parquet", "measures.parquet")
"""Of a results folder, what is read again; the rest is for people."""


def _files(folder: Path) -> Files:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _without_nothing(value: Any) -> Any:
    """*value* without nulls, which TOML does not have."""
    if isinstance(value, dict):
        return {key: _without_nothing(item) for key, item in value.items() if item is not None}
    return [_without_nothing(item) for item in value] if isinstance(value, list) else value


def toml(value: dict[str, Any]) -> str:
    """*value* as a TOML file: a line a key, tables written inline."""
    return "".join(f"{json.dumps(str(key))} = {_inline(item)}\n" for key, item in value.items())


def _inline(value: Any) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{json.dumps(str(k))} = {_inline(v)}" for k, v in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case float():
            return str(value).replace("e+", "e")
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case None:
            return '""'
        case _:
            return json.dumps(value)


# ---------------------------------------------------------------- a room, visited

Visit = Callable[["Guest"], Any]


class Guest:
    """Somebody who comes to a room with the links it has printed."""

    def __init__(self, printed: str, client: Any) -> None:
        self.links = dict(re.findall(r"^(\w+) +(http\S+/join/\w+)", printed, re.MULTILINE))
        self.client = client
        self.tokens: dict[str, str] = {}

    async def join(self, role: str) -> int:
        """Sit down as *role*; the status of its page."""
        answer = await self.client.post(self.links[role], data={"name": f"guest {role}"})
        found = re.search(r'name="token" value="(\w+)"', answer.text)
        self.tokens[role] = found[1] if found else ""
        return int(answer.status_code)

    async def page(self, role: str) -> Any:
        """The page of *role*."""
        return await self.client.get(f"{self.base}/at/{role}/")

    @property
    def base(self) -> str:
        """Where the room is."""
        return next(iter(self.links.values())).split("/join/")[0]

    async def do(self, role: str, verb: str, **fields: Any) -> int:
        """Send a form; the status of the answer."""
        data = {"verb": verb, "token": self.tokens.get(role, ""), **fields}
        answer = await self.client.post(f"{self.base}/at/{role}/do", data=data, headers={"Accept": "application/json"})
        return int(answer.status_code)

    async def seal(self, role: str, **fields: Any) -> int:
        """Seal the form that is put to *role*."""
        found = re.search(r'name="verb" value="seal">.*?name="key" value="([^"]*)"', (await self.page(role)).text, re.S)
        return await self.do(role, "seal", key=found[1] if found else "", **fields)


def room_visit(visit: Visit) -> Any:
    """A visitor for :func:`~benchmarks.inprocess.call` who does *visit*."""

    async def visitor(printed: str) -> None:
        import httpx

        async with httpx.AsyncClient(follow_redirects=True, timeout=15) as client:
            await visit(Guest(printed, client))

    return visitor


async def _exercise(guest: Guest) -> None:
    """A short exercise in which every kind of fact is written down at least once."""
    for role in ("CONTROL", "AUS", "JPN", "EVALUATOR"):
        assert await guest.join(role) == 200, role
    await guest.seal("CONTROL")
    said = [
        await guest.do("JPN", "send", to=["AUS"], text="Will you say it with us?", sort="offer"),
        await guest.do("EVALUATOR", "note", text="They talk to each other.", objective=""),
        await guest.seal("AUS", free="We say so.", intent="calm", reason="law", expected="talks", confidence="60"),
        await guest.do("CONTROL", "adhoc", text="A boat is late.", to=["AUS", "JPN"]),
        await guest.seal("JPN", free="We too.", intent="calm", reason="ally", expected="talks", confidence="70"),
        await guest.do("EVALUATOR", "wash", well="the talks", badly="the clock", change="begin earlier"),
    ]
    assert said[0] == said[2] == said[4] == 200, said
    for _ in range(6):
        for role in ("CONTROL", "AUS", "JPN"):
            await guest.seal(role)
