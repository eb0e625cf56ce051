"""Words from outside, made fit to be shown."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.shown import (
    MOST_OF_A_LIST,
    MOST_OF_A_MESSAGE,
    abbreviated,
    cut_to_a_screen,
    is_text,
    quoted,
    visible,
)

ANY = st.text(st.characters(exclude_categories=()))
"""Halves of pairs and control characters too."""


@given(ANY)
def test_what_is_visible_is_obeyed_by_nothing_and_stays_so(text: str) -> None:
    """No control character but tab and line feed, no override of direction, no half of a pair; shown twice is shown once."""
    shown = visible(text)

    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert shown == visible(shown)
    assert is_text(shown)


@given(
    st.text(
        st.characters(
            exclude_categories=("Cc", "Cs"),
            exclude_characters="\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        )
    )
)
def test_what_is_there_to_be_read_stays_as_it_is(text: str) -> None:
    """No-break, thin and ideographic spaces, joiners, accents, every script."""
    assert text == visible(text)


@given(st.text())
def test_json_that_is_shown_says_the_same(text: str) -> None:
    """A control character inside a string of JSON is shown as JSON itself would write it."""
    written = json.dumps({"x": text}, ensure_ascii=False)

    again = visible(written)

    assert visible(text) == visible(json.loads(again)["x"])
    assert json.loads(written) == json.loads(again)


@given(ANY, st.integers(60, 300))
def test_what_is_abbreviated_keeps_both_ends(text: str, most: int) -> None:
    """And says how long it was."""
    short = abbreviated(text, most)

    assert len(short) <= most
    assert short == text or (
        f"({len(text):,} characters)" in short and short[:2] == text[:2] and short[-2:] == text[-2:]
    )


@given(st.recursive(ANY | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(ANY, inner)))
def test_any_value_is_quoted_briefly(value: object) -> None:
    """Short ones as Python writes them."""
    assert len(quoted(value)) <= 120
    if isinstance(value, str) and len(repr(value)) <= 118:
        assert repr(value) == quoted(value)


@pytest.mark.parametrize(
    "value", ["x" * 10**6, ["x" * 5000] * 5000, {"a": {"b": {"c": {"d": {"e": "f" * 10**5}}}}}, 10**5000, b"x" * 10**6],
    ids=["text", "list", "deep", "number", "bytes"],
)  # fmt: skip
def test_a_huge_value_is_quoted_briefly(value: object) -> None:
    """And at once."""
    assert len(quoted(value)) <= 120


@given(st.lists(ANY, max_size=40), st.integers(1, 3000))
def test_a_message_fits_a_screen(lines: list[str], times: int) -> None:
    """Whatever it holds; what is short stays as it is."""
    message = "\n".join(line * times for line in lines)

    assert len(cut_to_a_screen(message)) <= (MOST_OF_A_LIST if "\n" in message else MOST_OF_A_MESSAGE) + 100
    if len(message) < 300:
        assert message == cut_to_a_screen(message)


def test_a_name_of_thousands_of_characters_leaves_the_sentence_around_it() -> None:
    """What would be right is still there."""
    said = cut_to_a_screen(f"no seat {'x' * 60_000!r}; did you mean 'AUS'?")

    assert said.startswith("no seat 'xxx")
    assert said.endswith("did you mean 'AUS'?")
    assert "(60,00" in said


def test_of_many_names_the_first_are_offered() -> None:
    """With how many more there are."""
    assert nearest("zzz", [f"name{n:04}" for n in range(1000)]).endswith("name0039, … and 960 more")
    assert len(nearest("zzz", ["y" * 60_000])) < 200
