"""One scenario, other numbers: a field changed by its path, and every number with its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated, quoted
from fourthseat.engine.scenario.quantity import Frozen, Quantity
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.rows import Mechanisms
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["configured", "numbers", "vary"]


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
                None,
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


def vary(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """*scenario* with some fields changed by path, validated again.

    A path walks keys and row ids: ``assumptions.precision``, ``incident.blockade.gain``,
    ``coalition.aukus-jpn.member.JPN.information``; ``*`` is every row that has the rest of the path:
    ``coalition.*.member.USA.provocation``. A number given for a :class:`Quantity` keeps its
    source and widens its range if it must.
    """
    if not changes:
        return scenario
    raw = scenario.model_dump(mode="json", by_alias=True)
    for path, value in changes.items():
        for holder, key in _resolve(raw, path):
            holder[key] = _changed(path, holder[key], value)
    said = ", ".join(abbreviated(f"{path}={value}", MOST_OF_A_VALUE) for path, value in changes.items())
    return parse(raw, f"{scenario.name} with {abbreviated(said, 2 * MOST_OF_A_VALUE)}", strict=True)


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
    """Every sourced number of the scenario with its path, for the provenance table."""

    def walk(prefix: str, value: Any) -> Iterator[tuple[str, Quantity]]:
        if isinstance(value, Quantity):
            yield prefix, value
        elif isinstance(value, Frozen):
            for name, field in type(value).model_fields.items():
                yield from walk(
                    f"{prefix}.{field.alias or name}" if prefix else (field.alias or name), getattr(value, name)
                )
        elif isinstance(value, tuple):
            for row in value:
                yield from walk(f"{prefix}.{getattr(row, 'id', getattr(row, 'seat', '?'))}", row)
        elif isinstance(value, dict):
            for key, item in value.items():
                yield from walk(f"{prefix}.{key}", item)

    yield from walk("", scenario)


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
    return vary(scenario, wanted), variant
