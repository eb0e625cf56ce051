"""The inputs of the fuzzer: for every kind of file, a changed one and a command that reads it; and arguments alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import click

from benchmarks import mutations, mutations_of_tables
from benchmarks.mutations import LONG, text
from benchmarks.specimens import Specimens

__all__ = ["KINDS", "Case", "Kind", "case"]


@dataclass(frozen=True)
class Case:
    """One input: files to lay out, a command, what is typed."""

    arguments: tuple[str, ...]
    files: Mapping[str, bytes | None]
    """By path; None is an empty folder."""
    stdin: bytes = b""
    rewrites: tuple[str, ...] = ()
    """Beginnings of the paths the command may write on when it does not refuse."""

    @property
    def may_differ(self) -> bool:
        """Whether exit 1 is an answer: two records were compared."""
        return "--verify" in self.arguments or "--diff" in self.arguments


class Kind(NamedTuple):
    """A kind of input."""

    weight: float
    """Its share of all inputs, in hundredths, about."""
    make: Callable[[Specimens, Random], Case]


def case(specimens: Specimens, kind: str, seed: int, number: int) -> Case:
    """Input *number* of a kind: a function of its arguments alone."""
    return KINDS[kind].make(specimens, Random(f"{seed} {kind} {number}"))


def _often(luck: Random, *lines: tuple[int, str]) -> tuple[str, ...]:
    """One of *lines* of words, by weight."""
    return tuple(luck.choices([line for _, line in lines], [weight for weight, _ in lines])[0].split())


# ---------------------------------------------------------------- files


def _scenario(specimens: Specimens, luck: Random) -> Case:
    tree = luck.choice((specimens.scenario, specimens.variation))
    data = mutations.toml_text(mutations.tree_changed(tree, luck))
    if luck.random() < 0.1:
        data = luck.choice((mutations.bytes_changed, mutations.lines_changed))(mutations.toml_text(tree), luck)
    line = _often(
        luck, (8, "check F"), (3, "play F --json"), (2, "play F --full"), (2, "scenarios F"), (1, "scenarios F --numbers"),
        (1, "scenarios F --json"), (1, "msel F"), (1, "rehearse F --games 10"), (1, "batch F --dry-run"), (1, "compare F --games 2"),
        (1, "msel F --out new.csv"), (0.3, "packets F --out papers"),
    )  # fmt: skip
    return Case(_with(line, "s.toml"), {"s.toml": data})


def _study(specimens: Specimens, luck: Random) -> Case:
    data = mutations.toml_text(mutations.tree_changed(specimens.study, luck))
    if luck.random() < 0.1:
        data = luck.choice((mutations.bytes_changed, mutations.lines_changed))(
            mutations.toml_text(specimens.study), luck
        )
    return Case(
        _with(_often(luck, (3, "batch --study F --dry-run"), (1, "batch --study F --print-study")), "s.toml"),
        {"s.toml": data},
    )


WATCHING = (
    (6, "replay F"), (6, "replay F --verify"), (3, "replay F --full"), (2, "replay F --json"), (2, "replay F --seat JPN"),
    (1, "replay F --turn 2"), (1, "replay F --picture new.svg"), (2, "replay F --diff other.jsonl"), (0.5, "theatre F --out new.html"),
    (0.5, "theatre F --seat AUS --out new.html"), (0.3, "aar F --out report"), (2, "replay F --fork 1 --log new.jsonl"),
    (1, "replay F --fork 2 --play JPN=uniform --log new.jsonl"), (2, "play --resume F --json"),
)  # fmt: skip


def _logs(again: bool) -> Callable[[Specimens, Random], Case]:
    def make(specimens: Specimens, luck: Random) -> Case:
        source = luck.choice((specimens.log, specimens.half, specimens.seminar))
        data = mutations.log_changed(source, luck, again=again)
        files = {"g.jsonl": data, "other.jsonl": specimens.log}
        return Case(_with(_often(luck, *WATCHING), "g.jsonl"), files, rewrites=("g.jsonl",))

    return make


ROOMS = (
    (8, "seminar --resume ex --port 0"),
    (0.3, "theatre ex --out new.html"),
    (0.1, "aar ex --out report"),
    (1, "seminar --resume ex --terminal"),
)


def _journals(again: bool) -> Callable[[Specimens, Random], Case]:
    def make(specimens: Specimens, luck: Random) -> Case:
        journal = mutations.log_changed(specimens.room["room.jsonl"], luck, again=again)
        files = {f"ex/{name}": data for name, data in {**specimens.room, "room.jsonl": journal}.items()}
        return Case(_often(luck, *ROOMS), files, rewrites=("ex/",))

    return make


def _room(specimens: Specimens, luck: Random) -> Case:
    """An exercise's folder in which files are missing, exchanged, changed, or something else than files."""
    files: dict[str, bytes | None] = dict(specimens.room)
    name = luck.choice(list(files))
    match luck.randrange(7):
        case 0:
            del files[name]
        case 1:
            files[name] = None
        case 2:
            files["main.jsonl"], files["room.jsonl"] = files["room.jsonl"], files["main.jsonl"]
        case 3:
            files[luck.choice(("2.jsonl", "b.jsonl", "notes.jsonl", ".room.jsonl.tmp", "room.jsonl.format-1"))] = (
                specimens.half
            )
        case 4:
            files["main.jsonl"] = mutations.log_changed(specimens.room["main.jsonl"], luck, again=luck.random() < 0.6)
        case 5:
            files["main.jsonl"] = luck.choice((specimens.log, specimens.half))
        case _:
            files[name] = mutations.bytes_changed(specimens.room[name], luck)
    return Case(_often(luck, *ROOMS), {f"ex/{path}": data for path, data in files.items()}, rewrites=("ex/",))


