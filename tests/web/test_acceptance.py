"""The exercise the room is for, held in real browsers from the first link to the report."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fourthseat.engine.core import entries as e
from fourthseat.engine.record.log import read
from tests.web.browsers import TOP, House, Tab, chromium, until

CELLS = ("AUS", "GBR", "JPN", "PRC", "USA")
MARKS = {seat: f"zq{seat.lower()}xv" for seat in CELLS}
"""A word in everything a cell writes for itself: intent, reason, expectation, an order in its own words."""
BETWEEN = {"zqpairxv": ("AUS", "USA"), "zqeyesxv": ("JPN",), "zqwashxv": ()}
"""A message from one cell to another, an inject for one cell's eyes, an unsigned hot-wash form: who may read each."""


class Exercise:
    """Control, five cells and the wall, each in a browser of its own."""

    def __init__(self, house: House, tabs: dict[str, Tab]) -> None:
        self.house, self.tabs = house, tabs
        self.control = tabs["CONTROL"]
        self.turn = 0
        self.proposed: list[str] = []
        self.overruled = self.argued = ""

    def asked(self) -> list[str]:
        """Cells with a form to answer on their screens."""
        return [seat for seat in CELLS if self.tabs[seat].key]

    def answer(self, seat: str) -> None:
        """What a cell does: Tokyo wants company, London will not come, Beijing presses, everybody protests."""
        tab, mark = self.tabs[seat], MARKS[seat]
        why: dict[str, str | list[str]] = {"intent": f"intent {mark}", "reason": f"why {mark}"}
        offered = tab.page.eval_on_selector_all("#p-ask input[type=checkbox][name=act]", "all => all.map(e => e.value)")
        choices = tab.page.eval_on_selector_all("#p-ask input[type=radio]", "all => all.map(e => e.value)")
        if offered:
            wanted = ("joint-presence", "own-protest") if seat == "JPN" else ("own-protest",)
            acts = [next((o for o in offered if o.startswith(f"{want}@")), "") for want in wanted]
            why |= {"act": [a for a in acts if a], "expected": f"effect {mark}", "confidence": "60"}
            if seat == "GBR":
                why["free"] = f"a frigate of our own {mark}"
        elif "yes" in choices:
            why["q0"] = "no" if seat == "GBR" else "yes"
        elif "press" in choices:
            why["q0"] = "press"
        tab.seal(**why)

    def desk(self) -> None:
        """What control does when it is asked."""
        control, key = self.control, self.control.key
        if "close" in key:
            rulings = control.page.eval_on_selector_all(
                "#p-desk input[type=radio][value=SUCCESS]", "all => all.map(e => e.name.slice(5))"
            )
            fields: dict[str, str | list[str]] = {}
            if rulings and not self.overruled:
                self.overruled = rulings[0]
                fields = {f"rule-{rulings[0]}": "PARTIAL", f"why-{rulings[0]}": "The weather turned the ships back."}
            elif rulings and not self.argued:
                self.argue(rulings[0])
            control.seal(**fields)
        else:
            proposed = control.page.eval_on_selector_all(
                "#p-desk input[type=radio][value=send]", "all => all.map(e => e.name)"
            )
            self.proposed += [name.removeprefix("prop-") for name in proposed]
            control.seal(**dict.fromkeys(proposed, "send"))
            self.turn += 1

    def argue(self, incident: str) -> None:
        """A matrix argument about a ruling, with reasons on both sides, settled by two dice."""
        self.argued = incident
        self.control.send(
            "argue", claim="The fleet turns for home", effect="the strait is quiet", incident=incident, method="2d6",
            **{"pro-1": "Their fuel is short", "pro-2": "Their insurers ask", "con-1": "They were ordered to stay"},
        )  # fmt: skip
        self.control.said("Argument 1:")
        self.control.sees("Settled by argument", "#p-desk")

    def until(self, turn: int, stage: str) -> None:
        """Everybody does what they are asked until that stage of that move."""

        def there() -> bool:
            waits = {"open": self.control.has("plenary", "#p-desk"), "cells": len(self.asked()) == len(CELLS)}
            return self.turn == turn and waits[stage]

        def busy() -> bool:
            return there() or self.control.has("plenary", "#p-desk") or bool(self.control.key or self.asked())

        while True:
            until(busy, f"somebody who is asked something in move {self.turn}")
            if there():
                return
            if self.control.has("plenary", "#p-desk"):
                self.control.send("plenary", "#p-desk")
                until(lambda: not self.control.has("plenary", "#p-desk"), "the plenary")
            elif self.control.key:
                self.desk()
                if stage == "cells" and self.turn == turn:
                    until(there, f"forms for all in move {turn}")
            else:
                for seat in self.asked():
                    self.answer(seat)


