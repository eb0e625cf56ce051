"""Choices and outcomes in words: every value has one, in every form, and no two share one."""

from __future__ import annotations

from typing import get_args

import pytest

from fourthseat.engine.core import wording
from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import Outcome


@pytest.mark.parametrize("table", [wording.CHOICE_COMMAND, wording.CHOICE_PRESENT, wording.CHOICE_PAST])
def test_every_choice_has_its_own_words(table: dict[str, str]) -> None:
    """A fourth choice would be missed here, not on a screen."""
    assert set(get_args(Choice)) == set(table)
    assert len(table) == len(set(table.values()))


@pytest.mark.parametrize("table", [wording.BECAME, wording.PRESSED_AND])
def test_every_outcome_has_its_own_words(table: dict[Outcome, str]) -> None:
    """The same for rulings."""
    assert set(Outcome) == set(table)
    assert len(table) == len(set(table.values()))


@pytest.mark.parametrize(
    ("choice", "outcome", "words"),
    [
        (None, None, "still open"),
        ("hold", Outcome.SUCCESS, "deterred"),
        ("back-down", Outcome.SUCCESS, "deterred"),
        ("press", None, "pressed, not yet ruled on"),
        ("press", Outcome.SUCCESS, "pressed and frustrated"),
        ("press", Outcome.PARTIAL, "pressed and blunted"),
        ("press", Outcome.FAILURE, "pressed to a fait accompli"),
    ],
)
def test_how_an_incident_ended(choice: Choice | None, outcome: Outcome | None, words: str) -> None:
    """An act that was not pressed is deterred, whatever the state notes as its outcome."""
    assert words == wording.incident_ending(choice, outcome)
