"""The rehearsal counts what happened in the games it played, and says what cannot work on the day."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from benchmarks.inprocess import Said, call
from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Decision, End
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.exercise.rehearsal import Rehearsal, rehearse
from fourthseat.engine.exercise.rehearsal_report import tables, warnings
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.overrides import vary
from fourthseat.players.cast import cast_for, cast_names

GAMES = 30


def rehearsed(name: str = "second-thomas", games: int = GAMES, **changes: Any) -> Rehearsal:
    """A shipped scenario, varied, with doctrines in every seat."""
    scenario = vary(scenarios.find(name), changes)
    return rehearse(scenario, "aukus-jpn", cast_for(scenario, cast_names(scenario, {})), games, 1)


@pytest.fixture(scope="module")
def second() -> Rehearsal:
    """Two crises, four moves, four contingency injects."""
    return rehearsed()


def test_it_counts_the_games_it_names(second: Rehearsal) -> None:
    """Games played again by hand: the same injects, orders and outcomes."""
    scenario = scenarios.find("second-thomas")
    cast = cast_for(scenario, cast_names(scenario, {}))
    games = [play(Game(scenario, "aukus-jpn", seed), cast) for seed in range(1, GAMES + 1)]

    for one in second.injects:
        fired = sum(any(isinstance(x, e.Injected) and x.inject == one.id for x in game.entries) for game in games)
        assert one.share == fired / GAMES, one.id
    for seat, option, share in second.options:
        gave = sum(
            any(isinstance(x, e.Ordered) and (x.seat, x.option) == (seat, option) for x in g.entries) for g in games
        )
        assert share == gave / GAMES
    pressed = sum(game.state.incidents["blockade"].choice == "press" for game in games)
    shares = second.outcomes["blockade"]
    assert sum(share for what, share in shares.items() if what.startswith("pressed")) == pytest.approx(pressed / GAMES)
    assert sum(second.ended.values()) == GAMES == sum(second.moves.values())


def test_every_cell_has_a_load_in_every_move(second: Rehearsal) -> None:
    """Each is asked for its orders once a move at least, and shares are shares."""
    scenario = scenarios.find("second-thomas")

    assert {(s, t) for s in scenario.players for t in range(1, 5)} == {(one.seat, one.turn) for one in second.loads}
    assert all(one.questions >= 1 and one.most >= 1 and 0 <= one.idle <= 1 for one in second.loads)


def test_a_dead_inject_is_named() -> None:
    """A condition that cannot come true: told with its number; one that always does is no contingency."""
    dead = rehearsed(**{"msel.INJ-05.when": {"incident": "blockade", "outcome": ["FAILURE"], "rung_at_least": 6}})

    assert any(line.startswith("INJ-05 (contingency) comes in 0 of 30 games: dead") for line in warnings(dead))
    always = rehearsed(**{"msel.INJ-05.when": {"rung_at_least": 1}})
    assert any("INJ-05 is a contingency and comes in 30 of 30 games" in line for line in warnings(always))


def test_the_length_of_the_day_is_told(second: Rehearsal) -> None:
    """Moves, and the rounds of answers counted by hand in the games themselves, at the minutes the stages are given."""
    scenario = scenarios.find("second-thomas")
    cast = cast_for(scenario, cast_names(scenario, {}))
    counted = []
    for seed in range(1, GAMES + 1):
        entries = play(Game(scenario, "aukus-jpn", seed), cast).entries
        first = next(n for n, x in enumerate(entries) if isinstance(x, e.TurnOpened) and x.turn == 2)
        asked = {x.hour for x in entries[:first] if isinstance(x, e.Decided) and x.seat != CONTROL and all(question.kind != "orders" for question in x.asked)}  # fmt: skip
        counted.append(len(asked))

    assert median(counted) == second.rounds[1][1]
    rounds = sum(found[1] for found in second.rounds.values())
    assert second.minutes[0] <= second.minutes[1] <= second.minutes[2]
    assert abs(second.minutes[1] - (15 + 4 * 45 + 3 * 25 + 30 + 5 * rounds)) < 30
    assert any("if every stage takes its time" in line for line in warnings(second)) == (second.minutes[1] > 480)


def test_a_contingency_that_comes_too_late_is_told(second: Rehearsal) -> None:
    """Its condition mostly comes true as the last move opens."""
    (late,) = (one for one in second.injects if one.id == "INJ-05")

    assert 0 < late.last <= late.share
    assert any(line.startswith("INJ-05 is a contingency and comes in the last move") for line in warnings(second)) == (
        late.last > late.share / 2
    )


def test_a_measure_says_in_how_many_games_it_has_a_value(second: Rehearsal) -> None:
    """Hours to concurrence has none where nobody concurred; a share is never above one."""
    assert all(0 < share <= 1 for share in second.defined.values())
    assert second.defined["peak_rung"] == 1


def test_objectives_nobody_exercises_are_counted() -> None:
    """Those an inject that comes is about are exercised, the others are listed in one line."""
    about = [inject.objective for inject in scenarios.find("second-thomas").msel]
    alone = next(
        j for j in scenarios.find("second-thomas").msel if j.hour is not None and about.count(j.objective) == 1
    )
    told = rehearsed(games=3, **{f"msel.{alone.id}.objective": ""})
    share = {name: share for _, name, _, share in told.objectives}
    (line,) = (line for line in warnings(told) if "exercised by no inject" in line)

    assert 0 == share[alone.objective]
    assert 1 == share["phl-resupply"]
    assert alone.objective in line
    assert "phl-resupply" not in line


class Idle:
    """Somebody who sits there and says nothing."""

    def decide(self, view: View, /) -> Decision:  # noqa: ARG002
        """No order and no answer."""
        return Decision()


def test_idle_and_swamped_cells_are_named() -> None:
    """Of a cell that does nothing every move is named; of the others none is."""
    scenario = scenarios.find("tutorial")
    cast = cast_for(scenario, cast_names(scenario, {})) | {scenario.capitals[0]: Idle()}
    told = [
        line for line in warnings(rehearse(scenario, "aukus-jpn", cast, 6, 1)) if "neither orders nor answers" in line
    ]

    assert told
    assert all(line.startswith(f"{scenario.capitals[0]} ") for line in told)


def test_a_short_day_is_foreseen() -> None:
    """Games that end before the last move are counted by their last move and their reason."""

    class Impatient:
        """A white cell that ends the exercise after the first move."""

        def decide(self, view: View, /) -> Decision:
            """ENDEX at the first close."""
            return Decision((End("enough"),) if view.questions[0].kind == "close" else ())

    scenario = scenarios.find("tutorial")
    cast = {**cast_for(scenario, cast_names(scenario, {})), CONTROL: Impatient()}
    short = rehearse(scenario, "aukus", cast, 10, 1)

    assert {1: 10} == short.moves
    assert {"ENDEX by CONTROL: enough": 10} == short.ended
    assert "10 of 10 games end before move 2: plan for a short day" == warnings(short)[0]


def test_the_same_seed_rehearses_the_same(second: Rehearsal) -> None:
    """Nothing but scenario, variant, cast and seed decides."""
    assert list(tables(second)) == list(tables(rehearsed()))


def test_the_command(tmp_path: Path) -> None:
    """Tables, what to mend and the disclaimer; JSON for a program; a person is refused."""

    def said(*args: str, code: int = 0) -> Said:
        told = call(["rehearse", "tutorial", "--games", "10", *args])
        assert (code, "") == (told.code, told.raised), told.err + told.trace
        return told

    text = said().out
    assert "To mend before the day" in text
    assert "not a forecast" in text
    raw = json.loads(said("--json", "--coalition", "aukus-jpn").out)
    assert ("aukus-jpn", 10) == (raw["coalition"], raw["games"])
    assert any(sheet["title"] == "Injects" for sheet in raw["tables"])
    assert "people do not play a hundred games" in said("--seat", "JPN=human", code=2).err
