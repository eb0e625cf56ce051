"""Chance is a function of an address, not a stream.

``draw(seed, "rule", incident)`` is the same number whoever asks, in whatever order, however many
draws came before. A coalition variant is never part of an address and an address names *what is at
stake*, so adding a member moves nobody else's luck and variants are compared on the same luck by
construction (common random numbers keyed by event; see docs/models.md).
"""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b
from statistics import NormalDist
from typing import NamedTuple

__all__ = ["ADDRESSES", "Address", "draw", "erlang", "exponential", "lognormal", "normal", "triangular", "within"]


class Address(NamedTuple):
    """A place in the space of luck: what it is called by, what is at stake there, and which entry shows it."""

    parts: tuple[str, ...]
    """What a draw names after the seed: a word of its own, or ``<of what>``."""
    stake: str
    shown: str
    """The kind of entry in which the luck itself, or what came of it, can be read."""


ADDRESSES: tuple[Address, ...] = (
    Address(("world", "<incident>", "hour"), "when an incident opens", "Dealt"),
    Address(("world", "<incident>", "window"), "how long its window stays open", "Dealt"),
    Address(("world", "<incident>", "severity"), "how severe it is", "Dealt"),
    Address(("world", "<incident>", "resolve"), "the opponent's hidden type", "Dealt"),
    Address(("world", "readiness", "<force>"), "the share of a force that is ready", "Dealt"),
    Address(("luck", "<seat>", "<question>"), "a seat's own luck with a question", "Chosen, Received"),
    Address(("lag", "<incident>"), "what all staffs have in common over an incident", "Assessed"),
    Address(("lag", "<incident>", "<seat>"), "how long one staff takes over it", "Assessed"),
    Address(("consult", "<seat>", "<incident>"), "how long an ally outside consults", "Acted, Sailed"),
    Address(("handle", "<seat>", "<request>"), "how long a capital takes to answer", "Received"),
    Address(("exempt", "<option>"), "whether an exemption covers goods", "Licensed"),
    Address(("desk-wait", "<option>", "<seat>"), "how long an application waits for an officer", "Licensed"),
    Address(("review", "<option>", "<seat>", "<stage>"), "how long the stages behind the desk take", "Licensed"),
    Address(("notified", "<option>"), "whether the legislature has to be notified", "Licensed"),
    Address(("notice", "<option>"), "how long that takes", "Licensed"),
    Address(("release-review", "<option>"), "whether the release of technology is reviewed", "Licensed"),
    Address(("release-days", "<option>"), "how long that takes", "Licensed"),
    Address(("rule", "<incident>"), "whether an act that is pressed is frustrated", "Ruled"),
    Address(("condition", "<place>", "<number>"), "whether a chance comes up in a condition", "Proposed, Ended"),
    Address(("argue", "<number>", "<die>"), "each of the two dice of an argument", "Argued"),
    Address(("escalate", "<incident>"), "whether the ladder answers an incident", "RungMoved"),
    Address(("accident", "<incident>", "<turn>"), "whether forces that meet have an accident in a move", "Accident"),
    Address(("leak", "<turn>", "<seat>"), "whether a holder leaks in a move", "Leaked"),
    Address(
        ("effect", "<effect>", "<incident>", "<turn>"), "whether an effect that has a chance comes about", "Effected"
    ),
    Address(
        ("intrude", "<option>", "<incident>", "<turn>", "<seat>"),
        "whether an intrusion into a holder's networks succeeds",
        "Tried",
    ),
)
"""Every address the engine draws at. A coalition variant is never part of one, and no two can meet."""

_STANDARD = NormalDist()
_SCALE = 2.0**-53


@lru_cache(maxsize=8192)  # the arms of a block ask for the same luck many times over
def draw(seed: int, *address: str | int) -> float:
    """The uniform in [0, 1) at *address*: keyed BLAKE2b, 53 bits.

    *seed* is any integer of at most 128 bits. The address is hashed by its ``repr``, so ``1`` and
    ``"1"`` differ and ``("ab", "c")`` is not ``("a", "bc")``.
    """
    hashing = _keyed(seed).copy()
    hashing.update(repr(address).encode())
    return (int.from_bytes(hashing.digest(), "little") >> 11) * _SCALE


@lru_cache(maxsize=64)
def _keyed(seed: int) -> blake2b:
    """BLAKE2b with *seed* for a key, before anything is hashed: a copy of it is half way there."""
    return blake2b(digest_size=8, key=seed.to_bytes(16, "little"))


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
