"""What is wrong with a file, in words: pydantic's errors as sentences with the key, the value and the nearest name.

Used for every file whose tables are :class:`~fourthseat.engine.scenario.quantity.Frozen` models: scenarios and studies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated, quoted
from fourthseat.engine.core.terms import RULE_PATTERN
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.findings import shortened
from fourthseat.engine.scenario.quantity import Frozen, UnsourcedError

__all__ = ["complaints", "explained", "refusal"]

MOST_TABLES = 3
"""Tables that are named of those that have a key."""
MOST_OF_A_COMPLAINT = 400
"""Characters of what one of them says."""
ROW_NAMES = ("id", "seat", "name", "path")
"""Keys that name a row of a table, the most telling first."""

WANTED = {
    "int_type": "a whole number is wanted here, such as 2",
    "int_from_float": "a whole number is wanted here, without a fraction",
    "float_type": "a number is wanted here, such as 12.5",
    "finite_number": "a finite number is wanted here",
    "bool_type": "true or false is wanted here, without quotation marks",
    "string_type": 'a string is wanted here: text in quotation marks, such as "text"',
    "tuple_type": 'a list is wanted here: ["one", "two"], or rows such as [[table]]',
    "dict_type": "a table is wanted here: {{ name = value }}",
    "model_type": "a table is wanted here: {{ name = value }}, or a header such as [table]",
    "string_too_short": "it is empty: some text is wanted here",
    "too_short": "too few: at least {min_length} wanted here, and {actual_length} stand there",
    "too_long": "too many: {max_length} wanted here, and {actual_length} stand there",
    "greater_than_equal": "{ge} or more is wanted here",
    "greater_than": "more than {gt} is wanted here",
    "less_than_equal": "{le} or less is wanted here",
    "less_than": "less than {lt} is wanted here",
    "literal_error": "one of these is wanted here: {expected}",
    "enum": "one of these is wanted here: {expected}",
}
"""What would be right, by the kind of pydantic's error; for others its own sentence."""
PATTERNS = {
    r"^[a-z0-9][a-z0-9-]*$": "a name of small letters, digits and hyphens is wanted here, such as joint-patrol",
    r"^[A-Z][A-Z0-9]{1,7}$": "a seat's name is two to eight capital letters and digits, such as NOR",
    r"^[A-Za-z0-9][A-Za-z0-9-]*$": "letters, digits and hyphens are wanted here, such as INJ-07",
    RULE_PATTERN: 'one of these is wanted here: "lead", "lead+1", "quorum:2", "weighted:0.6", "unanimity", "silence:24" (or other numbers)',
    r"^[A-Z][A-Z0-9-]{1,15}$": "a cell's name is two to sixteen capital letters, digits and hyphens, such as NORDIC",
    r"^#[0-9a-fA-F]{6}$": "a colour is written as #rrggbb, such as #3b7ac0",
    r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$": "a language is written as its code, such as en, ja or pt-BR",
}
"""What would be right, by the pattern a text does not match."""


def refusal(wrong: ValidationError, raw: Any, model: type[Frozen], where: str) -> ScenarioError:
    """The error for the file *where*, whose content *raw* is no *model*: a line for each complaint, a screen of them at most."""
    return ScenarioError("\n".join(shortened([f"{where}: {complaint}" for complaint in complaints(wrong, raw, model)])))


def complaints(wrong: ValidationError, raw: Any, model: type[Frozen]) -> list[str]:
    """Each error as a sentence that begins with its key: what stands there, and what would be right."""
    return [str(one) for one in explained(wrong, raw, model)]


def explained(wrong: ValidationError, raw: Any, model: type[Frozen]) -> list[Complaint]:
    """Each error with its place, numbers of rows in it: what stands there, and what would be right.

    A table that is too short only because one of its rows is wrong is not complained of: the row is.
    """
    found = wrong.errors(include_url=False)
    for error in found:  # of a key that can be written in two ways, the way is no part of the place
        error["loc"] = tuple(part for part in error["loc"] if not str(part).startswith(":"))
    errors = _one_a_value(found, raw)
    places = [error["loc"] for error in errors]
    return [
        _complaint(error, raw, model)
        for error in errors
        if error["type"] != "too_short" or not any(_lies_inside(place, error["loc"]) for place in places)
    ]


def _one_a_value(errors: list[ErrorDetails], raw: Any) -> list[ErrorDetails]:
    """*errors* of a value that may be of several kinds as the one of the kind it is, without the names of the kinds in their places."""
    kept: dict[tuple[int | str, ...], ErrorDetails] = {}
    for error in errors:
        place, value = list[int | str](), raw
        for part in error["loc"]:
            if isinstance(part, str) and place and not isinstance(value, Mapping):
                continue  # a kind's name
            place.append(part)
            rows = isinstance(part, int) and isinstance(value, list | tuple) and part < len(value)
            value = value[part] if rows else value.get(part) if isinstance(value, Mapping) else None
        known = kept.get(tuple(place))
        if known is None or _right_kind(error):
            kept[tuple(place)] = error | {"loc": tuple(place)}
    return [
        error
        for place, error in kept.items()
        if _right_kind(error) or not any(_lies_inside(other, place) for other in kept)
    ]


