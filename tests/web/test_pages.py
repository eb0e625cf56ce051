"""Every page of every shipped scenario can be drawn at every stage, whatever stands on it."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.orders import ArguedEffect, Intervene
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.lookahead import summary
from fourthseat.engine.exercise.map.markers import overlay
from fourthseat.engine.exercise.map.placement import Box
from fourthseat.engine.rules.viewers import view

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat.players.web.fragments import Drawing
from fourthseat.players.web.lookahead_worker import chunk
from fourthseat.players.web.session import Room
from fourthseat.players.web.views import Pages

NAMES = [name for name in scenarios.names() if not name.startswith("_")]


def played(folder: Path, name: str, coalition: str = "", moves: int = 2) -> tuple[Room, Pages]:
    """A room whose people answer as doctrines would; every page is drawn after every answer."""
    scenario = scenarios.find(name)
    room = Room.start(folder, scenario, coalition or scenario.coalitions[-1].id, 7)
    pages = Pages(room)
    room.changed = pages.forget
    while room.game.pending and room.state.turn <= moves:
        for role in room.roles:
            assert pages.page(role, "token", "")
        if room.stage == "outbrief":
            room.call_plenary()
        for seat, shown in room.game.pending.items():
            if not room.is_sealed(seat):
                room.seal(seat, room.round_key(seat), room.cast[seat].decide(shown))
    return room, pages


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_drawn_at_every_stage(tmp_path: Path, name: str) -> None:
    """No stage of no scenario meets a page that cannot be drawn, and nothing on it is a programmer's."""
    room, pages = played(tmp_path / "room", name)
    drawn = "".join(pages.page(role, "token", "") for role in room.roles)
    room.close()

    assert [] == re.findall(r"<function|object at 0x|Undefined|None\b|\{\{|\{%", drawn)


def test_a_look_ahead_is_drawn_with_one_variant_and_with_two(tmp_path: Path) -> None:
    """Also where a measure has no value in any future."""
    room, pages = played(tmp_path / "room", "second-thomas", "aukus-jpn", moves=1)
    game = pickle.dumps(room.branch.game)
    for variants in (("aukus-jpn",), ("aukus-jpn", "aukus")):
        pages.considered.ahead = summary(chunk(game, variants, 0, 3), room.scenario)
        pages.forget()
        drawn = pages.live(str(CONTROL))["look"]

        assert "not a prediction" in drawn
        assert ("Second minus first" in drawn) is (len(variants) > 1)
    room.close()


# ---------------------------------------------------------------- the map


def symbols_at(drawn: str) -> Iterator[Box]:
    """Where the symbols of forces lie on the drawing."""

    def walk(node: ElementTree.Element, x: float, y: float) -> Iterator[Box]:
        moved = re.fullmatch(r"translate\((-?\d+) (-?\d+)\)", node.get("transform", ""))
        x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        if "force" in node.get("class", "").split():
            yield Box(x - 20, y - 20, 40, 40)
        for inner in node:
            yield from walk(inner, x, y)

    return walk(ElementTree.fromstring(f"<svg>{drawn}</svg>"), 0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_symbols_of_forces_keep_out_of_each_others_way(tmp_path: Path, name: str) -> None:
    """Whatever control sees on the map, no force's symbol lies on another's, and all lie inside."""
    room, _ = played(tmp_path / "room", name, moves=1)
    drawing = Drawing(room.scenario)
    assert drawing.frame is not None
    drawn = overlay(view(room.state, CONTROL), room.scenario, drawing.frame)
    room.close()
    boxes = list(symbols_at(drawn))

    assert boxes
    meeting = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n] if a.meets(b)]
    assert len(meeting) <= (1 if name == "two-theatres" else 0), "one pair where twenty forces stand about a peninsula"
    assert all(0 <= box.x and box.x + 40 <= 1000 and 0 <= box.y and box.y + 40 <= drawing.frame.height for box in boxes)


