"""Kinds of entries: known by name, frozen, each with an audience."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError

import pytest

from fourthseat.engine.core import entries as e


@pytest.fixture
def stranger() -> Iterator[type[e.Entry]]:
    """A kind that somebody adds and classifies nowhere."""

    @e.kind_of_entry()
    class Whispered(e.Entry):
        hour: int
        seat: str

    yield Whispered
    del e.KINDS["Whispered"], e.AUDIENCES[Whispered]


def test_a_kind_that_nobody_classified_is_for_control(stranger: type[e.Entry]) -> None:
    """The default audience is control alone: what is new is released on purpose or not at all."""
    assert stranger is e.KINDS["Whispered"]
    assert e.AUDIENCES[stranger] is e.Audience.CONTROL


def test_secrets_are_for_control() -> None:
    """The deal, the opponent's intrusions, leaks, trust and what control has in hand are told to control alone."""
    for kind in (e.Dealt, e.Tried, e.Leaked, e.TrustMoved, e.Proposed, e.Withheld, e.Amended):
        assert e.AUDIENCES[kind] is e.Audience.CONTROL, kind


def test_entries_are_frozen_facts() -> None:
    """Nothing that happened is changed afterwards."""
    opened = e.TurnOpened(0, 1)
    with pytest.raises(FrozenInstanceError):
        opened.turn = 2  # type: ignore[misc]
    assert not hasattr(opened, "__dict__")
