"""Firefox shows and does what Chromium does: every kind of page on a telephone, a laptop and a 4K screen, and a cell by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.applications import Starlette

from fourthseat.engine.core.terms import CONTROL
from fourthseat.players.web.groups import Groups, Treatment
from fourthseat.players.web.groups_desk import Seated, desk, desk_path
from fourthseat.players.web.session import Room
from fourthseat.players.web.watching import Watching
from tests.web.browsers import until
from tests.web.firefox import Firefox, Window, firefox
from tests.web.served import HOST, room_app, served

SIZES = ((390, 844), (1366, 768), (3840, 2160))
LEVELS = ("now", "events", "world", "talk", "plan", "room")
"""The parts of control's desk."""
SEAL = "#p-ask .sealbar button"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox for this file."""
    with firefox(tmp_path_factory.mktemp("firefox") / "profile") as found:
        yield found


@pytest.fixture
def serve() -> Iterator[Callable[[Starlette], str]]:
    """Serves what it is given until the test is over."""
    with ExitStack() as leaving:
        yield lambda app: leaving.enter_context(served(app))


def seated(browser: Firefox, base: str, room: Room, *roles: str) -> Window:
    """A window in which somebody has taken each of *roles*."""
    window = browser.window()
    for role in roles:
        window.goto(f"{base}/join/{room.keys.token(role)}")
        window.ask("document.querySelector('form button.main').click()")
        until(lambda role=role: f"/at/{role}/" in window.ask("location.href"), f"the page of {role}")  # type: ignore[misc]
    return window


def faults(window: Window, address: str, *, wall: bool = False, seal: bool = False) -> list[str]:
    """What is wrong with a page at each size: wider than the screen; on a wall anything below the fold; a seal out of sight."""
    found = []
    window.goto(address)
    at = address.split("/", 3)[3]
    for width, height in SIZES:
        window.size(width, height)
        page, room, low = window.ask("(e => [e.scrollWidth, e.clientWidth, e.scrollHeight])(document.documentElement)")
        if page > room:
            found.append(f"{at}: {page} px wide at {width}")
        if wall and width > 390 and low > height:
            found.append(f"{at}: {low} px high at {width} x {height}")
        if seal:  # wherever in the form somebody reads
            window.ask("document.querySelectorAll('#p-ask details.group').forEach(d => { d.open = true })")
            for n in (0, -1):
                window.ask(
                    f"[...document.querySelectorAll('#p-ask .option')].at({n}).scrollIntoView({{block: 'center'}}) ?? 0"
                )
                top, bottom = window.ask(
                    f"(r => [r.top, r.bottom])(document.querySelector({SEAL!r}).getBoundingClientRect())"
                )
                if top < 0 or bottom > height:
                    found.append(f"{at}: the seal is at {top:.0f} to {bottom:.0f} of {height} px, {width} px wide")
    return found


def test_every_page_in_firefox(browser: Firefox, open_room: Any, serve: Callable[[Starlette], str]) -> None:
    """No script fails, nothing is wider than the screen, the wall does not scroll, the seal is always in sight; control looking
    through a cell's eyes has nothing that works.
    """
    table = open_room("second-thomas", "aukus-jpn")
    table.until("deliberate", 2)
    room = table.room
    base = serve(room_app(room))
    window = seated(browser, base, room, str(CONTROL), "JPN", "PRC", "BOARD", "EVALUATOR", "OBSERVER")
    found = faults(window, f"{base}/join/{room.keys.token('USA')}")
    for role in ("JPN", "PRC"):
        found += faults(window, f"{base}/at/{role}/", seal=True)
    found += faults(window, f"{base}/at/BOARD/", wall=True)
    for path in ("EVALUATOR/", "OBSERVER/", "JPN/packet.html"):
        found += faults(window, f"{base}/at/{path}")
    for path in ("links", "lines", "papers", "enter/PHL", "aar/control.html", "theatre/main.html", "nothing"):
        found += faults(window, f"{base}/at/CONTROL/{path}")
    window.goto(f"{base}/at/CONTROL/")
    for level in LEVELS:
        found += faults(window, f"{base}/at/CONTROL/#{level}")
        shown = window.ask("[...document.querySelectorAll('.view')].filter(v => !v.hidden).map(v => v.id)")
        assert [f"view-{level}"] == shown
    found += faults(window, f"{base}/at/CONTROL/as/JPN")
    assert 0 == window.ask("document.querySelectorAll('main :is(button, input, select, textarea):enabled').length")

    assert [] == found
    assert [] == window.wrong


def test_alone_watching_and_in_groups_in_firefox(
    browser: Firefox, open_room: Any, serve: Callable[[Starlette], str]
) -> None:
    """The pages of one who plays alone, of one who watches, and the desk of several groups: the same holds."""
    alone = open_room("second-thomas", "aukus-jpn", folder="alone", driven="JPN")
    alone["JPN"].do("next")
    watched = open_room("tutorial", "aukus-jpn", folder="watched", driven="").room
    watched.watching = Watching(watched.game.start, watched.game.entries, watched.story(CONTROL), watched.now)
    groups = [Treatment("alpha"), Treatment("bravo", coalition="aukus")]
    rooms = [open_room(folder=one.name, coalition=one.coalition).room for one in groups]
    kept = Groups.begun(groups)
    every = [Seated(one, room, lambda path: HOST + path) for one, room in zip(groups, rooms, strict=True)]
    found, wrong = [], []
    for room, role in ((alone.room, "JPN"), (watched, "EVALUATOR")):
        base = serve(room_app(room))
        window = seated(browser, base, room, role)
        found += faults(window, f"{base}/at/{role}/", seal=role == "JPN")
        wrong += window.wrong
    window = browser.window()
    made = desk("Two groups", "UNCLASSIFIED", kept.secret, every, lambda path: HOST + path)
    found += faults(window, serve(made) + desk_path(kept.secret))

    assert [] == found
    assert [] == wrong + window.wrong


def test_a_cell_is_played_by_keyboard_in_firefox(
    browser: Firefox, open_room: Any, serve: Callable[[Starlette], str]
) -> None:
    """Tab, Space, Enter and letters: take the seat, order something, seal it, hear that it is taken."""
    table = open_room()
    table.until("deliberate")
    base = serve(room_app(table.room))
    window = browser.window()
    window.size(1366, 768)
    window.goto(f"{base}/join/{table.room.keys.token('USA')}")
    window.walk("input[name=name]")
    window.press(*"Alex", "Enter")
    until(lambda: window.text("#clock") not in ("", "–"), "the stream of USA")
    window.walk("#p-ask input[name=act]")
    window.press("Space")
    window.walk(SEAL)
    window.press("Enter")

    until(lambda: "Sealed by Alex" in window.text("#p-ask"), lambda: window.text("#p-ask")[:300])
    assert "Sealed. It is on disk." == window.text("#said")
    assert 1 == len(table.room.round.sealed["USA"].decision.orders)
    assert [] == window.wrong
