"""Scenarios that were taken in silence, and what is said or played of each now."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.lint.linting import check_file
from fourthseat.players.cast import cast_for, cast_names

HEAD = 'format = 2\nextends = "second-thomas"\n'
CUTTERS = """
[[force]]
id = "prc-cutters"
seat = "PRC"
name = "Twenty cutters"
domain = "coastguard"
home = "second-thomas"
strength = { value = 20, low = 10, high = 30 }
availability = { value = 0.9, low = 0.8, high = 1 }
speed_kn = { value = 18, low = 10, high = 20 }
source = "judgement"
[[option]]
id = "prc-send"
title = "Send the cutters"
text = "Twenty more lie there by the evening."
kind = "deploy"
seats = ["PRC"]
domains = ["coastguard"]
rung = 1
source = "judgement"
"""
OPENS_AGAIN = """
[[msel]]
id = "INJ-09"
kind = "contingency"
to = ["USA"]
text = "A second convoy sails."
source = "judgement"
when = "closing and rung >= 3"
effect = { opens = "second-convoy" }
"""
DEAD = """
[[option]]
id = "talk-about-it"
title = "Consult about the blockade"
text = "Calls between capitals."
kind = "consult"
seats = ["AUS"]
incidents = ["blockade"]
rung = 0
source = "judgement"
"""


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [
        (OPENS_AGAIN, "FS220", "opens already; an incident opens once"),
        (DEAD, "FS221", "a consult is about no incident, so nobody could order it"),
    ],
    ids=["two triggers", "dead option"],
)
def test_what_could_not_be_played_is_refused_with_its_line(rows: str, code: str, words: str, tmp_path: Path) -> None:
    """Before, one died in some games and the other stood on no menu."""
    path = tmp_path / "case.toml"
    path.write_text(HEAD + rows, "utf-8")
    checked = check_file(path, scenarios.source)

    [found] = checked.errors
    assert code == found.code
    assert words in found.message
    assert path == found.place.file
    assert found.place.span is not None


def test_forces_of_the_opponent_strengthen_the_opponent(tmp_path: Path) -> None:
    """They counted for the coalition: its own blockade was "frustrated, strength 17.2 against 6.2"."""
    path = tmp_path / "case.toml"
    path.write_text(HEAD + CUTTERS, "utf-8")
    scenario = scenarios.find(str(path))
    games = [play(Game(scenario, "aukus", seed), cast_for(scenario, cast_names(scenario, {}))) for seed in range(12)]
    there = [
        (game, entry.incident) for game in games for entry in game.entries
        if isinstance(entry, e.Arrived) and entry.force == "prc-cutters"
    ]  # fmt: skip

    assert there, "the opponent sends them in some games"
    for game, name in there:
        incident = game.state.incidents[name]
        assert incident.red_strength > float(scenario.incident_by_id[name].red_strength)
        assert Seat("PRC") not in {arrival.seat for arrival in incident.arrivals}


def test_a_host_is_asked_about_a_national_measure() -> None:
    """``consent_of`` said that it must agree, and nobody asked it."""
    scenario = scenarios.find(str(Path(__file__).parent / "data/places/far-pacific.toml"))
    asked = [
        entry for seed in range(12) for variant in ("aukus", "aukus-nzl")
        for entry in play(Game(scenario, variant, seed), cast_for(scenario, cast_names(scenario, {}))).entries
        if isinstance(entry, e.Requested) and entry.option == "airlift"
    ]  # fmt: skip

    assert asked
    assert all(Seat("TON") in entry.needed for entry in asked)
