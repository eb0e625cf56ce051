"""The layers of a map: each can be left out, and the others stand where they stood. What lies on it, wherever on Earth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, reduce
from itertools import cycle
from math import hypot
from typing import NamedTuple, get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given

from fourthseat import scenarios
from fourthseat.engine.core.entries.acts import Arrived, Recalled, Sailed
from fourthseat.engine.core.entries.turns import EndCause, TurnOpened
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.exercise.map.board import board
from fourthseat.engine.exercise.map.markers import (
    EVERY_LAYER,
    FARTHEST,
    overlay,
)
from fourthseat.engine.exercise.map.pieces import BASE, BOLD, CALLED, LABEL, NAME, OWNER, STANDS, WIDE
from fourthseat.engine.exercise.map.placement import Box
from fourthseat.engine.exercise.map.projection import Frame, Position, frame
from fourthseat.engine.exercise.map.symbols import Side, definitions, symbols
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import start
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import public, view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from tests.engine.exercise.map.spots import CASES, case, played, positions

SCENARIO = scenarios.find("second-thomas")


@cache
def sheet() -> Frame:
    """The scenario's own frame."""
    around = frame(SCENARIO)
    assert around is not None
    return around


@cache
def shown() -> View:
    """Control's view with an incident open."""
    game, cast = Game(SCENARIO, "aukus-jpn", 7), cast_for(SCENARIO, cast_names(SCENARIO, {}))
    while not any(i.live for i in game.state.incidents.values()):
        game.submit({seat: cast[seat].decide(asked) for seat, asked in game.pending.items()})
    return view(game.state, CONTROL)


def test_the_layers_together_are_the_map() -> None:
    """Drawn one by one and laid on each other they are the same drawing."""
    around = sheet()
    single = [overlay(shown(), SCENARIO, around, layers=(layer,)) for layer in EVERY_LAYER]

    assert all(single)
    assert "".join(single) == overlay(shown(), SCENARIO, around)


def test_without_the_reach_there_is_no_circle_and_all_else() -> None:
    """What the replay leaves out is that layer and nothing else."""
    around = sheet()
    rest = overlay(shown(), SCENARIO, around, layers=[layer for layer in EVERY_LAYER if layer != "reach"])
    reach = overlay(shown(), SCENARIO, around, layers=("reach",))

    assert 'class="reach"' in reach
    assert 'class="reach"' not in rest
    assert reach + rest == overlay(shown(), SCENARIO, around)


def test_a_raised_seat_has_wider_circles() -> None:
    """The map follows the posture of each force's own seat; thirty hours before the window closes it makes a difference."""
    around = sheet()
    late = shown().at(min(i.expected_to_close for i in shown().incidents) - 30)
    routine = overlay(late, SCENARIO, around, layers=("reach",), raised=())
    raised = overlay(late, SCENARIO, around, layers=("reach",), raised=SCENARIO.players)

    assert routine != raised


# ---------------------------------------------------------------- wherever on Earth


def moved(scenario: Scenario, spots: Sequence[Position]) -> Scenario:
    """*scenario* with its places elsewhere."""
    places = [
        place.model_copy(update={"lon": lon, "lat": lat})
        for place, (lon, lat) in zip(scenario.places, cycle(spots), strict=False)
    ]
    return scenario.model_copy(update={"places": tuple(places)})


class Piece(NamedTuple):
    """A marker or a line of text of a drawing: its class, how far it stands from where it belongs, and its room."""

    kind: str
    off: float
    box: Box
    text: str


HEIGHTS = {
    "label": (LABEL, BOLD),
    "stands": (STANDS, WIDE),
    "base": (BASE, WIDE),
    "name": (NAME, WIDE),
    "owner": (OWNER, BOLD),
    "called": (CALLED, WIDE),
}


