"""Regions of the inputs as an analyst quotes them: a sentence each, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fourthseat.engine.documents.blocks import Table, number_columns
from fourthseat.engine.study.discovery import SIGNIFICANT, Region, Search
from fourthseat.engine.study.plan import Plan

__all__ = ["region_sentence", "search_sentences", "trade_off_table"]

METHODS = {"tree": "a small tree", "prim": "patient rule induction"}
STEPS = 8
"""Rows of a trade-off at most."""


def search_sentences(search: Search) -> Iterator[str]:
    """How many regions were looked for and how many stand up to it; nothing is told of the others."""
    if search.left_out:
        yield f"Left out where their mechanism is switched off in the arm: {', '.join(search.left_out)}."
    if not search.tried:
        yield (
            "No region of the inputs is looked for: there are too few futures or no inputs, or no contrast both differs between futures and "
            "is better (or worse) in some of them only."
        )
        return
    good = [region for region in search.regions if region.p <= SIGNIFICANT]
    head = f"Regions were looked for in {search.tried} contrasts and kinds by two methods; "
    if good:
        yield head + (
            f"{len(good)} of {2 * search.tried} are better than the best of all of them in 95 % of shuffles of the futures over the points:"
        )
    else:
        least = min((region.p for region in search.regions), default=1.0)
        yield head + (
            f"none is better than what shuffled futures show somewhere among so many (smallest adjusted p {least:.2g}). "
            "Where the sign turns cannot be said from these games."
        )


def region_sentence(plan: Plan, region: Region) -> str:
    """A region in a sentence an analyst can quote."""
    parts = [f"{name} {_between(low, high, out)}" for name, low, high, out in region.limits]
    kind = "worse" if region.worse else "better"
    return (
        f"{region.arm.title} is {kind} than {plan.baseline} on {region.measure} above all where {' and '.join(parts)}: "
        f"{100 * region.density:.0f} % of the {region.futures} futures there (against {100 * region.base:.0f} % of all), "
        f"which are {100 * region.coverage:.0f} % of all in which it is {kind} (by {METHODS[region.method]}; adjusted p {region.p:.2g})."
    )


def _between(low: float, high: float, out: tuple[str, ...]) -> str:
    if out:
        return f"is not {' or '.join(out)}"
    if np.isinf(low):
        return f"is at most {high:.3g}"
    return f"is above {low:.3g}" if np.isinf(high) else f"lies between {low:.3g} and {high:.3g}"


def trade_off_table(region: Region) -> Table:
    """What density costs in coverage along the way of patient rule induction."""
    steps = np.unique(np.linspace(0, len(region.way) - 1, min(STEPS, len(region.way))).astype(int))
    rows = [
        (*(f"{box.inside}", f"{100 * box.coverage:.0f} %", f"{100 * box.density:.0f} %", f"{box.limited}"),)
        for box in (region.way[n] for n in steps)
    ]
    kind = "worse" if region.worse else "better"
    title = f"{region.arm.title} {kind} on {region.measure}: what density costs in coverage"
    name = f"trade-off-{region.measure}-{region.arm.title}-{kind}".replace(":", "-")
    return Table(name, title, number_columns("futures in the box", "coverage", "density", "inputs limited"), rows)
