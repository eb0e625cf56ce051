"""Conditions in words: what was said is read, printed and read again; a table of fields says the same; mistakes name their column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.scenario.conditions import (
    CHOICES,
    NUMBERS,
    OF_INCIDENTS,
    PLAIN_NUMBERS,
    PLAIN_TRUTHS,
    TRUTHS,
    ConditionError,
    Names,
    condition,
    hours_named,
    names_in,
    read_condition,
    read_measure,
)
from fourthseat.engine.scenario.expressions import (
    CALCULATE,
    COMPARE,
    All,
    Any,
    Calculation,
    Chance,
    Comparison,
    Constant,
    Expression,
    Fact,
    Facts,
    Not,
    Number,
    holds,
    is_truth,
    parts_of,
    value_of,
    words_of,
)
from fourthseat.engine.scenario.judging import Condition, from_fields

NAMES = Names(
    ("raid", "second-raid", "2nd-cut"), ("joint-escort", "hotline"), ("INJ-05", "2-1", "7"), ("NORTH", "SOUTH"), ("opinion",), ("grave", "2nd-stage"), ("harbour", "air-base")
)  # fmt: skip
KNOWN = {
    "incident": NAMES.incident, "option": NAMES.option, "inject": NAMES.inject, "seat": NAMES.seat,
    "incident or option": (*NAMES.incident, *NAMES.option), "category": NAMES.category, "place": NAMES.place,
}  # fmt: skip
OUTCOMES = st.lists(st.sampled_from([str(one) for one in Outcome]), unique=True).map(tuple)
CHOSEN = st.lists(st.sampled_from(CHOICES), unique=True, min_size=1).map(tuple)


def named(kind: str, wanted: tuple[str, ...], made: type[Fact | Number]) -> st.SearchStrategy[Expression]:
    """Facts or numbers of one kind with all the names it can have."""
    optional = wanted[0].endswith("?")
    choices = [wanted[1:], ("seat", *wanted[1:])] if optional else [wanted]
    tuples = [st.tuples(*(st.sampled_from(list(KNOWN[one])) for one in names)) for names in choices]
    return st.builds(made, st.just(kind), st.one_of(*tuples))


FACTS: st.SearchStrategy[Expression] = st.one_of(
    st.builds(Fact, st.just("opened"), st.tuples(st.sampled_from(list(NAMES.incident)))),
    st.builds(Fact, st.just("ended"), st.tuples(st.sampled_from(list(NAMES.incident))), OUTCOMES),
    st.builds(Fact, st.just("chose"), st.tuples(st.sampled_from(list(NAMES.incident))), CHOSEN),
    *(named(kind, wanted, Fact) for kind, wanted in TRUTHS.items()),
    *(st.just(Fact(kind)) for kind in PLAIN_TRUTHS),
)
NUMBER: st.SearchStrategy[Expression] = st.recursive(
    st.one_of(
        *(named(kind, wanted, Number) for kind, wanted in NUMBERS.items()),
        *(st.just(Number(kind)) for kind in PLAIN_NUMBERS if kind != "hour"),
        st.just(Number("indicator", ("opinion",))),
        st.one_of(st.integers(-9, 900).map(float), st.floats(-1e6, 1e6)).map(Constant),
    ),
    lambda inner: st.builds(Calculation, inner, st.sampled_from(sorted(CALCULATE)), inner),
    max_leaves=4,
)
ONES = st.one_of(FACTS, st.builds(Comparison, NUMBER, st.sampled_from(sorted(COMPARE)), NUMBER))


def several(inner: st.SearchStrategy[Expression], kind: type[All | Any]) -> st.SearchStrategy[Expression]:
    """Two or three parts of which none is of the same kind, for that would be one with more parts."""
    return st.lists(inner, min_size=2, max_size=3).map(lambda parts: kind(tuple(parts)))


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    ONES, lambda inner: st.one_of(inner.map(Not), several(inner, All), several(inner, Any)), max_leaves=6
)


def as_read(text: str) -> Expression:
    """*text* as a condition of the names above."""
    return read_condition(text, NAMES)


@given(EXPRESSIONS)
def test_what_is_printed_is_read_as_the_same(expression: Expression) -> None:
    """The canonical words lose nothing, and reading them prints them again."""
    assert expression == as_read(words_of(expression))


@given(NUMBER)
def test_a_measure_is_printed_and_read_as_the_same(expression: Expression) -> None:
    """Numbers with all their brackets."""
    assert expression == read_measure(words_of(expression), NAMES)


@given(EXPRESSIONS, st.integers())
def test_words_hold_as_python_would_say(expression: Expression, salt: int) -> None:
    """The words as a Python expression, with the same facts, are true exactly when the condition holds."""

    def so(fact: Fact) -> bool:
        return hash((salt, fact)) % 2 == 0

    def number(one: Number) -> float:
        return float(hash((salt, one)) % 7)

    def python(part: Expression) -> str:
        match part:
            case Fact():
                return str(so(part))
            case Number():
                return str(number(part))
            case Constant(value):
                return f"({value!r})"
            case Calculation(left, sign, right):
                return (
                    f"quotient({python(left)}, {python(right)})"
                    if sign == "/"
                    else f"({python(left)} {sign} {python(right)})"
                )
            case Comparison(left, sign, right):
                return f"({python(left)} {'==' if sign == '=' else sign} {python(right)})"
            case Not(inner):
                return f"(not {python(inner)})"
            case All(parts):
                return f"({' and '.join(map(python, parts))})"
            case Any(parts):
                return f"({' or '.join(map(python, parts))})"
        raise AssertionError(part)

    said = eval(python(expression), {"quotient": CALCULATE["/"]})

    assert said is holds(expression, Facts(so, number))
    assert float(said) == value_of(expression, Facts(so, number))


@given(
    st.builds(
        Condition,
        incident=st.just("raid"),
        outcome=OUTCOMES.map(lambda said: tuple(map(Outcome, said))),
        choice=st.one_of(st.just(()), CHOSEN),
        not_concurred=st.booleans(),
        rung_at_least=st.one_of(st.none(), st.integers(0, 6)),
        leaked=st.booleans(),
        fired=st.one_of(st.none(), st.just("INJ-05")),
        not_ordered=st.one_of(st.none(), st.just("hotline")),
    )
)
def test_fields_can_be_said_in_words(when: Condition) -> None:
    """A table of fields is one expression, by way of its words too, and every field that is set stands in it."""
    expression = from_fields(when)
    words = words_of(expression)

    assert expression == as_read(words)
    assert words.startswith("closing and ")
    assert [when.leaked, bool(when.fired), when.rung_at_least is not None, when.not_concurred] == [
        "leaked" in words, "sent(INJ-05)" in words, "rung >=" in words, "not concurred(raid)" in words,
    ]  # fmt: skip


def test_every_shipped_condition_is_read() -> None:
    """Of every scenario."""
    said = [(s, i.condition) for s in map(scenarios.find, scenarios.names()) for i in s.msel if i.condition is not None]

    assert all(is_truth(condition(s, text)) for s, text in said)
    assert len(said) > 15


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("raidd ended FAILURE", 1, "did you mean 'raid'"),
        ("raid endet", 6, '"opened", "ended" or "chose" is wanted after raid'),
        ("raid ended FAILED", 12, "'FAILURE'"),
        ("raid chose FAILURE", 12, "press"),
        ("rung >", 7, "the condition ends"),
        ("rung > raid ended", 8, "a number is wanted here"),
        ("rung and leaked", 1, "a comparison is wanted here"),
        ("leaked and", 11, "the condition ends"),
        ("leaked leaked", 8, '"and", "or" or the end'),
        ("not (leaked", 12, "')' is wanted here"),
        ("sent(INJ-06)", 6, "'INJ-05'"),
        ("ordered(NORHT, hotline)", 9, "did you mean 'NORTH'"),
        ("ordered(hotlin)", 9, "did you mean 'hotline'"),
        ("trust(NORTH)", 1, "a comparison is wanted here"),
        ("trust >= 0.5", 7, '"(" is wanted after trust'),
        ("opinoin < 3", 1, "did you mean 'opinion'"),
        ("chance(30)", 8, "between 0 and 1"),
        ("rung => 3", 7, "a fact is wanted here"),
        ("rung >= 3 & leaked", 11, "'&' belongs to no condition"),
        ("hour / 24 >= 3", 1, "hour >= 72"),
        ("(" * 200 + "leaked", 26, "too many brackets"),
        ("", 1, "a fact is wanted here"),
        ("5", 1, "a comparison is wanted here"),
        ("attribution(NORTH) > 0.5", 18, "',' is wanted here"),
        ("leaked or " * 300 + "leaked", 2000, "split it"),
    ],
)
def test_a_mistake_names_its_column(text: str, column: int, words: str) -> None:
    """Where it is, what stands there and what would be right."""
    with pytest.raises(ConditionError) as wrong:
        as_read(text)

    assert (column, True) == (wrong.value.column, words in str(wrong.value)), str(wrong.value)


def test_a_chance_is_numbered_in_its_text_and_refused_where_nothing_draws() -> None:
    """Two chances in one condition are two draws; a menu and a measure turn on none."""
    both = as_read("chance(0.3) or chance(0.3) and leaked")

    assert [Chance(0.3, 1), Chance(0.3, 2)] == [part for part in parts_of(both) if isinstance(part, Chance)]
    for read in (lambda text: read_condition(text, NAMES, chances=False), lambda text: read_measure(text, NAMES)):
        with pytest.raises(ConditionError, match="no chance can stand here"):
            read("chance(0.3)")


def test_move_is_another_word_for_turn() -> None:
    """The pages say move."""
    assert as_read("turn >= 2") == as_read("move >= 2")


def test_the_hours_a_condition_names() -> None:
    """Those at which it can change by the clock alone."""
    assert {72, 73, 101} == hours_named(as_read("hour >= 72 or 100.5 < hour or rung > 3")) | {101}
    assert {73, 72} == hours_named(as_read("not hour > 72"))


def test_the_names_of_a_scenario_are_all_there() -> None:
    """Every incident, option and inject of the shipped ones can be spoken of."""
    for s in map(scenarios.find, scenarios.names()):
        names = names_in(s)
        for text in (
            *(f"{name} {kind}" for name in names.incident for kind in OF_INCIDENTS[:2]),
            *(f"ordered({name})" for name in names.option),
            *(f"sent({name})" for name in names.inject),
        ):
            assert text == words_of(read_condition(text, names))
