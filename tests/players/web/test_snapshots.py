"""A long exercise goes on from a snapshot beside its log just as from the log; and no snapshot but one's own is ever opened."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat import scenarios
from fourthseat.engine.core.files import FileError
from fourthseat.engine.core.orders import Send
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record import replay
from fourthseat.players.web import branches, snapshots
from fourthseat.players.web.session import Room
from fourthseat.players.web.snapshots import key_path, snapshot_path

AUS, JPN = Seat("AUS"), Seat("JPN")


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user whose own files lie in the test's folder, and a room that puts its game away every twenty entries."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setattr(branches, "EVERY", 20)
    return tmp_path / "state"


def played(folder: Path, seed: int = 7) -> Room:
    """A room in its second move, with words between cells."""
    room = Room.start(folder, scenarios.find("tutorial"), "aukus-jpn", seed)
    while not (room.state.turn == 2 and room.stage == "deliberate"):
        if room.stage == "outbrief":
            room.call_plenary()
        for seat, shown in room.round.asked.items():
            if not room.is_sealed(seat) and room.round_key(seat):
                room.seal(seat, room.round_key(seat), room.cast[seat].decide(shown))
                break
    room.say(AUS, Send((JPN,), "Are you with us?"))
    return room


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a room that put its game away, said one thing more and was left."""
    room = played(tmp_path / "room")
    room.tick()
    room.say(JPN, Send((AUS,), "We are."))
    room.close()
    assert snapshot_path(tmp_path / "room/main.jsonl").is_file()
    return tmp_path / "room"


def to_the_end(room: Room) -> bytes:
    """The whole log once doctrines have played it out."""
    room.branch.play_out(room.cast)
    room.close()
    return room.path_of("main").read_bytes()


@pytest.fixture
def unpickled(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was unpickled."""
    seen: list[bytes] = []
    real = pickle.loads
    monkeypatch.setattr(snapshots.pickle, "loads", lambda data: seen.append(data) or real(data))
    return seen


def test_a_room_goes_on_from_its_snapshot_as_from_its_log(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """State, questions and openings are the log's; only what came after is played again; and it ends in the same bytes."""
    plain = folder.with_name("plain")
    shutil.copytree(folder, plain)
    snapshot_path(plain / "main.jsonl").unlink()
    fed: list[int] = []
    real = replay.replay_decisions

    def counted(game: object, entries: object, openings: object = None) -> None:
        fed.append(len(list(entries)))  # type: ignore[call-overload]
        real(game, entries, openings)  # type: ignore[arg-type]

    monkeypatch.setattr(replay, "replay_decisions", counted)
    from_snapshot, from_log = Room.resume(folder), Room.resume(plain)

    assert [2, len(from_log.game.entries)] == fed, "the message that came after, as it was decided and as it was sent"
    assert () == from_snapshot.said == from_log.said
    assert from_log.game.entries == from_snapshot.game.entries
    assert from_log.state == from_snapshot.state
    assert from_log.game.pending == from_snapshot.game.pending
    for turn in (1, 2):
        one, other = (replay.fork(room.branch.log, turn, room.branch.openings) for room in (from_snapshot, from_log))
        assert other.entries == one.entries
        assert other.pending == one.pending
    assert to_the_end(from_log) == to_the_end(from_snapshot)


def flipped(data: bytes, place: int) -> bytes:
    """*data* with one bit changed."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


BAD: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "another format": lambda data: data.replace(b"snapshot 1", b"snapshot 2", 1),
    "the first line alone": lambda _: snapshots.FIRST,
    "cut": lambda data: data[: len(data) // 2],
    "its signature changed": lambda data: flipped(data, len(snapshots.FIRST) + 5),
    "its head changed": lambda data: flipped(data, len(snapshots.FIRST) + 40),
    "its last byte changed": lambda data: flipped(data, len(data) - 1),
    "a bare pickle": lambda _: pickle.dumps({"entries": 3}),
}


@pytest.mark.parametrize("damage", BAD)
def test_a_damaged_one_is_passed_over_with_a_word(folder: Path, damage: str, unpickled: list[bytes]) -> None:
    """The room opens from its log, one sentence says why, and nothing of the snapshot was unpickled."""
    path = snapshot_path(folder / "main.jsonl")
    path.write_bytes(BAD[damage](path.read_bytes()))

    room = Room.resume(folder)
    room.close()

    assert [] == unpickled
    assert (
        f"{path}: is damaged, or was not put away by you on this machine; the log was played again instead",
    ) == room.said
    assert room.state.talks[-1].text == "We are."


class Trap:
    """What a stranger might put into a pickle."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        """Makes a file when it is unpickled."""
        return os.mkdir, (str(self.mark),)


def test_a_strangers_is_never_opened(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed with a key of the stranger's own, it does nothing; the log is played again."""
    head = snapshot_path(folder / "main.jsonl").read_bytes()[len(snapshots.FIRST) + snapshots.SIGNATURE_BYTES :]
    content = head.partition(b"\n")[0] + b"\n" + pickle.dumps(Trap(tmp_path / "sprung"))
    forged = snapshots.FIRST + snapshots._signed(b"k" * 32, content) + content
    snapshot_path(folder / "main.jsonl").write_bytes(forged)

    room = Room.resume(folder)
    room.close()

    assert not (tmp_path / "sprung").exists()
    assert 1 == len(room.said)


def test_another_users_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch, unpickled: list[bytes]) -> None:
    """A folder that was passed on is opened from its logs by whoever gets it, with or without a key of their own."""
    for made in (False, True):
        monkeypatch.setenv("XDG_STATE_HOME", str(folder.parent / f"other-{made}"))
        if made:
            assert snapshots._key(make=True) is not None
        room = Room.resume(folder)
        room.close()
        assert 1 == len(room.said)
    assert [] == unpickled


