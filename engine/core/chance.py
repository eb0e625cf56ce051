"""Chance is a function of an address, not a stream.

``draw(seed, "rule", turn, incident)`` is the same number whoever asks, in whatever order, however many
draws came before. A coalition variant is never part of an address and an address names *what is at
stake*, so adding a member moves nobody else's luck and variants are compared on the same luck by
construction (common random numbers keyed by event; see docs/models.md).
"""

from __future__ import annotations

import math
from hashlib import blake2b
from statistics import NormalDist

__all__ = ["draw", "erlang", "exponential", "lognormal", "normal", "triangular", "within"]

_STANDARD = NormalDist()
_SCALE = 2.0**-53


def draw(seed: int, *address: str | int) -> float:
    """The uniform in [0, 1) at *address*: keyed BLAKE2b, 53 bits.

    *seed* is any integer of at most 128 bits. The address is hashed by its ``repr``, so ``1`` and
    ``"1"`` differ and ``("ab", "c")`` is not ``("a", "bc")``.
    """
    key = seed.to_bytes(16, "little")
    digest = blake2b(repr(address).encode(), digest_size=8, key=key).digest()
    return (int.from_bytes(digest, "little") >> 11) * _SCALE


def within(u: float, low: float, high: float) -> float:
    """Inverse CDF of the uniform distribution on [*low*, *high*)."""
    return low + (high - low) * u


def normal(u: float) -> float:
    """Inverse CDF of the standard normal. ``u = 0`` gives the value at 2^-54, not minus infinity."""
    return _STANDARD.inv_cdf(u or _SCALE / 2)


def lognormal(u: float, mu: float, sigma: float) -> float:
    """Inverse CDF of the lognormal with log-mean *mu* and log-sd *sigma*."""
    return math.exp(mu + sigma * normal(u))


def exponential(u: float, mean: float) -> float:
    """Inverse CDF of the exponential with the given *mean*, in the unit of *mean*."""
    return -mean * math.log1p(-u)


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Inverse CDF of the triangular distribution."""
    if high <= low:
        return low
    cut = (mode - low) / (high - low)
    if u < cut:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def erlang(us: tuple[float, ...], mean: float) -> float:
    """Sum of ``len(us)`` exponential stages with total *mean*; one uniform a stage, each monotone."""
    stages = len(us)
    return sum(exponential(u, mean / stages) for u in us)
