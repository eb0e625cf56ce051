"""A difference over two inputs: the surface is found where it is one, and claims nothing where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat.engine.documents.blocks import Drawing, Table
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.report.surface import fitted, over_inputs
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.sampling import numbers_of
from fourthseat.scenarios import find

TUTORIAL = find("tutorial")
RAW: dict[str, Any] = {
    "name": "surface",
    "question": "q",
    "scenario": "tutorial",
    "coalitions": ["aukus", "aukus-jpn"],
    "rules": ["unanimity"],
    "provocation": [True],
    "futures": 32,
    "input": [
        {"path": "assumptions.precision", "low": 1.0, "high": 4.0},
        {"path": "seat.JPN.trust", "low": 0.2, "high": 0.9},
        {"path": "seat.USA.trust", "low": 0.2, "high": 0.9},
    ],
    "measure": [{"name": "p_press"}],
    "stopping": {"first": 64, "cap": 64},
}


def whole(effect: Any, noise: float = 0.0, **changes: Any) -> Whole:
    """A study whose games nobody played: the variant differs by *effect* of the future's inputs, and by luck."""
    study = plan(parse_study(RAW | changes, "test"), TUTORIAL)
    blocks = np.arange(64)
    futures = blocks % len(study.futures)
    points = numbers_of(study.study)[futures]
    luck = np.random.default_rng(1)
    base = luck.random(64)
    values = np.column_stack([base, base + effect(points) + noise * luck.normal(size=64)])
    return Whole(study, blocks, futures, 0, {"p_press": values}, np.zeros((64, 2, 2), np.int8))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-5, 5), min_size=6, max_size=6))
def test_a_quadratic_is_found_to_the_last_digit(numbers: list[float]) -> None:
    """Whatever its six numbers: its height at points it has not seen."""

    def height(x: Any, y: Any) -> Any:
        return np.column_stack([x**0, x, y, x**2, x * y, y**2]) @ np.array(numbers)

    luck = np.random.default_rng(2)
    points, others = luck.random((30, 2)) * [3, 10], luck.random((5, 2)) * [3, 10]
    fit = fitted(points, height(*points.T))

    assert np.allclose(height(*others.T), fit.height(*others.T), atol=1e-6)


def test_noise_is_explained_by_nothing() -> None:
    """Adjusted for its six numbers, a surface through luck explains nothing on average over 200 tries."""
    luck = np.random.default_rng(3)
    points = luck.random((40, 2))

    assert np.mean([fitted(points, luck.normal(size=40)).explained for _ in range(200)]) < 0.06


def test_the_inputs_that_move_it_are_shown() -> None:
    """Of three inputs the two that the difference is made of; the share and the extremes are in the table."""
    blocks = list(over_inputs(whole(lambda p: 0.1 * p[:, 0] - 0.5 * p[:, 2])))
    (table,) = [block for block in blocks if isinstance(block, Table)]
    (drawing,) = [block for block in blocks if isinstance(block, Drawing)]
    (row,) = table.rows

    assert ("p_press", "aukus-jpn", "32", "100 %") == tuple(row[:4])
    assert "assumptions.precision" in row[4]
    assert "seat.USA.trust" in row[4]
    assert "seat.USA.trust" in drawing.svg
    assert "seat.JPN.trust" not in drawing.svg


def test_few_futures_make_no_surface() -> None:
    """Eight points say nothing of six numbers."""
    assert [] == list(over_inputs(whole(lambda p: p[:, 0], futures=8)))


def test_one_input_is_a_curve() -> None:
    """The difference stands upright, with its errors."""
    one = RAW["input"][:1]
    blocks = list(over_inputs(whole(lambda p: 0.1 * p[:, 0] ** 2, 0.01, input=one)))
    (drawing,) = [block for block in blocks if isinstance(block, Drawing)]

    assert "difference, probability" in drawing.svg
