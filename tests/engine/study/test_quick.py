"""The comparison: pairs of games on the same luck, never one Japan effect without rule and provocation."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from fourthseat import scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study.findings import Finding
from fourthseat.engine.study.plan import Arm
from fourthseat.engine.study.quick import Comparison, compare, contrasts, plain_contrasts, sentences, tables
from fourthseat.players.cast import cast_for, cast_names

GAMES = 60


@cache
def run(name: str, coalition: str, off: str = "", rule: str = "unanimity") -> Comparison:
    """Japan in and out of a shipped scenario, one rule, provoked."""
    scenario = vary(scenarios.find(name), {f"mechanisms.{off}": False} if off else {})
    return compare(
        scenario, cast_for(scenario, cast_names(scenario, {})), GAMES, 1, (rule,), (True,), ("aukus", coalition)
    )


def effect(name: str, number: str, coalition: str = "aukus-jpn", off: str = "", rule: str = "unanimity") -> Finding:
    """One contrast."""
    (only,) = contrasts(run(name, coalition, off, rule), [number])
    return only


def difference(name: str, number: str, coalition: str = "aukus-jpn", off: str = "", rule: str = "unanimity") -> float:
    """The mean difference of one contrast."""
    return effect(name, number, coalition, off, rule).interval.estimate


def losses(safeguards: float, off: str = "") -> float:
    """Secrets lost in forty games whose members all have those safeguards."""
    found = scenarios.find("cyber-suppliers")
    members = next(variant for variant in found.coalitions if variant.id == "aukus-jpn").members
    changes = {f"coalition.aukus-jpn.member.{member.seat}.safeguards": safeguards for member in members}
    scenario = vary(found, changes | ({f"mechanisms.{off}": False} if off else {}))
    cast = cast_for(scenario, cast_names(scenario, {}))
    games = [play(Game(scenario, "aukus-jpn", seed), cast) for seed in range(40)]
    return sum(measure(scenario, game.entries, game.state)["leaks"] or 0.0 for game in games)


def test_safeguards_keep_secrets() -> None:
    """On the same luck members with safeguards lose less than members without; where nothing can get out, nothing does.

    That one more holder loses more than an ally outside is not to be had any more: Japan outside holds Washington's pictures too.
    """
    assert losses(0.95) < losses(0.0)
    assert 0 == losses(0.0, off="information_security")


def test_unanimity_with_one_more_capital_is_slower_and_lead_nation_is_not() -> None:
    """Under unanimity Japan's seat costs hours; the loss is gone under a lead nation and with concurrence off."""
    slow = effect("second-thomas", "hours_to_concurrence")
    least = slow.interval.estimate / 2

    assert slow.interval.estimate > 0
    assert slow.effect.worse > slow.effect.better
    assert difference("second-thomas", "hours_to_concurrence", rule="lead") < least
    assert difference("second-thomas", "hours_to_concurrence", off="concurrence") < least


def test_provocation_makes_pressing_likelier() -> None:
    """Part of what Japan's seat does to the opponent's choice is its provocation; switched off, that part is gone."""
    on, off = difference("second-thomas", "p_press"), difference("second-thomas", "p_press", off="provocation")

    assert off < on


def test_in_short_warning_proximity_helps() -> None:
    """Where hours count, the neighbour's seat brings force on station earlier and more of it."""
    assert effect("missile-overflight", "hours_to_effect").interval.high < 0
    assert effect("missile-overflight", "strength_ratio").interval.low > 0


def test_an_exemption_shortens_the_licence() -> None:
    """Days at the desk fall with the exemption, and by less than a hundredth of that once exemptions are off."""
    found = effect("pillar-two", "licence_days", "aukus-jpn-exempt")
    without = effect("pillar-two", "licence_days", "aukus-jpn-exempt", off="exemption")

    assert "superior" == found.verdict
    assert abs(without.interval.estimate) < 0.01 * abs(found.interval.estimate)


