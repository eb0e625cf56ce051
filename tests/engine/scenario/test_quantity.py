"""Numbers that know where they come from, and spreads to draw from."""

from __future__ import annotations

import pickle
import re

import pytest
from pydantic import ValidationError

from fourthseat.engine.scenario.quantity import Quantity, Spread


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (0.5, "0.5 is bare"),
        ({"value": 1}, "neither a source nor a range"),
        ({"value": 1, "low": 0.5}, "a range needs both low and high"),
        ({"value": 2, "low": 0, "high": 1}, "value 2 lies outside its range 0–1"),
        ({"value": "1", "source": "F01"}, "value = '1' is not a number"),
        ({"value": True, "source": "F01"}, "value = True is not a number"),
        ({"value": 1e301, "source": "F01"}, "not a finite number"),
        ({"value": 1, "source": 35}, "source = 35 is not text"),
        ({"value": 1, "sauce": "F01"}, "unknown key 'sauce'"),
        ({"source": "F01"}, "has no value"),
    ],
)
def test_a_number_without_a_basis_is_refused(raw: object, words: str) -> None:
    """Every complaint says what would be right."""
    with pytest.raises(ValueError, match=re.escape(words)):
        Quantity.parse(raw)


def test_a_number_is_a_float_that_keeps_its_basis() -> None:
    """In arithmetic a plain float; written and pickled with all it knows."""
    q = Quantity.parse({"value": 0.75, "low": 0.22, "high": 0.9, "source": "F42", "note": "one study"})

    assert type(q * 2) is float
    assert q.basis() == "F42; judgement, range 0.22–0.9; one study"
    assert q.table() == {"value": 0.75, "low": 0.22, "high": 0.9, "source": "F42", "note": "one study"}
    copy = pickle.loads(pickle.dumps(q))
    assert (copy, copy.table()) == (q, q.table())


def test_a_spread_is_ordered_and_drawn_by_its_inverse() -> None:
    """Its ends at 0 and 1, its median by symmetry; out of order is refused."""
    spread = Spread(low=2.0, mode=3.0, high=4.0)

    assert (2.0, 3.0, 4.0) == (spread.at(0.0), spread.at(0.5), spread.at(1.0))
    with pytest.raises(ValidationError, match="do not rise"):
        Spread(low=3.0, mode=2.0, high=4.0)
