"""The sheet a map is drawn on: real coastlines, names of seas and islands, and every symbol once.

The land and the symbols are data made once by ``docs/land.py`` and ``docs/symbols.py``; nothing is fetched and nothing
geographic is needed to run. Only the coast is drawn: no border and no claim. What lies on the sheet for a seat is in
:mod:`~fourthseat.engine.exercise.map.markers`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import cos, radians
from typing import Any, NamedTuple

from fourthseat.engine.scenario.rows import Place
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["DOMAINS", "NAMES", "WIDTH", "Frame", "definitions", "frame", "land", "symbols"]

WIDTH = 1000.0
"""Units of the drawing across."""
EDGE = 30.0
"""Nothing is drawn nearer to the edge, in units: half a symbol and a little."""

NAMES = (
    ("sea", 114.5, 14.0, "South China Sea"), ("sea", 125.3, 29.2, "East China Sea"), ("sea", 123.2, 36.2, "Yellow Sea"),
    ("sea", 134.0, 19.0, "Philippine Sea"), ("sea", 153.0, 24.0, "Pacific Ocean"), ("sea", 122.3, 3.6, "Celebes Sea"),
    ("sea", 111.5, -4.8, "Java Sea"), ("sea", 127.2, -8.6, "Banda Sea"), ("sea", 151.5, -14.5, "Coral Sea"),
    ("sea", 100.5, -9.0, "Indian Ocean"), ("sea", 140.5, 40.9, "Tsugaru Strait"),
    ("isle", 121.0, 23.6, "Taiwan"), ("isle", 121.0, 16.6, "Luzon"), ("isle", 125.0, 7.7, "Mindanao"), ("isle", 114.2, 0.9, "Borneo"),
    ("isle", 101.6, -0.4, "Sumatra"), ("isle", 110.0, -7.3, "Java"), ("isle", 120.6, -2.3, "Sulawesi"), ("isle", 141.5, -5.6, "New Guinea"),
    ("isle", 137.9, 36.2, "Honshu"), ("isle", 131.1, 32.6, "Kyushu"), ("isle", 142.7, 43.4, "Hokkaido"), ("isle", 109.8, 19.2, "Hainan"),
    ("isle", 128.3, 26.9, "Okinawa"), ("isle", 144.8, 13.9, "Guam"), ("isle", 134.0, -17.5, "Australia"),
)  # fmt: skip
"""Seas and islands by the middle of their names: kind, degrees east, degrees north. Judgement, within a degree or two;
they help the eye and measure nothing. States are not named: whose an island is, a map of an exercise does not say.
"""

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
        return min(max(x, EDGE), WIDTH - EDGE), min(max(y, EDGE), self.height - EDGE)

    def holds(self, place: Place) -> bool:
        """Whether *place* is inside."""
        return self.west <= place.lon % 360 <= self.east and self.south <= place.lat <= self.north


@cache
def _coast() -> tuple[tuple[float, float, float, float], tuple[tuple[float, ...], ...]]:
    raw = json.loads((files("fourthseat.engine.exercise.map") / "land.json").read_text("utf-8"))
    west, south, east, north = raw["box"]
    return (west, south, east, north), tuple(tuple(value / 1000 for value in ring) for ring in raw["rings"])


@cache
def symbols() -> Mapping[str, Mapping[str, Any]]:
    """The military symbols by affiliation and domain."""
    raw: dict[str, dict[str, Any]] = json.loads(
        (files("fourthseat.engine.exercise.map") / "symbols.json").read_text("utf-8")
    )
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
    if wide < 1.6 * high:
        more = (1.6 * high - wide) / squeeze / 2
        w, e = w - more, e + more
        w, e = (west, e + west - w) if w < west else (w, e)  # what does not fit on one side goes to the other
        w, e = (w - e + east, east) if e > east else (w, e)
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
    for name, row in symbols().items():
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
