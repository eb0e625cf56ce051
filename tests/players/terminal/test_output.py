"""Code pages, and streams that something has become of."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.players.terminal.output import Outlet, json_text, opened, raw_stdout
from fourthseat.players.terminal.readable import READABLE, SIGNS

PAGES = (
    "ascii", "cp437", "cp850", "cp866", "cp932", "cp936", "cp949", "cp950", "cp1250", "cp1251", "cp1252", "cp1254", "cp1258",
    "latin-1", "iso8859-15", "euc-jp", "iso2022_jp", "euc-kr", "gb2312", "gbk", "big5", "koi8-r", "mac-roman", "cp037", "utf-8",
)  # fmt: skip

codecs.register_error(READABLE.name, READABLE)


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(PAGES))
def test_every_text_can_be_written_on_every_page(text: str, page: str) -> None:
    """What the page has stays; nothing raises."""
    shown = text.encode(page, READABLE.name).decode(page)

    if all(_has(page, c) for c in text):
        assert text == shown


@given(st.sampled_from(PAGES), st.integers(0, 10**9), st.sampled_from(sorted(SIGNS)), st.integers(0, 10**9))
def test_no_number_is_lost_or_runs_into_another(page: str, before: int, sign: str, after: int) -> None:
    """Around any sign that a page has not."""
    shown = f"{before} {sign} {after}".encode(page, READABLE.name).decode(page)

    assert re.fullmatch(rf"{before} .* {after}", shown, re.DOTALL)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A — “b” … ‘c’", "A - \"b\" ... 'c'"),
        ("≥ 5, ≤ 6, ≠ 7, ± 8", ">= 5, <= 6, != 7, +/- 8"),
        ("10² and 1½ and H₂O", "10^2 and 1 1/2 and H_2O"),
        ("¥5 §3 €7 90°", "JPY 5 sec. 3 EUR 7 90 deg"),
        ("┌─┐│━┃╭", "+-+|-|+"),
        ("a → b ⇒ c", "a -> b => c"),
        ("Dvořák, Łódź, Straße", "Dvorak, Lodz, Strasse"),
        ("①", "(1)"),
        ("日", "\\u65e5"),
        ("😀", "\\U0001f600"),
        ("caf\udce9", "caf\\xe9"),
    ],
)
def test_a_sign_is_written_as_a_reader_would_write_it(text: str, shown: str) -> None:
    """On the poorest page of all."""
    assert shown == text.encode("ascii", READABLE.name).decode()


def _has(page: str, char: str) -> bool:
    """Whether *page* has *char*, both ways."""
    try:
        return char.encode(page).decode(page) == char
    except UnicodeError:
        return False


class Refusing(io.StringIO):
    """A stream that refuses everything with the same error."""

    def __init__(self, number: int) -> None:
        """*number* is the system's."""
        super().__init__()
        self.number, self.asked = number, 0

    def write(self, text: str, /) -> int:
        """Refuse."""
        self.asked += 1
        assert text
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "lost"), [(errno.EPIPE, False), (errno.ECONNRESET, False), (errno.ENOSPC, True), (errno.EIO, True)]
)
def test_a_stream_fails_once_and_the_command_never(number: int, lost: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that has gone is nobody's trouble; anything else is remembered."""
    stream = Refusing(number)
    monkeypatch.setattr(sys, "stdout", stream)

    with opened() as (out, _):
        for _n in range(5):
            sys.stdout.write("x")
            raw_stdout().write("y")
        sys.stdout.flush()
        assert lost == (out.sink.lost is not None)

    assert 1 == stream.asked
    assert sys.stdout is stream


def test_who_draws_may_send_what_a_terminal_obeys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody else's is shown."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)

    with opened():
        assert isinstance(sys.stdout, Outlet)
        sys.stdout.write("\x1b[1m")
        raw_stdout().write("\x1b[1m")
        with pytest.raises(TypeError):
            sys.stdout.write(b"x")  # type: ignore[arg-type]

    assert "\\u001b[1m\x1b[1m" == stream.getvalue()


@given(st.dictionaries(st.text(), st.text()))
def test_json_says_the_same_where_the_page_is_not_utf_8(value: dict[str, str]) -> None:
    """And is ASCII there."""
    text = json.dumps(value, ensure_ascii=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="cp932"))
        plain = json_text(text)
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="UTF-8"))
        assert text == json_text(text)

    assert plain.isascii()
    assert value == json.loads(plain)
