"""Incidents and forces without a place, incidents in several, and forces drawn with a code of their own."""

from __future__ import annotations

from copy import copy
from functools import cache
from pathlib import Path
from pickle import dumps, loads

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.exercise.map.board import has_board, leads
from fourthseat.engine.exercise.map.markers import overlay
from fourthseat.engine.exercise.map.printed import printed
from fourthseat.engine.exercise.map.projection import frame
from fourthseat.engine.exercise.papers import packet
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.durations import way
from fourthseat.engine.rules.state import start
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from tests.engine.exercise.map.test_markers import pieces

SCENARIO = scenarios.find("tutorial")


@cache
def nowhere() -> Scenario:
    """The tutorial with no place in it."""
    return SCENARIO.model_copy(
        update={
            "places": (),
            "forces": tuple(one.model_copy(update={"home": None}) for one in SCENARIO.forces),
            "incidents": tuple(one.model_copy(update={"place": None}) for one in SCENARIO.incidents),
        }
    )


def test_without_places_it_is_played_and_written_and_read_again() -> None:
    """No places at all: a game, a copy of it, a pickle of it and the scenario's JSON."""
    scenario = nowhere()
    game = Game(scenario, "aukus", 7)
    twin, other = copy(game), loads(dumps(game))
    for one in (game, twin, other):
        play(one, cast_for(scenario, cast_names(scenario, {})))

    assert game.entries == twin.entries == other.entries
    assert scenario == Scenario.model_validate_json(scenario.model_dump_json(by_alias=True))
    assert '"place":null' not in scenario.model_dump_json(by_alias=True)


def test_where_there_is_no_way_nobody_needs_time_for_it() -> None:
    """A force without a home, or an incident without a place: no miles and no hours, whatever its speed."""
    far = scenarios.find("second-thomas")
    force, incident = far.forces[0], far.incidents[0]

    assert way(far, force, incident)[1] > 0
    assert way(far, force.model_copy(update={"home": None}), incident) == (0.0, 0)
    assert way(far, force, incident.model_copy(update={"place": None})) == (0.0, 0)


def test_the_board_stands_where_the_map_would() -> None:
    """For control, a seat and the wall; and in the papers."""
    scenario = nowhere()
    state = start(scenario, "aukus")

    assert frame(scenario) is None
    assert has_board(scenario)
    assert all(leads(view(state, seat), scenario) for seat in (CONTROL, scenario.players[0]))
    assert printed(view(state, CONTROL), scenario) == ""
    document = packet.seat(scenario, scenario.players[0], "aukus")
    assert [] == list(document.drawings)
    assert "board" in {table.name for table in document.tables}


def test_an_incident_in_two_places_is_drawn_in_both_and_titled_once(tmp_path: Path) -> None:
    """Forces go to the first; the others are marked, and read aloud."""
    path = tmp_path / "two.toml"
    path.write_text('extends = "luzon-cables"\n[[incident]]\nid = "{}"\nalso_at = ["{}"]\n'.format(*two()))
    scenario = scenarios.load(path)
    incident = scenario.incident_by_id[two()[0]]
    game = Game(scenario, scenario.coalitions[0].id, 7)
    cast = cast_for(scenario, cast_names(scenario, {}))
    while not (state := game.state).incidents[incident.id].live:
        game.submit({seat: cast[seat].decide(asked) for seat, asked in game.pending.items()})
    around = frame(scenario)
    assert around is not None
    drawn = overlay(view(state, CONTROL), scenario, around)

    assert drawn.count(f"{incident.title}, also at ") == 2  # the title and the label of one marker
    assert drawn.count(f"{incident.title}, at ") == 2


def two() -> tuple[str, str]:
    """An incident of a shipped scenario and a place where it is not."""
    scenario = scenarios.find("luzon-cables")
    incident = scenario.incidents[0]
    return incident.id, next(place.id for place in scenario.places if place.id != incident.place)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[incident]]\nid = "{0}"\nalso_at = ["atlantis"]', "no such place"),
        ('[[incident]]\nid = "{0}"\nplace = "atlantis"', "no such place"),
        ('[[force]]\nid = "usa-ships"\nsymbol = "SFSPCLFF-------"', "20 digits"),
    ],
)
def test_a_place_or_a_code_that_is_none_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """With its line, before anything is played."""
    path = tmp_path / "wrong.toml"
    path.write_text(f'extends = "tutorial"\n{text}\n'.replace("{0}", SCENARIO.incidents[0].id))

    with pytest.raises(ScenarioError, match=said) as found:
        scenarios.load(path)
    assert "wrong.toml:4" in str(found.value)


def test_a_force_is_drawn_as_its_author_says(tmp_path: Path) -> None:
    """A code of an infantry unit of no matter whose side; its seat sees it as a friend's, in an exercise."""
    path = tmp_path / "own.toml"
    path.write_text('extends = "tutorial"\n[[force]]\nid = "usa-ships"\nsymbol = "10061000001211000000"\n')
    scenario = scenarios.load(path)
    around = frame(scenario)
    assert around is not None
    drawn = overlay(view(start(scenario, "aukus"), Seat("USA")), scenario, around)

    assert 'data-sidc="10131000001211000000"' in drawn
    assert 'href="#mil-friend-surface.10121100"' in drawn


def test_a_packet_for_a_word_processor_has_the_map() -> None:
    """One picture in it."""
    document = packet.seat(SCENARIO, Seat("USA"), "aukus")

    assert b"word/media/image1.png" in as_docx(document)


def test_no_force_stands_in_two_places() -> None:
    """After an incident is decided its forces are drawn where they are: at home, or where they went since."""
    scenario = scenarios.find("luzon-cables")
    game, cast = Game(scenario, scenario.coalitions[-1].id, 7), cast_for(scenario, cast_names(scenario, {}))
    around, decided = frame(scenario), False
    assert around is not None
    while game.pending:
        game.submit({seat: cast[seat].decide(asked) for seat, asked in game.pending.items()})
        drawn = overlay(view(game.state, CONTROL), scenario, around)
        labels = [one.text for one in pieces(drawn) if one.kind == "force"]
        decided = decided or any(one.choice is not None and one.arrivals for one in game.state.incidents.values())
        for force in scenario.forces:
            assert sum(f"{force.name} ({force.seat})" in label or f"{force.name}, " in label for label in labels) <= 1
    assert decided
