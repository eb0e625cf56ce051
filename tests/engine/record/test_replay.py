"""Going back to the opening of a move: from a copy that was kept there, or from the log; the same game either way."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Decision, Improvise
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record import replay
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.replay import Openings, fork, resume_game
from fourthseat.players.cast import cast_for, cast_names


def noted(name: str, seed: int) -> tuple[EventLog, Openings, Game]:
    """A game by doctrines with words of control at its openings, its log, and the openings as they were noted on the way."""
    scenario = scenarios.find(name)
    cast, variant = cast_for(scenario, cast_names(scenario, {})), scenario.coalitions[0].id
    game, openings = Game(scenario, variant, seed), Openings()
    openings.note(game)
    while pending := game.pending:
        if CONTROL in pending:
            game.interject(CONTROL, Decision((Improvise("A word.", scenario.players[:1]),)))
            openings.note(game)
        game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})
        openings.note(game)
    return EventLog(Header(scenario, variant, seed), tuple(game.entries)), openings, game


@pytest.mark.parametrize("name", ["tutorial", "second-thomas"])
def test_a_fork_from_a_copy_is_the_fork_from_the_log(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every move: noted while the game was played, or while its log was, or only at an earlier move; each plays on alike."""
    log, played, game = noted(name, 5)
    again = Openings()
    assert resume_game(log, "log", again).entries == game.entries
    cast = cast_for(log.header.scenario, cast_names(log.header.scenario, {}))
    for turn in range(1, log.header.scenario.turns + 1):
        fed = fork(log, turn)
        for openings in (played, again, again.until(max(1, turn - 1)), Openings()):
            kept = fork(log, turn, openings)
            assert fed.entries == kept.entries
            assert fed.pending == kept.pending
            assert play(fork(log, turn), cast).entries == play(kept, cast).entries
        with monkeypatch.context() as patched:  # and the copy is as it was: nothing is fed
            patched.setattr(replay, "replay_decisions", lambda _, entries: list(entries) and pytest.fail("was fed"))
            assert fed.entries == fork(log, turn, played).entries


def test_a_move_that_was_never_reached_is_refused_all_the_same() -> None:
    """Whatever was kept."""
    log, openings, _ = noted("tutorial", 5)
    with pytest.raises(LogError, match="no turn 9 in the log"):
        fork(log, 9, openings)


def test_a_known_game_is_gone_on_with() -> None:
    """What the log has beyond it is played; what does not fit is refused with its line."""
    log, openings, game = noted("tutorial", 5)
    known = openings.nearest(2)
    assert known is not None
    begun = len(known.entries)

    assert resume_game(log, "log", known=known).entries == game.entries
    wrong = EventLog(log.header, (*log.entries[:begun], *log.entries[begun + 1 :]))
    with pytest.raises(LogError, match=rf"log: (hour \d+|line {begun + 2}): |hour"):
        resume_game(wrong, "log", known=openings.nearest(2))
