"""The page of what the shipped scenarios show: it follows from what was measured, and what is cheap to hold is held."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study.appraise.judging import cut_off, playable
from fourthseat.engine.study.appraise.playing import Job, Table, Watched, play_jobs
from fourthseat.engine.study.appraise.points import TITLES, with_exemptions
from fourthseat.players.staffing import staffed

DOCS = Path(__file__).parent.parent / "docs"
PAGE = runpy.run_path(str(DOCS / "appraisal.py"))
TOLD: dict[str, Any] = json.loads((DOCS / "appraisal.json").read_text("utf-8"))
GAMES = 3


def test_the_page_is_what_follows_from_the_tables() -> None:
    """Written by one command, and by nobody's hand since."""
    assert PAGE["page"](TOLD) == (DOCS / "appraisal.md").read_text("utf-8")


def test_every_scenario_of_the_page_is_shipped_and_has_every_point() -> None:
    """In the order in which they are listed."""
    names = list(TOLD["scenarios"])

    assert names == [name for name in PAGE["shipped"]() if name in names]
    for name in names:
        assert [point["point"] for point in TOLD["scenarios"][name]["points"]] == list(TITLES), name


def test_a_row_stands_while_its_scenario_and_its_games_do() -> None:
    """Prose is not measured; a range is, and so is a rule that plays otherwise, wherever in the program it stands."""
    scenario = scenarios.find("tutorial")
    row = {"digest": PAGE["digest_of"](scenario), "played": PAGE["played"](scenario)}
    retold = scenario.model_copy(update={"background": "Another story."})
    wider = vary(scenario, {"assumptions.precision": 3.0})

    assert PAGE["current"](retold, row)
    assert PAGE["digest_of"](wider) != row["digest"]
    assert PAGE["played"](wider) != row["played"]
    assert not PAGE["current"](scenario, row | {"played": ""})


@pytest.mark.parametrize("name", TOLD["scenarios"])
def test_what_was_met_and_is_cheap_to_look_at_is_still_met(name: str) -> None:
    """A handful of games: every opened incident is decided, every cell has orders to give, where the page says so."""
    scenario = scenarios.find(name)
    table = Table(scenario.model_dump_json(by_alias=True), staffed)
    variants = [scenario.coalitions[0].id, scenario.coalitions[-1].id]
    jobs = [Job(OWN, variant, seed, watched=True) for variant in variants for seed in range(1, GAMES + 1)]
    games = [game for game in play_jobs(table, jobs) if isinstance(game, Watched)]
    said = {point["point"]: point["status"] for point in TOLD["scenarios"][name]["points"]}
    found = {
        judged.point: with_exemptions(judged, scenario)
        for judged in (cut_off(games, "b"), playable(scenario, games, "b"))
    }

    if said[7] == "met":
        assert not found[7].faults
    if said[10] == "met":
        assert all(value["mean"] >= 4 for value in found[10].numbers.values()), found[10].numbers
