"""Whoever uses a keyboard, a reader, a small screen, or the dark finds everything; the console has nothing to complain of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from fourthseat.engine.core.terms import CONTROL
from fourthseat.players.web.groups import Groups, Treatment
from fourthseat.players.web.groups_desk import Seated, desk, desk_path
from fourthseat.players.web.watching import Watching
from tests.web.browsers import House, Tab, until
from tests.web.served import HOST, room_app, served

AXE = Axe()

SEATS = {  # where each exercise of this file stands: what every role's page asks for then
    "deliberate": ("CONTROL", "USA", "PRC", "BOARD", "EVALUATOR"),
    "respond": ("JPN",),
    "adjudicate": ("CONTROL",),
    "washup": ("CONTROL", "USA"),
}


class Hall:
    """Exercises that stand at a stage each, served one at a time, and a browser to look at them."""

    def __init__(self, browser: Any, folder: Path, leaving: ExitStack) -> None:
        self.browser, self.folder, self.leaving = browser, folder, leaving
        self.houses: dict[str, House] = {}

    def house(self, stage: str, table: Any) -> House:
        """An exercise that was brought to *stage*, being served."""
        room = table.room
        room.close()
        house = House(room.folder)
        self.houses[stage] = self.leaving.enter_context(house)
        return house

    def tab(self, house: House, role: str, **context: Any) -> Tab:
        """Somebody who has just sat down there."""
        tab = Tab(self.browser, role, house, **context)
        self.leaving.callback(tab.close)
        return tab.join(f"{role} lead")


@pytest.fixture
def hall(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    """A place for exercises."""
    with ExitStack() as leaving:
        yield Hall(browser, tmp_path, leaving)


def broken(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong with the page as it is now: the rule, and where."""
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    if page.evaluate("typeof axe") == "undefined":
        found = AXE.run(page, options=options).response["violations"]
    else:  # it is on this page already
        found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{v['id']}: {' '.join(map(str, n['target']))}" for v in found for n in v["nodes"]]


def inspected(tab: Tab) -> list[str]:
    """What is wrong with the page somebody looks at."""
    return faults_of(tab.page)


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page with every part unfolded, by day and by night, and as narrow as a telephone."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    page.evaluate("document.querySelectorAll('.view').forEach((v) => { v.hidden = false })")
    found = broken(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark {one}" for one in broken(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    wide = until(lambda: page.evaluate("innerWidth === 390 && [document.documentElement.scrollWidth]"), "a narrow page")
    if wide[0] > 390:
        widest = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 391 && !e.closest('svg')).map(e => e.tagName + '.' + e.className + '#' + e.id).slice(0, 5)"
        )
        found.append(f"{wide[0]} px wide at 390: {widest}")
    assert size is not None
    page.set_viewport_size(size)
    return [f"{page.url.split('/', 3)[3]}: {one}" for one in found]


@pytest.mark.parametrize("stage", SEATS)
def test_everybody_can_use_every_page(hall: Hall, open_room: Any, stage: str) -> None:
    """Axe finds nothing wrong, by day or by night; nothing is wider than a telephone; the console is silent."""
    table = open_room("second-thomas", "aukus-jpn")
    table.until(stage)
    house = hall.house(stage, table)
    tabs = [hall.tab(house, role) for role in SEATS[stage]]

    found = [one for tab in tabs for one in inspected(tab)]
    assert not found, "\n".join(found)
    assert [] == [one for tab in tabs for one in tab.wrong]


def test_everybody_can_use_controls_papers(hall: Hall, open_room: Any) -> None:
    """The link page, the branches with two of them side by side, the papers, what a seat sees, the form for a paper cell, the
    door, a link that opens nothing: the same holds.
    """
    table = open_room("second-thomas", "aukus-jpn")
    table.until("deliberate", 2)
    table["CONTROL"].do("branch", name="beside", turn="1", parent="main", coalition="aukus", reason="what if", played="doctrines")  # fmt: skip
    house = hall.house("papers", table)
    control = hall.tab(house, str(CONTROL))
    found = []
    for path in ("links", "lines", "lines?left=main&right=beside", "papers", "as/JPN", "enter/PHL", "packet/JPN.html",
                 "packet/guide.html", "aar/control.html", "theatre/main.html", "nothing"):  # fmt: skip
        control.goto(path)
        found += inspected(control)
    for address in (
        house.links["USA"].replace(str(house.port), str(control.wire.port)),
        f"{control.base}/",
        f"{control.base}/join/x",
    ):
        control.page.goto(address)
        found += inspected(control)
    control.goto("links")
    control.page.emulate_media(media="print")
    on_paper = [
        control.page.locator(f".links section {what}:visible").count() for what in ("h2", "svg", ".code", "button")
    ]

    assert not found, "\n".join(found)
    assert [] == control.wrong
    assert [len(table.room.roles)] * 3 + [0] == on_paper, "every link with its code, and no button"


