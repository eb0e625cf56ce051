"""A file is there whole or not at all, and what the file system refuses is one sentence with the path."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.files import FileError, make_folder, open_atomic, write_all_new, write_atomic, write_new


def names(folder: Path) -> list[str]:
    """What is in *folder*, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_text_and_bytes_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    """Text is UTF-8; the file it was written to first is gone."""
    write_atomic(tmp_path / "a.txt", "é")
    write_atomic(tmp_path / "b.bin", b"\x00")

    assert "é".encode() == (tmp_path / "a.txt").read_bytes()
    assert ["a.txt", "b.bin"] == names(tmp_path)


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    """An exception in the middle changes nothing."""
    path = tmp_path / "a"
    write_atomic(path, "old")

    def broken_off() -> None:
        with open_atomic(path) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()

    assert "old" == path.read_text()
    assert ["a"] == names(tmp_path)


def test_the_new_content_is_seen_only_when_it_is_whole(tmp_path: Path) -> None:
    """While it is written, a reader has the old one."""
    path = tmp_path / "a"
    write_atomic(path, "old")

    with open_atomic(path) as file:
        file.write(b"new")
        assert "old" == path.read_text()

    assert "new" == path.read_text()


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    """The message says what to do."""
    write_new(tmp_path / "a", "mine")

    with pytest.raises(FileError, match="a: already exists and is never written over; give another name"):
        write_new(tmp_path / "a", "yours")

    assert "mine" == (tmp_path / "a").read_text()


@pytest.mark.parametrize("write", [write_atomic, write_new])
@pytest.mark.parametrize(("where", "reason"), [("no/a", "No such file or directory"), ("file/a", "Not a directory")])
def test_what_the_file_system_refuses_is_a_sentence(tmp_path: Path, write: object, where: str, reason: str) -> None:
    """Path and reason; it is the error every command knows."""
    (tmp_path / "file").touch()

    with pytest.raises(FourthSeatError, match=f"{where}: {reason}"):
        write(tmp_path / where, "x")  # type: ignore[operator]


def test_a_folder_in_the_place_of_the_file_is_not_replaced(tmp_path: Path) -> None:
    """Nothing half-made stays beside it."""
    (tmp_path / "a").mkdir()

    with pytest.raises(FileError, match="a: Is a directory"):
        write_atomic(tmp_path / "a", "x")

    assert ["a"] == names(tmp_path)


def test_a_folder_is_made_with_what_lies_above_it_and_may_be_there(tmp_path: Path) -> None:
    """Twice is once."""
    make_folder(tmp_path / "a/b")
    make_folder(tmp_path / "a/b")

    assert (tmp_path / "a/b").is_dir()


@pytest.mark.parametrize(("where", "reason"), [("file", "File exists"), ("file/b", "Not a directory")])
def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path, where: str, reason: str) -> None:
    """With the system's reason."""
    (tmp_path / "file").touch()

    with pytest.raises(FileError, match=f"{where}: {reason}"):
        make_folder(tmp_path / where)


def test_of_several_new_files_none_is_written_if_one_is_there(tmp_path: Path) -> None:
    """The one that is there keeps its content, the others do not appear."""
    write_atomic(tmp_path / "b", "a person's")

    with pytest.raises(FileError, match="b: already exists and is never written over"):
        write_all_new({tmp_path / "a": "1", tmp_path / "b": "2", tmp_path / "c": "3"})

    assert ["b"] == names(tmp_path)
    assert "a person's" == (tmp_path / "b").read_text()


def test_what_is_private_is_its_owners_alone(tmp_path: Path) -> None:
    """A folder nobody else may look into, a file nobody else may read."""
    make_folder(tmp_path / "deep" / "ex", private=True)
    write_new(tmp_path / "deep" / "ex" / "log", "x", private=True)

    assert 0o700 == (tmp_path / "deep" / "ex").stat().st_mode & 0o777
    assert 0o600 == (tmp_path / "deep" / "ex" / "log").stat().st_mode & 0o777
