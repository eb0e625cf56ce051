"""Coordination: who concurs, how long it takes, what it adds up to and who pays.

* Commitment. logit P(concur) = logit r + t (trust - 1/2) + s (stake - 1/2) - a max(0, needed - attribution)
  - entrapment max(0, rung - comfortable) + obligation + consulted. Base r after [LeedsLongMitchell2000],
  [BerkemeierFuhrmann2018]; the slopes are judgement.
* Lag. ln T = mu + sigma (sqrt(rho) z0 + sqrt(1 - rho) z_i): lognormal days [ICB], one shock z0 common to all
  capitals. Of n independent staffs the k-th is ready by t with P(Binomial(n, F(t)) >= k); unanimity is
  k = n, any two k = 2, a lead nation n = k = 1.
* Strength. K = sum x_i [i0 + (1 - i0) s_i], x_i capability at hand, s_i sharing level.
* Burden. g_i = max(0, a y_i - rho (1 - a) G(-i)): [OlsonZeckhauser1966] at rho = 1, joint products below [Sandler1993].
* Trust. tau' = tau + a (o - tau), a larger for bad news; or the beta reputation of [JosangIsmail2002].

Left out: bargaining over the measure itself, side payments, domestic veto players, memory beyond trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, erfc, exp, log, sqrt

from fourthseat.engine.core.chance import lognormal, normal
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import Estimate
from fourthseat.engine.models.functions import expit
from fourthseat.engine.scenario.constants import USUAL, ModelConstants

__all__ = [
    "Consent",
    "beta_forget",
    "beta_reputation",
    "burden",
    "commitment",
    "interoperable",
    "lag_days",
    "median_kth",
    "p_in_time",
    "poisson_binomial",
    "trust_after",
    "trust_long_run",
]


@record
class Consent:
    """One capital before one measure."""

    reliability: float
    """Base chance r in (0, 1) that it honours such a request, all else neutral."""
    trust: float
    """0 to 1; 0.5 is neutral."""
    stake: float
    """0 to 1: what it has to lose in this incident; 0.5 is neutral."""
    attribution: float
    """0 to 1: its confidence who did it."""
    attribution_needed: float
    """0 to 1: the confidence it asks for."""
    rung: int
    """Rung of the measure."""
    comfortable_rung: int
    """Highest rung it takes without qualms."""
    entrapment: float
    """Log-odds lost per rung above comfortable, >= 0."""
    obligation: float
    """Log-odds gained from membership; 0 for outsiders."""
    consulted: float
    """Log-odds gained by having been consulted beforehand; 0 if it was not."""


def commitment(c: Consent, constants: ModelConstants = USUAL) -> Estimate:
    """P(the capital concurs): additive log-odds. Reasons: the base, then every non-zero term, largest first."""
    if not 0 < c.reliability < 1:
        raise ScenarioError(f"reliability {c.reliability:g} must lie between 0 and 1")
    short = c.attribution_needed - c.attribution
    above = c.rung - c.comfortable_rung
    terms = []
    total = log(c.reliability / (1 - c.reliability))
    for name, odds in (
        ("trust in the others", float(constants.trust_slope) * (c.trust - 0.5)),
        ("its stake in this", float(constants.stake_slope) * (c.stake - 0.5)),
        ("who did it is not clear enough", -float(constants.attribution_slope) * short if short > 0 else 0.0),
        ("the measure is above its comfortable rung", -c.entrapment * above if above > 0 else 0.0),
        ("membership obliges", c.obligation),
        ("it was consulted first", c.consulted),
    ):
        if odds:
            total += odds
            terms.append((-abs(odds), f"{name}: odds x {exp(min(odds, 700.0)):.2f}"))
    terms.sort()
    base = f"such requests are honoured {100 * c.reliability:.0f} % of the time"
    return Estimate(expit(total), (base, *[text for _, text in terms]))


def lag_days(u_common: float, u_own: float, mu: float, sigma: float, correlation: float) -> float:
    """Days from trigger to a capital's position, from two uniforms; *mu*, *sigma* of ln days, *correlation* in [0, 1].

    Marginally lognormal whatever the correlation; any two capitals' normal scores correlate at *correlation*.
    Pooled fit mu = 1.816, sigma = 1.423 [ICB]; correlation 0.5, judgement, range 0.3–0.7.
    """
    return exp(mu + sigma * (sqrt(correlation) * normal(u_common) + sqrt(1 - correlation) * normal(u_own)))


def p_in_time(t: float, mu: float, sigma: float, n: int, k: int) -> float:
    """P(at least *k* of *n* independent capitals have a position within *t* days)."""
    return _tail(0.5 * erfc((mu - log(t)) / (sigma * sqrt(2))), n, k) if t > 0 else 0.0


def median_kth(mu: float, sigma: float, n: int, k: int) -> float:
    """Median days until the *k*-th of *n* independent capitals has a position: exp(mu + sigma z(q)).

    q is the median of Beta(k, n - k + 1), found by bisection on the binomial tail.
    """
    low, high = 0.0, 1.0
    for _ in range(60):
        q = (low + high) / 2
        low, high = (q, high) if _tail(q, n, k) < 0.5 else (low, q)
    return lognormal((low + high) / 2, mu, sigma)


def poisson_binomial(ps: Sequence[float]) -> tuple[float, ...]:
    """P(exactly 0, 1, … n successes) for independent chances *ps*."""
    pmf = [1.0]
    for p in ps:
        pmf = [a * (1 - p) + b * p for a, b in zip([*pmf, 0.0], [0.0, *pmf], strict=True)]
    return tuple(pmf)


def interoperable(contributions: Sequence[tuple[float, float]], stand_alone: float) -> float:
    """Joint strength K of (capability x, sharing s in [0, 1]) pairs; *stand_alone* i0 0.6, judgement, range 0.4–0.8.

    A partner that shares little adds little and subtracts nothing: averaging s over members would make K fall.
    """
    return sum(x * (stand_alone + (1 - stand_alone) * s) for x, s in contributions)


def burden(incomes: Sequence[float], a: float, rho: float) -> tuple[float, ...]:
    """Contributions g_i in the only Nash equilibrium, in the unit of *incomes*; *a*, *rho* in [0, 1].

    *a* is the taste for the joint good, *rho* its public share (default 0.5, judgement, range 0–1).
    The poorest drop out until all who stay want to pay; then g_i (1 - b) = a y_i - b G, b = rho (1 - a).
    At b = 1 nobody wants the good.
    """
    b = rho * (1 - a)
    if b >= 1:
        return (0.0,) * len(incomes)
    payers = sorted(incomes, reverse=True)
    total = 0.0
    while payers:
        total = a * sum(payers) / (1 - b + len(payers) * b)
        if a * payers[-1] >= b * total:
            break
        payers.pop()
    return tuple(max(0.0, (a * y - b * total) / (1 - b)) for y in incomes)


def trust_after(trust: float, outcome: float, gain: float, loss: float) -> float:
    """Trust in [0, 1] after an experience *outcome* in [0, 1]; moves by *gain* upwards and *loss* downwards.

    Defaults elsewhere: gain 0.1 (0.05–0.2), loss 0.3 (0.2–0.5), judgement.
    """
    return trust + (gain if outcome >= trust else loss) * (outcome - trust)


def trust_long_run(p_good: float, gain: float, loss: float) -> float:
    """Mean trust in the long run if experiences are good (1) with *p_good*, else bad (0), independently."""
    return p_good * gain / (p_good * gain + (1 - p_good) * loss)


def beta_reputation(good: float, bad: float) -> float:
    """Expected chance of a good experience after *good* and *bad* ones, from a uniform prior."""
    return (good + 1) / (good + bad + 2)


def beta_forget(good: float, bad: float, outcome: float, forgetting: float) -> tuple[float, float]:
    """(good, bad) after one more *outcome* in [0, 1]; older counts fade by *forgetting* in [0, 1], 1 keeps all."""
    return forgetting * good + outcome, forgetting * bad + 1 - outcome


def _tail(p: float, n: int, k: int) -> float:
    """P(Binomial(n, p) >= k)."""
    return sum(comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))
