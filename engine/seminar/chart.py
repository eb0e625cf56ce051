"""The map: real coastlines, incidents with their windows, forces where they are, in military symbols or plain ones.

Drawn from a :class:`~engine.view.View`, so a seat's map shows what the seat may know and nothing else. The land and the
symbols are data made once by ``docs/land.py`` and ``docs/symbols.py``; nothing is fetched and nothing geographic is
needed to run. Only the coast is drawn: no border and no claim.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from math import asin, cos, degrees, radians, sin
from typing import Any, NamedTuple

from engine.scenario import Scenario
from engine.specs import Place
from engine.terms import Cell, Hour, Seat
from engine.view import OwnForce, Sighting, View

__all__ = ["DOMAINS", "Frame", "definitions", "frame", "land", "overlay", "reach"]

WIDTH = 1000.0
"""Units of the drawing across."""

DOMAINS = {
    "surface": ("S", "warships"),
    "coastguard": ("C", "coastguard"),
    "air": ("A", "aircraft"),
    "undersea": ("U", "undersea"),
    "bmd": ("B", "missile defence"),
    "cyber": ("Y", "cyber"),
    "autonomy": ("X", "uncrewed"),
}
"""Domains of force: the letter of the plain icon, and the word."""


class Frame(NamedTuple):
    """The part of the world a scenario plays in, degrees, and the height of its drawing."""

    west: float
    south: float
    east: float
    north: float
    height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position is drawn; outside the frame, at its edge."""
        x = (lon % 360 - self.west) / (self.east - self.west) * WIDTH
        y = (self.north - lat) / (self.north - self.south) * self.height
        return min(max(x, 14.0), WIDTH - 14), min(max(y, 14.0), self.height - 14)

    def holds(self, place: Place) -> bool:
        """Whether *place* is inside."""
        return self.west <= place.lon % 360 <= self.east and self.south <= place.lat <= self.north


@cache
def _coast() -> tuple[tuple[float, float, float, float], tuple[tuple[float, ...], ...]]:
    raw = json.loads((files("engine.seminar") / "land.json").read_text("utf-8"))
    west, south, east, north = raw["box"]
    return (west, south, east, north), tuple(tuple(value / 1000 for value in ring) for ring in raw["rings"])


@cache
def _symbols() -> Mapping[str, Mapping[str, Any]]:
    raw: dict[str, dict[str, Any]] = json.loads((files("engine.seminar") / "symbols.json").read_text("utf-8"))
    return raw["symbols"]


def frame(scenario: Scenario) -> Frame:
    """Around everything that happens and every base inside the map's data, with room at the edges."""
    (west, south, east, north), _ = _coast()
    used = {i.place for i in scenario.incidents} | {f.home for f in scenario.forces}
    places = [p for p in scenario.places if p.id in used and west < p.lon < east and south < p.lat < north]
    w, e = min(p.lon for p in places) - 4, max(p.lon for p in places) + 4
    s, n = min(p.lat for p in places) - 4, max(p.lat for p in places) + 4
    squeeze = cos(radians((s + n) / 2))
    wide, high = (e - w) * squeeze, n - s
    if wide < 1.25 * high:
        more = (1.25 * high - wide) / squeeze / 2
        w, e = w - more, e + more
    elif wide > 1.9 * high:
        more = (wide / 1.9 - high) / 2
        s, n = s - more, n + more
    w, e, s, n = max(w, west), min(e, east), max(s, south), min(n, north)
    return Frame(w, s, e, n, WIDTH * (n - s) / ((e - w) * cos(radians((s + n) / 2))))


def land(around: Frame) -> str:
    """The coast inside *around* as the data of one SVG path; every ring has three points or more after rounding."""
    parts = []
    for ring in _coast()[1]:
        lons, lats = ring[::2], ring[1::2]
        if max(lons) < around.west or min(lons) > around.east or max(lats) < around.south or min(lats) > around.north:
            continue
        drawn: list[tuple[float, float]] = []
        for lon, lat in zip(lons, lats, strict=True):
            x = round((lon - around.west) / (around.east - around.west) * WIDTH, 1)
            y = round((around.north - lat) / (around.north - around.south) * around.height, 1)
            if not drawn or drawn[-1] != (x, y):
                drawn.append((x, y))
        if len(set(drawn)) >= 3:
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in drawn) + "Z")
    return "".join(parts)