SHEETS = ((8, "msel tutorial --check F"), (2, "play tutorial --msel F --json"), (2, "play tutorial --msel F"), (0.5, "rehearse tutorial --games 10 --msel F"), (0.3, "packets tutorial --msel F --out papers"))  # fmt: skip


def _csv(specimens: Specimens, luck: Random) -> Case:
    return Case(
        _with(_often(luck, *SHEETS), "m.csv"), {"m.csv": mutations_of_tables.sheet_changed(specimens.csv, luck)}
    )


def _xlsx(specimens: Specimens, luck: Random) -> Case:
    return Case(
        _with(_often(luck, *SHEETS), "m.xlsx"), {"m.xlsx": mutations_of_tables.workbook_changed(specimens.xlsx, luck)}
    )


GAME = "res#1:aukus-jpn:lead:provoked"
STUDIES = (
    (3, ("query", "res")), (3, ("query", "res", "select count(*), sum(value) from measures")), (2, ("query", "res", "select * from runs", "--csv")),
    (0.7, ("report", "res")), (3, ("batch", "--study", "s.toml", "--out", "res", "--workers", "0", "--json")), (2, ("replay", GAME)),
    (0.4, ("theatre", GAME, "--out", "new.html")), (0.1, ("aar", GAME, "--out", "report")), (2, ("batch", "--final", "res", "--dry-run")),
)  # fmt: skip


