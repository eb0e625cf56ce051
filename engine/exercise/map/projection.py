"""Where on a drawing a place on Earth lies: the part of the world that a map shows, and its projection.

What lies within :data:`WIDEST` degrees of a middle is drawn as Lambert's azimuthal equal-area projection about that middle: it has no
edge at the 180th meridian and none at the poles, and near the middle north is up and one mile as long as the next. What is
spread wider than that is drawn on a map of the world whose edge runs through the emptiest part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import acos, asin, atan2, cos, degrees, hypot, inf, isfinite, radians, sin, sqrt
from typing import NamedTuple

from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["WIDTH", "Frame", "Position", "any_place", "frame", "framed"]

Position = tuple[float, float]
"""Degrees east and north."""

WIDTH = 1000.0
"""Units of the drawing across."""
WIDEST = 48.0
"""Degrees of arc from the middle to the farthest place, up to which the azimuthal projection is taken. Judgement: with its margins
such a sheet still ends before the far side of the Earth, which no flat map draws well.
"""
MARGIN = 0.17
"""Share of the spread of the places that is added on every side: room for symbols and names."""
LEAST = 0.8
"""Degrees of arc to every side at least, so that a place by itself stands in a landscape."""
FLATTEST, TALLEST = 1.9, 1.28
"""The most and the least a drawing is wide for its height: it has to fit on a wall and into a column."""
WORLD = cos(radians(35.0))
"""Length of a degree of longitude on the map of the world, a degree of latitude being 1: true at 35 degrees north and south."""
RIM = radians(150.0)
"""Farther than this from the middle the azimuthal projection is not followed: the far side of the Earth is drawn on this circle."""


class Frame(NamedTuple):
    """The part of the world that a map shows; (*lon*, *lat*) is its middle, *azimuthal* its kind, *left* and *top* its edge
    in the plane, *scale* the units of the drawing for one of the plane, *height* that of the drawing in units.
    """

    azimuthal: bool
    lon: float
    lat: float
    left: float
    top: float
    scale: float
    height: float

    def plane(self, lon: float, lat: float) -> tuple[float, float]:
        """A position in the plane: x to the east, y to the north; radians, or degrees on the map of the world."""
        if not self.azimuthal:
            return ((lon - self.lon + 180) % 360 - 180) * WORLD, lat
        return _azimuthal(self.lon, self.lat, lon, lat)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position is drawn, in units; outside the drawing if it is not in the frame."""
        x, y = self.plane(lon, lat)
        return (x - self.left) * self.scale, (self.top - y) * self.scale

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a position is inside."""
        x, y = self.at(lon, lat)
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    @property
    def degrees_wide(self) -> float:
        """Degrees of arc across, about the middle."""
        across = WIDTH / self.scale
        return degrees(across) if self.azimuthal else across / WORLD

    @property
    def bar(self) -> tuple[float, int] | None:
        """Units of a scale bar and the round number of nautical miles they stand for about the middle; None for the world."""
        if not self.azimuthal:
            return None
        nmi = degrees(1 / self.scale) * 60
        miles = max(n * 10**k for k in range(5) for n in (1, 2, 5) if n * 10**k <= max(220 * nmi, 1))
        return miles / nmi, miles

    @property
    def reach(self) -> float:
        """Degrees of arc from the middle to the farthest corner; 180 on a map of the world."""
        if not self.azimuthal:
            return 180.0
        right, bottom = self.left + WIDTH / self.scale, self.top - self.height / self.scale
        far = max(hypot(x, y) for x in (self.left, right) for y in (self.top, bottom))
        return min(degrees(2 * asin(min(far / 2, 1.0))), degrees(RIM))


def _azimuthal(lon0: float, lat0: float, lon: float, lat: float) -> tuple[float, float]:
    """Lambert's projection about (*lon0*, *lat0*) of a unit sphere; beyond the rim, on it."""
    turn, a, b = radians(lon - lon0), radians(lat0), radians(lat)
    east = cos(b) * sin(turn)
    north = cos(a) * sin(b) - sin(a) * cos(b) * cos(turn)
    near = sin(a) * sin(b) + cos(a) * cos(b) * cos(turn)
    if near > cos(RIM):
        k = sqrt(2 / (1 + near))
        return k * east, k * north
    bearing = atan2(east, north)
    far = 2 * sin(RIM / 2)
    return far * sin(bearing), far * cos(bearing)


