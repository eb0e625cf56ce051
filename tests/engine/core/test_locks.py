"""One writer a file: the second is refused, the lock outlives readers, and a file system without locks is named as that."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fourthseat.engine.core import locks
from fourthseat.engine.core.files import FileError
from fourthseat.engine.core.locks import FileInUseError, lock

ANOTHER = """
import sys
from pathlib import Path
from fourthseat.engine.core.locks import lock
path = Path(sys.argv[1])
with path.open("r+b") as file:
    lock(file, path)
"""


def taken_by_another(path: Path) -> bool:
    """Whether another process gets the lock of *path*."""
    return subprocess.run([sys.executable, "-c", ANOTHER, path], check=False, capture_output=True).returncode == 0


def test_the_second_writer_is_refused_until_the_first_has_closed(tmp_path: Path) -> None:
    """In this process and in another."""
    path = tmp_path / "a"
    path.write_text("x")
    with path.open("r+b") as first, path.open("r+b") as second:
        lock(first, path)
        with pytest.raises(FileInUseError, match="a: another process is writing it; stop it"):
            lock(second, path, "stop it")
        assert not taken_by_another(path)

    assert taken_by_another(path)


def test_reading_the_file_meanwhile_does_not_give_the_lock_up(tmp_path: Path) -> None:
    """A process that holds the lock may read the file as often as it likes."""
    path = tmp_path / "a"
    path.write_text("x")
    with path.open("r+b") as file:
        lock(file, path)
        path.read_bytes()
        assert not taken_by_another(path)


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_locks_is_named_as_that(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told of another process that is not there."""

    def none(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(locks.fcntl, "flock", none)
    with (tmp_path / "a").open("w+b") as file, pytest.raises(FileError, match="offers no locks") as wrong:
        lock(file, tmp_path / "a")
    assert not isinstance(wrong.value, FileInUseError)
    assert os.strerror(code) in str(wrong.value)