def _results(specimens: Specimens, luck: Random) -> Case:
    """A results folder with one file changed; a report is made of it only where that is likely to be refused."""
    files: dict[str, bytes | None] = dict(specimens.results)
    name = luck.choice(("manifest.json", "study.json", luck.choice(list(files)), luck.choice(list(files))))
    inside = specimens.results[name]
    if luck.random() < 0.12:
        kind = luck.choice(("gone", "folder", "stray", "empty", "torn"))
        change: dict[str, bytes | None] = {
            "gone": {}, "folder": {name: None}, "stray": {"parts/x.parquet": b"junk"}, "empty": {name: b""}, "torn": {"parts/z.tmp": b"PAR1"}
        }[kind]  # fmt: skip
        if kind == "gone":
            del files[name]
        files |= change
    elif name.endswith(".json"):
        import json

        tree = mutations.tree_changed(json.loads(inside), luck)
        files[name] = (
            mutations.json_text(tree).encode("utf-8", "surrogatepass")
            if luck.random() < 0.8
            else mutations.bytes_changed(inside, luck)
        )
    else:
        files[name] = mutations_of_tables.parquet_changed(inside, luck)
    arguments = luck.choices([line for _, line in STUDIES], [weight for weight, _ in STUDIES])[0]
    from benchmarks.specimens import STUDY

    placed = {f"res/{path}": data for path, data in files.items()} | {"s.toml": STUDY.encode()}
    return Case(
        arguments,
        placed,
        rewrites=("res/manifest.json", "res/study.json", "res/runs", "res/measures", "res/parts/z.tmp"),
    )


def _with(line: tuple[str, ...], file: str) -> tuple[str, ...]:
    return tuple(file if word == "F" else word for word in line)


# ---------------------------------------------------------------- what is typed, and arguments


def _typed(specimens: Specimens, luck: Random) -> Case:  # noqa: ARG001
    """A person at the terminal who types anything."""
    said = [luck.choice(("1", "2", "", "?", "1 2", "y", "n", "50", "q", "? 1")) for _ in range(30)]
    for _ in range(luck.randrange(1, 8)):
        said[luck.randrange(len(said))] = luck.choice(
            (text(luck), str(luck.choice(mutations.NUMBERS)), "1" * 5000, "? ²", "١", "-1", "1,2;3")
        )
    data = "\n".join(said).encode("utf-8", "surrogatepass")
    if luck.random() < 0.3:
        data = mutations.bytes_changed(data, luck)
    seats = ["--seat", "AUS=human", *luck.choice(([], ["--seat", "CONTROL=human"], ["--seat", "PRC=human"]))]
    return Case(("play", "tutorial", *seats, "--log", "new.jsonl"), {}, data)


WORDS = (
    "tutorial", "taiwan", "AUS", "JPN", "CONTROL", "aukus", "aukus-jpn", "lead", "unanimity", "quorum:2", "quorum:99", "provocation", "all",
    "AUS=human", "JPN=uniform", "PRC=doctrine", "AUS=", "=human", "assumptions.precision=2", "assumptions.precision=[[[", "turns=3",
    "turns=" + "9" * 5000, "incident.survey.rung=1", "seat.AUS.name=x", "a.b.c=1", "JPN=say@survey", "AUS=patrol", "deliberate=20",
    "deliberate=nan", "x" * LONG, "select 1", "", ";", "select", "select 1; select 2", "attach 'x.db'", "copy (select 1) to 'victim.txt'",
    "copy (select 1) to 'new.csv'", "select * from 'victim.txt'", "select repeat('a', 2000000000)", "install httpfs", "pragma x",
    "select * from range(100000000000)", "\udcff\udcfe", "set memory_limit='1TB'", "export database 'd'", "call pragma_version()",
    "create table runs as select 1", "select chr(27)", "select 'a' || chr(0)",
)  # fmt: skip
PATHS = (
    "g.jsonl", "half.jsonl", "ex", "res", "m.csv", "m.xlsx", "s.toml", "study.toml", "victim.txt", "nowhere", "nowhere/deep/x.jsonl", ".", "..", "/",
    "/dev/null", "/dev/full", "", "a" * 300, "x/" * 3000, "victim.txt/x", "new.jsonl", "new.csv", "new.xlsx", "new.svg", "new.html", "new",
    GAME, "res#", "res#x", "res#999999999999999999999:a", "res#1", "res#-1:aukus:lead:provoked", "nowhere#1:a:b:c", "\udcff.jsonl", "*", "~", "-",
    "g.jsonl#1", "/proc/self/mem", "/proc/self/cmdline", "a\nb", "\x1b[31m", "?",
)  # fmt: skip
SMALL = (
    "games",
    "trajectories",
    "points",
    "replications",
    "futures",
    "keep",
    "turn",
    "fork_turn",
    "port",
    "workers",
    "seed",
)
NOT_HERE = ("dask", "lan")
"""Options that ask the network."""


