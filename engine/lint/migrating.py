"""A scenario file of an older format as one of this: only what is said otherwise now is changed, every remark and blank stays.

What comes of it is proved to say the same: both texts are read, and what they say in the words of this format is compared.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.lint.fixing import without
from fourthseat.engine.scenario.event_rows import Effect
from fourthseat.engine.scenario.judging import Condition, in_words
from fourthseat.engine.scenario.positions import Positions, Span, positions
from fourthseat.engine.scenario.reader import FORMAT
from fourthseat.engine.scenario.sense import unread

__all__ = ["Migrated", "migrated"]


@dataclass(frozen=True, slots=True)
class Migrated:
    """A file as it would stand in this format."""

    text: str
    changes: tuple[str, ...]
    """What was changed, a line each, with its place in the old file; none for one that is of this format already."""


def migrated(text: str, path: Path) -> Migrated:
    """*text*, which stands in *path*, in this format; :exc:`ScenarioError` if it cannot be said what it says, or is of a newer one."""
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise ScenarioError(f"{path}: not TOML: {wrong}") from None
    said = tables.get("format", 1)
    if said == FORMAT:
        return Migrated(text, ())
    if type(said) is not int or not 1 <= said < FORMAT:
        raise ScenarioError(
            f"{path}: format = {said!r}: is no format that this version of Fourth Seat knows; it brings older ones to {FORMAT}, a newer version reads newer ones"
        )
    found = positions(text)
    if found is None:
        raise ScenarioError(
            f"{path}: cannot be migrated without the library tree-sitter-toml, which says where things stand"
        )
    edits = [*_conditions(tables, found), *_effects(tables, found)]
    content, end = text.encode(), "\r\n" if "\r\n" in text else "\n"
    for edit in sorted(edits, key=lambda one: one.span.start, reverse=True):
        new = edit.text.replace("\n", end).encode()
        content = content[: edit.span.start] + new + content[edit.span.end :]
    content, removed = _without_unread(content)
    changes = sorted([(edit.span.line, f"{path}:{edit.span.line}:{edit.span.column}: {edit.what}") for edit in edits])
    made = _with_format(content.decode(), said="format" in tables)
    if _meaning(tables) != _read(made):
        raise ScenarioError(f"{path}: cannot be migrated without changing what it says; nothing was written")
    return Migrated(
        made, (*(line for _, line in changes), *(f"{path}: {one}" for one in removed), f"{path}: format = {FORMAT}")
    )


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of a text, what stands there instead, and that in words."""

    span: Span
    text: str
    what: str


def _conditions(tables: dict[str, Any], found: Positions) -> Iterator[_Edit]:
    """Every condition that is a table as the words it is now; one under a header of its own is left, and read as it was."""
    for number, row in enumerate(_rows(tables.get("msel"))):
        span = found.values.get(("msel", number, "when"))
        words = _words(row.get("when"))
        if span is not None and words is not None:
            yield _Edit(span, json.dumps(words, ensure_ascii=False), f"when: {words}")


def _effects(tables: dict[str, Any], found: Positions) -> Iterator[_Edit]:
    """Every effect of an inject as rows of the one vocabulary; one under a header of its own, or beside such rows, is left and read as it was."""
    for number, row in enumerate(_rows(tables.get("msel"))):
        span = found.pairs.get(("msel", number, "effect"))
        rows = _effect_rows(row.get("effect"))
        if span is not None and rows and "effects" not in row:
            told = ", ".join(one["does"] for one in rows)
            lines = ["effects = [", *(f"    {_inline(one)}," for one in rows), "]"]
            yield _Edit(span, "\n".join(lines), f"effect: {told}, as rows of effects")


def _effect_rows(effect: Any) -> list[dict[str, Any]]:
    """What an inject of the first format changes, as rows of effects in the order in which it came about; none if it is wrong, or nothing."""
    try:
        read = Effect.model_validate_json(json.dumps(effect))
    except (ValueError, TypeError):
        return []

    def amount(size: float) -> dict[str, Any]:
        return {"value": size, "source": read.basis or "judgement"}

    return [
        *({"does": "attribution", "incident": name, "amount": amount(more)} for name, more in read.attribution.items()),
        *({"does": "trust", "seat": str(seat), "amount": amount(more)} for seat, more in read.trust.items()),
        *(
            {"does": "exempt_share", "seat": str(seat), "amount": amount(more)}
            for seat, more in read.exempt_share.items()
        ),
        *([{"does": "rung", "amount": amount(read.rung)}] if read.rung else []),
        *([{"does": "open", "incident": read.opens}] if read.opens else []),
    ]


def _inline(table: dict[str, Any]) -> str:
    """A table in one line of TOML."""
    said = (
        f"{key} = {_inline(value) if isinstance(value, dict) else json.dumps(value, ensure_ascii=False)}"
        for key, value in table.items()
    )
    return f"{{ {', '.join(said)} }}"


def _words(when: Any) -> str | None:
    """A condition of the first format in words; None if it is none, or is wrong."""
    if not isinstance(when, dict):
        return None
    try:
        return in_words(Condition.model_validate_json(json.dumps(when)))
    except (ValueError, TypeError):  # it is none that the first format knew
        return None


def _without_unread(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """*content* with keys that nothing reads as comments, and their names."""
    found = positions(content.decode())
    spans, names = [], []
    tables = tomllib.loads(content.decode())
    for one in unread(tables):
        where = _numbered(tables, one.where)
        span = None if found is None else found.pairs.get(where)
        if span is not None:
            spans.append(span)
            names.append(f"{one.called} is a comment now: nothing reads it")
    return without(content, spans), tuple(names)


def _numbered(tables: dict[str, Any], where: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """*where* with the number of the row instead of its name."""
    if len(where) < 3:
        return where
    rows = _rows(tables.get(str(where[0])))
    number = next((n for n, row in enumerate(rows) if row.get("id") == where[1]), -1)
    return (where[0], number, *where[2:])


def _with_format(text: str, *, said: bool) -> str:
    """*text* with the format at the top of its keys: before the first of them, behind whatever remarks stand there."""
    found = positions(text)
    pairs = {} if found is None else {path: span for path, span in found.pairs.items() if len(path) == 1}
    line = f"format = {FORMAT}"
    content = text.encode()
    if said and ("format",) in pairs:
        span = pairs["format",]
        return (content[: span.start] + line.encode() + content[span.end :]).decode()
    end = b"\r\n" if b"\r\n" in content else b"\n"
    start = min((span.start for span in pairs.values()), default=None)
    if start is None:  # tables alone: before the first of them
        return line + end.decode() * 2 + text
    return (content[:start] + line.encode() + end + content[start:]).decode()


def _read(text: str) -> dict[str, Any] | None:
    """What *text* says; None if it says nothing that can be read."""
    try:
        return _meaning(tomllib.loads(text))
    except ValueError:
        return None


def _meaning(tables: dict[str, Any]) -> dict[str, Any]:
    """What *tables* say, in the words of this format, without what nothing reads."""
    made = copy.deepcopy(tables)
    made.pop("format", None)
    for row in _rows(made.get("msel")):
        row["when"] = _words(row.get("when")) or row.get("when")
        if "effects" not in row and (rows := _effect_rows(row.get("effect"))):
            row["effects"] = rows
            del row["effect"]
    for one in list(unread(made)):
        holder: Any = made
        for part in _numbered(made, one.where)[:-1]:
            holder = holder[part]
        holder.pop(one.where[-1], None)
    return made


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
