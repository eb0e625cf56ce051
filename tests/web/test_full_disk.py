"""A room whose disk is full, then has room again: a real disk, and every kind of thing that people send."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Send
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.log import read
from fourthseat.engine.record.replay import verification_errors
from fourthseat.players.web.disk import NotWrittenError
from fourthseat.players.web.door_facts import LinkRevoked
from fourthseat.players.web.session import Room
from tests.disks import SmallDisk

# A spreadsheet that could not be written leaves a writer behind which fails once more when it is collected, in whatever test comes next.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

NOT_TAKEN = "Not taken: the disk of the room takes nothing more"
TUTORIAL = scenarios.find("tutorial")


def exhaust(table: Any, disk: SmallDisk) -> None:
    """Fill the disk, and the room that is left in the last pages of log and journal."""
    disk.fill()
    room = table.room
    for more in (
        lambda: room.say(Seat("GBR"), Send((Seat("AUS"),), "x")),
        lambda: room.note(LinkRevoked("OBSERVER")),
    ):
        with contextlib.suppress(NotWrittenError):
            while True:
                more()


def files(folder: Path) -> dict[str, bytes]:
    """What stands in *folder*."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def whole(room: Room) -> None:
    """The logs are what their games write, and the room goes on from its folder as it stands in mind."""
    record, entries = room.record, {name: list(line.game.entries) for name, line in room.branches.items()}
    room.close()
    again = Room.resume(room.folder)
    assert record == again.record
    assert entries == {name: list(line.game.entries) for name, line in again.branches.items()}
    for name in again.branches:
        assert [] == verification_errors(read(again.path_of(name)))
    again.close()


BRANCH = {"name": "other", "turn": "1", "parent": "main", "coalition": "", "reason": "what if"}
SENT: dict[str, Callable[[Any, int], str]] = {
    "message": lambda t, status: t["JPN"].do("send", status, to=["AUS"], text="x" * 3000),
    "seal": lambda t, status: t["JPN"].seal(status, key="main/orders:1", intent="x" * 3000),
    "close of the round": lambda t, status: t["CONTROL"].do("clock", status, do="close"),
    "inject": lambda t, status: t["CONTROL"].do("adhoc", status, text="news", to=["AUS"]),
    "note": lambda t, status: t["EVALUATOR"].do("note", status, text="late", objective=""),
    "branch": lambda t, status: t["CONTROL"].do("branch", status, played="people", **BRANCH),
    "branch played out": lambda t, status: t["CONTROL"].do("branch", status, played="doctrines", **BRANCH),
    "rules": lambda t, status: t["CONTROL"].do("rules", status, early="1", **{"min-brief": "5"}),
    "revoked": lambda t, status: t["CONTROL"].do("revoke", status, role="JPN"),
    "wash": lambda t, status: t["JPN"].do("wash", status, well="x" * 3000),
    "ENDEX": lambda t, status: t["CONTROL"].do("end", status, reason="enough"),
}


@pytest.mark.parametrize("kind", SENT)
def test_nothing_is_taken_that_is_not_on_disk_and_the_same_is_taken_when_there_is_room(
    open_room: Any, small_disk: SmallDisk, kind: str
) -> None:
    """Whoever sent it is told, files and room stay as they were, the desk says so; with room again the desk is silent."""
    table = open_room(coalition="aukus-jpn", folder="disk/room", doctrine=("PRC", "USA"))
    table["CONTROL"].seal()
    for role in ("JPN", "EVALUATOR"):
        assert table[role].page
    exhaust(table, small_disk)
    room, before = table.room, files(table.room.folder)
    record, entries = room.record, list(room.game.entries)
    for _ in range(2):
        assert SENT[kind](table, 409).startswith(NOT_TAKEN)
    assert (before, record, entries) == (files(room.folder), room.record, list(room.game.entries))
    assert "No space left on device" in table["CONTROL"].page
    assert "No space left" not in table["AUS"].page
    room.tick()
    assert room.warning, "still full"
    small_disk.free()
    room.tick()
    assert "No space left on device" not in table["CONTROL"].page

    SENT[kind](table, 200)
    whole(room)


def test_a_round_closes_by_itself_once_there_is_room(open_room: Any, small_disk: SmallDisk) -> None:
    """The last answer is sealed, for there was room for that; what follows from it waits, and the desk says why."""
    table = open_room(coalition="aukus-jpn", folder="disk/room", doctrine=("PRC", "USA", "GBR"))
    table["CONTROL"].seal()
    table["AUS"].seal()
    assert table["JPN"].page
    exhaust(table, small_disk)
    small_disk.fill(leave=4096)
    room, entries = table.room, len(table.room.game.entries)

    assert "Sealed. It is on disk." == table["JPN"].seal()
    assert (entries, "deliberate") == (len(room.game.entries), room.stage)
    assert "play goes on by itself" in table["CONTROL"].page
    room.tick()
    assert entries == len(room.game.entries), "still full"
    small_disk.free()
    room.tick()
    assert entries < len(room.game.entries)
    assert "" == room.warning
    table.until("deliberate", 2)
    whole(room)


