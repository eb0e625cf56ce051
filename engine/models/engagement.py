"""Engagement: who gets its way on the water, and what an exchange of fire costs.

Below rung 5 nobody shoots: hulls shoulder, and ::

    P(blue prevails) = B^m / (B^m + R^m)                                   contest of strength [Tullock1980]

At rung 5 the two sides fire one salvo of guided weapons. Of A n shots each hits with p, of B z defences each
stops one with q; net hits are taken as normal, and only positive ones count [Armstrong2005] ::

    mu = A n p - B z q      sig^2 = A n p (1 - p) + B z q (1 - q)
    E[N+] = mu Phi(mu/sig) + sig phi(mu/sig)      E[N+^2] = (mu^2 + sig^2) Phi(mu/sig) + mu sig phi(mu/sig)
    E[loss] = m E[N+]       Var[loss] = E[N+] s^2 + m^2 Var[N+]

[Hughes1995] is its deterministic parent; [Lanchester1916] is kept as a teaching toy.

Left out: scouting, first strike, magazines beyond one salvo, aircraft and submarines as such, geometry,
damage short of hulls, anything after the first exchange. The per-hull numbers describe no real ship.
"""

from __future__ import annotations

from math import atanh, exp, inf, log, pi, sqrt, tanh

from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import Estimate
from fourthseat.engine.models.functions import normal_cdf
from fourthseat.engine.scenario.constants import USUAL, ModelConstants

__all__ = [
    "Fleet",
    "Loss",
    "Salvo",
    "contest",
    "exchange",
    "hughes",
    "lanchester_square",
    "salvo",
]


@record
class Fleet:
    """A force in the salvo equations of [Hughes1995]."""

    ships: float
    """Hulls."""
    striking: float
    """Accurate shots per hull and salvo."""
    defence: float
    """Shots a hull stops per salvo."""
    staying: float
    """Hits that put a hull out of action."""


@record
class Loss:
    """One side's loss in one salvo, hulls; not cut off at the hulls present."""

    mean: float
    sd: float
    p_none: float
    """P(no net hit), with continuity correction."""


@record
class Salvo:
    """Expected losses of one exchange, hull-equivalents, at most the hulls present."""

    blue_loss: float
    red_loss: float
    reasons: tuple[str, ...]


def contest(blue: float, red: float, exponent: float) -> Estimate:
    """P(blue prevails) in a contest of strengths >= 0; *exponent* m > 0 is its decisiveness, 1, range 0.5–2.

    Two absent sides toss a coin.
    """
    if blue > 0 and red > 0:
        p = 0.5 + 0.5 * tanh(0.5 * exponent * (log(blue) - log(red)))
    else:
        p = 1.0 if blue > 0 else 0.0 if red > 0 else 0.5
    prevails = f"decisiveness {exponent:.1f}: prevails {100 * p:.0f} % of the time"
    return Estimate(p, (f"strength on station {blue:.1f} against {red:.1f}", prevails))


def exchange(blue_hulls: float, red_hulls: float, constants: ModelConstants = USUAL) -> Salvo:
    """Expected losses when both sides fire one salvo at once, at the per-hull *constants*; hulls >= 0."""
    blue_loss = min(blue_hulls, _fire(red_hulls, blue_hulls, constants).mean)
    red_loss = min(red_hulls, _fire(blue_hulls, red_hulls, constants).mean)
    return Salvo(
        blue_loss,
        red_loss,
        (
            f"one salvo each, {blue_hulls:.1f} hulls against {red_hulls:.1f}",
            f"expected losses {blue_loss:.1f} and {red_loss:.1f} hulls",
        ),
    )


def salvo(
    shots: float, p_hit: float, defences: float, p_stop: float, hulls_per_hit: float, *, sd_per_hit: float = 0.0
) -> Loss:
    """Loss from *shots* against *defences*, whole-force numbers; probabilities in [0, 1] [Armstrong2005].

    Within 1 % of the exact binomial convolution in the tested cases. Even forces lose something, unlike
    in Hughes's equations.
    """
    mu = shots * p_hit - defences * p_stop
    sig = sqrt(shots * p_hit * (1 - p_hit) + defences * p_stop * (1 - p_stop))
    if sig == 0:
        hits, squared, p_none = max(0.0, mu), max(0.0, mu) ** 2, float(mu < 0.5)
    else:
        below, density = normal_cdf(mu / sig), exp(-0.5 * (mu / sig) ** 2) / sqrt(2 * pi)
        hits = max(0.0, mu * below + sig * density)
        squared = max(0.0, (mu * mu + sig * sig) * below + mu * sig * density)
        p_none = normal_cdf((0.5 - mu) / sig)
    spread = hits * sd_per_hit**2 + hulls_per_hit**2 * max(0.0, squared - hits * hits)
    return Loss(hulls_per_hit * hits, sqrt(spread), p_none)


def hughes(a: Fleet, b: Fleet) -> tuple[float, float]:
    """Hulls lost by *a* and by *b* in one salvo of [Hughes1995], not cut off at the hulls present, never negative."""
    loss_a = (b.striking * b.ships - a.defence * a.ships) / a.staying
    loss_b = (a.striking * a.ships - b.defence * b.ships) / b.staying
    return max(0.0, loss_a), max(0.0, loss_b)


def lanchester_square(x: float, y: float, a: float, b: float) -> tuple[float, float, float]:
    """(x left, y left, time) of a fight to the finish, dx/dt = -a y, dy/dt = -b x [Lanchester1916].

    b x^2 - a y^2 never changes; an exact draw takes for ever.
    """
    edge = b * x * x - a * y * y
    if edge == 0:
        return 0.0, 0.0, inf
    if edge > 0:
        return sqrt(edge / b), 0.0, atanh(y / x * sqrt(a / b)) / sqrt(a * b)
    return 0.0, sqrt(-edge / a), atanh(x / y * sqrt(b / a)) / sqrt(a * b)


def _fire(shooters: float, targets: float, constants: ModelConstants) -> Loss:
    if shooters <= 0:  # the normal approximation would let the chance of leaking defences do harm by itself
        return Loss(0.0, 0.0, 1.0)
    shots, defences = shooters * float(constants.shots), targets * float(constants.defences)
    return salvo(shots, float(constants.p_hit), defences, float(constants.p_stop), float(constants.hulls_per_hit))
