"""A room's damaged journal put right: the room starts, whichever line was lost, with everything that can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat import scenarios
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record.log import read
from fourthseat.players.web.evaluation_facts import NoteTaken
from fourthseat.players.web.facts import BranchOpened
from fourthseat.players.web.journal import fold, read_facts
from fourthseat.players.web.journal_repair import is_whole, mend_journal
from fourthseat.players.web.session import Room


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room in its second branch, with a note, one seat played by doctrine and one answer sealed and not yet opened."""
    place = tmp_path_factory.mktemp("room") / "ex"
    room = Room.start(place, scenarios.find("tutorial"), "aukus-jpn", 3, [Seat("GBR")])
    room.seal(CONTROL, room.round_key(CONTROL), Decision(), "x")
    room.note(NoteTaken("a note", "", "e", "10:00", "main", 1, 0, 3))
    room.open_branch(BranchOpened("what-if", "main", 1, "why not", "people"), "")
    room.seal(CONTROL, room.round_key(CONTROL), Decision(), "x")
    room.seal(Seat("AUS"), room.round_key(Seat("AUS")), Decision(intent="sealed words"), "x")
    room.close()
    return place


def started(tmp_path: Path, folder: Path, journal: str) -> Room:
    """The room with another journal."""
    for path in folder.glob("*.jsonl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "room.jsonl").write_text(journal)
    return Room.resume(tmp_path)


def test_a_whole_journal_is_whole(folder: Path) -> None:
    """One that was cut in its last line too: that the room does by itself."""
    data = (folder / "room.jsonl").read_bytes()

    assert is_whole(data)
    assert is_whole(data + b'{"kind":"note"')
    assert not is_whole(b"")


def test_whichever_line_is_lost_the_room_starts(tmp_path: Path, folder: Path) -> None:
    """Never written, changed or missing: both branches are there, and every other fact that can be read."""
    headers = {name: read(folder / f"{name}.jsonl").header for name in ("main", "what-if")}
    rows = (folder / "room.jsonl").read_bytes().splitlines(keepends=True)
    for at, row in enumerate(rows):
        for number, other in enumerate((b"\0" * (len(row) - 1) + b"\n", row.replace(b'":', b'"x":', 1), b"")):
            data = b"".join([*rows[:at], other, *rows[at + 1 :]])
            last = at == len(rows) - 1 and other == b""
            assert last == is_whole(data), (at, other)
            mended = mend_journal(data, headers)
            assert is_whole(mended.text.encode())
            assert mended.new_links == (at == 0)
            facts, _, _ = read_facts(mended.text.encode(), "journal")
            record = fold(facts, "journal")
            assert ({"main", "what-if"}, {"GBR"}) == (set(record.branches), set(record.doctrine))
            assert b"a note" in row or other == b"" or ["a note"] == [note.text for note in record.notes]
            if at == number:
                place = tmp_path / f"{at}-{number}"
                place.mkdir()
                room = started(place, folder, mended.text)
                assert {"main", "what-if"} == set(room.branches)
                room.close()


def test_what_was_sealed_behind_the_damage_is_sealed_again(tmp_path: Path, folder: Path) -> None:
    """A lost line may have taken it back. Before the damage it stands."""
    headers = {name: read(folder / f"{name}.jsonl").header for name in ("main", "what-if")}
    rows = (folder / "room.jsonl").read_bytes().splitlines(keepends=True)
    for at, stands in ((5, False), (len(rows) - 1, False)):
        lost = b"".join([*rows[:at], b"\0\0\n", *rows[at + 1 :]])
        place = tmp_path / str(at)
        place.mkdir()
        room = started(place, folder, mend_journal(lost, headers).text)
        assert stands == room.is_sealed(Seat("AUS"))
        room.close()
