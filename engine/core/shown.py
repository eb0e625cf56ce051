"""Words from outside, made fit to be shown: nothing in them is obeyed, and nothing is longer than a screen.

A name, a title or a message may come from a stranger's file. On a terminal some characters are commands: they colour, move
the cursor, write over what stands there, rename the window. Here they are written out instead, so that a reader sees them
and a terminal does not.
"""

from __future__ import annotations

import re
import reprlib
from typing import Any

__all__ = [
    "MOST_OF_A_LIST",
    "MOST_OF_A_MESSAGE",
    "MOST_OF_A_VALUE",
    "abbreviated",
    "cut_to_a_screen",
    "is_text",
    "quoted",
    "visible",
]

MOST_OF_A_MESSAGE = 2000
"""Characters of a message in one line: about a screen of 80 columns and 25 rows."""
MOST_OF_A_LIST = 4000
"""Characters of a message in several lines, which are short: about a screen of 50 rows."""
MOST_OF_A_LINE = 600
"""Characters of one line of a message that has several."""
MOST_OF_A_WORD = 300
"""Characters of a message without a space between them: more is no name that anybody reads."""
MOST_OF_A_VALUE = 120
"""Characters of one value inside a message."""

_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tab and line feed, line separators, overrides of direction, and halves of pairs, which no file can hold."""
_LONG_WORD = re.compile(rf"\S{{{MOST_OF_A_WORD + 1},}}")
_HALF = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    r"""*text* with every character that a terminal would obey written out, as JSON writes it; tab and line feed stay.

    >>> print(visible("a\x1b[31mb\u202ec\r\n"))
    a\u001b[31mb\u202ec\u000d
    <BLANKLINE>

    A byte of a file's name that is no text is shown as that byte:

    >>> print(visible(b"caf\xe9".decode("utf-8", "surrogateescape")))
    caf\xe9
    """
    return _OBEYED.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    r"""One such character as ``\u001b``, or ``\xe9`` for a byte that is no text."""
    code = ord(found[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def is_text(text: str) -> bool:
    """Whether *text* can be written to a file: it holds no half of a pair, which stands for bytes that are no text."""
    return _HALF.search(text) is None


def abbreviated(text: str, most: int) -> str:
    """*text*, or its beginning and its end with how long it was, together about *most* characters.

    >>> abbreviated("x" * 60_000, 40)
    'xxxxxxxx … (60,000 characters) … xxxxxxx'
    """
    if len(text) <= most:
        return text
    gap = f" … ({len(text):,} characters) … "
    kept = max(2, most - len(gap))
    return text[: kept - kept // 2] + gap + text[len(text) - kept // 2 :]


class _Brief(reprlib.Repr):
    """Writes a value as :func:`repr` does, but never walks far into a large or deep one."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxdict = self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = 8
        self.maxstring = self.maxother = self.maxlong = MOST_OF_A_VALUE

    def repr_str(self, text: str, level: int) -> str:  # noqa: ARG002
        """A text with how long it was, where it is cut."""
        return repr(text) if len(text) <= self.maxstring else repr(abbreviated(text, self.maxstring))

    def repr_int(self, number: int, level: int) -> str:  # noqa: ARG002
        """A whole number; one of thousands of digits is not written out, which would take long or is refused."""
        return repr(number) if number.bit_length() < 400 else f"a whole number of {number.bit_length():,} bits"


def quoted(value: Any, most: int = MOST_OF_A_VALUE) -> str:
    """*value* as Python writes it, for a message: cut in its middle to about *most* characters, with how long it was.

    >>> quoted("north"), len(quoted("x" * 60_000)) < 140, len(quoted({"a": ["b" * 5000] * 5000})) < 140
    ("'north'", True, True)
    """
    return abbreviated(_Brief().repr(value), most)


def cut_to_a_screen(message: str) -> str:
    r"""*message* in no more than about :data:`MOST_OF_A_MESSAGE` characters, or :data:`MOST_OF_A_LIST` of several lines.

    A name of thousands of characters and a long line are cut in their middle; of many lines the first stay, with how many more there were.

    >>> print(cut_to_a_screen("\n".join(f"line {n}" + " " * 90 for n in range(100))).split("\n")[-1])
    … and 60 more lines
    """
    message = _LONG_WORD.sub(lambda found: abbreviated(found[0], MOST_OF_A_WORD // 2), message)
    lines = message.split("\n")
    if len(lines) == 1:
        return abbreviated(message, MOST_OF_A_MESSAGE)
    kept: list[str] = []
    room = MOST_OF_A_LIST
    for line in lines:
        short = abbreviated(line, MOST_OF_A_LINE)
        if len(short) + 1 > room:
            return "\n".join([*kept, f"… and {len(lines) - len(kept)} more lines"])
        kept.append(short)
        room -= len(short) + 1
    return "\n".join(kept)
