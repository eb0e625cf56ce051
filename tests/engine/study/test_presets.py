"""Studies made from a scenario: the default one speaks of that scenario and of no other."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.measures import MEASURES
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.inputs import ranged
from fourthseat.engine.study.presets import altered, default_study

TUTORIAL = scenarios.find("tutorial")


def test_the_default_question_is_the_scenarios_own() -> None:
    """It names the situation and its variants; with other partners no country is spoken of that is not theirs."""
    others = tuple(
        coalition.model_copy(update={"id": name})
        for coalition, name in zip(TUTORIAL.coalitions, ("aukus", "aukus-can", "aukus-kor"), strict=False)
    )
    changed = TUTORIAL.model_copy(
        update={"title": "A strait closes", "question": "", "focus": "", "coalitions": others}
    )
    pair, alone = (changed.model_copy(update={"coalitions": others[:n]}) for n in (2, 1))

    question = default_study(changed, "strait").question

    assert "What changes in A strait closes with aukus-can or aukus-kor instead of aukus?" == question
    assert "What changes in A strait closes with aukus-can instead of aukus?" == default_study(pair, "s").question
    assert "How does A strait closes come out with aukus?" == default_study(alone, "strait").question
    assert "Japan" not in question


def test_the_default_study_aims_at_the_margins_of_its_measures() -> None:
    """An interval half as wide as what is not worth reporting always ends in a verdict."""
    study = default_study(TUTORIAL, "tutorial")

    assert [interest.name for interest in TUTORIAL.interests][:6] == [m.name for m in study.measures]
    for primary in study.measures:
        assert MEASURES[primary.name].equivalence_margin == primary.indifference == 2 * primary.half_width


def test_a_command_line_alters_a_study() -> None:
    """Games, futures and one contrast under one rule; a number without a range is refused with the nearest."""
    study = default_study(TUTORIAL, "tutorial")

    fewer = altered(study, TUTORIAL, games=60)
    drawn = altered(study, TUTORIAL, futures=8, inputs=["assumptions.precision"])
    one = altered(study, TUTORIAL, rule="lead")

    assert (60, 60) == (fewer.stopping.first, fewer.stopping.cap)
    assert (8, ["assumptions.precision"]) == (drawn.futures, [i.path for i in drawn.inputs])
    assert (("lead",), 2) == (one.rules, len(one.coalitions))
    with pytest.raises(ScenarioError, match="did you mean 'assumptions.precision'"):
        ranged(TUTORIAL, ["assumptions.precisoin"])


def test_the_focus_of_a_scenario_chooses_its_variants(drill: Scenario) -> None:
    """The first variant, and those in which the seat, the variant or the term that is studied is another."""
    first, second = drill.coalitions
    leads = first.model_copy(update={"id": "pact-lead", "rule": "lead"})
    three = drill.model_copy(update={"coalitions": (first, second, leads)})

    def played(focus: str) -> tuple[str, ...]:
        return default_study(three.model_copy(update={"focus": focus}), "s").coalitions

    assert ("pact", "pact-jpn") == played("JPN") == played("pact-jpn") == played("information")
    assert ("pact", "pact-lead") == played("rule") == played("pact-lead")
    assert () == played("AUS") == played("")
    assert "the terms on which JPN belongs" in default_study(drill.model_copy(update={"focus": "JPN"}), "s").question
    assert "Who comes?" == default_study(drill.model_copy(update={"question": "Who comes?"}), "s").question


def test_a_focus_must_be_something_of_the_scenario(drill: Scenario) -> None:
    """A seat, a variant or a term, with the nearest of them."""
    with pytest.raises(
        ScenarioError, match="focus = 'JPM': no such seat, variant or term of membership; did you mean 'JPN'"
    ):
        vary(drill, {"focus": "JPM"})
