"""Coasts, lakes and rivers of the whole Earth, cut to a frame as paths for a drawing.

The two files with the data are made by ``docs/land.py``; each is read when it is first needed, the fine one for what is framed
closely. Only what nature made is drawn: no border and no claim.
"""

from __future__ import annotations

import gzip
import json
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt, tau
from typing import NamedTuple

from fourthseat.engine.exercise.map.projection import RIM, WIDTH, WORLD, Frame

__all__ = ["Drawn", "drawn", "scale_of"]

FINE = 45.0
"""Degrees of arc across, up to which the fine coast is drawn."""
RIVERS = 45.0
"""Degrees of arc across, up to which rivers are drawn; on more of the Earth they are a tangle."""
RUN = 32
"""Points of a long coast that are passed over together where they are far from the frame."""
NEAREST = 0.8
"""Units between two points of a path at least: less cannot be seen, and weighs."""
OVER = 8.0
"""Units by which land is cut outside the sheet, so that nobody sees the edge of the cut."""
TENTHS = 10
"""Paths count in tenths of a unit: whole numbers, and steps from one point to the next, are short."""

Point = tuple[float, float]


class Line(NamedTuple):
    """A ring or a river: longitudes and latitudes in thousandths of a degree, and the box around them."""

    lons: array[int]
    lats: array[int]
    west: int
    south: int
    east: int
    north: int


class Earth(NamedTuple):
    """What a file holds."""

    land: tuple[Line, ...]
    caps: tuple[Line, ...]
    """Land that goes once around the Earth and holds the South Pole; what is inside lies to the left, as of every ring."""
    lakes: tuple[Line, ...]
    rivers: tuple[Line, ...]


class Drawn(NamedTuple):
    """Data of the paths of one sheet, in tenths of a unit."""

    land: str
    lakes: str
    rivers: str


def scale_of(around: Frame) -> str:
    """Which of the two files a frame is drawn from."""
    return "fine" if around.degrees_wide <= FINE else "coarse"


@cache
def earth(scale: str) -> Earth:
    """The file of that *scale*, read."""
    raw = gzip.decompress((files("fourthseat.engine.exercise.map") / f"{scale}.bin").read_bytes())
    start = raw.index(b"\n") + 1
    head = json.loads(raw[:start])
    lines = sum(head[name] for name in Earth._fields)
    whole, steps = array("i", raw[start : start + 12 * lines]), array("h", raw[start + 12 * lines :])
    if sys.byteorder == "big":
        whole.byteswap()
        steps.byteswap()
    counts, firsts = whole[:lines], whole[lines:]
    points = len(steps) // 2
    groups, at, number = [], 0, 0
    for name in Earth._fields:
        group = []
        for _ in range(head[name]):
            end = at + counts[number]
            lon, lat = firsts[2 * number], firsts[2 * number + 1]
            lons = array("i", accumulate(steps[at + 1 : end], initial=lon))
            lats = array("i", accumulate(steps[points + at + 1 : points + end], initial=lat))
            group.append(Line(lons, lats, min(lons), min(lats), max(lons), max(lats)))
            at, number = end, number + 1
        groups.append(tuple(group))
    return Earth(*groups)


@lru_cache(maxsize=16)
def drawn(around: Frame) -> Drawn:
    """Everything inside *around*."""
    world = earth(scale_of(around))
    flat = _Azimuthal(around) if around.azimuthal else _World(around)
    land, inside_out = [], 0
    for line in world.land:
        for ring, turned in flat.rings(line):
            inside_out += turned
            land.append(_path(_clipped(ring, around.height), closed=True))
    for line in world.caps:
        for ring, turned in flat.caps(line):
            inside_out += turned
            land.append(_path(_clipped(ring, around.height), closed=True))
    if inside_out % 2:  # a shore around the far side: what is drawn is the sea, and the land all the rest
        land.insert(
            0,
            _path([(-9.0, -9.0), (1009.0, -9.0), (1009.0, around.height + 9), (-9.0, around.height + 9)], closed=True),
        )
    lakes = [_path(_clipped(ring, around.height), closed=True) for line in world.lakes for ring, _ in flat.rings(line)]
    rivers = []
    if around.degrees_wide <= RIVERS:
        for line in world.rivers:
            for course, _ in flat.rings(line):
                rivers += [_path(part, closed=False) for part in _cut(course, around.height)]
    return Drawn("".join(land), "".join(lakes), "".join(rivers))


