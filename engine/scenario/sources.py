"""A scenario's file with all it extends: the tables laid over each other, and where each of them was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated, quoted
from fourthseat.engine.scenario import positions as at
from fourthseat.engine.scenario.findings import Finding, Place, RefusedError, refused
from fourthseat.engine.scenario.packs import is_there
from fourthseat.engine.scenario.toml_file import read_text, read_toml

__all__ = ["Named", "Source", "SourceFile", "lay", "over", "read_source", "row_name"]

Named = tuple[str | int, ...]
"""A path whose rows have names: ``("seat", "NORTH", "trust")``; a row without a name has its number."""


@dataclass(frozen=True)
class SourceFile:
    """One file as it stands on the disk."""

    path: Path
    tables: dict[str, Any]
    """What it says, without what it extends."""

    @cached_property
    def text(self) -> str:
        """Its text, read again; empty where it has gone, or can be read only once."""
        try:
            return read_text(self.path, "scenario") if is_there(self.path) else ""
        except (OSError, ValueError):
            return ""

    @cached_property
    def positions(self) -> at.Positions | None:
        """Where its keys and values stand; None if that cannot be known."""
        return at.positions(self.text) if self.text else None

    def walk(self, where: Named) -> tuple[at.Path, Any]:
        """As far as *where* leads in this file: the path there with numbers of rows, and what stands there."""
        here: Any = self.tables
        path: at.Path = ()
        for part in where:
            if isinstance(here, dict) and part in here:
                here, path = here[part], (*path, part)
            elif isinstance(here, list):
                number = _row(here, part)
                if number is None:
                    break
                here, path = here[number], (*path, number)
            else:
                break
        return path, here


@dataclass(frozen=True)
class Source:
    """A scenario's own file and those it extends, the nearest first."""

    files: tuple[SourceFile, ...]
    tables: dict[str, Any] = field(repr=False)
    """All of them laid over each other."""

    @property
    def path(self) -> Path:
        """The scenario's own file."""
        return self.files[0].path

    def named(self, path: Sequence[str | int]) -> Named:
        """*path* with the names of rows instead of their numbers in the tables together."""
        here: Any = self.tables
        found: Named = ()
        for part in path:
            if isinstance(part, int) and isinstance(here, list) and part < len(here):
                here = here[part]
                found = (*found, row_name(here) or part)
                continue
            found = (*found, part)
            here = here.get(part) if isinstance(here, dict) else None
        return found

    def origin(self, where: Named) -> tuple[SourceFile, at.Path, Any]:
        """The file in which *where* was written, its path there, and what stands there.

        The nearest file that has all of it; if none has, the nearest that has most of it. A list whose rows have no names is all of one
        file: the nearest that has it.
        """
        for depth, part in enumerate(where):
            if isinstance(part, int):
                owner = next((file for file in self.files if len(file.walk(where[:depth])[0]) == depth), self.files[0])
                return (owner, *owner.walk(where))
        found = [(file, *file.walk(where)) for file in self.files]
        return max(found, key=lambda one: len(one[1]))  # the first of the longest

    def place(self, where: Named, value: object = None) -> Place:
        """Where *where* stands: the *value* itself, if it can be found there, else the key, else the row around it."""
        file, path, here = self.origin(where)
        if isinstance(here, list) and isinstance(value, str):
            number = _row(here, value)
            path = path if number is None else (*path, number)
        if file.positions is None:
            return Place(file.path)
        whole = value is not None and len(path) >= len(where)
        return Place(file.path, file.positions.near(path, value=whole))

    def removal(self, where: Named) -> tuple[at.Span, ...]:
        """The key at *where* with its value, as a stretch of the file it was written in; nothing where that is not known."""
        file, path, _ = self.origin(where)
        pair = file.positions.pairs.get(path) if file.positions is not None and len(path) == len(where) else None
        return () if pair is None else (pair,)


def read_source(path: Path, base: Callable[[Path, str], Path | None]) -> Source:
    """The scenario file *path* with all it extends; *base* finds the file that is extended, by its name and who extends it.

    Raises :exc:`ScenarioError` for a file that cannot be read, is no TOML, has a row twice, extends what is not there or drops what
    is not there.
    """
    return Source(*_read(path, base, ()))


def _read(
    path: Path, base: Callable[[Path, str], Path | None], below: tuple[Path, ...]
) -> tuple[tuple[SourceFile, ...], dict[str, Any]]:
    raw = read_toml(path, "scenario", "`fourthseat new NAME` writes one to start from")
    if other := _of_another_kind(path, raw):
        raise ScenarioError(f"{path}: {other}")
    own = SourceFile(path, raw)
    found = list(_twice(own))
    if found:
        raise refused(found)
    extends, drop = raw.get("extends"), raw.get("drop", [])
    tables = {key: value for key, value in raw.items() if key not in ("extends", "drop")}
    if extends is None:
        if "drop" in raw:
            raise _wrong(own, "drop", "FS005", "drop: there is nothing to drop from without extends", drop)
        return (own,), tables
    if not isinstance(extends, str):
        raise _wrong(own, "extends", "FS003", f"extends = {quoted(extends)} must name one file", extends)
    under = base(path, extends)
    if under is None:
        message = f"extends = {quoted(extends)}: no {abbreviated(extends, MOST_OF_A_VALUE)}.toml beside it or among the known scenarios"
        raise _wrong(own, "extends", "FS003", message, extends)
    if under.resolve() in below or under.resolve() == path.resolve():
        raise _wrong(own, "extends", "FS003", f"extends = {quoted(extends)} goes round in a circle", extends)
    files, beneath = _read(under, base, (*below, path.resolve()))
    return (own, *files), over(own, beneath)


