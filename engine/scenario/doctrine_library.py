"""The shipped library of doctrines, and how a file's own rows are completed from it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.scenario.doctrine_rows import Doctrine
from fourthseat.engine.scenario.library import Missing

__all__ = ["CAPITAL", "OPPONENT", "doctrines_used", "shipped"]

CAPITAL, OPPONENT = "standard", "opportunist"
"""What a seat follows that names no doctrine, by its side."""


@cache
def _rows() -> Mapping[str, dict[str, Any]]:
    """The rows of the library by their id, each completed from the row it uses."""
    text = (files("fourthseat.scenarios") / "_doctrines.toml").read_text("utf-8")
    made: dict[str, dict[str, Any]] = {}
    for row in tomllib.loads(text)["doctrine"]:
        made[row["id"]] = _laid(made[row["use"]], row) if "use" in row else row
    return made


@cache
def shipped() -> tuple[Doctrine, ...]:
    """Every doctrine of the library, in the order of its file."""
    return tuple(Doctrine.model_validate(_as_tuples(row)) for row in _rows().values())


def doctrines_used(tables: Mapping[str, Any]) -> tuple[dict[str, Any], list[Missing]]:
    """*tables* of a file with each ``[[doctrine]]`` completed from the row it uses, beside the library's others; and what cannot be.

    A row of the library's id is laid over that one, and a row may use one that stands before it in the file.
    """
    own, wrong = tables.get("doctrine"), list[Missing]()
    if not isinstance(own, list):
        return dict(tables), wrong
    known: dict[str, Any] = dict(_rows())
    made = []
    for number, row in enumerate(own):
        whole = row
        if isinstance(row, dict):
            use = row.get("use", row.get("id"))
            if isinstance(use, str) and use in known:
                whole = _laid(known[use], row)
            elif isinstance(use, str) and "use" in row:
                message = f"use = {use!r}: no such doctrine; {nearest(use, known)}"
                wrong.append(Missing(number, "use", message, use, "doctrine"))
            if isinstance(row.get("id"), str):
                known[row["id"]] = whole
        made.append(whole)
    taken = {row.get("id") for row in made if isinstance(row, dict)}
    return {**tables, "doctrine": [*made, *(row for name, row in _rows().items() if name not in taken)]}, wrong


def _laid(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """*over* laid on *under*, key by key; of tables of numbers key by key too, while rules are replaced as a whole."""
    made = dict(under)
    for key, value in over.items():
        below = under.get(key)
        tables = isinstance(value, Mapping) and isinstance(below, Mapping) and "value" not in value
        made[key] = _laid(below, value) if tables and isinstance(below, Mapping) else value
    return made


def _as_tuples(value: Any) -> Any:
    """Lists of a TOML file as the tuples that rows hold."""
    if isinstance(value, list):
        return tuple(map(_as_tuples, value))
    return {key: _as_tuples(one) for key, one in value.items()} if isinstance(value, dict) else value
