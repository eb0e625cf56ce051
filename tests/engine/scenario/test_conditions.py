"""Conditions in words: what was said is read, printed and read again; today's fields say the same; mistakes name their column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules import contingency
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.conditions import (
    COMPARE,
    All,
    Any,
    Comparison,
    ConditionError,
    Expression,
    Fact,
    Facts,
    Names,
    Not,
    fields_of,
    from_fields,
    holds,
    names_in,
    read_condition,
    words_of,
)
from fourthseat.engine.scenario.rows import Condition
from fourthseat.players.cast import cast

NAMES = Names(("raid", "second-raid"), ("joint-escort", "hotline"), ("INJ-05", "INJ-06"), ("NORTH", "SOUTH"))
INCIDENTS, OPTIONS = st.sampled_from(NAMES.incident), st.sampled_from(NAMES.option)  # type: ignore[arg-type]
OUTCOMES = st.lists(st.sampled_from([str(one) for one in Outcome]), unique=True).map(tuple)
CHOICES = st.lists(st.sampled_from(["press", "hold", "back-down"]), unique=True, min_size=1).map(tuple)
ONES = st.one_of(
    st.builds(Fact, st.just("ended"), st.tuples(INCIDENTS), OUTCOMES),
    st.builds(Fact, st.just("chose"), st.tuples(INCIDENTS), CHOICES),
    st.builds(Fact, st.just("concurred"), st.tuples(INCIDENTS)),
    st.builds(
        Fact, st.just("ordered"), st.one_of(st.tuples(OPTIONS), st.tuples(st.sampled_from(["NORTH", "SOUTH"]), OPTIONS))
    ),
    st.builds(Fact, st.just("sent"), st.tuples(st.sampled_from(["INJ-05", "INJ-06"]))),
    st.just(Fact("leaked")),
    st.builds(
        Comparison, st.sampled_from(["rung", "hour"]), st.sampled_from(sorted(COMPARE)), st.integers(-9, 900).map(float)
    ),
)


def several(inner: st.SearchStrategy[Expression], kind: type[All | Any]) -> st.SearchStrategy[Expression]:
    """Two or three parts of which none is of the same kind, for that would be one with more parts."""
    flat = inner.filter(lambda part: not isinstance(part, kind))
    return st.lists(flat, min_size=2, max_size=3).map(lambda parts: kind(tuple(parts)))


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    ONES, lambda inner: st.one_of(inner.map(Not), several(inner, All), several(inner, Any)), max_leaves=6
)
CONDITIONS = st.builds(
    Condition,
    incident=st.just("raid"),
    outcome=OUTCOMES.map(lambda said: tuple(map(Outcome, said))),
    choice=st.one_of(st.just(()), CHOICES),
    not_concurred=st.booleans(),
    rung_at_least=st.one_of(st.none(), st.integers(0, 6)),
    leaked=st.booleans(),
    fired=st.one_of(st.none(), st.just("INJ-05")),
    not_ordered=st.one_of(st.none(), st.just("hotline")),
)


@given(EXPRESSIONS)
def test_what_is_printed_is_read_as_the_same(expression: Expression) -> None:
    """The canonical words lose nothing, and reading them prints them again."""
    assert expression == read_condition(words_of(expression), NAMES)


@given(CONDITIONS)
def test_todays_fields_come_back(when: Condition) -> None:
    """By way of an expression, and by way of its words."""
    expression = from_fields(when)

    assert when == fields_of(expression) == fields_of(read_condition(words_of(expression), NAMES))


def test_every_shipped_condition_can_be_said_and_holds_at_the_same_time() -> None:
    """In every state of a game of every shipped scenario, the words hold exactly when the fields do."""
    said, both = 0, set[bool]()
    for name in scenarios.names():
        s = scenarios.find(name)
        whens = [inject.when for inject in s.msel if inject.when is not None]
        expressions = [read_condition(words_of(from_fields(when)), names_in(s)) for when in whens]
        assert whens == [fields_of(expression) for expression in expressions]
        for seed in range(4):
            game, seats = Game(s, s.coalitions[0].id, seed), cast(s)
            while pending := game.pending:
                for when, expression in zip(whens, expressions, strict=True):
                    held = contingency.holds(game.state, when)
                    assert held == holds(expression, facts(game.state)), words_of(expression)
                    said, both = said + 1, both | {held}
                game.submit({seat: seats[seat].decide(view) for seat, view in pending.items()})
    assert both == {True, False}
    assert said > 500


def facts(state: State) -> Facts:
    """How it stands in *state*."""

    def so(fact: Fact) -> bool:
        match fact:
            case Fact("ended", (incident,), outcomes):
                it = state.incidents[incident]
                return it.choice is not None and (not outcomes or it.outcome in outcomes)
            case Fact("chose", (incident,), choices):
                return state.incidents[incident].choice in choices
            case Fact("concurred", (incident,)):
                return state.incidents[incident].concurred is not None
            case Fact("ordered", names):
                return any(key[1] == names[-1] and (len(names) == 1 or key[0] == names[0]) for key in state.ordered)
            case Fact("sent", (inject,)):
                return inject in state.injected
        return bool(state.leaks)

    return Facts({"rung": state.rung, "hour": state.hour}, so)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("raid ended FAILURE or rung >= ", 30, "the condition ends: a number is wanted here"),
        ("raidd ended", 1, "did you mean 'raid'?"),
        ("raid ended FAILUR", 12, "did you mean 'FAILURE'?"),
        ("raid chose", 11, "one of these is wanted here: press, hold, back-down"),
        ("raid began", 6, '"ended", "chose" or a comparison'),
        ("not orderd(hotline)", 5, "did you mean 'ordered'?"),
        ("ordered(WEST, hotline)", 9, "no such seat"),
        ("ordered(NORTH hotline)", 9, "'NORTH': no such option"),
        ("sent(INJ-99)", 6, "no such inject"),
        ("rung > high", 8, "'high': a number is wanted here"),
        ("opinion > 3", 1, "'opinion': no such number; known: hour, rung"),
        ("(rung > 3", 10, "')' is wanted here"),
        ("rung > 3)", 9, '"and", "or" or the end'),
        ("rung > 3 & leaked", 10, "'&' belongs to no condition"),
        ("", 1, "the condition ends"),
        ("and leaked", 1, "no such fact"),
        ("(" * 60 + "leaked" + ")" * 60, 51, "too many brackets"),
    ],
)
def test_a_mistake_is_told_with_its_column_and_what_would_be_right(text: str, column: int, words: str) -> None:
    """And with the nearest name of the scenario."""
    with pytest.raises(ConditionError) as told:
        read_condition(text, NAMES)

    assert column == told.value.column
    assert words in str(told.value)
    assert str(told.value).startswith(f"column {column}: ")


def test_and_binds_before_or_and_not_before_and() -> None:
    """As people read them; brackets say otherwise."""
    leaked, high = Fact("leaked"), Comparison("rung", ">", 3.0)

    assert Any((leaked, All((Not(high), leaked)))) == read_condition("leaked or not rung > 3 and leaked", NAMES)
    assert All((Any((leaked, high)), Not(Any((high, leaked))))) == read_condition(
        "(leaked or rung > 3) and not (rung > 3 or leaked)", NAMES
    )
    assert fields_of(Any((leaked, high))) is None
    assert fields_of(Comparison("hour", ">", 3.0)) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    """It is a condition or refused with a column."""
    column = 1
    try:
        read_condition(text, NAMES)
    except ConditionError as wrong:
        column = wrong.column

    assert 1 <= column <= len(text) + 1
