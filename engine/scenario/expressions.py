"""What a condition or a measure of one's own is made of, and its canonical words.

Facts are so or not; numbers are added and compared; ``and``, ``or`` and ``not`` join what is so or not. Nothing here knows a
scenario: :mod:`~fourthseat.engine.scenario.conditions` reads words against the names of one, and
:mod:`~fourthseat.engine.rules.contingency` says how it stands in a game.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import NamedTuple

__all__ = [
    "All",
    "Any",
    "Calculation",
    "Chance",
    "Comparison",
    "Constant",
    "Expression",
    "Fact",
    "Facts",
    "Not",
    "Number",
    "holds",
    "is_truth",
    "parts_of",
    "value_of",
    "words_of",
]

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
CALCULATE: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda left, right: left / right if right else 0.0,
}
"""What is divided by nothing is 0: a share of nothing is none."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so or not, about names: ``ended``, ``ordered``, ``leaked`` and so on."""

    kind: str
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    """Outcomes or choices, any of which will do; none for any."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A draw, made once for the place where it stands: whether it falls below *p*."""

    p: float
    place: int
    """Which of its text it is, from 1."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the game: ``rung``, ``trust`` of a seat, an ``indicator`` by its name."""

    kind: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that is written down."""

    value: float


@dataclass(frozen=True, slots=True)
class Calculation:
    """Two numbers added, subtracted, multiplied or divided."""

    left: Expression
    sign: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number against another."""

    left: Expression
    sign: str
    right: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Expression


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Expression, ...]


Expression = Fact | Chance | Number | Constant | Calculation | Comparison | Not | All | Any


class Facts(NamedTuple):
    """How it stands: whether a fact is so, the value of a number, and whether a chance came up."""

    so: Callable[[Fact], bool]
    number: Callable[[Number], float]
    came_up: Callable[[Chance], bool] = lambda _: False


def is_truth(expression: Expression) -> bool:
    """Whether *expression* is so or not, rather than a number."""
    return not isinstance(expression, Number | Constant | Calculation)


def holds(expression: Expression, facts: Facts) -> bool:
    """Whether *expression*, which is so or not, is so as the *facts* stand."""
    match expression:
        case Fact():
            return facts.so(expression)
        case Comparison(left, sign, right):
            return COMPARE[sign](value_of(left, facts), value_of(right, facts))
        case All(parts):
            return all(holds(part, facts) for part in parts)
        case Any(parts):
            return any(holds(part, facts) for part in parts)
        case Not(part):
            return not holds(part, facts)
        case Chance():
            return facts.came_up(expression)
    raise TypeError(f"{words_of(expression)} is a number, and nothing that holds")


def value_of(expression: Expression, facts: Facts) -> float:
    """The value of *expression* as the *facts* stand; of what is so or not 1 or 0."""
    match expression:
        case Constant(value):
            return value
        case Number():
            return facts.number(expression)
        case Calculation(left, sign, right):
            return CALCULATE[sign](value_of(left, facts), value_of(right, facts))
    return float(holds(expression, facts))


def parts_of(expression: Expression) -> Iterator[Expression]:
    """*expression* and everything inside it."""
    yield expression
    for field in fields(expression):
        inner = getattr(expression, field.name)
        for part in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(part, Expression):
                yield from parts_of(part)


# ---------------------------------------------------------------- words

_LEVELS: dict[type, int] = {Any: 1, All: 2, Not: 3, Comparison: 4, Calculation: 5}
"""How tightly a part holds together; what stands inside something that holds tighter has brackets. Single words are 7."""


def words_of(expression: Expression) -> str:
    """*expression* in its canonical words, which are read as the same again."""
    match expression:
        case Fact("opened" | "ended" | "chose" as kind, names, values):
            return f"{names[0]} {kind} {'/'.join(values)}".rstrip()
        case Fact(kind, names):
            return f"{kind}({', '.join(names)})" if names else kind
        case Number("indicator", names):
            return names[0]
        case Number(kind, names):
            return f"{kind}({', '.join(names)})" if names else kind
        case Chance(p):
            return f"chance({_digits(p)})"
        case Constant(value):
            return _digits(value)
        case Calculation(left, sign, right):
            level = _level(expression)
            return f"{_inside(left, level)} {sign} {_inside(right, level + 1)}"
        case Comparison(left, sign, right):
            return f"{_inside(left, 5)} {sign} {_inside(right, 5)}"
        case Not(part):
            return f"not {_inside(part, 3)}"
        case All(parts):
            return " and ".join(_inside(part, 3) for part in parts)
        case Any(parts):
            return " or ".join(_inside(part, 2) for part in parts)


def _level(part: Expression) -> int:
    tight = isinstance(part, Calculation) and part.sign in "*/"
    return 6 if tight else _LEVELS.get(type(part), 7)


def _inside(part: Expression, level: int) -> str:
    """*part*, in brackets unless it holds together at least as tightly as *level*."""
    return words_of(part) if _level(part) >= level else f"({words_of(part)})"


def _digits(value: float) -> str:
    """The shortest way to write *value* that is read as the same, without powers of ten."""
    return f"{value:.0f}" if value == int(value) else f"{Decimal(repr(value)):f}"
