"""A scenario as plain rows, for the clock: the same fields, properties and methods, quick to read.

Every attribute of a pydantic model is looked up by way of its ``__getattr__`` hook, which an interpreter cannot shorten; a game
reads some thousands of them. Numbers are bare floats: where they come from concerns no rule.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from pydantic import BaseModel

from fourthseat.engine.scenario.quantity import Frozen, Quantity
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["plain"]


def plain(scenario: Scenario) -> Scenario:
    """*scenario* as plain rows, made once; itself if it is made of them already."""
    if not isinstance(scenario, Scenario):
        return scenario
    made = vars(scenario).get("_plain")
    if made is None:
        made = vars(scenario)["_plain"] = _plain(scenario)
    return cast(Scenario, made)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        row: Any = object.__new__(_class(type(value)))
        for name in type(value).model_fields:
            setattr(row, name, _plain(getattr(value, name)))
        return row
    if isinstance(value, tuple):
        return tuple(map(_plain, value)) if type(value) is tuple else value
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return float(value) if isinstance(value, Quantity) else value


@cache
def _class(model: type[BaseModel]) -> type:
    """A class with what *model* and its bases define above the fields."""
    namespace: dict[str, Any] = {}
    for base in reversed(model.__mro__[: model.__mro__.index(Frozen)]):
        own = {name: what for name, what in vars(base).items() if not name.startswith(("_", "model_"))}
        namespace |= {name: what for name, what in own.items() if name not in model.model_fields}
    return type(model.__name__, (), namespace)
