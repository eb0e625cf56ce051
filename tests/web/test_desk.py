"""Control's desk and the wall, in a browser: two levels, the time line by drag and by keys, a change that is looked at first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.exercise.collection import collected, planned
from tests.web.browsers import House, Tab, chromium, until

SIZES = ((1024, 768), (1366, 768), (1920, 1080), (3840, 2160))


@pytest.fixture
def leaving() -> Iterator[ExitStack]:
    """What is closed at the end."""
    with ExitStack() as stack:
        yield stack


def hour(tab: Tab, name: str) -> int:
    """The hour at which the time line has an inject."""
    return int(str(tab.page.locator(f"[data-inject={name}]").get_attribute("aria-valuenow")))


def test_the_desk_in_two_levels_and_the_wall_on_every_screen(leaving: ExitStack, open_room: Any) -> None:
    """One part of the desk is shown at a time; injects move; a change shows who learns what; the wall needs no scrolling."""
    table = open_room("second-thomas", "aukus-jpn", doctrine=("AUS", "GBR", "JPN", "PHL", "PRC", "USA"))
    table.until("plenary", 2)
    table.room.close()
    house = leaving.enter_context(House(table.room.folder))
    browser = leaving.enter_context(chromium())
    control, wall = (Tab(browser, role, house) for role in (str(CONTROL), "BOARD"))
    for tab in (control, wall):
        leaving.callback(tab.close)
        tab.join("Ann")
    page = control.page

    def shown() -> list[str]:
        return list(page.evaluate("[...document.querySelectorAll('.view')].filter(v => !v.hidden).map(v => v.id)"))

    assert ["view-now"] == shown()
    assert "Control: Second Thomas Shoal" in page.title()
    page.locator(".views a", has_text="Events").click()
    until(lambda: ["view-events"] == shown(), "the events")
    assert "page" == page.locator(".views a", has_text="Events").get_attribute("aria-current")

    name = str(page.locator("[data-inject]").first.get_attribute("data-inject"))
    begun = hour(control, name)
    marker = page.locator(f"[data-inject={name}]")
    marker.focus()
    for key in ("PageUp", "ArrowRight", "Escape", "PageUp", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    control.said(f"{name} is set down for H+{begun + 25}.")
    # Keys move the marker at once; the room's answer comes later, and may put the row elsewhere in the table.
    until(lambda: str(begun + 25) == marker.get_attribute("data-hour"), "the inject at its new hour")
    ring = marker.locator("circle")
    ring.hover()  # once it stands still and nothing lies over it
    box = until(ring.bounding_box, "the marker")
    page.mouse.down()
    page.mouse.move(box["x"] + 45, box["y"] + 8, steps=4)
    page.mouse.up()
    until(lambda: hour(control, name) > begun + 25, "the inject where it was dragged to")
    control.sees("moved", "#p-timeline")

    page.locator(".views a", has_text="World").click()
    for kind, what in (("moves", "place"), ("terms", "term")):  # of one list for everything, what that effect is about
        page.locator("#change [name=e1-does]").select_option(kind)
        listed = page.locator("#change [name=e1-about] optgroup:not([hidden]) option").evaluate_all(
            "all => [...new Set(all.map(o => o.value.split(':')[0]))]"
        )
        assert [what] == listed
    control.send("foresee", **{"e1-does": "message", "e1-text": "zqstorm over the sea", "reason": "zqseason"})
    control.sees("Who learns what", "#p-hands")
    assert "zqstorm" not in wall.text("main")
    control.send("intervene", "#p-hands", "button[value=do]")
    control.sees("zqseason", "#p-hands .changed")
    until(lambda: page.locator("#change [name=e1-does]").input_value() == "", "an empty form")

    for wide, high in SIZES:
        wall.page.set_viewport_size({"width": wide, "height": high})
        size = until(lambda w=wide: wall.page.evaluate("innerWidth") == w, "the size") and wall.page.evaluate(  # type: ignore[misc]
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert [wide, high] == size
        cut = "e => [...e.querySelectorAll('li:not([hidden]), article, h2')].filter(x => x.getBoundingClientRect().bottom > innerHeight).length"
        assert 0 == wall.page.locator("[data-fits]").evaluate(cut)
        assert "What move 1 brought" in wall.text("#p-news h2")
        inside = "([a, b]) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom"
        rects = "['.scale-bar', 'svg.map'].map(s => document.querySelector(s).getBoundingClientRect())"
        assert wall.page.evaluate(f"({inside})({rects})"), f"the map's scale is cut at {wide} x {high}"
    assert [] == [*control.wrong, *wall.wrong]


def test_the_plan_says_what_there_is_for_every_question(open_room: Any) -> None:
    """Objectives and control's own questions, with what was sent, noted and rated; in the report too, its own only for control."""
    table = open_room("second-thomas", "aukus-jpn", doctrine=("AUS", "GBR", "JPN", "PHL", "PRC", "USA"))
    control, evaluator = table["CONTROL"], table["EVALUATOR"]
    control.do("question", text="Who asked Manila first? zqplan", answered_by="the messages of move 1")
    objective = table.room.scenario.seat_by_id["JPN"].objectives[0]

    assert "zqplan" in evaluator.page
    assert "zqplan" not in table["JPN"].page
    evaluator.do("note", text="Tokyo did", objective="Q1")
    evaluator.do("rate", objective=objective.id, rating="S", text="late", met="met")
    control.do("end", reason="enough")
    rows = {c.question.id: c for c in table_plan(table)}
    assert ("answered", 1) == (rows["Q1"].standing, rows["Q1"].notes)
    assert ("answered", "S") == (rows[objective.id].standing, rows[objective.id].rating)
    assert set(rows) == {o.id for s in table.room.scenario.seats for o in s.objectives} | {"Q1"}
    own, released = (control.get(f"aar/{version}.md").text for version in ("control", "releasable"))
    assert "zqplan" in own
    assert "Data collection" in released
    assert "zqplan" not in released


def table_plan(table: Any) -> Any:
    """The plan as control's page has it."""
    record, state = table.room.record, table.room.state
    plan = planned(table.room.scenario, [(one.text, one.answered_by) for one in record.questions])
    notes = {note.objective: sum(n.objective == note.objective for n in record.notes) for note in record.notes}
    return collected(plan, state.injected, notes, {name: r.rating for name, r in record.ratings.items()})


def test_a_question_stands_as_what_there_is_for_it() -> None:
    """Nothing, an inject sent or a note, a rating: open, in part, answered; a question of control's own by a note alone."""
    scenario = scenarios.find("second-thomas")
    plan = planned(scenario, [("Who?", "")])
    first = next(one for one in plan if one.injects)

    def stands(name: str, sent: tuple[str, ...] = (), **what: dict[str, Any]) -> str:
        rows = collected(plan, sent, what.get("notes", {}), what.get("ratings", {}))
        return next(c.standing for c in rows if c.question.id == name)

    assert "open" == stands(first.id)
    assert "partly" == stands(first.id, first.injects[:1]) == stands(first.id, notes={first.id: 2})
    assert "answered" == stands(first.id, ratings={first.id: "M"}) == stands("Q1", notes={"Q1": 1})
    assert "open" == stands("Q1", ratings={first.id: "M"})
