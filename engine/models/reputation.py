"""Reputation: what the next challenger has learnt from how the coalition stood the last time.

Two memories, each moved a step towards the last experience ::

    f' = f + a (o - f)      firmness, -1 to 1: o = 1 if the coalition stood its ground, -1 if it gave way
    g' = g + a (o - g)      grievance, 0 to 1: o = 1 if it went beyond the act and left no way out, 0 if it did not

Firmness moves the log-odds that its words are believed by s f, and grievance takes u g from what leaving things as they are is
worth: having backed down invites the next challenge and so does having been intransigent, and firm but flexible is best
[Huth1988]. Reputation is contested; whoever doubts it sets the slopes to 0 or the switch off [Press2005].

Left out: who of the coalition gave way, reputations from elsewhere, what challengers tell each other.
"""

from __future__ import annotations

__all__ = ["remembered"]


def remembered(was: float, experience: float, step: float) -> float:
    """A memory in [-1, 1] after an *experience* in [-1, 1], moved by *step* in [0, 1] of the way.

    >>> remembered(0.0, 1.0, 0.5), remembered(0.5, -1.0, 0.5)
    (0.5, -0.25)
    """
    return was + step * (experience - was)
