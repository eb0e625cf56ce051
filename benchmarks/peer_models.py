"""What the program is set beside: one run each of programs that play or simulate, driven from Python as their manuals show."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import simpy

__all__ = ["Run", "bare_clock", "board_game", "tandem_queue", "wealth"]


class Run(NamedTuple):
    """What was in one run."""

    decisions: int | None
    """Decisions of seats, moves of players; None where nobody decides."""
    events: int | None
    """Events of a clock, acts of agents; None where there are none besides the moves."""


def bare_clock(events: int, processes: int = 8) -> Callable[[int], Run]:
    """SimPy itself: *events* events in a few processes, which do nothing."""

    def ticks(env: simpy.Environment, count: int) -> simpy.events.ProcessGenerator:
        for _ in range(count):
            yield env.timeout(1)

    def run(_: int) -> Run:
        env = simpy.Environment()
        for n in range(processes):
            share = events // processes + (n < events % processes)
            env.process(ticks(env, max(1, share - 2)))  # its start and its end are events too
        env.run()
        return Run(None, events)

    return run


def board_game(name: str) -> Callable[[int], Run]:
    """A play-out of an OpenSpiel game: legal moves at random, dice as they fall. The rules are C++, the loop is Python."""
    import pyspiel

    game: Any = pyspiel.load_game(name)

    def run(seed: int) -> Run:
        luck, state, moves = random.Random(seed), game.new_initial_state(), 0
        while not state.is_terminal():
            if state.is_chance_node():
                faces, chances = zip(*state.chance_outcomes(), strict=True)
                state.apply_action(luck.choices(faces, chances)[0])
            else:
                state.apply_action(luck.choice(state.legal_actions()))
                moves += 1
        return Run(moves, None)

    return run


def tandem_queue(customers: int) -> Callable[[int], Run]:
    """Ciw: *customers* through two servers one after the other. Events are their arrivals and the ends of their services."""
    import ciw

    exponential = ciw.dists.Exponential
    network = ciw.create_network(
        arrival_distributions=[exponential(1.0), None],
        service_distributions=[exponential(1.5), exponential(1.5)],
        routing=[[0.0, 1.0], [0.0, 0.0]],
        number_of_servers=[1, 1],
    )

    def run(seed: int) -> Run:
        ciw.seed(seed)
        queue = ciw.Simulation(network)
        queue.simulate_until_max_customers(customers, method="Finish")
        return Run(None, customers + len(queue.get_all_records()))

    return run


def wealth(people: int, steps: int) -> Callable[[int], Run]:
    """Mesa: its tutorial's model of *people* who give each other coins, *steps* rounds. Every act of one is an event."""
    from benchmarks.mesa_models import Wealth

    def run(seed: int) -> Run:
        model = Wealth(people, seed)
        for _ in range(steps):
            model.step()
        return Run(None, people * steps)

    return run
