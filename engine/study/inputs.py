"""What a study may vary: every number of a scenario with a range, its triangles, and whatever a command line names.

A number varies over its own range. A triangle (three numbers: the least, the most likely, the most) is drawn anew in every game and has no
range of its own; as an input it is stretched as a whole, from half to twice as much where the scenario allows that. Any other field
(an integer, true or false, a name) varies over what is given for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.scenario.overrides import numbers, triangles, values_at, vary
from fourthseat.engine.scenario.quantity import Quantity, Spread
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["STRETCHES", "given_inputs", "multiplied", "ranged"]

STRETCHES = ((0.5, 2.0), (0.5, 1.5), (0.5, 1.25), (0.5, 1.0))
"""How a triangle is stretched: the first that the scenario allows, for a share has to stay one."""


def ranged(scenario: Scenario, paths: Sequence[str] = (), coalitions: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Every number of *scenario* marked with a range and every triangle as an input, or those named by *paths*.

    Of *coalitions* (all by default) a number that all of them hold alike is one input, ``coalition.*.member.NORTH.trust``:
    varied apart it would make a difference between variants that nobody assumed. Raises :exc:`ScenarioError` with the
    nearest names for a path without a range.
    """
    played = coalitions or [c.id for c in scenario.coalitions]
    known: dict[str, dict[str, Any]] = {}
    shared: dict[str, list[dict[str, Any]]] = {}
    for path, row, value in _varied(scenario):
        table, _, rest = path.partition(".")
        owner, _, rest = rest.partition(".")
        if table != "coalition":
            known[path] = row
        elif owner in played:
            shared.setdefault(f"coalition.*.{rest}", []).append(row | {"value": value})
    for star, rows in shared.items():
        alike = len(rows) > 1 and len({str(_without_path(row)) for row in rows}) == 1
        for row in rows[:1] if alike else rows:
            del row["value"]
            path = star if alike else str(row["path"])
            known[path] = row | {"path": path}
    for path in paths:
        if path not in known:
            raise ScenarioError(f"{path!r} is no number with a range in {scenario.name}; {nearest(path, known)}")
    chosen = [known[path] for path in paths or known]
    return [_stretched(scenario, row) if row.get("times") else row for row in chosen]


def _varied(scenario: Scenario) -> Iterable[tuple[str, dict[str, Any], object]]:
    """Every number and triangle with its input and its value."""
    for path, q in numbers(scenario):
        if q.low is not None and q.high is not None and q.low < q.high:
            yield path, {"path": path, "low": q.low, "high": q.high, "source": q.basis()}, float(q)
    for path, three in triangles(scenario):
        if three.low < three.high:
            told = f"half to twice the triangle {three.low:g}, {three.mode:g}, {three.high:g}, as a convention; the triangle: {three.source}"
            row = {"path": path, "low": STRETCHES[0][0], "high": STRETCHES[0][1], "times": True, "source": told}
            yield path, row, (three.low, three.mode, three.high)


def _without_path(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("path", "source")}


def _stretched(scenario: Scenario, row: dict[str, Any]) -> dict[str, Any]:
    """A triangle as an input, stretched as far as the scenario allows."""
    for low, high in STRETCHES:
        with suppress(ScenarioError):
            vary(scenario, dict(multiplied(scenario, row["path"], high)))
            return row | {"low": low, "high": high}
    return row


def multiplied(scenario: Scenario, path: str, times: float) -> list[tuple[str, float]]:
    """The changes that make a number, or all three of a triangle, *times* as much; :exc:`ScenarioError` for any other field.

    A path with a ``*`` may lead to several rows, which must hold the same.
    """
    values = values_at(scenario, path)
    first = values[0]
    if any(value != first for value in values):
        raise ScenarioError(
            f"input {path}: its rows hold different values, so they are not multiplied together; name each"
        )
    if isinstance(first, Spread):
        return [(f"{path}.{end}", round(float(getattr(first, end)) * times, 12)) for end in ("low", "mode", "high")]
    if isinstance(first, Quantity) or (isinstance(first, float) and not isinstance(first, bool)):
        return [(path, round(float(first) * times, 12))]
    raise ScenarioError(
        f"input {path}: times multiplies a number or a triangle; this is {type(first).__name__.lower()}"
    )


def given_inputs(scenario: Scenario, texts: Sequence[str], coalitions: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Inputs as a command line names them: ``PATH`` over its own range, or ``PATH=`` and what it is drawn from.

    ``PATH=1..4`` is a range (of whole numbers, where the field is one), ``PATH=1..2..4`` a triangle with its peak in the middle,
    ``PATH=x0.5..2`` what multiplies the field, ``PATH=true,false`` some values. :exc:`ScenarioError` says what is wrong.
    """
    rows = []
    for text in texts:
        path, given, drawn = text.partition("=")
        if not given:
            rows += ranged(scenario, [path], coalitions)
            continue
        old = values_at(scenario, path)[0]
        try:
            rows.append({"path": path, "source": "the command line"} | _drawn(drawn.strip(), old))
        except ValueError:
            raise ScenarioError(
                f"--input {text}: {drawn!r} is no LOW..HIGH, LOW..MODE..HIGH, xLOW..HIGH or list of values with commas"
            ) from None
    return rows


def _drawn(text: str, old: object) -> dict[str, Any]:
    """What an input of a field that is *old* is drawn from; :exc:`ValueError` where nobody can tell."""
    times = text.startswith("x") and ".." in text
    ends = text.removeprefix("x").split("..") if ".." in text else []
    if not ends:
        values = [_scalar(part.strip()) for part in text.split(",")]
        if len(values) < 2:
            raise ValueError(text)
        return {"values": values}
    numbers_given = [float(end) for end in ends]
    whole = type(old) is int and not times
    if len(ends) == 2:
        return {"low": numbers_given[0], "high": numbers_given[1]} | (
            {"times": True} if times else {"whole": True} if whole else {}
        )
    if len(ends) == 3 and not times:
        return {"low": numbers_given[0], "mode": numbers_given[1], "high": numbers_given[2]}
    raise ValueError(text)


def _scalar(text: str) -> bool | int | float | str:
    """A value as TOML would have it, names without quotes."""
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    if not text:
        raise ValueError("an empty value")
    return text
