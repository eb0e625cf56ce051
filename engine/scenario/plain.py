"""A scenario as plain rows, for games: the same fields, properties and methods, quick to read and to put away.

Every attribute of a pydantic model is looked up by way of its ``__getattr__`` hook, which an interpreter cannot shorten; a game
reads some thousands of them. Numbers are bare floats: where they come from concerns no rule.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import Any, cast
from weakref import WeakValueDictionary

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
        made = vars(scenario)["_plain"] = _made(scenario)
    return cast(Scenario, made)


class _Row:
    """A row of a plain scenario: immutable, equal to one of the same fields, and pickled as its place in its scenario."""

    _fields: tuple[str, ...] = ()
    _scenario: _Row
    _place: tuple[str | int, ...]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a scenario is not changed: {type(self).__name__}.{name}")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return type(self) is type(other) and all(getattr(self, f) == getattr(other, f) for f in self._fields)

    def __hash__(self) -> int:
        return hash(self._place)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _row_at, (self._scenario, self._place)


class _Whole(_Row):
    """The scenario itself: pickled as the file it stands for, and found again if this process has it."""

    _file: tuple[str, bytes]

    def __reduce__(self) -> tuple[Any, ...]:
        return _whole, self._file


_KNOWN: WeakValueDictionary[str, _Whole] = WeakValueDictionary()
"""Plain scenarios by the digest of their file."""


def _made(scenario: Scenario) -> _Whole:
    contents = scenario.model_dump_json(by_alias=True).encode()
    digest = blake2b(contents, digest_size=16).hexdigest()
    whole: _Whole | None = _KNOWN.get(digest)
    if whole is None:
        whole = _KNOWN[digest] = object.__new__(_class(type(scenario), _Whole))
        vars(whole)["_file"] = digest, contents
        _fill(whole, scenario, whole, ())
    return whole


def _whole(digest: str, contents: bytes) -> _Whole:
    """The plain scenario of a file, as it is unpickled."""
    return _KNOWN.get(digest) or _made(Scenario.model_validate_json(contents))


def _row_at(scenario: Any, place: tuple[str | int, ...]) -> Any:
    """The row at *place* in *scenario*."""
    row = scenario
    for step in place:
        row = row[step] if isinstance(step, int) else getattr(row, step)
    return row


def _fill(row: _Row, model: BaseModel, scenario: _Whole, place: tuple[str | int, ...]) -> None:
    vars(row).update(_scenario=scenario, _place=place)
    vars(row).update({name: _plain(getattr(model, name), scenario, (*place, name)) for name in row._fields})


def _plain(value: Any, scenario: _Whole, place: tuple[str | int, ...]) -> Any:
    if isinstance(value, BaseModel):
        row: _Row = object.__new__(_class(type(value), _Row))
        _fill(row, value, scenario, place)
        return row
    if type(value) is tuple:
        return tuple(_plain(one, scenario, (*place, number)) for number, one in enumerate(value))
    return float(value) if isinstance(value, Quantity) else value


@cache
def _class(model: type[BaseModel], base: type[_Row]) -> type[Any]:
    """A class of rows with what *model* and its bases define beside their fields."""
    space: dict[str, Any] = {"_fields": tuple(model.model_fields)}
    for one in reversed(model.__mro__[: model.__mro__.index(Frozen)]):
        space |= {name: what for name, what in vars(one).items() if not name.startswith(("_", "model_"))}
    return type(model.__name__, (base,), {name: what for name, what in space.items() if name not in model.model_fields})
