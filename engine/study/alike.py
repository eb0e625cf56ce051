"""Arms that come out the same as another arm of their variant in every block: what tells them apart never mattered."""

from __future__ import annotations

import numpy as np

from fourthseat.engine.study.plan import Arm
from fourthseat.engine.study.results import Whole

__all__ = ["alike", "never_differing"]

MOST_NAMED = 6
"""Pairs that are named; of more, how many there are."""


def alike(whole: Whole) -> dict[Arm, Arm]:
    """Each arm that never differs from an earlier one of its variant, and that one.

    They are the same on every block, in every measure the study is about and on the ladder at the end of every move.
    """
    arms, found = whole.plan.arms, dict[Arm, Arm]()
    if not len(whole.blocks):
        return found
    for n, arm in enumerate(arms):
        for earlier in range(n):
            if arms[earlier].coalition == arm.coalition and arms[earlier] not in found and _same(whole, n, earlier):
                found[arm] = arms[earlier]
                break
    return found


def _same(whole: Whole, one: int, other: int) -> bool:
    values = (np.array_equal(v[:, one], v[:, other], equal_nan=True) for v in whole.values.values())
    return np.array_equal(whole.rungs[:, one], whole.rungs[:, other]) and all(values)


def never_differing(whole: Whole) -> str:
    """:func:`alike` as a sentence; empty if there are none."""
    pairs = alike(whole)
    if not pairs:
        return ""
    named = [f"{arm.title} is as {other.title}" for arm, other in list(pairs.items())[:MOST_NAMED]]
    more = f"; {len(pairs) - len(named)} more" if len(pairs) > len(named) else ""
    return (
        f"{len(pairs)} of {len(whole.plan.arms)} arms came out the same as another of their variant in every block, in every "
        f"measure of the study and on the ladder: {'; '.join(named)}{more}."
    )
