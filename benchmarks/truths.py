"""Distributions of a paired difference whose mean is known in closed form, of the kinds that games give."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]


class Truth(NamedTuple):
    """One distribution."""

    name: str
    draw: Callable[[np.random.Generator, tuple[int, int]], Rows]
    mean: float
    end: float
    """Largest size a value can have; for those without an end, one that is hardly ever passed."""


def _values(*pairs: tuple[float, float]) -> Callable[[np.random.Generator, tuple[int, int]], Rows]:
    """Values with their chances; 0 with what is left."""
    chances = [chance for _, chance in pairs]

    def draw(luck: np.random.Generator, shape: tuple[int, int]) -> Rows:
        return luck.choice([0.0, *(value for value, _ in pairs)], shape, p=[1 - sum(chances), *chances])

    return draw


def _skewed(luck: np.random.Generator, shape: tuple[int, int]) -> Rows:
    return (luck.random(shape) < 0.6) * (luck.exponential(0.03, shape) - 0.01)


def _hours(luck: np.random.Generator, shape: tuple[int, int]) -> Rows:
    return (luck.random(shape) < 0.1) * (luck.exponential(50.0, shape) - 20)


def _normal(luck: np.random.Generator, shape: tuple[int, int]) -> Rows:
    return luck.normal(0.1, 1.0, shape)


TRUTHS = (
    Truth("one in 500 differs by 1", _values((1.0, 0.002)), 0.002, 1.0),
    Truth("shares, 1 % up, 0.3 % down", _values((1.0, 0.01), (-1.0, 0.003)), 0.007, 1.0),
    Truth("shares of incidents, 5 % differ", _values((1.0, 0.02), (0.5, 0.01), (-0.5, 0.02)), 0.015, 1.0),
    Truth("small often, large rarely", _values((0.1, 0.1), (1.0, 0.01)), 0.02, 1.0),
    Truth("counts, 18 % differ", _values((1.0, 0.12), (-1.0, 0.05), (-2.0, 0.01)), 0.05, 2.0),
    Truth("skewed, 60 % differ", _skewed, 0.6 * 0.02, 0.4),
    Truth("hours, 10 % differ, heavy", _hours, 3.0, 500.0),
    Truth("normal", _normal, 0.1, 5.0),
)
