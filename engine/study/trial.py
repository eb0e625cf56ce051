"""One game of a study, and a chunk of them: what a worker does. Whatever goes wrong in a game is a row, never an end."""

from __future__ import annotations

import ctypes
import signal
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from math import nan
from typing import Any, NamedTuple

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.plan import Arm, Block, Plan

__all__ = ["STATUSES", "Row", "Work", "game_at", "killed", "play_chunk", "play_one"]


STATUSES = frozenset(("done", "failed", "timeout", "killed"))
"""Ways a game can end."""


class Work(NamedTuple):
    """Games still to be played: a block, and which of its arms."""

    block: int
    arms: tuple[int, ...]


class Row(NamedTuple):
    """One game: its address, how it ended and what was measured."""

    where: Block
    arm: Arm
    status: str
    """One of :data:`STATUSES`."""
    error: str
    """Last line of the traceback and where it was raised; empty if done."""
    entries: int
    """Length of the game's log."""
    rungs: tuple[int, ...]
    """The ladder at the end of each move."""
    waits: tuple[tuple[float, float], ...]
    """Of each decided incident, in the order they opened: its window, and hours to the first concurrence (NaN: none)."""
    measures: Mapping[str, float | None]


class _OutOfTimeError(Exception):
    """The game took longer than the study allows."""


def play_chunk(plan: Plan, cast: Mapping[Seat, Player], chunk: Sequence[Work]) -> list[Row]:
    """Play every game of *chunk*, in order."""
    return [play_one(plan, cast, work.block, arm) for work in chunk for arm in work.arms]


def play_one(plan: Plan, cast: Mapping[Seat, Player], block: int, arm: int) -> Row:
    """One game; an exception or too long a wait makes a row with the reason."""
    where, terms = plan.block(block), plan.arms[arm]
    status, error, entries = "done", "", 0
    rungs: tuple[int, ...] = ()
    waits: tuple[tuple[float, float], ...] = ()
    measures: Mapping[str, float | None] = {}
    try:
        with _at_most(plan.study.game_seconds):
            scenario = _scenario(_Key(plan), where.future, terms._replace(coalition=plan.baseline))
            game = play(Game(scenario, terms.coalition, where.seed), cast)
        measures = measure(scenario, game.entries, game.state)
        entries, rungs = len(game.entries), _rungs(game.entries, scenario)
        waits = tuple(_waits(game.state))
    except _OutOfTimeError:
        status, error = "timeout", f"took longer than {plan.study.game_seconds:g} s"
    except Exception as wrong:
        last = traceback.extract_tb(wrong.__traceback__)[-1]
        status, error = "failed", f"{type(wrong).__name__}: {wrong} ({last.name})"
    return Row(where, terms, status, error, entries, rungs, waits, measures)


def game_at(plan: Plan, cast: Mapping[Seat, Player], address: str) -> Game:
    """The game named by *address* (``12:aukus-jpn:quorum:2:provoked``), played again; :exc:`ScenarioError` if there is none."""
    block, _, rest = address.partition(":")
    found = {arm.title: arm for arm in plan.arms}
    if not block.isdigit() or rest not in found:
        known = nearest(rest, found) if block.isdigit() else "it starts with the number of a block"
        raise ScenarioError(f"no game {address!r} in this study; {known}")
    arm, where = found[rest], plan.block(int(block))
    return play(Game(plan.played(where.future, arm), arm.coalition, where.seed), cast)


def killed(plan: Plan, block: int, arm: int) -> Row:
    """The row of a game that took its worker with it."""
    return Row(plan.block(block), plan.arms[arm], "killed", "the worker process died in this game", 0, (), (), {})


@lru_cache(maxsize=96)
def _scenario(key: _Key, future: int, terms: Arm) -> Scenario:
    return key.plan.played(future, terms)


class _Key:
    """A plan as a key of the cache: equal if its digest and its levers are."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return hash(self.plan.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.plan.digest, self.plan.arms) == (other.plan.digest, other.plan.arms)


def _rungs(entries: Sequence[e.Entry], scenario: Scenario) -> tuple[int, ...]:
    """The rung at the end of each move; a game that ended early stays where it was."""
    rung, track, closed = scenario.ladder.start, [], False
    for entry in entries:
        if isinstance(entry, e.RungMoved):
            rung = entry.to
        elif isinstance(entry, e.TurnOpened) and closed:
            track.append(rung)
        closed = closed or isinstance(entry, e.TurnOpened)
    return tuple([*track, rung] + [rung] * (scenario.turns - len(track) - 1))


def _waits(state: State) -> Iterator[tuple[float, float]]:
    for one in sorted(state.incidents.values(), key=lambda one: (one.opened or 0, one.id)):
        if one.choice is not None:
            yield float(one.window), nan if one.concurred is None else float(one.concurred - (one.opened or 0))


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Give up after *seconds*: by an alarm in a main thread, elsewhere (a Dask worker) by a timer that interrupts."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        with _interrupted_after(seconds):
            yield
        return

    def ring(number: int, frame: Any) -> None:  # noqa: ARG001
        raise _OutOfTimeError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """The exception is raised between two bytecodes, so a game stuck in one call into C is waited for."""
    raised = ctypes.pythonapi.PyThreadState_SetAsyncExc
    here = ctypes.c_ulong(threading.get_ident())
    lock, over = threading.Lock(), False

    def ring() -> None:
        with lock:
            if not over:
                raised(here, ctypes.py_object(_OutOfTimeError))

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:  # from here on it cannot ring, and a ring not yet heard is taken back
            over = True
            raised(here, None)
        timer.cancel()
