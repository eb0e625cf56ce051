"""Conditions as a facilitator reads them: ``raid ended FAILURE or rung >= 3``, ``not ordered(joint-escort) and hour > 200``.

A small language of its own: names have hyphens, and a mistake is told with its column and the nearest name. A condition is typed against
the names of its scenario when it is read, is printed back in one canonical form, and holds or not by a table of facts that the caller
gives. Today's fields of a contingency inject can all be said in it, exactly.

::

    condition = both ("or" both)*            both  = one ("and" one)*
    one       = "not" one | "(" condition ")" | fact
    fact      = INCIDENT "ended" [OUTCOME ("/" OUTCOME)*]      it has been decided, with one of these outcomes
              | INCIDENT "chose" CHOICE ("/" CHOICE)*          its opponent chose one of these
              | "concurred" "(" INCIDENT ")"                   the coalition concurred about it
              | "ordered" "(" [SEAT ","] OPTION ")"            somebody, or that seat, has ordered it
              | "sent" "(" INJECT ")"                          the inject has been sent
              | "leaked"                                       a secret has got out
              | NUMBER ("<" | "<=" | ">" | ">=" | "=") value   rung and hour
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple, get_args

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.scenario.rows import Condition
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "All",
    "Any",
    "Comparison",
    "ConditionError",
    "Expression",
    "Fact",
    "Facts",
    "Names",
    "Not",
    "fields_of",
    "from_fields",
    "holds",
    "names_in",
    "read_condition",
    "words_of",
]

OUTCOMES = tuple(str(outcome) for outcome in Outcome)
CHOICES: tuple[str, ...] = get_args(Choice)
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
CALLS = {"concurred": ("incident",), "ordered": ("option",), "sent": ("inject",)}
"""Facts that are written as a word with names in brackets, and what they name."""
_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z][A-Za-z0-9-]*)|(?P<number>-?\d+(?:\.\d+)?)|(?P<mark><=|>=|[<>=(),/]))")
DEEPEST = 50
"""Brackets and negations inside each other."""


class ConditionError(ScenarioError):
    """Words that are no condition of this scenario; *column* counts from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        """The *message* says what would be right."""
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so or not: ``ended``, ``chose``, ``concurred``, ``ordered``, ``sent`` or ``leaked``, about names."""

    kind: str
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    """Outcomes or choices, any of which will do; none for any."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number of the game against a value."""

    number: str
    sign: str
    value: float


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


Expression = Fact | Comparison | Not | All | Any


class Names(NamedTuple):
    """What a condition may speak of."""

    incident: Collection[str]
    option: Collection[str]
    inject: Collection[str]
    seat: Collection[str]
    number: Collection[str] = ("hour", "rung")


class Facts(NamedTuple):
    """How it stands: the value of a number by its name, and whether a fact is so."""

    numbers: Mapping[str, float]
    so: Callable[[Fact], bool]


def names_in(scenario: Scenario) -> Names:
    """What a condition of *scenario* may speak of."""
    seats = tuple(str(seat.id) for seat in scenario.seats)
    numbers = ("hour", "rung", *scenario.indicator_by_id)
    return Names(
        tuple(scenario.incident_by_id), tuple(scenario.option_by_id), tuple(scenario.inject_by_id), seats, numbers
    )


def holds(expression: Expression, facts: Facts) -> bool:
    """Whether *expression* holds as the *facts* stand."""
    match expression:
        case Fact():
            return facts.so(expression)
        case Comparison(number, sign, value):
            return COMPARE[sign](facts.numbers[number], value)
        case Not(part):
            return not holds(part, facts)
        case All(parts):
            return all(holds(part, facts) for part in parts)
        case Any(parts):
            return any(holds(part, facts) for part in parts)


# ---------------------------------------------------------------- words


def words_of(expression: Expression) -> str:
    """*expression* in its canonical words, which :func:`read_condition` reads as the same."""
    match expression:
        case Fact("ended" | "chose" as kind, names, values):
            return f"{names[0]} {kind} {'/'.join(values)}".rstrip()
        case Fact(kind, names, _):
            return f"{kind}({', '.join(names)})" if names else kind
        case Comparison(number, sign, value):
            return f"{number} {sign} {value:g}" if float(f"{value:g}") == value else f"{number} {sign} {value!r}"
        case Not(part):
            return f"not {_inside(part, (All, Any))}"
        case All(parts):
            return " and ".join(_inside(part, (All, Any)) for part in parts)
        case Any(parts):
            return " or ".join(_inside(part, (Any,)) for part in parts)


def _inside(part: Expression, brackets: tuple[type, ...]) -> str:
    return f"({words_of(part)})" if isinstance(part, brackets) else words_of(part)


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def read_condition(text: str, names: Names) -> Expression:
    """The condition that *text* is; :exc:`ConditionError` with the column, what stands there, and what would be right."""
    return _Reader(text, names).whole()


