"""One game as each peer wants it: a function, a Mesa model, an EMA model. The peers are imported when they are asked for."""

from __future__ import annotations

import logging
import math
from functools import cache, partial
from typing import Any

from benchmarks.batch import made
from engine.batch.plan import Plan
from engine.game import Game, play
from engine.measures import MEASURES, measure
from players import cast_for, cast_names


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


def mesa(name: str, turns: int, blocks: int, workers: int) -> int:
    """Mesa's batch runner over a model that plays one game."""
    from mesa.batchrunner import batch_run

    from benchmarks.mesa_game import OneGame

    variants = [arm.coalition for arm in study(name, turns).arms]
    addresses = {"name": [name], "turns": [turns], "block": range(blocks), "coalition": variants}
    return len(batch_run(OneGame, addresses, number_processes=workers, max_steps=2, display_progress=False))


def workbench(name: str, turns: int, blocks: int, workers: int) -> int:
    """EMA workbench: blocks as scenarios, variants as policies."""
    import ema_workbench
    from ema_workbench import ema_logging

    ema_logging.log_to_stderr(logging.ERROR)
    variants = [arm.coalition for arm in study(name, turns).arms]
    model = ema_workbench.Model("game", function=partial(one, name, turns))
    model.uncertainties = [ema_workbench.IntegerParameter("block", 0, blocks)]
    model.levers = [ema_workbench.CategoricalParameter("coalition", variants)]
    model.outcomes = [ema_workbench.ScalarOutcome(key) for key in MEASURES]
    designs = [ema_workbench.Scenario(f"b{n}", block=n) for n in range(blocks)]
    policies = [ema_workbench.Policy(variant, coalition=variant) for variant in variants]
    evaluator = (
        ema_workbench.MultiprocessingEvaluator(model, n_processes=workers)
        if workers > 1
        else ema_workbench.SequentialEvaluator(model)
    )
    with evaluator as ready:
        experiments, _ = ready.perform_experiments(scenarios=designs, policies=policies)
    return len(experiments)
