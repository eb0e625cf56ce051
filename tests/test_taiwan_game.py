"""The page that sets doctrines beside the expert teams of a published game."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.terms import CONTROL, Cell
from fourthseat.engine.game.game import Game
from fourthseat.players.cast import cast_for, cast_names

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/taiwan-game.md").read_text("utf-8")
GIVEN = {
    12: "0.57 [0.37, 0.76]",
    20: "0.95 [0.77, 0.99]",
    19: "0.90 [0.71, 0.97]",
    0: "0.00 [0.00, 0.15]",
    18: "0.86 [0.65, 0.95]",
    8: "0.38 [0.21, 0.59]",
}
"""Teams of 21, and the share with its interval as it was given to us."""


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """The script of the page."""
    return runpy.run_path(str(ROOT / "docs/taiwan.py"))


def test_the_shares_of_the_expert_teams_are_those_that_were_published(script: dict[str, Any]) -> None:
    """Worked out of the counts, to the last digit."""
    for row in script["PUBLISHED"]:
        assert script["share"](row.teams, script["TEAMS"]) == GIVEN[row.teams]
        assert f"| {row.label} | {row.teams}: {GIVEN[row.teams]} |" in PAGE


def words(text: str) -> list[str]:
    """What stands before the numbers of each line."""
    return [line.split(" | ")[0] for line in text.splitlines()]


def test_the_page_is_what_the_script_writes(script: dict[str, Any]) -> None:
    """A few games: every doctrine and every option has its place, whatever the numbers are."""
    scenario = scenarios.find(script["NAME"])
    found = script["of_doctrines"](scenario, 3)
    page = script["page"](scenario, found)

    assert words(page) == words(PAGE)
    assert all(option.title in page for option in scenario.options if script["TEAM"] in option.seats)


def test_every_option_of_a_published_list_can_be_ordered_when_it_is_asked_for() -> None:
    """Seven in the first move and thirteen in the second, wherever the ladder stands."""
    scenario = scenarios.find("taiwan-strait-seminar")
    for seed in range(4):
        game = Game(scenario, scenario.coalitions[0].id, seed)
        cast = cast_for(scenario, cast_names(scenario, {}))
        menus: dict[int, set[str]] = {}
        while not game.state.ended:
            for seat, view in game.pending.items():
                if seat != CONTROL and scenario.cell(seat) is Cell.BLUE and view.menu:
                    menus.setdefault(view.turn, {act.option for act in view.menu})
            game.submit({seat: cast[seat].decide(view) for seat, view in game.pending.items()})

        assert {turn: len(menu) for turn, menu in menus.items()} == {1: 7, 2: 13}
