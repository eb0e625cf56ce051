"""What a story says of effects and of forces is so, and is said once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.record.perspective import narrate_for_seat
from fourthseat.engine.record.replay import states
from fourthseat.players.cast import cast_for, cast_names


@pytest.fixture(scope="module")
def log() -> EventLog:
    """A game with places of hosts, indicators, and effects on others than those who ordered them."""
    scenario = scenarios.find("taiwan-quarantine")
    game = play(Game(scenario, scenario.coalitions[0].id, 1), cast_for(scenario, cast_names(scenario, {})))
    return EventLog(Header(scenario, game.state.coalition.id, 1, {}, "1"), tuple(game.entries))


def test_an_effect_names_a_seat_before_its_option_only_where_that_seat_ordered_it(log: EventLog) -> None:
    """An opponent's measure that costs a capital trust is not told as that capital's own."""
    ordered: set[tuple[str, str]] = set()
    named = about_others = 0
    for entry, state in states(log):
        if isinstance(entry, e.Ordered):
            ordered.add((entry.seat, entry.option))
        elif isinstance(entry, e.Effected) and entry.source.startswith("option ") and entry.seat:
            option = entry.source.removeprefix("option ")
            told = narrate(entry, state)
            line = "" if told is None else told.text
            mine = (entry.seat, option) in ordered
            says = line.startswith(f"{entry.seat}, ")
            assert mine or not says, line
            named, about_others = named + says, about_others + (not mine)
    assert named
    assert about_others


def test_a_force_and_a_right_are_told_once(log: EventLog) -> None:
    """Forces that arrive out of the order of the list are not told again, and a right to sail from a place has one sentence."""
    arrived = Counter(entry.force for entry in log.entries if isinstance(entry, e.Arrived))
    forces = log.header.scenario.force_by_id
    most: Counter[str] = Counter()
    for force, n in arrived.items():
        most[f"{forces[force].name} ({forces[force].seat})."] += n
    rights = 0
    for seat in log.header.scenario.players:
        lines = [line.text for line in narrate_for_seat(log, seat, range(len(log.entries)))]
        stations = Counter(x.partition(": ")[2] for x in lines if x.startswith("On station at "))
        assert [] == [(seat, name, n) for name, n in stations.items() if n > most[name]]
        assert [] == [x for x in lines if " may sail from " in x]
        rights += sum("forces may now sail from" in x for x in lines)
    assert rights


@pytest.mark.parametrize(
    ("p", "drawn", "told"),
    [
        (0.3, 0.12, " (30 %, drew 0.12)"),
        (0.28, 0.87, " (28 %, drew 0.87, and it settles from 0.72 on)"),
        (0.28, 0.5, " (28 % by itself, and the opponent gave way)"),
        (1.0, 0.0, ""),
    ],
)
def test_a_step_of_the_ladder_tells_odds_that_agree_with_its_draw(
    log: EventLog, p: float, drawn: float, told: str
) -> None:
    """A low draw lets a crisis climb, a high one lets it settle: a reader who compares the two numbers finds them right either way."""
    entry, state = next((entry, state) for entry, state in states(log) if isinstance(entry, e.RungMoved))
    line = narrate(replace(entry, p=p, draw=drawn, reason=""), state)

    assert line is not None
    assert line.text.endswith(f"{entry.source}{told}.")