def test_differences_are_taken_game_by_game() -> None:
    """The interval is the paired one: about that of Student's t over the differences, far narrower than that of two samples."""
    result = run("second-thomas", "aukus-jpn")
    a, b = (result.whole.of("p_press", Arm(c, "unanimity", True)) for c in ("aukus", "aukus-jpn"))
    found = effect("second-thomas", "p_press")

    assert found.n == GAMES
    assert found.interval.estimate == pytest.approx(float(np.mean(b - a)))
    assert 1 < found.interval.half_width / (2.0010 * float(np.std(b - a, ddof=1)) / GAMES**0.5) < 1.6
    assert found.interval.half_width < 2.0 * float(np.hypot(np.std(a, ddof=1), np.std(b, ddof=1))) / GAMES**0.5


def test_few_games_give_no_verdict() -> None:
    """Below fifty games there is no interval, and so nothing is concluded."""
    scenario = scenarios.find("tutorial")
    result = compare(
        scenario, cast_for(scenario, cast_names(scenario, {})), 10, 1, ("lead",), (True, False), ("aukus", "aukus-jpn")
    )

    assert {None} == {c["half_width"] for c in plain_contrasts(result, ["p_press", "spent_musd"])}
    assert {"inconclusive"} == {c.verdict for c in contrasts(result, ["p_press", "spent_musd"]) if c.primary}


def test_every_sentence_names_its_rule_and_a_comparison_claims_little() -> None:
    """A sentence a measure, each with its rule; the others have an interval and no verdict, and the same zones as a study's."""
    names = ["p_press", "hours_to_concurrence", "leaks"]
    *told, together = sentences(run("second-thomas", "aukus-jpn"), names)

    assert names == [sentence.split(",")[0] for sentence in told]
    assert all("under unanimity, provoked: " in sentence for sentence in told)
    assert together.startswith("These 3 contrasts were chosen before any game and hold together at 95 % (98.33 % each")
    scenario = scenarios.find("tutorial")
    cast = cast_for(scenario, cast_names(scenario, {}))
    result = compare(scenario, cast, 50, 1, ("lead", "unanimity"), (True,), ("aukus", "aukus-jpn"))
    rows = {row["rule"]: row for row in plain_contrasts(result, ["p_press"])}
    assert (rows["lead"]["family"], rows["lead"]["verdict"]) == ("exploratory", None)
    assert rows["unanimity"]["family"] == "primary"
    assert 0.01 == {one.name: one.indifference for one in result.whole.plan.study.measures}["p_press"]


def test_game_k_has_the_seed_plus_k() -> None:
    """Any game of a comparison is one of ``play``: its measures are those of the game of that seed."""
    scenario = scenarios.find("tutorial")
    cast = cast_for(scenario, cast_names(scenario, {}))
    result = compare(scenario, cast, 2, 7, ("lead",), (True,), ("aukus", "aukus-jpn"))
    game = play(Game(vary(scenario, {"coalition.aukus-jpn.rule": "lead"}), "aukus-jpn", 8), cast)

    numbers = measure(game.scenario, game.entries, game.state)

    for name, value in numbers.items():
        assert [value] == [
            None if np.isnan(x) else x for x in result.whole.of(name, Arm("aukus-jpn", "lead", True))[1:]
        ]


def test_what_is_given_twice_is_played_once() -> None:
    """A rule or a setting of provocation named twice is one arm."""
    scenario = scenarios.find("tutorial")
    cast = cast_for(scenario, cast_names(scenario, {}))

    result = compare(scenario, cast, 2, 1, ("lead", "lead"), (True, True), ("aukus", "aukus-jpn"))

    assert 2 == len(result.whole.plan.arms)
    ((title, heads, rows),) = tables(result, ["p_press"])
    assert title.startswith(
        "p_press (probability; lower is better; differences within ±0.01 do not matter): mean probability"
    )
    assert ("rule", "provocation", "aukus", "aukus-jpn − it") == heads
    assert [("lead", "on")] == [row[:2] for row in rows]
