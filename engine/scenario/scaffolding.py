"""The text a new scenario begins as: the scaffold under another name, or a few lines that build on another scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["building_on", "check_name", "renamed"]

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def check_name(name: str) -> None:
    """Raise :exc:`ScenarioError` if no scenario can be called *name*."""
    if not _NAME.fullmatch(name):
        near = re.sub(r"[^a-z0-9]+", "-", name.lower().removesuffix(".toml")).strip("-")
        hint = f", such as {near}" if near else ""
        raise ScenarioError(f"name {quoted(name)}: small letters, digits and hyphens are wanted{hint}")


def renamed(scaffold: str, name: str) -> str:
    """The text of the shipped *scaffold* as the scenario *name*."""
    return scaffold.replace('name = "scaffold"', f'name = "{name}"', 1)


def building_on(base: str, scenario: Scenario, name: str) -> str:
    """A file called *name* that extends the known scenario *base* (which is *scenario*), and shows how to change it."""
    incident, option = scenario.incidents[0], scenario.options[-1]
    seat = scenario.coalitions[0].members[0].seat
    return f"""# Builds on {base}: all its rows are taken, and what stands here completes or replaces them, row by row (same id or seat).
# `fourthseat scenarios {name}.toml --merged` shows what comes of it, `fourthseat check {name}.toml` what is wrong or hardly meant.
extends = "{base}"
name = "{name}"
title = "{_inside(scenario.title)} ({name})"
version = "1"
authors = ["your name"]
changes = ["1: begun from {base}"]

# Rows and keys that are not wanted, by their paths:
# drop = ["option.{option.id}"]

# Rows that can be changed here, key by key:
#   seats      {_names(seat.id for seat in scenario.seats)}
#   coalitions {_names(c.id for c in scenario.coalitions)}
#   forces     {_names(force.id for force in scenario.forces)}
#   incidents  {_names(one.id for one in scenario.incidents)}
#   options    {_names(one.id for one in scenario.options)}
#   injects    {_names(one.id for one in scenario.msel)}

# [[incident]]
# id = "{incident.id}"
# window_hours = {{ low = {incident.window_hours.low:g}, mode = {incident.window_hours.mode:g}, high = {incident.window_hours.high:g} }}

# [[seat]]
# id = "{seat}"
# trust = {{ value = {scenario.seat_by_id[seat].trust:g}, low = 0, high = 1 }}
"""


def _inside(text: str) -> str:
    """*text* as it may stand inside quotation marks."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _names(names: Iterable[str]) -> str:
    return " ".join(names) or "–"
