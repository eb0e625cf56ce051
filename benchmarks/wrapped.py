"""The game that every runner plays, as a function of its address."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from benchmarks.batch import made
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.study.plan import Plan
from fourthseat.players.cast import cast_for, cast_names


@cache
def study(name: str, turns: int) -> Plan:
    """The study whose games all of them play."""
    return made(name, turns)


@cache
def cast(name: str, turns: int) -> Any:
    """Doctrines in every seat."""
    scenario = study(name, turns).scenario
    return cast_for(scenario, cast_names(scenario, {}))


def one(name: str, turns: int, block: int, coalition: str) -> dict[str, float]:
    """One game with all measures: what every runner has to run."""
    plan = study(name, turns)
    scenario = plan.scenario
    game = play(Game(scenario, coalition, plan.block(block).seed), cast(name, turns))
    found = measure(scenario, game.entries, game.state)
    return {key: math.nan if value is None else value for key, value in found.items()}
