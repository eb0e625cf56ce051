"""A cell's form on a telephone and a laptop: its menu folded, found, and nothing that is ticked or wrong out of sight; entered from
paper, with the time that is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browsers import until
from tests.web.served import room_app, served
from tests.web.test_access import broken

LONG = "taiwan-quarantine"
"""A shipped scenario in which a cell has seventeen options about two things in its first move."""


@pytest.fixture
def cell(browser: Browser, open_room: Any) -> Iterator[Any]:
    """Seats somebody of the United States' cell at a screen of a width."""
    table = open_room(LONG)
    table.until("deliberate")
    with ExitStack() as leaving:
        base = leaving.enter_context(served(room_app(table.room)))

        def sit(width: int, height: int, role: str = "USA") -> Page:
            context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
            leaving.callback(context.close)
            page = context.new_page()
            page.goto(f"{base}/join/{table.room.keys.token(role)}")
            page.locator("form button").click()
            until(lambda: page.locator("#clock").text_content() not in ("", "–"), "the stream")
            return page

        sit.room = table.room  # type: ignore[attr-defined]
        yield sit


def test_a_long_menu_is_used_on_a_telephone(cell: Any) -> None:
    """It is folded to a line for each incident; what is ticked stands on top, counted, and can be taken off; words find options;
    Enter in the search seals nothing; what is too long is unfolded, not silently kept back; axe finds nothing.
    """
    page = cell(390, 844)
    form, groups = page.locator("#p-ask form"), page.locator("#p-ask details.group")
    height = form.evaluate("f => f.getBoundingClientRect().height")
    folded = groups.evaluate_all("all => all.map(d => d.open)")
    groups.first.locator("summary").click()
    for n in (1, 4):
        groups.first.locator("[name=act]").nth(n).check()
    groups.first.locator("summary").click()
    named = [" ".join(x.split()) for x in groups.first.locator("label:has(:checked)").all_text_contents()]
    picked = page.locator("[data-picked] li")
    listed, counted = (
        picked.locator("button.plainly").all_text_contents(),
        groups.first.locator("summary").text_content(),
    )

    assert height < 1200
    assert [False, False] == folded
    assert named == listed
    assert "12 options, 2 ticked" in (counted or "")
    assert [] == broken(page)

    picked.first.locator("button.small").focus()
    page.keyboard.press("Enter")
    assert named[1:] == picked.locator("button.plainly").all_text_contents()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(f"Take off: {named[1]}")
    picked.locator("button.plainly").click()
    assert page.evaluate("document.activeElement.matches('[name=act]:checked')")

    page.fill("[data-find] input", "joint concurrence")
    seen = page.locator("#p-ask .option:visible")
    assert seen.count() > 0
    assert all("joint: needs concurrence" in text for text in seen.all_text_contents())
    page.keyboard.press("Enter")
    page.fill("[data-find] input", "no such thing")
    assert (0, 1) == (seen.count(), picked.count())
    page.keyboard.press("Escape")
    assert page.locator("dialog.sure[open]").count() == 0
    assert page.locator("#p-ask .sealbar button").is_visible()

    page.fill("[name=confidence]", "60")
    page.keyboard.press("Enter")
    assert page.locator("#p-ask .sealbar button").is_visible(), "a telephone's Go has sealed"

    page.locator("[name=intent]").evaluate("e => { e.value = 'x'.repeat(+e.dataset.most + 1); e.dispatchEvent(new Event('input', {bubbles: true})) }")  # fmt: skip
    why = page.locator("#why")
    why.evaluate("d => { d.open = false }")
    page.locator("#p-ask .sealbar button").click()
    until(lambda: why.evaluate("d => d.open"), "the field that is too long, unfolded")


def test_a_laptop_shows_the_whole_menu_and_a_recalled_one_what_was_ticked(cell: Any, open_room: Any) -> None:
    """On a laptop every part is unfolded, with the search above. A form that comes back is unfolded where something is ticked, by
    the room itself: it needs no script.
    """
    page = cell(1366, 768)
    assert page.locator("#p-ask details.group").evaluate_all("all => all.every(d => d.open)")
    assert page.locator("[data-find] input").is_visible()
    telephone = cell(390, 844)
    page.locator("#p-ask [name=act]").nth(2).check()
    seen = telephone.locator("[data-picked] li")
    until(lambda: seen.count() == 1, "what another of the cell ticked, on top of the folded menu")
    assert not telephone.locator("#p-ask [name=act]").nth(2).is_visible()

    table = open_room(LONG, folder="again")
    table.until("deliberate")
    usa = table["USA"]
    value = usa.menu[-1]
    key = usa.key
    usa.seal(act=[value])
    usa.do("recall", key=key)
    opened = re.findall(r'<details class="group" id="menu-(\w[\w-]*)"( open)?>', usa.page)
    assert [(value.split("@")[1] or "any", " open")] == [one for one in opened if one[1]]
    assert len(opened) == 2


def test_whoever_enters_from_paper_sees_the_time_left(cell: Any) -> None:
    """The page to enter for a cell counts down as every other, and more time is seen on it; nothing else of it moves."""
    page, room = cell(390, 844, "CONTROL"), cell.room
    page.goto(page.url + "enter/USA")

    def shown() -> int:
        minutes, _, seconds = (page.locator("#clock").text_content() or "").partition(":")
        return 60 * int(minutes) + int(seconds) if seconds else -1

    given = room.clock.left
    first = until(lambda: 0 < shown() <= given and shown(), "the time left")
    until(lambda: shown() < first, "time that passes")
    page.fill("#p-ask textarea, [name=intent]", "as it is written on the sheet")
    room.stage_clock.extend(5)
    until(lambda: given + 240 < shown() <= given + 300, "five minutes more")
    room.stage_clock.pause()
    until(lambda: page.locator("#clock.paused").count(), "the pause")
    room.stage_clock.go()
    room.stage_clock.extend(-60)
    until(
        lambda: page.locator("#clock.over").count() and page.locator("#clock").is_visible(),
        "how long the time has been up",
    )
    assert "as it is written on the sheet" == page.input_value("[name=intent]")
    assert [] == broken(page)
