"""Deterrence: whether the opponent presses, given what it expects to meet.

One challenge, three outcomes: status quo, concession, resistance. With G the gain if unopposed, C the
cost of being stopped, W the chance to prevail if resisted, pR the chance of resistance, S the value of
the status quo and pi what provocation takes from it, an opponent that presses expects ::

    uW = W G - (1 - W) C                 if resisted
    EU = pR uW + (1 - pR) G - P          against S + R - pi if it does not press

P is what it expects to pay for pressing whatever happens on the spot (punishment beside denial [Snyder1961]), R what it is
offered for leaving things as they are. How pR, W and P are made of words and forces is :mod:`fourthseat.engine.models.expectation`.
What it may do beside pressing (hold, back down, act elsewhere, offer terms) has a worth too; of all of it one quantal
response is taken (:func:`responses`), in which courses of one worth may share it.

* ``quantal``   P = expit(lam (EU - (S - pi))): dear mistakes are rare [Signorino1999], [McKelveyPalfrey1998].
* ``threshold`` presses iff EU > S - pi; with W = 0 that is pR < p* = (G - S) / (G + C) [HuthRussett1984].
* ``perfect``   hard and soft opponents, each logistic around its own p* [ZagareKilgour2000]: a *hard* one
  takes the better of fighting and backing down once resisted, a *soft* one always backs down, at -b C.

Left out: the defender's own utility (pR is given, not chosen, except in :func:`qre`), learning but for a reputation,
several opponents' bargaining, risk attitude. Nothing here is calibrated on any real dyad.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, log, sqrt

from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import Estimate
from fourthseat.engine.models.functions import expit, normal_cdf
from fourthseat.engine.scenario.constants import USUAL, ModelConstants

__all__ = [
    "DETERRENCE",
    "Challenge",
    "outcomes",
    "p_star",
    "perfect",
    "private_information",
    "qre",
    "quantal",
    "responses",
    "threshold",
    "worth_of_holding",
    "worth_of_pressing",
]


@record
class Challenge:
    """One opportunity as the opponent's staff would price it. Utilities share one unit: G = 1 by convention."""

    p_resist: float
    """pR in [0, 1]: chance that somebody resists."""
    p_prevail: float
    """W in [0, 1]: the opponent's chance to get its way if resisted."""
    gain: float
    """G > 0: worth of an unopposed success."""
    cost: float
    """C >= 0: loss if resisted and stopped."""
    status_quo: float
    """S: worth of not pressing."""
    provocation: float
    """pi >= 0: what the coalition's membership takes from S."""
    punish: float = 0.0
    """P >= 0: what it expects to pay for pressing, whatever happens on the spot."""
    reward: float = 0.0
    """R: what it is offered for leaving things as they are."""


def p_star(gain: float, cost: float, status_quo: float) -> float:
    """Smallest chance of resistance that deters, (G - S) / (G + C); 0 if S >= G, above 1 if nothing deters.

    *cost* may be any -uW, so it also serves where resistance can be overcome. Needs G + C > 0.
    """
    return max(0.0, (gain - status_quo) / (gain + cost))


def qre(
    challenger: tuple[float, float, float],
    defender: tuple[float, float],
    precision: float,
    precision_defender: float | None = None,
) -> tuple[float, float]:
    """(pA, pR) of Signorino's logit game: chances that the challenger acts and the defender resists.

    *challenger* utilities of (status quo, concession, war); *defender* of (concession, war). *precision*
    lam >= 0 is the challenger's, and the defender's too unless given.
    """
    status_quo, concede, war = challenger
    p_resist = expit((precision if precision_defender is None else precision_defender) * (defender[1] - defender[0]))
    return expit(precision * (p_resist * war + (1 - p_resist) * concede - status_quo)), p_resist


def private_information(challenger: tuple[float, float, float], defender: tuple[float, float]) -> tuple[float, float]:
    """(pA, pR) of the same game with normal private shocks of unit variance on every payoff (probit)."""
    status_quo, concede, war = challenger
    p_resist = normal_cdf((defender[1] - defender[0]) / sqrt(2))
    spread = sqrt(1 + p_resist**2 + (1 - p_resist) ** 2)
    return normal_cdf((p_resist * war + (1 - p_resist) * concede - status_quo) / spread), p_resist


def outcomes(p_act: float, p_resist: float) -> tuple[float, float, float]:
    """P(status quo), P(concession), P(war); they sum to 1."""
    return 1 - p_act, p_act * (1 - p_resist), p_act * p_resist


