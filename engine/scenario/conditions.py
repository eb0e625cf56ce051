"""Conditions as a facilitator reads them: ``raid ended FAILURE or rung >= 3``, ``not ordered(joint-escort) and hour > 200``.

A small language of its own: names have hyphens, and a mistake is told with its column and the nearest name. What is said is held
against the names of its scenario when it is read, and is printed back in one canonical form.

::

    condition = both ("or" both)*            both = one ("and" one)*        one = "not" one | compared
    compared  = number [("<" | "<=" | ">" | ">=" | "=") number]
    number    = product (("+" | "-") product)*                 product = single (("*" | "/") single)*
    single    = "-" single | "(" condition ")" | 12.5 | a fact | a number of the game

    INCIDENT opened                      it has opened
    INCIDENT ended [OUTCOME/OUTCOME]     its window has closed; with one of these outcomes, once it is ruled
    INCIDENT chose CHOICE/CHOICE         its opponent chose one of these
    concurred(INCIDENT or OPTION)        the coalition concurred about it
    ordered([SEAT,] OPTION)              somebody, or that seat, has ordered it
    done([SEAT,] OPTION)                 … and it has been carried out
    member(SEAT)                         it belongs to the coalition
    sent(INJECT)                         the inject has been sent
    declared(SEAT, CATEGORY)             it has declared the legal category
    access(SEAT, PLACE)                  its forces may sail from there
    leaked                               a secret has got out
    closing                              a move is closing: rulings are made, and the next move has not opened
    chance(0.3)                          drawn once for the place where it stands

    rung, hour, turn (or move), leaks, members, an indicator by its name
    trust(SEAT)  budget(SEAT)  spent(SEAT)  attribution(SEAT, INCIDENT)
    strength(INCIDENT)                   the coalition's there, combined as a ruling would combine it now
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from math import ceil, floor
from typing import NamedTuple, get_args

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import Cell, Outcome
from fourthseat.engine.scenario.expressions import (
    COMPARE,
    All,
    Any,
    Calculation,
    Chance,
    Comparison,
    Constant,
    Expression,
    Fact,
    Not,
    Number,
    is_truth,
    parts_of,
)
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "OF_INCIDENTS",
    "WORDS",
    "ConditionError",
    "Names",
    "condition",
    "hours_named",
    "measured",
    "names_in",
    "read_condition",
    "read_measure",
]

OUTCOMES = tuple(str(outcome) for outcome in Outcome)
CHOICES: tuple[str, ...] = get_args(Choice)
OF_INCIDENTS = ("opened", "ended", "chose")
TRUTHS: dict[str, tuple[str, ...]] = {
    "concurred": ("incident or option",),
    "ordered": ("seat?", "option"),
    "done": ("seat?", "option"),
    "member": ("seat",),
    "sent": ("inject",),
    "declared": ("seat", "category"),
    "access": ("seat", "place"),
}
"""Facts that are written as a word with names in brackets, and what they name; what has a question mark may be left out."""
NUMBERS: dict[str, tuple[str, ...]] = {
    "trust": ("seat",),
    "budget": ("seat",),
    "spent": ("seat",),
    "strength": ("incident",),
    "attribution": ("seat", "incident"),
}
PLAIN_TRUTHS = ("leaked", "closing")
PLAIN_NUMBERS = ("rung", "hour", "turn", "leaks", "members")
ALSO = {"move": "turn"}
"""Other words for a number."""
WORDS = frozenset(
    {"and", "or", "not", "chance", *OF_INCIDENTS, *TRUTHS, *NUMBERS, *PLAIN_TRUTHS, *PLAIN_NUMBERS, *ALSO}
)
"""What no indicator can be called."""
_TOKEN = re.compile(
    r"\s*(?:(?P<word>(?=[0-9-]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9-]*|\d+(?:-+\d*)+)|(?P<number>\d+(?:\.\d+)?)|(?P<mark><=|>=|[<>=(),/*+-]))"
)
DEEPEST = 50
"""Brackets and negations inside each other."""
LONGEST = 2000
"""Characters of a condition."""


class ConditionError(ScenarioError):
    """Words that are no condition of this scenario; *column* counts from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        """The *message* says what would be right."""
        super().__init__(message)
        self.column = column


class Names(NamedTuple):
    """What a condition may speak of."""

    incident: Collection[str]
    option: Collection[str]
    inject: Collection[str]
    seat: Collection[str]
    indicator: Collection[str] = ()
    category: Collection[str] = ()
    place: Collection[str] = ()


