"""What an interval lets one claim, by name: the one rule by which every command, table and report says it.

The names are those of trials with a margin [PiaggioElbourne2012]: *superior* needs the whole interval beyond what does not matter,
so nothing is ever called better for a difference that the study itself has declared to be no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import isnan

__all__ = ["CONCLUSIVE", "Verdict", "meaning_of", "verdict"]


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
MEANING: Mapping[str, str] = {
    Verdict.SUPERIOR: "better by more than the zone, with the whole interval",
    Verdict.INFERIOR: "worse by more than the zone, with the whole interval",
    Verdict.EQUIVALENT: "the whole interval lies in the zone",
    Verdict.NON_INFERIOR: "not worse by more than the zone, whether better is open",
    Verdict.NON_SUPERIOR: "not better by more than the zone, whether worse is open",
    Verdict.HIGHER: "higher by more than the zone, with the whole interval",
    Verdict.LOWER: "lower by more than the zone, with the whole interval",
    Verdict.NOT_LOWER: "not lower by more than the zone, whether higher is open",
    Verdict.NOT_HIGHER: "not higher by more than the zone, whether lower is open",
    Verdict.INCONCLUSIVE: "the interval leaves better and worse by more than the zone open",
}
"""What each says of the interval; the zone is the difference that does not matter."""


def meaning_of(verdicts: Iterable[str] = tuple(Verdict)) -> str:
    """What *verdicts* say, in one sentence; every one by default, empty for none."""
    asked = set(verdicts)
    told = [f"*{word}*: {text}" for word, text in MEANING.items() if word in asked]
    return (
        f"Verdicts follow from the interval and the zone of differences that do not matter alone ({'; '.join(told)})."
        if told
        else ""
    )


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
