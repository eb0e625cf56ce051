"""A study stops where more games cannot help, and only where that is certain."""

from __future__ import annotations

import numpy as np
import pytest

from fourthseat.engine.study.statistics import mean_difference
from fourthseat.engine.study.stopping import narrowest, too_rare


@pytest.mark.parametrize(
    ("applies", "blocks", "cap", "rare"),
    [
        (0, 100, 400, True),
        (0, 100, 4000, False),
        (3, 100, 400, True),
        (20, 100, 400, False),
        (60, 100, 60, False),
        (0, 0, 400, False),
    ],
)
def test_a_measure_that_hardly_applies(applies: int, blocks: int, cap: int, rare: bool) -> None:
    """With the most it can apply to, as far as was seen, there would not be the fifty blocks of an interval at the cap."""
    assert too_rare(applies, blocks, cap) is rare


def test_the_narrowest_half_width_is_hardly_ever_missed() -> None:
    """Of futures that truly differ, a hundred times as many games give an interval no narrower than what was called the narrowest."""
    futures, luck = np.repeat(np.arange(40), 5), np.random.default_rng(2)
    wrong = 0
    for _ in range(40):
        true = luck.normal(0, 0.5, 40)
        few = true[futures] + luck.normal(0, 1, futures.size)
        half = mean_difference(np.zeros(futures.size), few, 0.05, futures).half_width
        many = np.repeat(true, 2)  # what endless games would show
        endless = mean_difference(np.zeros(80), many, 0.05, np.repeat(np.arange(40), 2)).half_width
        least = narrowest(few, futures, half)
        assert 0 <= least < half
        wrong += least > endless
    assert wrong <= 8


def test_futures_that_are_alike_are_no_reason_to_stop() -> None:
    """Where dice alone differ, nearly always nothing is certain."""
    futures, luck = np.repeat(np.arange(40), 5), np.random.default_rng(3)
    found = [narrowest(luck.normal(0, 1, 200), futures, 0.3) for _ in range(60)]

    assert np.mean(np.array(found) > 0) <= 0.15