def test_one_of_another_log_is_passed_over(folder: Path, tmp_path: Path) -> None:
    """Put beside a log it was not made of, or beside one that has lost the lines it was made of."""
    path = folder / "main.jsonl"
    said = f"{snapshot_path(path)}: is of another log; the log was played again instead"
    other = played(tmp_path / "other", seed=8)
    other.tick()
    other.close()
    kept = snapshot_path(path).read_bytes()
    shutil.copy(snapshot_path(tmp_path / "other/main.jsonl"), snapshot_path(path))
    room = Room.resume(folder)
    room.close()
    assert (said,) == room.said

    snapshot_path(path).write_bytes(kept)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:12]))
    found = branches.taken_up(path)
    assert (11, 0, said) == (len(found.log.entries), found.known, found.said)


def test_one_of_another_version_is_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch, unpickled: list[bytes]
) -> None:
    """Other rules may play another game: what they would make of the log is found by playing it."""
    monkeypatch.setattr(snapshots, "_program", lambda: "another")
    room = Room.resume(folder)
    room.close()

    assert [] == unpickled
    path = snapshot_path(folder / "main.jsonl")
    assert (f"{path}: was put away by another version of the program; the log was played again instead",) == room.said


def test_a_changed_log_is_refused_as_ever(folder: Path) -> None:
    """A snapshot does not hide what was done to the log since."""
    path = folder / "main.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Are you with us?", b"Are you with me?", 1))

    with pytest.raises(ValueError, match="the log has been changed"):
        Room.resume(folder)


@pytest.mark.skipif(os.name == "nt", reason="rights of a POSIX file")
def test_the_key_is_its_owners_alone(folder: Path, own_files: Path) -> None:
    """Made once, for its owner alone; one that others may read signs and opens nothing."""
    assert own_files in key_path().parents
    assert 0o600 == stat.S_IMODE(key_path().stat().st_mode)
    assert 0o600 == stat.S_IMODE(snapshot_path(folder / "main.jsonl").stat().st_mode)

    key_path().chmod(0o640)
    room = Room.resume(folder)
    room.close()
    assert 1 == len(room.said)
    assert snapshots._key(make=True) is None


@pytest.mark.parametrize("hindrance", ["no place for the key", "a key cut short", "a full disk"])
def test_what_hinders_a_snapshot_hinders_nothing_else(
    tmp_path: Path, hindrance: str, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is put away, nobody is told, and the room goes on."""
    if hindrance == "no place for the key":
        own_files.write_text("a file where the folder would be", "utf-8")
    elif hindrance == "a key cut short":
        key_path().parent.mkdir(parents=True)
        key_path().write_bytes(b"short")
        key_path().chmod(0o600)
    else:

        def full(*_: object, **__: object) -> None:
            raise FileError("No space left on device")

        monkeypatch.setattr(snapshots, "write_atomic", full)
    room = played(tmp_path / "room")
    room.tick()
    room.say(JPN, Send((AUS,), "We are."))
    room.close()

    assert not snapshot_path(tmp_path / "room/main.jsonl").exists()
    assert "" == room.warning
    again = Room.resume(tmp_path / "room")
    again.close()
    assert again.state.talks[-1].text == "We are."


def test_a_short_exercise_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is put away, and no key is made, before a log is long enough for it to be worth while."""
    monkeypatch.setattr(branches, "EVERY", snapshots.EVERY)
    room = played(tmp_path / "room")
    room.tick()
    room.close()

    assert ["main.jsonl", "room.jsonl"] == sorted(path.name for path in (tmp_path / "room").iterdir())
    assert not key_path().exists()
    assert CONTROL not in room.round.asked