def test_everybody_can_use_what_is_no_cells_page(hall: Hall, open_room: Any) -> None:
    """Who plays alone, who watches, the desk of several groups, a board without a map, all that a cell wrote: the same holds."""
    alone = open_room("second-thomas", "aukus-jpn", folder="alone", driven="JPN")
    alone["JPN"].do("next")
    watched = open_room("tutorial", "aukus-jpn", folder="watched", driven="").room
    watched.watching = Watching(watched.game.start, watched.game.entries, watched.story(CONTROL), watched.now)
    placeless = open_room("cyber-suppliers", "aukus-jpn", folder="placeless")
    placeless.until("deliberate")
    placeless["JPN"].do("send", to="USA", text="Who else has been broken into?")
    groups = [Treatment("alpha"), Treatment("bravo", coalition="aukus")]
    rooms = [open_room(folder=one.name, coalition=one.coalition).room for one in groups]
    every = [Seated(one, room, lambda path: HOST + path) for one, room in zip(groups, rooms, strict=True)]
    kept = Groups.begun(groups)
    made = desk("Two groups", "UNCLASSIFIED", kept.secret, every, lambda path: HOST + path)
    found, wrong = [], []
    for room, pages in ((alone.room, ("JPN/",)), (watched, ("EVALUATOR/",)), (placeless.room, ("JPN/talk-JPN", "BOARD/"))):  # fmt: skip
        context = hall.leaving.enter_context(closing(hall.browser.new_context(reduced_motion="reduce")))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        base = hall.leaving.enter_context(served(room_app(room)))
        page = context.new_page()
        for path in pages:
            page.goto(f"{base}/join/{room.keys.token(path.split('/')[0])}")
            page.locator("form button.main").click()
            page.goto(f"{base}/at/{path}")
            found += faults_of(page)
    page.goto(hall.leaving.enter_context(served(made)) + desk_path(kept.secret))
    found += faults_of(page)

    assert not found, "\n".join(found)
    assert [] == wrong


def test_a_cell_is_played_by_keyboard_alone(hall: Hall, open_room: Any) -> None:
    """Tab, Space, Enter and letters: take the seat, order something and say why, seal it, hear that it is taken."""
    table = open_room("second-thomas", "aukus-jpn")
    table.until("deliberate")
    house = hall.house("keys", table)
    tab = Tab(hall.browser, "USA", house)
    hall.leaving.callback(tab.close)
    page, keys = tab.page, tab.page.keyboard
    page.goto(house.links["USA"].replace(str(house.port), str(tab.wire.port)))

    def walk(where: str) -> None:
        """Press Tab until the focus is there, and see that it shows."""
        for _ in range(200):
            keys.press("Tab")
            if page.evaluate("where => document.activeElement.matches(where)", where):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert "none" != page.evaluate(outline), f"no sign of the focus on {where}"
                return
        raise AssertionError(f"Tab never comes to {where}")

    walk("input[name=name]")
    keys.type("Alex")
    keys.press("Enter")
    page.wait_for_url("**/at/USA/")
    tab.live()
    walk("#p-ask input[name=act]")
    keys.press("Space")
    walk("#p-ask textarea[name=intent]")
    keys.type("to be seen, not to be met")
    walk("#p-ask button")
    keys.press("Enter")

    tab.said("Sealed. It is on disk.")
    tab.sees("Sealed by Alex", "#p-ask")
    assert ["to be seen, not to be met"] == [x.decision.intent for x in _sealed(house, "USA")]


def test_the_map_is_read_by_keyboard(hall: Hall, open_room: Any) -> None:
    """Every marker can be reached by Tab and says what it is; the map can be made larger and whole again."""
    table = open_room("second-thomas", "aukus-jpn")
    table.until("deliberate")
    tab = hall.tab(hall.house("map", table), "USA")
    page, keys = tab.page, tab.page.keyboard
    markers = page.evaluate(
        "[...document.querySelectorAll('#p-map [tabindex=\"0\"]')].map(e => e.getAttribute('aria-label') || e.textContent)"
    )
    reached = set()
    for _ in range(300):
        keys.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.closest('#p-map') ? document.activeElement.getAttribute('aria-label') || document.activeElement.textContent : ''"
            )
        )
        if page.evaluate("document.activeElement.matches('[data-zoom]')"):
            break
    box = page.locator("svg.map").get_attribute("viewBox")
    keys.press("Enter")

    assert len(markers) >= 3
    assert all(name.strip() for name in markers)
    assert set(markers) <= reached
    until(lambda: page.locator("svg.map").get_attribute("viewBox") != box, "a larger map")


def test_one_key_takes_an_evaluators_note(hall: Hall, open_room: Any) -> None:
    """n, a text, Ctrl+Enter: the note is taken without a hand on the mouse."""
    table = open_room("second-thomas", "aukus-jpn")
    tab = hall.tab(hall.house("note", table), "EVALUATOR")
    tab.page.keyboard.press("n")
    tab.page.keyboard.type("Asked before it acted.")
    tab.page.keyboard.press("Control+Enter")

    tab.said("Noted.")
    tab.sees("Asked before it acted.", "#p-notes")


def _sealed(house: House, seat: str) -> list[Any]:
    from fourthseat.engine.core.terms import Seat
    from fourthseat.players.web.session import Room

    house.kill()
    room = Room.resume(house.folder)
    try:
        return [kept for name, kept in room.record.sealed.items() if name == Seat(seat)]
    finally:
        room.close()