class _Reader:
    """Reads one condition, a token after the other."""

    def __init__(self, text: str, names: Names) -> None:
        self.names, self.text, self.depth = names, text, 0
        self.tokens: list[_Token] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                column = place + len(text[place:]) - len(text[place:].lstrip()) + 1
                raise ConditionError(f"column {column}: {text[column - 1]!r} belongs to no condition", column)
            kind = str(found.lastgroup)
            self.tokens.append(_Token(kind, found[kind], found.start(kind) + 1))
            place = found.end()
        self.tokens.append(_Token("end", "", len(text.rstrip()) + 1))

    def whole(self) -> Expression:
        """The condition, and nothing behind it."""
        made = self._either()
        if self.tokens[0].kind != "end":
            raise self._wrong('"and", "or" or the end is wanted here')
        return made

    def _either(self) -> Expression:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _both(self) -> Expression:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong("too many brackets and negations inside each other")
        if self._take("not"):
            made: Expression = Not(self._one())
        elif self._take("("):
            made = self._either()
            self._want(")")
        else:
            made = self._fact()
        self.depth -= 1
        return made

    def _fact(self) -> Expression:
        word = self.tokens[0]
        if word.kind != "word":
            raise self._wrong("a fact is wanted here, such as: rung >= 3")
        if word.text == "leaked":
            self.tokens.pop(0)
            return Fact("leaked")
        if word.text in CALLS and self.tokens[1].text == "(":
            return self._call()
        self.tokens.pop(0)
        if self.tokens[0].text in COMPARE:
            self._known(word, self.names.number, "number")
            sign = self.tokens.pop(0).text
            if self.tokens[0].kind != "number":
                raise self._wrong("a number is wanted here")
            return Comparison(word.text, sign, float(self.tokens.pop(0).text))
        if self.tokens[0].text not in ("ended", "chose"):
            self._known(word, (*self.names.incident, *self.names.number, *CALLS, "leaked"), "fact")
            raise self._wrong('"ended", "chose" or a comparison is wanted here')
        self._known(word, self.names.incident, "incident")
        kind = self.tokens.pop(0).text
        values = self._values(OUTCOMES if kind == "ended" else CHOICES, needed=kind == "chose")
        return Fact(kind, (word.text,), values)

    def _values(self, known: Collection[str], *, needed: bool) -> tuple[str, ...]:
        """Outcomes or choices with strokes between them."""
        found: list[str] = []
        while needed or (not found and self.tokens[0].kind == "word" and self.tokens[0].text not in ("and", "or")):
            if self.tokens[0].kind != "word":
                raise self._wrong(f"one of these is wanted here: {', '.join(known)}")
            self._known(self.tokens[0], known, "outcome or choice")
            found.append(self.tokens.pop(0).text)
            needed = self._take("/")
        return tuple(found)

    def _call(self) -> Fact:
        kind = self.tokens.pop(0).text
        self._want("(")
        found: list[str] = []
        if kind == "ordered" and self.tokens[1].text == ",":
            found.append(self._name(self.names.seat, "seat"))
            self._want(",")
        found += [self._name(getattr(self.names, what), what) for what in CALLS[kind]]
        self._want(")")
        return Fact(kind, tuple(found))

    def _name(self, known: Collection[str], what: str) -> str:
        self._known(self.tokens[0], known, what)
        return self.tokens.pop(0).text

    def _known(self, token: _Token, known: Collection[str], what: str) -> None:
        if token.text not in known:
            tail = nearest(token.text, known) if known else f"there is no {what} here"
            raise ConditionError(f"column {token.column}: {token.text!r}: no such {what}; {tail}", token.column)

    def _take(self, text: str) -> bool:
        if self.tokens[0].text != text:
            return False
        self.tokens.pop(0)
        return True

    def _want(self, text: str) -> None:
        if not self._take(text):
            raise self._wrong(f"{text!r} is wanted here")

    def _wrong(self, wanted: str) -> ConditionError:
        kind, text, column = self.tokens[0]
        stands = "the condition ends" if kind == "end" else repr(text)
        return ConditionError(f"column {column}: {stands}: {wanted}", column)


# ---------------------------------------------------------------- today's fields


def from_fields(when: Condition) -> Expression:
    """What the fields of a contingency inject's condition say, all of which must hold."""
    parts: list[Expression] = []
    if when.incident is not None:
        about = (when.incident,)
        if when.outcome or not when.choice:
            parts.append(Fact("ended", about, tuple(map(str, when.outcome))))
        if when.choice:
            parts.append(Fact("chose", about, when.choice))
        if when.not_concurred:
            parts.append(Not(Fact("concurred", about)))
    if when.rung_at_least is not None:
        parts.append(Comparison("rung", ">=", float(when.rung_at_least)))
    if when.leaked:
        parts.append(Fact("leaked"))
    if when.fired is not None:
        parts.append(Fact("sent", (when.fired,)))
    if when.not_ordered is not None:
        parts.append(Not(Fact("ordered", (when.not_ordered,))))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def fields_of(expression: Expression) -> Condition | None:
    """The fields that say what *expression* says; None where they cannot."""
    fields: dict[str, object] = {}
    for part in expression.parts if isinstance(expression, All) else (expression,):
        said = _field_of(part)
        if not said or any(fields.get(key, value) != value for key, value in said.items()):
            return None
        fields |= said
    made = Condition.model_validate(fields)
    return made if from_fields(made) == expression else None


def _field_of(part: Expression) -> dict[str, object]:
    """The fields one part sets; none where there is no field for it."""
    match part:
        case Fact("ended", (incident,), outcomes):
            return (
                {"incident": incident, "outcome": tuple(map(Outcome, outcomes))} if outcomes else {"incident": incident}
            )
        case Fact("chose", (incident,), choices):
            return {"incident": incident, "choice": choices}
        case Not(Fact("concurred", (incident,))):
            return {"incident": incident, "not_concurred": True}
        case Comparison("rung", ">=", value) if value in range(7):
            return {"rung_at_least": int(value)}
        case Fact("leaked"):
            return {"leaked": True}
        case Fact("sent", (inject,)):
            return {"fired": inject}
        case Not(Fact("ordered", (option,))):
            return {"not_ordered": option}
    return {}
