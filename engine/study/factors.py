"""What one game's variance is made of in a study: shares by lever, assumptions and dice, as a table, sentences and plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import floor, log10
from typing import Any

from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.study.design import DESIGNS
from fourthseat.engine.study.plan import Arm
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.variance import ASSUMPTIONS, DICE, TOGETHER, Share, Variance, variance

__all__ = ["plain_variances", "unvaried", "variance_sentences", "variance_table", "variances"]

MOST_BLOCKS = 20_000
"""Blocks that are looked at: shares of a variance need no more, and every one is held for every arm."""
NOTHING = "–"
IN_WORDS = {
    DICE: "the dice are", ASSUMPTIONS: "the assumptions are", TOGETHER: "levers only together are", "opponent": "the opponent's doctrine is",
}  # fmt: skip
"""Parts in a sentence, where it is not simply the lever's name."""
USUAL = ("coalition", "rule", "provocation", "doctrine", "opponent")
"""Levers that every question about a coalition hangs on."""
NOUNS = {"opponent": "the opponent's doctrine"}
SMALL = 0.0001
"""A share below which it is told as less than that."""


def variances(whole: Whole, measures: Sequence[str] = ()) -> list[Variance]:
    """The parts of the variance of each of *measures*, all of the study's by default; none of a design that tells inputs apart.

    Arms without a mechanism are left out: a lever's levels are equally likely, and nobody plays a world without a mechanism.
    """
    plan = whole.plan
    if plan.study.sampling in DESIGNS:
        return []
    arms = [arm for arm in plan.arms if not arm.without]
    columns = [plan.arms.index(arm) for arm in arms]
    cells = [_levels(arm) for arm in arms]
    futures = whole.futures[:MOST_BLOCKS] if len(plan.sampled) > 1 else None
    names = measures or [primary.name for primary in plan.study.measures]
    share = partial(variance, cells=cells, futures=futures)
    found = (share(name, whole.values[name][:MOST_BLOCKS, columns]) for name in names)
    return [one for one in found if one is not None]


def _levels(arm: Arm) -> Mapping[str, object]:
    """The level of each lever in an arm."""
    return {name: level for name, level in arm._asdict().items() if name != "without"}


def _parts(found: Sequence[Variance]) -> list[str]:
    """Every part that any of them has: levers in their order, then the rest, the dice last."""
    names = dict.fromkeys(share.part for one in found for share in one.shares)
    last = (TOGETHER, ASSUMPTIONS, DICE)
    return [name for name in names if name not in last] + [name for name in last if name in names]


def share_text(share: Share | None) -> str:
    """A share in per cent, with the half width of its interval; a dash where it was not varied."""
    if share is None:
        return NOTHING
    return f"{_digits(100 * max(0.0, share.share), 2)} ± {_digits(50 * (share.high - share.low), 1)}"


def _digits(x: float, significant: int) -> str:
    """A percentage with so many significant digits, two decimals at most; what rounds to nothing is ``0``.

    >>> _digits(96.4, 2), _digits(4.76, 1), _digits(0.2541, 2), _digits(4e-19, 2)
    ('96', '5', '0.25', '0')
    """
    decimals = min(2, max(0, significant - 1 - floor(log10(x)))) if x > 0 else 0
    text = f"{x:.{decimals}f}"
    return text if text.strip("0.") else "0"


def _per_cent(share: float) -> str:
    """A share with as many digits as it needs; never less than nothing."""
    if share < SMALL:
        return f"less than {100 * SMALL:g} %"
    return f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.3g} %"


def variance_table(found: Sequence[Variance]) -> Table:
    """One row a measure, one column a part."""
    parts = _parts(found)
    rows = [(one.measure, *(share_text(one.of(part)) for part in parts), f"{one.blocks:,}") for one in found]
    title = "Of what one game's variance is made: share of each part, in per cent, with its 95 % interval"
    return Table(
        "variance",
        title,
        (
            *text_columns("measure"),
            *number_columns(*(f"only {part}" if part == TOGETHER else part for part in parts), "blocks"),
        ),
        rows,
    )


def variance_sentences(found: Sequence[Variance], fixed: Sequence[str] = ()) -> Iterator[str]:
    """For each measure its shares in a sentence, and of what nothing can be said because it was not varied."""
    for one in found:
        shares = sorted(one.shares, key=lambda share: (share.part == DICE, -share.share))
        told = [f"{IN_WORDS.get(share.part, f'the {share.part} is')} {_per_cent(share.share)}" for share in shares]
        yield f"Of one game's variance in {one.measure}, {', '.join(told[:-1])}{'; ' if len(told) > 1 else ''}{told[-1]}."
    if found and fixed:
        yield f"Not varied, so without a share: {', '.join(NOUNS.get(name, name) for name in fixed)}."


def unvaried(found: Sequence[Variance]) -> list[str]:
    """Levers and assumptions that the study holds fixed; named lever settings are nobody's by default."""
    there = set(_parts(found))
    return [name for name in (*USUAL, ASSUMPTIONS) if name not in there]


def plain_variances(found: Sequence[Variance]) -> list[dict[str, Any]]:
    """For a program: of each measure the total, the blocks, and each part's share with its bounds."""
    return [
        {
            "measure": one.measure,
            "variance": one.total,
            "blocks": one.blocks,
            "shares": {
                share.part: {"share": share.share, "low": share.low, "high": share.high} for share in one.shares
            },
        }
        for one in found
    ]
