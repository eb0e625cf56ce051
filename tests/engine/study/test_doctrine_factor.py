"""Sets of doctrines as a factor: crossed with all else on the same luck, in the same folder, under their own names."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.doctrine_sets import following
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study import quick
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import altered, default_study
from fourthseat.players.cast import cast


def planned(scenario: Scenario, **keys: object) -> Plan:
    """A plan of two variants."""
    raw = {
        "name": "sets",
        "question": "?",
        "scenario": scenario.name,
        "coalitions": ["aukus", "aukus-jpn"],
        "measure": [{"name": "p_press"}],
    }
    return plan(parse_study(raw | keys, "test"), scenario)


def test_sets_are_crossed_and_named_and_share_the_luck_of_a_block() -> None:
    """Own doctrines keep the names that arms had before there were sets."""
    scenario = scenarios.find("tutorial")
    made = planned(
        scenario, doctrines=["own", "JPN=bold,USA=cautious"], opponents=["own", "prober"], provocation=[True]
    )
    first, last = made.arms[0], made.arms[3]

    assert len(made.arms) == 2 * 2 * 2
    assert first.title == "aukus:unanimity:provoked"
    assert last.title == "aukus:unanimity:provoked:as-JPN=bold,USA=cautious:against-prober"
    assert [seat.doctrine.use for seat in made.played(0, last).seats] == ["", "", "cautious", "bold", "prober"]
    assert made.digest == planned(scenario, provocation=[True]).digest, "sets add games and change none"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"doctrines": ["cautius"]}, "did you mean 'cautious'"),
        ({"doctrines": ["JPN=prober"]}, "prober is for an opponent"),
        ({"opponents": ["XXX=prober"]}, "no seat or cell 'XXX'"),
        ({"doctrines": ["RED=coercer"], "opponents": ["prober"]}, "both say what PRC follows"),
        ({"doctrines": ["bold", "bold"]}, "twice"),
    ],
)
def test_a_set_that_cannot_be_is_refused_before_a_game_is_played(keys: dict[str, object], words: str) -> None:
    """With the nearest name."""
    with pytest.raises(ScenarioError, match=words):
        planned(scenarios.find("tutorial"), **keys)


def test_a_later_word_goes_before_an_earlier_one() -> None:
    """A cell, then a seat of it."""
    scenario = scenarios.find("tutorial")
    changes = following(scenario, ("BLUE=cautious", "JPN=bold"))

    assert changes == {f"seat.{seat}.doctrine.use": "bold" if seat == "JPN" else "cautious" for seat in scenario.blue}
    assert following(scenario, ("own",)) == {}


def test_a_comparison_tells_every_set_apart() -> None:
    """A row and a sentence a set; the games are those that are played one by one."""
    scenario = scenarios.find("tutorial")
    result, alone = (
        quick.compare(
            scenario, cast(scenario), 3, 1, ("unanimity",), (True,), ("aukus", "aukus-jpn"), one_by_one=one_by_one,
            doctrines=("cautious", "bold"), opponents=("own", "risk-taker"),
        )
        for one_by_one in (False, True)
    )  # fmt: skip
    ((_, heads, rows),) = quick.tables(result, ["p_press"])

    assert heads[:4] == ("rule", "provocation", "doctrine", "opponent")
    assert [row[2:4] for row in rows] == [
        ("cautious", "own"),
        ("cautious", "risk-taker"),
        ("bold", "own"),
        ("bold", "risk-taker"),
    ]
    assert quick.plain_contrasts(result, ["p_press"]) == quick.plain_contrasts(alone, ["p_press"])
    assert len({row[4] for row in rows}) > 1, "decisions matter"


def test_a_command_line_says_other_sets_and_one_contrast_has_one() -> None:
    """Of several sets given for one contrast, the first."""
    scenario = scenarios.find("tutorial")
    study = altered(
        default_study(scenario, "tutorial"), scenario, doctrines=("bold", "cautious"), opponents=("coercer",)
    )
    one = altered(study, scenario, rule="lead")

    assert (study.doctrines, study.opponents) == (("bold", "cautious"), ("coercer",))
    assert (one.doctrines, one.opponents) == (("bold",), ("coercer",))
