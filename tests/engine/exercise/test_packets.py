"""Packets: what a cell holds in its hands, what control holds, and nothing of the one in the other."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.documents.blocks import Document, Layout, Table
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.papers.packet import ORDERS, events, guide, later, seat
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.record.narration import DISCLAIMER

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVERY = [(name, variant.id) for name in scenarios.names() for variant in scenarios.find(name).coalitions]


def told(document: Document) -> str:
    """Its words in Markdown, without the marks that keep them words."""
    return re.sub(r"\\(?=[\W_])", "", as_markdown(document)).replace("&amp;", "&")


@pytest.mark.parametrize(("name", "coalition"), EVERY)
def test_every_paper_of_every_scenario_can_be_printed(name: str, coalition: str) -> None:
    """Seats, their pages of later moves, the guide and the events list, as page and as DOCX, each with its marking and the disclaimer.

    Under the first variant all of them; under the others the guide, and the packet of one seat of the members and one outside.
    """
    s = scenarios.find(name)
    first = coalition == s.coalitions[0].id
    of_moves = [paper for who in s.players if (paper := later(s, who)) is not None]
    cells = s.players if first else (s.players[0], s.players[-1])
    papers = [*(seat(s, who, coalition) for who in cells), guide(s, coalition, MINUTES)]
    for paper in [*papers, *of_moves, events(s)] if first else papers:
        page = as_html(paper)
        assert "EXERCISE EXERCISE EXERCISE" in page
        assert DISCLAIMER in page
        assert s.handling in paper.marking
    if first:
        assert as_docx(papers[0]) == as_docx(seat(s, s.players[0], coalition))


def test_a_cells_packet_holds_its_brief_and_nobody_elses() -> None:
    """Nor an inject, nor the hour of an incident, nor a window: those are control's."""
    s = scenarios.find("second-thomas")
    for who in s.players:
        text = told(seat(s, who, "aukus-jpn"))
        assert s.seat_by_id[who].brief in text
        assert [] == [other for other in s.players if other != who and s.seat_by_id[other].brief in text]
        assert [] == [j.id for j in s.msel if j.text in text or j.id in text]
        assert [] == [i.id for i in s.incidents if i.text in text]
        assert f"FOR THE {who} CELL" in text


def test_there_is_one_order_form_a_move_on_a_page_of_its_own() -> None:
    """With ruled lines for orders, and room for intent, reasons, effect, confidence and a signature."""
    s = scenarios.find("second-thomas")
    forms = [one for one in seat(s, Seat("JPN"), "aukus").sections if one.title.startswith("Order form")]

    assert s.turns == len(forms)
    for form in forms:
        grids = [block for block in form.blocks if isinstance(block, Table)]
        words = " ".join(cell for grid in grids for row in (grid.headings, *grid.rows) for cell in row)
        assert form.layout is Layout.NEW_PAGE
        assert ORDERS == len(grids[0].rows)
        assert all(word in words for word in ("Intent", "Why", "Effect", "How sure", "Signed", "About which incident"))
        assert "__" not in words
        assert 17 < sum(sum(grid.row_heights) for grid in grids) < 22, (
            "centimetres: fills a page of A4 and does not run over"
        )


def test_form_rows_are_as_high_as_a_hand_needs() -> None:
    """In the DOCX as in the page."""
    s = scenarios.find("tutorial")
    document = seat(s, Seat("JPN"), "aukus")
    with zipfile.ZipFile(io.BytesIO(as_docx(document))) as packed:
        body = ElementTree.fromstring(packed.read("word/document.xml"))
    heights = [int(one.get(f"{W}val", "0")) / 567 for one in body.iter(f"{W}trHeight")]

    assert s.turns * (ORDERS + 5) + 9 == len(heights)
    assert min(heights) >= 0.99
    assert 'style="height:1.25cm"' in as_html(document)


def test_the_events_list_lies_on_its_side_and_has_every_row() -> None:
    """HSEEP's columns, STARTEX and ENDEX as events, conditions in words, timed rows in their order."""
    for name in scenarios.names():
        s = scenarios.find(name)
        [section] = events(s).sections
        [grid] = [block for block in section.blocks if isinstance(block, Table)]
        timed = [int(row[2][2:].split()[0]) for row in grid.rows[:-1] if row[2].startswith("H+")]

        assert section.layout is Layout.LANDSCAPE
        assert {"ADMIN-1", "ADMIN-2", *(j.id for j in s.msel)} == {row[0] for row in grid.rows}
        assert timed == sorted(timed)
        assert [] == [row[0] for row in grid.rows if row[3].startswith("Contingency") and "If " not in row[8]]
        assert "{" not in told(events(s))


def test_the_guide_says_when_each_move_begins() -> None:
    """Fifteen minutes of turn zero, then moves of 75: the fourth begins at 4:00, the hot wash at 5:15."""
    s = scenarios.find("second-thomas")
    text = told(guide(s, "aukus-jpn", MINUTES))

    assert "| Move 1 | 0:15 |" in text
    assert "| Move 4 | 4:00 |" in text
    assert "| Hot wash | 5:15 |" in text
    assert "CONTROL ONLY" in text
    assert "| 17 % | 28 % | 42 % | 58 % | 72 % | 83 % | 92 % |" in text


@pytest.mark.parametrize(
    ("coalition", "words"), [("aukus", "the coalition concurs when"), ("aukus-jpn", "the coalition concurs when")]
)
def test_the_rule_of_concurrence_is_said_in_words(coalition: str, words: str) -> None:
    """A cell need not know what a quorum is called."""
    s = scenarios.find("second-thomas")

    assert words in told(seat(s, Seat("USA"), coalition))


def test_papers_bear_the_names_of_the_field() -> None:
    """A packet is a Situation Manual; the guide is a Controller/Evaluator Handbook with the roles to fill in."""
    s = scenarios.find("tutorial")
    handbook = guide(s, "aukus", MINUTES)
    [roles] = [
        block
        for section in handbook.sections
        for block in section.blocks
        if isinstance(block, Table) and block.name == "roles"
    ]

    assert "Situation Manual (SitMan)" in seat(s, s.players[0], "aukus").subtitle
    assert "Controller/Evaluator Handbook" in handbook.subtitle
    assert {"Sponsor", "Game director", "Lead facilitator", "Adjudicator", "Lead evaluator"} <= {
        row[0] for row in roles.rows
    }
    assert all(row[1] and not row[2] for row in roles.rows)


def test_a_packet_lists_no_option_that_waits_for_what_is_to_come() -> None:
    """Its title would tell of it: the end of a waiting that has not begun."""
    s = scenarios.find("seabed-project")
    release = next(option for option in s.options if option.id == "release")
    before, amid = (seat(s, Seat("USA"), "aukus-jpn", opened=opened) for opened in (None, ()))

    assert release.requires
    assert release.title not in told(before)
    assert release.title in told(amid), "in mid-exercise the menu decides, and the paper lists all"
