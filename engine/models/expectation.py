"""Expectation: what resistance, strength and punishment an opponent expects, before any of it has come.

Three things are made of the same words and forces. b is the chance of resistance it expects before anybody has moved, w the
credibility of each word that bears on it (statements, concurrence on a joint measure, other signals) ::

    c  = 1 - (1 - b) prod(1 - w)                        how far words are believed
    pR = 1 - (1 - c) (1 - q)^(K / R)                    chance of resistance, K there and under way against R
    K* = K there + sum x 2^(-h / H) + sum c x 2^(-h / H)     strength it expects: there, under way, and pledged
    P  = sum x f^k + A c                                what it expects to pay afterwards, whatever happens at sea

q is how far a force that matches the opponent's convinces it: twice the force convinces as two such forces would, so it
saturates and is not capped. A force that comes h hours after the window closes is worth half as much every H hours, H a share of the window:
a fait accompli hardens. Pledged is what a seat could still send, weighed by how far that seat's own words are believed.
Denial and punishment after [Snyder1961]; words count without ships, and less than ships [Fearon1997], [Schelling1966].

Of the punishments x announced the heaviest counts in full and each further one by f of the one before (k = 0, 1, ...): the fourth
capital to close its ports takes less away than the first, and all of them together at most 1 / (1 - f) times the heaviest.

What discredits words takes from c, and so from all three: leaked plans and signals of weakness take a share of it, and a
reputation shifts its log-odds. Ships that can be seen need no belief.

Left out: bluffing as a choice, domestic costs of backing down, what several words say that one did not, forces in reserve.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

__all__ = ["aftermath", "believed", "expected_strength", "resistance", "soon_enough", "together"]


def resistance(base: float, words: Iterable[float], ratio: float = 0.0, on_station: float = 0.0) -> float:
    """Chance of resistance, in [0, 1]: *base* and *words* in [0, 1], *ratio* of forces >= 0, *on_station* what parity convinces.

    >>> resistance(0.2, [0.5]), round(resistance(0.0, [], 1.0, 0.5), 2), round(resistance(0.0, [], 100.0, 0.5), 2)
    (0.6, 0.5, 1.0)
    """
    doubt = 1 - base
    for word in words:
        doubt *= 1 - min(1.0, word)
    if ratio > 0:
        doubt *= (1 - min(1.0, on_station)) ** ratio
    return 1 - doubt


def believed(p: float, discredit: Iterable[float], shift: float = 0.0) -> float:
    """*p* less each share of *discredit* in [0, 1], its log-odds then moved by *shift*; 0 stays 0, and 1 stays 1."""
    for share in discredit:
        p *= 1 - min(1.0, share)
    if not shift:
        return p
    odds = exp(shift)
    return p * odds / (1 - p + p * odds)


def soon_enough(hours_late: float, half_life: float) -> float:
    """Part of a force's worth that is left when it comes *hours_late* after the window; 1 in time. *half_life* > 0, hours."""
    return 0.5 ** (hours_late / half_life) if hours_late > 0 else 1.0


def expected_strength(there: float, coming: Iterable[tuple[float, float, float]], half_life: float) -> float:
    """K*: strength *there*, and each (strength, hours late, chance that it comes) of *coming*; hull-equivalents."""
    return there + sum(x * chance * soon_enough(late, half_life) for x, late, chance in coming)


def together(acts: Iterable[float], further: float) -> float:
    """What punishments >= 0 cost together, utility: the heaviest in full, each further one by *further*, in [0, 1], of the one before.

    >>> together([0.2, 0.4], 0.5), round(together([0.2, 0.4], 1.0), 2)
    (0.5, 0.6)
    """
    return sum(act * further**k for k, act in enumerate(sorted(acts, reverse=True)))


def aftermath(announced: float, threatened: float, credibility: float) -> float:
    """P: punishment *announced* counts in full, what a coalition is thought to do anyway by its *credibility*; utility."""
    return announced + threatened * credibility