def definitions() -> str:
    """Every symbol once, to be used by name: military and plain."""
    parts = []
    for name, row in _symbols().items():
        kind, domain = name.split(":")
        parts.append(f'<symbol id="mil-{kind}-{domain}" viewBox="{row["box"]}">{row["svg"]}</symbol>')
    for kind in ("friend", "hostile", "neutral", "unknown"):
        for domain, (letter, _) in DOMAINS.items():
            parts.append(
                f'<symbol id="plain-{kind}-{domain}" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10" class="plain {kind}"/>'
                f'<text x="12" y="16.5" text-anchor="middle" class="letter">{letter}</text></symbol>'
            )
        parts.append(
            f'<symbol id="plain-{kind}-incident" viewBox="0 0 24 24"><path d="M12 2 22 21H2Z" class="plain {kind}"/>'
            '<text x="12" y="18" text-anchor="middle" class="letter">!</text></symbol>'
        )
    return "".join(parts)


def overlay(shown: View, scenario: Scenario, around: Frame, symbols: str = "military") -> str:
    """What *shown* has on the map: incidents with their windows, its own forces, whoever is on station."""
    prefix = "mil" if symbols == "military" else "plain"
    own = scenario.seat_by_id[shown.seat].cell if shown.seat in scenario.seat_by_id else Cell.BLUE
    parts = list(_forces(shown, scenario, around, prefix, own))
    parts += [_incident(one, shown, scenario, around, prefix, own) for one in shown.incidents]
    parts += [_wave(force, shown, scenario, around) for force in shown.forces]
    return "".join(parts)


def _side(cell: Cell, own: Cell) -> str:
    if cell is Cell.GREEN or own is Cell.GREEN:
        return "neutral" if cell is not own else "friend"
    return "friend" if cell is own or (own is Cell.WHITE and cell is Cell.BLUE) else "hostile"


def _use(prefix: str, side: str, domain: str, x: float, y: float, size: float) -> str:
    if prefix == "mil" and f"{side}:{domain}" not in _symbols():
        prefix = "plain"
    half = size / 2
    return f'<use href="#{prefix}-{side}-{domain}" x="{x - half:.1f}" y="{y - half:.1f}" width="{size:g}" height="{size:g}"/>'


def _incident(one: Sighting, shown: View, scenario: Scenario, around: Frame, prefix: str, own: Cell) -> str:
    place = next(p for p in scenario.places if p.id == one.place)
    x, y = around.at(place.lon, place.lat)
    side = "friend" if shown.seat == one.opponent else "hostile"
    run = min(max((shown.hour - one.opened) / max(one.expected_to_close - one.opened, 1), 0.0), 1.0)
    left = one.expected_to_close - shown.hour
    told = ending(one) if one.choice is not None else f"open, about {max(left, 0)} h left"
    label = f"{one.title}: {told}"
    ring = ""
    if one.choice is None:
        ring = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="21" class="window"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="21" class="window gone" pathLength="100" '
            f'stroke-dasharray="{100 * run:.0f} 100" transform="rotate(-90 {x:.1f} {y:.1f})"/>'
        )
    near = sum(before.place == one.place for before in shown.incidents[: shown.incidents.index(one)])
    end = x > WIDTH * 0.66
    tx, ty = (x - 27 if end else x + 27), y + 5 + 20 * near
    there = list(_on_station(one, scenario, x, y, prefix, own, _taken(shown, one)))
    state = "live" if one.choice is None else "closed"
    return (
        f'<g class="incident {state}" role="img" tabindex="0" aria-label="{escape(label)}"><title>{escape(label)}</title>{ring}'
        f"{_use(prefix, side, 'incident', x, y, 30)}"
        f'<text x="{tx:.1f}" y="{ty:.1f}"{" text-anchor=" + chr(34) + "end" + chr(34) if end else ""} class="label">{escape(one.title)}</text></g>'
        + "".join(there)
    )


def _taken(shown: View, one: Sighting) -> int:
    """Forces drawn already at the same place, of an earlier incident there."""
    return sum(len(b.on_station) for b in shown.incidents[: shown.incidents.index(one)] if b.place == one.place)


