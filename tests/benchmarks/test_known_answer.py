"""The estimators of a study agree with formulas, and the experiment that says so can say no."""

from __future__ import annotations

from benchmarks.known_answer import Answer, answers


def test_every_estimator_agrees_with_its_formula() -> None:
    """A small run of ``python -m benchmarks.known_answer``."""
    assert [] == [one for one in answers(25) if not one.right]


def test_a_wrong_estimator_and_a_narrow_interval_are_found() -> None:
    """A mean that is off by more than its error, and an interval that misses too often."""
    good = Answer("m", 1.0, 1.01, 0.01, 0.95, 0.9)

    assert good.right
    assert not good._replace(mean=1.05).right
    assert not good._replace(covers=0.85).right
    assert good._replace(mean=1.05, above=0.02).right
    assert not good._replace(mean=0.95, above=0.02).right
