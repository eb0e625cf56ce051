"""Coasts, lakes and rivers: land is land and sea is sea, whichever way the Earth is turned."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate, pairwise

import pytest

from fourthseat.engine.exercise.map.coast import drawn, earth, scale_of
from fourthseat.engine.exercise.map.projection import WIDTH, Frame, Position, framed
from tests.engine.exercise.map.spots import SPREADS

Ring = list[tuple[int, int]]

LAND = {
    "Nairobi": (36.8, -1.3), "Denver": (-105.0, 39.7), "Omsk": (73.4, 55.0), "Beijing": (116.4, 39.9), "Alice Springs": (133.9, -23.7),
    "Brasilia": (-47.9, -15.8), "the South Pole": (0.0, -89.5), "Vostok": (106.8, -78.5), "inner Greenland": (-40.0, 72.0),
    "inner Chukotka, east": (-175.0, 66.8), "inner Chukotka, west": (175.0, 67.0), "Madrid": (-3.7, 40.4), "Luzon": (121.0, 16.5),
    "Helsinki, inland": (25.0, 60.6), "Peshawar": (71.6, 34.0),
}  # fmt: skip
SEA = {
    "mid-Atlantic": (-35.0, 30.0), "mid-Pacific": (-150.0, 10.0), "the North Pole": (0.0, 89.5), "Gulf of Finland": (25.5, 59.9),
    "Caspian": (51.0, 42.0), "Tonga Trench": (-174.0, -23.0), "date line": (180.0, 0.0), "Bay of Bengal": (88.0, 15.0),
    "South China Sea": (114.5, 14.0), "Southern Ocean": (90.0, -58.0), "Black Sea": (34.0, 43.3),
}  # fmt: skip


@cache
def rings(path: str) -> list[Ring]:
    """The points of every ring of a path, in tenths of a unit."""
    out = []
    for part in path.split("M")[1:]:
        numbers = [int(n) for n in re.findall(r"-?\d+", part)]
        xs, ys = accumulate(numbers[::2]), accumulate(numbers[1::2])
        out.append(list(zip(xs, ys, strict=True)))
    return out


def is_land(around: Frame, spot: Position) -> bool:
    """Whether what is drawn at *spot* is land, as a browser fills a path by the even-odd rule."""
    x, y = (10 * value for value in around.at(*spot))
    inside = False
    for ring in rings(drawn(around).land):
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside


@pytest.mark.parametrize("name", SPREADS)
def test_land_is_land_and_sea_is_sea_on_every_kind_of_sheet(name: str) -> None:
    """Of a list of places on land and at sea, all that are in the frame are drawn as what they are."""
    around = framed(SPREADS[name])
    assert around is not None

    assert [] == [place for place, spot in LAND.items() if around.holds(*spot) and not is_land(around, spot)]
    assert [] == [place for place, spot in SEA.items() if around.holds(*spot) and is_land(around, spot)]


@pytest.mark.parametrize("place", [*LAND, *SEA])
def test_each_of_those_places_by_itself(place: str) -> None:
    """A sheet about each of them, closely and widely: on the widest the far side of the Earth must not turn it inside out."""
    lon, lat = (LAND | SEA)[place]
    for spread in (0.0, 80.0):
        around = framed([(lon, max(lat - spread / 2, -90)), (lon, min(lat + spread / 2, 90)), (lon, lat)])
        assert around is not None
        assert is_land(around, (lon, lat)) == (place in LAND), spread


@pytest.mark.parametrize("name", SPREADS)
def test_a_path_is_whole_and_small(name: str) -> None:
    """No ring that rounds to a line, which would end the path for some browsers; nothing far outside; not heavier than a picture."""
    around = framed(SPREADS[name])
    assert around is not None
    made = drawn(around)

    for path in (made.land, made.lakes):
        assert path.count("M") == path.count("z")
        for ring in rings(path):
            assert len(set(ring)) >= 3
            assert all(-100 <= x <= 10 * WIDTH + 100 and -100 <= y <= 10 * around.height + 100 for x, y in ring)
    assert len(made.land) + len(made.lakes) + len(made.rivers) < 110_000


def test_a_closer_frame_has_the_finer_coast() -> None:
    """The fine file for a gulf, the coarse one for an ocean; a gulf has its islands."""
    gulf, ocean = framed([(22.2, 60.4), (25.5, 59.9)]), framed([(120.0, 0.0), (170.0, 40.0)])
    assert gulf is not None
    assert ocean is not None

    assert scale_of(gulf) == "fine"
    assert scale_of(ocean) == "coarse"
    assert len(rings(drawn(gulf).land)) > 30


def test_a_river_runs_through_a_land_without_sea() -> None:
    """The whole sheet is land, and a river is drawn on it."""
    around = framed([(70.6, 33.0), (71.5, 33.1)])
    assert around is not None
    made = drawn(around)

    assert made.rivers.count("M") >= 1
    assert all(is_land(around, spot) for spot in ((70.6, 33.0), (71.5, 33.1), (71.0, 32.5)))


def test_the_land_is_not_cut_along_the_date_line() -> None:
    """A sheet across the 180th meridian in Chukotka has no shore running straight north along it."""
    around = framed([(178.0, 66.0), (-175.0, 67.5)])
    assert around is not None
    south, north = (10 * c for c in around.at(180.0, 66.2)), (10 * c for c in around.at(180.0, 67.8))
    (sx, sy), (nx, ny) = tuple(south), tuple(north)

    def on_it(x: float, y: float) -> bool:
        share = (y - sy) / (ny - sy)
        return 0 < share < 1 and abs(x - (sx + share * (nx - sx))) < 4

    for ring in rings(drawn(around).land):
        assert not any(on_it(*a) and on_it(*b) for a, b in pairwise(ring))
    assert is_land(around, (180.0, 67.0))


@pytest.mark.parametrize("scale", ["coarse", "fine"])
def test_the_rings_of_the_file_run_counter_clockwise(scale: str) -> None:
    """What the drawing of the far side rests on."""
    for line in earth(scale).land:
        lons, lats = line.lons, line.lats
        turns = zip(lons, lats, [*lons[1:], lons[0]], [*lats[1:], lats[0]], strict=True)
        assert sum(x * v - u * y for x, y, u, v in turns) > 0
