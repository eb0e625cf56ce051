"""Mesa's way to play one game. A module of its own, for its workers find the class by name."""

from __future__ import annotations

import math
from functools import partial

from mesa import Model
from mesa.datacollection import DataCollector

from benchmarks.wrapped import one
from fourthseat.engine.record.measures import MEASURES


class OneGame(Model):
    """Mesa's way: one game, played in one step and reported through a DataCollector."""

    def __init__(self, name: str, turns: int, block: int, coalition: str, seed: int | None = None) -> None:
        super().__init__(seed=seed)
        self.address, self.found = (name, turns, block, coalition), dict.fromkeys(MEASURES, math.nan)
        self.datacollector = DataCollector({key: partial(found, key=key) for key in MEASURES})

    def step(self) -> None:
        """Play it."""
        self.found = one(*self.address)
        self.datacollector.collect(self)
        self.running = False


def found(model: OneGame, key: str) -> float:
    """One measure of the game played."""
    return model.found[key]