def _of_another_kind(path: Path, raw: dict[str, Any]) -> str:
    """What the file *path* is instead of a scenario's, and which command takes it; empty if it may be one."""
    if raw.keys() & {"extends", "seat", "title", "incident", "option"}:
        return ""
    if "measure" in raw and raw.keys() & {"scenario", "stopping", "question"}:
        return f"is a study's file, not a scenario's; `fourthseat batch --study {path}` runs the study"
    if list(raw) == ["group"]:
        return f"is a plan of groups, not a scenario's file; `fourthseat groups SCENARIO --plan {path}` takes it"
    return ""


def over(own: SourceFile, beneath: dict[str, Any]) -> dict[str, Any]:
    """The tables of *own* laid over those it extends, *beneath*, without what it drops."""
    tables = {key: value for key, value in own.tables.items() if key not in ("extends", "drop")}
    merged: dict[str, Any] = lay(_without(own, beneath, own.tables.get("drop", [])), tables)
    return merged


def _wrong(file: SourceFile, key: str, code: str, message: str, value: object) -> RefusedError:
    place = Place(file.path, file.positions.near((key,), value=True) if file.positions is not None else None)
    return refused([Finding(code, message, place, key, value)])


def _twice(file: SourceFile) -> Iterator[Finding]:
    """Rows of one table with one name, in one file."""
    for table, rows in file.tables.items():
        names = Counter(map(row_name, rows)) if _rows(rows) else Counter[str | None]()
        for name in [name for name, times in names.items() if times > 1]:
            numbers = [number for number, row in enumerate(rows) if row_name(row) == name]
            span = file.positions.near((table, numbers[1])) if file.positions is not None else None
            message = f"{table} {quoted(name)} appears twice; rename one of the two"
            yield Finding("FS004", message, Place(file.path, span), f"{table}[{name}]", name)


def _without(own: SourceFile, beneath: dict[str, Any], drop: Any) -> dict[str, Any]:
    """The tables that are extended, without the rows and keys that *own* drops from them."""
    if not isinstance(drop, list) or not all(isinstance(one, str) for one in drop):
        message = f'drop = {quoted(drop)} must be a list of paths, such as ["option.hotline"]'
        raise _wrong(own, "drop", "FS005", message, drop)
    found = []
    for number, path in enumerate(drop):
        beneath, why = _dropped(beneath, path.split("."), ())
        if why:
            span = own.positions.near(("drop", number), value=True) if own.positions is not None else None
            found.append(Finding("FS005", f"drop {quoted(path)}: {why}", Place(own.path, span), "drop", path))
    if found:
        raise refused(found)
    return beneath


def _dropped(here: Any, path: list[str], above: tuple[str, ...]) -> tuple[Any, str]:
    """*here* without what stands at *path* in it, and why not if there is no such thing. *here* itself is not changed."""
    key, rest = path[0], path[1:]
    inside = f" in {'.'.join(above)}" if above else ""
    if isinstance(here, list):
        number = _row(here, key)
        if number is None:
            return here, f"no {quoted(key)}{inside}; {nearest(key, [row_name(row) or '?' for row in here])}"
        if not rest:
            return [*here[:number], *here[number + 1 :]], ""
        inner, why = _dropped(here[number], rest, (*above, key))
        return [*here[:number], inner, *here[number + 1 :]], why
    if not isinstance(here, dict) or key not in here:
        known = here if isinstance(here, dict) else ()
        return here, f"no {quoted(key)}{inside}; {nearest(key, map(str, known))}"
    if not rest:
        return {name: value for name, value in here.items() if name != key}, ""
    inner, why = _dropped(here[key], rest, (*above, key))
    return {**here, key: inner}, why


def lay(under: Any, over: Any) -> Any:
    """*over* laid on *under*: tables key by key, lists of rows by ``id`` or ``seat``, all else replaced."""
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        if "value" in over:
            return over
        return {**under, **{key: lay(under[key], value) if key in under else value for key, value in over.items()}}
    if _rows(under) and _rows(over):
        rows = {row_name(row): row for row in under}
        for row in over:
            rows[row_name(row)] = lay(rows[row_name(row)], row) if row_name(row) in rows else row
        return list(rows.values())
    return over


def _rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) and row_name(row) for row in value)


def row_name(row: Any) -> str | None:
    """What names *row* among its like; None if nothing does that could be a name."""
    name = row.get("id") or row.get("seat") if isinstance(row, Mapping) else None
    return name if isinstance(name, str) else None


def _row(rows: list[Any], part: str | int) -> int | None:
    """The number of the row or value of *rows* that *part* names."""
    if isinstance(part, int):
        return part if part < len(rows) else None
    for number, row in enumerate(rows):
        if row == part or row_name(row) == part or (isinstance(row, dict) and row.get("name") == part):
            return number
    return None
