"""Shares of one game's variance as studies and comparisons tell them."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.study import quick
from fourthseat.engine.study.factors import plain_variances, unvaried, variance_sentences, variance_table, variances
from fourthseat.engine.study.variance import DICE, Share, Variance
from fourthseat.players.cast import cast

TUTORIAL = scenarios.find("tutorial")


@pytest.fixture(scope="module")
def compared() -> quick.Comparison:
    """Forty games of every arm."""
    return quick.compare(TUTORIAL, cast(TUTORIAL), 40, 1, ("lead", "unanimity"), (True, False), ("aukus", "aukus-jpn"))


def test_a_comparisons_shares_add_up_and_luck_is_the_most_of_it(compared: quick.Comparison) -> None:
    """Coalition, rule and provocation are levers; what they do only together and the dice are the rest."""
    (found,) = variances(compared.whole, ["p_press"])

    assert [share.part for share in found.shares] == ["coalition", "rule", "provocation", "together", DICE]
    assert sum(share.share for share in found.shares) == pytest.approx(1)
    dice = found.of(DICE)
    assert dice is not None
    assert dice.share > 0.9
    assert plain_variances([found])[0]["shares"]["dice"]["share"] == dice.share


def test_a_measure_that_says_nothing_has_no_row(compared: quick.Comparison) -> None:
    """Nothing varies, or too few games have it: no made-up shares."""
    assert variances(compared.whole, ["technology_gap"]) == []


def test_shares_are_told_in_a_plain_sentence() -> None:
    """Small ones with the digits they need, nothing as less than what is told, and what was held fixed."""
    parts = (
        Share("coalition", 2, 0.0004, 0, 0.001),
        Share("rule", 3, -0.001, -0.002, 0),
        Share(DICE, 0, 0.9606, 0.9, 1),
    )
    found = [Variance("lost", 0.2, 400, parts)]

    assert list(variance_sentences(found, unvaried(found))) == [
        "Of one game's variance in lost, the coalition is 0.04 %, the rule is less than 0.01 %; the dice are 96.1 %.",
        "Not varied, so without a share: provocation, doctrine, the opponent's doctrine, assumptions.",
    ]
    assert variance_table(found).rows[0] == ("lost", "0.04 ± 0.05", "0 ± 0.1", "96 ± 5", "400")