def test_a_map_shows_a_seat_its_own_forces_and_those_on_station_alone(tmp_path: Path) -> None:
    """Another cell's forces at home are on nobody's map but control's."""
    room, pages = played(tmp_path / "room", "second-thomas", "aukus-jpn", moves=1)
    labels = {
        str(seat): re.findall(r'aria-label="([^"]+)"', pages.live(str(seat))["map"]) for seat in room.scenario.players
    }
    board = re.findall(r'aria-label="([^"]+)"', pages.live("BOARD")["map"])
    room.close()

    for seat, told in labels.items():
        foreign = [t for t in told if "ready" in t and f"({seat})" not in t]
        assert [] == foreign, seat
    assert any("(JPN)" in t for t in labels["JPN"])
    assert [] == [t for t in board if "ready" in t or "under way" in t]


def test_plain_icons_stand_for_whoever_does_not_read_military_ones(tmp_path: Path) -> None:
    """The switch changes every symbol of the overlay and nothing else."""
    room, _ = played(tmp_path / "room", "second-thomas", "aukus-jpn", moves=1)
    shown, drawing = view(room.state, Seat("USA")), Drawing(room.scenario)
    assert drawing.frame is not None
    military = overlay(shown, room.scenario, drawing.frame)
    plain = overlay(shown, room.scenario, drawing.frame, "plain")
    room.close()

    assert 'href="#mil-' in military
    assert 'href="#mil-' not in plain
    assert military.replace('href="#mil-', 'href="#plain-') == plain


def test_a_map_shows_a_force_where_control_moved_it_and_not_one_that_is_lost(tmp_path: Path) -> None:
    """Another home is another place on the map and another way to the incident; what is lost is on nobody's map or wall."""
    room, pages = played(tmp_path / "room", "second-thomas", "aukus-jpn", moves=1)
    state, scenario = room.state, room.scenario
    idle = [f for f in scenario.forces_of[Seat("USA")] if f.id not in state.tasked and f.home]
    moved, lost = idle[0], next(f for f in scenario.forces_of[Seat("JPN")] if f.home and f.id not in state.tasked)
    place = next(p for p in scenario.places if p.id != moved.home and p.id not in {f.home for f in scenario.forces})
    there = next(a for i in state.incidents.values() if i.live for a in i.arrivals)

    def told(role: str) -> str:
        return "\n".join(re.findall(r'aria-label="([^"]+)"', pages.live(role)["map"]))

    assert f"{scenario.force_by_id[there.force].name} ({there.seat}) on station" in told("CONTROL")
    room.say(
        CONTROL,
        Intervene(
            "a storm",
            (
                ArguedEffect("moves", force=moved.id, place=place.id),
                ArguedEffect("lost", 1.0, force=lost.id),
                ArguedEffect("lost", 1.0, force=there.force),
            ),
        ),
    )
    pages.forget()

    assert f"{moved.name} (USA): at {place.name}" in told("USA")
    assert f"{moved.name} (USA): at {place.name}" in told("CONTROL")
    assert lost.name not in told("CONTROL")
    assert scenario.force_by_id[there.force].name not in told("CONTROL")
    assert "lost, or not there yet" in pages.live("CONTROL")["forces"]
    room.close()


def test_at_endex_the_map_is_drawn_anew_and_the_wall_looks_back_on_a_move_that_was_played(open_room: Any) -> None:
    """Nothing else on the map changes in that moment; called as a move opens, ENDEX leaves that move nothing to tell."""
    table = open_room("second-thomas", "aukus-jpn")
    table.until("outbrief", 2)
    table["CONTROL"].do("plenary")
    table["CONTROL"].seal(**{f"prop-{p}": "send" for p in table.room.state.proposed})
    assert "h left" in table["BOARD"].page
    table["CONTROL"].do("end", reason="Time is up")
    page = table["BOARD"].page

    assert "still open at ENDEX" in page
    assert "h left" not in page
    assert "What move 1 brought" in page
