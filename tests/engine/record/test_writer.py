"""One writer a log: locked from its making, there with its whole header or not at all, gone on with whatever it went through."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries.turns import TurnOpened
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header, lines, parse_log, read
from fourthseat.engine.record.log_file import LogInUseError, is_unbegun
from fourthseat.engine.record.replay import rerun
from fourthseat.engine.record.writer import Writer
from fourthseat.players.cast import cast_for, cast_names
from tests.disks import SmallDisk
from tests.logs import unsealed

TUTORIAL = scenarios.find("tutorial")
HEADER = Header(TUTORIAL, "aukus-jpn", 7, {}, "test")
GAME = play(Game(TUTORIAL, "aukus-jpn", 7), cast_for(TUTORIAL, cast_names(TUTORIAL, {})))
WHOLE = "".join(lines(EventLog(HEADER, tuple(GAME.entries)))).encode()
HALF = b"".join(unsealed(WHOLE).splitlines(keepends=True)[:12])


def gone_on(path: Path) -> None:
    """Play the unfinished log at *path* to its end, as it was played."""
    log = read(path)
    with closing(Writer.resume(path, log)) as writer:
        for entry in GAME.entries:
            writer(entry)


def begin(path: Path) -> Writer:
    """A new log."""
    return Writer(path, HEADER)


def resume(path: Path) -> Writer:
    """A log that is gone on with, before anything was added."""
    path.write_bytes(HALF)
    return Writer.resume(path, read(path))


def resume_and_write(path: Path) -> Writer:
    """A log that was gone on with."""
    writer = resume(path)
    for entry in GAME.entries[:14]:
        writer(entry)
    return writer


def resume_rewrapped(path: Path) -> Writer:
    """A log that was written anew, because an editor had been at it."""
    path.write_bytes(HALF.replace(b"\n", b"\r\n"))
    writer = Writer.resume(path, read(path))
    for entry in GAME.entries[:14]:
        writer(entry)
    return writer


@pytest.mark.parametrize("taken", [begin, resume, resume_and_write, resume_rewrapped])
def test_a_log_has_one_writer_and_any_number_of_readers(tmp_path: Path, taken: Callable[[Path], Writer]) -> None:
    """A second one is refused however the first came to it; once the first is closed it may be gone on with."""
    path = tmp_path / "g.jsonl"
    writer = taken(path)
    before = path.read_bytes()

    for second in (lambda: Writer.resume(path, read(path)), lambda: Writer(path, HEADER)):
        with pytest.raises(LogInUseError, match="is being written by another process .* stop it first"):
            second()
    assert before == path.read_bytes()
    writer.close()
    Writer.resume(path, read(path)).close()


def test_a_log_that_somebody_went_on_with_in_between_is_not_written(tmp_path: Path) -> None:
    """What was read must be what stands there when the lock is had."""
    path = tmp_path / "g.jsonl"
    path.write_bytes(HALF)
    log = read(path)
    gone_on(path)

    with pytest.raises(LogError, match="has been changed since it was read"):
        Writer.resume(path, log)
    assert WHOLE == path.read_bytes()


LEFTOVERS = {
    "empty": b"",
    "never written": b"\0" * 512,
    "begun": b'{"four',
    "half a header": WHOLE[:900],
    "half a header and what was never written": WHOLE[:900] + b"\0" * 100,
}


@pytest.mark.parametrize("left", LEFTOVERS.values(), ids=LEFTOVERS)
def test_what_a_full_disk_left_of_a_log_is_used_again(tmp_path: Path, left: bytes) -> None:
    """Nothing of a game stands in it, and the same command would be blocked by it."""
    path = tmp_path / "g.jsonl"
    path.write_bytes(left)
    path.chmod(0o644)
    assert is_unbegun(path)

    writer = Writer(path, HEADER)
    for entry in GAME.entries:
        writer(entry)
    writer.close()

    assert writer.reused
    assert (WHOLE, 0o600) == (path.read_bytes(), path.stat().st_mode & 0o777)


@pytest.mark.parametrize(
    "there", [b"my notes", b"my notes\n", b"\n", WHOLE, HALF], ids=["note", "line", "blank", "log", "half"]
)
def test_anything_else_is_never_written_over(tmp_path: Path, there: bytes) -> None:
    """A person's file, a log with a game in it, what a link leads to, a folder."""
    path, link = tmp_path / "g.jsonl", tmp_path / "link"
    path.write_bytes(there)
    link.symlink_to(tmp_path / "nowhere")

    for taken in (path, link, tmp_path):
        with pytest.raises(LogError, match="already exists"):
            Writer(taken, HEADER)
    assert there == path.read_bytes()
    assert not is_unbegun(path)