def frame(scenario: Scenario) -> Frame | None:
    """Around every place where something happens or a force has its base; None if there is none."""
    return framed(_places(scenario))


def any_place(scenario: Scenario) -> bool:
    """Whether there is anything to frame."""
    return bool(_places(scenario))


def _places(scenario: Scenario) -> list[Position]:
    return [(p.lon, p.lat) for p in scenario.places if p.id in scenario.places_used]


def framed(places: Iterable[Position]) -> Frame | None:
    """A frame that holds all of *places*, wherever on Earth, with room around them; None for none."""
    spots = sorted({((lon + 180) % 360 - 180, lat) for lon, lat in places})
    if not spots:
        return None
    lon, lat, radius = _middle(spots)
    azimuthal = radius <= WIDEST
    if not azimuthal:
        lon = _emptiest([p for p, _ in spots])
    rough = Frame(azimuthal, lon, lat if azimuthal else 0.0, 0.0, 0.0, 1.0, 0.0)
    flat = [rough.plane(*spot) for spot in spots]
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    bottom, top = min(y for _, y in flat), max(y for _, y in flat)
    margin = max(MARGIN * max(right - left, top - bottom), radians(LEAST) if azimuthal else LEAST)
    left, right, bottom, top = left - margin, right + margin, bottom - margin, top + margin
    if right - left < TALLEST * (top - bottom):
        more = (TALLEST * (top - bottom) - (right - left)) / 2
        left, right = left - more, right + more
    elif right - left > FLATTEST * (top - bottom):
        more = ((right - left) / FLATTEST - (top - bottom)) / 2
        bottom, top = bottom - more, top + more
    if not azimuthal:
        left, right = max(left, -180 * WORLD), min(right, 180 * WORLD)
    scale = WIDTH / (right - left)
    return rough._replace(left=left, top=top, scale=scale, height=(top - bottom) * scale)


def _middle(spots: Sequence[Position]) -> tuple[float, float, float]:
    """Middle of the smallest cap of the sphere around *spots*, nearly, and its radius; degrees."""
    vectors = [
        (cos(radians(lat)) * cos(radians(lon)), cos(radians(lat)) * sin(radians(lon)), sin(radians(lat)))
        for lon, lat in spots
    ]

    def unit(v: Sequence[float]) -> tuple[float, float, float]:
        size = sqrt(sum(c * c for c in v))
        return (v[0] / size, v[1] / size, v[2] / size) if size > 1e-9 else vectors[0]

    def dot(a: Sequence[float], b: Sequence[float]) -> float:
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

    middle = unit([sum(v[axis] for v in vectors) for axis in range(3)])
    for step in range(2, 60):  # towards whoever is farthest, by ever smaller steps [BadoiuClarkson2003]
        far = min(vectors, key=lambda v: dot(v, middle))
        middle = unit([m + (f - m) / step for m, f in zip(middle, far, strict=True)])
    radius = max(acos(min(max(dot(v, middle), -1.0), 1.0)) for v in vectors)
    lat = degrees(asin(min(max(middle[2], -1.0), 1.0)))
    # A middle within a thousandth of a degree of a pole has no direction of its own: north is where the first place's meridian points.
    lon = degrees(atan2(middle[1], middle[0])) if abs(lat) < 89.999 else spots[0][0]
    return lon, lat, degrees(radius)


def _emptiest(lons: Sequence[float]) -> float:
    """The meridian opposite the middle of the widest gap between *lons*."""
    ring = sorted(lons)
    gap, start = -inf, 0.0
    for here, following in zip(ring, [*ring[1:], ring[0] + 360], strict=True):
        if following - here > gap:
            gap, start = following - here, here
    middle = start + gap / 2 + 180
    assert isfinite(middle)
    return (middle + 180) % 360 - 180
