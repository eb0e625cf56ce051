"""What is wrong with a file, in words: pydantic's errors as sentences with the key, the value and the nearest name.

Used for every file whose tables are :class:`~fourthseat.engine.scenario.quantity.Frozen` models: scenarios and studies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import MOST_OF_A_MESSAGE, MOST_OF_A_VALUE, abbreviated, quoted
from fourthseat.engine.scenario.quantity import Frozen

__all__ = ["complaints", "refusal", "shortened"]

MOST = 12
"""Complaints shown at once."""
MOST_OF_A_COMPLAINT = 400
"""Characters of what one of them says."""
ROW_NAMES = ("id", "seat", "name", "path")
"""Keys that name a row of a table, the most telling first."""


def refusal(wrong: ValidationError, raw: Any, model: type[Frozen], where: str) -> ScenarioError:
    """The error for the file *where*, whose content *raw* is no *model*: a line for each complaint, a screen of them at most."""
    return ScenarioError("\n".join(shortened([f"{where}: {complaint}" for complaint in complaints(wrong, raw, model)])))


def shortened(lines: Sequence[str]) -> list[str]:
    """The first twelve of *lines*, or fewer where they are long, and how many more there are: together no more than a screen."""
    kept: list[str] = []
    room = MOST_OF_A_MESSAGE - MOST_OF_A_COMPLAINT
    for line in lines[:MOST]:
        short = abbreviated(line, MOST_OF_A_COMPLAINT)
        room -= len(short)
        if kept and room < 0:
            break
        kept.append(short)
    return kept + ([f"… and {len(lines) - len(kept)} more"] if len(lines) > len(kept) else [])


def complaints(wrong: ValidationError, raw: Any, model: type[Frozen]) -> list[str]:
    """Each error as a sentence that begins with its key: what stands there, and what would be right.

    A table that is too short only because one of its rows is wrong is not complained of: the row is.
    """
    errors = wrong.errors(include_url=False)
    places = [error["loc"] for error in errors]
    return [
        _complaint(error, raw, model)
        for error in errors
        if error["type"] != "too_short" or not any(_lies_inside(place, error["loc"]) for place in places)
    ]


def _lies_inside(place: tuple[int | str, ...], table: tuple[int | str, ...]) -> bool:
    return len(place) > len(table) and place[: len(table)] == table


def _complaint(error: ErrorDetails, raw: Any, model: type[Frozen]) -> str:
    """One error as a sentence. Messages of our own validators hold the value already; pydantic's do not."""
    place, kind, value = error["loc"], error["type"], error.get("input")
    key = _path(raw, place)
    if kind == "extra_forbidden":
        fields = _fields_at(model, place[:-1])
        return f"{key}: unknown key; {nearest(str(place[-1]), fields)}" if fields else f"{key}: unknown key"
    if kind == "missing":
        return f"{key}: missing"
    if kind == "value_error":
        message = abbreviated(str(error["ctx"]["error"]), MOST_OF_A_COMPLAINT)
    elif place and isinstance(value, str | int | float | bool):
        message = f"{quoted(value)} is not right: {error['msg']}"
    else:
        message = error["msg"]
    return f"{key}: {message}" if key else message


def _path(raw: Any, place: tuple[int | str, ...]) -> str:
    """``incident[blockade].window_hours``: rows by their name where they have one, else by their number from 0."""
    text, value = "", raw
    for part in place:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list | tuple) and part < len(value) else None
            row = value if isinstance(value, Mapping) else {}
            name = next((row[name] for name in ROW_NAMES if name in row), part)
            text += f"[{abbreviated(name if isinstance(name, str) else quoted(name), MOST_OF_A_VALUE)}]"
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
            key = abbreviated(part, MOST_OF_A_VALUE)
            text += f".{key}" if text else key
    return text


def _fields_at(model: type[Frozen], place: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys the table at *place* of a *model* may have; none where it is no table of fixed keys."""
    table: type[Frozen] | None = model
    for part in place:
        if isinstance(part, int) or table is None:
            continue
        field = next((f for name, f in table.model_fields.items() if part in (name, f.alias)), None)
        table = _model_in(field.annotation) if field is not None else None
    return () if table is None else tuple(field.alias or name for name, field in table.model_fields.items())


def _model_in(annotation: Any) -> type[Frozen] | None:
    """The model an annotation is, or is a list or an optional of."""
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
