"""What of a log's bytes is nobody's word: how its lines end, what stands before the first. And what is no log's file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.record import source
from fourthseat.engine.record.source import Rewrapping, file_bytes, unwrapped

LINES = st.lists(
    st.binary(max_size=12).map(lambda said: b'{"a":"' + said.hex().encode() + b' "}'), min_size=1, max_size=5
)


@given(
    LINES, st.sampled_from([b"\n", b"\r\n", b"\r", b"\r\r\n"]), st.booleans(), st.binary(max_size=0), st.integers(0, 2)
)
def test_lines_wrapped_otherwise_are_the_same_lines(
    lines: list[bytes], end: bytes, mark: bool, blank: bytes, blanks: int
) -> None:
    """Whatever ends them, marks the first or stands between them."""
    written = b"".join(line + b"\n" for line in lines)
    wrapped = b"\xef\xbb\xbf" * mark + b"".join(line + b" " * blanks + end * (1 + blanks) for line in lines)

    assert written == unwrapped(wrapped, "log").data


def test_what_was_written_is_left_alone() -> None:
    """No change, no word."""
    assert ((), b'{"a":1}\n{"b": ') == (
        unwrapped(b'{"a":1}\n{"b": ', "log").rewrapped,
        unwrapped(b'{"a":1}\n{"b": ', "log").data,
    )


def test_what_was_done_is_said() -> None:
    """All of it."""
    wrapped = b"\xef\xbb\xbf" + b'{"a":1} \r\n\r\n'

    assert {Rewrapping.MARK, Rewrapping.LINE_ENDS, Rewrapping.SPACES, Rewrapping.BLANK_LINES} == set(
        unwrapped(wrapped, "log").rewrapped
    )


def test_half_a_utf_16_file_is_named() -> None:
    """It cannot be undone."""
    with pytest.raises(LogError, match="log: is UTF-16 text that was cut"):
        unwrapped('{"a":1}\n'.encode("utf-16")[:-1], "log")


def test_what_is_no_file_is_said_at_once(tmp_path: Path) -> None:
    """A pipe nobody writes to and a device without end are not waited for."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "ex").mkdir()
    (tmp_path / "ex/main.jsonl").write_text("")

    for path, said in (
        (tmp_path / "pipe", "is a pipe; a log is a file"),
        (Path("/dev/full"), "is a device; a log is a file"),
        (tmp_path, "is a folder; a log is a file: it holds the exercises .*ex; name one of them"),
        (tmp_path / "ex", "its log is .*main.jsonl"),
        (tmp_path / "none", "no such file"),
        (tmp_path / ("x" * 300), "File name too long"),
    ):
        with pytest.raises(LogError, match=said):
            file_bytes(path)


def test_a_file_without_end_is_not_read_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a bound on what is read."""
    monkeypatch.setattr(source, "MOST_BYTES", 1000)
    (tmp_path / "long").write_bytes(b"x" * 1001)

    with pytest.raises(LogError, match="is longer than"):
        file_bytes(tmp_path / "long")
