"""Technology: how long the licence takes, and how fast the gap then closes.

The desk is an M/M/c queue [Erlang1917]: lam applications a day, c officers at mu each, rho = lam / (c mu) < 1 ::

    C = Erlang C        Wq = C / (c mu - lam)        P(Wq > t) = C exp(-(c mu - lam) t)

An exemption takes part of the flow off the desk and so helps whoever still queues. The whole lead time is serial
(:func:`fourthseat.engine.rules.durations.licence`; the days are the scenario's) ::

    L = queue + 1/mu + Erlang(2 stages) + [notification to the legislature] + [technology release review]

Once flowing, the gap to the donor closes as exp(-phi s t), s the share permitted [NelsonPhelps1966] with a
frontier that stands still; adoption of a standard by many follows [Bass1969].

Left out: priorities and reserved examiners (then an exemption does not help the rest), resubmissions,
reforms under way, absorptive capacity of the recipient, a moving frontier.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, log

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import record

__all__ = [
    "Desk",
    "bass",
    "bass_peak",
    "erlang_b",
    "erlang_c",
    "exempted",
    "gap",
    "half_life",
    "mean_wait",
    "p_wait_longer",
    "wait_days",
]


@record
class Desk:
    """The export-licence desk."""

    arrivals_per_day: float
    """Applications before any exemption, > 0."""
    service_per_day: float
    """Cases an officer closes, > 0."""
    officers: int
    """>= 1."""
    exempt_share: float
    """Share of the arrivals that need no licence any more, 0 to 1."""


def exempted(desk: Desk) -> float:
    """Applications a day that still reach the desk."""
    return desk.arrivals_per_day * (1 - desk.exempt_share)


def wait_days(desk: Desk, u: float) -> float:
    """Days before an officer opens the file, at uniform *u* in [0, 1): the stationary wait's inverse CDF.

    0 with probability 1 - C. A desk that cannot keep up has no stationary wait: :exc:`ScenarioError`.
    """
    arrivals = exempted(desk)
    if arrivals <= 0:
        return 0.0
    waits = erlang_c(arrivals, desk.service_per_day, desk.officers)
    if u <= 1 - waits:
        return 0.0
    return log(waits / (1 - u)) / (desk.officers * desk.service_per_day - arrivals)


@lru_cache(maxsize=256)
def erlang_b(arrivals: float, service: float, officers: int) -> float:
    """P(all busy) if nobody may wait, by recursion (factorials overflow near c = 170). Rates per day."""
    offered, blocked = arrivals / service, 1.0
    for c in range(1, officers + 1):
        blocked = offered * blocked / (c + offered * blocked)
    return blocked


def erlang_c(arrivals: float, service: float, officers: int) -> float:
    """P(an application has to wait). Rates per day; rho = arrivals / (officers * service) must be below 1."""
    rho = arrivals / (officers * service)
    if rho >= 1:
        raise ScenarioError(
            f"the licence desk cannot keep up: {arrivals:g} applications a day, "
            f"{officers} officers at {service:g} a day (load {rho:.2f})"
        )
    blocked = erlang_b(arrivals, service, officers)
    return blocked / (1 - rho * (1 - blocked))


def mean_wait(arrivals: float, service: float, officers: int) -> float:
    """Wq: mean days before an officer opens the file."""
    return erlang_c(arrivals, service, officers) / (officers * service - arrivals)


def p_wait_longer(t: float, arrivals: float, service: float, officers: int) -> float:
    """P(Wq > *t* days), t >= 0."""
    return erlang_c(arrivals, service, officers) * exp(-(officers * service - arrivals) * t)


def gap(years: float, share: float, phi: float) -> float:
    """Part of the gap left after *years* of flow at permitted *share* in [0, 1]: exp(-phi s t); 1 before it flows.

    *phi* per year: 0.3, judgement, range 0.1–0.6.
    """
    return exp(-phi * share * years) if years > 0 else 1.0


def half_life(share: float, phi: float) -> float:
    """Years until half the gap is closed, ln 2 / (phi s); needs phi s > 0."""
    return log(2) / (phi * share)


def bass(t: float, p: float, q: float) -> float:
    """Share that has adopted by *t* >= 0 (years); *p* > 0 innovation, *q* imitation, per year."""
    decayed = exp(-(p + q) * t)
    return (1 - decayed) / (1 + q / p * decayed)


def bass_peak(p: float, q: float) -> float:
    """Time of fastest adoption, ln(q/p) / (p + q); 0 if imitation is not the stronger."""
    return max(0.0, log(q / p) / (p + q))