class _Anything(Collection[str]):
    """Every name there could be."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


ANY_NAMES = Names(*[_Anything() for _ in Names._fields])
"""For whoever asks only whether words could be a condition of some scenario."""


def names_in(scenario: Scenario) -> Names:
    """What a condition of *scenario* may speak of."""
    seats = tuple(str(seat.id) for seat in scenario.seats if seat.cell is not Cell.WHITE)
    indicators = tuple(one.id for one in scenario.indicators)
    places = tuple(place.id for place in scenario.places)
    return Names(
        tuple(scenario.incident_by_id),
        tuple(scenario.option_by_id),
        tuple(scenario.inject_by_id),
        seats,
        indicators,
        scenario.legal_categories,
        places,
    )


def condition(scenario: Scenario, text: str) -> Expression:
    """The condition *text* of *scenario*, read once."""
    return _once(scenario, text, read_condition)


def measured(scenario: Scenario, text: str) -> Expression:
    """What a measure of *scenario*'s own measures, read once."""
    return _once(scenario, text, read_measure)


def _once(scenario: Scenario, text: str, read: Callable[[str, Names], Expression]) -> Expression:
    known: dict[str, Expression] = vars(scenario).setdefault("_said", {})
    if text not in known:
        known[text] = read(text, names_in(scenario))
    return known[text]


def hours_named(expression: Expression) -> set[int]:
    """The hours at which a comparison with ``hour`` in *expression* can change."""
    found: set[int] = set()
    for part in parts_of(expression):
        if isinstance(part, Comparison):
            for one, other in ((part.left, part.right), (part.right, part.left)):
                if one == Number("hour") and isinstance(other, Constant):
                    found |= {ceil(other.value), floor(other.value) + 1}
    return found


def read_condition(text: str, names: Names, *, chances: bool = True) -> Expression:
    """The condition that *text* is; :exc:`ConditionError` with the column, what stands there, and what would be right.

    Without *chances*, ``chance(…)`` is refused.
    """
    reader = _Reader(text, names, chances=chances)
    made = reader.whole()
    if not is_truth(made):
        raise ConditionError("column 1: this is a number; a comparison is wanted here, such as: rung >= 3", 1)
    for part in parts_of(made):
        if isinstance(part, Calculation) and Number("hour") in parts_of(part):
            raise ConditionError("column 1: compare the hour itself with a number, such as: hour >= 72", 1)
    return made


def read_measure(text: str, names: Names) -> Expression:
    """The number, or the condition, that *text* is; :exc:`ConditionError` as for a condition."""
    return _Reader(text, names, chances=False).whole()


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


