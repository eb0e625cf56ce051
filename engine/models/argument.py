"""Matrix arguments: what two dice and the reasons that count are worth.

The argument succeeds on 7 or more with two dice, one more for every reason for it that control counts, one less for
every such reason against it; the odds are exact and shown before the dice are thrown [Mouat].
"""

from __future__ import annotations

from collections import Counter

from fourthseat.engine.core.terms import Estimate, Outcome
from fourthseat.engine.scenario.constants import USUAL, ModelConstants

__all__ = ["NEEDED", "by_vote", "odds", "outcome"]

NEEDED = 7
"""Two dice must show this or more."""

_WAYS = Counter(a + b for a in range(1, 7) for b in range(1, 7))


def odds(pros: int, cons: int) -> Estimate:
    """Chance that an argument with *pros* reasons for and *cons* against it succeeds.

    >>> round(odds(0, 0).p, 4), round(odds(2, 1).p, 4), round(odds(0, 3).p, 4)
    (0.5833, 0.7222, 0.1667)
    """
    p = sum(ways for total, ways in _WAYS.items() if total + pros - cons >= NEEDED) / 36
    net = pros - cons
    return Estimate(p, (f"two dice and {net:+d} reach {NEEDED}: {pros} for, {cons} against",))


def outcome(margin: int, constants: ModelConstants = USUAL) -> Outcome:
    """What a throw *margin* above what was needed is worth; missed by little it holds in part: *no, but*."""
    return Outcome.SUCCESS if margin >= 0 else Outcome.PARTIAL if margin >= -constants.so_close else Outcome.FAILURE


def by_vote(margin: int) -> Outcome:
    """A show of hands: the majority, and in part where it is even."""
    return Outcome.SUCCESS if margin > 0 else Outcome.PARTIAL if margin == 0 else Outcome.FAILURE
