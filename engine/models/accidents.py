"""Accidents: how likely it is that forces which meet collide, fire by mistake or lose somebody.

While hulls of both sides shadow each other, accidents come at a constant rate for each pair of them ::

    P(at least one in t days) = 1 - exp(-r n t exp(s (severity - 1/2) - l hotline))

n is the number of pairs, the smaller of the two strengths: who is not there is hit by nobody. r is a judgement near what has been
seen: encounters with injury at a shoal where ships met about once a month, in some three of ten of them. What an accident does is a rule:
it counts as an act of force that somebody has to answer, whoever wanted it, and so leads where no side chose to go
([Schelling1966]: a threat that leaves something to chance; accidents are normal where systems are coupled [Perrow1984]).

Left out: aircraft as such, learning and fatigue, accidents among one's own, whose fault it was.
"""

from __future__ import annotations

from math import exp, expm1

from fourthseat.engine.core.terms import Estimate
from fourthseat.engine.scenario.constants import USUAL, ModelConstants

__all__ = ["accident"]


def accident(
    blue: float, red: float, days: float, severity: float, *, hotline: bool, constants: ModelConstants = USUAL
) -> Estimate:
    """P(at least one accident) while *blue* and *red* hull-equivalents meet for *days*; *severity* in [0, 1].

    0 where nobody meets. Rises with both strengths, time and severity, falls with a *hotline* that is open.
    """
    pairs = min(blue, red)
    if pairs <= 0 or days <= 0:
        return Estimate(0.0, ("no forces met",))
    slope = float(constants.accident_severity) * (severity - 0.5) - float(constants.accident_hotline) * hotline
    rate = float(constants.accidents_per_day) * pairs * exp(slope)
    return Estimate(
        -expm1(-rate * days),
        (
            f"forces met for {days:.1f} days, {pairs:.1f} hull-equivalents a side",
            f"severity {severity:.2f}: {rate:.2g} accidents a day",
            *(("a hotline is in use",) if hotline else ()),
        ),
    )
