"""From raw tables to a scenario: shapes first, then the rows against each other; every mistake in one message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.checks import contradictions
from fourthseat.engine.scenario.complaints import refusal, shortened
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["parse", "parse_rows"]


def parse(raw: Mapping[str, Any], where: str) -> Scenario:
    """The scenario in *raw*; :exc:`ScenarioError` naming *where*, the key, the value and what would be right."""
    scenario = parse_rows(raw, where)
    if wrong := list(contradictions(scenario)):
        raise ScenarioError(f"{where}: {'; '.join(shortened([*map(str, wrong)]))}")
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
        raise refusal(wrong, raw, Scenario, where) from None


def _odd(value: Any) -> Any:
    """A TOML date or time, which no key takes."""
    return {"date": str(value)}
