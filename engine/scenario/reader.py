"""From raw tables to a scenario: shapes first, then the rows against each other; every mistake in one message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.scenario.checks import contradictions
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["parse", "parse_rows"]

MOST = 12
"""Complaints printed in one message; more than these only bury the first."""


def parse(raw: Mapping[str, Any], where: str) -> Scenario:
    """The scenario in *raw*; :exc:`ScenarioError` naming *where*, the key, the value and what would be right."""
    scenario = parse_rows(raw, where)
    if wrong := list(contradictions(scenario)):
        raise ScenarioError(f"{where}: {'; '.join(map(str, wrong))}")
    return scenario


def parse_rows(raw: Mapping[str, Any], where: str) -> Scenario:
    """The scenario in *raw*, every row well formed but not yet checked against the others.

    For a caller that places complaints itself (:func:`fourthseat.engine.scenario.checks.contradictions`); :func:`parse` is
    what all else wants. Raises :exc:`ScenarioError` naming *where*, the key, the value and what would be right.
    """
    try:
        # By way of JSON: strict about types, yet a list may stand for a tuple and a name for a cell.
        return Scenario.model_validate_json(json.dumps(raw, default=_odd))
    except RecursionError:
        raise ScenarioError(f"{where}: nested too deeply for a scenario") from None
    except ValidationError as wrong:
        lines = [f"{where}: {_complaint(raw, error)}" for error in wrong.errors(include_url=False)]
        more = [f"… and {len(lines) - MOST} more"] if len(lines) > MOST else []
        raise ScenarioError("\n".join(lines[:MOST] + more)) from None


def _odd(value: Any) -> Any:
    """A TOML date or time, which no key takes."""
    return {"date": str(value)}


def _complaint(raw: Any, error: Any) -> str:
    key = _path(raw, error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        fields = _fields_at(error["loc"][:-1])
        return f"{key}: unknown key; {nearest(str(error['loc'][-1]), fields)}" if fields else f"{key}: unknown key"
    if error["type"] == "missing":
        return f"{key}: missing"
    shown = error.get("input")
    if error["loc"] and isinstance(shown, str | int | float | bool) and repr(shown) not in message:
        message = f"{shown!r} is not right: {message}"
    return f"{key}: {message}" if key else message


def _path(raw: Any, loc: tuple[int | str, ...]) -> str:
    """``incident[blockade].window_hours``: rows by their id where they have one."""
    text, here = "", raw
    for part in loc:
        if isinstance(part, int):
            try:
                here = here[part]
            except (IndexError, KeyError, TypeError):
                here = None
            label = here.get("id", here.get("seat", part)) if isinstance(here, Mapping) else part
            text += f"[{label}]"
        else:
            here = here.get(part) if isinstance(here, Mapping) else None
            text += f".{part}" if text else part
    return text


def _fields_at(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys a table at *loc* may have."""

    def model_in(annotation: Any) -> Any:
        if isinstance(annotation, type) and issubclass(annotation, Frozen):
            return annotation
        return next(filter(None, map(model_in, get_args(annotation))), None)

    here: Any = Scenario
    for part in loc:
        if isinstance(part, int):
            continue
        field = next((f for n, f in here.model_fields.items() if part in (n, f.alias)), None)
        here = model_in(field.annotation) if field is not None else None
        if here is None:
            return ()
    return tuple(field.alias or name for name, field in here.model_fields.items())
