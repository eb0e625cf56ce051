"""The shipped situations, and the only place that reads a scenario file."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated, quoted
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.toml_file import read_toml

__all__ = ["find", "load", "names"]

FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The shipped scenarios, the tutorial first."""
    return tuple(sorted((path.stem for path in FOLDER.glob("[!_]*.toml")), key=lambda name: (name != "tutorial", name)))


def find(name: str) -> Scenario:
    """A shipped scenario by its name, or any by its file; :exc:`ScenarioError` with the nearest names."""
    if name in names():
        return load(FOLDER / f"{name}.toml")
    if name.endswith(".toml") or "/" in name:
        return load(Path(name))
    raise ScenarioError(f"no scenario {quoted(name)}; {nearest(name, names())}")


def load(path: Path) -> Scenario:
    """The scenario in *path*; :exc:`ScenarioError` names the file, the key or line, the value and what would be right.

    A file may say ``extends = "_common"``: the rows of that file (beside it, or shipped) are taken first and
    this file's rows replace or complete them, table by table and row by row (same ``id`` or ``seat``).
    """
    return parse(_read(path, ()), str(path))


def _read(path: Path, below: tuple[Path, ...]) -> dict[str, Any]:
    raw = read_toml(path, "scenario", "copy scenarios/tutorial.toml to start one")
    for table, rows in raw.items():
        keys = Counter(map(_key, rows)) if _rows(rows) else Counter()
        twice = next((key for key, times in keys.items() if times > 1), None)
        if twice is not None:
            raise ScenarioError(f"{path}: {table} {quoted(twice)} appears twice")
    base = raw.pop("extends", None)
    if base is None:
        return raw
    if not isinstance(base, str):
        raise ScenarioError(f"{path}: extends = {quoted(base)} must name one file")
    under = next((f for f in (path.parent / f"{base}.toml", FOLDER / f"{base}.toml") if os.path.exists(f)), None)
    if under is None:
        raise ScenarioError(
            f"{path}: extends = {quoted(base)}: no {abbreviated(base, MOST_OF_A_VALUE)}.toml beside it or among the shipped scenarios"
        )
    if under.resolve() in below:
        raise ScenarioError(f"{path}: extends = {quoted(base)} goes round in a circle")
    merged: dict[str, Any] = _merge(_read(under, (*below, path.resolve())), raw)
    return merged


def _merge(under: Any, over: Any) -> Any:
    """*over* laid on *under*: tables key by key, lists of rows by ``id`` or ``seat``, all else replaced."""
    if isinstance(under, dict) and isinstance(over, dict):
        if "value" in over:
            return over
        return {**under, **{key: _merge(under[key], value) if key in under else value for key, value in over.items()}}
    if _rows(under) and _rows(over):
        rows = {_key(row): row for row in under}
        for row in over:
            rows[_key(row)] = _merge(rows[_key(row)], row) if _key(row) in rows else row
        return list(rows.values())
    return over


def _rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) and _key(row) for row in value)


def _key(row: dict[str, Any]) -> str | None:
    """What names *row* among its like; None if nothing does that could be a name."""
    name = row.get("id") or row.get("seat")
    return name if isinstance(name, str) else None
