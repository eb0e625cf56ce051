"""What people type, as it is kept: every letter, space and joiner of every script; what could mislead a reader made visible.

A control character or one that turns the order of what follows is neither dropped nor obeyed: it is written out as a sign
that stands for it (:mod:`~fourthseat.engine.core.shown`), so that a reader sees that it was there.
"""

from __future__ import annotations

import unicodedata

from fourthseat.engine.core.shown import visible

__all__ = ["LONGEST", "LONGEST_NAME", "harmless", "has_ink", "length"]

LONGEST = 4000
"""Characters of one field: two typed pages, far more than an order needs."""
LONGEST_NAME = 60
"""Characters of somebody's name."""

INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})
"""Kinds of characters that show nothing alone. One that is not assigned yet may be a letter or an emoji of tomorrow."""
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers, which count as letters or symbols and show nothing."""


def harmless(text: str) -> str:
    r"""*text* with one kind of line end, and a visible sign for each control character and each one that turns the order.

    >>> harmless("a\u202eb\x1b\r\nc")
    'a\\u202eb\\u001b\nc'
    """
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def has_ink(text: str) -> bool:
    """Whether there is anything to see in *text*: spaces, joiners, marks and fillers alone are nothing."""
    return any(unicodedata.category(c) not in INVISIBLE and c not in BLANK_LETTERS for c in text)


def length(text: str) -> int:
    """Characters of *text* as the limit of a field counts them, and the page's script does: code points, a line end as one."""
    return len(text.replace("\r\n", "\n"))
