"""A scenario's own indicators on the board: over time, in words, and to nobody who does not see them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries.changes import Effected
from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.terms import CONTROL, NOBODY, Seat
from fourthseat.engine.exercise.map.board import Row, as_html, board, has_board, noted
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.rules.viewers import public, view
from fourthseat.players.cast import cast_for, cast_names

SCENARIO = scenarios.load(Path(__file__).parents[3] / "data/exercises/river-dispute.toml")
OPEN, SECRET = SCENARIO.indicators
"""One that everybody sees, and one of a single seat."""
(OWNER,) = SECRET.seen_by


@cache
def game() -> tuple[State, tuple[Entry, ...]]:
    """A whole game."""
    made = play(Game(SCENARIO, "three", 3), cast_for(SCENARIO, cast_names(SCENARIO, {})))
    return made.state, tuple(made.entries)


def rows(seat: Seat) -> dict[str, Row]:
    """The indicators on the board of *seat*, or of the wall."""
    state, entries = game()
    shown = public(state) if seat == NOBODY else view(state, seat)
    return {r.name: r for g in board(shown, SCENARIO, entries) if g.title == "Indicators" for r in g.rows}


def test_it_is_drawn_from_its_start_to_what_it_is_now() -> None:
    """Every change of the log stands on the track, inside its bounds, and the words say both ends of it."""
    state, entries = game()
    row = rows(CONTROL)[OPEN.title]
    assert has_board(SCENARIO)
    assert row.track is not None
    changed = [c.to for e in entries if isinstance(e, Effected) for c in e.changes if c.option == OPEN.id]

    assert changed
    assert [float(OPEN.start), *changed, state.indicators[OPEN.id]] == [value for _, value in row.track.points]
    assert all(row.track.low <= value <= row.track.high for _, value in row.track.points)
    assert f"{float(OPEN.start):g} at STARTEX" in row.told
    assert OPEN.unit in row.told
    assert "higher is better" in row.told


@pytest.mark.parametrize("seat", [CONTROL, NOBODY, *SCENARIO.players])
def test_who_does_not_see_one_learns_nothing_of_it(seat: Seat) -> None:
    """Neither its name, nor its values, nor the hour in which it moved."""
    _, entries = game()
    seen = {OPEN.title, SECRET.title} if seat in (CONTROL, OWNER) else {OPEN.title}
    told = {
        c.option
        for e in noted(seat, SCENARIO, entries)
        if isinstance(e, Effected)
        for c in e.changes
        if c.what == "indicator"
    }

    assert seen == set(rows(seat))
    assert told == {one.id for one in SCENARIO.indicators if one.title in seen}


def test_a_number_that_hardly_moves_is_drawn_so_that_it_is_seen() -> None:
    """Between its own least and most where its bounds are far apart; one that never moved is a line."""
    wide = SCENARIO.model_copy(update={"indicators": (OPEN.model_copy(update={"high": 1e9}), SECRET)})
    made = play(Game(wide, "three", 3), cast_for(wide, cast_names(wide, {})))
    shown = view(made.state, CONTROL)
    tracks = {r.name: r.track for g in board(shown, wide, made.entries) if g.title == "Indicators" for r in g.rows}
    still = {r.name: r.track for g in board(view(start(wide, "three"), CONTROL), wide, ()) for r in g.rows}

    moved, never = tracks[OPEN.title], still[SECRET.title]
    assert moved is not None
    assert never is not None
    values = [value for _, value in moved.points]
    assert (moved.low, moved.high) == (min(values), max(values))
    assert never.low <= never.points[0][1] <= never.high
    assert 'class="steps"' in as_html(board(shown, wide, made.entries), wide, made.state.hour)
