"""The shipped situations are complete, and every word and number in them is used."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from csv import DictReader
from functools import cache
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Cell, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.doctrine_sets import following
from fourthseat.engine.scenario.overrides import numbers, vary
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names

NAMES = scenarios.names()
APART = {"tutorial", "taiwan-strait-seminar"}
"""What is no situation of ours: something to learn with, and a game that others have published."""
SITUATIONS = tuple(name for name in NAMES if name not in APART)
FACTS = {
    row["id"] for row in DictReader((Path(__file__).parent.parent / "docs/facts.csv").read_text("utf-8").splitlines())
}


@cache
def found(name: str) -> Scenario:
    """A shipped scenario."""
    return scenarios.find(name)


def test_the_situations_sponsors_ask_for_are_there() -> None:
    """The tutorial is first, and everything the mission names is there."""
    assert NAMES[0] == "tutorial"
    assert set(SITUATIONS) >= {
        "cyber-suppliers",
        "economic-coercion",
        "luzon-cables",
        "missile-overflight",
        "pillar-two",
        "second-thomas",
        "senkaku",
        "taiwan-quarantine",
        "two-theatres",
        "scarborough",
        "dangerous-encounter",
        "seabed-project",
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_number_says_where_it_comes_from(name: str) -> None:
    """A source that can be looked up, or a judgement with a range that holds it."""
    for path, q in numbers(found(name)):
        assert q.source or (q.low is not None and q.high is not None and q.low <= q <= q.high), path
        assert q.basis(), path


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_number_is_a_fact(name: str) -> None:
    """F-numbers in the file are rows of docs/facts.csv."""
    text = (Path(scenarios.__file__).parent / f"{name}.toml").read_text("utf-8")
    cited = set(re.findall(r"\bF\d{2,3}\b", text))

    assert cited <= FACTS


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_is_complete(name: str) -> None:
    """Four variants and at most one of measures agreed beforehand, a brief and objectives for every seat, two contingency injects, measures that pull both ways."""
    s = found(name)

    variants = [c.id for c in s.coalitions]
    assert ["aukus", "aukus-jpn", "aukus-jpn-pillar2", "aukus-jpn-exempt"] == variants[:4]
    assert variants[4:] in ([], ["aukus-jpn-standing"])
    assert all(seat.brief and len(seat.objectives) >= (3 if seat.cell is Cell.BLUE else 1) for seat in s.seats)
    conditions = [i for i in s.msel if i.kind == "contingency"]
    assert len(s.msel) >= 7
    assert len(conditions) >= 2
    assert any(word in (i.condition or "") for i in conditions for word in ("ended", "leaked"))
    assert 4 <= len(s.interests) <= 6
    assert len({i.better for i in s.interests}) == 2
    assert len(s.options) >= 13
    assert any(option.licence for option in s.options)
    assert any(option.kind == "surge" for option in s.options)
    assert any(option.kind == "intrude" for option in s.options)
    assert re.search(r"\bF\d{2,3}\b", s.background)


DOCTRINES = (
    (), ("cautious", "prober"), ("bold", "coercer"), ("consensus-first", "risk-taker"), ("tit-for-tat", "reassured-by-words"),
    ("free-rider", "opportunist"),
)  # fmt: skip
"""Sets of doctrines: each of the shipped ones plays once."""


def casts(name: str) -> Iterator[tuple[Scenario, Mapping[Seat, Player], int]]:
    """Ninety games of doctrines, every one by its turn, and of random seats: a scenario, who plays, the seed."""
    for player, sets in (*(("doctrine", sets) for sets in DOCTRINES), ("uniform", ())):
        s = vary(found(name), following(found(name), sets)) if sets else found(name)
        cast = cast_for(s, cast_names(s, {str(seat): player for seat in s.players}))
        for seed in range(10 if player == "doctrine" else 30):
            yield s, cast, seed


def unused(name: str, rows: Collection[str]) -> list[str]:
    """Those of *rows* that none of the games of :func:`casts` brings into play; no further game is played once all are."""
    left = dict.fromkeys(rows)
    for s, cast, seed in casts(name):
        if not left:
            break
        for what in brought(s, cast, seed):
            left.pop(what, None)
    return list(left)


def brought(s: Scenario, cast: Mapping[Seat, Player], seed: int) -> set[str]:
    """What one game brings into play."""
    seen = set[str]()
    for x in play(Game(s, s.coalitions[seed % len(s.coalitions)].id, seed), cast).entries:
        for key in ("option", "inject", "force", "incident"):
            if isinstance(x, e.Acted | e.Sailed | e.Arrived | e.Injected | e.IncidentOpened) and hasattr(x, key):
                seen.add(getattr(x, key))
        if isinstance(x, e.Chosen):
            seen.add(f"{x.incident}:{'press' if x.choice == 'press' else 'not'}")
    return seen


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_a_situation_gets_played(name: str) -> None:
    """No option, inject, force or incident is dead, and no incident's end is a foregone conclusion."""
    s = found(name)
    rows = [
        *(o.id for o in s.options),
        *(i.id for i in s.msel),
        *(f.id for f in s.forces),
        *(i.id for i in s.incidents),
    ]

    ends = [f"{i.id}:{end}" for i in s.incidents if i.hour is not None for end in ("press", "not")]

    assert [] == unused(name, [*rows, *ends])


def test_the_schema_is_json_schema_and_describes_the_shipped_files() -> None:
    """The exported schema knows every table, and a scenario survives the way to JSON and back."""
    schema = Scenario.model_json_schema(by_alias=True)

    assert {"seat", "coalition", "incident", "option", "msel", "force"} <= set(schema["properties"])
    for name in NAMES:
        again = parse(json.loads(found(name).model_dump_json(by_alias=True)), name)
        assert again == found(name)


def test_a_fifth_partner_is_a_row_and_no_code(tmp_path: Path) -> None:
    """Any other partner joins as rows of a file: a seat, a force and a member."""
    file = tmp_path / "five.toml"
    file.write_text(
        """
extends = "second-thomas"
name = "five"
[[seat]]
id = "KOR"
name = "Republic of Korea"
cell = "BLUE"
role = "National cell"
brief = "You are asked for the first time."
objectives = [{ id = "kor-hold", text = "Nothing spills over" }]
source = "invented"
[[force]]
id = "kor-destroyer"
seat = "KOR"
name = "One destroyer"
domain = "surface"
home = "sasebo"
strength = { value = 1, low = 0.5, high = 2 }
availability = { value = 0.8, low = 0.5, high = 1 }
speed_kn = { value = 18, low = 14, high = 24 }
source = "invented"
[[option]]
id = "joint-escort"
seats = ["AUS", "GBR", "JPN", "KOR", "USA"]
[[coalition]]
id = "aukus-jpn"
[[coalition.member]]
seat = "KOR"
information = { value = 0.4, low = 0.2, high = 0.6 }
exempt_share = { value = 0, source = "invented" }
""",
        "utf-8",
    )
    s = scenarios.load(file)
    game = play(Game(s, "aukus-jpn", 1), cast_for(s, cast_names(s, {})))

    assert "KOR" in game.state.members
    assert any(isinstance(x, e.Requested) and "KOR" in x.needed for x in game.entries)
    assert game.state.ended
