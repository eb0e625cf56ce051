"""Cells of an author's own: to the rules they are their side, to people what the file calls them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.exercise.msel.recipients import Directory
from fourthseat.engine.exercise.papers import packet
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast

BALTIC = Path(__file__).parents[2] / "data/exercises/baltic-cables.toml"
NORDIC = {"id": "NORDIC", "title": "The north", "colour": "#2f7fb8", "side": "coalition"}


@cache
def baltic() -> Scenario:
    """A fixture with three cells of its own, one of them RED by another name."""
    return scenarios.load(BALTIC)


def changed(**rows: Any) -> Scenario:
    """The tutorial with other rows, checked as a file is."""
    return parse({**scenarios.find("tutorial").model_dump(mode="json", by_alias=True), **rows}, "test", strict=True)


def test_a_seat_is_on_the_side_of_its_cell() -> None:
    """What rules ask is the standard cell of the side; what people are shown is the cell of the file, in its order."""
    s = baltic()

    assert s.blue == ("DEU", "EST", "FIN", "SWE")
    assert s.red == {"OPP"}
    assert [(cell.id, seats) for cell, seats in s.seated] == [
        ("NORDIC", ("FIN", "SWE")), ("SHORE", ("EST", "DEU")), ("RED", ("OPP",)),
    ]  # fmt: skip
    assert (s.cell("OPP"), s.cell_shown[Seat("OPP")].title) == (Cell.RED, "Those who charter the ships")


def test_names_and_colours_change_no_game() -> None:
    """The same file without cells of its own plays to the same entries, and what was read is read again the same."""
    s = baltic()
    raw = s.model_dump(mode="json", by_alias=True)
    bare = {key: value for key, value in raw.items() if key != "cell"}
    bare["seat"] = [{key: value for key, value in row.items() if key != "own_cell"} for row in raw["seat"]]
    for seed in range(2):
        games = [play(Game(one, None, seed), cast(one, {})) for one in (s, parse(bare, "test"))]
        assert games[0].entries == games[1].entries
    assert parse(raw, "test") == s


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            {"cell": [NORDIC | {"side": "north"}]},
            "side: 'north' is not right: one of these is wanted here: 'coalition'",
        ),
        ({"cell": [NORDIC | {"colour": "blue"}]}, "a colour is written as #rrggbb"),
        ({"cell": [NORDIC | {"id": "nordic"}]}, "a cell's name is two to sixteen capital letters"),
        ({"cell": [NORDIC | {"id": "GREEN"}]}, "GREEN is the side 'neutral'"),
        ({"cell": [NORDIC | {"id": "WHITE"}]}, "WHITE is control's"),
        ({"cell": [NORDIC, NORDIC]}, "cell 'NORDIC' appears twice"),
        ({"cell": "NORDIC"}, "cell: "),
    ],
)
def test_a_cell_that_cannot_be_is_refused(rows: dict[str, Any], says: str) -> None:
    """With what would be right."""
    with pytest.raises(ScenarioError, match=re.escape(says)):
        changed(**rows)


def test_a_seat_that_says_its_own_cell_by_itself_is_looked_at() -> None:
    """A cell there is not, and one of another side than the seat's."""
    seats = scenarios.find("tutorial").model_dump(mode="json", by_alias=True)["seat"]
    for own, says in (("SOUTHERN", "no such cell"), ("NORDIC", "is on the side 'coalition', and the seat sits in RED")):
        rows = [row | {"own_cell": own} if row["cell"] == "RED" else row for row in seats]
        with pytest.raises(ScenarioError, match=says):
            changed(cell=[NORDIC], seat=rows)


def test_packets_list_the_table_by_cell_with_its_colours() -> None:
    """A table with the cells' titles and a key of the colours; without cells of its own a file's packet has neither."""
    paper = packet.seat(baltic(), Seat("FIN"), baltic().coalitions[0].id)
    [table] = [one for one in paper.tables if one.name == "seats"]
    [key] = [one for one in paper.drawings if one.name == "cells"]

    assert [row[:2] for row in table.rows][:3] == [
        ("FIN", "The Nordic neighbours"), ("SWE", "The Nordic neighbours"), ("EST", "The southern shore"),
    ]  # fmt: skip
    assert all(cell.colour in key.svg and cell.title in key.svg for cell in baltic().own_cells)
    tutorial = scenarios.find("tutorial")
    plain = packet.seat(tutorial, tutorial.players[0], tutorial.coalitions[0].id)
    assert "cells" not in {one.name for one in plain.drawings}


def test_an_events_list_may_call_cells_as_the_file_does() -> None:
    """By id and by title, among the other ways."""
    known = Directory(baltic(), {})

    assert known.read("NORDIC").seats == ("FIN", "SWE") == known.read("the Nordic neighbours").seats
    assert known.read("Shore cell; OPP").seats == ("DEU", "EST", "OPP")
