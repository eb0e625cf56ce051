"""The look-ahead's own process: the room stays quick while hundreds of futures are played beside it."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing import get_context, parent_process

import fourthseat.engine.exercise.lookahead
import fourthseat.players.doctrine
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.exercise.lookahead import Rollout, RolloutSummary, rollouts, summary
from fourthseat.engine.game.game import Game

__all__ = ["RolloutWorker", "chunk"]

FIRST, CHUNK = 20, 24
"""Futures of each variant in the first portion, so that there are numbers at once, and in every other.

Twenty is the fewest of which two are beyond a 10 % quantile.
"""


def chunk(pickled: bytes, coalitions: Sequence[str], first: int, count: int) -> list[Rollout]:
    """Some futures of the *pickled* game; runs in the worker."""
    from fourthseat.players.cast import cast_for

    game = _unpickled(pickled)
    cast = cast_for(game.scenario, dict.fromkeys(game.scenario.players, "doctrine") | {CONTROL: "silent"})
    return rollouts(game, coalitions, cast, range(first, first + count))


@lru_cache(maxsize=1)
def _unpickled(pickled: bytes) -> Game:
    """The game that every portion of a look begins from."""
    game: Game = pickle.loads(pickled)
    return game


def _ready() -> int:
    """Import what a portion needs before the first is asked for."""
    return len(fourthseat.players.doctrine.__name__) + len(fourthseat.engine.exercise.lookahead.__name__)


def _alone() -> None:
    """In the worker: ignore Ctrl+C, which the room answers, and end when the room's process has ended, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    room = parent_process()

    def follow() -> None:
        if room is not None:
            room.join()
            os._exit(0)

    threading.Thread(target=follow, daemon=True).start()


class RolloutWorker:
    """Plays futures of a game in a process of its own and tells the summary as it grows."""

    def __init__(self) -> None:
        """No process until :meth:`warm`."""
        self._pool: ProcessPoolExecutor | None = None
        self._wanted = 0

    def warm(self) -> None:
        """Start the worker, so that the first numbers need not wait for it."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_alone)
            self._pool.submit(_ready)

    async def look(
        self,
        game: Game,
        coalitions: Sequence[str],
        games: int,
        tell: Callable[[list[RolloutSummary], int, str], None],
    ) -> None:
        """Play *games* futures of each variant; *tell* hears the summary, how many there are, and what went wrong.

        A second look ends the first, which is not heard of again.
        """
        self._wanted += 1
        mine, rollouts, done = self._wanted, list[Rollout](), 0
        pickled = pickle.dumps(game, pickle.HIGHEST_PROTOCOL)
        loop = asyncio.get_running_loop()
        while done < games and mine == self._wanted:
            self.warm()
            pool = self._pool
            assert pool is not None
            size = min(FIRST if done == 0 else CHUNK, games - done)
            try:
                rollouts += await loop.run_in_executor(pool, chunk, pickled, tuple(coalitions), done, size)
            except BrokenProcessPool:
                if self._pool is pool:  # a later look may have started another already
                    self._pool = None
                self._say(mine, tell, done, "the look-ahead's process was stopped; ask again")
                return
            except Exception as wrong:  # whatever went wrong in there, the room goes on and control is told
                self._say(mine, tell, done, f"the look-ahead failed: {wrong or type(wrong).__name__}")
                return
            done += size
            if mine == self._wanted:
                tell(summary(rollouts, game.scenario), done, "")

    def _say(self, mine: int, tell: Callable[[list[RolloutSummary], int, str], None], done: int, wrong: str) -> None:
        """Tell what went wrong, unless another look has begun."""
        if mine == self._wanted:
            tell([], done, wrong)

    def stop(self) -> None:
        """End what is under way."""
        self._wanted += 1

    def close(self) -> None:
        """End the process."""
        self.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for process in list((self._pool._processes or {}).values()):
                process.kill()
