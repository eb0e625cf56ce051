"""A scenario as plain rows, for games: the same fields, properties and methods, quick to read and to put away.

Every attribute of a pydantic model is looked up by way of its ``__getattr__`` hook, which an interpreter cannot shorten; a game
reads some thousands of them. Numbers are bare floats: where they come from concerns no rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from hashlib import blake2b
from itertools import repeat
from operator import is_
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

from pydantic import BaseModel

from fourthseat.engine.scenario.quantity import Frozen, Quantity
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["UndecidedError", "as_read", "merged", "plain", "value_at"]

R = TypeVar("R")


def plain(scenario: Scenario, like: Scenario | None = None) -> Scenario:
    """*scenario* as plain rows, made once; itself if it is made of them already.

    Rows that it has from *like*, the scenario it was varied from, are taken from that one's plain rows.
    """
    if not isinstance(scenario, Scenario):
        return scenario
    made = vars(scenario).get("_plain")
    if made is None:
        made = vars(scenario)["_plain"] = _made(scenario, like)
    return cast(Scenario, made)


def as_read(row: R) -> R:
    """*row*, a plain scenario or a row of one, as it was read: its numbers with their ranges and sources."""
    if not isinstance(row, _Row):
        return row
    return cast(R, _row_at(cast(_Whole, row._scenario)._as_read, row._place))


class _Row:
    """A row of a plain scenario: immutable, equal to one of the same fields, and pickled as its place in its scenario.

    Whatever else a row can do (be written, be varied), it does as it was read.
    """

    _fields: tuple[str, ...] = ()
    _scenario: _Row
    _place: tuple[str | int, ...]

    def __getattr__(self, name: str) -> Any:
        if name in type(self)._fields:
            raise UndecidedError((*self._place, name))
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__} has no {name}")
        return getattr(as_read(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a scenario is not changed: {type(self).__name__}.{name}")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, BaseModel):
            return bool(as_read(self) == other)
        return type(self) is type(other) and all(getattr(self, f) == getattr(other, f) for f in self._fields)

    def __hash__(self) -> int:
        return hash(self._place)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _row_at, (self._scenario, self._place)


class _Whole(_Row):
    """The scenario itself: pickled as the file it stands for, and found again if this process has it."""

    _as_read: Scenario

    def __repr__(self) -> str:
        return repr(self._as_read)

    @cached_property
    def _file(self) -> tuple[str, bytes]:
        """The digest of the file and its contents, from the first pickling on."""
        contents = self._as_read.model_dump_json(by_alias=True).encode()
        digest = blake2b(contents, digest_size=16).hexdigest()
        _PICKLED.setdefault(digest, self)
        return digest, contents

    def __reduce__(self) -> tuple[Any, ...]:
        return _whole, self._file


_PICKLED: WeakValueDictionary[str, _Whole] = WeakValueDictionary()
"""Plain scenarios that were pickled or unpickled here, by the digest of their file."""


def _made(scenario: Scenario, like: Scenario | None) -> _Whole:
    whole: _Whole = object.__new__(_class(type(scenario), _Whole))
    vars(whole).update(_as_read=scenario)
    _fill(whole, scenario, whole, (), None if like is None else (like, plain(like)))
    return whole


def _whole(digest: str, contents: bytes) -> _Whole:
    """The plain scenario of a file, as it is unpickled."""
    known: _Whole | None = _PICKLED.get(digest)
    if known is None:
        known = _PICKLED[digest] = _made(Scenario.model_validate_json(contents), None)
        vars(known).update(_file=(digest, contents))
    return known


def _row_at(scenario: Any, place: tuple[str | int, ...]) -> Any:
    """The row at *place* in *scenario*."""
    row = scenario
    for step in place:
        row = row[step] if isinstance(step, int) else getattr(row, step)
    return row


def _fill(row: _Row, model: BaseModel, scenario: _Whole, place: tuple[str | int, ...], known: Any) -> None:
    """Give *row* what *model* holds; *known* is what was found at the same place before, as read and plain, or None."""
    fields: dict[str, Any] = {"_scenario": scenario, "_place": place}
    for name in row._fields:
        before = None if known is None else (getattr(known[0], name), getattr(known[1], name))
        fields[name] = _plain(getattr(model, name), scenario, (*place, name), before)
    vars(row).update(fields)


def _plain(value: Any, scenario: _Whole, place: tuple[str | int, ...], known: Any) -> Any:
    if known is not None and value is known[0]:
        return known[1]
    if isinstance(value, BaseModel):
        row: _Row = object.__new__(_class(type(value), _Row))
        _fill(row, value, scenario, place, known if known is not None and type(known[0]) is type(value) else None)
        return row
    if type(value) is tuple:
        alike = known is not None and type(known[0]) is tuple and len(known[0]) == len(value)
        pairs = zip(*known, strict=True) if alike else repeat(None, len(value))
        every = enumerate(zip(value, pairs, strict=True))
        rows = tuple([_plain(one, scenario, (*place, n), pair) for n, (one, pair) in every])
        return known[1] if alike and all(map(is_, rows, known[1])) else rows
    return float(value) if isinstance(value, Quantity) else value


class UndecidedError(BaseException):
    """A field was read in which the scenarios that are played together differ. Not for a player to catch."""

    def __init__(self, place: tuple[str | int, ...]) -> None:
        """*place* is the field's, in each of the scenarios."""
        super().__init__(".".join(map(str, place)))
        self.place = place