def test_a_stage_and_its_clock_wait_too(open_room: Any, small_disk: SmallDisk) -> None:
    """The plenary is called when it is on disk; a clock may be stopped at any time, and is put down when there is room."""
    table = open_room(coalition="aukus-jpn", folder="disk/room", doctrine=("PRC", "USA", "GBR", "JPN"))
    table.until("outbrief")
    exhaust(table, small_disk)
    room, control = table.room, table["CONTROL"]
    assert control.do("plenary", 409).startswith(NOT_TAKEN)
    assert "outbrief" == room.stage
    assert "The clock stands." == control.do("clock", do="pause")
    assert not room.clock.running
    small_disk.free()
    room.tick()
    assert "" == room.warning
    assert abs(room.clock.left - room.record.clock.left) < 1
    control.do("plenary")

    assert "plenary" == room.stage
    whole(room)


def test_somebody_comes_in_without_a_name_when_names_cannot_be_kept(open_room: Any, small_disk: SmallDisk) -> None:
    """No page is an error of the room's own."""
    table = open_room(coalition="aukus-jpn", folder="disk/room")
    exhaust(table, small_disk)
    link = f"/join/{table.room.keys.token('AUS')}"
    refused = table.make().post(link, data={"name": "Anna Maria"}, follow_redirects=True)

    assert 409 == refused.status_code
    assert NOT_TAKEN in refused.text
    assert "Anna Maria" in refused.text, "what was typed comes back"
    assert 200 == table.make().post(link, data={"name": ""}, follow_redirects=True).status_code


def test_every_paper_opens_on_a_full_disk(
    open_room: Any, small_disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are made in memory; what needs a scratch file says that there is no room for one."""
    table = open_room(coalition="aukus-jpn", folder="disk/room")
    monkeypatch.setattr("tempfile.tempdir", str(small_disk.folder))
    exhaust(table, small_disk)
    for path in (
        "lines",
        "papers",
        "packet/AUS.docx",
        "aar/control.docx",
        "aar/control.html",
        "theatre/main.html",
        "log/main.jsonl",
    ):
        assert 200 == table["CONTROL"].get(path).status_code, path
    for path in ("msel.csv", "msel.xlsx"):
        answer = table["CONTROL"].get(path)
        assert 200 == answer.status_code or (503 == answer.status_code and "No space left on device" in answer.text)


# ---------------------------------------------------------------- opening


@pytest.mark.parametrize("leave", [0, 4096, 8192, 12288, 16384])
def test_a_room_that_finds_no_room_leaves_nothing_in_its_way(small_disk: SmallDisk, leave: int) -> None:
    """Wherever it ran out of room: the same command works when there is some."""
    small_disk.fill(leave=leave)
    folder = small_disk.folder / "room"
    with contextlib.suppress(LogError):
        Room.start(folder, TUTORIAL, "aukus-jpn", 1).close()
        assert leave
        return
    assert not folder.exists()
    small_disk.free()
    Room.start(folder, TUTORIAL, "aukus-jpn", 1).close()
    Room.resume(folder).close()


def test_a_room_is_resumed_on_a_full_disk_and_says_so(open_room: Any, small_disk: SmallDisk) -> None:
    """With a round that waits to be closed, too."""
    table = open_room(coalition="aukus-jpn", folder="disk/room", doctrine=("PRC", "USA", "GBR"))
    table["CONTROL"].seal()
    table["AUS"].seal()
    assert table["JPN"].page
    exhaust(table, small_disk)
    small_disk.fill(leave=4096)
    table["JPN"].seal()
    table.room.close()
    room = Room.resume(table.room.folder)
    assert "No space left on device" in room.warning
    assert "deliberate" == room.stage
    small_disk.free()
    room.tick()

    assert "" == room.warning
    assert "deliberate" != room.stage or room.state.turn > 1
    room.close()


def test_a_disk_that_can_only_be_read_is_named(open_room: Any, small_disk: SmallDisk) -> None:
    """A room is not opened or gone on with there; one that is open goes on once it may write again."""
    table = open_room(coalition="aukus-jpn", folder="disk/room")
    room = table.room
    table["CONTROL"].seal()
    room.close()
    small_disk.remount("ro")
    with pytest.raises(LogError, match=r"room\.jsonl: Read-only file system"):
        Room.resume(room.folder)
    with pytest.raises(ValueError, match="Read-only file system"):
        Room.start(small_disk.folder / "new", TUTORIAL, "aukus-jpn", 1)
    small_disk.remount("rw")
    Room.resume(room.folder).close()
