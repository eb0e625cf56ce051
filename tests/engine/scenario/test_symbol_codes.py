"""Symbol identification codes: what is drawn, and what is said about one that is none."""

from __future__ import annotations

import pytest

from fourthseat.engine.exercise.map.symbols import symbol_of, symbols
from fourthseat.engine.scenario.symbol_codes import ENTITIES, entity, wrong_code


def test_every_entity_is_drawn_for_every_side() -> None:
    """The table of codes and the drawings made of it are of one day."""
    assert [] == [
        f"{side}:{one}"
        for side in ("friend", "hostile", "neutral", "unknown")
        for one in ENTITIES
        if f"{side}:{one}" not in symbols()
    ]
    assert all(symbols()[f"friend:{one}"].meaning == meaning for one, meaning in ENTITIES.items())


@pytest.mark.parametrize("identity", "0123456")
def test_whose_side_a_code_says_is_the_maps_business(identity: str) -> None:
    """A frigate is a frigate for whoever looks, in an exercise and not."""
    code = f"100{identity}3000001202040000"

    assert entity(code) == "30120204"
    assert symbol_of("hostile", f"surface.{entity(code)}").sidc == "10163000001202040000"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("S", "has 20 digits"),
        ("SFSPCLFF-------", "has 20 digits"),
        ("1003300000120204000", "has 20 digits"),
        ("10033000001202040000 ", "has 20 digits"),
        ("99033000001202040000", "begins with 99"),
        ("10033000151202040000", "no echelon"),
        ("10033000001202040001", "no modifiers"),
        ("10033000001202990000", "120206 littoral combatant"),
        ("10037700001202040000", "symbol sets drawn: 01"),
        ("١٠٠٣٣٠٠٠٠٠١٢٠٢٠٤٠٠٠٠", "has 20 digits"),
    ],
)
def test_a_wrong_code_is_told_what_would_be_right(code: str, said: str) -> None:
    """Each kind of mistake has its own sentence, and draws nothing."""
    assert said in wrong_code(code)
    assert entity(code) == ""
