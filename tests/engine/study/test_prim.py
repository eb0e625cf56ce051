"""Patient rule induction on boxes that are known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from fourthseat.engine.study.prim import chosen, peeled


def points(count: int = 300, inputs: int = 4) -> np.ndarray:
    """Futures evenly over the unit cube."""
    return np.random.default_rng(1).random((count, inputs))


def test_a_box_is_found_as_it_is() -> None:
    """Two limits of two inputs, none of the others; dense and whole."""
    x = points()
    kind = (x[:, 0] > 0.6) & (x[:, 1] < 0.5)

    box = chosen(peeled(x, kind))

    assert box.low[0] == pytest.approx(0.6, abs=0.05)
    assert box.high[1] == pytest.approx(0.5, abs=0.05)
    assert 2 == box.limited
    assert box.density > 0.9
    assert box.coverage > 0.9


def test_the_way_starts_with_everything_and_pays_coverage_for_density() -> None:
    """Ever smaller; the first has all of the kind, none has more than the one before."""
    x = points()
    kind = x[:, 2] + 0.3 * np.random.default_rng(2).standard_normal(300) > 0.7

    way = peeled(x, kind)

    assert (way[0].inside, way[0].coverage, way[0].limited) == (300, 1.0, 0)
    assert way[0].density == pytest.approx(kind.mean())
    assert all(after.inside < before.inside for before, after in itertools.pairwise(way))
    assert all(after.coverage <= before.coverage for before, after in itertools.pairwise(way))
    assert way[-1].density > way[0].density + 0.2


def test_named_values_are_left_out_one_by_one() -> None:
    """What happens under one doctrine only is cut to that doctrine, in whatever place of the list it stands."""
    x = points()
    x[:, 3] = np.random.default_rng(3).integers(0, 3, 300)

    box = chosen(peeled(x, x[:, 3] == 1, named=[False, False, False, True]))

    assert frozenset((0.0, 2.0)) == box.out[3]
    assert (box.density, box.coverage, box.limited) == (1.0, 1.0, 1)


def test_every_box_says_what_is_in_it() -> None:
    """Counted again from its limits alone."""
    x = points()
    kind = x[:, 0] * x[:, 1] > 0.4
    for box in peeled(x, kind):
        inside = ((x > np.array(box.low)) & (x < np.array(box.high))).all(axis=1)
        assert inside.sum() == box.inside
        assert kind[inside].mean() == pytest.approx(box.density)
        assert kind[inside].sum() / kind.sum() == pytest.approx(box.coverage)
