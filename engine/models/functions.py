"""Two functions several models share."""

from __future__ import annotations

from math import erfc, sqrt, tanh

__all__ = ["expit", "normal_cdf"]


def expit(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow: a probability from log-odds."""
    return 0.5 + 0.5 * tanh(0.5 * x)


def normal_cdf(x: float) -> float:
    """P(a standard normal variable <= x)."""
    return 0.5 * erfc(-x / sqrt(2))
