"""What people type: kept letter by letter, made visible where it could mislead, counted as the page counts, never cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.forms import Form
from fourthseat.players.web.typed import LONGEST, LONGEST_NAME, harmless, has_ink, length

KEPT = {
    "no-break space": "twelve\u00a0ships",
    "narrow no-break space": "5\u202f000",
    "thin space": "1\u2009000",
    "ideographic space": "山田\u3000太郎",
    "zero-width joiner": "👨\u200d👩\u200d👧",
    "zero-width non-joiner": "می\u200cخواهم",
    "variation selector": "⚓\ufe0f 葛\U000e0100",
    "marks of direction": "\u200eabc\u200f \u061cabc",
    "right-to-left letters": "שלום עולם, السفن",
    "combining marks": "Nguye\u0302\u0303n, कि",
    "soft hyphen": "Zusammen\u00adarbeit",
    "code of an emoji": ":ship: [bold] <b> &amp; {{ x }}",
    "private use and tomorrow's letters": "\ue000 \U0001faff \U0003fffd",
    "tab and line end": "a\tb\nc",
}
SHOWN = {
    "NUL": ("a\x00b", "a\\u0000b"),
    "escape": ("a\x1b[31mb", "a\\u001b[31mb"),
    "backspace": ("a\bb", "a\\u0008b"),
    "delete": ("a\x7fb", "a\\u007fb"),
    "C1": ("a\x9bb", "a\\u009bb"),
    "next line": ("a\x85b", "a\\u0085b"),
    "override": ("pay \u202e001\u202c", "pay \\u202e001\\u202c"),
    "embedding": ("a\u202bb", "a\\u202bb"),
    "old line ends": ("a\rb\r\nc", "a\nb\nc"),
}


@pytest.mark.parametrize("kind", KEPT)
def test_every_letter_space_and_joiner_is_kept(kind: str) -> None:
    """In the middle of what is typed, as it is."""
    assert KEPT[kind] == Form({"text": [KEPT[kind]]}).one("text").strip()
    assert [KEPT[kind]] == Form({"to": [KEPT[kind]]}).every("to")


@pytest.mark.parametrize("kind", SHOWN)
def test_what_could_mislead_is_shown(kind: str) -> None:
    """Neither obeyed nor dropped: written out, so that a reader sees it."""
    typed, kept = SHOWN[kind]

    assert kept == Form({"text": [typed]}).one("text")


@given(st.text())
def test_nothing_that_is_kept_is_obeyed_and_nothing_is_lost(typed: str) -> None:
    """Doing it again changes nothing; what is left can be written to a file; and no letter is gone."""
    kept = harmless(typed)

    assert kept == harmless(kept)
    assert not {
        c for c in kept if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or "\u202a" <= c <= "\u202e"
    }
    kept.encode()
    assert [c for c in typed if c.isalnum()] == [c for c in kept if c.isalnum()] or kept != typed


@pytest.mark.parametrize(
    "nothing", ["", " ", "\u3000", "\u200d\u200d", "\u200b\ufeff", "\u2060 \u00ad", "\u3164", "\u2800", "\n\u200e\n"]
)
def test_a_name_of_which_nothing_can_be_seen_is_none(nothing: str) -> None:
    """Spaces, joiners, marks and fillers: whoever had it could not be told from nobody."""
    assert "" == Form({"name": [nothing]}).one("name", LONGEST_NAME)
    assert has_ink(nothing + "a")


@pytest.mark.parametrize("letter", ["x", "é", "船", "⚓", "👩", "\U0003fffd", "\r\n"])
def test_a_field_holds_what_its_page_says(letter: str) -> None:
    """So many characters, a letter beyond the first plane and a line end each as one; one more is refused with its count."""
    for most, full in ((LONGEST, letter * LONGEST), (LONGEST_NAME, letter * LONGEST_NAME)):
        assert most == length(full)
        Form({"text": [full]}).one("text", most)
        with pytest.raises(
            RefusalError, match=f"Text: {most + 1:,} characters, and a field holds at most {most:,}. Nothing was"
        ):
            Form({"text": [full + letter]}).one("text", most)


def test_what_was_typed_is_given_back() -> None:
    """All of it, however long; what the page filled in is not shown."""
    form = Form(
        {"verb": ["send"], "token": ["abc"], "to": ["AUS"], "text": ["x" * 5000], "free": [" "], "intent": ["\x1b"]}
    )

    assert [("Text", "x" * 5000), ("Intent", "\\u001b")] == form.written()
