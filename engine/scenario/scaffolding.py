"""The text a new scenario begins as: the scaffold under another name, or a few lines that build on another scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.scenario.pictures import sample_picture
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["building_on", "check_name", "pack", "renamed"]

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
format = 2
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


def pack(text: str, seats: Iterable[str]) -> dict[str, bytes]:
    """The files of a pack whose scenario is *text*: a picture for everybody, one for the first of *seats* alone, and where more may lie."""
    first = next(iter(seats))
    rows = f"""
# ------------------------------------------------------------------ the pack: files that are handed out
# PNG, JPEG, WebP, SVG and PDF lie in this folder. Whoever is given one sees it on the page of the cell, and in the packet if it is there from
# the first move on. A public one is shown on the wall too. An events list in a spreadsheet may stand in place of [[msel]]:
# events = "events.xlsx" at the top of this file.

[[handout]]
id = "chart"
file = "pictures/chart.svg"
title = "Chart of the waters"
move = 1  # handed out as the first move opens; or inject = "INJ-01"
public = true
licence = "CC0-1.0"
source = "drawn for this scaffold; change it"

[[handout]]
id = "photograph"
file = "pictures/photograph.png"
title = "What the patrol saw"
to = ["{first}"]  # nobody else ever sees it
move = 1
licence = "CC0-1.0"
source = "drawn for this scaffold; change it"
"""
    texts = {"scenario.toml": text.rstrip("\n") + "\n" + rows, "pictures/chart.svg": _CHART}
    pictures = {"pictures/photograph.png": sample_picture()}
    return {name: said.encode() for name, said in texts.items()} | pictures


_CHART = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 260" width="400" height="260">
<title>Two coasts with a strait between them</title>
<rect width="400" height="260" fill="#dfeaf1"/>
<path d="M0 0H150Q120 60 160 110T130 260H0Z" fill="#d8d2c2" stroke="#8d8773"/>
<path d="M400 0H300Q330 80 280 140T310 260H400Z" fill="#d8d2c2" stroke="#8d8773"/>
<path d="M215 20V240" stroke="#4a6b80" stroke-dasharray="8 6" fill="none"/>
<text x="50" y="130" font-family="sans-serif" font-size="16">NORTH</text>
<text x="325" y="130" font-family="sans-serif" font-size="16">SOUTH</text>
<text x="180" y="252" font-family="sans-serif" font-size="12">fairway</text>
</svg>
"""