WRAPPED: dict[str, tuple[Callable[[bytes], bytes], bool]] = {
    "CRLF": (lambda data: data.replace(b"\n", b"\r\n"), True),
    "CR": (lambda data: data.replace(b"\n", b"\r"), True),
    "twice CRLF": (lambda data: data.replace(b"\n", b"\r\r\n"), True),
    "mark": (lambda data: b"\xef\xbb\xbf" + data, True),
    "blank lines": (lambda data: data.replace(b"\n", b"\n\n") + b"\n", True),
    "blanks behind": (lambda data: data.replace(b"\n", b" \t\n"), True),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), True),
    "all of it": (lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b" \r\n\r\n"), True),
    "no last end": (lambda data: data[:-1], False),
    "torn": (lambda data: data + b'{"kind":"Deci', False),
    "torn behind a blank": (lambda data: data + b'{"kind":"Decided", "reason":"I ', False),
}


@pytest.mark.parametrize(("wrap", "kept"), WRAPPED.values(), ids=WRAPPED)
def test_a_log_that_went_through_an_editor_is_gone_on_with(
    tmp_path: Path, wrap: Callable[[bytes], bytes], kept: bool
) -> None:
    """It ends with the bytes of a game nobody touched, and what it was stays beside it where it is written anew."""
    path = tmp_path / "g.jsonl"
    path.write_bytes(wrap(HALF))

    gone_on(path)

    assert WHOLE == path.read_bytes()
    beside = path.with_name("g.jsonl.as-found")
    assert kept == beside.exists()
    if kept:
        assert (wrap(HALF), 0o600) == (beside.read_bytes(), beside.stat().st_mode & 0o777)


@pytest.mark.parametrize(("wrap", "kept"), WRAPPED.values(), ids=WRAPPED)
def test_and_stays_as_it_is_while_it_is_only_looked_at(
    tmp_path: Path, wrap: Callable[[bytes], bytes], kept: bool
) -> None:
    """Nothing is written before there is something to add."""
    path = tmp_path / "g.jsonl"
    path.write_bytes(wrap(HALF))
    log = read(path)
    writer = Writer.resume(path, log)
    for entry in log.entries:
        writer(entry)
    writer.close()

    assert (wrap(HALF), [path]) == (path.read_bytes(), list(tmp_path.iterdir()))
    assert tuple(rerun(log).entries[:11]) == log.entries


def test_an_attempt_that_a_full_disk_ended_does_not_block_the_next(small_disk: SmallDisk) -> None:
    """The copy it kept is the copy that is wanted."""
    path = small_disk.folder / "g.jsonl"
    path.write_bytes(HALF.replace(b"\n", b"\r\n"))
    small_disk.fill(leave=len(HALF) + 12_000)
    with pytest.raises(LogError, match="No space left on device"):
        gone_on(path)
    assert HALF.replace(b"\n", b"\r\n") == path.read_bytes()
    small_disk.free()
    gone_on(path)

    assert WHOLE == path.read_bytes()


def test_an_archive_that_may_only_be_read_is_looked_at(small_disk: SmallDisk) -> None:
    """Taking it up is no error; adding to it is one sentence."""
    path = small_disk.folder / "g.jsonl"
    path.write_bytes(HALF)
    small_disk.remount("ro")
    log = read(path)
    writer = Writer.resume(path, log)
    for entry in log.entries:
        writer(entry)

    with pytest.raises(LogError, match=r"may only be read here \(Read-only file system\); copy it"):
        writer(TurnOpened(0, 9))
    writer.close()
    assert HALF == path.read_bytes()


@pytest.mark.parametrize("name", ["nowhere/g.jsonl", "x" * 300 + ".jsonl", "file/g.jsonl"])
def test_a_place_where_no_log_can_be_is_one_sentence(tmp_path: Path, name: str) -> None:
    """A folder that is not there, a name that is too long, a file for a folder."""
    (tmp_path / "file").write_text("")

    with pytest.raises(LogError, match=r"g\.jsonl: |File name too long"):
        Writer(tmp_path / name, HEADER)
    assert ["file"] == os.listdir(tmp_path)


def test_an_end_that_was_cut_off_is_no_entry_less() -> None:
    """An editor that takes the last line's end takes nothing of the game."""
    log = parse_log(WHOLE[:-1], "log")

    assert (tuple(GAME.entries), False, True) == (log.entries, log.torn, log.finished)


def test_a_crash_between_the_end_and_its_seal_is_made_up_for(tmp_path: Path) -> None:
    """The log is sealed when it is next taken up, once, and never one that is unfinished."""
    path = tmp_path / "g.jsonl"
    for found, wanted, need in ((unsealed(WHOLE), WHOLE, True), (WHOLE, WHOLE, False), (HALF, HALF, False)):
        path.write_bytes(found)
        with closing(Writer.resume(path, read(path))) as writer:
            assert need == writer.seal_end()
        assert wanted == path.read_bytes()
