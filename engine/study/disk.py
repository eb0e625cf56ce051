"""What a study will take on disk, from what studies of the shipped scenarios took."""

from __future__ import annotations

from math import log2

from fourthseat.engine.study.details import DETAILS
from fourthseat.engine.study.plan import Plan

__all__ = ["bytes_on_disk"]

A_GAME = 70
"""Bytes of a finished game in the merged parts and in the tables of games and measures together: 57 to 94 were measured."""
A_NUMBER = 0.6
"""Bytes of each number that is kept of it by incident, seat and move, in parts and tables: 0.45 to 0.7 were measured with 24 arms, 1.3 with two."""
EMPTY = 130_000
"""Bytes of the frozen study, and of a report's words and tables."""
CURVES, CURVES_DOUBLED = 59_000, 7_500
"""Bytes of a report's figures for each measure and variant at a hundred blocks, and how many more at twice as many."""


def bytes_on_disk(plan: Plan, blocks: int) -> int:
    """Bytes of the folder of *plan* with its report after *blocks* blocks: within a quarter, as far as that was measured.

    Games take the same each; figures have more points the more blocks there are, until every value that occurs is there.
    """
    variants = len({arm.coalition for arm in plan.arms})
    figures = CURVES + CURVES_DOUBLED * log2(max(blocks, 50) / 100)
    scenario = plan.scenario
    rows = {"incident": len(scenario.incidents), "seat": len(scenario.players), "move": scenario.turns}
    a_game = A_GAME + A_NUMBER * sum(rows[kind] * len(columns) for kind, columns in DETAILS.items())
    return round(a_game * blocks * len(plan.arms) + EMPTY + len(plan.study.measures) * variants * figures)
