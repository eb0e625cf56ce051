"""Where keys and values stand in a TOML text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.scenario.positions import Path as Where
from fourthseat.engine.scenario.positions import positions


def paths(value: Any, above: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every key and value of tables, as the positions name them."""
    if above:
        yield above, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(inner, (*above, key))


@pytest.mark.parametrize("name", [path.name for path in sorted(scenarios.FOLDER.glob("*.toml"))])
def test_every_key_and_value_of_a_shipped_file_has_a_place_that_says_it(name: str) -> None:
    """The stretch of a value, read by itself, is the value."""
    text = Path(scenarios.FOLDER / name).read_text("utf-8")
    found = positions(text)

    assert found is not None
    for where, value in paths(tomllib.loads(text)):
        assert where in found.keys or where in found.values, where
        span = found.values.get(where)
        if span is not None:
            written = text.encode()[span.start : span.end].decode()
            assert value == tomllib.loads(f"x = {written}")["x"]


def test_lines_and_columns_count_from_one_in_characters() -> None:
    """A letter of two bytes is one column."""
    found = positions(
        'a = "é"\n"é b".c = { d = 1, e = [2, 3] }\n[[row]]\nid = "x"\n[row.part]\nf = 4\n[[row]]\nid = "y"\n'
    )

    assert found is not None
    assert (2, 13) == found.keys["é b", "c", "d"][:2]
    assert (2, 28) == found.values["é b", "c", "e", 1][:2]
    assert (6, 1) == found.keys["row", 0, "part", "f"][:2]
    assert (8, 6) == found.values["row", 1, "id"][:2]
    assert found.near(("row", 1, "missing")) == found.keys["row", 1]
    assert found.near(("nowhere",)) is None


def test_a_remark_behind_a_value_is_none_of_it() -> None:
    """The value is what it was before somebody explained it."""
    found = positions("a = 1  # a remark\n[b]\nc = { d = 2 }  # another\n")

    assert found is not None
    assert (1, 5, 1, 6) == found.values[("a",)][:4]
    assert (1, 1, 1, 6) == found.pairs[("a",)][:4]
    assert (3, 11) == found.values["b", "c", "d"][:2]


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """What is no TOML has places or none, and no error."""
    positions(text)
