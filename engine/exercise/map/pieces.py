"""Pieces of the drawing of a map: what stands for one thing, the room it takes, and the lines and rings around it."""

from __future__ import annotations

from math import hypot
from typing import NamedTuple

from fourthseat.engine.core.terms import Hour, Seat
from fourthseat.engine.exercise.map.placement import Box
from fourthseat.engine.exercise.map.projection import Position
from fourthseat.engine.rules.view_parts import IncidentView

__all__ = [
    "BASE", "BOLD", "CALLED", "INCIDENT", "LABEL", "NAME", "OWNER", "RING", "STANDS", "SYMBOL", "WIDE",
    "Placed", "Unit", "anchored", "incident_box", "leader", "marker", "pointer", "ring", "symbol_box",
]  # fmt: skip

SYMBOL, INCIDENT, RING = 38.0, 46.0, 34.0
"""Units a force's and an incident's symbol are wide, and the radius of the ring around it."""
LETTER = 9.0
"""Units the letter for an exercise stands out to the right of a frame."""
LABEL, STANDS, BASE, OWNER, CALLED, NAME = 26.0, 21.0, 19.0, 17.0, 17.0, 17.0
"""Heights of letters, in units: an incident's title, how it stands, places, whose a unit is, its name, seas. The style sheet has the same."""
WIDE, BOLD = 0.56, 0.63
"""An average letter's width over its height, plain and bold, for the sans-serif faces a browser may have. Judgement, 0.5 to 0.65."""


class Unit(NamedTuple):
    """What one symbol stands for: forces of one seat and kind that are in one place and do the same."""

    seat: Seat
    kind: str
    """What it is drawn as."""
    where: Position
    names: tuple[str, ...]
    told: str
    """In words, for who reads or listens."""
    own: bool = False


class Placed(NamedTuple):
    """Where a symbol came to stand: its middle, where it belongs, and the room it takes."""

    x: float
    y: float
    true_x: float
    true_y: float
    box: Box


def incident_box(one: IncidentView) -> Box:
    """The room of an incident about its middle: its ring while its window runs."""
    half = RING if one.choice is None else INCIDENT / 2 + 2
    return Box(-half, -half, 2 * half, 2 * half)


def symbol_box(unit: Unit) -> Box:
    """The room of a symbol about its middle: the frame, the letter to its right, and whose it is below."""
    words = len(unit.seat) + (3 if len(unit.names) > 1 else 0)
    half = max(SYMBOL / 2 + 1, BOLD * OWNER * words / 2 + 1)
    return Box(-half, -SYMBOL / 2 - 2, half + max(half, SYMBOL / 2 + LETTER), SYMBOL + 4 + OWNER)


def anchored(placed: Placed, inside: str) -> str:
    """Something that keeps its size, and its distance from where it belongs, while somebody zooms."""
    move = (placed.x - placed.true_x, placed.y - placed.true_y)
    if hypot(*move) >= 0.5:
        inside = f'<g transform="translate({move[0]:.0f} {move[1]:.0f})">{inside}</g>'
    return f'<g transform="translate({placed.true_x:.0f} {placed.true_y:.0f})"><g class="k">{inside}</g></g>'


def marker(kind: str, label: str, inside: str) -> str:
    """Something one may tab to, drawn around its own origin; *label* is escaped already."""
    return f'<g class="{kind}" role="img" tabindex="0" aria-label="{label}"><title>{label}</title>{inside}</g>'


def leader(placed: Placed) -> str:
    """A line to where something belongs, from where it is drawn, and a spot there."""
    dx, dy = placed.true_x - placed.x, placed.true_y - placed.y
    if hypot(dx, dy) < 3:
        return ""
    return f'<path d="M0 0L{dx:.0f} {dy:.0f}" class="leader"/><circle cx="{dx:.0f}" cy="{dy:.0f}" r="4" class="spot"/>'


def pointer(placed: Placed, box: Box) -> str:
    """A line from something to its words, if they lie apart."""
    x = min(max(placed.x, box.x), box.x + box.wide)
    y = min(max(placed.y, box.y), box.y + box.high)
    if hypot(x - placed.x, y - placed.y) < 1.8 * RING:
        return ""
    return f'<path d="M0 0L{x - placed.x:.0f} {y - placed.y:.0f}" class="leader"/>'


def ring(one: IncidentView, hour: Hour) -> str:
    """The window around a symbol, and how much of it has gone."""
    run = min(max((hour - one.opened) / max(one.expected_to_close - one.opened, 1), 0.0), 1.0)
    return (
        f'<circle r="{RING - 5:g}" class="window"/><circle r="{RING - 5:g}" class="window gone" pathLength="100" '
        f'stroke-dasharray="{100 * run:.0f} 100" transform="rotate(-90)"/>'
    )
