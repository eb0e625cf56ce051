"""Verdicts in words: under which rules, with and without provocation. Never one Japan effect without both."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["verdicts"]

Cell = tuple[str, bool, str]
"""Rule, provocation, verdict."""


def verdicts(cells: Sequence[Cell]) -> str:
    """``worse under lead, unanimity (provoked); undecided under unanimity (unprovoked)``."""
    return "; ".join(f"{verdict} under {_under(cells, verdict)}" for verdict in dict.fromkeys(c[2] for c in cells))


def _under(cells: Sequence[Cell], verdict: str) -> str:
    mine = [cell for cell in cells if cell[2] == verdict]
    settings = len({on for _, on, _ in cells})
    if len(mine) == len(cells):
        return "every rule tried, with and without provocation" if settings > 1 else "every rule tried"
    told = []
    for rule in dict.fromkeys(rule for rule, _, _ in mine):
        here = [on for one, on, _ in mine if one == rule]
        told.append(rule if len(here) == settings else f"{rule} ({'provoked' if here[0] else 'unprovoked'})")
    return ", ".join(told)
