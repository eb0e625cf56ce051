"""What the report is made from: the record and the log of the branch that is asked for."""

from __future__ import annotations

import io
import shutil
import zipfile
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
    assert (
        main.wash
        == other.wash
        == ({"role": "JPN", "well": "Talked early", "badly": "", "change": "", "released": False},)
    )
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


def test_everything_in_one_zip(tmp_path: Path) -> None:
    """Reports, workbook, replays, papers and every log; the key of the links is not in it, and a cell cannot have it."""
    shutil.copytree(OLD, tmp_path / "room")
    room = Room.resume(tmp_path / "room")
    downloads = Downloads(room, Pages(room))
    made, refused = downloads.paper("CONTROL", "everything.zip", {}), downloads.paper("JPN", "everything.zip", {})
    book = downloads.paper("CONTROL", "workbook.xlsx", {})
    secret = room.record.secret
    room.close()

    assert refused is None
    assert made is not None
    assert book is not None
    assert isinstance(made.content, bytes)
    with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
        names = packed.namelist()
        told = packed.read("README.txt").decode()
        whole = b"".join(packed.read(name) for name in names)
    assert len(names) == len(set(names))
    assert {
        "report/aar-control.html", "report/aar-releasable.md", "report/aar-control.docx", "workbook.xlsx", "parquet/orders.parquet",
        "replay/control.html", "replay/public.html", "papers/guide.html", "logs/main.jsonl", "logs/without-japan.jsonl",
    } <= set(names)  # fmt: skip
    assert secret.encode() not in whole
    assert not any("room.jsonl" in name for name in names)
    assert "room.jsonl, which holds the key" in told
