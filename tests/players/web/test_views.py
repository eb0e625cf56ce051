"""A page is made from a typed context for its role: no template of a seat can reach the room, the state or the game."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat import scenarios
from fourthseat.engine.core.orders import Decision, Send
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog
from fourthseat.engine.rules.state import IncidentState, SeatState, State
from fourthseat.engine.scenario.plain import _Row
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web import sight, talk_lists
from fourthseat.players.web.clock_facts import RulesSet
from fourthseat.players.web.contexts import ControlPage, SeatPage
from fourthseat.players.web.downloads import Downloads
from fourthseat.players.web.facts import BoardShown, SessionRecord
from fourthseat.players.web.followed import Followed
from fourthseat.players.web.fragments import BaseMap, Drawing, picture
from fourthseat.players.web.journal import Journal
from fourthseat.players.web.roles import AUDIENCE, EVALUATOR
from fourthseat.players.web.session import Room
from fourthseat.players.web.views import Pages
from fourthseat.players.web.wall import WallPage

SECRETS = (
    Room,
    _Row,
    State,
    Game,
    Scenario,
    EventLog,
    Journal,
    SessionRecord,
    IncidentState,
    SeatState,
    Pages,
    Drawing,
)
"""What a seat's template must not get hold of."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room in its second move, where most is known and most is hidden; USA has sealed an answer, messages were sent."""
    made = Room.start(tmp_path / "room", scenarios.find("second-thomas"), "aukus-jpn", 7)
    while made.state.turn < 2 or made.stage != "deliberate":
        if made.stage == "outbrief":
            made.call_plenary()
        for seat, shown in made.round.asked.items():
            if not made.is_sealed(seat) and made.round_key(seat):
                made.seal(seat, made.round_key(seat), made.cast[seat].decide(shown))
                break
    usa = Seat("USA")
    made.say(usa, Send((Seat("JPN"),), "will you?", sort="request", option="joint-escort"))
    made.seal(usa, made.round_key(usa), made.cast[usa].decide(made.round.asked[usa]), "Ann")
    made.note(RulesSet(True, "close", 2.0))
    yield made
    made.close()


