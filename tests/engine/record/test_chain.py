"""Chained lines: each holds a hash of itself and of the line before."""

from __future__ import annotations

import json

import pytest

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.record.chain import chained, check_canonical, parsed


def test_a_hash_depends_on_the_line_and_on_the_one_before() -> None:
    """The same body after another line has another hash; a line is JSON and ends with its hash."""
    text, digest = chained({"a": 1}, "")

    assert {"a": 1, "hash": digest} == json.loads(text)
    assert digest != chained({"a": 1}, digest)[1]
    assert digest != chained({"a": 2}, "")[1]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"\xff", "not text"), (b"[]", "not a log line but a list"), (b'{"a":', "not JSON"), (b'{"a":NaN}', "not JSON"),
        (b'{"a":"\\ud800"}', "half a character"), (b"[" * 100_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_line_is_named(row: bytes, said: str) -> None:
    """Never anything but the one error, beginning with the place."""
    with pytest.raises(LogError, match=f"^here: .*{said}"):
        parsed(row, "here")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"a": 1, "b": 1}, "here.b: unknown field; known: a"), ({}, "here.a: missing"), ({"a": 1.0}, "here.a = 1.0 is not as"),
        ({"a": "1"}, "here.a = '1' is not as"), ({"a": True}, "here.a = True is not as"),
    ],
)  # fmt: skip
def test_what_would_have_been_written_otherwise_is_refused(found: dict[str, object], said: str) -> None:
    """Field by field, with its value."""
    with pytest.raises(LogError) as told:
        check_canonical(found, {"a": 1}, "here")

    assert said in str(told.value)
