"""A TOML file as it comes from a person: written on any system, saved by any editor, or no such file at all."""

from __future__ import annotations

import codecs
import re
import tomllib
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import FileError
from fourthseat.engine.scenario.packs import read_member

__all__ = ["NotTomlError", "read_text", "read_toml"]

MOST_BYTES = 4_000_000
"""Longest file that is read. The longest shipped scenario has a hundredth of it."""
DEEPEST = 60
"""Tables and lists inside each other; a scenario needs six."""
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
"""Where the standard library says it stopped; before Python 3.14 it says so in its sentence alone."""


class NotTomlError(ScenarioError):
    """A text that is no TOML, and where it stops being so: line and column from 1, or 0 where that is not known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        """The *message* names the file and the place."""
        super().__init__(message)
        self.line, self.column = line, column


def read_toml(path: Path, kind: str, start: str) -> dict[str, Any]:
    """The tables in *path*, which is to be a *kind* of file: ``"scenario"``, ``"study"``.

    A mark at the beginning and line ends of any system are as good as none. Raises :exc:`ScenarioError` with the file, the
    line or byte, and what would be right; for an empty file, with *start*: how to come by one.
    """
    text = read_text(path, kind)
    if not text.strip():
        raise ScenarioError(f"{path}: is empty; {start}")
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise ScenarioError(f"{path}: nested too deeply for a {kind}") from None
    except ValueError as wrong:  # TOML's own errors among them; the others are numbers of thousands of digits
        place = _PLACE.search(str(wrong))
        if place is None:
            raise NotTomlError(f"{path}: not TOML: {wrong}") from None
        line, column, said = int(place[1]), int(place[2]), _PLACE.sub("", str(wrong))
        said += _perhaps(said, text.split("\n")[line - 1 : line])
        raise NotTomlError(f"{path}:{line}:{column}: not TOML: {said}", line, column) from None
    if _deeper_than(DEEPEST, tables):
        raise ScenarioError(f"{path}: nested too deeply for a {kind}")
    return tables


def _perhaps(said: str, lines: list[str]) -> str:
    """What was perhaps meant by the line that is no TOML; the parser's own words, *said*, are for programmers."""
    (line,) = lines or [""]
    if line.startswith("{"):
        return "; what begins with a brace is JSON, as a log is: `fourthseat replay FILE` shows one"
    if "overwrite" in said:
        return "; a key or table of this name stands before it: remove one of the two"
    value = line.partition("=")[2].strip()
    if re.fullmatch(r"[-+]?\d+,\d+\s*(#.*)?", value):
        return f"; decimals have a point: {value.replace(',', '.', 1)}"
    if value.count('"') % 2 and '"""' not in value:
        return "; a text begins and ends with a quotation mark, in one line"
    if re.match(r"[A-Za-z]", value) and not value.startswith(("true", "false", "inf", "nan")):
        return "; text stands in quotation marks"
    if not value and line.strip() and not line.strip().startswith(("[", "#")):
        return "; a line is key = value, a header such as [[seat]], or a remark behind #"
    return ""


def read_text(path: Path, kind: str) -> str:
    """What *path* says, in UTF-8 with or without its mark; :exc:`ScenarioError` if it is not to be read, or no text of a *kind* of file."""
    try:
        content = read_member(path, MOST_BYTES)
    except FileError as wrong:
        raise ScenarioError(str(wrong)) from None
    wide = next((name for mark, name in _WIDE if content.startswith(mark)), None)
    if wide is None and sorted(bool(byte) for byte in content[:2]) == [False, True]:  # every other byte is 0
        wide = "UTF-16"
    if wide is not None:
        raise ScenarioError(f"{path}: is {wide} text, not UTF-8; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise ScenarioError(
            f"{path}: line {line}: byte {wrong.start} is not UTF-8 text: is it a {kind} file? If so, save it as UTF-8"
        ) from None


def _deeper_than(most: int, tables: dict[str, Any]) -> bool:
    """Whether *tables* hold more than *most* tables and lists inside each other. Level by level: it never goes deep itself."""
    level: list[Any] = [tables]
    for _ in range(most):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
