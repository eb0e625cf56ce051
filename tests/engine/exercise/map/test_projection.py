"""Every place on Earth lies inside the frame that was made of it, and the frame is one sheet without a seam."""

from __future__ import annotations

from math import cos, hypot, radians

import pytest
from hypothesis import given

from fourthseat.engine.exercise.map.projection import FLATTEST, WIDTH, Position, framed
from tests.engine.exercise.map.spots import CASES, SPREADS, case, position, positions


@given(positions)
def test_every_place_lies_inside_the_frame_made_of_it(spots: list[Position]) -> None:
    """Anywhere on Earth, and well inside: there is room for a symbol."""
    around = framed(spots)

    assert around is not None
    assert 100 < around.height < 1.3 * WIDTH
    for lon, lat in spots:
        x, y = around.at(lon, lat)
        assert 20 < x < WIDTH - 20
        assert 20 < y < around.height - 20
        assert around.holds(lon, lat)


@given(position, position)
def test_what_is_near_on_earth_is_near_on_the_sheet(there: Position, here: Position) -> None:
    """A hundredth of a degree away, also across the 180th meridian and past a pole, is a few units away, never a sheet's width."""
    around = framed([here, there])
    assert around is not None
    lon, lat = here
    most = 1.0 if not around.azimuthal else 0.011 * WIDTH / max(around.degrees_wide, 0.01) * 2
    for beside in ((lon + 0.01 if abs(lat) < 89 else lon, lat), (lon, lat - 0.01 if lat > 0 else lat + 0.01)):
        x, y = around.at(*here)
        bx, by = around.at(*beside)
        assert hypot(bx - x, by - y) <= most


@given(positions)
def test_a_turn_of_the_earth_changes_nothing(spots: list[Position]) -> None:
    """A longitude and the same once more around the Earth are one place: 190 east is 170 west."""
    once = framed(spots)
    again = framed([(lon + 360 if lon < 0 else lon - 360, lat) for lon, lat in spots])

    assert once is not None
    assert again is not None
    assert once.height == pytest.approx(again.height, abs=1)
    assert once.scale == pytest.approx(again.scale, rel=1e-3)


@pytest.mark.parametrize("name", SPREADS)
def test_a_frame_is_no_wider_than_it_need_be(name: str) -> None:
    """Every kind of spread fills a good part of its sheet, and the sheet has the shape of a screen's column or wall."""
    spots = SPREADS[name]
    around = framed(spots)

    assert around is not None
    assert WIDTH / around.height <= FLATTEST + 0.2
    xs, ys = zip(*(around.at(*spot) for spot in spots), strict=True)
    assert max(xs) - min(xs) > 0.4 * WIDTH or max(ys) - min(ys) > 0.4 * around.height or around.degrees_wide < 5


def test_north_is_up_and_east_is_right_about_the_middle() -> None:
    """On every sheet, wherever its middle lies; a degree east is as much shorter than one north as it is on Earth."""
    for lon, lat in ((23.0, 59.0), (-179.9, -18.0), (15.0, 84.0), (115.9, 9.8)):
        around = framed([(lon, lat)])
        assert around is not None
        x, y = around.at(lon, lat)
        ex, ey = around.at(lon + 0.1, lat)
        nx, ny = around.at(lon, lat + 0.1)
        assert ex > x
        assert ny < y
        assert abs(ey - y) < 0.02 * (ex - x)
        assert abs(nx - x) < 0.02 * (y - ny)
        assert (ex - x) / (y - ny) == pytest.approx(cos(radians(lat)), rel=0.02)


def test_nothing_framed_is_no_frame() -> None:
    """A scenario in which nothing has a place has no map."""
    assert framed([]) is None


@pytest.mark.parametrize("name", CASES)
def test_no_place_of_a_scenario_lies_at_the_edge(name: str) -> None:
    """The cases: places were pinned to the edge, or every one was outside."""
    from fourthseat.engine.exercise.map.projection import frame

    scenario = case(name)
    around = frame(scenario)
    assert around is not None
    used = {i.place for i in scenario.incidents} | {f.home for f in scenario.forces}
    for place in scenario.places:
        if place.id in used:
            x, y = around.at(place.lon, place.lat)
            assert 40 < x < WIDTH - 40
            assert 40 < y < around.height - 40