@pytest.fixture
def exercise(tmp_path: Path) -> Iterator[Exercise]:
    """The Senkakus with Japan a full member, on a seed by which Beijing's pressing comes to rulings within three moves."""
    with ExitStack() as leaving:
        browser = leaving.enter_context(chromium())
        house = leaving.enter_context(House(tmp_path / "room", "senkaku", "--coalition", "aukus-jpn", "--seed", "3"))
        Image.new("RGB", (60, 40), "navy").save(tmp_path / "quay.png")
        tabs = {}
        for role in ("CONTROL", *CELLS, "BOARD"):
            tabs[role] = Tab(browser, role, house)
            leaving.callback(tabs[role].close)
            tabs[role].join(f"{role} lead")
        yield Exercise(house, tabs)


def test_the_acceptance_exercise(exercise: Exercise, record_property: Any) -> None:
    """Three moves with seven browsers, an inject that proposed itself, an overrule, an argument, a pause, a crash, a branch
    without Japan, ENDEX, the report within a minute; the log is proved, nothing leaks, and nothing leaves the machine.
    """
    house, tabs, control = exercise.house, exercise.tabs, exercise.control

    # Move 1: the clock stands and goes again on every screen; words between two cells; an inject for one cell's eyes.
    exercise.until(1, "cells")
    control.send("clock", button="button[value=pause]")
    for tab in tabs.values():
        until(lambda tab=tab: tab.page.locator("#clock.paused").count(), f"the pause at {tab.role}")  # type: ignore[misc]
    control.send("clock", button="button[value=go]")
    for tab in tabs.values():
        until(lambda tab=tab: not tab.page.locator("#clock.paused").count(), f"the go at {tab.role}")  # type: ignore[misc]
    tabs["AUS"].send("send", to="USA", text="Between us: zqpairxv")
    tabs["USA"].sees("zqpairxv", "#p-talk")
    control.send("adhoc", to="JPN", text="For Tokyo alone: zqeyesxv")
    tabs["JPN"].sees("zqeyesxv", "#p-feed")

    # A question with its answer, a proposal with a vote, a picture as a newspaper's; all for those they are for.
    tabs["JPN"].send("ask", text="How many hulls? zqeyesxv")
    control.send("reply", text="Nine. zqeyesxv", button="button[value=answer]")
    tabs["JPN"].sees("Nine. zqeyesxv", "#p-rfi")
    tabs["AUS"].send("table", to="USA", text="Together or not at all. zqpairxv")
    tabs["USA"].send("vote", "#p-motions", button="button[value=sponsor]")
    tabs["AUS"].sees("sponsored by USA", "#p-motions")
    shelf = control.page.locator("form[data-upload]")
    control.page.evaluate("() => { location.hash = 'events'; document.querySelector('#adhoc').open = true }")
    shelf.locator("[name=file]").set_input_files(house.folder.parent / "quay.png")
    shelf.locator("button").click()
    control.sees("quay", "#p-shelf")
    file = control.page.locator("#p-shelf [name=file]").input_value()
    control.send("adhoc", to="JPN", text="A ring of hulls. zqeyesxv", sender="The Courier", mode="news", file=file)
    tabs["JPN"].sees("A ring of hulls.", "#p-inbox .came.news")
    until(
        lambda: tabs["JPN"].page.evaluate("() => document.querySelector('#p-inbox img')?.naturalWidth"), "the picture"
    )

    # Doctrine takes a seat over, which is told, and gives it back.
    control.page.evaluate("() => { location.hash = 'now' }")
    control.page.get_by_role("button", name="Doctrine for GBR").click()
    control.page.locator("dialog.sure[open] button.main").click()
    tabs["GBR"].sees("Doctrine plays your seat now", "#p-ask")
    control.page.get_by_role("button", name="Give back GBR").click()
    control.page.locator("dialog.sure[open] button.main").click()
    until(lambda: tabs["GBR"].key, "the form of the cell that has its seat back")

    # Move 2: the power goes while two answers are sealed and a third is half written.
    exercise.until(2, "cells")
    exercise.answer("AUS")
    exercise.answer("JPN")
    usa = tabs["USA"]
    half = usa.form("seal", "#p-ask")
    first = half.locator("[name=act]").first
    first.check()
    half.locator("[name=intent]").fill(f"half a thought {MARKS['USA']}")
    house.kill()
    usa.page.locator("body.away").wait_for()
    house.open()
    control.sees("sealed", "#p-cells")
    for seat in ("AUS", "JPN"):
        assert not tabs[seat].key, "sealed before the crash, sealed after it"
    until(lambda: usa.page.locator("body:not(.away)").count(), "Washington's screen back")
    assert (True, f"half a thought {MARKS['USA']}") == (first.is_checked(), half.locator("[name=intent]").input_value())
    usa.page.reload()
    usa.live()
    half = usa.form("seal", "#p-ask")
    assert (True, f"half a thought {MARKS['USA']}") == (
        half.locator("[name=act]").first.is_checked(),
        half.locator("[name=intent]").input_value(),
    )
    control.send("clock", button="button[value=go]")

    # Move 3, and where it leads; then the same without Japan, beside it.
    exercise.until(3, "open")
    assert (exercise.overruled, exercise.argued) != ("", ""), "two rulings by the end of move 3"
    second = control.another()
    second.goto("lines")
    with second.page.expect_navigation():
        second.send(
            "branch", name="without-japan", turn="1", parent="main", coalition="aukus",
            reason="What if Tokyo stayed out?", played="doctrines",
        )  # fmt: skip
    second.goto("lines?left=main&right=without-japan")
    for words in ("What if Tokyo stayed out?", "AUKUS, Japan outside", "They part"):
        second.sees(words)

    # ENDEX, hot wash, papers.
    control.send("end", reason="Three moves were what we had time for.")
    began = time.monotonic()
    for seat in CELLS:
        until(lambda seat=seat: tabs[seat].has("wash"), f"the hot wash of {seat}")  # type: ignore[misc]
    tabs["GBR"].send("wash", well="We were asked. zqwashxv", anonymous="yes")
    control.sees("zqwashxv", "#p-wash")
    second.goto("papers")
    with second.page.expect_download() as coming:
        second.page.click('a[href="aar/control.docx"]')
    assert Path(coming.value.path()).read_bytes().startswith(b"PK")
    papers = {f"{v}.{k}": second.get(f"aar/{v}.{k}") for v in ("control", "releasable") for k in ("docx", "html", "md")}
    took = time.monotonic() - began
    record_property("seconds from ENDEX to seven reports downloaded", round(took, 1))
    assert took < 60
    assert {200} == {paper.status for paper in papers.values()}
    assert "The weather turned the ships back." in papers["control.md"].text()
    assert "We were asked. zqwashxv" in papers["control.html"].text()
    assert MARKS["PRC"] not in papers["releasable.md"].text() + papers["releasable.html"].text()

    _on_disk(exercise)
    _no_leak(tabs)


