"""Arms that come out the same as another arm of their variant in every block: what tells them apart never mattered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from fourthseat.engine.study.plan import Arm
from fourthseat.engine.study.results import Whole

__all__ = ["alike", "never_differing"]

MOST_NAMED = 8
"""Clauses of a sentence; of more, how many there are."""


def alike(whole: Whole) -> dict[Arm, Arm]:
    """Each arm that never differs from an earlier one of its variant, and that one: if it can be, the one with provocation.

    They are the same on every block, in every measure the study is about and on the ladder at the end of every move.
    """
    arms, found = whole.plan.arms, dict[Arm, Arm]()
    if not len(whole.blocks):
        return found
    for n, arm in enumerate(arms):
        earlier = [number for number in range(n) if arms[number].coalition == arm.coalition]
        earlier.sort(key=lambda number: arms[number]._replace(provocation=arm.provocation) != arm)
        other = next((number for number in earlier if _same(whole, n, number)), None)
        if other is not None:
            found[arm] = arms[other]
    return found


def _same(whole: Whole, one: int, other: int) -> bool:
    values = (np.array_equal(v[:, one], v[:, other], equal_nan=True) for v in whole.values.values())
    return np.array_equal(whole.rungs[:, one], whole.rungs[:, other]) and all(values)


def never_differing(whole: Whole) -> str:
    """:func:`alike` as a sentence; empty if there are none."""
    pairs = alike(whole)
    if not pairs:
        return ""
    clauses = list(_clauses(pairs))
    more = f"; {len(clauses) - MOST_NAMED} more" if len(clauses) > MOST_NAMED else ""
    return (
        f"{len(pairs)} of {len(whole.plan.arms)} arms came out the same as another of their variant in every block, in every "
        f"measure of the study and on the ladder: {'; '.join(clauses[:MOST_NAMED])}{more}."
    )


def _clauses(pairs: Mapping[Arm, Arm]) -> Iterator[str]:
    """Each pair in words; those that provocation alone tells apart together, rule by rule."""
    rules: dict[str, list[str]] = {}
    others = []
    for arm, other in pairs.items():
        if arm._replace(provocation=other.provocation) == other:
            terms = (f" in {arm.setting}" if arm.setting else "") + (f" without {arm.without}" if arm.without else "")
            terms += arm.followed
            rules.setdefault(f"{arm.coalition}{terms}", []).append(arm.rule)
        else:
            others.append(f"{arm.title} is as {other.title}")
    for variant, under in rules.items():
        yield f"{variant} with and without provocation under {', '.join(under)}"
    yield from others
