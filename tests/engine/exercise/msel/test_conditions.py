"""Conditions and effects in words: what is written is read back, JSON too, and anything else is told with what would be right."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.exercise.msel.conditions import (
    CONDITION_FORMS,
    EFFECT_FORMS,
    WordsError,
    condition_text,
    effect_fields,
    effect_words,
)
from fourthseat.engine.scenario.event_rows import Effect
from fourthseat.engine.scenario.expressions import words_of
from fourthseat.engine.scenario.judging import Condition, from_fields

names = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
seats = st.from_regex(r"[A-Z][A-Z0-9]{1,4}", fullmatch=True)
steps = st.floats(-1, 1)
conditions = st.builds(
    Condition,
    incident=names,
    outcome=st.lists(st.sampled_from(list(Outcome)), unique=True).map(tuple),
    choice=st.lists(st.sampled_from(get_args(Choice)), unique=True).map(tuple),
    not_concurred=st.booleans(),
    rung_at_least=st.none() | st.integers(0, 6),
    leaked=st.booleans(),
    fired=st.none() | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,8}", fullmatch=True),
    not_ordered=st.none() | names,
)
effects = st.builds(
    Effect,
    opens=st.none() | names,
    attribution=st.dictionaries(names, steps, max_size=2),
    trust=st.dictionaries(seats, steps, max_size=2),
    exempt_share=st.dictionaries(seats, steps, max_size=2),
    rung=st.sampled_from([-1, 0, 1]),
    basis=st.text(max_size=20) | st.just("judgement, range 0-0.4: an invented rule; basis: none"),
)


@given(conditions)
def test_any_condition_of_an_older_sheet_says_the_same(when: Condition) -> None:
    """Law: its JSON, its clauses and its words in a cell are one condition."""
    words = words_of(from_fields(when))
    fields = when.model_dump(mode="json", exclude_defaults=True)

    assert words == condition_text(json.dumps(fields))
    assert words == condition_text(words) == condition_text(f"if {words}")


@given(effects)
def test_any_effect_comes_back(effect: Effect) -> None:
    """Law: the same of effects, whatever their basis says."""
    words = effect_words(effect)

    assert effect == (Effect.model_validate_json(json.dumps(effect_fields(words))) if words else Effect())


def test_the_words_can_be_read() -> None:
    """By a person."""
    assert "opens second-convoy; trust JPN -0.05; basis: a guess" == effect_words(
        Effect(opens="second-convoy", trust={"JPN": -0.05}, basis="a guess")
    )


def test_every_example_is_one() -> None:
    """The help and the messages show what is taken."""
    assert all(form == condition_text(form) for form in CONDITION_FORMS)
    assert effect_fields("; ".join(EFFECT_FORMS))


@pytest.mark.parametrize("text", ['{"not_ordered": "joint-statement"}', "joint-statement is NOT ordered", "When  joint-statement was not ordered", "closing and  not ordered( joint-statement )"])  # fmt: skip
def test_other_ways_of_saying_it(text: str) -> None:
    """JSON and clauses as older sheets have them, other case, other blanks."""
    assert "closing and not ordered(joint-statement)" == condition_text(text)


@pytest.mark.parametrize(
    ("clauses", "words"),
    [
        ("if blockade ends in FAILURE or PARTIAL and rung is at least 4", "closing and blockade ended FAILURE/PARTIAL and rung >= 4"),
        ("the opponent of raid chooses press or hold", "closing and raid chose press/hold"),
        ("raid closes without concurrence", "closing and raid ended and not concurred(raid)"),
        ("raid is over; a secret has leaked; INJ-05 is sent", "closing and raid ended and leaked and sent(INJ-05)"),
    ],
)  # fmt: skip
def test_the_clauses_of_older_sheets_are_read(clauses: str, words: str) -> None:
    """Whoever kept a list need not write it again."""
    assert words == condition_text(clauses)


@pytest.mark.parametrize(
    "text",
    [
        "rung>3 or so on",
        "if it rains",
        '{"rung',
        "a ends in VICTORY",
        "rung is at least 2 and rung is at least 3",
        "{" * 5000,
    ],
)
def test_what_is_no_condition_is_told(text: str) -> None:
    """With the words that are none."""
    with pytest.raises(WordsError):
        condition_text(text)


@pytest.mark.parametrize(
    "text",
    ["trust JPN", "rung +3", "opens a; opens b", "trust JPN 0.1; trust JPN 0.2", "everything gets worse", '{"opens"'],
)
def test_what_is_no_effect_is_told(text: str) -> None:
    """Nothing is half taken over."""
    with pytest.raises(WordsError):
        effect_fields(text)
