"""What is kept of a game by incident, seat and move agrees with its measures, its log and its last state."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONSENT
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import finished_game, measure
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.study.details import CHOICES, CONSENTS, DETAILS, OUTCOMES, details_of
from fourthseat.players.cast import cast
from fourthseat.scenarios import find

SCENARIO = find("second-thomas")


def rows(game: Game) -> dict[str, list[dict[str, float]]]:
    """The rows of a game by kind, each by its columns' names."""
    over = finished_game(game.scenario, game.entries, game.state)
    columns = iter(details_of(game.scenario, game.entries, game.state, over))
    told: dict[str, list[dict[str, float]]] = {}
    for kind, names in DETAILS.items():
        values = [next(columns) for _ in names]
        told[kind] = [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
    assert next(columns, None) is None
    return told


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 500), variant=st.sampled_from(["aukus", "aukus-jpn"]))
def test_details_are_the_measures_taken_apart(seed: int, variant: str) -> None:
    """Means, sums and counts over the rows are the measures of the game, worked out by other code."""
    game = play(Game(SCENARIO, variant, seed), cast(SCENARIO))
    told, measures = rows(game), measure(SCENARIO, game.entries, game.state)
    decided = [row for row in told["incident"] if row["choice"] >= 0]
    blue = [row for row in told["seat"] if list(game.state.seats)[int(row["seat"])] in SCENARIO.blue]
    last = told["move"][-1]

    assert measures["incidents_opened"] == len(told["incident"])
    assert measures["p_press"] == pytest.approx(sum(row["p_press"] for row in decided) / len(decided))
    held = [row["choice"] != CHOICES.index("press") for row in decided]
    assert measures["deterred"] == pytest.approx(sum(held) / len(held))
    assert measures["times_lost"] == sum(row["outcome"] == OUTCOMES.index("FAILURE") for row in decided)
    waits = [row["window"] if row["concurred"] < 0 else row["concurred"] for row in decided]
    assert measures["hours_to_concurrence"] == pytest.approx(sum(waits) / len(waits))
    ratios = [row["strength"] / row["opposing"] for row in decided if row["opposing"]]
    assert measures["strength_ratio"] == pytest.approx(sum(ratios) / len(ratios))
    assert measures["leaks"] == sum(row["leaks"] for row in told["seat"])
    assert measures["spent_musd"] == pytest.approx(sum(row["spent"] for row in blue)) == pytest.approx(last["spent"])
    assert measures["trust_end"] == pytest.approx(sum(row["trust"] for row in blue) / len(blue))
    assert measures["trust_end"] == pytest.approx(last["trust"]), "followed entry by entry, the same as the state's"
    assert game.state.rung == last["rung"]
    assert game.state.hour == last["hour"]


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 500))
def test_a_move_ends_as_the_state_stood(seed: int) -> None:
    """Every move's row is what the state says when the next one opens: strength, trust, attribution, money, rung."""
    game = play(Game(SCENARIO, "aukus-jpn", seed), cast(SCENARIO))
    told, ends, at = rows(game)["move"], list[State](), start(SCENARIO, "aukus-jpn")
    for entry in game.entries:
        if isinstance(entry, e.TurnOpened) and entry.turn > 1:
            ends.append(at)
        at = apply(at, entry)
    for row, state in zip(told, [*ends, at], strict=True):
        live = [one for one in state.incidents.values() if one.opened is not None and one.choice is None]
        assert row["rung"] == state.rung
        assert row["live"] == len(live)
        assert row["strength"] == pytest.approx(sum(a.strength for one in live for a in one.arrivals))
        assert row["spent"] == pytest.approx(sum(state.seats[seat].spent for seat in SCENARIO.blue))
        assert row["trust"] == pytest.approx(sum(state.seats[s].trust for s in SCENARIO.blue) / len(SCENARIO.blue))
        sure = [one.attribution[seat] for one in live for seat in SCENARIO.blue]
        if sure:
            assert row["attribution"] == pytest.approx(sum(sure) / len(sure))
        else:
            assert row["attribution"] != row["attribution"], "there is nothing to be sure of"


def test_what_became_of_the_requests_is_told_apart() -> None:
    """Over some games every end occurs, and each agrees with the log: nobody asked, lapsed, refused, concurred."""
    seen = set()
    for seed in range(12):
        game = play(Game(SCENARIO, "aukus-jpn", seed), cast(SCENARIO))
        by_incident = {r.incident for r in game.state.requests.values() if r.rule != CONSENT}
        for row in rows(game)["incident"]:
            name, consent = SCENARIO.incidents[int(row["incident"])].id, CONSENTS[int(row["consent"])]
            seen.add(consent)
            assert (consent == "not asked") == (name not in by_incident) == (row["asked"] < 0)
            assert (consent in ("concurred", "agreed beforehand")) == (row["concurred"] >= 0)
            if consent == "refused":
                assert row["refused"] >= row["asked"] >= 0
            if row["concurred"] >= 0:
                assert row["concurred"] >= row["asked"]

    assert seen >= {"not asked", "lapsed", "concurred"}


def test_answers_are_counted_by_capital() -> None:
    """Orders, refusals by control and answers of every seat are those of the log."""
    game = play(Game(SCENARIO, "aukus-jpn", 3), cast(SCENARIO))
    seats = list(game.state.seats)
    for row in rows(game)["seat"]:
        seat = seats[int(row["seat"])]
        mine = [entry for entry in game.entries if getattr(entry, "seat", None) == seat]
        count = {kind: sum(type(entry) is kind for entry in mine) for kind in (e.Ordered, e.Refused, e.Sailed)}
        assert [row["orders"], row["rejected"], row["sailings"]] == list(count.values())
        asked = {entry.request: entry.rule for entry in game.entries if isinstance(entry, e.Requested)}
        answers = [
            x for x in mine if isinstance(x, e.Received) and x.estimate is not None and asked[x.request] != CONSENT
        ]
        assert row["requests"] == sum(isinstance(x, e.Requested) and x.rule != CONSENT for x in mine)
        assert row["concurred"] + row["declined"] + row["late"] == len(answers)