def _on_disk(exercise: Exercise) -> None:
    """What happened stands in the log, and played again it is the same game."""
    folder = exercise.house.folder
    log = read(folder / "main.jsonl")
    done = {order.kind: order for x in log.entries if isinstance(x, e.Decided) for order in x.decision.orders}
    sent = {x.inject for x in log.entries if isinstance(x, e.Injected)}

    assert exercise.proposed
    assert set(exercise.proposed) <= sent
    assert {"overrule", "argue", "end", "propose", "send"} <= set(done)
    assert [2] == [len(x.dice) for x in log.entries if isinstance(x, e.Argued)]
    kept = [json.loads(line) for line in (folder / "room.jsonl").read_text().splitlines()]
    assert [("without-japan", "doctrines")] == [(x["name"], x["played"]) for x in kept if x["kind"] == "line"][1:]
    for name in ("main", "without-japan"):
        command = [sys.executable, "-m", "fourthseat", "replay", str(folder / f"{name}.jsonl"), "--verify"]
        proved = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
        assert 0 == proved.returncode, proved.stdout + proved.stderr


def _no_leak(tabs: dict[str, Tab]) -> None:
    """Every byte that came down to every browser is searched for what was not meant for it."""
    came = {role: tab.wire.text for role, tab in tabs.items()}

    for mark in (*MARKS.values(), *BETWEEN):
        assert mark in came["CONTROL"], f"control saw {mark}: the search would find it"
    for role in (*CELLS, "BOARD"):
        for owner, mark in MARKS.items():
            assert role == owner or mark not in came[role], f"{role} was sent {owner}'s secret"
        for mark, readers in BETWEEN.items():
            assert role in readers or mark not in came[role], f"{role} was sent {mark}"
            assert role not in readers or mark in came[role]
    outside = re.compile(r"^(?!http://127\.0\.0\.1:\d+/|data:|blob:)")
    assert [] == [url for tab in tabs.values() for url in tab.asked if outside.match(url)]
    assert [] == [wrong for tab in tabs.values() for wrong in tab.wrong]
