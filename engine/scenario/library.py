"""The shipped library of options: rows a scenario may use, and what the ten kinds of the first format stand for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from fourthseat.engine.core.errors import nearest
from fourthseat.engine.scenario.effect_rows import KINDS, TARGETS, EffectRow

__all__ = ["KIND_NAMES", "Missing", "library", "of_kind", "used"]

KIND_NAMES = (
    "statement", "deploy", "share", "transfer", "harden", "consult", "reassure", "posture", "surge", "intrude",
)  # fmt: skip
"""Kinds of option of the first format; each is a row of the library."""


@cache
def library() -> Mapping[str, dict[str, Any]]:
    """The rows of the library by their id, as its file has them."""
    text = (files("fourthseat.scenarios") / "_library.toml").read_text("utf-8")
    return {row["id"]: row for row in tomllib.loads(text)["option"]}


@cache
def of_kind(kind: str) -> tuple[EffectRow, ...]:
    """The effects that an option of *kind* has by itself."""
    return tuple(EffectRow.model_validate(effect) for effect in library()[kind]["effects"])


class Missing(NamedTuple):
    """A row that uses what the library does not have, or fills in what nothing of it reads."""

    number: int
    """Of the row among the file's."""
    key: str
    message: str
    value: object
    table: str = "option"


def used(tables: Mapping[str, Any]) -> tuple[dict[str, Any], list[Missing]]:
    """*tables* of a file with every option that uses a row of the library completed from it, and what cannot be.

    What the file says goes before; ``with`` names what the library's effects leave open, such as a place or an indicator.
    """
    rows, wrong = tables.get("option"), list[Missing]()
    if not isinstance(rows, list) or not any(isinstance(row, dict) and ("use" in row or "with" in row) for row in rows):
        return dict(tables), wrong
    made = []
    for number, row in enumerate(rows):
        name = row.get("use") if isinstance(row, dict) else None
        if isinstance(name, str) and name in library():
            base = {key: value for key, value in library()[name].items() if key != "id"}
            base["effects"], unread = _filled(base["effects"], row.get("with"))
            wrong += [Missing(number, "with", message, row.get("with")) for message in unread]
            made.append({**base, **{key: value for key, value in row.items() if key != "with"}})
            continue
        if isinstance(row, dict) and "use" in row and isinstance(name, str):
            message = f"use = {name!r}: no such row in the library; {nearest(name, library())}"
            wrong.append(Missing(number, "use", message, name))
        elif isinstance(row, dict) and "with" in row:
            message = "with fills in what a row of the library leaves open, but the option uses none: say use = …"
            wrong.append(Missing(number, "with", message, row["with"]))
        made.append(row)
    return {**tables, "option": made}, wrong


def _filled(effects: list[dict[str, Any]], given: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """*effects* with *given* in the fields that they leave open, and a complaint about each that none of them does."""
    if given is None:
        return effects, []
    if not isinstance(given, dict):
        return effects, ['with must be a table, such as { place = "harbour" }']
    made, read = [], set[str]()
    for effect in effects:
        fits = {key: value for key, value in given.items() if key in _open(effect) and key not in effect}
        read |= fits.keys()
        made.append({**effect, **fits})
    asked = sorted({key for effect in effects for key in _open(effect)})
    return made, [
        f"with.{key}: none of its effects leaves it open; they take {', '.join(asked) or 'nothing'}"
        for key in given
        if key not in read
    ]


def _open(effect: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields of an effect that a scenario may fill in."""
    kind = KINDS[effect["does"]]
    return (*kind.needs, *kind.takes, *TARGETS[kind.on])
