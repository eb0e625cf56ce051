"""Control's form for what changes if an argument stands: its lists, its fields, and what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.orders import ArguedEffect
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.scenario.argued_rows import ARGUABLE
from fourthseat.players.web.argued import choices, effect_of
from fourthseat.players.web.branches import RefusalError


def said(**fields: str) -> Any:
    """The first effect's fields as a form gives them."""
    return lambda name: fields.get(name.removeprefix("e1-"), "")


def test_the_lists_hold_what_an_effect_may_be_about() -> None:
    """Every kind that may be argued for, with its unit; the scenario's own rows by their titles."""
    s = scenarios.find("tutorial")
    made = choices(s)

    assert {kind.does for _, kinds in made.kinds for kind in kinds} == set(ARGUABLE)
    assert ("coalition:" + s.coalitions[0].id, s.coalitions[0].title) in dict(made.about)["Variants"]
    assert "Indicators" not in dict(made.about)


@pytest.mark.parametrize(
    ("fields", "effect"),
    [
        ({}, None),
        ({"does": "trust", "seat": "NORTH", "amount": "−0,1", "chance": "30", "delay": "12"}, ArguedEffect("trust", -0.1, seat=Seat("NORTH"), chance=0.3, delay_hours=12)),
        ({"does": "legal", "seat": "NORTH", "about": "category:war"}, ArguedEffect("legal", seat=Seat("NORTH"), category="war")),
        ({"does": "moves", "force": "ship", "about": "place:port", "part": "yes"}, ArguedEffect("moves", force="ship", place="port", in_part=True)),
        ({"does": "rule", "text": "unanimity", "lasts": "24"}, ArguedEffect("rule", rule="unanimity", lasts_hours=24)),
    ],
)  # fmt: skip
def test_a_form_is_read(fields: dict[str, str], effect: ArguedEffect | None) -> None:
    """As the kind reads its fields."""
    assert effect_of(said(**fields), 1) == effect


@pytest.mark.parametrize(("fields", "says"), [({"does": "bribe"}, "no effect 'bribe'"), ({"does": "trust", "amount": "some"}, "'some' is not a number")])  # fmt: skip
def test_what_is_no_effect_is_refused(fields: dict[str, str], says: str) -> None:
    """With the number of the effect."""
    with pytest.raises(RefusalError, match=says):
        effect_of(said(**fields), 1)
