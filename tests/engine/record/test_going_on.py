"""What is advised for an unfinished log: by what it belongs to, ready for a shell, and not while somebody plays it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.record.going_on import Home, command_for, home_of, is_being_written, refuse_room, shell_path
from fourthseat.engine.record.log import EventLog, Header, read
from fourthseat.engine.record.writer import Writer

HEADER = Header(scenarios.find("tutorial"), "aukus-jpn", 1, {"CONTROL": "silent", "AUS": "human"}, "test")
AT_TABLE = replace(HEADER, cast={"CONTROL": "human"})
BRANCH = replace(AT_TABLE, parent={"line": "main", "turn": 1, "entries": 2, "reason": "why not"})


@pytest.mark.parametrize(
    ("name", "header", "journal", "home", "command"),
    [
        ("g.jsonl", HEADER, False, Home.GAME, "fourthseat play --resume {}/g.jsonl"),
        ("main.jsonl", HEADER, False, Home.GAME, "fourthseat play --resume {}/main.jsonl"),
        ("main.jsonl", AT_TABLE, False, Home.TERMINAL, "fourthseat seminar --resume {} --terminal"),
        ("main.jsonl", AT_TABLE, True, Home.ROOM, "fourthseat seminar --resume {}"),
        ("what-if.jsonl", BRANCH, True, Home.ROOM, "fourthseat seminar --resume {}"),
        ("what-if.jsonl", BRANCH, False, Home.GAME, "fourthseat play --resume {}/what-if.jsonl"),
        ("other.jsonl", HEADER, True, Home.GAME, "fourthseat play --resume {}/other.jsonl"),
    ],
)
def test_the_advice_knows_what_a_log_belongs_to(
    tmp_path: Path, name: str, header: Header, journal: bool, home: Home, command: str
) -> None:
    """A lone game, an exercise at one terminal, a room's main line of play and its branches, a fork that lies in its folder."""
    if journal:
        (tmp_path / "room.jsonl").touch()
    Writer(tmp_path / name, header).close()
    log = read(tmp_path / name)

    assert home is home_of(tmp_path / name, log)
    assert command.format(tmp_path) == command_for(tmp_path / name, home)
    if home is Home.ROOM:
        with pytest.raises(LogError, match="is the log of an exercise held in a room; go on there: fourthseat seminar"):
            refuse_room(tmp_path / name, log)
    else:
        refuse_room(tmp_path / name, log)


@pytest.mark.parametrize("name", ["with blank", "it's", "-x", "a;b", "$HOME", "plain"])
def test_a_path_in_advice_is_one_word_for_a_shell(name: str) -> None:
    """And never an option."""
    words = shlex.split(command_for(Path(name) / "g.jsonl", Home.GAME))

    assert ["fourthseat", "play", "--resume"] == words[:3]
    assert Path(name) / "g.jsonl" == Path(words[3])
    assert not shell_path(Path(name)).startswith("-")


def test_whether_somebody_writes_is_seen_and_costs_them_nothing(tmp_path: Path) -> None:
    """Asked before, while and after; the writer goes on."""
    path = tmp_path / "g.jsonl"
    assert not is_being_written(path)
    writer = Writer(path, HEADER)
    assert is_being_written(path)
    writer.close()
    assert not is_being_written(path)
    Writer.resume(path, EventLog(HEADER, (), good_bytes=path.stat().st_size, last_hash=read(path).last_hash)).close()
