"""Where every key and value of a TOML file stands: line and column, for messages, editors and fixes.

The standard library's reader keeps no positions. They are read from the same text a second time, by tree-sitter's grammar of TOML, only
when something is to be said about the file. Without that library a file is read all the same, and messages name keys and rows alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["Path", "Positions", "Span", "positions"]

Path = tuple[str | int, ...]
"""Keys from the top of a file, with the number of a row from 0: ``("seat", 1, "doctrine", "consults")``."""


class Span(NamedTuple):
    """A stretch of text. Lines and columns count from 1, columns in characters; *start* and *end* are bytes of the UTF-8 text."""

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int

    def at(self, column: int) -> Span:
        """From that character of it on, counted from 1, if it stands on one line; else all of it."""
        shift = min(column, self.end_column - self.column) - 1
        return self if self.line != self.end_line else self._replace(column=self.column + shift)

    def to(self, last: Span) -> Span:
        """From where this one begins to where *last* ends."""
        return self._replace(end_line=last.end_line, end_column=last.end_column, end=last.end)


@dataclass(frozen=True, slots=True)
class Positions:
    """The places in one text."""

    keys: dict[Path, Span] = field(default_factory=dict)
    """Of a key where it is first written, of a row its header or its opening brace."""
    values: dict[Path, Span] = field(default_factory=dict)
    """Of a value that is written behind a key or in a list; not of tables with a header of their own."""
    pairs: dict[Path, Span] = field(default_factory=dict)
    """Of a key together with its value."""

    def near(self, path: Path, *, value: bool = False) -> Span | None:
        """Where *path* stands (its *value*, if that is meant), or the nearest table around it that stands anywhere."""
        for size in range(len(path), 0, -1):
            found = self.values.get(path[:size]) if value and size == len(path) else None
            found = found or self.keys.get(path[:size]) or self.values.get(path[:size])
            if found is not None:
                return found
        return None


def positions(text: str) -> Positions | None:
    """The places in *text*, which is TOML; None where the grammar is not installed or cannot read it."""
    try:
        import tree_sitter  # noqa: PLC0415 - an install without the grammar reads files all the same
        import tree_sitter_toml  # noqa: PLC0415
    except ImportError:
        return None
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    source = text.encode("utf-8", "surrogatepass")
    root = parser.parse(source).root_node
    return _Walk(source).of(root)


class _Walk:
    """One walk over a syntax tree."""

    def __init__(self, source: bytes) -> None:
        self.lines = source.split(b"\n")
        self.found = Positions()
        self.rows: dict[Path, int] = {}

    def of(self, root: Any) -> Positions:
        here: Path = ()
        for node in root.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                keys = [child for child in node.named_children if child.type.endswith("_key")]
                if not keys:
                    continue
                here = self._header(keys[0], rows=node.type == "table_array_element")
                for child in node.named_children:
                    if child.type == "pair":
                        self._pair(child, here)
        return self.found

    def _header(self, key: Any, *, rows: bool) -> Path:
        """The path a header opens; ``[[seat]]`` begins a new row, and ``[seat.doctrine]`` belongs to the last."""
        path: Path = ()
        parts = list(_parts(key))
        for number, part in enumerate(parts):
            path = (*path, part)
            last = number == len(parts) - 1
            self.found.keys.setdefault(path, self._span(key))
            if last and rows:
                self.rows[path] = self.rows.get(path, -1) + 1
            if path in self.rows:
                path = (*path, self.rows[path])
                self.found.keys.setdefault(path, self._span(key))
        return path

    def _pair(self, node: Any, above: Path) -> None:
        # A remark behind a value is a child of the pair in the grammar.
        key, value = [child for child in node.named_children if child.type != "comment"][:2]
        path = above
        for part in _parts(key):
            path = (*path, part)
            self.found.keys.setdefault(path, self._span(key))
        self.found.pairs[path] = self._span(key).to(self._span(value))
        self._value(value, path)

    def _value(self, node: Any, path: Path) -> None:
        self.found.values[path] = self._span(node)
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, path)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for number, child in enumerate(items):
                self._value(child, (*path, number))

    def _span(self, node: Any) -> Span:
        (line, column), (end_line, end_column) = node.start_point, node.end_point
        return Span(
            line + 1,
            self._characters(line, column) + 1,
            end_line + 1,
            self._characters(end_line, end_column) + 1,
            node.start_byte,
            node.end_byte,
        )

    def _characters(self, line: int, column: int) -> int:
        """Characters before the byte *column* of *line*."""
        return len(self.lines[line][:column].decode("utf-8", "replace")) if line < len(self.lines) else 0


def _parts(key: Any) -> Iterator[str]:
    """The names a key is made of, without their quotation marks."""
    if key.type == "dotted_key":
        for child in key.named_children:
            yield from _parts(child)
        return
    text = key.text.decode("utf-8", "replace")
    yield next(iter(tomllib.loads(f"{text} = 0"))) if key.type == "quoted_key" else text
