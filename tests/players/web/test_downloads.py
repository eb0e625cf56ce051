"""What the report is made from: the record and the log of the branch that is asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat.players.web.downloads import Downloads, record
from fourthseat.players.web.session import Room
from fourthseat.players.web.views import Pages

OLD = Path(__file__).parents[2] / "data/seminar_format_1"


def test_the_record_of_a_branch(tmp_path: Path) -> None:
    """Notes belong to their branch; what is said of the exercise belongs to every report."""
    shutil.copytree(OLD, tmp_path / "room")
    room = Room.resume(tmp_path / "room")
    main, other = record(room), record(room, "without-japan")
    room.close()

    assert ("main", "without-japan") == (main.name, other.name)
    assert ["AUS asked first; JPN hesitated."] == [note["text"] for note in main.notes]
    assert () == other.notes
    assert main.wash == other.wash == ({"role": "JPN", "well": "Talked early", "badly": "", "change": ""},)
    assert main.participants == other.participants
    assert other.log.entries != main.log.entries


def test_who_may_open_what(tmp_path: Path) -> None:
    """A seat its own packet; control everything there is; the audience nothing."""
    shutil.copytree(OLD, tmp_path / "room")
    room = Room.resume(tmp_path / "room")
    downloads = Downloads(room, Pages(room))
    control = [downloads.paper("CONTROL", path, {}) for path in ("lines", "papers", "log/main.jsonl", "msel.csv")]
    closed = [
        downloads.paper(role, path, {})
        for role, path in (("JPN", "log/main.jsonl"), ("BOARD", "packet.html"), ("CONTROL", "log/room.jsonl"))
    ]
    own = downloads.paper("JPN", "packet.html", {})
    room.close()

    assert None not in control
    assert [None, None, None] == closed
    assert own is not None
