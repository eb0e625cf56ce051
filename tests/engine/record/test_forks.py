"""A fork: the parent's beginning, another answer at the opening of a turn, a log of its own."""

from __future__ import annotations

import pytest

from fourthseat.engine.core.entries.turns import Decided
from fourthseat.engine.core.errors import LogError, ScenarioError
from fourthseat.engine.core.orders import Act
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.forks import Fork, fork_with
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.replay import verification_errors
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.scenarios import find

SCENARIO = find("second-thomas")
NAMES = cast_names(SCENARIO, {})
CAST = cast_for(SCENARIO, NAMES)
PARENT = EventLog(
    Header(SCENARIO, "aukus-jpn", 7), tuple(play(Game(SCENARIO, "aukus-jpn", 7), CAST).entries), last_hash="f00"
)


def test_nothing_changed_is_the_same_game() -> None:
    """Doctrines decide again as they did."""
    fork = fork_with(PARENT, 2, CAST, NAMES, parent="logs/g.jsonl")

    assert PARENT.entries == tuple(play(fork.game, fork.cast).entries)
    assert {"log": "g.jsonl", "turn": 2, "hash": "f00"} == dict(fork.header.parent)
    assert {str(seat): name for seat, name in NAMES.items()} == fork.header.cast


def test_a_seat_gives_the_orders_it_is_told_and_no_other() -> None:
    """They stand in the fork's log after what it inherited; the whole proves itself."""
    fork = fork_with(PARENT, 2, CAST, NAMES, orders={"JPN": [("hotline", "")]})
    ordered = next(e for e in fork.game.entries[fork.inherited :] if isinstance(e, Decided) and e.seat == "JPN")

    assert (Act("hotline", ""),) == ordered.decision.orders
    assert PARENT.entries[: fork.inherited] == tuple(fork.game.entries[: fork.inherited])
    assert [] == verification_errors(EventLog(fork.header, tuple(play(fork.game, fork.cast).entries)))


@pytest.mark.parametrize(
    ("turn", "change", "error", "words"),
    [
        (9, {}, LogError, "no turn 9"),
        (2, {"coalition": "anzus"}, ScenarioError, "anzus"),
        (2, {"orders": {"FRA": [("hotline", "")]}}, ScenarioError, "no seat 'FRA' that gives orders"),
        (2, {"orders": {"JPN": [("magic", "")]}}, ScenarioError, "JPN=magic"),
    ],
)
def test_what_is_against_the_rules_is_refused(turn: int, change: dict, error: type[Exception], words: str) -> None:  # type: ignore[type-arg]
    """With the value and the nearest names."""
    with pytest.raises(error, match=words):
        fork_with(PARENT, turn, CAST, NAMES, **change)


def test_a_log_of_another_engine_is_not_forked() -> None:
    """A log that does not come to the turn when it is played again is named."""
    short = EventLog(PARENT.header, tuple(e for n, e in enumerate(PARENT.entries) if n != 1))

    with pytest.raises(LogError):
        fork_with(short, 2, CAST, NAMES, parent="g.jsonl")


def test_a_fork_is_a_tuple_of_its_parts() -> None:
    """Game, cast, header, and how much is the parent's."""
    assert ("game", "cast", "header", "inherited") == Fork._fields
