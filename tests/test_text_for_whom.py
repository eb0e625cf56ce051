"""What is written for whom: the designer's words, the public situation, a seat's own brief, objectives that are hidden."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.documents.markdown import as_markdown as markdown
from fourthseat.engine.exercise.papers import packet
from fourthseat.engine.rules.seen import options_known, spoken_of
from fourthseat.engine.rules.state import start
from fourthseat.engine.rules.view import sealed
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.roles import AUDIENCE
from fourthseat.players.web.session import Room
from fourthseat.players.web.views import Pages

SECRET = "The far bank is to be lost on the third day."


def plain_words(text: str) -> str:
    """*text* without markup and with its spaces single."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\\", "").split())


def withheld(s: Scenario) -> Iterator[str]:
    """What nobody but control may read at STARTEX: the designer's sentences, what is to come, and its options."""
    for text in (s.summary, s.background, s.notes):
        yield from (one for one in re.split(r"(?<=[.?!;:])\s+", " ".join(text.split())) if len(one) > 12)
    to_come = [i for i in s.incidents if i.hour != 0 or i.jitter_hours]
    yield from (text for i in to_come for text in (i.title, i.text))
    names = {i.id for i in to_come}
    about = [o for o in s.options if o.incidents and names.issuperset(o.incidents)]
    open_titles = {o.title for o in s.options if o not in about} | {line.title for line in s.programmes}
    yield from (o.text for o in about)
    yield from (o.title for o in about if o.title not in open_titles)
    yield from (j.text for j in s.msel if j.hour != 0)
    for move in s.moves[1:]:
        yield from (text for text in (move.situation, *move.briefs.values()) if text)


def spoiled(text: str, s: Scenario) -> list[str]:
    """What of :func:`withheld` stands in *text*."""
    words = plain_words(text)
    return [one for one in map(plain_words, withheld(s)) if one in words]


@pytest.mark.parametrize("name", scenarios.names())
def test_a_packet_gives_nothing_away(name: str, shipped: Any) -> None:
    """Of every seat of every shipped scenario."""
    s = shipped(name)
    assert s.situation
    for seat in s.players:
        assert [] == spoiled(markdown(packet.seat(s, seat, s.coalitions[0].id)), s), seat


@pytest.mark.parametrize("name", scenarios.names())
def test_no_page_at_startex_gives_anything_away(name: str, shipped: Any, tmp_path: Path) -> None:
    """Of every seat, of the wall and of observers, before control has opened the first move."""
    s = shipped(name)
    room = Room.start(tmp_path / "room", s, s.coalitions[0].id, 1)
    try:
        pages = Pages(room)
        for role in (*map(str, s.players), *AUDIENCE[:2]):
            assert [] == spoiled(pages.page(role, "token", "name"), s), role
        assert spoiled(pages.page(str(CONTROL), "token", "name"), s)
    finally:
        room.close()


def test_the_search_finds_what_it_looks_for(shipped: Any) -> None:
    """The guide is control's, and holds all of it."""
    s = shipped("second-thomas")
    found = spoiled(
        markdown(
            packet.guide(
                s,
                "aukus",
                dict.fromkeys(("brief", "deliberate", "respond", "adjudicate", "outbrief", "plenary", "washup"), 5.0),
            )
        ),
        s,
    )

    assert s.incident_by_id["swarm"].title in found


def test_nobody_reads_of_options_to_come(shipped: Any) -> None:
    """A seat may speak of an option once what it is about has opened."""
    s = shipped("second-thomas")
    known = options_known(s, Seat("USA"))
    told = spoken_of(view(start(s, "aukus"), Seat("USA")), known)

    assert [o for o in known.values() if o.incidents]
    assert [] == [o for o in told.values() if o.incidents]


@pytest.fixture
def told(drill: Scenario) -> Scenario:
    """The drill with words for everybody."""
    return vary(
        drill,
        {
            "notes": SECRET,
            "situation": "It is quiet on the sea.",
            "startex": "2031-03-14 20:00 Asia/Tokyo",
            "seat.USA.objectives": [
                {"id": "hold", "text": "Hold"},
                {"id": "trust", "text": "Be trusted", "hidden": True},
            ],
            "move": [
                {
                    "hours": 24,
                    "title": "The first day",
                    "situation": "Ships gather.",
                    "briefs": {"USA": "The fleet is yours."},
                },
                {
                    "hours": 72,
                    "title": "The long wait",
                    "situation": "The sea is closed.",
                    "briefs": {"AUS": "You are asked for boats."},
                },
            ],
        },
    )


def test_a_view_holds_its_moves_words_and_no_others(told: Scenario) -> None:
    """The public situation for everybody, the brief for its seat, of the move that is on, with and without a seal."""
    from fourthseat.engine.game.game import Game

    game = Game(told)
    for seat, brief in (("USA", "The fleet is yours."), ("AUS", "")):
        for shown in (view(game.state, Seat(seat)), sealed(view(game.state, Seat(seat)))):
            assert ("The first day", "It is quiet on the sea.\n\nShips gather.", brief) == tuple(shown.opening)
            assert "H+24 · Sat 15 Mar 20:00 JST" == shown.told(24)
            assert ["hold"] == [one.id for one in shown.objectives]
    assert ["hold"] == [one.id for one in sealed(view(game.state, Seat("USA"))).spec.objectives]


def test_a_hidden_objective_stands_in_no_packet_and_in_the_guide(told: Scenario) -> None:
    """Control and its evaluators rate it; the cell does not read it."""
    minutes = dict.fromkeys(("brief", "deliberate", "respond", "adjudicate", "outbrief", "plenary", "washup"), 5.0)
    guide = markdown(packet.guide(told, "pact", minutes))

    assert "Be trusted" in guide
    assert SECRET in guide
    for seat in told.players:
        text = markdown(packet.seat(told, seat, "pact"))
        assert "Be trusted" not in text
        assert SECRET not in text
        assert "Ships gather." in text
        assert "The sea is closed." not in text
        assert ("The fleet is yours." in text) is (seat == "USA")


def test_later_pages_are_handed_out_move_by_move(told: Scenario) -> None:
    """Each with its hour, what is public, and the brief of that cell alone."""
    pages = {seat: packet.later(told, seat) for seat in told.players}
    text = {seat: markdown(page) for seat, page in pages.items() if page is not None}

    assert set(told.players) == set(text)
    assert all("The long wait" in one and "Sat 15 Mar 20:00 JST" in one for one in text.values())
    assert ["AUS"] == [seat for seat, one in text.items() if "You are asked for boats." in one]


def test_a_scenario_without_a_situation_says_its_title_and_the_brief(drill: Scenario) -> None:
    """A file from before there was one falls back on neither summary nor background."""
    text = markdown(packet.seat(drill, Seat("USA"), "pact"))

    assert "Drill" in text
    assert "The brief of USA." in text
    assert "whose clock is known" not in text
    assert "Invented. Every staff" not in text
