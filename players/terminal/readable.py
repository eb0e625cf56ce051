r"""Characters a code page has not, as others that it has: a dash for a dash, words for a sign, a letter for its accented one.

A code page of Windows or of an old Unix knows some hundreds of characters. What it has not is written so that no word and
no number is lost or becomes another: ``×`` is ``x`` and ``≥`` is ``>=``, but ``10²`` is ``10^2`` and never ``102``. What
nobody could guess is written as its number, ``\u65e5``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

__all__ = ["READABLE", "readable"]

SIGNS = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’‚‛′ʼ", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    "«": "<<", "»": ">>", "‹": "<", "›": ">", "…": "...", "·": "*", "•": "*", "‣": "*", "●": "*", "○": "o",
    "×": "x", "÷": "/", "±": "+/-", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "∼": "~", "∞": "inf", "√": "sqrt ",
    "Δ": "delta ", "∆": "delta ", "σ": "sigma", "μ": "mu", "µ": "u", "α": "alpha", "β": "beta", "λ": "lambda", "∑": "sum ",
    "¬": "not ", "∧": "and", "∨": "or", "∈": "in", "‰": " per mille", "°": " deg", "⁄": "/", "∕": "/",
    "→": "->", "←": "<-", "↔": "<->", "↑": "^", "↓": "v", "⇒": "=>", "⇐": "<==", "⇔": "<=>", "↦": "->", "►": ">", "▶": ">",
    "◄": "<", "◀": "<", "▲": "^", "▼": "v", "△": "(^)", "▽": "(v)", "✓": "yes", "✔": "yes", "✗": "no", "✘": "no", "☐": "[ ]", "☑": "[x]",
    "¥": "JPY ", "€": "EUR ", "£": "GBP ", "¢": " cents", "₩": "KRW ", "₱": "PHP ", "₫": "VND ", "₹": "INR ",
    "§": "sec. ", "¶": "par. ", "†": "+", "‡": "++", "©": "(c)", "®": "(R)", "™": "(TM)", "℠": "(SM)", "¡": "!", "¿": "?",
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
    "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ı": "i", "、": ", ", "。": ". ", "「": '"', "」": '"',
    "♠": "spades", "♥": "hearts", "♦": "diamonds", "♣": "clubs",
    **dict.fromkeys("█▉▊▋▌▍▎▏▓▒▐■▪◼", "#"), **dict.fromkeys("░▁▂▃▄▅▆▇▀□▫", "."),
}  # fmt: skip
"""What is written for a sign. Two signs of which the difference matters have two texts."""
_TAGS = {"<super>": "^", "<sub>": "_", "<fraction>": " "}
"""What is put before what a raised, lowered or broken number consists of, so that it does not run into what stands before."""


def readable(char: str) -> Iterator[str]:
    """What may be written for *char*, the best first; the last is ASCII and tells exactly which character it was."""
    if char in SIGNS:
        yield SIGNS[char]
    if "\u2500" <= char <= "\u257f":
        yield _box(char)
    if 0xDC80 <= ord(char) <= 0xDCFF:
        yield f"\\x{ord(char) - 0xDC00:02x}"
    tag = unicodedata.decomposition(char).partition(" ")[0]
    if tag == "<circle>":
        yield f"({unicodedata.normalize('NFKC', char)})"
    elif tag:
        plain = unicodedata.normalize("NFKD", char)
        whole = "".join(SIGNS.get(c, c) for c in plain if not unicodedata.combining(c))
        yield _TAGS.get(tag, "") + whole
    elif "\u0300" <= char <= "\u036f":  # an accent over the letter before it
        yield ""
    code = ord(char)
    yield f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _box(char: str) -> str:
    """A line of a table's frame."""
    name = unicodedata.name(char)
    if name.endswith("HORIZONTAL"):
        return "-"
    return "|" if name.endswith("VERTICAL") and "HORIZONTAL" not in name else "+"


class _Readable:
    """An error handler of :mod:`codecs`: called with what an encoding has not."""

    name = "fourthseat.readable"

    def __call__(self, wrong: UnicodeError) -> tuple[str, int]:
        """What is written instead of the characters *wrong* speaks of, and where to go on."""
        if not isinstance(wrong, UnicodeEncodeError):
            raise wrong
        return "".join(_in(c, wrong.encoding) for c in wrong.object[wrong.start : wrong.end]), wrong.end


def _in(char: str, encoding: str) -> str:
    """The first of what may be written for *char* that *encoding* has."""
    for text in readable(char):
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            continue
        return text
    return "?"


READABLE = _Readable()
"""The handler to register under its name."""