def parts(value: Any, path: str, seen: dict[int, Any]) -> Iterator[tuple[str, Any]]:
    """Everything that can be reached from *value* by attributes, keys and indices."""
    if id(value) in seen or isinstance(value, str | bytes | int | float | bool | None):
        return
    seen[id(value)] = value
    yield path, value
    inner: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        inner += [(f"[{key!r}]", one) for key, one in value.items()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner += [(f"[{n}]", one) for n, one in enumerate(value)]
    names = [*getattr(value, "__dict__", ()), *(getattr(value, "_fields", ()))]
    names += [f.name for f in fields(value)] if is_dataclass(value) else []
    inner += [(f".{name}", getattr(value, name)) for name in names if not name.startswith("__")]
    for step, one in inner:
        yield from parts(one, path + step, seen)


def reached(page: Any) -> list[str]:
    """Paths from *page* to something a seat must not have."""
    return [path for path, one in parts(page, "page", {}) if isinstance(one, SECRETS)]


def test_no_seats_page_reaches_the_room_the_state_or_the_game(room: Room) -> None:
    """By no attribute of an attribute: of every seat, of the public board, and of the pieces all pages share."""
    pages = Pages(room)
    for role in room.roles:
        if role in (str(CONTROL), EVALUATOR):
            continue
        page = pages.context(role)
        assert type(page) is (WallPage if role in AUDIENCE else SeatPage)
        assert [] == reached(page), role
        assert [] == reached(picture(page.v, room.scenario, pages._story(role))), role
    assert [] == reached(pages.drawing.base)
    assert isinstance(pages.drawing.base, BaseMap)


def test_the_search_finds_what_it_looks_for(room: Room) -> None:
    """Control's page holds the record and the scenario: the search says so."""
    page = Pages(room).context(str(CONTROL))

    assert isinstance(page, ControlPage)
    assert {"page.s", "page.record"} <= set(reached(page))


def test_every_template_of_a_seat_is_given_its_context_and_nothing_else(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is handed to the templates while a seat's whole page is drawn is searched, variable by variable."""
    from fourthseat.players.web import fragments, views

    given: dict[str, dict[str, Any]] = {}
    draw = fragments.draw

    def watched(template: str, **variables: Any) -> str:
        given[template] = variables
        return draw(template, **variables)

    for module in (fragments, views):
        monkeypatch.setattr(module, "draw", watched)
    for role in (*map(str, room.scenario.players), *AUDIENCE[:2]):
        given.clear()
        assert Pages(room).page(role, "token", "name")
        assert {"piece_status.html", "piece_forces.html", "piece_situation.html"} <= set(given)
        assert role in AUDIENCE or {"piece_ask.html", "piece_talk.html", "piece_wash.html", "seat.html"} <= set(given)
        for template, variables in given.items():
            assert [] == reached(variables), (role, template)


def hidden(state: State, seat: Seat) -> Iterator[State]:
    """The state with facts changed that *seat* may not know."""
    for name, incident in state.incidents.items():
        opponent = state.scenario.incident_by_id[name].opponent
        changes: dict[str, Any] = {
            "resolve": incident.resolve * 3,
            "red_strength": incident.red_strength + 9,
            "pressed_p": 0.123,
        }
        if opponent != seat:
            changes |= {"closes": (incident.closes or 0) + 31, "window": incident.window + 31}
        for key, value in changes.items():
            yield replace(state, incidents={**state.incidents, name: replace(incident, **{key: value})})
    for other, own in state.seats.items():
        if other != seat:
            for key, value in (("trust", 0.111), ("spent", 77.0), ("raised", not own.raised), ("hardened_at", 1)):
                yield replace(state, seats={**state.seats, other: replace(own, **{key: value})})
    opponents = {i.opponent for i in state.scenario.incidents} - {seat}
    for other in opponents:
        option = next(o.id for o in state.scenario.options if other in o.seats)
        yield replace(state, ordered={**state.ordered, (other, option, ""): state.turn})


def test_another_secret_leaves_every_seats_page_as_it_was(room: Room) -> None:
    """The opponent's orders, its type and strength, the end of the window, others' trust and readiness: not a byte."""
    pages, true = Pages(room), room.state
    for seat in room.scenario.players:
        pages.forget()
        page = pages.page(str(seat), "token", "name")
        for n, false in enumerate(hidden(true, seat)):
            room.game.state, room.game._views, room._round = false, None, None
            pages.forget()
            assert page == pages.page(str(seat), "token", "name"), (seat, n)
        room.game.state, room.game._views, room._round = true, None, None


def test_an_answer_of_another_cell_leaves_a_page_as_it_was_but_for_who_is_waited_for(room: Room) -> None:
    """What the opponent sealed is on no other page."""
    pages = Pages(room)
    pages.looking(room.branch)
    opponent = next(s for s in room.waiting() if s == "PRC")
    shown = room.round.asked[opponent]
    room.seal(opponent, room.round_key(opponent), Decision(intent="a secret", reason="zqx"))
    first = pages.page("USA", "t", "n")
    room.unseal(opponent, room.round_key(opponent))
    room.seal(opponent, room.round_key(opponent), room.cast[opponent].decide(shown))
    pages.forget()

    assert first == pages.page("USA", "t", "n")
    assert "zqx" not in first


def test_control_enters_for_a_cell_with_a_form_sent_in_its_own_name(room: Room) -> None:
    """The address and the seat are the template's, not a change of what it drew."""
    jpn = Seat("JPN")
    page = Pages(room).enter(jpn)

    assert page.count('<form method="post" action="../do" class=entered') == 1
    assert '<input type="hidden" name="seat" value="JPN">' in page
    assert 'action="do"' not in page


# ---------------------------------------------------------------- long exercises


def test_a_page_holds_the_last_messages_and_says_where_the_others_are(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as a page holds, newest first; the rest on a page of their own, for whoever had them, and control as the seat."""
    monkeypatch.setattr(talk_lists, "TALKS_SHOWN", 3)
    usa, jpn = Seat("USA"), Seat("JPN")
    for number in range(1, 6):
        room.say(jpn, Send((usa,), f"word {number}"))
    pages, downloads = Pages(room), Downloads(room, Pages(room))
    piece = pages.live("USA")["talk"]

    assert ["word 5", "word 4", "word 3"] == re.findall(r"<bdi>(word \d)</bdi>", piece)
    assert '<a href="talk-USA">3 earlier messages</a>' in piece
    assert '<a href="talk-CONTROL">3 earlier messages</a>' in pages.live("CONTROL")["talk"]
    assert "earlier" not in pages.live("AUS")["talk"]
    for role, path, back in (
        ("USA", "talk-USA", "./"),
        ("CONTROL", "talk-CONTROL", "./"),
        ("CONTROL", "as/talk-USA", "USA"),
    ):
        paper = downloads.paper(role, path, {})
        assert paper is not None
        text = str(paper.content)
        assert ["5", "4", "3", "2", "1"] == re.findall(r"<bdi>word (\d)</bdi>", text)
        assert "will you?" in text
        assert f'<a href="{back}">Back</a>' in text
    for role, path in (
        ("AUS", "talk-USA"),
        ("USA", "talk-CONTROL"),
        ("BOARD", "talk-BOARD"),
        ("EVALUATOR", "talk-USA"),
    ):
        assert downloads.paper(role, path, {}) is None


def test_an_unanswered_request_stays_on_the_page_however_old(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its titles, for it waits for an answer."""
    monkeypatch.setattr(talk_lists, "TALKS_SHOWN", 2)
    for number in range(4):
        room.say(Seat("JPN"), Send((Seat("USA"),), f"word {number}"))
    piece = Pages(room).live("JPN")["talk"]

    assert "<strong>USA</strong>, request 1: <bdi>will you?</bdi>" in piece
    assert room.scenario.option_by_id["joint-escort"].title in piece


def test_what_control_follows_is_looked_at_once(room: Room) -> None:
    """Entry by entry or all at once: the same; and drawing the page again looks at nothing anew."""
    at_once, step_by_step = Followed(), Followed()
    entries = room.game.entries
    for count in range(len(entries) + 1):
        step_by_step.more(entries[:count])
    at_once.more(entries)

    assert vars(at_once) == vars(step_by_step)
    assert at_once.sent
    assert len(entries) == at_once.count


def test_the_board_is_folded_once_while_it_stands_still(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """While cells answer, the board shows what it showed: drawn again and again, it is not made from the log each time."""
    room.note(BoardShown("main", 3))
    made: list[object] = []
    real = sight.fold
    monkeypatch.setattr(sight, "fold", lambda *given: made.append(given) or real(*given))

    first = room.sight.board_state()
    assert all(room.sight.board_state() is first for _ in range(5))
    assert 1 == len(made)
    assert first == real(room.branch.header.scenario, room.branch.header.coalition, room.game.entries[:3])
