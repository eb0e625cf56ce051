"""A scenario with all it extends as one text, in which every row and every key says which file it is from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fourthseat.engine.scenario.positions import Path
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sources import Named, Source, SourceFile, row_name

__all__ = ["merged_text"]

ROWS_INSIDE = ("member", "ally")
"""Lists inside a row that are written with headers of their own."""
ORDER = {field.alias or name: number for number, (name, field) in enumerate(Scenario.model_fields.items())}
"""The keys at the top, in the order in which a reader wants them."""


def merged_text(source: Source) -> str:
    """The tables of *source* laid over each other, as TOML: read again, it is the same scenario without ``extends``."""
    tables = sorted(source.tables.items(), key=lambda item: ORDER.get(item[0], len(ORDER)))
    lines = [
        f"# {source.path} with all it extends: {', '.join(file.path.name for file in source.files[1:]) or 'nothing'}.",
        "",
    ]
    lines += [_line(source, (key,), value, None) for key, value in tables if not _has_header(value)]
    for key, value in tables:
        if isinstance(value, Mapping) and _has_header(value):
            lines += _table(source, (key,), value, f"[{_key(key)}]")
        elif _has_header(value):
            for row in value:
                lines += _table(source, (key, row_name(row) or value.index(row)), row, f"[[{_key(key)}]]")
    return "\n".join(lines) + "\n"


def _has_header(value: Any) -> bool:
    """Whether *value* is a table, or a list of tables."""
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)
    )


def _table(source: Source, where: Named, table: Mapping[str, Any], header: str) -> Iterator[str]:
    """A table or row with its header: keys first, then the tables inside that have headers of their own."""
    files = [file for file in source.files if len(file.walk(where)[0]) == len(where)] or [source.origin(where)[0]]
    base, completed = files[-1], [file.path.name for file in reversed(files[:-1])]
    yield ""
    yield f"{header}  # {_place(base, base.walk(where)[0])}" + (
        f", completed by {', '.join(completed)}" if completed else ""
    )
    inside = {key: value for key, value in table.items() if _with_header(key, value)}
    for key, value in table.items():
        if key not in inside:
            yield _line(source, (*where, key), value, base)
    name = header.strip("[]")
    for key, value in inside.items():
        if isinstance(value, Mapping):
            yield from _table(source, (*where, key), value, f"[{name}.{_key(key)}]")
        else:
            for number, row in enumerate(value):
                yield from _table(source, (*where, key, row_name(row) or number), row, f"[[{name}.{_key(key)}]]")


def _with_header(key: str, value: Any) -> bool:
    """Whether what stands behind *key* in a row gets a header: tables of many keys, and who belongs to a coalition."""
    return (key == "doctrine" and isinstance(value, Mapping)) or (key in ROWS_INSIDE and _has_header(value))


def _line(source: Source, where: Named, value: Any, base: SourceFile | None) -> str:
    """``key = value``, with its place where it is not of the file *base* the row is from."""
    file, path, _ = source.origin(where)
    remark = "" if file is base else f"  # {_place(file, path)}"
    return f"{_key(str(where[-1]))} = {_written(value)}{remark}"


def _place(file: SourceFile, path: Path) -> str:
    """``_common.toml:68``."""
    span = file.positions.near(path) if file.positions is not None else None
    return file.path.name if span is None else f"{file.path.name}:{span.line}"


def _key(name: str) -> str:
    bare = name and all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in name)
    return name if bare else _text(name)


def _text(text: str) -> str:
    """A text in quotation marks: JSON's escapes are TOML's, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _written(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_written(one)}" for key, one in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return str(value)  # a number; a date, which no key takes
