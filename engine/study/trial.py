"""One game of a study, and a chunk of them: what a worker does. Whatever goes wrong in a game is a row, never an end."""

from __future__ import annotations

import ctypes
import gc
import signal
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from math import nan
from typing import Any, NamedTuple, cast

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.together import play_together
from fourthseat.engine.record.measures import finished_game, measures_of
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.details import Columns, details_of
from fourthseat.engine.study.plan import Arm, Block, Plan, PlayedFuture
from fourthseat.engine.study.sharing import by_variant, may_share, of_each

__all__ = ["STATUSES", "Row", "Work", "game_at", "killed", "play_chunk", "play_one"]


GARBAGE_KEPT = 100_000
"""Objects made beyond those freed before garbage is collected while a chunk is played: some tens of megabytes."""
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
    details: Columns = ()
    """Its rows by incident, seat and move; none of a game that did not come to its end."""
    shares: Arm | None = None
    """The arm of the block whose game this is too, to the last entry; None if a game was played for this row."""


class _OutOfTimeError(Exception):
    """The game took longer than the study allows."""


def play_chunk(plan: Plan, cast: Mapping[Seat, Player], chunk: Sequence[Work], one_by_one: bool = False) -> list[Row]:
    """Play every game of *chunk*; the rows in its order.

    Arms of a block that are alike so far are one game where the players allow it, unless *one_by_one* says otherwise. The
    rows are the same.
    """
    together = not one_by_one and may_share(cast)
    with _rare_garbage_collection():
        rows: list[Row] = []
        for work in chunk:
            shared = _play_together(plan, cast, work) if together else {}
            rows += [shared[arm] if arm in shared else play_one(plan, cast, work.block, arm) for arm in work.arms]
        return rows


def play_one(plan: Plan, cast: Mapping[Seat, Player], block: int, arm: int) -> Row:
    """One game; an exception or too long a wait makes a row with the reason."""
    where, terms = plan.block(block), plan.arms[arm]
    try:
        with _at_most(plan.study.game_seconds):
            scenario = _futures(_Key(plan))[where.future].scenario(terms)
            game = play(Game(scenario, terms.coalition, where.seed), cast)
        return Row(where, terms, "done", "", *_read(scenario, game))
    except _OutOfTimeError:
        status, error = "timeout", f"took longer than {plan.study.game_seconds:g} s"
    except Exception as wrong:
        last = traceback.extract_tb(wrong.__traceback__)[-1]
        status, error = "failed", f"{type(wrong).__name__}: {wrong} ({last.name})"
    return Row(where, terms, status, error, 0, (), (), {})


def _play_together(plan: Plan, cast: Mapping[Seat, Player], work: Work) -> dict[int, Row]:
    """The rows of those arms of *work* that could be played with others of their variant, by the arms' numbers.

    Where something goes wrong, the arms whose game is not over have no row: each is played alone and tells for itself.
    """
    rows: dict[int, Row] = {}
    for arms in by_variant(plan.arms, work.arms):
        if len(arms) > 1:
            with suppress(Exception):
                for row in _shared(plan, cast, plan.block(work.block), arms):
                    rows[row[0]] = row[1]
    return rows


def _shared(plan: Plan, cast: Mapping[Seat, Player], where: Block, arms: Sequence[int]) -> Iterator[tuple[int, Row]]:
    """The rows of *arms*, all of one variant, as their games end.

    From one game's end to the next no more is played than one game, so each has the time of a game that is played alone.
    """
    limit = plan.study.game_seconds
    with _at_most(limit):
        future = _futures(_Key(plan))[where.future]
        scenarios = [future.scenario(plan.arms[arm]) for arm in arms]
    games = play_together(scenarios, plan.arms[arms[0]].coalition, where.seed, cast)
    while True:
        with _at_most(limit):
            ended = next(games, None)
        if ended is None:
            return
        members, game = ended
        first = plan.arms[arms[members[0]]]
        for place, told in zip(members, of_each(game, [scenarios[n] for n in members], _read), strict=True):
            arm = plan.arms[arms[place]]
            yield arms[place], Row(where, arm, "done", "", *told, None if arm is first else first)


