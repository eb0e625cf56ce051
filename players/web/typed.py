"""What people type, as it is kept: every letter, space and joiner of every script; what could mislead a reader made visible.

A control character or one that turns the order of what follows is neither dropped nor obeyed: it is written out as a sign
that stands for it, so that a reader sees that it was there.
"""

from __future__ import annotations

import unicodedata

__all__ = ["LONGEST", "LONGEST_NAME", "harmless", "has_ink", "length"]

LONGEST = 4000
"""Characters of one field: two typed pages, far more than an order needs."""
LONGEST_NAME = 60
"""Characters of somebody's name."""

KEPT_CONTROLS = frozenset("\n\t")
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Embeddings and overrides of the writing direction: an override shows a text in another order than it has. Isolates and
marks are kept: they turn nothing that stands outside them, and right-to-left writing needs them."""
INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cf", "Mn", "Me"})
"""Kinds of characters that show nothing alone. One that is not assigned yet may be a letter or an emoji of tomorrow."""
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers, which count as letters or symbols and show nothing."""


def harmless(text: str) -> str:
    """*text* with one kind of line end, and a visible sign for each control character and each one that turns the order."""
    return "".join(map(_shown, text.replace("\r\n", "\n").replace("\r", "\n")))


def _shown(character: str) -> str:
    if character in KEPT_CONTROLS:
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # the picture of that control character
    if code == 0x7F:
        return "\u2421"
    if character in TURNING or unicodedata.category(character) in ("Cc", "Cs"):
        return f"\u27e8U+{code:04X}\u27e9"
    return character


def has_ink(text: str) -> bool:
    """Whether there is anything to see in *text*: spaces, joiners, marks and fillers alone are nothing."""
    return any(unicodedata.category(c) not in INVISIBLE and c not in BLANK_LETTERS for c in text)


def length(text: str) -> int:
    """Characters of *text* as the limit of a field counts them, and the page's script does: code points, a line end as one."""
    return len(text.replace("\r\n", "\n"))
