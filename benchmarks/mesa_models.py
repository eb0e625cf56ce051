"""What Mesa runs: one of our games, and its own first example. A module of its own, for its workers find a class by its name."""

from __future__ import annotations

import math
from functools import partial

from mesa import Agent, Model
from mesa.datacollection import DataCollector

from benchmarks.runners import one
from fourthseat.engine.core.measures import MEASURES

__all__ = ["OneGame", "Wealth"]


class OneGame(Model):
    """Mesa's way: one game, played in one step and reported through a DataCollector."""

    def __init__(self, name: str, turns: int, block: int, coalition: str, seed: int | None = None) -> None:
        super().__init__(seed=seed)
        self.address, self.found = (name, turns, block, coalition), dict.fromkeys(MEASURES, math.nan)
        self.datacollector = DataCollector({key: partial(_found, key=key) for key in MEASURES})

    def step(self) -> None:
        """Play it."""
        self.found = one(*self.address)
        self.datacollector.collect(self)
        self.running = False


def _found(model: OneGame, key: str) -> float:
    """One measure of the game played."""
    return model.found[key]


class _Person(Agent):
    """Somebody with a coin, at first."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.wealth = 1

    def exchange(self) -> None:
        """Give one to anybody."""
        if self.wealth > 0:
            other = self.random.choice(self.model.agents)
            other.wealth += 1
            self.wealth -= 1


class Wealth(Model):
    """The model of Mesa's tutorial: people who give each other coins at random."""

    def __init__(self, people: int, seed: int) -> None:
        super().__init__(seed=seed)
        _Person.create_agents(self, people)

    def step(self) -> None:
        """Everybody in random order."""
        self.agents.shuffle_do("exchange")