Told = tuple[int, tuple[int, ...], tuple[tuple[float, float], ...], Mapping[str, float | None], Columns]
"""What a row tells of a game: entries, rungs, waits, measures and details."""


def _read(scenario: Scenario, game: Game) -> Told:
    """What a row tells of a game that ended."""
    over = finished_game(scenario, game.entries, game.state)
    measures = {name: meaning.function(over) for name, meaning in measures_of(scenario).items()}
    return (
        len(game.entries),
        _rungs(game.entries, scenario),
        tuple(_waits(game.state)),
        measures,
        details_of(scenario, game.entries, game.state, over),
    )


def game_at(plan: Plan, cast: Mapping[Seat, Player], address: str) -> Game:
    """The game named by *address* (``12:pact-plus:quorum:2:provoked``), played again; :exc:`ScenarioError` if there can be none."""
    block, _, rest = address.partition(":")
    found = {arm.title: arm for arm in plan.arms}
    if not block.isdecimal() or rest not in found:
        known = nearest(rest, found) if block.isdecimal() else "it starts with the number of a block"
        raise ScenarioError(f"no game {address!r} in this study; {known}")
    most = max(plan.looks())
    if len(block) > len(str(most)) or int(block) >= most:
        raise ScenarioError(f"no game {address!r} in this study; its blocks are 0 to {most - 1} at most")
    arm, where = found[rest], plan.block(int(block))
    return play(Game(plan.played(where.future, arm), arm.coalition, where.seed), cast)


def killed(plan: Plan, block: int, arm: int) -> Row:
    """The row of a game that took its worker with it."""
    return Row(plan.block(block), plan.arms[arm], "killed", "the worker process died in this game", 0, (), (), {})


FUTURES_KEPT = 64
"""Futures of which a process keeps the scenarios, some 400 kB each."""
SCENARIOS_KEPT = 1536
"""Scenarios of all futures and arms that a process keeps: beyond the 400 kB of its future each has some 100 kB of its own."""


class _Futures:
    """Futures of a plan with their scenarios: all of them where they are few.

    Blocks walk through the futures in turn, so of more than it keeps it finds none again; what it keeps is let go of at once
    then, but for the last one, which the next one may differ little from.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        few = len(plan.futures) <= FUTURES_KEPT and len(plan.futures) * len(plan.arms) <= SCENARIOS_KEPT
        self._most = FUTURES_KEPT if few else 1
        self._kept: dict[int, PlayedFuture] = {}

    def __getitem__(self, future: int) -> PlayedFuture:
        if future not in self._kept:
            last = next(reversed(self._kept.values()), None)
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[future] = PlayedFuture(self.plan, future, last)
        return self._kept[future]


@lru_cache(maxsize=2)
def _futures(key: _Key) -> _Futures:
    return _Futures(key.plan)


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
    rung, track = scenario.ladder.start, list[int]()
    for entry in entries:
        kind = type(entry)
        if kind is e.RungMoved:
            rung = cast(e.RungMoved, entry).to
        elif kind is e.TurnOpened and cast(e.TurnOpened, entry).turn > 1:
            track.append(rung)
    return tuple([*track, rung] + [rung] * (scenario.turns - len(track) - 1))


def _waits(state: State) -> Iterator[tuple[float, float]]:
    for one in sorted(state.incidents.values(), key=lambda one: (one.opened or 0, one.id)):
        if one.choice is not None:
            yield float(one.window), nan if one.concurred is None else float(one.concurred - (one.opened or 0))


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    """Collect garbage less often: a game leaves little behind that counting references does not free at once."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], GARBAGE_KEPT), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


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