def merged(scenarios: Sequence[Scenario]) -> Scenario:
    """What *scenarios*, as plain rows, have in common; a field in which they differ raises :exc:`UndecidedError` when read."""
    rows = [cast(_Whole, plain(one)) for one in scenarios]
    if len(rows) == 1:
        return cast(Scenario, rows[0])
    # Kept with the first of them: what the arms of a study have in common is asked for in every block of a future.
    known: dict[tuple[int, ...], tuple[list[_Whole], Any]] = vars(rows[0]).setdefault("_in_common", {})
    key = tuple(map(id, rows))
    if key not in known:
        known[key] = rows, _merged(rows, ())
    return cast(Scenario, known[key][1])


def value_at(scenario: Scenario, place: tuple[str | int, ...]) -> Any:
    """The field at *place* of one of the scenarios that were merged."""
    return _row_at(plain(scenario), place)


def _merged(values: Sequence[Any], place: tuple[str | int, ...]) -> Any:
    """What *values*, all found at *place*, have in common; :data:`_DIFFERENT` if that is nothing."""
    first = values[0]
    if all(one is first for one in values):
        return first
    if isinstance(first, _Row) and all(type(one) is type(first) for one in values):
        parts = {name: _merged([getattr(one, name) for one in values], (*place, name)) for name in first._fields}
        if all(part is getattr(first, name) for name, part in parts.items()):
            return first
        row: Any = object.__new__(type(first))  # without the fields in which they differ
        vars(row).update({name: part for name, part in parts.items() if part is not _DIFFERENT}, _place=place)
        return row
    if type(first) is tuple and all(type(one) is tuple and len(one) == len(first) for one in values):
        items = tuple(_merged(column, (*place, number)) for number, column in enumerate(zip(*values, strict=True)))
        return _DIFFERENT if _DIFFERENT in items else first if all(map(is_, items, first)) else items
    return first if all(one == first for one in values) else _DIFFERENT


_DIFFERENT = object()


@cache
def _class(model: type[BaseModel], base: type[_Row]) -> type[Any]:
    """A class of rows with what *model* and its bases define beside their fields."""
    space: dict[str, Any] = {"_fields": tuple(model.model_fields)}
    for one in reversed(model.__mro__[: model.__mro__.index(Frozen)]):
        space |= {name: what for name, what in vars(one).items() if not name.startswith(("_", "model_"))}
    return type(model.__name__, (base,), {name: what for name, what in space.items() if name not in model.model_fields})
