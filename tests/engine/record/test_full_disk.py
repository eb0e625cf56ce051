"""A log on a disk that is full: a real one, of a few kilobytes, mounted by the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries.talk import Sent
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import Header, lines, read
from fourthseat.engine.record.writer import Writer
from fourthseat.players.cast import cast_for, cast_names
from tests.disks import SmallDisk

TUTORIAL = scenarios.find("tutorial")
HEADER = Header(TUTORIAL, "aukus-jpn", 7)


def message(number: int) -> Sent:
    """An entry of half a kilobyte."""
    return Sent(0, number, Seat("AUS"), (Seat("JPN"),), "message", "x" * 500, 0, "", "", 0)


def test_a_log_that_finds_no_room_leaves_no_file(small_disk: SmallDisk) -> None:
    """An empty file would be in the way of the same command; with room again it works."""
    small_disk.fill()
    with pytest.raises(LogError, match="No space left on device"):
        Writer(small_disk.folder / "main.jsonl", HEADER)
    assert ["fill"] == [path.name for path in small_disk.folder.iterdir()]
    small_disk.free()
    Writer(small_disk.folder / "main.jsonl", HEADER).close()

    assert () == read(small_disk.folder / "main.jsonl").entries


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "together"])
def test_what_finds_no_room_leaves_nothing_and_the_writer_where_it_stood(small_disk: SmallDisk, together: bool) -> None:
    """The log is whole up to what was taken, closing says nothing, and the same entry is taken when there is room."""
    path = small_disk.folder / "main.jsonl"
    writer = Writer(path, HEADER)

    def put(*entries: Sent) -> None:
        if together:
            with writer.together():
                for entry in entries:
                    writer(entry)
        else:
            for entry in entries:
                writer(entry)

    def until_full() -> None:
        while True:
            put(message(len(taken)))
            taken.append(message(len(taken)))

    taken: list[Sent] = []
    with pytest.raises(LogError, match="No space left on device"):
        until_full()
    before = path.read_bytes()
    assert tuple(taken) == read(path).entries
    assert not read(path).torn
    with pytest.raises(LogError, match="No space left on device"):
        put(message(900), message(901), message(902))
    assert before == path.read_bytes()
    small_disk.free()
    last = len(read(path).entries)
    put(message(950))
    writer.close()

    log = read(path)
    assert (last + 1, message(950)) == (len(log.entries), log.entries[-1])


def test_a_block_that_raises_puts_nothing_down(tmp_path: Path) -> None:
    """What was to stand together is given up together, and the chain goes on from before it."""
    writer = Writer(tmp_path / "main.jsonl", HEADER)

    def broken() -> None:
        with writer.together():
            writer(message(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    writer(message(2))
    writer.close()

    assert (message(2),) == read(tmp_path / "main.jsonl").entries


def test_a_whole_game_written_together_has_the_bytes_of_one_written_line_by_line(tmp_path: Path) -> None:
    """Its seal too."""
    cast = cast_for(TUTORIAL, cast_names(TUTORIAL, {}))
    writer = Writer(tmp_path / "main.jsonl", HEADER)
    with writer.together():
        play(Game(TUTORIAL, "aukus-jpn", 7, writer), cast)
    writer.close()
    log = read(tmp_path / "main.jsonl")

    assert log.seal is not None
    assert "".join(lines(log)).encode() == (tmp_path / "main.jsonl").read_bytes()


def test_a_log_is_its_owners_alone(tmp_path: Path) -> None:
    """It holds the seed, every decision and the opponent's resolve."""
    Writer(tmp_path / "main.jsonl", HEADER).close()

    assert 0o600 == (tmp_path / "main.jsonl").stat().st_mode & 0o777