def _right_kind(error: ErrorDetails) -> bool:
    """Whether it is the contents that are wrong, not the kind of value."""
    return not error["type"].endswith("_type")


def _lies_inside(place: tuple[int | str, ...], table: tuple[int | str, ...]) -> bool:
    return len(place) > len(table) and place[: len(table)] == table


def _complaint(error: ErrorDetails, raw: Any, model: type[Frozen]) -> Complaint:
    """One error as a complaint. Messages of our own validators hold the value already; pydantic's do not."""
    place, kind, value = error["loc"], error["type"], error.get("input")
    key = _path(raw, place)
    if kind == "extra_forbidden":
        fields = _fields_at(model, place[:-1])
        name = str(place[-1])
        return Complaint("FS101", place, f"unknown key{_meant(name, fields, model)}", value, key)
    if kind == "missing":
        return Complaint("FS102", place, "missing", None, key)
    if kind == "value_error":
        message = abbreviated(str(error["ctx"]["error"]), MOST_OF_A_COMPLAINT)
        return Complaint(
            "FS104" if isinstance(error["ctx"]["error"], UnsourcedError) else "FS103", place, message, value, key
        )
    wanted = _wanted(error, place)
    if isinstance(value, Mapping) and value.keys() == {"date"}:  # as the reader writes a date, which no key takes
        return Complaint("FS103", place, f"{value['date']} is a date: {wanted}", value["date"], key)
    if place and isinstance(value, str | int | float | bool):
        return Complaint("FS103", place, f"{quoted(value)} is not right: {wanted}", value, key)
    return Complaint("FS103", place, wanted, value, key)


def _meant(name: str, fields: tuple[str, ...], model: type[Frozen]) -> str:
    """What is said behind *unknown key*: the nearest of the table's *fields*, or the tables that have a key of this name."""
    if not fields:
        return ""
    others = sorted(header for header, keys in _headers(model).items() if name in keys)
    near = nearest(name, fields)
    if not others or name in fields:
        return f"; {near}"
    if len(others) > MOST_TABLES:
        return f"; {len(others)} other tables have such a key: {', '.join(others[:MOST_TABLES])} …"
    return f"; it belongs to {' or '.join(others)}"


def _headers(model: type[Frozen], above: str = "") -> dict[str, tuple[str, ...]]:
    """Keys by the header of their table, for every table that has one: ``[[incident]]``, ``[seat.doctrine]``."""
    found: dict[str, tuple[str, ...]] = {}
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner is None:
            continue
        path = f"{above}{field.alias or name}"
        rows = getattr(field.annotation, "__origin__", None) is tuple
        header = f"[[{path}]]" if rows else f"[{path}]"
        found[header] = tuple(one.alias or key for key, one in inner.model_fields.items())
        if inner is not model:  # what follows an effect is effects again
            found |= _headers(inner, f"{path}.")
    return found


def _wanted(error: ErrorDetails, place: tuple[int | str, ...]) -> str:
    """What would be right where *error* is."""
    context, value = error.get("ctx", {}), error.get("input")
    if error["type"] == "string_pattern_mismatch":
        return PATTERNS.get(context["pattern"], error["msg"]) + _as_name(context["pattern"], str(value))
    if error["type"] == "tuple_type" and isinstance(value, Mapping) and len(place) == 1:
        return f"it is a list of rows; write [[{place[0]}]]"
    if error["type"] == "tuple_type" and isinstance(value, str):
        return f"a list is wanted here: [{json.dumps(abbreviated(value, MOST_OF_A_VALUE), ensure_ascii=False)}]"
    if error["type"] == "model_type" and context.get("class_name") == "Spread":
        return "a spread is wanted here, the least, the most likely and the most: { low = …, mode = …, high = … }"
    words = WANTED.get(error["type"])
    return error["msg"] if words is None else words.format(**context)


def _as_name(pattern: str, value: str) -> str:
    """The name that *value* would make: ``; did you mean 'the-strait'?``; empty if it makes none."""
    near = re.sub(r"[^A-Za-z0-9]+", "-", value).strip("-")
    name = next((one for one in (near.lower(), near.upper()) if near and re.fullmatch(pattern, one)), "")
    return f"; did you mean {abbreviated(name, MOST_OF_A_VALUE)!r}?" if name else ""


def _path(raw: Any, place: tuple[int | str, ...]) -> str:
    """``incident[raid].window_hours``: rows by their name where they have one, else by their number from 0."""
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
