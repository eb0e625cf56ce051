"""Ways and circles on the sphere, as paths on a drawing: great circles, which are what the clock measures distances on."""

from __future__ import annotations

from collections.abc import Iterable
from math import acos, asin, atan2, cos, degrees, radians, sin

from fourthseat.engine.exercise.map.projection import WIDTH, Frame, Position

__all__ = ["along", "circle", "course"]

LEGS = 24
"""Straight pieces a great circle is drawn with."""
WIDEST_CIRCLE = 60.0
"""Degrees of arc: beyond it a circle on a map means nothing."""


def along(start: Position, end: Position, share: float) -> Position:
    """The position that *share* of the way from *start* to *end* has been covered at, on the great circle."""
    (lon_a, lat_a), (lon_b, lat_b) = ((radians(lon), radians(lat)) for lon, lat in (start, end))
    a = (cos(lat_a) * cos(lon_a), cos(lat_a) * sin(lon_a), sin(lat_a))
    b = (cos(lat_b) * cos(lon_b), cos(lat_b) * sin(lon_b), sin(lat_b))
    angle = acos(min(max(sum(p * q for p, q in zip(a, b, strict=True)), -1.0), 1.0))
    if sin(angle) < 1e-9:
        return start if share < 0.5 else end
    p, q = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
    x, y, z = (p * u + q * v for u, v in zip(a, b, strict=True))
    return degrees(atan2(y, x)), degrees(asin(min(max(z, -1.0), 1.0)))


def course(around: Frame, start: Position, end: Position) -> str:
    """The way from *start* to *end*."""
    return _line(around, (along(start, end, n / LEGS) for n in range(LEGS + 1)))


def circle(around: Frame, middle: Position, nmi: float) -> str:
    """All that is *nmi* nautical miles from *middle*; never drawn wider than :data:`WIDEST_CIRCLE`."""
    angle = radians(min(nmi / 60, WIDEST_CIRCLE))  # a minute of arc is a nautical mile
    lon0, lat0 = radians(middle[0]), radians(middle[1])
    points = []
    for turn in range(0, 361, 10):
        lat = asin(min(max(sin(lat0) * cos(angle) + cos(lat0) * sin(angle) * cos(radians(turn)), -1.0), 1.0))
        east = sin(radians(turn)) * sin(angle) * cos(lat0)
        points.append((degrees(lon0 + atan2(east, cos(angle) - sin(lat0) * sin(lat))), degrees(lat)))
    return _line(around, points)


def _line(around: Frame, points: Iterable[Position]) -> str:
    """Data of a path; it begins anew where it leaves a map of the world at one edge and comes in at the other."""
    parts: list[str] = []
    last = 0.0
    for point in points:
        x, y = around.at(*point)
        parts.append(f"{'M' if not parts or abs(x - last) > WIDTH / 2 else 'L'}{x:.0f} {y:.0f}")
        last = x
    return "".join(parts)
