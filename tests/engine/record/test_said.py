"""Conditions as sentences: every kind of fact and number, so and not so, with titles."""

from __future__ import annotations

import pytest

from fourthseat import scenarios
from fourthseat.engine.record.said import sentence

TUTORIAL = scenarios.find("tutorial")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("survey opened", "“Escorted survey” has opened"),
        ("not survey ended", "“Escorted survey” is not decided"),
        ("survey ended FAILURE/PARTIAL", "“Escorted survey” is a fait accompli or blunted"),
        ("survey chose press", "the opponent pressed in “Escorted survey”"),
        ("not concurred(survey)", "the coalition has not concurred on “Escorted survey”"),
        ("ordered(USA, presence)", "USA has ordered “Shadow it”"),
        ("not done(presence)", "nobody has carried out “Shadow it”"),
        ("member(JPN) or not sent(INJ-01)", "JPN belongs to the coalition or INJ-01 has not been sent"),
        ("closing and not leaked", "the move closes and no secret has got out"),
        ("not (rung >= 3 and chance(0.3))", "the rung of the crisis is below 3 or a chance of 30% does not come up"),
        ("trust(JPN) < 0.5 and (leaked or turn = 2)", "the trust of JPN is below 0.5; and a secret has got out or the move is exactly 2"),
        ("strength(survey) + 1 > leaks", "the strength on station in “Escorted survey” + 1 is above the number of secrets that got out"),
    ],
)  # fmt: skip
def test_a_condition_is_a_sentence(text: str, told: str) -> None:
    """Without a name of an enumeration."""
    assert told == sentence(TUTORIAL, text)
