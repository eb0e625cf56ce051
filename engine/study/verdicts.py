"""What an interval lets one claim, by name: the one rule by which every command, table and report says it.

The names are those of trials with a margin [PiaggioElbourne2012]: *superior* needs the whole interval beyond what does not matter,
so nothing is ever called better for a difference that the study itself has declared to be no difference.
"""

from __future__ import annotations

from enum import StrEnum
from math import isnan

__all__ = ["CONCLUSIVE", "MEANING", "Verdict", "verdict"]


class Verdict(StrEnum):
    """What may be claimed of a variant against the baseline; the last four where neither way is better."""

    SUPERIOR = "superior"
    NON_INFERIOR = "non-inferior"
    EQUIVALENT = "equivalent"
    NON_SUPERIOR = "non-superior"
    INFERIOR = "inferior"
    INCONCLUSIVE = "inconclusive"
    HIGHER = "higher"
    NOT_LOWER = "not lower"
    NOT_HIGHER = "not higher"
    LOWER = "lower"


CONCLUSIVE = frozenset((Verdict.SUPERIOR, Verdict.INFERIOR, Verdict.HIGHER, Verdict.LOWER))
"""Verdicts that a variant differs from the baseline by more than does not matter."""
MEANING = (
    "A verdict follows from the interval and from the difference that does not matter (the zone) alone. *Superior*: better by more than "
    "the zone, with the whole interval. *Inferior*: worse by more than it. *Equivalent*: the whole interval lies in the zone. "
    "*Non-inferior*: not worse by more than the zone, whether better is open. *Non-superior*: not better by more than it. "
    "*Inconclusive*: none of these."
)
"""The rule in words."""


def verdict(low: float, high: float, zone: float, better: str) -> str:
    """The :class:`Verdict` on a difference whose interval is *low* to *high*, in the measure's unit; NaN bounds conclude nothing.

    *zone* is the size of a difference that does not matter, 0 where none was declared: then nothing is equivalent or non-inferior.
    *better* is ``higher``, ``lower`` or empty where neither is.
    """
    if isnan(low) or isnan(high):
        return Verdict.INCONCLUSIVE
    if better == "lower":
        low, high = -high, -low
    if zone > 0 and -zone <= low and high <= zone:
        return Verdict.EQUIVALENT
    if low > zone:
        return Verdict.SUPERIOR if better else Verdict.HIGHER
    if high < -zone:
        return Verdict.INFERIOR if better else Verdict.LOWER
    if zone > 0 and low > -zone:
        return Verdict.NON_INFERIOR if better else Verdict.NOT_LOWER
    if zone > 0 and high < zone:
        return Verdict.NON_SUPERIOR if better else Verdict.NOT_HIGHER
    return Verdict.INCONCLUSIVE