def _on_station(
    one: Sighting, scenario: Scenario, x: float, y: float, prefix: str, own: Cell, already: int
) -> Iterator[str]:
    by_name = {(f.seat, f.name): f for f in scenario.forces}
    for n, (seat, name) in enumerate(one.on_station, already):
        force = by_name[seat, name]
        fx, fy = x - 48 + 26 * (n % 5), y + 40 + 26 * (n // 5)
        told = f"{name} ({seat}) on station at {one.title}"
        side = _side(scenario.cell(seat), own)
        yield (
            f'<g class="force" role="img" tabindex="0" aria-label="{escape(told)}"><title>{escape(told)}</title>'
            f"{_use(prefix, side, force.domain, fx, fy, 24)}</g>"
        )


def _forces(shown: View, scenario: Scenario, around: Frame, prefix: str, own: Cell) -> Iterator[str]:
    """Own forces at home or under way; those on station are drawn with their incident."""
    places = {p.id: p for p in scenario.places}
    at_home: dict[str, int] = {}
    arrived = {(seat, name) for one in shown.incidents for seat, name in one.on_station}
    for force in shown.forces:
        spec = scenario.force_by_id[force.id]
        home = places[spec.home]
        side = _side(scenario.cell(spec.seat), own)
        hx, hy = around.at(home.lon, home.lat)
        if force.tasked and force.voyage is not None:
            if (spec.seat, spec.name) in arrived and shown.hour >= force.voyage[1]:
                continue
            goal = places[scenario.incident_by_id[force.tasked].place]
            gx, gy = around.at(goal.lon, goal.lat)
            share = _share(force, shown.hour)
            x, y = hx + (gx - hx) * share, hy + (gy - hy) * share
            told = f"{force.name} ({spec.seat}): under way to {scenario.incident_by_id[force.tasked].title}, due H+{force.voyage[1]}"
            yield f'<path d="M{hx:.1f} {hy:.1f}L{gx:.1f} {gy:.1f}" class="course"/>'
        else:
            n = at_home[spec.home] = at_home.get(spec.home, 0) + 1
            x, y = hx + 26 * (n - 1), hy
            if n == 1:
                named = home.name if around.holds(home) else f"from {home.name}"
                yield f'<text x="{hx:.1f}" y="{hy - 16:.1f}" text-anchor="middle" class="base">{escape(named)}</text>'
            told = f"{force.name} ({spec.seat}): at {home.name}, {100 * force.readiness:.0f} % ready"
        yield (
            f'<g class="force own" role="img" tabindex="0" aria-label="{escape(told)}"><title>{escape(told)}</title>'
            f"{_use(prefix, side, force.domain, x, y, 26)}</g>"
        )


def _share(force: OwnForce, hour: Hour) -> float:
    sailed, arrives = force.voyage or (0, 0)
    return 1.0 if arrives <= sailed else min(max((hour - sailed) / (arrives - sailed), 0.04), 0.96)


def _wave(force: OwnForce, shown: View, scenario: Scenario, around: Frame) -> str:
    """How far an idle force gets before the first open window usually closes: a circle on the sphere."""
    windows = [one.expected_to_close - shown.hour for one in shown.incidents if one.choice is None]
    spec = scenario.force_by_id[force.id]
    hours = min(windows, default=0) - float(spec.ready_hours)
    if force.tasked or hours <= 0 or not spec.speed_kn:
        return ""
    home = next(p for p in scenario.places if p.id == spec.home)
    angle = radians(min(hours * float(spec.speed_kn) / 60, 60))
    points = []
    for turn in range(0, 360, 10):
        lat = asin(sin(radians(home.lat)) * cos(angle) + cos(radians(home.lat)) * sin(angle) * cos(radians(turn)))
        bearing = sin(radians(turn)) * sin(angle) * cos(radians(home.lat))
        east = degrees(_atan(bearing, cos(angle) - sin(radians(home.lat)) * sin(lat)))
        lon = home.lon + east
        x = (lon - around.west) / (around.east - around.west) * WIDTH
        y = (around.north - degrees(lat)) / (around.north - around.south) * around.height
        points.append(f"{x:.0f} {y:.0f}")
    told = f"Reach of {force.name} before the first window closes"
    return f'<path d="M{"L".join(points)}Z" class="reach"><title>{escape(told)}</title></path>'


def _atan(y: float, x: float) -> float:
    from math import atan2

    return atan2(y, x)


def ending(one: Sighting) -> str:
    """How an incident came out, in a word or two."""
    if one.choice != "press":
        return "the opponent held" if one.choice == "hold" else "the opponent backed down"
    return {"SUCCESS": "pressed and frustrated", "PARTIAL": "pressed and blunted", "FAILURE": "a fait accompli"}.get(
        str(one.outcome), "pressed, not yet ruled on"
    )


class Reach(NamedTuple):
    """Whether an idle force can be there in time."""

    force: str
    incident: str
    needs: Hour
    """Hours to make ready and to sail."""
    left: Hour
    """Hours until the window usually closes."""


def reach(shown: View, scenario: Scenario) -> list[Reach]:
    """Every idle force of the seat's own against every open incident its domain counts at."""
    rows = []
    for force in shown.forces:
        spec = scenario.force_by_id[force.id]
        for one in shown.incidents:
            at = scenario.incident_by_id[one.id]
            if one.choice is None and not force.tasked and spec.domain in at.domains:
                nmi = scenario.transit_nmi[spec.home, at.place]
                ready = float(spec.ready_hours) / (2 if shown.raised else 1)
                sails = nmi / float(spec.speed_kn) if spec.speed_kn and scenario.mechanisms.proximity else 0.0
                rows.append(Reach(force.name, one.title, round(ready + sails), one.expected_to_close - shown.hour))
    return rows


def seats_at(scenario: Scenario, cell: Cell) -> tuple[Seat, ...]:
    """Seats of one cell, in name order."""
    return tuple(seat for seat in scenario.players if scenario.cell(seat) is cell)
