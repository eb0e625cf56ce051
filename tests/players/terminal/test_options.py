"""Texts of options: pairs, values, and a scenario as they want it."""

from __future__ import annotations

import click
import pytest

from fourthseat.players.terminal.commands.options import pairs_of, prepared, refuse_people


def test_pairs_are_split_at_the_first_equals_sign() -> None:
    """A value may hold another."""
    assert {"a": "1", "b": "x=y"} == pairs_of(["a=1", "b=x=y"], "--set", "PATH=VALUE")


@pytest.mark.parametrize("text", ["a", "a=", "=1", ""])
def test_half_a_pair_is_refused_with_its_shape(text: str) -> None:
    """The option, the text and what would be right."""
    with pytest.raises(click.UsageError, match=f"--seat '{text}' is not SEAT=PLAYER"):
        pairs_of([text], "--seat", "SEAT=PLAYER")


def test_a_value_is_json_or_a_word() -> None:
    """Numbers and flags change fields; what is no JSON is text."""
    scenario, variant = prepared(
        "tutorial", "aukus-jpn", changes=["assumptions.precision=0.25", "coalition.aukus-jpn.rule=lead"], off=["trust"]
    )

    assert "aukus-jpn" == variant
    assert 0.25 == float(scenario.assumptions.precision)
    assert "lead" == scenario.coalition(variant).rule
    assert not scenario.mechanisms.trust


def test_a_value_no_field_could_hold_is_refused() -> None:
    """Nested too deeply, or a number of thousands of digits."""
    with pytest.raises(click.UsageError, match="--set a: too long a number or nested too deeply"):
        prepared("tutorial", changes=["a=" + "1" * 5000])


def test_people_do_not_play_a_hundred_games() -> None:
    """The message names the seat and the command that is meant."""
    refuse_people("--seat", {"USA": "doctrine"})
    with pytest.raises(click.UsageError, match="--seat: JPN=human: people do not play"):
        refuse_people("--seat", {"USA": "doctrine", "JPN": "human"})
