"""One scenario, other numbers: a field changed by its path, and every number with its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple, cast

from pydantic import ValidationError

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated, quoted
from fourthseat.engine.scenario.agreement_checks import agreement_complaints
from fourthseat.engine.scenario.checks import contradictions
from fourthseat.engine.scenario.doctrine_rows import OF_A_CAPITAL, OF_AN_OPPONENT, Doctrine
from fourthseat.engine.scenario.effect_checks import effect_complaints
from fourthseat.engine.scenario.quantity import Frozen, Quantity, Spread
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.rule_rows import Mechanisms
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sense import senseless, senseless_numbers

__all__ = ["Varied", "configured", "numbers", "triangles", "values_at", "vary"]


def _resolve(raw: dict[str, Any], path: str) -> Iterator[tuple[Any, str | int]]:
    """The tables or lists of *raw* (as dumped) that hold *path*, and the last key into each; several with a ``*``."""
    head, star, rest = path.partition("*.")
    if not star:
        yield _found(raw, path)
        return
    rows, key = _found(raw, head.removesuffix("."))
    rows = rows[key]
    every = rows if isinstance(rows, list) else []
    found: list[tuple[Any, str | int]] = []
    missed = None
    for row in every:
        try:
            found += _resolve(row, rest)
        except ScenarioError as wrong:
            missed = wrong
    if not found:
        raise ScenarioError(
            f"{quoted(path)}: no row of {head.removesuffix('.')} has it" + (f"; {missed}" if missed else "")
        )
    yield from found


def _found(raw: dict[str, Any], path: str) -> tuple[Any, str | int]:
    """The table or list of *raw* that holds *path*, which names one field, and the last key into it."""
    here: Any = raw
    parts = path.split(".")
    for depth, part in enumerate(parts):
        if isinstance(here, list):
            row = next(
                (
                    n
                    for n, item in enumerate(here)
                    if isinstance(item, dict) and part in (item.get("id"), item.get("seat"))
                ),
                _number_of_row(here, part),
            )
            if row is None:
                names = tuple(str(item.get("id", item.get("seat"))) for item in here if isinstance(item, dict))
                raise ScenarioError(
                    f"{quoted(path)}: no {quoted(part)} in {'.'.join(parts[:depth])}; {nearest(part, names)}"
                )
            key: str | int = row
        elif isinstance(here, dict) and part in here:
            key = part
        else:
            names = tuple(here) if isinstance(here, dict) else ()
            raise ScenarioError(
                f"{quoted(path)}: no {quoted(part)} {'in ' + '.'.join(parts[:depth]) if depth else 'at the top'}; {nearest(part, names)}"
            )
        if depth == len(parts) - 1:
            return here, key
        here = here[key]
    raise ScenarioError(f"{quoted(path)} is empty")


def _number_of_row(rows: Sequence[Any], part: str) -> int | None:
    """The number *part*, from 0, of one of *rows*, where no row has it as its name; None if it is none."""
    return int(part) if part.isdecimal() and len(part) < 4 and int(part) < len(rows) else None


class Varied(NamedTuple):
    """What was made of a scenario by :func:`vary`, and the changes."""

    scenario: Scenario
    changes: Mapping[str, Any]


def vary(scenario: Scenario, changes: Mapping[str, Any], near: Varied | None = None) -> Scenario:
    """*scenario* with some fields changed by path, validated again.

    A path walks keys and row ids: ``assumptions.precision``, ``incident.raid.gain``,
    ``coalition.pact-plus.member.EAST.information``; a row without a name goes by its number from 0:
    ``option.sanction.effects.0.amount``; ``*`` is every row that has the rest of the path:
    ``coalition.*.member.NORTH.provocation``. A number given for a :class:`Quantity` keeps its
    source and widens its range if it must. Rows in which nothing changes are those of *scenario*.

    With *near*, made of the same scenario before, only what is changed otherwise than there is changed anew.
    """
    if not changes:
        return scenario
    with suppress(_UnusualError, ScenarioError, ValidationError):
        return _with_rows_changed(scenario, changes, near)
    # What is no plain change of single values, or breaks a rule, is read as a whole file is; that says what is wrong, and where.
    raw = _in_full(scenario, scenario.model_dump(mode="json", by_alias=True))
    for path, value in changes.items():
        for holder, key in _resolve(raw, path):
            holder[key] = _changed(path, holder[key], value)
    said = ", ".join(abbreviated(f"{path}={value}", MOST_OF_A_VALUE) for path, value in changes.items())
    return parse(raw, f"{scenario.name} with {abbreviated(said, 2 * MOST_OF_A_VALUE)}", strict=True)


def _in_full(row: Frozen, dumped: dict[str, Any]) -> dict[str, Any]:
    """*dumped*, which is *row*, with the keys that are left out where they say nothing: they can be set all the same."""
    for name, field in type(row).model_fields.items():
        key, value = field.alias or name, getattr(row, name)
        if key not in dumped:
            if value == "" and any(getattr(one, "pattern", None) for one in field.metadata):
                continue  # an empty name, where another key says it, is none that could be read again
            said = value.table() if isinstance(value, Quantity) else value
            dumped[key] = _dumped(said)
        elif isinstance(value, Frozen) and isinstance(dumped[key], dict):
            _in_full(value, dumped[key])
        elif isinstance(value, tuple):
            for one, inner in zip(value, dumped[key], strict=True):
                if isinstance(one, Frozen) and isinstance(inner, dict):
                    _in_full(one, inner)
    return dumped


def _dumped(said: Any) -> Any:
    """A value as a dumped scenario has it."""
    if isinstance(said, tuple):
        return [_dumped(one) for one in said]
    return said.model_dump(mode="json", by_alias=True) if isinstance(said, Frozen) else said


class _UnusualError(Exception):
    """More than single values change."""


def _with_rows_changed(scenario: Scenario, changes: Mapping[str, Any], near: Varied | None = None) -> Scenario:
    """What :func:`vary` makes, with only the rows that hold a changed value validated again, and all rows against each other.

    Raises :exc:`_UnusualError`, :exc:`ScenarioError` or :exc:`ValidationError` where that does not do.
    """
    # Kept with the scenario: a study varies one scenario by the same paths in every future.
    known: dict[str, tuple[Place, ...]] = vars(scenario).setdefault("_places", {})
    for path, value in changes.items():
        if not (_names(value) or type(value) in (bool, int, float, str)) or path.rpartition(".")[2] in ("id", "seat"):
            raise _UnusualError  # later paths may go by a changed name
        if path not in known:
            known[path] = tuple(_places(scenario, path))
    places = [place for path in changes for place in known[path]]
    before: Mapping[str, Any] = {}
    start = scenario
    if near is not None and near.changes.keys() == changes.keys() and len(set(places)) == len(places):
        before, start = near.changes, near.scenario
    values: dict[Place, Any] = {}
    for path, value in changes.items():
        if path in before and value == before[path] and type(value) is type(before[path]):
            continue
        for place in known[path]:
            old = values[place] if place in values else _at(scenario, place)
            new = _changed(path, old.table() if isinstance(old, Quantity) else old, value)
            values[place] = tuple(new) if _names(new) else new
    tree: dict[str | int, Any] = {}
    for place, value in values.items():
        branch = tree
        for step in place[:-1]:
            branch = branch.setdefault(step, {})
        branch[place[-1]] = _Leaf(value)
    varied = _rebuilt(start, tree)
    if any(contradictions(varied)) or any(senseless_numbers(varied)):
        raise _UnusualError
    if near is None and (  # later futures differ in numbers alone, from bounds that were looked at
        any(senseless(varied)) or any(effect_complaints(varied)) or any(agreement_complaints(varied))
    ):
        raise _UnusualError
    return cast(Scenario, varied)


def _names(value: Any) -> bool:
    """Whether *value* is a list of names, which changes one field as a single value does."""
    return type(value) is list and all(type(one) is str for one in value)


Place = tuple[str | int, ...]
"""Names of fields, numbers of rows and keys of tables from the top of a scenario down to a value."""


class _Leaf(NamedTuple):
    """A value, at the end of a place."""

    value: Any


def _places(scenario: Scenario, path: str) -> Iterator[Place]:
    """Where *path* leads in *scenario*, as :func:`_resolve` leads in a dumped one: several places with a ``*``."""
    head, star, rest = path.partition("*.")
    if not star:
        yield _place(scenario, (), path)
        return
    table = _place(scenario, (), head.removesuffix("."))
    yield from _below(scenario, table, rest)


def _below(scenario: Scenario, table: Place, rest: str) -> Iterator[Place]:
    """Every place that *rest* leads to from a row of *table*; at least one."""
    found = False
    head, star, tail = rest.partition("*.")
    for number in range(len(rows) if isinstance(rows := _at(scenario, table), tuple) else 0):
        with suppress(_UnusualError):
            if star:
                yield from _below(scenario, _place(scenario, (*table, number), head.removesuffix(".")), tail)
            else:
                yield _place(scenario, (*table, number), rest)
            found = True
    if not found:
        raise _UnusualError


def _place(scenario: Scenario, place: Place, path: str) -> Place:
    """The place *path* leads to from *place*."""
    here = _at(scenario, place)
    for part in path.split("."):
        step: str | int | None = None
        if isinstance(here, Frozen):
            step = _fields_by_key(type(here)).get(part)
            here = None if step is None else getattr(here, str(step))
        elif isinstance(here, dict) and part in here:
            step, here = part, here[part]
        elif isinstance(here, tuple):
            names = ((getattr(row, "id", None), getattr(row, "seat", None)) for row in here)
            step = next((n for n, ids in enumerate(names) if part in ids), _number_of_row(here, part))
            here = None if step is None else here[step]
        if step is None:
            raise _UnusualError
        place = (*place, step)
    return place


def _at(scenario: Scenario, place: Place) -> Any:
    here: Any = scenario
    for step in place:
        here = getattr(here, str(step)) if isinstance(here, Frozen) else here[step]
    return here


@cache
def _fields_by_key(row: type[Frozen]) -> dict[str, str]:
    """The fields of a kind of row, by what a file calls them."""
    return {field.alias or name: name for name, field in row.model_fields.items()}


def _rebuilt(here: Any, tree: Any) -> Any:
    """*here* with the values of *tree* in their places; every row on the way to one of them is validated."""
    if isinstance(tree, _Leaf):
        return tree.value
    if isinstance(here, tuple):
        return tuple([_rebuilt(one, tree[n]) if n in tree else one for n, one in enumerate(here)])
    if isinstance(here, dict):
        return here | {key: _rebuilt(here[key], part) for key, part in tree.items()}
    fields = {name: getattr(here, name) for name in type(here).model_fields}
    fields |= {name: _rebuilt(fields[name], part) for name, part in tree.items()}
    return type(here).model_validate(fields)


def _changed(path: str, old: Any, value: Any) -> Any:
    """What stands in a dumped scenario once *value* is given for *path*."""
    if isinstance(old, dict) and "value" in old and not isinstance(value, dict):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ScenarioError(f"{path} = {quoted(value)} is not a number")
        new = old | {"value": value}
        if "low" in old:
            new |= {"low": min(old["low"], value), "high": max(old["high"], value)}
        return new
    if isinstance(old, dict | list) and not isinstance(value, dict | list):
        raise ScenarioError(
            f"{path} is a table, not a single value: name a field of it ({', '.join(map(str, list(old)[:8]))})"
        )
    return value


def numbers(scenario: Scenario) -> Iterator[tuple[str, Quantity]]:
    """Every sourced number of the scenario with its path, for the provenance table.

    Of the doctrines those that a seat follows, and of what they find effects worth the kinds that an option has.
    """
    effective = [option for option in scenario.options if option.effective]
    kinds = {does for option in effective for does in option.does}
    followed = {scenario.doctrine_of(seat).id for seat in scenario.players}

    def walk(prefix: str, value: Any) -> Iterator[tuple[str, Quantity]]:
        if isinstance(value, Quantity):
            yield prefix, value
        elif isinstance(value, Frozen):
            unread = value.unread(bool(effective)) if isinstance(value, Doctrine) else ()
            for name, field in type(value).model_fields.items():
                if name not in unread:
                    yield from walk(
                        f"{prefix}.{field.alias or name}" if prefix else (field.alias or name), getattr(value, name)
                    )
        elif isinstance(value, tuple):
            called = [getattr(row, "id", None) or getattr(row, "seat", None) for row in value]
            for number, (own, row) in enumerate(zip(called, value, strict=True)):
                if not isinstance(row, Doctrine) or row.id in followed:
                    yield from walk(f"{prefix}.{own if own and called.count(own) == 1 else number}", row)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key in kinds or not prefix.endswith(".worth"):
                    yield from walk(f"{prefix}.{key}", item)

    red = {f"seat.{seat}.doctrine.{name}" for seat in scenario.red for name in OF_A_CAPITAL}
    blue = {f"seat.{seat}.doctrine.{name}" for seat in scenario.capitals for name in OF_AN_OPPONENT}
    yield from ((path, number) for path, number in walk("", scenario) if path not in red and path not in blue)


def triangles(scenario: Scenario) -> Iterator[tuple[str, Spread]]:
    """Every triangle the game draws from with its path: hours and shares that are three numbers each."""

    def walk(prefix: str, value: Any) -> Iterator[tuple[str, Spread]]:
        if isinstance(value, Spread):
            yield prefix, value
        elif isinstance(value, Frozen):
            for name, field in type(value).model_fields.items():
                key = field.alias or name
                yield from walk(f"{prefix}.{key}" if prefix else key, getattr(value, name))
        elif isinstance(value, tuple):
            called = [getattr(row, "id", None) or getattr(row, "seat", None) for row in value]
            for number, (own, row) in enumerate(zip(called, value, strict=True)):
                yield from walk(f"{prefix}.{own if own and called.count(own) == 1 else number}", row)
        elif isinstance(value, dict):
            for key, item in value.items():
                yield from walk(f"{prefix}.{key}", item)

    yield from walk("", scenario)


def values_at(scenario: Scenario, path: str) -> tuple[Any, ...]:
    """What *scenario* holds at *path*, several rows' with a ``*``; :exc:`ScenarioError` with the nearest names where there is nothing."""
    try:
        return tuple(_at(scenario, place) for place in _places(scenario, path))
    except _UnusualError:
        raw = _in_full(scenario, scenario.model_dump(mode="json", by_alias=True))
        return tuple(holder[key] for holder, key in _resolve(raw, path))


def configured(
    scenario: Scenario, coalition: str | None, rule: str | None, changes: Mapping[str, Any], off: Iterable[str]
) -> tuple[Scenario, str]:
    """*scenario* with fields changed, mechanisms switched off and the variant's rule set; and the variant's name.

    The first variant is meant where *coalition* is None. Raises :exc:`ScenarioError` with the nearest names.
    """
    variant = scenario.coalitions[0].id if coalition is None else scenario.coalition(coalition).id
    wanted = dict(changes)
    for name in off:
        if name not in Mechanisms.model_fields:
            raise ScenarioError(f"no mechanism {name!r}; {nearest(name, Mechanisms.model_fields)}")
        wanted[f"mechanisms.{name}"] = False
    if rule is not None:
        wanted[f"coalition.{variant}.rule"] = rule
        if scenario.coalition(variant).rules:
            wanted[f"coalition.{variant}.rules"] = {}
    return vary(scenario, wanted), variant