def _arguments(specimens: Specimens, luck: Random) -> Case:
    """A command with options and arguments of the right and of the wrong kind, as click knows them."""
    from fourthseat.players.terminal.commands.group import COMMANDS, cli

    name = luck.choice(list(COMMANDS))
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    said = [name]
    for parameter in command.params:
        named = isinstance(parameter, click.Option)
        if parameter.name in NOT_HERE or (named and luck.random() > (0.9 if parameter.required else 0.2)):
            continue
        value = _argument(parameter, luck)
        said += [
            *([parameter.opts[0]] if named else []),
            *([] if named and getattr(parameter, "is_flag", False) else [value]),
        ]
    if name == "batch":
        said += ["--workers", "0", luck.choice(("--dry-run", "--print-study"))]
    if name == "sensitivity":
        said += ["--method", luck.choice(("neither", text(luck)))]
    if name in ("rehearse", "compare") and luck.random() < 0.9:
        said += ["--games", "10"]
    if name in ("seminar", "watch", "groups"):
        said += ["--port", "0"]
    if luck.random() < 0.05:
        said.insert(luck.randrange(len(said)), luck.choice(("--help", "--versoin", "-x", "--", text(luck), "-")))
    room = {f"ex/{path}": data for path, data in specimens.room.items()}
    study = {f"res/{path}": data for path, data in specimens.results.items()}
    files = {
        **room, **study, "g.jsonl": specimens.log, "half.jsonl": specimens.half, "m.csv": specimens.csv, "m.xlsx": specimens.xlsx,
        "s.toml": mutations.toml_text(specimens.variation), "study.toml": mutations.toml_text(specimens.study),
    }  # fmt: skip
    words = tuple(word.replace("\0", "") for word in said)
    words = tuple(
        word.encode("utf-8", "replace").decode() if "\ud800" in word or "\udfff" in word else word for word in words
    )
    return Case(words, files, rewrites=("ex/", "half.jsonl", "res/manifest.json", "res/study.json"))


def _argument(parameter: click.Parameter, luck: Random) -> str:
    """A value for a click parameter: most often one of its kind."""
    wrong = luck.random() < 0.15
    if wrong:
        return luck.choice((text(luck), str(luck.choice(mutations.NUMBERS)), luck.choice(WORDS), luck.choice(PATHS)))
    match parameter.type:
        case click.Choice():
            return str(luck.choice(list(parameter.type.choices)))
        case click.Path():
            return luck.choice(PATHS)
        case click.IntRange():
            return luck.choice(("1", "2", "0", "10")) if parameter.name in SMALL else "1"
    if parameter.name == "scenario":
        return luck.choice(("tutorial", "tutorial", "s.toml", "study.toml", luck.choice(PATHS)))
    return luck.choice(WORDS)


KINDS: dict[str, Kind] = {
    "scenario": Kind(14, _scenario),
    "study": Kind(6, _study),
    "log": Kind(9, _logs(again=False)),
    "log-chained": Kind(14, _logs(again=True)),
    "journal": Kind(5, _journals(again=False)),
    "journal-chained": Kind(9, _journals(again=True)),
    "room": Kind(5, _room),
    "sheet-csv": Kind(9, _csv),
    "sheet-xlsx": Kind(9, _xlsx),
    "results": Kind(9, _results),
    "typed": Kind(3, _typed),
    "arguments": Kind(8, _arguments),
}
