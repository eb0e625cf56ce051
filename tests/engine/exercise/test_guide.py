"""Control's own papers: the rule of concurrence in words, and the events list with the spreadsheet's own columns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fourthseat import scenarios
from fourthseat.engine.documents.blocks import Table
from fourthseat.engine.exercise.msel.columns import COLUMNS
from fourthseat.engine.exercise.papers.guide import events, guide, rule_told
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario

TUTORIAL = scenarios.find("tutorial")


def listed(s: Scenario) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Headers and rows of the printed events list."""
    [section] = events(s).sections
    [table] = [block for block in section.blocks if isinstance(block, Table)]
    return [column.heading for column in table.columns], table.rows


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("lead", "USA alone decides whether the coalition concurs (rule: lead nation)"),
        ("unanimity", "the coalition concurs when every member does (rule: unanimity)"),
        ("quorum:2", "the coalition concurs when any 2 members do (rule: quorum:2)"),
    ],
)
def test_the_rule_in_words(rule: str, words: str) -> None:
    """Who must say yes, and what the file calls it."""
    varied = vary(TUTORIAL, {"coalition.aukus.rule": rule, "coalition.aukus.lead": "USA"})

    assert words == rule_told(varied.coalition("aukus"))


def test_the_printed_list_takes_its_headers_from_the_spreadsheet() -> None:
    """A controller who works with both finds a column by one name; the last is to write in."""
    heads, _ = listed(TUTORIAL)
    known = {column.header for column in COLUMNS.values()}

    assert {part for head in heads[:-1] for part in head.split(", ")} <= known
    assert "Sent at" == heads[-1]


@pytest.mark.parametrize("name", scenarios.names())
def test_the_printed_list_tells_the_move_the_spreadsheet_tells(name: str) -> None:
    """One function says in which move an hour lies; STARTEX and ENDEX stand around the injects."""
    s = scenarios.find(name)
    rows = {row[0]: row for row in listed(s)[1]}

    assert ["ADMIN-1", *(row for row in rows if row.startswith("INJ")), "ADMIN-2"] == list(rows)
    for inject in s.msel:
        assert COLUMNS["move"].cell(s, inject) == rows[inject.id][1]
        assert ("on call" if inject.hour is None else s.told(inject.hour)) == rows[inject.id][2]
        assert (rows[inject.id][2].partition(" ")[0] if inject.hour is not None else "") == COLUMNS["hour"].cell(
            s, inject
        )
    assert (str(s.turns), s.told(sum(s.move_lengths))) == rows["ADMIN-2"][1:3]


def test_a_condition_is_told_in_the_words_of_a_report() -> None:
    """As a sentence with titles, and behind it as it is written."""
    when = {"incident": "survey", "choice": ["press", "back-down"], "outcome": ["FAILURE", "PARTIAL"]}
    s = vary(TUTORIAL, {"msel.INJ-02.when": when})
    [words] = [row[8] for row in listed(s)[1] if row[0] == "INJ-02"]
    title = s.incident_by_id["survey"].title

    told = f"If the move closes and “{title}” is a fait accompli or blunted and the opponent pressed or backed down in “{title}”."
    said = "[closing and survey ended FAILURE/PARTIAL and survey chose press/back-down]"

    assert f"{told}\n{said}" in words


def test_the_guide_ends_with_the_list() -> None:
    """One paper to carry."""
    assert guide(TUTORIAL, "aukus", MINUTES).sections[-1] == events(TUTORIAL).sections[0]
