"""Measures of a scenario's own: equal to what is folded by hand, hour by hour, and shown wherever the engine's are."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import pytest

from fourthseat import scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import MEASURES, chosen, measure, measures_of
from fourthseat.engine.rules.concurrence import sharing, side_by_side
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast


def stationed(s: State) -> float:
    """What came before the window closed, each force worth as much as its seat works with those who are there too."""
    incident = s.incidents["survey"]  # type: ignore[index]
    closes = math.inf if incident.closes is None else incident.closes
    there = [one for one in incident.arrivals if one.hour < closes]
    joined = incident.combined is not None and incident.combined < closes
    alone, total = float(s.scenario.assumptions.stand_alone), 0.0
    for one in there:
        level = side_by_side(s, one.seat, {other.seat for other in there})
        if joined and one.seat in s.members:
            level = max(level, sharing(s, one.seat))
        total += one.strength * (alone + (1 - alone) * level)
    return total


OWN: dict[str, tuple[str, str, Callable[[State], float]]] = {
    "tense": ("rung >= 2", "mean", lambda s: float(s.rung >= 2)),
    "highest": ("rung", "maximum", lambda s: float(s.rung)),
    "least_trust": ("(trust(JPN) + trust(USA)) / 2", "minimum", lambda s: (s.seats["JPN"].trust + s.seats["USA"].trust) / 2),  # type: ignore[index]
    "spent_end": ("spent(USA) + spent(AUS)", "end", lambda s: s.seats["USA"].spent + s.seats["AUS"].spent),  # type: ignore[index]
    "pressed_at": ("survey chose press", "first-hour", lambda s: float(s.incidents["survey"].choice == "press")),
    "strength_mean": ("strength(survey)", "mean", stationed),
}  # fmt: skip


@cache
def scenario() -> Scenario:
    """The tutorial with them."""
    raw = scenarios.find("tutorial").model_dump(mode="json", by_alias=True)
    rows = [
        {"name": name, "of": of, "take": take, "unit": "u", "better": "lower", "why": "w"}
        for name, (of, take, _) in OWN.items()
    ]
    return parse(raw | {"measure": rows}, "test", strict=True)


@pytest.mark.parametrize("seed", range(6))
def test_they_are_what_is_folded_by_hand(seed: int) -> None:
    """Hour by hour, from STARTEX to ENDEX, as it stood at the end of each hour."""
    game = play(Game(scenario(), "aukus-jpn", seed), cast(scenario()))
    state, hourly, waiting = game.start, list[State](), list(game.entries)
    for hour in range(game.hour + 1):
        while waiting and waiting[0].hour <= hour:
            state = apply(state, waiting.pop(0))
        hourly.append(state)
    found = measure(game.scenario, game.entries, game.state)

    for name, (_, take, read) in OWN.items():
        values = [read(one) for one in hourly]
        by_hand = {
            "mean": sum(values[:-1]) / (len(values) - 1), "maximum": max(values), "minimum": min(values), "end": values[-1],
            "first-hour": next((float(hour) for hour, value in enumerate(values) if value), None),
        }[take]  # fmt: skip
        assert found[name] == (None if by_hand is None else pytest.approx(by_hand)), name


def test_they_stand_behind_the_engines_own() -> None:
    """By name, in the order of the file; a scenario without any pays nothing."""
    assert [*MEASURES, *OWN] == list(measures_of(scenario())) == chosen(scenario(), ["all"])
    assert measures_of(scenarios.find("tutorial")) is MEASURES


def test_what_may_leave_the_room_is_what_everybody_may_know() -> None:
    """A measure of a hidden number stays with control."""
    free = {name: measures_of(scenario())[name].releasable for name in OWN}

    assert {"tense": True, "highest": True, "least_trust": False, "spent_end": False, "pressed_at": True, "strength_mean": True} == free  # fmt: skip
