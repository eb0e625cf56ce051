"""Texts and styles of an Excel workbook, which its cells name by number: runs of text, fonts that strike through, number formats."""

from __future__ import annotations

import re
from typing import NamedTuple

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.archive import local
from fourthseat.engine.documents.sheets.formats import BUILT_IN

__all__ = ["Run", "Style", "Styles", "Text", "Texts", "unescaped", "whole_number", "yes"]

MOST_TEXTS = 1_000_000
"""Shared texts of a workbook."""
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold; ``_x005F_`` is the underscore that begins what is none."""


class Run(NamedTuple):
    """A stretch of a text in one font."""

    text: str
    struck: bool | None
    """None: as the cell's font says."""


Text = tuple[Run, ...]


class Style(NamedTuple):
    """What the style of a cell says about how it is read."""

    struck: bool = False
    form: str = "General"


def yes(given: str | None) -> bool:
    """Whether an attribute says so, in one of the spellings that workbooks have."""
    return given is not None and given.strip().lower() in ("1", "true", "on")


def unescaped(text: str) -> str:
    """*text* with its escaped characters; a pair of escaped halves is one character."""
    if "_x" not in text:
        return text
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Texts:
    """Receives the shared texts: runs without the phonetic ones, which only say how the others are read aloud."""

    def __init__(self) -> None:
        self.found: list[Text] = []
        self.runs: list[Run] = []
        self.text: list[str] | None = None
        self.struck: bool | None = None
        self.phonetic = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        match local(tag):
            case "t":
                self.text = []
            case "si" | "is":
                self.runs, self.phonetic = [], 0
                self.struck = None
            case "r":
                self.struck = None
            case "rPr":
                self.struck = False
            case "strike":
                self.struck = attributes.get("val", "1") not in ("0", "false", "off")
            case "rPh":
                self.phonetic += 1

    def data(self, text: str) -> None:
        """A piece of a text."""
        if self.text is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        match local(tag):
            case "t":
                if not self.phonetic and self.text:
                    self.runs.append(Run(unescaped("".join(self.text)), self.struck))
                self.text = None
            case "rPh":
                self.phonetic -= 1
            case "si":
                self.found.append(tuple(self.runs))
                if len(self.found) > MOST_TEXTS:
                    raise ScenarioError(f"has more than {MOST_TEXTS:,} texts; is it a list of events?")


class Styles:
    """Receives the styles: fonts that strike through, number formats, and which style of a cell has which."""

    def __init__(self) -> None:
        self.forms: dict[int, str] = {}
        self.fonts: list[bool] = []
        self.uses: list[tuple[int, int]] = []
        self.inside: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        outer = self.inside[-1] if self.inside else ""
        self.inside.append(name)
        if name == "numFmt" and outer == "numFmts":
            self.forms[whole_number(attributes.get("numFmtId"))] = unescaped(attributes.get("formatCode", ""))
        elif name == "font" and outer == "fonts":
            self.fonts.append(False)
        elif name == "strike" and outer == "font" and self.fonts and "fonts" in self.inside:
            self.fonts[-1] = attributes.get("val", "1") not in ("0", "false", "off")
        elif name == "xf" and outer == "cellXfs":
            self.uses.append((whole_number(attributes.get("fontId")), whole_number(attributes.get("numFmtId"))))

    def end(self, _tag: str) -> None:
        """An element ends."""
        self.inside.pop()

    def data(self, text: str) -> None:
        """Styles have no texts."""

    def styles(self) -> list[Style]:
        """By the number a cell names."""
        return [
            Style(font < len(self.fonts) and self.fonts[font], self.forms.get(form) or BUILT_IN.get(form, "General"))
            for font, form in self.uses
        ]


def whole_number(text: str | None) -> int:
    """A number in an attribute; 0 if it has none or holds nonsense."""
    try:
        return max(0, int(text or 0))
    except ValueError:
        return 0
