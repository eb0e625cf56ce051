"""Entries that follow each other and say alike are told in one line; no other line is lost or changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fourthseat.engine.core import entries as e
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.record.perspective import narrate_entries
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names


@pytest.fixture(scope="module")
def coerced(shipped: Callable[[str], Scenario]) -> Game:
    """A game in which pictures reach several capitals at once, and an incident ends many orders."""
    scenario = shipped("economic-coercion")
    game = Game(scenario, scenario.coalitions[0].id, 7)
    return play(game, cast_for(scenario, cast_names(scenario, {})))


def test_every_entry_is_told_once_alone_or_with_its_like(coerced: Game) -> None:
    """Lines of other kinds stand as they are and in order; every picture and every order that ended is in some line of its hour."""
    state, alone, shared = coerced.start, [], []
    for entry in coerced.entries:
        state = apply(state, entry)
        line = narrate(entry, state)
        if line is not None:
            (shared if isinstance(entry, e.Informed | e.Dropped) else alone).append((entry, line))
    told = list(narrate_entries(coerced.entries, coerced.start))

    assert len(told) < len(alone) + len(shared)
    left = iter(told)
    assert all(line in left for _, line in alone), "told in order"
    options = coerced.scenario.option_by_id
    for entry, _ in shared:
        wanted = entry.seat if isinstance(entry, e.Informed) else options[entry.option].title
        opening = f"{entry.source} shares" if isinstance(entry, e.Informed) else f"{entry.seat}'s "
        assert any(one.hour == entry.hour and opening in one.text and wanted in one.text for one in told), entry


def test_how_it_reads(coerced: Game) -> None:
    """Capitals that are equally sure in one clause, others each with its own; the reason once."""
    told = [line.text for line in narrate_entries(coerced.entries, coerced.start)]
    pictures = [text for text in told if "shares its picture with" in text]

    assert any(" and " in text.partition(" on “")[0] and "each is" in text for text in pictures)
    assert any("each is" not in text and text.count(" %") > 1 for text in pictures)
    assert any(text.startswith("Nothing comes of") and "of each, its incident closed" in text for text in told)