def pieces(drawn: str) -> list[Piece]:
    """Everything that was drawn with a place of its own."""
    out: list[Piece] = []

    def walk(node: ElementTree.Element, x: float, y: float, off: float) -> None:
        step = re.fullmatch(r"translate\((-?\d+) (-?\d+)\)", node.get("transform", ""))
        if step:
            dx, dy = float(step[1]), float(step[2])
            off = hypot(dx, dy) if (x, y) != (0, 0) else 0.0
            x, y = x + dx, y + dy
        kind = node.get("class", "").split()
        if {"force", "incident"} & set(kind):
            out.append(Piece(kind[0], off, Box(x - 19, y - 19, 38, 38), node.get("aria-label", "")))
        if node.tag == "text" and kind and kind[0] in HEIGHTS:
            high, letter = HEIGHTS[kind[0]]
            wide = letter * high * len(node.text or "")
            left = (
                x
                + float(node.get("x", 0))
                - {"start": 0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
            )
            out.append(
                Piece(kind[0], off, Box(left, y + float(node.get("y", 0)) - 0.8 * high, wide, high), node.text or "")
            )
        for inner in node:
            if inner.tag != "defs":
                walk(inner, x, y, off)

    walk(ElementTree.fromstring(f"<svg>{drawn}</svg>"), 0, 0, 0)
    return out


def wrong(drawn: str, around: Frame) -> list[str]:
    """What the drawing promises and does not keep."""
    all_of = pieces(drawn)
    texts = [one for one in all_of if one.kind in HEIGHTS and one.kind != "owner"]
    out = [f"{one.text} stands {one.off:.0f} units off" for one in all_of if one.off > FARTHEST + 1]
    out += [f"{a.text} lies on {b.text}" for n, a in enumerate(texts) for b in texts[:n] if a.box.meets(b.box)]
    out += [
        f"{one.text} leaves the picture"
        for one in texts
        if one.box.x < 0 or one.box.y < 0 or one.box.x + one.box.wide > 1000 or one.box.y + one.box.high > around.height
    ]
    return out


@given(positions)
def test_nothing_stands_far_off_and_no_words_overlap_wherever_the_places_are(spots: list[Position]) -> None:
    """Second Thomas moved about the Earth, its places heaped or spread: symbols stay near the truth, words apart and inside."""
    scenario = moved(SCENARIO, spots)
    around = frame(scenario)
    assert around is not None

    assert [] == wrong(overlay(played("second-thomas"), scenario, around), around)


@pytest.mark.parametrize("name", [*CASES, *scenarios.names()])
def test_every_scenario_keeps_it(name: str) -> None:
    """Shipped scenarios and the cases, in the midst of a game; and each place where something stands has its name."""
    scenario, shown_now = case(name), played(name)
    around = frame(scenario)
    assert around is not None
    drawn = overlay(shown_now, scenario, around)

    assert [] == wrong(drawn, around)
    told = " ".join(one.text for one in pieces(drawn) if one.kind == "base")
    called = {place.id: place.name for place in scenario.places}
    at_home = [f for f in shown_now.forces if not f.tasked]
    homes = {
        called[home] for f in at_home if (home := scenario.force_by_id[f.id].home)
    }  # some have none, and stand nowhere
    missing = [name for name in homes if name.split()[0] not in told]
    assert len(missing) <= 0.2 * len(homes)


def test_no_symbol_lies_on_another_round_the_shoal_in_a_whole_game() -> None:
    """All that gathers there and sails to it stands beside, as control sees it at every hour in which a force moves."""
    game, around = play(Game(SCENARIO, "aukus-jpn", 7), cast_for(SCENARIO, cast_names(SCENARIO, {}))), sheet()
    state, most = game.start, 0
    for entry in game.entries:
        state = apply(state, entry)
        if not isinstance(entry, Sailed | Arrived | TurnOpened):
            continue
        drawn = pieces(overlay(view(state, CONTROL), SCENARIO, around, layers=("forces", "incidents")))
        symbols = [one for one in drawn if one.kind in ("force", "incident")]
        most = max(most, len(symbols))
        assert [] == [(a.text, b.text) for n, a in enumerate(symbols) for b in symbols[:n] if a.box.meets(b.box)]
    assert most >= 10


def test_a_force_that_sailed_from_a_host_is_drawn_from_there_and_back_there() -> None:
    """Its course begins at the host's place, not at its home, on the way out and when it was called back."""
    game, cast = Game(SCENARIO, "aukus-jpn", 7), cast_for(SCENARIO, cast_names(SCENARIO, {}))
    while not any(isinstance(entry, Sailed) for entry in game.entries):
        game.submit({seat: cast[seat].decide(asked) for seat, asked in game.pending.items()})
    at = next(n for n, entry in enumerate(game.entries) if isinstance(entry, Sailed))
    sailed, before = game.entries[at], reduce(apply, game.entries[:at], game.start)
    home = SCENARIO.force_by_id[sailed.force].home
    goal = SCENARIO.incident_by_id[sailed.incident].place
    host = next(place for place in SCENARIO.places if place.id not in (home, goal))
    out = apply(before, replace(sailed, via=host.id))
    back = Recalled(sailed.hour + 4, sailed.seat, sailed.force, sailed.option, sailed.incident, sailed.hour + 8, ())
    for state in (out, apply(out, back)):
        [force] = [one for one in view(state, sailed.seat).forces if one.id == sailed.force]
        assert host.id == force.sailed_from
        x, y = sheet().at(host.lon, host.lat)
        assert f'd="M{x:.0f} {y:.0f}L' in overlay(view(state, sailed.seat), SCENARIO, sheet())


def test_a_full_port_is_fanned_out_around_it() -> None:
    """Eight kinds of force in one place: none lies on another, all are near, and each says whose it is."""
    domains = ("surface", "air", "undersea", "coastguard", "land", "cyber", "space", "river-police")
    force = SCENARIO.forces[0]
    forces = tuple(force.model_copy(update={"id": d, "name": f"The {d}", "domain": d}) for d in domains)
    twice = force.model_copy(update={"id": "again", "name": "One more"})
    scenario = SCENARIO.model_copy(update={"forces": (*forces, twice)})
    around = frame(scenario)
    assert around is not None
    at_start = view(start(scenario, "aukus-jpn"), force.seat)
    drawn = pieces(overlay(at_start, scenario, around))
    symbols = [one for one in drawn if one.kind == "force"]

    assert len(symbols) == len(domains)
    assert [] == [(a, b) for n, a in enumerate(symbols) for b in symbols[:n] if a.box.meets(b.box)]
    assert all(one.off <= FARTHEST + 1 for one in symbols)
    assert [f"{force.seat} ×2"] + [str(force.seat)] * 7 == sorted(
        (o.text for o in drawn if o.kind == "owner"), key=len
    )[::-1]
    assert any("One more" in one.text and "The " in one.text for one in symbols)


def test_every_symbol_is_of_an_exercise_and_any_domain_has_one() -> None:
    """The third digit of each code says exercise; a domain nobody thought of is drawn as a unit, and says its name when read."""
    assert {"1"} == {symbol.sidc[2] for symbol in symbols().values()}
    assert {20} == {len(symbol.sidc) for symbol in symbols().values()}
    for side in get_args(Side):
        made = definitions({(side, "camel-corps")})
        assert symbols()[f"{side}:unit"].svg in made
        assert f'id="mil-{side}-camel-corps"' in made
        assert ">C</text>" in made


def test_a_map_defines_the_symbols_it_shows_and_no_other() -> None:
    """Which domains the other side has cannot be read from the page's source."""
    around = sheet()
    for seat in SCENARIO.players:
        drawn = overlay(view(start(SCENARIO, "aukus-jpn"), seat), SCENARIO, around)
        own = {force.domain for force in SCENARIO.forces_of[seat]}
        assert {name.split("-", 2)[2] for name in re.findall(r'id="([^"]+)"', drawn)} == own


def test_without_a_place_there_is_nothing_to_frame_and_nothing_fails() -> None:
    """Incidents and forces whose places are not there are left out of the map."""
    homeless = SCENARIO.model_copy(update={"places": ()})

    assert frame(homeless) is None
    assert wrong(overlay(played("second-thomas"), homeless, sheet()), sheet()) == []


def test_what_is_open_when_the_game_ends_has_no_hours_left() -> None:
    """While it runs the map and the wall's time line count the hours; after ENDEX they say that it stayed open."""
    game, cast = Game(SCENARIO, "aukus-jpn", 7), cast_for(SCENARIO, cast_names(SCENARIO, {}))
    while not any(incident.live for incident in game.state.incidents.values()):
        game.submit({seat: cast[seat].decide(asked) for seat, asked in game.pending.items()})
    live = game.state
    over = replace(live, ended=EndCause.ALL_MOVES)
    for state, told in ((live, "h left"), (over, "still open at ENDEX")):
        shown = public(state)
        assert told in overlay(shown, SCENARIO, sheet())
        assert told in str(board(shown, SCENARIO, game.entries))
    assert "h left" not in overlay(public(over), SCENARIO, sheet())
