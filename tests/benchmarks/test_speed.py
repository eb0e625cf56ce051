"""Each benchmark measures what it says, tried on a handful of games: no test here looks at a speed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import grown, growth, pairs, peers, runners, studies
from benchmarks.pairs import old
from benchmarks.peer_models import bare_clock
from benchmarks.tables import Table
from benchmarks.timing import Spread
from fourthseat.engine.scenario.reader import parse

RAW = old().find("second-thomas").model_dump(mode="json", by_alias=True)
SMALL = studies.FIXED.replace(
    'rules = ["lead", "quorum:2", "unanimity"]', 'coalitions = ["aukus", "aukus-jpn"]\nprovocation = [true]'
)
"""A study of two arms."""


def spreads(table: Table) -> list[Spread]:
    """Every spread of a table."""
    return [cell for row in table.rows for cell in row if isinstance(cell, Spread)]


def whole(table: Table, rows: int) -> None:
    """As many cells as columns everywhere, and no speed that is no number."""
    assert rows == len(table.rows)
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert all(0 < s.low <= s.median <= s.high for s in spreads(table))


def test_games_are_compared_in_pairs() -> None:
    """A row a scenario; both programs have played, dealt alike."""
    whole(pairs.games(("tutorial",), 4), 1)


def test_a_look_ahead_is_compared_at_every_move() -> None:
    """A row a move."""
    whole(pairs.lookahead("tutorial", 2, 1), old().find("tutorial").turns)


def test_a_copy_is_compared_with_what_it_was_before() -> None:
    """At every question of the games."""
    whole(pairs.copies(("tutorial",), 1), 1)


def test_a_study_is_compared_as_the_user_runs_it(tmp_path: Path) -> None:
    """Two processes, each with all the games it was asked for."""
    design = tmp_path / "small.toml"
    design.write_text(SMALL.format(name="tutorial", blocks=50), "utf-8")
    table = studies.studies([studies.Ask("small", ("batch", "--study", str(design)))], 1)

    whole(table, 1)
    assert 100 == table.rows[0][1]


def test_studies_that_differ_are_refused() -> None:
    """One game on other luck is enough, or one that is missing."""
    row = {"block": 0, "replication": 3, "coalition": "aukus", "lost": 1.0}

    studies.same_tables({"runs.parquet": [row]}, {"runs.parquet": [row | {"new": 1, "lost": 2.0}]})
    with pytest.raises(AssertionError, match="replication"):
        studies.same_tables({"runs.parquet": [row]}, {"runs.parquet": [row | {"replication": 4}]})
    with pytest.raises(ValueError, match="longer"):
        studies.same_tables({"runs.parquet": [row]}, {"runs.parquet": [row, row]})
    with pytest.raises(AssertionError):
        studies.same_tables({}, {})


@pytest.mark.parametrize(
    ("grow", "count", "what"),
    [(grown.incidents, 30, "incidents"), (grown.moves, 24, "turns"), (grown.seats, 14, "seats")],
)
def test_a_larger_scenario_is_one_that_can_be_played(grow: object, count: int, what: str) -> None:
    """The reader takes it, it has what was asked for, and what it was made of is as it was."""
    before = json.dumps(RAW)
    scenario = parse(grow(RAW, count), "grown")  # type: ignore[operator]
    has = getattr(scenario, what)

    assert count == (has if isinstance(has, int) else len(has))
    assert before == json.dumps(RAW)


def test_growth_has_a_row_a_size() -> None:
    """The first of a series is what the others are set against."""
    wanted = [growth.Size("seats", RAW), growth.Size("seats", grown.seats(RAW, 7))]
    table = growth.games(wanted, 1)

    whole(table, 2)
    assert 1 == table.rows[0][4]


def test_a_study_has_a_footprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its games, its memory, its folder, and what was foretold."""
    monkeypatch.setattr(studies, "FIXED", SMALL)
    found = studies.footprint("tutorial", 50, tmp_path)

    assert 100 == found.games
    assert found.memory > 20
    assert 0 < found.disk < 50
    assert found.foretold >= 0


def test_the_bare_clock_has_as_many_events_as_it_says() -> None:
    """SimPy numbers what it sets down."""
    import simpy

    made: list[simpy.Environment] = []

    class Watched(simpy.Environment):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(simpy, "Environment", Watched)
        run = bare_clock(393)(0)

    assert 393 == run.events == next(made[0]._eid)


def test_what_a_game_sets_down_is_counted() -> None:
    """More than one event an entry would be strange, and none would be no count."""
    assert 20 < peers.events_in("tutorial", 2) < 400


def test_a_missing_peer_is_one_line() -> None:
    """With what to do about it."""
    with pytest.raises(SystemExit, match=r"needs no_such_package: pip install .*\[bench\]"):
        peers.needed({"no_such_module": "no_such_package"})


def test_the_peers_are_measured_beside_two_ways_of_ours() -> None:
    """Needs the extra ``bench``."""
    for module in peers.PACKAGES:
        pytest.importorskip(module, reason="the extra for the benchmarks is not installed")

    whole(peers.peers("tutorial", 2, scale=0.01), 7)


def test_a_study_and_a_loop_play_the_same_games() -> None:
    """As many, in one process."""
    whole(runners.runners("tutorial", 2, 50, 1, ("no runner", "this study"), (1,)), 2)
