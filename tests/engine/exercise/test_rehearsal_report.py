"""What a rehearsal is told as: each warning at its threshold and not below it, and every count in a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.exercise.rehearsal import Load, Rehearsal, Use
from fourthseat.engine.exercise.rehearsal_report import tables, warnings

USA = Seat("USA")
QUIET = Rehearsal(
    scenario=scenarios.find("tutorial"),
    coalition="aukus",
    games=100,
    ended={"the last move": 100},
    moves={2: 100},
    injects=(Use("INJ-01", "inject", 1.0, (1.0, 1.0, 1.0)), Use("INJ-02", "contingency", 0.5, (2.0, 9.0, 30.0))),
    objectives=((USA, "usa-hold", "Nothing is lost", 1.0),),
    loads=(Load(USA, 1, 2.0, 4.0, 1.0, 0.1),),
    waits={USA: 3.0},
    options=((USA, "presence", 0.5),),
    outcomes={"survey": {"deterred": 0.6, "pressed and blunted": 0.4}},
    measures={"peak_rung": (1.0, 2.0, 3.0)},
    defined={"peak_rung": 1.0},
    rounds={1: (1.0, 2.0, 3.0)},
    minutes=(200.0, 240.0, 300.0),
    about={"usa-hold": ("INJ-01",)},
)
"""A rehearsal with nothing to mend."""


def test_nothing_to_mend_is_nothing_said() -> None:
    """Each of the cases below differs from this one in a single count."""
    assert [] == warnings(QUIET)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"moves": {1: 6, 2: 94}}, "6 of 100 games end before move 2: plan for a short day"),
        ({"minutes": (400.0, 481.0, 525.0)}, "the day takes 8:01 h if every stage takes its time (8:45 h in a long game)"),
        ({"injects": (Use("INJ-01", "inject", 0.04, None),)}, "INJ-01 (inject) comes in 4 of 100 games: dead unless"),
        ({"injects": (Use("INJ-02", "contingency", 0.96, None),)}, "INJ-02 is a contingency and comes in 96 of 100 games"),
        ({"injects": (Use("INJ-02", "contingency", 0.5, None, 0.3),)}, "comes in the last move in 30 of the 50 games"),
        ({"about": {"usa-hold": ()}}, "1 of 1 objectives are exercised by no inject"),
        ({"objectives": ((USA, "usa-hold", "t", 0.0),)}, "objectives whose injects do not come: usa-hold (USA: INJ-01)"),
        ({"loads": (Load(USA, 2, 1.0, 1.0, 0.0, 0.51),)}, "USA neither orders nor answers anything in move 2 in 51 % of"),
        ({"loads": (Load(USA, 2, 5.0, 7.0, 1.0, 0.0),)}, "USA is asked 7 questions in move 2 in a busy game: more than 6"),
        ({"waits": {USA: 49.0}}, "USA: an incident lies 49 h on average"),
        ({"outcomes": {"survey": {"deterred": 0.96}}}, "survey ends the same in 96 % of games (deterred)"),
        ({"options": ((USA, "presence", 0.0),)}, "never ordered by the doctrines: presence (USA)"),
    ],
)  # fmt: skip
def test_one_thing_to_mend_is_one_warning(change: dict[str, Any], words: str) -> None:
    """With the name, the number and the games it is out of."""
    [line] = warnings(replace(QUIET, **change))

    assert words in line


def test_a_scheduled_inject_may_always_come_and_come_last() -> None:
    """Only of a contingency is that worth a word."""
    assert [] == warnings(replace(QUIET, injects=(Use("INJ-01", "inject", 1.0, None, 1.0),)))


def test_the_gravest_comes_first() -> None:
    """A short day before a quiet cell."""
    lines = warnings(replace(QUIET, loads=(Load(USA, 2, 1.0, 1.0, 0.0, 1.0),), moves={1: 100}))

    assert ["100 of", "USA ne"] == [line[:6] for line in lines]


def test_every_table_is_rectangular_and_holds_its_counts() -> None:
    """One header a column; what never came is a dash."""
    made = list(tables(replace(QUIET, injects=(Use("INJ-01", "inject", 0.0, None),))))

    assert all(len(row) == len(heads) for _, heads, rows in made for row in rows)
    [(_, _, rows)] = [table for table in made if table[0] == "Injects"]
    assert [("INJ-01", "inject", "0 %", "–", "–", "–", "0 %")] == rows
    [(_, _, rows)] = [table for table in made if table[0] == "Outcomes"]
    assert [("survey", "deterred 60 %; pressed and blunted 40 %")] == rows