class _Reader:
    """Reads one condition, a token after the other."""

    def __init__(self, text: str, names: Names, *, chances: bool) -> None:
        self.names, self.depth, self.chances, self.drawn = names, 0, chances, 0
        if len(text) > LONGEST:
            raise ConditionError(f"column {LONGEST}: longer than {LONGEST} characters: split it", LONGEST)
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
        """All of it, and nothing behind it."""
        made = self._either()
        if self.tokens[0].kind != "end":
            raise self._wrong('"and", "or" or the end is wanted here')
        return made

    # ------------------------------------------------------------ what is so or not

    def _either(self) -> Expression:
        return self._joined("or", self._both, Any)

    def _both(self) -> Expression:
        return self._joined("and", self._one, All)

    def _joined(self, word: str, read: Callable[[], Expression], kind: type[All | Any]) -> Expression:
        start = self.tokens[0]
        parts = [read()]
        while self._take(word):
            self._must(parts[0], start, truth=True)
            start = self.tokens[0]
            parts.append(read())
            self._must(parts[-1], start, truth=True)
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    def _one(self) -> Expression:
        self._deeper()
        if self._take("not"):
            start = self.tokens[0]
            made = self._must(self._one(), start, truth=True)
            made = Not(made)
        else:
            made = self._compared()
        self.depth -= 1
        return made

    def _compared(self) -> Expression:
        start = self.tokens[0]
        left = self._sum()
        if self.tokens[0].text not in COMPARE:
            return left
        self._must(left, start, truth=False)
        sign, start = self.tokens.pop(0).text, self.tokens[0]
        return Comparison(left, sign, self._must(self._sum(), start, truth=False))

    # ------------------------------------------------------------ numbers

    def _sum(self) -> Expression:
        return self._calculated("+-", lambda: self._calculated("*/", self._single))

    def _calculated(self, signs: str, read: Callable[[], Expression]) -> Expression:
        start = self.tokens[0]
        made = read()
        while self.tokens[0].kind == "mark" and self.tokens[0].text in signs:
            self._must(made, start, truth=False)
            sign, start = self.tokens.pop(0).text, self.tokens[0]
            made = Calculation(made, sign, self._must(read(), start, truth=False))
        return made

    def _single(self) -> Expression:
        token = self.tokens[0]
        if token.kind == "number" and self.tokens[1].text not in OF_INCIDENTS:
            self.tokens.pop(0)
            return Constant(float(token.text))
        self._deeper()
        if self._take("-"):
            start = self.tokens[0]
            inner = self._must(self._single(), start, truth=False)
            made: Expression = (
                Constant(-inner.value) if isinstance(inner, Constant) else Calculation(Constant(0.0), "-", inner)
            )
        elif self._take("("):
            made = self._either()
            self._want(")")
        else:
            made = self._named()
        self.depth -= 1
        return made

    # ------------------------------------------------------------ facts and numbers of the game

    def _named(self) -> Expression:
        word, after = self.tokens[0], self.tokens[1:2]
        if word.kind not in ("word", "number") or word.text in ("and", "or", "not"):
            raise self._wrong("a fact is wanted here, such as: rung >= 3")
        if after and after[0].text in OF_INCIDENTS:
            return self._of_incident()
        if after and after[0].text == "(" and word.text == "chance":
            return self._chance()
        if after and after[0].text == "(" and word.text in TRUTHS:
            return Fact(word.text, self._arguments(TRUTHS[word.text]))
        if after and after[0].text == "(" and word.text in NUMBERS:
            return Number(word.text, self._arguments(NUMBERS[word.text]))
        plain = ALSO.get(word.text, word.text)
        if plain in (*PLAIN_TRUTHS, *PLAIN_NUMBERS):
            self.tokens.pop(0)
            return Fact(plain) if plain in PLAIN_TRUTHS else Number(plain)
        if word.text in self.names.indicator and word.text not in WORDS:
            self.tokens.pop(0)
            return Number("indicator", (word.text,))
        if word.text in self.names.incident:
            self.tokens.pop(0)
            raise self._wrong(f'"opened", "ended" or "chose" is wanted after {word.text}')
        if word.text in (*TRUTHS, *NUMBERS, "chance"):
            self.tokens.pop(0)
            wanted = " or ".join(what.rstrip("?") for what in {**TRUTHS, **NUMBERS}.get(word.text, ("a probability",)))
            raise self._wrong(f'"(" is wanted after {word.text}, and then {wanted.replace("seat or", "seat,")}')
        every = (*PLAIN_TRUTHS, *PLAIN_NUMBERS, *ALSO, *self.names.indicator, *self.names.incident, *TRUTHS, *NUMBERS)
        tail = nearest(word.text, every)
        raise ConditionError(f"column {word.column}: {word.text!r}: no such fact or number; {tail}", word.column)

    def _of_incident(self) -> Fact:
        word = self.tokens[0]
        self._known(word, self.names.incident, "incident")
        self.tokens.pop(0)
        kind = self.tokens.pop(0).text
        if kind == "opened":
            return Fact(kind, (word.text,))
        return Fact(kind, (word.text,), self._values(OUTCOMES if kind == "ended" else CHOICES, needed=kind == "chose"))

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

    def _chance(self) -> Chance:
        if not self.chances:
            raise self._wrong("no chance can stand here: only in when of an inject, an end or an effect")
        self.tokens.pop(0)
        self._want("(")
        token = self.tokens[0]
        if token.kind != "number" or not 0 <= float(token.text) <= 1:
            raise self._wrong("a probability between 0 and 1 is wanted here, such as 0.3")
        self.tokens.pop(0)
        self._want(")")
        self.drawn += 1
        return Chance(float(token.text), self.drawn)

    def _arguments(self, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """The names in the brackets behind a word."""
        self.tokens.pop(0)
        self._want("(")
        if wanted[0].endswith("?"):
            several = len(self.tokens) > 1 and self.tokens[1].text == ","
            wanted = ("seat", *wanted[1:]) if several else wanted[1:]
        found: list[str] = []
        for what in wanted:
            if found:
                self._want(",")
            known = [getattr(self.names, one) for one in what.split(" or ")]
            if self.tokens[0].text == ")":
                raise self._wrong(f"the name of an {what} is wanted here".replace("an seat", "a seat"))
            if not any(self.tokens[0].text in names for names in known):
                self._known(self.tokens[0], [name for names in known for name in names], what)
            found.append(self.tokens.pop(0).text)
        self._want(")")
        return tuple(found)

    # ------------------------------------------------------------ tokens

    def _must(self, made: Expression, start: _Token, *, truth: bool) -> Expression:
        if is_truth(made) is truth:
            return made
        wanted = (
            "this is a number; a comparison is wanted here, such as: rung >= 3"
            if truth
            else "this is so or not; a number is wanted here"
        )
        raise ConditionError(f"column {start.column}: {start.text!r}: {wanted}", start.column)

    def _known(self, token: _Token, known: Collection[str], what: str) -> None:
        if token.text not in known:
            tail = nearest(token.text, known) if known else f"there is no {what} here"
            raise ConditionError(f"column {token.column}: {token.text!r}: no such {what}; {tail}", token.column)

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong("too many brackets and negations inside each other")

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