# ---------------------------------------------------------------- onto the plane


class _World:
    """On the map of the world: everything once more a turn to the east and to the west, and what is in sight is kept."""

    def __init__(self, around: Frame) -> None:
        self.around = around

    def rings(self, line: Line) -> Iterator[tuple[list[Point], bool]]:
        """Copies of *line* that reach into the frame, in units; none is ever inside out."""
        around = self.around
        k = WORLD * around.scale
        for turn in (-360, 0, 360):
            shift = (turn - around.lon) * k - around.left * around.scale
            if line.east / 1000 * k + shift < 0 or line.west / 1000 * k + shift > WIDTH:
                continue
            xs = [lon / 1000 * k + shift for lon in line.lons]
            ys = [(around.top - lat / 1000) * around.scale for lat in line.lats]
            yield list(zip(xs, ys, strict=True)), False

    def caps(self, line: Line) -> Iterator[tuple[list[Point], bool]]:
        """Land around the South Pole, closed below the sheet."""
        for ring, turned in self.rings(line):
            below = self.around.height + 10 * OVER
            yield [*ring, (ring[-1][0], below), (ring[0][0], below)], turned


class _Azimuthal:
    """About the middle of the frame."""

    def __init__(self, around: Frame) -> None:
        self.around = around
        self.lon, self.lat = radians(around.lon), radians(around.lat)
        self.sin, self.cos = sin(self.lat), cos(self.lat)
        reach = min(1.2 * around.reach + 1, 179.0)
        low, high = around.lat - reach, around.lat + reach
        self.south, self.north = 1000 * low, 1000 * high
        # A circle about the middle: all longitudes if a pole is inside, else what its tangents hold.
        whole = high >= 90 or low <= -90
        self.half = 180_000.0 if whole else 1000 * degrees(asin(min(sin(radians(reach)) / self.cos, 1.0)))
        self.middle = 1000 * around.lon
        self.poles = (self.middle, 1000 * around.lat), (self.middle + 180_000, -1000 * around.lat)
        self.least = NEAREST * 1000 * degrees(1 / around.scale)
        """Thousandths of a degree that are the least step between two points."""

    def far(self, west: float, south: float, east: float, north: float) -> bool:
        """Whether a box of longitudes and latitudes, thousandths of a degree, does not come near the frame."""
        if north < self.south or south > self.north:
            return True
        if east - west + 2 * self.half >= 360_000:
            return False
        gap = (west - self.middle - self.half) % 360_000
        return gap + (east - west) + 2 * self.half < 360_000

    def rings(self, line: Line) -> Iterator[tuple[list[Point], bool]]:
        """*line* in units, and whether it must be turned inside out; nothing if it is nowhere near."""
        if not self.far(*line[2:]):
            yield self._turned(line)

    def caps(self, line: Line) -> Iterator[tuple[list[Point], bool]]:
        """Land around the South Pole likewise: it reaches to the pole."""
        return self.rings(line._replace(south=-90_000))

    def _thin(self, line: Line) -> list[tuple[int, int]]:
        """The points of *line* that can be told apart on the sheet; of a run that is far off, its ends alone."""
        lons, lats = line.lons, line.lats
        if len(lons) <= RUN:
            return list(zip(lons, lats, strict=True))
        kept: list[tuple[int, int]] = []
        least, fx, fy = self.least, -1_000_000, 0
        for at in range(0, len(lons), RUN):
            xs, ys = lons[at : at + RUN], lats[at : at + RUN]
            if self.far(min(xs), min(ys), max(xs), max(ys)):
                kept += [(xs[0], ys[0]), (xs[-1], ys[-1])]
                continue
            for x, y in zip(xs, ys, strict=True):
                if abs(x - fx) + abs(y - fy) >= least:
                    kept.append((x, y))
                    fx, fy = x, y
        return kept

    def _turned(self, line: Line) -> tuple[list[Point], bool]:
        """Drawn in units, along the rim where it is on the far side; and whether it runs around the middle the wrong way.

        A ring that runs counter-clockwise about what is inside and clockwise about the middle has the far side inside.
        """
        around = self.around
        k, left, top = around.scale, around.left * around.scale, around.top * around.scale
        lon0, sin0, cos0 = self.lon, self.sin, self.cos
        limit, unit = cos(RIM), pi / 180_000
        points: list[Point] = []
        bearings: list[float] = []
        winds = self._may_wind(line)
        for lon, lat in self._thin(line):
            turn, phi = lon * unit - lon0, lat * unit
            c, s = cos(phi), sin(phi)
            straight = c * cos(turn)
            east, north, near = c * sin(turn), cos0 * s - sin0 * straight, sin0 * s + cos0 * straight
            if winds:
                bearings.append(atan2(north, east))
            if near > limit:
                r = sqrt(2 / (1 + near)) * k
                points.append((east * r - left, top - north * r))
            else:
                points += self._along_rim(points[-1] if points else None, atan2(north, east))
        wound = sum((b - a + pi) % tau - pi for a, b in pairwise([*bearings, *bearings[:1]]))
        return points, wound < -pi

    def _may_wind(self, line: Line) -> bool:
        """Whether the box around *line* holds the middle of the frame or the point on the other side of the Earth."""
        return any(
            line.south <= lat <= line.north and (lon - line.west) % 360_000 <= line.east - line.west
            for lon, lat in self.poles
        )

    def _along_rim(self, before: Point | None, bearing: float) -> Iterator[Point]:
        """Points on the rim to the one at *bearing*, from the point *before* it if that is there too, the shorter way."""
        around = self.around
        out = 2 * sin(RIM / 2)
        parts, step = 0, 0.0
        if before is not None:
            x, y = before[0] / around.scale + around.left, around.top - before[1] / around.scale
            if abs(hypot(x, y) - out) < 1e-6:
                step = (bearing - atan2(y, x) + pi) % tau - pi
                parts = int(abs(step) // 0.3)
        for n in range(parts, -1, -1):
            angle = bearing - step * n / (parts + 1)
            yield (out * cos(angle) - around.left) * around.scale, (around.top - out * sin(angle)) * around.scale


# ---------------------------------------------------------------- onto the sheet


def _clipped(ring: list[Point], height: float) -> list[Point]:
    """*ring* inside the sheet and a little over, by Sutherland and Hodgman."""
    bounds = ((0, -OVER, 1), (0, WIDTH + OVER, -1), (1, -OVER, 1), (1, height + OVER, -1))
    for axis, bound, sign in bounds:
        if not ring:
            return ring
        sides = [sign * (point[axis] - bound) for point in ring]
        if min(sides) >= 0:
            continue
        if max(sides) < 0:
            return []
        out: list[Point] = []
        before, was = ring[-1], sides[-1]
        for here, now in zip(ring, sides, strict=True):
            if (now >= 0) != (was >= 0):
                t = was / (was - now)
                out.append((before[0] + t * (here[0] - before[0]), before[1] + t * (here[1] - before[1])))
            if now >= 0:
                out.append(here)
            before, was = here, now
        ring = out
    return ring


def _cut(course: list[Point], height: float) -> Iterator[list[Point]]:
    """The pieces of an open line that come into the sheet, each with one point beyond it at either end."""
    inside = [-OVER <= x <= WIDTH + OVER and -OVER <= y <= height + OVER for x, y in course]
    part: list[Point] = []
    for n, point in enumerate(course):
        if inside[n] or (n and inside[n - 1]) or (n + 1 < len(course) and inside[n + 1]):
            part.append(point)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _path(points: Sequence[Point], *, closed: bool) -> str:
    """Data of an SVG path, steps in tenths of a unit; empty for a ring of fewer than three points or a line of fewer than two."""
    kept: list[tuple[int, int]] = []
    for x, y in points:
        if kept and hypot(x * TENTHS - kept[-1][0], y * TENTHS - kept[-1][1]) < NEAREST * TENTHS:
            continue
        kept.append((round(x * TENTHS), round(y * TENTHS)))
    if len(set(kept)) < (3 if closed else 2):
        return ""
    parts, (fx, fy) = [f"M{kept[0][0]} {kept[0][1]}l"], kept[0]
    for n, (x, y) in enumerate(kept[1:]):
        dx, dy = x - fx, y - fy
        parts.append(f"{'' if dx < 0 or not n else ' '}{dx}{'' if dy < 0 else ' '}{dy}")
        fx, fy = x, y
    return "".join(parts) + ("z" if closed else "")