def quantal(c: Challenge, precision: float, constants: ModelConstants = USUAL) -> Estimate:  # noqa: ARG001 - one signature for the registry
    """P(opponent presses) by quantal response; *precision* lam >= 0, 0 is a coin toss. Default 2, range 1–4."""
    resisted = c.p_prevail * c.gain - (1 - c.p_prevail) * c.cost
    worth = c.p_resist * resisted + (1 - c.p_resist) * c.gain - c.punish
    held = c.status_quo + c.reward - c.provocation
    return Estimate(expit(precision * (worth - held)), (*_reasons(c, held), _verdict(worth, held)))


def threshold(c: Challenge, precision: float, constants: ModelConstants = USUAL) -> Estimate:  # noqa: ARG001 - one signature for the registry
    """Whether the opponent presses by expected utility: p is 0 or 1, and 0 on a tie. *precision* is ignored."""
    resisted = c.p_prevail * c.gain - (1 - c.p_prevail) * c.cost
    worth = c.p_resist * resisted + (1 - c.p_resist) * c.gain - c.punish
    held = c.status_quo + c.reward - c.provocation
    return Estimate(1.0 if worth > held else 0.0, (*_reasons(c, held), _verdict(worth, held)))


def perfect(c: Challenge, precision: float, constants: ModelConstants = USUAL) -> Estimate:
    """P(opponent presses) over hard and soft types, each expit(lam (G - u) (p* - pR)), u its payoff once resisted.

    That is logistic around the type's own threshold p* = (G - (S - pi)) / (G - u), and the step at p* as
    lam grows. Types are given (``hard_share``), as in the book; the slope is ours.
    """
    held = c.status_quo + c.reward - c.provocation
    share, soft = float(constants.hard_share), -float(constants.back_down) * c.cost
    hard = max(soft, c.p_prevail * c.gain - (1 - c.p_prevail) * c.cost)
    unopposed = (1 - c.p_resist) * c.gain - c.punish
    p_hard = expit(precision * (c.p_resist * hard + unopposed - held))
    p_soft = expit(precision * (c.p_resist * soft + unopposed - held))
    if c.gain > hard:
        last = f"a hard opponent is deterred from {100 * p_star(c.gain, -hard, held + c.punish):.0f} % resistance on"
    else:
        last = "a hard opponent loses nothing by being resisted"
    types = f"presses if hard {100 * p_hard:.0f} %, if soft {100 * p_soft:.0f} %"
    return Estimate(share * p_hard + (1 - share) * p_soft, (*_reasons(c, held), last, types))


def worth_of_pressing(c: Challenge) -> float:
    """EU of pressing, utility."""
    resisted = c.p_prevail * c.gain - (1 - c.p_prevail) * c.cost
    return c.p_resist * resisted + (1 - c.p_resist) * c.gain - c.punish


def worth_of_holding(c: Challenge) -> float:
    """What leaving things as they are is worth, utility."""
    return c.status_quo + c.reward - c.provocation


def responses(worths: Sequence[float], precision: float, weights: Sequence[float] = ()) -> tuple[float, ...]:
    """P of each of several courses, by what each is worth: multinomial logit, P_i = w_i exp(lam u_i) / sum w_j exp(lam u_j).

    Courses are alike but for their worth if no *weights* >= 0 are given. Of two such it is :func:`quantal`, to the last
    digit; courses of one worth whose weights add up to 1 stand for one course, divided.
    """
    if not weights:
        return tuple(
            expit(-_log_sum_exp([precision * (other - own) for m, other in enumerate(worths) if m != n]))
            if len(worths) > 1
            else 1.0
            for n, own in enumerate(worths)
        )
    top = max(worth for worth, weight in zip(worths, weights, strict=True) if weight)
    shares = [w * exp(precision * (worth - top)) if w else 0.0 for worth, w in zip(worths, weights, strict=True)]
    return tuple([share / sum(shares) for share in shares])


def _log_sum_exp(values: Sequence[float]) -> float:
    top = max(values)
    return top if len(values) == 1 else top + log(sum(exp(value - top) for value in values))


DETERRENCE: dict[str, Callable[[Challenge, float, ModelConstants], Estimate]] = {
    "quantal": quantal,
    "threshold": threshold,
    "perfect": perfect,
}
"""The registered alternatives; a scenario names one."""


def _reasons(c: Challenge, held: float) -> tuple[str, str, str]:
    lost = f" ({c.provocation:.2f} lost to provocation)" if c.provocation else ""
    lost += f" ({c.reward:+.2f} by what is offered)" if c.reward else ""
    return (
        f"resistance looks {100 * c.p_resist:.0f} % likely"
        + (f", and pressing costs {c.punish:.2f} whatever comes of it" if c.punish else ""),
        f"if resisted it gets its way {100 * c.p_prevail:.0f} % of the time",
        f"the status quo is worth {held:.2f}{lost}",
    )


def _verdict(worth: float, held: float) -> str:
    return f"pressing is worth {worth:.2f} against {held:.2f} for holding"
