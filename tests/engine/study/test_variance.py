"""The parts of one game's variance, against constructions whose parts are known."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from fourthseat.engine.study.variance import ASSUMPTIONS, DICE, TOGETHER, variance

A, B = np.array([-1.0, 1.0]), np.array([-2.0, 0.0, 2.0])
AB = np.array([[0.5, -1.0, 0.5], [-0.5, 1.0, -0.5]])
"""Effects of two levers and their interaction: variances 1, 8/3 and 1/2."""
CELLS = [{"rule": i, "coalition": j, "fixed": 0} for i, j in product(range(2), range(3))]
KNOWN = {"rule": 1.0, "coalition": 8 / 3, TOGETHER: 0.5}


def table(blocks: int, dice: float, seed: int = 1) -> np.ndarray:
    """Games of a construction with a luck that all cells share in part, and a part of their own."""
    rng = np.random.default_rng(seed)
    effects = (A[:, None] + B + AB).reshape(-1)
    shared, own = rng.normal(0, dice, (blocks, 1)), rng.normal(0, dice, (blocks, 6))
    return effects + (shared + own) / np.sqrt(2)


def test_without_dice_the_shares_are_those_of_the_construction() -> None:
    """To the last digit, and without an error."""
    found = variance("m", table(20, 0.0), CELLS)

    assert found is not None
    assert found.total == pytest.approx(sum(KNOWN.values()))
    assert {s.part: s.share for s in found.shares} == pytest.approx(
        {part: v / found.total for part, v in KNOWN.items()} | {DICE: 0.0}
    )
    assert all(s.high - s.low < 1e-9 for s in found.shares)


def test_shares_of_a_noisy_construction_lie_in_their_intervals_as_often_as_they_say() -> None:
    """At 95 % each; their sum is one, and a lever that was not varied has none."""
    total, hits, mean = sum(KNOWN.values()) + 9.0, 0, 0.0
    for seed in range(200):
        found = variance("m", table(60, 3.0, seed), CELLS)
        assert found is not None
        assert sum(s.share for s in found.shares) == pytest.approx(1)
        assert found.of("fixed") is None
        share = found.of("rule")
        assert share is not None
        hits += share.low <= 1 / total <= share.high
        mean += share.share / 200

    assert hits >= 180
    assert mean == pytest.approx(1 / total, rel=0.1)


def test_a_lever_that_does_nothing_has_a_share_of_nothing_on_average() -> None:
    """The means over few games vary by themselves; that is taken away."""
    rng = np.random.default_rng(3)
    shares = []
    for _ in range(300):
        found = variance("m", rng.normal(0, 1, (12, 6)), CELLS)
        assert found is not None
        rule = found.of("rule")
        assert rule is not None
        shares.append(rule.share)

    assert abs(np.mean(shares)) < 4 * np.std(shares) / np.sqrt(300)


def test_futures_are_told_from_dice() -> None:
    """Variance between futures within a cell is the assumptions', that within a future the dice's."""
    futures = np.tile(np.arange(40), 10)
    expected = {ASSUMPTIONS: 4.0, DICE: 1.0} | KNOWN
    hits = dict.fromkeys(expected, 0)
    for seed in range(60):
        rng = np.random.default_rng(seed)
        values = table(400, 1.0, seed) + rng.normal(0, 2, 40)[futures][:, None]
        found = variance("m", values, CELLS, futures)
        assert found is not None
        for part, size in expected.items():
            share = found.of(part)
            assert share is not None
            hits[part] += share.low <= size / sum(expected.values()) <= share.high

    assert min(hits.values()) >= 50, hits


def test_nothing_is_said_of_too_few_games_or_of_none_that_vary() -> None:
    """None, never a made-up share."""
    assert variance("m", table(9, 1.0), CELLS) is None
    assert variance("m", np.ones((20, 6)), CELLS) is None
    hollow = table(20, 1.0)
    hollow[:11, 2] = np.nan
    assert variance("m", hollow, CELLS) is None


def test_a_missing_or_double_combination_is_refused() -> None:
    """The levers must be crossed in full."""
    with pytest.raises(ValueError, match="every combination"):
        variance("m", table(20, 1.0)[:, :5], CELLS[:5])
    with pytest.raises(ValueError, match="twice"):
        variance("m", table(20, 1.0), [*CELLS[:5], CELLS[0]])
